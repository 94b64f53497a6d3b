"""Who does what at which moment of the hour: written down before it begins.

An hour of work is put into fewer minutes. What a unit does once (begins to type, reads,
signs, is returned) comes so many times as often as in the hour. What goes on all the
while (a table that saves, looks at other pages, Finance that reads, the public) keeps
its own pace: so many requests a second come as in the hour itself, and more.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

HOUR = 3600.0
TYPING = 20 * 60  # seconds of typing before a proposal is handed in (R15)
TURN = 12 * 60  # of them by one preparer, then by the other: some minutes by both
BEAT = 8.0  # here.js
LOOK = 4 * 60  # between two looks at another page while typing
READ = 60  # that a signatory reads the check page
ANSWER = 6 * 60  # from a submission to its return
AGAIN = 12  # one unit in so many is returned and hands in twice
FINANCE_BOARD, FINANCE_REVIEW = 60, 40  # each of them looks again
READERS = 10  # public requests for one of the desk


class Act(NamedTuple):
    """What one person does at one moment, in seconds from the beginning."""

    at: float
    what: str
    where: int = 0


@dataclass(frozen=True)
class Hour:
    """The hour as it is run: in how many minutes, how often a table saves."""

    minutes: float
    every: float = 5.0  # seconds between two saves of somebody who types

    @property
    def seconds(self) -> float:
        """How long the run takes."""
        return self.minutes * 60

    @property
    def factor(self) -> float:
        """How many times as fast as the hour."""
        return HOUR / self.seconds

    def of(self, seconds: float) -> float:
        """So many seconds of the hour, in seconds of the run."""
        return seconds / self.factor


class Stint(NamedTuple):
    """A unit's work on its proposal until it is handed in; when Finance returns it."""

    unit: int
    begins: float
    hands_in: float
    returned: float | None = None


@dataclass
class Plan:
    """The stints, and everybody's diary by name."""

    hour: Hour
    stints: list[Stint]
    diaries: dict[str, list[Act]]

    @property
    def desk(self) -> Counter:
        """How often each act of the desk is asked for."""
        return Counter(act.what for diary in self.diaries.values() for act in diary)

    def moments(self, what: str) -> list[float]:
        """When this act is asked for."""
        diaries = self.diaries.values()
        return [act.at for diary in diaries for act in diary if act.what == what]

    @property
    def late(self) -> int:
        """How many hand in in the last sixth."""
        return sum(one.hands_in >= self.hour.seconds * 5 / 6 for one in self.stints)

    def readers(self, seed: int) -> list[float]:
        """When the public asks: ten times for each thing that the desk does, nearby."""
        chance = random.Random(seed)
        moments = [
            act.at + chance.uniform(-2, 2)
            for diary in self.diaries.values()
            for act in diary
            for _ in range(READERS)
        ]
        return sorted(min(max(0.0, at), self.hour.seconds) for at in moments)


def plan_of(hour: Hour, city: dict, seed: int = 2027) -> Plan:
    """The plan of this city's hour; the same for the same seed."""
    chance = random.Random(seed)
    units = city["units"]
    able = [n for n, one in enumerate(units) if not one.get("autonomous")]
    stints = list(stints_of(hour, len(units), able, chance))
    diaries: dict[str, list[Act]] = defaultdict(list)
    for stint in stints:
        people = [one["name"] for one in city["units"][stint.unit]["people"]]
        turns = turns_of(hour, stint, chance)
        for name, turn in zip(people, turns, strict=False):
            diaries[name] += typing(hour, *turn, chance)
        diaries[people[-1]] += signing(hour, stint, chance)
    finance = [one["name"] for one in city["finance"]]
    for name in finance:
        diaries[name] += reading(hour, chance)
    for number, stint in enumerate(one for one in stints if one.returned):
        returned = Act(stint.returned or 0.0, "return_it", stint.unit)
        diaries[finance[number % len(finance)]].append(returned)
    return Plan(hour, stints, {name: sorted(acts) for name, acts in diaries.items()})


def stints_of(
    hour: Hour, units: int, able: list[int], chance: random.Random
) -> Iterator[Stint]:
    """Every unit's work; half of all submissions fall into the last sixth.

    Those that come back are of the units `able`: an autonomous body's never do.
    """
    end, sixth = hour.seconds, hour.seconds / 6
    twice = units // AGAIN
    late = (units + twice) // 2 - twice
    back_and_forth = chance.sample(able, twice)
    others = sorted(set(range(units)) - set(back_and_forth))
    order = [*back_and_forth, *chance.sample(others, len(others))]
    for place, unit in enumerate(order):
        if place < twice:
            first = chance.uniform(0.10, 0.45) * end
            back = first + hour.of(ANSWER)
            yield stint_of(hour, unit, first, 0.0, back)
            yield stint_of(hour, unit, chance.uniform(end - sixth, end), back)
        elif place < twice + late:
            yield stint_of(hour, unit, chance.uniform(end - sixth, end), 0.0)
        else:
            yield stint_of(hour, unit, chance.uniform(0.05 * end, end - sixth), 0.0)


def stint_of(
    hour: Hour, unit: int, hands_in: float, after: float, back: float | None = None
) -> Stint:
    """The stint of a submission at this moment; it begins no sooner than `after`."""
    rest = hour.of(READ) if after else 0.0
    return Stint(unit, max(after + rest, hands_in - hour.of(TYPING)), hands_in, back)


def turns_of(
    hour: Hour, stint: Stint, chance: random.Random
) -> list[tuple[float, float]]:
    """From when until when each of the two preparers types; they overlap.

    One in ten of the second ones goes on until the very submission.
    """
    turn = hour.of(TURN)
    until = stint.hands_in
    if chance.random() > 0.1:
        until -= hour.of(READ) * 1.5
    first = min(stint.begins + turn, until)
    return [(stint.begins, first), (max(stint.begins, until - turn), until)]


def typing(
    hour: Hour, begins: float, until: float, chance: random.Random
) -> Iterator[Act]:
    """A preparer's acts."""
    yield Act(begins, "open_table")
    for what, every in (("save", hour.every), ("beat", BEAT), ("look_around", LOOK)):
        at = begins + every * (0.1 + 0.9 * chance.random())
        while at < until:
            yield Act(at, what)
            at += every


def signing(hour: Hour, stint: Stint, chance: random.Random) -> Iterator[Act]:
    """A signatory's acts."""
    reads = stint.hands_in - hour.of(READ)
    yield Act(max(stint.begins, reads - hour.of(READ)), "arrive")
    yield Act(reads, "check")
    yield Act(stint.hands_in, "submit")


def reading(hour: Hour, chance: random.Random) -> Iterator[Act]:
    """The board and the proposals under review, as one of Finance reads them."""
    for what, every in (("board", FINANCE_BOARD), ("review", FINANCE_REVIEW)):
        at = every * chance.random()
        while at < hour.seconds:
            yield Act(at, what)
            at += every
