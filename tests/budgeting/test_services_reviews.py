from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate, now

from budgeting import services
from budgeting.exceptions import UncitedLines, WindowClosed, WorkflowError
from budgeting.models import Event
from budgeting.services import About
from tests.factories import (
    give_role,
    make_code,
    make_framework,
    make_line,
    make_observation,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db

TOMORROW = localdate() + timedelta(days=1)


@pytest.fixture
def proposal():
    return make_proposal(status="submitted")


@pytest.fixture
def analyst():
    return make_user("analyst")


def test_a_return_needs_an_observation_or_a_note(proposal, analyst):
    with pytest.raises(WorkflowError, match="Say what to correct"):
        services.return_proposal(proposal, by=analyst, note="  ")
    make_observation(proposal)
    returned = services.return_proposal(proposal, by=analyst, due_on=TOMORROW)
    assert (returned.status, returned.return_due) == ("returned", TOMORROW)


def test_an_observation_that_was_resolved_is_no_reason_to_return(proposal, analyst):
    make_observation(proposal, resolution="solved", resolved_at=now())
    with pytest.raises(WorkflowError, match="Say what to correct"):
        services.return_proposal(proposal, by=analyst)


def test_a_repeated_return_answers_as_the_first_did(proposal, analyst):
    request = {"by": analyst, "note": "Falta sustento", "due_on": TOMORROW}
    first = services.return_proposal(proposal, **request)
    assert services.return_proposal(proposal, **request).version == first.version
    assert proposal.events.count() == 1
    with pytest.raises(WorkflowError):
        services.return_proposal(proposal, by=analyst, note="Otra cosa")


def test_a_return_is_not_due_before_today(proposal, analyst):
    with pytest.raises(WorkflowError, match="has passed"):
        services.return_proposal(
            proposal, by=analyst, note="x", due_on=date(2020, 1, 1)
        )


def test_an_approved_proposal_is_reopened_and_not_returned(analyst):
    proposal = make_proposal(status="approved")
    with pytest.raises(WorkflowError, match="reopened, with a reason"):
        services.return_proposal(proposal, by=analyst, note="x")


def test_a_submitted_proposal_is_returned_and_not_reopened(proposal, analyst):
    with pytest.raises(WorkflowError, match="Only an approved proposal"):
        services.reopen_proposal(proposal, by=analyst, reason="x")


def test_an_approval_names_who_and_when_and_is_given_once(proposal, analyst):
    first = services.approve_proposal(proposal, by=analyst)
    second = services.approve_proposal(proposal, by=analyst)
    assert (first.status, first.approved_by) == ("approved", analyst)
    assert (second.approved_at, second.version) == (first.approved_at, first.version)
    assert proposal.events.get().kind == "approved"
    with pytest.raises(WorkflowError):
        services.approve_proposal(proposal, by=make_user("analyst"))


def test_a_blocking_observation_keeps_from_approval_until_resolved(proposal, analyst):
    observation = make_observation(proposal)
    make_observation(proposal, severity="advisory")
    with pytest.raises(WorkflowError, match="blocking observation is open"):
        services.approve_proposal(proposal, by=analyst)
    services.resolve_observation(observation, by=analyst, resolution="withdrawn")
    assert services.approve_proposal(proposal, by=analyst).status == "approved"


def edited(proposal, person):
    services.save_line(
        proposal.frameworks.get(),
        by=person,
        values={"amount": "5"},
        line=proposal.lines.get(),
    )


@pytest.mark.parametrize("finance_role", ["analyst", "finance_head"])
def test_whoever_edited_a_proposal_may_not_approve_it(finance_role):
    proposal = make_proposal()
    both = make_user("preparer", proposal.unit)
    edited(proposal, both)
    give_role(both, finance_role)
    services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))
    with pytest.raises(PermissionDenied, match="edited or submitted"):
        services.approve_proposal(proposal, by=both)


def test_whoever_submitted_a_proposal_may_not_approve_it():
    proposal = make_proposal()
    both = make_user("signatory", proposal.unit)
    give_role(both, "analyst")
    services.submit_proposal(proposal, by=both)
    with pytest.raises(PermissionDenied, match="edited or submitted"):
        services.approve_proposal(proposal, by=both)


def test_the_head_does_not_approve_what_the_head_formulated():
    head = make_user("finance_head")
    proposal = make_proposal(origin="on_behalf")
    services.submit_proposal(proposal, by=head)
    with pytest.raises(PermissionDenied):
        services.approve_proposal(proposal, by=head)
    another, read = make_user("finance_head"), proposal.submissions.get().content_hash
    approved = services.approve_proposal(proposal, by=another, content_hash=read)
    assert approved.status == "approved"


