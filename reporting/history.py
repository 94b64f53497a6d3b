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

    In a year of another edition it is the action's predecessor or successor, if any.
    """
    editions = {edition.pk: edition for edition in records.on_record}
    same = lineage(list(editions), (programme, code))
    mains = PublishedProgramme.objects.filter(publication__in=editions, is_main=True)
    programme_of = dict(mains.values_list("publication", "code"))
    rows = PublishedAction.objects.filter(
        publication__in=editions, code__in={action for _, action in same}
    )
    seasons = []
    for row in rows.order_by("code"):
        if (programme_of[row.publication_id], row.code) in same:
            seasons.append(Season(editions[row.publication_id], row))
    seen = {season.edition for season in seasons}
    seasons += [Season(e, None) for e in editions.values() if e not in seen]
    return sorted(seasons, key=lambda season: -season.edition.year)
