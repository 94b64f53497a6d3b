"""What a row of new actions is followed by: the line that proves it, what it was."""

from typing import Any

from django.db.models import QuerySet

from reporting.kept import Edition
from reporting.lineage import Key, reached
from reporting.measures import cited
from reporting.models import (
    PublishedAction,
    PublishedComparison,
    PublishedProgramme,
    PublishedSuccession,
)


def comparisons_of(edition: Edition) -> QuerySet[PublishedComparison]:
    """The earlier publications that this one was compared with, oldest first."""
    compared = PublishedComparison.objects.filter(publication=edition.pk)
    return compared.order_by("year")


def prove(edition: Edition, actions: list[PublishedAction]) -> None:
    """Put on each new action its `proof`, a citation with its line, and its `past`.

    The proof is the citation of its line with the largest attributed amount; the past
    is every action that it came from, at any remove, which no compared year funded.
    """
    codes = [action.code for action in actions]
    funding = cited(edition).filter(action_code__in=codes).select_related("line")
    lines = {(action.proof_unit, action.proof_line) for action in actions}
    proofs = funding.filter(
        unit_code__in={unit for unit, _line in lines},
        line_code__in={line for _unit, line in lines},
    )
    found = {(one.action_code, one.unit_code, one.line_code): one for one in proofs}
    programme = PublishedProgramme.objects.get(publication=edition.pk, is_main=True)
    before = _predecessors(edition)
    for action in actions:
        own = (programme.code, action.code)
        told: Any = action
        told.proof = found.get((action.code, action.proof_unit, action.proof_line))
        told.past = sorted(reached(before, own) - {own})


def _predecessors(edition: Edition) -> dict[Key, set[Key]]:
    """What each action came from, one step back."""
    steps = PublishedSuccession.objects.filter(publication=edition.pk)
    found: dict[Key, set[Key]] = {}
    for step in steps:
        after = (step.successor_programme, step.successor_code)
        before = (step.predecessor_programme, step.predecessor_code)
        found.setdefault(after, set()).add(before)
    return found
