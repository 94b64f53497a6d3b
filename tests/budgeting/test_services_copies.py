"""F26: last year copied; nothing of it counts before somebody says that it is right."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from budgeting import services
from budgeting.copies import (
    Offered,
    last_approved_years,
    plan_copy,
    successors_of,
)
from budgeting.exceptions import LinesAtFault, StaleVersion, WorkflowError
from budgeting.models import Event, Proposal
from budgeting.money import scaled_shares
from budgeting.overview import LineState, TaskStatus, sheet_of
from budgeting.services.undo import undoable
from programme.models import Succession
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
    move_proposal,
)

pytestmark = pytest.mark.django_db


class Copying:
    """2011 approved with one line citing one action; the empty draft of 2030."""

    def __init__(self, **kwargs):
        self.programme = make_programme("P")
        self.action = make_action(self.programme, "01.01.01")
        self.unit = make_unit()
        self.old_year = make_year(2011, self.programme, linking="requested")
        self.source = Proposal.objects.create(
            fiscal_year=self.old_year, unit=self.unit, origin="imported"
        )
        self.old_framework = make_framework(self.source, "F1", name="Refugios")
        self.old = make_line(self.old_framework, "L1", "1250.50", territory="Tláhuac")
        self.year = make_year(2030, kwargs.pop("programme", self.programme), **kwargs)
        self.draft = make_proposal(self.year, self.unit, lines=0)
        self.by = make_user("preparer", self.unit)

    def cite(self, action, share=10000, **kwargs):
        return make_citation(self.old, action, share, **kwargs)

    def copy(self, **kwargs):
        if self.source.status == "draft":
            move_proposal(self.source, "approved")
        return services.copy_last_year(
            self.draft, by=self.by, source=self.source, **kwargs
        )

    @property
    def line(self):
        return self.draft.lines.kept().get()

    def cited(self):
        rows = self.line.citations.order_by("action__code")
        return list(rows.values_list("action__code", "share"))

    def decide(self, old, *new, **kwargs):
        return services.decide_actions(
            self.line, by=self.by, decisions={old.pk: list(new)}, **kwargs
        )

    def confirm(self):
        return services.confirm_rows(
            self.draft,
            by=self.by,
            frameworks=self.draft.frameworks.values_list("pk", flat=True),
            lines=self.draft.lines.values_list("pk", flat=True),
        )


def test_frameworks_lines_and_citations_are_copied_and_wait_for_a_review():
    scene = Copying()
    scene.cite(scene.action, strength="direct", justification="Paga el refugio")
    scene.copy()
    framework = scene.draft.frameworks.get()
    assert (framework.code, framework.name, framework.problem) == (
        "F1", "Refugios", "Problema y evidencia",
    )  # fmt: skip
    assert framework.physical_target == 100
    assert (framework.copied_from, framework.confirmed_at) == (
        scene.old_framework, None,
    )  # fmt: skip
    line = scene.line
    assert (line.code, line.object_code, line.territory) == ("L1", "4411", "Tláhuac")
    assert (line.copied_from, line.confirmed_at) == (scene.old, None)
    citation = line.citations.get()
    assert (citation.action, citation.share) == (scene.action, 10000)
    assert (citation.strength, citation.justification) == ("direct", "Paga el refugio")
    event = scene.draft.events.get()
    assert (event.kind, event.by, event.data["what"]) == ("edited", scene.by, "copied")


def test_an_amount_is_copied_only_if_that_is_said_and_else_is_missing_not_zero():
    scene = Copying()
    scene.copy()
    assert scene.line.pending == {"amount": ""}
    sheet = sheet_of(scene.draft)
    assert "amount: " in sheet.faults.lines[0][1]

    other = Proposal.objects.create(fiscal_year=make_year(2031), unit=scene.unit)
    services.copy_last_year(other, by=scene.by, source=scene.source, amounts=True)
    copied = other.lines.get()
    assert (copied.amount, copied.pending) == (Decimal("1250.50"), {})


def test_pressing_twice_makes_one_copy():
    scene = Copying()
    scene.copy()
    scene.copy()
    assert scene.draft.frameworks.count() == scene.draft.lines.count() == 1
    assert scene.draft.events.count() == 1


def test_only_the_units_last_approved_proposal_is_copied():
    scene = Copying()
    move_proposal(scene.source, "approved")
    earlier = make_proposal(
        make_year(2010, scene.programme), scene.unit, status="approved"
    )
    make_proposal(make_year(2012, scene.programme), scene.unit, status="submitted")
    make_proposal(make_year(2013, scene.programme), status="approved")
    make_proposal(make_year(2031, scene.programme), scene.unit, status="approved")
    assert scene.draft.last_approved() == scene.source
    assert last_approved_years([scene.unit.pk], 2030) == {scene.unit.pk: 2011}
    with pytest.raises(WorkflowError):
        services.copy_last_year(scene.draft, by=scene.by, source=earlier)
    assert not scene.draft.lines.exists()


def test_a_stranger_copies_nothing_and_a_frozen_proposal_takes_no_copy():
    scene = Copying()
    move_proposal(scene.source, "approved")
    with pytest.raises(PermissionDenied):
        services.copy_last_year(
            scene.draft, by=make_user("preparer", make_unit()), source=scene.source
        )
    done = make_proposal(
        make_year(2031, scene.programme), scene.unit, status="submitted"
    )
    with pytest.raises(WorkflowError):
        services.copy_last_year(done, by=scene.by, source=scene.source)


def test_what_is_there_by_code_stays_and_a_code_taken_elsewhere_gets_the_next_one():
    scene = Copying()
    make_line(scene.old_framework, "L2")
    make_line(scene.old_framework, "L3")
    make_line(scene.old_framework, "L3-2")
    mine = make_framework(scene.draft, "F1", name="Mío")
    make_line(mine, "L1", "7.00", description="Mía")
    elsewhere = make_framework(scene.draft, "G9")
    make_line(elsewhere, "L3", "8.00")
    move_proposal(scene.source, "approved")
    plan = plan_copy(scene.draft, scene.source)
    assert (len(plan.frameworks), plan.there, plan.has_content) == (0, 1, True)
    scene.copy()
    assert scene.draft.frameworks.get(code="F1").name == "Mío"
    copied = scene.draft.lines.filter(copied_from__isnull=False)
    assert list(copied.order_by("pk").values_list("code", "copied_from__code")) == [
        ("L2", "L2"), ("L3-3", "L3"), ("L3-2", "L3-2"),
    ]  # fmt: skip
    assert {line.framework_id for line in copied} == {mine.pk}
    assert scene.draft.lines.get(code="L1").amount == Decimal("7.00")


def test_a_copy_that_got_another_code_is_not_copied_again():
    scene = Copying()
    scene.copy()
    framework, line = scene.draft.frameworks.get(), scene.line
    services.save_framework(
        scene.draft, by=scene.by, values={"code": "X"}, framework=framework
    )
    services.save_line(framework, by=scene.by, values={"code": "X1"}, line=line)
    scene.copy()
    assert [line.code for line in scene.draft.lines.all()] == ["X1"]


def test_a_screening_is_copied_only_into_a_year_that_lets_it_stand():
    scene = Copying()
    scene.old.screened, scene.old.screened_reason = "none", "Nómina"
    scene.old.save()
    scene.copy()
    assert (scene.line.screened, scene.line.screened_reason) == ("", "")

    year = make_year(2031, scene.programme, linking="requested")
    other = Proposal.objects.create(fiscal_year=year, unit=scene.unit)
    services.copy_last_year(other, by=scene.by, source=scene.source)
    copied = other.lines.get()
    assert (copied.screened, copied.screened_reason) == ("none", "Nómina")


# Nothing copied is complete before it is confirmed


def test_a_copy_is_a_fault_of_line_and_framework_until_it_is_confirmed():
    scene = Copying()
    scene.cite(scene.action)
    scene.copy(amounts=True)
    said = "Copied from 2011 and not reviewed yet: confirm it."
    sheet = sheet_of(scene.draft)
    assert [(one.code, why) for one, why in sheet.faults.lines] == [("L1", said)]
    assert [(one.code, why) for one, why in sheet.faults.frameworks] == [("F1", said)]
    (shown,) = sheet.frameworks
    assert shown.lines[0].state == LineState.COPIED
    assert (shown.texts_status, shown.lines_status) == (
        TaskStatus.IN_PROGRESS, TaskStatus.IN_PROGRESS,
    )  # fmt: skip
    assert sheet.unreviewed == 2
    with pytest.raises(LinesAtFault) as refused:
        services.submit_proposal(scene.draft, by=make_user("signatory", scene.unit))
    assert f"L1: {said}" in str(refused.value)

    assert scene.confirm() == 2
    assert sheet_of(scene.draft).ready
    services.submit_proposal(scene.draft, by=make_user("signatory", scene.unit))


def test_saving_a_copy_does_not_confirm_it():
    scene = Copying()
    scene.copy()
    line = services.save_line(
        scene.draft.frameworks.get(),
        by=scene.by,
        values={"amount": "12.00"},
        line=scene.line,
    )
    assert (line.confirmed_at, line.pending) == (None, {})


def test_who_confirmed_and_when_is_recorded_once():
    scene = Copying()
    scene.copy(amounts=True)
    assert scene.confirm() == 2
    assert scene.confirm() == 0
    event = scene.draft.events.first()
    assert (event.by, event.data["what"], event.data["code"]) == (
        scene.by, "confirmed", "F1, L1",
    )  # fmt: skip
    assert scene.line.confirmed_at is not None
    assert scene.line.version == 2
    assert scene.draft.events.count() == 2


def test_a_row_of_another_proposal_or_one_never_copied_is_not_confirmed():
    scene = Copying()
    scene.copy()
    other = make_proposal(make_year(2031, scene.programme))
    keys = [other.lines.get().pk]
    assert services.confirm_rows(scene.draft, by=scene.by, lines=keys) == 0
    assert scene.line.confirmed_at is None


def test_the_database_lets_no_unreviewed_copy_be_submitted():
    scene = Copying()
    scene.cite(scene.action)
    scene.copy(amounts=True)
    with pytest.raises(IntegrityError, match="nobody reviewed"), transaction.atomic():
        move_proposal(scene.draft, "submitted")
    services.confirm_rows(scene.draft, by=scene.by, lines=[scene.line.pk])
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        move_proposal(scene.draft, "submitted")
    assert refused.value.__cause__.diag.message_detail == "F1"
    scene.confirm()
    scene.draft.refresh_from_db()
    move_proposal(scene.draft, "submitted")


# Undo


def test_one_undo_takes_the_whole_copy_away_and_it_can_be_copied_again():
    scene = Copying()
    scene.copy()
    event = undoable(scene.draft)
    assert event.data["what"] == "copied"
    services.undo_edit(event, by=scene.by)
    assert not scene.draft.lines.kept().exists()
    assert not scene.draft.frameworks.filter(removed_at=None).exists()
    scene.copy()
    assert scene.line.code == "L1"


def test_undoing_a_confirmation_makes_it_unreviewed_again():
    scene = Copying()
    scene.copy(amounts=True)
    scene.confirm()
    services.undo_edit(undoable(scene.draft), by=scene.by)
    assert scene.line.confirmed_at is None
    assert scene.draft.frameworks.get().confirmed_at is None


def test_undoing_a_decision_brings_the_question_back():
    scene = Copying()
    old = retired(scene, "01.01.02")
    scene.cite(scene.action, 6000)
    scene.cite(old, 4000)
    scene.copy()
    scene.decide(old)
    services.undo_edit(undoable(scene.draft), by=scene.by)
    assert [one["code"] for one in scene.line.undecided] == ["01.01.02"]
    assert scene.cited() == [("01.01.01", 6000)]


# Retired actions


def retired(scene, code, *successors, kind="renamed"):
    """An action retired before 2030, which became these."""
    action = make_action(scene.programme, code, retired_from=2029)
    for successor in successors:
        Succession.objects.create(
            predecessor=action, successor=successor, kind=kind, year=2029
        )
    return action


def test_a_retired_action_is_neither_kept_nor_dropped_but_waits_for_a_decision():
    scene = Copying()
    old = retired(scene, "01.01.02")
    scene.cite(scene.action, 6000)
    scene.cite(old, 4000, strength="enabling", justification="Sin ella no se abre")
    scene.copy(amounts=True)
    assert scene.cited() == [("01.01.01", 6000)]
    assert scene.line.undecided == [
        {
            "action": old.pk,
            "code": "01.01.02",
            "programme": "P",
            "share": 4000,
            "strength": "enabling",
            "justification": "Sin ella no se abre",
        }
    ]
    (fault,) = [why for _line, why in sheet_of(scene.draft).faults.lines]
    assert fault == (
        "Copied from 2011 and not reviewed yet: confirm it. "
        "Decide about actions that this year does not offer: 01.01.02."
    )
    with pytest.raises(WorkflowError, match="L1"):
        scene.confirm()
    assert scene.draft.frameworks.get().confirmed_at is None
    scene.draft.lines.update(confirmed_at=scene.source.approved_at)
    scene.draft.frameworks.update(confirmed_at=scene.source.approved_at)
    with pytest.raises(IntegrityError, match="nobody reviewed"), transaction.atomic():
        move_proposal(scene.draft, "submitted")


def test_the_successor_takes_the_share_the_strength_and_the_reason():
    scene = Copying()
    new = make_action(scene.programme, "01.01.03")
    old = retired(scene, "01.01.02", new)
    scene.cite(scene.action, 6000)
    scene.cite(old, 4000, strength="enabling", justification="Sin ella no se abre")
    scene.copy()
    scene.decide(old, new)
    assert scene.cited() == [("01.01.01", 6000), ("01.01.03", 4000)]
    taken = scene.line.citations.get(action=new)
    assert (taken.strength, taken.justification) == ("enabling", "Sin ella no se abre")
    assert scene.line.undecided is None
    assert scene.line.confirmed_at is None


def test_a_merged_actions_share_joins_that_of_the_one_cited_already():
    scene = Copying()
    old = retired(scene, "01.01.02", scene.action, kind="merged")
    scene.cite(scene.action, 6000)
    scene.cite(old, 4000)
    scene.copy()
    scene.decide(old, scene.action)
    assert scene.cited() == [("01.01.01", 10000)]


def test_a_split_actions_share_goes_to_all_its_successors_in_equal_parts():
    scene = Copying()
    new = [make_action(scene.programme, f"01.01.0{n}") for n in (3, 4)]
    old = retired(scene, "01.01.02", *new, kind="split")
    scene.cite(scene.action, 5001)
    scene.cite(old, 4999)
    scene.copy()
    scene.decide(old, *new)
    assert scene.cited() == [
        ("01.01.01", 5001), ("01.01.03", 2500), ("01.01.04", 2499),
    ]  # fmt: skip


def test_what_a_dropped_action_had_goes_to_the_others_in_proportion():
    scene = Copying()
    kept, old = make_action(scene.programme, "01.01.03"), retired(scene, "01.01.02")
    scene.cite(scene.action, 5000)
    scene.cite(kept, 3000)
    scene.cite(old, 2000)
    scene.copy()
    scene.decide(old)
    assert scene.cited() == [("01.01.01", 6250), ("01.01.03", 3750)]


def test_shares_stay_as_they_were_while_another_action_waits():
    scene = Copying()
    first, second = retired(scene, "01.01.02"), retired(scene, "01.01.03")
    scene.cite(scene.action, 5000)
    scene.cite(first, 3000)
    scene.cite(second, 2000)
    scene.copy()
    scene.decide(first)
    assert scene.cited() == [("01.01.01", 5000)]
    assert [one["code"] for one in scene.line.undecided] == ["01.01.03"]
    scene.decide(second)
    assert scene.cited() == [("01.01.01", 10000)]


def test_a_line_whose_only_action_is_dropped_cites_nothing():
    scene = Copying()
    old = retired(scene, "01.01.02")
    scene.cite(old)
    scene.copy(amounts=True)
    scene.decide(old)
    scene.confirm()
    assert scene.cited() == []
    assert [line.code for line in sheet_of(scene.draft).faults.uncited] == ["L1"]


def test_a_decision_takes_only_what_the_year_offers():
    scene = Copying()
    old, gone = retired(scene, "01.01.02"), retired(scene, "01.01.03")
    foreign = make_action(make_programme("Q"), "09.01.01")
    scene.cite(old)
    scene.copy()
    for wrong in (gone, foreign):
        with pytest.raises(WorkflowError, match=wrong.code):
            scene.decide(old, wrong)
    assert scene.cited() == []


def test_a_decision_is_made_once_and_not_over_what_somebody_else_saved():
    scene = Copying()
    old = retired(scene, "01.01.02")
    scene.cite(old)
    scene.copy()
    services.save_line(
        scene.draft.frameworks.get(),
        by=scene.by,
        values={"amount": "5"},
        line=scene.line,
    )
    with pytest.raises(StaleVersion):
        scene.decide(old, scene.action, version=1)
    scene.decide(old, scene.action, version=2)
    scene.decide(old, scene.action, version=2)
    assert Event.objects.filter(data__what="decided").count() == 1


def test_with_another_edition_each_citation_waits_and_leads_to_what_it_became():
    edition = make_programme("P2")
    scene = Copying(programme=edition)
    step = make_action(scene.programme, "01.01.09", retired_from=2015)
    new = make_action(edition, "07.02.01")
    for one, other, kind in ((scene.action, step, "renamed"), (step, new, "carried")):
        Succession.objects.create(
            predecessor=one, successor=other, kind=kind, year=2015
        )
    scene.cite(scene.action)
    scene.copy()
    assert scene.cited() == []
    keys = [one["action"] for one in scene.line.undecided]
    assert successors_of(keys, Offered(scene.year)) == {scene.action.pk: [new]}
    scene.decide(scene.action, new)
    assert scene.cited() == [("07.02.01", 10000)]


@pytest.mark.parametrize(
    ("weights", "shares"),
    [
        ({"a": 1}, {"a": 10000}),
        ({"a": 1, "b": 1, "c": 1}, {"a": 3334, "b": 3333, "c": 3333}),
        ({"a": 10000, "b": 4000}, {"a": 7143, "b": 2857}),
        ({"a": 100_000, "b": 1}, {"a": 9999, "b": 1}),
        ({}, {}),
    ],
)
def test_weights_become_shares_that_add_up_to_100_per_cent(weights, shares):
    assert scaled_shares(weights) == shares


# Speed


def test_copying_and_confirming_many_lines_asks_no_more_than_copying_few():
    counts = []
    for number, lines in ((2031, 3), (2035, 150)):
        year = make_year(number, linking="requested")
        unit, by = make_unit(), None
        make_proposal(year, unit, origin="imported", status="approved", lines=lines)
        source = Proposal.objects.get(unit=unit)
        draft = Proposal.objects.create(
            fiscal_year=make_year(number + 1, year.main_programme), unit=unit
        )
        by = make_user("preparer", unit)
        with CaptureQueriesContext(connection) as copying:
            services.copy_last_year(draft, by=by, source=source, amounts=True)
        keys = list(draft.lines.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as confirming:
            services.confirm_rows(draft, by=by, lines=keys)
        counts.append((len(copying), len(confirming)))
    assert counts[0] == counts[1]
    assert counts[1][0] <= 20
    assert counts[1][1] <= 12


def test_a_line_whose_amount_is_still_to_write_is_not_confirmed():
    scene = Copying()
    scene.copy()
    line = scene.draft.lines.get()
    with pytest.raises(WorkflowError, match=f"such as the amount, in: {line.code}"):
        services.confirm_rows(scene.draft, by=scene.by, lines=[line.pk])
    line.refresh_from_db()
    assert line.confirmed_at is None
