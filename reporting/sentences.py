"""Findings in words, computed from the same numbers and rows as the page."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.models import Stage
from programme.templatetags.words import money, number, per_cent
from programme.texts import text_of
from reporting.coverage import Coverage

NAMED, MOST_NAMED = 3, 5  # rights that a sentence names; with those equal to the last


def headline(
    numbers: Mapping[str, Any], year: int, stage: str, rights: Iterable[Any]
) -> str:
    """What the year budgeted for which rights: those with most money and actions."""
    if not numbers["units_prepared"]:
        return _("No unit has prepared a budget for %(year)s yet.") % {"year": year}
    if not numbers["units_approved"]:
        return _(
            "No budget prepared for %(year)s is approved yet, so there is nothing to "
            "count."
        ) % {"year": year}
    rights = list(rights)
    named = [with_most_money(rights), with_most_actions(rights)]
    return " ".join([_funded(numbers, year, stage), *filter(None, named)])


def _funded(numbers: Mapping[str, Any], year: int, stage: str) -> str:
    """How many of the programme's actions the year gives money to."""
    funded, force = numbers["actions_funded"], numbers["actions_in_force"]
    values = {"year": year, "funded": number(funded), "force": number(force)}
    if not funded:
        said = _("The %(year)s budget gives money to none of %(force)s actions.")
    elif funded == force:
        said = ngettext(
            "The %(year)s budget gives money to the only action in force.",
            "The %(year)s budget gives money to all %(force)s actions in force.",
            force,
        )
    else:
        said = _(
            "The %(year)s budget gives money to %(funded)s of the %(force)s actions in "
            "force."
        )
    said = said % values
    before_the_vote = _("It is the proposal, before the vote.")
    return f"{said} {before_the_vote}" if stage == Stage.PROPOSAL else said


def with_most_money(rights: Iterable[Any], language: str | None = None) -> str:
    """The chapters with the most attributed money, and their part of it."""
    rights = list(rights)
    whole = sum(right.amount_attributed for right in rights)
    named, held = _named(rights, "amount_attributed", whole, language)
    if named:
        said = _("Rights and groups with the most linked money: %(named)s.")
        return said % {"named": named}
    said = _("%(count)s rights and groups share the most linked money equally.")
    return said % {"count": number(held)} if held else ""


def with_most_actions(rights: Iterable[Any], language: str | None = None) -> str:
    """The chapters with the most funded actions."""
    named, held = _named(rights, "actions_funded", None, language)
    if named:
        said = _("Rights and groups with the most funded actions: %(named)s.")
        return said % {"named": named}
    said = _("%(count)s rights and groups share the most funded actions equally.")
    return said % {"count": number(held)} if held else ""


def both_readings(numbers: Mapping[str, Any], currency: str) -> str:
    """How much is linked: of the units, and of the money, each with its whole."""
    if not numbers["units_approved"]:
        return ""
    said = [_of_units(numbers), _of_money(numbers, currency)]
    return " ".join(filter(None, said))


def _of_units(numbers: Mapping[str, Any]) -> str:
    """Units linked, of those that prepared a budget."""
    linked, prepared = numbers["units_linked"], numbers["units_prepared"]
    values = {
        "linked": number(linked),
        "prepared": number(prepared),
        "rate": per_cent(numbers["compliance_rate"]),
    }
    if not linked:
        said = ngettext(
            "By units: the only one that prepared a budget did not link every line of "
            "it to human rights actions (0 of 1).",
            "By units: none of the %(prepared)s that prepared a budget linked every "
            "line of it to human rights actions (0 %%).",
            prepared,
        )
    elif linked == prepared:
        said = ngettext(
            "By units: the only one that prepared a budget linked every line of it to "
            "human rights actions (1 of 1).",
            "By units: all %(prepared)s that prepared a budget linked every line of it "
            "to human rights actions (100 %%).",
            prepared,
        )
    else:
        said = ngettext(
            "By units: %(linked)s of the %(prepared)s that prepared a budget "
            "(%(rate)s) linked every line of it to human rights actions.",
            "By units: %(linked)s of the %(prepared)s that prepared a budget "
            "(%(rate)s) linked every line of it to human rights actions.",
            linked,
        )
    return said % values


def _of_money(numbers: Mapping[str, Any], currency: str) -> str:
    """Money of linked lines, of the money of the approved budgets."""
    linked, total = Decimal(numbers["amount_linked"]), Decimal(numbers["amount_total"])
    values = {
        "money": money(linked),
        "total": money(total),
        "rate": per_cent(numbers["linked_rate"]),
        "currency": currency,
    }
    if not total:
        said = _("By money: the lines have no amount.")
    elif not linked:
        said = _(
            "By money: none of the %(total)s %(currency)s is in lines that cite an "
            "action (0 %%)."
        )
    elif linked == total:
        said = _(
            "By money: all of the %(total)s %(currency)s is in lines that cite an "
            "action (100 %%)."
        )
    else:
        said = _(
            "By money: %(money)s of %(total)s %(currency)s (%(rate)s) is in lines that "
            "cite an action."
        )
    return said % values


