"""Spending lines: save, remove, restore."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import LINE_FIELDS, PolicyFramework, Proposal, SpendingLine
from budgeting.services.locks import (
    check_version,
    kept_framework,
    kept_line,
    open_for_edit,
)
from budgeting.services.refusals import in_words
from budgeting.services.rows import changes, picture, save_row
from budgeting.services.standing import entry, standing
from budgeting.services.trail import record_edit
from budgeting.services.typed import take_values
from programme.models import User

COMPARED = (*LINE_FIELDS, "framework_id")
MUST_READ = {"code", "classification", "position"}
NEEDED = dict.fromkeys(("code", "object_code", "description", "amount"), "")


@transaction.atomic
@in_words
def save_line(
    framework: PolicyFramework,
    *,
    by: User,
    values: Mapping[str, Any],
    line: SpendingLine | None = None,
    version: int | None = None,
) -> SpendingLine:
    """The line with these values, in this framework; a new one if none is given.

    What does not read waits in its `pending` as typed and blocks submission. Raises
    StaleVersion when `version` is not the saved one, ValidationError for a code that is
    missing or taken.
    """
    proposal = open_for_edit(framework.proposal_id, by=by)
    framework = kept_framework(proposal, framework.pk)
    row = _row_to_save(framework, line, values)
    stood = standing(row)
    before = picture(row, COMPARED) if row.pk else {}
    row.framework = framework
    take_values(row, values, must_read=MUST_READ)
    changed = changes(before, picture(row, COMPARED))
    if not changed:
        return row
    if row.pk:
        check_version(row, version)
    save_row(row, proposal, by=by, changed=changed, stood=stood)
    return row


@transaction.atomic
@in_words
def remove_line(
    line: SpendingLine, *, by: User, version: int | None = None
) -> SpendingLine:
    """The line set aside: it keeps its row and can be restored.

    Raises StaleVersion when `version` is not the saved one.
    """
    proposal = open_for_edit(line.proposal_id, by=by)
    line = SpendingLine.objects.get(pk=line.pk)
    if line.removed_at:
        return line
    check_version(line, version)
    stood = standing(line)
    line.removed_at = now()
    _save_removal(line, proposal, by=by, stood=stood)
    return line


@transaction.atomic
@in_words
def restore_line(line: SpendingLine, *, by: User) -> SpendingLine:
    """The line back in its framework.

    Raises WorkflowError where the framework is removed, ValidationError where another
    line took the code meanwhile.
    """
    proposal = open_for_edit(line.proposal_id, by=by)
    line = SpendingLine.objects.select_related("framework").get(pk=line.pk)
    if not line.removed_at:
        return line
    if line.framework.removed_at:
        raise WorkflowError(
            _("The policy framework of this line was removed. Restore it first.")
        )
    stood = standing(line)
    line.removed_at = None
    line.validate_constraints()
    _save_removal(line, proposal, by=by, stood=stood)
    return line


def _save_removal(
    line: SpendingLine, proposal: Proposal, *, by: User, stood: dict
) -> None:
    """Save that a line was removed or restored, and record it."""
    line.version += 1
    line.save(update_fields=["removed_at", "version"])
    what = "line removed" if line.removed_at else "line restored"
    data = {"what": what, "code": line.code}
    record_edit(proposal, by=by, data=data, rows=[entry(line, stood)])


def _row_to_save(
    framework: PolicyFramework, line: SpendingLine | None, values: Mapping[str, Any]
) -> SpendingLine:
    """The saved line; the one a first, identical request made; or a new one."""
    proposal = framework.proposal
    if line is not None:
        return kept_line(proposal, line.pk)
    fresh = SpendingLine(proposal=proposal, framework=framework, amount=Decimal("0.00"))
    take_values(fresh, {**NEEDED, **values}, must_read=MUST_READ)
    twin = proposal.lines.kept().filter(code=fresh.code).first()
    if twin and picture(twin, COMPARED) == picture(fresh, COMPARED):
        return twin
    return fresh
