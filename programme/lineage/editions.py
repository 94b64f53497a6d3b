"""Two editions of a programme side by side: what became of each action, as recorded,
and which actions that nobody has matched yet say the same."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from programme.models import Action, Programme, Succession
from programme.search.words import STOP_WORDS, stem, words_of

ENOUGH = 0.6  # of the words that tell, shared: below it nothing is proposed
COMMON = 60  # actions that share a word: it no longer tells which is meant


class State(TextChoices):
    """What became of an action from one edition to the other."""

    CARRIED = "carried", _("Carried over unchanged")
    RENAMED = "renamed", _("Carried over with another code or wording")
    MERGED = "merged", _("Merged")
    SPLIT = "split", _("Split")
    DROPPED = "dropped", _("Without a successor")
    NEW = "new", _("New")


class Row(NamedTuple):
    """One action beside what it became; one of the two is None where there is none."""

    state: State
    old: Action | None
    new: Action | None


class Proposal(NamedTuple):
    """Two actions that nobody has matched and that say the same, or nearly."""

    old: Action
    new: Action
    same: bool
    percent: int  # of their telling words, shared

    @property
    def pair(self) -> str:
        """The two codes, as a form posts them."""
        return f"{self.old.code}={self.new.code}"


@dataclass(frozen=True)
class Comparison:
    """Every action of both editions, by what became of it."""

    old: Programme
    new: Programme
    rows: list[Row]

    @property
    def counts(self) -> list[tuple[State, int]]:
        """How many rows of each state there are."""
        found = Counter(row.state for row in self.rows)
        return [(state, found[state]) for state in State]

    def of(self, state: str) -> list[Row]:
        """The rows of one state, or all."""
        return [row for row in self.rows if state in ("", row.state)]


def compare(old: Programme, new: Programme) -> Comparison:
    """The two editions by what is recorded of their actions; three queries."""
    before = {one.pk: one for one in old.actions.order_by("code")}
    after = {one.pk: one for one in new.actions.order_by("code")}
    became = _became(old, new, before, after)
    came = Counter(key for keys in became.values() for key in keys)
    rows = [
        Row(
            _state(before[one], after[other], len(keys), came[other]),
            before[one],
            after[other],
        )
        for one, keys in became.items()
        for other in sorted(keys, key=lambda key: after[key].code)
    ]
    rows += [
        Row(State.DROPPED, one, None) for one in before.values() if one.pk not in became
    ]
    rows += [Row(State.NEW, None, one) for one in after.values() if one.pk not in came]
    return Comparison(old, new, sorted(rows, key=_place))


def _place(row: Row) -> tuple:
    """In the order of the earlier edition; what is new stands last."""
    if row.old is None:
        return 1, row.new.code if row.new else ""
    return 0, row.old.code, row.new.code if row.new else ""


def _state(old: Action, new: Action, parts: int, sources: int) -> State:
    if parts > 1:
        return State.SPLIT
    if sources > 1:
        return State.MERGED
    same = (old.code, old.text_es, old.text_en) == (new.code, new.text_es, new.text_en)
    return State.CARRIED if same else State.RENAMED


def _became(
    old: Programme, new: Programme, before: Mapping, after: Mapping
) -> dict[int, set[int]]:
    """The keys of the later edition that each of the earlier became, at any remove."""
    within = Q(predecessor__programme__in=(old, new))
    steps: dict[int, set[int]] = defaultdict(set)
    pairs = Succession.objects.filter(within, successor__programme__in=(old, new))
    for one, other in pairs.values_list("predecessor", "successor"):
        steps[one].add(other)
    found = {key: _first_of(steps, key, after) for key in before if key in steps}
    return {key: keys for key, keys in found.items() if keys}


def _first_of(steps: Mapping[int, set[int]], key: int, after: Mapping) -> set[int]:
    """The first actions of the later edition on every way from this one."""
    found: set[int] = set()
    edge, seen = set(steps[key]), {key}
    while edge:
        one = edge.pop()
        seen.add(one)
        if one in after:
            found.add(one)
        else:
            edge |= steps.get(one, set()) - seen
    return found


def proposals(comparison: Comparison) -> list[Proposal]:
    """Unmatched actions that say the same in both, then those that nearly do."""
    old = [row.old for row in comparison.of(State.DROPPED) if row.old]
    new = [row.new for row in comparison.of(State.NEW) if row.new]
    same = _same(old, new)
    taken = {one.old.pk for one in same} | {one.new.pk for one in same}
    alike = _alike(
        [one for one in old if one.pk not in taken],
        [one for one in new if one.pk not in taken],
    )
    return [*same, *sorted(alike, key=lambda one: (-one.percent, one.old.code))]


def _same(old: list[Action], new: list[Action]) -> list[Proposal]:
    """Those whose words are the same in a language, each text once in each edition."""
    found = {}
    for name in ("text_es", "text_en"):
        here, there = _by_words(old, name), _by_words(new, name)
        for words, ones in here.items():
            others = there.get(words, [])
            if words and len(ones) == len(others) == 1:
                found.setdefault(ones[0].pk, Proposal(ones[0], others[0], True, 100))
    once = Counter(one.new.pk for one in found.values())
    kept = [one for one in found.values() if once[one.new.pk] == 1]
    return sorted(kept, key=lambda one: one.old.code)


def _by_words(actions: Iterable[Action], name: str) -> dict[tuple, list[Action]]:
    found: dict[tuple, list[Action]] = defaultdict(list)
    for one in actions:
        found[tuple(words_of(getattr(one, name)))].append(one)
    return found


def _alike(old: list[Action], new: list[Action]) -> list[Proposal]:
    """The nearest of each, where each is the other's nearest; by words that tell."""
    held = {one.pk: _stems(one) for one in [*old, *new]}
    spread = Counter(word for said in held.values() for word in said[0] | said[1])
    weigh = {word: math.log(1 + len(held) / times) for word, times in spread.items()}
    places: dict[str, list[Action]] = defaultdict(list)
    for other in new:
        for word in held[other.pk][0] | held[other.pk][1]:
            if spread[word] <= COMMON:
                places[word].append(other)
    there: dict[int, tuple[float, Action]] = {}
    nearest = {}
    for one in old:
        words = held[one.pk][0] | held[one.pk][1]
        rivals = {o.pk: o for word in words for o in places.get(word, ())}
        scored = [
            (_shared(held[one.pk], held[key], weigh), -key, o)
            for key, o in rivals.items()
        ]
        if not scored:
            continue
        score, _key, other = max(scored, key=lambda each: each[:2])
        nearest[one.pk] = (score, one, other)
        if score > there.get(other.pk, (0.0,))[0]:
            there[other.pk] = (score, one)
    return [
        Proposal(one, other, False, int(100 * score))
        for score, one, other in nearest.values()
        if score >= ENOUGH and there[other.pk][1].pk == one.pk
    ]


def _stems(action: Action) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of its words, in Spanish and in English."""
    said = (words_of(text) for text in (action.text_es, action.text_en))
    es, en = (
        frozenset(stem(w) for w in words if w not in STOP_WORDS) for words in said
    )
    return es, en


def _shared(one: tuple, other: tuple, weigh: Mapping[str, float]) -> float:
    """How much of the telling words the two share, from 0 to 1, in the language in
    which they are the more alike: an edition may be written in one alone."""
    shares = [0.0]
    for mine, theirs in zip(one, other, strict=True):
        either = sum(weigh[word] for word in mine | theirs)
        both = sum(weigh[word] for word in mine & theirs)
        shares.append(both / either if either else 0.0)
    return max(shares)
