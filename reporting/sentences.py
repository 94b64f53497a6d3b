"""Findings in words, computed from the same numbers and rows as the page."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.templatetags.words import money, number, per_cent
from programme.texts import text_of

NAMED = 3  # rights that a sentence names


def headline(numbers: Mapping[str, Any], year: int, currency: str) -> str:
    """What the year budgeted for human rights, by units and by money."""
    if not numbers["units_prepared"]:
        return _("No unit has prepared a budget for %(year)s yet.") % {"year": year}
    values = {
        "year": year,
        "linked": number(numbers["units_linked"]),
        "prepared": number(numbers["units_prepared"]),
        "rate": per_cent(numbers["compliance_rate"]),
        "money": money(numbers["amount_linked"]),
        "total": money(numbers["amount_total"]),
        "money_rate": per_cent(numbers["linked_rate"]),
        "currency": currency,
    }
    units = ngettext(
        "In %(year)s, %(linked)s of the %(prepared)s unit that prepared a budget "
        "(%(rate)s) linked every line of it to human rights actions.",
        "In %(year)s, %(linked)s of the %(prepared)s units that prepared a budget "
        "(%(rate)s) linked every line of it to human rights actions.",
        numbers["units_prepared"],
    )
    if numbers["linked_rate"] is None:
        return units % values
    in_money = _(
        "In money: %(money)s of %(total)s %(currency)s (%(money_rate)s) is in lines "
        "that cite an action."
    )
    return f"{units % values} {in_money % values}"


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
    """Which chapters have the most funded actions."""
    ranked = _ranked(rights, "actions_funded")
    if not ranked:
        return _("No action was funded.")
    named = "; ".join(
        f"{text_of(right, 'name', language).value}, {number(right.actions_funded)}"
        for right in ranked
    )
    return _("Most funded actions: %(named)s.") % {"named": named}


def about_money(rights: Iterable[Any], language: str | None = None) -> str:
    """Which chapters the most money is attributed to, and their part of it."""
    rights = list(rights)
    ranked = _ranked(rights, "amount_attributed")
    if not ranked:
        return _("No money was attributed to a right.")
    whole = sum(right.amount_attributed for right in rights)
    named = "; ".join(
        f"{text_of(right, 'name', language).value}, "
        f"{per_cent(rounded(right.amount_attributed / whole))}"
        for right in ranked
    )
    return _("Most of the linked money: %(named)s.") % {"named": named}


def rounded(part: Decimal) -> Decimal:
    """A part of one to three decimals, half up: as much as a sentence carries."""
    return part.quantize(Decimal("0.001"), ROUND_HALF_UP)


def _ranked(rights: Iterable[Any], measure: str) -> list[Any]:
    held = [right for right in rights if getattr(right, measure)]
    return sorted(held, key=lambda r: (-getattr(r, measure), r.code))[:NAMED]
