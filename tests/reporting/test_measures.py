from decimal import Decimal

import pytest

from budgeting.models import YearProgramme
from reporting.levels import group_numbers
from reporting.measures import Rate
from reporting.models import PublishedAction, PublishedLine
from reporting.publishing import publish_year, verify_publication
from tests.factories import (
    make_action,
    make_programme,
    make_right,
    make_unit,
    make_year,
)
from tests.reporting.cities import (
    Line,
    budget,
    funding_year,
    make_succession,
    published,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def city(db):
    """A year with a line of every state and a unit at every distance."""
    programme, other = make_programme("DH"), make_programme("BANDO")
    make_right(programme, "01")
    make_right(programme, "02")
    children = make_right(programme, "10", kind="group")
    make_right(programme, "11", kind="group")
    a1 = make_action(programme, "01.01.01")
    a2 = make_action(programme, "01.01.02")
    a3 = make_action(programme, "01.01.03")
    b1 = make_action(programme, "02.01.01", retired_from=2030)
    make_action(programme, "02.01.02", retired_from=2030)
    make_action(programme, "02.01.03", retired_from=2031)
    g1 = make_action(programme, "10.01.01")
    a1.population_groups.add(children)
    b1.population_groups.add(children)
    bando = make_action(other, "1.1")
    year = make_year(2030, programme, linking="requested")
    YearProgramme.objects.create(fiscal_year=year, programme=other)
    budget(
        year,
        make_unit("U1"),
        Line("L1", "600.00", {a1: 5000, a2: 1000, b1: 4000}),
        Line("L2", "0.00", {a3: 10000}),
    )
    budget(
        year,
        make_unit("U2"),
        Line("L1", "100.00", {a1: 10000}),
        Line("L2", "50.00", waived="No action names this debt."),
        Line("L3", "30.00", screened="Servicio de la deuda"),
        Line("L4", "20.00"),
        Line("L5", "10.00", {bando: 10000}),
        Line("L6", "40.00", {g1: 10000, bando: 10000}),
    )
    line = Line("L1", "7.00", {a1: 10000})
    budget(year, make_unit("U3"), line, status="submitted", origin="entered")
    make_unit("U4")
    autonomous = make_unit("U5", kind="autonomous", obliged_from=None)
    budget(year, autonomous, Line("L1", "150.00"), origin="entered")
    make_unit("U6", obliged_from=2031)
    budget(year, make_unit("U7"), status="draft")
    budget(year, make_unit("U8"), line, status="draft", origin="entered")
    budget(year, make_unit("U9", obliged_until=2029), status="draft")
    return publish_year(year).publication


def test_the_numbers_of_a_year(city):
    assert city.numbers == {
        "stage": "proposal",
        "currency": "MXN",
        "units_obliged": 6,
        "units_prepared": 5,
        "units_approved": 3,
        "units_linked": 1,
        "units_partly_linked": 1,
        "units_with_any_link": 2,
        "units_waived": 1,
        "compliance_rate": "0.2000",
        "lines_total": 9,
        "lines_linked": 4,
        "lines_waived": 1,
        "lines_screened": 1,
        "lines_not_screened": 3,
        "amount_total": "1000.00",
        "amount_linked": "740.00",
        "linked_rate": "0.7400",
        "actions_in_force": 6,
        "actions_funded": 4,
        "actions_new": None,
        "years_compared": [],
    }


def test_the_numbers_of_each_right(city):
    found = city.publishedrights.values_list(
        "code",
        "actions_in_force",
        "actions_funded",
        "actions_new",
        "amount_attributed",
        "amount_touching",
        "lines",
        "units",
    )
    assert [tuple(str(value) for value in row) for row in found] == [
        ("01", "3", "2", "None", "460.00", "700.00", "3", "2"),
        ("02", "2", "1", "None", "240.00", "600.00", "1", "1"),
        ("10", "1", "1", "None", "40.00", "40.00", "1", "1"),
        ("11", "0", "0", "None", "0.00", "0.00", "0", "0"),
    ]


def test_the_numbers_of_each_group_count_a_line_once(city):
    found = city.publishedgroups.values_list(
        "code", "actions_funded", "actions_new", "amount_touching", "lines", "units"
    )
    assert [tuple(str(value) for value in row) for row in found] == [
        ("10", "3", "None", "740.00", "3", "2"),
        ("11", "0", "None", "0.00", "0", "0"),
    ]


def test_a_programme_may_have_more_groups_than_one_statement_answers_for(city):
    found = group_numbers(city, {str(n): {"01.01.01"} for n in range(430)}, set())
    assert [len(found), *found["0"].values()] == [430, 1, 0, 2, 2, Decimal("700.00")]
    assert found["0"] == found["429"]


def test_the_numbers_of_each_unit_and_how_far_it_came(city):
    found = city.publishedunits.values_list(
        "code",
        "obliged",
        "status",
        "origin",
        "linked",
        "lines_total",
        "lines_linked",
        "amount_total",
        "amount_linked",
        "actions_funded",
        "actions_new",
    )
    nothing = ("None",) * 6
    assert [tuple(str(value) for value in row) for row in found] == [
        ("U1", "True", "approved", "imported", "True")
        + ("2", "2", "600.00", "600.00", "3", "None"),
        ("U2", "True", "approved", "imported", "False")
        + ("6", "2", "250.00", "140.00", "2", "None"),
        ("U3", "True", "not_approved", "entered", "False", *nothing),
        ("U4", "True", "missing", "", "False", *nothing),
        ("U5", "False", "approved", "entered", "False")
        + ("1", "0", "150.00", "0.00", "0", "None"),
        ("U7", "True", "missing", "", "False", *nothing),
        ("U8", "True", "not_approved", "entered", "False", *nothing),
    ]


def test_the_numbers_of_each_action(city):
    found = PublishedAction.objects.values_list(
        "code",
        "in_force",
        "funded",
        "lines",
        "units",
        "amount_attributed",
        "amount_touching",
    )
    assert [tuple(str(value) for value in row) for row in found] == [
        ("01.01.01", "True", "True", "2", "2", "400.00", "700.00"),
        ("01.01.02", "True", "True", "1", "1", "60.00", "600.00"),
        ("01.01.03", "True", "False", "1", "1", "0.00", "0.00"),
        ("02.01.01", "True", "True", "1", "1", "240.00", "600.00"),
        ("02.01.02", "False", "False", "0", "0", "0.00", "0.00"),
        ("02.01.03", "True", "False", "0", "0", "0.00", "0.00"),
        ("10.01.01", "True", "True", "1", "1", "40.00", "40.00"),
    ]


def test_each_state_of_a_line_is_published_with_its_reason(city):
    lines = PublishedLine.objects.filter(unit_code="U2").values_list(
        "code", "state", "screened_reason", "waiver_reason"
    )
    assert list(lines) == [
        ("L1", "linked", "", ""),
        ("L2", "waived", "", "No action names this debt."),
        ("L3", "screened", "Servicio de la deuda", ""),
        ("L4", "not_screened", "", ""),
        ("L5", "not_screened", "", ""),
        ("L6", "linked", "", ""),
    ]


def test_the_second_road_agrees_with_the_whole_city(city):
    assert verify_publication(city) == []


def test_a_year_without_anything_approved_has_no_rates():
    year = make_year(2030, linking="requested")
    numbers = publish_year(year).publication.numbers
    assert (numbers["compliance_rate"], numbers["linked_rate"]) == (None, None)
    assert (numbers["stage"], numbers["amount_total"]) == ("proposal", "0.00")


def test_the_stage_is_approved_when_every_approved_proposal_came_from_a_file():
    year = make_year(2030, linking="requested")
    budget(year, make_unit(), Line("L", "1.00"))
    assert publish_year(year).publication.stage == "approved"
    budget(year, make_unit(), Line("L", "1.00"), origin="entered")
    assert publish_year(year).publication.stage == "proposal"


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [
        (78, 104, "0.7500"),
        (2, 3, "0.6667"),
        (1, 32, "0.0313"),  # exactly 0.03125: half up
        (0, 5, "0.0000"),
        (Decimal("0.01"), Decimal("99999999999.99"), "0.0000"),
    ],
)
def test_a_rate_is_rounded_half_up_to_four_decimals(part, whole, rate):
    assert str(Rate(part, whole).value) == rate


