"""Reading ahead: what suggestions need is read before an officer waits for it."""

from budgeting.models import FiscalYear
from budgeting.suggestions.catalogue import catalogue_of
from budgeting.suggestions.past import precedents_before
from budgeting.workflow import Status


def read_ahead() -> list[int]:
    """Read the catalogue and the approved lines for each year that units are filling;
    gives those years."""
    filling = {"proposals__status__in": [Status.DRAFT, Status.RETURNED]}
    years = FiscalYear.objects.filter(closed_at=None, **filling).distinct()
    for year in years.order_by("-year"):
        for programme in year.programmes.all():
            catalogue_of(programme)
        precedents_before(year.year)
    return [year.year for year in years.order_by("-year")]
