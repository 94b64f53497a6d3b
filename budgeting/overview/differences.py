"""How a proposal as it stood differs from the proposal as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from budgeting.models import PolicyFramework, Proposal
from budgeting.overview.past import Past, PastFramework, PastLine
from programme.models import User
from programme.texts import text_of
from programme.trail.tables import tables
from programme.trail.words import Change, Names, changes_of

# what says nothing about what is proposed
UNSAID = {"version", "position", "copied_from_id", "confirmed_at", "undecided"}


@dataclass(frozen=True)
class MarkedLine:
    """A line as it stood, and what is different about it now."""

    shown: PastLine
    gone: bool
    changes: list[Change]


@dataclass(frozen=True)
class MarkedFramework:
    """A framework as it stood, and what is different about it and its lines now."""

    shown: PastFramework
    gone: bool
    changes: list[Change]
    lines: list[MarkedLine]


@dataclass(frozen=True)
class Comparison:
    """A proposal as it stood, each part marked with what is different now."""

    changes: list[Change]
    frameworks: list[MarkedFramework]
    added_frameworks: list[PastFramework]
    added_lines: list[PastLine]

    @property
    def same(self) -> bool:
        """Whether it stands as it stood."""
        parts = [*self.frameworks, *(x for one in self.frameworks for x in one.lines)]
        marked = any(one.gone or one.changes for one in parts)
        return not (marked or self.changes or self.added_frameworks or self.added_lines)


def compared(past: Past, now: Past | None) -> Comparison:
    """The proposal as it stood, marked; all of it is gone if there is none now."""
    if now is None:
        return Comparison(
            [], [_marked(one, {}, {}, {}) for one in past.frameworks], [], []
        )
    names = _names(past, now)
    forms = {one.framework.pk: one for one in now.frameworks}
    lines = {one.line.pk: one for one in now.lines}
    were = {one.line.pk for one in past.lines}
    before = {one.framework.pk for one in past.frameworks}
    return Comparison(
        changes=_differences(past.proposal, now.proposal, names),
        frameworks=[_marked(one, forms, lines, names) for one in past.frameworks],
        added_frameworks=[one for key, one in forms.items() if key not in before],
        added_lines=[one for key, one in lines.items() if key not in were],
    )


def _marked(
    was: PastFramework,
    forms: Mapping[int, PastFramework],
    lines: Mapping[int, PastLine],
    names: Names,
) -> MarkedFramework:
    now = forms.get(was.framework.pk)
    return MarkedFramework(
        shown=was,
        gone=now is None,
        changes=_differences(was.framework, now.framework, names) if now else [],
        lines=[_marked_line(one, lines.get(one.line.pk), names) for one in was.lines],
    )


def _marked_line(was: PastLine, now: PastLine | None, names: Names) -> MarkedLine:
    if now is None:
        return MarkedLine(was, gone=True, changes=[])
    changes = _differences(was.line, now.line, names)
    if (before := _cited(was)) != (after := _cited(now)):
        changes.append(Change(_("Citations"), before or "–", after or "–"))
    if (before := _waived(was)) != (after := _waived(now)):
        changes.append(Change(_("Waiver"), before or "–", after or "–"))
    return MarkedLine(was, gone=False, changes=[*changes, *_texts(was, now)])


def _cited(shown: PastLine) -> str:
    """What a line cites, in a few characters."""
    said = []
    for one in shown.citations:
        parts = [one.citation.get_strength_display(), one.citation.justification]
        told = " · ".join(part for part in parts if part)
        said.append(
            f"{one.citation.action.code} ({one.per_cent} %)"
            + (f" {told}" if told else "")
        )
    return "; ".join(said)


def _waived(shown: PastLine) -> str:
    return shown.waiver.reason if shown.waiver else ""


def _texts(was: PastLine, now: PastLine) -> list[Change]:
    """The texts of the actions that it cited then and cites now, if corrected since."""
    actions = {one.citation.action_id: one.citation.action for one in now.citations}
    found = []
    for one in was.citations:
        then, since = one.citation.action, actions.get(one.citation.action_id)
        if since is None:
            continue
        before, after = text_of(then, "text").value, text_of(since, "text").value
        if before != after:
            label = _("Text of action %(code)s") % {"code": then.code}
            found.append(Change(label, before, after))
    return found


def _differences(was: models.Model, now: models.Model, names: Names) -> list[Change]:
    table = tables()[was._meta.db_table]
    return changes_of(table, _values(was), _values(now), names)


def _values(row: models.Model) -> dict[str, Any]:
    return {
        one.column: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if one.column not in UNSAID
    }


def _names(past: Past, now: Past) -> Names:
    """What the rows that the parts refer to are called."""
    names: dict[tuple[type[models.Model], Any], str] = {}
    for each in (past, now):
        names |= {(User, key): str(one) for key, one in each.people.items()}
        names |= {
            (PolicyFramework, one.framework.pk): str(one.framework)
            for one in each.frameworks
        }
        names[Proposal, each.proposal.pk] = str(each.proposal)
    return names
