"""The status board of 120 units and 150,000 lines: its queries, its time against SQL.

Run by `make bench` on the reference city that it has loaded; all of it is rolled back.
The statement beside it gives the same figures of every unit in one go, by hand.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from budgeting.models import FiscalYear, Proposal, YearProgramme  # noqa: E402
from budgeting.overview import Board, board_of, numbers_of  # noqa: E402
from hrbudget.database.base import owner  # noqa: E402
from programme.models import BudgetUnit, Programme, User  # noqa: E402
from tests.bench.__main__ import say  # noqa: E402

UNITS, LINES, YEAR, ROUNDS = 120, 150_000, 2103, 9
STATEMENT = """
    with line as not materialized (
        select l.* from budgeting_spendingline l
        join budgeting_proposal p on p.id = l.proposal_id
        where p.fiscal_year_id = %(year)s and p.status <> 'draft'
          and l.removed_at is null
    ), cited as not materialized (
        select line_id from budgeting_citation
        where programme_id = (select programme_id from budgeting_yearprogramme
                              where fiscal_year_id = %(year)s and is_main)
    ), counted as (
        select proposal_id, count(*) as lines, sum(amount) as amount
        from line group by 1
    ), linked as (
        select proposal_id, count(*) as lines, sum(amount) as amount from line
        where exists (select from cited where line_id = line.id) group by 1
    ), waived as (
        select proposal_id, count(*) as lines from line
        join budgeting_waiver w on w.line_id = line.id and w.lapsed_at is null
            and w.amount = line.amount and w.object_code = line.object_code
            and w.description = line.description
        where not exists (select from cited where cited.line_id = line.id) group by 1
    )
    select u.code, p.status, counted.lines, coalesce(linked.lines, 0),
           coalesce(waived.lines, 0), counted.amount, coalesce(linked.amount, 0),
           c.amount,
           (select max(until) from budgeting_extension e
            where e.fiscal_year_id = %(year)s and e.unit_id = u.id),
           (select count(*) from budgeting_observation o
            where o.proposal_id = p.id and o.resolution = ''),
           (select count(*) from budgeting_submission s where s.proposal_id = p.id),
           (select max(at) from budgeting_event e
            where e.proposal_id = p.id and e.to_status = 'returned')
    from programme_budgetunit u
    join budgeting_proposal p on p.unit_id = u.id and p.fiscal_year_id = %(year)s
    left join counted on counted.proposal_id = p.id
    left join linked on linked.proposal_id = p.id
    left join waived on waived.proposal_id = p.id
    left join budgeting_ceiling c on c.fiscal_year_id = %(year)s and c.unit_id = u.id
        and c.chapter is null
    order by u.code
"""
LINES_SQL = """
    insert into budgeting_spendingline (proposal_id, framework_id, code, object_code,
        description, amount, territory, classification, screened, screened_reason,
        position, version, pending)
    select f.proposal_id, f.id, 'L' || n, '4411',
        'Apoyos a la población, renglón ' || n, n * 10, '', '{}', '', '', n, 1, '{}'
    from budgeting_policyframework f
    join budgeting_proposal p on p.id = f.proposal_id,
    generate_series(1, %s) n
    where p.fiscal_year_id = %s
"""
CITATIONS_SQL = """
    insert into budgeting_citation (line_id, action_id, programme_id, share, strength,
        justification)
    select l.id, a.id, a.programme_id,
        case when l.position %% 2 = 0 then 5000 else 10000 end, '', ''
    from budgeting_spendingline l
    join budgeting_proposal p on p.id = l.proposal_id,
    generate_series(0, case when l.position %% 2 = 0 then 1 else 0 end) n
    join (select id, programme_id, row_number() over (order by id) as turn
          from programme_action where programme_id = %s) a
        on true
    where p.fiscal_year_id = %s and a.turn = 1 + (l.position + n) %% 2000
