"""The steps of a change of the catalogue: written, previewed, confirmed as shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from programme.exceptions import CatalogueError
from programme.forms import tell_refusal
from programme.lineage_forms import PlainForm
from programme.services.common import CatalogueMoved

UNSAID = ("csrfmiddlewaretoken", "step", "seen")


@dataclass
class Change:
    """One page of a change: its forms, what they ask for, what that would mean."""

    template: str
    forms: Sequence[PlainForm]
    wanted: Callable[[], Any]
    preview: Callable[[Any], dict[str, Any]]  # raises CatalogueError
    perform: Callable[..., Any]
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def main(self) -> PlainForm:
        """The form that refusals are told on."""
        return self.forms[0]


def take_step(request: HttpRequest, change: Change) -> HttpResponse:
    """The page that follows from what was pressed; only confirming writes."""
    step = request.POST.get("step", "preview") if request.method == "POST" else ""
    if step in ("", "edit", "more"):
        for form in change.forms:
            form.leave_unchecked()
        return _form_page(request, change, 200)
    sound = [form.is_valid() for form in change.forms]  # each says what is wrong
    if not all(sound):
        return _form_page(request, change, 400)
    try:
        wanted = change.wanted()
        if step != "confirm":
            return _preview_page(request, change, change.preview(wanted), 200)
        done = change.perform(
            wanted, by=request.user, seen=request.POST.get("seen", "-")
        )
    except CatalogueMoved as moved:
        messages.error(request, str(moved))
        return _preview_page(request, change, change.preview(change.wanted()), 409)
    except CatalogueError as error:
        tell_refusal(change.main, error)
        return _form_page(request, change, 409)
    messages.success(request, _("Done. You can undo it while nothing depends on it."))
    return redirect("programme:change_detail", done.pk)


def _form_page(request: HttpRequest, change: Change, status: int) -> HttpResponse:
    context = {
        **change.context,
        "form": change.main,
        "parts": change.forms[1:],
        "wrong": any(one.errors for one in change.forms),
        "thing": f"change-{request.path}",
    }
    return render(request, change.template, context, status=status)


def _preview_page(
    request: HttpRequest, change: Change, shown: dict[str, Any], status: int
) -> HttpResponse:
    said = [
        (name, value)
        for name in request.POST
        if name not in UNSAID
        for value in request.POST.getlist(name)
    ]
    context = {**change.context, **shown, "said": said, "form": change.main}
    return render(request, "programme/change_preview.html", context, status=status)
