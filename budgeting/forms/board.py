"""What Finance chooses on the board: which units, in what order, whose they are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm
from budgeting.overview.board import NOTHING, Board
from budgeting.overview.choosing import MINE, MISSING, NOBODY, PRESSING, Chosen
from budgeting.workflow import Status
from programme.models import BudgetUnit, User

SORTS = [
    (PRESSING, _("Most pressing")),
    ("age", _("Longest wait")),
    ("left", _("Fewest days left")),
    ("amount", _("Largest amount")),
    ("code", _("Code")),
]


class BoardFilter(DeskForm):
    """Which units of the board are shown, and in what order."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All states")),
            (MISSING, _("Not submitted")),
            (NOTHING, _("Not started")),
            (Status.DRAFT.value, _("In preparation")),
            *[choice for choice in Status.choices if choice[0] != Status.DRAFT],
        ],
    )
    kind = forms.ChoiceField(
        label=_("Kind of unit"),
        required=False,
        choices=[("", _("All kinds")), *BudgetUnit.Kind.choices],
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    analyst = forms.ChoiceField(label=_("Analyst"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)

    def __init__(self, *args: Any, board: Board, reviews: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = board.year.pk
        fields: dict[str, Any] = self.fields
        fields["sector"].choices = [
            ("", _("All sectors")),
            *[(one, one) for one in board.sectors],
        ]
        fields["analyst"].choices = [
            ("", _("All analysts")),
            *([(MINE, _("My units"))] if reviews else []),
            (NOBODY, _("Nobody")),
            *[(str(one.pk), str(one)) for one in _people(board)],
        ]

    @property
    def order_label(self) -> str:
        """The order of the rows, in words."""
        return str(dict(SORTS)[self.chosen.sort or PRESSING])

    @property
    def chosen(self) -> Chosen:
        """What was asked for; what makes no sense counts as not asked."""
        self.is_valid()
        return Chosen(year=str(self.year), **self.cleaned_data)


class AssignForm(DeskForm):
    """Whose the ticked units are."""

    analyst = forms.ChoiceField(
        label=_("Analyst of the ticked units"),
        error_messages={"required": _("Choose the analyst.")},
    )

    def __init__(self, *args: Any, reviewers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_assign_%s", **kwargs)
        people = [(str(one.pk), str(one)) for one in reviewers]
        fields: dict[str, Any] = self.fields
        fields["analyst"].choices = [("", _("Choose")), *people]


def _people(board: Board) -> list[User]:
    """Who reviews, and who has a unit though they review no more; by name."""
    assigned = {row.analyst.pk: row.analyst for row in board.rows if row.analyst}
    people = {**assigned, **{one.pk: one for one in board.reviewers}}
    return sorted(people.values(), key=lambda one: str(one).casefold())
