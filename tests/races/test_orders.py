"""R1, R2, S30, S31, S33, S34: two services on one proposal, in every order.

Each pair below is run with the first stopped, so that the second acts in between. What
both are told and what they leave must be what one after the other would have left. The
quick tests stop the first of some before its COMMIT, the slow ones of all before each
of its statements. The twin of a pair takes away what holds it, and finds the harm done.

| race | acts | what holds it | the harm of its twin |
|---|---|---|---|
| R1 save line | save, save too | row lock, version | a saved amount is lost |
| R1 save and cite | save, cite too | row lock, version | neither sees the other |
| R1 remove a line | save, remove too | row lock, version | removed unread |
| R1 remove twice | remove, remove too | row lock | removed two times |
| R1 save framework | rename, rename too | row lock, version | a saved text is lost |
| R1 cite | cite, cite too | row lock, version | shares add up to 200 per cent |
| R1 table | fill, fill too | row lock, version | a saved amount is lost |
| R1 undo | undo, save too | row lock, version | a saved amount is lost |
| R1 undo twice | undo, undo too | row lock | undone two times |
| R1 submit, edit | save, submit | row lock; freeze | submitted is not what is there |
| R1 two submit | submit, submit too | row lock; unique number | one meets a fault |
| R1 return | return, return too | row lock | returned two times |
| S30, S31 | observe, approve | row lock; gate | approved with a question open |
| answers | answer, ask back or resolve | row lock | closed unread |
| S33 two approve | approve, approve too | row lock; frozen row | two approvals |
| S33 unread content | approve, and hand in anew | hash | approved unread |
| F18 unread content | save, submit as read | row lock; hash | submitted unread |
| S34 approve, return | approve, return | row lock | approved, and yet returned |
| S34 approve, reopen | approve, reopen too | row lock | (no order does harm) |
| R1 reopen | reopen, reopen too | row lock | reopened two times |
| ceiling exception | taken back, submit | row lock | submitted above its ceiling |

Publication (S32), import and deadlocks: `test_publishing.py`, `test_deadlocks.py`. An
import undone: `test_undoing.py`. Many units in one second (R5): `test_one_second.py`.
Approver and editor in one person: tests/budgeting/test_rule_sessions.py. The table of
moves, a test a cell (S34): tests/budgeting/test_workflow.py.
"""

import contextlib
from decimal import Decimal

import pytest

from budgeting import services
from budgeting.models import Proposal
from tests.factories import (
    make_ceiling,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)
from tests.interleaving import COMMIT, answer, in_turn, interleave, no_row_locks
from tests.races.scenes import Scene, left, make_actions
from tests.sessions import Session, function_changed

pytestmark = pytest.mark.django_db(transaction=True)

FREEZE = (
    "budgeting_refuse_frozen(bigint[])",
    r"PERFORM 1 FROM budgeting_proposal .* FOR SHARE;",
)
FROZEN_ROW = (
    "budgeting_proposal_row_frozen()",
    r"RAISE EXCEPTION [^;]*;",
    "RETURN NEW;",
)

# the status that two people read, what the one does, what the other does
QUICK = [
    ("draft", "save", "save too"),
    ("draft", "save", "submit"),
    ("draft", "submit", "submit too"),
    ("submitted", "approve", "return"),
    ("submitted", "approve", "approve too"),
]
PAIRS = [
    *QUICK,
    ("draft", "save", "remove too"),
    ("draft", "rename", "rename too"),
    ("draft", "cite", "cite too"),
    ("draft", "fill", "fill too"),
    ("draft", "fill", "save too"),
    ("draft", "fill", "remove too"),
    ("draft", "fill", "submit"),
    ("draft", "undo", "undo too"),
    ("draft", "undo", "save too"),
    ("draft", "undo", "submit"),
    ("approved", "reopen", "reopen too"),
    ("draft", "save", "cite too"),
    ("draft", "cite", "remove too"),
    ("draft", "remove", "remove too"),
    ("draft", "cite", "submit"),
    ("draft", "rename", "submit"),
    ("draft", "remove", "submit"),
    ("draft", "save", "submit as read"),
    ("draft", "submit as read", "submit as read too"),
    ("submitted", "save", "return"),
    ("submitted", "save", "approve"),
    ("submitted", "submit too", "return"),
    ("submitted", "return", "return too"),
    ("submitted", "observe", "return"),
    ("submitted", "observe", "approve"),
    ("submitted", "answer", "answer too"),
    ("submitted", "answer", "ask back"),
    ("submitted", "answer", "resolve"),
    ("submitted", "answer", "approve"),
    ("submitted", "ask back", "resolve"),
    ("submitted", "approve", "reopen too"),
    ("approved", "save too", "reopen"),
    ("approved", "approve too", "reopen"),
]


@pytest.fixture
def city():
    """A year with three actions to cite."""
    year = make_year()
    return year, make_actions(year)


