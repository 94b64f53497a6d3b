"""What it costs to read a page of a year of 20,000 lines, and of 1,000,000.

Run by `make bench` on the reference city that it has loaded; all of it is rolled back.
Each page is asked for once, unkept; the statements that it sent are then explained, and
the blocks that they touch are counted. Both may be no more for the larger year, but for
one level of each index (SLACK); what is stored per unit and action is the same.
"""

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from budgeting.models import FiscalYear  # noqa: E402
from hrbudget.database.base import owner  # noqa: E402
from reporting import kept  # noqa: E402
from reporting.models import Publication, PublishedCitation  # noqa: E402
from reporting.paging import Cursor  # noqa: E402
from reporting.publishing.parts import keep_parts  # noqa: E402
from tests.bench.__main__ import say  # noqa: E402

SMALL, LARGE = (2104, 20_000), (2105, 1_000_000)
MODEL = 2011  # the year whose catalogue, units and numbers both years have
SLACK = 1.25
COPIED = (
    "publishedaction",
    "publishedright",
    "publishedgroup",
    "publishedstrategy",
    "publishedprogramme",
    "publishedsuccession",
    "publishedunit",
)
# in the order in which publishing copies them, so that both years lie on disk alike;
# every unit has as many lines, one in fifty of them not linked; 150 actions are cited
LINES = """
    insert into reporting_publishedline (publication_id, unit_code, unit_name,
        framework_code, framework_name, function, code, object_code, description,
        amount, territory, classification, state, screened_reason, waiver_reason,
        waiver_by, waiver_on, actions)
    select %(new)s, u.code, u.name, 'F1', 'Actividad', '2.6',
        'L' || lpad(n::text, 7, '0'), '4411', 'Apoyos a la población, renglón ' || n,
        100 + n, '', '{}', case when n %% 50 = 0 then 'not_screened' else 'linked' end,
        '', '', '', null, ''
    from (select code, name, row_number() over (order by code) as turn
          from reporting_publishedunit
          where publication_id = %(new)s and status = 'approved') u,
        generate_series(1, %(lines)s / (select count(*) from reporting_publishedunit
            where publication_id = %(new)s and status = 'approved')) n
    order by u.code, n
"""
CITATIONS = """
    insert into reporting_publishedcitation (publication_id, line_id, unit_code,
        line_code, programme_code, main, right_code, action_code, text_es, text_en,
        share, strength, justification, amount_attributed)
    select %(new)s, l.id, l.unit_code, l.code, p.code, true, a.right_code, a.code, '',
        '', 10000, '', '', l.amount
    from reporting_publishedline l
    join reporting_publishedprogramme p on p.publication_id = %(new)s and p.is_main
    join (select code, right_code, row_number() over (order by code) as turn
          from reporting_publishedaction
          where publication_id = %(new)s and serial %% 12 = 0) a
        on a.turn = 1 + right(l.code, 7)::int %% 150
    where l.publication_id = %(new)s and l.state = 'linked'
    order by l.unit_code, l.code
"""


def copy_of_model(year: int) -> int:
    """An open publication of a year with everything of the model's but its lines."""
    model = Publication.objects.on_record().get(fiscal_year=MODEL)
    FiscalYear.objects.create(
        year=year, opens_on=f"{year}-01-01", closes_on=f"{year}-02-01"
    )
    new = Publication.objects.create(
        fiscal_year_id=year,
        number=1,
        stage=model.stage,
        numbers=model.numbers,
        linking=model.linking,
        currency=model.currency,
        method_version=model.method_version,
        published_at=now(),
        by_command=True,
    )
    with connection.cursor() as cursor:
        for table in COPIED:
            cursor.execute(
                "select string_agg(quote_ident(attname), ', ') from pg_attribute"
                " where attrelid = %s::regclass and attnum > 0 and not attisdropped"
                " and attname not in ('id', 'publication_id')",
                [f"reporting_{table}"],
            )
            columns = cursor.fetchone()[0]
            cursor.execute(
                f"insert into reporting_{table} (publication_id, {columns})"
                f" select %s, {columns} from reporting_{table}"
                " where publication_id = %s",
                [new.pk, model.pk],
            )
    return new.pk