def test_a_rate_of_nothing_is_none():
    assert Rate(0, 0).value is None


# What is new


@pytest.fixture
def programme():
    return make_programme("DH")


@pytest.fixture
def unit():
    return make_unit("U1")


def new_codes(publication):
    """Codes of the new actions, which the year's number counts."""
    codes = publication.publishedactions.filter(new=True).values_list("code", flat=True)
    assert publication.numbers["actions_new"] == len(codes)
    assert verify_publication(publication) == []
    return set(codes)


def test_an_action_is_new_when_no_compared_year_funded_it(programme, unit):
    a, b, c = (make_action(programme, f"01.01.0{n}") for n in (1, 2, 3))
    published(2028, programme, unit, a)
    published(2029, programme, unit, b)
    publication = published(2030, programme, unit, a, b, c)
    assert new_codes(publication) == {"01.01.03"}
    assert publication.numbers["years_compared"] == [2028, 2029]
    assert publication.publishedrights.get().actions_new == 1
    assert publication.publishedunits.get().actions_new == 1


def test_a_zero_amount_of_an_earlier_year_did_not_fund(programme, unit):
    a = make_action(programme)
    year = make_year(2029, programme, linking="requested")
    budget(year, unit, Line("L", "0.00", {a: 10000}))
    publish_year(year)
    assert new_codes(published(2030, programme, unit, a)) == {"01.01.01"}


