"""The administrator's pages for people: invited, moved, ended, their factors reset."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from programme.access import accounts, factors
from programme.access.invitations import invitation_link
from programme.access.letters import send_invitation
from programme.access.sessions import has_factor
from programme.exceptions import CatalogueError
from programme.forms import tell_refusal
from programme.models import FactorReset, Membership, RoleGrant, User
from programme.people_forms import (
    InviteForm,
    LastDayForm,
    MoveForm,
    PostForm,
    ResetForm,
)
from programme.permissions import is_active
from programme.step_up import fresh_factor_required
from programme.views.imports import administrators_only

PAGE = 50


@require_safe
@administrators_only
def person_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()
    held = Membership.objects.on(localdate()).select_related("unit")
    people = User.objects.prefetch_related(
        Prefetch("memberships", held, to_attr="held"),
        Prefetch("role_grants", RoleGrant.objects.held(), to_attr="outside"),
    ).order_by("username")
    for word in words.split()[:10]:
        people = people.filter(
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
        )
    page = Paginator(people, PAGE).get_page(request.GET.get("page"))
    return render(request, "programme/person_list.html", {"page": page, "q": words})


@never_cache
@require_http_methods(["GET", "POST"])
@administrators_only
@fresh_factor_required
def person_invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            user = accounts.invite_person(form.invitation, form.post, by=request.user)
        except CatalogueError as error:
            tell_refusal(form, error)
        else:
            warn_of_same_email(request, user)
            return show_link(request, user)
    return render(request, "programme/person_invite.html", {"form": form})


@never_cache
@require_safe
@administrators_only
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _person_page(request, _person(pk))


@never_cache
@require_POST
@administrators_only
@fresh_factor_required
def person_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link: the password in use is gone, the second factor stays."""
    user = _person(pk)
    if user == request.user:
        raise PermissionDenied(_("Change your own password in your account."))
    try:
        renewed = accounts.renew_link(user, by=request.user)
    except CatalogueError as error:
        messages.error(request, str(error))
        return redirect("programme:person_detail", pk=pk)
    return show_link(request, renewed)


@require_http_methods(["GET", "POST"])
@administrators_only
@fresh_factor_required
def person_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = _person(pk)
    form = MoveForm(user, request.POST or None)
    if form.is_valid():
        try:
            moved = accounts.move_person(
                user, form.cleaned_data["left"], form.post, by=request.user
            )
        except CatalogueError as error:
            tell_refusal(form, error)
        else:
            messages.success(request, _("Moved: %(post)s.") % {"post": moved})
            return redirect("programme:person_detail", pk=pk)
    return render(request, "programme/person_move.html", {"form": form, "person": user})


@require_POST
@administrators_only
@fresh_factor_required
def person_role(request: HttpRequest, pk: int) -> HttpResponse:
    """A role in a unit, for who has none there yet."""
    user = _person(pk)
    form = PostForm(request.POST)
    if form.is_valid():
        try:
            given = accounts.give_post(user, form.post, by=request.user)
        except CatalogueError as error:
            tell_refusal(form, error)
        else:
            messages.success(request, _("Given: %(post)s.") % {"post": given})
            return redirect("programme:person_detail", pk=pk)
    return _person_page(request, user, role=form)


@require_POST
@administrators_only
@fresh_factor_required
def person_last_day(request: HttpRequest, pk: int) -> HttpResponse:
    user = _person(pk)
    form = LastDayForm(request.POST)
    if not form.is_valid():
        return _person_page(request, user, last_day=form)
    last = form.cleaned_data["expires_on"]
    return _done(
        request,
        user,
        lambda: accounts.set_last_day(user, last, by=request.user),
        _("The last day of the account is kept."),
    )


@require_POST
@administrators_only
@fresh_factor_required
def person_close(request: HttpRequest, pk: int) -> HttpResponse:
    user = _person(pk)
    return _done(
        request,
        user,
        lambda: accounts.close_account(user, by=request.user),
        _("The account is closed and its sessions are over."),
    )


@require_POST
@administrators_only
@fresh_factor_required
def person_open(request: HttpRequest, pk: int) -> HttpResponse:
    user = _person(pk)
    return _done(
        request,
        user,
        lambda: accounts.open_account(user, by=request.user),
        _("The account is open again."),
    )


@require_POST
@administrators_only
@fresh_factor_required
def reset_ask(request: HttpRequest, pk: int) -> HttpResponse:
    user = _person(pk)
    form = ResetForm(request.POST)
    if not form.is_valid():
        return _person_page(request, user, reset=form)
    reason = form.cleaned_data["reason"]
    return _done(
        request,
        user,
        lambda: factors.ask_factor_reset(user, reason=reason, by=request.user),
        _("Asked. Another administrator now confirms it, within 72 hours."),
    )


@require_POST
@administrators_only
@fresh_factor_required
def reset_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    reset = get_object_or_404(FactorReset.objects.select_related("user"), pk=pk)
    return _done(
        request,
        reset.user,
        lambda: factors.confirm_factor_reset(reset, by=request.user),
        _("The second factor is reset. They add another when they next sign in."),
    )


@require_POST
@administrators_only
@fresh_factor_required
def reset_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    reset = get_object_or_404(FactorReset.objects.select_related("user"), pk=pk)
    return _done(
        request,
        reset.user,
        lambda: factors.withdraw_factor_reset(reset, by=request.user),
        _("The request is withdrawn."),
    )


def warn_of_same_email(request: HttpRequest, user: User) -> None:
    """Say which other accounts have the same e-mail: perhaps one person twice."""
    if others := accounts.others_with_email(user):
        names = ", ".join(other.username for other in others)
        messages.warning(
            request,
            _("The same e-mail belongs to %(names)s: is this one person twice?")
            % {"names": names},
        )


def show_link(request: HttpRequest, user: User) -> HttpResponse:
    """The link to hand over, on this page and nowhere else; sent by e-mail as well."""
    link = invitation_link(request, user)
    sent = send_invitation(user, link)
    context = {"person": user, "link": link, "sent": sent}
    return render(request, "programme/person_link.html", context)


def _person(pk: int) -> User:
    return get_object_or_404(User, pk=pk)


def _done(request: HttpRequest, user: User, act, said: str) -> HttpResponse:
    """Do it, and say that it is done or why not."""
    try:
        act()
    except CatalogueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("programme:person_detail", pk=user.pk)


def _person_page(
    request: HttpRequest,
    user: User,
    last_day: LastDayForm | None = None,
    reset: ResetForm | None = None,
    role: PostForm | None = None,
) -> HttpResponse:
    waiting = FactorReset.objects.waiting().filter(user=user)
    memberships = user.memberships.select_related("unit").order_by("-since")
    context = {
        "person": user,
        "own": user == request.user,
        "in_use": is_active(user),
        "has_factor": has_factor(user),
        "memberships": memberships,
        "outside": user.role_grants.held(),
        "may_move": any(
            one.since <= localdate() and (one.until is None or one.until >= localdate())
            for one in memberships
        ),
        "waiting": waiting.select_related("asked_by").first(),
        "last_day": last_day or LastDayForm(initial={"expires_on": user.expires_on}),
        "reset": reset or ResetForm(),
        "role": role or PostForm(),
        "wrong": last_day or reset or role,
    }
    return render(request, "programme/person_detail.html", context)
