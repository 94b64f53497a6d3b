"""The catalogue in force, for people who have signed in: it browses and searches."""

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from programme.forms import SearchForm
from programme.models import Action, Programme, Right, Succession
from programme.permissions import is_administrator
from programme.search import Filters, Finding, find_actions

PAGE = 25


def _in_force() -> Q:
    """Of a programme's or a right's actions, those not retired this year."""
    return Q(actions__retired_from__isnull=True) | Q(
        actions__retired_from__gt=localdate().year
    )


@require_safe
@login_required
def programme_list(request: HttpRequest) -> HttpResponse:
    programmes = Programme.objects.annotate(
        in_force=Count("actions", filter=_in_force()),
        retired=Count("actions", filter=~_in_force()),
    )
    return render(request, "programme/programme_list.html", {"programmes": programmes})


@require_safe
@login_required
def programme_detail(request: HttpRequest, programme: str) -> HttpResponse:
    edition = get_object_or_404(Programme, code=programme)
    rights = edition.rights.annotate(
        in_force=Count("actions", filter=_in_force(), distinct=True),
        strategy_count=Count("strategies", distinct=True),
    ).order_by("code")
    nuclei = [(name, list(chapters)) for name, chapters in groupby(rights, _nucleus_of)]
    context = {"programme": edition, "nuclei": nuclei, "form": SearchForm(edition)}
    return render(request, "programme/programme_detail.html", context)


def _nucleus_of(right: Right) -> str:
    return right.nucleus


@require_safe
@login_required
def right_detail(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    right = get_object_or_404(
        Right.objects.select_related("programme"), programme__code=programme, code=code
    )
    steps = Prefetch("successions", Succession.objects.select_related("successor"))
    actions = right.actions.order_by("code").prefetch_related(steps)
    strategies = right.strategies.order_by("code").prefetch_related(
        Prefetch("actions", queryset=actions)
    )
    context = {
        "programme": right.programme,
        "right": right,
        "strategies": strategies,
        "loose": actions.filter(strategy=None),
    }
    return render(request, "programme/right_detail.html", context)


@require_safe
@login_required
def action_detail(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    related = Action.objects.select_related("programme", "right", "strategy")
    action = get_object_or_404(related, programme__code=programme, code=code)
    chains = Succession.objects.order_by("year", "pk")
    context = {
        "programme": action.programme,
        "action": action,
        "groups": action.population_groups.order_by("code"),
        "bodies": action.bodies.select_related("unit"),
        "became": chains.filter(predecessor=action).select_related(
            "successor__programme"
        ),
        "former_texts": action.former_texts.filter(until__isnull=False),
        "changes": action.programme.changes.about(code),
        "is_keeper": is_administrator(request.user),
        "came_from": chains.filter(successor=action).select_related(
            "predecessor__programme"
        ),
    }
    return render(request, "programme/action_detail.html", context)


@require_safe
@login_required
def action_search(request: HttpRequest, programme: str) -> HttpResponse:
    edition = get_object_or_404(Programme, code=programme)
    form = SearchForm(edition, request.GET)
    finding, filters = Finding(), Filters()
    if understood := form.is_valid():
        query, filters = form.cleaned_data["q"], form.filters
        finding = find_actions(edition, query, filters=filters, limit=None)
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "programme": edition,
        "form": form,
        "asked": understood and (bool(filters) or query.strip()),
        "finding": finding,
        "page": Paginator(finding.first, PAGE).get_page(request.GET.get("page")),
        "address": asked.urlencode(),
    }
    status = 200 if understood else 400
    return render(request, "programme/action_search.html", context, status=status)
