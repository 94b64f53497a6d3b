"""Each check of the deadline hour fails where its fault is planted."""

from dataclasses import asdict

import pytest

from budgeting import services
from budgeting.contents import content_of, frameworks_with_lines, hash_of
from budgeting.models import SpendingLine, Submission
from budgeting.services import LineDraft
from programme.trail import Difference
from tests.deadline.checks import differences, unacknowledged, wrong_answers
from tests.deadline.city import write
from tests.deadline.plan import Hour, plan_of
from tests.factories import (
    make_action,
    make_programme,
    make_unit,
    make_user,
    make_year,
    move_proposal,
)
from tests.running import audit
from tests.running.clients import Asked, Call, Log

pytestmark = pytest.mark.django_db


class Told:
    """A unit whose people saved and submitted, and what each of them was told."""

    def __init__(self):
        programme = make_programme("DH")
        self.unit = make_unit()
        self.officer = make_user("preparer", self.unit, username="u000a")
        self.signatory = make_user("signatory", self.unit, username="u000s")
        year = make_year(2030, programme)
        action = make_action(programme)
        self.proposal = services.create_proposal(year, self.unit, by=self.officer)
        write(self.proposal, self.officer, "MPP0", [action, action])
        self.line = self.proposal.lines.order_by("pk").first()
        self.calls: list[Call] = []
        self.receipts: list[dict] = []

    def saves(self, amount: str) -> Call:
        """The officer saves an amount and is told so."""
        line = SpendingLine.objects.get(pk=self.line.pk)
        draft = LineDraft(
            line.framework_id, {"amount": amount}, line=line.pk, version=line.version
        )
        made = services.save_lines(self.proposal, by=self.officer, drafts=[draft])
        version = made.saved[0][1].version
        call = Call("u000a", "save", line.pk, amount, "done", 200, version)
        self.calls.append(call)
        return call

    def submits(self) -> Submission:
        """The signatory submits and is shown the receipt."""
        services.submit_proposal(self.proposal, by=self.signatory)
        made = self.proposal.submissions.order_by("number").last()
        call = Call("u000s", "submit", self.proposal.pk, str(made.number), "done", 302)
        self.calls.append(call)
        shown = {"proposal": self.proposal.pk, "number": made.number}
        self.receipts.append({**shown, "hash": made.content_hash})
        return made

    def hands_in_a_copy(self, content=None, **values):
        """A copy that no service made, of a proposal that nobody moved."""
        now = content_of(self.proposal, frameworks_with_lines(self.proposal))
        content = content or now
        given = {"number": 1, "content_hash": hash_of(content), **values}
        move_proposal(self.proposal, "submitted")
        Submission.objects.create(
            proposal=self.proposal,
            content=content,
            signer="Nadie",
            by=self.signatory,
            at=self.proposal.submitted_at,
            **given,
        )

    def found(self) -> list[str]:
        """What the check finds."""
        calls = [asdict(call) for call in self.calls]
        asked = {"calls": calls, "receipts": self.receipts}
        return list(differences({**asked, "proposals": [self.proposal.pk]}))


@pytest.fixture
def told():
    return Told()


def test_an_hour_as_it_was_told_has_no_difference(told):
    told.saves("7.00")
    told.saves("8.00")  # replaces the first
    told.submits()
    assert told.found() == []


def test_a_save_that_was_acknowledged_and_is_not_there_is_found(told):
    told.calls.append(Call("u000a", "save", told.line.pk, "7.00", "done", 200, 2))
    told.submits()
    (found,) = told.found()
    assert found.endswith("told done, found 0 times")


def test_a_save_that_was_overwritten_unread_is_found(told):
    told.saves("7.00")
    SpendingLine.objects.filter(pk=told.line.pk).update(amount="9.00")
    told.submits()
    assert any("found 0 times" in one for one in told.found())
    assert any("nobody sent" in one for one in told.found())


def test_a_save_told_with_another_version_is_found(told):
    told.saves("7.00").version = 9
    told.submits()
    (found,) = told.found()
    assert found.endswith("told version 9, is [2]")


def test_a_refused_save_that_was_made_is_found(told):
    told.saves("7.00").told = "refused"
    told.submits()
    (found,) = told.found()
    assert found.endswith("told refused, found 1 times")


def test_an_edit_that_nobody_sent_is_found(told):
    told.saves("7.00")
    told.calls.clear()
    told.submits()
    assert any("nobody sent ('u000a'" in one for one in told.found())


def test_a_version_without_its_edit_is_found(told):
    SpendingLine.objects.filter(pk=told.line.pk).update(version=5)
    told.submits()
    (found,) = told.found()
    assert found.endswith("is version 5, its events say 1")


