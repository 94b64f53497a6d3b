"""How a fiscal year stands, and what it still needs before units write in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgeting.models import Ceiling, FiscalYear, Proposal
from budgeting.models.proposals import Origin, Status
from budgeting.workflow import Role
from programme.models import Action, BudgetUnit, Membership, Programme, User
from programme.permissions import active_today


class YearState(models.TextChoices):
    """Where a year stands in its calendar."""

    PREPARING = "preparing", gettext_lazy("In preparation")
    AHEAD = "ahead", gettext_lazy("Opens later")
    OPEN = "open", gettext_lazy("Open now")
    OVER = "over", gettext_lazy("Window over")
    WINDOWLESS = "windowless", gettext_lazy("Without a window")
    CLOSED = "closed", gettext_lazy("Closed to units")


@dataclass(frozen=True)
class YearRow:
    """A year with how its proposals stand."""

    year: FiscalYear
    counts: dict[str, int]  # by status, of those that came from no file
    imported: int

    @property
    def state(self) -> YearState:
        """Where it stands today."""
        return state_of(self.year, begun=bool(self.proposals))

    @property
    def proposals(self) -> int:
        """How many there are."""
        return self.imported + sum(self.counts.values())

    @property
    def unfinished(self) -> int:
        """How many a unit is still writing."""
        return self.counts.get(Status.DRAFT, 0) + self.counts.get(Status.RETURNED, 0)

    @property
    def said(self) -> list[str]:
        """How many stand where, in words."""
        parts = []
        if n := self.imported:
            from_files = ngettext("%(n)s from a file", "%(n)s from files", n)
            parts.append(from_files % {"n": n})
        for status in Status:
            if n := self.counts.get(status, 0):
                parts.append(f"{status.label}: {n}")
        return parts


@dataclass(frozen=True)
class Need:
    """One thing a year needs: whether it is there, in words, and where it is done.

    `names` are the units that lack it. A `met` of None: worth knowing, keeps nobody.
    """

    met: bool | None
    title: str
    said: str
    page: str = ""
    names: list[str] = field(default_factory=list)
    url: str = ""  # of that page, for whoever may do it there


def state_of(year: FiscalYear, *, begun: bool) -> YearState:
    """Where the year stands; `begun`: it has proposals."""
    if year.closed_at:
        was_open = begun or year.published_at
        return YearState.CLOSED if was_open else YearState.PREPARING
    if not (year.opens_on and year.closes_on):
        return YearState.WINDOWLESS
    if year.today() < year.opens_on:
        return YearState.AHEAD
    return YearState.OPEN if year.today() <= year.closes_on else YearState.OVER


def year_rows(years: Iterable[FiscalYear]) -> list[YearRow]:
    """Each of these years with its proposals by status; one query."""
    years = list(years)
    found = Proposal.objects.standing().filter(fiscal_year__in=years).order_by()
    from_file = Q(origin=Origin.IMPORTED)
    counted = found.values_list("fiscal_year", "status").annotate(
        n=Count("pk", filter=~from_file), files=Count("pk", filter=from_file)
    )
    counts: dict[int, dict[str, int]] = {one.pk: {} for one in years}
    imported = dict.fromkeys(counts, 0)
    for year, status, n, files in counted:
        counts[year][status] = n
        imported[year] += files
    return [YearRow(one, counts[one.pk], imported[one.pk]) for one in years]


def proposed_window(year: int, source: FiscalYear | None) -> tuple[date, date]:
    """The days to propose: those of the source, moved; else from the first of August
    of the year before, when Finance sends its catalogues, to the end of October: it
    validates in November and hands in by the 30th (domain.md, 4)."""
    if source and source.opens_on and source.closes_on:
        by = year - source.year
        return _moved(source.opens_on, by), _moved(source.closes_on, by)
    return date(year - 1, 8, 1), date(year - 1, 10, 31)


def _moved(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)


def needs_of(year: FiscalYear) -> list[Need]:
    """What the year needs, in the order in which it is done."""
    obliged = list(BudgetUnit.objects.obliged_in(year.year).order_by("code"))
    by_units = [_ceilings(year, obliged), _people(obliged), _window(year)]
    if _is_of_files(year):
        by_units = [_not_needed(one) for one in by_units]
    first = [_law(year), _programme(year), _units(obliged), _finance()]
    return [*first, *by_units]


def _is_of_files(year: FiscalYear) -> bool:
    """Whether the year came from files, and no unit is to write in it."""
    files = year.proposals.standing().filter(origin=Origin.IMPORTED)
    return year.opens_on is None and files.exists()


def _not_needed(need: Need) -> Need:
    said = _("The year came from files: it needs none.")
    return need if need.met else replace(need, met=None, said=said, names=[])


def _law(year: FiscalYear) -> Need:
    written = bool(year.legal_basis_es or year.legal_basis_en)
    both = bool(year.legal_basis_es and year.legal_basis_en)
    if both:
        said = _("Written in both languages. It is published with the year.")
    elif written:
        said = _("Written in one language only; the other shows that text.")
    else:
        said = _("Not written. It is published with the year, so write it before.")
    return Need(
        written, _("Legal basis of the rule"), said, "budgeting:fiscalyear_rule"
    )


def _programme(year: FiscalYear) -> Need:
    title, page = _("The year's programme"), "budgeting:fiscalyear_programmes"
    programme = Programme.objects.filter(
        year_programmes__fiscal_year=year, year_programmes__is_main=True
    ).first()
    if programme is None:
        return Need(False, title, _("None was chosen."), page)
    actions = Action.objects.in_force(year.year).filter(programme=programme).count()
    said = ngettext(
        "%(code)s, %(count)s action in force.",
        "%(code)s, %(count)s actions in force.",
        actions,
    ) % {"code": programme.code, "count": f"{actions:,}"}
    first, last = programme.in_force_from or 0, programme.in_force_until or 9999
    if not first <= year.year <= last:
        outside = _("It is not in force in %(year)s: is it the right edition?")
        said += " " + outside % {"year": year.year}
    return Need(bool(actions), title, said, page)


def _units(obliged: list[BudgetUnit]) -> Need:
    said = ngettext(
        "%(count)s unit is obliged to present a budget.",
        "%(count)s units are obliged to present a budget.",
        len(obliged),
    ) % {"count": len(obliged)}
    return Need(bool(obliged), _("Obliged units"), said)


def _ceilings(year: FiscalYear, obliged: list[BudgetUnit]) -> Need:
    own = Ceiling.objects.filter(fiscal_year=year, unit=OuterRef("pk"))
    keys = [one.pk for one in obliged]
    lacking = BudgetUnit.objects.filter(~Exists(own), pk__in=keys).order_by("code")
    return _of_units(
        obliged,
        list(lacking),
        _("Ceilings"),
        _("Every obliged unit has one."),
        "budgeting:ceiling_year",
    )


def _people(obliged: list[BudgetUnit]) -> Need:
    """Whether each unit has somebody who can sign today."""
    signing = Membership.objects.on(date.today()).filter(
        role=Role.SIGNATORY,
        user__in=User.objects.filter(active_today()),
    )
    staffed = set(signing.values_list("unit", flat=True))
    lacking = [one for one in obliged if one.pk not in staffed]
    return _of_units(
        obliged,
        lacking,
        _("Who signs for each unit"),
        _("Every obliged unit has a signatory."),
        "programme:person_list",
    )


def _of_units(
    obliged: list[BudgetUnit],
    lacking: list[BudgetUnit],
    title: str,
    whole: str,
    page: str,
) -> Need:
    """What every obliged unit is to have, and which lack it."""
    names = [f"{one.code} {one.name}" for one in lacking]
    said = whole
    if lacking:
        said = ngettext(
            "%(count)s of %(all)s obliged units lacks it.",
            "%(count)s of %(all)s obliged units lack it.",
            len(lacking),
        ) % {"count": len(lacking), "all": len(obliged)}
    return Need(bool(obliged) and not lacking, title, said, page, names)


def _finance() -> Need:
    """Whether Finance has who reviews, and two who publish."""
    people = User.objects.filter(active_today())
    heads = people.filter(groups__name=Role.FINANCE_HEAD).count()
    analysts = people.filter(groups__name=Role.ANALYST).count()
    said = _("Finance heads: %(heads)s. Analysts: %(analysts)s.")
    if heads + analysts < 2:
        said += " " + _("Two people are needed: one publishes, a second confirms.")
    told = said % {"heads": heads, "analysts": analysts}
    enough = heads > 0 and heads + analysts > 1
    return Need(enough, _("Finance"), told, "programme:role_list")


def _window(year: FiscalYear) -> Need:
    title, page = _("Window"), "budgeting:fiscalyear_window"
    if year.opens_on and year.closes_on:
        return Need(True, title, _("Both days are set."), page)
    said = _("No days are set, so units cannot write.")
    return Need(False, title, said, page)
