"""What the sheets of a programme workbook must look like (method.md, 6)."""

from django.utils.translation import gettext as _

from programme.models import Action, Programme, Right
from programme.workbooks import Column, SheetForm
from programme.workbooks.columns import choice, code, code_list, text, whole, year

PAIRS = {"programme": "name", "rights": "name", "strategies": "text", "actions": "text"}


def programme_forms() -> list[SheetForm]:
    """The four sheets of a programme workbook."""
    return [_programme(), _rights(), _strategies(), _actions()]


def _years(*names: str, optional: bool = False) -> list[Column]:
    return [
        Column(name, year(), blank=True, optional=optional, empty=None)
        for name in names
    ]


def _pair(field: str, most: int) -> list[Column]:
    """A text in both languages; one of the two may be empty."""
    return [
        Column(f"{field}_{tongue}", text(most), blank=True) for tongue in ("es", "en")
    ]


def _code() -> Column:
    digits = _("A code is digits and dots, such as 01.02.03.")
    return Column("code", code(20, r"[0-9]+(\.[0-9]+)*", digits))


def _programme() -> SheetForm:
    letters = _("Use letters, digits and hyphens, such as PDHDF-2009.")
    return SheetForm(
        "programme",
        (
            Column("code", code(40, r"[0-9A-Za-z_-]+", letters)),
            *_pair("name", 250),
            Column("kind", choice(Programme.Kind.values)),
            Column("legal_instrument", text(500), blank=True),
            *_years("in_force_from", "in_force_until"),
            *_years("short_until", "medium_until", "long_until", optional=True),
        ),
    )


def _rights() -> SheetForm:
    chapter = _("A chapter's code is digits, such as 01.")
    return SheetForm(
        "rights",
        (
            Column("code", code(20, r"[0-9]+", chapter)),
            Column("nucleus", text(200), blank=True),
            Column("kind", choice(Right.Kind.values)),
            *_pair("name", 250),
        ),
    )


def _strategies() -> SheetForm:
    columns = (_code(), *_pair("text", 5000))
    return SheetForm("strategies", columns, optional=True, may_be_empty=True)


def _actions() -> SheetForm:
    return SheetForm(
        "actions",
        (
            _code(),
            Column("serial", whole(1, 2_000_000_000)),
            *_pair("text", 5000),
            Column("term", choice(Action.Term.values), blank=True),
            Column("action_type", choice(Action.Type.values), blank=True),
            Column("responsible_units", text(5000), blank=True),
            Column("population_groups", code_list, blank=True),
            *_years("carried_out_since"),
        ),
    )
