"""Whether a change makes sense in the catalogue as it is; if not, a sentence."""

from django.db.models import Q
from django.utils.translation import gettext as _

from programme.exceptions import CatalogueError
from programme.models import Action, Membership, Succession
from programme.permissions import is_active


def check_retirement(action: Action, from_year: int) -> None:
    """Raises CatalogueError if the action cannot end on the first day of this year."""
    named = {"code": action.code, "year": from_year}
    if action.retired_from is not None and action.retired_from != from_year:
        raise CatalogueError(
            _("Action %(code)s is retired from %(retired)s; reinstate it first.")
            % {**named, "retired": action.retired_from}
        )
    begun = action.programme.in_force_from
    if begun is not None and from_year < begun:
        raise CatalogueError(
            _("Its programme begins in %(begun)s: retire %(code)s from then or later.")
            % {**named, "begun": begun}
        )
    since = action.carried_out_since
    if since is not None and from_year <= since:
        raise CatalogueError(
            _("Action %(code)s is carried out since %(since)s: give a later year.")
            % {**named, "since": since}
        )


def check_succession(succession: Succession) -> None:
    """Raises CatalogueError if this action cannot have become that one."""
    before, after = succession.predecessor, succession.successor
    named = {"before": before.code, "after": after.code}
    same_edition = before.programme_id == after.programme_id
    if succession.kind == Succession.Kind.CARRIED and same_edition:
        raise CatalogueError(
            _("%(before)s and %(after)s are of one edition: nothing is carried over.")
            % named
        )
    if before.pk in descendants_of(after):
        raise CatalogueError(
            _("%(before)s already comes from %(after)s: it cannot become it again.")
            % named
        )


def descendants_of(action: Action) -> set[int]:
    """The keys of all actions that this one became, directly or through others."""
    found: set[int] = set()
    edge = {action.pk}
    while edge:
        steps = Succession.objects.filter(predecessor__in=edge)
        edge = set(steps.values_list("successor", flat=True)) - found
        found |= edge
    return found


def check_membership(membership: Membership) -> None:
    """Raises CatalogueError if the person cannot hold this role in these days."""
    if membership.until is None and not is_active(membership.user):
        raise CatalogueError(
            _("The account of %(person)s is not in use: nobody could act with it.")
            % {"person": membership.user}
        )
    same = Membership.objects.filter(
        user=membership.user, unit=membership.unit, role=membership.role
    ).exclude(pk=membership.pk)
    overlap = Q(until__isnull=True) | Q(until__gte=membership.since)
    if membership.until is not None:
        overlap &= Q(since__lte=membership.until)
    if same.filter(overlap).exists():
        raise CatalogueError(
            _("%(person)s already has this role in %(unit)s in some of these days.")
            % {"person": membership.user, "unit": membership.unit.code},
            field="role",
        )
