"""The filters of the API over actions and lines; what nothing can match is refused."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from reporting.kept import Edition
from reporting.measures import cited
from reporting.models import (
    PublishedAction,
    PublishedCitation,
    PublishedGroup,
    PublishedLine,
    PublishedRight,
    PublishedUnit,
)
from reporting.queries import BadQuery, choice

YES_OR_NO = {"true": True, "false": False}
KNOWN = {
    "unit": (PublishedUnit, "code"),
    "right": (PublishedRight, "code"),
    "group": (PublishedGroup, "code"),
    "action": (PublishedAction, "code"),
    "body": (PublishedAction, "responsible_bodies__contains"),
}


def funded_actions(edition: Edition, given: dict) -> QuerySet[PublishedAction]:
    """The funded actions of a publication, those that the filters leave."""
    check_codes(edition, given, ("right", "unit"))
    actions = PublishedAction.objects.filter(publication=edition.pk, funded=True)
    if "right" in given:
        actions = actions.filter(right_code=given["right"])
    if "unit" in given:
        funding = cited(edition).filter(
            unit_code=given["unit"],
            action_code=OuterRef("code"),
            line__amount__gt=0,
        )
        actions = actions.filter(Exists(funding))
    new = choice(given, "new", YES_OR_NO)
    if new is not None:
        # null, where no year was compared, is neither new nor not new
        actions = actions.filter(new=new)
    return actions.order_by("code")


def published_lines(edition: Edition, given: dict) -> QuerySet[PublishedLine]:
    """The lines of a publication, those that the filters leave."""
    check_codes(edition, given, ("unit", "right", "action"))
    lines = PublishedLine.objects.filter(publication=edition.pk)
    if "unit" in given:
        lines = lines.filter(unit_code=given["unit"])
    linked = choice(given, "linked", YES_OR_NO)
    if linked is not None:
        state = Q(state=PublishedLine.State.LINKED)
        lines = lines.filter(state if linked else ~state)
    if "right" in given:
        lines = lines.filter(Exists(of_line(edition, right_code=given["right"])))
    if "action" in given:
        lines = lines.filter(Exists(of_line(edition, action_code=given["action"])))
    return lines


def citing(edition: Edition, given: dict) -> QuerySet[PublishedCitation] | None:
    """The citations through which the lines asked for are found; None: not through any.

    In order of unit and line an index holds them by action, by right and all: so the
    lines of a rare one are found without reading past the others.
    """
    linked = choice(given, "linked", YES_OR_NO)
    if linked is False or not (linked or {"right", "action"} & set(given)):
        return None
    keys = {"unit": "unit_code", "right": "right_code", "action": "action_code"}
    asked = {keys[name]: given[name] for name in keys if name in given}
    if "action" in given and asked.pop("right_code", None):
        own = cited(edition).filter(line=OuterRef("line"), right_code=given["right"])
        return cited(edition).filter(Exists(own), **asked)
    return cited(edition).filter(**asked)


def of_line(edition: Edition, **of: str) -> QuerySet[PublishedCitation]:
    """The outer line's citations of this right or action."""
    return cited(edition).filter(line=OuterRef("pk"), **of)


def neglected(edition: Edition, given: dict) -> dict[str, str]:
    """Which of the actions never funded or past their term are asked for."""
    names = ("right", "group", "body")
    check_codes(edition, given, names)
    return {name: given[name] for name in names if name in given}


def check_codes(edition: Edition, given: dict, names: Iterable[str]) -> None:
    """Raise BadQuery for a code that the publication does not know."""
    for name in names:
        if name not in given:
            continue
        rows, key = KNOWN[name]
        wanted = [given[name]] if key.endswith("__contains") else given[name]
        held = rows.objects.filter(publication=edition.pk, **{key: wanted})
        if not held.exists():
            values = {"name": name, "code": given[name]}
            raise BadQuery(_("This publication knows no %(name)s %(code)s.") % values)
