"""Each published number over the years on record, with what breaks the comparison."""

from decimal import Decimal

from django.http import Http404
from django.utils.translation import gettext as _

from reporting.api.endpoints import Answer, endpoint, publication_of
from reporting.breaks import Break, Record
from reporting.kept import Records
from reporting.trends import Point, Value, measures_of, trend

Signs = dict[str, str]


@endpoint("measure")
def trend_year(records: Records, query: dict) -> Answer:
    """Every number of the year over the years on record."""
    return _trend(records, query, "year", "")


@endpoint("measure", "programme")
def trend_right(records: Records, query: dict, code: str) -> Answer:
    """The numbers of a right or group's chapter over the years on record."""
    return _trend(records, query, "right", code)


@endpoint("measure", "programme")
def trend_group(records: Records, query: dict, code: str) -> Answer:
    """The numbers of a population group over the years on record."""
    return _trend(records, query, "group", code)


@endpoint("measure", "programme")
def trend_action(records: Records, query: dict, code: str) -> Answer:
    """The numbers of an action, and of what it was and became, over the years."""
    return _trend(records, query, "action", code)


@endpoint("measure")
def trend_unit(records: Records, query: dict, code: str) -> Answer:
    """The numbers of a unit over the years on record."""
    return _trend(records, query, "unit", code)


def _trend(records: Records, query: dict, level: str, code: str) -> dict:
    """The points of a level, the oldest year first; raises Http404 for no such code."""
    measure = query.get("measure", "")
    points = trend(records, level, code, measure, query.get("programme", ""))
    if code and not points:
        sentence = _("No published year has the code %(code)s.")
        raise Http404(sentence % {"code": code})
    signs = {point.year: _signs(point.record) for point in points}
    return {
        "level": level,
        "code": code,
        "measures": list(measures_of(level, measure)),
        "amounts": "nominal",
        "results": [_point(point, signs) for point in points],
    }


def _point(point: Point, signs: dict[int, Signs]) -> dict:
    """One year: what it tells, and what stands between it and the year before."""
    before = signs.get(point.since, {}) if point.since else {}
    now = signs[point.year]
    return {
        "publication": publication_of(point.record.publication),
        **{name: now[name] for name in ("programme", "linking", "currency")},
        "code": point.code,
        "state": point.state,
        "values": {name: _written(value) for name, value in point.values.items()},
        "since": point.since,
        "not_on_record": list(range(point.gap[0], point.gap[1] + 1))
        if point.gap
        else [],
        "breaks": [_break(one, before, now) for one in point.breaks],
        "carried": [_break(one, before, now) for one in point.carried],
    }


def _break(one: Break, before: Signs, now: Signs) -> Signs:
    """A break by its codes, which are the same in every language."""
    values = (before.get(one.kind, one.before), now.get(one.kind, one.after))
    return {"kind": one.kind, "before": values[0], "after": values[1]}


def _signs(record: Record) -> Signs:
    """What must be alike for two years to compare, as codes."""
    held = record.publication
    return {
        "programme": record.programme.code,
        "stage": held.stage,
        "linking": held.linking,
        "currency": held.currency,
        "method": held.method_version,
    }


def _written(value: Value) -> int | bool | str | None:
    """A value as the API writes it: amounts and rates are strings."""
    return str(value) if isinstance(value, Decimal) else value
