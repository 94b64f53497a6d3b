"""What publications hold of actions and units, told to who changes the catalogue."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from programme.models import Action, BudgetUnit
from programme.uses import Teller, Touched, Use
from reporting.models import Publication, PublishedAction, PublishedUnit


def published_lines(actions: Sequence[Action]) -> Iterator[Use]:
    """Lines of the years on record that cite these actions; one query."""
    codes = {one.code for one in actions}
    programmes = {one.programme.code for one in actions}
    rows = PublishedAction.objects.filter(
        publication__in=Publication.objects.on_record(),
        publication__publishedprogrammes__is_main=True,
        publication__publishedprogrammes__code__in=programmes,
        code__in=codes,
        lines__gt=0,
    )
    for code, year, lines, units in rows.values_list(
        "code", "publication__fiscal_year", "lines", "units"
    ):
        yield Use(code, year, _("Published"), lines, units, published=True)


def published_budgets(units: Sequence[BudgetUnit]) -> Iterator[Use]:
    """Years on record that name these units; one query."""
    rows = PublishedUnit.objects.filter(
        publication__in=Publication.objects.on_record(),
        code__in=[one.code for one in units],
    )
    for code, year, lines in rows.values_list(
        "code", "publication__fiscal_year", "lines_total"
    ):
        yield Use(code, year, _("Published"), lines or 0, 1, published=True)


def publications_since(touched: Touched) -> Iterator[str]:
    """Publications made after a change that show what it touched."""
    since = Publication.objects.filter(published_at__gt=touched.since)
    if touched.programme:
        since = since.filter(
            publishedprogrammes__is_main=True,
            publishedprogrammes__code=touched.programme,
            publishedactions__code__in=touched.codes,
        )
    else:
        since = since.filter(publishedunits__code__in=touched.codes)
    found = since.distinct().order_by("fiscal_year", "number")
    for year, number in found.values_list("fiscal_year", "number"):
        yield _("Publication %(number)s of %(year)s was made with it.") % {
            "year": year,
            "number": number,
        }


PUBLICATIONS = Teller(
    of_actions=published_lines,
    of_units=published_budgets,
    blockers=publications_since,
)
