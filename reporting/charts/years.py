"""The chart of a year beside the years that its publication was compared with."""

from decimal import Decimal

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from programme.templatetags.words import number, per_cent
from programme.texts import Text
from reporting.charts.definition import Bar, Chart, Column, Row, stage_name
from reporting.models import Publication, PublishedComparison

NUMBERS = (
    "units_linked",
    "units_prepared",
    "compliance_rate",
    "amount_linked",
    "amount_total",
    "linked_rate",
)


def year_rows(publication: Publication) -> list[Row]:
    """This year after those it was compared with; none where there was none.

    The publication names each by number and hash, so the rows are fixed with it.
    """
    compared = PublishedComparison.objects.filter(publication=publication)
    programmes = {(one.year, one.number): one.programme_code for one in compared}
    if not programmes:
        return []
    main = publication.publishedprogrammes.get(is_main=True)
    known = Publication.objects.filter(fiscal_year__in=[key[0] for key in programmes])
    before = {(one.fiscal_year_id, one.number): one for one in known}
    rows = [_row(before[key], code) for key, code in programmes.items()]
    return [*rows, _row(publication, main.code)]


def _row(publication: Publication, programme: str) -> Row:
    own = {
        "year": publication.fiscal_year_id,
        "publication": publication.number,
        "stage": str(publication.stage),
        "programme": programme,
    }
    return own | {name: publication.numbers[name] for name in NUMBERS}


def year_name(row: Row) -> Text:
    """A year with its stage, without which two years are not compared."""
    return Text(f"{row['year']}, {stage_name(row['stage'])}", get_language() or "")


def year_finding(rows: list[Row]) -> str:
    """How many units linked every line, in the first and in the last of the years."""
    before, now = rows[0], rows[-1]
    values = {
        "before": before["year"],
        "was": per_cent(before["compliance_rate"]),
        "now": now["year"],
        "is": per_cent(now["compliance_rate"]),
    }
    if any(before[same] != now[same] for same in ("stage", "programme")):
        said = _(
            "Units that linked every line: %(was)s in %(before)s; %(is)s in %(now)s, "
            "at another stage or under another programme"
        )
        return said % values
    said = _(
        "Units that linked every line: from %(was)s in %(before)s to %(is)s in %(now)s"
    )
    return said % values


def year_sentence(rows: list[Row]) -> str:
    """Units and money of each year, with its stage."""
    said = _("%(year)s: %(units)s units, %(rate)s of the money")
    listed = "; ".join(
        said
        % {
            "year": year_name(row).value,
            "units": of_units(row),
            "rate": per_cent(row["linked_rate"]),
        }
        for row in rows
    )
    return _("Linked, year by year: %(listed)s.") % {"listed": listed}


def of_units(row: Row) -> str:
    """The units linked of those prepared."""
    return f"{number(row['units_linked'])} / {number(row['units_prepared'])}"


def year_bars(rows: list[Row]) -> list[Bar]:
    """Of each year the share of the units, then of each the share of the money."""
    units = [
        Bar(
            _("Units, %(year)s") % {"year": year_name(row).value},
            Decimal(row["compliance_rate"] or 0),
            f"{of_units(row)} ({per_cent(row['compliance_rate'])})",
            1,
        )
        for row in rows
    ]
    money = [
        Bar(
            _("Money, %(year)s") % {"year": year_name(row).value},
            Decimal(row["linked_rate"] or 0),
            per_cent(row["linked_rate"]),
            1,
        )
        for row in rows
    ]
    return units + money


YEARS = Chart(
    name="years",
    what=gettext_lazy(
        "Units that linked every line, and money in linked lines, year by year"
    ),
    note=gettext_lazy(
        "Only the years that this publication was compared with. Figures of different "
        "stages or programmes are not compared. Amounts are nominal: they are not "
        "corrected for inflation."
    ),
    heading=gettext_lazy("Year and stage"),
    keys=("year", "publication", "stage", "programme"),
    columns=(
        Column("units_linked", "integer", gettext_lazy("Units linked")),
        Column("units_prepared", "integer", gettext_lazy("Units that prepared one")),
        Column(
            "compliance_rate", "rate", gettext_lazy("Units linked, of those prepared")
        ),
        Column(
            "amount_linked",
            "amount",
            gettext_lazy("Amount of linked lines (%(currency)s)"),
        ),
        Column(
            "amount_total", "amount", gettext_lazy("Amount of all lines (%(currency)s)")
        ),
        Column("linked_rate", "rate", gettext_lazy("Money linked, of the whole")),
    ),
    read=year_rows,
    finding=year_finding,
    sentence=year_sentence,
    draw=year_bars,
    name_of=year_name,
)
