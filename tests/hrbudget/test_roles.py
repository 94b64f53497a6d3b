import pytest
from django.db import ProgrammingError, connection

from hrbudget.database.roles import APPEND_ONLY, NEVER_DELETED, OPERATORS_OWN


def may(table: str, right: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege(%s, %s)", [table, right])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_application_only_adds_to_the_trail(table):
    rights = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"]
    assert [right for right in rights if may(table, right)] == ["SELECT", "INSERT"]


@pytest.mark.django_db
@pytest.mark.parametrize("table", NEVER_DELETED)
def test_what_finance_said_is_never_deleted(table):
    assert may(table, "UPDATE")
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with denied, connection.cursor() as cursor:
        cursor.execute(f"delete from {table}")


@pytest.mark.django_db
@pytest.mark.parametrize("table", OPERATORS_OWN)
def test_what_the_operator_writes_the_application_only_reads(table):
    rights = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"]
    assert [right for right in rights if may(table, right)] == ["SELECT"]


@pytest.mark.django_db
def test_the_application_changes_no_row_of_a_publication():
    assert may("reporting_publishedline", "INSERT")
    assert not may("reporting_publishedline", "UPDATE")
    assert not may("reporting_publication", "DELETE")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "alter table budgeting_event disable trigger all",
        "set session_replication_role = replica",
        "set role hrbudget_owner",
        "drop table budgeting_event",
    ],
)
def test_the_application_takes_no_power_that_is_not_its_own(statement):
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute(statement)
