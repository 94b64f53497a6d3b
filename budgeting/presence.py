"""Who has a form open or reviews now: one cheap statement a beat, no lock, no trail."""

import re

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from budgeting.models import Proposal
from budgeting.models.presence import GONE_AFTER
from budgeting.permissions import is_author, is_finance
from programme.models import User

THING = re.compile(
    r"(framework|line|citations|screen|grid|answer|review)-\d{1,18}", re.ASCII
)
# A beat of a row that was written within twenty seconds writes nothing. What nobody
# has touched for ten minutes goes, but no row that another session holds.
BEAT = """
with old as (
    select id from budgeting_presence
    where seen_at < clock_timestamp() - interval '10 minutes' and user_id <> %(user)s
    order by id limit 50 for update skip locked
), swept as (
    delete from budgeting_presence where id in (select id from old)
), beat as (
insert into budgeting_presence as kept (proposal_id, user_id, thing, seen_at)
values (%(proposal)s, %(user)s, %(thing)s, clock_timestamp())
on conflict on constraint presence_once do update set seen_at = excluded.seen_at
where kept.seen_at < excluded.seen_at - interval '20 seconds'
)
select person.* from budgeting_presence one
join programme_user person on person.id = one.user_id
where one.proposal_id = %(proposal)s and one.thing = %(thing)s
    and one.user_id <> %(user)s and one.seen_at > clock_timestamp() - %(gone)s
"""


def beat(proposal: Proposal, *, by: User, thing: str) -> list[User]:
    """This person has this form open, or reviews; who else does, by name.

    In read-only mode nobody is told. Raises PermissionDenied for who does not write
    the proposal, or does not review it.
    """
    if is_review(thing):
        if not is_finance(by):
            raise PermissionDenied(_("Only Finance reviews a proposal."))
    elif not is_author(by, proposal):
        raise PermissionDenied(_("Only the people of its unit change a proposal."))
    return met(proposal, by=by, thing=thing)


def met(proposal: Proposal, *, by: User, thing: str) -> list[User]:
    """The same, of one who is known to write or review it: one statement."""
    if settings.READ_ONLY or not is_shared(thing):
        return []
    asked = {"proposal": proposal.pk, "user": by.pk, "thing": thing}
    found = User.objects.raw(BEAT, {**asked, "gone": GONE_AFTER})
    return sorted(found, key=str)


def is_review(thing: str) -> bool:
    """Whether this names the page on which Finance reviews a proposal."""
    return thing.startswith("review-")


def is_shared(thing: str) -> bool:
    """Whether this names a form that several people may have open, not a new one."""
    return THING.fullmatch(thing) is not None
