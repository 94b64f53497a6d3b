"""From a right down to a line and back: children add up to their parent, as shown."""

import re
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from budgeting.models import FiscalYear
from programme.models import BudgetUnit
from reporting import kept
from reporting.models import UnitPart
from reporting.publishing import parts, publish_year
from reporting.views import catalogue, unfunded, units
from tests.factories import make_action, make_year
from tests.reporting.cities import Line, budget
from tests.reporting.publications import publish_city
from tests.reporting.reading import text_of

pytestmark = pytest.mark.django_db


def page_of(client, address: str) -> HttpResponse:
    answer = client.get(f"/en/{address}")
    assert answer.status_code == 200
    return answer


def source_of(client, address: str) -> str:
    return page_of(client, address).content.decode()


def read(client, address: str) -> str:
    return text_of(page_of(client, address))


def third_year(city) -> FiscalYear:
    """2031: a right of two strategies and of an action with none, unequal thirds."""
    year = make_year(2031, city.programme, linking="requested")
    other = make_action(city.programme, "01.02.01")
    loose = make_action(city.programme, "01.09.01")
    city.programme.actions.filter(pk=loose.pk).update(strategy=None)
    first = city.programme.actions.get(code="01.01.01")
    unit = BudgetUnit.objects.get(code="A")
    budget(year, unit, Line("L1", "100.00", {first: 3334, other: 3333, loose: 3333}))
    publish_year(year)
    return year


def test_a_right_ends_in_the_sum_of_its_strategies_and_the_actions_without_one(client):
    third_year(publish_city())
    page = read(client, "years/2031/rights/01/")
    assert "Actions without a strategy 1 1 1 33.33" in page
    assert "01.01 Strategy 2 1 0 33.34" in page
    assert "01.02 Strategy 1 1 1 33.33" in page
    assert "01.09 Strategy 0 0 0 0.00" in page
    assert "The whole right 4 3 2 100.00" in page


def test_a_right_of_many_actions_names_what_it_does_not_list(client, monkeypatch):
    monkeypatch.setattr(catalogue, "TOP", 1)
    publish_city()
    page = read(client, "years/2030/rights/01/")
    assert "1 other action 1 funded 30.00 they overlap: no total" in page
    assert "All its actions 2 funded 130.00 they overlap: no total" in page


def test_a_strategy_ends_in_the_sum_of_its_actions(client):
    publish_city()
    page = read(client, "years/2030/strategies/01.01/")
    assert "Actions funded, of those in force 2" in page
    assert "All these actions 2 funded 130.00 they overlap: no total" in page


def test_an_action_has_the_units_that_fund_it_the_most_money_first(client):
    publish_city()
    page = read(client, "years/2030/actions/02.01.01/")
    assert "Ministry B 1 200.00 Ministry A 1 20.00 2 units 2 220.00" in page
    assert "All 2 lines that cite it 250.00 touching amount 220.00" in page


def test_a_unit_that_cites_without_money_is_marked(client):
    city = publish_city()
    year = make_year(2031, city.programme, linking="requested")
    equal = city.programme.actions.get(code="01.01.01")
    budget(year, BudgetUnit.objects.get(code="A"), Line("L1", "0.00", {equal: 10000}))
    publish_year(year)
    page = read(client, "years/2031/actions/01.01.01/")
    assert "Ministry A Cited, without money 1 0.00 1 unit 1 0.00" in page


def test_a_paged_list_has_the_sum_of_its_page_and_of_all_pages(client, monkeypatch):
    monkeypatch.setattr(catalogue, "PAGE", 1)
    publish_city()
    page = read(client, "years/2030/actions/02.01.01/")
    assert "The lines of this page 20.00 All 2 lines that cite it" in page


def test_a_unit_is_its_rights_and_its_lines_by_state(client):
    publish_city()
    page = read(client, "years/2030/units/A/")
    assert "01 Equality 2 130.00 02 Water 1 20.00 All its linked lines 3 150.00" in page
    page = read(client, "years/2030/units/B/")
    assert (
        "Linked 1 200.00 Waived 0 0.00 Screened: no action applies 1 30.00 "
        "Not screened 1 20.00 All its lines 3 250.00"
    ) in page


