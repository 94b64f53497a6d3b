"""My account: second factors, recovery codes, and the sessions that are open."""

import time
from io import BytesIO

import qrcode
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.flows import activate_totp
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.internal.flows import add_authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from qrcode.image.svg import SvgPathImage

from hrbudget.adapters import welcome
from hrbudget.desk import first_page_for
from hrbudget.factor_forms import EnrolCodeForm, NewPasskeyForm
from hrbudget.forms import LanguageForm
from programme.access.accounts import choose_language
from programme.access.sessions import (
    FACTORS,
    end_sessions,
    record_shown,
    sessions_of,
)
from programme.step_up import fresh_factor_required

CODES_SHOWN_UNTIL = "recovery_codes_shown_until"
CODES_SHOWN_FOR = 10 * 60  # seconds to write them down
Type = Authenticator.Type


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What the person signs in with, and where they are signed in."""
    codes = recovery_codes_of(request)
    context = {
        "language": LanguageForm(initial={"language": request.user.language}),
        "factors": factors_of(request),
        "codes_left": len(codes.get_unused_codes()) if codes else None,
        "sessions": sessions_of(request.user),
        "this_session": request.session.session_key,
    }
    return render(request, "hrbudget/account.html", context)


@login_required
@require_POST
def language_choose(request: HttpRequest) -> HttpResponse:
    """The language in which the site writes to the person."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        choose_language(request.user, form.cleaned_data["language"])
        messages.success(request, _("The language of your letters is saved."))
    else:
        messages.error(request, _("Choose a language from the list."))
    return redirect("account")


@never_cache
@login_required
@require_safe
def factor_begin(request: HttpRequest) -> HttpResponse:
    """Which second factor to add."""
    return render(request, "hrbudget/factor_begin.html")


@never_cache
@login_required
@fresh_factor_required
@require_http_methods(["GET", "POST"])
def totp_add(request: HttpRequest) -> HttpResponse:
    """Add an authenticator: a picture to read, and the first code as proof."""
    if factors_of(request).filter(type=Type.TOTP).exists():
        messages.info(request, _("You have an authenticator. Take it away first."))
        return redirect("account")
    data = request.POST if request.method == "POST" else None
    form = EnrolCodeForm(user=request.user, data=data)
    if form.is_bound and form.is_valid():
        added, _codes = activate_totp(request, form)
        return _added(request, added)
    context = {"form": form, "secret": form.secret}
    return render(request, "hrbudget/totp_add.html", context)


@never_cache
@login_required
@fresh_factor_required
@require_safe
def totp_picture(request: HttpRequest) -> HttpResponse:
    """The picture that an authenticator reads: the secret being added."""
    address = get_adapter().build_totp_url(request.user, totp.get_totp_secret())
    made = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage).save(made)
    return HttpResponse(made.getvalue(), content_type="image/svg+xml")


@never_cache
@login_required
@fresh_factor_required
@require_http_methods(["GET", "POST"])
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Add a passkey: this device's, a phone's or a security key's."""
    data = request.POST if request.method == "POST" else None
    form = NewPasskeyForm(user=request.user, data=data)
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data
        added, _codes = add_authenticator(request, sent["name"], sent["credential"])
        return _added(request, added)
    context = {"form": form, "options": begin_registration(request.user, False)}
    return render(request, "hrbudget/passkey_add.html", context)


@login_required
@fresh_factor_required
@require_POST
def factor_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of one's own factors away; where one is required, never the last."""
    held = factors_of(request)
    factor = get_object_or_404(held, pk=pk)
    if settings.SECOND_FACTOR_REQUIRED and held.count() == 1:
        messages.error(
            request, _("This is your only second factor: add another first.")
        )
    else:
        delete_and_cleanup(request, factor)
        messages.success(request, _("The second factor is taken away."))
    return redirect("account")


@never_cache
@login_required
@fresh_factor_required
@require_safe
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The recovery codes, once: until they are kept, for ten minutes at most."""
    codes = _codes_to_show(request)
    context = {"codes": codes, "next": first_page_for(request.user)}
    return render(request, "hrbudget/recovery_codes.html", context)


@never_cache
@login_required
@fresh_factor_required
@require_safe
def recovery_codes_text(request: HttpRequest) -> HttpResponse:
    """The same as a text to keep."""
    codes = _codes_to_show(request)
    if codes is None:
        raise Http404(_("Recovery codes are shown once. Make new ones."))
    head = _("Recovery codes of %(username)s, hrbudget. Each works once.")
    lines = [head % {"username": request.user.username}, "", *codes, ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="hrbudget.txt"'
    return response


@login_required
@require_POST
def recovery_codes_kept(request: HttpRequest) -> HttpResponse:
    """The person has kept them: they are not shown again."""
    request.session[CODES_SHOWN_UNTIL] = 0
    return redirect(first_page_for(request.user))


@login_required
@fresh_factor_required
@require_POST
def recovery_codes_new(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the earlier ones open nothing from now on."""
    if not factors_of(request).exists():
        messages.error(request, _("First add a second factor."))
        return redirect("account")
    generate_recovery_codes(request)
    return redirect("recovery_codes")


@login_required
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End every session of this person but the one in use."""
    end_sessions(request.user, but=request.session.session_key)
    messages.success(request, _("Your other sessions are over."))
    return redirect("account")


def factors_of(request: HttpRequest):
    """The person's own second factors, the oldest first."""
    held = Authenticator.objects.filter(user=request.user, type__in=FACTORS)
    return held.order_by("created_at")


def recovery_codes_of(request: HttpRequest):
    """The person's recovery codes, as allauth wraps them; None without any."""
    held = Authenticator.objects.filter(user=request.user, type=Type.RECOVERY_CODES)
    found = held.first()
    return found and found.wrap()


def _added(request: HttpRequest, factor: Authenticator) -> HttpResponse:
    """After a factor was added it was shown, too; then the recovery codes, if new."""
    record_shown(request, "mfa", id=factor.pk, type=factor.type)
    messages.success(request, _("The second factor is added."))
    codes = recovery_codes_of(request)
    response = redirect("account" if codes.did_view else "recovery_codes")
    welcome(request, response, request.user)
    return response


def _codes_to_show(request: HttpRequest) -> list[str] | None:
    """The codes, where they may still be shown in this session; else None."""
    codes = recovery_codes_of(request)
    if codes is None:
        return None
    if not codes.did_view:
        codes.mark_as_viewed()
        request.session[CODES_SHOWN_UNTIL] = time.time() + CODES_SHOWN_FOR
    if request.session.get(CODES_SHOWN_UNTIL, 0) < time.time():
        return None
    return codes.get_unused_codes()
