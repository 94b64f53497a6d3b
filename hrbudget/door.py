"""Coming in: the second factor, who it is once more, and an invited person's link."""

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hrbudget.factor_forms import AgainForm, CodeForm, FirstPasswordForm, PasskeyForm
from hrbudget.stages import SecondFactorStage
from programme.access.invitations import tokens
from programme.access.sessions import has_factor, record_shown
from programme.access.throttle import Kind, begin_attempt, forgive_attempts
from programme.models import User
from programme.permissions import is_active
from programme.step_up import page_of, resume_act

TYPED = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]


@login_stage_required(stage=SecondFactorStage.key, redirect_urlname="sign_in")
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """After the password: a code, a recovery code or a passkey."""
    stage = request._login_stage
    if not stage.holds:
        clear_login(request)
        messages.warning(
            request, _("Your password changed meanwhile: sign in with the new one.")
        )
        return redirect("sign_in")
    form = checked_form(request, stage.login.user)
    if form is not None and form.is_valid():
        form.save()
        return stage.exit()
    context = factor_context(stage.login.user, form)
    return render(request, "hrbudget/second_factor.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def step_up(request: HttpRequest, token: str) -> HttpResponse:
    """Who it is, once more; then what was pressed is carried out."""
    user, form = request.user, None
    factor = has_factor(user)
    if factor:
        form = checked_form(request, user)
    elif request.method == "POST":
        form = _checked_password(request)
    if form is not None and form.is_valid():
        _record(request, form)
        forgive_attempts(request, user.username)
        return resume_act(request, token)
    context = factor_context(user, form) if factor else {}
    password = None if factor else form or AgainForm(request)
    back = page_of(request, token) or reverse("desk")
    context |= {"password_form": password, "back": back}
    return render(request, "hrbudget/step_up.html", {**context, "form": form})


def checked_form(request: HttpRequest, user: User) -> forms.Form | None:
    """The form that was sent, code or passkey, counted until it is right."""
    if request.method != "POST":
        return None
    attempt = begin_attempt(request, Kind.CODE, user.username)
    form_class = PasskeyForm if "credential" in request.POST else CodeForm
    form = form_class(user=user, data=request.POST)
    if form.is_valid() or not request.POST.get("code", "?"):
        attempt.delete()
    return form


def factor_context(user: User, form: forms.Form | None) -> dict:
    """What a page asks of this person: a code, a passkey, or either."""
    held = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {"form": form}
    if held & set(TYPED):
        typed = form if isinstance(form, CodeForm) else CodeForm(user=user)
        context["code_form"] = typed
    if Authenticator.Type.WEBAUTHN in held:
        passkey = form if isinstance(form, PasskeyForm) else PasskeyForm(user=user)
        context |= {"passkey_form": passkey, "options": begin_authentication(user)}
    return context


def _checked_password(request: HttpRequest) -> AgainForm:
    attempt = begin_attempt(request, Kind.PASSWORD, request.user.username)
    form = AgainForm(request, data=request.POST)
    if form.is_valid() or not request.POST.get("password"):
        attempt.delete()
    return form


def _record(request: HttpRequest, form: forms.Form) -> None:
    """Note what was shown."""
    if isinstance(form, AgainForm):
        record_shown(request, "password", reauthenticated=True)
        return
    shown = getattr(form, "authenticator", None) or form.cleaned_data["credential"]
    shown.record_usage()
    record_shown(request, "mfa", id=shown.pk, type=shown.type, reauthenticated=True)


class Invited(PasswordResetConfirmView):
    """The page of an invitation's link: choose a password, once, within three days."""

    template_name = "hrbudget/invitation.html"
    form_class = FirstPasswordForm
    token_generator = tokens
    title = ""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Count links that open nothing, so that nobody tries one after another."""
        attempt = begin_attempt(request, Kind.LINK)
        response = super().dispatch(request, *args, **kwargs)
        if self.validlink or response.status_code == 302:
            attempt.delete()
        return response

    def get_user(self, uidb64: str) -> User | None:
        """The invited person, while the account is in use."""
        user = super().get_user(uidb64)
        return user if user is not None and is_active(user) else None

    def form_valid(self, form: FirstPasswordForm) -> HttpResponse:
        """Say what comes next: to sign in."""
        messages.success(self.request, _("Your password is set. Sign in with it now."))
        return super().form_valid(form)

    def get_success_url(self) -> str:
        """The sign-in page, with the username filled in."""
        return reverse("sign_in", query={"username": self.user.username})
