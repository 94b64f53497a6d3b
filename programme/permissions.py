"""Who keeps the catalogue: the low end of the roles, which every app may ask."""

from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate

from programme.models import User

ADMINISTRATOR, AUDITOR = "administrator", "auditor"


def is_active(user: User | AnonymousUser) -> bool:
    """Whether this is a person whose account is in use today."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return False
    return user.expires_on is None or user.expires_on >= localdate()


def is_administrator(user: User | AnonymousUser) -> bool:
    """Whether this person keeps programmes, units, ceilings and accounts."""
    return _is_in(user, ADMINISTRATOR)


def is_auditor(user: User | AnonymousUser) -> bool:
    """Whether this person reads everything and writes nothing."""
    return _is_in(user, AUDITOR)


def roles_held(user: User | AnonymousUser) -> set[str]:
    """The groups that give this person a role outside the units; one query."""
    if not is_active(user):
        return set()
    return set(user.groups.values_list("name", flat=True))


def _is_in(user: User | AnonymousUser, group: str) -> bool:
    return is_active(user) and user.groups.filter(name=group).exists()
