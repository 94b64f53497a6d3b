"""Two people wrote the same: what the second chose stays, no word is thrown away."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from budgeting.models import Proposal
from budgeting.permissions import is_author
from budgeting.services.locks import lock_proposal
from budgeting.services.refusals import in_words
from budgeting.services.trail import record_edit
from programme.models import User

Saved = TypeVar("Saved")


class SetAside(NamedTuple):
    """Words that their own writer did not choose: of what, its code, by field."""

    what: str
    code: str
    words: Mapping[str, str]


@transaction.atomic
@in_words
def settle(
    proposal: Proposal,
    *,
    by: User,
    aside: SetAside,
    save: Callable[[], Saved] | None = None,
) -> Saved | None:
    """What `save` answers, with the writer's own words that lost on the trail first.

    Words that were overwritten stand there already, before the change that did it.
    A repeated identical request records nothing again.
    """
    proposal = lock_proposal(proposal.pk)
    if not is_author(by, proposal):
        raise PermissionDenied(_("Only the people of its unit change a proposal."))
    what = f"{aside.what} set aside"
    data = {"what": what, "code": aside.code, "aside": dict(aside.words)}
    said = proposal.events.filter(by=by, data=data)
    if aside.words and not said.exists():
        record_edit(proposal, by=by, data=data)
    return save() if save else None
