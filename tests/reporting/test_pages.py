import re
from html import unescape

import pytest
from django.db import connection
from django.template import loader
from django.test.utils import CaptureQueriesContext

from programme.models import BudgetUnit
from reporting.publishing import publish_year
from reporting.views import units
from tests.factories import (
    make_action,
    make_programme,
    make_right,
    make_unit,
    make_year,
)
from tests.reporting.cities import Line, budget, published
from tests.reporting.publications import CANARY, publish_city
from tests.reporting.reading import text_of

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "",
    "method/",
    "guide/citing/",
    "guide/words/",
    "years/2029/",
    "years/2030/",
    "years/2030/publications/1/",
    "years/2030/rights/",
    "years/2030/rights/?order=amount_attributed",
    "years/2030/groups/",
    "years/2030/new/",
    "years/2030/new/?right=02",
    "years/2030/units/",
    "years/2030/units/?kind=all&order=lines",
    "years/2030/publications/1/units/",
    "years/2030/rights/01/",
    "years/2030/strategies/01.01/",
    "years/2030/actions/",
    "years/2030/actions/?q=agua",
    "years/2030/actions/02.01.01/",
    "years/2030/groups/03/",
    "years/2030/units/A/",
    "years/2030/units/C/",
    "years/2030/units/D/",
    "years/2030/units/B/?state=screened",
    "years/2030/unfunded/",
    "years/2029/past-term/",
    "years/2030/units/A/lines/L2/",
    "years/2030/units/B/lines/M2/",
    "years/2030/publications/1/units/B/lines/M3/a/",
]


def read(client, address: str) -> str:
    return text_of(client.get(f"/en/{address}"))


def test_without_publications_the_first_page_says_so(client):
    assert "No year has been published yet." in read(client, "")


def test_the_first_page_has_each_year_newest_first(client):
    publish_city()
    page = read(client, "")
    assert page.index("2030") < page.index("2029")
    assert "1 / 3 = 33.33 %" in page
    assert "Programme (illustrative texts)" in page


def test_a_year_begins_with_its_computed_headline(client):
    publish_city()
    page = read(client, "years/2030/")
    assert (
        "The 2030 budget gives money to 3 of the 4 actions in force. Rights and groups "
        "with the most linked money: Water, 62.9 %; Equality, 37.1 %. Rights "
        "and groups with the most funded actions: Equality, 2; Water, 1."
    ) in page
    assert (
        "By units: 1 of the 3 that prepared a budget (33.33 %) linked every line "
        "of it to human rights actions. By money: 350.00 of 400.00 MXN (87.5 %) is "
        "in lines that cite an action."
    ) in page
    assert (
        "Only approved budgets are counted: those of 2 of the 4 obliged units. The per "
        "cent of money is of these alone. 1 unit prepared a budget that is not "
        "approved: it counts as prepared, never as linked. 1 obliged unit prepared "
        "none."
    ) in page


@pytest.mark.parametrize(
    "address", ["/en/", "/en/years/2030/", "/api/v1/years/2030/rights/"]
)
def test_no_query_of_the_pages_most_read_counts_or_sums(client, address):
    publish_city()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    said = " ".join(query["sql"].upper() for query in queries)
    assert "FROM" in said
    assert not re.search(r"\b(COUNT|SUM|AVG|MIN|MAX)\(|GROUP BY", said)


def test_a_year_names_its_publication_and_warns_of_what_counts_are_not(client):
    city = publish_city()
    page = read(client, "years/2030/")
    assert "Publication 1" in page
    assert city.publication.hash in page
    assert "As voted" in page
    assert "They are not fulfilment" in page


def test_a_year_names_the_units_that_are_missing(client):
    publish_city()
    page = read(client, "years/2030/")
    assert (
        "One unit was obliged to present a budget and prepared none: C Ministry C"
        in (page)
    )
    assert "One unit prepared a budget that was not approved" in page


