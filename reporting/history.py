"""What became of an action in every year on record."""

from typing import NamedTuple

from reporting.kept import Edition, Records
from reporting.lineage import lineage
from reporting.models import PublishedAction, PublishedProgramme


class Season(NamedTuple):
    """One year on record, and the action's row in it if its programme had it."""

    edition: Edition
    action: PublishedAction | None


def history_of(records: Records, programme: str, code: str) -> list[Season]:
    """Every year on record, newest first, with what the action was in it.

    In a year of another edition it is the action's predecessor or successor, if any;
    of several, those that the year cites or has in force.
    """
    editions = {edition.pk: edition for edition in records.on_record}
    same = lineage(list(editions), (programme, code))
    mains = PublishedProgramme.objects.filter(publication__in=editions, is_main=True)
    programme_of = dict(mains.values_list("publication", "code"))
    rows = PublishedAction.objects.filter(
        publication__in=editions, code__in={action for _, action in same}
    )
    found: dict[int, list[PublishedAction]] = {}
    for row in rows.order_by("code"):
        if (programme_of[row.publication_id], row.code) in same:
            found.setdefault(row.publication_id, []).append(row)
    seasons = [
        Season(edition, row)
        for key, edition in editions.items()
        for row in _in_use(found.get(key, [])) or [None]
    ]
    return sorted(seasons, key=lambda season: -season.edition.year)


def _in_use(rows: list[PublishedAction]) -> list[PublishedAction]:
    """Of one commitment's actions in a year, those cited or in force; all, if none."""
    return [row for row in rows if row.lines or row.in_force] or rows
