"""Starting from last year: what was approved then, copied to be reviewed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from budgeting.copies import (
    CopyPlan,
    LineCopy,
    plan_copy,
    waiting_citation,
)
from budgeting.exceptions import WorkflowError
from budgeting.models import (
    FRAMEWORK_FIELDS,
    LINE_FIELDS,
    Citation,
    FiscalYear,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.services.locks import open_for_edit
from budgeting.services.refusals import in_words
from budgeting.services.standing import entry
from budgeting.services.trail import record_edit
from programme.models import User

Frameworks = Mapping[int, PolicyFramework]


@transaction.atomic
@in_words
def copy_last_year(
    proposal: Proposal, *, by: User, source: Proposal, amounts: bool = False
) -> Proposal:
    """The proposal with what it lacks of `source`, the unit's last approved proposal.

    Each copy waits to be confirmed; an action that the year does not offer, for a
    decision; an amount, unless `amounts`, to be written. What is there stays as it is.
    """
    proposal = open_for_edit(proposal.pk, by=by)
    last = proposal.last_approved()
    if last is None or last.pk != source.pk:
        raise WorkflowError(
            _("Only the last approved proposal of this unit is copied. Begin anew.")
        )
    plan = plan_copy(proposal, last)
    if plan.is_empty:
        return proposal
    frameworks = _copy_frameworks(proposal, plan)
    made = [frameworks[one.pk] for one in plan.frameworks]
    lines = _copy_lines(proposal, plan, {**plan.matched, **frameworks}, amounts)
    data = {"what": "copied", "code": str(last.fiscal_year_id), "lines": len(lines)}
    rows = [*(entry(row, {}) for row in made), *(entry(row, {}) for row in lines)]
    record_edit(proposal, by=by, data=data, rows=rows)
    return proposal


def _copy_frameworks(proposal: Proposal, plan: CopyPlan) -> dict[int, PolicyFramework]:
    """The new frameworks by the key of their source."""
    fresh = [
        PolicyFramework(
            proposal=proposal,
            copied_from=one,
            **{name: getattr(one, name) for name in FRAMEWORK_FIELDS},
        )
        for one in plan.frameworks
    ]
    made = PolicyFramework.objects.bulk_create(fresh)
    return {one.copied_from_id: one for one in made if one.copied_from_id}


def _copy_lines(
    proposal: Proposal, plan: CopyPlan, frameworks: Frameworks, amounts: bool
) -> list[SpendingLine]:
    """The new lines, with what they cite."""
    lines = SpendingLine.objects.bulk_create(
        _line(proposal, frameworks[one.source.framework_id], one, amounts)
        for one in plan.lines
    )
    Citation.objects.bulk_create(
        Citation(
            line=line,
            action_id=cited.action_id,
            programme_id=cited.programme_id,
            share=cited.share,
            strength=cited.strength,
            justification=cited.justification,
        )
        for line, copy in zip(lines, plan.lines, strict=True)
        for cited in copy.kept
    )
    return lines


def _line(
    proposal: Proposal, framework: PolicyFramework, copy: LineCopy, amounts: bool
) -> SpendingLine:
    """The new line; without its amount, that waits to be written, as does any."""
    source = copy.source
    values = {name: getattr(source, name) for name in LINE_FIELDS}
    values |= {"code": copy.code, "classification": dict(source.classification)}
    if not amounts:
        values |= {"amount": Decimal("0.00"), "pending": {"amount": ""}}
    if proposal.fiscal_year.linking == FiscalYear.Linking.REQUESTED:
        values |= {
            "screened": source.screened,
            "screened_reason": source.screened_reason,
        }
    return SpendingLine(
        proposal=proposal,
        framework=framework,
        copied_from=source,
        undecided=_waiting(copy.undecided),
        **values,
    )


def _waiting(undecided: Sequence[Citation]) -> list[dict] | None:
    """What waits for a decision, as the line keeps it; None where nothing does."""
    return [waiting_citation(one) for one in undecided] or None
