"""What a change of the catalogue would mean, in sentences, before it is made."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.lineage.units import UnitPlan
from programme.lineage.wanted import Kind, Plan
from programme.models import BudgetUnit
from programme.uses import Use

SUCCEEDED = (Kind.RENAMED, Kind.MERGED, Kind.SPLIT)


def effects(plan: Plan, uses: Sequence[Use]) -> list[str]:
    """What becomes of drafts, of published years, and of the numbers to come."""
    return [*_of_drafts(plan, uses), *_of_published(plan, uses), *_of_numbers(plan)]


def _of_drafts(plan: Plan, uses: Sequence[Use]) -> Iterator[str]:
    ending = {one.code for one in plan.ending}
    year = plan.wanted.year
    if not ending or year is None:
        return
    yield _(
        "From %(year)s on nobody can begin to cite %(codes)s; earlier years still can."
    ) % {"year": year, "codes": ", ".join(sorted(ending))}
    cited = [u for u in uses if u.code in ending and u.year >= year and not u.published]
    if lines := sum(use.lines for use in cited):
        yield ngettext(
            "%(lines)s line of a proposal of that year or later cites it today: it "
            "keeps that citation until its unit changes it.",
            "%(lines)s lines of proposals of that year or later cite them today: they "
            "keep these citations until their units change them.",
            lines,
        ) % {"lines": lines}


def _of_published(plan: Plan, uses: Sequence[Use]) -> Iterator[str]:
    years = sorted({use.year for use in uses if use.published})
    if years:
        yield ngettext(
            "The published year %(years)s stays as it is: its pages, files and hashes "
            "keep the codes and wording they were published with.",
            "The published years (%(years)s) stay as they are: their pages, files and "
            "hashes keep the codes and wording they were published with.",
            len(years),
        ) % {"years": ", ".join(map(str, years))}
    else:
        yield _("No published year cites them.")


def _of_numbers(plan: Plan) -> Iterator[str]:
    wanted = plan.wanted
    if wanted.kind in SUCCEEDED:
        yield ngettext(
            "It stays the same commitment: %(after)s does not count as new in a year "
            "if an earlier one funded %(before)s, and their histories show each other.",
            "It stays the same commitment: %(after)s do not count as new in a year "
            "if an earlier one funded %(before)s, and their histories show each other.",
            len(wanted.became),
        ) % {
            "after": ", ".join(wanted.became),
            "before": ", ".join(wanted.was),
        }
        yield _(
            "Trends do not run on across the change: it is marked as a break in the "
            "first publication that knows of it."
        )
    elif wanted.kind == Kind.REWORDED:
        yield _("The search of the catalogue finds the action by both wordings.")
    elif wanted.kind == Kind.CORRECTED:
        yield _("The mistaken wording is kept in the trail only; nobody finds it.")


def effects_of_units(plan: UnitPlan, uses: Sequence[Use]) -> list[str]:
    """What becomes of the units' duties, people and published years."""
    if plan.wanted.kind == Kind.NAMED:
        return [*_of_name(plan), *_of_published_units(uses)]
    return [*_of_ending_units(plan, uses), *_of_published_units(uses)]


def _of_name(plan: UnitPlan) -> Iterator[str]:
    (unit,), (said,) = plan.was, plan.wanted.new
    autonomous = BudgetUnit.Kind.AUTONOMOUS
    if said.kind != unit.kind and autonomous in (said.kind, unit.kind):
        yield _(
            "Budgets of an autonomous unit are received and never returned: this "
            "changes how Finance reviews %(code)s from now on."
        ) % {"code": unit.code}
    yield _("Proposals that are not published yet show the new name at once.")


def _of_ending_units(plan: UnitPlan, uses: Sequence[Use]) -> Iterator[str]:
    ending = {one.code for one in plan.ending}
    year = plan.wanted.year or 0
    if ending:
        yield _("%(codes)s: obliged to present a budget until %(last)s.") % {
            "codes": ", ".join(sorted(ending)),
            "last": year - 1,
        }
        yield _(
            "People keep their roles in these units: end them, or move them, in People."
        )
    staying: dict[tuple[str, int], list[str]] = {}
    for use in uses:
        if use.code in ending and use.year >= year and not use.published:
            staying.setdefault((use.code, use.year), []).append(use.state)
    for (code, of), states in staying.items():
        yield _("What %(code)s already has of %(year)s stays there: %(states)s.") % {
            "code": code,
            "year": of,
            "states": ", ".join(states).lower(),
        }


def _of_published_units(uses: Sequence[Use]) -> Iterator[str]:
    years = sorted({use.year for use in uses if use.published})
    if years:
        yield ngettext(
            "The published year %(years)s stays as it is: its pages, files and hashes "
            "keep the names they were published with.",
            "The published years (%(years)s) stay as they are: their pages, files and "
            "hashes keep the names they were published with.",
            len(years),
        ) % {"years": ", ".join(map(str, years))}