def named(pairs):
    return [pytest.param(*each, id=f"{each[1]} - {each[2]}") for each in pairs]


def outcomes_in_turn(city, status, one, other) -> list:
    """What both are told and what is left, for either order of one after the other."""
    year, actions = city
    scene = Scene(year, status, actions)
    found = [(in_turn(scene.act(one), scene.act(other)), left(scene))]
    scene = Scene(year, status, actions)
    early, late = in_turn(scene.act(other), scene.act(one))
    return [*found, ((late, early), left(scene))]


def outcome_at_once(city, status, one, other, before=COMMIT):
    """The same with the first stopped before a statement; None past its last one."""
    year, actions = city
    scene = Scene(year, status, actions)
    told = interleave(scene.act(one), scene.act(other), before=before)
    return told and (told, left(scene))


@pytest.mark.parametrize(("status", "one", "other"), named(QUICK))
def test_at_once_is_as_one_after_the_other(city, status, one, other):
    allowed = outcomes_in_turn(city, status, one, other)
    assert outcome_at_once(city, status, one, other) in allowed
    (told, after) = outcome_at_once(city, status, other, one)
    assert (told[::-1], after) in allowed


@pytest.mark.slow
@pytest.mark.parametrize(("status", "one", "other"), named(PAIRS))
def test_at_every_statement_as_one_after_the_other(city, status, one, other):
    allowed = outcomes_in_turn(city, status, one, other)
    stops = 0
    for first, second in ((one, other), (other, one)):
        for before in [COMMIT, *range(1, 100)]:
            found = outcome_at_once(city, status, first, second, before)
            if found is None and before != COMMIT:
                break
            if found is None:  # it is refused, and commits nothing
                continue
            told, after = found
            told = told if first == one else told[::-1]
            assert (told, after) in allowed, f"{first} stopped before {before}"
            stops += 1
    assert stops >= 8


# Twins: what is taken away, what both are told then, and the harm, by hand

