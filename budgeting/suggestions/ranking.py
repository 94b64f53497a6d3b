"""All evidence together: the actions in order, each with its reasons.

Words and precedents add up; what else is known of the line then raises an action that
has either. Nothing is suggested for its unit, group, function or partida alone.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import partial

from budgeting.suggestions.asked import Asked
from budgeting.suggestions.catalogue import Catalogue, catalogue_of
from budgeting.suggestions.groups import actions_serving, groups_named
from budgeting.suggestions.precedents import LEAST, Precedent, Precedents
from budgeting.suggestions.reasons import SHOWN_WORDS, Reason, quoted
from budgeting.suggestions.wording import Wording, compare, matching_words
from programme.models import ActionBody, Programme
from programme.search.index import Found

PRECEDENT = 1.0  # what the same line cited by another counts, beside all its words, 1
RESPONSIBLE, GROUP = 0.6, 0.1  # by how much the score is raised
LEANING = 0.2  # at most, where all lines of the function or partida cite the right
LEANINGS = ("function", "object_code")
OFTEN = 0.25  # a part of the citations that is worth saying
ENOUGH = 0.25  # the least score that is suggested
SAME = 0.95  # likeness from which on two lines are the same


@dataclass(frozen=True)
class Suggestion:
    """An action suggested for a line: its place, its score, and why."""

    found: Found
    score: float
    programme: int
    reasons: list[Reason]
    rank: int = 0


@dataclass
class Evidence:
    """What is known about the actions of one programme, for one line."""

    asked: Asked
    programme: Programme
    catalogue: Catalogue
    precedents: Precedents
    responsible: set[int] = field(default_factory=set)
    serving: dict[int, str] = field(default_factory=dict)
    past: dict[int, Precedent] = field(default_factory=dict)

    def score(self, found: Found, wording: Wording) -> float:
        """How well an action fits the line; by its order actions are suggested."""
        past = self.past.get(found.action_id)
        base = wording.score + (PRECEDENT * past.score if past else 0)
        return base * (1 + sum(part for _, part in self.raised_by(found)))

    def raised_by(self, found: Found) -> list[tuple[str, float]]:
        """Each other piece of evidence, and by how much it raises the score."""
        raised = []
        if found.action_id in self.responsible:
            raised.append(("responsible", RESPONSIBLE))
        if found.action_id in self.serving:
            raised.append(("group", GROUP))
        right = f"{self.programme.code} {found.right_code}"
        for what in LEANINGS:
            value = getattr(self.asked, what)
            if share := self.precedents.share(what, value, right):
                raised.append((what, LEANING * share))
        return raised


def rank(
    asked: Asked,
    programmes: Collection[Programme],
    precedents: Precedents,
    *,
    limit: int = 10,
    leave_out: Collection[int] = (),
) -> list[Suggestion]:
    """The actions that fit a line best, the best first; the same for the same data.

    Never one that is retired in the line's year, nor one of `leave_out`; those keep
    their places, so that the rank of the others says how well each fits.
    """
    scored = []
    past = precedents.by_action(asked)
    for programme in programmes:
        evidence = _gathered(asked, programme, precedents, past)
        scored += _scored(evidence)
    scored.sort(key=lambda one: (-one[0], one[1].code, one[1].action_id))
    placed = [
        (place, make)
        for place, (_score, found, make) in enumerate(scored, start=1)
        if found.action_id not in leave_out
    ]
    return [replace(make(), rank=place) for place, make in placed[:limit]]


def _gathered(
    asked: Asked,
    programme: Programme,
    precedents: Precedents,
    past: dict[int, Precedent],
) -> Evidence:
    """The evidence about one programme's actions; four queries at most."""
    catalogue = catalogue_of(programme)
    bodies = ActionBody.objects.filter(unit=asked.unit, action__programme=programme)
    named = groups_named(asked, programme, catalogue)
    return Evidence(
        asked=asked,
        programme=programme,
        catalogue=catalogue,
        precedents=precedents,
        responsible=set(bodies.values_list("action", flat=True)),
        serving=actions_serving(programme, named),
        past=past,
    )


def _scored(evidence: Evidence) -> list[tuple]:
    """Score, action, and what makes the suggestion, of all that score enough."""
    year = evidence.asked.year
    wordings = compare(evidence.asked, evidence.catalogue)
    scored = []
    for place, found in enumerate(evidence.catalogue.actions):
        known = place in wordings or found.action_id in evidence.past
        if not known or not found.is_in_force(year):
            continue
        wording = wordings.get(place) or Wording()
        score = evidence.score(found, wording)
        if score >= ENOUGH:
            make = partial(_suggestion, evidence, found, wording, score)
            scored.append((score, found, make))
    return scored


def _suggestion(
    evidence: Evidence, found: Found, wording: Wording, score: float
) -> Suggestion:
    """The action with its reasons: what it is suggested for, the weightiest first, then
    what raises it."""
    reasons = [*_of_past(evidence, found), *_of_words(evidence, wording)]
    reasons.sort(key=lambda one: -one.weight)
    base = sum(one.weight for one in reasons)
    for kind, part in evidence.raised_by(found):
        if kind in LEANINGS and part < LEANING * OFTEN:
            continue
        said = {"code": getattr(evidence.asked, kind)} if kind in LEANINGS else {}
        if kind == "group":
            said = {"group": evidence.serving[found.action_id]}
        reasons.append(Reason(kind, said, base * part))
    marked = replace(found, says=frozenset((frozenset({s}),) for s in wording.own))
    return Suggestion(marked, score, evidence.programme.pk, reasons)


def _of_past(evidence: Evidence, found: Found) -> list[Reason]:
    past = evidence.past.get(found.action_id)
    if past is None or past.likeness < LEAST:
        return []
    line, own = past.line, past.line.unit == evidence.asked.unit
    said = {
        "year": line.year,
        "line": quoted(line.description),
        "same": past.likeness >= SAME,
        "unit": line.unit,
        "units": past.units,
    }
    kind = "own_choice" if own else "others_choice"
    return [Reason(kind, said, PRECEDENT * past.score)]


def _of_words(evidence: Evidence, wording: Wording) -> list[Reason]:
    """The words that match, of the line first; each side's part of the score is not
    told apart, so the line's own words stand for it."""
    asked, catalogue = evidence.asked, evidence.catalogue
    own = matching_words(asked.description, wording.own, catalogue)
    if own:
        return [Reason("words", {"words": own[:SHOWN_WORDS]}, wording.score)]
    texts = f"{asked.activity} {asked.population} {asked.purpose}"
    around = matching_words(texts, wording.around, catalogue)
    if not around:
        return []
    return [Reason("framework", {"words": around[:SHOWN_WORDS]}, wording.score)]
