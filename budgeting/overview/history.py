"""The history of a proposal in words: who did what, and what changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from budgeting.models import Event, PolicyFramework, SpendingLine
from budgeting.overview.exceptions import above_ceiling_said


@dataclass(frozen=True)
class Told:
    """An event as the history tells it."""

    event: Event
    title: str
    subject: str
    changes: list[tuple[str, str, str]]
    warnings: list[str]
    aside: list[tuple[str, str]]  # what the person wrote and did not choose, whole


def told(events: Iterable[Event]) -> list[Told]:
    """These events, each with its title, the code it is about and what changed."""
    return [_told(event) for event in events]


def _told(event: Event) -> Told:
    data = event.data
    what = data.get("what", "")
    model = PolicyFramework if what.startswith("framework") else SpendingLine
    return Told(
        event=event,
        title=event.title,
        subject=str(data.get("code") or data.get("line") or event.codes),
        changes=[
            (_label(model, name), before, after)
            for name, (before, after) in data.get("changed", {}).items()
            if name not in ("pending", "position", "framework_id")
        ],
        warnings=_warnings(data),
        aside=[(_label(model, k), v) for k, v in data.get("aside", {}).items()],
    )


def _warnings(data: dict) -> list[str]:
    """What a move that the rule allowed should be read with: doubts, exceptions."""
    warnings = []
    if data.get("alike"):
        said = _("The approver's e-mail or name is that of a contributor: %(people)s.")
        warnings.append(said % {"people": ", ".join(data["alike"])})
    if data.get("member"):
        warnings.append(str(_("The approver held a role in the unit meanwhile.")))
    warnings += [above_ceiling_said(used) for used in data.get("above_ceiling", [])]
    return warnings


def _label(model: type[Model], name: str) -> str:
    """What the form calls this field."""
    try:
        return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return name