CITED = ["01.01.01"]
NEW = ("0.00", 1, False, [])
TWINS = [
    ("draft", "save", "save too", (), {"lines": [("3.00", 2, False, CITED)]}),
    ("draft", "save", "cite too", (), {"lines": [("2.00", 2, False, ["01.01.03"])]}),
    ("draft", "save", "remove too", (), {"lines": [("2.00", 2, True, CITED)]}),
    ("draft", "remove", "remove too", (), {"events": ["edited", "edited"]}),
    ("draft", "fill", "save too", (), {"lines": [("3.00", 2, False, CITED), NEW]}),
    ("draft", "undo", "save too", (), {"lines": [("3.00", 3, False, CITED)]}),
    ("draft", "undo", "undo too", (), {"events": ["edited", "edited", "edited"]}),
    ("draft", "rename", "rename too", (), {"frameworks": [("Dos", 2)]}),
    (
        "draft", "cite", "cite too", (),
        {"lines": [("1000.00", 2, False, ["01.01.02", "01.01.03"])]},
    ),
    (
        "draft", "save", "submit", (),
        {"status": "submitted", "copied as it is": False},
    ),
    (
        "draft", "submit", "save", (FREEZE,),
        {"status": "submitted", "copied as it is": False},
    ),
    (
        "draft", "submit", "rename", (FREEZE,),
        {"status": "submitted", "copied as it is": False},
    ),
    (
        "submitted", "return", "return too", (),
        {"events": ["returned", "returned", "submitted"]},
    ),
    ("submitted", "observe", "approve", (), {"status": "approved", "observations": 1}),
    (
        "submitted", "approve", "return", (),
        {"status": "returned", "events": ["approved", "returned", "submitted"]},
    ),
    (
        "submitted", "approve", "approve too", (FROZEN_ROW,),
        {"events": ["approved", "approved", "submitted"]},
    ),
    (
        "approved", "reopen", "reopen too", (),
        {"events": ["approved", "reopened", "reopened", "submitted"]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "one", "other", "taken_away", "harm"),
    [
        pytest.param(
            *twin,
            id=f"{twin[1]} - {twin[2]}",
            marks=[] if twin[:3] in QUICK else [pytest.mark.slow],
        )
        for twin in TWINS
    ],
)
def test_without_what_holds_it_the_harm_is_done(
    city, status, one, other, taken_away, harm
):
    with contextlib.ExitStack() as without:
        without.enter_context(no_row_locks())
        for function in taken_away:
            without.enter_context(function_changed(*function))
        told, after = outcome_at_once(city, status, one, other)
    assert told == ("done", "done")
    assert {name: after[name] for name in harm} == harm


def test_without_the_lock_one_of_two_who_submit_meets_a_fault(city):
    with no_row_locks():
        told, after = outcome_at_once(city, "draft", "submit", "submit too")
    assert (told, after["numbers"]) == (("done", "IntegrityError"), [1])


# The version that was read


@pytest.mark.parametrize(
    ("one", "other", "home"),
    [
        ("save", "save too", "lines"),
        pytest.param("save", "remove too", "lines", marks=pytest.mark.slow),
        pytest.param("rename", "rename too", "frameworks", marks=pytest.mark.slow),
        pytest.param("cite", "cite too", "citations", marks=pytest.mark.slow),
    ],
)
def test_without_the_check_of_the_version_what_was_saved_is_overwritten(
    city, one, other, home, monkeypatch
):
    scene = Scene(city[0], "draft", city[1])
    assert in_turn(scene.act(one), scene.act(other)) == ("done", "StaleVersion")
    name = f"budgeting.services.{home}.check_version"
    monkeypatch.setattr(name, lambda row, version: None)
    scene = Scene(city[0], "draft", city[1])
    assert in_turn(scene.act(one), scene.act(other)) == ("done", "done")


# The content that was read


def approve_after_handing_in_anew(city):
    """An analyst read the first submission; then it is changed and handed in anew."""
    scene = Scene(city[0], "submitted", city[1])
    approving = scene.act("approve")
    for step in ("return too", "save too", "submit too"):
        scene.act(step)()
    return scene, answer(Session(approving).begin().end())


def test_nobody_approves_a_content_that_they_did_not_read(city):
    scene, told = approve_after_handing_in_anew(city)
    assert (told, scene.now().status) == ("WorkflowError", "submitted")


def test_without_the_check_of_the_hash_the_unread_content_is_approved(
    city, monkeypatch
):
    monkeypatch.setattr(
        "budgeting.services.reviews._check_was_read", lambda last, content_hash: None
    )
    scene, told = approve_after_handing_in_anew(city)
    assert (told, scene.now().status) == ("done", "approved")
    assert scene.now().submissions.latest("number").content_hash != scene.seen


def test_nobody_submits_a_content_that_they_did_not_read(city):
    scene = Scene(city[0], "draft", city[1])
    told = in_turn(scene.act("save"), scene.act("submit as read"))
    assert (told, scene.now().status) == (("done", "ReadAnew"), "draft")


def test_without_the_check_of_what_was_read_the_unread_content_is_submitted(
    city, monkeypatch
):
    monkeypatch.setattr(
        "budgeting.services.proposals._check_read", lambda content, read: None
    )
    scene = Scene(city[0], "draft", city[1])
    told = in_turn(scene.act("save"), scene.act("submit as read"))
    assert (told, scene.now().status) == (("done", "done"), "submitted")


def test_two_who_submit_what_both_read_share_a_receipt(city):
    told, after = outcome_at_once(city, "draft", "submit as read", "submit as read too")
    assert (told, after["numbers"]) == (("done", "done"), [1])


# On a unit's behalf


def formulate_while_beginning():
    """The head begins a unit's proposal just when the unit does."""
    year, unit = make_year(), make_unit()
    head, officer = make_user("finance_head"), make_user("preparer", unit)
    told = interleave(
        lambda: services.formulate_on_behalf(year, unit, by=head, reason="Sin titular"),
        lambda: services.create_proposal(year, unit, by=officer),
        before='INSERT INTO "budgeting_proposal"',
    )
    return told, year.proposals.get()


def test_the_head_does_not_take_the_proposal_that_its_unit_began_meanwhile():
    told, proposal = formulate_while_beginning()
    assert (told, proposal.origin) == (("WorkflowError", "done"), "entered")


# An exception to a ceiling, taken back just when it is used


def take_back_while_submitting():
    """The head takes back what the signatory's submission is about to use."""
    proposal = make_proposal()
    make_ceiling(proposal, "900.00")
    head = make_user("finance_head")
    given = services.allow_above_ceiling(
        proposal.fiscal_year,
        proposal.unit,
        by=head,
        chapter=None,
        amount=Decimal("100.00"),
        reason="Sismo",
    )
    signatory = make_user("signatory", proposal.unit)
    told = interleave(
        lambda: services.take_back_above_ceiling(given, by=head, reason="Ya no"),
        lambda: services.submit_proposal(proposal, by=signatory),
        before=COMMIT,
    )
    proposal.refresh_from_db()
    return told, proposal.status


def test_nothing_is_submitted_under_an_exception_just_taken_back():
    told, status = take_back_while_submitting()
    assert (told, status) == (("done", "AboveCeiling"), "draft")


def test_without_the_lock_it_is_submitted_under_what_was_taken_back(monkeypatch):
    monkeypatch.setattr(
        "budgeting.services.above_ceiling.lock_proposal_of",
        lambda year, unit: Proposal.objects.get(fiscal_year=year, unit=unit),
    )
    told, status = take_back_while_submitting()
    assert (told, status) == (("done", "done"), "submitted")
