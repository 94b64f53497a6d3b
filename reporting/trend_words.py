"""What changed between two years, in a sentence computed from the points shown."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from programme.templatetags.words import number
from reporting.comparing import Pair, change_written, pairs, rate_written, written
from reporting.trends import Point


def about_change(points: list[Point], level: str) -> str:
    """What changed between the two newest years that compare; says so if none do."""
    found = pairs(points)
    years = {point.year for point in points if point.told}
    if not found:
        return _none(len(years))
    newest = found[-1]
    said = SENTENCES[level](newest)
    if newest.after.year == max(years):
        return said
    return f"{said} {_apart([p for p in points if p.told][-1])}".rstrip()


def about_all(every: list[list[Point]], measure: str) -> str:
    """For how many of these a number rose, stayed or fell in the newest such years."""
    newest = [found[-1] for points in every if (found := pairs(points))]
    if not newest:
        return ""
    last = max(pair.after.year for pair in newest)
    told = [pair for pair in newest if pair.after.year == last]
    changes = [change for pair in told if (change := pair.change(measure))]
    if not changes:
        return ""
    values = {
        "before": told[0].before.year,
        "after": last,
        "count": number(len(changes)),
        "rose": number(sum(1 for one in changes if one.difference > 0)),
        "fell": number(sum(1 for one in changes if one.difference < 0)),
        "same": number(sum(1 for one in changes if not one.difference)),
    }
    return (
        _(
            "From %(before)s to %(after)s this figure rose for %(rose)s, fell for "
            "%(fell)s and stayed the same for %(same)s of the %(count)s that compare."
        )
        % values
    )


def _none(years: int) -> str:
    if years < 2:
        return _("One year on record tells it, so no change can be told yet.")
    return _(
        "No two years on record that follow each other can be compared, so no change "
        "is given."
    )


def _apart(newest: Point) -> str:
    """Why the newest year cannot be compared with the one before it."""
    if not newest.breaks:
        return ""
    values = {
        "year": newest.year,
        "before": newest.since,
        "why": ", ".join(str(one.called) for one in newest.breaks),
    }
    return _("%(year)s cannot be compared with %(before)s: %(why)s.") % values


def _year(pair: Pair) -> str:
    said = _(
        "From %(before)s to %(after)s, the units that linked every line went from "
        "%(units_linked_before)s of %(units_prepared_before)s to "
        "%(units_linked_after)s of %(units_prepared_after)s, the linked money from "
        "%(linked_rate_before)s to %(linked_rate_after)s of the whole, and the actions "
        "funded from %(actions_funded_before)s to %(actions_funded_after)s%(change)s."
    )
    return said % {**_values(pair), "change": _rate(pair, "actions_funded")}


def _chapter(pair: Pair) -> str:
    said = _(
        "From %(before)s to %(after)s, its funded actions went from "
        "%(actions_funded_before)s to %(actions_funded_after)s%(change)s, and the "
        "amount attributed to it from %(amount_attributed_before)s to "
        "%(amount_attributed_after)s %(currency)s%(money)s, in nominal amounts."
    )
    return said % {
        **_values(pair),
        "change": _rate(pair, "actions_funded"),
        "money": _rate(pair, "amount_attributed"),
    }


def _group(pair: Pair) -> str:
    said = _(
        "From %(before)s to %(after)s, the funded actions that serve it went from "
        "%(actions_funded_before)s to %(actions_funded_after)s%(change)s, and the "
        "amount that touches it from %(amount_touching_before)s to "
        "%(amount_touching_after)s %(currency)s%(money)s, in nominal amounts."
    )
    return said % {
        **_values(pair),
        "change": _rate(pair, "actions_funded"),
        "money": _rate(pair, "amount_touching"),
    }


def _action(pair: Pair) -> str:
    said = _(
        "From %(before)s to %(after)s, the amount attributed to it went from "
        "%(amount_attributed_before)s to %(amount_attributed_after)s "
        "%(currency)s%(money)s, in nominal amounts, and the lines that cite it from "
        "%(lines_before)s to %(lines_after)s."
    )
    return said % {**_values(pair), "money": _rate(pair, "amount_attributed")}


def _unit(pair: Pair) -> str:
    said = _(
        "From %(before)s to %(after)s, its linked lines went from "
        "%(lines_linked_before)s of %(lines_total_before)s to %(lines_linked_after)s "
        "of %(lines_total_after)s, and its linked amount from "
        "%(amount_linked_before)s to %(amount_linked_after)s %(currency)s%(money)s, "
        "in nominal amounts."
    )
    return said % {**_values(pair), "money": _rate(pair, "amount_linked")}


SENTENCES: dict[str, Callable[[Pair], str]] = {
    "year": _year,
    "right": _chapter,
    "group": _group,
    "action": _action,
    "unit": _unit,
}


def _values(pair: Pair) -> dict[str, object]:
    """Every number of both years as it is written, by its name and the side."""
    values: dict[str, object] = {
        "before": pair.before.year,
        "after": pair.after.year,
        "currency": pair.after.currency,
    }
    for side, point in (("before", pair.before), ("after", pair.after)):
        for name, value in point.values.items():
            values[f"{name}_{side}"] = written(name, value)
    return values


def _rate(pair: Pair, measure: str) -> str:
    """The change as a part, in brackets; nothing where it cannot be told."""
    change = pair.change(measure)
    if change is None or change.rate is None:
        return ""
    return f" ({rate_written(change.rate)})"


def changes_of(points: list[Point]) -> dict[tuple[int, str], dict[str, str]]:
    """The change of each number as pages write it, by the year and code it is of."""
    return {
        (pair.after.year, pair.after.code): {
            name: change_written(name, pair.change(name)) for name in pair.after.values
        }
        for pair in pairs(points)
    }
