"""A city small enough to count by hand, published for two years.

In 2030: ministry A links both its lines; B one of three; C prepared nothing; D's
proposal is a draft, whose amounts nobody may read.
"""

from typing import NamedTuple

from programme.models import Programme
from reporting.models import Publication
from reporting.publishing import publish_year
from tests.factories import (
    make_action,
    make_programme,
    make_right,
    make_unit,
    make_year,
)
from tests.reporting.cities import Line, budget

CANARY = "987654321.98"  # in a draft: it may be in no public answer
NUMBERS = {  # of 2030, by hand
    "units_obliged": 4,
    "units_prepared": 3,
    "units_approved": 2,
    "units_linked": 1,
    "units_partly_linked": 1,
    "units_with_any_link": 2,
    "units_waived": 0,
    "compliance_rate": "0.3333",
    "lines_total": 5,
    "lines_linked": 3,
    "lines_waived": 0,
    "lines_screened": 1,
    "lines_not_screened": 1,
    "amount_total": "400.00",
    "amount_linked": "350.00",
    "linked_rate": "0.8750",
    "actions_in_force": 4,
    "actions_funded": 3,
    "actions_new": 2,
    "years_compared": [2029],
}


class City(NamedTuple):
    """The programme and the publications of the two years."""

    programme: Programme
    before: Publication
    publication: Publication


def publish_city() -> City:
    """The small city with 2029 and 2030 on record."""
    programme = make_programme(
        "P1",
        name_es="Programa (textos ilustrativos)",
        name_en="Programme (illustrative texts)",
    )
    make_right(programme, "01", name_es="Igualdad", name_en="Equality")
    make_right(programme, "02", name_es="Agua", name_en="Water")
    women = make_right(
        programme, "03", name_es="Mujeres", name_en="Women", kind="group"
    )
    equal = make_action(programme, "01.01.01")
    fair = make_action(programme, "01.01.02")
    fair.population_groups.add(women)
    water = make_action(programme, "02.01.01", text_es="Llevar agua", text_en="")
    make_action(programme, "03.01.01")
    a, b = make_unit("A", name="Ministry A"), make_unit("B", name="Ministry B")
    make_unit("C", name="Ministry C")
    d = make_unit("D", name="Ministry D")
    first = make_year(2029, programme, linking="requested")
    budget(first, a, Line("L1", "100.00", {equal: 10000}))
    before = publish_year(first).publication
    year = make_year(2030, programme, linking="requested")
    budget(
        year,
        a,
        Line("L1", "100.00", {equal: 10000}),
        Line("L2", "50.00", {fair: 6000, water: 4000}),
    )
    budget(
        year,
        b,
        Line("M1", "200.00", {water: 10000}),
        Line("M2", "30.00", screened="Payroll of the ministry"),
        Line("M3/a", "20.00"),
    )
    budget(year, d, Line("D1", CANARY, {equal: 10000}), status="draft")
    return City(programme, before, publish_year(year).publication)
