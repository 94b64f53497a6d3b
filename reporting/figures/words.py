"""What each published number is called, and its definition (method.md, 5)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reporting.labels import NUMBERS

NAMES: dict[str, Any] = {
    **NUMBERS,
    "units_prepared": _("Units that prepared a budget"),
    "unfunded": _("Actions never funded"),
    "past_term": _("Actions past the end of their term"),
    "amount_attributed": _("Attributed amount"),
    "amount_touching": _("Touching amount"),
    "lines": _("Lines that cite it"),
    "units": _("Units whose lines cite it"),
}
DEFINITIONS: dict[str, Any] = {
    "units_obliged": _("Units that had to present a budget in the year."),
    "units_prepared": _(
        "Units, obliged or not, whose proposal of the year has at least one spending "
        "line."
    ),
    "units_approved": _("Prepared units whose proposal Finance had approved."),
    "units_linked": _(
        "Approved units each of whose lines, those of zero included, cites at least "
        "one action of the year's programme."
    ),
    "units_partly_linked": _(
        "Approved units with some lines that cite an action and some that do not."
    ),
    "units_with_any_link": _("Approved units with at least one line that cites."),
    "units_waived": _(
        "Approved units with at least one line that Finance let pass without a "
        "citation."
    ),
    "compliance_rate": _(
        "Units linked divided by units prepared, rounded half up to four decimals. "
        "Without a unit prepared there is no rate."
    ),
    "lines_total": _("Lines of approved proposals, whatever their state."),
    "lines_linked": _(
        "Lines that cite at least one action of the year's programme. This state wins "
        "over the others."
    ),
    "lines_waived": _("Lines that cite no action and have a waiver of Finance."),
    "lines_screened": _(
        "Lines that cite no action and were declared, with a reason, to have none "
        "that applies."
    ),
    "lines_not_screened": _("Lines that cite no action and of which nothing was said."),
    "amount_total": _(
        "The amounts of all lines of approved proposals, each line once."
    ),
    "amount_linked": _("The amounts of the lines that cite an action, each line once."),
    "linked_rate": _(
        "The amount of linked lines divided by the amount of all lines, rounded half "
        "up to four decimals. Without money there is no rate."
    ),
    "actions_in_force": _(
        "Actions of the programme not retired on the first day of the year, and any "
        "that the year funds."
    ),
    "actions_funded": _(
        "Distinct actions cited by at least one line with an amount above zero. Each "
        "counts once, however many lines cite it."
    ),
    "actions_new": _(
        "Funded actions that no compared year funded, neither themselves nor through "
        "an action they came from, and that were not carried out before the year. "
        "Without a year to compare with they cannot be told, which is not zero."
    ),
    "unfunded": _(
        "Actions in force in the year that neither it nor any compared year funded, "
        "neither themselves nor through an action they came from."
    ),
    "past_term": _(
        "Actions in force in the year whose term, short, medium or long, had ended "
        "before it began, by the years that the programme gives; funded or not. A "
        "permanent action is never among them."
    ),
    "amount_attributed": _(
        "The part of each citing line's amount that its share gives to the action, to "
        "the cent. Attributed amounts add up: over all rights they give the amount of "
        "linked lines."
    ),
    "amount_touching": _(
        "The amount of every line that cites it, in full and once. A line may touch "
        "several, so touching amounts overlap and are never added."
    ),
    "lines": _("Lines that cite it, those of zero included, each once."),
    "units": _("Units that have a line that cites it, those of zero included."),
}
LEVEL_WORDS = {
    "year": pgettext_lazy("level of a figure", "the year"),
    "right": pgettext_lazy("level of a figure", "a right or group's chapter"),
    "strategy": pgettext_lazy("level of a figure", "a strategy"),
    "group": pgettext_lazy("level of a figure", "a population group"),
    "action": pgettext_lazy("level of a figure", "an action"),
    "unit": pgettext_lazy("level of a figure", "a unit"),
}
ROWS = {  # what the rows of a data set are called
    "units": _("Units"),
    "lines": _("Lines"),
    "actions": _("Actions"),
    "citations": _("Citations"),
}
REMARKS: dict[tuple[str, str], Any] = {  # what else must be known at a level
    ("actions_new", "unit"): _(
        "A new action is credited to every unit that funds it; the city's total "
        "counts it once."
    ),
    ("actions_funded", "unit"): _(
        "An action is counted with every unit that funds it; the city's total counts "
        "it once."
    ),
    ("units", "right"): _("A unit may cite several rights: these never add up."),
    ("lines", "right"): _("A line may cite several rights: these never add up."),
}
GROUPS_OVERLAP = _(
    "An action serves a group when it stands in the group's own chapter or names the "
    "group. Groups overlap: their numbers never add up."
)


def remarks_on(measure: str, level: str) -> list[Any]:
    """What a reader of this figure must also know."""
    found = [REMARKS[measure, level]] if (measure, level) in REMARKS else []
    return [*found, GROUPS_OVERLAP] if level == "group" else found
