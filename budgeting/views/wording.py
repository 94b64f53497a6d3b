"""One text that two people may write at once: an answer, or why nothing applies."""

from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from budgeting import services
from budgeting.exceptions import StaleVersion, WorkflowError
from budgeting.forms.answers import AnswerForm
from budgeting.models import Proposal
from budgeting.services import SetAside
from budgeting.views.common import said_in
from budgeting.views.settling import THEIRS, Clash, all_chosen, chosen, same, show


class Wording(NamedTuple):
    """A text being written: of which proposal, of what (with its code), how it is
    saved over the text that the page showed, and what it is called when saved."""

    proposal: Proposal
    what: str
    code: str
    save: Callable[[str, str | None], object]
    saved_as: str


def answered(request: HttpRequest, form: AnswerForm, one: Wording) -> int | None:
    """Save the text: None when done, else the page's status; the form says why.

    Where a colleague wrote another meanwhile, the form asks which of the three stays.
    """
    if not (form.is_bound and form.is_valid()):
        return 200
    clash = _asked(request, form)
    if clash and not all_chosen(form, {form.TEXT: clash}):
        show(form, {form.TEXT: clash})
        return 409
    try:
        _keep(request, form, one, clash)
    except StaleVersion as stale:
        _ask(form, one, stale, clash)
        return 409
    except (WorkflowError, ValidationError) as error:
        return said_in(form, error)
    return None


def _asked(request: HttpRequest, form: AnswerForm) -> Clash | None:
    """The choice that the page asked for, with what was chosen."""
    if form.TEXT not in request.POST.getlist("clash"):
        return None
    said = form.cleaned_data
    way = chosen(request.POST, form.TEXT)
    return Clash(said[form.TEXT], said["before"], said["since"], chosen=way)


def _keep(
    request: HttpRequest, form: AnswerForm, one: Wording, clash: Clash | None
) -> None:
    """Save what was chosen; where it is not mine, mine goes onto the trail."""
    if clash is None:
        one.save(form.cleaned_data[form.TEXT], form.read)
        return
    lost = {} if same(form.TEXT, clash.mine, clash.text) else {form.TEXT: clash.mine}
    services.settle(
        one.proposal,
        by=request.user,
        aside=SetAside(one.what, one.code, lost),
        save=None
        if clash.chosen == THEIRS
        else lambda: one.save(clash.text, form.read),
    )


def _ask(
    form: AnswerForm, one: Wording, stale: StaleVersion, clash: Clash | None
) -> None:
    """Show mine beside what is saved now and what the page was made from."""
    mine = clash.text if clash else form.cleaned_data[form.TEXT]
    theirs, before = getattr(stale.saved, one.saved_as), form.read or ""
    form.data = {form.TEXT: mine, "before": theirs, "since": before}
    show(form, {form.TEXT: Clash(mine, theirs, before)})