def test_a_unit_shows_its_lines_of_one_state_with_their_sum(client):
    publish_city()
    page = read(client, "years/2030/units/B/?state=not_screened")
    assert "M3/a" in page
    assert "M2 Apoyos" not in page
    assert "1 line: Not screened 20.00" in page
    assert "/en/years/2030/publications/1/units/B/?state=not_screened" in page


def test_the_next_page_of_lines_keeps_the_state(client, monkeypatch):
    monkeypatch.setattr(units, "PAGE", 1)
    city = publish_city()
    year = make_year(2031, city.programme, linking="requested")
    lines = [Line(f"N{n}", "5.00") for n in (1, 2, 3)]
    budget(year, BudgetUnit.objects.get(code="A"), *lines)
    publish_year(year)
    source = source_of(client, "years/2031/units/A/?state=not_screened")
    following = unescape(re.search(r'rel="next" href="([^"]+)"', source)[1])
    assert "state=not_screened" in following
    page = read(client, f"years/2031/units/A/{following}")
    assert "N2" in page
    assert "3 lines: Not screened 15.00" in page


def test_each_test_behind_linked_is_passed_or_failed_with_its_number(client):
    publish_city()
    page = read(client, "years/2030/units/B/")
    assert "Why it does not count as linked" in page
    assert "at least one line 3 lines. Passed" in page
    assert "Its proposal is approved Approved when this was published. Passed" in page
    assert "1 of 3 lines cite one. Failed" in page
    page = read(client, "years/2030/units/A/")
    assert "Why it counts as linked" in page
    assert "It is one of the 1 linked units, of 3 that prepared a budget." in page
    assert "2 of 2 lines cite one. Passed" in page


def test_a_unit_that_prepared_nothing_or_is_not_approved_reaches_no_further_test(
    client,
):
    publish_city()
    page = read(client, "years/2030/units/C/")
    assert "at least one line No line. Failed" in page
    assert "There is no line. Not reached" in page
    page = read(client, "years/2030/units/D/")
    assert "Its proposal is approved Not when this was published. Failed" in page
    assert "Only approved lines are public. Cannot be told" in page


def test_never_funded_actions_are_told_with_how_far_back_that_is(client):
    publish_city()
    page = read(client, "years/2030/unfunded/")
    assert (
        "1 of the 4 actions in force in 2030 have not been funded in any year since "
        "2029."
    ) in page
    assert "03.01.01" in page
    assert "Equality 0 2 Water 0 1 Women 1 1" in page
    assert "2 of the 4 actions in force were not funded in 2029" not in page
    first = read(client, "years/2029/unfunded/")
    assert "3 of the 4 actions in force were not funded in 2029." in first
    assert "Whether an earlier year funded them cannot be told" in first


def test_a_filter_is_one_click_away_and_one_click_removed(client):
    publish_city()
    source = source_of(client, "years/2030/unfunded/")
    assert 'href="?right=03"' in source
    assert 'href="?group=03"' in source
    chosen = source_of(client, "years/2030/unfunded/?right=03")
    assert 'href="?right=03&amp;group=03"' in chosen
    assert 'href="?"' in chosen
    assert "1 of the 1 action in force in 2030 has not" in unescape(chosen)


def test_the_list_goes_on_by_key_under_its_filters(client, monkeypatch):
    monkeypatch.setattr(unfunded, "PAGE", 1)
    publish_city()
    source = source_of(client, "years/2029/unfunded/?right=01")
    assert "01.01.02" in source
    assert 'rel="next"' not in source
    source = source_of(client, "years/2029/unfunded/")
    following = unescape(re.search(r'rel="next" href="([^"]+)"', source)[1])
    assert "02.01.01" in read(client, f"years/2029/unfunded/{following}")


def test_actions_past_their_term_say_how_many_are_funded_all_the_same(client):
    city = publish_city()
    programme = city.programme
    programme.short_until = 2030
    programme.save()
    year = make_year(2031, programme, linking="requested")
    equal = programme.actions.get(code="01.01.01")
    budget(year, BudgetUnit.objects.get(code="A"), Line("L1", "9.00", {equal: 10000}))
    publish_year(year)
    page = read(client, "years/2031/past-term/")
    assert (
        "4 of the 4 actions in force in 2031 are past the end of their term. Funded "
        "this year: 1. Funded in no year that is known: 1."
    ) in page
    assert "short 2030; medium –; long –." in page
    assert "Short term (ended in 2030) Funded before, not this year" in page


