"""The catalogues a city keeps, and the bodies and people responsible for them."""

from programme.models.access import FactorReset, FailedAttempt, UsedCode
from programme.models.accounts import Membership, User
from programme.models.catalogue import (
    Action,
    ActionBody,
    Programme,
    Right,
    Strategy,
)
from programme.models.grants import RoleGrant
from programme.models.imports import ImportBatch, ImportWork
from programme.models.lineage import (
    CatalogueChange,
    FormerText,
    SpentCode,
    Succession,
    UnitSuccession,
)
from programme.models.links import ActionGroup, UserGroup
from programme.models.load_requests import LoadRequest
from programme.models.restorations import Restoration
from programme.models.trail import Reading, TrailEntry, TrailLink, TrailSeal
from programme.models.units import BudgetUnit

__all__ = [
    "Action",
    "ActionBody",
    "ActionGroup",
    "BudgetUnit",
    "CatalogueChange",
    "FactorReset",
    "FailedAttempt",
    "FormerText",
    "ImportBatch",
    "ImportWork",
    "LoadRequest",
    "Membership",
    "Programme",
    "Reading",
    "Restoration",
    "Right",
    "RoleGrant",
    "SpentCode",
    "Strategy",
    "Succession",
    "TrailEntry",
    "TrailLink",
    "TrailSeal",
    "UnitSuccession",
    "UsedCode",
    "User",
    "UserGroup",
]
