"""Fills an open publication: the year's rows as they are now, with their numbers.

Rows are only ever inserted, so each is computed before it is written: first what is
copied (programmes, lines, citations, comparisons), then what carries numbers.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from psycopg import sql

from budgeting.models import FiscalYear, Proposal, SpendingLine
from programme.models import Action, ActionBody, BudgetUnit, Programme, Right
from reporting import levels, measures
from reporting.models import (
    Publication,
    PublishedAction,
    PublishedComparison,
    PublishedGroup,
    PublishedRight,
    PublishedUnit,
)
from reporting.models.publications import PublishedRow

SQL = Path(__file__).parent / "sql"
NOTHING = dict.fromkeys(("actions_funded", "lines", "units"), 0)
NO_MONEY = {"amount_attributed": 0, "amount_touching": 0}


def _insert(rows: Iterable[PublishedRow]) -> None:
    """Write rows of one table by COPY: a third of the time of INSERT from Python."""
    rows = list(rows)
    if not rows:
        return
    table = rows[0]._meta
    fields = [field for field in table.concrete_fields if not field.primary_key]
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.db_table),
        sql.SQL(", ").join(
            sql.Identifier(str(field.column))  # type: ignore[misc]
            for field in fields
        ),
    )
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row([getattr(row, field.attname) for field in fields])


@cache
def _statement(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def fill(publication: Publication) -> None:
    """Copy the year into this open publication, with every number of its rows."""
    year = publication.fiscal_year
    programme = year.main_programme
    units = list(_units(year.year))
    with by_sets():
        _copy(publication, year, programme)
        new = _add_actions(publication, programme)
        _add_rights(publication, programme, new)
        _add_groups(publication, programme, new)
        _add_units(publication, units, new)


@contextmanager
def by_sets() -> Iterator[None]:
    """Within the block, tables are joined whole, in memory.

    A year just loaded, or just copied, has no statistics yet: the planner takes it for
    a few rows, and looks each up by itself, or reads them one by one by an index.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('enable_nestloop', 'off', true),"
            " set_config('work_mem', '256MB', true),"
            " set_config('enable_indexscan', 'off', true)"
        )
        yield
        cursor.execute("set local enable_nestloop to default")
        cursor.execute("set local enable_indexscan to default")


def _copy(publication: Publication, year: FiscalYear, programme: Programme) -> None:
    """Copy what carries no numbers of its own."""
    values: dict[str, int | str] = {
        "publication": publication.pk,
        "year": year.year,
        "programme": programme.pk,
        "time_zone": year.time_zone,
    }
    with connection.cursor() as cursor:
        for name in (
            "programmes",
            "strategies",
            "lines",
            "successions",
            "unit_successions",
        ):
            cursor.execute(_statement(name), values)
    _add_comparisons(publication)
    with connection.cursor() as cursor:
        cursor.execute(_statement("compared_actions"), values)


def _add_comparisons(publication: Publication) -> None:
    """Name the record of each earlier year whose programme is this or led to it."""
    earlier = Publication.objects.on_record().comparable_with(publication)
    _insert(
        PublishedComparison(
            publication=publication,
            year=record.fiscal_year_id,
            number=record.number,
            hash=record.hash,
            programme_code=record.programme_code,
        )
        for record in earlier.order_by("fiscal_year")
    )


def _add_actions(publication: Publication, programme: Programme) -> set[str] | None:
    """Copy the actions with their numbers; the codes of the new ones come back."""
    actions = list(_actions(programme))
    since = {action["code"]: action["carried_out_since"] for action in actions}
    new = measures.new_actions(publication, programme.code, since)
    cited = measures.cited_with_lines(publication)
    numbers = levels.numbers_by(cited, "action_code", new)
    proofs = levels.proofs(publication, new)
    in_force = programme.actions.in_force(publication.fiscal_year_id)
    codes_in_force = set(in_force.values_list("code", flat=True))
    _insert(
        PublishedAction(
            publication=publication,
            population_groups=action.pop("groups"),
            **action,
            **_action_state(action["code"] in codes_in_force, numbers, action["code"]),
            new=None if new is None else action["code"] in new,
            **proofs.get(action["code"], {}),
        )
        for action in actions
    )
    return new


def _action_state(
    in_force: bool, numbers: Mapping[str, Mapping[str, Any]], code: str
) -> dict[str, Any]:
    """The numbers of one action; whether the year funds it and has it in force."""
    found = {**NOTHING, **NO_MONEY, **numbers.get(code, {})}
    found.pop("actions_new", None)
    funded = found.pop("actions_funded") > 0
    return {**found, "funded": funded, "in_force": in_force or funded}


