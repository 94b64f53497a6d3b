"""Roles outside the units: one person asks, a second confirms, one takes them away."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from programme.access.sessions import has_factor
from programme.exceptions import CatalogueError
from programme.models import RoleGrant, User
from programme.permissions import (
    is_administrator,
    may_ask_role,
    may_confirm_role,
    may_decide_roles,
)

Role = RoleGrant.Role
ALONE = {Role.ADMINISTRATOR, Role.AUDITOR}  # hold no other role (method.md, 3)


@transaction.atomic
def ask_role(person: User, role: str, *, by: User, reason: str) -> RoleGrant:
    """An administrator's request for a role for this person, for another to confirm.

    Asked again by the same person while it waits, it answers with the same request.
    Raises PermissionDenied, and CatalogueError where the role makes no sense.
    """
    person = _locked(person)
    if not may_ask_role(by):
        raise PermissionDenied(_("An administrator asks for a role."))
    if by == person:
        raise PermissionDenied(_("Nobody asks for a role of their own."))
    _check_wanted(person, role)
    asked = RoleGrant.objects.filter(person=person, role=role)
    if waiting := asked.waiting().first():
        if waiting.asked_by != by:
            raise CatalogueError(
                _("%(person)s has asked for this role already: confirm that request.")
                % {"person": waiting.asked_by},
                field="role",
            )
        return waiting
    asked.over().filter(withdrawn_at=None, used_at=None).update(withdrawn_at=now())
    return _save(RoleGrant(person=person, role=role, reason=reason, asked_by=by))


@transaction.atomic
def confirm_role(grant: RoleGrant, *, by: User) -> RoleGrant:
    """The grant, confirmed by a second person within 72 hours: the person has the role.

    Confirming again answers as the first time. Raises PermissionDenied, CatalogueError.
    """
    person = _locked(grant.person)
    grant = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    _check_second_person(grant, by)
    if grant.confirmed_by == by:
        return grant
    _check_waits(grant)
    _check_wanted(person, grant.role)
    _check_factor(person)
    grant.confirmed_by, grant.confirmed_at = by, now()
    return _give(_save(grant))


@transaction.atomic
def withdraw_role(grant: RoleGrant, *, by: User) -> RoleGrant:
    """The request closed without a role: by who asked, or whoever might confirm it."""
    grant = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if not may_decide_roles(by):
        raise PermissionDenied(
            _("Administrators and the finance head withdraw requests.")
        )
    if grant.used_at:
        raise CatalogueError(_("The role was given meanwhile: take it away instead."))
    if grant.withdrawn_at is None:
        grant.withdrawn_at = now()
        _save(grant)
    return grant


@transaction.atomic
def revoke_role(grant: RoleGrant, *, by: User, reason: str) -> RoleGrant:
    """The role taken away at once, by one administrator; their own, by another."""
    grant = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if not is_administrator(by):
        raise PermissionDenied(_("An administrator takes roles away."))
    if by == grant.person:
        raise PermissionDenied(_("Another administrator takes your role away."))
    if grant.used_at is None:
        raise CatalogueError(_("This role was never given."))
    if grant.ended_at:
        return grant
    if not reason.strip():
        raise CatalogueError(_("Say why the role is taken away."), field="reason")
    grant.ended_by, grant.end_reason = by, reason.strip()
    _save(grant)
    grant.person.groups.remove(Group.objects.get(name=grant.role))
    grant.refresh_from_db()  # the database ended it
    return grant


@transaction.atomic
def grant_role_by_command(person: User, role: str, *, reason: str) -> RoleGrant:
    """The operator's act: the role at once, by nobody's confirmation, which it says."""
    person = _locked(person)
    _check_wanted(person, role)
    return _give(
        _save(RoleGrant(person=person, role=role, reason=reason, by_command=True))
    )


def _locked(person: User) -> User:
    """The person, whose roles nobody else changes until this is over."""
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _check_wanted(person: User, role: str) -> None:
    """Raise CatalogueError where the role is held, or does not go with those held."""
    if not person.is_active:
        raise CatalogueError(
            _("This account is closed: open it first."), field="person"
        )
    held = set(person.groups.values_list("name", flat=True))
    if role in held:
        raise CatalogueError(_("This person holds the role already."), field="role")
    if held and {*held, role} & ALONE:
        raise CatalogueError(
            _("An administrator or an auditor holds no other role: take one away."),
            field="role",
        )


def _check_factor(person: User) -> None:
    """Raise CatalogueError where whoever made the account could still take the role."""
    if settings.SECOND_FACTOR_REQUIRED and not has_factor(person):
        raise CatalogueError(
            _(
                "%(person)s has no second factor yet: they sign in and add one, "
                "and then you confirm."
            )
            % {"person": person}
        )


def _check_second_person(grant: RoleGrant, by: User) -> None:
    """Neither who asked nor who gets the role, and somebody who may confirm."""
    if by == grant.asked_by:
        raise PermissionDenied(_("A second person confirms, not the one who asked."))
    if by == grant.person:
        raise PermissionDenied(_("Nobody confirms a role of their own."))
    if not may_confirm_role(by, grant):
        raise PermissionDenied(
            _("A second administrator or the finance head confirms a role.")
        )


def _check_waits(grant: RoleGrant) -> None:
    """Raise CatalogueError for a request that is over, or whose asker may not ask."""
    if grant.withdrawn_at:
        raise CatalogueError(_("This request was withdrawn. Ask again."))
    if grant.confirmed_at or grant.by_command:
        raise CatalogueError(_("This role was given already."))
    if grant.has_expired:
        raise CatalogueError(
            _("The 72 hours to confirm this request are over. Ask for the role again.")
        )
    if grant.asked_by is None or not is_administrator(grant.asked_by):
        raise CatalogueError(
            _("Who asked is no administrator any more. Ask for the role again.")
        )


def _save(grant: RoleGrant) -> RoleGrant:
    """Saved if its own rules accept it; raises CatalogueError with what they say."""
    grant.reason = grant.reason.strip()
    try:
        grant.full_clean()
    except ValidationError as error:
        raise CatalogueError(" ".join(error.messages)) from error
    grant.save()
    return grant


def _give(grant: RoleGrant) -> RoleGrant:
    """Put the person in the role's group; the database notes that the grant is used."""
    grant.person.groups.add(Group.objects.get(name=grant.role))
    grant.refresh_from_db()
    return grant
