"""Actions offered for a line, as an officer finds them."""

from collections.abc import Mapping
from dataclasses import dataclass

from budgeting.forms import SearchForm
from budgeting.models import SpendingLine
from programme.models import Programme, Right
from programme.search import Filters, Found, search_actions
from programme.texts import text_of

OFFERED = 20


@dataclass(frozen=True)
class Offer:
    """An action to tick, and its chapter."""

    found: Found
    right: Right | None


def search_form(line: SpendingLine, data: Mapping) -> SearchForm:
    """The search of this line's year, as asked."""
    programmes = programmes_of(line)
    chosen = _chosen(programmes, data.get("programme", ""))
    rights = [
        (right.code, f"{right.code} {text_of(right, 'name').value}")
        for right in chosen.rights.all()
    ]
    names = [(one.code, text_of(one, "name").value) for one in programmes]
    return SearchForm(data, rights=rights, programmes=names)


def programmes_of(line: SpendingLine) -> list[Programme]:
    """The programmes that the line may cite, the year's own first."""
    year = line.proposal.fiscal_year
    return list(year.programmes.order_by("-year_programmes__is_main", "code"))


def offer_actions(
    line: SpendingLine, search: SearchForm, *, leave_out: set[int]
) -> list[Offer] | None:
    """Actions for what was asked, without those cited; None where nothing was asked."""
    asked = search.cleaned_data
    filters = Filters(
        right=asked["right"], unit=line.proposal.unit.code if asked["own"] else ""
    )
    if not (asked["q"] or filters):
        return None
    programme = _chosen(programmes_of(line), asked.get("programme", ""))
    found = search_actions(
        programme,
        asked["q"],
        year=line.proposal.fiscal_year_id,
        limit=OFFERED + len(leave_out),
        filters=filters,
    )
    rights = {right.code: right for right in programme.rights.all()}
    kept = [one for one in found if one.action_id not in leave_out][:OFFERED]
    return [Offer(one, rights.get(one.right_code)) for one in kept]


def _chosen(programmes: list[Programme], code: str) -> Programme:
    """The programme asked for, or the year's own."""
    return next((one for one in programmes if one.code == code), programmes[0])
