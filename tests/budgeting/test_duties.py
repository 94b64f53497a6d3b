"""Whoever contributed to a proposal approves it by no door (method.md, 3)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import override

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import Citation, Observation, Proposal, SpendingLine
from budgeting.permissions import has_contributed, may_approve
from budgeting.services import CitedAction
from programme.models import User
from programme.services import end_membership
from programme.trail import acting
from tests.factories import (
    give_role,
    make_action,
    make_citation,
    make_observation,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)
from tests.sessions import Session, function_changed, made_superuser

pytestmark = pytest.mark.django_db


def approve(proposal, *, by):
    """Approve what was handed in last, as somebody who read it."""
    last = proposal.submissions.order_by("number").last()
    read = last.content_hash if last else ""
    return services.approve_proposal(proposal, by=by, content_hash=read)


GATE, APPROVAL = "budgeting_proposal_gate()", "budgeting_proposal_approval()"
BY_CONTRIBUTOR = r"AND by_id = NEW\.approved_by_id"


def execute(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


# How a person comes to have contributed; each is given a draft and one of its unit.


def edits(proposal, person):
    services.save_line(
        proposal.frameworks.get(),
        by=person,
        values={"amount": "5"},
        line=proposal.lines.get(),
    )


def cites(proposal, person):
    action = make_action(proposal.fiscal_year.main_programme, "01.01.09")
    line = proposal.lines.get()
    services.cite_actions(line, by=person, citations=[CitedAction(action)])


def edits_an_earlier_version(proposal, person):
    edits(proposal, person)
    hand_in(proposal)
    return_and_correct(proposal)


def submits_an_earlier_version(proposal, person):
    signatory = make_user("signatory", proposal.unit)
    signatory.memberships.update(user=person)
    services.submit_proposal(proposal, by=person)
    return_and_correct(proposal)


def return_and_correct(proposal):
    """Finance returns it, and a colleague changes what was asked for."""
    services.return_proposal(proposal, by=make_user("analyst"), note="Correct it")
    line, colleague = proposal.lines.first(), make_user("preparer", proposal.unit)
    values = {"description": "Corrected"}
    services.save_line(line.framework, by=colleague, values=values, line=line)


def answers_for_the_unit(proposal, person):
    hand_in(proposal)
    analyst = make_user("analyst")
    observation = services.observe(
        proposal, by=analyst, text="Why so much?", severity="advisory"
    )
    services.return_proposal(proposal, by=analyst)
    services.reply_to_observation(observation, by=person, text="Because")


def leaves_the_unit(proposal, person):
    edits(proposal, person)
    membership = person.memberships.get()
    end_membership(membership, until=localdate() - timedelta(days=1), by=None)


def updates_in_bulk(proposal, person):
    with acting(by=person):
        SpendingLine.objects.filter(proposal=proposal).update(amount="7.00")


def writes_plain_sql(proposal, person):
    with acting(by=person):
        execute("update budgeting_policyframework set objective = 'Otro'")


def inserts_in_bulk(proposal, person):
    framework = proposal.frameworks.get()
    row = SpendingLine(
        proposal=proposal,
        framework=framework,
        code="NEW",
        amount="1.00",
        object_code="4411",
        description="Nuevo",
    )
    action = proposal.fiscal_year.main_programme.actions.first()
    with acting(by=person):
        SpendingLine.objects.bulk_create([row])
    make_citation(row, action)


def takes_a_citation_away(proposal, person):
    line = proposal.lines.get()
    action = line.citations.get().action
    with acting(by=person):
        line.citations.all().delete()
    make_citation(line, action)


def changes_only_a_citation(proposal, person):
    with acting(by=person):
        Citation.objects.filter(line__proposal=proposal).update(justification="Porque")


def signs_past_the_service(proposal, person):
    proposal.submissions.create(
        number=1, content={}, content_hash="x", signer=str(person), by=person, at=now()
    )


def answers_past_the_service(proposal, person):
    make_observation(proposal, severity="advisory", reply="Porque", replied_by=person)


WAYS: list[Callable[[Proposal, User], None]] = [
    edits,
    cites,
    edits_an_earlier_version,
    submits_an_earlier_version,
    answers_for_the_unit,
    leaves_the_unit,
    updates_in_bulk,
    writes_plain_sql,
    inserts_in_bulk,
    takes_a_citation_away,
    changes_only_a_citation,
    signs_past_the_service,
    answers_past_the_service,
]


def hand_in(proposal):
    return services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))


def contributor(way) -> tuple[Proposal, User]:
    """A submitted proposal, and an analyst who contributed to it in this way."""
    proposal = make_proposal()
    person = make_user("preparer", proposal.unit)
    way(proposal, person)
    give_role(person, "analyst")
    return hand_in(proposal), person


# How they try to approve it. Each is given the client, the proposal and the person.


def by_the_page(client, proposal, person, number=-1):
    client.force_login(person)
    seen = list(proposal.submissions.order_by("number"))[number]
    answer = client.post(
        reverse("budgeting:proposal_approve", args=[proposal.pk]),
        {"content_hash": seen.content_hash},
    )
    assert answer.status_code == 403


def by_the_page_of_an_old_submission(client, proposal, person):
    by_the_page(client, proposal, person, number=0)


def by_the_administration(client, proposal, person):
    client.force_login(person)
    address = reverse("admin:budgeting_proposal_change", args=[proposal.pk])
    form = {"status": "approved", "approved_by": person.pk}
    assert client.post(address, form, follow=True).status_code == 403


def by_the_service(client, proposal, person):
    with pytest.raises(PermissionDenied, match="edited or submitted"):
        approve(proposal, by=person)


def by_the_service_without_its_check(client, proposal, person):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("budgeting.services.reviews.has_contributed", lambda *_: False)
        with refused(WorkflowError, "Ask a colleague"):
            approve(proposal, by=person)


def by_a_shell_in_the_name_of_a_colleague(client, proposal, person):
    colleague = make_user("analyst")
    with acting(by=person), refused(WorkflowError, "in the name of another"):
        approve(proposal, by=colleague)


def approval(person) -> dict:
    return {"status": "approved", "approved_at": now(), "approved_by": person}


def by_a_bulk_update(client, proposal, person):
    with refused(IntegrityError, "may not approve"):
        Proposal.objects.filter(pk=proposal.pk).update(**approval(person))


def by_saving_the_row(client, proposal, person):
    for name, value in approval(person).items():
        setattr(proposal, name, value)
    with refused(IntegrityError, "may not approve"):
        proposal.save()


RAW = (
    "update budgeting_proposal set status = 'approved', approved_at = now(),"
    " approved_by_id = %s"
)


def by_plain_sql(client, proposal, person):
    with refused(IntegrityError, "may not approve"):
        execute(RAW, person.pk)


def by_plain_sql_naming_a_colleague(client, proposal, person):
    colleague = make_user("analyst")
    with acting(by=person), refused(IntegrityError, "name of another"):
        execute(RAW, colleague.pk)


def by_plain_sql_naming_nobody(client, proposal, person):
    with acting(by=person), refused(IntegrityError, "somebody"):
        execute(RAW, None)


DOORS: list[Callable] = [
    by_the_page,
    by_the_page_of_an_old_submission,
    by_the_administration,
    by_the_service,
    by_the_service_without_its_check,
    by_a_shell_in_the_name_of_a_colleague,
    by_a_bulk_update,
    by_saving_the_row,
    by_plain_sql,
    by_plain_sql_naming_a_colleague,
    by_plain_sql_naming_nobody,
]


class refused:  # noqa: N801 - reads as pytest.raises does
    """The refusal of the database or of a service, and nothing left of the attempt."""

    def __init__(self, error, said):
        self.savepoint, self.raised = (
            transaction.atomic(),
            pytest.raises(error, match=said),
        )

    def __enter__(self):
        self.raised.__enter__()
        self.savepoint.__enter__()

    def __exit__(self, *error):
        self.savepoint.__exit__(*error)
        return self.raised.__exit__(*error)


def entries_of_approvals() -> int:
    """How often the trail saw a proposal approved."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from budgeting_proposaltrail where status = 'approved'"
        )
        return cursor.fetchone()[0]