def test_what_is_approved_is_the_submission_that_was_read(analyst):
    proposal = make_proposal()
    signatory = make_user("signatory", proposal.unit)
    services.submit_proposal(proposal, by=signatory)
    read = proposal.submissions.get().content_hash
    services.return_proposal(proposal, by=analyst, note="Ajustar el monto")
    edited(proposal, signatory)
    services.submit_proposal(proposal, by=signatory)
    with pytest.raises(WorkflowError, match="submitted again meanwhile"):
        services.approve_proposal(proposal, by=analyst, content_hash=read)
    with pytest.raises(WorkflowError, match="Read the proposal first"):
        services.approve_proposal(proposal, by=analyst)
    last = proposal.submissions.last()
    approved = services.approve_proposal(
        proposal, by=analyst, content_hash=last.content_hash
    )
    assert approved.status == "approved"
    assert proposal.events.first().data == {"hash": last.content_hash}


def test_reopening_needs_a_reason_which_the_trail_keeps(analyst):
    proposal = make_proposal(status="approved")
    with pytest.raises(WorkflowError, match="Say why"):
        services.reopen_proposal(proposal, by=analyst, reason=" ")
    reopened = services.reopen_proposal(proposal, by=analyst, reason="Error de suma")
    assert (reopened.status, reopened.approved_at, reopened.approved_by) == (
        "returned",
        None,
        None,
    )
    event = proposal.events.get()
    assert (event.kind, event.note) == ("reopened", "Error de suma")


def test_a_repeated_reopening_answers_as_the_first_did(analyst):
    proposal = make_proposal(status="approved")
    request = {"by": analyst, "reason": "Error de suma"}
    first = services.reopen_proposal(proposal, **request)
    assert services.reopen_proposal(proposal, **request).version == first.version
    assert proposal.events.count() == 1


def test_after_publication_only_the_head_reopens(analyst):
    proposal = make_proposal(status="approved")
    services.mark_published(proposal.fiscal_year)
    with pytest.raises(PermissionDenied, match="Finance head"):
        services.reopen_proposal(proposal, by=analyst, reason="Error")
    head = make_user("finance_head")
    reopened = services.reopen_proposal(proposal, by=head, reason="Error")
    assert reopened.status == "returned"


def test_a_reopened_proposal_meets_the_rule_again(analyst):
    proposal = make_proposal(status="approved")
    services.reopen_proposal(proposal, by=analyst, reason="Error")
    make_line(proposal.frameworks.get())
    with pytest.raises(UncitedLines):
        services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))


def test_an_observation_keeps_the_text_of_its_line(proposal, analyst):
    line = proposal.lines.get()
    make_code("M1")
    observation = services.observe(
        proposal,
        by=analyst,
        text=" El monto no coincide ",
        about=About(line=line, code="M1"),
        due_on=TOMORROW,
    )
    assert (observation.line_code, observation.line_text) == (
        line.code,
        "Apoyos a la población",
    )
    assert (observation.framework, observation.code, observation.severity) == (
        line.framework,
        "M1",
        "blocking",
    )
    event = proposal.events.get()
    assert (event.kind, event.note) == ("observed", "El monto no coincide")


def test_an_observation_on_a_citation_is_on_its_line_too(proposal, analyst):
    citation = proposal.lines.get().citations.get()
    observation = services.observe(
        proposal, by=analyst, text="No corresponde", about=About(citation=citation)
    )
    assert observation.line == citation.line
    assert observation.framework == citation.line.framework


def test_the_same_observation_sent_twice_is_one(proposal, analyst):
    request = {"by": analyst, "text": "El monto no coincide"}
    first = services.observe(proposal, **request)
    assert services.observe(proposal, **request) == first
    assert services.observe(proposal, **request, severity="advisory") != first
    assert proposal.events.count() == 2


def test_an_observation_says_something(proposal, analyst):
    with pytest.raises(ValidationError):
        services.observe(proposal, by=analyst, text="  ")
    with pytest.raises(ValidationError):
        services.observe(proposal, by=analyst, text="x", severity="fatal")


def test_an_observation_is_about_its_own_proposal(proposal, analyst):
    other = make_proposal(make_year(2031), status="submitted")
    for about in (
        About(line=other.lines.get()),
        About(framework=other.frameworks.get()),
        About(citation=other.lines.get().citations.get()),
    ):
        with pytest.raises(WorkflowError, match="not of this proposal"):
            services.observe(proposal, by=analyst, text="x", about=about)


@pytest.mark.parametrize("role", ["administrator", "auditor", "signatory", ""])
def test_only_finance_observes_and_resolves(proposal, role):
    user = make_user(role, proposal.unit)
    with pytest.raises(PermissionDenied):
        services.observe(proposal, by=user, text="x")
    with pytest.raises(PermissionDenied):
        services.resolve_observation(
            make_observation(proposal), by=user, resolution="solved"
        )


