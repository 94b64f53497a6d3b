"""The people of the matrix: one a column, each met at every address."""

from datetime import date, timedelta

from django.db import connection

from hrbudget.database.base import owner
from programme.models import BudgetUnit, Membership, User
from tests.factories import make_user

ROLES = {
    "anyone": "nobody has signed in",
    "preparer": "preparer of unit A",
    "signatory": "signatory of unit A",
    "stranger": "signatory of unit B",
    "analyst": "analyst of Finance",
    "head": "finance head",
    "admin": "administrator",
    "auditor": "auditor",
    "super": "superuser without a role",
    "expired": "signatory of A and analyst whose account ended yesterday",
    "closed": "signatory of A and analyst whose account is closed",
    "former": "signatory of A until yesterday",
}


def make_superuser() -> None:
    """The superuser, whom only the owner of the tables can make, outside any test."""
    with owner(connection):
        make_user(username="root", is_superuser=True, is_staff=True)


def make_people(a: BudgetUnit, b: BudgetUnit) -> dict[str, User | None]:
    """Who stands behind each column."""
    yesterday = date.today() - timedelta(days=1)
    expired, closed = make_user("analyst"), make_user("analyst")
    for one in (expired, closed):
        Membership.objects.create(
            user=one, unit=a, role="signatory", since=date(2020, 1, 1)
        )
    former = make_user("signatory", a)
    Membership.objects.filter(user=former).update(until=yesterday)
    User.objects.filter(pk=expired.pk).update(expires_on=yesterday)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    return {
        "anyone": None,
        "preparer": make_user("preparer", a, email="a@example.org"),
        "signatory": make_user("signatory", a),
        "stranger": make_user("signatory", b),
        "analyst": make_user("analyst"),
        "head": make_user("finance_head"),
        "admin": make_user("administrator"),
        "auditor": make_user("auditor"),
        "super": User.objects.get(is_superuser=True),
        "expired": expired,
        "closed": closed,
        "former": former,
    }
