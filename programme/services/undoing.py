"""A change of the catalogue is taken back, to what stood before it."""

from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from programme.exceptions import CatalogueError
from programme.imports.running import one_at_a_time
from programme.lineage.undoing import blockers_of
from programme.models import Action, BudgetUnit, CatalogueChange, User
from programme.services.common import check_keeper, locked, log, save
from programme.trail import because

Kind = CatalogueChange.Kind


@transaction.atomic
def undo_change(change: CatalogueChange, *, by: User | None) -> CatalogueChange:
    """Put back what stood before the change; a code that it made is never given again.

    Asked again it changes nothing. Raises CatalogueError naming what depends on it.
    """
    check_keeper(by)
    one_at_a_time()
    change = locked(CatalogueChange, change.pk)
    if change.undone_at is not None:
        return change
    if found := blockers_of(change):
        raise CatalogueError(" ".join(found))
    change.undone_at, change.undone_by = now(), by
    with because(_("Undone: %(change)s") % {"change": change}):
        change.save()
        if change.programme is None:
            _put_units_back(change, by)
        else:
            _put_actions_back(change, by)
    return change


def _put_actions_back(change: CatalogueChange, by: User | None) -> None:
    change.successions.all().delete()
    _put_wording_back(change)
    held = Action.objects.filter(programme=change.programme)
    if change.kind not in (Kind.CORRECTED, Kind.REWORDED, Kind.CARRIED):
        ended = {*change.codes["was"]} - {*change.codes["became"]}
        action: Any
        for action in held.filter(code__in=ended, retired_from=change.year):
            action.retired_from = None
            save(action)
            log(action, "reinstated: the change was undone", by)
    held.filter(code__in=change.codes["made"]).delete()


def _put_wording_back(change: CatalogueChange) -> None:
    former = getattr(change, "former_text", None)
    if former is not None:
        action = former.action
        action.text_es, action.text_en = former.text_es, former.text_en
        save(action)
        former.delete()


def _put_units_back(change: CatalogueChange, by: User | None) -> None:
    change.unit_successions.all().delete()
    for code in change.codes["ended"]:
        unit = BudgetUnit.objects.select_for_update(no_key=True).get(code=code)
        unit.obliged_until = change.codes["until"].get(code)
        save(unit)
        log(unit, "the change was undone", by)
    if change.kind == Kind.NAMED:
        for code, said in change.codes["before"].items():
            unit = BudgetUnit.objects.select_for_update(no_key=True).get(code=code)
            unit.name, unit.kind, unit.sector = (
                said["name"],
                said["kind"],
                said["sector"],
            )
            save(unit)
            log(unit, "the change was undone", by)
    BudgetUnit.objects.filter(code__in=change.codes["made"]).delete()
