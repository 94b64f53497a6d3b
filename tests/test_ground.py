import pytest
from django.db import IntegrityError, connection

from tests.conftest import MIGRATED, empty_every_table
from tests.factories import make_line, make_proposal, move_proposal


@pytest.mark.django_db
def test_the_application_connects_with_a_role_that_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute("select session_user")
        assert cursor.fetchone() == ("hrbudget_app",)
        cursor.execute(
            "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner"
            " where r.rolname = 'hrbudget_app'"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_an_uncited_line_cannot_be_submitted():
    proposal = make_proposal(status="draft")
    make_line(proposal.frameworks.get(), code="X1")
    with pytest.raises(IntegrityError, match="lines at fault"):
        move_proposal(proposal, "submitted")


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_a_submitted_proposal_takes_no_line(status):
    proposal = make_proposal(status=status)
    with pytest.raises(IntegrityError, match="frozen"):
        make_line(proposal.frameworks.get())


@pytest.mark.django_db(transaction=True)
def test_tables_are_emptied_after_a_committing_test():
    make_proposal(status="approved")
    empty_every_table(None)
    held = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select exists (select 1 from "{table}")')
            held |= {table} if cursor.fetchone()[0] else set()
    assert held <= set(MIGRATED)
    assert make_proposal(status="approved").pk == 1
