"""How pages write money, numbers, and texts that carry their own language."""

from decimal import Decimal
from typing import Any

from django import template
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.models import Action, BudgetUnit, Programme, Right, Strategy
from programme.texts import text_of
from programme.workbooks import names

register = template.Library()

ZONES = {"America/Mexico_City": _("Mexico City time")}
SHEETS = {  # of a file, and what a budget's rows are counted as
    "programme": _("Programme"),
    "rights": _("Rights and population groups"),
    "strategies": _("Strategies"),
    "actions": _("Lines of action"),
    "units": _("Units"),
    "ceilings": _("Ceilings"),
    "proposals": _("Proposals"),
    "lines": _("Lines"),
    "citations": _("Citations"),
}
COLUMNS = {  # those that are no field of a table of the catalogue
    "amount": _("Amount"),
    "citations": _("Citations"),
    "lines": _("Lines"),
    "responsible_units": _("Responsible bodies"),
}


@register.filter
def money(amount: Decimal | str | None) -> str:
    """An amount as `1,234.50`, in every language; a dash where there is none."""
    return "–" if amount in (None, "") else f"{Decimal(str(amount)):,.2f}"


@register.filter
def signed(amount: Decimal | None) -> str:
    """A difference as `+1,234.50` or `−1,234.50`; a dash where there is none."""
    if amount is None:
        return "–"
    return f"{amount:+,.2f}".replace("-", "\u2212") if amount else "0.00"


@register.filter
def number(count: int | None) -> str:
    """A count as `1,234`; a dash where there is none."""
    return "–" if count is None else f"{count:,}"


@register.filter
def per_cent(rate: Decimal | str | None) -> str:
    """A rate such as 0.7512 as `75.12 %`; a dash where there is none."""
    if rate in (None, ""):
        return "–"
    shown = f"{Decimal(str(rate)) * 100:.2f}".rstrip("0").rstrip(".")
    return f"{shown}\u00a0%"


@register.simple_tag
def text(thing: Any, field: str) -> SafeString:
    """A catalogue text in the page's language, or in its own, then marked with it."""
    found = text_of(thing, field)
    if found.language == get_language():
        return format_html("{}", found.value)
    return format_html('<span lang="{}">{}</span>', found.language, found.value)


@register.filter
def zone(name: str) -> str:
    """What people call the time of a zone; its own name where nothing is known."""
    return str(ZONES.get(name, name))


@register.filter
def sheet_name(name: str) -> str:
    """What a sheet holds, in the page's language; an unknown one by its name."""
    known = {spanish: one for one, spanish in names.SHEETS.items()}
    return str(SHEETS.get(known.get(name, name), name))


@register.filter
def column_name(name: str) -> str:
    """What a column of a file is, in the language of the page, or its own name."""
    if name in COLUMNS:
        return str(COLUMNS[name])
    field = _field(name)
    return capfirst(str(field.verbose_name)) if field else name


@register.filter
def value_name(value: Any, column: str) -> Any:
    """A value of a column in words, where the file writes a code word of a list."""
    choices = [one for field in _fields(column) for one in field.flatchoices]
    return str(dict(choices).get(value, value)) if choices else value


def _field(name: str) -> "models.Field[Any, Any] | None":
    return next(iter(_fields(name)), None)


def _fields(name: str) -> "list[models.Field[Any, Any]]":
    """The fields of this name in the tables that files of the catalogue fill."""
    found = []
    for model in (BudgetUnit, Action, Right, Strategy, Programme):
        try:
            found.append(model._meta.get_field(name))
        except FieldDoesNotExist:
            continue
    return found  # type: ignore[return-value]


@register.simple_tag
def unit_kind(kind: str) -> str:
    """What a kind of unit is called."""
    return str(dict(BudgetUnit.Kind.choices).get(kind, kind))
