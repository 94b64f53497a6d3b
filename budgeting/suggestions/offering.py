"""What the page of a line shows: suggestions to tick, and those set aside."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from budgeting.models import SpendingLine, SuggestionShown
from budgeting.suggestions.asked import asked_of
from budgeting.suggestions.past import precedents_before
from budgeting.suggestions.ranking import Suggestion, rank
from budgeting.suggestions.reasons import Reason
from budgeting.suggestions.recording import carried
from programme.models import Action, BudgetUnit, Programme, Right
from programme.texts import text_of

AT_ONCE, IN_ALL = 5, 10
REASONS = 4


@dataclass(frozen=True)
class Shown:
    """A suggestion with its chapter and its reasons in the reader's language."""

    suggestion: Suggestion
    right: Right | None
    reasons: list[str]


@dataclass(frozen=True)
class Suggestions:
    """A line's suggestions: the first, the rest, those set aside and whether these are
    asked for; whether the line is described; and all of it as the form carries it."""

    first: list[Shown] = field(default_factory=list)
    more: list[Shown] = field(default_factory=list)
    aside: list[Action] = field(default_factory=list)
    showing_aside: bool = False
    described: bool = True
    carried: str = ""

    @property
    def all(self) -> list[Suggestion]:
        """All that are shown, in order."""
        return [one.suggestion for one in [*self.first, *self.more]]


def suggestions_for(
    line: SpendingLine, *, cited: Collection[int], showing_aside: bool = False
) -> Suggestions:
    """The actions suggested for a line, without those cited and those set aside.

    About a dozen queries, however many there are; more when the catalogue or an
    approved budget has changed.
    """
    asked = asked_of(line)
    year = line.proposal.fiscal_year
    programmes = list(year.programmes.order_by("-year_programmes__is_main", "code"))
    aside = _set_aside(line, cited)
    ranked = rank(
        asked,
        programmes,
        precedents_before(year.year),
        limit=IN_ALL,
        leave_out={*cited, *(one.pk for one in aside)},
    )
    shown = _in_words(ranked, programmes)
    return Suggestions(
        first=shown[:AT_ONCE],
        more=shown[AT_ONCE:],
        aside=aside,
        showing_aside=showing_aside,
        carried=carried(line, ranked),
        described=bool(line.description.strip()),
    )


def _set_aside(line: SpendingLine, cited: Collection[int]) -> list[Action]:
    """The actions that were said not to be for this line, unless it cites them."""
    rejected = line.suggestions.filter(outcome=SuggestionShown.Outcome.REJECTED)
    actions = Action.objects.filter(pk__in=rejected.values("action"))
    return list(actions.exclude(pk__in=cited).order_by("programme__code", "code"))


def _in_words(ranked: list[Suggestion], programmes: list[Programme]) -> list[Shown]:
    """The suggestions with the names that their reasons speak of; two queries."""
    if not ranked:
        return []
    units = {r.said["unit"] for one in ranked for r in one.reasons if "unit" in r.said}
    names = dict(BudgetUnit.objects.filter(pk__in=units).values_list("pk", "name"))
    rights = {
        (right.programme_id, right.code): right
        for right in Right.objects.filter(programme__in=programmes)
    }
    return [
        Shown(
            suggestion=one,
            right=rights.get((one.programme, one.found.right_code)),
            reasons=[
                str(_named(reason, names, rights, one.programme))
                for reason in one.reasons[:REASONS]
            ],
        )
        for one in ranked
    ]


def _named(
    reason: Reason, units: dict[int, str], rights: dict, programme: int
) -> Reason:
    """The reason with names for the keys and codes that it holds."""
    said = dict(reason.said)
    if "unit" in said:
        said["unit"] = units.get(said["unit"], "")
    if reason.kind == "group":
        right = rights.get((programme, said["group"]))
        said["group"] = text_of(right, "name").value if right else said["group"]
    return replace(reason, said=said)
