"""The page that says what the texts are which a programme workbook changes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from programme import uploads
from programme.imports.wordings import Wording, wording_of
from programme.lineage_forms import FileWordingForm
from programme.models import CatalogueChange
from programme.views.imports import administrators_only, batch_or_404
from programme.views.roles import page_or_form, perform

Kind = CatalogueChange.Kind


@page_or_form
@administrators_only
def import_wording(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrections, or new wordings from a year; the file is checked again with it."""
    batch = batch_or_404(pk)
    posted = request.POST if request.method == "POST" else None
    held = wording_of(batch)
    kind = Kind.REWORDED if held else Kind.CORRECTED
    initial = {"kind": kind, **(held._asdict() if held else {})}
    form = FileWordingForm(posted, initial=initial)
    status = perform(
        form,
        lambda said: uploads.choose_wording(
            batch, by=request.user, wording=_wording(said)
        ),
    )
    if status:
        context = {"form": form, "batch": batch}
        return render(request, "programme/import_wording.html", context, status=status)
    messages.success(request, _("Checked again. This is what the file would do now."))
    return redirect("programme:import_detail", pk)


def _wording(said: dict) -> Wording | None:
    """What was chosen; None for corrections."""
    if said["kind"] == Kind.CORRECTED:
        return None
    return Wording(said["year"], said["reason"])
