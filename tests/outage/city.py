"""`python -m tests.outage.city`: a small city in the data folder, told as JSON.

Made with the services, as people would; its people sign in with one password.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402

from budgeting import services  # noqa: E402
from budgeting.models import FiscalYear, Proposal  # noqa: E402
from budgeting.services import CitedAction  # noqa: E402
from programme.models import Action, User  # noqa: E402
from tests.factories import (  # noqa: E402
    make_action,
    make_programme,
    make_unit,
    make_year,
)
from tests.running.people import (  # noqa: E402
    PASSWORD,
    TEXTS,
    person,
    session_of,
)

ANALYSTS = 4


def main(units: int) -> None:
    """Make the city and print where everything is."""
    programme = make_programme("DH")
    action = make_action(programme)
    year = make_year(2030, programme)
    password = make_password(PASSWORD)
    lines = 4 if units < 20 else 1
    proposals = [begin(year, action, n, password, lines) for n in range(units)]
    analysts = [person(f"analyst{n}", password, "analyst") for n in range(ANALYSTS)]
    told = {
        "password": PASSWORD,
        "units": proposals,
        "analysts": [analyst.username for analyst in analysts],
        "cookie": settings.SESSION_COOKIE_NAME,
    }
    sys.stdout.write(json.dumps(told))


def begin(
    year: FiscalYear, action: Action, number: int, password: str, lines: int
) -> dict:
    """A unit with its proposal, whose every line cites; and its two people."""
    unit = make_unit(f"U{number:03}")
    people = [
        person(f"{role}{number}", password, role, unit)
        for role in ("signatory", "preparer")
    ]
    proposal = services.create_proposal(year, unit, by=people[0])
    return {
        "proposal": proposal.pk,
        "lines": write(proposal, people[0], action, lines),
        "people": [one.username for one in people],
        "session": session_of(people[0]),
    }


def write(proposal: Proposal, by: User, action: Action, lines: int) -> list[int]:
    """One framework with its lines; their keys."""
    framework = services.save_framework(proposal, by=by, values={**TEXTS, "code": "F"})
    keys = []
    for number in range(lines):
        values = {"code": f"L{number}", "object_code": "4411", "amount": "1000"}
        values["description"] = "Apoyos"
        line = services.save_line(framework, by=by, values=values)
        services.cite_actions(line, by=by, citations=[CitedAction(action)])
        keys.append(line.pk)
    return keys


if __name__ == "__main__":
    main(int(sys.argv[1]))
