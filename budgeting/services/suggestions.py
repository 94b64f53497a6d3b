"""What an officer says of an action suggested for a line: not for this one."""

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import SpendingLine, SuggestionShown
from budgeting.services.locks import kept_line, open_for_edit
from programme.models import Action, User

Outcome = SuggestionShown.Outcome


@transaction.atomic
def set_suggestion_aside(
    line: SpendingLine, *, action: Action, by: User
) -> SuggestionShown:
    """The suggestion, which is not shown again for this line unless asked for."""
    proposal = open_for_edit(line.proposal_id, by=by)
    shown = _shown(kept_line(proposal, line.pk), action)
    if shown.outcome == Outcome.ACCEPTED and line.citations.filter(action=action):
        raise WorkflowError(
            _("This line cites action %(code)s. Remove it from the line instead.")
            % {"code": action.code}
        )
    return _decided(shown, Outcome.REJECTED, by)


@transaction.atomic
def bring_suggestion_back(
    line: SpendingLine, *, action: Action, by: User
) -> SuggestionShown:
    """The suggestion, which may be shown for this line again."""
    proposal = open_for_edit(line.proposal_id, by=by)
    shown = _shown(kept_line(proposal, line.pk), action)
    return _decided(shown, "", by) if shown.outcome == Outcome.REJECTED else shown


def _shown(line: SpendingLine, action: Action) -> SuggestionShown:
    found = SuggestionShown.objects.filter(line=line, action=action).first()
    if found is None:
        raise WorkflowError(
            _("Action %(code)s was not suggested for this line.")
            % {"code": action.code}
        )
    return found


def _decided(shown: SuggestionShown, outcome: str, by: User) -> SuggestionShown:
    if shown.outcome == outcome:
        return shown
    shown.outcome = outcome
    shown.decided_at, shown.decided_by = (now(), by) if outcome else (None, None)
    shown.save(update_fields=["outcome", "decided_at", "decided_by"])
    return shown
