"""Which number is published at which level: the catalogue of every figure."""

from reporting.figures.words import NAMES

YEAR, OF = "year", ("right", "strategy", "group", "action", "unit")
UNIT = {"year", "unit"}
CHAPTERS = {"right", "strategy"}
LEVELS: dict[str, set[str]] = {
    "units_obliged": {"year"},
    "units_prepared": {"year"},
    "units_approved": {"year"},
    "units_linked": {"year"},
    "units_partly_linked": {"year"},
    "units_with_any_link": {"year"},
    "units_waived": {"year"},
    "compliance_rate": {"year"},
    "lines_total": UNIT,
    "lines_linked": UNIT,
    "lines_waived": UNIT,
    "lines_screened": UNIT,
    "lines_not_screened": UNIT,
    "amount_total": UNIT,
    "amount_linked": UNIT,
    "linked_rate": UNIT,
    "actions_in_force": {"year", *CHAPTERS},
    "actions_funded": {"year", *CHAPTERS, "group", "unit"},
    "actions_new": {"year", *CHAPTERS, "group", "unit"},
    "amount_attributed": {*CHAPTERS, "action"},
    "amount_touching": {"right", "group", "action"},
    "lines": {"right", "group", "action"},
    "units": {"right", "group", "action"},
}
MEASURES = [measure for measure in NAMES if measure in LEVELS]
