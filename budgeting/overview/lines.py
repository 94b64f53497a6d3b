"""Spending lines as pages show them: their state, and the money each citation gets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgeting.models import Citation, Observation, SpendingLine, Waiver
from budgeting.money import WHOLE, per_cent, split_amount


class LineState(models.TextChoices):
    """Where a line stands before the rule (method.md, 2), or what comes before that:
    it is a copy that nobody reviewed, or does not read."""

    LINKED = "linked", _("Linked")
    WAIVED = "waived", _("Waived")
    SCREENED = "screened", _("No action applies")
    UNCITED = "uncited", _("Cites no action yet")
    UNREAD = "unread", _("There is a problem")
    COPIED = "copied", _("Copied, not reviewed")


@dataclass(frozen=True)
class ShownCitation:
    """A citation and the money it gets; None while shares do not add up to 100 %."""

    citation: Citation
    amount: Decimal | None

    @property
    def per_cent(self) -> str:
        """Its share in per cent, as an officer would write it."""
        return per_cent(self.citation.share)


@dataclass(frozen=True)
class ShownLine:
    """A line with all that a page tells about it, already read."""

    line: SpendingLine
    link: LineState
    citations: list[ShownCitation]
    waiver: Waiver | None
    fault: str = ""
    observations: list[Observation] = field(default_factory=list)

    @property
    def state(self) -> LineState:
        """Its link, unless it is an unreviewed copy or something does not read."""
        if self.line.unreviewed:
            return LineState.COPIED
        return LineState.UNREAD if self.line.pending else self.link

    @property
    def has_own_shares(self) -> bool:
        """Whether its citations have other shares than equal parts of a programme."""
        shares: dict[int, list[int]] = {}
        for each in self.citations:
            citation = each.citation
            shares.setdefault(citation.programme_id, []).append(citation.share)
        return any(max(each) - min(each) > 1 for each in shares.values())

    @property
    def open_observations(self) -> list[Observation]:
        """What Finance asks about this line and nobody resolved yet."""
        return [one for one in self.observations if not one.resolution]


def shown_line(
    line: SpendingLine,
    programme: int | None,
    *,
    fault: str = "",
    observations: Iterable[Observation] = (),
) -> ShownLine:
    """A line read by `frameworks_with_lines`, for a page; no query.

    `programme` is the key of the year's programme: a line is linked when it cites one
    of its actions.
    """
    citations = list(line.citations.all())
    waiver = next(iter(line.waivers_in_force), None)  # type: ignore[attr-defined]
    return ShownLine(
        line=line,
        link=link_of(line, citations, waiver, programme),
        citations=list(money_by_citation(line.amount, citations)),
        waiver=waiver,
        fault=fault,
        observations=list(observations),
    )


def link_of(
    line: SpendingLine,
    citations: list[Citation],
    waiver: Waiver | None,
    programme: int | None,
) -> LineState:
    """How the line stands before the rule, whatever else is wrong with it."""
    if any(one.programme_id == programme for one in citations):
        return LineState.LINKED
    if waiver:
        return LineState.WAIVED
    return LineState.SCREENED if line.screened else LineState.UNCITED


def money_by_citation(
    amount: Decimal, citations: Iterable[Citation]
) -> Iterator[ShownCitation]:
    """What each citation gets of this amount, programme by programme, to the cent."""
    by_programme: dict[int, list[Citation]] = {}
    for citation in citations:
        by_programme.setdefault(citation.programme_id, []).append(citation)
    for group in by_programme.values():
        shares = {one.action.code: one.share for one in group}
        adds_up = sum(shares.values()) == WHOLE
        parts = split_amount(amount, shares) if adds_up else {}
        for one in group:
            yield ShownCitation(one, parts.get(one.action.code))
