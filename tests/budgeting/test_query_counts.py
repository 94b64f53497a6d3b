"""What the moves of a 200-line proposal ask of the database, the trail included."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgeting import services
from programme.trail import acting
from tests.factories import make_proposal, make_user

pytestmark = pytest.mark.django_db


def asked(service) -> int:
    """How many statements a service sends, but for the savepoints of the test."""
    with CaptureQueriesContext(connection) as found:
        service()
    return sum("SAVEPOINT" not in one["sql"] for one in found)


def test_submit_return_and_approve_of_200_lines_ask_less_than_15_queries_each():
    proposal = make_proposal(lines=200)
    signatory = make_user("signatory", proposal.unit)
    analyst = make_user("analyst")
    with acting(by=signatory, request="r1"):
        assert asked(lambda: services.submit_proposal(proposal, by=signatory)) < 15
    with acting(by=analyst, request="r2"):
        back = lambda: services.return_proposal(proposal, by=analyst, note="?")  # noqa: E731
        assert asked(back) < 15
    proposal.lines.update(territory="Milpa Alta")
    with acting(by=signatory, request="r3"):
        assert asked(lambda: services.submit_proposal(proposal, by=signatory)) < 16
    with acting(by=analyst, request="r4"):
        seen = proposal.submissions.last().content_hash
        approve = lambda: services.approve_proposal(  # noqa: E731
            proposal, by=analyst, content_hash=seen
        )
        assert asked(approve) < 15
