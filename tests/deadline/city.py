"""`python -m tests.deadline.city UNITS FRAMEWORKS LINES`: a city in its last hour.

The catalogue, the units and the published year 2011 of the reference city, loaded with
its commands; and a year being formulated in which so many units have their frameworks
written and every line cited, ready to be worked on. Told as JSON.
"""

import json
import os
import random
import sys
from decimal import Decimal
from io import StringIO

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402

from budgeting import services  # noqa: E402
from budgeting.models import Ceiling, FiscalYear, Proposal  # noqa: E402
from budgeting.services import CitedAction, LineDraft  # noqa: E402
from fixtures.city.loading import FIXTURES  # noqa: E402
from fixtures.city.programme import CODE  # noqa: E402
from programme.models import (  # noqa: E402
    Action,
    BudgetUnit,
    Membership,
    Programme,
    User,
)
from tests.factories import make_unit, make_year  # noqa: E402
from tests.running.people import (  # noqa: E402
    PASSWORD,
    TEXTS,
    person,
    session_of,
)

YEAR, PAST = 2027, 2011
ANALYSTS = 8
CEILING = Decimal("9000000000.00")
OBJECTS = ("1131", "2111", "3361", "4411", "5151", "6121")


def main(units: int, frameworks: int, lines: int) -> None:
    """Make the city and print where everything is."""
    load_the_past()
    programme = Programme.objects.get(code=CODE)
    year = make_year(YEAR, programme)
    password, chance = make_password(PASSWORD), random.Random(YEAR)
    actions = list(programme.actions.filter(retired_from=None))
    desks = []
    for number, unit in enumerate(the_units(units)):
        Ceiling.objects.create(fiscal_year=year, unit=unit, amount=CEILING)
        people = hire(unit, number, password)
        proposal = begin(year, unit, people[0])
        for code in range(frameworks):
            cited = [chance.choice(actions) for _ in range(lines)]
            write(proposal, people[0], f"MPP{code}", cited)
        desks.append(told_of(proposal, people))
    hired = [person(f"analyst{n}", password, "analyst") for n in range(ANALYSTS)]
    hired.append(person("head", password, "finance_head"))
    told = {
        "year": YEAR,
        "past": PAST,
        "password": PASSWORD,
        "cookie": settings.SESSION_COOKIE_NAME,
        "units": desks,
        "finance": [
            {"name": one.username, "session": session_of(one)} for one in hired
        ],
        "rights": list(programme.rights.values_list("code", flat=True)),
    }
    sys.stdout.write(json.dumps(told))


def load_the_past() -> None:
    """Units, catalogue and a published year, as a real city loads them."""
    for command in (
        ("import_units", str(FIXTURES / "units.xlsx")),
        ("import_programme", str(FIXTURES / "programme.xlsx")),
        ("add_year", str(PAST), "--programme", CODE, "--linking", "requested"),
        ("import_budget", str(FIXTURES / f"budget_{PAST}.xlsx"), "--year", str(PAST)),
        ("publish", str(PAST), "--undrawn"),
        ("finish", str(PAST)),
    ):
        call_command(*command, stdout=StringIO(), stderr=StringIO())


def the_units(number: int) -> list[BudgetUnit]:
    """The units that formulate: the city's own, and more where they do not suffice.

    No others are obliged in the year, so that the board can say that all are in.
    """
    theirs = list(BudgetUnit.objects.order_by("code")[:number])
    more = [make_unit(f"90X{n:03}") for n in range(number - len(theirs))]
    others = BudgetUnit.objects.exclude(pk__in=[one.pk for one in theirs + more])
    others.update(obliged_until=YEAR - 1)
    return theirs + more


def hire(unit: BudgetUnit, number: int, password: str) -> list[User]:
    """The unit's two preparers and its signatory."""
    roles = {"a": "preparer", "b": "preparer", "s": "signatory"}
    return [
        person(f"u{number:03}{letter}", password, role, unit)
        for letter, role in roles.items()
    ]


def begin(year: FiscalYear, unit: BudgetUnit, by: User) -> Proposal:
    """The unit's proposal."""
    assert Membership.objects.filter(unit=unit, user=by).exists()
    return services.create_proposal(year, unit, by=by)


def write(proposal: Proposal, by: User, code: str, cited: list[Action]) -> None:
    """One framework with a line an action."""
    framework = services.save_framework(proposal, by=by, values={**TEXTS, "code": code})
    drafts = [
        LineDraft(
            framework.pk,
            {
                "code": f"{code}-{number:02}",
                "object_code": OBJECTS[number % len(OBJECTS)],
                "description": f"Apoyos a la población, renglón {number}",
                "amount": "1000.00",
            },
            citations=[CitedAction(action)],
        )
        for number, action in enumerate(cited)
    ]
    services.save_lines(proposal, by=by, drafts=drafts, whole=True)


def told_of(proposal: Proposal, people: list[User]) -> dict:
    """Where a unit's people find what they work on."""
    frameworks = proposal.frameworks.order_by("code")
    return {
        "proposal": proposal.pk,
        "autonomous": proposal.unit.is_autonomous,
        "frameworks": list(frameworks.values_list("pk", flat=True)),
        "people": [{"name": p.username, "session": session_of(p)} for p in people],
    }


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
