"""Notices of the moves of a proposal: written down in the transaction of the move.

Each writes its letters, and the job that wakes the worker, in one statement: all or
nothing, together with the move. Nothing of a budget goes into them but keys.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import localdate, now

from budgeting.models import Extension, Letter, Observation, Proposal
from budgeting.workflow import FINANCE_ROLES, UNIT_ROLES, Origin, Role
from programme.models import BudgetUnit, Membership, User
from programme.permissions import active_today

TASK, QUEUE = "budgeting.tasks.send_letters", "letters"
GATHERED = timedelta(hours=1)  # answers to observations that go into one letter
WRITE = """
WITH people (id) AS ({people}), written AS (
    INSERT INTO budgeting_letter (kind, fiscal_year_id, unit_id, proposal_id,
        receiver_id, about, key, made_at, due_at, next_try_at, state, tries, last_error)
    SELECT %s, %s::smallint, %s::bigint, %s::bigint, people.id, %s::bigint,
        %s || ':' || people.id, %s::timestamptz, %s::timestamptz, %s::timestamptz,
        'waiting', 0, ''
    FROM people ON CONFLICT (key) DO NOTHING RETURNING id
)
SELECT procrastinate_defer_jobs_v1(ARRAY[
    ROW(%s, %s, 0, NULL, NULL, '{{}}', NULL)::procrastinate_job_to_defer_v1
]) WHERE EXISTS (SELECT FROM written)
"""


def notify(kind: str, proposal: Proposal, *, about: int) -> None:
    """Tell a unit's people of a move; to be called in the transaction that makes it.

    A proposal that Finance formulates goes back to the finance head, whose it is.
    """
    back = kind in (Letter.Kind.RETURNED, Letter.Kind.REOPENED)
    ours = back and proposal.origin == Origin.ON_BEHALF
    people = heads() if ours else people_of(proposal.unit_id)
    place = (proposal.fiscal_year_id, proposal.unit_id, proposal.pk)
    _write(kind, people, place, about, f"{kind}:{proposal.pk}:{about}")


def notify_of_extension(extension: Extension) -> None:
    """Tell the unit's people that they have more days."""
    place = (extension.fiscal_year_id, extension.unit_id, None)
    people = people_of(extension.unit_id)
    _write(
        Letter.Kind.EXTENDED, people, place, extension.pk, f"extended:{extension.pk}"
    )


def notify_of_reply(observation: Observation, proposal: Proposal) -> None:
    """Tell whoever made the observation that it was answered: one letter an hour and
    proposal, at the end of the hour, however many answers come."""
    hour = now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    place = (proposal.fiscal_year_id, proposal.unit_id, proposal.pk)
    people = reviewers().filter(pk=observation.by_id)
    key = f"replied:{proposal.pk}:{hour:%Y%m%d%H}"
    _write(Letter.Kind.REPLIED, people, place, proposal.version, key, hour + GATHERED)


def accounts_in_use() -> QuerySet[User]:
    """People whose account is in use today."""
    return User.objects.filter(active_today())


def people_of(unit: BudgetUnit | int) -> QuerySet[User]:
    """People in use who hold a role in the unit today."""
    held = Membership.objects.filter(unit=unit, role__in=UNIT_ROLES).on(localdate())
    return accounts_in_use().filter(pk__in=held.values("user"))


def heads() -> QuerySet[User]:
    """People in use who are finance head."""
    return accounts_in_use().filter(groups__name=Role.FINANCE_HEAD)


def reviewers() -> QuerySet[User]:
    """People in use who review for Finance."""
    named = User.groups.through.objects.filter(group__name__in=FINANCE_ROLES)
    return accounts_in_use().filter(pk__in=named.values("user"))


def _write(  # noqa: PLR0913 - what names a letter, and when it goes
    kind: str,
    people: QuerySet[User],
    place: tuple[int, int, int | None],
    about: int,
    key: str,
    due_at: datetime | None = None,
) -> None:
    """One statement: a letter to each, and the job where there is one."""
    if not settings.SENDS_MAIL:
        return
    chosen, given = people.order_by().values("pk").query.sql_with_params()
    made_at = now()
    due_at = due_at or made_at
    values: list[Any] = [kind, *place, about, key, made_at, due_at, due_at]
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(people=chosen), [*given, *values, QUEUE, TASK])
