"""What is still to do on a proposal, task by task, with how far each has come.

Nothing is stored: each status is made anew from what is saved, by the same rules that
refuse a submission.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.overview.asked import Asking
from budgeting.overview.sheet import Sheet, ShownFramework, TaskStatus


@dataclass(frozen=True)
class Task:
    """One thing to do: the page where it is done, and how far it has come.

    A status of None: it cannot start yet, and `hint` says what is to be done first.
    """

    name: str
    page: str  # name of its address
    key: int
    status: TaskStatus | None
    hint: str = ""
    anchor: str = ""

    @property
    def done(self) -> bool:
        return self.status == TaskStatus.COMPLETED


@dataclass(frozen=True)
class Part:
    """Tasks about one thing: a framework (`shown`), or the whole proposal."""

    tasks: list[Task]
    shown: ShownFramework | None = None


@dataclass(frozen=True)
class Tasks:
    """Every task of a proposal, part by part."""

    parts: list[Part]

    @property
    def all(self) -> list[Task]:
        return [task for part in self.parts for task in part.tasks]

    @property
    def done(self) -> int:
        """How many are completed."""
        return sum(task.done for task in self.all)


def tasks_of(sheet: Sheet, *, signs: bool) -> Tasks:
    """The tasks of a proposal that its unit may change now; no query.

    `signs`: whether the reader may submit it.
    """
    frameworks = [
        Part(list(_of_framework(shown)), shown=shown) for shown in sheet.frameworks
    ]
    whole = [_check(sheet, signs=signs)]
    if sheet.observations:
        whole.insert(0, _answers(sheet))
    return Tasks([*frameworks, Part(whole)])


def _of_framework(shown: ShownFramework) -> Iterator[Task]:
    framework = shown.framework
    yield Task(
        _("Description"), "budgeting:framework_edit", framework.pk, shown.texts_status
    )
    count, uncited = len(shown.lines), shown.uncited
    said = ngettext("%(n)s line", "%(n)s lines", count) % {"n": f"{count:,}"}
    if uncited:
        said += ", " + ngettext(
            "%(n)s still uncited", "%(n)s still uncited", uncited
        ) % {"n": f"{uncited:,}"}
    if copied := len(shown.unreviewed):
        said += ", " + ngettext(
            "%(n)s copied, not reviewed", "%(n)s copied, not reviewed", copied
        ) % {"n": f"{copied:,}"}
    yield Task(
        _("Spending lines"),
        "budgeting:framework_detail",
        framework.pk,
        shown.lines_status,
        hint=said,
    )


def _answers(sheet: Sheet) -> Task:
    """What Finance asks: done once every observation is answered or closed."""
    asked = sheet.asked
    said = _("%(part)s of %(whole)s answered") % {
        "part": asked.answered,
        "whole": len(asked.counted),
    }
    return Task(
        _("What Finance asks"),
        "budgeting:proposal_detail",
        sheet.proposal.pk,
        _answered(asked),
        hint=said,
        anchor="#observations",
    )


def _answered(asked: Asking) -> TaskStatus:
    if not asked.to_answer:
        return TaskStatus.COMPLETED
    if asked.overdue:
        return TaskStatus.PROBLEM
    return TaskStatus.IN_PROGRESS if asked.answered else TaskStatus.NOT_STARTED


def _check(sheet: Sheet, *, signs: bool) -> Task:
    """The last task: it cannot start while something else keeps it from being done."""
    name = _("Check and submit") if signs else _("Check before submitting")
    status, hint = _check_status(sheet)
    if status == TaskStatus.NOT_STARTED and not signs:
        hint = _("A signatory of the unit submits it.")
    return Task(name, "budgeting:proposal_check", sheet.proposal.pk, status, hint)


def _check_status(sheet: Sheet) -> tuple[TaskStatus | None, str]:
    faults = sheet.faults
    if not faults.has_lines:
        return None, _("First add at least one spending line.")
    if faults.ceilings:
        return TaskStatus.PROBLEM, " ".join(faults.ceilings)
    if faults.unchanged and not (faults.lines or faults.frameworks):
        return None, faults.unchanged
    if not sheet.ready:
        return None, _("First complete what stands above.")
    return TaskStatus.NOT_STARTED, ""
