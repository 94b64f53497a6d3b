"""What the trail costs a saver: the same save with its triggers on and off, in turn.

Run by `make bench` on the reference city that it has loaded; nothing stays of it.
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
from django.test.utils import CaptureQueriesContext  # noqa: E402

from budgeting import services  # noqa: E402
from budgeting.models import (  # noqa: E402
    Citation,
    FiscalYear,
    PolicyFramework,
    SpendingLine,
    YearProgramme,
)
from hrbudget.database.base import owner  # noqa: E402
from programme.models import Action, BudgetUnit, Membership, Programme, User  # noqa: E402
from programme.trail import acting, seal  # noqa: E402
from tests.bench.__main__ import say  # noqa: E402

LINES, ROUNDS = 200, 9
RECORDED = ("policyframework", "spendingline", "citation", "contribution", "event")


def switch(how: str) -> None:
    """Disable or enable the trail's triggers on what a save touches.

    The owner's doing, in this database; the next connection is a fresh one.
    """
    with owner(connection), connection.cursor() as cursor:
        cursor.execute(
            "select format('alter table %%s %%s trigger %%I', tgrelid::regclass,"
            " %s::text, tgname) from pg_trigger where tgname like 'pgtrigger\\_%%'"
            " and tgrelid = any(%s::regclass[])",
            [how, [f"budgeting_{name}" for name in RECORDED]],
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


class Desk:
    """An officer with a proposal, and the actions that its lines cite."""

    def __init__(self, year: int = 2101) -> None:
        programme = Programme.objects.get(kind="human_rights")
        today = date.today()
        self.year = FiscalYear.objects.create(
            year=year,
            opens_on=today - timedelta(days=1),
            closes_on=today + timedelta(days=1),
        )
        YearProgramme.objects.create(
            fiscal_year=self.year, programme=programme, is_main=True
        )
        self.actions = list(Action.objects.filter(programme=programme)[:LINES])
        self.unit = BudgetUnit.objects.exclude(kind="autonomous").first()
        self.officer = User.objects.create(username=f"bench{year}")
        Membership.objects.create(
            user=self.officer, unit=self.unit, role="signatory", since=today
        )
        self.proposal = services.create_proposal(self.year, self.unit, by=self.officer)
        self.count = 0

    def framework(self) -> PolicyFramework:
        """One more framework, empty."""
        self.count += 1
        needed = ("problem", "objective", "target_population", "expected_result")
        values = {
            "code": f"F{self.count}",
            "name": "Actividad",
            **dict.fromkeys(needed, "Texto"),
            "unit_of_measure": "Persona",
            "physical_target": "100",
            "function": "2.6",
        }
        return services.save_framework(self.proposal, by=self.officer, values=values)


def by_sets(desk: Desk, framework: PolicyFramework) -> None:
    """200 lines and 300 citations in one statement each: the least a save can do."""
    with transaction.atomic():
        lines = SpendingLine.objects.bulk_create(
            SpendingLine(
                proposal=desk.proposal,
                framework=framework,
                code=f"{framework.code}-{number}",
                object_code="4411",
                description="Apoyos a la población",
                amount=Decimal("1000.00"),
                position=number,
            )
            for number in range(LINES)
        )
        Citation.objects.bulk_create(
            Citation(
                line=line, action=action, programme_id=action.programme_id, share=s
            )
            for number, line in enumerate(lines)
            for action, s in cited(desk, number)
        )


def cited(desk: Desk, number: int) -> list[tuple[Action, int]]:
    """One action for every other line, two for the rest."""
    first, second = desk.actions[number], desk.actions[number - 1]
    return [(first, 10000)] if number % 2 else [(first, 5000), (second, 5000)]


def by_services(desk: Desk, framework: PolicyFramework) -> None:
    """The same through the services of the desk, line by line."""
    with transaction.atomic():
        for number in range(LINES):
            values = {
                "code": f"{framework.code}-{number}",
                "object_code": "4411",
                "description": "Apoyos a la población",
                "amount": "1000.00",
                "position": number,
            }
            line = services.save_line(framework, by=desk.officer, values=values)
            wanted = [
                services.CitedAction(one, share) for one, share in cited(desk, number)
            ]
            services.cite_actions(line, by=desk.officer, citations=wanted)


def took(desk: Desk, save: Callable[[Desk, PolicyFramework], None]) -> float:
    """Seconds of one save, as the site does it for a signed-in person."""
    with acting(by=desk.officer, request="bench"):
        framework = desk.framework()
        started = time.perf_counter()
        save(desk, framework)
        return time.perf_counter() - started


def bench_save(desk: Desk, save: Callable, what: str, rounds: int) -> bool:
    """The save with the trail on against the same with its triggers off."""
    on, off = [], []
    for _ in range(rounds):
        for how, times in (("disable", off), ("enable", on)):
            switch(how)
            took(desk, by_sets)  # a fresh connection warms up
            times.append(took(desk, save))
    ratio = statistics.median(a / b for a, b in zip(on, off, strict=True))
    shown = f"{ratio:.2f} ({statistics.median(on) * 1000:.0f} ms)"
    return say(f"save {what}, trail on/off", shown, "<= 1.60", ratio <= 1.6)


def bench_moves(desk: Desk) -> bool:
    """Statements of submit, return and approve of a 200-line proposal."""
    unit = BudgetUnit.objects.exclude(pk=desk.unit.pk).exclude(kind="autonomous").last()
    Membership.objects.create(
        user=desk.officer, unit=unit, role="signatory", since=date.today()
    )
    desk.unit, desk.proposal = (
        unit,
        services.create_proposal(desk.year, unit, by=desk.officer),
    )
    took(desk, by_sets)
    analyst = User.objects.filter(groups__name="analyst").first()
    submit = lambda: services.submit_proposal(desk.proposal, by=desk.officer)  # noqa: E731
    moves = {
        "submit": (desk.officer, submit),
        "return": (
            analyst,
            lambda: services.return_proposal(desk.proposal, by=analyst, note="?"),
        ),
        "submit again": (desk.officer, submit),
        "approve": (
            analyst,
            lambda: services.approve_proposal(
                desk.proposal,
                by=analyst,
                content_hash=desk.proposal.submissions.last().content_hash,
            ),
        ),
    }
    kept = []
    for name, (person, move) in moves.items():
        if name == "submit again":  # what says nothing new is not taken again
            changed = desk.proposal.lines.first()
            values = {"description": "Adjusted"}
            services.save_line(
                changed.framework, by=person, values=values, line=changed
            )
        with acting(by=person), CaptureQueriesContext(connection) as asked:
            move()
        sent = [one for one in asked if one["sql"] not in ("BEGIN", "COMMIT")]
        what = f"{name} a 200-line proposal, queries"
        kept.append(say(what, str(len(sent)), "< 15", len(sent) < 15))
    return all(kept)


def bench_seal() -> bool:
    """How long sealing what all this left takes, entry by entry."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from programme_traillink")
        before = cursor.fetchone()[0]
    started = time.perf_counter()
    sealed = seal().position - before
    each = (time.perf_counter() - started) * 1e6 / max(sealed, 1)
    return say(f"seal {sealed:,} entries", f"{each:.0f} µs each", "(no limit)", True)


def main() -> int:
    """All of them; 1 when a limit was missed."""
    desk = Desk()
    results = [
        bench_save(desk, by_sets, "200 lines by sets", ROUNDS),
        bench_save(desk, by_services, "200 lines one by one", 2),
        bench_seal(),
        bench_moves(desk),
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
