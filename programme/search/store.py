"""The indexes that this process keeps, each until its programme changes."""

from django.db import connection

from programme.models import Action, Programme, Right
from programme.search.index import Found, Index

# Where a row stands and which transaction wrote it change whenever the row does, so
# this changes with any change of the catalogue's texts, by whatever road it came.
VERSION = """
select
  (select sum(hashtidextended(ctid, xmin::text::bigint)) from programme_action
    where programme_id = %(programme)s),
  (select sum(hashtidextended(ctid, xmin::text::bigint)) from programme_right
    where programme_id = %(programme)s)
"""
_kept: dict[int, tuple[tuple, Index]] = {}


def index_of(programme: Programme) -> Index:
    """The programme's index; built when there is none or the catalogue has changed."""
    version = version_of(programme)
    kept = _kept.get(programme.pk)
    if kept is None or kept[0] != version:
        kept = _kept[programme.pk] = version, build_index(programme)
    return kept[1]


def version_of(programme: Programme) -> tuple:
    """What differs whenever anything that the index holds has changed; one query."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION, {"programme": programme.pk})
        return cursor.fetchone()


def build_index(programme: Programme) -> Index:
    """A fresh index of the programme's actions, in order of code; two queries."""
    rights = Right.objects.filter(programme=programme)
    chapters = {one.code: f"{one.name_es} {one.name_en}" for one in rights}
    actions = Action.objects.filter(programme=programme).order_by("code")
    rows = actions.values_list(
        "pk",
        "code",
        "serial",
        "text_es",
        "text_en",
        "term",
        "right__code",
        "retired_from",
    )
    return Index([Found(*row) for row in rows], chapters)
