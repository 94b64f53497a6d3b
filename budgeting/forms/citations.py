"""What a line cites, as typed: a share, a strength and a reason for each action."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, text
from budgeting.models import Citation
from budgeting.money import basis_points, equal_shares
from budgeting.overview import per_cent
from budgeting.services import CitedAction
from programme.models import Action
from programme.search import QUERY_LIMIT

EQUAL, OWN = "equal", "own"
NARROWING = ("right", "group", "term", "own", "last_year")  # the fields of filters


class SearchForm(DeskForm):
    """Words or a code to look for, and what the actions must be."""

    q = text(
        _("Search the actions"),
        _("Words or a code, for example: shelters for women, or 23.2."),
        max_length=QUERY_LIMIT,
    )
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    right = forms.ChoiceField(label=_("Right or group"), required=False)
    group = forms.ChoiceField(label=_("Serves the population group"), required=False)
    term = forms.ChoiceField(
        label=_("Term"),
        required=False,
        choices=[("", _("Any term")), *Action.Term.choices],
    )
    own = forms.BooleanField(
        label=_("Only actions that name this unit as responsible"), required=False
    )
    last_year = forms.BooleanField(required=False)

    def __init__(
        self,
        *args: Any,
        rights: Sequence = (),
        groups: Sequence = (),
        programmes: Sequence = (),
        last_year: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["right"].choices = [("", _("All rights and groups")), *rights]
        self.fields["group"].choices = [("", _("Any group or none")), *groups]
        self.fields["programme"].choices = programmes
        self._leave_out(programmes, groups, last_year)

    def found_at(self, address: str) -> "SearchForm":
        """The form, whose field of words asks this address while one types."""
        self.fields["q"].widget.attrs |= {
            "data-combobox": "",
            "data-source": address,
            "data-filters": "narrow",
            "aria-describedby": f"{self['q'].auto_id}_helptext cited-count",
        }
        return self

    def _leave_out(
        self, programmes: Sequence, groups: Sequence, last_year: int | None
    ) -> None:
        """No field that could only be asked in vain."""
        if len(programmes) < 2:
            del self.fields["programme"]
        if not groups:
            del self.fields["group"]
        if last_year is None:
            del self.fields["last_year"]
        else:
            label = _("Only actions that this unit cited in %(year)s")
            self.fields["last_year"].label = label % {"year": last_year}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words is asked for."""
        return any(self.data.get(name) for name in NARROWING)

    @property
    def asks(self) -> bool:
        """Whether anything at all is asked for."""
        asked = self.cleaned_data
        return any(asked.get(name) for name in ("q", *NARROWING))


class CitationForm(DeskForm):
    """One action that the line cites."""

    share = forms.CharField(
        label=_("Share in per cent"),
        help_text=_("Only if you write the shares: for example 62.5."),
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"}
        ),
    )
    strength = forms.ChoiceField(
        label=_("Strength"),
        help_text=_("How closely the money serves it. Unsure: leave it unstated."),
        required=False,
        choices=[("", _("Not stated")), *Citation.Strength.choices],
    )
    justification = text(
        _("Why, in one line"),
        _("Optional and public. For example: pays the 12 vaccinators of the east."),
        max_length=500,
    )

    def __init__(
        self,
        action: Action,
        data: QueryDict | dict | None = None,
        *,
        shared: str = EQUAL,
    ) -> None:
        self.action = action
        self.shared = shared
        super().__init__(data, prefix=f"a{action.pk}")

    @property
    def named(self) -> str:
        """What stands in a name of its fields before their own."""
        return f"{self.prefix}-"

    def clean_share(self) -> int | None:
        """The share in basis points; None where parts are equal."""
        typed = self.cleaned_data["share"]
        if self.shared == EQUAL:
            return None
        if not typed:
            raise ValidationError(
                _("Give a share to action %(code)s.") % {"code": self.action.code}
            )
        try:
            return basis_points(typed)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def cited(self) -> CitedAction:
        """What the service is asked to cite."""
        return CitedAction(
            self.action,
            self.cleaned_data["share"],
            self.cleaned_data["strength"],
            self.cleaned_data["justification"],
        )


def saved_forms(citations: Sequence[Citation]) -> list[CitationForm]:
    """The citations as saved, each in its form."""
    return [
        CitationForm(
            one.action,
            {
                f"a{one.action_id}-share": per_cent(one.share),
                f"a{one.action_id}-strength": one.strength,
                f"a{one.action_id}-justification": one.justification,
            },
        )
        for one in citations
    ]


def how_shared(citations: Sequence[Citation]) -> str:
    """Whether the saved shares are equal parts, or the officer's own."""
    by_programme: dict[int, dict[str, int]] = {}
    for one in citations:
        by_programme.setdefault(one.programme_id, {})[one.action.code] = one.share
    equal = all(equal_shares(list(s)) == s for s in by_programme.values())
    return EQUAL if equal else OWN
