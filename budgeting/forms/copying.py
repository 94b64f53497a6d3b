"""Starting from last year: what to copy, and what becomes of a retired action."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, text
from budgeting.models import FiscalYear
from programme.models import Action

LEAVE, COPY = "leave", "copy"
ALL, OTHER, DROP = "all", "other", "drop"


class CopyForm(DeskForm):
    """Whether the amounts are copied too; only if it is said."""

    amounts = forms.ChoiceField(
        label=_("Amounts"),
        choices=[
            (LEAVE, _("Leave the amounts empty: I will write each of them")),
            (COPY, _("Copy the amounts too: I will review each of them")),
        ],
        initial=LEAVE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of the amounts.")},
    )
    source = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DecideForm(DeskForm):
    """What takes the place of one action of last year that this year does not offer."""

    choice = forms.ChoiceField(
        label=_("What becomes of it"), required=False, widget=forms.RadioSelect
    )
    code = text(
        _("Code of the other action"),
        _("For example 23.2.1. An action of another programme: CODE:01.01.01."),
        max_length=60,
    )

    def __init__(
        self,
        waiting: Mapping[str, Any],
        successors: Sequence[Action],
        year: FiscalYear,
        data: Mapping | None = None,
    ) -> None:
        self.waiting = waiting
        self.successors = {action.pk: action for action in successors}
        self.year = year
        super().__init__(data, prefix=f"a{waiting['action']}")
        self.fields["choice"].choices = list(self._choices())

    def _choices(self):
        said = _("Cite its successor %(code)s")
        for pk, action in self.successors.items():
            yield str(pk), said % {"code": action.code}
        if len(self.successors) > 1:
            yield ALL, _("Cite all its successors, its share in equal parts")
        yield OTHER, _("Cite another action")
        yield DROP, _("Drop it: this line no longer pays for it")

    def clean(self) -> dict[str, Any]:
        """The actions that take its place, under `taken`; none where it is dropped."""
        said = super().clean() or {}
        choice = said.get("choice", "")
        if choice == OTHER:
            said["taken"] = self._other(said.get("code", ""))
        elif choice in (ALL, DROP):
            said["taken"] = list(self.successors.values()) if choice == ALL else []
        elif choice:
            said["taken"] = [self.successors[int(choice)]]
        return said

    def _other(self, typed: str) -> list[Action]:
        """The action that this code names; an error at its field if none does."""
        programme, _colon, code = typed.rpartition(":")
        year_programmes = {"programme__year_programmes__fiscal_year": self.year}
        actions = Action.objects.filter(code=code.strip(), **year_programmes)
        if programme:
            actions = actions.filter(programme__code=programme.strip())
        main = "-programme__year_programmes__is_main"
        found = actions.in_force(self.year.year).order_by(main).first()
        if found is None:
            self.add_error("code", self._why_not(typed))
            return []
        return [found]

    def _why_not(self, typed: str) -> ValidationError:
        if not typed:
            return ValidationError(_("Write the code of the other action."))
        said = _("No action of %(year)s has the code “%(code)s”. Search for it first.")
        return ValidationError(said % {"year": self.year, "code": typed})
