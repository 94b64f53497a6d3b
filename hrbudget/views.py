"""Pages that belong to no app: the door and the desk."""

import importlib
import importlib.util

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found

from budgeting.workflow import Role
from hrbudget.desk import cards_for, first_page_for
from hrbudget.forms import PasswordForm, SignInForm
from programme.access.sessions import end_sessions, follow_session
from programme.access.throttle import Kind, begin_attempt
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


def request_unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for what cannot be read; a form that is too long is called that."""
    context = {
        "too_many": isinstance(exception, TooManyFieldsSent),
        "too_big": isinstance(exception, RequestDataTooBig),
        "session_ended": isinstance(exception, SessionInterrupted),
    }
    return HttpResponseBadRequest(render_to_string("400.html", context))


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

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Count the attempt until the password is right, or none was written."""
        username = request.POST.get("username", "")
        self.attempt = begin_attempt(request, Kind.PASSWORD, username)
        if not (username and request.POST.get("password")):
            self.attempt.delete()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Go on to the second factor, or in for whoever has none."""
        self.attempt.delete()
        user = form.get_user()
        wanted = self.get_redirect_url() or first_page_for(user)
        login = Login(user=user, redirect_url=wanted)
        return perform_password_login(self.request, {"username": user.username}, login)

    def get_context_data(self, **kwargs) -> dict:
        """What the page shows: the form and, in development, who may try it."""
        return super().get_context_data(**kwargs, **demonstration_accounts())


class ChangePassword(PasswordChangeView):
    """The page where whoever has signed in chooses another password."""

    template_name = "hrbudget/password_change.html"
    form_class = PasswordForm
    success_url = reverse_lazy("desk")

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Count the attempt until the password in use is right."""
        username = request.user.get_username()
        self.attempt = begin_attempt(request, Kind.PASSWORD, username)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: PasswordForm) -> HttpResponse:
        """A new password that does not do is no failure at the door."""
        if "old_password" not in form.errors:
            self.attempt.delete()
        return super().form_invalid(form)

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        """Keep this session, end the others, and say that the password is another."""
        self.attempt.delete()
        before = self.request.session.session_key
        response = super().form_valid(form)
        follow_session(self.request, before)
        end_sessions(self.request.user, but=self.request.session.session_key)
        messages.success(
            self.request, _("Your password is changed. Your other sessions are over.")
        )
        return response


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
