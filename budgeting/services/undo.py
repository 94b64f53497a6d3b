"""Undoing an edit: what stood before it is put back, once, and that is an edit too."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import (
    Citation,
    Event,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.services.citing import Wanted, may_be_cited, read_actions
from budgeting.services.locks import codes_taken, open_for_edit
from budgeting.services.refusals import in_words
from budgeting.services.standing import (
    FRAMEWORK,
    Row,
    entry,
    put_back,
    standing,
)
from budgeting.services.trail import record_edit
from budgeting.services.writing import write_citations, write_lines
from programme.models import User

UNDONE = "undone"
LOOKED_AT = 200  # how far back an edit to undo is looked for


@transaction.atomic
@in_words
def undo_edit(event: Event, *, by: User) -> Event:
    """The event of the undoing; asked again, the one that undid it already.

    Rows come back with their keys, citations and order; what the edit made is set
    aside. Raises WorkflowError, naming the rows, where one of them changed since.
    """
    proposal = open_for_edit(event.proposal_id, by=by)  # type: ignore[arg-type]
    event = Event.objects.get(pk=event.pk, proposal=proposal)
    later = list(_edits(proposal).filter(pk__gt=event.pk).order_by("pk"))
    if already := _undone_by(event.pk, later):
        return already
    if not event.data.get("rows"):
        raise WorkflowError(_("This edit was recorded without what stood before it."))
    undoing = Undoing(proposal, event.data["rows"])
    undoing.check_unchanged(later)
    undoing.put_back()
    undoing.check_codes()
    data = {"what": UNDONE, "undoes": event.pk, "undone": event.data.get("what", "")}
    if code := event.data.get("code"):
        data["code"] = code
    return record_edit(proposal, by=by, data=data, rows=undoing.write())


def undoable(proposal: Proposal) -> Event | None:
    """The newest edit that can be undone, were its rows as it left them."""
    edits = _edits(proposal).order_by("-pk")
    told = edits.values_list("pk", "data__what", "data__undoes")[:LOOKED_AT]
    undone: set[int] = set()
    for pk, what, undoes in told:
        if what == UNDONE:
            if pk not in undone:
                undone.add(undoes)
        elif pk not in undone:
            return Event.objects.select_related("by").get(pk=pk)
    return None


def _edits(proposal: Proposal) -> QuerySet[Event]:
    """The edits of the proposal that say what stood before."""
    edits = Event.objects.filter(proposal=proposal, kind=Event.Kind.EDITED)
    return edits.filter(data__has_key="rows")


def _undone_by(pk: int, later: list[Event]) -> Event | None:
    """The undoing of this edit that stands; None where none does."""
    for one in reversed(later):
        if one.data.get("undoes") == pk and not _undone_by(one.pk, later):
            return one
    return None


class Undoing:
    """The rows of one edit: as they are, to be as they were."""

    def __init__(self, proposal: Proposal, entries: list[dict[str, Any]]) -> None:
        self.proposal = proposal
        self.entries = entries
        frameworks = proposal.frameworks.in_bulk(_keys(entries, "framework"))
        lines = proposal.lines.in_bulk(_keys(entries, "line"))
        self.rows: list[Row] = [
            lines[one["line"]] if "line" in one else frameworks[one["framework"]]
            for one in entries
        ]
        self.before = [standing(row) for row in self.rows]
        self.cited: dict[int, list[Citation]] = {
            one["line"]: [] for one in entries if "cited" in one
        }
        for citation in Citation.objects.filter(line__in=self.cited):
            self.cited[citation.line_id].append(citation)

    def check_unchanged(self, later: Iterable[Event]) -> None:
        """Raise WorkflowError naming the rows that changed after the edit.

        A later edit that was itself undone changed nothing: an undoing says which
        version of a row its new one stands for.
        """
        as_before = {
            (_key(one), one["version"]): one["as"]
            for event in later
            for one in event.data["rows"]
            if "as" in one
        }
        changed = []
        for row, one in zip(self.rows, self.entries, strict=True):
            version = row.version
            while (earlier := as_before.get((_key(one), version))) is not None:
                version = earlier
            if version != one["version"]:
                changed.append(row.code)
        if changed:
            raise WorkflowError(
                _(
                    "This changed since and nothing was undone: %(codes)s. "
                    "Correct it by hand."
                )
                % {"codes": ", ".join(changed)}
            )

    def put_back(self) -> None:
        """Give each row what it had; what the edit made is set aside."""
        moment = now()
        for row, one in zip(self.rows, self.entries, strict=True):
            if one.get("new"):
                row.removed_at = moment
            put_back(row, one.get("was", {}))

    def check_codes(self) -> None:
        """Raise WorkflowError where a code is taken, or a framework still needed."""
        mine = [row.pk for row in self._lines()]
        back = [row.code for row in self._lines() if not row.removed_at]
        others = self.proposal.lines.kept().exclude(pk__in=mine)
        taken = others.filter(code__in=back).values_list("code", flat=True)
        if codes := sorted(taken):
            raise WorkflowError(codes_taken(codes))
        self._check_frameworks(others)

    def write(self) -> list[dict[str, Any]]:
        """Save the rows as they were, as next versions; gives the event's entries."""
        for row in self.rows:
            row.version += 1
        frameworks = [row for row in self.rows if isinstance(row, PolicyFramework)]
        for row in frameworks:
            row.validate_constraints()
            row.save(update_fields=[*FRAMEWORK, "version"])
        pairs = zip(self.rows, self.before, strict=True)
        had = {r.pk: was["code"] for r, was in pairs if isinstance(r, SpendingLine)}
        write_lines(self._lines(), had)
        self._write_citations()
        told = []
        for row, one, was in zip(self.rows, self.entries, self.before, strict=True):
            cited = self.cited[one["line"]] if "cited" in one else None
            told.append({**entry(row, was, cited=cited), "as": one["from"]})
        return told

    def _write_citations(self) -> None:
        """The citations that stood, with the keys they had."""
        wanted = {
            one["line"]: {row[1]: Wanted(*row[1:]) for row in one["cited"]}
            for one in self.entries
            if "cited" in one
        }
        keys = {
            (one["line"], row[1]): row[0]
            for one in self.entries
            for row in one.get("cited", [])
        }
        before = [old for each in self.cited.values() for old in each]
        now = {(old.line_id, old.action_id) for old in before}
        pairs = [(line, action) for line in wanted for action in wanted[line]]
        self._check_actions({pair[1] for pair in pairs if pair not in now})
        write_citations(before, wanted, keys)

    def _check_actions(self, back: set[int]) -> None:
        """Raise WorkflowError naming actions that would be cited again and may not."""
        year = self.proposal.fiscal_year
        found = read_actions(year, back).values() if back else []
        if gone := sorted(a.code for a in found if not may_be_cited(a, year)):
            raise WorkflowError(
                _(
                    "This year no longer offers these actions, which would be cited "
                    "again: %(codes)s. Cite others instead of undoing."
                )
                % {"codes": ", ".join(gone)}
            )

    def _lines(self) -> list[SpendingLine]:
        return [row for row in self.rows if isinstance(row, SpendingLine)]

    def _check_frameworks(self, others: QuerySet[SpendingLine]) -> None:
        """Raise WorkflowError for lines that would stand in a removed framework."""
        forms = {row.pk: row for row in self.rows if isinstance(row, PolicyFramework)}
        aside = [pk for pk, row in forms.items() if row.removed_at]
        left = [
            line.code
            for line in self._lines()
            if not line.removed_at
            and _is_removed(forms.get(line.framework_id) or line.framework)
        ]
        left += others.filter(framework__in=aside).values_list("code", flat=True)
        if left:
            raise WorkflowError(
                _("The policy framework of these lines was removed: %(codes)s.")
                % {"codes": ", ".join(sorted(left))}
            )


def _is_removed(framework: PolicyFramework) -> bool:
    return framework.removed_at is not None


def _keys(entries: Iterable[Mapping[str, Any]], kind: str) -> list[int]:
    return [one[kind] for one in entries if kind in one]


def _key(one: Mapping[str, Any]) -> tuple[str, int]:
    """Which row an entry is about."""
    kind = "line" if "line" in one else "framework"
    return kind, one[kind]
