"""What was chosen and typed so far on the page that cites many lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from budgeting.bulk import How, Plan, Request, plan_citing
from budgeting.forms import CitationForm, SearchForm
from budgeting.forms.bulk import UNCITED, LinesFilter
from budgeting.forms.citations import EQUAL, OWN
from budgeting.models import Proposal
from budgeting.money import WHOLE
from budgeting.views.common import keys_among
from budgeting.views.offers import Finder
from budgeting.views.ticking import Ticking
from programme.models import Action

PLANNING = ("preview", "apply")


@dataclass
class Citing(Ticking):
    """What the page holds: which lines, which actions, how; and what is wrong."""

    rows: list[CitationForm] = field(default_factory=list)

    @cached_property
    def filter(self) -> LinesFilter:
        """Which lines are asked for: those that cite nothing, until told otherwise."""
        data = self.data
        if "state" not in data and any(not one.citations.all() for one in self.lines):
            data = {"state": UNCITED, **_flat(data)}
        return LinesFilter(data, frameworks=self.frameworks)

    @cached_property
    def search(self) -> SearchForm:
        """The search for actions, as asked."""
        address = f"{reverse('budgeting:action_find')}?proposal={self.proposal.pk}"
        data = self.data
        if words := data.get("instead"):
            data = {**_flat(data), "q": words}
        return Finder(self.proposal).form(data).found_at(address)

    @property
    def how(self) -> str:
        """What is done with the actions."""
        asked = self.data.get("how", "")
        return asked if asked in How.values else How.ADD

    @property
    def shared(self) -> str:
        """How the money is shared: the officer's own shares, or equal parts."""
        own = self.data.get("shared") == OWN and self.how != How.REMOVE
        return OWN if own else EQUAL

    def plan(self) -> Plan:
        """What becomes of each ticked line."""
        cited = [row.cited() for row in self.rows]
        asked = Request(self.proposal.fiscal_year, self.how, cited)
        return plan_citing(self.chosen, asked)


def as_asked(proposal: Proposal, data: QueryDict) -> Citing:
    """What was chosen and typed so far, with what the pressed button changes in it."""
    citing = Citing(proposal, data)
    citing.press(data.get("do"), keys_among(data.getlist("line")))
    removed = keys_among(data.getlist("remove"))
    keys = keys_among([*data.getlist("cited"), *data.getlist("add")]) - removed
    year = proposal.fiscal_year
    actions = Action.objects.filter(pk__in=keys, programme__years=year)
    if citing.how != How.REMOVE:
        actions = actions.in_force(year.year)
    citing.rows = [
        _row(action, data, citing)
        for action in actions.select_related("right", "programme").order_by(
            "programme__code", "code"
        )
    ]
    return citing


def _row(action: Action, data: QueryDict, citing: Citing) -> CitationForm:
    """What is said of this action; errors are told only when a preview is asked for."""
    if data.get("do") in PLANNING:
        return CitationForm(action, data, shared=citing.shared)
    row = CitationForm(action, shared=citing.shared)
    row.initial = {name: data.get(row.add_prefix(name), "") for name in row.fields}
    return row


def can_be_planned(citing: Citing) -> bool:
    """Whether lines and actions are chosen and every share reads; notes what lacks."""
    if not citing.chosen:
        citing.errors.append(("lines", _("Tick at least one line.")))
    if not citing.rows:
        citing.errors.append(("id_q", _("Choose at least one action.")))
    for row in [row for row in citing.rows if not row.is_valid()]:
        citing.errors += [
            (row[name].auto_id, said)
            for name, sentences in row.errors.items()
            for said in sentences
        ]
    if citing.shared == OWN and not citing.errors:
        citing.errors += [("chosen", said) for said in _wrong_sums(citing.rows)]
    return not citing.errors


def _wrong_sums(rows: list[CitationForm]) -> list[str]:
    """One sentence for each programme whose shares are not the whole."""
    totals: dict[str, int] = {}
    for row in rows:
        code = row.action.programme.code
        totals[code] = totals.get(code, 0) + row.cleaned_data["share"]
    said = _(
        "The shares of programme %(programme)s add up to %(total)s per cent. "
        "Make them add up to 100."
    )
    return [
        said % {"programme": code, "total": f"{share / 100:g}"}
        for code, share in totals.items()
        if share != WHOLE
    ]


def _flat(data: Mapping) -> dict:
    """The last value of each name."""
    return {name: data[name] for name in data}
