"""The rule with two sessions at once, and against the owner of the tables.

Each race has a twin with the lock taken away, in which the harm is done: so the test
shows that it is the lock that holds.
"""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, OperationalError, connection, transaction

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import Proposal, SpendingLine
from hrbudget.database.base import owner
from tests.factories import (
    give_role,
    make_line,
    make_programme,
    make_proposal,
    make_user,
    move_proposal,
)
from tests.sessions import Session, function_changed

pytestmark = pytest.mark.django_db(transaction=True)

LOCK = r"PERFORM 1 FROM budgeting_proposal .* FOR SHARE;"
FREEZE = "budgeting_refuse_frozen(bigint[])"


def uncited_and_submitted() -> bool:
    """The harm: a submitted proposal of a `required` year with an uncited line."""
    lines = SpendingLine.objects.kept().uncited()
    return lines.filter(proposal__status="submitted").exists()


def add_while_submitting(proposal) -> Session:
    """One session submits; before it commits, another adds an uncited line."""
    framework = proposal.frameworks.get()
    with transaction.atomic():
        move_proposal(proposal, "submitted")
        adding = Session(lambda: make_line(framework)).begin()
    return adding.end()


def submit_while_adding(proposal) -> Session:
    """One session adds an uncited line; before it commits, another submits."""
    framework = proposal.frameworks.get()
    with transaction.atomic():
        make_line(framework)
        submitting = Session(lambda: move_proposal(proposal, "submitted")).begin()
    return submitting.end()


def test_a_line_added_while_another_session_submits_is_refused():
    adding = add_while_submitting(make_proposal())
    assert isinstance(adding.error, IntegrityError)
    assert "frozen" in str(adding.error)
    assert not uncited_and_submitted()


def test_a_submission_while_another_session_adds_a_line_is_refused():
    submitting = submit_while_adding(make_proposal())
    assert isinstance(submitting.error, IntegrityError)
    assert "lines at fault" in str(submitting.error)
    assert not uncited_and_submitted()


@pytest.mark.parametrize("race", [add_while_submitting, submit_while_adding])
def test_without_the_lock_the_uncited_line_gets_through(race):
    proposal = make_proposal()
    with function_changed(FREEZE, LOCK):
        session = race(proposal)
    assert session.error is None
    assert uncited_and_submitted()


def test_the_lock_is_back_after_its_twin():
    adding = add_while_submitting(make_proposal())
    assert isinstance(adding.error, IntegrityError)


def test_a_session_with_an_older_snapshot_adds_no_line_either():
    proposal = make_proposal()
    framework = proposal.frameworks.get()
    refused = pytest.raises(OperationalError, match="could not serialize")
    with refused, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
        assert Proposal.objects.get().status == "draft"
        submitting = Session(lambda: move_proposal(proposal, "submitted"))
        assert submitting.begin().end().error is None
        make_line(framework)
    assert not uncited_and_submitted()


def test_a_session_with_an_older_snapshot_moves_no_proposal():
    proposal = make_proposal()
    with pytest.raises(IntegrityError, match="READ COMMITTED"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
        move_proposal(proposal, "submitted")


@pytest.mark.parametrize(
    "statement",
    [
        "update budgeting_fiscalyear set linking = 'requested'",
        "update budgeting_fiscalyear set currency = 'USD'",
        "delete from budgeting_yearprogramme",
        "update budgeting_yearprogramme set is_main = false",
    ],
)
@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_a_session_with_an_older_snapshot_changes_no_rule_of_a_year(
    isolation, statement
):
    proposal = make_proposal()
    with pytest.raises(IntegrityError, match="READ COMMITTED"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"set transaction isolation level {isolation}")
        assert Proposal.objects.get().status == "draft"
        submitting = Session(lambda: move_proposal(proposal, "submitted"))
        assert submitting.begin().end().error is None
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_session_with_an_older_snapshot_empties_no_table():
    proposal = make_proposal()
    with owner(connection):
        refused = pytest.raises(IntegrityError, match="READ COMMITTED")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
            cursor.execute("select 1 from budgeting_proposal")
            submitting = Session(lambda: move_proposal(proposal, "submitted"))
            assert submitting.begin().end().error is None
            cursor.execute("truncate budgeting_citation cascade")


def test_a_citation_taken_away_while_another_session_submits_stays():
    proposal = make_proposal()
    citations = proposal.lines.get().citations
    with transaction.atomic():
        move_proposal(proposal, "submitted")
        deleting = Session(lambda: citations.all().delete()).begin()
    assert isinstance(deleting.end().error, IntegrityError)
    assert not uncited_and_submitted()


def test_a_programme_added_while_another_session_submits_is_refused():
    proposal = make_proposal()
    year, other = proposal.fiscal_year, make_programme()
    with transaction.atomic():
        move_proposal(proposal, "submitted")
        adding = Session(
            lambda: year.year_programmes.create(programme=other, is_main=False)
        ).begin()
    assert "are fixed" in str(adding.end().error)


# Services


def test_two_sessions_submit_one_submission():
    proposal = make_proposal()
    signatory = make_user("signatory", proposal.unit)
    with transaction.atomic():
        services.submit_proposal(proposal, by=signatory)
        again = Session(lambda: services.submit_proposal(proposal, by=signatory))
        again.begin()
    assert again.end().error is None
    assert again.result.status == "submitted"
    assert (proposal.submissions.count(), proposal.events.count()) == (1, 1)


def test_two_analysts_decide_once():
    proposal = make_proposal(status="submitted")
    first, second = make_user("analyst"), make_user("analyst")
    with transaction.atomic():
        services.approve_proposal(proposal, by=first)
        late = Session(
            lambda: services.return_proposal(proposal, by=second, note="Falta")
        ).begin()
    assert isinstance(late.end().error, WorkflowError)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.events.count()) == ("approved", 1)


