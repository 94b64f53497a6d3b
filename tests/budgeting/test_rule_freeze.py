"""The freeze behind the gate, and the trail: what a submitted proposal rests on."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import ProtectedError
from django.forms import modelform_factory
from django.utils.timezone import now

from budgeting.models import (
    Citation,
    FiscalYear,
    SpendingLine,
    Waiver,
    YearProgramme,
)
from programme.models import Action
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_waiver,
    make_year,
    move_proposal,
)

pytestmark = pytest.mark.django_db


def execute(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def line_values(framework) -> dict:
    values = {"code": "Z9", "object_code": "2111", "description": "x", "amount": "1"}
    return {**values, "framework": framework.pk, "proposal": framework.proposal_id}


def insert_line_by_form(proposal):
    values = line_values(proposal.frameworks.get())
    modelform_factory(SpendingLine, fields=[*values])(values).save()


CHANGES = {
    "insert a line by the model": lambda p: make_line(p.frameworks.get()),
    "insert a line by a form": insert_line_by_form,
    "insert lines in bulk": lambda p: SpendingLine.objects.bulk_create(
        [
            SpendingLine(
                proposal=p,
                framework=p.frameworks.get(),
                code="Z9",
                object_code="2111",
                description="x",
                amount=1,
            )
        ]
    ),
    "insert a line by SQL": lambda p: execute(
        "insert into budgeting_spendingline (proposal_id, framework_id, code,"
        " object_code, description, amount, territory, classification, screened,"
        " screened_reason, position, version, pending)"
        " select proposal_id, framework_id, 'Z9', object_code, description, amount,"
        " '', '{}', '', '', 0, 1, '{}' from budgeting_spendingline"
        " where proposal_id = %s",
        p.pk,
    ),
    "update a line by the model": lambda p: p.lines.get().save(),
    "update lines in bulk": lambda p: p.lines.update(amount=5),
    "update a line by SQL": lambda p: execute(
        "update budgeting_spendingline set amount = 5 where proposal_id = %s", p.pk
    ),
    "remove a line by SQL": lambda p: execute(
        "update budgeting_spendingline set removed_at = now() where proposal_id = %s",
        p.pk,
    ),
    "cite by the model": lambda p: make_citation(
        p.lines.get(), make_action(p.fiscal_year.main_programme, "09.01.01")
    ),
    "change a share in bulk": lambda p: Citation.objects.filter(
        line__proposal=p
    ).update(share=9999),
    "delete a citation by the model": lambda p: p.lines.get().citations.all().delete(),
    "delete a citation by SQL": lambda p: execute(
        "delete from budgeting_citation where line_id in"
        " (select id from budgeting_spendingline where proposal_id = %s)",
        p.pk,
    ),
    "insert a framework": lambda p: make_framework(p),
    "update frameworks in bulk": lambda p: p.frameworks.update(name="Otro"),
    "grant a waiver": lambda p: make_waiver(p.lines.get()),
    "delete the lines": lambda p: p.lines.all().delete(),
    "delete the proposal by SQL": lambda p: execute(
        "delete from budgeting_proposal where id = %s", p.pk
    ),
}


@pytest.mark.parametrize("status", ["submitted", "approved"])
@pytest.mark.parametrize("change", CHANGES)
def test_nothing_changes_in_a_frozen_proposal(status, change):
    proposal = make_proposal(status=status)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        CHANGES[change](proposal)


@pytest.mark.parametrize(
    "change", [one for one in CHANGES if not one.startswith("delete the proposal")]
)
def test_everything_may_change_in_a_draft(change):
    CHANGES[change](make_proposal())


@pytest.mark.parametrize("status", ["submitted", "approved"])
@pytest.mark.parametrize(
    "column",
    [
        "submitted_by_id = null",
        "submitted_at = now() - interval '1 day'",
        "approved_by_id = submitted_by_id",
        "return_due = '2030-01-31'",
        "version = version + 1",
        "origin = 'on_behalf'",
    ],
)
def test_the_row_of_a_frozen_proposal_says_what_it_said(status, column):
    proposal = make_proposal(status=status)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        execute(f"update budgeting_proposal set {column} where id = %s", proposal.pk)


def test_saving_a_frozen_proposal_as_it_is_changes_nothing_and_is_let_through():
    make_proposal(status="approved").save()


def test_an_empty_framework_of_a_frozen_proposal_is_not_deleted():
    proposal = make_proposal()
    empty = make_framework(proposal)
    move_proposal(proposal, "submitted")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        empty.delete()


def test_a_line_moves_neither_into_nor_out_of_a_frozen_proposal():
    year = make_year()
    frozen, draft = make_proposal(year, status="submitted"), make_proposal(year)
    for start, end in ((draft, frozen), (frozen, draft)):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            execute(
                "update budgeting_spendingline set proposal_id = %s, framework_id = %s"
                " where proposal_id = %s",
                end.pk,
                end.frameworks.get().pk,
                start.pk,
            )


def test_a_waiver_of_a_frozen_line_stays():
    proposal = make_proposal()
    make_waiver(make_line(proposal.frameworks.get()))
    move_proposal(proposal, "submitted")
    for change in (
        lambda: Waiver.objects.update(reason="Otra"),
        lambda: Waiver.objects.update(lapsed_at=now()),
        lambda: Waiver.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            change()


# What a frozen proposal rests on


@pytest.mark.parametrize("values", [{"linking": "requested"}, {"currency": "USD"}])
@pytest.mark.parametrize(("status", "fixed"), [("draft", False), ("submitted", True)])
def test_a_years_rule_and_currency_are_fixed_by_its_first_submission(
    values, status, fixed
):
    proposal = make_proposal(status=status)
    years = FiscalYear.objects.filter(pk=proposal.fiscal_year_id)
    if fixed:
        with pytest.raises(IntegrityError, match="are fixed"), transaction.atomic():
            years.update(**values)
    else:
        assert years.update(**values) == 1


def test_a_years_programmes_are_fixed_by_its_first_submission():
    year = make_proposal(status="submitted").fiscal_year
    other = make_programme()
    for change in (
        lambda: YearProgramme.objects.create(fiscal_year=year, programme=other),
        lambda: year.year_programmes.update(programme=other),
        lambda: year.year_programmes.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="are fixed"), transaction.atomic():
            change()


def test_a_window_may_change_after_the_first_submission():
    year = make_proposal(status="submitted").fiscal_year
    assert FiscalYear.objects.filter(pk=year.pk).update(closed_at=now()) == 1


def test_a_cited_action_is_not_deleted_and_keeps_its_programme():
    make_proposal()
    action = Action.objects.get()
    with pytest.raises(ProtectedError):
        action.delete()
    for statement in (
        f"delete from programme_action where id = {action.pk}",
        f"update programme_action set programme_id = {make_programme().pk}",
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            execute(statement)
            execute("set constraints all immediate")


def test_a_citation_names_the_programme_of_its_action():
    proposal = make_proposal()
    with pytest.raises(IntegrityError), transaction.atomic():
        Citation.objects.filter(line__proposal=proposal).update(
            programme=make_programme()
        )
        execute("set constraints all immediate")


# The trail


@pytest.mark.parametrize(
    "statement",
    [
        "update {} set id = id",
        "delete from {}",
        "truncate {} cascade",
        "alter table {} disable trigger all",
        "drop table {} cascade",
    ],
)
@pytest.mark.parametrize(
    "table", ["budgeting_event", "budgeting_submission", "budgeting_contribution"]
)
def test_the_application_only_adds_to_the_trail(table, statement):
    with pytest.raises(ProgrammingError), transaction.atomic():
        execute(statement.format(table))


@pytest.mark.parametrize(
    "table",
    ["proposal", "policyframework", "spendingline", "citation", "waiver", "fiscalyear"],
)
def test_the_application_empties_no_table_and_switches_no_trigger_off(table):
    for statement in (
        f"truncate budgeting_{table} cascade",
        f"alter table budgeting_{table} disable trigger all",
        "set session_replication_role = replica",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            execute(statement)


# A session's own tables do not stand in for those that the rules read


def shadow(*tables: str) -> None:
    """Empty tables of this session only, found before the real ones of that name."""
    for table in tables:
        execute(f"create temporary table {table} (like public.{table})")


def test_a_table_of_the_session_does_not_hide_a_frozen_proposal():
    make_proposal(status="submitted")
    shadow("budgeting_proposal")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        execute("update budgeting_spendingline set amount = 5")


def test_a_table_of_the_session_does_not_hide_an_uncited_line():
    proposal = make_proposal()
    make_line(proposal.frameworks.get())
    shadow("budgeting_spendingline", "budgeting_fiscalyear")
    execute(
        "insert into budgeting_spendingline select * from public.budgeting_spendingline"
        " order by id limit 1"
    )
    with pytest.raises(IntegrityError, match="at fault"), transaction.atomic():
        execute(
            "update public.budgeting_proposal"
            " set status = 'submitted', submitted_at = now()"
        )