@pytest.mark.parametrize("status", ["draft", "approved"])
def test_nothing_is_observed_before_submission_or_after_approval(status, analyst):
    proposal = make_proposal(status=status)
    with pytest.raises(WorkflowError, match="submitted or returned"):
        services.observe(proposal, by=analyst, text="x")


def test_an_autonomous_bodys_budget_is_observed_as_advice_only(analyst):
    unit = make_unit(kind="autonomous")
    proposal = make_proposal(make_year(), unit, status="submitted")
    observation = services.observe(
        proposal, by=analyst, text="Falta sustento", severity="blocking"
    )
    assert observation.severity == "advisory"
    with pytest.raises(WorkflowError, match="received, never returned"):
        services.return_proposal(proposal, by=analyst, note="x")
    assert services.approve_proposal(proposal, by=analyst).status == "approved"


def test_a_unit_answers_and_finance_resolves_once(analyst):
    proposal = make_proposal(status="returned")
    officer = make_user("preparer", proposal.unit)
    observation = make_observation(proposal)
    answer = {"by": officer, "text": "Se anexa el dictamen"}
    replied = services.reply_to_observation(observation, **answer)
    again = services.reply_to_observation(observation, **answer)
    assert (replied.reply, replied.replied_by) == ("Se anexa el dictamen", officer)
    assert again.replied_at == replied.replied_at
    solved = services.resolve_observation(observation, by=analyst, resolution="solved")
    services.resolve_observation(observation, by=analyst, resolution="solved")
    assert (solved.resolution, solved.resolved_by) == ("solved", analyst)
    assert [event.kind for event in proposal.events.all()] == ["resolved", "replied"]
    with pytest.raises(WorkflowError, match="resolved once"):
        services.resolve_observation(observation, by=analyst, resolution="withdrawn")
    with pytest.raises(WorkflowError, match="no more answers"):
        services.reply_to_observation(observation, by=officer, text="Otra cosa")


@pytest.mark.parametrize("resolution", ["", "maybe"])
def test_a_resolution_is_solved_or_withdrawn(proposal, analyst, resolution):
    with pytest.raises(WorkflowError):
        services.resolve_observation(
            make_observation(proposal), by=analyst, resolution=resolution
        )


def test_an_answer_says_something_and_comes_from_the_unit(analyst):
    proposal = make_proposal(status="returned")
    observation = make_observation(proposal)
    with pytest.raises(PermissionDenied):
        services.reply_to_observation(observation, by=analyst, text="x")
    with pytest.raises(WorkflowError, match="Write the answer"):
        services.reply_to_observation(
            observation, by=make_user("preparer", proposal.unit), text=" "
        )


def test_an_answer_comes_before_the_day_it_is_due():
    year = make_year(opens_on=date(2020, 1, 1), closes_on=date(2020, 1, 2))
    proposal = make_proposal(year, status="returned")
    proposal.return_due = date(2020, 2, 1)
    proposal.save()
    with pytest.raises(WindowClosed):
        services.reply_to_observation(
            make_observation(proposal),
            by=make_user("preparer", proposal.unit),
            text="Tarde",
        )


@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_a_frozen_proposal_is_not_edited_and_says_why(status):
    proposal = make_proposal(status=status)
    officer = make_user("preparer", proposal.unit)
    line, framework = proposal.lines.get(), proposal.frameworks.get()
    edits = [
        lambda: services.save_line(framework, by=officer, values={}, line=line),
        lambda: services.remove_line(line, by=officer),
        lambda: services.cite_actions(line, by=officer, citations=[]),
        lambda: services.save_framework(proposal, by=officer, values={}),
        lambda: services.remove_framework(framework, by=officer),
    ]
    for edit in edits:
        with pytest.raises(WorkflowError, match="frozen"):
            edit()
    assert not Event.objects.filter(proposal=proposal).exists()


def test_an_imported_proposal_changes_by_its_file_only(analyst):
    year = make_year(linking="requested")
    proposal = make_proposal(year, status="approved", origin="imported")
    make_framework(make_proposal(year, origin="imported", lines=0))
    officer = make_user("signatory", proposal.unit)
    head = make_user("finance_head")
    moves = [
        lambda: services.reopen_proposal(proposal, by=head, reason="x"),
        lambda: services.return_proposal(proposal, by=head, note="x"),
        lambda: services.submit_proposal(proposal, by=officer),
        lambda: services.observe(proposal, by=analyst, text="x"),
        lambda: services.remove_line(proposal.lines.get(), by=officer),
        lambda: services.grant_waiver(proposal.lines.get(), by=head, reason="x"),
    ]
    for move in moves:
        with pytest.raises(WorkflowError, match="importing its file again"):
            move()
