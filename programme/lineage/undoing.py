"""What keeps a change of the catalogue from being undone, each thing by its name."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import ProtectedError, Q
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.imports.undoing import refers_to
from programme.models import (
    Action,
    BudgetUnit,
    CatalogueChange,
    Membership,
    Succession,
    UnitSuccession,
)
from programme.uses import (
    Touched,
    Use,
    blockers,
    uses_of_actions,
    uses_of_units,
)


def blockers_of(change: CatalogueChange) -> list[str]:
    """Why this change cannot be undone now, each a sentence; empty if it can."""
    if change.undone_at is not None:
        return [_("It was undone already.")]
    found = [*_later_changes(change), *_worded_since(change), *_units_since(change)]
    found += _of_made_units(change) if change.programme is None else _of_made(change)
    found += blockers(_touched(change))
    return found or [*_kept_by(change)]


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


def _units_since(change: CatalogueChange) -> Iterator[str]:
    """Units that are no longer as the change left them: by a file, or by hand."""
    if change.programme is not None:
        return
    codes = change.codes
    units = {u.code: u for u in BudgetUnit.objects.filter(code__in=codes["was"])}
    apart = {c for c in codes["ended"] if units[c].obliged_until != _last(change, c)}
    if change.kind == CatalogueChange.Kind.NAMED and "after" in codes:
        apart |= {c for c, said in codes["after"].items() if named(units[c]) != said}
    if apart:
        yield _("Changed since: %(codes)s.") % {"codes": ", ".join(sorted(apart))}


def named(unit: BudgetUnit) -> dict[str, str]:
    """What a unit is called and is, as a change keeps it."""
    return {"name": unit.name, "kind": unit.kind, "sector": unit.sector}


def _last(change: CatalogueChange, code: str) -> int:
    """The last year of a unit's duty that the change gave it."""
    last = (change.year or 0) - 1
    return min(last, change.codes["until"].get(code, last))


def _kept_by(change: CatalogueChange) -> Iterator[str]:
    """What else names what the change made, a line that was taken out for one."""
    units = change.programme is None
    made: Any = BudgetUnit.objects if units else change.programme.actions  # type: ignore[union-attr]
    collector = Collector(using=made.db)
    try:
        collector.collect(made.filter(code__in=change.codes["made"]))
    except ProtectedError as error:
        kept = Counter(type(one) for one in error.protected_objects)
        for gone in (Succession, UnitSuccession):  # of the change itself
            kept.pop(gone, None)
        for model, count in kept.items():
            yield refers_to(", ".join(change.codes["made"]), model, count)


def _of_made(change: CatalogueChange) -> Iterator[str]:
    """What cites the actions that the change made, or comes from them."""
    held = {"programme": change.programme, "code__in": change.codes["made"]}
    actions = list(Action.objects.filter(**held))
    for use in uses_of_actions(actions):
        yield _said(use)
    yield from _recorded_since(Succession, actions, change)


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
    yield from _recorded_since(UnitSuccession, units, change)


def _recorded_since(
    model: type[Succession] | type[UnitSuccession],
    made: Sequence[Action] | Sequence[BudgetUnit],
    change: CatalogueChange,
) -> Iterator[str]:
    """The other successions from or to what the change made."""
    steps = model._default_manager.filter(
        Q(predecessor__in=made) | Q(successor__in=made)
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