def test_a_right_and_a_group_lead_to_what_is_unfunded_of_them(client):
    publish_city()
    source = source_of(client, "years/2030/rights/03/")
    assert 'href="/en/years/2030/unfunded/?right=03">1 action</a>' in source
    source = source_of(client, "years/2030/groups/03/")
    assert 'href="/en/years/2030/unfunded/?group=03">1 action</a>' in source


def test_the_proving_line_is_three_clicks_from_the_year(client):
    publish_city()
    address, clicks = "/en/years/2030/", ["rights/02/", "actions/02.01.01/"]
    for click in [*clicks, "units/B/lines/M1/"]:
        source = client.get(address).content.decode()
        address = f"/en/years/2030/{click}"
        assert f'href="{address}"' in source
    assert "Right 02" in client.get(address).content.decode()


def test_every_level_leads_back_by_its_breadcrumbs(client):
    publish_city()
    for address, parents in {
        "rights/01/": [""],
        "strategies/01.01/": ["", "rights/01/"],
        "actions/01.01.01/": ["", "rights/01/", "strategies/01.01/"],
        "units/A/lines/L1/": ["", "units/A/"],
    }.items():
        source = source_of(client, f"years/2030/{address}")
        crumbs = re.search(r'<nav class="breadcrumbs".*?</nav>', source, re.S)[0]
        for parent in parents:
            assert f'href="/en/years/2030/{parent}"' in crumbs, (address, parent)


PAGES = {  # address: queries, whatever the publication holds
    "rights/01/": 10,
    "strategies/01.01/": 6,
    "actions/01.01.01/": 13,
    "groups/03/": 9,
    "units/A/": 10,
    "units/A/lines/L1/": 10,
    "unfunded/": 16,
    "past-term/": 16,
}


def queries_of_each_page(client) -> dict[str, int]:
    kept.forget()
    found = {}
    for address in PAGES:
        with CaptureQueriesContext(connection) as queries:
            source_of(client, f"years/2030/{address}")
        found[address] = len(queries)
    return found


def test_a_page_costs_the_same_queries_however_many_lines_there_are(client):
    city = publish_city()
    assert queries_of_each_page(client) == PAGES
    equal = city.programme.actions.get(code="01.01.01")
    lines = [Line(f"X{n}", "1.00", {equal: 10000}) for n in range(60)]
    year = city.publication.fiscal_year
    budget(year, BudgetUnit.objects.get(code="C"), *lines)
    publish_year(year)
    assert queries_of_each_page(client) == PAGES


def test_the_parts_of_a_publication_are_kept_once(client):
    city = publish_city()
    rows = UnitPart.objects.filter(publication=city.publication)
    assert len(rows) == 8  # A: three actions, one state; B: one action, three states
    with pytest.raises(IntegrityError, match="unitpart_unique"), transaction.atomic():
        parts.keep_parts(city.publication)


def test_a_part_is_of_a_publication_that_exists():
    part = UnitPart(publication_id=404, unit_code="A", kind="state", code="linked")
    part.lines, part.funds, part.amount = 1, True, 1
    with pytest.raises(IntegrityError, match="a publication that exists"):
        part.save()


def test_a_draft_has_no_part_and_what_is_asked_for_keeps_none():
    city = publish_city()
    assert not UnitPart.objects.filter(unit_code="D").exists()
    assert set(UnitPart.objects.values_list("publication", flat=True)) == {
        city.before.pk,
        city.publication.pk,
    }


def test_titles_tell_a_right_a_group_and_a_kept_publication_apart(client):
    publish_city()

    def title(address: str) -> str:
        page = client.get(f"/en/years/2030/{address}").content.decode()
        return page.partition("<title>")[2].partition("</title>")[0]

    assert title("rights/01/") == "01 Equality · 2030 · hrbudget"
    kept = title("publications/1/rights/01/")
    assert kept == "01 Equality · 2030 · publication 1 · hrbudget"
    assert title("strategies/01.01/").startswith("Strategy 01.01 · 2030")


def test_a_unit_leads_to_its_place_among_the_units_of_its_kind(client):
    publish_city()
    page = client.get("/en/years/2030/units/A/").content.decode()
    link = (
        page.partition("Its place among")[0].rpartition('href="')[2].partition('"')[0]
    )
    ranking = client.get(link)
    assert ranking.status_code == 200
    assert 'href="/en/years/2030/units/A/"' in ranking.content.decode()
