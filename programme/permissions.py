"""Who keeps the catalogue and the accounts: what every app may ask of a role."""

from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from programme.models import RoleGrant, User

ADMINISTRATOR, AUDITOR = "administrator", "auditor"
FINANCE_HEAD = "finance_head"


def is_active(user: User | AnonymousUser) -> TypeGuard[User]:
    """Whether this is a person whose account is in use today."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return False
    return user.expires_on is None or user.expires_on >= localdate()


def active_today() -> Q:
    """The same of people as the database keeps them: whose account is in use today."""
    unexpired = Q(expires_on__isnull=True) | Q(expires_on__gte=localdate())
    return Q(is_active=True) & unexpired


def is_administrator(user: User | AnonymousUser) -> bool:
    """Whether this person keeps programmes, units, ceilings and accounts."""
    return _is_in(user, ADMINISTRATOR)


def other_administrators(user: User) -> QuerySet[User]:
    """The administrators of today but this one."""
    administrators = User.objects.filter(active_today(), groups__name=ADMINISTRATOR)
    return administrators.exclude(pk=user.pk)


def is_auditor(user: User | AnonymousUser) -> bool:
    """Whether this person reads everything and writes nothing."""
    return _is_in(user, AUDITOR)


def roles_held(user: User | AnonymousUser) -> set[str]:
    """The groups that give this person a role outside the units; one query."""
    if not is_active(user):
        return set()
    return set(user.groups.values_list("name", flat=True))


def may_ask_role(user: User | AnonymousUser) -> bool:
    """Whether this person may ask for a role for somebody else."""
    return is_administrator(user)


def may_decide_roles(user: User | AnonymousUser) -> bool:
    """Whether this person is one of those who confirm and withdraw requests."""
    return is_administrator(user) or _is_in(user, FINANCE_HEAD)


def may_confirm_role(user: User | AnonymousUser, grant: RoleGrant) -> bool:
    """Whether this person may be the second who gives this role."""
    own = user.pk in (grant.asked_by_id, grant.person_id)
    return not own and may_decide_roles(user)


def may_see_roles(user: User | AnonymousUser) -> bool:
    """Whether this person reads who holds which role, and who gave it."""
    return may_decide_roles(user) or is_auditor(user)


def _is_in(user: User | AnonymousUser, group: str) -> bool:
    return is_active(user) and user.groups.filter(name=group).exists()
