"""What becomes of actions: retired, reworded, renamed, merged, split, carried over."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from programme import checks
from programme.exceptions import CatalogueError
from programme.imports.running import one_at_a_time
from programme.lineage.wanted import (
    WORDED,
    NewAction,
    Plan,
    Wanted,
    parents_of,
    plan_of,
)
from programme.models import (
    Action,
    CatalogueChange,
    FormerText,
    Programme,
    SpentCode,
    Succession,
    User,
)
from programme.services.common import check_keeper, check_seen, locked, log, save
from programme.trail import because

Kind = CatalogueChange.Kind


@transaction.atomic
def change_actions(
    wanted: Wanted, *, by: User | None, seen: str = ""
) -> CatalogueChange:
    """Make of the actions what is wanted, exactly as it was `seen` in the preview.

    Asked again it changes nothing. Raises CatalogueError where it makes no sense, and
    CatalogueMoved where the catalogue changed since the preview.
    """
    check_keeper(by)
    one_at_a_time()  # no file is loaded and no year published meanwhile
    locked(Programme, wanted.programme.pk)
    if done := _done_already(wanted):
        return done
    plan = plan_of(wanted)
    check_seen(plan.token, seen)
    with because(wanted.reason):
        change = _record_change(wanted, by)
        if wanted.kind in WORDED:
            _reword(plan, change)
        else:
            _make(plan)
            _end(plan, by)
            _succeed(plan, change)
    return change


@transaction.atomic
def carry_actions(
    pairs: Sequence[tuple[Action, Action]], *, year: int, reason: str, by: User | None
) -> CatalogueChange:
    """Record that actions of one edition are those of another, from a year on.

    All of one pair of editions; a pair recorded already is passed over.
    """
    check_keeper(by)
    one_at_a_time()
    editions = {one.programme_id for pair in pairs for one in pair}
    for edition in sorted(editions):
        locked(Programme, edition)
    known = Succession.objects.filter(predecessor__in=[old.pk for old, _new in pairs])
    held = dict.fromkeys(known.values_list("predecessor", "successor"))
    fresh = [(old, new) for old, new in pairs if (old.pk, new.pk) not in held]
    if not fresh:
        return _carried_before(pairs)
    change = CatalogueChange(
        kind=Kind.CARRIED,
        programme=fresh[0][1].programme,
        year=year,
        reason=reason.strip(),
        by=by,
        codes={
            "was": [old.code for old, _new in fresh],
            "became": [new.code for _old, new in fresh],
            "made": [],
        },
    )
    save(change)
    with because(change.reason):
        for old, new in fresh:
            _add_succession(old, new, change)
    return change


def _record_change(wanted: Wanted, by: User | None) -> CatalogueChange:
    """The change as it is kept, with who, from when and why."""
    year: Any = wanted.year
    change = CatalogueChange(
        kind=wanted.kind,
        programme=wanted.programme,
        year=year,
        reason=wanted.reason.strip(),
        codes={**wanted.codes, **_worded(wanted)},
        by=by,
    )
    save(change)
    return change


def _worded(wanted: Wanted) -> dict[str, list[str]]:
    """The texts that a rewording gives."""
    if wanted.kind not in WORDED:
        return {}
    return {"worded": [wanted.new[0].text_es, wanted.new[0].text_en]}


def _done_already(wanted: Wanted) -> CatalogueChange | None:
    """The change that did exactly this, if the last one of these actions did."""
    found = CatalogueChange.objects.standing().filter(
        kind=wanted.kind, programme=wanted.programme, year=wanted.year
    )
    last = found.about(wanted.was[0]).first() if wanted.was else None
    same = last and last.codes == {**wanted.codes, **_worded(wanted)}
    return last if same and _stands(wanted) else None


def _stands(wanted: Wanted) -> bool:
    """Whether the actions still are what the change made of them."""
    if wanted.kind in WORDED:
        (text,) = wanted.new
        said = {"text_es": text.text_es, "text_en": text.text_en}
        return wanted.programme.actions.filter(code=text.code, **said).exists()
    ended = set(wanted.was) - set(wanted.became)
    held = wanted.programme.actions.filter(code__in=ended, retired_from=wanted.year)
    return held.count() == len(ended)


def _carried_before(pairs: Sequence[tuple[Action, Action]]) -> CatalogueChange:
    """The change that carried the first of the pairs; raises where none is named."""
    first = pairs[0] if pairs else None
    known = (
        first
        and Succession.objects.filter(predecessor=first[0], successor=first[1]).first()
    )
    if not known or known.change is None:
        raise CatalogueError(_("Choose at least one pair that is not recorded yet."))
    return known.change


def _reword(plan: Plan, change: CatalogueChange) -> None:
    (action,), (text,) = plan.was, plan.wanted.new
    until: Any = plan.wanted.year
    FormerText.objects.create(
        action=action,
        text_es=action.text_es,
        text_en=action.text_en,
        until=until,
        change=change,
    )
    action.text_es, action.text_en = text.text_es, text.text_en
    save(action)


def _make(plan: Plan) -> None:
    """Make the new actions, numbered after every serial that was ever in use."""
    programme = plan.wanted.programme
    for new in plan.wanted.new:
        parents = parents_of(programme, new.code)
        if parents is None:
            raise CatalogueError(new.code)
        action = Action(
            programme=programme,
            code=new.code,
            right=parents[0],
            strategy=parents[1],
            serial=_serial_of(programme, new),
            text_es=new.text_es,
            text_en=new.text_en,
            term=new.term,
        )
        save(action)
        plan.actions[new.code] = action


def _serial_of(programme: Programme, new: NewAction) -> int:
    """The next serial; an action that was deleted and comes back has its own."""
    spent = SpentCode.objects.filter(programme_code=programme.code)
    own = spent.filter(code=new.code).last()
    if own and not programme.actions.filter(serial=own.serial).exists():
        return own.serial
    lasts = (programme.actions.all(), spent)
    return 1 + max(each.aggregate(last=Max("serial"))["last"] or 0 for each in lasts)


def _end(plan: Plan, by: User | None) -> None:
    action: Any
    for action in plan.ending:
        action.retired_from = plan.wanted.year
        save(action)
        log(action, f"{plan.wanted.kind}: retired from {plan.wanted.year}", by)


def _succeed(plan: Plan, change: CatalogueChange) -> None:
    afters: Iterable[Action] = [plan.actions[code] for code in plan.wanted.became]
    for after in afters:
        for before in plan.was:
            if before.pk != after.pk:
                _add_succession(before, after, change)


def _add_succession(before: Action, after: Action, change: CatalogueChange) -> None:
    succession = Succession(
        predecessor=before,
        successor=after,
        kind=change.kind,
        year=change.year,
        change=change,
    )
    checks.check_succession(succession)
    save(succession)
