"""Undoing an import by what the trail recorded of it: rows as they were before.

A row that has changed since, or that something else refers to by now, blocks it: it is
named, and nothing is undone.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pghistory.core import event_models
from pghistory.models import Context

from programme.imports.kinds import Undoing
from programme.lineage.uses import Touched, blockers
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

NAMED = 20  # things in the way that are named; more are counted
GONE = "delete"
REMOVED, RESTORED = "removed", "restored"
Row = dict[str, Any]
Named = tuple[str, set[str]]  # the code of a programme, or none; codes of its rows
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


@dataclass
class Past:
    """What an import did to the rows of one table, from its entries in the trail.

    By key: `now` is each row as the import left it, None for one that it deleted;
    `before` as it found it, None for one that it added.
    """

    model: type[models.Model]
    now: dict[Any, Row | None] = field(default_factory=dict)
    before: dict[Any, Row | None] = field(default_factory=dict)
    unknown: set[Any] = field(default_factory=set)  # changed; as what, nobody recorded

    @property
    def added(self) -> list[Any]:
        """Keys of the rows that were not there before."""
        both = self.before.items()
        return [key for key, row in both if row is None and self.now[key]]

    @property
    def lost(self) -> list[Row]:
        """The rows that it deleted."""
        both = self.before.items()
        return [row for key, row in both if row is not None and not self.now[key]]

    @property
    def altered(self) -> list[Row]:
        """The rows that it changed, as they were before."""
        both = self.before.items()
        return [row for key, row in both if row is not None and self.now[key]]


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
    blocks = [*not_recorded(batch, pasts)]
    for past in pasts:
        blocks += _changed_since(past)
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
    return Undoing(counts, blocks, lambda: _put_back(pasts))


def _actions_of(pasts: list[Past]) -> list[Named]:
    """The actions that an import wrote, or gave other bodies or groups."""
    keys: set[Any] = set()
    for past in pasts:
        name = "id" if past.model is Action else "action_id"
        both = (*past.now.values(), *past.before.values())
        keys |= {row[name] for row in both if row and name in row}
    found = Action.objects.filter(pk__in=keys).order_by()
    codes: dict[str, set[str]] = {}
    for programme, code in found.values_list("programme__code", "code"):
        codes.setdefault(programme, set()).add(code)
    return list(codes.items())


def _units_of(pasts: list[Past]) -> list[Named]:
    (past,) = pasts
    return [("", {row["code"] for row in past.now.values() if row})]


def contexts_of(batch: ImportBatch) -> list[Any]:
    """What the entries of an import are told with."""
    found = Context.objects.filter(metadata__batch=batch.pk)
    return list(found.values_list("pk", flat=True))


def entries_of(model: type[models.Model]) -> type[models.Model]:
    """The table of a model's entries in the trail."""
    for entries in event_models():
        tracked = entries.pgh_tracked_model  # type: ignore[attr-defined]
        if tracked._meta.db_table == model._meta.db_table:
            return entries
    raise LookupError(model)


def past_of(batch: ImportBatch, model: type[models.Model]) -> Past:
    """What an import did to the rows of one table."""
    entries = entries_of(model)._default_manager
    key = model._meta.pk.attname
    past = Past(model)
    first: dict[Any, int] = {}
    own = entries.filter(pgh_context__in=contexts_of(batch)).order_by("pgh_id")
    for row in own.values():
        label, number = row["pgh_label"], row["pgh_id"]
        if row[key] not in first:
            first[row[key]] = number
            past.before[row[key]] = None if label == "insert" else row
            past.unknown |= {row[key]} if label == "update" else set()
        past.now[row[key]] = None if label == GONE else row
    _find_before(past, entries, first)
    return past


def _find_before(past: Past, entries: Any, first: dict[Any, int]) -> None:
    """The rows that were changed or deleted, as their entries before that tell."""
    key = past.model._meta.pk.attname
    wanted = [one for one, row in past.before.items() if row is not None]
    earlier = entries.filter(**{f"{key}__in": wanted}).order_by("pgh_id")
    for row in earlier.values():
        if row["pgh_id"] < first[row[key]]:
            past.before[row[key]] = row
            past.unknown.discard(row[key])


def _plain(model: type[models.Model], row: Row) -> Row:
    """The row's own columns, without what the entry adds."""
    names = [one.attname for one in model._meta.concrete_fields]
    return {name: row[name] for name in names if name in row}


def not_recorded(batch: ImportBatch, pasts: list[Past]) -> Iterator[str]:
    """That the trail does not tell what stood before, where it does not."""
    wrote = any(
        count.get("new") or count.get("changed") for count in batch.counts.values()
    )
    written = any(past.now for past in pasts)
    if any(past.unknown for past in pasts) or wrote and not written:
        yield _("The trail does not hold what this import wrote: it is too old.")


def _changed_since(past: Past) -> list[str]:
    """The rows that are no longer as the import left them."""
    key = past.model._meta.pk.attname
    rows = past.model._base_manager.filter(pk__in=list(past.now))
    found = {row[key]: row for row in rows.values()}
    apart = []
    for one, left in past.now.items():
        there = found.get(one)
        if (there and _plain(past.model, there)) != (left and _plain(past.model, left)):
            apart.append(there or left or {})
    if not apart:
        return []
    message = ngettext(
        "%(kind)s: changed since this import: %(names)s",
        "%(kind)s: %(count)s changed since this import: %(names)s",
        len(apart),
    )
    names = [_title(past.model, row) for row in apart]
    return [message % _told(past.model, names)]


def _referred_to(pasts: list[Past]) -> list[str]:
    """What refers by now to rows that would go, and would not go with them."""
    going = {past.model: set(past.added) for past in pasts}
    blocks = []
    for past in pasts:
        if not past.added:
            continue
        for relation in past.model._meta.get_fields(include_hidden=True):
            if (
                relation.auto_created
                and relation.is_relation
                and relation.concrete is False
            ):
                blocks += _referring(relation, past.added, going)
    return blocks


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
    kind = capfirst(model._meta.verbose_name)
    return message % {"names": names, "kind": kind, "count": count}


def _is_trail(model: type[models.Model]) -> bool:
    return any(model is one for one in event_models())


def _told(model: type[models.Model], names: list[str]) -> dict[str, Any]:
    more = "; …" if len(names) > NAMED else ""
    return {
        "kind": capfirst(model._meta.verbose_name),
        "count": len(names),
        "names": "; ".join(names[:NAMED]) + more,
    }


def _title(model: type[models.Model], row: Row) -> str:
    """What a row is called: its code where it has one."""
    return str(row.get("code") or row.get("name") or row.get(model._meta.pk.attname))


def _put_back(pasts: list[Past]) -> None:
    """Take out what was added, children first; put back the rest, parents first."""
    for past in reversed(pasts):
        rows = past.model._base_manager.filter(pk__in=past.added)
        rows._raw_delete(rows.db)  # type: ignore[attr-defined]  # all is checked above
    for past in pasts:
        put = past.model._base_manager
        put.bulk_create(past.model(**_plain(past.model, row)) for row in past.lost)
        altered = [past.model(**_plain(past.model, row)) for row in past.altered]
        fields = [
            one.name for one in past.model._meta.concrete_fields if not one.primary_key
        ]
        if altered:
            put.bulk_update(altered, fields, batch_size=500)
