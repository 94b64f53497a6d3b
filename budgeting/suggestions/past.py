"""The precedents that this process keeps, each until an approved budget changes."""

from collections import defaultdict

from django.db import connection

from budgeting.models import Citation, Proposal, SpendingLine
from budgeting.suggestions.precedents import PastLine, Precedents
from budgeting.workflow import Status
from programme.models import Succession

YEARS = 5  # so many of the latest years that have something approved are looked at
# Lines and citations of an approved proposal are frozen: what is read changes only
# with the row of a proposal, with a year's first publication, or with a succession.
VERSION = """
select
  (select sum(hashtidextended(ctid, xmin::text::bigint)) from budgeting_proposal
    where status = 'approved' and fiscal_year_id < %(year)s),
  (select sum(hashtidextended(ctid, xmin::text::bigint)) from budgeting_fiscalyear
    where year < %(year)s),
  (select sum(hashtidextended(ctid, xmin::text::bigint)) from programme_succession)
"""
_kept: dict[int, tuple[tuple, Precedents]] = {}


def precedents_before(year: int, version: tuple | None = None) -> Precedents:
    """The approved lines of the years before this one; four queries more to read them
    when something approved has changed. `version` where it was asked for already."""
    version = version or _version(year)
    kept = _kept.get(year)
    if kept is None or kept[0] != version:
        kept = _kept[year] = version, Precedents(_read(year))
    return kept[1]


def _version(year: int) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(VERSION, {"year": year})
        return cursor.fetchone()


def _read(year: int) -> list[PastLine]:
    approved = Proposal.objects.filter(status=Status.APPROVED, fiscal_year__lt=year)
    years = approved.order_by("-fiscal_year_id").values_list("fiscal_year", flat=True)
    lines = SpendingLine.objects.kept().filter(
        proposal__in=approved.values("pk"),
        proposal__fiscal_year__in=list(years.distinct()[:YEARS]),
    )
    became = _successors()
    actions: dict[int, list[int]] = defaultdict(list)
    rights: dict[int, list[str]] = defaultdict(list)
    cited = Citation.objects.filter(line__in=lines.order_by().values("pk"))
    for line, action, programme, right in cited.order_by("pk").values_list(
        "line", "action", "programme__code", "action__right__code"
    ):
        actions[line].extend(became.get(action, [action]))
        rights[line].append(f"{programme} {right}")
    rows = lines.order_by("-proposal__fiscal_year_id", "pk").values_list(
        "pk",
        "proposal__fiscal_year_id",
        "proposal__unit_id",
        "code",
        "description",
        "object_code",
        "framework__function",
        "proposal__fiscal_year__published_at",
    )
    return [
        PastLine._make(
            [*said, bool(published), tuple(actions[key]), tuple(rights[key])]
        )
        for key, *said, published in rows
        if key in actions
    ]


def _successors() -> dict[int, list[int]]:
    """By action, itself and all that it became, step by step."""
    following: dict[int, list[int]] = defaultdict(list)
    pairs = Succession.objects.order_by("pk").values_list("predecessor", "successor")
    for before, after in pairs:
        following[before].append(after)
    became = {}
    for action in list(following):
        known = [action]
        for one in known:
            known.extend(x for x in following.get(one, []) if x not in known)
        became[action] = known
    return became
