"""Policy frameworks: save, remove, restore."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.models import PolicyFramework, Proposal, SpendingLine
from budgeting.services.locks import check_version, kept_framework, open_for_edit
from budgeting.services.refusals import in_words
from budgeting.services.rows import changes, picture, save_row
from budgeting.services.trail import record_edit
from budgeting.services.typed import take_values
from programme.models import User

FIELDS = (
    "code",
    "name",
    "problem",
    "objective",
    "target_population",
    "expected_result",
    "unit_of_measure",
    "physical_target",
    "monthly_targets",
    "indicator",
    "function",
    "gender_perspective",
    "position",
)
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
    before = picture(row, FIELDS) if row.pk else {}
    take_values(row, values, must_read=MUST_READ)
    changed = changes(before, picture(row, FIELDS))
    if not changed:
        return row
    if row.pk:
        check_version(row, version)
    save_row(row, proposal, by=by, what="framework", changed=changed)
    return row


@transaction.atomic
@in_words
def remove_framework(
    framework: PolicyFramework, *, by: User, version: int | None = None
) -> PolicyFramework:
    """The framework set aside together with its lines; both can be restored.

    Raises StaleVersion when `version` is not the saved one.
    """
    proposal = open_for_edit(framework.proposal_id, by=by)
    framework = PolicyFramework.objects.get(pk=framework.pk)
    if framework.removed_at:
        return framework
    check_version(framework, version)
    framework.removed_at = now()
    framework.version += 1
    framework.save(update_fields=["removed_at", "version"])
    framework.lines.kept().update(removed_at=framework.removed_at)
    record_edit(
        proposal, by=by, data={"what": "framework removed", "code": framework.code}
    )
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
    framework.removed_at = None
    framework.version += 1
    framework.validate_constraints()
    framework.save(update_fields=["removed_at", "version"])
    lines.update(removed_at=None)
    record_edit(
        proposal, by=by, data={"what": "framework restored", "code": framework.code}
    )
    return framework


def _check_codes_are_free(proposal: Proposal, lines: QuerySet[SpendingLine]) -> None:
    """Raise ValidationError naming the codes that other lines took meanwhile."""
    taken = proposal.lines.kept().filter(code__in=lines.values("code"))
    if codes := sorted(taken.values_list("code", flat=True)):
        raise ValidationError(
            _("Other lines have these codes now: %(codes)s. Give those another code.")
            % {"codes": ", ".join(codes)}
        )


def _row_to_save(
    proposal: Proposal, framework: PolicyFramework | None, values: Mapping[str, Any]
) -> PolicyFramework:
    """The saved framework; the one a first, identical request made; or a new one."""
    if framework is not None:
        return kept_framework(proposal, framework.pk)
    fresh = PolicyFramework(proposal=proposal)
    take_values(fresh, {"code": "", "name": "", **values}, must_read=MUST_READ)
    twin = proposal.frameworks.filter(code=fresh.code, removed_at=None).first()
    if twin and picture(twin, FIELDS) == picture(fresh, FIELDS):
        return twin
    return fresh
