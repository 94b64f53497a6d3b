"""A year's budget as a file that loads again."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgeting.exports import budget_of, budget_sheets, may_take_budget
from budgeting.models import FiscalYear
from budgeting.views.common import require
from programme.views.exports import as_attachment
from programme.workbooks.writing import as_file


@login_required
@require_safe
def budget_download(request: HttpRequest, year: int) -> HttpResponse:
    """The approved budget: Finance and the auditor take all of it, an administrator
    what came from files. Never as CSV: loaded again, one sheet alone would empty the
    fields of the frameworks."""
    require(may_take_budget(request.user))
    found = get_object_or_404(FiscalYear, year=year)
    sheets = budget_sheets(found, budget_of(found, request.user))
    name = _("budget-%(year)s") % {"year": year}
    return as_attachment(as_file("xlsx", sheets), name, "xlsx")
