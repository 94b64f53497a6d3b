"""The public policy framework form and its rules, read from the form itself.

Labels, hints, lengths, what is needed, refusals and moves are those that officers
meet: they come from the definitions that the forms, the checks and the workflow use.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Model
from django.utils.translation import gettext as _

from budgeting.checks import NEEDED
from budgeting.forms.answers import ScreenForm
from budgeting.forms.citations import CitationForm
from budgeting.forms.rows import FrameworkForm, LineForm
from budgeting.functions import CHAPTER_NAMES, FUNCTIONS
from budgeting.models import Citation, PolicyFramework, SpendingLine
from budgeting.models.proposals import Status
from budgeting.money import basis_points, equal_shares, per_cent
from budgeting.workflow import (
    AFTER_PUBLICATION,
    NEVER_FOR_AUTONOMOUS,
    TRANSITIONS,
    Role,
)
from programme.amounts import AmountError, parse_amount

LINE_NEEDED = ("code", *LineForm.MISSING)
TYPED_AMOUNTS = (
    "1,234.50", "1234.5", "0", "1.234", "1,23", "1.234.567,50", "-500", "(500.00)",
    "$ 1,500", "1e9", "NaN",
)  # fmt: skip
TYPED_SHARES = ("60", "33.33", "100", "0", "33.333", "101")
MODEL_NAMES = {"reason": "screened_reason"}  # fields called otherwise in the table


class FieldGuide(NamedTuple):
    """A field of the form: what it asks, whether it is needed, how long it may be."""

    name: str
    label: str
    hint: str
    needed: bool
    longest: int | None
    choices: list[str]


class Tried(NamedTuple):
    """Something typed, and what the form makes of it: a value, or why it is refused."""

    typed: str
    value: str
    refused: str


class MoveGuide(NamedTuple):
    """A move of a proposal: from, to, who makes it, and what is particular about it."""

    start: str
    to: str
    role: str
    notes: list[str]


def framework_fields() -> list[FieldGuide]:
    """The fields that describe an activity, the twelve months as one."""
    fields = list(_fields(FrameworkForm, PolicyFramework, {"code", "name", *NEEDED}))
    months = PolicyFramework._meta.get_field("monthly_targets")
    hint = _("Optional. How much of the year's target falls in each month.")
    told = FieldGuide(months.name, _capital(months.verbose_name), hint, False, None, [])
    place = [one.name for one in fields].index("physical_target") + 1
    return [*fields[:place], told, *fields[place:]]


def line_fields() -> list[FieldGuide]:
    """The fields of a spending line."""
    return list(_fields(LineForm, SpendingLine, LINE_NEEDED))


def citation_fields() -> list[FieldGuide]:
    """What a line says of each action that it cites."""
    return list(_fields(CitationForm, Citation, ()))


def screening_fields() -> list[FieldGuide]:
    """What a line says where no action applies."""
    return list(_fields(ScreenForm, SpendingLine, ("reason",)))


def amounts() -> list[Tried]:
    """Amounts as people type them, and what becomes of each."""
    return [
        _tried(typed, lambda t: f"{parse_amount(t):,.2f}") for typed in TYPED_AMOUNTS
    ]


def shares() -> list[Tried]:
    """Shares as people type them, and what becomes of each."""
    said = lambda t: f"{per_cent(basis_points(t))}\u00a0%"  # noqa: E731
    return [_tried(typed, said) for typed in TYPED_SHARES]


def equal_parts() -> list[str]:
    """The shares of three actions to which nobody gave one."""
    return [f"{per_cent(one)}\u00a0%" for one in equal_shares("abc").values()]


def moves() -> list[MoveGuide]:
    """The moves of a proposal, in the order of a year."""
    return [
        MoveGuide(
            str(Status(start).label),
            str(Status(to).label),
            str(role.label),
            _notes(move),
        )
        for move, role in TRANSITIONS.items()
        for start, to in [move]
    ]


def form_guide() -> dict[str, Any]:
    """All that the page of the form tells."""
    return {
        "framework_fields": framework_fields(),
        "line_fields": line_fields(),
        "citation_fields": citation_fields(),
        "screening_fields": screening_fields(),
        "amounts": amounts(),
        "shares": shares(),
        "equal_parts": equal_parts(),
        "functions": FUNCTIONS.items(),
        "chapters": CHAPTER_NAMES.items(),
        "moves": moves(),
    }


def _notes(move: tuple[str, str]) -> list[str]:
    found = []
    if move in AFTER_PUBLICATION:
        role = Role(AFTER_PUBLICATION[move]).label
        found.append(_("Once the year is published: %(role)s.") % {"role": role})
    if move in NEVER_FOR_AUTONOMOUS:
        found.append(_("Never for an autonomous body."))
    return found


def _fields(
    form: type[forms.Form], model: type[Model], needed: Collection[str]
) -> Iterator[FieldGuide]:
    """The fields of a form that people see."""
    for name, one in form.base_fields.items():
        if isinstance(one.widget, forms.HiddenInput):
            continue
        hint = " ".join([str(one.help_text), *_patterns(model, name)]).strip()
        yield FieldGuide(
            name,
            str(one.label),
            hint,
            name in needed,
            _longest(one, model, name),
            _choices(one),
        )


def _longest(one: forms.Field, model: type[Model], name: str) -> int | None:
    """How many characters a text may have; None for a number or a choice."""
    if isinstance(one, forms.ChoiceField) or "inputmode" in one.widget.attrs:
        return None
    stored = model._meta.get_field(MODEL_NAMES.get(name, name))
    limits = [getattr(one, "max_length", None), getattr(stored, "max_length", None)]
    return min((limit for limit in limits if limit), default=None)


def _patterns(model: type[Model], name: str) -> list[str]:
    """What the table says of the form of a code, such as that of a partida."""
    stored = model._meta.get_field(MODEL_NAMES.get(name, name))
    rules = (one for one in stored.validators if isinstance(one, RegexValidator))
    return [str(one.message) for one in rules]


def _choices(one: forms.Field) -> list[str]:
    choices: Mapping[str, Any] = dict(getattr(one, "choices", ()))
    return [str(label) for value, label in choices.items() if value]


def _tried(typed: str, read: Any) -> Tried:
    try:
        return Tried(typed, read(typed), "")
    except (AmountError, ValueError) as error:
        return Tried(typed, "", str(error))


def _capital(text: Any) -> str:
    said = str(text)
    return said[:1].upper() + said[1:]