def about_coverage(coverage: Coverage) -> str:
    """Whose budgets these are: of the obliged units, how many; and who is not in."""
    if not coverage.obliged and not coverage.not_approved:
        return ""
    values = {name: number(count) for name, count in coverage._asdict().items()}
    if coverage.whole:
        said = ngettext(
            "The only obliged unit is counted.",
            "All %(obliged)s obliged units are counted.",
            coverage.obliged,
        )
        return f"{said % values} {_also(coverage)}".strip()
    said = ngettext(
        "Only approved budgets are counted: those of %(counted)s of the %(obliged)s "
        "obliged unit. The per cent of money is of these alone.",
        "Only approved budgets are counted: those of %(counted)s of the %(obliged)s "
        "obliged units. The per cent of money is of these alone.",
        coverage.obliged,
    )
    return " ".join(filter(None, [said % values, _left_out(coverage), _also(coverage)]))


def _left_out(coverage: Coverage) -> str:
    """Units that are not counted, by how far they came."""
    said = []
    if coverage.not_approved:
        said.append(
            ngettext(
                "%(count)s unit prepared a budget that is not approved: it counts as "
                "prepared, never as linked.",
                "%(count)s units prepared a budget that is not approved: they count as "
                "prepared, never as linked.",
                coverage.not_approved,
            )
            % {"count": number(coverage.not_approved)}
        )
    if coverage.missing:
        said.append(
            ngettext(
                "%(count)s obliged unit prepared none.",
                "%(count)s obliged units prepared none.",
                coverage.missing,
            )
            % {"count": number(coverage.missing)}
        )
    return " ".join(said)


def _also(coverage: Coverage) -> str:
    """Units counted though not obliged."""
    if not coverage.beyond:
        return ""
    said = ngettext(
        "%(count)s more, not obliged, is counted too.",
        "%(count)s more, not obliged, are counted too.",
        coverage.beyond,
    )
    return said % {"count": number(coverage.beyond)}


def about_new_actions(numbers: Mapping[str, Any]) -> str:
    """How many funded actions no compared year had funded."""
    if numbers["actions_new"] is None:
        return _(
            "No earlier year on record has the same programme, so this year's new "
            "actions cannot be told."
        )
    values = {
        "new": number(numbers["actions_new"]),
        "funded": number(numbers["actions_funded"]),
        "years": ", ".join(str(year) for year in numbers["years_compared"]),
    }
    return (
        ngettext(
            "%(new)s of the %(funded)s funded actions received money for the first "
            "time (compared with: %(years)s).",
            "%(new)s of the %(funded)s funded actions received money for the first "
            "time (compared with: %(years)s).",
            numbers["actions_new"],
        )
        % values
    )


def about_actions(rights: Iterable[Any], language: str | None = None) -> str:
    """Which chapters have the most funded actions, as the finding of a chart."""
    return with_most_actions(rights, language) or _("No action was funded.")


def about_money(rights: Iterable[Any], language: str | None = None) -> str:
    """Which chapters the most money is attributed to, as the finding of a chart."""
    found = with_most_money(rights, language)
    return found or _("No money was attributed to a right.")


def rounded(part: Decimal) -> Decimal:
    """A part of one to three decimals, half up: as much as a sentence carries."""
    return part.quantize(Decimal("0.001"), ROUND_HALF_UP)


def _named(
    rights: Iterable[Any], measure: str, whole: Decimal | None, language: str | None
) -> tuple[str, int]:
    """The first chapters by a measure, each with its number, or its part of a whole;
    and how many share the most where none is named."""
    first, level = leading(rights, measure)
    told = []
    for right in first:
        value = getattr(right, measure)
        shown = number(value) if whole is None else per_cent(rounded(value / whole))
        told.append(f"{text_of(right, 'name', language).value}, {shown}")
    return "; ".join(told), level


def leading(rights: Iterable[Any], measure: str) -> tuple[list[Any], int]:
    """The three first chapters by a measure and those equal to the third.

    Where that would be more than five, only those before the tie, for nobody is named
    for the order of a code; the count of those that share the most if that is none.
    """
    held = [right for right in rights if getattr(right, measure)]
    held.sort(key=lambda right: (-getattr(right, measure), right.code))
    least = getattr(held[:NAMED][-1], measure) if held else 0
    level = [right for right in held if getattr(right, measure) >= least]
    if len(level) <= MOST_NAMED:
        return level, 0
    before = [right for right in held if getattr(right, measure) > least]
    return before, 0 if before else len(level)
