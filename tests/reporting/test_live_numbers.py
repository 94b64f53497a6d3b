"""The live numbers of a year are those that a publication of the same moment has."""

from dataclasses import asdict
from decimal import Decimal

import pytest

from budgeting.money import Rate
from budgeting.overview import board_of, numbers_of
from reporting.publishing import publish_year
from tests.factories import make_action, make_programme, make_unit, make_year
from tests.reporting.cities import Line, budget

pytestmark = pytest.mark.django_db

EXPECTED = {
    "units_obliged": 6,  # ALL, SOME, NONE, DRAFT, SENT, SILENT; not GUEST
    "units_prepared": 6,  # not SILENT; GUEST presents a budget though not obliged
    "units_approved": 4,  # ALL, SOME, NONE, GUEST
    "units_linked": 2,  # ALL, GUEST
    "units_partly_linked": 1,  # SOME
    "units_with_any_link": 3,  # ALL, SOME, GUEST
    "units_waived": 1,  # NONE
    "lines_total": 9,
    "lines_linked": 5,  # ALL 2, SOME 2 (one of them waived too), GUEST 1
    "lines_waived": 1,  # NONE
    "lines_screened": 1,  # SOME
    "lines_not_screened": 2,  # SOME 1, NONE 1
    "amount_total": Decimal("1066.73"),
    "amount_linked": Decimal("350.21"),
}


def make_city():
    """A year with a unit in each state; lines of other programmes do not link."""
    programme, other = make_programme("PDH"), make_programme("B1")
    year = make_year(2030, programme, linking="requested")
    year.year_programmes.create(programme=other, is_main=False)
    action, crossing = make_action(programme), make_action(other)
    cites, crosses = {action: 10000}, {crossing: 10000}
    units = {
        code: make_unit(code) for code in "ALL SOME NONE DRAFT SENT SILENT".split()
    }
    units["GUEST"] = make_unit("GUEST", obliged_from=None)
    zero, paid = Line("L1", "0.00", cites), Line("L2", "100.10", cites)
    budget(year, units["ALL"], zero, paid, origin="entered")
    budget(
        year,
        units["SOME"],
        Line("L1", "50.00", cites),
        Line("L2", "200.00", cites, waived="Cita y dispensa"),
        Line("L3", "300.00", screened="Nada aplica"),
        Line("L4", "16.50", crosses),
        origin="entered",
    )
    none = [Line("L1", "400.00", waived="Laudo"), Line("L2", "0.02")]
    budget(year, units["NONE"], *none)
    budget(year, units["GUEST"], Line("L1", "0.11", cites))
    draft = Line("L1", "9999.99", cites)
    budget(year, units["DRAFT"], draft, status="draft", origin="entered")
    budget(year, units["SENT"], draft, status="submitted", origin="entered")
    return year


def test_each_live_number_is_the_published_one_of_the_same_moment():
    year = make_city()
    live = numbers_of(board_of(year).rows)
    assert asdict(live) == EXPECTED
    published = publish_year(year).publication.numbers
    for name, number in EXPECTED.items():
        shown = f"{number:.2f}" if isinstance(number, Decimal) else number
        assert (name, published[name]) == (name, shown)
    assert live.compliance_rate == Rate(2, 6)
    assert str(live.compliance_rate.value) == "0.3333" == published["compliance_rate"]
    assert str(live.linked_rate.value) == "0.3283" == published["linked_rate"]


def test_a_year_without_a_line_has_no_rates():
    year = make_year(2031)
    make_unit("SILENT")
    live = numbers_of(board_of(year).rows)
    assert (live.units_obliged, live.units_prepared) == (1, 0)
    assert (live.compliance_rate.value, live.linked_rate.value) == (None, None)
    published = publish_year(year).publication.numbers
    assert published["compliance_rate"] is None
    assert published["linked_rate"] is None


def test_a_rate_is_rounded_half_up_to_four_decimals():
    assert str(Rate(1, 32).value) == "0.0313"  # 0.03125
