"""The pages of what could not be sent: after a session, a token or the site failed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from programme import unsent
from programme.unsent import Made, Typed

SAVED = "saved_things"  # in the session, until a page tells the browser
NOT_DONE_YET = {"step_up", "sign_in", "factor_begin"}  # where a POST may be sent first
Answer = HttpResponse | None


class Unsent:
    """Keeps what is sent without a session; tells the next page what was saved.

    A form that was made for another person is not carried out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and is_done(response):
            made = unsent.made(request)
            if made and request.user.is_authenticated:
                _note_saved(request, made)
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> Answer:
        """Ask who it is before anything marked as made for a person is done."""
        if request.method != "POST":
            return None
        _ = request.POST  # what is too large to be read is refused, not taken as empty
        if (made := unsent.made(request)) is None:
            return None
        if request.user.is_authenticated and request.user.pk == made.user:
            return None
        return not_sent(request, made)


def is_done(response: HttpResponse) -> bool:
    """Whether the answer sends on, as after saving, and not to show who it is."""
    if response.status_code != 302:
        return False
    try:
        return resolve(response.url.partition("?")[0]).view_name not in NOT_DONE_YET
    except Resolver404:
        return True


def _note_saved(request: HttpRequest, made: Made) -> None:
    kept = [*request.session.get(SAVED, []), made.thing]
    request.session[SAVED] = kept[-20:]
    unsent.forget(request, request.POST.get(unsent.AGAIN, ""))


def saved_things(request: HttpRequest) -> str:
    """What was saved since the last page, said once: the browser forgets its copy."""
    return " ".join(request.session.pop(SAVED, []))


def not_sent(request: HttpRequest, made: Made) -> HttpResponse:
    """Nobody is signed in: keep it and ask who it is. Another is: do nothing."""
    if request.user.is_authenticated:
        return render(request, "hrbudget/unsent_other.html", status=409)
    token = unsent.keep(request, made)
    if token is None:
        return render(
            request, "hrbudget/unsent_large.html", _shown(request), status=413
        )
    messages.warning(
        request,
        _(
            "Your session ended before this was saved. What you typed is kept for you: "
            "sign in, read it and send it again."
        ),
    )
    back = {"next": reverse("unsent", args=[token])}
    return redirect(reverse("sign_in", query=back))


def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose token is not good: what was typed, to send again.

    Only what carries the mark of its own person is shown, so that no other site can
    have something sent by its reader's hand.
    """
    made = unsent.made(request) if request.method == "POST" else None
    if made is None or not hasattr(request, "user"):
        return render(request, "403_csrf.html", status=403)
    if not request.user.is_authenticated or request.user.pk != made.user:
        return not_sent(request, made)
    context = {**_shown(request), "token": get_token(request)}
    return render(request, "403_csrf.html", context, status=403)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def kept_form(request: HttpRequest, token: str) -> HttpResponse:
    """What was typed before the session ended: send it again, or discard it."""
    if request.method == "POST":
        unsent.forget(request, token)
        messages.success(request, _("Discarded: nothing of it was saved."))
        return redirect("desk")
    found = unsent.take_back(request, token)
    if found is None:
        messages.info(request, _("Nothing waits here to be sent."))
        return redirect("desk")
    made, sent = found
    context = {
        "sent": sent,
        "texts": in_words(sent),
        "mark": unsent.mark(*made),
        "unsent": token,
        "token": get_token(request),
    }
    return render(request, "hrbudget/unsent_kept.html", context)


def page_of_fault(request: HttpRequest, template: str) -> str:
    """A page rendered without session and database, with what was sent, if marked."""
    shown = {}
    if request.method == "POST" and unsent.made(request):
        sent_with = request.POST.get("csrfmiddlewaretoken", "")
        shown = {**_shown(request), "token": sent_with}
    return render_to_string(template, shown)


def _shown(request: HttpRequest) -> dict[str, Any]:
    """What a page needs to show what was sent and to send it again."""
    sent = unsent.typed(request)
    return {
        "sent": sent,
        "texts": in_words(sent),
        "mark": request.POST.get(unsent.MARK, ""),
        "unsent": request.POST.get(unsent.AGAIN, ""),
    }


def in_words(sent: Typed) -> list[tuple[str, str]]:
    """The texts that were typed, each under the name its field has in the desk."""
    plain = [name.rpartition("-") for name, _value in sent.fields]
    names = labels({last for _group, _dash, last in plain})
    found = []
    for (group, _dash, last), (_name, value) in zip(plain, sent.fields, strict=True):
        if last in names and value.strip():
            found.append((f"{group} {names[last]}".strip(), value))
    return found


def labels(sent: set[str]) -> dict[str, str]:
    """What these fields are called: as in the form that has most of them."""
    from budgeting.forms.base import DeskForm  # loaded with the desk's addresses

    found = {f"month_{number}": str(name) for number, name in MONTHS.items()}
    waiting, kinds = [DeskForm], []
    while waiting:
        kinds.append(kind := waiting.pop())
        waiting += kind.__subclasses__()
    for kind in sorted(kinds, key=lambda one: len(sent & set(one.base_fields))):
        found |= {
            name: str(one.label)
            for name, one in kind.base_fields.items()
            if one.label and not isinstance(one.widget, forms.HiddenInput)
        }
    return found
