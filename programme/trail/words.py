"""An entry of the trail in words: what changed, on what row, and who did it."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import TrailEntry, User
from programme.trail.reading import GONE, Step
from programme.trail.tables import Table, tables

HAPPENED = {
    "insert": gettext_lazy("Added"),
    "update": gettext_lazy("Changed"),
    "delete": gettext_lazy("Deleted"),
    "begin": gettext_lazy("There when the trail began"),
}
FACTS = {
    "address": gettext_lazy("Address asked for"),
    "from": gettext_lazy("Network address"),
    "session": gettext_lazy("Database login"),
    "role": gettext_lazy("Database role"),
    "program": gettext_lazy("Program"),
}
TITLES = ("code", "username", "number", "year", "file_name")
NOTHING = "–"
NO_ROLE = ("role", "none")  # the login took no other role of the database
Key = tuple[type[models.Model], Any]
Names = Mapping[Key, str]


class Change(NamedTuple):
    """One field of a row: what it was and what it became, as text."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """An entry as a page tells it."""

    step: Step
    table: str
    title: str
    happened: str
    changes: list[Change]
    who: str

    @property
    def entry(self) -> TrailEntry:
        return self.step.entry

    @property
    def facts(self) -> dict[str, Any]:
        """What was said of the act that wrote it: person, request, reason…"""
        return self.step.entry.context.metadata or {}

    @property
    def other_facts(self) -> dict[str, Any]:
        """What else was said: the address asked for, the program, its options…"""
        return {
            str(FACTS.get(name, name)): NOTHING if (name, value) == NO_ROLE else value
            for name, value in self.facts.items()
            if name not in ("by", "person", "request", "reason")
        }

    @property
    def hash(self) -> str:
        """Its hash in the chain; empty while it is not sealed."""
        return bytes(self.step.link.hash).hex() if self.step.link else ""

    @property
    def act(self) -> str:
        """The number of the request, or of the act outside of one."""
        return self.facts.get("request") or str(self.step.entry.context_id)

    @property
    def is_new(self) -> bool:
        """Whether there was nothing before: all its values are told."""
        return self.step.entry.label in ("insert", "begin")

    @property
    def is_gone(self) -> bool:
        """Whether nothing is left: what was is told."""
        return self.step.entry.label == GONE


def told(
    steps: Iterable[Step], *, naming: Mapping[type, Callable[[Any], str]] | None = None
) -> list[Told]:
    """The entries in words; one query for each kind of thing that they refer to.

    `naming` says how rows of a model are called where their own name is no word.
    """
    steps = list(steps)
    names = names_of(steps, naming or {})
    return [_told(step, names) for step in steps]


def _told(step: Step, names: Names) -> Told:
    table = tables()[step.entry.source]
    before, after = step.before or {}, step.entry.said
    if step.entry.label == GONE:
        before, after = after, {}
    return Told(
        step=step,
        table=table.name,
        title=title_of(table, step.entry.said, names) or f"{step.entry.row_id}",
        happened=str(HAPPENED.get(step.entry.label, step.entry.label)),
        changes=changes_of(table, before, after, names),
        who=who_of(step.entry.context.metadata or {}, names),
    )


def changes_of(
    table: Table, before: Mapping[str, Any], after: Mapping[str, Any], names: Names
) -> list[Change]:
    """Field by field, what differs between a row as it was and as it became."""
    told_columns = [*table.columns, *sorted({*before, *after} - {*table.columns})]
    return [
        Change(
            table.label(column),
            shown(table, column, before.get(column), names),
            shown(table, column, after.get(column), names),
        )
        for column in told_columns
        if before.get(column) != after.get(column)
    ]


def shown(table: Table, column: str, value: Any, names: Names) -> str:
    """A value of a row as a reader writes it: names for keys, money, days, times."""
    if value is None or value == "":
        return NOTHING
    field = table.field(column)
    if field is None:
        return _plain(value)
    if field.related_model:
        return names.get((field.related_model, value), str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _typed(field, value)


def _typed(field: models.Field, value: Any) -> str:
    """A value by the type of its field."""
    if isinstance(field, models.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, models.DecimalField):
        return f"{Decimal(str(value)):,.2f}"
    if isinstance(field, models.DateTimeField):
        return date_format(localtime(field.to_python(value)), "DATETIME_FORMAT")
    if isinstance(field, models.DateField):
        return date_format(field.to_python(value), "DATE_FORMAT")
    return _plain(value)


def _plain(value: Any) -> str:
    """Text and numbers as they are, anything else as JSON."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str) if value else NOTHING
    return str(value)


