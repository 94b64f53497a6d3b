import pytest

from budgeting import services
from budgeting.models import SpendingLine
from budgeting.overview import sheet_of
from budgeting.overview.counting import counts_of
from tests.factories import make_proposal, make_user


@pytest.mark.django_db
def test_a_line_with_unread_text_counts_alike_on_the_list_and_on_the_proposal():
    proposal = make_proposal(lines=3)
    cited, uncited, _sound = proposal.lines.order_by("pk")
    officer = make_user("preparer", proposal.unit)
    services.cite_actions(uncited, by=officer, citations=[])
    both = [cited.pk, uncited.pk]
    SpendingLine.objects.filter(pk__in=both).update(pending={"amount": "1.5.2"})
    counts = counts_of(proposal.fiscal_year, drafts=True)[proposal.pk]
    sheet = sheet_of(proposal)
    assert (counts.uncited, counts.linked) == (1, 2)
    assert [shown.line for shown in sheet.uncited] == [uncited]
    assert sheet.linked == 2
    assert sum(each.uncited for each in sheet.frameworks) == 1
    assert [str(shown.state) for shown in sheet.lines].count("unread") == 2
