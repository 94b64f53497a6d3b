"""What is given on the pages of ceilings and of control files."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, figure, reasoned
from budgeting.functions import CHAPTER_NAMES
from budgeting.models import Stage
from budgeting.overview.ceilings import UnitCeilings
from programme.amounts import AmountError, parse_amount
from programme.forms import WorkbookField

PLACES = (None, *CHAPTER_NAMES)  # in all, then chapter by chapter


def _name(place: int | None) -> str:
    return f"amount_{place or 'all'}"


class CeilingsForm(DeskForm):
    """The ceilings of one unit, in all and by chapter; an empty one is none."""

    def __init__(self, *args: Any, ceilings: UnitCeilings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in PLACES:
            now = _shown(_amounts(ceilings)[place])
            label = f"{place} {CHAPTER_NAMES[place]}" if place else _("In all")
            self.fields[_name(place)] = figure(label)
            self.fields[_name(place)].initial = now
            seen = forms.CharField(widget=forms.HiddenInput, required=False)
            seen.initial = now.replace(",", "")
            self.fields[f"seen_{place or 'all'}"] = seen
        self.fields["reason"] = reasoned(
            _("Reason"),
            _(
                "It is kept with your name for Finance and auditors. "
                "It is not published."
            ),
            _("Say why the ceiling changes."),
            rows=3,
        )

    def clean(self) -> dict[str, Any]:
        """`amounts` and `seen`, each by chapter; None where there is no ceiling."""
        said: dict[str, Any] = {"reason": self.cleaned_data.get("reason", "")}
        said["amounts"] = {place: self._read(_name(place)) for place in PLACES}
        said["seen"] = {place: self._read(f"seen_{place or 'all'}") for place in PLACES}
        return said

    def _read(self, name: str) -> Decimal | None:
        """The amount in this field; an error of the field where it is none."""
        written = self.cleaned_data.get(name, "").strip()
        try:
            return parse_amount(written) if written else None
        except AmountError as error:
            self.add_error(name, str(error))
            return None


def _amounts(ceilings: UnitCeilings) -> dict[int | None, Decimal | None]:
    """The ceilings that were given, by place."""
    amounts: dict[int | None, Decimal | None] = dict.fromkeys(PLACES)
    rows = [*ceilings.chapters, *([ceilings.in_all] if ceilings.stated else [])]
    return amounts | {
        one.chapter: one.allowed.ceiling for one in rows if one.allowed is not None
    }


def _shown(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


class ControlFileForm(DeskForm):
    """A control file, and which figures it states."""

    stage = forms.ChoiceField(
        label=_("What the file states"),
        choices=Stage.choices,
        initial=Stage.APPROVED,
        widget=forms.RadioSelect,
        help_text=_("Totals of the two stages are never added; the page names both."),
        error_messages={"required": _("Choose what the file states.")},
    )
    file = WorkbookField(
        megabytes=5,
        csv=True,
        label=_("Control file"),
        help_text=_(
            "An .xlsx with the sheet “control”, or a .csv, of at most 5 MB: unit, "
            "chapter, amount. Without a unit, the row is a total of the whole city; "
            "without a chapter, of all chapters."
        ),
        error_messages={
            "required": _("Choose the control file."),
            "empty": _("This file is empty: choose another."),
        },
    )


class ControlFilter(DeskForm):
    """Which version of the control file is compared, and which rows are shown."""

    version = forms.IntegerField(required=False, min_value=1)
    only = forms.ChoiceField(
        required=False, choices=[("", ""), ("differences", "differences")]
    )


class CeilingFilter(DeskForm):
    """Which units the page of ceilings shows."""

    show = forms.ChoiceField(
        label=_("Units"),
        required=False,
        choices=[
            ("", _("All units")),
            ("missing", _("Without a ceiling")),
            ("uneven", _("Whose chapters do not add up")),
            ("over", _("Above their ceiling")),
        ],
    )
