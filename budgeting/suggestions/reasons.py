"""Why an action is suggested: kept as data, said in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.functions import FUNCTIONS

SHOWN_WORDS = 6
QUOTED = 140  # letters of a past line


@dataclass(frozen=True)
class Reason:
    """One piece of evidence: its kind, what it says, and what it added to the score."""

    kind: str
    said: Mapping[str, Any] = field(default_factory=dict)
    weight: float = 0.0

    def __str__(self) -> str:
        return SENTENCES[self.kind](self.said)

    def kept(self) -> dict[str, Any]:
        """What is recorded of it."""
        return {"kind": self.kind, **self.said}


def _own_choice(said: Mapping) -> str:
    if said["same"]:
        sentence = _("Your unit cited it in %(year)s for this same line: “%(line)s”")
    else:
        sentence = _("Your unit cited it in %(year)s for a line like this: “%(line)s”")
    return sentence % said


def _others_choice(said: Mapping) -> str:
    sentence = ngettext(
        "%(unit)s cited it in %(year)s for a line like this: “%(line)s”",
        "%(units)s units cited it for lines like this; the nearest is of %(unit)s, "
        "%(year)s: “%(line)s”",
        said["units"],
    )
    return sentence % said


def _words(said: Mapping) -> str:
    return _("These words match: %(words)s.") % {"words": ", ".join(said["words"])}


def _around(said: Mapping) -> str:
    return _("These words of the policy framework match: %(words)s.") % {
        "words": ", ".join(said["words"])
    }


def _responsible(said: Mapping) -> str:
    return _("It names your unit as responsible.")


def _group(said: Mapping) -> str:
    return _("It serves the same population group: %(group)s.") % said


def _function(said: Mapping) -> str:
    sentence = _("Lines of the function “%(name)s” often cite this right.")
    return sentence % {"name": FUNCTIONS.get(said["code"], said["code"])}


def _object(said: Mapping) -> str:
    return _("Lines of partida %(code)s often cite this right.") % said


SENTENCES = {
    "own_choice": _own_choice,
    "others_choice": _others_choice,
    "words": _words,
    "framework": _around,
    "responsible": _responsible,
    "group": _group,
    "function": _function,
    "object_code": _object,
}


def quoted(text: str) -> str:
    """A past line as a reason quotes it."""
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1].rstrip()}…"
