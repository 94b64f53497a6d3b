"""Who meets what at every address: the matrix file against the site as it is."""

import pytest

from tests.access.addresses import Address, every_address
from tests.access.asking import Asker
from tests.access.matrix import (
    METHODS,
    Key,
    Matrix,
    differences,
    expected_keys,
    read_matrix,
    undecided_row,
)
from tests.access.people import ROLES
from tests.access.tries import tries_of
from tests.factories import make_unit

pytestmark = pytest.mark.django_db
READ = read_matrix()
SLOW = pytest.mark.slow
QUICK = ("anyone", "preparer", "head", "admin")  # the others: slow suite
OTHERS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")


@pytest.fixture
def undrawn(monkeypatch):
    """Pages are not drawn: what a person meets is decided before."""
    drawing = "django.template.backends.django.Template.render"
    monkeypatch.setattr(drawing, lambda self, context=None, request=None: "")


def asked(city, addresses=None, methods=METHODS):
    """Each row's key, with the request that it is about."""
    for address in addresses or every_address():
        for one in tries_of(address, city):
            for method in methods:
                yield Key(address.route, one.label, method), one


def wrong(role, city, addresses=None, *, whole=False):
    """The rows in which this person meets something else than is written, in words.

    The administration turns its strangers away before it looks at the address: they
    are asked with POST alone there, unless the whole is wanted.
    """
    asker, found = Asker(city.people[role]), []
    for key, one in asked(city, addresses):
        written = READ.rows.get(key, {}).get(role)
        at_the_door = written == "door" and key.route.startswith("/admin/")
        if written is None or (at_the_door and key.method == "GET" and not whole):
            continue
        met = asker.asks(one, key.method)
        if met.cell != written:
            tables = " ".join(sorted(met.changed))
            found.append(
                f"{' '.join(key)}: {written} expected, {met.cell} met {tables}"
            )
    return "\n".join(sentence.rstrip() for sentence in found)


def test_every_address_has_its_row_and_every_row_is_decided():
    assert differences(READ, expected_keys()).sentences() == []


def test_no_row_lets_a_get_change_the_database():
    rows = [key for key in READ.rows if key.method == "GET"]
    assert [key for key in rows if "*" in "".join(READ.rows[key].values())] == []


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    "role",
    [pytest.param(role, marks=[SLOW] * (role not in QUICK)) for role in ROLES],
)
def test_each_role_meets_what_the_matrix_says(city, role):
    assert wrong(role, city) == ""


FINE = ("200", "204", "302", "400", "401", "403", "404", "405", "door")


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_each_role_meets_the_same_with_the_pages_drawn(city, role):
    assert wrong(role, city, whole=True) == ""


@pytest.mark.slow
@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("role", ROLES)
def test_no_other_method_writes_or_fails(city, role):
    asker = Asker(city.people[role])
    for key, one in asked(city, methods=OTHERS):
        met = asker.asks(one, key.method)
        assert met.changed == frozenset(), key
        assert met.cell in FINE, key


# the checks can fail


def test_an_address_without_a_row_is_named():
    addresses = [*every_address(), Address("/es/desk/new/<int:pk>/", "budgeting:new")]
    lacking = differences(READ, expected_keys(addresses))
    named = [("/es/desk/new/<int:pk>/", "-", method) for method in METHODS]
    assert lacking == (named, [], [])


def test_a_row_that_is_gone_stale_or_undecided_is_named():
    gone, undecided, *_ = READ.rows
    stale = Key("/es/no/more/", "-", "GET")
    rows = {**READ.rows, stale: READ.rows[gone], undecided: undecided_row()}
    del rows[gone]
    lacking = differences(Matrix([], rows), expected_keys())
    assert lacking == ([gone], [stale], [undecided])


def of(name):
    return [address for address in every_address() if address.name == name]


@pytest.mark.usefixtures("undrawn")
def test_a_rule_that_always_says_yes_is_seen(city, monkeypatch):
    addresses = of("budgeting:proposal_detail")
    assert wrong("stranger", city, addresses) == ""
    everything = "budgeting.permissions.proposals_visible_to"
    monkeypatch.setattr(everything, lambda queryset, user, roles=None: queryset)
    seen = wrong("stranger", city, addresses)
    assert seen == (
        "/es/desk/proposals/<int:pk>/ draft GET: 404 expected, 200 met\n"
        "/es/desk/proposals/<int:pk>/ submitted GET: 404 expected, 200 met"
    )


@pytest.mark.usefixtures("undrawn")
def test_a_page_that_writes_is_seen(city, monkeypatch):
    monkeypatch.setattr("hrbudget.views.cards_for", lambda user: [make_unit()])
    seen = wrong("auditor", city, of("desk"))
    written = "200 expected, 200* met programme_budgetunit"
    assert seen.startswith(f"/es/desk/ - GET: {written}")
