"""The catalogues a city keeps, and the bodies and people responsible for them."""

from programme.models.accounts import Membership, User
from programme.models.catalogue import (
    Action,
    ActionBody,
    Programme,
    Right,
    Strategy,
    Succession,
)
from programme.models.imports import ImportBatch
from programme.models.units import BudgetUnit

__all__ = [
    "Action",
    "ActionBody",
    "BudgetUnit",
    "ImportBatch",
    "Membership",
    "Programme",
    "Right",
    "Strategy",
    "Succession",
    "User",
]
