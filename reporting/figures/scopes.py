"""What a figure is of: the year, or one right, group, action or unit; and its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from reporting.figures.catalogue import LEVELS, YEAR
from reporting.kept import Edition
from reporting.measures import FUNDS, cited
from reporting.models import (
    PublishedAction,
    PublishedCitation,
    PublishedGroup,
    PublishedLine,
    PublishedRight,
    PublishedStrategy,
    PublishedUnit,
)
from reporting.queries import BadQuery
from reporting.unfunded import serving

TABLES: dict[str, Any] = {
    "right": PublishedRight,
    "strategy": PublishedStrategy,
    "group": PublishedGroup,
    "action": PublishedAction,
    "unit": PublishedUnit,
}
NAMED = 60  # codes that a refusal lists: every chapter of a programme


@dataclass(frozen=True)
class Scope:
    """One level of a publication, and its row there (`None` for the year)."""

    edition: Edition
    level: str = YEAR
    code: str = ""
    row: Any = None

    @property
    def query(self) -> dict[str, str]:
        """What an address says of it."""
        return {self.level: self.code} if self.code else {}

    @property
    def held(self) -> dict[str, int]:
        """The publication, as a filter."""
        return {"publication": self.edition.pk}

    @property
    def of_actions(self) -> Q:
        """Which actions of the programme belong to a right, strategy or group."""
        if self.level == "group":
            return serving(self.code)
        return Q(**{f"{self.level}_code": self.code})

    @cached_property
    def cited_codes(self) -> list[str]:
        """The actions of a right, strategy or group that any line cites: few."""
        actions = PublishedAction.objects.filter(self.of_actions, **self.held)
        return list(actions.filter(lines__gt=0).values_list("code", flat=True))

    def citations(self) -> QuerySet[PublishedCitation]:
        """Its citations, of the year's programme."""
        citations = cited(self.edition)
        if self.level == YEAR:
            return citations
        if self.level in ("unit", "action"):
            return citations.filter(**{f"{self.level}_code": self.code})
        return citations.filter(action_code__in=self.cited_codes)

    def lines(self) -> QuerySet[PublishedLine]:
        """Its lines: all of the year or unit, else those that cite it."""
        lines = PublishedLine.objects.filter(**self.held)
        if self.level == YEAR:
            return lines
        if self.level == "unit":
            return lines.filter(unit_code=self.code)
        return lines.filter(Exists(self.citations().filter(line=OuterRef("pk"))))

    def units(self) -> QuerySet[PublishedUnit]:
        """The units of the year, else those with a line that cites it."""
        units = PublishedUnit.objects.filter(**self.held)
        if self.level == YEAR:
            return units
        return units.filter(Exists(self.citations().filter(unit_code=OuterRef("code"))))

    def actions(self) -> QuerySet[PublishedAction]:
        """The actions of the programme, of the right or group; those a unit funds."""
        actions = PublishedAction.objects.filter(**self.held)
        if self.level == YEAR:
            return actions
        if self.level == "unit":
            funding = self.citations().filter(FUNDS, action_code=OuterRef("code"))
            return actions.filter(Exists(funding))
        return actions.filter(self.of_actions)


def scope_of(edition: Edition, measure: str, query: Mapping[str, str]) -> Scope:
    """What a query asks of a measure; raises BadQuery with what could be asked."""
    asked = [level for level in TABLES if level in query]
    if len(asked) > 1:
        raise BadQuery(_("Give one of: %(levels)s.") % {"levels": ", ".join(TABLES)})
    level = asked[0] if asked else YEAR
    if level not in LEVELS[measure]:
        told = [one for one in (YEAR, *TABLES) if one in LEVELS[measure]]
        values = {"measure": measure, "levels": ", ".join(told), "level": level}
        raise BadQuery(
            _("“%(measure)s” is not told by %(level)s. It is told by: %(levels)s.")
            % values
        )
    if level == YEAR:
        return Scope(edition)
    code = query[level]
    row = TABLES[level].objects.filter(publication=edition.pk, code=code).first()
    if row is None:
        raise BadQuery(_unknown(edition, level, code))
    return Scope(edition, level, code, row)


def _unknown(edition: Edition, level: str, code: str) -> str:
    """What is said of a code that the publication does not have, and which it has."""
    codes = TABLES[level].objects.filter(publication=edition.pk).order_by("code")
    known = list(codes.values_list("code", flat=True)[: NAMED + 1])
    values = {
        "level": level,
        "code": code,
        "known": ", ".join(known[:NAMED]) + (", …" if len(known) > NAMED else ""),
    }
    return (
        _("This publication knows no %(level)s %(code)s. It knows: %(known)s.") % values
    )
