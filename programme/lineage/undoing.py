"""What keeps a change of the catalogue from being undone, each thing by its name."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.lineage.uses import (
    Touched,
    Use,
    blockers,
    uses_of_actions,
    uses_of_units,
)
from programme.models import (
    Action,
    BudgetUnit,
    CatalogueChange,
    Membership,
    Succession,
    UnitSuccession,
)


def blockers_of(change: CatalogueChange) -> list[str]:
    """Why this change cannot be undone now, each a sentence; empty if it can."""
    if change.undone_at is not None:
        return [_("It was undone already.")]
    found = [*_later_changes(change), *_worded_since(change)]
    found += _of_made_units(change) if change.programme is None else _of_made(change)
    return [*found, *blockers(_touched(change))]


def _touched(change: CatalogueChange) -> Touched:
    codes = {*change.codes["was"], *change.codes["became"]}
    if change.kind == CatalogueChange.Kind.CARRIED:
        codes = set(change.codes["became"])
    programme = change.programme.code if change.programme else ""
    made = tuple(change.codes["made"])
    return Touched(programme, tuple(sorted(codes)), made, change.at)


def _later_changes(change: CatalogueChange) -> Iterator[str]:
    """Changes made afterwards of what this one touched: they are undone first."""
    own = {*change.codes["became"]}
    if change.kind != CatalogueChange.Kind.CARRIED:
        own |= {*change.codes["was"]}
    later = CatalogueChange.objects.standing().filter(
        pk__gt=change.pk, programme=change.programme
    )
    for one in later.order_by("pk"):
        touched = {*one.codes["became"]}
        if one.kind != CatalogueChange.Kind.CARRIED:
            touched |= {*one.codes["was"]}
        if own & touched:
            yield _("Undo this later change first: %(change)s.") % {"change": one}


def _worded_since(change: CatalogueChange) -> Iterator[str]:
    """A wording that is another now than the change gave."""
    given = change.codes.get("worded")
    if not given:
        return
    action = Action.objects.get(former_texts__change=change)
    if [action.text_es, action.text_en] != given:
        yield _("The wording of %(code)s was changed again since.") % {
            "code": action.code
        }


def _of_made(change: CatalogueChange) -> Iterator[str]:
    """What cites the actions that the change made, or comes from them."""
    held = {"programme": change.programme, "code__in": change.codes["made"]}
    actions = list(Action.objects.filter(**held))
    for use in uses_of_actions(actions):
        yield _said(use)
    steps = Succession.objects.filter(
        Q(predecessor__in=actions) | Q(successor__in=actions)
    ).exclude(change=change)
    for step in steps.select_related("predecessor", "successor"):
        yield _("A succession was recorded since: %(succession)s.") % {
            "succession": step
        }


def _of_made_units(change: CatalogueChange) -> Iterator[str]:
    """What is recorded of the units that the change made."""
    units = list(BudgetUnit.objects.filter(code__in=change.codes["made"]))
    for use in uses_of_units(units):
        yield _said_of_unit(use)
    for member in Membership.objects.filter(unit__in=units).select_related("user"):
        yield _("%(person)s has a role in %(unit)s.") % {
            "person": member.user,
            "unit": member.unit.code,
        }
    bodies = Action.objects.filter(bodies__unit__in=units).distinct()
    if codes := list(bodies.values_list("code", flat=True)):
        yield _("It is responsible for %(codes)s.") % {"codes": ", ".join(codes)}
    steps = UnitSuccession.objects.filter(
        Q(predecessor__in=units) | Q(successor__in=units)
    ).exclude(change=change)
    for step in steps.select_related("predecessor", "successor"):
        yield _("A succession was recorded since: %(succession)s.") % {
            "succession": step
        }


def _said(use: Use) -> str:
    return (
        ngettext(
            "%(lines)s line of %(year)s cites %(code)s (%(state)s).",
            "%(lines)s lines of %(year)s cite %(code)s (%(state)s).",
            use.lines,
        )
        % use._asdict()
    )


def _said_of_unit(use: Use) -> str:
    return _("%(code)s has a proposal or a ceiling of %(year)s (%(state)s).") % (
        use._asdict()
    )
