"""An import undone while others write: as if one had come after the other.

| race | what holds it | the harm of its twin |
|---|---|---|
| undone twice | row lock, lock of whoever works on it | (the second lock alone holds) |
| a unit begins, or saves | row lock | (its own move is refused) |
| Finance approves another unit's | (they share the year's lock) | |
| the year is published | the queue of imports | published, and then undone |
| another file of the same unit | the queue of imports | rows of both files stand |
| a row is changed by hand | row locks, and a second look | what was written is lost |
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from budgeting import services
from budgeting.imports import import_budget
from budgeting.models import Event, FiscalYear, Proposal, SpendingLine
from programme import uploads
from programme.models import Action, BudgetUnit, ImportWork
from reporting.models import PublishedLine
from reporting.publishing import publish_year
from tests.factories import (
    make_action,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)
from tests.interleaving import COMMIT, in_turn, interleave
from tests.loading import load_checked
from tests.workbooks import line, lines_sheet, write_workbook

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _uploads_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"


class Imported:
    """A unit's budget that a file brought to a year in which another one hands in."""

    def __init__(self, action: Action, folder: Path) -> None:
        self.folder, number = folder, 1900 + FiscalYear.objects.count()
        self.year = make_year(number, action.programme, linking="requested")
        self.unit = make_unit(f"U{number}")
        self.other = make_proposal(self.year)
        signer = make_user("signatory", self.other.unit)
        services.submit_proposal(self.other, by=signer)
        self.seen = self.other.submissions.get().content_hash
        self.officer = make_user("preparer", self.unit)
        self.by, self.analyst = make_user("administrator"), make_user("analyst")
        self.batch = self.loaded()
        self.proposal = Proposal.objects.get(fiscal_year=self.year, unit=self.unit)
        self.line = self.proposal.lines.get()
        self.framework = self.proposal.frameworks.get()
        self.next_file = self.file(2)

    def file(self, amount: int) -> Path:
        """A budget workbook of the unit, of one line."""
        rows = lines_sheet(line(unit=self.unit.code, amount=amount))
        return write_workbook(self.folder / f"{self.year.year}-{amount}.xlsx", rows)

    def loaded(self):
        """The import of a first file."""
        sent = SimpleUploadedFile("b.xlsx", self.file(1).read_bytes())
        batch = uploads.give_file(sent, kind="budget", by=self.by, year=self.year.year)
        return uploads.confirm_import(batch, by=self.by, seen=batch.work.seen)

    def act(self, name: str) -> Callable[[], Any]:
        """This act, ready to be done in a session of its own."""
        return lambda: ACTS[name](self)


def save(scene: Imported) -> Any:
    return services.save_line(
        scene.framework,
        by=scene.officer,
        values={"amount": "9.00"},
        line=scene.line,
        version=scene.line.version,
    )


ACTS: dict[str, Callable[[Imported], Any]] = {
    "undo": lambda scene: uploads.undo_import(scene.batch, by=scene.by),
    "undo too": lambda scene: uploads.undo_import(scene.batch, by=scene.by),
    "begin": lambda scene: services.create_proposal(
        scene.year, scene.unit, by=scene.officer
    ),
    "save": save,
    "approve": lambda scene: services.approve_proposal(
        scene.other, by=scene.analyst, content_hash=scene.seen
    ),
    "publish": lambda scene: publish_year(scene.year),
    "load": lambda scene: import_budget(scene.next_file, scene.year),
}


def left(scene: Imported) -> dict[str, Any]:
    """What the two left behind, apart from keys and times."""
    scene.batch.refresh_from_db()
    proposal = Proposal.objects.get(pk=scene.proposal.pk)
    scene.other.refresh_from_db()
    published = PublishedLine.objects.filter(publication__fiscal_year=scene.year)
    return {
        "import": scene.batch.outcome,
        "why not": "not_undone" in ImportWork.objects.get(pk=scene.batch.pk).report,
        "proposal": (proposal.origin, proposal.status, proposal.version),
        "rows": bool(proposal.source_hash),
        "lines": _amounts(SpendingLine.objects.kept().filter(proposal=proposal)),
        "other": scene.other.status,
        "published": [
            unit == scene.unit.code for (unit,) in published.values_list("unit_code")
        ],
        "events": sorted(
            Event.objects.filter(proposal=proposal).values_list("kind", flat=True)
        ),
    }


