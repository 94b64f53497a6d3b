from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgeting.money import split_amount
from reporting.models import PublishedCitation
from reporting.publishing import publish_year
from tests.factories import make_action, make_programme, make_unit, make_year
from tests.reporting.cities import Line, budget

LARGEST = 999_999_999_999_999


@pytest.mark.django_db
def test_the_largest_remainder_takes_the_cent_and_ties_go_by_code():
    programme = make_programme()
    a, b, c = (make_action(programme, f"01.01.0{n}") for n in (1, 2, 3))
    year = make_year(2030, programme, linking="requested")
    thirds, halves = {a: 3334, b: 3333, c: 3333}, {c: 5000, b: 5000}
    lines = [Line("A", "100.00", thirds), Line("B", "0.01", halves)]
    lines += [Line("C", "0.05", {a: 2500, b: 2500, c: 5000}), Line("D", "0", halves)]
    budget(year, make_unit(), *lines)
    publish_year(year)
    found = PublishedCitation.objects.values_list(
        "line_code", "action_code", "amount_attributed"
    )
    assert [(line, code[-1], str(amount)) for line, code, amount in found] == [
        ("A", "1", "33.34"),
        ("A", "2", "33.33"),
        ("A", "3", "33.33"),
        ("B", "2", "0.01"),
        ("B", "3", "0.00"),
        # exact cents are 1.25, 1.25, 2.5: the largest remainder is the third's
        ("C", "1", "0.01"),
        ("C", "2", "0.01"),
        ("C", "3", "0.03"),
        ("D", "2", "0.00"),
        ("D", "3", "0.00"),
    ]


def shares(cuts: list[int]) -> list[int]:
    """Whole basis points that add up to 10,000, cut at these places."""
    places = [0, *sorted(set(cuts)), 10_000]
    return [after - before for before, after in zip(places, places[1:], strict=False)]


split = st.tuples(
    st.one_of(st.integers(0, 300), st.integers(0, LARGEST)),
    st.lists(st.integers(1, 9_999), max_size=6).map(shares),
)


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lines=st.lists(split, min_size=1, max_size=12))
def test_postgresql_splits_exactly_as_money_does(lines, django_db_blocker):
    from django.db import transaction

    with transaction.atomic():
        programme = make_programme()
        actions = [make_action(programme, f"01.01.{n}") for n in range(1, 9)]
        year = make_year(2030, programme, linking="requested")
        amounts = [Decimal(cents).scaleb(-2) for cents, _ in lines]
        cites = [dict(zip(actions, points, strict=False)) for _, points in lines]
        budget(
            year,
            make_unit(),
            *(
                Line(f"L{n}", str(amount), cited)
                for n, (amount, cited) in enumerate(zip(amounts, cites, strict=True))
            ),
        )
        publication = publish_year(year).publication
        for n, (amount, cited) in enumerate(zip(amounts, cites, strict=True)):
            rows = publication.publishedcitations.filter(line_code=f"L{n}")
            found = dict(rows.values_list("action_code", "amount_attributed"))
            expected = {action.code: share for action, share in cited.items()}
            assert found == split_amount(amount, expected)
        transaction.set_rollback(True)
