"""Pages of rights, strategies, actions and population groups of a publication."""

from decimal import Decimal

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from reporting import unfunded
from reporting.history import history_of
from reporting.models import (
    PublishedAction,
    PublishedCitation,
    PublishedGroup,
    PublishedRight,
    PublishedStrategy,
)
from reporting.paging import page_of, read_cursor
from reporting.parts import Branch, branches, units_of, whole_of
from reporting.search import MOST, found
from reporting.views.pages import PAGE, Place, row_or_404, year_page

Reply = tuple[str, dict]
TOP = 20  # actions that the page of a right lists; all stand on their strategies' pages


@year_page()
def right_detail(request: HttpRequest, place: Place, query: dict, code: str) -> Reply:
    right = row_or_404(
        PublishedRight.objects.filter(publication=place.edition.pk),
        _("The programme of this year has no right or group %(code)s."),
        code=code,
    )
    actions = list(actions_of(place).filter(right_code=code))
    ranked = sorted(actions, key=lambda one: (-one.amount_attributed, one.code))
    strategies = PublishedStrategy.objects.filter(
        publication=place.edition.pk, right_code=code
    )
    context = {
        "place": place,
        "right": right,
        "branches": branches(strategies, actions),
        "whole": Branch(None, actions),
        "top": ranked[:TOP],
        "rest": Branch(None, ranked[TOP:]) if ranked[TOP:] else None,
        "late": unfunded.counts(place.edition, right=code),
    }
    return "reporting/right_detail.html", context


@year_page()
def strategy_detail(
    request: HttpRequest, place: Place, query: dict, code: str
) -> Reply:
    strategy = row_or_404(
        PublishedStrategy.objects.filter(publication=place.edition.pk),
        _("The programme of this year has no strategy %(code)s."),
        code=code,
    )
    rights = PublishedRight.objects.filter(publication=place.edition.pk)
    context = {
        "place": place,
        "strategy": strategy,
        "right": rights.get(code=strategy.right_code),
        "whole": Branch(strategy, list(actions_of(place).filter(strategy_code=code))),
    }
    return "reporting/strategy_detail.html", context


@year_page("after", shows="and_all")
def action_detail(request: HttpRequest, place: Place, query: dict, code: str) -> Reply:
    action = row_or_404(
        actions_of(place),
        _("The programme of this year has no action %(code)s."),
        code=code,
    )
    keys = ("unit_code", "line_code")
    cursor = read_cursor(query["after"], len(keys)) if "after" in query else None
    citations = PublishedCitation.objects.filter(
        publication=place.edition.pk,
        action_code=code,
        programme_code=place.programme.code,
    ).select_related("line")
    page = page_of(citations, keys, cursor, PAGE)
    units = units_of(place.edition, code)
    held = {"publication": place.edition.pk}
    context = {
        "place": place,
        "action": action,
        "right": PublishedRight.objects.get(**held, code=action.right_code),
        "strategy": PublishedStrategy.objects.filter(
            **held, code=action.strategy_code
        ).first(),
        "groups": PublishedGroup.objects.filter(**held).filter(
            Q(code__in=action.population_groups) | Q(code=action.right_code)
        ),
        "page": page,
        "on_page": sum((one.amount_attributed for one in page.rows), Decimal("0.00")),
        "units": units,
        "of_units": whole_of(units),
        "history": history_of(place.records, place.programme.code, code),
    }
    return "reporting/action_detail.html", context


@year_page("q")
def action_search(request: HttpRequest, place: Place, query: dict) -> Reply:
    words = query.get("q", "")
    results = found(place.edition, words) if words else None
    context = {"place": place, "words": words, "found": results, "most": MOST}
    return "reporting/action_search.html", context


@year_page()
def group_detail(request: HttpRequest, place: Place, query: dict, code: str) -> Reply:
    group = row_or_404(
        PublishedGroup.objects.filter(publication=place.edition.pk),
        _("The programme of this year has no population group %(code)s."),
        code=code,
    )
    context = {
        "place": place,
        "group": group,
        "actions": actions_of(place).filter(unfunded.serving(code), funded=True),
        "late": unfunded.counts(place.edition, group=code),
    }
    return "reporting/group_detail.html", context


def actions_of(place: Place) -> QuerySet[PublishedAction]:
    """The actions of the publication, in order of code."""
    return PublishedAction.objects.filter(publication=place.edition.pk)
