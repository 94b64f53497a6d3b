"""Reading ahead: what signals need is read before a reviewer waits for it."""

from budgeting.models import FiscalYear
from budgeting.signals.common import common_of
from budgeting.signals.past import past_before
from budgeting.workflow import Status


def read_ahead() -> list[int]:
    """Read the catalogue and the approved lines for each open year that has proposals
    to write or to review; gives those years."""
    at_work = [Status.DRAFT, Status.RETURNED, Status.SUBMITTED]
    years = FiscalYear.objects.filter(closed_at=None, proposals__status__in=at_work)
    found = list(years.distinct().order_by("-year"))
    for year in found:
        for programme in year.programmes.all():
            common_of(programme)
        past_before(year.year)
    return [year.year for year in found]