def test_a_new_action_stands_beside_the_line_that_proves_it(client):
    publish_city()
    source = client.get("/en/years/2030/").content.decode()
    table = re.search(r'<h2 id="new">.*?<h2 id="units">', source, re.S)[0]
    rows = re.findall(
        r"<tr>\s*<th scope=\"row\"><a href=\"([^\"]+)\".*?</tr>", table, re.S
    )
    assert "/en/years/2030/actions/01.01.02/" in rows
    assert 'href="/en/years/2030/units/B/lines/M1/"' in table
    assert "200.00" in table
    assert 'href="/en/years/2030/units/A/lines/L2/"' in table


def test_the_first_year_does_not_count_new_actions_as_zero(client):
    publish_city()
    page = read(client, "years/2029/")
    assert "this year's new actions cannot be told" in page
    assert "each with its proof" not in page


def test_a_year_without_new_actions_leads_to_no_list_of_them(client):
    programme = make_programme("P1")
    unit, action = make_unit("A"), make_action(programme, "01.01.01")
    published(2029, programme, unit, action)
    published(2030, programme, unit, action)
    answer = client.get("/en/years/2030/")
    assert "0 of the 1 funded actions received money" in text_of(answer)
    assert "years/2030/new/" not in answer.content.decode()


def test_a_year_says_when_an_earlier_one_was_published_after_it(client):
    city = publish_city()
    assert "another was made of an earlier year" not in read(client, "years/2030/")
    unit = make_unit("E")
    action = city.programme.actions.get(code="01.01.02")
    budget(city.before.fiscal_year, unit, Line("E1", "5.00", {action: 10000}))
    publish_year(city.before.fiscal_year)
    assert "another was made of an earlier year (2029)" in read(client, "years/2030/")


def test_an_earlier_year_of_an_unrelated_programme_makes_no_year_out_of_date(client):
    publish_city()
    other = make_programme("OLD")
    make_right(other, "01")
    action = make_action(other, "01.01.01")
    published(2028, other, make_unit("E"), action)
    assert "another was made of an earlier year" not in read(client, "years/2030/")


def test_each_publication_leads_to_its_own_numbers_for_programs(client):
    publish_city()
    address = "/api/v1/years/2030/"
    of_record = client.get("/en/years/2030/").content.decode()
    kept = client.get("/en/years/2030/publications/1/").content.decode()
    assert f'href="{address}"' in of_record
    assert f'href="{address}?publication=1"' in kept


def test_an_earlier_publication_stays_at_its_address_and_is_marked(client):
    city = publish_city()
    action = city.programme.actions.get(code="01.01.01")
    unit = BudgetUnit.objects.get(code="C")
    budget(city.publication.fiscal_year, unit, Line("C1", "50.00", {action: 10000}))
    publish_year(city.publication.fiscal_year)
    earlier = client.get("/en/years/2030/publications/1/")
    assert "By units: 1 of the 3 that" in text_of(earlier)
    assert "Publication 2 has taken its place." in text_of(earlier)
    assert 'href="/en/years/2030/publications/1/rights/01/"' in earlier.content.decode()
    assert "By units: 2 of the 4 that" in read(client, "years/2030/")
    assert client.get("/en/years/2030/publications/3/").status_code == 404


def test_a_right_has_its_actions_by_strategy(client):
    publish_city()
    page = read(client, "years/2030/rights/01/")
    assert re.search(r"those in force 2 [^/]* / 2 ", page)
    assert "130.00 MXN" in page
    assert "150.00 MXN" in page
    assert "01.01 Strategy 2 2 1 130.00 The whole right 2 2 1 130.00" in page
    assert "01.01.02 Action 01.01.02 New 1 1 30.00 50.00" in page
    assert "All these actions 2 funded 130.00 they overlap: no total" in page


def test_actions_without_a_strategy_are_listed_too(client):
    city = publish_city()
    year = make_year(2031, city.programme, linking="requested")
    action = make_action(city.programme, "02.02.01")
    city.programme.actions.filter(pk=action.pk).update(strategy=None)
    budget(year, BudgetUnit.objects.get(code="A"), Line("L1", "9.00", {action: 10000}))
    publish_year(year)
    assert "Actions without a strategy" in read(client, "years/2031/rights/02/")


