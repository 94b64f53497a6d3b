"""Pages of a unit and of one of its lines, with the evidence for each citation."""

from decimal import Decimal

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.translation import gettext as _

from reporting.linked import tests_of
from reporting.models import (
    PublishedAction,
    PublishedCitation,
    PublishedLine,
    PublishedProgramme,
    PublishedRight,
    PublishedStrategy,
    PublishedUnit,
    PublishedUnitSuccession,
)
from reporting.paging import page_of, read_cursor
from reporting.parts import rights_of, states_of, whole_of
from reporting.queries import choice
from reporting.views.pages import PAGE, Place, row_or_404, year_page

Reply = tuple[str, dict]


@year_page("after", "state")
def unit_detail(request: HttpRequest, place: Place, query: dict, code: str) -> Reply:
    unit = unit_or_404(place, code)
    cursor = read_cursor(query["after"], 1) if "after" in query else None
    main = PublishedCitation.objects.filter(main=True)
    lines = PublishedLine.objects.filter(
        publication=place.edition.pk, unit_code=code
    ).prefetch_related(Prefetch("citations", main))
    rights = rights_of(place.edition, code)
    shares = states_of(place.edition, code)
    states = {str(share.state): share for share in shares}
    chosen = choice(query, "state", states)
    steps = PublishedUnitSuccession.objects.filter(publication=place.edition.pk)
    if chosen:
        lines = lines.filter(state=query["state"])
    page = page_of(lines, ("code",), cursor, PAGE)
    context = {
        "place": place,
        "unit": unit,
        "came_from": steps.filter(successor_code=code),
        "became": steps.filter(predecessor_code=code),
        "tests": tests_of(unit),
        "rights": rights,
        "of_rights": whole_of(rights),
        "states": shares,
        "of_states": whole_of(shares),
        "chosen": chosen,
        "page": page,
        "on_page": sum((line.amount for line in page.rows), Decimal("0.00")),
    }
    return "reporting/unit_detail.html", context


@year_page()
def line_detail(
    request: HttpRequest, place: Place, query: dict, code: str, line: str
) -> Reply:
    unit = unit_or_404(place, code)
    lines = PublishedLine.objects.filter(publication=place.edition.pk, unit_code=code)
    found = row_or_404(lines, _("This unit has no published line %(code)s."), code=line)
    citations = list(found.citations.all())
    main = [citation for citation in citations if citation.main]
    programmes = PublishedProgramme.objects.filter(publication=place.edition.pk)
    context = {
        "place": place,
        "unit": unit,
        "line": found,
        "chain": chain(place, main),
        "attributed": sum((c.amount_attributed for c in main), Decimal("0.00")),
        "others": [c for c in citations if not c.main],
        "programmes": {programme.code: programme for programme in programmes},
    }
    return "reporting/line_detail.html", context


def unit_or_404(place: Place, code: str) -> PublishedUnit:
    """The unit of this code in the publication."""
    return row_or_404(
        PublishedUnit.objects.filter(publication=place.edition.pk),
        _("No unit %(code)s was obliged or prepared a budget in this year."),
        code=code,
    )


def chain(place: Place, citations: list[PublishedCitation]) -> list[dict]:
    """From each citation to its action, strategy and right."""
    held = {"publication": place.edition.pk}
    actions = by_code(
        PublishedAction.objects.filter(
            **held, code__in=[citation.action_code for citation in citations]
        )
    )
    strategies = by_code(
        PublishedStrategy.objects.filter(
            **held, code__in={action.strategy_code for action in actions.values()}
        )
    )
    rights = by_code(
        PublishedRight.objects.filter(
            **held, code__in={citation.right_code for citation in citations}
        )
    )
    return [
        {
            "citation": citation,
            "action": actions[citation.action_code],
            "strategy": strategies.get(actions[citation.action_code].strategy_code),
            "right": rights[citation.right_code],
        }
        for citation in citations
    ]


def by_code(rows) -> dict:
    """Rows by their code."""
    return {row.code: row for row in rows}