def title_of(table: Table, said: Mapping[str, Any], names: Names) -> str:
    """What a row is called by: its code, or what it joins."""
    for column in TITLES:
        if column in table.columns and said.get(column):
            return str(said[column])
    if {"kind", "at"} <= {*table.columns}:
        return shown(table, "kind", said.get("kind"), names)
    joined = [
        names[table.field(column).related_model, said[column]]
        for column in table.columns
        if table.field(column)
        and table.field(column).related_model
        and (table.field(column).related_model, said.get(column)) in names
    ]
    return " → ".join(joined[:2])


def who_of(facts: Mapping[str, Any], names: Names) -> str:
    """The person who acted, or the program and the login that nobody signed in to."""
    if by := facts.get("by"):
        name, login = names.get((User, by), ""), facts.get("person", "")
        return f"{name} ({login})" if name and name != login else login or str(by)
    if facts.get("session"):
        program = facts.get("program") or _("a program without a name")
        return _("%(program)s, database login %(login)s") % {
            "program": program,
            "login": facts["session"],
        }
    return _("Nobody signed in")


def names_of(
    steps: Iterable[Step], naming: Mapping[type, Callable[[Any], str]]
) -> dict[Key, str]:
    """What the rows that these entries refer to are called, one query for each kind.

    Rows that are no longer there are called as their last entry calls them.
    """
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for step in steps:
        if by := (step.entry.context.metadata or {}).get("by"):
            wanted[User].add(by)
        for said in (step.entry.said, step.before or {}):
            for model, key in _references(tables()[step.entry.source], said):
                wanted[model].add(key)
    return names_for(wanted, naming)


def names_for(
    wanted: Mapping[type[models.Model], set[Any]],
    naming: Mapping[type, Callable[[Any], str]] | None = None,
) -> dict[Key, str]:
    """What these rows are called, one query for each kind."""
    names: dict[Key, str] = {}
    for model, keys in wanted.items():
        rows = model._base_manager.filter(pk__in=keys).select_related()
        called = (naming or {}).get(model, str)
        names |= {(model, one.pk): called(one) for one in rows}
    lost = {
        (model._meta.db_table, key): model
        for model, keys in wanted.items()
        for key in keys
        if (model, key) not in names
    }
    return names | _names_of_lost(lost)


def _references(table: Table, said: Mapping[str, Any]) -> Iterable[Key]:
    for column, value in said.items():
        field = table.field(column)
        if field is not None and field.related_model and value is not None:
            yield field.related_model, value


def _names_of_lost(
    lost: Mapping[tuple[str, Any], type[models.Model]],
) -> dict[Key, str]:
    """The last known names of rows that are no longer there."""
    recorded = [one for one in lost if one[0] in tables()]
    if not recorded:
        return {}
    rows = Q()
    for source, key in recorded:
        rows |= Q(source=source, row_id=key)
    latest = TrailEntry.objects.filter(rows).order_by("source", "row_id", "-entry")
    return {
        (lost[one.source, one.row_id], one.row_id): _("%(name)s (no longer there)")
        % {"name": title_of(tables()[one.source], one.said, {}) or one.row_id}
        for one in latest.distinct("source", "row_id")
    }
