"""The rule of method.md, 2, at the gate: along every path of one session."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.forms import modelform_factory
from django.utils.timezone import now

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import (
    PolicyFramework,
    Proposal,
    YearProgramme,
)
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_observation,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_waiver,
    make_year,
    move_proposal,
)

pytestmark = pytest.mark.django_db


def execute(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# The four ways into `submitted`


def by_service(proposal):
    services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))


def by_form(proposal):
    fields = ["status", "submitted_at", "submitted_by"]
    form_class = modelform_factory(Proposal, fields=fields)
    values = {"status": "submitted", "submitted_at": now()}
    form = form_class({**values, "submitted_by": make_user().pk}, instance=proposal)
    form.save()


def by_bulk_update(proposal):
    Proposal.objects.filter(pk=proposal.pk).update(
        status="submitted", submitted_at=now()
    )


def by_sql(proposal):
    execute(
        "update budgeting_proposal set status = 'submitted', submitted_at = now()"
        " where id = %s",
        proposal.pk,
    )


PATHS = [by_service, by_form, by_bulk_update, by_sql]


# What is at fault in a `required` year


def uncited(line):
    line.citations.all().delete()


def cited_from_another_programme_of_the_year_only(line):
    other = make_programme(kind="cross_cutting")
    YearProgramme.objects.create(fiscal_year=line.proposal.fiscal_year, programme=other)
    line.citations.all().delete()
    make_citation(line, make_action(other))


def citing_a_programme_that_is_not_of_the_year(line):
    make_citation(line, make_action(make_programme()))


def with_shares_that_do_not_add_up(line):
    line.citations.update(share=9999)


def screened(line):
    uncited(line)
    line.screened, line.screened_reason = "none", "Nómina"
    line.save()


def screened_and_cited(line):
    line.screened, line.screened_reason = "none", "Nómina"
    line.save()


def holding_text_that_does_not_read(line):
    line.pending = {"amount": "1.234"}
    line.save()


def in_a_framework_holding_text_that_does_not_read(line):
    PolicyFramework.objects.update(pending={"physical_target": "mil"})


def waived_before_it_changed(line):
    uncited(line)
    make_waiver(line)
    line.description = "Otra cosa"
    line.save()


def removed(line):
    line.removed_at = now()
    line.save()


FAULTS = [
    uncited,
    cited_from_another_programme_of_the_year_only,
    citing_a_programme_that_is_not_of_the_year,
    with_shares_that_do_not_add_up,
    screened,
    screened_and_cited,
    holding_text_that_does_not_read,
    in_a_framework_holding_text_that_does_not_read,
    waived_before_it_changed,
    removed,
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("fault", FAULTS)
def test_no_path_submits_a_line_at_fault(path, fault):
    proposal = make_proposal()
    fault(proposal.lines.get())
    with pytest.raises((WorkflowError, IntegrityError)), transaction.atomic():
        path(proposal)
    proposal.refresh_from_db()
    assert proposal.status == "draft"


@pytest.mark.parametrize("path", PATHS)
def test_every_path_submits_a_line_without_fault(path):
    proposal = make_proposal()
    waived = make_line(proposal.frameworks.get())
    make_waiver(waived)
    path(proposal)
    proposal.refresh_from_db()
    assert proposal.status == "submitted"


@pytest.mark.parametrize("path", PATHS)
def test_where_the_link_is_requested_every_path_submits_an_uncited_line(path):
    proposal = make_proposal(make_year(linking="requested"))
    screened(proposal.lines.get())
    make_line(proposal.frameworks.get())
    path(proposal)
    proposal.refresh_from_db()
    assert proposal.status == "submitted"


@pytest.mark.parametrize("linking", ["required", "requested"])
@pytest.mark.parametrize(
    "fault",
    [
        with_shares_that_do_not_add_up,
        screened_and_cited,
        citing_a_programme_that_is_not_of_the_year,
    ],
)
def test_some_faults_are_faults_under_either_rule(linking, fault):
    proposal = make_proposal(make_year(linking=linking))
    fault(proposal.lines.get())
    with pytest.raises(IntegrityError, match="lines at fault"), transaction.atomic():
        by_sql(proposal)


def test_an_import_meets_the_same_rule():
    for linking, year in (("required", 2028), ("requested", 2029)):
        proposal = make_proposal(
            make_year(year, linking=linking), origin="imported", lines=0
        )
        make_line(make_framework(proposal))
        if linking == "required":
            with pytest.raises(IntegrityError, match="at fault"), transaction.atomic():
                move_proposal(proposal, "approved")
        else:
            move_proposal(proposal, "approved")


# The moves


@pytest.mark.parametrize(
    ("start", "to"),
    [
        ("draft", "approved"),
        ("draft", "returned"),
        ("returned", "approved"),
        ("returned", "draft"),
        ("submitted", "draft"),
        ("approved", "draft"),
        ("approved", "submitted"),
    ],
)
def test_the_database_knows_the_moves(start, to):
    proposal = make_proposal(status=start)
    with pytest.raises(IntegrityError), transaction.atomic():
        move_proposal(proposal, to)


@pytest.mark.parametrize("status", ["submitted", "returned", "approved"])
def test_a_proposal_begins_as_a_draft(status):
    with pytest.raises(IntegrityError, match="begins as a draft"), transaction.atomic():
        Proposal.objects.create(
            fiscal_year=make_year(), unit=make_unit(), status=status
        )


def test_an_autonomous_bodys_proposal_is_not_returned_even_by_sql():
    proposal = make_proposal(
        make_year(), make_unit(kind="autonomous"), status="submitted"
    )
    with pytest.raises(IntegrityError, match="does not move"), transaction.atomic():
        execute("update budgeting_proposal set status = 'returned'")
    assert proposal.status == "submitted"


def test_an_approval_past_the_services_meets_the_same_conditions():
    proposal = make_proposal(status="submitted")
    contributor = make_user("analyst")
    proposal.contributions.create(by=contributor)
    approve = (
        "update budgeting_proposal set status = 'approved', approved_at = now(),"
        " approved_by_id = %s"
    )
    with pytest.raises(IntegrityError, match="may not approve"), transaction.atomic():
        execute(approve, contributor.pk)
    with pytest.raises(IntegrityError, match="somebody"), transaction.atomic():
        execute(approve, None)
    observation = make_observation(proposal)
    with pytest.raises(IntegrityError, match="blocking"), transaction.atomic():
        execute(approve, make_user("analyst").pk)
    observation.resolution, observation.resolved_at = "solved", now()
    observation.save()
    execute(approve, make_user("analyst").pk)


def test_a_form_that_leaves_amount_out_still_saves_no_negative_one():
    line = make_line(make_framework(make_proposal()))
    line.amount = -1
    with pytest.raises(ValidationError, match="zero or more"):
        line.full_clean()
    for amount in ("-0.01", "NaN"):
        with pytest.raises(IntegrityError), transaction.atomic():
            execute("update budgeting_spendingline set amount = %s::numeric", amount)
