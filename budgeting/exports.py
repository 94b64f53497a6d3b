"""A year's approved budget out in the form that the import reads (method.md, 6)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from budgeting.imports.content import OTHER
from budgeting.imports.forms import MONTHS, budget_forms
from budgeting.models import (
    Citation,
    FiscalYear,
    PolicyFramework,
    Proposal,
    SpendingLine,
    Waiver,
)
from budgeting.models.proposals import Origin, Status
from budgeting.money import equal_shares
from budgeting.permissions import Person, is_administrator, may_see_totals
from programme.workbooks.writing import Sheet

CHUNK = 5_000  # lines in memory at a time
PLAIN = {  # columns of the sheet `lines` that are fields of a line
    "unit": "proposal__unit__code",
    "framework": "framework__code",
    "framework_name": "framework__name",
    "line": "code",
    "object_code": "object_code",
    "description": "description",
    "amount": "amount",
    "screened": "screened",
    "reason": "screened_reason",
    "function": "framework__function",
    "territory": "territory",
}
PER_ROW = ("strength", "justification")


def may_take_budget(user: Person) -> bool:
    """Whether this person takes a year's budget out as a file."""
    return may_see_totals(user) or is_administrator(user)


def budget_of(year: FiscalYear, user: Person) -> QuerySet[Proposal]:
    """The year's approved proposals; for an administrator, those from files."""
    approved = year.proposals.filter(status=Status.APPROVED)
    if may_see_totals(user):
        return approved
    return approved.filter(origin=Origin.IMPORTED)


def budget_sheets(year: FiscalYear, proposals: QuerySet[Proposal]) -> list[Sheet]:
    """The sheets of a budget workbook; the file, loaded again, changes nothing.

    A last sheet names what the form has no column for, where there is such a thing.
    """
    forms = {
        form.name: [one.name for one in form.columns]
        for form in budget_forms({}, lambda cell: cell)
    }
    main = year.main_programme.code
    lines, frameworks = forms["lines"], forms["frameworks"]
    sheets = [
        Sheet("lines", lines, _lines(proposals, lines, main), money=["amount"]),
        Sheet("frameworks", frameworks, _frameworks(proposals)),
    ]
    if left_out := list(_left_out(proposals)):
        columns = (_("unit"), _("line"), _("what this form has no column for"))
        sheets.append(Sheet(_("left out"), columns, left_out))
    return sheets


def _kept(proposals: QuerySet[Proposal]) -> QuerySet[SpendingLine]:
    lines = SpendingLine.objects.kept().filter(proposal__in=proposals)
    return lines.order_by(
        "proposal__unit__code", "framework__position", "position", "code"
    )


def _cited() -> ArraySubquery:
    citations = Citation.objects.filter(line=OuterRef("pk"))
    return ArraySubquery(
        citations.order_by("programme__code", "action__code").values(
            one=JSONObject(
                programme="programme__code",
                code="action__code",
                share="share",
                strength="strength",
                justification="justification",
            )
        )
    )


def _lines(
    proposals: QuerySet[Proposal], columns: list[str], main: str
) -> Iterator[list[Any]]:
    rows = _kept(proposals).annotate(cited=_cited())
    for row in rows.values(*PLAIN.values(), "cited").iterator(chunk_size=CHUNK):
        cited = row["cited"]
        beside = {name: _same(one[name] for one in cited) for name in PER_ROW}
        beside["actions"] = written_citations(cited, main)
        yield [beside[name] if name in beside else row[PLAIN[name]] for name in columns]


def _same(values: Iterable[str]) -> str:
    """The one value of all, or nothing where they differ."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else ""


def written_citations(cited: Iterable[dict[str, Any]], main: str) -> str:
    """The cell `actions`: equal shares without them, other programmes by name."""
    shares: dict[str, dict[str, int]] = defaultdict(dict)
    for one in cited:
        shares[one["programme"]][one["code"]] = one["share"]
    parts = []
    for programme, given in shares.items():
        prefix = "" if programme == main else f"{programme}:"
        equal = given == equal_shares(list(given))
        parts += [
            f"{prefix}{code}" if equal else f"{prefix}{code}={share / 100:g}"
            for code, share in given.items()
        ]
    return "; ".join(parts)


def _frameworks(proposals: QuerySet[Proposal]) -> Iterator[list[Any]]:
    """A row for each framework with lines that says anything beyond its name."""
    lines = SpendingLine.objects.kept().filter(framework=OuterRef("pk"))
    frameworks = PolicyFramework.objects.filter(
        Exists(lines), proposal__in=proposals, removed_at__isnull=True
    )
    order = frameworks.order_by("proposal__unit__code", "position", "code")
    columns = ("proposal__unit__code", "code", *OTHER, "physical_target")
    rows = order.values_list(*columns, "monthly_targets")
    for *said, months in rows.iterator(chunk_size=CHUNK):
        if any(one not in ("", None) for one in said[2:]) or months:
            yield [*said, *(months or [None] * len(MONTHS))]


def _left_out(proposals: QuerySet[Proposal]) -> Iterator[tuple[str, str, str]]:
    """Lines of which a row cannot say everything, with what it leaves out."""
    differing = Citation.objects.filter(line__proposal__in=proposals)
    lines = _kept(proposals).values_list("proposal__unit__code", "code")
    for name, said in (
        ("strength", _("Its citations have different strengths.")),
        ("justification", _("Its citations have different justifications.")),
    ):
        several = differing.values("line").order_by("line")
        keys = several.annotate(n=Count(name, distinct=True)).filter(n__gt=1)
        for unit, line in lines.filter(pk__in=keys.values("line")):
            yield unit, line, said
    for unit, line in lines.exclude(classification={}):
        yield unit, line, _("It has other segments of the budget key.")
    waived = Waiver.objects.filter(line=OuterRef("pk"), lapsed_at__isnull=True)
    for unit, line in lines.filter(Exists(waived)):
        yield unit, line, _("It passes without a citation by a waiver.")
