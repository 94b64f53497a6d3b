"""What the OpenAPI document says of each address of the API."""

from collections.abc import Callable

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    inline_serializer,
)
from rest_framework import serializers

from reporting.api import serializers as shapes

PUBLICATION = {
    "year": 2011,
    "stage": "approved",
    "number": 1,
    "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
YEAR = {
    "units_obliged": 110,
    "units_prepared": 104,
    "units_approved": 104,
    "units_linked": 78,
    "units_partly_linked": 20,
    "units_with_any_link": 98,
    "units_waived": 0,
    "compliance_rate": "0.7500",
    "lines_total": 4,
    "lines_linked": 3,
    "lines_waived": 0,
    "lines_screened": 1,
    "lines_not_screened": 0,
    "amount_total": "1000.00",
    "amount_linked": "750.00",
    "linked_rate": "0.7500",
    "actions_in_force": 2412,
    "actions_funded": 700,
    "actions_new": 52,
    "years_compared": [2010],
    "year": 2011,
    "stage": "approved",
    "currency": "MXN",
    "linking": "requested",
    "publication": PUBLICATION,
}
RIGHT = {
    "code": "01",
    "nucleus": "Democracia y derechos humanos",
    "kind": "right",
    "name_es": "Igualdad y no discriminación",
    "name_en": "Equality and non-discrimination",
    "actions_in_force": 214,
    "actions_funded": 157,
    "actions_new": 9,
    "amount_attributed": "120.50",
    "amount_touching": "300.00",
    "lines": 2,
    "units": 2,
}
GROUP = {
    "code": "16",
    "name_es": "Mujeres",
    "name_en": "Women",
    "actions_funded": 40,
    "actions_new": 3,
    "amount_touching": "300.00",
    "lines": 2,
    "units": 2,
}
UNIT = {
    "code": "08PDDF",
    "name": "Sistema para el Desarrollo Integral de la Familia",
    "kind": "decentralised",
    "sector": "Desarrollo social",
    "obliged": True,
    "status": "approved",
    "lines_total": 2,
    "lines_linked": 2,
    "linked": True,
    "amount_total": "300.00",
    "amount_linked": "300.00",
    "actions_funded": 3,
    "actions_new": 1,
}
FUNDED = {
    "code": "01.01.01",
    "right": "01",
    "text_es": "Armonizar la legislación.",
    "text_en": "Harmonise the law.",
    "new": True,
    "lines": 1,
    "units": 1,
    "amount_attributed": "120.50",
    "amount_touching": "300.00",
}
CATALOGUE = {
    "code": "01.01.01",
    "serial": 1,
    "right": "01",
    "strategy": "01.01",
    "text_es": "Armonizar la legislación.",
    "text_en": "Harmonise the law.",
    "term": "short",
    "action_type": "legislation",
    "responsible_bodies": ["Asamblea Legislativa"],
    "population_groups": ["16"],
    "carried_out_since": None,
    "retired_from": None,
    "funded": True,
    "new": True,
}
SEASON = {
    "publication": PUBLICATION,
    "code": "01.01.01",
    "in_force": True,
    "funded": True,
    "new": True,
    "lines": 1,
    "units": 1,
    "amount_attributed": "120.50",
    "amount_touching": "300.00",
}
LINE = {
    "unit": "08PDDF",
    "unit_name": "Sistema para el Desarrollo Integral de la Familia",
    "framework": "F1",
    "framework_name": "Atención a la infancia",
    "function": "2.6",
    "line": "L1",
    "object_code": "4411",
    "description": "Apoyos a la población",
    "amount": "300.00",
    "territory": "",
    "classification": {},
    "state": "linked",
    "linked": True,
    "screened_reason": "",
    "waiver_reason": "",
    "waiver_by": "",
    "waiver_on": None,
    "citations": [
        {
            "programme": "PDHDF2009",
            "right": "01",
            "action": "01.01.01",
            "share": 10000,
            "strength": "direct",
            "justification": "",
            "amount_attributed": "300.00",
        }
    ],
}
PARAMETERS = {
    "publication": (int, "An earlier publication of the year, by its number.", None),
    "right": (str, "Code of a right or group, such as 01.", None),
    "unit": (str, "Code of a unit.", None),
    "action": (str, "Code of an action, such as 01.01.01.", None),
    "programme": (str, "Code of another programme than the newest year's.", None),
    "q": (str, "Words or code to search for.", None),
    "after": (str, "Where the page begins: follow `next` and `previous`.", None),
    "new": (str, "Only new actions, or only those that are not.", ["true", "false"]),
    "linked": (str, "Only linked lines, or only the others.", ["true", "false"]),
    "format": (str, "CSV streams every line, not a page.", ["json", "csv"]),
}
PAGED = {
    "next": serializers.CharField(allow_null=True),
    "previous": serializers.CharField(allow_null=True),
}
PAGES = {"next": None, "previous": None}
OF_YEAR = {"publication": shapes.PublicationSerializer()}


def listed(name: str, shape: type, more: dict | None = None) -> type:
    """The shape of an answer that lists rows under `results`."""
    fields = {**(more or {}), "results": shape(many=True)}
    return inline_serializer(name, fields)


ANSWERS = {  # by the view's name: the shape, and an example
    "year_list": (listed("Years", shapes.YearSerializer), {"results": [YEAR]}),
    "year_detail": (shapes.YearSerializer, YEAR),
    "right_list": (
        listed("Rights", shapes.RightSerializer, OF_YEAR),
        {"publication": PUBLICATION, "results": [RIGHT]},
    ),
    "group_list": (
        listed("Groups", shapes.GroupSerializer, OF_YEAR),
        {"publication": PUBLICATION, "results": [GROUP]},
    ),
    "unit_list": (
        listed("Units", shapes.UnitSerializer, OF_YEAR),
        {"publication": PUBLICATION, "results": [UNIT]},
    ),
    "funded_action_list": (
        listed("FundedActions", shapes.FundedActionSerializer, OF_YEAR),
        {"publication": PUBLICATION, "results": [FUNDED]},
    ),
    "line_list": (
        listed(
            "Lines",
            shapes.LineSerializer,
            {**OF_YEAR, "count": serializers.IntegerField(required=False), **PAGED},
        ),
        {"publication": PUBLICATION, "count": 1, **PAGES, "results": [LINE]},
    ),
    "action_list": (
        listed(
            "CatalogueActions",
            shapes.CatalogueActionSerializer,
            {"publication": shapes.PublicationSerializer(allow_null=True), **PAGED},
        ),
        {"publication": PUBLICATION, **PAGES, "results": [CATALOGUE]},
    ),
    "action_detail": (
        shapes.ActionSerializer,
        {**CATALOGUE, "publication": PUBLICATION, "history": [SEASON]},
    ),
}


def documents(name: str, takes: tuple[str, ...]) -> Callable:
    """The decorator that documents a view by what it takes and what it answers."""
    shape, example = ANSWERS[name]
    answers = {
        (200, "application/json"): OpenApiResponse(
            shape, "What is published.", [OpenApiExample("Example", value=example)]
        ),
        400: OpenApiResponse(shapes.RefusalSerializer, "The query is not known."),
    }
    if not name.startswith("year_list") and name != "action_list":
        answers[404] = OpenApiResponse(
            shapes.RefusalSerializer, "Nothing is published at this address."
        )
    if "format" in takes:
        answers[(200, "text/csv")] = OpenApiTypes.STR
    return extend_schema(
        operation_id=name,
        tags=["actions" if name.startswith("action") else "years"],
        parameters=[_parameter(one) for one in takes],
        responses=answers,
    )


def _parameter(name: str) -> OpenApiParameter:
    kind, description, choices = PARAMETERS[name]
    return OpenApiParameter(name, kind, description=description, enum=choices)
