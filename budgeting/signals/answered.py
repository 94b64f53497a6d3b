"""The signals of a proposal with what reviewers answered, as pages show them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from budgeting.models import PolicyFramework, Proposal, SignalAnswer
from budgeting.signals.finding import find_signals
from budgeting.signals.found import Signal
from budgeting.signals.kinds import KINDS, Kind


@dataclass(frozen=True)
class ShownSignal:
    """A signal with the answers given to its kind, the newest first."""

    signal: Signal
    answers: list[SignalAnswer] = field(default_factory=list)

    @property
    def answer(self) -> SignalAnswer | None:
        """The newest answer, if it was given about these rows as they are."""
        last = next(iter(self.answers), None)
        same = last is not None and last.fingerprint == self.signal.fingerprint
        return last if same else None

    @property
    def earlier(self) -> list[SignalAnswer]:
        """The answers that no longer hold, the newest first."""
        return self.answers[1:] if self.answer else self.answers

    @property
    def changed(self) -> bool:
        """Whether it was answered, and its rows changed since."""
        return bool(self.answers) and self.answer is None

    @cached_property
    def come(self) -> list[str]:
        """The codes of its lines that the last answer was not about."""
        seen = set(self.answers[0].lines) if self.answers else set()
        return [one.code for one in self.signal.lines if one.code not in seen]


@dataclass(frozen=True)
class Gone:
    """A kind of signal that was answered and is not shown any more."""

    words: Kind
    answer: SignalAnswer


@dataclass(frozen=True)
class Signals:
    """What a proposal shows now, and what was answered and is gone."""

    shown: list[ShownSignal]
    gone: list[Gone] = field(default_factory=list)

    @property
    def unanswered(self) -> list[ShownSignal]:
        """Those that nobody answered as they are."""
        return [one for one in self.shown if one.answer is None]

    def of_kind(self, kind: str) -> ShownSignal | None:
        """The one of this kind; None where it is not shown."""
        return next((one for one in self.shown if one.signal.kind == kind), None)


def signals_of(
    proposal: Proposal, frameworks: list[PolicyFramework] | None = None
) -> Signals:
    """The signals of a proposal with their answers; one query more than
    `find_signals`."""
    answers = proposal.signal_answers.latest_first()
    return with_answers(find_signals(proposal, frameworks), answers)


def with_answers(signals: list[Signal], answers: Iterable[SignalAnswer]) -> Signals:
    """These signals with the answers of the same proposal, the newest first."""
    by_kind: dict[str, list[SignalAnswer]] = defaultdict(list)
    for one in answers:
        by_kind[one.signal].append(one)
    shown = [ShownSignal(one, by_kind.pop(one.kind, [])) for one in signals]
    gone = [
        Gone(KINDS[kind], found[0]) for kind, found in by_kind.items() if kind in KINDS
    ]
    return Signals(shown, gone)
