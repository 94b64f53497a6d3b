"""Undoing an import by what the trail recorded of it: rows as they were before.

A row that has changed since, or that something else refers to by now, blocks it: it is
named, and nothing is undone.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pghistory.core import event_models

from programme.imports.kinds import InTheWay, Undoing
from programme.imports.past import Past, Row, loaded_since, past_of, plain
from programme.models import (
    Action,
    ActionBody,
    BudgetUnit,
    CatalogueChange,
    FormerText,
    ImportBatch,
    Programme,
    Right,
    Strategy,
    User,
)
from programme.uses import Touched, blockers

NAMED = 20  # things in the way that are named; more are counted
REMOVED, RESTORED = "removed", "restored"
Named = tuple[str, set[str]]  # the code of a programme, or none; codes of its rows
ABOVE: dict[Any, str] = {  # what stands above an action, by its field of the action
    Programme: "programme",
    Right: "right",
    Strategy: "strategy",
}
CATALOGUE = (  # parents first
    Programme,
    Right,
    Strategy,
    Action,
    ActionBody,
    Action.population_groups.through,
    CatalogueChange,
    FormerText,
)


def undo_programme(batch: ImportBatch, by: User) -> Undoing:
    """The catalogue as it was before a programme workbook."""
    return undo_rows(batch, CATALOGUE, _actions_of)


def undo_units(batch: ImportBatch, by: User) -> Undoing:
    """The list of units as it was before a file."""
    return undo_rows(batch, (BudgetUnit,), _units_of)


def undo_rows(
    batch: ImportBatch,
    tables: Iterable[type[models.Model]],
    named: Callable[[list[Past]], Iterable[Named]] = lambda pasts: (),
) -> Undoing:
    """The rows of these tables, parents first, as they were before the import.

    `named` tells what publications call those rows: one made since is in the way.
    """
    pasts = [past_of(batch, model) for model in tables]
    blocks = [*not_recorded(batch, pasts), *_changed_since(batch, pasts)]
    blocks += _referred_to(pasts)
    since = batch.loaded_at or batch.at
    for programme, codes in named(pasts):
        blocks += blockers(Touched(programme, tuple(sorted(codes)), (), since))
    counts = {
        str(capfirst(past.model._meta.verbose_name_plural)): {
            REMOVED: len(past.added),
            RESTORED: len(past.altered) + len(past.lost),
        }
        for past in pasts
        if past.now and not past.model._meta.auto_created
    }

    def write() -> None:
        _lock(pasts)
        if changed := _changed_since(batch, pasts):
            raise InTheWay(changed)
        _put_back(pasts)

    return Undoing(counts, blocks, write)


def _actions_of(pasts: list[Past]) -> list[Named]:
    """The actions that an import wrote, or gave other bodies or groups; those under a
    programme, a right or a strategy that it changed too."""
    keys: dict[str, set[Any]] = {name: set() for name in ABOVE.values()} | {"id": set()}
    for past in pasts:
        if past.model in ABOVE:
            keys[ABOVE[past.model]] |= {row["id"] for row in past.altered}
            continue
        name = "id" if past.model is Action else "action_id"
        both = (*past.now.values(), *past.before.values())
        keys["id"] |= {row[name] for row in both if row and name in row}
    wanted = [
        models.Q(**{f"{name}__in": found}) for name, found in keys.items() if found
    ]
    if not wanted:
        return []
    found = Action.objects.filter(reduce(or_, wanted)).order_by()
    codes: dict[str, set[str]] = {}
    for programme, code in found.values_list("programme__code", "code"):
        codes.setdefault(programme, set()).add(code)
    return list(codes.items())


def _units_of(pasts: list[Past]) -> list[Named]:
    (past,) = pasts
    return [("", {row["code"] for row in past.now.values() if row})]


def not_recorded(batch: ImportBatch, pasts: list[Past]) -> Iterator[str]:
    """That the trail does not tell what stood before, where it does not."""
    wrote = any(
        count.get("new") or count.get("changed") for count in batch.counts.values()
    )
    written = any(past.now for past in pasts)
    if any(past.unknown for past in pasts) or wrote and not written:
        yield _("The trail does not hold what this import wrote: it is too old.")


def _lock(pasts: list[Past]) -> None:
    """Nobody changes these rows from now on, who does not wait for the queue either."""
    for past in pasts:
        rows = past.model._base_manager.filter(pk__in=list(past.now)).order_by("pk")
        list(rows.select_for_update().values_list("pk"))


def _changed_since(batch: ImportBatch, pasts: list[Past]) -> list[str]:
    """The rows that are no longer as the import left them, or another one's by now."""
    return [one for past in pasts for one in _changed_rows(batch, past)]