def _amounts(lines: Any) -> list[str]:
    return sorted(str(one.amount) for one in lines)


@pytest.fixture
def action():
    return make_action(make_programme("PDH"), "01.01.01")


def orders(action, folder, other) -> list:
    """What both are told and what is left, for either order of one after the other."""
    scene = Imported(action, folder)
    told = in_turn(scene.act("undo"), scene.act(other))
    found = [(told, left(scene))]
    scene = Imported(action, folder)
    early, late = in_turn(scene.act(other), scene.act("undo"))
    return [*found, ((late, early), left(scene))]


def at_once(action, folder, first, second, before):
    """The same with the first stopped before a statement; None past its last one."""
    scene = Imported(action, folder)
    told = interleave(scene.act(first), scene.act(second), before=before)
    return told and (told, left(scene))


def everywhere(
    action, folder, first, second, *, step=1
) -> Iterator[tuple[int, tuple, dict]]:
    """Each place where the first is stopped, what both are told, and what is left."""
    for before in [COMMIT, *range(1, 300, step)]:
        found = at_once(action, folder, first, second, before)
        if found is not None:
            yield before, *found
        elif before != COMMIT:
            return


@pytest.mark.parametrize(
    "other", ["undo too", "begin", "save", "approve", "publish", "load"]
)
def test_at_every_statement_of_undoing_as_one_after_the_other(action, tmp_path, other):
    allowed = orders(action, tmp_path, other)
    met, stops = [], 0
    for before, told, after in everywhere(action, tmp_path, "undo", other):
        assert (told, after) in allowed, f"undoing stopped before {before}"
        met.append((told, after))
        stops += 1
    assert stops > 30
    assert all(one in met for one in allowed)
    # the others, stopped here and there
    for before, told, after in everywhere(action, tmp_path, other, "undo", step=9):
        assert (told[::-1], after) in allowed, f"{other} stopped before {before}"


@pytest.fixture
def no_queue(monkeypatch):
    """An undoing does not wait for files and publications: for twins."""
    monkeypatch.setattr("programme.imports.working.one_at_a_time", lambda: None)


@pytest.mark.usefixtures("no_queue")
def test_without_the_queue_what_is_being_published_is_undone(action, tmp_path):
    told, after = at_once(action, tmp_path, "publish", "undo", COMMIT)
    assert told == ("done", "done")
    assert (after["import"], after["published"]) == ("undone", [True])


# Rows of the catalogue, that somebody changes by hand


def renamed_while_undoing(before):
    """What a unit is called that is renamed while a file that named it is undone; and
    what became of the import."""
    by, unit = make_user("administrator"), make_unit(name="Antes", kind="borough")
    header = "code,name,kind,sector,obliged_from,obliged_until"
    rows = f"{header}\n{unit.code},Del archivo,borough,,2009,\n"
    sent = SimpleUploadedFile("u.csv", rows.encode())
    batch = uploads.give_file(sent, kind="units", by=by)
    batch = load_checked(batch, by)
    held = BudgetUnit.objects.filter(pk=unit.pk)
    told = interleave(
        lambda: uploads.undo_import(batch, by=by),
        lambda: held.update(name="A mano"),
        before=before,
    )
    batch.refresh_from_db()
    return told and (told, held.get().name, batch.outcome)


def test_what_is_changed_by_hand_while_a_file_is_undone_is_never_lost():
    met = set()
    for before in range(1, 200):
        found = renamed_while_undoing(before)
        if found is None:
            break
        told, name, outcome = found
        assert (told, name) == (("done", "done"), "A mano"), before
        met.add(outcome)
    assert met == {"loaded", "undone"}


def test_without_the_lock_and_the_second_look_it_is_lost(monkeypatch):
    monkeypatch.setattr("programme.imports.undoing._lock", lambda pasts: None)
    told, name, outcome = renamed_while_undoing('UPDATE "programme_budgetunit"')
    assert (told, name, outcome) == (("done", "done"), "Antes", "undone")