def test_a_submission_that_was_acknowledged_and_is_not_there_is_found(told):
    told.submits()
    told.calls.append(Call("u000s", "submit", told.proposal.pk, "2", "done", 302))
    (found,) = told.found()
    assert found == f"submit {told.proposal.pk} 2: found 0 times"


def test_a_receipt_that_was_shown_and_is_not_there_is_found(told):
    told.submits()
    told.receipts.append({**told.receipts[0], "number": 2})
    (found,) = told.found()
    assert found == f"receipt 2 of {told.proposal.pk}: found 0 times"


@pytest.mark.parametrize("shown", ["0" * 64, ""])
def test_a_receipt_with_another_hash_is_found(told, shown):
    told.submits()
    told.receipts[0]["hash"] = shown
    (found,) = told.found()
    assert found.endswith("the content has another")


def test_a_proposal_that_is_not_with_finance_is_found(told):
    pk = told.proposal.pk
    assert told.found() == [
        f"proposal {pk} is draft at the end",
        f"proposal {pk} has no receipt",
    ]


def test_a_copy_with_a_wrong_hash_is_found(told):
    told.hands_in_a_copy(content_hash="0" * 64)
    assert f"proposal {told.proposal.pk}: copy 1 has another hash" in told.found()


def test_a_copy_out_of_its_number_is_found(told):
    told.hands_in_a_copy(number=2)
    assert f"proposal {told.proposal.pk}: 1 copies of 0 submissions" in told.found()


def test_a_copy_whose_sum_is_another_is_found(told):
    content = content_of(told.proposal, frameworks_with_lines(told.proposal))
    content["frameworks"][0]["lines"][0]["amount"] = "1000.01"
    told.hands_in_a_copy(content)
    pk = told.proposal.pk
    assert f"proposal {pk} is not what was handed in" in told.found()
    assert f"proposal {pk}: 2000.00 is not the sum of the copy" in told.found()


def test_a_move_without_its_event_is_found(told):
    move_proposal(told.proposal, "submitted")
    said = f"proposal {told.proposal.pk} is submitted, its events say draft"
    assert said in told.found()


def test_what_the_trail_does_not_bear_out_is_found(told, monkeypatch):
    told.submits()
    apart = [Difference("broken link", "position 7")]
    monkeypatch.setattr(audit.trail, "verify", lambda: apart)
    assert told.found() == ["trail: broken link: position 7"]


GOOD = [Asked("save", 0.0, 29.9, 409), Asked("public", 0.0, 0.1, 304)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked("save", 0.0, 0.1, 500), "save: 1 answers were 500"),
        (Asked("page", 0.0, 0.1, 503), "page: 1 answers were 503"),
        (Asked("submit", 0.0, 0.1, 0), "submit: 1 answers were none at all"),
        (Asked("check", 0.0, 30.1, 200), "check: 1 answers took long, at most 30.1 s"),
    ],
)
def test_an_answer_that_nobody_may_get_is_found(asked, said):
    assert list(wrong_answers(Log(asked=GOOD), GOOD)) == []
    assert list(wrong_answers(Log(asked=[*GOOD, asked]), GOOD)) == [said]
    assert list(wrong_answers(Log(asked=GOOD), [*GOOD, asked])) == [said]


def test_a_stack_a_cut_reader_and_a_write_without_answer_are_found():
    log = Log(stacks=["Traceback"], calls=[Call("u000a", "save", 1, "7.00")])
    assert list(wrong_answers(log, [], ["ConnectionResetError()"])) == [
        "a stack was shown: Traceback",
        "the public: ConnectionResetError()",
    ]
    assert list(unacknowledged(log)) == ["save: 1 not answered"]


def test_the_plan_hands_half_of_all_in_within_the_last_sixth():
    names = [
        {"people": [{"name": f"u{n}{letter}"} for letter in "abs"]} for n in range(120)
    ]
    finance = [{"name": f"f{n}"} for n in range(9)]
    plan = plan_of(Hour(7.5), {"units": names, "finance": finance})
    assert (plan.hour.factor, len(plan.stints), plan.late) == (8, 130, 65)
    assert {one.unit for one in plan.stints} == set(range(120))
    assert len(plan.diaries) == 369
    assert len(plan.readers(1)) == 10 * sum(plan.desk.values())
    saves = [act.at for act in plan.diaries["u0a"] if act.what == "save"]
    assert {round(b - a, 6) for a, b in zip(saves, saves[1:], strict=False)} <= {5.0}
