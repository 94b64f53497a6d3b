"""What the database refuses, said as the services would have said it.

The services check first; only a race, or a caller past them, gets as far as this.
"""

import functools
import re
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import IntegrityError
from django.utils.translation import gettext_lazy

from budgeting.exceptions import WorkflowError

SENTENCES = {
    "proposal_frozen": gettext_lazy(
        "The proposal was submitted or approved meanwhile: it is frozen now."
    ),
    "proposal_no_line_at_fault": gettext_lazy(
        "Lines of the proposal changed meanwhile and are at fault:"
    ),
    "proposal_has_lines": gettext_lazy("A proposal needs at least one spending line."),
    "proposal_no_pending_text": gettext_lazy(
        "A policy framework holds text that cannot be read yet. Correct it first."
    ),
    "proposal_copies_reviewed": gettext_lazy(
        "What was copied from an earlier year is not all reviewed yet: confirm it."
    ),
    "proposal_no_open_blocking_observation": gettext_lazy(
        "A blocking observation is open. Resolve it, or return the proposal."
    ),
    "proposal_approved_by_another": gettext_lazy(
        "Whoever edited or submitted a proposal may not approve it. Ask a colleague."
    ),
    "proposal_approved_in_own_name": gettext_lazy(
        "Nobody approves in the name of another."
    ),
    "proposal_approved_by_finance": gettext_lazy(
        "Only a person of Finance approves, while they hold that role."
    ),
    "proposal_move_known": gettext_lazy(
        "The proposal moved meanwhile. Read it anew to see where it stands."
    ),
    "observationcode_unique": gettext_lazy(
        "This code is in the catalogue already. Give it another: a code is never used "
        "again, not even one that was retired."
    ),
    "budgeting_fiscalyear_pkey": gettext_lazy("The year exists already."),
    "fiscalyear_fixed": gettext_lazy(
        "The rule, the programmes and the currency of the year are fixed: it has "
        "submitted proposals."
    ),
}

REASON = re.compile(r" \([a-z ]+\)")  # the database's own word for a fault

P = ParamSpec("P")
R = TypeVar("R")


def in_words(service: Callable[P, R]) -> Callable[P, R]:
    """The service, with a refusal of the database's rules raised as WorkflowError."""

    @functools.wraps(service)
    def said(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return service(*args, **kwargs)
        except IntegrityError as error:
            diagnosis = getattr(error.__cause__, "diag", None)
            rule = getattr(diagnosis, "constraint_name", None)
            if rule not in SENTENCES:
                raise
            detail = getattr(diagnosis, "message_detail", None) or ""
            codes = REASON.sub("", detail)
            named = codes if rule == "proposal_no_line_at_fault" else ""
            raise WorkflowError(f"{SENTENCES[rule]} {named}".strip()) from error

    return said
