"""What opening Finance's page of a 300-line proposal costs: queries, time, weight.

Run by `make bench` on the reference city that it has loaded; nothing stays of it. The
proposal has everything that the page can show: 300 approved lines of the year before,
an earlier submission that was returned, changed lines, observations with answers.
"""

import gzip
import os
import statistics
import sys
import time
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from budgeting import services  # noqa: E402
from budgeting.models import SpendingLine  # noqa: E402
from programme.models import User  # noqa: E402
from programme.trail import acting  # noqa: E402
from tests.bench.__main__ import say  # noqa: E402
from tests.bench.trail import Desk, cited  # noqa: E402

LINES, FORMS, ROUNDS = 300, 3, 9


def fill(desk: Desk, amount: str) -> None:
    """300 lines with 450 citations in three frameworks, as the table sends them."""
    for part in range(FORMS):
        framework = desk.framework()
        drafts = [
            services.LineDraft(
                framework.pk,
                {
                    "code": f"L{number:03}",
                    "object_code": "4411",
                    "description": f"Apoyos a la población, renglón {number}",
                    "amount": amount,
                },
                citations=[
                    services.CitedAction(one, share)
                    for one, share in cited(desk, number % len(desk.actions))
                ],
            )
            for number in range(part * LINES // FORMS, (part + 1) * LINES // FORMS)
        ]
        services.save_lines(desk.proposal, by=desk.officer, drafts=drafts)


def reviewed(analyst: User) -> Desk:
    """A proposal of 300 lines, submitted again after its return, with a year before."""
    for year in (2103, 2104):
        desk = Desk(year)
        with acting(by=desk.officer, request=f"bench{year}"):
            fill(desk, "1000.00")
            services.submit_proposal(desk.proposal, by=desk.officer)
        if year == 2103:
            approve(desk, analyst)
    lines = list(SpendingLine.objects.filter(proposal=desk.proposal)[:40])
    with acting(by=analyst, request="observe"):
        for line in lines:
            services.observe(
                desk.proposal,
                by=analyst,
                text="¿A quién atiende?",
                about=services.About(line=line),
                severity="advisory",
            )
        services.return_proposal(desk.proposal, by=analyst, due_on=date.today())
    with acting(by=desk.officer, request="answer"):
        for line in lines:
            line.refresh_from_db()
            services.save_line(
                line.framework,
                by=desk.officer,
                values={"amount": "25000.00"},
                line=line,
            )
        services.submit_proposal(desk.proposal, by=desk.officer)
    return desk


def approve(desk: Desk, analyst: User) -> None:
    """The proposal approved as it was read."""
    read = desk.proposal.submissions.get().content_hash
    with acting(by=analyst, request="approve"):
        services.approve_proposal(desk.proposal, by=analyst, content_hash=read)


def bench_page(desk: Desk, analyst: User, show: str) -> bool:
    """The page as the analyst opens it: queries against the limit; time and weight.

    The first page of a process reads what it then keeps: it is told by itself.
    """
    client = Client(headers={"host": "localhost"})
    client.force_login(analyst)
    address = reverse("budgeting:review_detail", args=[desk.proposal.pk])
    took, asked, weight = [], [], 0
    for _ in range(ROUNDS):
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address, {"show": show})
        took.append(time.perf_counter() - started)
        asked.append(len(queries))
        assert page.status_code == 200, page
        weight = len(gzip.compress(page.content, compresslevel=6))
    what = f"review page of {LINES} lines, {show}"
    first, most = asked[0], max(asked[1:])
    kept = say(f"{what}: queries", str(most), "<= 20", most <= 20)
    say(f"{what}: the first time", str(first), "(no limit)", True)
    spent = f"{statistics.median(took) * 1000:.0f} ms"
    say(f"{what}: time", spent, "(no limit)", True)
    say(f"{what}: compressed", f"{weight / 1024:.0f} KB", "(no limit)", True)
    return kept


def main() -> int:
    """The page in full, and what differs alone; 1 when a limit was missed."""
    analyst = User.objects.filter(groups__name="analyst").first()
    desk = reviewed(analyst)
    results = [bench_page(desk, analyst, show) for show in ("all", "submission")]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
