"""What is wanted of some actions, and what is wrong with it; nothing is written."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme import checks
from programme.exceptions import CatalogueError
from programme.models import Action, CatalogueChange, Programme, Right, Strategy
from programme.models.lineage import SpentCode

Kind = CatalogueChange.Kind
CODE = re.compile(r"[0-9]+(\.[0-9]+)+")
LIMIT = 20  # digits and dots of a code


class NewAction(NamedTuple):
    """An action to be made; of a rewording, the texts that the action is to have."""

    code: str
    text_es: str = ""
    text_en: str = ""
    term: str = ""


@dataclass(frozen=True)
class Wanted:
    """These codes of an edition are to become those, from a year on.

    `became` are codes, known ones or those of `new`.
    """

    kind: str
    programme: Programme
    was: tuple[str, ...]
    year: int | None
    reason: str
    became: tuple[str, ...] = ()
    new: tuple[NewAction, ...] = ()

    @property
    def codes(self) -> dict:
        """What the change keeps of it."""
        made = self.new if self.kind not in WORDED else ()
        said = {"was": list(self.was), "became": list(self.became)}
        return {**said, "made": [one.code for one in made]}


WORDED = (Kind.CORRECTED, Kind.REWORDED)


@dataclass
class Plan:
    """The actions that a change is about, as they are now; by code."""

    wanted: Wanted
    actions: dict[str, Action] = field(default_factory=dict)

    @property
    def was(self) -> list[Action]:
        """What they are now."""
        return [self.actions[code] for code in self.wanted.was]

    @property
    def ending(self) -> list[Action]:
        """Those that end by it: what continues under its own code does not."""
        if self.wanted.kind in WORDED:
            return []
        return [one for one in self.was if one.code not in self.wanted.became]

    @property
    def token(self) -> str:
        """Differs whenever the change, or what it is about, is another than shown."""
        wanted = self.wanted
        asked: list[Any] = [
            wanted.kind,
            wanted.programme.code,
            wanted.year,
            wanted.reason,
        ]
        asked += [wanted.codes, wanted.new]
        state = [
            [one.pk, one.code, one.text_es, one.text_en, one.retired_from]
            for _code, one in sorted(self.actions.items())
        ]
        return hashlib.sha256(json.dumps([asked, state]).encode()).hexdigest()


def plan_of(wanted: Wanted) -> Plan:
    """The change beside the catalogue; raises CatalogueError if it makes no sense."""
    if not wanted.reason.strip():
        raise CatalogueError(_("Say why."), field="reason")
    if wanted.kind != Kind.CORRECTED and wanted.year is None:
        raise CatalogueError(_("Say from which year."), field="year")
    asked = {*wanted.was, *wanted.became} - {one.code for one in _made(wanted)}
    found = wanted.programme.actions.filter(code__in=asked)
    plan = Plan(wanted, {one.code: one for one in found.select_related("programme")})
    if missing := sorted(asked - plan.actions.keys()):
        raise CatalogueError(
            ngettext(
                "%(programme)s has no action %(codes)s.",
                "%(programme)s has no actions %(codes)s.",
                len(missing),
            )
            % {"programme": wanted.programme.code, "codes": ", ".join(missing)},
            field="others",
        )
    CHECKS[wanted.kind](plan)
    return plan


def _made(wanted: Wanted) -> tuple[NewAction, ...]:
    return () if wanted.kind in WORDED else wanted.new


def _check_wording(plan: Plan) -> None:
    """New texts, unlike the old, of an action that is still in force."""
    (action,), (text,) = plan.was, plan.wanted.new
    if not (text.text_es.strip() or text.text_en.strip()):
        raise CatalogueError(
            _("Write it in Spanish, in English, or in both."), field="text_es"
        )
    if (text.text_es, text.text_en) == (action.text_es, action.text_en):
        raise CatalogueError(_("This is the wording it has."), field="text_es")
    if action.retired_from is not None:
        raise CatalogueError(
            _("Action %(code)s is retired: it keeps its wording.")
            % {"code": action.code}
        )


def _check_retired(plan: Plan) -> None:
    (action,) = plan.was
    _check_ends([action], plan.wanted.year or 0)


def _check_renamed(plan: Plan) -> None:
    _check_counts(plan, 1, 1)
    _check_becoming(plan)


def _check_merged(plan: Plan) -> None:
    if len(set(plan.wanted.was)) < 2:
        raise CatalogueError(
            _("Name at least one other action to merge."), field="others"
        )
    _check_counts(plan, None, 1)
    _check_becoming(plan)


def _check_split(plan: Plan) -> None:
    if len(set(plan.wanted.became)) < 2:
        raise CatalogueError(_("Name at least two actions that it becomes."))
    _check_counts(plan, 1, None)
    _check_becoming(plan)


def _check_counts(plan: Plan, was: int | None, became: int | None) -> None:
    for codes, wanted in ((plan.wanted.was, was), (plan.wanted.became, became)):
        if len(set(codes)) != len(codes) or (wanted and len(codes) != wanted):
            raise CatalogueError(_("Name each action once."), field="others")


def _check_becoming(plan: Plan) -> None:
    """What ends can end; what it becomes is in force then; new codes are free."""
    wanted, year = plan.wanted, plan.wanted.year or 0
    _check_ends(plan.ending, year)
    for code in wanted.became:
        after = plan.actions.get(code)
        if after is not None and after.retired_from is not None:
            raise CatalogueError(
                _("Action %(code)s is retired from %(year)s: nothing becomes it.")
                % {"code": code, "year": after.retired_from}
            )
    _check_unrelated(plan)
    for new in wanted.new:
        check_new(wanted.programme, new)


def _check_unrelated(plan: Plan) -> None:
    """Nothing becomes what came from it, or what it became already."""
    afters = [plan.actions[c] for c in plan.wanted.became if c in plan.actions]
    for after in afters:
        came = checks.descendants_of(after)
        for one in plan.was:
            named = {"before": one.code, "after": after.code}
            if one.pk in came:
                raise CatalogueError(
                    _("%(before)s already comes from %(after)s.") % named
                )
            if one.successions.filter(successor=after).exists():
                raise CatalogueError(_("%(before)s already became %(after)s.") % named)


def _check_ends(actions: Iterable[Action], year: int) -> None:
    for action in actions:
        if action.retired_from is not None:
            raise CatalogueError(
                _("Action %(code)s is already retired from %(year)s.")
                % {"code": action.code, "year": action.retired_from}
            )
        checks.check_retirement(action, year)


def check_new(programme: Programme, new: NewAction) -> None:
    """Raises CatalogueError if no action of this code can be made in the programme."""
    named = {"code": new.code}
    if not CODE.fullmatch(new.code) or len(new.code) > LIMIT:
        raise CatalogueError(
            _("“%(code)s” is no code of an action: digits and dots, such as 01.01.09.")
            % named,
            field="new_code",
        )
    if not (new.text_es or new.text_en):
        raise CatalogueError(
            _("Write the text of %(code)s in Spanish, in English, or in both.") % named,
            field="text_es",
        )
    levels = (Action, Strategy, Right)
    held = {"programme": programme, "code": new.code}
    if any(model._default_manager.filter(**held).exists() for model in levels):
        raise CatalogueError(
            _("The programme has %(code)s already.") % named, field="new_code"
        )
    if parents_of(programme, new.code) is None:
        raise CatalogueError(
            _("%(code)s stands under no strategy or chapter of the programme.") % named,
            field="new_code",
        )
    _check_unspent(programme, new)


def parents_of(programme: Programme, code: str) -> tuple[Right, Strategy | None] | None:
    """The right and the strategy that a code stands under; None where it has none."""
    parent = code.rpartition(".")[0]
    strategies = programme.strategies.filter(code=parent).select_related("right")
    if strategy := strategies.first():
        return strategy.right, strategy
    right = programme.rights.filter(code=parent).first()
    return (right, None) if right else None


def _check_unspent(programme: Programme, new: NewAction) -> None:
    """A code that another action had, now deleted, is not given again."""
    spent = SpentCode.objects.filter(programme_code=programme.code, code=new.code)
    texts = {"text_es": new.text_es, "text_en": new.text_en}
    before = list(spent)
    if before and not any(one.is_same(serial=None, **texts) for one in before):
        raise CatalogueError(
            _("%(code)s was the code of another action: no code is given twice.")
            % {"code": new.code},
            field="new_code",
        )


CHECKS: dict[str, Callable[[Plan], None]] = {
    Kind.RETIRED: _check_retired,
    Kind.CORRECTED: _check_wording,
    Kind.REWORDED: _check_wording,
    Kind.RENAMED: _check_renamed,
    Kind.MERGED: _check_merged,
    Kind.SPLIT: _check_split,
}
