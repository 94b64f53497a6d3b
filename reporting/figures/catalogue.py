"""Which number is published at which level: every figure that has a page.

A number gets its page by an entry in `CHAPTERS`, its words in `words`, and what it is
made of in `sources`; docs/engineer.md says how.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

YEAR = "year"
STANDS_IN = {"right", "strategy"}  # what an action stands in
CITED = {"right", "group", "action"}  # what a line cites
OF_UNITS = {YEAR, "unit"}
OF_LISTS = {YEAR, "right", "group"}

CHAPTERS: dict[Any, dict[str, set[str]]] = {
    _("Units"): {
        "units_obliged": {YEAR},
        "units_prepared": {YEAR},
        "units_approved": {YEAR},
        "units_linked": {YEAR},
        "units_partly_linked": {YEAR},
        "units_with_any_link": {YEAR},
        "units_waived": {YEAR},
        "compliance_rate": {YEAR},
    },
    _("Lines and money"): {
        "lines_total": OF_UNITS,
        "lines_linked": OF_UNITS,
        "lines_waived": OF_UNITS,
        "lines_screened": OF_UNITS,
        "lines_not_screened": OF_UNITS,
        "amount_total": OF_UNITS,
        "amount_linked": OF_UNITS,
        "linked_rate": OF_UNITS,
    },
    _("Actions"): {
        "actions_in_force": {YEAR, *STANDS_IN},
        "actions_funded": {YEAR, *STANDS_IN, "group", "unit"},
        "actions_new": {YEAR, *STANDS_IN, "group", "unit"},
        "unfunded": OF_LISTS,
        "past_term": OF_LISTS,
    },
    _("What a right, a group or an action receives"): {
        "amount_attributed": {*STANDS_IN, "action"},
        "amount_touching": CITED,
        "lines": CITED,
        "units": CITED,
    },
}
LEVELS = {
    measure: levels
    for chapter in CHAPTERS.values()
    for measure, levels in chapter.items()
}
