"""What an import did to the rows of a table, as the trail tells it."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from pghistory.core import event_models
from pghistory.models import Context

from programme.models import ImportBatch

GONE = "delete"
Row = dict[str, Any]


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
    last: dict[Any, int] = field(default_factory=dict)  # its last entry of each row

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
        past.last[row[key]] = number
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


def loaded_since(batch: ImportBatch, past: Past) -> set[Any]:
    """Keys of its rows that a later import wrote too, and was not undone: they are that
    one's, even where it made them again what this one had made them."""
    loaded = ImportBatch.objects.filter(outcome=ImportBatch.Outcome.LOADED)
    others = set(loaded.exclude(pk=batch.pk).values_list("pk", flat=True))
    key = past.model._meta.pk.attname
    entries = entries_of(past.model)._default_manager.filter(
        **{f"{key}__in": list(past.last)},
        pgh_id__gt=min(past.last.values(), default=0),
        pgh_context__metadata__has_key="batch",
    )
    told = entries.values_list(key, "pgh_id", "pgh_context__metadata__batch")
    return {one for one, number, by in told if number > past.last[one] and by in others}


def plain(model: type[models.Model], row: Row) -> Row:
    """The row's own columns, without what the entry adds."""
    names = [one.attname for one in model._meta.concrete_fields]
    return {name: row[name] for name in names if name in row}
