"""Who holds a role outside the units: asked for by one, confirmed by another."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from programme import granting
from programme.exceptions import CatalogueError
from programme.forms import RevokeForm, RoleForm, tell_refusal
from programme.models import RoleGrant, User
from programme.permissions import (
    is_administrator,
    may_ask_role,
    may_confirm_role,
    may_decide_roles,
    may_see_roles,
)
from programme.step_up import fresh_factor_required

PAGE = 50
View = Callable[..., HttpResponse]
page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def only(allowed: Callable[[User], bool]) -> Callable[[View], View]:
    """Whoever has not signed in is sent to the door; who may not, is refused."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return guard


@require_safe
@only(may_see_roles)
def role_list(request: HttpRequest) -> HttpResponse:
    user, grants = request.user, all_grants()
    waiting = [(one, may_confirm_role(user, one)) for one in grants.waiting()]
    context = {
        "waiting": waiting,
        "held": grants.held().order_by("role", "person__last_name", "pk"),
        "page": Paginator(grants.over(), PAGE).get_page(request.GET.get("page")),
        "may_ask": may_ask_role(user),
        "may_decide": may_decide_roles(user),
    }
    return render(request, "programme/role_list.html", context)


@page_or_form
@only(may_ask_role)
@fresh_factor_required
def role_ask(request: HttpRequest) -> HttpResponse:
    """An administrator asks for a role; a link may name the person."""
    asked = request.POST if request.method == "POST" else None
    form = RoleForm(
        asked, by=request.user, initial={"person": request.GET.get("person")}
    )
    status = perform(
        form,
        lambda said: granting.ask_role(
            said["person"], said["role"], by=request.user, reason=said["reason"]
        ),
    )
    if status:
        return render(request, "programme/role_ask.html", {"form": form}, status=status)
    messages.success(request, _("Asked. A second person confirms it within 72 hours."))
    return redirect("programme:role_list")


@page_or_form
@only(may_decide_roles)
@fresh_factor_required
def role_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked for, whole; the second person confirms exactly that."""
    grant = get_object_or_404(all_grants(), pk=pk)
    if request.method != "POST":
        mine = may_confirm_role(request.user, grant)
        own = grant.person.memberships.on(localdate()).select_related("unit")
        context = {"grant": grant, "may_confirm": mine, "memberships": own}
        return render(request, "programme/role_confirm.html", context)
    said = _("%(person)s has the role now.") % {"person": grant.person}
    return _decide(request, lambda: granting.confirm_role(grant, by=request.user), said)


@require_POST
@only(may_decide_roles)
def role_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(RoleGrant, pk=pk)
    said = _("The request is withdrawn: nobody got a role.")
    return _decide(
        request, lambda: granting.withdraw_role(grant, by=request.user), said
    )


@page_or_form
@only(is_administrator)
@fresh_factor_required
def role_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator takes a role away, for a reason."""
    grant = get_object_or_404(all_grants().held(), pk=pk)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    status = perform(
        form,
        lambda said: granting.revoke_role(
            grant, by=request.user, reason=said["reason"]
        ),
    )
    if status:
        context = {"form": form, "grant": grant}
        return render(request, "programme/role_revoke.html", context, status=status)
    messages.success(request, _("The role is taken away."))
    return redirect("programme:role_list")


def all_grants():
    """Every grant with the people that it names."""
    people = ("person", "asked_by", "confirmed_by", "ended_by")
    return RoleGrant.objects.select_related(*people)


def perform(form, service: Callable[[dict], object]) -> int:
    """Run the service on what a form holds: 0 when done, else the page's status."""
    if not form.is_bound:
        return 200
    if not form.is_valid():
        return 400
    try:
        service(form.cleaned_data)
    except CatalogueError as error:
        tell_refusal(form, error)
        return 409
    return 0


def _decide(
    request: HttpRequest, service: Callable[[], object], said: str
) -> HttpResponse:
    """Run a decision; what it did, or why it refused, is told on the list."""
    try:
        service()
    except CatalogueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("programme:role_list")
