"""The table of a framework's lines as its page and its script are told about it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from budgeting.models import (
    Citation,
    PolicyFramework,
    Proposal,
    SpendingLine,
    Waiver,
)
from budgeting.overview.lines import ShownLine, shown_line
from budgeting.overview.sheet import Sheet
from budgeting.overview.totals import (
    CHAPTER_NAMES,
    Totals,
    totals_of,
    totals_with,
)
from budgeting.services.typed import reason
from programme.texts import text_of

COLUMNS = ("code", "object_code", "description", "amount", "territory", "position")
TEXT = 120  # characters of an action's text


def shown_lines(proposal: Proposal, lines: Iterable[int]) -> list[ShownLine]:
    """These lines, removed ones too, as pages show them; four queries."""
    programme = proposal.fiscal_year.main_programme.pk
    citations = Citation.objects.select_related("action", "programme")
    found = SpendingLine.objects.filter(proposal=proposal, pk__in=lines)
    found = found.prefetch_related(
        Prefetch("citations", citations.order_by("programme__code", "action__code")),
        Prefetch("waivers", Waiver.objects.in_force(), to_attr="waivers_in_force"),
    )
    return [shown_line(line, programme) for line in found]


def row_of(shown: ShownLine) -> dict[str, Any]:
    """A line as the script of the table is told about it."""
    line = shown.line
    return {
        "id": line.pk,
        "version": line.version,
        "values": values_of(line),
        "state": shown.state.value,
        "state_text": str(shown.state.label),
        "cited": [
            {
                "id": one.citation.action_id,
                "code": one.citation.action.code,
                "text": text_of(one.citation.action, "text").value[:TEXT],
            }
            for one in shown.citations
        ],
        "pending": {name: reason(line, name) for name in line.pending},
    }


def values_of(line: SpendingLine) -> dict[str, str]:
    """The values of a line by column, as an officer would write them."""
    return {name: written(line, name) for name in COLUMNS}


def written(line: SpendingLine, name: str) -> str:
    """A value of a line as an officer would write it; what does not read as typed."""
    if name in line.pending:
        return str(line.pending[name])
    value = getattr(line, name)
    return f"{value:,.2f}" if name == "amount" else str(value)


def totals_now(proposal: Proposal) -> tuple[Totals, int, int]:
    """The totals of the proposal as saved, how many lines, how many still uncited."""
    lines = list(proposal.lines.kept().only("object_code", "amount", "proposal"))
    totals = totals_of(proposal, lines)
    return totals, len(lines), uncited_lines(proposal).count()


def uncited_lines(proposal: Proposal):
    """The kept lines without an action of the year's programme, waiver or screening."""
    programme = proposal.fiscal_year.main_programme
    cites = Citation.objects.filter(line=OuterRef("pk"), programme=programme)
    waived = Waiver.objects.in_force().filter(line=OuterRef("pk"))
    lines = proposal.lines.kept().filter(screened="")
    return lines.filter(~Exists(cites), ~Exists(waived))


def totals_told(proposal: Proposal) -> dict[str, Any]:
    """The totals of the proposal as saved, money as text with two decimals."""
    totals, lines, uncited = totals_now(proposal)
    return {"lines": lines, "uncited": uncited, **_told(totals)}


def grid_data(framework: PolicyFramework, sheet: Sheet) -> dict[str, Any]:
    """What the script of the table must know that its rows do not say."""
    others = [
        shown.line
        for each in sheet.frameworks
        for shown in each.lines
        if each.framework.pk != framework.pk
    ]
    elsewhere = totals_with({}, others)
    return {
        "framework": framework.pk,
        "proposal": framework.proposal_id,
        "code": framework.code,
        "currency": sheet.proposal.fiscal_year.currency,
        "totals": {
            "lines": len(sheet.lines),
            "uncited": len(sheet.uncited),
            **_told(sheet.totals),
        },
        "others": [
            {"chapter": part.chapter, "amount": f"{part.amount:.2f}"}
            for part in elsewhere.chapters
        ],
        "chapters": {key: str(name) for key, name in CHAPTER_NAMES.items()},
    }


def _told(totals: Totals) -> dict[str, Any]:
    parts = [
        {"chapter": part.chapter, "name": str(part.name), **money_told(part)}
        for part in totals.chapters
    ]
    return {**money_told(totals), "chapters": parts}


def money_told(part: Any) -> dict[str, str | None]:
    """Proposed, ceiling and what is left of it; None where there is no ceiling."""
    return {
        "amount": f"{part.amount:.2f}",
        "ceiling": None if part.ceiling is None else f"{part.ceiling:.2f}",
        "remainder": None if part.left is None else f"{part.left:.2f}",
    }
