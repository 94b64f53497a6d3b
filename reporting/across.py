"""What each year's record has of one right, group, action or unit, if anything."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from reporting.breaks import OF_UNIT, Record, Step
from reporting.kept import Records
from reporting.lineage import lineage, unit_lineage
from reporting.models import (
    Publication,
    PublishedAction,
    PublishedGroup,
    PublishedProgramme,
    PublishedRight,
    PublishedSuccession,
    PublishedUnit,
    PublishedUnitSuccession,
)

TOLD = "told"
NOT_IN_PROGRAMME = "not_in_programme"  # the year's programme has no such code
OTHER_PROGRAMME = "other_programme"  # the code is another thing in the year's programme
ABSENT = "absent"  # a unit neither obliged nor prepared; else its own status


class Found(NamedTuple):
    """What a year's record has of a right, a group, an action or a unit."""

    row: Any  # None where it has nothing
    state: str


def records_of(records: Records) -> list[Record]:
    """The record of each year, the oldest first; two queries."""
    editions = {one.pk: one for one in reversed(records.on_record)}
    publications = Publication.objects.defer("manifest").in_bulk(editions)
    mains = PublishedProgramme.objects.filter(publication__in=editions, is_main=True)
    programmes = {one.publication_id: one for one in mains}
    return [Record(e, publications[pk], programmes[pk]) for pk, e in editions.items()]


def steps_of(held: Iterable[Record]) -> list[Step]:
    """Every succession between actions that a record knows; one query."""
    editions = [one.edition.pk for one in held]
    rows = PublishedSuccession.objects.filter(publication__in=editions).values_list(
        "predecessor_programme",
        "predecessor_code",
        "successor_programme",
        "successor_code",
        "kind",
        "year",
    )
    return sorted({Step((a, b), (c, d), kind, year) for a, b, c, d, kind, year in rows})


def unit_steps_of(held: Iterable[Record]) -> list[Step]:
    """Every succession between units that a record knows; one query."""
    editions = [one.edition.pk for one in held]
    rows = PublishedUnitSuccession.objects.filter(publication__in=editions)
    said = rows.values_list("predecessor_code", "successor_code", "kind", "year")
    return sorted(
        {
            Step(("", old), ("", new), f"{OF_UNIT}{kind}", year)
            for old, new, kind, year in said
        }
    )


def of_year(held: list[Record], code: str, programme: str) -> list[list[Found]]:
    """The year itself: it is always told."""
    return [[Found(record.publication, TOLD)] for record in held]


def chapter_found(
    held: list[Record], rows: dict[int, Any], programme: str
) -> list[list[Found]]:
    """A right or a group; in another edition only under its own name."""
    meant = _meant(held, rows, programme)
    return [[_chapter(rows.get(r.edition.pk), meant, r)] for r in held]


def _chapter(row: Any, meant: tuple[str, Any] | None, record: Record) -> Found:
    if meant is None or row is None:
        return Found(None, NOT_IN_PROGRAMME)
    programme, named = meant
    same = record.programme.code == programme or _same_name(row, named)
    return Found(row, TOLD) if same else Found(None, OTHER_PROGRAMME)


def _same_name(one: Any, other: Any) -> bool:
    """Whether two editions call a chapter alike, and hold it for the same kind."""
    if getattr(one, "kind", "") != getattr(other, "kind", ""):
        return False
    names = ((one.name_es, other.name_es), (one.name_en, other.name_en))
    return any(a and a == b for a, b in names)


def of_action(held: list[Record], code: str, programme: str) -> list[list[Found]]:
    """The action with what it came from and became: several rows where it was apart."""
    own = {r.edition.pk: r for r in held}
    rows = _rows(PublishedAction.objects.filter(code=code), held)
    meant = _meant(held, rows, programme)
    if meant is None:
        return [[] for _record in held]
    same = lineage(list(own), (meant[0], code))
    codes = {action for _programme, action in same}
    found: dict[int, list[Found]] = {pk: [] for pk in own}
    wanted = PublishedAction.objects.filter(publication__in=own, code__in=codes)
    for row in wanted.order_by("code"):
        if (own[row.publication_id].programme.code, row.code) in same:
            found[row.publication_id].append(Found(row, TOLD))
    return [_in_use(each) or [Found(None, NOT_IN_PROGRAMME)] for each in found.values()]


def _in_use(each: list[Found]) -> list[Found]:
    """Of one commitment's actions in a year, those cited or in force; all, if none."""
    return [one for one in each if one.row.lines or one.row.in_force] or each


def of_unit(held: list[Record], code: str, programme: str) -> list[list[Found]]:
    """The unit with what it came from and became: several rows where it was apart."""
    editions = [record.edition.pk for record in held]
    wanted = PublishedUnit.objects.filter(publication__in=editions)
    found: dict[int, list[Found]] = {pk: [] for pk in editions}
    codes = unit_lineage(editions, code)
    for row in wanted.filter(code__in=codes).order_by("code"):
        found[row.publication_id].append(_unit(row))
    return [each or [Found(None, ABSENT)] for each in found.values()]


def unit_found(
    held: list[Record], rows: dict[int, Any], programme: str
) -> list[list[Found]]:
    """A unit, told where it is approved."""
    return [[_unit(rows.get(record.edition.pk))] for record in held]


def _unit(row: PublishedUnit | None) -> Found:
    if row is None:
        return Found(None, ABSENT)
    approved = row.status == PublishedUnit.Status.APPROVED
    return Found(row, TOLD if approved else row.status)


def _rows(rows: Any, held: list[Record]) -> dict[int, Any]:
    """The row of each record's publication, by its key."""
    editions = [record.edition.pk for record in held]
    return {row.publication_id: row for row in rows.filter(publication__in=editions)}


def _meant(
    held: list[Record], rows: dict[int, Any], programme: str
) -> tuple[str, Any] | None:
    """The edition that a code is meant in, the newest or the one named, and its row."""
    for record in reversed(held):
        if record.edition.pk in rows and programme in ("", record.programme.code):
            return record.programme.code, rows[record.edition.pk]
    return None


def by_rows(level: str) -> Callable:
    """Finds what has at most one row in each publication, by its code."""
    model, found = TABLES[level]

    def find(held: list[Record], code: str, programme: str) -> list[list[Found]]:
        return found(held, _rows(model.objects.filter(code=code), held), programme)

    return find


def all_found(
    held: list[Record], level: str, programme: str
) -> Iterator[tuple[Any, list[list[Found]]]]:
    """Everything of a level, by code: its newest row, and each year's; one query."""
    model, found = TABLES[level]
    editions = [record.edition.pk for record in held]
    rows: dict[str, dict[int, Any]] = {}
    for row in model.objects.filter(publication__in=editions).order_by("code"):
        rows.setdefault(row.code, {})[row.publication_id] = row
    for own in rows.values():
        if meant := _meant(held, own, programme):
            yield meant[1], found(held, own, programme)


TABLES: dict[str, tuple[Any, Callable]] = {
    "right": (PublishedRight, chapter_found),
    "group": (PublishedGroup, chapter_found),
    "unit": (PublishedUnit, unit_found),
}
FINDERS = {
    "year": of_year,
    "action": of_action,
    **{level: by_rows(level) for level in TABLES},
    "unit": of_unit,
}
