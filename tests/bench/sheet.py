"""What saving a whole table costs: save_lines beside the bare INSERTs of its rows.

Run by `make bench` on the reference city that it has loaded; nothing stays of it. The
bare statements are two: every line in one INSERT, every citation in another, with the
rules of the tables in force and the trail's triggers off.
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
    numbers = list(range(LINES))
    codes = [f"{framework.code}-{number}" for number in numbers]
    with transaction.atomic(), connection.cursor() as cursor:
        place = [desk.proposal.pk, framework.pk, codes, numbers]
        cursor.execute(LINE_SQL, place)
        keys = [key for (key,) in cursor.fetchall()]
        rows = [
            (keys[number], action.pk, action.programme_id, share)
            for number in numbers
            for action, share in cited(desk, number)
        ]
        cursor.execute(
            CITATION_SQL, [list(column) for column in zip(*rows, strict=True)]
        )


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
    times: dict[str, list[float]] = {"on": [], "off": [], "bare": []}
    for _ in range(ROUNDS):
        for how, name in (("disable", "off"), ("enable", "on")):
            switch(how)
            took(desk, by_table)  # a fresh connection warms up
            times[name].append(took(desk, by_table))
            if name == "off":
                times["bare"].append(took(desk, bare))
    return _compare(times, "on", 3.2) & _compare(times, "off", 2.0)


def _compare(times: dict[str, list[float]], name: str, limit: float) -> bool:
    pairs = zip(times[name], times["bare"], strict=True)
    ratio = statistics.median(one / other for one, other in pairs)
    took_ms = statistics.median(times[name]) * 1000
    shown = f"{ratio:.2f} ({took_ms:.0f} ms)"
    what = f"save 200 lines in the table, trail {name}, to bare INSERTs"
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
