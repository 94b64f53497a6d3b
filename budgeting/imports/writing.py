"""Writing a budget file: drafts first, then approved, through the gate like any other.

The proposals of units whose rows changed are reopened, what they held is taken out, and
the file's frameworks, lines and citations are copied in. One transaction holds it all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import F
from django.utils.timezone import now

from budgeting.imports.content import OTHER, BudgetContent, UnitContent
from budgeting.imports.copying import as_copy, copy_rows, escaped, new_keys
from budgeting.models import (
    Citation,
    Contribution,
    Event,
    FiscalYear,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.models.proposals import Origin, Status
from programme.imports.running import Job
from programme.models import ImportBatch

SLICE = 25_000  # rows after which it is told how many are written
FRAMEWORK_COLUMNS = ("id", "proposal_id", "code", "name", "function", "position")
FRAMEWORK_EMPTY = ("version", "pending")
LINE_COLUMNS = (
    "id", "proposal_id", "framework_id", "position", "version", "classification",
    "pending", "code", "object_code", "description", "amount", "territory",
    "screened", "screened_reason",
)  # fmt: skip
CITATION_COLUMNS = (
    "line_id", "action_id", "programme_id", "share", "strength", "justification",
)  # fmt: skip


@dataclass
class Loading:
    """What is to be written: a file's content, and the units whose rows are new."""

    year: FiscalYear
    content: BudgetContent
    units: list[UnitContent]
    proposals: dict[int, Proposal]  # of the year, by unit, as they were
    job: Job
    reopened: set[int] = field(default_factory=set)
    written: int = 0

    @property
    def rows(self) -> int:
        """How many lines and citations are to be written."""
        return sum(len(unit.rows) + unit.citations for unit in self.units)

    def told(self, rows: int) -> None:
        """So many more are written: say so after each slice."""
        slices = self.written // SLICE
        self.written += rows
        if self.written // SLICE > slices:
            self.job.tell_rows(self.written, self.rows)


def write_budget(loading: Loading, batch: ImportBatch | None) -> None:
    """Load the units' rows as drafts, then approve them through the gate."""
    if not loading.units:
        return
    _reopen(loading)
    _create_proposals(loading)
    frameworks = _write_frameworks(loading)
    _write_lines(loading, frameworks)
    touched = [loading.proposals[unit.unit_id].pk for unit in loading.units]
    Proposal.objects.filter(pk__in=touched).update(
        status=Status.APPROVED, approved_at=now()
    )
    _record(loading, batch)


def _reopen(loading: Loading) -> None:
    """Take what earlier files brought out of the proposals that change."""
    old = []
    for unit in loading.units:
        if proposal := loading.proposals.get(unit.unit_id):
            proposal.source_hash = unit.hash
            old.append(proposal)
    approved = [one for one in old if one.status == Status.APPROVED]
    loading.reopened = {one.unit_id for one in approved}
    if not old:
        return
    Proposal.objects.filter(pk__in=[one.pk for one in old]).update(
        status=Status.DRAFT, approved_at=None, version=F("version") + 1
    )
    Proposal.objects.bulk_update(old, ["source_hash"])
    for model in (SpendingLine, PolicyFramework):  # rows stay: others may name them
        held = model.objects.filter(proposal__in=old, removed_at__isnull=True)
        held.update(removed_at=now())


def _create_proposals(loading: Loading) -> None:
    fresh = [
        Proposal(
            fiscal_year=loading.year,
            unit_id=unit.unit_id,
            origin=Origin.IMPORTED,
            source_hash=unit.hash,
        )
        for unit in loading.units
        if unit.unit_id not in loading.proposals
    ]
    for proposal in Proposal.objects.bulk_create(fresh):
        loading.proposals[proposal.unit_id] = proposal


def _write_frameworks(loading: Loading) -> dict[tuple[int, str], int]:
    """The frameworks of the units; their keys by unit and code."""
    values = loading.content.lines.values
    first: dict[tuple[int, str], int] = {}
    for unit in loading.units:
        for i in unit.rows:
            first.setdefault((unit.unit_id, values["framework"][i]), i)
    keys = dict(zip(first, new_keys(PolicyFramework, len(first)), strict=True))
    rows = (
        _framework_row(loading, place, keys[place], i) for place, i in first.items()
    )
    fields = (*OTHER, "physical_target", "monthly_targets")
    columns = (*FRAMEWORK_COLUMNS, *FRAMEWORK_EMPTY, *fields)
    copy_rows(PolicyFramework, columns, rows)
    return keys


def _framework_row(
    loading: Loading, place: tuple[int, str], key: int, index: int
) -> str:
    values = loading.content.lines.values
    fields = loading.content.other_fields.get(place) or dict.fromkeys(OTHER, "")
    known = (
        key,
        loading.proposals[place[0]].pk,
        place[1],
        values["framework_name"][index],
        values["function"][index],
        index,
        1,
        "{}",
        *(fields[name] for name in OTHER),
        fields.get("physical_target"),
        fields.get("monthly_targets", []),
    )
    return "\t".join(map(as_copy, known))


def _write_lines(loading: Loading, frameworks: dict[tuple[int, str], int]) -> None:
    """Copy the lines, then what they cite."""
    rows = [i for unit in loading.units for i in unit.rows]
    keys = new_keys(SpendingLine, len(rows))
    lines = _line_rows(loading, rows, keys, frameworks)
    copy_rows(SpendingLine, LINE_COLUMNS, lines, loading.told)
    citations = _citation_rows(loading, rows, keys)
    copy_rows(Citation, CITATION_COLUMNS, citations, loading.told)


def _line_rows(
    loading: Loading,
    rows: list[int],
    keys: list[int],
    frameworks: dict[tuple[int, str], int],
) -> Iterator[str]:
    units, codes = (loading.content.lines.values[n] for n in ("unit", "framework"))
    texts = loading.content.texts
    proposals = {unit: proposal.pk for unit, proposal in loading.proposals.items()}
    for key, i in zip(keys, rows, strict=True):
        unit = units[i]
        yield (
            f"{key}\t{proposals[unit]}\t{frameworks[unit, codes[i]]}\t{i}"
            f"\t1\t{{}}\t{{}}\t{texts[i]}"
        )


def _citation_rows(loading: Loading, rows: list[int], keys: list[int]) -> Iterator[str]:
    values = loading.content.lines.values
    cited, strength = values["actions"], values["strength"]
    why = escaped(values["justification"])
    for key, i in zip(keys, rows, strict=True):
        for citation in cited[i].rows:
            yield f"{key}\t{citation}\t{strength[i]}\t{why[i]}"


def _record(loading: Loading, batch: ImportBatch | None) -> None:
    """One event a proposal; whoever imported contributed to each."""
    moved = [(unit, loading.proposals[unit.unit_id]) for unit in loading.units]
    if by := loading.job.by:
        Contribution.objects.bulk_create(
            [Contribution(proposal=one, by=by) for _unit, one in moved],
            ignore_conflicts=True,
        )
    Event.objects.bulk_create(
        Event(
            kind=Event.Kind.IMPORTED,
            by=by,
            batch=batch,
            fiscal_year=loading.year,
            unit_id=unit.unit_id,
            proposal=proposal,
            from_status=Status.APPROVED if unit.unit_id in loading.reopened else "",
            to_status=Status.APPROVED,
            data={
                "lines": len(unit.rows),
                "citations": unit.citations,
                "amount": str(unit.amount),
            },
        )
        for unit, proposal in moved
    )
