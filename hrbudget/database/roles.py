"""What the application's own role may do: everything but rewrite history."""

from django.db.backends.utils import CursorWrapper

from hrbudget.database.launcher import APPLICATION

APPEND_ONLY = [
    "budgeting_event",
    "budgeting_submission",
    "budgeting_contribution",
    "budgeting_controlfile",
    "budgeting_controltotal",
    "budgeting_registeredexception",
    "budgeting_reply",
    "budgeting_signalanswer",
    "programme_spentcode",
    "reporting_unitpart",
]
NEVER_DELETED = [
    "budgeting_observation",
    "budgeting_observationcode",
    "budgeting_extension",
    "budgeting_ceilingexception",
    "budgeting_letter",
    "programme_loadrequest",
    "programme_rolegrant",
    "reporting_pendingpublication",
]
FIXED = ["django_migrations", "auth_group"]  # the roles are what migrations made them
OPERATORS_OWN = ["django_migrations", "programme_restoration"]  # the owner's to write
PUBLICATION_TABLES = "reporting_publi%"  # method.md, 5: their names begin with Publi


def make_application_role(cursor: CursorWrapper) -> None:
    """Make sure that the application's role exists and that the owner may take it."""
    cursor.execute("select 1 from pg_roles where rolname = %s", [APPLICATION])
    if not cursor.fetchone():
        cursor.execute(f"create role {APPLICATION}")
    cursor.execute(
        "select rolsuper or pg_has_role(current_user, %s, 'member')"
        " from pg_roles where rolname = current_user",
        [APPLICATION],
    )
    if not cursor.fetchone()[0]:
        cursor.execute(f"grant {APPLICATION} to current_user")


def grant_application_role(cursor: CursorWrapper) -> None:
    """Give the application's role its rights on every table; run after each migrate.

    It may read and write rows; of the trail and of publications it may only add
    (a publication may be sealed once, which its trigger sees to).
    """
    make_application_role(cursor)
    schema = "all {} in schema public"
    for statement in (
        f"revoke all on {schema.format('tables')} from public, {APPLICATION}",
        f"grant usage on schema public to {APPLICATION}",
        f"grant select, insert, update, delete on {schema.format('tables')}"
        f" to {APPLICATION}",
        f"grant usage, select on {schema.format('sequences')} to {APPLICATION}",
        f"revoke insert, update, delete on {', '.join(FIXED)} from {APPLICATION}",
    ):
        cursor.execute(statement)
    for table in OPERATORS_OWN:
        cursor.execute("select to_regclass(%s) is not null", [table])
        if cursor.fetchone()[0]:
            written = f"insert, update, delete on {table}"
            cursor.execute(f"revoke {written} from {APPLICATION}")
    for table in NEVER_DELETED:
        cursor.execute("select to_regclass(%s) is not null", [table])
        if cursor.fetchone()[0]:  # not there after a migration back
            cursor.execute(f"revoke delete on {table} from {APPLICATION}")
    cursor.execute(
        "select relname from pg_class where relkind = 'r'"
        " and relnamespace = 'public'::regnamespace"
        " and (relname = any(%s) or relname like %s)",
        [APPEND_ONLY, PUBLICATION_TABLES],
    )
    for (table,) in cursor.fetchall():
        kept = "delete" if table == "reporting_publication" else "update, delete"
        cursor.execute(f'revoke {kept} on "{table}" from {APPLICATION}')
