"""Amounts that jump against last year are asked about."""

import pytest

from budgeting.jumps import jumps_of
from tests.factories import (
    make_framework,
    make_line,
    make_proposal,
    make_unit,
    make_year,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("100.00", "1000.00", "10 times as much"),
        ("100.00", "100000.00", "1,000 times as much"),
        ("1000.00", "10.00", "one part in 100"),
        ("100.00", "900.00", ""),
        ("100.00", "100.00", ""),
        ("0.00", "900.00", ""),
        ("100.00", "0.00", ""),
    ],
)
def test_a_line_many_times_what_it_was_is_asked_about(was, now, said):
    unit = make_unit()
    last = make_proposal(make_year(2030), unit, lines=0)
    make_line(make_framework(last), "A", was)
    proposal = make_proposal(make_year(2031), unit, lines=0)
    make_line(make_framework(proposal), "A", now)
    asked = [sentence for _line, sentence in jumps_of(proposal)]
    assert len(asked) == bool(said)
    assert not said or said in asked[0]


def test_a_copied_line_is_compared_with_the_one_it_was_copied_from():
    unit = make_unit()
    last = make_proposal(make_year(2030), unit, lines=0)
    source = make_line(make_framework(last), "OLD", "5.00")
    proposal = make_proposal(make_year(2031), unit, lines=0)
    line = make_line(make_framework(proposal), "NEW", "50.00", copied_from=source)
    ((found, sentence),) = jumps_of(proposal)
    assert (found, "In 2030 it was 5.00" in sentence) == (line, True)


def test_a_units_first_proposal_is_compared_with_nothing():
    assert jumps_of(make_proposal()) == []
