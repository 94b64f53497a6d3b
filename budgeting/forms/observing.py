"""What Finance writes when it observes: on one part, on many lines, under an answer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, day, reasoned, text
from budgeting.forms.bulk import LinesFilter
from budgeting.models import Citation, Observation, ObservationCode, SpendingLine
from programme.texts import text_of

WRITTEN = ("code", "citation", "text", "severity", "due_on")
GROUPS = [  # of the part observed, what its list of codes begins with
    ObservationCode.About.CITATION,
    ObservationCode.About.LINE,
    ObservationCode.About.FRAMEWORK,
    ObservationCode.About.PROPOSAL,
    ObservationCode.About.ANY,
]


class CodeSelect(forms.Select):
    """A list of codes, each with its standard text and severity for the script."""

    told: Mapping[str, ObservationCode] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict:
        """The option, with what its code would write."""
        option = super().create_option(name, value, *args, **kwargs)
        if code := self.told.get(str(value)):
            option["attrs"]["data-text"] = text_of(code, "text").value
            option["attrs"]["data-severity"] = code.severity
        return option


class ObservationForm(DeskForm):
    """What Finance asks about a proposal, a framework, a line or a citation."""

    citation = forms.ChoiceField(
        label=_("What exactly"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("The line no longer cites this action.")},
    )
    code = forms.ChoiceField(
        label=_("Code"),
        required=False,
        widget=CodeSelect,
        help_text=_("Of the catalogue of observations; it brings its standard text."),
        error_messages={"invalid_choice": _("Choose a code that is in use.")},
    )
    text = reasoned(
        _("Observation"),
        _("What is wrong, by which rule, and what the unit should do."),
        _("Write the observation."),
        rows=7,
    )
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=Observation.Severity.choices,
        initial=Observation.Severity.BLOCKING,
        widget=forms.RadioSelect,
        help_text=_("While a blocking observation is open, nobody can approve."),
        error_messages={"required": _("Choose a severity.")},
    )
    due_on = day(_("Answer by"), _("Optional, such as 31/10/2026."), required=False)

    def __init__(
        self,
        *args: Any,
        codes: Iterable[ObservationCode] = (),
        citations: Sequence[Citation] = (),
        first: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {one.code: one for one in codes}
        self.fields["code"].choices = [("", _("No code")), *_grouped(self.codes, first)]
        self.fields["code"].widget.told = self.codes
        if citations:
            self.fields["citation"].choices = _parts(citations)
        else:
            del self.fields["citation"]

    def filled(self, posted: Mapping[str, str]) -> dict[str, str]:
        """What was typed, with the standard text and severity of the chosen code.

        A text of one's own stays, the standard one below it.
        """
        said = {name: posted.get(name, "") for name in WRITTEN}
        if code := self.codes.get(said["code"]):
            standard = text_of(code, "text").value
            own = said["text"].replace("\r\n", "\n").strip()
            if own in self._standard() or standard in own:
                own = own if standard in own else ""
            added = "" if standard in own else standard
            said["text"] = "\n\n".join(part for part in (own, added) if part)
            said["severity"] = code.severity
        return said

    def _standard(self) -> set[str]:
        """Every standard text, which may stand in another's place."""
        return {text_of(one, "text").value for one in self.codes.values()}


class ObservedFilter(LinesFilter):
    """Which lines are listed, to be observed on."""

    action = text(
        _("Action cited"),
        _("Its code, or how the code begins, such as 01.02."),
        max_length=40,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].widget.attrs["class"] = "short"

    def keeps(self, line: SpendingLine) -> bool:
        """Whether the line, read with its citations, is one of those asked for."""
        asked = self.cleaned_data if self.is_valid() else {}
        action = asked.get("action", "")
        cited = [one.action.code for one in line.citations.all()]
        return super().keeps(line) and (
            not action or any(code.startswith(action) for code in cited)
        )


class AskBackForm(DeskForm):
    """A message of Finance under an observation."""

    read = forms.CharField(required=False, widget=forms.HiddenInput)
    text = reasoned(
        _("Message to the unit"),
        _("What is still missing in the answer, and what the unit should do."),
        _("Write the message."),
    )
    due_on = day(
        _("Answer by"),
        _("Such as 31/10/2026. Left empty, the day given before stays."),
        required=False,
    )


class CodeForm(DeskForm):
    """One entry of the catalogue of observation codes."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    code = text(
        _("Code"),
        _("Capital letters and digits, such as REN-09. It never changes afterwards."),
        max_length=20,
        required=True,
        error_messages={"required": _("Write the code.")},
    )
    about = forms.ChoiceField(
        label=_("What it is about"),
        choices=ObservationCode.About.choices,
        error_messages={"required": _("Choose what it is about.")},
    )
    severity = forms.ChoiceField(
        label=_("Usual severity"),
        choices=Observation.Severity.choices,
        initial=Observation.Severity.BLOCKING,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a severity.")},
    )
    name_es = text(_("Name in Spanish"), max_length=150)
    text_es = text(
        _("Standard text in Spanish"),
        _("What is wrong, by which rule, and what the unit should do."),
        rows=5,
    )
    name_en = text(_("Name in English"), max_length=150)
    text_en = text(
        _("Standard text in English"),
        _("Where one language is empty, the other is shown in its place, marked."),
        rows=5,
    )
    position = forms.IntegerField(
        label=_("Place in the list"),
        help_text=_("A whole number: lower ones come first."),
        required=False,
        min_value=0,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"invalid": _("Write a whole number, such as 120.")},
    )

    def clean_position(self) -> int:
        """No place given: the first."""
        return self.cleaned_data["position"] or 0


def _grouped(codes: Mapping[str, ObservationCode], first: str) -> list[tuple]:
    """The choices, in groups by what they are about; those of `first` in front."""
    order = sorted(GROUPS, key=lambda one: one != first)
    groups = []
    for about in order:
        own = [one for one in codes.values() if one.about == about]
        named = [(one.code, f"{one.code} {text_of(one, 'name').value}") for one in own]
        if named:
            groups.append((about.label, named))
    return groups


def _parts(citations: Sequence[Citation]) -> list[tuple[str, Any]]:
    """The line as a whole, and each of its citations."""
    said = _("Its citation of %(code)s: %(text)s")
    named = [
        (
            str(one.pk),
            said
            % {
                "code": one.action.code,
                "text": _short(text_of(one.action, "text").value),
            },
        )
        for one in citations
    ]
    return [("", _("The line as a whole")), *named]


def _short(written: str) -> str:
    return written if len(written) <= 90 else f"{written[:89]}…"
