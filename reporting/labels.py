"""The numbers of a year by name, as pages call them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programme.templatetags.words import money, number, per_cent

NUMBERS = {
    "units_obliged": _("Units obliged to present a budget"),
    "units_prepared": _("Units that prepared one"),
    "units_approved": _("Units whose proposal is approved"),
    "units_linked": _("Units linked: every line cites an action"),
    "units_partly_linked": _("Units partly linked: some lines cite, some do not"),
    "units_with_any_link": _("Units with any link"),
    "units_waived": _("Units with a waived line"),
    "compliance_rate": _("Units linked, of those prepared"),
    "lines_total": _("Lines in all"),
    "lines_linked": _("Lines linked"),
    "lines_waived": _("Lines with a waiver"),
    "lines_screened": _("Lines screened: no action applies"),
    "lines_not_screened": _("Lines not screened"),
    "amount_total": _("Amount of all lines"),
    "amount_linked": _("Amount of linked lines"),
    "linked_rate": _("Money linked, of the whole"),
    "actions_in_force": _("Actions in force"),
    "actions_funded": _("Actions funded"),
    "actions_new": _("New actions"),
}


def written(name: str, value: Any) -> str:
    """A number of the year as pages write it: money, a per cent or a count."""
    if name.startswith("amount_"):
        return money(value)
    return per_cent(value) if name.endswith("_rate") else number(value)