def assert_not_approved(proposal):
    proposal.refresh_from_db()
    assert (proposal.status, proposal.approved_by) == ("submitted", None)
    assert not proposal.events.filter(to_status="approved").exists()
    assert entries_of_approvals() == 0


@pytest.mark.parametrize("way", WAYS)
def test_whoever_contributed_approves_by_no_door(client, way):
    proposal, person = contributor(way)
    assert has_contributed(person, proposal)
    assert not may_approve(person, proposal)
    for door in DOORS:
        with transaction.atomic(), override("en"):
            door(client, Proposal.objects.get(pk=proposal.pk), person)
        assert_not_approved(proposal)


@pytest.mark.django_db(transaction=True)
def test_nor_as_a_superuser_with_a_role(client):
    proposal, person = contributor(updates_in_bulk)
    made_superuser(person)
    for door in DOORS:
        with override("en"):
            door(client, Proposal.objects.get(pk=proposal.pk), person)
        assert_not_approved(proposal)


@pytest.mark.parametrize("way", WAYS)
def test_a_colleague_approves_what_they_did_not_touch(client, way):
    proposal, _person = contributor(way)
    colleague = make_user("analyst")
    client.force_login(colleague)
    seen = proposal.submissions.order_by("number").last()
    client.post(
        reverse("budgeting:proposal_approve", args=[proposal.pk]),
        {"content_hash": seen.content_hash},
    )
    proposal.refresh_from_db()
    assert (proposal.status, proposal.approved_by) == ("approved", colleague)
    assert entries_of_approvals() == 1


