"""The life of an answer to a signal: given, kept, held for its rows, asked again."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import Contribution, Event, SignalAnswer
from budgeting.services import Question, Seen
from budgeting.signals import signals_of
from tests.factories import (
    make_code,
    make_proposal,
    make_unit,
    make_user,
    mark_of,
    move_proposal,
)

pytestmark = pytest.mark.django_db
NOTE = "El marco explica la relación"


@pytest.fixture
def proposal():
    """Submitted; its one line and its action have nothing in common."""
    return make_proposal(status="submitted")


@pytest.fixture
def analyst():
    return make_user("analyst")


def seen(proposal):
    return Seen("unlike", mark_of("unlike", proposal))


def shown(proposal):
    return signals_of(proposal).of_kind("unlike")


def change_its_line(proposal):
    """The unit writes another description, as after a return."""
    move_proposal(proposal, "returned")
    proposal.lines.update(description="Carretillas y palas")
    move_proposal(proposal, "submitted")


def test_an_answer_is_kept_with_who_gave_it_about_which_lines(proposal, analyst):
    assert shown(proposal).answer is None
    mark = seen(proposal)
    given = services.answer_signal(proposal, by=analyst, seen=mark, note=f" {NOTE} ")
    code = proposal.lines.get().code
    assert (given.answer, given.note, given.by) == ("justified", NOTE, analyst)
    assert (given.fingerprint, given.lines) == (mark.fingerprint, [code])
    assert shown(proposal).answer == given
    assert signals_of(proposal).unanswered == []
    event = proposal.events.get()
    assert (event.kind, event.by, event.note) == ("signal_answered", analyst, NOTE)
    assert event.data == {"signal": "unlike", "answer": "justified", "lines": 1}
    assert event.title == "Signal answered"


def test_the_same_answer_again_changes_nothing_and_another_is_added(proposal, analyst):
    said = {"by": analyst, "seen": seen(proposal)}
    first = services.answer_signal(proposal, **said, note=NOTE)
    assert services.answer_signal(proposal, **said, note=NOTE) == first
    assert Event.objects.count() == 1
    second = services.answer_signal(proposal, **said, note="Lo dice el anexo")
    assert shown(proposal).answers == [second, first]
    assert shown(proposal).answer == second
    colleague = make_user("finance_head")
    third = services.answer_signal(
        proposal, by=colleague, seen=seen(proposal), note="Lo dice el anexo"
    )
    assert third.by == colleague


def test_a_signal_returns_with_its_old_answer_when_its_rows_change(proposal, analyst):
    old = services.answer_signal(proposal, by=analyst, seen=seen(proposal), note=NOTE)
    change_its_line(proposal)
    now = shown(proposal)
    assert (now.answer, now.changed, now.earlier, now.come) == (None, True, [old], [])
    new = services.answer_signal(
        proposal, by=analyst, seen=seen(proposal), note="También así"
    )
    again = shown(proposal)
    assert (again.answer, again.earlier, again.changed) == (new, [old], False)


def test_an_answer_to_a_signal_that_is_gone_is_still_told(proposal, analyst):
    old = services.answer_signal(proposal, by=analyst, seen=seen(proposal), note=NOTE)
    move_proposal(proposal, "returned")
    action = proposal.lines.get().citations.get().action
    proposal.lines.update(description=f"{action.text_es} {action.right.name_es}")
    found = signals_of(proposal)
    assert (found.shown, [one.answer for one in found.gone]) == ([], [old])


def test_what_was_not_seen_as_it_is_now_takes_no_answer(proposal, analyst):
    before = seen(proposal)
    change_its_line(proposal)
    with pytest.raises(WorkflowError, match="changed since you read them"):
        services.answer_signal(proposal, by=analyst, seen=before, note=NOTE)
    with pytest.raises(WorkflowError, match="does not show this signal"):
        services.answer_signal(proposal, by=analyst, seen=Seen("token", "x"), note=NOTE)
    assert not SignalAnswer.objects.exists()


def test_an_answer_says_why(proposal, analyst):
    with pytest.raises(WorkflowError, match="Say why it looks right"):
        services.answer_signal(proposal, by=analyst, seen=seen(proposal), note="  ")


@pytest.mark.parametrize("role", ["signatory", "administrator", "auditor"])
def test_only_finance_answers(proposal, role):
    by = make_user(role, proposal.unit)
    with pytest.raises(PermissionDenied):
        services.answer_signal(proposal, by=by, seen=seen(proposal), note=NOTE)
    with pytest.raises(PermissionDenied):
        services.ask_about_signal(
            proposal, by=by, seen=seen(proposal), question=Question("¿Por qué?")
        )


def test_who_wrote_the_proposal_asks_and_does_not_answer(proposal, analyst):
    Contribution.objects.create(proposal=proposal, by=analyst)
    with pytest.raises(WorkflowError, match="a colleague answers"):
        services.answer_signal(proposal, by=analyst, seen=seen(proposal), note=NOTE)


def test_an_approved_proposal_takes_no_answer(proposal, analyst):
    move_proposal(proposal, "approved")
    with pytest.raises(WorkflowError, match="submitted or returned"):
        services.answer_signal(proposal, by=analyst, seen=seen(proposal), note=NOTE)


def test_a_signal_does_not_keep_a_proposal_from_approval(analyst):
    proposal = make_proposal()
    services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))
    assert signals_of(proposal).unanswered
    read = proposal.submissions.get().content_hash
    services.approve_proposal(proposal, by=analyst, content_hash=read)


def test_a_question_is_an_observation_on_the_line_and_the_answer(proposal, analyst):
    make_code("VIN-90")
    question = Question("¿Cómo sirve?", "blocking", None, "VIN-90")
    asked = {"by": analyst, "seen": seen(proposal), "question": question}
    given = services.ask_about_signal(proposal, **asked)
    one = proposal.observations.get()
    assert (given.answer, given.observation, given.note) == ("asked", one, "")
    assert (one.text, one.severity, one.code) == ("¿Cómo sirve?", "blocking", "VIN-90")
    assert one.line == proposal.lines.get()
    assert services.ask_about_signal(proposal, **asked) == given
    assert (proposal.observations.count(), SignalAnswer.objects.count()) == (1, 1)
    kinds = list(proposal.events.values_list("kind", flat=True))
    assert kinds == ["signal_answered", "observed"]


def test_a_question_about_several_lines_is_on_the_whole_proposal(analyst):
    proposal = make_proposal(lines=3, status="submitted")
    given = services.ask_about_signal(
        proposal, by=analyst, seen=seen(proposal), question=Question("¿Cómo?")
    )
    assert (given.observation.line, len(given.lines)) == (None, 3)
    assert given.observation.severity == "advisory"


def test_a_question_without_words_leaves_nothing(proposal, analyst):
    with pytest.raises(ValidationError):
        services.ask_about_signal(
            proposal, by=analyst, seen=seen(proposal), question=Question(" ")
        )
    assert not SignalAnswer.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"answer": "justified", "note": ""},
        {"answer": "asked"},
        {"answer": "guilty", "note": "Culpable"},
    ],
)
def test_the_database_keeps_no_answer_without_a_reason_or_an_observation(
    proposal, analyst, said
):
    with pytest.raises(IntegrityError), transaction.atomic():
        SignalAnswer.objects.create(
            proposal=proposal, signal="token", fingerprint="x", by=analyst, **said
        )


def test_signals_of_one_unit_take_no_answer_for_another(proposal, analyst):
    other = make_proposal(proposal.fiscal_year, make_unit(), status="submitted")
    with pytest.raises(WorkflowError, match="changed since"):
        services.answer_signal(other, by=analyst, seen=seen(proposal), note=NOTE)
