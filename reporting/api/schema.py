"""The OpenAPI document of the API, kept like its answers."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from reporting import kept


@cache
def generated() -> dict[str, Any]:
    """The document: it depends on the code alone."""
    return SchemaGenerator().get_schema(request=None, public=True)


@extend_schema(exclude=True)
@api_view(["GET", "HEAD"])
def schema(request: Request) -> Response:
    """The document itself; it shows no publication."""
    return kept.show(Response(generated()), kept.memory.current(), [], "")
