"""Pages that belong to no app: the door, the desk, the health page."""

import importlib
import importlib.util

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found

from budgeting.workflow import Role
from hrbudget.desk import cards_for, first_page_for
from hrbudget.forms import PasswordForm, SignInForm
from programme.models import User


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Send a reader to the site in the language their browser asks for."""
    with translation.override(translation.get_language_from_request(request)):
        response = redirect(reverse("reporting:year_list"))
    patch_vary_headers(response, ["Accept-Language"])
    return response


def page_missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for what does not exist; without Django's own words, always English."""
    if str(exception).endswith("matches the given query."):
        exception = Http404()
    return page_not_found(request, exception)


def health(request: HttpRequest) -> JsonResponse:
    """Whether the site and its database answer, and which code runs."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        answer = {"status": "database does not answer", "version": settings.VERSION}
        return JsonResponse(answer, status=503)
    return JsonResponse({"status": "ok", "version": settings.VERSION})


class SignIn(LoginView):
    """The sign-in page; in development it shows the demonstration accounts."""

    template_name = "hrbudget/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_initial(self) -> dict:
        """The username that a link among the demonstration accounts names."""
        return {"username": self.request.GET.get("username", "")}

    def get_default_redirect_url(self) -> str:
        """The main page of whoever signed in, in the language they signed in with."""
        return first_page_for(self.request.user)

    def get_context_data(self, **kwargs) -> dict:
        """What the page shows: the form and, in development, who may try it."""
        return super().get_context_data(**kwargs, **demonstration_accounts())


class ChangePassword(PasswordChangeView):
    """The page where whoever has signed in chooses another password."""

    template_name = "hrbudget/password_change.html"
    form_class = PasswordForm
    success_url = reverse_lazy("desk")

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        """Keep the session, and say that the password is another one."""
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)


def demonstration_accounts() -> dict:
    """The accounts of the reference city and their password; none in production."""
    if settings.PRODUCTION or importlib.util.find_spec("fixtures.city.people") is None:
        return {}
    people = importlib.import_module("fixtures.city.people")
    known = User.objects.filter(username__in=[one.username for one in people.ACCOUNTS])
    loaded = set(known.values_list("username", flat=True))
    accounts = [
        {"account": one, "role": Role(one.role).label}
        for one in people.ACCOUNTS
        if one.username in loaded
    ]
    return {"accounts": accounts, "password": people.PASSWORD}


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Where each person begins: what their roles let them do."""
    return render(
        request, "hrbudget/desk_page.html", {"cards": cards_for(request.user)}
    )
