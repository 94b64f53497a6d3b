"""Actions that no year on record funded, and actions past the end of their term.

Both are told from one publication alone: from its own actions and from what the years
that it was compared with had funded. So an answer never changes once published.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)

from reporting import measures
from reporting.kept import Edition
from reporting.models import (
    Publication,
    PublishedAction,
    PublishedGroup,
    PublishedProgramme,
)

TERMS = ("short", "medium", "long")  # those that end; a permanent action has no end
FACETS = ("right", "group", "body")


def marked(edition: Edition) -> QuerySet[PublishedAction]:
    """The actions in force in the year, in order of code, each with four marks.

    `funded_before`: a compared year funded it, or what it came from, at any remove.
    `ever_funded`: that, or this year funds it. `term_end`: last year of its term by the
    programme, null for a permanent action and where the programme gives no year.
    `past_term`: that year is over before the publication's own begins.
    """
    programme = _programme(edition)
    before = _funded_before(edition, programme)
    over = Q(term_end__lt=edition.year)
    return (
        PublishedAction.objects.filter(publication=edition.pk, in_force=True)
        .annotate(
            funded_before=_whether(Q(code__in=before)),
            ever_funded=_whether(Q(funded=True) | Q(code__in=before)),
            term_end=_term_end(programme),
        )
        .annotate(past_term=_whether(over))
        .order_by("code")
    )


def unfunded(
    edition: Edition, *, right: str = "", group: str = "", body: str = ""
) -> QuerySet[PublishedAction]:
    """The actions never funded: in force, and funded by no year that is known.

    Neither by this one nor by a compared one, neither themselves nor through a
    predecessor; `told_since` says how far back that is.
    """
    found = marked(edition).filter(ever_funded=False)
    return narrowed(found, right=right, group=group, body=body)


def past_term(
    edition: Edition, *, right: str = "", group: str = "", body: str = ""
) -> QuerySet[PublishedAction]:
    """Actions in force whose term ended before the year began, funded or not."""
    found = marked(edition).filter(past_term=True)
    return narrowed(found, right=right, group=group, body=body)


def counts(edition: Edition, **chosen: str) -> dict[str, int]:
    """How many actions each of the two lists has under these filters."""
    told = narrowed(marked(edition), **chosen).values_list("ever_funded", "past_term")
    found = list(told)
    return {
        "unfunded": sum(not ever for ever, _late in found),
        "past_term": sum(late for _ever, late in found),
    }


def told_since(edition: Edition) -> int | None:
    """The first year that "never funded" covers; None: this year alone is known."""
    compared = measures.years_compared(_publication(edition))
    return compared[0] if compared else None


def term_ends(programme: PublishedProgramme) -> dict[str, int | None]:
    """The last year of each term that ends, by the programme."""
    return {term: getattr(programme, f"{term}_until") for term in TERMS}


def narrowed(
    actions: QuerySet[PublishedAction],
    *,
    right: str = "",
    group: str = "",
    body: str = "",
) -> QuerySet[PublishedAction]:
    """Those of a chapter, serving a group, or that name a responsible body."""
    actions = actions.filter(right_code=right) if right else actions
    actions = actions.filter(serving(group)) if group else actions
    return actions.filter(responsible_bodies__contains=[body]) if body else actions


def serving(group: str) -> Q:
    """Actions that serve a population group: of its own chapter, or that name it."""
    return Q(right_code=group) | Q(population_groups__contains=[group])


class Row(NamedTuple):
    """An action in force, as much of it as the counts beside a list need."""

    right: str
    groups: tuple[str, ...]
    bodies: tuple[str, ...]
    funded: bool
    ever_funded: bool
    past_term: bool

    def values(self, facet: str) -> tuple[str, ...]:
        """What this action counts under."""
        found = {"right": (self.right,), "group": self.groups, "body": self.bodies}
        return found[facet]


def rows_of(edition: Edition) -> list[Row]:
    """Every action in force with its marks: at most a programme's actions."""
    groups = PublishedGroup.objects.filter(publication=edition.pk)
    known = set(groups.values_list("code", flat=True))
    names = ("right_code", "population_groups", "responsible_bodies")
    marks = ("funded", "ever_funded", "past_term")
    return [
        Row(right, tuple({right, *named} & known), tuple(set(bodies)), *told)
        for right, named, bodies, *told in marked(edition).values_list(*names, *marks)
    ]


def within(rows: Iterable[Row], chosen: Mapping[str, str]) -> list[Row]:
    """The rows that these filters leave, by facet."""
    return [
        row
        for row in rows
        if all(value in row.values(facet) for facet, value in chosen.items())
    ]


def tally(rows: Iterable[Row], facet: str, chosen: Mapping[str, str]) -> Counter[str]:
    """How many of the rows the list would have with each value of a facet chosen.

    Under the other filters as they are: each count is that of the list it leads to.
    """
    others = {name: value for name, value in chosen.items() if name != facet}
    return Counter(value for row in within(rows, others) for value in row.values(facet))


def _programme(edition: Edition) -> PublishedProgramme:
    """The year's programme, as it was."""
    return PublishedProgramme.objects.get(publication=edition.pk, is_main=True)


def _funded_before(edition: Edition, programme: PublishedProgramme) -> set[str]:
    """Codes of the programme's actions that were, or whose past was, funded before."""
    carried_on = measures.funded_before(_publication(edition))
    return {code for of, code in carried_on if of == programme.code}


def _publication(edition: Edition) -> Publication:
    """The publication by its key alone: what stands in its rows is asked for there."""
    return Publication(pk=edition.pk, fiscal_year_id=edition.year)


def _term_end(programme: PublishedProgramme) -> Case:
    """The last year of the action's term."""
    ends = term_ends(programme)
    cases = [When(term=term, then=Value(year)) for term, year in ends.items() if year]
    return Case(*cases, default=Value(None), output_field=IntegerField())


def _whether(condition: Q) -> Case:
    """True or false, never null."""
    yes = When(condition, then=Value(True))
    return Case(yes, default=Value(False), output_field=BooleanField())
