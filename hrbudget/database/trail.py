"""What keeps the trail whole after each migration, whatever tables it recorded before.

The owner's work: the view over all entries, triggers that let nobody change an entry
or go past the trail, and functions that write entries with the owner's right alone.
"""

from typing import Any

from django.db import models
from django.db.backends.utils import CursorWrapper
from pghistory.core import event_models

from hrbudget.database.launcher import APPLICATION

VIEW, APART = "trail_entry", "trail_rows_apart"
OWN = ["programme_traillink", "programme_trailseal", "pghistory_context"]
ASKED = [
    "trail_seal()",
    "trail_settled()",
    "trail_text(bigint, boolean)",
    "trail_unsealed_seconds()",
]
SAFE_PATH = "search_path = pg_catalog, public, pg_temp"


def forget_views(cursor: CursorWrapper) -> None:
    """Take the views away, so that a migration may change what they read."""
    cursor.execute(f"drop view if exists {VIEW}, {APART}")


def keep_trail(cursor: CursorWrapper) -> None:
    """Make the view anew, and hold the application's role to adding entries."""
    if not _installed(cursor):  # a migration back to before the trail
        return
    entries = _there(cursor)
    for view, branch in ((VIEW, _entries_of), (APART, _rows_apart)):
        cursor.execute(
            f"create view {view} as {' union all '.join(map(branch, entries))}"
        )
        cursor.execute(f"grant select on {view} to {APPLICATION}")
    _secure_functions(cursor)
    for model in entries:
        _guard(cursor, model)
    kept = ", ".join([*OWN, *(one._meta.db_table for one in entries)])
    cursor.execute(f"revoke insert, update, delete on {kept} from {APPLICATION}")
    cursor.execute(f"revoke all on sequence trail_entry_id from {APPLICATION}")


def _installed(cursor: CursorWrapper) -> bool:
    cursor.execute("select to_regprocedure('trail_seal()') is not null")
    return cursor.fetchone()[0]


def _there(cursor: CursorWrapper) -> list[type[models.Model]]:
    """The models of the tables of entries that this state of the migrations has."""
    known = {one._meta.db_table: one for one in event_models()}
    cursor.execute(
        "select name from unnest(%s::text[]) name where to_regclass(name) is not null"
        " order by name",
        [list(known)],
    )
    return [known[name] for (name,) in cursor.fetchall()]


def _entries_of(model: type[models.Model]) -> str:
    """One table's entries: number, table, key, what happened, when, why, the row.

    `place` is what the table's entries are looked up by (programme.trail.tracked).
    """
    recorded: Any = model.pgh_tracked_model  # type: ignore[attr-defined]
    (index,) = [one for one in model._meta.indexes if one.name.endswith("_place")]
    place = model._meta.get_field(index.fields[0]).column  # type: ignore[union-attr]
    return (
        f"select e.pgh_id as entry, '{recorded._meta.db_table}'::text as source,"
        f" e.{place}::bigint as place,"
        f" e.{recorded._meta.pk.column}::bigint as row_id, e.pgh_label as label,"
        " e.pgh_created_at as at, e.pgh_context_id as context_id,"
        f" {_said('e', model)} as said from {model._meta.db_table} e"
    )


def _rows_apart(model: type[models.Model]) -> str:
    """One table's rows that are not as their last entry says."""
    recorded: Any = model.pgh_tracked_model  # type: ignore[attr-defined]
    table, key = recorded._meta.db_table, recorded._meta.pk.column
    last = (
        f"select distinct on (e.{key}) e.{key} as key, {_said('e', model)} as said,"
        f" e.pgh_label <> 'delete' as there from {model._meta.db_table} e"
        f" order by e.{key}, e.pgh_id desc"
    )
    rows = f"select t.{key} as key, {_said('t', model)} as said from {table} t"
    return (
        f"select '{table} ' || key as place, case"
        " when entry.said is null then 'was added without an entry'"
        " when now.said is null then 'was removed without an entry'"
        " when not entry.there then 'was put back without an entry'"
        " else 'was changed without an entry' end as what"
        f" from ({last}) entry full join ({rows}) now using (key)"
        " where coalesce(entry.there, false) <> (now.said is not null)"
        " or now.said <> entry.said"
    )


def _said(alias: str, model: type[models.Model]) -> str:
    """What the trail keeps of a row, as JSON.

    Empty columns are left out, but not within a column of JSON: that is told as it is.
    (One that may be empty came later, and is left out where it is: it holds no nulls.)
    """
    recorded: Any = model.pgh_tracked_model  # type: ignore[attr-defined]
    kept = {one.column for one in model._meta.fields}
    own = [one for one in model._meta.fields if one.name.startswith("pgh_")]
    left_out = [one for one in recorded._meta.fields if one.column not in kept]
    fields = model._meta.fields
    whole = [one for one in fields if isinstance(one, models.JSONField)]
    told = [one.attname for one in whole if not one.null]
    apart = ",".join([one.column or "" for one in [*own, *left_out]] + told)
    as_it_is = ", ".join(f"'{name}', {alias}.{name}" for name in told)
    return (
        f"jsonb_strip_nulls(to_jsonb({alias}) - '{{{apart}}}'::text[])"
        f" || jsonb_build_object({as_it_is})"
    )


def _secure_functions(cursor: CursorWrapper) -> None:
    """Triggers write entries as the owner, and no session setting switches them off."""
    cursor.execute(
        "create or replace function _pgtrigger_should_ignore(trigger_name name)"
        " returns boolean language sql immutable as 'select false'"
    )
    cursor.execute(
        "select oid::regprocedure::text from pg_proc"
        " where pronamespace = 'public'::regnamespace and proname like 'pgtrigger\\_%%'"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"alter function {function} security definer set {SAFE_PATH}")
    _keep_to_ourselves(cursor)


def _keep_to_ourselves(cursor: CursorWrapper) -> None:
    """What works with the owner's right is nobody's to call or to put on a table of
    their own, but for what the application asks of the trail."""
    cursor.execute(
        "select oid::regprocedure::text from pg_proc"
        " where pronamespace = 'public'::regnamespace and prosecdef"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"revoke execute on function {function} from public")
    asked = ", ".join(ASKED)
    cursor.execute(f"grant execute on function {asked} to {APPLICATION}")


def _guard(cursor: CursorWrapper, model: type[models.Model]) -> None:
    """No entry changes; no recorded table is emptied, and no key changes, unseen."""
    recorded: Any = model.pgh_tracked_model  # type: ignore[attr-defined]
    entries, table = model._meta.db_table, recorded._meta.db_table
    key = recorded._meta.pk.column
    for name, event, on, level, function in (
        ("append_only", "update or delete or truncate", entries, "statement", "append"),
        ("recorded_no_truncate", "truncate", table, "statement", "append"),
        ("recorded_key_fixed", f"update of {key}", table, "row", "key"),
    ):
        changed = f" when (old.{key} is distinct from new.{key})"
        cursor.execute(
            f"create or replace trigger {name} before {event} on {on}"
            f" for each {level}{changed if level == 'row' else ''}"
            f" execute function trail_{function}_only()"
        )
