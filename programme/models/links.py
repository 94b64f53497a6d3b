"""Rows that only tie two others together, so that the trail can record them."""

from programme.models.accounts import User
from programme.models.catalogue import Action
from programme.trail import tracked


@tracked(index="user")
class UserGroup(User.groups.through):  # type: ignore[name-defined]
    """A role of Finance, of the catalogue or of audit that a person holds."""

    class Meta:
        proxy = True


@tracked(index="action")
class ActionGroup(Action.population_groups.through):  # type: ignore[name-defined]
    """A population group that an action names."""

    class Meta:
        proxy = True
