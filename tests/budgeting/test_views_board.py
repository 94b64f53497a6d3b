"""Finance's board over HTTP: rows, filters, order, what is remembered, the download."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from budgeting import services
from budgeting.ceilings import excesses_of
from budgeting.models import (
    Assignment,
    Ceiling,
    CeilingException,
    Extension,
    SpendingLine,
)
from budgeting.overview import board_of
from budgeting.overview.ceilings import ceilings_of
from budgeting.overview.counting import Counts
from budgeting.overview.totals import totals_of
from budgeting.together import candidates_of
from tests.budgeting.spending import requested_year, spend
from tests.factories import (
    make_framework,
    make_line,
    make_observation,
    make_proposal,
    make_unit,
    make_user,
    make_waiver,
    make_year,
)

pytestmark = pytest.mark.django_db
QUEUE, DOWNLOAD = "budgeting:review_queue", "budgeting:board_download"


@pytest.fixture
def analyst(client):
    client.user = make_user("analyst")
    client.force_login(client.user)
    return client


def board(client, view=QUEUE, **query):
    """The page, or the download, under these filters."""
    return client.get(reverse(view), query_params=query or {"sort": "code"})


def codes(page):
    return [row.unit.code for row in page.context["rows"]]


def assign(unit, analyst, year):
    Assignment.objects.create(
        fiscal_year=year, unit=unit, analyst=analyst, by=analyst, at=now()
    )


def test_a_row_says_how_far_a_submitted_proposal_has_come(analyst):
    year, unit = make_year(), make_unit("A", sector="Salud")
    proposal = make_proposal(year, unit, lines=2)
    waived = make_line(proposal.frameworks.get(), amount="500.00")
    make_waiver(waived)
    services.submit_proposal(proposal, by=make_user("signatory", unit))
    make_observation(proposal)
    make_observation(proposal, severity="advisory")
    make_observation(proposal, resolution="solved", resolved_at=now())
    Ceiling.objects.create(fiscal_year=year, unit=unit, amount=Decimal("2400.00"))
    assign(unit, analyst.user, year)
    page = board(analyst)
    (row,) = page.context["rows"]
    counts = row.counts
    assert (counts.lines, counts.linked, counts.waived, counts.uncited) == (3, 2, 1, 0)
    assert (counts.blocking, counts.advisory, counts.submissions) == (1, 1, 1)
    assert (counts.amount, row.over) == (Decimal("2500.00"), True)
    assert (row.days_left, row.waiting_days, row.analyst) == (30, 0, analyst.user)
    text = page.content.decode()
    assert "Live, not published" in text
    for said in ("2 / 3", "1 waived", "2,500.00", "of 2,400.00", "1 blocking"):
        assert said in text


def test_a_granted_exception_raises_what_a_unit_may_propose(analyst):
    year, unit = make_year(), make_unit("A")
    make_proposal(year, unit, status="submitted")
    Ceiling.objects.create(fiscal_year=year, unit=unit, amount=Decimal("900.00"))
    CeilingException.objects.create(
        fiscal_year=year,
        unit=unit,
        amount=Decimal("150.00"),
        reason="Sismo",
        by=make_user("finance_head"),
    )
    page = board(analyst)
    (row,) = page.context["rows"]
    assert (row.ceiling, row.over) == (Decimal("1050.00"), False)
    assert "with 150.00 granted" in page.content.decode()


@pytest.mark.parametrize(
    ("ceilings", "over"),
    [
        ({1000: "700.00"}, False),  # the other chapter has none: it is free
        ({1000: "699.99"}, True),
        ({None: "1000.00", 1000: "699.99"}, True),
        ({None: "1000.00", 1000: "700.00"}, False),
        ({None: "999.99", 1000: "700.00"}, True),
    ],
)
def test_above_a_ceiling_is_whoever_could_not_submit_so(analyst, ceilings, over):
    year = requested_year()
    lines = [("1131", "700.00"), ("2111", "300.00")]
    proposal = spend(year, "A", lines, status="submitted")
    for chapter, amount in ceilings.items():
        Ceiling.objects.create(
            fiscal_year=year, unit=proposal.unit, chapter=chapter, amount=amount
        )
    (row,) = board(analyst).context["rows"]
    assert row.over is over
    assert ceilings_of(year).units[0].over is over
    own = SpendingLine.objects.filter(proposal=proposal)
    assert totals_of(proposal, own).over is over
    assert any(one.too_much > 0 for one in excesses_of(proposal, own)) is over
    (ticked,) = candidates_of([proposal], to="approved", by=analyst.user)
    said = "It is above its ceiling: decide on its own page."
    assert (said in ticked.cautions) is over


def test_of_a_draft_the_board_says_that_it_is_in_preparation_and_no_figure(analyst):
    year, unit = make_year(), make_unit("DRAFTING")
    proposal = make_proposal(year, unit, lines=0)
    make_line(make_framework(proposal), amount="7654321.09", description="Secreto")
    (row,) = board_of(year).rows
    assert row.counts == Counts(prepared=True)
    auditor = make_user("auditor")
    for user in (analyst.user, make_user("finance_head"), auditor):
        analyst.force_login(user)
        for view in (QUEUE, DOWNLOAD):
            text = board(analyst, view).content.decode()
            assert "DRAFTING" in text
            assert "7,654,321.09" not in text
            assert "7654321.09" not in text
    told = next(csv.DictReader(io.StringIO(text)))
    assert told["state"] == "draft"
    empty = ("lines", "lines_linked", "lines_waived", "lines_uncited", "amount")
    assert [told[name] for name in empty] == [""] * 5
    assert (told["observations_blocking"], told["submissions"]) == ("", "")


def test_days_left_are_those_of_the_window_the_extension_or_the_return(analyst):
    year = make_year()
    today = year.today()
    late, more, back = make_unit("LATE"), make_unit("MORE"), make_unit("BACK")
    past = make_year(
        2029, opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=3)
    )
    make_proposal(past, back, status="submitted")
    Extension.objects.create(
        fiscal_year=past,
        unit=more,
        until=today + timedelta(days=2),
        reason="Mudanza",
        by=make_user("finance_head"),
    )
    services.return_proposal(
        back.proposals.get(),
        by=analyst.user,
        note="Corregir",
        due_on=today + timedelta(days=6),
    )
    left = {row.unit.code: row.days_left for row in board_of(past).rows}
    assert left == {"LATE": -3, "MORE": 2, "BACK": 6}
    text = board(analyst, year=past.pk).content.decode()
    assert "3 days over" in text
    assert "return" in text
    assert late.name in text


def test_age_counts_from_the_submission_and_of_a_returned_one_from_the_return(
    monkeypatch,
):
    year = make_year()
    monkeypatch.setattr("tests.factories.now", lambda: now() - timedelta(days=9))
    returned = make_proposal(year, make_unit("BACK"), status="submitted")
    make_proposal(year, make_unit("SENT"), status="submitted")
    make_proposal(year, make_unit("DONE"), status="approved")
    services.return_proposal(returned, by=make_user("analyst"), note="Corregir")
    waits = {row.unit.code: row.waiting_days for row in board_of(year).rows}
    assert waits == {"BACK": 0, "SENT": 9, "DONE": None}


def test_filters_combine_and_the_missing_are_named_though_they_are_hidden(analyst):
    year = make_year()
    mine, other = make_unit("A1", sector="Salud"), make_unit("A2", sector="Salud")
    third = make_unit("A3", sector="Agua")
    make_unit("A4", sector="Salud", kind="borough", name="Silent unit")
    for unit in (mine, other, third):
        make_proposal(year, unit, status="submitted")
    assign(mine, analyst.user, year)
    assign(third, analyst.user, year)
    assert codes(board(analyst, sector="Salud", sort="code")) == ["A1", "A2", "A4"]
    assert codes(board(analyst, sector="Salud", kind="borough")) == ["A4"]
    assert codes(board(analyst, analyst="mine", sector="Salud")) == ["A1"]
    assert codes(board(analyst, analyst="nobody", sort="code")) == ["A2", "A4"]
    assert codes(board(analyst, analyst=str(analyst.user.pk), sort="code")) == [
        "A1",
        "A3",
    ]
    assert codes(board(analyst, analyst="nobody", state="missing")) == ["A4"]
    page = board(analyst, analyst="mine")
    assert page.context["hidden_missing"] == 1
    text = page.content.decode()
    assert "A4 Silent unit" in text
    assert "1 obliged unit that has submitted nothing is hidden" in text


def test_what_makes_no_sense_in_the_address_is_not_asked(analyst):
    year = make_year()
    make_proposal(year, make_unit("A1"), status="submitted")
    page = board(analyst, analyst="99999", sort="beauty", kind="ship", sector="\x00")
    assert page.status_code == 200
    assert codes(page) == ["A1"]


def test_the_board_comes_back_as_it_was_last_read_also_after_a_decision(analyst):
    year, unit = make_year(), make_unit("A1", sector="Salud")
    proposal = make_proposal(year, unit)
    services.submit_proposal(proposal, by=make_user("signatory", unit))
    board(analyst, sector="Salud", sort="age")
    back = analyst.get(reverse(QUEUE))
    asked = {"year": ["2030"], "sector": ["Salud"], "sort": ["age"]}
    assert parse_qs(urlsplit(back.url).query) == asked
    seen = proposal.submissions.get().content_hash
    analyst.post(
        reverse("budgeting:proposal_approve", args=[proposal.pk]),
        {"content_hash": seen},
    )
    back = analyst.get(reverse(QUEUE))
    assert parse_qs(urlsplit(back.url).query) == asked
    board(analyst, year=2030)
    assert parse_qs(urlsplit(analyst.get(reverse(QUEUE)).url).query) == {
        "year": ["2030"]
    }


def test_who_has_units_begins_with_them_and_who_has_none_with_all(analyst):
    year, unit = make_year(), make_unit("A1")
    assert analyst.get(reverse(QUEUE)).status_code == 200
    assign(unit, analyst.user, year)
    first = analyst.get(reverse(QUEUE))
    assert parse_qs(urlsplit(first.url).query) == {
        "year": ["2030"],
        "analyst": ["mine"],
    }


def test_the_download_holds_the_rows_shown_and_says_that_it_is_not_published(analyst):
    year = make_year()
    shown = make_unit("A1", name="=cmd()", sector="Salud")
    make_proposal(year, shown, status="submitted")
    make_proposal(year, make_unit("A2"), status="submitted")
    answer = board(analyst, DOWNLOAD, sector="Salud")
    assert "live-not-published" in answer["Content-Disposition"]
    (told,) = csv.DictReader(io.StringIO(answer.content.decode()))
    assert told["live_not_published_at"].startswith(str(year.today()))
    told = {name: told[name] for name in ("unit", "name", "state", "lines", "amount")}
    assert told == {
        "unit": "A1",
        "name": "'=cmd()",
        "state": "submitted",
        "lines": "1",
        "amount": "1000.00",
    }


def test_only_who_decides_may_tick_and_only_what_waits(analyst):
    year = make_year()
    waiting = make_proposal(year, make_unit("A1"), status="submitted")
    make_proposal(year, make_unit("A2"), status="approved")
    text = board(analyst).content.decode()
    assert text.count('name="pk"') == 1
    assert f'value="{waiting.pk}"' in text
    analyst.force_login(make_user("auditor"))
    assert 'name="pk"' not in board(analyst).content.decode()


@pytest.mark.parametrize("units", [1, 30])
def test_the_page_asks_ten_queries_whatever_its_size(analyst, units):
    year = make_year()
    for number in range(units):
        unit = make_unit(f"A{number}")
        make_proposal(year, unit, status="submitted")
        assign(unit, analyst.user, year)
        for chapter in (None, 1000, 4000):
            limit = {"chapter": chapter, "amount": "9000.00"}
            Ceiling.objects.create(fiscal_year=year, unit=unit, **limit)
    board(analyst)
    with CaptureQueriesContext(connection) as asked:
        assert len(codes(board(analyst))) == units
    assert len(asked) <= 10, [one["sql"][:90] for one in asked]


@pytest.mark.parametrize(
    ("chapter", "over"),
    [
        (1000, False),  # a chapter without a ceiling is free, so nothing is exceeded
        (None, True),
    ],
)
def test_chapters_that_have_a_ceiling_bind_no_whole(chapter, over):
    proposal = make_proposal(status="submitted")  # 1,000.00, all of it in chapter 4000
    year, unit = proposal.fiscal_year, proposal.unit
    Ceiling.objects.create(fiscal_year=year, unit=unit, chapter=chapter, amount="9.00")
    (row,) = [one for one in board_of(year).rows if one.unit == unit]
    assert row.over is over
    assert totals_of(proposal, list(proposal.lines.all())).over is over


def test_the_head_makes_exceptions_from_the_units_own_cell(client):
    year = make_year()
    make_unit("A", obliged_from=year.pk)
    client.force_login(make_user("finance_head"))
    row = board(client).content.decode().split('id="unit-A"')[1]
    its_cell = row.split("</th>")[0]
    assert reverse("budgeting:extension_create", args=[year.pk, "A"]) in its_cell
