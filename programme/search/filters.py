"""What found actions must be beside having the words asked for."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from programme.models import Action, Programme, Right


@dataclass(frozen=True)
class Filters:
    """Codes of a right, of a group the actions serve, and of a responsible unit; a
    term; keys of the only actions meant. Empty asks nothing; no keys at all (an empty
    collection, not None) means none of the actions."""

    right: str = ""
    term: str = ""
    group: str = ""
    unit: str = ""
    among: Collection[int] | None = None

    def __bool__(self) -> bool:
        codes = (self.right, self.term, self.group, self.unit)
        return any(codes) or self.among is not None

    def actions(self, programme: Programme) -> QuerySet[Action]:
        """The programme's actions that are all that is asked; one may come twice."""
        asked = Q()
        if self.right:
            asked &= Q(right__code=self.right)
        if self.term:
            asked &= Q(term=self.term)
        if self.group:  # in the group's own chapter, or naming it (method.md, 5)
            own = Q(right__code=self.group, right__kind=Right.Kind.GROUP)
            asked &= own | Q(population_groups__code=self.group)
        if self.unit:
            asked &= Q(bodies__unit__code=self.unit)
        if self.among is not None:
            asked &= Q(pk__in=self.among)
        return Action.objects.filter(asked, programme=programme)
