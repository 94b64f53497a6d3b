"""The shape of what desk pages take; what it means is decided by the services."""

from budgeting.forms.answers import ReplyForm, ScreenForm
from budgeting.forms.board import AssignForm, BoardFilter
from budgeting.forms.ceilings import (
    CeilingFilter,
    CeilingsForm,
    ControlFileForm,
    ControlFilter,
)
from budgeting.forms.citations import CitationForm, SearchForm
from budgeting.forms.copying import CopyForm, DecideForm
from budgeting.forms.exceptions import (
    AboveCeilingForm,
    BeginExceptionForm,
    ExtensionForm,
    FormulateForm,
    PublicReasonForm,
    TakeBackForm,
    WaiverForm,
)
from budgeting.forms.observing import (
    AskBackForm,
    CodeForm,
    ObservationForm,
    ObservedFilter,
)
from budgeting.forms.reminders import (
    LetterFilter,
    PlanForm,
    ReminderFilter,
    RemindForm,
)
from budgeting.forms.review import (
    ReasonForm,
    ResolveForm,
    ReturnForm,
)
from budgeting.forms.rows import FrameworkForm, LineForm, RowForm, shown_number
from budgeting.forms.signals import SignalNoteForm, SignalQuestionForm
from budgeting.forms.workbooks import ProposalWorkbookForm
from budgeting.forms.years import (
    LawForm,
    NewRuledYearForm,
    NewYearForm,
    ProgrammesForm,
    RemoveYearForm,
    RuleForm,
    WindowForm,
)

__all__ = [
    "LawForm",
    "NewRuledYearForm",
    "NewYearForm",
    "ProgrammesForm",
    "RemoveYearForm",
    "RuleForm",
    "WindowForm",
    "AboveCeilingForm",
    "BeginExceptionForm",
    "AskBackForm",
    "AssignForm",
    "LetterFilter",
    "PlanForm",
    "ReminderFilter",
    "RemindForm",
    "BoardFilter",
    "CeilingFilter",
    "CeilingsForm",
    "CitationForm",
    "CodeForm",
    "ControlFileForm",
    "ControlFilter",
    "CopyForm",
    "DecideForm",
    "ExtensionForm",
    "FormulateForm",
    "FrameworkForm",
    "LineForm",
    "ObservationForm",
    "ObservedFilter",
    "ProposalWorkbookForm",
    "PublicReasonForm",
    "ReasonForm",
    "ReplyForm",
    "ResolveForm",
    "ReturnForm",
    "RowForm",
    "ScreenForm",
    "SearchForm",
    "SignalNoteForm",
    "SignalQuestionForm",
    "TakeBackForm",
    "WaiverForm",
    "shown_number",
]
