"""What speaks against an approval that the rule allows: shown, then recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import DateTimeField, Exists, OuterRef, Q
from django.db.models.functions import Cast, TruncDate
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
    rows = Contribution.objects.filter(proposal__in=proposals)
    people: dict[int, list[User]] = {one.pk: [] for one in proposals}
    for one in rows.select_related("by").order_by("by__username"):
        people[one.proposal_id].append(one.by)
    found = Proposal.objects.filter(was_member(user), pk__in=people)
    member = set(found.values_list("pk", flat=True))
    return {
        key: doubts_among(those, user, is_member=key in member)
        for key, those in people.items()
    }


def doubts_among(
    contributors: Iterable[User], user: User, *, is_member: bool
) -> Doubts:
    """The same, where all that it asks is read already; no query."""
    others = [one for one in contributors if one.pk != user.pk]
    return Doubts([one for one in others if _alike(user, one)], is_member)


def contributors_of(proposal: Proposal) -> list[User]:
    """Who edited or submitted the proposal, at any time, by their account's name."""
    found = User.objects.filter(contributions__proposal=proposal)
    return list(found.order_by("username"))


def was_member(user: User) -> Exists:
    """Whether this person is such a member, of proposals that are being queried."""
    begun = TruncDate(Cast(OuterRef("created_at"), DateTimeField()))
    roles = Membership.objects.filter(user=user, unit=OuterRef("unit"))
    still = Q(until__isnull=True) | Q(until__gte=begun)
    return Exists(roles.filter(since__lte=localdate()).filter(still))


def _alike(one: User, other: User) -> bool:
    """Whether two accounts share their e-mail, or their full name but for accents."""
    mail, name = one.email.strip().casefold(), words_of(one.get_full_name())
    same_mail = bool(mail) and mail == other.email.strip().casefold()
    return same_mail or (bool(name) and name == words_of(other.get_full_name()))
