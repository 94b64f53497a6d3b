"""R5: many units hand in their proposals in one second, each in its own session."""

import threading

import pytest
from django.db import connections

from budgeting import services
from budgeting.models import Proposal, Submission
from tests.factories import make_proposal, make_unit, make_user, make_year
from tests.sessions import Session

pytestmark = pytest.mark.django_db(transaction=True)

SESSIONS = threading.BoundedSemaphore(40)  # the private server accepts 60 connections


def hand_in_at_once(units: int) -> list[str]:
    """So many proposals of one year handed in at once; what went wrong, if anything.

    Every other one was handed in and returned before: it gets its second number.
    """
    year, analyst = make_year(), make_user("analyst")
    people = []
    for number in range(units):
        proposal = make_proposal(year, make_unit())
        by = make_user("signatory", proposal.unit)
        if number % 2:
            services.submit_proposal(proposal, by=by)
            services.return_proposal(proposal, by=analyst, note="Ajustar")
            adjusted = {"description": "Ajustado"}
            line = proposal.lines.get()
            services.save_line(line.framework, by=by, values=adjusted, line=line)
        people.append((proposal, by))
    together = threading.Barrier(units)

    def hand_in(proposal, by):
        together.wait()
        with SESSIONS:
            try:
                services.submit_proposal(proposal, by=by)
            finally:
                connections.close_all()

    sessions = [Session(lambda p=p, by=by: hand_in(p, by)) for p, by in people]
    for session in sessions:
        session.start()
    return [str(session.end().error or "") for session in sessions]


def numbers() -> list[list[int]]:
    """The numbers of the submissions of each proposal, in the order of their keys."""
    return [
        list(proposal.submissions.order_by("number").values_list("number", flat=True))
        for proposal in Proposal.objects.order_by("pk")
    ]


def test_two_dozen_units_hand_in_at_once():
    assert hand_in_at_once(24) == [""] * 24
    assert numbers() == [[1], [1, 2]] * 12
    assert set(Proposal.objects.values_list("status", flat=True)) == {"submitted"}
    assert Submission.objects.filter(content_hash="").count() == 0


@pytest.mark.slow
def test_a_hundred_and_twenty_units_hand_in_at_once():
    assert hand_in_at_once(120) == [""] * 120
    assert numbers() == [[1], [1, 2]] * 60
