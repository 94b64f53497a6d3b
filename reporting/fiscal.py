"""What the columns mean: the Fiscal Data Package, and its extension to human rights.

The column types are those of the budget taxonomy of Fiscal Data Package 1.0-rc.1. It
has none for commitments to human rights, nor for money that several of them share:
those are defined here, as the specification allows; docs/data.md explains them.
"""

from typing import Any

from reporting.models import Publication

TAXONOMY = "https://specs.frictionlessdata.io/taxonomies/fiscal/budgets.json"
EXTENSION = "1.0"  # of the rights section and the column types below
RIGHTS = "human-rights-classification"
PHASES = {"proposal": "proposed", "approved": "approved"}
OWN_TYPES: list[dict[str, Any]] = [
    {"name": f"{RIGHTS}:programme:code", "dataType": "string", "unique": True},
    {
        "name": f"{RIGHTS}:programme:label",
        "dataType": "string",
        "labelOf": f"{RIGHTS}:programme:code",
    },
    *(
        one
        for level, prior in (
            ("right", "programme"),
            ("strategy", "right"),
            ("action", "strategy"),
        )
        for one in (
            {
                "name": f"{RIGHTS}:{level}:code",
                "dataType": "string",
                "unique": True,
                "prior": f"{RIGHTS}:{prior}:code",
            },
            {
                "name": f"{RIGHTS}:{level}:label",
                "dataType": "string",
                "labelOf": f"{RIGHTS}:{level}:code",
            },
        )
    ),
    {"name": f"{RIGHTS}:share", "dataType": "integer"},
    {"name": "value:attributed", "dataType": "number"},
    {"name": "value:touching", "dataType": "number"},
]
COLUMN_TYPES = [TAXONOMY, OWN_TYPES]
MEANING = {  # of a column, by file and column
    "year.year": "date:fiscal-year",
    "year.currency": "value-currency:code",
    "year.stage": "phase:label",
    "units.code": "administrative-classification:generic:code",
    "units.name": "administrative-classification:generic:label",
    "lines.unit_code": "administrative-classification:generic:code",
    "lines.unit_name": "administrative-classification:generic:label",
    "lines.framework_code": "activity:generic:program:code",
    "lines.framework_name": "activity:generic:program:label",
    "lines.function": "functional-classification:generic:code",
    "lines.code": "budget-line-id",
    "lines.object_code": "economic-classification:generic:code",
    "lines.amount": "value",
    "lines.territory": "geo:target:title",
    "citations.unit_code": "administrative-classification:generic:code",
    "citations.line_code": "budget-line-id",
    "citations.programme_code": f"{RIGHTS}:programme:code",
    "citations.right_code": f"{RIGHTS}:right:code",
    "citations.action_code": f"{RIGHTS}:action:code",
    "citations.text_es": f"{RIGHTS}:action:label:es",
    "citations.text_en": f"{RIGHTS}:action:label:en",
    "citations.share": f"{RIGHTS}:share",
    "citations.amount_attributed": "value:attributed",
    "programmes.code": f"{RIGHTS}:programme:code",
    "programmes.name_es": f"{RIGHTS}:programme:label:es",
    "programmes.name_en": f"{RIGHTS}:programme:label:en",
    "rights.code": f"{RIGHTS}:right:code",
    "rights.name_es": f"{RIGHTS}:right:label:es",
    "rights.name_en": f"{RIGHTS}:right:label:en",
    "rights.amount_attributed": "value:attributed",
    "rights.amount_touching": "value:touching",
    "groups.amount_touching": "value:touching",
    "strategies.code": f"{RIGHTS}:strategy:code",
    "strategies.right_code": f"{RIGHTS}:right:code",
    "strategies.text_es": f"{RIGHTS}:strategy:label:es",
    "strategies.text_en": f"{RIGHTS}:strategy:label:en",
    "actions.code": f"{RIGHTS}:action:code",
    "actions.right_code": f"{RIGHTS}:right:code",
    "actions.strategy_code": f"{RIGHTS}:strategy:code",
    "actions.text_es": f"{RIGHTS}:action:label:es",
    "actions.text_en": f"{RIGHTS}:action:label:en",
    "actions.amount_attributed": "value:attributed",
    "actions.amount_touching": "value:touching",
}
WITH_MONEY = ("actions", "citations", "groups", "lines", "rights", "units")
NOT_FULFILMENT = {
    "en": "Counts of links are not fulfilment of rights: they say what a budget names, "
    "not what people received.",
    "es": "Contar vínculos no es medir el cumplimiento de derechos: dicen lo que un "
    "presupuesto nombra, no lo que las personas recibieron.",
}


