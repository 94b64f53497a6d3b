"""What names another row finds it there, however the other is taken away."""

import pytest
from django.db import IntegrityError, connection, transaction

from budgeting.models import Citation, SpendingLine
from hrbudget.database.base import owner
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_year,
)
from tests.sessions import Session, function_changed

CITE = "budgeting_citation_inserted()"
ADD = "budgeting_line_inserted()"
OF_FRAMEWORKS = r"PERFORM 1 FROM budgeting_policyframework[^;]* KEY SHARE;"
LOCKS = {  # of what a citation names
    "programme_action": r"PERFORM 1 FROM programme_action\s.* FOR KEY SHARE;",
    "budgeting_spendingline": r"PERFORM 1 FROM budgeting_spendingline[^;]* KEY SHARE;",
}


def run(statement: str, **values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def draft(db):
    return make_proposal(status="draft")


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("delete from programme_action where id = %(action)s", "programme_action"),
        (
            "update programme_action set id = 0 where id = %(action)s",
            "programme_action",
        ),
        (
            "update programme_action set programme_id = %(programme)s"
            " where id = %(action)s",
            "programme_action",
        ),
        ("delete from budgeting_spendingline where id = %(line)s", "spendingline"),
        (
            "update budgeting_spendingline set id = 0 where id = %(line)s",
            "spendingline",
        ),
        (
            "update budgeting_spendingline set framework_id = %(framework)s"
            " where id = %(line)s",
            "its own proposal",
        ),
        (
            "update budgeting_spendingline set framework_id = 0 where id = %(line)s",
            "its own proposal",
        ),
        ("delete from budgeting_policyframework where id = %(own)s", "policyframework"),
        ("update budgeting_citation set line_id = 0", "spending line that exists"),
        ("update budgeting_citation set action_id = 0", "action's programme"),
        ("update budgeting_citation set programme_id = %(programme)s", "programme"),
    ],
)
def test_no_statement_leaves_a_row_that_names_nothing(draft, statement, named):
    line = draft.lines.get()
    other = make_framework(
        make_proposal(draft.fiscal_year, make_unit(), lines=0), "OTHER"
    )
    with pytest.raises(IntegrityError, match=named):
        run(
            statement,
            line=line.pk,
            action=line.citations.get().action_id,
            programme=make_programme().pk,
            framework=other.pk,
            own=line.framework_id,
        )


def test_what_nobody_names_can_be_deleted(draft):
    line = make_line(draft.frameworks.get())
    run("delete from budgeting_spendingline where id = %(line)s", line=line.pk)
    assert not SpendingLine.objects.filter(pk=line.pk).exists()


def test_a_line_goes_with_its_citations_in_one_statement(draft):
    line = draft.lines.get()
    run(
        "with gone as (delete from budgeting_citation where line_id = %(line)s)"
        " delete from budgeting_spendingline where id = %(line)s",
        line=line.pk,
    )
    assert not Citation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_owner_empties_no_table_that_others_name():
    make_proposal(status="draft")
    with owner(connection), pytest.raises(IntegrityError, match="programme_action"):
        run("truncate programme_action cascade")
    assert Citation.objects.exists()


def cite_while_deleting(table: str) -> Session:
    """One session deletes an action, or a line; before it commits, another names it."""
    programme = make_programme()
    action = make_action(programme, "09.01.01")
    proposal = make_proposal(make_year(programme=programme), lines=0)
    line = make_line(make_framework(proposal))
    key = {"programme_action": action.pk, "budgeting_spendingline": line.pk}[table]
    with transaction.atomic():
        run(f"delete from {table} where id = %(key)s", key=key)
        citing = Session(lambda: make_citation(line, action)).begin()
    return citing.end()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", LOCKS)
def test_what_is_deleted_meanwhile_is_not_named_by_a_citation(table):
    citing = cite_while_deleting(table)
    assert isinstance(citing.error, IntegrityError)
    assert not Citation.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", LOCKS)
def test_without_the_lock_a_citation_would_name_nothing(table):
    with function_changed(CITE, LOCKS[table]):
        citing = cite_while_deleting(table)
    assert citing.error is None
    assert Citation.objects.exists()
    with owner(connection), connection.cursor() as cursor:  # nothing to keep
        cursor.execute("delete from budgeting_citation")


def add_while_deleting() -> Session:
    """One session deletes a framework; before it commits, another adds a line to it."""
    framework = make_framework(make_proposal(lines=0))
    with transaction.atomic():
        run(
            "delete from budgeting_policyframework where id = %(key)s", key=framework.pk
        )
        adding = Session(lambda: make_line(framework)).begin()
    return adding.end()


@pytest.mark.django_db(transaction=True)
def test_no_line_is_added_to_a_framework_that_is_deleted_meanwhile():
    adding = add_while_deleting()
    assert isinstance(adding.error, IntegrityError)
    assert not SpendingLine.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_line_would_be_of_no_framework():
    with function_changed(ADD, OF_FRAMEWORKS):
        adding = add_while_deleting()
    assert adding.error is None
    assert SpendingLine.objects.exists()
    with owner(connection), connection.cursor() as cursor:  # nothing to keep
        cursor.execute("delete from budgeting_spendingline")


def test_a_new_line_is_of_a_framework_of_its_own_proposal(draft):
    """Also the one among others: a load writes thousands in one statement."""
    other = make_framework(
        make_proposal(draft.fiscal_year, make_unit(), lines=0), "OTHER"
    )
    line = draft.lines.get()
    same = [one.attname for one in SpendingLine._meta.concrete_fields]
    values = {name: getattr(line, name) for name in same if name != "id"}
    fine = [SpendingLine(**values | {"code": f"N{n}"}) for n in range(3)]
    strange = SpendingLine(**values | {"code": "N9", "framework_id": other.pk})
    with pytest.raises(IntegrityError, match="its own proposal"), transaction.atomic():
        SpendingLine.objects.bulk_create([*fine, strange])
    SpendingLine.objects.bulk_create(fine)
    assert draft.lines.count() == 4


def test_a_citation_is_of_a_line_that_was_not_taken_back(draft):
    """A line inserted in this very transaction, and rolled back, is no line."""
    action = draft.lines.get().citations.get().action
    with transaction.atomic():
        line = make_line(draft.frameworks.get())
        transaction.set_rollback(True)
    with pytest.raises(IntegrityError, match="spending line that exists"):
        run(
            "insert into budgeting_citation (line_id, action_id, programme_id, share,"
            " strength, justification) values (%(line)s, %(action)s, %(programme)s,"
            " 10000, 'direct', '')",
            line=line.pk,
            action=action.pk,
            programme=action.programme_id,
        )


@pytest.mark.django_db(transaction=True)
def test_a_session_with_an_older_snapshot_deletes_nothing_that_may_be_named():
    action = make_action(make_programme())
    delete = "delete from programme_action where id = %(action)s"
    older = "set transaction isolation level repeatable read; "
    with pytest.raises(IntegrityError, match="READ COMMITTED"):
        run(older + delete.replace("%(action)s", str(action.pk)))
