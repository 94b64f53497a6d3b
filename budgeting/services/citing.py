"""What lines may cite: the actions of the year, and shares that add up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import Citation, FiscalYear, SpendingLine, YearProgramme
from budgeting.money import WHOLE, equal_shares
from programme.models import Action


class CitedAction(NamedTuple):
    """An action to cite; no share given: equal parts within its programme."""

    action: Action
    share: int | None = None
    strength: str = ""
    justification: str = ""


def read_actions(year: FiscalYear, keys: Iterable[int]) -> dict[int, Action]:
    """These actions as saved now, each knowing whether it is `of_year`; one query."""
    of_year = YearProgramme.objects.filter(
        fiscal_year=year, programme=OuterRef("programme")
    )
    actions = Action.objects.select_related("programme")
    return actions.annotate(of_year=Exists(of_year)).in_bulk(list(keys))


def wanted_citations(
    line: SpendingLine,
    citations: Sequence[CitedAction],
    actions: Mapping[int, Action],
    year: FiscalYear,
) -> dict[int, Citation]:
    """The rows to save, by action, with `actions` as `read_actions` gave them.

    Raises WorkflowError for an action cited twice, not of the year's programmes or
    retired, for shares that do not add up, and for a line screened as citing none;
    ValidationError for a justification that is too long.
    """
    if line.screened and citations:
        raise WorkflowError(
            _(
                "This line is declared to have no action that applies. Withdraw that "
                "statement first, then cite."
            )
        )
    return _rows(line, _checked(year, citations, actions))


def terms(rows: Mapping[int, Citation]) -> dict[int, tuple[int, str, str]]:
    """What each citation says about its action, to compare."""
    return {
        action: (row.share, row.strength, row.justification)
        for action, row in rows.items()
    }


def _checked(
    year: FiscalYear, citations: Sequence[CitedAction], actions: Mapping[int, Action]
) -> list[CitedAction]:
    """The citations with their actions as saved now; raises WorkflowError."""
    counts = Counter(cited.action.pk for cited in citations)
    named = {one.action.pk: one.action for one in citations}
    found = [actions.get(key, given) for key, given in named.items()]
    faults = {
        _("Cited twice"): [a for a in found if counts[a.pk] > 1],
        _("Not of the year's programmes"): [
            a for a in found if not getattr(a, "of_year", False)
        ],
        _("Retired in this year or before"): [
            a for a in found if a.retired_from and a.retired_from <= year.year
        ],
    }
    said = [
        f"{what}: {', '.join(sorted(action.code for action in at_fault))}."
        for what, at_fault in faults.items()
        if at_fault
    ]
    if said:
        raise WorkflowError(" ".join([*said, _("Choose other actions.")]))
    return [cited._replace(action=actions[cited.action.pk]) for cited in citations]


def _rows(line: SpendingLine, citations: Sequence[CitedAction]) -> dict[int, Citation]:
    """The rows to save, by action; raises WorkflowError, ValidationError."""
    by_programme = defaultdict(list)
    for cited in citations:
        by_programme[cited.action.programme_id].append(cited)
    rows = {}
    for group in by_programme.values():
        shares = _shares(group)
        for action, _share, strength, justification in group:
            rows[action.pk] = Citation(
                line=line,
                action=action,
                programme_id=action.programme_id,
                share=shares[action.code],
                strength=strength,
                justification=justification.strip(),
            )
            rows[action.pk].clean_fields(exclude={"line", "action", "programme"})
    return rows


def _shares(group: Sequence[CitedAction]) -> dict[str, int]:
    """The shares of a line's citations of one programme: all given, or equal parts."""
    stated = {cited.action.code: cited.share or 0 for cited in group}
    given = {code: share for code, share in stated.items() if share > 0}
    if not any(cited.share is not None for cited in group):
        return equal_shares([cited.action.code for cited in group])
    programme = group[0].action.programme.code
    if len(given) < len(group):
        raise WorkflowError(
            _(
                "Give a share to every action of programme %(programme)s, more than 0 "
                "per cent each, or to none of them."
            )
            % {"programme": programme}
        )
    if sum(given.values()) != WHOLE:
        raise WorkflowError(
            _(
                "The shares of programme %(programme)s add up to %(total)s per cent. "
                "Make them add up to 100."
            )
            % {"programme": programme, "total": f"{sum(given.values()) / 100:g}"}
        )
    return given
