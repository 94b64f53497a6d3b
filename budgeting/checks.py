"""What keeps a proposal from being submitted, all of it at once (method.md, 1 to 3)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from budgeting.ceilings import Excess, excesses_of
from budgeting.contents import frameworks_with_lines
from budgeting.exceptions import (
    AboveCeiling,
    IncompleteFrameworks,
    LinesAtFault,
    UncitedLines,
    WorkflowError,
)
from budgeting.models import (
    FiscalYear,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.money import WHOLE
from budgeting.resubmission import says_nothing_new
from budgeting.services.typed import Row, reason

NEEDED = (  # what a framework must say to be submitted
    "problem",
    "objective",
    "target_population",
    "expected_result",
    "unit_of_measure",
    "physical_target",
    "function",
)


class Faults(NamedTuple):
    """Everything to correct before submitting; empty lists where nothing is."""

    lines: list[tuple[SpendingLine, str]]
    uncited: list[SpendingLine]
    frameworks: list[tuple[PolicyFramework, str]]
    ceilings: list[str]
    has_lines: bool
    unchanged: str = ""
    excepted: Sequence[Excess] = ()  # no fault: what exceptions to ceilings let pass

    def any(self) -> bool:
        """Whether something keeps the proposal from being submitted."""
        found = self.lines or self.frameworks or self.ceilings or self.unchanged
        return bool(found or not self.has_lines)


def faults_of(proposal: Proposal) -> Faults:
    """What keeps this proposal from being submitted now."""
    return find_faults(proposal, frameworks_with_lines(proposal))


def find_faults(proposal: Proposal, frameworks: list[PolicyFramework]) -> Faults:
    """The same, over frameworks loaded already with `frameworks_with_lines`.

    `lines` names every line at fault; `uncited`, those whose one fault is that.
    """
    year = proposal.fiscal_year
    programmes = dict(year.year_programmes.values_list("programme_id", "is_main"))
    lines = [line for one in frameworks for line in one.kept_lines]  # type: ignore[attr-defined]
    excesses = excesses_of(proposal, lines)
    at_fault, uncited = [], []
    for line in lines:
        said = list(_faults_of_line(line, year, programmes))
        if not said and _is_uncited(line, year, programmes):
            uncited.append(line)
            said.append(_("It cites no action of the year's programme."))
        if said:
            at_fault.append((line, " ".join(said)))
    return Faults(
        lines=at_fault,
        uncited=uncited,
        frameworks=[(one, lack) for one in frameworks if (lack := _lacks(one))],
        ceilings=[_excess(one) for one in excesses if one.too_much > 0],
        has_lines=bool(lines),
        unchanged=_unchanged(proposal, frameworks),
        excepted=[one for one in excesses if one.too_much <= 0],
    )


def raise_faults(faults: Faults) -> None:
    """Raise what is to be corrected first: the lines, the frameworks, the ceilings."""
    if not faults.has_lines:
        raise WorkflowError(_("A proposal needs at least one spending line."))
    if faults.lines and len(faults.uncited) == len(faults.lines):
        raise UncitedLines(faults.uncited)
    if faults.lines:
        raise LinesAtFault(faults.lines)
    if faults.frameworks:
        raise IncompleteFrameworks(faults.frameworks)
    if faults.ceilings:
        raise AboveCeiling(faults.ceilings)
    if faults.unchanged:
        raise WorkflowError(faults.unchanged)


def _faults_of_line(
    line: SpendingLine, year: FiscalYear, programmes: Mapping[int, bool]
) -> Iterator[str]:
    """What is wrong with what the line holds, as sentences."""
    yield from _unread(line)
    yield from _unreviewed(line)
    if line.undecided:
        codes = ", ".join(one["code"] for one in line.undecided)
        yield _("Decide about actions that this year does not offer: %s.") % codes
    citations = list(line.citations.all())
    if line.screened and citations:
        yield _("It cites actions and is also declared to have none that applies.")
    if line.screened and year.linking == FiscalYear.Linking.REQUIRED:
        yield _("In this year “no action applies” is not an answer: cite an action.")
    totals: dict[int, int] = defaultdict(int)
    for citation in citations:
        totals[citation.programme_id] += citation.share
    if set(totals) - set(programmes):
        yield _("It cites an action that is not of the year's programmes.")
    if any(total != WHOLE for total in totals.values()) and not line.undecided:
        yield _("The shares of its actions do not add up to 100 per cent.")


def _is_uncited(
    line: SpendingLine, year: FiscalYear, programmes: Mapping[int, bool]
) -> bool:
    """Whether the rule of the year asks this line for a citation that it lacks."""
    if year.linking != FiscalYear.Linking.REQUIRED:
        return False
    cites = any(programmes[one.programme_id] for one in line.citations.all())
    return not cites and not line.waivers_in_force  # type: ignore[attr-defined]


def _unread(row: Row) -> list[str]:
    """One sentence for each value that was typed and does not read."""
    return [
        f"{row._meta.get_field(name).verbose_name}: {reason(row, name)}"  # type: ignore[union-attr]
        for name in row.pending
    ]


def _unreviewed(row: Row) -> Iterator[str]:
    """The sentence about a copy that nobody confirmed yet, if it is one."""
    if row.unreviewed:
        year = {"year": getattr(row, "copied_year", None)}
        yield _("Copied from %(year)s and not reviewed yet: confirm it.") % year


def _lacks(framework: PolicyFramework) -> str:
    """What the framework lacks to be submitted, as sentences; empty if nothing."""
    missing = [
        str(framework._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in NEEDED
        if getattr(framework, name) in ("", None) and name not in framework.pending
    ]
    said = [*_unread(framework), *_unreviewed(framework)]
    if missing:
        said.append(_("Still missing: %(fields)s.") % {"fields": ", ".join(missing)})
    return " ".join(said)


def _unchanged(proposal: Proposal, frameworks: list[PolicyFramework]) -> str:
    """What to do where a returned proposal says nothing new; empty if it does."""
    if not says_nothing_new(proposal, frameworks):
        return ""
    return _(
        "Nothing was changed or answered since Finance returned the proposal. Change "
        "what Finance asks for, or answer its observations, then submit."
    )


def _excess(excess: Excess) -> str:
    """One ceiling exceeded beyond what is allowed, as a sentence."""
    allowed = excess.allowed
    terms = {
        "chapter": excess.chapter,
        "excess": f"{excess.too_much:,.2f}",
        "ceiling": f"{allowed.amount:,.2f}",
        "granted": f"{allowed.granted:,.2f}",
    }
    if excess.chapter is None:
        said = _("The proposal is %(excess)s above its ceiling of %(ceiling)s.")
    else:
        said = _("Chapter %(chapter)s is %(excess)s above its ceiling of %(ceiling)s.")
    if allowed.granted:
        said += " " + _("(An exception of %(granted)s is counted in it.)")
    return said % terms