def _actions(programme: Programme) -> QuerySet[Action, Any]:
    """The actions of the programme as they are now, by the names of the copy."""
    bodies = ActionBody.objects.filter(action=OuterRef("pk")).order_by("position")
    named = bodies.annotate(known_as=Coalesce("unit__name", "name"))
    groups = Right.objects.filter(
        programme=OuterRef("programme"), actions_naming_it=OuterRef("pk")
    )
    return (
        Action.objects.filter(programme=programme)
        .order_by("code")
        .values(
            "code",
            "serial",
            "text_es",
            "text_en",
            "term",
            "action_type",
            "carried_out_since",
            "retired_from",
            right_code=F("right__code"),
            strategy_code=Coalesce("strategy__code", Value("")),
            responsible_bodies=ArraySubquery(named.values("known_as")),
            groups=ArraySubquery(groups.order_by("code").values("code")),
        )
    )


def _add_rights(
    publication: Publication, programme: Programme, new: Collection[str] | None
) -> None:
    """Copy the chapters, rights and groups both, with their numbers."""
    actions = PublishedAction.objects.filter(publication=publication)
    in_force = {"actions_in_force": measures.actions_in_force()}
    of_actions = measures.by_group(actions, "right_code", in_force)
    cited = measures.cited_with_lines(publication)
    of_citations = levels.numbers_by(cited, "right_code", new)
    none = {**NOTHING, **NO_MONEY, "actions_new": None if new is None else 0}
    names = ("code", "nucleus", "kind", "name_es", "name_en")
    _insert(
        PublishedRight(
            publication=publication,
            **right,
            **of_actions.get(right["code"], {"actions_in_force": 0}),
            **{**none, **of_citations.get(right["code"], {})},
        )
        for right in programme.rights.order_by("code").values(*names)
    )


def _add_groups(
    publication: Publication, programme: Programme, new: Collection[str] | None
) -> None:
    """Copy the population groups with the numbers of the actions that serve them.

    An action serves a group when it stands in its chapter or names it.
    """
    groups = programme.rights.filter(kind=Right.Kind.GROUP).order_by("code")
    named = list(groups.values("code", "name_es", "name_en"))
    serving = _serving(publication)
    of_groups = {group["code"]: serving.get(group["code"], set()) for group in named}
    numbers = levels.group_numbers(publication, of_groups, new)
    _insert(
        PublishedGroup(publication=publication, **group, **numbers[group["code"]])
        for group in named
    )


def _serving(publication: Publication) -> Mapping[str, set[str]]:
    """The codes of the actions that serve each chapter."""
    found: dict[str, set[str]] = {}
    actions = PublishedAction.objects.filter(publication=publication, lines__gt=0)
    for action in actions.only("code", "right_code", "population_groups"):
        for chapter in {action.right_code, *action.population_groups}:
            found.setdefault(chapter, set()).add(action.code)
    return found


def _add_units(
    publication: Publication, units: list[Any], new: Collection[str] | None
) -> None:
    """Copy the units obliged or prepared, how far each came, and their numbers."""
    numbers = levels.unit_numbers(publication, new)
    _insert(
        PublishedUnit(
            publication=publication,
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            sector=unit.sector,
            obliged=unit.obliged,
            origin=(unit.origin or "") if unit.prepared else "",
            **_unit_state(unit, numbers.get(unit.code)),
        )
        for unit in units
    )


def _units(year: int) -> QuerySet[BudgetUnit, Any]:
    """The units obliged to present a budget or with a line prepared."""
    proposals = Proposal.objects.standing().filter(
        unit=OuterRef("pk"), fiscal_year=year
    )
    of_unit = SpendingLine.objects.filter(
        proposal__unit=OuterRef("pk"), proposal__fiscal_year=year
    )
    obliged = BudgetUnit.objects.filter(pk=OuterRef("pk")).obliged_in(year)
    units = BudgetUnit.objects.annotate(
        obliged=Exists(obliged),
        prepared=Exists(of_unit.kept()),
        origin=proposals.values("origin")[:1],
    )
    return (units.filter(obliged=True) | units.filter(prepared=True)).order_by("code")


def _unit_state(unit: Any, numbers: Mapping[str, Any] | None) -> dict[str, Any]:
    """How far a unit came; counts and amounts of approved units only."""
    if numbers is not None:
        linked = numbers["lines_linked"] == numbers["lines_total"]
        return {"status": "approved", "linked": linked, **numbers}
    status = "not_approved" if unit.prepared else "missing"
    return {"status": status, "linked": False}