@pytest.mark.parametrize(("since", "new"), [(None, 1), (2029, 0), (2030, 1), (2031, 1)])
def test_what_was_carried_out_before_the_year_is_not_new(programme, unit, since, new):
    published(2029, programme, unit)
    action = make_action(programme, carried_out_since=since)
    assert len(new_codes(published(2030, programme, unit, action))) == new


def test_an_action_whose_predecessor_was_funded_is_not_new(programme, unit):
    edition = make_programme("DH2")
    old = make_action(programme, "01.01.01")
    middle = make_action(edition, "01.01.09")
    now, fresh = make_action(edition, "01.01.01"), make_action(edition, "01.01.02")
    make_succession(old, middle)
    make_succession(middle, now)
    make_succession(now, old)  # a circle, which nothing may follow for ever
    published(2029, programme, unit, old)
    publication = published(2031, edition, unit, now, fresh)
    assert new_codes(publication) == {"01.01.02"}
    assert publication.numbers["years_compared"] == [2029]
    compared = publication.publishedcomparedactions.get()
    assert (compared.programme_code, compared.action_code) == ("DH", "01.01.01")


def test_the_same_code_in_another_edition_is_another_action(programme, unit):
    edition = make_programme("DH2")
    old, other = make_action(programme, "01.01.01"), make_action(programme, "01.01.02")
    now = make_action(edition, "01.01.01")
    make_succession(other, make_action(edition, "01.01.02"))
    published(2029, programme, unit, old)
    assert new_codes(published(2031, edition, unit, now)) == {"01.01.01"}


def test_a_year_of_an_unrelated_programme_is_not_compared(programme, unit):
    elsewhere = make_programme("OTHER")
    published(2029, elsewhere, unit, make_action(elsewhere))
    publication = published(2030, programme, unit, make_action(programme))
    assert publication.numbers["actions_new"] is None
    assert publication.publishedunits.get().actions_new is None
    assert publication.publishedactions.get().new is None


def test_a_later_year_is_not_compared(programme, unit):
    a = make_action(programme)
    published(2031, programme, unit, a)
    publication = published(2030, programme, unit, a)
    assert publication.numbers["years_compared"] == []


def test_a_new_action_is_credited_to_every_unit_that_funds_it(programme):
    a = make_action(programme)
    published(2029, programme, make_unit("U1"))
    year = funding_year(2030, programme, make_unit("U2"), a)
    budget(year, make_unit("U3"), Line("L", "5.00", {a: 10000}))
    budget(year, make_unit("U4"), Line("L", "0.00", {a: 10000}))
    publication = publish_year(year).publication
    assert publication.numbers["actions_new"] == 1
    units = publication.publishedunits.filter(status="approved")
    assert list(units.values_list("code", "actions_new")) == [
        ("U2", 1),
        ("U3", 1),
        ("U4", 0),
    ]


def test_the_proof_is_the_line_with_the_most_money_then_by_its_place(programme):
    a, b = make_action(programme, "01.01.01"), make_action(programme, "01.01.02")
    published(2029, programme, make_unit("U0"))
    year = make_year(2030, programme, linking="requested")
    budget(
        year,
        make_unit("U2"),
        Line("A1", "90.00", {a: 5000, b: 5000}, framework="F2"),
        Line("A2", "45.00", {a: 10000}, framework="F1"),
        Line("A3", "44.00", {a: 10000}, framework="F0"),
    )
    budget(year, make_unit("U3"), Line("A1", "45.00", {a: 10000}, framework="F0"))
    publication = publish_year(year).publication
    proofs = publication.publishedactions.values_list(
        "code", "proof_unit", "proof_framework", "proof_line"
    )
    assert list(proofs) == [
        ("01.01.01", "U2", "F1", "A2"),
        ("01.01.02", "U2", "F2", "A1"),
    ]
    assert new_codes(publication) == {"01.01.01", "01.01.02"}


def test_a_line_of_no_money_proves_nothing(programme):
    a, b = make_action(programme, "01.01.01"), make_action(programme, "01.01.02")
    published(2029, programme, make_unit("U0"))
    year = make_year(2030, programme, linking="requested")
    budget(year, make_unit("U1"), Line("A", "0.00", {b: 10000}))
    budget(year, make_unit("U2"), Line("B", "0.01", {a: 5000, b: 5000}))
    publication = publish_year(year).publication
    proof = publication.publishedactions.get(code="01.01.02")
    assert (proof.proof_unit, proof.amount_attributed) == ("U2", Decimal("0.00"))
    assert verify_publication(publication) == []
