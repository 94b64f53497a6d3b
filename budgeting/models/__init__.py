"""A year's budget as it is formulated, reviewed and approved."""

from budgeting.models.assignments import Assignment
from budgeting.models.control import ControlFile, ControlTotal, Stage
from budgeting.models.exceptions import CeilingException, RegisteredException
from budgeting.models.letters import Letter, ReminderPlan
from budgeting.models.lines import (
    Citation,
    PolicyFramework,
    SpendingLine,
)
from budgeting.models.observations import Observation, ObservationCode, Reply
from budgeting.models.presence import Presence
from budgeting.models.proposals import Contribution, Proposal, Submission
from budgeting.models.reviews import Event, Waiver
from budgeting.models.signals import SignalAnswer
from budgeting.models.suggestions import SuggestionShown
from budgeting.models.uploads import WorkbookUpload
from budgeting.models.written import FRAMEWORK_FIELDS, LINE_FIELDS
from budgeting.models.years import Ceiling, Extension, FiscalYear, YearProgramme

__all__ = [
    "FRAMEWORK_FIELDS",
    "LINE_FIELDS",
    "Assignment",
    "Ceiling",
    "CeilingException",
    "Citation",
    "Contribution",
    "ControlFile",
    "ControlTotal",
    "Event",
    "Extension",
    "FiscalYear",
    "Letter",
    "Observation",
    "ObservationCode",
    "PolicyFramework",
    "Presence",
    "Proposal",
    "RegisteredException",
    "Reply",
    "SignalAnswer",
    "ReminderPlan",
    "SpendingLine",
    "Stage",
    "Submission",
    "SuggestionShown",
    "Waiver",
    "WorkbookUpload",
    "YearProgramme",
]
