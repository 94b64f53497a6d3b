"""Policy frameworks: save, remove, restore."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from budgeting.models import FRAMEWORK_FIELDS, PolicyFramework, Proposal, SpendingLine
from budgeting.services.locks import (
    check_version,
    codes_taken,
    kept_framework,
    open_for_edit,
)
from budgeting.services.refusals import in_words
from budgeting.services.rows import changes, picture, save_row
from budgeting.services.standing import Row, entry, standing
from budgeting.services.trail import record_edit
from budgeting.services.typed import take_values
from programme.models import User

MUST_READ = {"code", "name", "position"}


@transaction.atomic
@in_words
def save_framework(
    proposal: Proposal,
    *,
    by: User,
    values: Mapping[str, Any],
    framework: PolicyFramework | None = None,
    version: int | None = None,
) -> PolicyFramework:
    """The framework with these values, a new one if none is given.

    What does not read waits in its `pending`. Raises StaleVersion when `version` is not
    the saved one, ValidationError for a code that is missing or taken.
    """
    proposal = open_for_edit(proposal.pk, by=by)
    row = _row_to_save(proposal, framework, values)
    stood = standing(row)
    before = picture(row, FRAMEWORK_FIELDS) if row.pk else {}
    take_values(row, values, must_read=MUST_READ)
    changed = changes(before, picture(row, FRAMEWORK_FIELDS))
    if not changed:
        return row
    if row.pk:
        check_version(row, version)
    save_row(row, proposal, by=by, changed=changed, stood=stood)
    return row


@transaction.atomic
@in_words
def remove_framework(
    framework: PolicyFramework, *, by: User, version: int | None = None
) -> PolicyFramework:
    """The framework set aside together with its lines; both can be restored.

    Raises StaleVersion when `version` is not the saved one.
    """
    open_for_edit(framework.proposal_id, by=by)
    framework = PolicyFramework.objects.get(pk=framework.pk)
    if framework.removed_at:
        return framework
    check_version(framework, version)
    _set_aside(framework, framework.lines.kept(), now(), by=by)
    return framework


@transaction.atomic
@in_words
def restore_framework(framework: PolicyFramework, *, by: User) -> PolicyFramework:
    """The framework back, with the lines that were removed together with it.

    Raises ValidationError where its code, or that of a line, is taken meanwhile.
    """
    proposal = open_for_edit(framework.proposal_id, by=by)
    framework = PolicyFramework.objects.get(pk=framework.pk)
    if not framework.removed_at:
        return framework
    lines = framework.lines.filter(removed_at=framework.removed_at)
    _check_codes_are_free(proposal, lines)
    _set_aside(framework, lines, None, by=by)
    return framework


def _set_aside(
    framework: PolicyFramework,
    lines: QuerySet[SpendingLine],
    removed_at: datetime | None,
    *,
    by: User,
) -> None:
    """Set the framework aside with these lines, or bring them back; and record it."""
    rows: list[Row] = [framework, *lines]
    stood = [standing(row) for row in rows]
    for row in rows:
        row.removed_at = removed_at
    framework.version += 1
    framework.validate_constraints()
    framework.save(update_fields=["removed_at", "version"])
    lines.update(removed_at=removed_at)
    what = "framework removed" if removed_at else "framework restored"
    record_edit(
        framework.proposal,
        by=by,
        data={"what": what, "code": framework.code},
        rows=[entry(row, was) for row, was in zip(rows, stood, strict=True)],
    )


def _check_codes_are_free(proposal: Proposal, lines: QuerySet[SpendingLine]) -> None:
    """Raise ValidationError naming the codes that other lines took meanwhile."""
    taken = proposal.lines.kept().filter(code__in=lines.values("code"))
    if codes := sorted(taken.values_list("code", flat=True)):
        raise ValidationError(codes_taken(codes))


def _row_to_save(
    proposal: Proposal, framework: PolicyFramework | None, values: Mapping[str, Any]
) -> PolicyFramework:
    """The saved framework; the one a first, identical request made; or a new one."""
    if framework is not None:
        return kept_framework(proposal, framework.pk)
    fresh = PolicyFramework(proposal=proposal)
    take_values(fresh, {"code": "", "name": "", **values}, must_read=MUST_READ)
    twin = proposal.frameworks.filter(code=fresh.code, removed_at=None).first()
    if twin and picture(twin, FRAMEWORK_FIELDS) == picture(fresh, FRAMEWORK_FIELDS):
        return twin
    return fresh
