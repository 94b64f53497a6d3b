"""How what a proposal says is compared with what it, or last year's, said.

Compares contents as `contents.content_of` makes them and a submission keeps them.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from budgeting.models import FRAMEWORK_FIELDS, Citation, PolicyFramework, SpendingLine
from budgeting.overview.changes import (
    Changes,
    Content,
    FrameworkChange,
    Kind,
    LineChange,
    citations_by_action,
)
from budgeting.overview.lines import per_cent
from programme.trail.words import Change

OF_FRAMEWORK = [one for one in FRAMEWORK_FIELDS if one not in ("code", "position")]
OF_LINE = ("object_code", "description", "territory", "classification")
NOTHING = "–"


def changes_between(
    before: Content, after: Content, pairs: Mapping[str, str] | None = None
) -> Changes:
    """What differs. Lines are the same by code, which is unique in a proposal.

    `pairs` gives the code that a line of `after` had in `before`, where it had another.
    """
    was, now = _lines(before), _lines(after)
    known = {code: (pairs or {}).get(code, code) for code in now}
    lines = [_line_change(was.get(known[code]), now[code]) for code in now]
    kept = set(known.values())
    lines += [
        _line_change(line, None) for code, line in was.items() if code not in kept
    ]
    return Changes(
        lines=sorted(
            (one for one in lines if _differs(one)), key=lambda one: one.line["code"]
        ),
        frameworks=list(_frameworks(before, after)),
        other=list(_others(before, after)),
        before=_total(was),
        after=_total(now),
        year=before["year"],
    )


def _lines(content: Content) -> dict[str, dict[str, Any]]:
    """Every line by code, each with the code of its framework."""
    return {
        line["code"]: {**line, "framework": each["code"]}
        for each in content["frameworks"]
        for line in each["lines"]
    }


def _total(lines: Mapping[str, Content]) -> Decimal:
    return sum((Decimal(line["amount"]) for line in lines.values()), Decimal(0))


def _line_change(before: Content | None, after: Content | None) -> LineChange:
    said = list(_line_said(before, after)) if before and after else []
    return LineChange(before, after, said)


def _differs(one: LineChange) -> bool:
    changed = one.said or one.difference or one.cited or one.uncited
    return one.kind != Kind.CHANGED or bool(changed)


def _line_said(before: Content, after: Content) -> Iterator[Change]:
    """What else differs of a line than its amount and which actions it cites."""
    if before["framework"] != after["framework"]:
        yield Change(_("Framework"), before["framework"], after["framework"])
    if before["code"] != after["code"]:
        yield Change(_name(SpendingLine, "code"), before["code"], after["code"])
    for field in OF_LINE:
        yield from _field(SpendingLine, field, before, after)
    if _screening(before) != _screening(after):
        label = _("No action applies")
        yield Change(label, _screening(before), _screening(after))
    if before["waivers"] != after["waivers"]:
        yield Change(_("Waiver"), _waivers(before), _waivers(after))
    yield from _citations_said(before, after)


def _citations_said(before: Content, after: Content) -> Iterator[Change]:
    """What differs of the citations that the line keeps."""
    was, now = citations_by_action(before), citations_by_action(after)
    for key in [key for key in now if key in was]:
        told, tells = _told(was[key]), _told(now[key])
        if told != tells:
            yield Change(_("Citation of %(code)s") % {"code": key}, told, tells)
        for field in ("text_es", "text_en"):
            if was[key][field] != now[key][field]:
                label = _("Text of action %(code)s") % {"code": key}
                yield Change(label, was[key][field] or "–", now[key][field] or "–")


def _told(citation: Content) -> str:
    """A citation in a few words."""
    strength = citation["strength"]
    said = [
        f"{citation['programme']}",
        f"{per_cent(citation['share'])} %",
        str(Citation.Strength(strength).label) if strength else "",
        citation["justification"],
    ]
    return " · ".join(part for part in said if part)


def _screening(line: Content) -> str:
    said = [line["screened"], line["screened_reason"]]
    return ": ".join(part for part in said if part) or NOTHING


def _waivers(line: Content) -> str:
    return "; ".join(f"{one['by']}: {one['reason']}" for one in line["waivers"]) or "–"


def _frameworks(before: Content, after: Content) -> Iterator[FrameworkChange]:
    was = {one["code"]: one for one in before["frameworks"]}
    now = {one["code"]: one for one in after["frameworks"]}
    for code in sorted(was.keys() | now.keys()):
        one, other = was.get(code), now.get(code)
        if one is None or other is None:
            there = one or other or {}
            kind = Kind.NEW if one is None else Kind.GONE
            yield FrameworkChange(code, there["name"], kind, [])
            continue
        said = [s for f in OF_FRAMEWORK for s in _field(PolicyFramework, f, one, other)]
        if said:
            yield FrameworkChange(code, other["name"], Kind.CHANGED, said)


def _field(
    model: type[models.Model], field: str, before: Content, after: Content
) -> Iterator[Change]:
    if before[field] != after[field]:
        yield Change(_name(model, field), _shown(before[field]), _shown(after[field]))


def _name(model: type[models.Model], field: str) -> str:
    name = str(model._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
    return name[:1].upper() + name[1:]


def _shown(value: Any) -> str:
    """A value of a content in text."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {said}" for name, said in value.items()) or NOTHING
    if isinstance(value, list):
        return "; ".join(_shown(one) for one in value) or NOTHING
    return str(value) if value not in (None, "") else NOTHING


def _others(before: Content, after: Content) -> Iterator[Change]:
    """What differs of the proposal as a whole, within one year and unit."""
    names = {
        "linking": _("Linking rule"),
        "currency": _("Currency"),
        "unit": _("Unit"),
        "origin": _("Origin"),
    }
    if before["year"] != after["year"]:
        return
    for key, label in names.items():
        if before[key] != after[key]:
            yield Change(label, _shown(before[key]), _shown(after[key]))
