"""Many proposals returned or approved at once, over HTTP."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgeting import services
from budgeting.models import Event
from budgeting.overview.comparing import changes_between
from budgeting.together import changed_since
from tests.factories import (
    make_line,
    make_observation,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db
APPROVE, RETURN = "budgeting:many_approve", "budgeting:many_return"


@pytest.fixture
def analyst(client):
    client.user = make_user("analyst")
    client.force_login(client.user)
    return client


def handed_in(code="", year=None, **kwargs):
    """A submitted proposal with its submission, signed by its unit."""
    unit = make_unit(code, **kwargs)
    proposal = make_proposal(year or make_year_once(), unit)
    return services.submit_proposal(proposal, by=make_user("signatory", unit))


def make_year_once():
    from budgeting.models import FiscalYear

    return FiscalYear.objects.filter(pk=2030).first() or make_year(2030)


def hash_of(proposal):
    return proposal.submissions.latest("number").content_hash


def ask(client, view, *proposals):
    return client.get(
        reverse(view), query_params={"pk": [one.pk for one in proposals]}
    )


def press(client, view, *proposals, **data):
    """What the page sends of these proposals, all of them ticked."""
    seen = {f"hash-{one.pk}": hash_of(one) for one in proposals}
    sent = {"pk": [one.pk for one in proposals], **seen, **data}
    return client.post(reverse(view), sent)


def outcome(page):
    """The units that were decided, and of the others why not."""
    done = [one.proposal.unit.code for one in page.context["done"]]
    return done, {one.proposal.unit.code: why for one, why in page.context["refused"]}


def statuses(*proposals):
    for one in proposals:
        one.refresh_from_db()
    return [one.status for one in proposals]


def test_the_page_ticks_what_nothing_stands_against_and_says_what_does(analyst):
    free, asked, advised = handed_in("A1"), handed_in("A2"), handed_in("A3")
    make_observation(asked)
    make_observation(advised, severity="advisory")
    own = handed_in("A4")
    own.contributions.create(by=analyst.user)
    alike = handed_in("A5")
    alike.contributions.create(by=make_user(first_name=analyst.user.first_name))
    done = make_proposal(make_year_once(), make_unit("A6"), status="approved")
    draft = make_proposal(make_year_once(), make_unit("A7"))
    page = ask(analyst, APPROVE, free, asked, advised, own, alike, done, draft)
    blocks = {one.proposal.unit.code: one.blocks for one in page.context["candidates"]}
    assert blocks == {
        "A1": [],
        "A2": ["1 blocking observation is open."],
        "A3": [],
        "A4": ["You edited or submitted it: a colleague approves it."],
        "A5": [
            "Somebody who worked on it has your e-mail or your name: decide on its "
            "own page."
        ],
        "A6": [
            "The proposal is “Approved” and cannot become “Approved” from there. Read "
            "it anew to see where it stands."
        ],
    }  # the draft is not there: Finance does not read it
    text = page.content.decode()
    assert text.count(" checked") == 2
    assert hash_of(free) in text
    assert hash_of(asked) not in text
    assert "1 advisory" in text


def test_each_is_approved_by_the_hash_that_the_page_showed(analyst):
    first, second, asked = handed_in("A1"), handed_in("A2"), handed_in("A3")
    make_observation(asked)
    page = press(analyst, APPROVE, first, second, asked)
    said = {"A3": "A blocking observation is open. Resolve it, or return the proposal."}
    assert outcome(page) == (["A1", "A2"], said)
    assert statuses(first, second, asked) == ["approved", "approved", "submitted"]
    assert first.approved_by == analyst.user
    approved = Event.objects.get(kind="approved", proposal=first)
    assert approved.data["hash"] == hash_of(first)
    assert outcome(press(analyst, APPROVE, first, second, asked)) == (
        ["A1", "A2"],
        said,
    )
    assert Event.objects.filter(kind="approved").count() == 2


def test_what_was_submitted_again_meanwhile_is_left_as_it_is(analyst):
    proposal, other = handed_in("A1"), handed_in("A2")
    seen = hash_of(proposal)
    services.return_proposal(proposal, by=make_user("analyst"), note="Corregir")
    signatory = make_user("signatory", proposal.unit)
    line = proposal.lines.get()
    values = {"amount": "2000.00"}
    services.save_line(line.framework, by=signatory, values=values, line=line)
    services.submit_proposal(proposal, by=signatory)
    again = "The proposal was submitted again meanwhile. Read it anew, then decide."
    for view in (APPROVE, RETURN):
        sent = {"pk": [proposal.pk], f"hash-{proposal.pk}": seen, "note": "x"}
        page = analyst.post(reverse(view), sent)
        assert outcome(page) == ([], {"A1": again})
    page = analyst.post(reverse(APPROVE), {"pk": [other.pk]})
    assert outcome(page)[1] == {
        "A2": "Read the proposal first, then approve what you read."
    }
    assert statuses(proposal, other) == ["submitted", "submitted"]


def test_what_needs_its_own_page_is_not_approved_among_many(analyst):
    proposal = handed_in("A1")
    proposal.contributions.create(by=make_user(first_name=analyst.user.first_name))
    _done, refused = outcome(press(analyst, APPROVE, proposal))
    assert "decide on its own page" in refused["A1"]
    assert statuses(proposal) == ["submitted"]


def test_many_are_returned_with_one_note_and_one_day(analyst):
    first, second = handed_in("A1"), handed_in("A2")
    autonomous = handed_in("A3", kind="autonomous")
    page = ask(analyst, RETURN, first, second, autonomous)
    assert [bool(one.blocks) for one in page.context["candidates"]] == [
        False,
        False,
        True,
    ]
    due = first.fiscal_year.today() + timedelta(days=5)
    told = {"note": "Revisen el capítulo 1000", "due_on": f"{due:%d/%m/%Y}"}
    pages = [press(analyst, RETURN, first, second, autonomous, **told) for _ in "12"]
    for page in pages:
        done, refused = outcome(page)
        assert done == ["A1", "A2"]
        assert "autonomous body is received, never returned" in refused["A3"]
    assert statuses(first, second, autonomous) == ["returned", "returned", "submitted"]
    assert (first.return_due, second.return_due) == (due, due)
    notes = Event.objects.filter(kind="returned").values_list("note", flat=True)
    assert list(notes) == ["Revisen el capítulo 1000"] * 2


def test_without_a_note_only_those_with_an_open_observation_are_returned(analyst):
    asked, bare = handed_in("A1"), handed_in("A2")
    make_observation(asked)
    assert "needs the note" in ask(analyst, RETURN, asked, bare).content.decode()
    done, refused = outcome(press(analyst, RETURN, asked, bare, note="", due_on=""))
    assert done == ["A1"]
    assert refused == {
        "A2": "Say what to correct: make an observation, or write a note."
    }


def test_a_day_that_does_not_read_stays_in_its_field_and_returns_nothing(analyst):
    proposal = handed_in("A1")
    page = press(analyst, RETURN, proposal, note="Corregir", due_on="31 de octubre")
    text = page.content.decode()
    assert "31 de octubre" in text
    assert "Corregir" in text
    assert "Write the date as day/month/year" in text
    assert statuses(proposal) == ["submitted"]


def test_approving_many_asks_again_who_it_is(analyst, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    proposal = handed_in("A1")
    assert ask(analyst, APPROVE, proposal).status_code == 200
    answer = press(analyst, APPROVE, proposal)
    assert answer.status_code == 302
    assert statuses(proposal) == ["submitted"]


def test_nothing_ticked_says_so(analyst):
    for view in (APPROVE, RETURN):
        assert "No proposal was ticked" in ask(analyst, view).content.decode()
        page = analyst.post(reverse(view), {"pk": ["x", "99999999"]})
        assert "No proposal was ticked" in page.content.decode()


def test_what_changed_since_the_submission_before_is_counted_as_compared():
    proposal, once = handed_in("A1"), handed_in("A2")
    signatory = make_user("signatory", proposal.unit)
    services.return_proposal(proposal, by=make_user("analyst"), note="Corregir")
    line, framework = proposal.lines.get(), proposal.frameworks.get()
    values = {"amount": "2000.00"}
    services.save_line(framework, by=signatory, values=values, line=line)
    services.save_framework(
        proposal, by=signatory, values={"problem": "Otro"}, framework=framework
    )
    make_line(framework, "NEW")
    services.cite_actions(
        framework.lines.get(code="NEW"),
        by=signatory,
        citations=[services.CitedAction(line.citations.get().action)],
    )
    services.submit_proposal(proposal, by=signatory)
    assert changed_since([proposal.pk, once.pk]) == {proposal.pk: (2, 1)}
    before, after = proposal.submissions.order_by("number")
    compared = changes_between(before.content, after.content)
    assert (len(compared.lines), len(compared.frameworks)) == (2, 1)


@pytest.mark.parametrize("many", [2, 12])
def test_the_page_asks_as_many_queries_for_twelve_as_for_two(analyst, many):
    proposals = [handed_in(f"A{number}") for number in range(many)]
    with CaptureQueriesContext(connection) as asked:
        ask(analyst, APPROVE, *proposals)
    assert len(asked) <= 16, [one["sql"][:90] for one in asked]
