"""What was suggested and what came of it is kept, so that it can be measured.

A page that is only read writes nothing: it carries what it suggests, signed, and what
the officer sends from it brings that back to be kept.
"""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from django.core import signing
from django.utils.timezone import now

from budgeting.models import SpendingLine, SuggestionShown
from programme.models import User

if TYPE_CHECKING:
    from budgeting.suggestions.ranking import Suggestion

SALT = "budgeting.suggestions"
Outcome = SuggestionShown.Outcome


def carried(line: SpendingLine, suggestions: Sequence["Suggestion"]) -> str:
    """What the page of the line suggests, as its form carries it: signed."""
    shown = [
        [one.found.action_id, one.rank, [reason.kept() for reason in one.reasons]]
        for one in suggestions
    ]
    return signing.dumps([line.pk, shown], salt=SALT, compress=True) if shown else ""


def record_shown(line: SpendingLine, brought: str, *, to: User) -> None:
    """Keep what this person was shown for the line and where each stood, unless it is
    kept already; what was decided about an action stays. At most two queries. What the
    site did not sign for this line is not kept."""
    try:
        of_line, shown = signing.loads(brought, salt=SALT) if brought else (None, [])
    except signing.BadSignature:
        return
    if of_line != line.pk:
        return
    known = dict(line.suggestions.values_list("action", "rank"))
    fresh = [
        SuggestionShown(
            line=line,
            action_id=action,
            rank=place,
            reasons=reasons,
            shown_at=now(),
            shown_to=to,
        )
        for action, place, reasons in shown
        if known.get(action) != place
    ]
    if fresh:
        SuggestionShown.objects.bulk_create(
            fresh,
            update_conflicts=True,
            unique_fields=["line", "action"],
            update_fields=["rank", "reasons", "shown_at", "shown_to"],
        )


def record_cited(line: SpendingLine, actions: Collection[int], *, by: User) -> int:
    """Of what was suggested for the line, these were cited; gives how many."""
    shown = line.suggestions.filter(action__in=actions)
    return shown.exclude(outcome=Outcome.ACCEPTED).update(
        outcome=Outcome.ACCEPTED, decided_at=now(), decided_by=by
    )
