"""A signal as it is found: its rows, and the mark by which they are known again."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from budgeting.models import Citation, PolicyFramework, Proposal, SpendingLine
from budgeting.money import WHOLE, per_cent, split_amount
from budgeting.signals.common import Common, Told, common_of
from budgeting.signals.kinds import KINDS, Kind
from budgeting.signals.past import Past, past_before
from budgeting.signals.versions import Versions


@dataclass(frozen=True)
class Row:
    """A line of a signal, and the citations of it that the signal is about."""

    line: SpendingLine
    citations: tuple[Citation, ...]
    amount: Decimal | None = None  # what the citations get, where that is the matter

    @property
    def shares(self) -> list[tuple[Citation, str]]:
        """Its citations, each with its share in per cent."""
        return [(one, per_cent(one.share)) for one in self.citations]

    def facts(self) -> list[Any]:
        """What an answer to the signal was given about."""
        line = self.line
        cited = [
            [c.action_id, c.share, c.strength, c.justification] for c in self.citations
        ]
        return [line.pk, line.object_code, line.description, str(line.amount), cited]


@dataclass(frozen=True)
class Signal:
    """What is worth a look in a proposal: of which kind, about what, on which rows."""

    kind: str
    rows: list[Row]
    whole: "Whole"
    about: Any = ""  # the action, the reason or the right that it is about
    among: int = 0  # lines that were looked at for it

    @property
    def words(self) -> Kind:
        """What this kind of signal is called and means."""
        return KINDS[self.kind]

    @property
    def said(self) -> str:
        """What was found, in a sentence with its numbers."""
        return self.words.sentence(self)

    @cached_property
    def lines(self) -> list[SpendingLine]:
        """The lines that it touches, each once."""
        return list({row.line.pk: row.line for row in self.rows}.values())

    @cached_property
    def amount(self) -> Decimal:
        """The money of these lines, each in full."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def share_of_lines(self) -> Decimal:
        """The part of the proposal's lines that it touches, 0 to 1."""
        return part(len(self.lines), len(self.whole.lines))

    @property
    def share_of_money(self) -> Decimal:
        """The part of the proposal's money that its lines have, 0 to 1."""
        return part(self.amount, self.whole.amount)

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of its rows: another whenever one of them says something else."""
        facts = sorted((row.facts() for row in self.rows), key=lambda one: one[0])
        said = json.dumps([self.kind, facts], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


class Known:
    """What is known beside the proposals: the catalogue's words, approved lines."""

    def __init__(self, versions: Versions | None = None) -> None:
        """`versions` of both, where they were asked for at once."""
        self._versions = versions
        self._commons: dict[int, Common] = {}
        self._past: dict[int, Past] = {}

    def common(self, citation: Citation) -> Common:
        """What the actions of the cited programme say; one query a programme."""
        programme = citation.programme_id
        if programme not in self._commons:
            version = self._versions and self._versions.catalogues.get(programme)
            self._commons[programme] = common_of(citation.programme, version)
        return self._commons[programme]

    def past(self, year: int) -> Past:
        """The approved lines before this year; one query, the first time."""
        if year not in self._past:
            version = self._versions and self._versions.past
            self._past[year] = past_before(year, version)
        return self._past[year]


class Whole:
    """A proposal as signals look at it: its kept lines, what each cites, its money."""

    def __init__(
        self,
        proposal: Proposal,
        frameworks: list[PolicyFramework],
        cited: Mapping[int, tuple[Citation, ...]] | None = None,
        known: "Known | None" = None,
    ) -> None:
        """`frameworks` as `frameworks_with_lines` gives them; or with `kept_lines`,
        what these cite being in `cited`. `known` is shared by the proposals of a year.
        No query."""
        self.proposal = proposal
        self.frameworks = frameworks
        self.lines = [line for one in frameworks for line in one.kept_lines]  # type: ignore[attr-defined]
        self.cited = cited or {x.pk: tuple(x.citations.all()) for x in self.lines}
        self.citing = [line for line in self.lines if self.cited[line.pk]]
        self.known = known or Known()
        self._told: dict[tuple[int, str], list[Told]] = {}
        self.amount = sum((line.amount for line in self.lines), Decimal(0))

    def row(self, line: SpendingLine) -> Row:
        """A row of this line with all that it cites."""
        return Row(line, self.cited[line.pk])

    def shared(self, text: str, citation: Citation) -> float:
        """How much of a text the cited action says (`Common.between`)."""
        common, key = self.known.common(citation), (citation.programme_id, text)
        if key not in self._told:
            self._told[key] = common.told(text)
        return common.between(self._told[key], citation.action_id)

    def own_reason(self, citation: Citation) -> str:
        """Its justification, unless that is also given for another action: a reason
        for everything says nothing of this one."""
        reason = citation.justification.strip()
        return reason if len(self._reasons.get(reason, ())) == 1 else ""

    @cached_property
    def _reasons(self) -> dict[str, set[int]]:
        """By justification, the actions that it is given for."""
        given: dict[str, set[int]] = defaultdict(set)
        for line in self.citing:
            for one in self.cited[line.pk]:
                given[one.justification.strip()].add(one.action_id)
        return given

    @cached_property
    def attributed(self) -> dict[int, Decimal]:
        """What each citation gets of its line, where its shares add up."""
        got: dict[int, Decimal] = {}
        for line in self.citing:
            cited: dict[int, dict[str, Citation]] = defaultdict(dict)
            for one in self.cited[line.pk]:
                cited[one.programme_id][one.action.code] = one
            for own in cited.values():
                shares = {code: one.share for code, one in own.items()}
                if sum(shares.values()) == WHOLE:
                    parts = split_amount(line.amount, shares)
                    got |= {own[code].pk: part for code, part in parts.items()}
        return got


def part(some: int | Decimal, whole: int | Decimal) -> Decimal:
    """A part of a whole, 0 to 1; 0 of nothing."""
    return Decimal(some) / Decimal(whole) if whole else Decimal(0)
