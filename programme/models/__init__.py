"""The catalogues a city keeps, and the bodies and people responsible for them."""

from programme.models.accounts import Membership, User, UserGroup
from programme.models.catalogue import (
    Action,
    ActionBody,
    ActionGroup,
    Programme,
    Right,
    Strategy,
    Succession,
)
from programme.models.imports import ImportBatch
from programme.models.trail import Reading, TrailEntry, TrailLink, TrailSeal
from programme.models.units import BudgetUnit

__all__ = [
    "Action",
    "ActionBody",
    "ActionGroup",
    "BudgetUnit",
    "ImportBatch",
    "Membership",
    "Programme",
    "Reading",
    "Right",
    "Strategy",
    "Succession",
    "TrailEntry",
    "TrailLink",
    "TrailSeal",
    "User",
    "UserGroup",
]