def test_a_bulk_update_over_many_proposals_contributes_to_each_it_touches():
    year, person = make_year(), make_user("administrator")
    touched = [make_proposal(year) for _ in range(2)]
    other = make_proposal(year)
    with acting(by=person):
        SpendingLine.objects.filter(proposal__in=touched).update(amount="9.00")
        SpendingLine.objects.filter(proposal__in=touched).update(amount="10.00")
    assert [one.contributions.filter(by=person).count() for one in touched] == [1, 1]
    assert not has_contributed(person, other)


def test_finance_contributes_nothing_by_its_own_work():
    proposal = hand_in(make_proposal())
    analyst, head = make_user("analyst"), make_user("finance_head")
    with acting(by=analyst):
        asked = services.observe(proposal, by=analyst, text="Why?", severity="advisory")
        services.return_proposal(proposal, by=analyst)
    with acting(by=head):
        line = proposal.lines.get()
        services.grant_waiver(line, by=head, reason="Court order")
    services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))
    with acting(by=analyst):
        services.resolve_observation(asked, by=analyst, resolution="solved")
        assert approve(proposal, by=analyst).approved_by == analyst
    assert not has_contributed(head, proposal)


@pytest.mark.parametrize("why", ["administrator", "auditor", "", "expired", "closed"])
def test_only_who_holds_a_role_of_finance_is_named_as_the_approver(why):
    proposal = make_proposal(status="submitted")
    held = {"expired": {"expires_on": localdate() - timedelta(days=3)}}
    held["closed"] = {"is_active": False}
    person = make_user("analyst" if why in held else why, **held.get(why, {}))
    with refused(IntegrityError, "Only a person of Finance"):
        execute(RAW, person.pk)
    proposal.refresh_from_db()
    assert proposal.status == "submitted"


def test_an_imported_proposal_is_nobodys_approval():
    proposal = make_proposal(make_year(linking="requested"), origin="imported")
    with refused(IntegrityError, "nobody's approval"):
        execute(RAW, make_user("analyst").pk)
    execute(RAW, None)
    proposal.refresh_from_db()
    assert proposal.status == "approved"


# Who seems to be a contributor, or is of the unit: the page warns, the event keeps it


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"email": "norma@df.gob.mx"}, {"email": "Norma@df.gob.mx "}),
        (
            {"first_name": "Norma", "last_name": "Villaseñor"},
            {"first_name": "NORMA ", "last_name": "Villasenor"},
        ),
    ],
)
def test_a_second_account_of_a_contributor_is_warned_and_its_approval_says_so(
    client, first, second
):
    proposal = make_proposal()
    person = make_user("preparer", proposal.unit, **first)
    edits(proposal, person)
    hand_in(proposal)
    twin = make_user("analyst", **second)
    client.force_login(twin)
    address = reverse("budgeting:review_detail", args=[proposal.pk])
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert f"edited or submitted this proposal: {person}" in page
    approve(proposal, by=twin)
    kept = proposal.events.get(kind="approved").data
    assert kept["alike"] == [person.username]
    page = client.get(address).content.decode()
    assert f"name is that of a contributor: {person.username}." in page


