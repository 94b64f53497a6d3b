import pytest

from budgeting import services
from budgeting.models import FiscalYear, Proposal, SpendingLine
from budgeting.overview import Board, BoardRow, sheet_of
from budgeting.overview.board import Counts, counts_of
from programme.models import BudgetUnit
from tests.factories import make_proposal, make_user


def row(code, status, waiting_days):
    return BoardRow(
        unit=BudgetUnit(code=code),
        proposal=Proposal(status=status),
        counts=Counts(),
        ceiling=None,
        deadline=None,
        obliged=True,
        waiting_days=waiting_days,
    )


def test_who_waits_stands_before_who_does_not_and_the_longest_wait_first():
    rows = [
        row("A", "approved", None),
        row("B", "submitted", 0),
        row("C", "submitted", 3),
        row("D", "returned", None),
        row("E", "submitted", 1),
    ]
    shown = [one.unit.code for one in Board(FiscalYear(year=2030), rows).handed_in]
    assert shown == ["C", "E", "B", "A", "D"]


@pytest.mark.django_db
def test_a_line_with_unread_text_counts_alike_on_the_list_and_on_the_proposal():
    proposal = make_proposal(lines=3)
    cited, uncited, _sound = proposal.lines.order_by("pk")
    officer = make_user("preparer", proposal.unit)
    services.cite_actions(uncited, by=officer, citations=[])
    both = [cited.pk, uncited.pk]
    SpendingLine.objects.filter(pk__in=both).update(pending={"amount": "1.5.2"})
    counts = counts_of(Proposal.objects.all(), proposal.fiscal_year)[proposal.pk]
    sheet = sheet_of(proposal)
    assert (counts.uncited, counts.linked) == (1, 2)
    assert [shown.line for shown in sheet.uncited] == [uncited]
    assert sheet.linked == 2
    assert sum(each.uncited for each in sheet.frameworks) == 1
    assert [str(shown.state) for shown in sheet.lines].count("unread") == 2
