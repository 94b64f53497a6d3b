"""What speaks against an approval that the rule allows: shown, then recorded."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localdate

from budgeting.models import Proposal
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
    """The doubts about an approval of this proposal by this person.

    A second account of a contributor shows by the same e-mail or the same full name; a
    member is one who held a role in its unit at any time since the proposal was begun.
    """
    others = User.objects.filter(contributions__proposal=proposal).exclude(pk=user.pk)
    begun = localdate(proposal.created_at)
    roles = Membership.objects.filter(user=user, unit=proposal.unit_id).filter(
        Q(until__isnull=True) | Q(until__gte=begun), since__lte=localdate()
    )
    alike = [one for one in others.order_by("username") if _alike(user, one)]
    return Doubts(alike, roles.exists())


def _alike(one: User, other: User) -> bool:
    """Whether two accounts share their e-mail, or their full name but for accents."""
    mail, name = one.email.strip().casefold(), words_of(one.get_full_name())
    same_mail = bool(mail) and mail == other.email.strip().casefold()
    return same_mail or (bool(name) and name == words_of(other.get_full_name()))
