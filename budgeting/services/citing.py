"""What lines may cite: the actions of the year, and shares that add up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import Citation, FiscalYear, SpendingLine, YearProgramme
from budgeting.money import WHOLE, equal_shares, per_cent
from programme.models import Action


class CitedAction(NamedTuple):
    """An action to cite; no share given: equal parts within its programme."""

    action: Action
    share: int | None = None
    strength: str = ""
    justification: str = ""


class Citable(NamedTuple):
    """An action as saved now: what decides whether lines of a year may cite it."""

    pk: int
    code: str
    programme_id: int
    programme: str  # its code
    retired_from: int | None
    of_year: bool


class Wanted(NamedTuple):
    """A citation to save: of which action and programme, and on what terms."""

    action_id: int
    programme_id: int
    share: int
    strength: str
    justification: str


def read_actions(year: FiscalYear, keys: Iterable[int]) -> dict[int, Citable]:
    """These actions as saved now; one query."""
    of_year = YearProgramme.objects.filter(
        fiscal_year=year, programme=OuterRef("programme")
    )
    told = Action.objects.filter(pk__in=list(keys)).annotate(of_year=Exists(of_year))
    rows = told.order_by().values_list(
        "pk", "code", "programme_id", "programme__code", "retired_from", "of_year"
    )
    return {row[0]: Citable(*row) for row in rows}


def wanted_citations(
    line: SpendingLine,
    citations: Sequence[CitedAction],
    actions: Mapping[int, Citable],
    year: FiscalYear,
) -> dict[int, Wanted]:
    """What to save, by action, with `actions` as `read_actions` gave them.

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
    by_programme = defaultdict(list)
    for cited in citations:
        action = actions.get(cited.action.pk)
        if action is None or not may_be_cited(action, year):
            _refuse(citations, actions, year)
        else:
            by_programme[action.programme_id].append((action, cited))
    if len({one.action.pk for one in citations}) < len(citations):
        _refuse(citations, actions, year)
    return {
        wanted.action_id: wanted
        for group in by_programme.values()
        for wanted in _of_programme(group)
    }


def terms(rows: Mapping[int, Citation | Wanted]) -> dict[int, tuple[int, str, str]]:
    """What each citation says about its action, to compare."""
    return {
        action: (row.share, row.strength, row.justification)
        for action, row in rows.items()
    }


def may_be_cited(action: Citable, year: FiscalYear) -> bool:
    """Whether a line of this year may begin to cite this action."""
    retired = action.retired_from is not None and action.retired_from <= year.year
    return action.of_year and not retired


def _refuse(
    citations: Sequence[CitedAction], actions: Mapping[int, Citable], year: FiscalYear
) -> None:
    """Raise WorkflowError naming every action that cannot be cited, and why."""
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
    raise WorkflowError(" ".join([*said, _("Choose other actions.")]))


def _of_programme(group: Sequence[tuple[Citable, CitedAction]]) -> Iterator[Wanted]:
    """The citations of one programme, each checked; raises ValidationError."""
    shares = _shares(group)
    for action, (_a, _share, strength, justification) in group:
        said = justification.strip()
        share = shares[action.code]
        if strength or said:
            terms = {"share": share, "strength": strength, "justification": said}
            Citation(**terms).clean_fields(exclude={"line", "action", "programme"})
        yield Wanted(action.pk, action.programme_id, share, strength, said)


def _shares(group: Sequence[tuple[Citable, CitedAction]]) -> dict[str, int]:
    """The shares of a line's citations of one programme: all given, or equal parts."""
    if all(cited.share is None for _action, cited in group):
        return equal_shares([action.code for action, _cited in group])
    stated = {action.code: cited.share or 0 for action, cited in group}
    given = {code: share for code, share in stated.items() if share > 0}
    programme = group[0][0].programme
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
            % {"programme": programme, "total": per_cent(sum(given.values()))}
        )
    return given
