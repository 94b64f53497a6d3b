"""A year's budget as it is formulated, reviewed and approved."""

from budgeting.models.exceptions import CeilingException, RegisteredException
from budgeting.models.lines import (
    FRAMEWORK_FIELDS,
    LINE_FIELDS,
    Citation,
    PolicyFramework,
    SpendingLine,
)
from budgeting.models.presence import Presence
from budgeting.models.proposals import Contribution, Proposal, Submission
from budgeting.models.reviews import Event, Observation, Waiver
from budgeting.models.suggestions import SuggestionShown
from budgeting.models.uploads import WorkbookUpload
from budgeting.models.years import Ceiling, Extension, FiscalYear, YearProgramme

__all__ = [
    "FRAMEWORK_FIELDS",
    "LINE_FIELDS",
    "Ceiling",
    "CeilingException",
    "Citation",
    "Contribution",
    "Event",
    "Extension",
    "FiscalYear",
    "Observation",
    "PolicyFramework",
    "Presence",
    "Proposal",
    "RegisteredException",
    "SpendingLine",
    "Submission",
    "SuggestionShown",
    "Waiver",
    "WorkbookUpload",
    "YearProgramme",
]
