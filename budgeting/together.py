"""Many proposals decided at once: what stands in the way of each, in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.doubts import Doubts, doubts_about_many
from budgeting.models import Contribution, Proposal, Submission
from budgeting.overview import BoardRow, board_rows
from budgeting.permissions import roles_of
from budgeting.services.locks import not_by_hand
from budgeting.services.moves import no_such_move
from budgeting.workflow import Origin, Role, Status, holds, least_role
from programme.models import User

SQL = Path(__file__).parent / "overview" / "sql" / "changed.sql"


class Changed(NamedTuple):
    """How many lines and frameworks differ from the submission before the last."""

    lines: int
    frameworks: int


@dataclass(frozen=True)
class Candidate:
    """A proposal that somebody of Finance ticked, and what stands in the way."""

    proposal: Proposal
    row: BoardRow
    submission: Submission | None  # the last, without its content
    changed: Changed | None  # None where it was submitted once
    refusals: list[str]  # why it cannot be decided so by this person
    cautions: list[str]  # why it is decided on its own page, not among many

    @property
    def content_hash(self) -> str:
        """The hash of what is decided about."""
        return self.submission.content_hash if self.submission else ""

    @property
    def blocks(self) -> list[str]:
        """All that stands in the way."""
        return [*self.refusals, *self.cautions]

    @property
    def needs_note(self) -> bool:
        """Whether a return would have nothing to say without a note."""
        return not self.row.counts.open


class _Facts(NamedTuple):
    """What is asked once about a person and all of the proposals."""

    by: User
    roles: set[Role]
    contributed: set[int]
    doubts: dict[int, Doubts]


def candidates_of(
    proposals: Sequence[Proposal], *, to: str, by: User
) -> list[Candidate]:
    """These proposals, with their year and unit, in order of unit: those to return or
    to approve (`to` is the status), in a fixed number of queries a year."""
    rows = _rows(proposals)
    last = {
        one.proposal_id: one
        for one in Submission.objects.filter(proposal__in=proposals)
        .defer("content")
        .select_related("by")
        .order_by("proposal", "number")
    }
    changed = changed_since(one.pk for one in proposals)
    facts = _facts(proposals, by)
    return [
        Candidate(
            proposal=one,
            row=rows[one.pk],
            submission=last.get(one.pk),
            changed=changed.get(one.pk),
            refusals=list(_refusals(one, rows[one.pk], to, facts)),
            cautions=list(_cautions(one, rows[one.pk], to, facts)),
        )
        for one in sorted(proposals, key=lambda one: one.unit.code)
    ]


def changed_since(proposals: Iterable[int]) -> dict[int, Changed]:
    """What differs between the last two submissions, by proposal; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), {"proposals": list(proposals)})
        return {key: Changed(*values) for key, *values in cursor.fetchall()}


def _rows(proposals: Sequence[Proposal]) -> dict[int, BoardRow]:
    """What the board says of each."""
    years = {one.fiscal_year_id: one.fiscal_year for one in proposals}
    return {
        row.proposal.pk: row
        for key, year in years.items()
        for row in board_rows(
            year, [one.unit for one in proposals if one.fiscal_year_id == key]
        )
        if row.proposal
    }


def _facts(proposals: Sequence[Proposal], by: User) -> _Facts:
    own = Contribution.objects.filter(proposal__in=proposals, by=by)
    return _Facts(
        by=by,
        roles=roles_of(by),
        contributed=set(own.values_list("proposal", flat=True)),
        doubts=doubts_about_many(by, proposals),
    )


def _refusals(
    proposal: Proposal, row: BoardRow, to: str, facts: _Facts
) -> Iterator[str]:
    """Why it cannot be decided so, as sentences; the services decide again."""
    if proposal.origin == Origin.IMPORTED:
        yield not_by_hand()
        return
    least = least_role(proposal, to)
    if least is None or proposal.status != Status.SUBMITTED:
        yield no_such_move(proposal, to)
    elif not holds(facts.roles, least):
        yield _("This step is taken by: %(role)s.") % {"role": Role(least).label}
    elif to == Status.APPROVED:
        yield from _refusals_of_approval(proposal, row, facts)


def _refusals_of_approval(
    proposal: Proposal, row: BoardRow, facts: _Facts
) -> Iterator[str]:
    if proposal.pk in facts.contributed or proposal.submitted_by_id == facts.by.pk:
        yield _("You edited or submitted it: a colleague approves it.")
    if count := row.counts.blocking:
        yield ngettext(
            "%(count)s blocking observation is open.",
            "%(count)s blocking observations are open.",
            count,
        ) % {"count": count}


def _cautions(
    proposal: Proposal, row: BoardRow, to: str, facts: _Facts
) -> Iterator[str]:
    """What one page alone shows well enough to approve all the same, as sentences."""
    if to != Status.APPROVED or proposal.status != Status.SUBMITTED:
        return
    if row.over:
        yield _("It is above its ceiling: decide on its own page.")
    doubts = facts.doubts[proposal.pk]
    if doubts.alike:
        yield _(
            "Somebody who worked on it has your e-mail or your name: decide on its "
            "own page."
        )
    if doubts.is_member:
        yield _("You held a role in its unit meanwhile: decide on its own page.")


@cache
def _statement() -> str:
    return SQL.read_text(encoding="utf-8")
