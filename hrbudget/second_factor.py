"""Where a second factor is required, and what too many attempts are answered."""

from collections.abc import Callable
from math import ceil

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.views.asked import wants_json
from programme.access.sessions import has_factor, used_factor
from programme.access.throttle import TooManyAttempts
from programme.step_up import keep_act

PUBLIC_SPACES = {"api", "files"}
PUBLIC_PAGES = {
    "root",
    "health",
    "budgeting:receipt_verify",
    "reporting:exception_years",
    "reporting:exception_year",
    "reporting:year_list",
    "reporting:year_detail",
    "reporting:method",
    "reporting:guide",
    "reporting:guide_blank",
    "reporting:guide_citing",
    "reporting:guide_form",
    "reporting:guide_law",
    "reporting:guide_review",
    "reporting:guide_words",
    "reporting:right_list",
    "reporting:group_list",
    "reporting:action_new",
    "reporting:unit_list",
    "reporting:right_detail",
    "reporting:strategy_detail",
    "reporting:action_search",
    "reporting:action_detail",
    "reporting:group_detail",
    "reporting:unit_detail",
    "reporting:line_detail",
    "reporting:correction_list",
    "reporting:correction_detail",
    "reporting:feed",
    "reporting:trend_year",
    "reporting:trend_rights",
    "reporting:trend_groups",
    "reporting:trend_units",
    "reporting:trend_right",
    "reporting:trend_group",
    "reporting:trend_action",
    "reporting:trend_unit",
    "reporting:unfunded_list",
    "reporting:past_term_list",
    "reporting:figure_list",
    "reporting:figure_detail",
}
PRIVATE_SPACES = {  # what an address of no page begins with, where it is private
    "account",
    "audit",
    "catalogue",
    "desk",
    "imports",
    "people",
    "publish",
    "roles",
    "session",
    "unsent",
}
ALWAYS = {"sign_in", "sign_out", "mfa_authenticate", "invitation", "step_up"}
ENROLMENT = {  # what else a person without a second factor reaches
    "password_change",
    "factor_begin",
    "totp_add",
    "totp_picture",
    "passkey_add",
}
Answer = HttpResponse | None


class SecondFactor:
    """The one place that asks every signed-in person for a second factor.

    Whatever is not named public is private: a new address is guarded by itself. Public
    pages are left without a look at who reads them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> Answer:
        """Send whoever lacks a second factor, or did not show it, to where it is."""
        match = request.resolver_match
        if not settings.SECOND_FACTOR_REQUIRED or is_public(match):
            return None
        if match.view_name in ALWAYS or not request.user.is_authenticated:
            return None
        return None if used_factor(request) else self.way_to_it(request)

    def way_to_it(self, request: HttpRequest) -> Answer:
        """Where a person without it is sent; a script is only told."""
        if wants_json(request):  # a script follows no way to a page
            said = _("Show your second factor first: sign in again.")
            told = {"detail": said, "sign_in": reverse("sign_in")}
            return JsonResponse(told, status=401)
        if has_factor(request.user):
            return redirect("step_up", token=keep_act(request))
        if request.resolver_match.view_name in ENROLMENT:
            return None
        messages.warning(
            request, _("First add a second factor: without one nothing else opens.")
        )
        return redirect("factor_begin")


def is_public(match: ResolverMatch) -> bool:
    """Whether an address is for readers without an account."""
    return match.view_name in PUBLIC_PAGES or match.namespace in PUBLIC_SPACES


def is_private(request: HttpRequest) -> bool:
    """Whether an address is for who has an account, even where no page is there."""
    if request.resolver_match:
        return not is_public(request.resolver_match)
    language, _slash, rest = request.path_info.strip("/").partition("/")
    space = rest.partition("/")[0]
    return language in dict(settings.LANGUAGES) and space in PRIVATE_SPACES


class Patience:
    """Answers too many attempts in words, with the time to try again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> Answer:
        """429, the same for every username, known or not."""
        if not isinstance(error, TooManyAttempts):
            return None
        minutes = ceil(error.seconds / 60)
        wait = ngettext(
            "Try again in %(minutes)s minute.",
            "Try again in %(minutes)s minutes.",
            minutes,
        )
        context = {"wait": wait % {"minutes": minutes}, "code": "code" in request.POST}
        response = render(request, "hrbudget/too_many.html", context, status=429)
        response.headers["Retry-After"] = str(error.seconds)
        return response
