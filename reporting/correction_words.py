"""What a correction changed, in words: from the rows that its page lists."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgeting.models import Citation, FiscalYear, Stage
from programme.templatetags.words import money, number, per_cent
from programme.texts import text_of
from reporting.corrections import Corrected
from reporting.figures.words import NAMES
from reporting.models import PublishedLine, PublishedUnit

NAMED: dict[str, Any] = {  # what pages call a column of the open data
    **NAMES,
    "stage": gettext_lazy("Stage"),
    "linking": gettext_lazy("Linking rule"),
    "currency": gettext_lazy("Currency"),
    "legal_basis_es": gettext_lazy("Legal basis, in Spanish"),
    "legal_basis_en": gettext_lazy("Legal basis, in English"),
    "method_version": gettext_lazy("Version of the method"),
    "years_compared": gettext_lazy("Earlier years compared with"),
    "status": gettext_lazy("How far it came"),
    "linked": gettext_lazy("Linked: every line cites an action"),
    "obliged": gettext_lazy("Obliged to present a budget"),
    "name": gettext_lazy("Name"),
    "amount": gettext_lazy("Amount"),
    "description": gettext_lazy("Description"),
    "object_code": gettext_lazy("Object of expenditure"),
    "territory": gettext_lazy("Territory"),
    "state": gettext_lazy("State"),
    "share": gettext_lazy("Share"),
    "strength": gettext_lazy("Strength"),
    "justification": gettext_lazy("Reason of the citation"),
    "screened_reason": gettext_lazy("Why no action applies"),
    "waiver_reason": gettext_lazy("Why Finance waived the citation"),
}
YES_NO = {"true": gettext_lazy("Yes"), "false": gettext_lazy("No")}
WORDS: dict[str, dict[str, Any]] = {  # a column's values, as pages say them
    "status": dict(PublishedUnit.Status.choices),
    "state": dict(PublishedLine.State.choices),
    "stage": dict(Stage.choices),
    "linking": dict(FiscalYear.Linking.choices),
    "strength": dict(Citation.Strength.choices),
    **dict.fromkeys(("linked", "obliged", "funded", "new", "in_force"), YES_NO),
}
OF_STATE = ("status", "linked", "obliged")


class Changed(NamedTuple):
    """One column of a row: what it is called, and its old and new value as written."""

    name: Any
    old: Any
    new: Any


class Listed(NamedTuple):
    """A row that differs, as its page lists it."""

    row: dict[str, Any]  # the new one, or the old one where it was removed
    kind: str
    changed: list[Changed]


def told(column: str, value: str | None) -> Any:
    """A cell of the open data as pages write it; a dash where it is empty."""
    if value in (None, ""):
        return "–"
    if column.startswith("amount"):
        return money(value)
    if column.endswith("_rate"):
        return per_cent(value)
    if column == "share":
        return f"{int(value) / 100:.2f}".rstrip("0").rstrip(".") + "\u00a0%"
    if value.isdigit() and column in NAMES:
        return number(int(value))
    return WORDS.get(column, {}).get(value, value)


def listed(corrected: Corrected, file: str) -> list[Listed]:
    """The first rows of a file that differ, each with what changed in it."""
    return [_listed(row) for row in corrected.rows(file)]


def _listed(row: dict[str, Any]) -> Listed:
    old, new = row["old"], row["new"]
    if old is None:
        return Listed(new, "added", [])
    if new is None:
        return Listed(old, "removed", [])
    changed = [
        Changed(NAMED.get(name, name), told(name, old[name]), told(name, new[name]))
        for name in sorted(row["columns"], key=list(new).index)
    ]
    return Listed(new, "changed", changed)


def numbers_changed(corrected: Corrected) -> list[Changed]:
    """The numbers of the year that changed, and its rule and stage if they did."""
    row = corrected.year
    if row is None:
        return []
    order = [name for name in NAMED if name in row["columns"]]
    return [
        Changed(NAMED[name], told(name, row["old"][name]), told(name, row["new"][name]))
        for name in order
    ]


def units_changed(corrected: Corrected) -> int:
    """How many units came in, went out, or are in another state."""
    rows = corrected.rows("units")
    return sum(1 for row in rows if _state_of(row["old"]) != _state_of(row["new"]))


def _state_of(row: dict[str, str] | None) -> tuple[str | None, ...] | None:
    return tuple(row[name] for name in OF_STATE) if row else None


def summary(corrected: Corrected) -> str:
    """What the publication changed against the one before, in two sentences."""
    if corrected.before is None:
        return _("The first publication of the year.")
    return " ".join(
        filter(None, [_lines(corrected), _citations(corrected), _rest(corrected)])
    )


def _lines(corrected: Corrected) -> str:
    values = _counts(corrected, "lines")
    if values is None:
        return _("No line changed.")
    return (
        _("Lines: %(changed)s changed, %(added)s added, %(removed)s removed.") % values
    )


def _citations(corrected: Corrected) -> str:
    values = _counts(corrected, "citations")
    if values is None:
        return ""
    return (
        _("Citations: %(changed)s changed, %(added)s added, %(removed)s removed.")
        % values
    )


def _counts(corrected: Corrected, file: str) -> dict[str, str] | None:
    """The counts of a file as they are written; None where it does not differ."""
    if file not in corrected.files:
        return None
    kinds = ("added", "removed", "changed")
    return {kind: number(corrected.counted(file, kind)) for kind in kinds}


def _rest(corrected: Corrected) -> str:
    """How many units are in another state, and how many numbers of the year changed."""
    units, numbers = units_changed(corrected), len(numbers_changed(corrected))
    moved = ngettext(
        "%(count)s unit is in another state.",
        "%(count)s units are in another state.",
        units,
    ) % {"count": number(units)}
    counted = ngettext(
        "%(count)s number of the year changed.",
        "%(count)s numbers of the year changed.",
        numbers,
    ) % {"count": number(numbers)}
    return f"{moved} {counted}"


def name_of(row: dict[str, Any]) -> Any:
    """The name of a right or a group in a row of the open data, in this language."""
    return text_of(row, "name").value