def _changed_rows(batch: ImportBatch, past: Past) -> Iterator[str]:
    key = past.model._meta.pk.attname
    rows = past.model._base_manager.filter(pk__in=list(past.now))
    found = {row[key]: row for row in rows.values()}
    later, apart = loaded_since(batch, past), []
    for one, left in past.now.items():
        there = found.get(one)
        as_left = plain(past.model, there or {}) == plain(past.model, left or {})
        if one in later or not as_left:
            apart.append(there or left or {})
    if titles := _titles(past.model, apart):
        message = ngettext(
            "%(kind)s: changed since this import: %(names)s",
            "%(kind)s: %(count)s changed since this import: %(names)s",
            len(titles),
        )
        yield message % _told(past.model, titles)


def _referred_to(pasts: list[Past]) -> list[str]:
    """What refers by now to rows that would go, and would not go with them."""
    going = {past.model: set(past.added) for past in pasts}
    found = [referring(one.model, one.added, going) for one in pasts if one.added]
    return [sentence for sentences in found for sentence in sentences]


def referring(
    model: type[models.Model], keys: list[Any], going: dict[Any, set]
) -> Iterator[str]:
    """What refers to rows of a table, but for what goes with them; a sentence each."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.is_relation and not relation.concrete:
            yield from _referring(relation, keys, going)


def _referring(relation: Any, added: list[Any], going: dict[Any, set]) -> list[str]:
    model, name = relation.related_model, relation.field.name
    if not relation.field.concrete or relation.many_to_many or model is None:
        return []
    rows = model._base_manager.filter(**{f"{name}__in": added})
    rows = rows.exclude(pk__in=going.get(model, ()))
    count = rows.count()
    if not count or _is_trail(model):
        return []
    targets = rows.order_by().values_list(f"{name}__pk", flat=True).distinct()
    shown = relation.model._base_manager.filter(pk__in=targets[:NAMED])
    told = _told(model, [str(one) for one in shown])
    return [refers_to(told["names"], model, count)]


def refers_to(names: str, model: type[models.Model], count: int) -> str:
    """That so many rows of a table refer to what is named, as a sentence."""
    message = ngettext(
        "%(names)s: %(count)s row of “%(kind)s” refers to it.",
        "%(names)s: %(count)s rows of “%(kind)s” refer to it.",
        count,
    )
    return message % {"names": names, "kind": _kind_of(model), "count": f"{count:,}"}


def _kind_of(model: type[models.Model]) -> str:
    """What the rows of a table are called; those that join two, by what they tell."""
    if not model._meta.auto_created:
        return str(capfirst(model._meta.verbose_name))
    holder: Any = model._meta.auto_created
    told = next(
        one for one in holder._meta.many_to_many if one.remote_field.through is model
    )
    return str(capfirst(told.verbose_name))


def _is_trail(model: type[models.Model]) -> bool:
    return any(model is one for one in event_models())


def _told(model: type[models.Model], names: list[str]) -> dict[str, Any]:
    more = "; …" if len(names) > NAMED else ""
    return {
        "kind": _kind_of(model),
        "count": f"{len(names):,}",
        "names": "; ".join(names[:NAMED]) + more,
    }


def _titles(model: type[models.Model], rows: list[Row]) -> list[str]:
    """What rows are called, each name once: by their code, or that of their action."""
    actions = {row["action_id"] for row in rows if "action_id" in row}
    codes = dict(Action.objects.filter(pk__in=actions).values_list("pk", "code"))
    titles = [
        codes.get(row.get("action_id")) or _title(model, row)  # type: ignore[arg-type]
        for row in rows
    ]
    return sorted(set(titles)) if codes else titles


def _title(model: type[models.Model], row: Row) -> str:
    """What a row is called: its code, its name, or what it tells of."""
    codes = (row.get("codes") or {}).get("was", ())  # of a change of the catalogue
    named = row.get("code") or row.get("name") or ", ".join(codes)
    return str(named or row.get(model._meta.pk.attname))


def _put_back(pasts: list[Past]) -> None:
    """Take out what was added, children first; put back the rest, parents first."""
    for past in reversed(pasts):
        rows = past.model._base_manager.filter(pk__in=past.added)
        rows._raw_delete(rows.db)  # type: ignore[attr-defined]  # all is checked above
    for past in pasts:
        put = past.model._base_manager
        put.bulk_create(past.model(**plain(past.model, row)) for row in past.lost)
        altered = [past.model(**plain(past.model, row)) for row in past.altered]
        fields = [
            one.name for one in past.model._meta.concrete_fields if not one.primary_key
        ]
        if altered:
            put.bulk_update(altered, fields, batch_size=500)
