"""The workflow of a proposal as data: statuses, roles, and who may make which move."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgeting.models.proposals import Origin, Proposal, Status

__all__ = ["Origin", "Role", "Status"]


class Role(models.TextChoices):
    """What a person is, in a unit or in Finance (method.md, 3)."""

    PREPARER = "preparer", _("Preparer")
    SIGNATORY = "signatory", _("Signatory")
    ANALYST = "analyst", _("Analyst")
    FINANCE_HEAD = "finance_head", _("Finance head")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


UNIT_ROLES = frozenset({Role.PREPARER, Role.SIGNATORY})
FINANCE_ROLES = frozenset({Role.ANALYST, Role.FINANCE_HEAD})

# A role holds what the lesser role of its own ladder may do.
INCLUDES = {
    Role.SIGNATORY: {Role.PREPARER},
    Role.FINANCE_HEAD: {Role.ANALYST},
}

TRANSITIONS: dict[
    tuple[str, str], Role
] = {  # (from, to): the least role that may make the move
    (Status.DRAFT, Status.SUBMITTED): Role.SIGNATORY,
    (Status.RETURNED, Status.SUBMITTED): Role.SIGNATORY,
    (Status.SUBMITTED, Status.RETURNED): Role.ANALYST,
    (Status.SUBMITTED, Status.APPROVED): Role.ANALYST,
    (Status.APPROVED, Status.RETURNED): Role.ANALYST,
}
# What Finance formulated on a unit's behalf, the finance head also hands in.
ON_BEHALF: dict[tuple[str, str], Role] = {
    (Status.DRAFT, Status.SUBMITTED): Role.FINANCE_HEAD,
    (Status.RETURNED, Status.SUBMITTED): Role.FINANCE_HEAD,
}
# Once the year is published, a correction is the head's, with a public reason.
AFTER_PUBLICATION: dict[tuple[str, str], Role] = {
    (Status.APPROVED, Status.RETURNED): Role.FINANCE_HEAD
}
# An autonomous unit's submission is received, never returned or reopened.
NEVER_FOR_AUTONOMOUS = {
    (Status.SUBMITTED, Status.RETURNED),
    (Status.APPROVED, Status.RETURNED),
}


class Move(NamedTuple):
    """From one status to another."""

    start: str
    to: str


def holds(roles: set[Role], least: Role) -> bool:
    """Whether one of these roles is `least`, or includes it."""
    return any(role == least or least in INCLUDES.get(role, ()) for role in roles)


def least_role(proposal: Proposal, to: str) -> Role | None:
    """The least role that may move this proposal there; None where nobody may.

    An imported proposal moves by an import only, which is no person's act.
    """
    move = Move(proposal.status, to)
    if proposal.origin == Origin.IMPORTED:
        return None
    if proposal.unit.is_autonomous and move in NEVER_FOR_AUTONOMOUS:
        return None
    if proposal.origin == Origin.ON_BEHALF and move in ON_BEHALF:
        return ON_BEHALF[move]
    if proposal.fiscal_year.published_at and move in AFTER_PUBLICATION:
        return AFTER_PUBLICATION[move]
    return TRANSITIONS.get(move)
