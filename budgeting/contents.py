"""What a proposal holds, loaded once: to be checked, and to be copied and hashed."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Prefetch

from budgeting.models import (
    Citation,
    PolicyFramework,
    Proposal,
    SpendingLine,
    Waiver,
)

COPIED = {  # of the framework or line that it was copied from, if it was
    "copied_year": F("copied_from__proposal__fiscal_year_id"),
    "copied_code": F("copied_from__code"),
}
TEXTS = (
    "code",
    "name",
    "problem",
    "objective",
    "target_population",
    "expected_result",
    "unit_of_measure",
    "indicator",
    "function",
    "gender_perspective",
)


def frameworks_with_lines(proposal: Proposal) -> list[PolicyFramework]:
    """The kept frameworks by code, each with `kept_lines` by code.

    Each line has its `citations` and its `waivers_in_force`, its framework and its
    proposal: four queries, whatever the size. Both say the `copied_year` and the
    `copied_code` of what they were copied from; a line also the `copied_framework`
    and `copied_proposal`.
    """
    return frameworks_by_proposal([proposal.pk])[proposal.pk]


def frameworks_by_proposal(keys: Iterable[int]) -> dict[int, list[PolicyFramework]]:
    """The same of several proposals by their keys: four queries, however many.

    Each framework has its proposal, with year and unit.
    """
    waivers = Waiver.objects.in_force().select_related("by")
    citations = Citation.objects.select_related("action", "programme")
    lines = (
        SpendingLine.objects.kept()
        .order_by("code")
        .annotate(
            **COPIED,
            copied_framework=F("copied_from__framework_id"),
            copied_proposal=F("copied_from__proposal_id"),
        )
        .prefetch_related(
            Prefetch(
                "citations", citations.order_by("programme__code", "action__code")
            ),
            Prefetch("waivers", waivers, to_attr="waivers_in_force"),
        )
    )
    found: dict[int, list[PolicyFramework]] = {key: [] for key in keys}
    frameworks = PolicyFramework.objects.filter(proposal__in=found, removed_at=None)
    frameworks = frameworks.select_related("proposal__fiscal_year", "proposal__unit")
    kept = Prefetch("lines", lines, to_attr="kept_lines")
    for one in frameworks.annotate(**COPIED).order_by("code").prefetch_related(kept):
        found[one.proposal_id].append(one)
    return found


def content_of(proposal: Proposal, frameworks: list[PolicyFramework]) -> dict[str, Any]:
    """The proposal as a submission keeps it: texts and whole numbers, in order of code.

    `frameworks` as `frameworks_with_lines` gives them.
    """
    year, unit = proposal.fiscal_year, proposal.unit
    return {
        "year": year.year,
        "linking": year.linking,
        "currency": year.currency,
        "unit": {"code": unit.code, "name": unit.name, "kind": unit.kind},
        "origin": proposal.origin,
        "frameworks": [_framework(framework) for framework in frameworks],
    }


def canonical(content: dict[str, Any]) -> bytes:
    """The content's one way to be written: keys sorted, UTF-8, no spaces, no end."""
    said = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return said.encode()


def hash_of(content: dict[str, Any]) -> str:
    """The SHA-256 of the content's canonical bytes."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _framework(framework: PolicyFramework) -> dict[str, Any]:
    months = framework.monthly_targets
    return {
        **{name: getattr(framework, name) for name in TEXTS},
        "physical_target": _text(framework.physical_target),
        "monthly_targets": [_text(month) for month in months],
        "lines": [_line(line) for line in framework.kept_lines],  # type: ignore[attr-defined]
    }


def _line(line: SpendingLine) -> dict[str, Any]:
    waivers = line.waivers_in_force  # type: ignore[attr-defined]
    return {
        "code": line.code,
        "object_code": line.object_code,
        "description": line.description,
        "amount": f"{line.amount:.2f}",
        "territory": line.territory,
        "classification": line.classification,
        "screened": line.screened,
        "screened_reason": line.screened_reason,
        "waivers": [{"reason": one.reason, "by": str(one.by)} for one in waivers],
        "citations": [_citation(citation) for citation in line.citations.all()],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "programme": citation.programme.code,
        "action": citation.action.code,
        "text_es": citation.action.text_es,
        "text_en": citation.action.text_en,
        "share": citation.share,
        "strength": citation.strength,
        "justification": citation.justification,
    }


def _text(number: Any) -> str | None:
    return None if number is None else f"{number:.2f}"
