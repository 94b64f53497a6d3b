"""What speaks against an approval that the rule allows: shown, then recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from budgeting.models import Contribution, Proposal
from programme.models import Membership, User
from programme.search.words import words_of


@dataclass(frozen=True)
class Doubts:
    """Contributors who seem the same person, and whether they are of its unit."""

    alike: list[User]
    is_member: bool

    @property
    def facts(self) -> dict[str, object]:
        """Only what there is to say, as the event of the approval keeps it."""
        names = [one.username for one in self.alike]
        told = {"alike": names, "member": self.is_member}
        return {name: value for name, value in told.items() if value}


def doubts_about(user: User, proposal: Proposal) -> Doubts:
    """The doubts about an approval of this proposal by this person; two queries.

    A second account of a contributor shows by the same e-mail or the same full name; a
    member is one who held a role in its unit at any time since the proposal was begun.
    """
    return doubts_about_many(user, [proposal])[proposal.pk]


def doubts_about_many(user: User, proposals: Sequence[Proposal]) -> dict[int, Doubts]:
    """The same about each of these, by key; two queries in all."""
    rows = Contribution.objects.filter(proposal__in=proposals).exclude(by=user.pk)
    alike: dict[int, list[User]] = {}
    for one in rows.select_related("by").order_by("by__username"):
        if _alike(user, one.by):
            alike.setdefault(one.proposal_id, []).append(one.by)
    units = {proposal.unit_id for proposal in proposals}
    roles = Membership.objects.filter(user=user, unit__in=units)
    held = list(roles.filter(since__lte=localdate()).values_list("unit", "until"))
    return {
        one.pk: Doubts(alike.get(one.pk, []), _was_member(one, held))
        for one in proposals
    }


def _was_member(proposal: Proposal, held: Iterable[tuple[int, date | None]]) -> bool:
    """Whether one of these roles was in its unit since the proposal was begun."""
    begun = localdate(proposal.created_at)
    return any(
        unit == proposal.unit_id and (until is None or until >= begun)
        for unit, until in held
    )


def _alike(one: User, other: User) -> bool:
    """Whether two accounts share their e-mail, or their full name but for accents."""
    mail, name = one.email.strip().casefold(), words_of(one.get_full_name())
    same_mail = bool(mail) and mail == other.email.strip().casefold()
    return same_mail or (bool(name) and name == words_of(other.get_full_name()))
