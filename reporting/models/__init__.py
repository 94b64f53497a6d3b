"""Publications: immutable copies of a year, with every number; and what may change."""

from reporting.models.catalogue import (
    PublishedAction,
    PublishedGroup,
    PublishedProgramme,
    PublishedRight,
    PublishedStrategy,
)
from reporting.models.corrections import Correction
from reporting.models.kept_files import AwaitedPublication, KeptFile, KeptPiece
from reporting.models.lines import PublishedCitation, PublishedLine, PublishedUnit
from reporting.models.parts import UnitPart
from reporting.models.pending import PendingPublication, Picture
from reporting.models.publications import (
    Publication,
    PublishedComparedAction,
    PublishedComparison,
    PublishedSuccession,
    PublishedUnitSuccession,
)

__all__ = [
    "AwaitedPublication",
    "Correction",
    "KeptFile",
    "KeptPiece",
    "PendingPublication",
    "Picture",
    "Publication",
    "PublishedAction",
    "PublishedCitation",
    "PublishedComparedAction",
    "PublishedComparison",
    "PublishedGroup",
    "PublishedLine",
    "PublishedProgramme",
    "PublishedRight",
    "PublishedStrategy",
    "PublishedSuccession",
    "PublishedUnit",
    "PublishedUnitSuccession",
    "UnitPart",
]
