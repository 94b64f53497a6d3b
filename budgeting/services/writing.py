"""Many lines and citations saved by sets: a statement for each kind of change."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import F, Model, Value
from django.db.models.functions import Cast, Concat

from budgeting.models import Citation, SpendingLine
from budgeting.services.citing import Wanted
from budgeting.services.standing import LINE

SAVED = tuple(name.removesuffix("_id") for name in LINE) + ("version",)


def write_lines(lines: Sequence[SpendingLine], had: Mapping[int, str]) -> None:
    """Save these lines, new ones and changed ones, each with a checked code.

    `had` is the code that each changed line had: two of them may exchange theirs.
    """
    if keys := _giving_up(lines, had):
        code = SpendingLine._meta.get_field("code")
        for_now = Concat(Value("~"), Cast(F("pk"), code))
        SpendingLine.objects.filter(pk__in=keys).update(code=for_now)
    if changed := [line for line in lines if line.pk]:
        SpendingLine.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["id"], update_fields=SAVED
        )
    if fresh := [line for line in lines if not line.pk]:
        keys = insert(SpendingLine, [_row(line) for line in fresh])
        for line, key in zip(fresh, keys, strict=True):
            line.pk, line._state.adding = key, False


def _giving_up(lines: Sequence[SpendingLine], had: Mapping[int, str]) -> list[int]:
    """The keys of the lines whose code another of these takes."""
    kept = [line for line in lines if not line.removed_at]
    wanted = Counter(line.code for line in kept)
    wanted.subtract(line.code for line in kept if had.get(line.pk) == line.code)
    return [pk for pk, code in had.items() if wanted[code] > 0]


def write_citations(
    before: Iterable[Citation],
    wanted: Mapping[int, Mapping[int, Wanted]],
    keys: Mapping[tuple[int, int], int] | None = None,
) -> None:
    """Make lines that cited `before` cite what is wanted, by line and by action.

    Citations that stay keep their keys; `keys` are those of citations that come back.
    """
    had = {(one.line_id, one.action_id): one for one in before}
    fresh, changed = [], []
    for line, of_line in wanted.items():
        for action, one in of_line.items():
            old = had.pop((line, action), None)
            if old is None:
                own = {"id": keys[line, action]} if keys else {}
                fresh.append({**own, "line_id": line, **one._asdict()})
            elif _terms(old) != _terms(one):
                changed.append(Citation(pk=old.pk, line_id=line, **one._asdict()))
    if had:
        Citation.objects.filter(pk__in=[one.pk for one in had.values()]).delete()
    if changed:
        Citation.objects.bulk_update(changed, ["share", "strength", "justification"])
    if fresh:
        insert(Citation, fresh)


def insert(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows, given by column, in one statement; their keys, in the same order.

    As one JSON text: a table of 200 lines is written in half the time of bulk_create.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(map(connection.ops.quote_name, rows[0]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} ({columns}) select {columns}"  # noqa: S608
            f" from jsonb_populate_recordset(null::{table}, %s) returning id",
            [json.dumps(rows, default=str)],
        )
        return [key for (key,) in cursor.fetchall()]


def _row(line: SpendingLine) -> dict[str, Any]:
    """The columns of a line but for its key."""
    told = {name: getattr(line, name) for name in LINE}
    return {**told, "proposal_id": line.proposal_id, "version": line.version}


def _terms(row: Citation | Wanted) -> tuple[int, str, str]:
    return row.share, row.strength, row.justification
