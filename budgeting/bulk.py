"""Citing many lines at once: what each line would cite, or why it is left as it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgeting.models import Citation, FiscalYear, SpendingLine
from budgeting.money import equal_shares
from budgeting.overview import money_by_citation
from budgeting.overview.lines import ShownCitation
from budgeting.services import CitedAction
from programme.models import Action


class How(models.TextChoices):
    """What is done with the chosen actions."""

    ADD = "add", gettext_lazy("Add them to what each line cites")
    REPLACE = "replace", gettext_lazy("Put them in place of all that each line cites")
    REMOVE = "remove", gettext_lazy("Remove them from what each line cites")


class Outcome(models.TextChoices):
    """What becomes of a line."""

    CHANGES = "changes", gettext_lazy("Changes")
    ALREADY = "already", gettext_lazy("Already so")
    BLOCKED = "blocked", gettext_lazy("Stays as it is")


class Blocked(Exception):
    """Why this line cannot be changed together with others; `str()` says it."""


@dataclass(frozen=True)
class Request:
    """What is asked for every line; shares are given, or None for equal parts."""

    year: FiscalYear
    how: str
    chosen: Sequence[CitedAction]

    @property
    def keys(self) -> set[int]:
        """The keys of the chosen actions."""
        return {one.action.pk for one in self.chosen}


@dataclass(frozen=True)
class Planned:
    """A line, what it cites and what it would cite, with the money each gets."""

    line: SpendingLine
    outcome: str
    before: list[ShownCitation]
    after: list[ShownCitation] = field(default_factory=list)
    cited: list[CitedAction] = field(default_factory=list)
    why: str = ""


@dataclass(frozen=True)
class Plan:
    """All the lines, by what becomes of them."""

    lines: list[Planned]

    def of(self, outcome: str) -> list[Planned]:
        """The lines that come out so."""
        return [one for one in self.lines if one.outcome == outcome]

    @property
    def changes(self) -> list[Planned]:
        """The lines that would be saved."""
        return self.of(Outcome.CHANGES)

    @property
    def already(self) -> list[Planned]:
        """The lines for which nothing would change."""
        return self.of(Outcome.ALREADY)

    @property
    def blocked(self) -> list[Planned]:
        """The lines that are left out, each with its reason."""
        return self.of(Outcome.BLOCKED)


def plan_citing(lines: Iterable[SpendingLine], request: Request) -> Plan:
    """What becomes of each line, read with its citations and waivers; no query."""
    return Plan([_planned(line, request) for line in lines])


def _planned(line: SpendingLine, request: Request) -> Planned:
    existing = list(line.citations.all())
    before = list(money_by_citation(line.amount, existing))
    try:
        cited = _wanted(line, existing, request)
    except Blocked as blocked:
        return Planned(line, Outcome.BLOCKED, before, why=str(blocked))
    if cited is None:
        return Planned(line, Outcome.ALREADY, before)
    after = [
        Citation(
            line=line,
            action=one.action,
            programme_id=one.action.programme_id,
            share=one.share,
            strength=one.strength,
            justification=one.justification,
        )
        for one in cited
    ]
    if _terms(after) == _terms(existing):
        return Planned(line, Outcome.ALREADY, before)
    money = list(money_by_citation(line.amount, after))
    return Planned(line, Outcome.CHANGES, before, money, cited)


def _wanted(
    line: SpendingLine, existing: list[Citation], request: Request
) -> list[CitedAction] | None:
    """What the line would cite; None where nothing is asked of it."""
    kept = [_as_cited(one) for one in existing]
    if request.how == How.REMOVE:
        return _without(line, existing, request)
    if line.screened:
        raise Blocked(
            _("It is declared that no action applies to it. Withdraw that first.")
        )
    if request.how == How.REPLACE:
        return _shared(request.chosen)
    had = {one.action_id for one in existing}
    fresh = [one for one in request.chosen if one.action.pk not in had]
    if not fresh:
        return None
    _refuse_retired(request.year, existing)
    touched = {one.action.programme_id for one in fresh}
    beside = [one for one in kept if one.action.programme_id in touched]
    if not beside:
        return [*kept, *_shared(fresh)]
    if any(one.share is not None for one in fresh) or not _are_equal(beside):
        raise Blocked(
            _(
                "It has shares of its own, which would change. Cite it on its own "
                "page, or put the chosen actions in place of what it cites."
            )
        )
    rest = [one for one in kept if one.action.programme_id not in touched]
    return [*rest, *_shared([one._replace(share=None) for one in [*beside, *fresh]])]


def _without(
    line: SpendingLine, existing: list[Citation], request: Request
) -> list[CitedAction] | None:
    """What the line would cite without the chosen actions."""
    gone = [one for one in existing if one.action_id in request.keys]
    if not gone:
        return None
    rest = [_as_cited(one) for one in existing if one.action_id not in request.keys]
    _refuse_uncited(line, rest, request.year)
    touched = {one.programme_id for one in gone}
    beside = [one for one in rest if one.action.programme_id in touched]
    before = [_as_cited(one) for one in existing if one.programme_id in touched]
    if len(beside) > len({one.action.programme_id for one in beside}) and not (
        _are_equal(before)
    ):
        raise Blocked(
            _(
                "It has shares of its own, which would change. Remove the action on "
                "its own page."
            )
        )
    others = [one for one in rest if one.action.programme_id not in touched]
    return [*others, *_shared([one._replace(share=None) for one in beside])]


def _refuse_uncited(
    line: SpendingLine, rest: list[CitedAction], year: FiscalYear
) -> None:
    """Raise Blocked where the line would be left without a citation that it needs."""
    main = year.main_programme.pk
    if not rest:
        raise Blocked(_("It would be left without any action: cite another first."))
    required = year.linking == FiscalYear.Linking.REQUIRED
    waived = bool(line.waivers_in_force)  # type: ignore[attr-defined]
    linked = any(one.action.programme_id == main for one in rest)
    if required and not (linked or waived):
        raise Blocked(
            _("It would cite no action of the year's programme: cite another first.")
        )


def _refuse_retired(year: FiscalYear, existing: list[Citation]) -> None:
    """Raise Blocked where the line cites what cannot be cited any more."""
    retired = [one.action.code for one in existing if _is_retired(one.action, year)]
    if retired:
        raise Blocked(
            _("It cites retired actions (%(codes)s): decide about them first.")
            % {"codes": ", ".join(sorted(retired))}
        )


def _is_retired(action: Action, year: FiscalYear) -> bool:
    return bool(action.retired_from and action.retired_from <= year.year)


def _shared(cited: Sequence[CitedAction]) -> list[CitedAction]:
    """The same with a share each: as given, or equal parts within a programme."""
    groups: dict[int, list[CitedAction]] = defaultdict(list)
    for one in cited:
        groups[one.action.programme_id].append(one)
    shared = []
    for group in groups.values():
        equal = equal_shares([one.action.code for one in group])
        for one in group:
            share = equal[one.action.code] if one.share is None else one.share
            shared.append(one._replace(share=share))
    return shared


def _are_equal(cited: Sequence[CitedAction]) -> bool:
    """Whether the shares of each programme are equal parts."""
    groups: dict[int, dict[str, int]] = defaultdict(dict)
    for one in cited:
        groups[one.action.programme_id][one.action.code] = one.share or 0
    return all(equal_shares(list(group)) == group for group in groups.values())


def _as_cited(one: Citation) -> CitedAction:
    return CitedAction(one.action, one.share, one.strength, one.justification)


def _terms(citations: Iterable[Citation]) -> dict[int, tuple[int, str, str]]:
    return {
        one.action_id: (one.share, one.strength, one.justification) for one in citations
    }


def total(plan: Plan) -> Decimal:
    """What the lines that change add up to."""
    return sum((one.line.amount for one in plan.changes), Decimal(0))
