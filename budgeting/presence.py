"""Who has a form open now: one cheap statement a beat, no lock, no trail."""

import re

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext as _

from budgeting.models import Presence, Proposal
from budgeting.permissions import is_author
from programme.models import User

THING = re.compile(r"(framework|line|citations|screen|grid|answer)-\d{1,18}", re.ASCII)
# A beat of a row that was written within twenty seconds writes nothing. What nobody
# has touched for ten minutes goes, but no row that another session holds.
BEAT = """
with old as (
    select id from budgeting_presence
    where seen_at < clock_timestamp() - interval '10 minutes' and user_id <> %(user)s
    order by id limit 50 for update skip locked
), swept as (
    delete from budgeting_presence where id in (select id from old)
)
insert into budgeting_presence as kept (proposal_id, user_id, thing, seen_at)
values (%(proposal)s, %(user)s, %(thing)s, clock_timestamp())
on conflict on constraint presence_once do update set seen_at = excluded.seen_at
where kept.seen_at < excluded.seen_at - interval '20 seconds'
"""


def beat(proposal: Proposal, *, by: User, thing: str) -> None:
    """This person has this form open; in read-only mode nobody is told.

    Raises PermissionDenied for who does not write the proposal.
    """
    if not is_author(by, proposal):
        raise PermissionDenied(_("Only the people of its unit change a proposal."))
    if settings.READ_ONLY or not is_shared(thing):
        return
    with connection.cursor() as cursor:
        cursor.execute(BEAT, {"proposal": proposal.pk, "user": by.pk, "thing": thing})


def others_at(proposal: Proposal, *, but: User, thing: str) -> list[User]:
    """The other people who have this form open now, by name; nobody at a new one."""
    if not is_shared(thing):
        return []
    found = Presence.objects.now().filter(proposal=proposal, thing=thing)
    rows = found.exclude(user=but).select_related("user")
    return sorted((row.user for row in rows), key=str)


def is_shared(thing: str) -> bool:
    """Whether this names a form that several people may have open, not a new one."""
    return THING.fullmatch(thing) is not None
