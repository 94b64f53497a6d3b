"""What every service does first: lock the proposal, then ask whether it may act."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from budgeting.exceptions import StaleVersion, WindowClosed, WorkflowError
from budgeting.models import FiscalYear, PolicyFramework, Proposal, SpendingLine
from budgeting.permissions import is_author
from budgeting.windows import may_change_today
from budgeting.workflow import Origin
from programme.models import User


def lock_proposal(pk: int) -> Proposal:
    """The proposal as it is now; no other session moves or edits it meanwhile."""
    proposals = Proposal.objects.select_related("fiscal_year", "unit")
    return proposals.select_for_update(of=("self",)).get(pk=pk)


def lock_proposal_of(year: int, unit: int) -> Proposal | None:
    """The unit's proposal of the year, locked in the same way; None before it began."""
    own = Proposal.objects.filter(fiscal_year=year, unit=unit)
    return own.select_for_update(of=("self",)).first()


def lock_year(pk: int) -> FiscalYear:
    """The year as it is now; no other session changes or publishes it meanwhile.

    Rows that name the year may be added all the while: its key does not change. Raises
    WorkflowError where it was removed.
    """
    year = FiscalYear.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if year is None:
        raise WorkflowError(year_gone(pk))
    return year


def year_gone(year: int) -> str:
    """That a year was removed, as a sentence."""
    return _("The year %(year)s was removed meanwhile.") % {"year": year}


def open_for_edit(pk: int, *, by: User) -> Proposal:
    """The locked proposal, if this person may change it now.

    Raises PermissionDenied, WorkflowError (frozen) or WindowClosed.
    """
    proposal = lock_proposal(pk)
    check_not_imported(proposal)
    if not is_author(by, proposal):
        raise PermissionDenied(_("Only the people of its unit change a proposal."))
    if not proposal.is_open:
        raise WorkflowError(frozen(proposal))
    check_window(proposal)
    return proposal


def check_window(proposal: Proposal) -> None:
    """Raise WindowClosed where the days do not allow its authors to change it."""
    if not may_change_today(proposal):
        raise WindowClosed(
            _(
                "The days for changing this proposal are over or have not begun. "
                "Ask the finance head for more days: they are given for a public "
                "reason."
            )
        )


def check_not_imported(proposal: Proposal) -> None:
    """Raise WorkflowError for a proposal that only a file changes."""
    if proposal.origin == Origin.IMPORTED:
        raise WorkflowError(not_by_hand())


def not_by_hand() -> str:
    """That a proposal came from a file, and how it changes."""
    return _("This proposal was imported: it changes by importing its file again.")


def frozen(proposal: Proposal) -> str:
    """Why a submitted or approved proposal does not change, and what to do."""
    return _(
        "The proposal is frozen (%(status)s). It can be changed again when Finance "
        "returns it."
    ) % {"status": str(proposal.get_status_display()).lower()}


def codes_taken(codes: Sequence[str]) -> str:
    """That other lines took these codes meanwhile, as a sentence."""
    return _(
        "Other lines have these codes now: %(codes)s. Give those another code."
    ) % {"codes": ", ".join(codes)}


def check_version(row: Any, version: int | None) -> None:
    """Raise StaleVersion where the caller read another version than the saved one."""
    if version is not None and version != row.version:
        row.refresh_from_db()  # without what the caller meant to save
        raise StaleVersion(row)


def check_text(row: Any, saved: str, before: str | None) -> None:
    """Raise StaleVersion where the caller read another text than the saved one."""
    if before is not None and plain(before) != plain(saved):
        raise StaleVersion(row)


def plain(text: str) -> str:
    """A text without what a browser does to the ends of its lines."""
    return text.replace("\r\n", "\n").strip()


def kept_framework(proposal: Proposal, pk: int) -> PolicyFramework:
    """The framework of this proposal as it is now, unless it was removed."""
    framework = PolicyFramework.objects.get(pk=pk, proposal=proposal)
    if framework.removed_at:
        raise WorkflowError(_("This policy framework was removed. Restore it first."))
    return framework


def kept_line(proposal: Proposal, pk: int) -> SpendingLine:
    """The line of this proposal as it is now, unless it was removed."""
    line = SpendingLine.objects.get(pk=pk, proposal=proposal)
    if line.removed_at:
        raise WorkflowError(_("This line was removed. Restore it first."))
    return line
