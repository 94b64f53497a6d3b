"""Charts of how much is linked: lines by state, units by kind, and year by year."""

from django.db.models import Count
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from programme.models import BudgetUnit
from programme.templatetags.words import number, per_cent
from programme.texts import Text
from reporting.charts.definition import Bar, Chart, Column, Grid, Row
from reporting.charts.rows import part
from reporting.measures import (
    by_group,
    expressions,
    units_approved,
    units_linked,
    units_partly_linked,
    units_prepared,
    units_with_any_link,
)
from reporting.models import Publication, PublishedLine

STATES = dict(PublishedLine.State.choices)
KINDS = dict(BudgetUnit.Kind.choices)


def in_words(text: object) -> Text:
    """A word of the site, which is always in the page's language."""
    return Text(str(text), get_language() or "")


# Lines by state


def line_rows(publication: Publication) -> list[Row]:
    """The lines in each state, of all lines; none where there is no line."""
    numbers = publication.numbers
    whole = numbers["lines_total"]
    return [
        {
            "state": state,
            "lines": numbers[f"lines_{state}"],
            "lines_total": whole,
            "share": part(numbers[f"lines_{state}"], whole),
        }
        for state in (STATES if whole else ())
    ]


def of_lines(row: Row) -> str:
    """The lines of a state with the lines in all."""
    lines, whole = number(row["lines"]), number(row["lines_total"])
    return f"{lines} / {whole} ({per_cent(row['share'])})"


def line_finding(rows: list[Row]) -> str:
    """How many lines cite an action."""
    linked = rows[0]
    values = {
        "linked": number(linked["lines"]),
        "whole": number(linked["lines_total"]),
        "rate": per_cent(linked["share"]),
    }
    return (
        ngettext(
            "%(linked)s of %(whole)s line cites an action (%(rate)s)",
            "%(linked)s of %(whole)s lines cite an action (%(rate)s)",
            linked["lines_total"],
        )
        % values
    )


def line_sentence(rows: list[Row]) -> str:
    """How many lines are in each state."""
    listed = "; ".join(
        f"{STATES[row['state']]}, {number(row['lines'])}" for row in rows
    )
    values = {"listed": listed, "whole": number(rows[0]["lines_total"])}
    return _("Lines by state: %(listed)s; %(whole)s in all.") % values


def line_bars(rows: list[Row]) -> list[Bar]:
    """The part of each state, of all lines."""
    return [
        Bar(str(STATES[row["state"]]), row["lines"], of_lines(row), row["lines_total"])
        for row in rows
    ]


LINE_STATES = Chart(
    name="line_states",
    what=gettext_lazy("Lines of approved proposals, by state of linking"),
    note=gettext_lazy(
        "The outline is every line. Only a line that cites an action is linked: a "
        "waiver, or the word that no action applies, links nothing."
    ),
    heading=gettext_lazy("State"),
    keys=("state",),
    columns=(
        Column("lines", "integer", gettext_lazy("Lines")),
        Column("lines_total", "integer", gettext_lazy("Lines in all")),
        Column("share", "rate", gettext_lazy("Part of all lines")),
    ),
    read=line_rows,
    finding=line_finding,
    sentence=line_sentence,
    draw=line_bars,
    name_of=lambda row: in_words(STATES[row["state"]]),
)


# Units by kind, and how far they came


CAME = {
    "linked": pgettext_lazy("units", "All linked"),
    "partly_linked": pgettext_lazy("units", "Partly linked"),
    "not_linked": pgettext_lazy("units", "Not linked"),
    "not_approved": pgettext_lazy("units", "Not approved"),
    "missing": pgettext_lazy("units", "Missing"),
}


def unit_rows(publication: Publication) -> list[Row]:
    """The units of each kind by how far they came: each unit in one column."""
    wanted = expressions(
        [
            units_prepared,
            units_approved,
            units_linked,
            units_partly_linked,
            units_with_any_link,
        ]
    )
    units = publication.publishedunits.all()
    found = by_group(units, "kind", {"units": Count("pk"), **wanted})
    return [_unit_row(kind, found[kind]) for kind in KINDS if kind in found]


def _unit_row(kind: str, count: dict[str, int]) -> Row:
    return {
        "kind": kind,
        "units": count["units"],
        "linked": count["units_linked"],
        "partly_linked": count["units_partly_linked"],
        "not_linked": count["units_approved"] - count["units_with_any_link"],
        "not_approved": count["units_prepared"] - count["units_approved"],
        "missing": count["units"] - count["units_prepared"],
    }


def unit_finding(rows: list[Row]) -> str:
    """How many units linked every line, and how many prepared nothing."""
    whole, linked, missing = (
        sum(row[name] for row in rows) for name in ("units", "linked", "missing")
    )
    values = {"linked": number(linked), "whole": number(whole)}
    said = (
        ngettext(
            "%(linked)s of %(whole)s unit linked every line",
            "%(linked)s of %(whole)s units linked every line",
            whole,
        )
        % values
    )
    if not missing:
        return said
    lacking = ngettext(
        "%(missing)s prepared nothing", "%(missing)s prepared nothing", missing
    )
    return f"{said}; {lacking % {'missing': number(missing)}}"


def unit_sentence(rows: list[Row]) -> str:
    """How many units of each kind linked every line."""
    listed = "; ".join(
        _("%(kind)s, %(linked)s of %(whole)s")
        % {
            "kind": KINDS[row["kind"]],
            "linked": number(row["linked"]),
            "whole": number(row["units"]),
        }
        for row in rows
    )
    return _("Units that linked every line, by kind: %(listed)s.") % {"listed": listed}


def unit_grid(rows: list[Row]) -> Grid:
    """Kinds down, how far they came across."""
    return Grid(
        rows=[f"{KINDS[row['kind']]} ({number(row['units'])})" for row in rows],
        columns=[str(word) for word in CAME.values()],
        counts=[[row[name] for name in CAME] for row in rows],
    )


UNIT_STATES = Chart(
    name="unit_states",
    what=gettext_lazy("Units obliged or prepared, by kind and by how far they came"),
    note=gettext_lazy(
        "All linked: every line cites an action; partly: some do. Missing: obliged, "
        "and prepared nothing. What is not approved is not public, so nobody can count "
        "whether it is linked."
    ),
    heading=gettext_lazy("Kind of unit"),
    keys=("kind",),
    columns=(
        Column("units", "integer", gettext_lazy("Units")),
        *(Column(name, "integer", label) for name, label in CAME.items()),
    ),
    read=unit_rows,
    finding=unit_finding,
    sentence=unit_sentence,
    draw=unit_grid,
    name_of=lambda row: in_words(KINDS[row["kind"]]),
)