def test_an_action_shows_every_year_and_the_lines_that_cite_it(client):
    publish_city()
    page = read(client, "years/2030/actions/02.01.01/")
    assert "2030 02.01.01 New 2 2 220.00 2029 02.01.01 Not funded 0 0 0.00" in page
    assert "L2 Apoyos a la población Ministry A 50.00 40 % 20.00" in page
    assert "M1 Apoyos a la población Ministry B 200.00 100 % 200.00" in page


def test_a_text_without_translation_is_marked_with_its_language(client):
    publish_city()
    source = client.get("/en/years/2030/actions/02.01.01/").content.decode()
    assert '<span lang="es">Llevar agua</span>' in source


def test_a_unit_lists_its_lines_with_state_and_citations(client):
    publish_city()
    page = read(client, "years/2030/units/B/")
    assert "Partly linked" in page
    assert "M1 Apoyos a la población 4411 Linked 02.01.01 200.00" in page
    assert "M2 Apoyos a la población 4411 Screened: no action applies – 30.00" in page
    assert "M3/a Apoyos a la población 4411 Not screened – 20.00" in page


def test_a_unit_page_says_that_finance_formulated_its_budget(client):
    programme = make_programme()
    action, year = make_action(programme), make_year(2030, programme)
    helped, own = make_unit("H"), make_unit("O")
    budget(year, helped, Line("L1", "10.00", {action: 10_000}), origin="on_behalf")
    budget(year, own, Line("L1", "10.00", {action: 10_000}), origin="entered")
    publish_year(year)
    said = "Finance formulated this budget on the unit's behalf."
    assert said in read(client, "years/2030/units/H/")
    assert said not in read(client, "years/2030/units/O/")


def test_the_lines_of_a_unit_are_paged_by_key(client, monkeypatch):
    monkeypatch.setattr(units, "PAGE", 2)
    publish_city()
    source = client.get("/en/years/2030/units/B/").content.decode()
    assert "M3/a" not in source
    following = re.search(r'rel="next" href="([^"]+)"', source)[1]
    page = client.get(f"/en/years/2030/units/B/{unescape(following)}").content.decode()
    assert "M3/a" in page
    assert "lines/M1/" not in page
    assert 'rel="prev"' in page


def test_what_is_not_approved_or_missing_is_said_and_not_counted(client):
    publish_city()
    assert "that is not the same as zero" in read(client, "years/2030/units/C/")
    assert "Its lines are not public." in read(client, "years/2030/units/D/")
    assert client.get("/en/years/2030/units/D/lines/D1/").status_code == 404


def test_the_evidence_of_a_line_leads_from_its_money_to_the_right(client):
    publish_city()
    page = read(client, "years/2030/units/A/lines/L2/")
    for piece in (
        "Line L2",
        "Apoyos a la población 50.00 MXN Linked",
        "This line cites 2 actions.",
        "Action 01.01.02",
        "30.00 MXN, 60 % of the line",
        "Together, by share: 50.00 MXN, the amount of the line.",
        "Strategy 01.01",
        "Right 01 Equality",
        "Right 02 Water",
        "Legal basis of the link",
    ):
        assert piece in page


def test_a_screened_line_says_why_no_action_applies(client):
    publish_city()
    page = read(client, "years/2030/units/B/lines/M2/")
    assert "Payroll of the ministry" in page
    assert "This line cites no action" in page


def test_a_group_has_its_funded_actions_and_no_attributed_total(client):
    publish_city()
    page = read(client, "years/2030/groups/03/")
    assert "Touching amount 50.00 MXN" in page
    assert "01.01.02" in page
    assert "no attributed amount exists for a group" in page


def test_actions_are_searched_as_they_were_published(client):
    publish_city()
    assert "One action for “agua”" in read(client, "years/2030/actions/?q=agua")
    assert "No action has these words" in read(client, "years/2030/actions/?q=xyzzy")