"""


def load() -> FiscalYear:
    """A year of 120 units whose proposals, of 1,250 lines each, wait for Finance."""
    programme = Programme.objects.get(kind="human_rights")
    today = date.today()
    year = FiscalYear.objects.create(
        year=YEAR, opens_on=today - timedelta(days=9), closes_on=today
    )
    YearProgramme.objects.create(fiscal_year=year, programme=programme, is_main=True)
    BudgetUnit.objects.update(obliged_from=None, obliged_until=None)
    units = BudgetUnit.objects.bulk_create(
        BudgetUnit(code=f"ZB{n:03}", name=f"Unidad {n}", kind="ministry")
        for n in range(UNITS)
    )
    proposals = Proposal.objects.bulk_create(
        Proposal(fiscal_year=year, unit=unit) for unit in units
    )
    year.ceilings.bulk_create(
        year.ceilings.model(fiscal_year=year, unit=unit, amount=Decimal("9999999.00"))
        for unit in units
    )
    needed = ("problem", "objective", "target_population", "expected_result")
    frameworks = proposals[0].frameworks.model
    frameworks.objects.bulk_create(
        frameworks(
            proposal=one,
            code="F1",
            name="Actividad",
            **dict.fromkeys(needed, "Texto"),
            unit_of_measure="Persona",
            physical_target=100,
            function="2.6",
        )
        for one in proposals
    )
    with connection.cursor() as cursor:
        cursor.execute(LINES_SQL, [LINES // UNITS, YEAR])
        cursor.execute(CITATIONS_SQL, [programme.pk, YEAR])
        cursor.execute(
            "update budgeting_proposal set status = 'submitted', submitted_at = now(),"
            " submitted_by_id = (select min(id) from programme_user)"
            " where fiscal_year_id = %s",
            [YEAR],
        )
    return year


def took(job: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def by_statement() -> list[tuple]:
    """The same by hand."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"year": YEAR})
        return cursor.fetchall()


def whole_board(year: FiscalYear) -> Board:
    """All that the page and the download read, and the year's live numbers."""
    board = board_of(year)
    numbers_of(board.rows)
    return board


def bench_time(year: FiscalYear) -> bool:
    """The board against the one statement, in turn; both say the same."""
    board, rows = whole_board(year), by_statement()
    same = [(one.unit.code, one.counts.linked, one.counts.amount) for one in board.rows]
    assert same == [(row[0], row[3], row[5]) for row in rows], "they differ"
    assert sum(one.counts.lines for one in board.rows) == LINES
    times = [
        (took(lambda: whole_board(year)), took(by_statement)) for _ in range(ROUNDS)
    ]
    ratio = statistics.median(ours / bare for ours, bare in times)
    ours = statistics.median(ours for ours, _bare in times) * 1000
    shown = f"{ratio:.2f} ({ours:.0f} ms)"
    what = "board of 120 units, 150,000 lines, to one statement"
    return say(what, shown, "<= 3.00", ratio <= 3)


def bench_page() -> bool:
    """The statements that the whole page sends, its session and person included."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.filter(groups__name="analyst").first())
    address = f"{reverse('budgeting:review_queue')}?year={YEAR}&sort=amount"
    client.get(address)  # remembers how the board is read, once
    with CaptureQueriesContext(connection) as asked:
        started = time.perf_counter()
        page = client.get(address)
        seconds = time.perf_counter() - started
    assert page.content.count(b"<tr>") == UNITS + 1, page  # and its head
    kept = say("  its page, queries", str(len(asked)), "<= 10", len(asked) <= 10)
    say("  its page, whole", f"{seconds * 1000:.0f} ms", "(no limit)", True)
    return kept


def main() -> int:
    """Both; 1 when a limit was missed."""
    with owner(connection):  # who alone may gather statistics, as autovacuum would
        connection.ensure_connection()
        with transaction.atomic():
            year = load()
            with connection.cursor() as cursor:
                cursor.execute("analyze")
            results = [bench_time(year), bench_page()]
            transaction.set_rollback(True)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
