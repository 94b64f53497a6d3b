"""Lists of a year: its rights, groups and new actions, and its units compared."""

import re
from html import unescape

import pytest

from reporting.publishing import publish_year
from reporting.views import lists
from tests.factories import make_action, make_programme, make_unit, make_year
from tests.reporting.cities import Line, budget, published
from tests.reporting.publications import publish_city
from tests.reporting.reading import text_of

pytestmark = pytest.mark.django_db


def read(client, address: str) -> str:
    return text_of(client.get(f"/en/{address}"))


def order_of(page: str, *names: str) -> list[str]:
    """These names in the order in which a page has them last."""
    return sorted(names, key=page.rindex)


def test_rights_add_up_to_the_linked_money_of_the_year(client):
    publish_city()
    page = read(client, "years/2030/rights/")
    assert "01 Equality 2 / 2 1 130.00 37.14 % 150.00 2 1" in page
    assert "02 Water 1 / 1 1 220.00 62.86 % 250.00 2 2" in page
    assert "03 Women 0 / 1 0 0.00 0 % 0.00 0 0" in page
    assert "The whole year 3 / 4 2 350.00 100 % never added" in page


def test_rights_stand_in_the_order_that_the_reader_chose(client):
    publish_city()
    by_money = read(client, "years/2030/rights/?order=amount_attributed")
    assert order_of(by_money, "01 Equality", "02 Water") == ["02 Water", "01 Equality"]
    by_actions = read(client, "years/2030/rights/?order=actions_funded")
    assert order_of(by_actions, "01 Equality", "02 Water")[0] == "01 Equality"


def test_a_right_leads_to_its_own_new_actions(client):
    publish_city()
    source = client.get("/en/years/2030/rights/").content.decode()
    assert 'href="/en/years/2030/new/?right=02"' in source
    page = read(client, "years/2030/new/?right=02")
    assert "New actions of 2030: Water" in page
    assert "02.01.01 Llevar agua Line M1 , Apoyos a la población Ministry B 200.00" in (
        page
    )
    assert "01.01.02" not in page
    assert "No action of this right is new" in read(client, "years/2030/new/?right=03")


def test_new_actions_are_paged_and_a_page_keeps_its_right(client, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 1)
    programme = make_programme("P1")
    first, second = (make_action(programme, f"01.01.0{n}") for n in (1, 2))
    old, unit = make_action(programme, "01.01.03"), make_unit("A")
    published(2029, programme, unit, old)
    published(2030, programme, unit, first, second)
    source = client.get("/en/years/2030/new/?right=01").content.decode()
    following = unescape(re.search(r'rel="next" href="([^"]+)"', source)[1])
    assert following.startswith("?right=01&after=")
    page = read(client, f"years/2030/new/{following}")
    assert second.code in page
    assert f"{first.code} Action" not in page


def test_groups_are_listed_and_never_added(client):
    publish_city()
    page = read(client, "years/2030/groups/?order=amount_touching")
    assert "03 Women 1 1 50.00 1 1" in page
    assert "these numbers never add up" in page
    assert "The whole year" not in page


def test_units_are_compared_within_their_kind(client):
    publish_city()
    make_unit("X", kind="borough")
    page = read(client, "years/2030/units/")
    assert "1 Ministry A Linked" in page
    assert "100 % 150.00 / 150.00 100 % 2 / 2 3 2" in page
    assert "2 Ministry B Partly linked few lines 80 % 200.00 / 250.00" in page
    assert "33.33 % 1 / 3" in page
    assert "Ministry (4)" in page


def test_units_without_approved_lines_have_a_dash_and_never_a_place(client):
    publish_city()
    page = read(client, "years/2030/units/")
    rest = page[page.index("Without a place") :]
    assert "– Ministry C Nothing prepared – – – –" in rest
    assert "– Ministry D Prepared, not approved – – – –" in rest