def column_type(table: str, column: str) -> str | None:
    """The fiscal concept that a column holds, if it holds one."""
    return MEANING.get(f"{table}.{column}")


def constants(table: str, publication: Publication) -> list[dict[str, Any]]:
    """What is the same for every row of a file with money, and in no column of it."""
    if table not in WITH_MONEY:
        return []
    phase = PHASES[publication.stage]
    found = [
        ("fiscal_year", "integer", "date:fiscal-year", publication.fiscal_year_id),
        ("currency", "string", "value-currency:code", publication.currency),
        ("phase", "string", "phase:id", phase),
        ("direction", "string", "direction", "expenditure"),
    ]
    return [
        {"name": name, "type": kind, "columnType": meaning, "constant": value}
        for name, kind, meaning, value in found
    ]


def fiscal_section(publication: Publication) -> dict[str, Any]:
    """Which table holds the facts, and what the whole publication is."""
    return {
        "specification": "Fiscal Data Package 1.0-rc.1",
        "facts": "lines",
        "fiscalYear": publication.fiscal_year_id,
        "currency": publication.currency,
        "phase": PHASES[publication.stage],
        "stage": publication.stage,
        "direction": "expenditure",
        "measures": [{"resource": "lines", "field": "amount", "columnType": "value"}],
        "dimensions": {
            "administrative": ["unit_code", "unit_name"],
            "activity": ["framework_code", "framework_name"],
            "functional": ["function"],
            "economic": ["object_code"],
            "geographic": ["territory"],
            "line": ["unit_code", "code"],
        },
    }


def rights_section(publication: Publication) -> dict[str, Any]:
    """How lines are tied to rights, and which of the amounts add up."""
    main = publication.publishedprogrammes.filter(is_main=True)
    return {
        "extension": EXTENSION,
        "programme": main.values_list("code", flat=True).first(),
        "linking": publication.linking,
        "levels": [
            _level("right", "rights", "name", None),
            _level("strategy", "strategies", "text", "right_code"),
            _level("action", "actions", "text", "strategy_code"),
        ],
        "links": {
            "resource": "citations",
            "line": ["unit_code", "line_code"],
            "action": ["programme_code", "action_code"],
            "share": {"field": "share", "whole": 10000},
            "counted": {"field": "main", "value": True},
        },
        "states": {"resource": "lines", "field": "state"},
        "measures": MEASURES,
        "groups": {
            "resource": "groups",
            "served_by": ["actions.right_code", "actions.population_groups"],
            "overlap": True,
        },
        "notice": NOT_FULFILMENT,
    }


def _level(name: str, resource: str, label: str, parent: str | None) -> dict[str, Any]:
    return {
        "name": name,
        "resource": resource,
        "code": "code",
        "label": {"es": f"{label}_es", "en": f"{label}_en"},
        "parent": parent,
    }


MEASURES = {
    "attributed": {
        "columnType": "value:attributed",
        "field": "amount_attributed",
        "adds_up": True,
        "en": "The line split among the actions it cites, by share, to the cent: "
        "largest remainder first, ties in order of action code. It adds up.",
        "es": "El renglón repartido entre las líneas de acción que cita, según su "
        "parte, al centavo: primero el mayor residuo, empates por clave. Se suma.",
    },
    "touching": {
        "columnType": "value:touching",
        "field": "amount_touching",
        "adds_up": False,
        "en": "Each line that cites something of the right, group, unit or action, in "
        "full and once. These amounts overlap and are never added.",
        "es": "Cada renglón que cita algo del derecho, grupo, unidad o línea de "
        "acción, completo y una vez. Estos montos se traslapan y nunca se suman.",
    },
}
