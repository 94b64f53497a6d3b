"""Actions offered for a proposal or one of its lines, as an officer finds them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.forms import SearchForm
from budgeting.forms.citations import NARROWING
from budgeting.models import Proposal, SpendingLine
from budgeting.overview.last_year import cited_last_year
from programme.models import Programme, Right
from programme.search import Filters, Finding, Found, find_actions
from programme.texts import text_of

OFFERED = 20


@dataclass(frozen=True)
class Offer:
    """An action to tick, and its chapter."""

    found: Found
    right: Right | None


class Offers(list[Offer]):
    """The actions offered, the finding they come from, and what was asked."""

    def __init__(self, offers: Iterable[Offer], finding: Finding, data: Mapping):
        super().__init__(offers)
        self.finding = finding
        self._data = {n: data[n] for n in ("q", "programme", *NARROWING) if n in data}

    @property
    def said(self) -> str:
        """What to try where nothing is offered."""
        return nothing_found(self.finding)

    @property
    def unlimited(self) -> str:
        """The query of this page's address that asks the same without filters."""
        kept = {k: v for k, v in self._data.items() if k not in NARROWING}
        return f"?{urlencode(kept)}"

    @property
    def instead(self) -> str:
        """The query of this page's address that asks for the words meant."""
        return f"?{urlencode(self._data | {'q': self.finding.meant})}"


class Finder:
    """The search of a proposal's year: its form, and the actions it offers."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal

    @cached_property
    def programmes(self) -> list[Programme]:
        """The programmes that the year's lines may cite, the year's own first."""
        of_year = self.proposal.fiscal_year.programmes
        return list(of_year.order_by("-year_programmes__is_main", "code"))

    @cached_property
    def last(self) -> Proposal | None:
        """The unit's last approved proposal before this one."""
        return self.proposal.last_approved()

    def programme(self, code: str) -> Programme:
        """The programme asked for, or the year's own."""
        asked = (one for one in self.programmes if one.code == code)
        return next(asked, self.programmes[0])

    def form(self, data: Mapping) -> SearchForm:
        """The search as asked."""
        chosen = self.programme(data.get("programme", ""))
        rights = list(chosen.rights.all())
        return SearchForm(
            data,
            rights=[(one.code, _named(one)) for one in rights],
            groups=[(r.code, _named(r)) for r in rights if r.kind == Right.Kind.GROUP],
            programmes=[(p.code, text_of(p, "name").value) for p in self.programmes],
            last_year=self.last.fiscal_year_id if self.last else None,
        )

    def find(
        self, search: SearchForm, *, limit: int = OFFERED, without: Collection[int] = ()
    ) -> Finding:
        """Actions for what was asked; the search must have been read."""
        asked = search.cleaned_data
        return find_actions(
            self.programme(asked.get("programme", "")),
            asked["q"],
            year=self.proposal.fiscal_year_id,
            limit=limit,
            filters=self._filters(asked),
            without=without,
        )

    def _filters(self, asked: Mapping) -> Filters:
        last_year = asked.get("last_year")
        return Filters(
            right=asked["right"],
            group=asked.get("group", ""),
            term=asked["term"],
            unit=self.proposal.unit.code if asked["own"] else "",
            among=cited_last_year(self.proposal) if last_year else None,
        )

    def rights_of(self, search: SearchForm) -> dict[str, Right]:
        """The chapters of the programme searched, by code."""
        programme = self.programme(search.cleaned_data.get("programme", ""))
        return {right.code: right for right in programme.rights.all()}


def _named(right: Right) -> str:
    return f"{right.code} {text_of(right, 'name').value}"


def search_form(line: SpendingLine, data: Mapping) -> SearchForm:
    """The search of this line's year, as asked."""
    address = f"{reverse('budgeting:action_find')}?line={line.pk}"
    return Finder(line.proposal).form(data).found_at(address)


def offer_actions(
    line: SpendingLine, search: SearchForm, *, leave_out: set[int]
) -> Offers | None:
    """Actions for what was asked, without those cited; None where nothing was asked."""
    return offers_of(Finder(line.proposal), search, leave_out=leave_out)


def offers_of(
    finder: Finder, search: SearchForm, *, leave_out: set[int]
) -> Offers | None:
    """The same, for a proposal whose lines are cited together."""
    if not search.asks:
        return None
    finding = finder.find(search, without=leave_out)
    rights = finder.rights_of(search) if finding.first else {}
    offers = [Offer(one, rights.get(one.right_code)) for one in finding.first]
    return Offers(offers, finding, search.data)


def nothing_found(finding: Finding) -> str:
    """What to try where a search found nothing."""
    if finding.beyond_filters:
        return ngettext(
            "Nothing was found within these limits; without them %(n)s action is.",
            "Nothing was found within these limits; without them %(n)s actions are.",
            finding.beyond_filters,
        ) % {"n": finding.beyond_filters}
    return _("Nothing was found. Try fewer or other words, or a code such as 23.2.")
