"""Whether the site can do its job, as a machine that watches it asks.

`failing` (503): it cannot do its job for readers or for writers. `degraded` (200): it
does, and somebody should look today. Nothing here is private: no figure of a budget,
no path, no name or version of what the site runs on.
"""

import functools
import shutil
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from budgeting import sending
from hrbudget.backup.folders import backups_in
from hrbudget.database.launcher import DatabaseUnavailable
from programme import trail
from reporting import finishing

OK, DEGRADED, FAILING = "ok", "degraded", "failing"
WORST_FIRST = (FAILING, DEGRADED, OK)
PATIENCE = "3s"  # what the database may take for one question
UNSEALED = 60  # seconds that a committed entry of the trail may wait for its seal
UNSENT = timedelta(minutes=15)  # that a letter may wait beyond its moment
FREE_SHARE, FREE_BYTES = 0.05, 500 * 1024**2
BACKUP_HOURS = 26  # a day, and two hours for a night that is busy

Finding = dict[str, Any]


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """The state of the whole and of each part; 503 only where the whole is failing."""
    checks = {**database_checks(), "disk": disk()}
    if settings.BACKUP_DIR:
        checks["backup"] = backup()
    found = {check["status"] for check in checks.values()}
    status = next(one for one in WORST_FIRST if one in found)
    answer = {"status": status, "version": settings.VERSION, "checks": checks}
    return JsonResponse(
        answer,
        status=503 if status == FAILING else 200,
        headers={"Cache-Control": "no-store"},
    )


def database_checks() -> dict[str, Finding]:
    """What only the database knows; that it does not answer, where it does not."""
    try:
        return {"database": {"status": OK}, **answered()}
    except (Error, DatabaseUnavailable):
        return {"database": finding(FAILING, "The database does not answer.")}


def answered() -> dict[str, Finding]:
    """The answers of the database.

    A connection kept from before a restart of the database is no reason to say that
    it does not answer: a new one is tried.
    """
    try:
        return asked()
    except Error:
        if connection.in_atomic_block:
            raise
        connection.close()
        return asked()


def asked() -> dict[str, Finding]:
    """One short transaction of few questions."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', %s, true)", [PATIENCE])
        cursor.execute("select current_setting('transaction_read_only') = 'on'")
        only_reads = cursor.fetchone()[0]
        cursor.execute("select app, name from django_migrations")
        missing = migrations() - set(cursor.fetchall())
        checks = {"migrations": migrated(len(missing)), "writing": writing(only_reads)}
        if missing:
            return checks
        return {**checks, "sealer": sealer(), **mail(), "publications": publications()}


@functools.cache
def migrations() -> frozenset[tuple[str, str]]:
    """The migrations that this code needs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def migrated(missing: int) -> Finding:
    """Whether the database is the one that this code needs."""
    if missing:
        return finding(FAILING, f"{missing} migrations are not applied.")
    return {"status": OK}


def writing(only_reads: bool) -> Finding:
    """Whether people can save: not in read-only mode, which is said and is no fault."""
    if settings.READ_ONLY:
        return {"status": OK, "mode": "read-only"}
    if only_reads:
        return finding(FAILING, "The database only reads, and read-only mode is off.")
    return {"status": OK}


def sealer() -> Finding:
    """Whether what commits is sealed within a minute; in read-only mode it rests."""
    age = round(trail.unsealed_age())
    if age > UNSEALED and not settings.READ_ONLY:
        return finding(DEGRADED, "The trail is not being sealed.", seconds=age)
    return {"status": OK, "seconds": age}


def mail() -> dict[str, Finding]:
    """Whether letters are sent in time, where this site sends any."""
    if settings.READ_ONLY or not settings.SENDS_MAIL:
        return {}
    left = sending.left_behind()
    if left.oldest is not None and (late := datetime.now(UTC) - left.oldest) > UNSENT:
        seconds = round(late.total_seconds())
        return {"mail": finding(DEGRADED, "Letters wait to be sent.", seconds=seconds)}
    if left.given_up:
        detail = "Letters of this week could not be sent."
        return {"mail": finding(DEGRADED, detail, letters=left.given_up)}
    return {"mail": {"status": OK}}


def publications() -> Finding:
    """Whether what follows a publication was made, and it is shown to the public."""
    if left := finishing.unfinished(finishing.LOOKED_AT):
        detail = "Files or pictures of a publication were not made."
        if any(one.waits for one in left):
            detail += " The public does not see it yet."
        return finding(DEGRADED, detail, publications=len(left))
    return {"status": OK}


def disk() -> Finding:
    """Whether the disk of the data folder has room left."""
    folders = (settings.DATA_DIR, *settings.DATA_DIR.parents)
    usage = shutil.disk_usage(next(one for one in folders if one.exists()))
    if usage.free < max(FREE_BYTES, FREE_SHARE * usage.total):
        return finding(DEGRADED, "Less than 5 % or 500 MB of the disk is free.")
    return {"status": OK}


def backup() -> Finding:
    """Whether there is a finished backup of the last day."""
    made = backups_in(settings.BACKUP_DIR)
    if not made:
        return finding(DEGRADED, "There is no finished backup.")
    hours = round((datetime.now(UTC) - made[0].made_at).total_seconds() / 3600, 1)
    if hours > BACKUP_HOURS:
        return finding(DEGRADED, "The last backup is too old.", hours=hours)
    return {"status": OK, "hours": hours}


def finding(status: str, detail: str, **facts: float) -> Finding:
    """A check that is not well, and why."""
    return {"status": status, "detail": detail, **facts}
