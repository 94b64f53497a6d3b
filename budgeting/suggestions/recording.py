"""What was suggested and what came of it is kept, so that it can be measured."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.timezone import now

from budgeting.models import SpendingLine, SuggestionShown
from programme.models import User

if TYPE_CHECKING:
    from budgeting.suggestions.ranking import Suggestion

Outcome = SuggestionShown.Outcome


def record_shown(
    line: SpendingLine, suggestions: Sequence["Suggestion"], *, to: User
) -> None:
    """Keep what this person is shown for the line and where each stands, unless it is
    kept already; the first decision about an action stays. At most two queries, and
    none that writes while the site can only be read."""
    if not suggestions or settings.READ_ONLY:
        return
    known = dict(line.suggestions.values_list("action", "rank"))
    fresh = [
        SuggestionShown(
            line=line,
            action_id=one.found.action_id,
            rank=one.rank,
            reasons=[reason.kept() for reason in one.reasons],
            shown_at=now(),
            shown_to=to,
        )
        for one in suggestions
        if known.get(one.found.action_id) != one.rank
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
