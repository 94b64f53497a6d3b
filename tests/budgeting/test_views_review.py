"""Finance's desk over HTTP: the board, a review, decisions and exceptions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from budgeting import services
from budgeting.models import Ceiling, Extension, Observation, Proposal, Waiver
from tests.factories import (
    make_framework,
    make_line,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db


def go(client, view, /, *args, **kwargs):
    response = client.get(reverse(f"budgeting:{view}", args=args), **kwargs)
    return response, response.content.decode()


def send(client, view, /, *args, query="", **data):
    address = reverse(f"budgeting:{view}", args=args) + query
    return client.post(address, data, follow=True)


@pytest.fixture
def analyst(client):
    user = make_user("analyst")
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def head(client):
    user = make_user("finance_head")
    client.force_login(user)
    client.user = user
    return client


def handed_in(unit=None, **kwargs):
    """A submitted proposal with its submission, signed by its unit."""
    unit = unit or make_unit()
    proposal = make_proposal(unit=unit, **kwargs)
    return services.submit_proposal(proposal, by=make_user("signatory", unit))


def test_the_board_counts_states_and_names_missing_units(analyst):
    year = make_year()
    waiting = make_unit(name="Unit that waits", kind="borough")
    drafting = make_unit(name="Unit that drafts")
    silent = make_unit(name="Unit that is silent")
    later = make_unit(name="Unit of later years", obliged_from=2031)
    handed_in(waiting, year=year, lines=2)
    make_proposal(year, drafting)
    make_proposal(year, make_unit(name="Unit approved"), status="approved")
    Ceiling.objects.create(fiscal_year=year, unit=waiting, amount=Decimal("2000.00"))
    page, text = go(analyst, "review_queue")
    board = page.context["board"]
    assert board.by_status == {"submitted": 1, "returned": 0, "approved": 1}
    assert [row.unit for row in board.missing] == [drafting, silent]
    assert board.obliged == 4
    row = next(row for row in board.rows if row.unit == waiting)
    assert (row.counts.lines, row.counts.linked) == (2, 2)
    assert (row.counts.amount, row.left) == (Decimal("2000.00"), Decimal("0.00"))
    assert "Live counts, not published" in text
    assert "Unit that is silent" in text
    assert later.name not in text
    assert "Give more days" not in text


def test_the_board_is_filtered_by_state_and_kind(analyst):
    year = make_year()
    handed_in(make_unit(name="A borough", kind="borough"), year=year)
    handed_in(make_unit(name="A ministry"), year=year)
    make_unit(name="A silent ministry")
    _page, text = go(analyst, "review_queue", query_params={"kind": "borough"})
    assert "A borough" in text
    assert "A ministry" not in text
    _page, text = go(analyst, "review_queue", query_params={"state": "missing"})
    assert "A silent ministry" in text
    assert "A borough" not in text
    _page, text = go(analyst, "review_queue", query_params={"state": "nonsense"})
    assert "A borough" in text


def test_the_analyst_observes_on_a_line_returns_and_approves_what_was_read(analyst):
    unit = make_unit()
    proposal = handed_in(unit)
    line = proposal.lines.get()
    _page, text = go(analyst, "review_detail", proposal.pk)
    assert proposal.submissions.get().content_hash in text
    page = send(
        analyst,
        "observation_create",
        proposal.pk,
        query=f"?line={line.pk}",
        code="MPP-4",
        text="Say which shelters.",
        severity="blocking",
        due_on="",
    )
    observation = Observation.objects.get()
    assert (observation.line, observation.code) == (line, "MPP-4")
    assert "Say which shelters." in page.content.decode()
    due = date.today() + timedelta(days=5)
    send(
        analyst,
        "proposal_return",
        proposal.pk,
        note="See the line",
        due_on=f"{due:%d/%m/%Y}",
    )
    proposal.refresh_from_db()
    assert (proposal.status, proposal.return_due) == ("returned", due)
    signatory = make_user("signatory", unit)
    services.reply_to_observation(observation, by=signatory, text="Iztapalapa")
    services.save_line(
        line.framework, by=signatory, values={"description": "Shelters"}, line=line
    )
    services.submit_proposal(proposal, by=signatory)
    send(analyst, "observation_resolve", observation.pk, resolution="solved")
    first, second = proposal.submissions.values_list("content_hash", flat=True)
    send(analyst, "proposal_approve", proposal.pk, content_hash=first)
    proposal.refresh_from_db()
    assert proposal.status == "submitted"
    send(analyst, "proposal_approve", proposal.pk, content_hash=second)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.approved_by) == ("approved", analyst.user)


def test_approval_is_refused_when_something_else_was_read(analyst):
    proposal = handed_in()
    page = send(analyst, "proposal_approve", proposal.pk, content_hash="0" * 64)
    assert "submitted again meanwhile" in page.content.decode()
    page = send(analyst, "proposal_approve", proposal.pk)
    assert "Read the proposal first" in page.content.decode()
    proposal.refresh_from_db()
    assert proposal.status == "submitted"


def test_an_open_blocking_observation_keeps_from_approving(analyst):
    proposal = handed_in()
    services.observe(proposal, by=analyst.user, text="Why?")
    seen = proposal.submissions.get().content_hash
    page = send(analyst, "proposal_approve", proposal.pk, content_hash=seen)
    assert "A blocking observation is open." in page.content.decode()


def test_returning_without_a_word_is_refused_on_the_same_page(analyst):
    proposal = handed_in()
    page = send(analyst, "proposal_return", proposal.pk, note="", due_on="")
    assert page.status_code == 409
    assert "make an observation, or write a note" in page.content.decode()
    page = send(analyst, "proposal_return", proposal.pk, note="Keep me", due_on="soon")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<title>Error: " in text
    assert text.count("Write the date as day/month/year") == 2
    assert "Keep me" in text
    assert 'value="soon"' in text


def test_an_approved_proposal_is_reopened_with_a_reason(analyst):
    proposal = make_proposal(status="approved")
    page = send(analyst, "proposal_reopen", proposal.pk, reason="")
    assert "Give the reason." in page.content.decode()
    send(analyst, "proposal_reopen", proposal.pk, reason="The Assembly cut it")
    proposal.refresh_from_db()
    assert proposal.status == "returned"
    assert proposal.events.first().note == "The Assembly cut it"


def test_an_autonomous_body_cannot_be_returned_from_its_page(analyst):
    unit = make_unit(kind="autonomous")
    proposal = handed_in(unit)
    _page, text = go(analyst, "review_detail", proposal.pk)
    assert "received, never returned" in text
    assert "Return to the unit" not in text
    assert send(analyst, "proposal_return", proposal.pk, note="No").status_code == 409


def test_observations_name_only_parts_of_their_own_proposal(analyst):
    proposal, other = handed_in(), make_proposal(make_year(2031))
    line, framework = other.lines.get(), other.frameworks.get()
    for query in (f"?line={line.pk}", f"?framework={framework.pk}", "?line=x"):
        page = send(
            analyst, "observation_create", proposal.pk, query=query, text="Mine"
        )
        assert page.status_code == 404
    assert not Observation.objects.exists()


def test_the_head_grants_a_waiver_to_a_line_of_a_draft(head):
    proposal = make_proposal(lines=0)
    line = make_line(make_framework(proposal), code="W-1", description="Electricity")
    where = (proposal.fiscal_year_id, proposal.unit.code)
    _page, text = go(head, "waiver_create", *where)
    assert "Electricity" not in text
    _page, text = go(head, "waiver_create", *where, query_params={"line": "nope"})
    assert "has no line with this code" in text
    _page, text = go(head, "waiver_create", *where, query_params={"line": "W-1"})
    assert "Electricity" in text
    page = send(head, "waiver_create", *where, query="?line=W-1", reason="")
    assert "Give the reason." in page.content.decode()
    send(head, "waiver_create", *where, query="?line=W-1", reason="No action fits")
    waiver = Waiver.objects.get()
    assert (waiver.line, waiver.by, waiver.reason) == (
        line,
        head.user,
        "No action fits",
    )


def test_the_head_gives_a_unit_more_days(head):
    year, unit = make_year(), make_unit()
    until = year.closes_on + timedelta(days=3)
    page = send(head, "extension_create", year.pk, unit.code, until="", reason="")
    text = page.content.decode()
    assert text.count("Give the last day.") == 2
    assert text.count("Give the reason.") == 2
    send(
        head,
        "extension_create",
        year.pk,
        unit.code,
        until=f"{until:%Y-%m-%d}",
        reason="Flood",
    )
    given = Extension.objects.get()
    assert (given.unit, given.until, given.by) == (unit, until, head.user)


def test_a_day_before_the_window_closes_extends_nothing(head):
    year, unit = make_year(), make_unit()
    page = send(
        head,
        "extension_create",
        year.pk,
        unit.code,
        until=f"{date.today():%d/%m/%Y}",
        reason="Typed by mistake",
    )
    assert page.status_code == 409
    assert "Typed by mistake" in page.content.decode()
    assert not Extension.objects.exists()


def test_the_head_formulates_on_a_units_behalf_and_hands_in(head):
    year, unit = make_year(), make_unit()
    _page, text = go(head, "proposal_formulate", year.pk, unit.code)
    assert not Proposal.objects.exists()
    page = send(head, "proposal_formulate", year.pk, unit.code)
    proposal = Proposal.objects.get()
    assert proposal.origin == "on_behalf"
    assert "Add a policy framework" in page.content.decode()
    page = send(head, "framework_create", proposal.pk, code="1", name="Roads")
    assert proposal.frameworks.get().name == "Roads"


def test_only_the_head_makes_exceptions(analyst):
    proposal = make_proposal()
    where = (proposal.fiscal_year_id, proposal.unit.code)
    for view in ("waiver_create", "extension_create", "proposal_formulate"):
        assert go(analyst, view, *where)[0].status_code == 403
        assert send(analyst, view, *where).status_code == 403


def test_whoever_handed_it_in_does_not_see_the_approve_button(head):
    proposal = services.formulate_on_behalf(
        make_year(), make_unit(), by=head.user, reason="Sin titular"
    )
    line = make_line(make_framework(proposal))
    services.grant_waiver(line, by=head.user, reason="No action fits")
    services.submit_proposal(proposal, by=head.user)
    _page, text = go(head, "review_detail", proposal.pk)
    assert "a colleague approves it" in text
    assert reverse("budgeting:proposal_approve", args=[proposal.pk]) not in text
    seen = proposal.submissions.get().content_hash
    page = send(head, "proposal_approve", proposal.pk, content_hash=seen)
    assert page.status_code == 403


@pytest.mark.usefixtures("english")
def test_the_head_goes_on_from_the_review_to_a_draft_on_behalf(head):
    draft = make_proposal(origin="on_behalf")
    _response, page = go(head, "review_detail", draft.pk)
    way = reverse("budgeting:proposal_detail", args=[draft.pk])
    assert f'href="{way}">Go on in its name</a>' in page
    submitted = make_proposal(draft.fiscal_year, origin="on_behalf", status="submitted")
    _response, page = go(head, "review_detail", submitted.pk)
    assert "Go on in its name" not in page


@pytest.mark.usefixtures("english")
def test_an_analyst_does_not_edit_a_draft_on_behalf(analyst):
    _response, page = go(analyst, "review_detail", make_proposal(origin="on_behalf").pk)
    assert "Go on in its name" not in page


@pytest.mark.parametrize("role", ["analyst", "finance_head", "auditor"])
@pytest.mark.usefixtures("english")
def test_who_has_no_unit_comes_to_a_proposal_by_the_review(client, role):
    proposal = make_proposal(status="submitted")
    client.force_login(make_user(role))
    _response, page = go(client, "proposal_detail", proposal.pk)
    crumbs = page.split('<nav class="breadcrumbs"')[1].split("</nav>")[0]
    assert 'href="/en/desk/"' in crumbs
    assert f'href="/en/desk/review/?year={proposal.fiscal_year_id}"' in crumbs
    assert 'href="/en/desk/proposals/"' not in crumbs
    _response, page = go(client, "proposal_list")
    assert 'in the <a href="/en/desk/review/">review</a>' in page
    assert "Fiscal year" not in page


@pytest.mark.usefixtures("english")
def test_who_has_a_unit_comes_to_a_proposal_by_those_of_the_unit(client):
    proposal = make_proposal()
    client.force_login(make_user("preparer", proposal.unit))
    _response, page = go(client, "proposal_detail", proposal.pk)
    crumbs = page.split('<nav class="breadcrumbs"')[1].split("</nav>")[0]
    assert 'href="/en/desk/proposals/"' in crumbs
    assert "review" not in crumbs


@pytest.mark.usefixtures("english")
def test_the_list_tells_an_administrator_that_their_role_is_elsewhere(client):
    client.force_login(make_user("administrator"))
    _response, page = go(client, "proposal_list")
    assert "Your role is outside the units" in page
    assert "Ask an administrator" not in page