def observe_while_approving() -> Proposal:
    """One session approves; before it commits, another makes a blocking observation."""
    proposal = make_proposal(status="submitted")
    first, second = make_user("analyst"), make_user("analyst")
    with transaction.atomic():
        services.approve_proposal(proposal, by=first)
        observing = Session(
            lambda: services.observe(proposal, by=second, text="Falta sustento")
        ).begin()
    observing.end()
    proposal.refresh_from_db()
    return proposal


def test_nothing_blocking_is_observed_while_another_session_approves():
    proposal = observe_while_approving()
    assert proposal.status == "approved"
    assert not proposal.observations.exists()


def test_without_its_lock_an_approved_proposal_would_have_a_blocking_observation(
    monkeypatch,
):
    monkeypatch.setattr(
        "budgeting.services.observations.lock_proposal",
        lambda pk: Proposal.objects.select_related("unit", "fiscal_year").get(pk=pk),
    )
    proposal = observe_while_approving()
    assert proposal.status == "approved"
    assert proposal.observations.open().blocking().exists()


def edit_while_approving(proposal, person) -> Session:
    """A person with two roles edits in one session and approves in another."""
    framework, line = proposal.frameworks.get(), proposal.lines.get()
    signatory = make_user("signatory", proposal.unit)
    with transaction.atomic():
        services.save_line(framework, by=person, values={"amount": "2"}, line=line)
        services.submit_proposal(proposal, by=signatory)
        approving = Session(
            lambda: services.approve_proposal(proposal, by=person)
        ).begin()
    return approving.end()


def test_nobody_approves_in_one_session_what_they_edit_in_another():
    proposal = make_proposal()
    person = make_user("preparer", proposal.unit)
    give_role(person, "analyst")
    assert isinstance(edit_while_approving(proposal, person).error, PermissionDenied)
    proposal.refresh_from_db()
    assert proposal.status == "submitted"


def test_two_officers_begin_one_proposal():
    unit_of = make_proposal(lines=0)
    year, unit = unit_of.fiscal_year, unit_of.unit
    unit_of.delete()
    officers = [make_user("preparer", unit), make_user("preparer", unit)]
    with transaction.atomic():
        first = services.create_proposal(year, unit, by=officers[0])
        late = Session(
            lambda: services.create_proposal(year, unit, by=officers[1])
        ).begin()
    assert late.end().error is None
    assert late.result == first
    assert Proposal.objects.count() == 1


def test_two_officers_do_not_overwrite_each_other():
    proposal = make_proposal()
    framework, line = proposal.frameworks.get(), proposal.lines.get()
    officers = [make_user("preparer", proposal.unit) for _ in range(2)]

    def save(officer, amount):
        services.save_line(
            framework, by=officer, values={"amount": amount}, line=line, version=1
        )

    with transaction.atomic():
        save(officers[0], "2")
        late = Session(lambda: save(officers[1], "3")).begin()
    assert type(late.end().error).__name__ == "StaleVersion"
    line.refresh_from_db()
    assert line.amount == 2


# Not even the owner of the tables


@pytest.mark.parametrize(
    "statement",
    [
        "truncate budgeting_citation cascade",
        "truncate budgeting_spendingline cascade",
        "truncate budgeting_policyframework cascade",
        "truncate budgeting_waiver",
        "truncate budgeting_proposal cascade",
        "truncate budgeting_yearprogramme",
        "truncate budgeting_fiscalyear cascade",
        "truncate budgeting_event",
        "truncate budgeting_submission",
        "truncate budgeting_contribution",
        "update budgeting_event set note = 'x'",
        "update budgeting_submission set content = '{}'",
        "delete from budgeting_contribution",
        "delete from budgeting_citation",
        "update budgeting_spendingline set amount = 5",
        "update budgeting_fiscalyear set linking = 'requested'",
    ],
)
def test_the_owner_of_the_tables_meets_the_same_triggers(statement):
    proposal = make_proposal()
    services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))
    refused = pytest.raises(Error, match=r"frozen|only added to|are fixed")
    with refused, owner(connection), connection.cursor() as cursor:
        cursor.execute(statement)
    assert proposal.submissions.count() == proposal.events.count() == 1
    assert proposal.lines.get().citations.count() == 1
