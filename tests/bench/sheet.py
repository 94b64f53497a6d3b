"""What saving a whole table costs: save_lines beside the bare INSERTs of its rows.

Run by `make bench` on the reference city that it has loaded; nothing stays of it. The
bare statements are two, INSERT … VALUES with a parameter a value: every line in one,
every citation in the other, with the rules of the tables in force and the trail's
triggers off. Beside them, without a limit, the leanest that we found to write the rows.
"""

import gzip
import os
import statistics
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from budgeting import services  # noqa: E402
from budgeting.models import PolicyFramework  # noqa: E402
from programme.trail import acting  # noqa: E402
from tests.bench.__main__ import say  # noqa: E402
from tests.bench.trail import LINES, Desk, cited, switch, took  # noqa: E402

ROUNDS = 15


def drafts_of(desk: Desk, framework: PolicyFramework) -> list[services.LineDraft]:
    """200 lines and 300 citations, as the table sends them."""
    return [
        services.LineDraft(
            framework.pk,
            {
                "code": f"{framework.code}-{number}",
                "object_code": "4411",
                "description": "Apoyos a la población",
                "amount": "1000.00",
            },
            citations=[
                services.CitedAction(one) for one, _share in cited(desk, number)
            ],
        )
        for number in range(LINES)
    ]


def by_table(desk: Desk, framework: PolicyFramework) -> None:
    """The table's service."""
    drafts = drafts_of(desk, framework)
    services.save_lines(desk.proposal, by=desk.officer, drafts=drafts, whole=True)


def bare(desk: Desk, framework: PolicyFramework) -> None:
    """The same rows in the two INSERTs that they need, as plain SQL."""
    place = (desk.proposal.pk, framework.pk)
    lines = [
        (*place, f"{framework.code}-{n}", *WRITTEN, n, 1, "{}", None, None, None)
        for n in range(LINES)
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        keys = insert_values(cursor, "spendingline", LINE_COLUMNS, lines)
        rows = [
            (keys[n], action.pk, action.programme_id, share, "", "")
            for n in range(LINES)
            for action, share in cited(desk, n)
        ]
        insert_values(cursor, "citation", CITATION_COLUMNS, rows)


def least(desk: Desk, framework: PolicyFramework) -> None:
    """The same rows with a parameter a column, what never differs in the statement."""
    codes = [f"{framework.code}-{n}" for n in range(LINES)]
    with transaction.atomic(), connection.cursor() as cursor:
        place = [desk.proposal.pk, framework.pk, codes, list(range(LINES))]
        cursor.execute(LINE_SQL, place)
        keys = [key for (key,) in cursor.fetchall()]
        rows = [
            (keys[n], action.pk, action.programme_id, share)
            for n in range(LINES)
            for action, share in cited(desk, n)
        ]
        columns = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(CITATION_SQL, columns)


def insert_values(cursor, table: str, columns: str, rows: list[tuple]) -> list[int]:
    """One INSERT of these rows; their keys."""
    one = f"({', '.join(['%s'] * len(rows[0]))})"
    cursor.execute(
        f"insert into budgeting_{table} ({columns})"  # noqa: S608
        f" values {', '.join([one] * len(rows))} returning id",
        [value for row in rows for value in row],
    )
    return [key for (key,) in cursor.fetchall()]


WRITTEN = ("4411", "Apoyos a la población", "1000.00", "", "{}", "", "")
LINE_COLUMNS = """proposal_id, framework_id, code, object_code, description, amount,
    territory, classification, screened, screened_reason, position, version, pending,
    copied_from_id, confirmed_at, removed_at"""
CITATION_COLUMNS = "line_id, action_id, programme_id, share, strength, justification"
LINE_SQL = """
    insert into budgeting_spendingline (proposal_id, framework_id, code, object_code,
        description, amount, territory, classification, screened, screened_reason,
        position, version, pending)
    select %s, %s, code, '4411', 'Apoyos a la población', 1000.00, '', '{}', '', '',
        at, 1, '{}'
    from unnest(%s::text[], %s::int[]) as row (code, at) order by at returning id
"""
CITATION_SQL = """
    insert into budgeting_citation (line_id, action_id, programme_id, share, strength,
        justification)
    select *, '', '' from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::int[])
"""


def bench_table(desk: Desk) -> bool:
    """The table's save with the trail on and off, against the bare statements."""
    times: dict[str, list[float]] = {"on": [], "off": [], "bare": [], "least": []}
    for _ in range(ROUNDS):
        for how, name in (("disable", "off"), ("enable", "on")):
            switch(how)
            took(desk, by_table)  # a fresh connection warms up
            times[name].append(took(desk, by_table))
            if name == "off":
                times["bare"].append(took(desk, bare))
                times["least"].append(took(desk, least))
    kept = [_compare(times, "on", "bare", 3.2), _compare(times, "off", "bare", 2.0)]
    _compare(times, "on", "least", None)
    return all(kept)


def _compare(
    times: dict[str, list[float]], name: str, other: str, limit: float | None
) -> bool:
    pairs = zip(times[name], times[other], strict=True)
    ratio = statistics.median(one / other for one, other in pairs)
    shown = f"{ratio:.2f} ({statistics.median(times[name]) * 1000:.0f} ms)"
    what = f"save 200 lines in the table, trail {name}, to {other} INSERTs"
    if limit is None:
        return say(what, shown, "(no limit)", True)
    return say(what, shown, f"<= {limit:.2f}", ratio <= limit)


def bench_queries(desk: Desk) -> bool:
    """How many statements one save sends."""
    framework = desk.framework()
    with acting(by=desk.officer), CaptureQueriesContext(connection) as asked:
        by_table(desk, framework)
    sent = [one for one in asked if one["sql"] not in ("BEGIN", "COMMIT")]
    what = "save 200 lines, 300 citations in the table, queries"
    return say(what, str(len(sent)), "<= 10", len(sent) <= 10)


def bench_page(desk: Desk) -> bool:
    """What the page of 300 lines weighs, and a line of it."""
    framework = desk.framework()
    drafts = drafts_of(desk, framework)
    more = [one._replace(values=dict(one.values)) for one in drafts[:100]]
    for number, one in enumerate(more):
        one.values["code"] = f"{framework.code}-more-{number}"  # type: ignore[index]
    weights = {}
    for part in (drafts[:10], drafts[10:] + more):
        services.save_lines(desk.proposal, by=desk.officer, drafts=part, whole=True)
        weights[framework.lines.count()] = page_weight(desk, framework)
    few, many = sorted(weights)
    each = (weights[many] - weights[few]) / (many - few)
    total = weights[many] / 1024
    light = say(
        "page of 300 lines, compressed", f"{total:.0f} KB", "200 KB", total <= 200
    )
    return light & say("each line of it", f"{each:.0f} bytes", "2048", each < 2048)


def page_weight(desk: Desk, framework: PolicyFramework) -> int:
    """Bytes of the table's page, compressed as a server would."""
    client = Client(headers={"host": "localhost"})
    client.force_login(desk.officer)
    page = client.get(reverse("budgeting:line_grid", args=[framework.pk]))
    assert page.status_code == 200, page
    return len(gzip.compress(page.content, compresslevel=6))


def main() -> int:
    """All of them; 1 when a limit was missed."""
    desk = Desk(2102)
    results = [bench_table(desk), bench_queries(desk), bench_page(desk)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
