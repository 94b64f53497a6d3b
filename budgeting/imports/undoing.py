"""Undoing a file of ceilings or of a past budget.

A past budget goes back through the gate: its proposals are reopened, what the file
brought is taken out, what stood before is put back, and they are approved again. Rows
stay, marked as removed; a proposal that the file began stays as an empty draft.
"""

from typing import Any

from django.db.models import F, Max
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.models import (
    Ceiling,
    Event,
    FiscalYear,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.models.proposals import Status
from programme.imports.kinds import Undoing
from programme.imports.past import Past, contexts_of, entries_of, past_of
from programme.imports.undoing import (
    NAMED,
    REMOVED,
    RESTORED,
    not_recorded,
    undo_rows,
)
from programme.models import ImportBatch, User

HOLDING = (PolicyFramework, SpendingLine)


def undo_ceilings(batch: ImportBatch, by: User) -> Undoing:
    """A year's ceilings as they were before a file."""
    undoing = undo_rows(batch, (Ceiling,))

    def write() -> None:
        undoing.write()
        Event.objects.create(
            kind=Event.Kind.IMPORT_UNDONE,
            by=by,
            batch=batch,
            fiscal_year_id=batch.year,
            data=undoing.counts,
        )

    return Undoing(undoing.counts, undoing.blocks, write)


def undo_budget(batch: ImportBatch, by: User) -> Undoing:
    """The imported proposals of a year as they were before a file."""
    year = FiscalYear.objects.get(pk=batch.year)
    touched = Event.objects.filter(batch=batch, kind=Event.Kind.IMPORTED)
    proposals = Proposal.objects.filter(pk__in=touched.values("proposal"))
    found = list(proposals.select_related("unit").order_by("unit__code"))
    past = past_of(batch, Proposal)
    blocks = [*_published(year), *not_recorded(batch, [past])]
    blocks += _changed_since(batch, found, past)
    new = [one for one in found if past.before.get(one.pk) is None]
    counts = {str(_("Proposals")): {REMOVED: len(new), RESTORED: len(found) - len(new)}}
    return Undoing(counts, blocks, lambda: _write(batch, by, found, past))


def _published(year: FiscalYear) -> list[str]:
    if year.published_at is None:
        return []
    message = _(
        "The year %(year)s is published: load a file with the right figures instead; "
        "the next publication shows the correction."
    )
    return [message % {"year": year.pk}]


def _changed_since(
    batch: ImportBatch, proposals: list[Proposal], past: Past
) -> list[str]:
    """A sentence that names the units whose proposal came from another file since."""
    later, apart = _loaded_since(batch, proposals), []
    for one in proposals:
        left = past.now.get(one.pk)
        if (
            not left
            or one.pk in later  # with the same rows, perhaps: they are not these
            or one.source_hash != left["source_hash"]
            or one.status != Status.APPROVED
        ):
            apart.append(str(one.unit))
    if not apart:
        return []
    message = ngettext(
        "The proposal of this unit changed since: %(names)s",
        "The proposals of %(count)s units changed since: %(names)s",
        len(apart),
    )
    names = "; ".join(apart[:NAMED]) + ("; …" if len(apart) > NAMED else "")
    return [message % {"count": len(apart), "names": names}]


def _loaded_since(batch: ImportBatch, proposals: list[Proposal]) -> set[int]:
    """Keys of the proposals to which a later file, not undone, brought its rows."""
    told = Event.objects.filter(kind=Event.Kind.IMPORTED, proposal__in=proposals)
    own = told.filter(batch=batch).aggregate(last=Max("pk"))["last"]
    later = told.filter(pk__gt=own or 0).exclude(batch=batch)
    later = later.exclude(batch__outcome=ImportBatch.Outcome.UNDONE)
    return set(later.values_list("proposal", flat=True))


def _write(batch: ImportBatch, by: User, found: list[Proposal], past: Past) -> None:
    keys = [one.pk for one in found]
    Proposal.objects.filter(pk__in=keys).update(
        status=Status.DRAFT, approved_at=None, version=F("version") + 1
    )
    brought = {model: _rows_of(batch, model, keys, "insert") for model in HOLDING}
    for model in reversed(HOLDING):  # lines first
        model.objects.filter(pk__in=brought[model]).update(removed_at=now())
    for model in HOLDING:
        set_aside = _rows_of(batch, model, keys, "update")
        model.objects.filter(pk__in=set_aside).update(removed_at=None)
    for one in found:
        before: dict[str, Any] = past.before.get(one.pk) or {}
        one.source_hash = before.get("source_hash", "")
        one.approved_at = before.get("approved_at")
        one.status = Status.APPROVED if one.approved_at else Status.DRAFT
    Proposal.objects.bulk_update(found, ["source_hash", "approved_at", "status"])
    Event.objects.bulk_create(_event(batch, by, one) for one in found)


def _rows_of(batch: ImportBatch, model: Any, proposals: list[int], label: str) -> Any:
    """Keys of a proposal's rows that the import added, or took out."""
    own = entries_of(model)._default_manager.filter(
        proposal__in=proposals, pgh_context__in=contexts_of(batch), pgh_label=label
    )
    return list(own.values_list("id", flat=True))


def _event(batch: ImportBatch, by: User, proposal: Proposal) -> Event:
    return Event(
        kind=Event.Kind.IMPORT_UNDONE,
        by=by,
        batch=batch,
        fiscal_year_id=proposal.fiscal_year_id,
        unit=proposal.unit,
        proposal=proposal,
        from_status=Status.APPROVED,
        to_status=proposal.status,
    )
