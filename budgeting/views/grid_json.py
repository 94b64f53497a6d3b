"""The table's script saves rows as they are typed: JSON in, JSON out."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.formats import time_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgeting import services
from budgeting.models import Citation, PolicyFramework, SpendingLine
from budgeting.overview.grid import (
    COLUMNS,
    row_of,
    shown_lines,
    totals_told,
    values_of,
)
from budgeting.services import CitedAction, LineDraft, SavedLines
from budgeting.views.asked import Unreadable, answered, read_body, refusal
from budgeting.views.common import check_editable, visible_framework
from budgeting.views.rows import last_editor
from programme.models import Action

MOST = 1000  # rows in one request


@require_POST
@answered
def line_grid_save(request: HttpRequest, pk: int) -> HttpResponse:
    framework = visible_framework(request, pk)
    check_editable(request, framework.proposal)
    asked = _rows(read_body(request))
    if any(row["id"] is not None and row["version"] is None for row in asked):
        said = _("Say which version of each saved line was read, and send it again.")
        return refusal(said, 428)
    cited = Cited(framework, asked)
    told = services.save_lines(
        framework.proposal,
        by=request.user,
        drafts=[_draft(framework, row, cited) for row in asked],
    )
    answer = _answer(framework, [row["key"] for row in asked], told)
    status = 409 if told.conflicts else 422 if told.refused else 200
    return JsonResponse(answer, status=status)


def _rows(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows sent, each whole; raises Unreadable."""
    rows = body.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(_("The rows are missing."))
    if len(rows) > MOST:
        raise Unreadable(_("Send at most %(most)s rows at once.") % {"most": MOST})
    return [_row(row) for row in rows]


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    values = row.get("values", {})
    citations = row.get("citations")
    key, pk, version = row.get("key", ""), row.get("id"), row.get("version")
    readable = (
        isinstance(key, str)
        and len(key) <= 64
        and _is_number(pk)
        and _is_number(version)
        and row.get("removed") in (None, True, False)
        and isinstance(values, dict)
        and all(name in COLUMNS for name in values)
        and all(isinstance(one, str) for one in values.values())
        and (citations is None or isinstance(citations, list))
        and all(_is_citation(one) for one in citations or ())
    )
    if not readable:
        raise Unreadable(_("A row cannot be read: values are texts, keys are numbers."))
    return {**row, "key": key, "id": pk, "version": version, "values": values}


def _is_citation(value: Any) -> bool:
    """Whether this names an action by its key, alone or with its share."""
    parts = value if isinstance(value, list) and len(value) == 2 else [value]
    return all(part is not None and _is_number(part) for part in parts)


def _shares(citations: list[Any]) -> dict[int, int | None]:
    """The share of each action that a row cites; None: equal parts."""
    pairs = [one if isinstance(one, list) else [one, None] for one in citations]
    return dict(pairs)


def _is_number(value: Any) -> bool:
    """Whether this may be a key or a version; None stands for none."""
    if value is None:
        return True
    return type(value) is int and 0 <= value < 2**63


class Cited:
    """What the rows cite now, and the actions that they are to cite; two queries."""

    def __init__(self, framework: PolicyFramework, rows: list[dict[str, Any]]) -> None:
        citing = [row for row in rows if row.get("citations") is not None]
        keys = {one for row in citing for one in _shares(row["citations"])}
        self.actions = Action.objects.in_bulk(keys) if keys else {}
        self.saved: dict[int, dict[int, Citation]] = {}
        lines = [row["id"] for row in citing if row["id"]]
        found = Citation.objects.filter(
            line__in=lines, line__proposal=framework.proposal_id
        )
        for one in found if lines else ():
            self.saved.setdefault(one.line_id, {})[one.action_id] = one

    def wanted(self, row: dict[str, Any]) -> list[CitedAction] | None:
        """What the service is asked to cite: None where that stays as it is.

        Actions that stay keep their strength and reason; parts become equal.
        """
        if row.get("citations") is None:
            return None
        shares = _shares(row["citations"])
        had = self.saved.get(row["id"] or 0, {})
        if row["id"] and set(shares) == set(had) and not any(shares.values()):
            return None
        if any(key not in self.actions for key in shares):
            raise Unreadable(_("There is no such action."))
        return [
            CitedAction(self.actions[key], share, *_kept(had.get(key)))
            for key, share in shares.items()
        ]


def _kept(citation: Citation | None) -> tuple[str, str]:
    return (citation.strength, citation.justification) if citation else ("", "")


def _draft(framework: PolicyFramework, row: dict[str, Any], cited: Cited) -> LineDraft:
    return LineDraft(
        framework.pk,
        row["values"],
        line=row["id"],
        version=row["version"],
        citations=cited.wanted(row),
        removed=row.get("removed"),
        key=row["key"],
    )


def _answer(
    framework: PolicyFramework, keys: list[str], told: SavedLines
) -> dict[str, Any]:
    """What became of each row, by its key, and the totals as saved."""
    proposal = framework.proposal
    lines = [line.pk for _index, line in told.saved]
    shown = {one.line.pk: one for one in shown_lines(proposal, lines)}
    return {
        "saved": [
            {"key": keys[index], **row_of(shown[line.pk])} for index, line in told.saved
        ],
        "conflicts": [
            {"key": keys[index], **_conflict(line)} for index, line in told.conflicts
        ],
        "refused": [
            {"key": keys[index], "errors": errors} for index, errors in told.refused
        ],
        "totals": totals_told(proposal),
        "undo": told.event.pk if told.event else None,
        "at": time_format(localtime(now()), "H:i"),
    }


def _conflict(line: SpendingLine) -> dict[str, Any]:
    """A line as somebody else saved it meanwhile, and who did."""
    last = last_editor(line)
    return {
        "id": line.pk,
        "saved": {
            "version": line.version,
            "values": values_of(line),
            "removed": line.removed_at is not None,
            "citations": [one.action_id for one in line.citations.order_by("pk")],
        },
        "by": str(last.by) if last else "",
        "at": time_format(localtime(last.at), "H:i") if last else "",
    }
