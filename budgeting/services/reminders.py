"""Reminders of a year: the plan, those of the calendar, those asked for by hand."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from budgeting.exceptions import WorkflowError
from budgeting.models import FiscalYear, Letter, ReminderPlan
from budgeting.notices import QUEUE, TASK
from budgeting.permissions import may_remind
from budgeting.reminders import Missing, is_morning, missing_of, plan_of
from budgeting.services.locks import lock_year
from budgeting.services.refusals import in_words
from programme.models import User


@transaction.atomic
@in_words
def plan_reminders(
    year: FiscalYear, *, by: User, is_on: bool, days: Sequence[int]
) -> ReminderPlan:
    """The year's plan: whether reminders are sent, and how many days before."""
    year = lock_year(year.pk)
    _check_may(by)
    said = ", ".join(str(one) for one in sorted(set(days), reverse=True))
    plan = plan_of(year)
    same = (plan.is_on, plan.days) == (is_on, said)
    if not (same and ReminderPlan.objects.filter(pk=year.pk).exists()):
        plan.is_on, plan.days = is_on, said
        plan.full_clean(validate_unique=False)
        plan.save()
    return plan


@transaction.atomic
@in_words
def remind_due(year: FiscalYear, *, at_any_hour: bool = False) -> int:
    """Write the reminders that the calendar asks for today; how many are new.

    Of several days that were missed only the last is made up for. Nothing is written
    before the morning, but for `at_any_hour`.
    """
    year = lock_year(year.pk)
    plan = plan_of(year)
    if year.closed_at or not plan.is_on:
        return 0
    if not (at_any_hour or is_morning(year)):
        return 0
    letters: list[Letter] = []
    for row in missing_of(year):
        stage = row.stage(plan.days_before)
        if stage is not None:
            letters += _letters(year, row, row.key(year, stage), stage)
    return _write(letters)


@transaction.atomic
@in_words
def remind_now(year: FiscalYear, units: Iterable[int], *, by: User, mark: str) -> int:
    """Write a reminder now to the people of these units, of those Finance waits for.

    `mark` names the request: the same one again writes nothing. How many are new.
    """
    year = lock_year(year.pk)
    _check_may(by)
    if year.closed_at:
        raise WorkflowError(_("The year is closed. Open it first."))
    if not settings.SENDS_MAIL:
        raise WorkflowError(_("This site sends no e-mail: ask who operates it."))
    chosen, letters = set(units), []
    if Letter.objects.filter(key__startswith=f"asked:{year.pk}:{mark}:").exists():
        return 0
    for row in missing_of(year):
        if row.unit.pk in chosen and not (row.deadline and row.deadline.passed):
            key = f"asked:{year.pk}:{mark}:{row.unit.pk}"
            letters += _letters(year, row, key, -1, by=by)
    if not letters:
        raise WorkflowError(
            _(
                "Nobody can be reminded: choose units that still have time and people "
                "with an e-mail."
            )
        )
    return _write(letters)


def _check_may(by: User) -> None:
    """Raise PermissionDenied for anyone but the finance head."""
    if not may_remind(by):
        raise PermissionDenied(_("Only the finance head manages reminders."))


def _letters(
    year: FiscalYear, row: Missing, key: str, about: int, by: User | None = None
) -> list[Letter]:
    """A letter to each of the unit's people who has an address."""
    return [
        Letter(
            kind=Letter.Kind.REMINDER,
            fiscal_year=year,
            unit=row.unit,
            proposal=row.proposal,
            receiver=person,
            about=about,
            key=f"{key}:{person.pk}",
            asked_by=by,
        )
        for person in row.people
        if person.email
    ]


def _write(letters: list[Letter]) -> int:
    """Save those whose key is new, and wake the worker where there are any."""
    if not settings.SENDS_MAIL or not letters:
        return 0
    keys = [one.key for one in letters]
    written = set(Letter.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [one for one in letters if one.key not in written]
    if new:
        Letter.objects.bulk_create(new, ignore_conflicts=True)
        _wake()
    return len(new)


def _wake() -> None:
    """The job that sends them, in this transaction."""
    try:
        app.configure_task(TASK, queue=QUEUE).defer()
    except ConnectorException as error:
        raise OperationalError("the job was not written") from error