def load(year: int, lines: int) -> None:
    """A sealed publication of a year with so many lines."""
    pk = copy_of_model(year)
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"new": pk, "lines": lines})
        cursor.execute("analyze reporting_publishedline")
        cursor.execute("set local enable_nestloop = off")  # 150 times a million
        cursor.execute(CITATIONS, {"new": pk})
        cursor.execute("set local enable_nestloop = on")
    keep_parts(Publication.objects.get(pk=pk))
    sealed = Publication.objects.filter(pk=pk)
    sealed.update(sealed=True, hash=f"{year:064}")


def addresses(year: int, action: str) -> dict[str, str]:
    """The pages that are read, of one year."""
    page, api = f"/es/years/{year}/", f"/api/v1/years/{year}/"
    far = str(Cursor(("26C001", "L0000100")))
    return {
        "year page": page,
        "right page": f"{page}rights/01/",
        "action page": f"{page}actions/{action}/",
        "unit page": f"{page}units/26C001/",
        "line page": f"{page}units/26C001/lines/L0000101/",
        "API, lines": f"{api}lines/",
        "API, lines further on": f"{api}lines/?after={far}",
        "API, lines of a right": f"{api}lines/?right=01",
        "API, lines of an action": f"{api}lines/?action={action}",
        "API, lines not linked": f"{api}lines/?linked=false",
        "API, funded actions": f"{api}actions/",
        "API, never funded": f"{api}never-funded/",
    }


def cost(client: Client, address: str) -> tuple[int, int]:
    """The statements that an address sends, and the blocks that they touch."""
    kept.forget()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    blocks = 0
    with connection.cursor() as cursor:
        for one in asked.captured_queries:
            if one["sql"].startswith("SELECT"):
                blocks += blocks_of(cursor, one["sql"])
    return len(asked), blocks


def blocks_of(cursor, statement: str) -> int:
    """The blocks of shared memory that a statement touches."""
    cursor.execute(f"explain (analyze, buffers, format json) {statement}")
    plan = cursor.fetchone()[0]
    plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def compare(action: str) -> bool:
    """Each page of both years, side by side."""
    client = Client(headers={"host": "localhost"})
    kept_all = []
    large = addresses(LARGE[0], action)
    for name, address in addresses(SMALL[0], action).items():
        queries, blocks = cost(client, address)
        more, touched = cost(client, large[name])
        ratio = touched / blocks
        shown = f"{queries} / {more}, {blocks} / {touched}"
        good = more <= queries and ratio <= SLACK
        what = f"{name}: queries, blocks at 20,000 / 1,000,000 lines"
        kept_all.append(say(what, shown, f"<= {SLACK} times", good))
    return all(kept_all)


def prepare() -> str:
    """Load both years and gather statistics; an action that their lines cite."""
    started = time.perf_counter()
    with connection.cursor() as cursor:  # millions of rows, made here and rolled back
        cursor.execute("set local session_replication_role = replica")
    for year, lines in (SMALL, LARGE):
        load(year, lines)
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = origin")
        cursor.execute("analyze")
    seconds = time.perf_counter() - started
    say("load both years by SQL", f"{seconds:.0f} s", "(no limit)", True)
    cited = PublishedCitation.objects.filter(publication__fiscal_year=SMALL[0])
    return cited.order_by("action_code").values_list("action_code", flat=True)[0]


def main() -> int:
    """All of it; 1 when a limit was missed."""
    with owner(connection):  # who alone may gather statistics, as autovacuum would
        connection.ensure_connection()
        with transaction.atomic():
            good = compare(prepare())
            transaction.set_rollback(True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