def test_other_orders_are_one_click_away_and_keep_the_kind(client):
    publish_city()
    source = client.get("/en/years/2030/units/?kind=ministry").content.decode()
    for order in ("money", "lines", "linked", "actions", "new", "amount"):
        assert f'href="?kind=ministry&amp;order={order}"' in source
    page = read(client, "years/2030/units/?kind=ministry&order=amount")
    assert order_of(page, "1 Ministry B", "2 Ministry A")[0] == "1 Ministry B"


def test_a_list_of_all_kinds_says_what_is_not_comparable(client):
    publish_city()
    assert "Kinds of units are not comparable" in read(
        client, "years/2030/units/?kind=all"
    )
    assert "Kinds of units are not comparable" not in read(client, "years/2030/units/")


def test_units_that_are_equal_share_a_place_in_order_of_name(client):
    programme = make_programme("P1")
    action, year = make_action(programme, "01.01.01"), make_year(2030, programme)
    for code, name in (("Z", "Agua"), ("A", "Salud"), ("M", "Metro")):
        unit = make_unit(code, name=name)
        budget(year, unit, Line("L1", "10.00", {action: 10_000}))
    publish_year(year)
    page = read(client, "years/2030/units/")
    assert order_of(page, "= shared Agua", "= shared Metro", "= shared Salud") == [
        "= shared Agua",
        "= shared Metro",
        "= shared Salud",
    ]


def test_a_long_list_of_one_kind_has_pages(client, monkeypatch):
    monkeypatch.setattr(lists, "OF_ONE_LIST", 3)
    monkeypatch.setattr(lists, "OF_A_KIND", 1)
    publish_city()
    page = read(client, "years/2030/units/?kind=ministry&page=2")
    assert "– Ministry D" in page
    assert "Ministry A Linked" not in page
    assert "All 4 units of this kind" in read(client, "years/2030/units/")


def test_the_kinds_of_units_add_up_to_the_year(client):
    programme = make_programme("P1")
    action = make_action(programme, "01.01.01")
    year = make_year(2030, programme, linking="requested")
    ministry, borough = make_unit("A"), make_unit("X", kind="borough")
    make_unit("Y", kind="autonomous")
    budget(year, ministry, Line("L1", "10.00", {action: 10_000}))
    budget(year, borough, Line("L1", "30.00"), Line("L2", "60.00", {action: 10_000}))
    publish_year(year)
    page = read(client, "years/2030/")
    assert "Ministry 1 1 1 1 1 / 1 10.00 / 10.00 100 %" in page
    assert "Borough 1 1 1 0 1 / 2 60.00 / 90.00 66.67 %" in page
    assert "Autonomous body 1 0 0 0 – / – – / – –" in page
    assert "The whole year 3 2 2 1 2 / 3 70.00 / 100.00 70 %" in page


def test_a_search_finds_rights_groups_and_units_by_name_above_the_actions(client):
    publish_city()
    page = read(client, "years/2030/actions/?q=water")
    assert page.index("02 Water") < page.index("One action for “water”")
    assert "They stand in: Water (1)." in page
    assert "every action that serves this group" in read(
        client, "years/2030/actions/?q=women"
    )
    assert "B Ministry B" in read(client, "years/2030/actions/?q=b")


def test_a_year_leads_to_the_years_beside_it(client):
    publish_city()
    earlier = client.get("/en/years/2029/").content.decode()
    later = client.get("/en/years/2030/").content.decode()
    assert 'rel="next" href="/en/years/2030/"' in earlier
    assert 'rel="prev"' not in earlier
    assert 'rel="prev" href="/en/years/2029/"' in later
    assert 'rel="next"' not in later


@pytest.mark.parametrize(
    ("address", "queries"),
    [("rights/", 4), ("groups/", 3), ("new/", 5), ("units/", 3)],
)
def test_a_list_costs_the_same_queries_whatever_it_holds(
    client, django_assert_num_queries, address, queries
):
    publish_city()
    with django_assert_num_queries(queries):
        client.get(f"/en/years/2030/{address}")