def test_what_is_typed_in_the_search_is_never_markup(client):
    publish_city()
    source = client.get("/en/years/2030/actions/?q=<b>agua</b>").content.decode()
    assert "<b>agua" not in source


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_public_page_knows_no_reader_and_runs_no_script(client, language, address):
    publish_city()
    answer = client.get(f"/{language}/{address}")
    source = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in source
    assert not answer.cookies
    assert "Cookie" not in answer.headers["Vary"]
    assert "<script" not in source
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", source)
    assert 'method="post"' not in source
    assert CANARY not in source
    assert "987,654,321" not in source


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_page_leads_to_itself_in_the_other_language(client, address):
    publish_city()
    source = client.get(f"/en/{address}").content.decode()
    assert f'href="/es/{address}" hreflang="es" lang="es"' in unescape(source)
    assert source.count("<h1") == 1


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("years/2031/", 404, "Nothing is published for the year 2031."),
        ("years/99999999999/", 404, "Nothing is published for the year 99999999999."),
        ("years/2030/rights/99/", 404, "has no right or group 99."),
        ("years/2030/strategies/9.9/", 404, "has no strategy 9.9."),
        ("years/2030/actions/9.9.9/", 404, "has no action 9.9.9."),
        ("years/2030/groups/01/", 404, "has no population group 01."),
        ("years/2030/units/Z/", 404, "No unit Z was obliged"),
        ("years/2030/units/A/lines/Z/", 404, "This unit has no published line Z."),
        ("years/2030/units/?kind=x", 400, "“kind” is one of: each, ministry, all."),
        ("years/2030/units/?order=x", 400, "“order” is one of: money, lines, linked,"),
        ("years/2030/units/?kind=all&page=2", 400, "not the address of a page."),
        ("years/2030/rights/?order=x", 400, "“order” is one of: code, actions_funded,"),
        ("years/2030/new/?right=99", 400, "This publication knows no right 99."),
        ("years/2030/units/%00/", 404, "There is no such page"),
        ("nothing/", 404, "There is no such page"),
        ("years/2030/?page=2", 400, "This address takes no “page”."),
        ("years/2030/units/A/?after=zz", 400, "This is not the address of a page."),
        ("years/2030/units/B/?state=lost", 400, "“state” is one of: linked, waived"),
        ("years/2030/unfunded/?right=99", 400, "No action in force in this year has"),
        ("years/2030/past-term/?body=Nobody", 400, "No action in force in this year"),
        ("years/2030/unfunded/?after=zz", 400, "This is not the address of a page."),
        ("years/2030/actions/?q=a&q=b", 400, "Give “q” once."),
    ],
)
def test_what_cannot_be_answered_is_said_in_words(client, address, status, sentence):
    publish_city()
    answer = client.get(f"/en/{address}")
    assert answer.status_code == status
    assert sentence in text_of(answer)
    assert not answer.cookies


def test_what_others_add_to_a_link_does_no_harm(client):
    publish_city()
    assert client.get("/en/years/2030/?utm_source=x&fbclid=y").status_code == 200


@pytest.mark.parametrize("address", ["years/2030/units/A/", "years/2030/units/B/"])
def test_a_page_of_lines_costs_the_same_queries_whatever_it_holds(
    client, django_assert_num_queries, address
):
    publish_city()
    with django_assert_num_queries(10):  # A has two lines, B three
        client.get(f"/en/{address}")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("lines.csv", "unit_code,unit_name,"),
        ("year.csv", "year,linking,"),
        ("manifest.txt", ""),
    ],
)
def test_each_file_of_the_data_set_is_downloaded(client, name, first):
    city = publish_city()
    answer = client.get(f"/data/2030/1/{name}")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert body.decode().startswith(first)
    assert CANARY.encode() not in body
    assert answer.headers["Content-Disposition"].endswith(f'2030-1-{name}"')
    if name == "manifest.txt":
        assert body.decode() == city.publication.manifest
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"/data/2030/1/{name}", headers=tag).status_code == 304


def test_an_unknown_file_is_refused_by_naming_the_known(client):
    publish_city()
    assert client.get("/data/2030/1/secrets.csv").status_code == 404
    assert client.get("/data/2030/9/lines.csv").status_code == 404


@pytest.mark.parametrize("code", ["400", "500"])
def test_the_last_resort_pages_need_neither_request_nor_database(code):
    source = loader.render_to_string(f"{code}.html")
    assert source.count("<h1>") == 1
