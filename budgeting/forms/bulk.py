"""What is asked on the page that cites many lines at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.bulk import How
from budgeting.forms.base import DeskForm, text
from budgeting.functions import CHAPTER_NAMES
from budgeting.models import PolicyFramework, SpendingLine
from programme.workbooks.names import plain

UNCITED, CITES = "uncited", "cites"


class LinesFilter(DeskForm):
    """Which lines are listed, to be ticked."""

    framework = forms.ChoiceField(label=_("Policy framework"), required=False)
    chapter = forms.ChoiceField(
        label=_("Chapter"),
        required=False,
        choices=[
            ("", _("All chapters")),
            *((str(n), f"{n} {name}") for n, name in CHAPTER_NAMES.items()),
        ],
    )
    partida = text(
        _("Partida"), _("Its first digits, for example 44 or 4411."), max_length=4
    )
    words = text(
        _("Words in the description"), _("With or without accents."), max_length=200
    )
    state = forms.ChoiceField(
        label=_("What they cite"),
        required=False,
        choices=[
            ("", _("Anything or nothing")),
            (UNCITED, _("No action yet")),
            (CITES, _("Some action")),
        ],
    )

    def __init__(
        self, *args: Any, frameworks: Sequence[PolicyFramework] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.code, f"{one.code} {one.name}"[:90]) for one in frameworks]
        self.fields["framework"].choices = [("", _("All frameworks")), *named]
        self.fields["partida"].widget.attrs["class"] = "short"

    def keeps(self, line: SpendingLine) -> bool:
        """Whether the line, read with its citations, is one of those asked for."""
        asked = self.cleaned_data if self.is_valid() else {}
        cites = bool(line.citations.all())
        words = _plain(asked.get("words", "")).split()
        return (
            asked.get("framework", "") in ("", line.framework.code)
            and line.object_code.startswith((asked.get("chapter") or "")[:1])
            and line.object_code.startswith(asked.get("partida", ""))
            and asked.get("state", "") in ("", CITES if cites else UNCITED)
            and all(word in _plain(line.description) for word in words)
        )


class HowForm(DeskForm):
    """What is done with the chosen actions."""

    how = forms.ChoiceField(
        label=_("What to do with these actions"),
        choices=How.choices,
        initial=How.ADD,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what to do with these actions.")},
    )


def _plain(written: str) -> str:
    return plain(written).casefold()
