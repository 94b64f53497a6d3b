"""The shape of what desk pages take; what it means is decided by the services."""

from budgeting.forms.answers import ReplyForm, ScreenForm
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
from budgeting.forms.review import (
    BoardFilter,
    ObservationForm,
    ReasonForm,
    ResolveForm,
    ReturnForm,
)
from budgeting.forms.rows import FrameworkForm, LineForm, RowForm, shown_number
from budgeting.forms.workbooks import ProposalWorkbookForm

__all__ = [
    "AboveCeilingForm",
    "BeginExceptionForm",
    "BoardFilter",
    "CitationForm",
    "CopyForm",
    "DecideForm",
    "ExtensionForm",
    "FormulateForm",
    "FrameworkForm",
    "LineForm",
    "ObservationForm",
    "ProposalWorkbookForm",
    "PublicReasonForm",
    "ReasonForm",
    "ReplyForm",
    "ResolveForm",
    "ReturnForm",
    "RowForm",
    "ScreenForm",
    "SearchForm",
    "TakeBackForm",
    "WaiverForm",
    "shown_number",
]
