"""Every write to the catalogue but the imports: actions and units that end or become
others, the roles of people in units, and that somebody took the trail with them."""

from programme.services.actions import (
    record_succession,
    reinstate_action,
    retire_action,
)
from programme.services.changes import carry_actions, change_actions
from programme.services.people import (
    end_membership,
    grant_membership,
    record_reading,
)
from programme.services.undoing import undo_change
from programme.services.units import change_units

__all__ = [
    "carry_actions",
    "change_actions",
    "change_units",
    "end_membership",
    "grant_membership",
    "record_reading",
    "record_succession",
    "reinstate_action",
    "retire_action",
    "undo_change",
]
