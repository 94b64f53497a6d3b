"""The shape of what desk pages take; what it means is decided by the services."""

from budgeting.forms.answers import ReplyForm, ScreenForm
from budgeting.forms.citations import CitationForm, SearchForm
from budgeting.forms.copying import CopyForm, DecideForm
from budgeting.forms.reminders import (
    LetterFilter,
    PlanForm,
    ReminderFilter,
    RemindForm,
)
from budgeting.forms.review import (
    BoardFilter,
    ExtensionForm,
    ObservationForm,
    ReasonForm,
    ResolveForm,
    ReturnForm,
    WaiverForm,
)
from budgeting.forms.rows import FrameworkForm, LineForm, RowForm, shown_number
from budgeting.forms.workbooks import ProposalWorkbookForm

__all__ = [
    "LetterFilter",
    "PlanForm",
    "ReminderFilter",
    "RemindForm",
    "BoardFilter",
    "CitationForm",
    "CopyForm",
    "DecideForm",
    "ExtensionForm",
    "FrameworkForm",
    "LineForm",
    "ObservationForm",
    "ProposalWorkbookForm",
    "ReasonForm",
    "ReplyForm",
    "ResolveForm",
    "ReturnForm",
    "RowForm",
    "ScreenForm",
    "SearchForm",
    "WaiverForm",
    "shown_number",
]
