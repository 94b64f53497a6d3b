"""The page of what a line cites: what it holds, as saved and as typed."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budgeting.forms import CitationForm, SearchForm
from budgeting.forms.citations import EQUAL, OWN, how_shared, saved_forms
from budgeting.models import FiscalYear, SpendingLine
from budgeting.overview import money_by_citation
from budgeting.views.citing_together import (
    Choice,
    as_saved,
    as_typed,
    in_words,
    packed,
    unpacked,
)
from budgeting.views.common import back_of, keys_among, posted_version
from budgeting.views.observations import asked_about_line
from budgeting.views.offers import Offers, offer_actions, search_form
from budgeting.views.presence import here
from budgeting.views.proposals import context_of
from budgeting.views.rows import last_editor
from budgeting.views.settling import chosen
from budgeting.views.suggesting import suggested
from programme.models import Action


@dataclass
class Citing:
    """What the page holds: the rows of the form, what is wrong, what was searched."""

    line: SpendingLine
    search: SearchForm
    rows: list[CitationForm]
    shared: str
    version: int
    errors: list[str] = field(default_factory=list)
    gone: bool = False
    goes_on: bool = False  # to the suggestions, of which one was decided about
    before: str = ""  # what the page was made from
    since: str = ""  # and, where a choice is asked, what stood before that
    choice: Choice | None = None

    def is_valid(self) -> bool:
        """Whether every row reads; each is checked, so that each shows its errors."""
        return not sum(not row.is_valid() for row in self.rows)


def citing_as_saved(request: HttpRequest, line: SpendingLine) -> Citing:
    """What the line cites, in the fields of the form."""
    citations = citations_of(line)
    rows = saved_forms(citations)
    made_from = packed(as_saved(citations))
    shared, search = how_shared(citations), search_form(line, request.GET)
    return Citing(line, search, rows, shared, line.version, before=made_from)


def citing_as_typed(request: HttpRequest, line: SpendingLine) -> Citing:
    """The rows as typed, with what was ticked added and what was removed left out."""
    data = request.POST
    shared = OWN if data.get("shared") == OWN else EQUAL
    removed = keys_among([*data.getlist("remove"), *data.getlist("reject")])
    keys = keys_among([*data.getlist("cited"), *data.getlist("add")]) - removed
    actions = Action.objects.filter(
        pk__in=keys, programme__years=line.proposal.fiscal_year
    ).select_related("right", "programme")
    rows = [
        CitationForm(action, data, shared=shared)
        for action in actions.order_by("programme__code", "code")
    ]
    read = posted_version(request)
    version = line.version if read is None else read
    citing = Citing(line, search_form(line, data), rows, shared, version)
    citing.before, citing.since = data.get("before", ""), data.get("since", "")
    if "citations" in data.getlist("clash"):
        lists = (as_typed(rows, shared), unpacked(citing.before))
        texts = [in_words(one) for one in (*lists, unpacked(citing.since))]
        citing.choice = Choice(*texts, chosen=chosen(data, "citations"))
    return citing


def citations_of(line: SpendingLine) -> list:
    """What the line cites now, programme by programme, in order of code."""
    found = line.citations.select_related("action__right", "programme")
    return list(found.order_by("programme__code", "action__code"))


def next_uncited(line: SpendingLine) -> SpendingLine | None:
    """Another line of the proposal that cites nothing yet."""
    lines = SpendingLine.objects.kept().uncited()
    others = lines.filter(proposal=line.proposal_id, screened="").exclude(pk=line.pk)
    return others.order_by("framework__position", "framework", "position", "pk").first()


def citing_page(
    request: HttpRequest, citing: Citing, status: int = 200
) -> HttpResponse:
    """The page with what it holds, as an answer."""
    line = citing.line
    amounts = {
        shown.citation.action_id: shown.amount
        for shown in money_by_citation(line.amount, citations_of(line))
    }
    cited = {row.action.pk for row in citing.rows}
    offers: Offers | None = None
    if citing.search.is_valid():
        offers = offer_actions(line, citing.search, leave_out=cited)
    linking = line.proposal.fiscal_year.linking
    context = {
        **context_of(line.proposal),
        **here(request, line.proposal, f"citations-{line.pk}"),
        "line": line,
        "back": back_of(request),
        "citing": citing,
        "rows": [(row, amounts.get(row.action.pk)) for row in citing.rows],
        "offers": offers,
        "suggestions": suggested(request, line, cited=cited),
        "row_errors": [e for row in citing.rows for e in _links(row)],
        "another": next_uncited(line),
        "may_screen": linking == FiscalYear.Linking.REQUESTED,
        "editor": last_editor(line),
        "asked": asked_about_line(request, line),
    }
    return render(request, "budgeting/line_cite.html", context, status=status)


def _links(row: CitationForm) -> list[tuple[str, str]]:
    """What is wrong with a row: the id of the field, the sentence."""
    if not row.is_bound:
        return []
    return [
        (row[name].auto_id, sentence)
        for name, errors in row.errors.items()
        for sentence in errors
    ]
