"""The people of the matrix: one a column, each met at every address."""

from datetime import date, timedelta

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


def make_people(a: BudgetUnit, b: BudgetUnit) -> dict[str, User | None]:
    """Who stands behind each column."""
    yesterday = date.today() - timedelta(days=1)
    expired, closed = make_user("signatory", a), make_user("signatory", a)
    analyst = make_user("analyst")
    for one in (expired, closed):
        one.groups.set(analyst.groups.all())
    former = make_user("signatory", a)
    Membership.objects.filter(user=former).update(until=yesterday)
    User.objects.filter(pk=expired.pk).update(expires_on=yesterday)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    return {
        "anyone": None,
        "preparer": make_user("preparer", a),
        "signatory": make_user("signatory", a),
        "stranger": make_user("signatory", b),
        "analyst": analyst,
        "head": make_user("finance_head"),
        "admin": make_user("administrator"),
        "auditor": make_user("auditor"),
        "super": make_user(is_superuser=True, is_staff=True),
        "expired": expired,
        "closed": closed,
        "former": former,
    }
