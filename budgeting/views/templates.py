"""Empty workbooks to fill in, and the way to what the site holds in the same form."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgeting.imports.ceilings import ceiling_form
from budgeting.imports.control import control_form
from budgeting.imports.forms import budget_forms
from budgeting.models import FiscalYear
from budgeting.permissions import is_administrator, is_finance
from budgeting.views.common import require
from programme.imports.forms import programme_forms
from programme.imports.units import unit_form
from programme.models import ImportBatch, Programme
from programme.views.exports import as_attachment
from programme.workbooks import SheetForm, empty_workbook

Kind = ImportBatch.Kind
CONTROL = "control"
FORMS: dict[str, Callable[[], list[SheetForm]]] = {
    Kind.PROGRAMME: programme_forms,
    Kind.UNITS: lambda: [unit_form()],
    Kind.CEILINGS: lambda: [ceiling_form({})],
    Kind.BUDGET: lambda: budget_forms({}, str),
    CONTROL: lambda: [control_form({})],
}


@require_safe
@login_required
def template_list(request: HttpRequest) -> HttpResponse:
    _require_reader(request)
    labels = _labels()
    context = {
        "kinds": [(kind, labels[kind]) for kind in FORMS],
        "programmes": Programme.objects.order_by("code").values_list("code", flat=True),
        "years": FiscalYear.objects.values_list("year", flat=True),
    }
    return render(request, "budgeting/template_list.html", context)


@require_safe
@login_required
def template_download(request: HttpRequest, kind: str) -> HttpResponse:
    _require_reader(request)
    if kind not in FORMS:
        raise Http404
    name = "-".join((_("template"), slugify(_labels()[kind])))
    return as_attachment(empty_workbook(FORMS[kind]()), name, "xlsx")


def _labels() -> dict[str, str]:
    """What each template is called, by its kind."""
    named = {kind: str(label) for kind, label in Kind.choices}
    return {**named, CONTROL: _("Control file")}


def _require_reader(request: HttpRequest) -> None:
    """Raises PermissionDenied unless an administrator or Finance asks."""
    require(is_administrator(request.user) or is_finance(request.user))
