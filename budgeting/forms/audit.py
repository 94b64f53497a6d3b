"""What an auditor asks of the trail, and of a proposal's past."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, day, text
from budgeting.models import FiscalYear, Proposal
from budgeting.overview.concerning import concerning, concerning_proposal
from programme.models import BudgetUnit, User
from programme.trail.reading import Filters
from programme.trail.tables import tables

CURSORS = ("older", "newer")
ANY = ("", _("Any"))
LARGEST = models.BigIntegerField.MAX_BIGINT


def number(label, hint="") -> forms.IntegerField:
    """A field for the number of something."""
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        min_value=0,
        max_value=LARGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"invalid": _("Write a whole number.")},
    )


def hidden() -> forms.IntegerField:
    """A number that links carry, and that nobody types."""
    return forms.IntegerField(
        required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput
    )


def chosen(label, queryset) -> forms.ModelChoiceField:
    """A field to choose one of these, or all."""
    absent = _("%(label)s: choose one of the list.") % {"label": label}
    return forms.ModelChoiceField(
        queryset,
        label=label,
        required=False,
        empty_label=_("Any"),
        error_messages={"invalid_choice": absent},
    )


class TrailFilter(DeskForm):
    """Which entries of the trail to read."""

    source = forms.ChoiceField(label=_("What was changed"), required=False)
    unit = chosen(_("Budget unit"), BudgetUnit.objects.order_by("code"))
    year = chosen(_("Year"), FiscalYear.objects.order_by("-year"))
    person = chosen(_("Who"), User.objects.order_by("first_name", "username"))
    since = day(_("From"), _("The day, such as 31/10/2026."), required=False)
    until = day(_("Until"), _("This day included."), required=False)
    row = number(_("Number of the row"), _("As entries show it."))
    request = text(_("Request"), _("The number of one request or act."), max_length=64)
    proposal = hidden()
    older = hidden()
    newer = hidden()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.source, one.name) for one in tables().values()]
        self.fields["source"].choices = [ANY, *sorted(named, key=lambda one: one[1])]

    @property
    def filters(self) -> Filters:
        """What is asked for, to be read."""
        asked = self.cleaned_data
        person, unit, year = asked["person"], asked["unit"], asked["year"]
        rows = concerning(unit=unit and unit.pk, year=year and year.pk)
        if asked["proposal"]:
            rows &= concerning_proposal(asked["proposal"])
        return Filters(
            source=asked["source"],
            row=asked["row"],
            person=person and person.pk,
            request=asked["request"],
            since=asked["since"],
            until=asked["until"],
            rows=rows,
        )

    @property
    def of_proposal(self) -> Proposal | None:
        """The proposal asked for, by itself or by unit and year; None if none is."""
        asked, found = self.cleaned_data, Proposal.objects.select_related("unit")
        if asked["proposal"]:
            return found.filter(pk=asked["proposal"]).first()
        if not (asked["unit"] and asked["year"]):
            return None
        both = {"unit": asked["unit"], "fiscal_year": asked["year"]}
        return found.filter(**both).first()

    @property
    def cursors(self) -> dict[str, int | None]:
        """Where the page begins."""
        return {name: self.cleaned_data[name] for name in CURSORS}

    @property
    def is_narrowed(self) -> bool:
        """Whether not every entry is asked for."""
        asked = self.cleaned_data.items()
        return any(one not in ("", None) for name, one in asked if name not in CURSORS)


class MomentForm(DeskForm):
    """A past moment, in the year's own time zone."""

    day = day(
        _("Day"),
        _("Such as 31/10/2026."),
        required=True,
        missing=_("Write the day."),
    )
    time = forms.TimeField(
        label=_("Time"),
        help_text=_("Such as 14:30:59."),
        required=False,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M:%S", attrs={"class": "short"}),
        error_messages={
            "invalid": _("Write the time as hours and minutes, such as 14:30.")
        },
    )

    def refuse_address(self) -> None:
        """Say that the address names no moment."""
        self.add_error(None, _("The address names no moment: write day and time."))

    def moment(self, year: FiscalYear) -> datetime:
        """The last instant of what was written: of that day, minute or second."""
        at = self.cleaned_data["time"]
        whole = time.max if at is None else at
        zone = ZoneInfo(year.time_zone)
        return datetime.combine(self.cleaned_data["day"], whole, tzinfo=zone)