def test_a_member_of_the_unit_who_did_not_edit_approves_and_its_history_says_so(client):
    proposal = hand_in(make_proposal())
    member = make_user("preparer", proposal.unit)
    give_role(member, "analyst")
    client.force_login(member)
    address = reverse("budgeting:review_detail", args=[proposal.pk])
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "You held a role in this unit since the proposal was begun." in page
    approve(proposal, by=member)
    assert proposal.events.get(kind="approved").data["member"] is True


def test_whom_nothing_speaks_against_is_not_warned(client):
    proposal = hand_in(make_proposal())
    analyst = make_user("analyst")
    client.force_login(analyst)
    before = make_user("preparer", proposal.unit)
    before.memberships.update(until=localdate() - timedelta(days=1), user=analyst)
    address = reverse("budgeting:review_detail", args=[proposal.pk])
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "Your e-mail or your name" not in page
    assert "You held a role" not in page
    approve(proposal, by=analyst)
    assert set(proposal.events.get(kind="approved").data) == {"hash"}


# Each guard, taken away: its door opens


def opened(door: str, changes: str, by: str, attempt, way=updates_in_bulk) -> Proposal:
    proposal, person = contributor(way)
    with function_changed(door, changes, by):
        attempt(proposal, person)
    proposal.refresh_from_db()
    return proposal


@pytest.mark.django_db(transaction=True)
def test_without_the_gates_clause_plain_sql_approves():
    proposal = opened(
        GATE, BY_CONTRIBUTOR, "AND false", lambda _p, who: execute(RAW, who.pk)
    )
    assert proposal.status == "approved"


@pytest.mark.django_db(transaction=True)
def test_without_its_clause_one_approves_in_the_name_of_another():
    colleague = make_user("analyst")

    def attempt(_proposal, person):
        with acting(by=person):
            execute(RAW, colleague.pk)

    own_name = r"trail_actor\(\) <> NEW\.approved_by_id"
    proposal = opened(APPROVAL, own_name, "false", attempt)
    assert proposal.approved_by == colleague


@pytest.mark.django_db(transaction=True)
def test_without_its_clause_anybody_is_named_as_the_approver():
    somebody = make_user()
    holds = r"NOT programme_holds\(.*\)"
    proposal = opened(
        APPROVAL, holds, "false", lambda _p, _who: execute(RAW, somebody.pk)
    )
    assert proposal.approved_by == somebody


@pytest.mark.django_db(transaction=True)
def test_without_the_record_a_bulk_update_is_forgotten():
    record = r"PERFORM budgeting_record_contributors\(.*\);"
    with function_changed("budgeting_contribute()", record):
        proposal, person = contributor(updates_in_bulk)
    approve(proposal, by=person)
    proposal.refresh_from_db()
    assert proposal.approved_by == person


# Two sessions at once


def answer_while_approving() -> tuple[Proposal, User, Session]:
    """A person of the unit and of Finance answers in one session, past the service,
    and approves in another, past the service too."""
    proposal = make_proposal(unit=make_unit(kind="autonomous"))
    make_observation(proposal, severity="advisory")
    hand_in(proposal)
    person = make_user("analyst")
    with transaction.atomic():
        Observation.objects.update(reply="Porque", replied_by=person)
        approving = Session(lambda: execute(RAW, person.pk)).begin()
    approving.end()
    proposal.refresh_from_db()
    return proposal, person, approving


@pytest.mark.django_db(transaction=True)
def test_nobody_approves_in_one_session_what_they_answer_in_another():
    proposal, person, approving = answer_while_approving()
    assert isinstance(approving.error, IntegrityError)
    assert has_contributed(person, proposal)
    assert proposal.status == "submitted"


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_do():
    lock = r"PERFORM 1 FROM budgeting_proposal .* FOR SHARE;"
    with function_changed("budgeting_contribute_reply()", lock):
        proposal, person, approving = answer_while_approving()
    assert approving.error is None
    assert has_contributed(person, proposal)
    assert proposal.approved_by == person
