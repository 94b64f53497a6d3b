"""Which analyst reviews which unit: assign, release, take over from an earlier year."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import Assignment
from programme.models import TrailEntry
from tests.factories import make_unit, make_user, make_year

pytestmark = pytest.mark.django_db


def of(year):
    """The analyst of each unit."""
    return {one.unit: one.analyst for one in year.assignments.select_related()}


def test_the_head_assigns_moves_and_releases_units_and_the_trail_keeps_it():
    year, units = make_year(), [make_unit("A1"), make_unit("A2")]
    head, first, second = (make_user(r) for r in ("finance_head", "analyst", "analyst"))
    assert services.assign_units(year, units, analyst=first, by=head) == 2
    assert services.assign_units(year, units, analyst=first, by=head) == 0
    assert services.assign_units(year, units[:1], analyst=second, by=head) == 1
    assert of(year) == {units[0]: second, units[1]: first}
    assert services.release_units(year, units[:1], by=head) == 1
    assert services.release_units(year, units[:1], by=head) == 0
    assert of(year) == {units[1]: first}
    kept = TrailEntry.objects.filter(source="budgeting_assignment")
    labels = list(kept.order_by("entry").values_list("label", flat=True))
    assert labels == ["insert", "insert", "update", "delete"]


@pytest.mark.parametrize("role", ["analyst", "administrator", "auditor", ""])
def test_only_the_head_assigns(role):
    year, unit, by = make_year(), make_unit(), make_user(role)
    analyst = make_user("analyst")
    with pytest.raises(PermissionDenied):
        services.assign_units(year, [unit], analyst=analyst, by=by)
    with pytest.raises(PermissionDenied):
        services.release_units(year, [unit], by=by)
    with pytest.raises(PermissionDenied):
        services.take_over_assignments(year, [unit], by=by)
    assert not Assignment.objects.exists()


def test_only_who_reviews_today_gets_units():
    year, unit, head = make_year(), make_unit(), make_user("finance_head")
    for person in (make_user("auditor"), make_user("preparer", unit)):
        with pytest.raises(WorkflowError, match="does not review"):
            services.assign_units(year, [unit], analyst=person, by=head)
    services.assign_units(year, [unit], analyst=head, by=head)
    assert of(year) == {unit: head}


def test_taking_over_copies_the_last_year_for_who_still_reviews():
    head, stays, gone = (make_user(r) for r in ("finance_head", "analyst", "analyst"))
    a, b, c, closed = (make_unit(code) for code in ("A", "B", "C", "D"))
    old, before, year = make_year(2027), make_year(2028), make_year(2030)
    services.assign_units(old, [a, b, c], analyst=head, by=head)
    services.assign_units(before, [a, c, closed], analyst=stays, by=head)
    services.assign_units(before, [b], analyst=gone, by=head)
    services.assign_units(year, [c], analyst=head, by=head)
    gone.groups.clear()
    taken = services.take_over_assignments(year, [a, b, c], by=head)
    assert taken == (2028, 1, 1)
    assert of(year) == {a: stays, c: head}
    assert services.take_over_assignments(year, [a, b, c], by=head) == (2028, 0, 1)
    assert services.take_over_assignments(old, [a], by=head) == (None, 0, 0)


def test_the_page_assigns_the_ticked_units_and_stays_where_it_was(client):
    year, head, analyst = make_year(), make_user("finance_head"), make_user("analyst")
    a = make_unit("A", sector="Salud")
    make_unit("B")
    client.force_login(head)
    address = reverse("budgeting:assignment_list", args=[year.pk])
    page = client.get(address, query_params={"sector": "Salud", "tick": "all"})
    assert [row.unit for row in page.context["rows"]] == [a]
    assert page.content.decode().count(" checked") == 1
    sent = {"unit": [a.pk], "analyst": analyst.pk, "do": "assign"}
    answer = client.post(f"{address}?sector=Salud", sent)
    assert answer.url == f"{address}?sector=Salud"
    assert of(year) == {a: analyst}
    page = client.post(address, {"unit": [a.pk], "analyst": "", "do": "assign"})
    text = page.content.decode()
    assert "Choose the analyst." in text
    assert f'value="{a.pk}" id="unit-{a.pk}" checked' in text
    page = client.post(address, {"analyst": analyst.pk, "do": "assign"})
    assert "Tick at least one unit." in page.content.decode()
    client.post(address, {"unit": [a.pk], "do": "release"})
    assert of(year) == {}


def test_the_page_says_whose_analyst_reviews_no_more(client):
    year, head, gone = make_year(), make_user("finance_head"), make_user("analyst")
    services.assign_units(year, [make_unit("A")], analyst=gone, by=head)
    gone.groups.clear()
    client.force_login(head)
    page = client.get(reverse("budgeting:assignment_list", args=[year.pk]))
    assert "reviews no more" in page.content.decode()
    assert gone not in [one["person"] for one in page.context["loads"]]
