"""What the OpenAPI document says of each address of the API."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

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
from reporting.api.parameters import described, is_code, path_parameters

EXAMPLES = Path(__file__).with_name("examples.json")
OF_YEAR = {"publication": shapes.PublicationSerializer()}
PAGED = {
    "next": serializers.CharField(allow_null=True, help_text="Path of the next page."),
    "previous": serializers.CharField(allow_null=True),
}
TOLD_SINCE = serializers.IntegerField(
    allow_null=True,
    help_text="First year that is known of; null: only this one, so no more is told.",
)
COUNT = serializers.IntegerField(
    required=False, help_text="Of all pages; given where nothing is filtered."
)
OF_NEGLECTED = {"told_since": TOLD_SINCE, **OF_YEAR}
HEADERS = [
    OpenApiParameter(
        "ETag",
        str,
        OpenApiParameter.HEADER,
        description="Send it back in If-None-Match: 304 while nothing changed.",
        response=[200],
    ),
    OpenApiParameter(
        "Retry-After",
        int,
        OpenApiParameter.HEADER,
        description="After how many seconds to try again.",
        response=[429],
    ),
]
REFUSALS = {
    304: OpenApiResponse(description="What you have, by If-None-Match, is current."),
    400: OpenApiResponse(
        shapes.RefusalSerializer, "The query is not known, or names what is not there."
    ),
    429: OpenApiResponse(
        shapes.RefusalSerializer,
        "More was being made for you at once than is fair to others.",
    ),
}
MISSING = OpenApiResponse(
    shapes.RefusalSerializer, "Nothing is published at this address."
)


def listed(name: str, shape: type, more: dict | None = None) -> type:
    """The shape of an answer that lists rows under `results`."""
    fields = {**(more or {}), "results": shape(many=True)}
    return inline_serializer(name, fields)


ANSWERS: dict[str, type] = {  # by the view's name
    "year_list": listed("Years", shapes.YearSerializer),
    "year_detail": shapes.YearSerializer,
    "publication_list": listed("Publications", shapes.EditionSerializer, OF_YEAR),
    "right_list": listed("Rights", shapes.RightSerializer, OF_YEAR),
    "group_list": listed("Groups", shapes.GroupSerializer, OF_YEAR),
    "unit_list": listed("Units", shapes.UnitSerializer, OF_YEAR),
    "funded_action_list": listed(
        "FundedActions", shapes.FundedActionSerializer, OF_YEAR
    ),
    "never_funded_list": listed(
        "NeverFunded", shapes.NeglectedActionSerializer, OF_NEGLECTED
    ),
    "past_term_list": listed(
        "PastTerm", shapes.NeglectedActionSerializer, OF_NEGLECTED
    ),
    "line_list": listed(
        "Lines", shapes.LineSerializer, {**OF_YEAR, "count": COUNT, **PAGED}
    ),
    "action_list": listed(
        "CatalogueActions",
        shapes.CatalogueActionSerializer,
        {"publication": shapes.PublicationSerializer(allow_null=True), **PAGED},
    ),
    "action_detail": shapes.ActionSerializer,
    **{
        f"trend_{level}": shapes.TrendSerializer
        for level in ("year", "right", "group", "action", "unit")
    },
}


@cache
def examples() -> dict[str, dict[str, Any]]:
    """By view, an address and what the reference city answers there, shortened."""
    return json.loads(EXAMPLES.read_text("utf-8"))


def documents(name: str, takes: tuple[str, ...]) -> Callable:
    """The decorator that documents a view by what it takes and what it answers."""
    paths = path_parameters(name)
    answers: dict[Any, Any] = {(200, "application/json"): _published(name), **REFUSALS}
    if paths:
        answers[404] = MISSING
    if "format" in takes:
        answers[(200, "text/csv")] = OpenApiTypes.STR
    return extend_schema(
        operation_id=name,
        tags=[name.split("_")[0] if is_code(name) else "years"],
        parameters=[*paths, *(described(one, name) for one in takes), *HEADERS],
        responses=answers,
    )


def _published(name: str) -> OpenApiResponse:
    """The answer with its example; without one while examples are first recorded."""
    held = examples().get(name)
    shown = [OpenApiExample(held["address"], value=held["answer"])] if held else []
    return OpenApiResponse(ANSWERS[name], "What is published.", shown)
