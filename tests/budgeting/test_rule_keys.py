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


@pytest.mark.django_db(transaction=True)
def test_a_session_with_an_older_snapshot_deletes_nothing_that_may_be_named():
    action = make_action(make_programme())
    delete = "delete from programme_action where id = %(action)s"
    older = "set transaction isolation level repeatable read; "
    with pytest.raises(IntegrityError, match="READ COMMITTED"):
        run(older + delete.replace("%(action)s", str(action.pk)))
