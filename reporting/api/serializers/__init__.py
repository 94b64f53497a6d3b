"""The shapes of API answers: amounts and rates are strings, codes strings."""

from reporting.api.serializers.actions import (
    ActionSerializer,
    CatalogueActionSerializer,
    FundedActionSerializer,
    NeglectedActionSerializer,
    SeasonSerializer,
)
from reporting.api.serializers.lines import (
    CitationSerializer,
    LineSerializer,
)
from reporting.api.serializers.trends import TrendSerializer
from reporting.api.serializers.years import (
    EditionSerializer,
    GroupSerializer,
    NumbersSerializer,
    PublicationSerializer,
    RefusalSerializer,
    RightSerializer,
    UnitSerializer,
    YearSerializer,
)

__all__ = [
    "ActionSerializer",
    "CatalogueActionSerializer",
    "CitationSerializer",
    "EditionSerializer",
    "FundedActionSerializer",
    "GroupSerializer",
    "LineSerializer",
    "NeglectedActionSerializer",
    "NumbersSerializer",
    "PublicationSerializer",
    "RefusalSerializer",
    "RightSerializer",
    "SeasonSerializer",
    "TrendSerializer",
    "UnitSerializer",
    "YearSerializer",
]
