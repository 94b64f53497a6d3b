"""Two people who cite for one line: both kept where they can be, else one is chosen.

Where parts are equal, each action is kept as whoever changed it left it. Shares that
are written add up to 100 only together: there the whole list is one thing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from budgeting.forms import CitationForm
from budgeting.forms.citations import EQUAL, OWN, how_shared
from budgeting.models import Citation, SpendingLine
from budgeting.overview import per_cent
from programme.models import Action
from programme.texts import text_of

Terms = tuple[str, str, str]  # share as written (none in equal parts), strength, why
LONGEST = 200_000


class Cited(NamedTuple):
    """What a line cites: how the money is shared, and the terms of each action."""

    shared: str
    terms: dict[int, Terms]


@dataclass
class Choice:
    """The three lists of a clash, each in words, and which one stays."""

    mine: list[str]
    theirs: list[str]
    before: list[str]
    chosen: str = ""


def as_saved(citations: Sequence[Citation]) -> Cited:
    """What the line cites now."""
    shared = how_shared(citations)
    terms = {
        one.action_id: (
            per_cent(one.share) if shared == OWN else "",
            one.strength,
            one.justification,
        )
        for one in citations
    }
    return Cited(shared, terms)


def as_typed(rows: Sequence[CitationForm], shared: str) -> Cited:
    """What a page asks the line to cite."""
    terms = {}
    for row in rows:
        share, strength, why = (
            str(row[name].value() or "").strip()
            for name in ("share", "strength", "justification")
        )
        terms[row.action.pk] = (share if shared == OWN else "", strength, why)
    return Cited(shared, terms)


def packed(cited: Cited) -> str:
    """As a page carries it, to say later what it was made from."""
    return json.dumps([cited.shared, [[k, *t] for k, t in cited.terms.items()]])


def unpacked(sent: str) -> Cited | None:
    """What a page says that it was made from; None where that cannot be read."""
    if len(sent) > LONGEST:
        return None
    try:
        shared, rows = json.loads(sent)
        terms = {int(key): (str(a), str(b), str(c)) for key, a, b, c in rows}
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return Cited(OWN if shared == OWN else EQUAL, terms)


def joined(mine: Cited, base: Cited | None, saved: Cited) -> Cited | None:
    """Both together, or None where the second has to choose."""
    if base is None:
        return None
    if saved == base or mine == saved:
        return mine
    if mine == base:
        return saved
    if OWN in (mine.shared, base.shared, saved.shared):
        return None
    terms = {}
    for key in {**saved.terms, **mine.terms, **base.terms}:
        ours, was, theirs = (one.terms.get(key) for one in (mine, base, saved))
        if ours != was and theirs not in (was, ours):
            return None
        kept = theirs if ours == was else ours
        if kept is not None:
            terms[key] = kept
    return Cited(EQUAL, terms)


def rows_of(cited: Cited, line: SpendingLine) -> list[CitationForm]:
    """The rows of the page for what is cited; each is read."""
    actions = Action.objects.filter(
        pk__in=cited.terms, programme__years=line.proposal.fiscal_year
    ).select_related("right", "programme")
    rows = []
    for action in actions.order_by("programme__code", "code"):
        share, strength, why = cited.terms[action.pk]
        name = f"a{action.pk}-"
        typed = {f"{name}share": share, f"{name}strength": strength}
        typed[f"{name}justification"] = why
        row = CitationForm(action, typed, shared=cited.shared)
        row.is_valid()  # which reads it
        rows.append(row)
    return rows


def in_words(cited: Cited | None) -> list[str]:
    """Each action of a list with its terms, as a person reads them."""
    if cited is None:
        return []
    named = dict(Citation.Strength.choices)
    said = []
    for action in Action.objects.filter(pk__in=cited.terms).order_by("code"):
        share, strength, why = cited.terms[action.pk]
        words = f"{action.code} {text_of(action, 'text').value}"
        parts = [f"{share} %" if share else "", str(named.get(strength, "")), why]
        said.append(" · ".join([words, *filter(None, parts)]))
    return said
