import csv
import io
import json
import re
from decimal import ROUND_HALF_UP, Decimal
from html import unescape

import pytest
from django.template import Context, Template

from reporting import kept
from reporting.figures.catalogue import LEVELS
from reporting.figures.sources import MAKERS
from reporting.figures.words import DEFINITIONS, NAMES
from reporting.models import PublishedLine
from reporting.publishing import publish_year
from reporting.views import figures
from reporting.views.pages import Place
from tests.factories import (
    make_action,
    make_programme,
    make_right,
    make_unit,
    make_year,
)
from tests.reporting.cities import Line, budget, make_succession, published
from tests.reporting.publications import CANARY, NUMBERS, publish_city
from tests.reporting.reading import text_of

pytestmark = pytest.mark.django_db
PLACES = ("right", "strategy", "group", "action", "unit")
FIGURES = "years/2030/figures/"


def read(client, address: str, status: int = 200) -> str:
    answer = client.get(f"/en/{address}")
    assert answer.status_code == status, address
    return text_of(answer)


def rows_of(client, address: str) -> list[dict[str, str]]:
    """What is downloaded, as the csv module reads it."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(content)))


# By hand


def test_a_count_of_actions_lists_each_with_its_proof_and_what_it_was_compared_with(
    client,
):
    publish_city()
    page = read(client, f"{FIGURES}actions_new/")
    assert "New actions, 2030 2 " in page
    assert "2029, publication 1" in page
    assert "actions.csv where new = true" in page
    assert "How many rows 2" in page
    assert "01.01.02 Action 01.01.02 Line L2 , Apoyos a la población (30.00) A" in page
    assert "02.01.01 Llevar agua Line M1 , Apoyos a la población (200.00) B" in page
    cited = read(client, f"{FIGURES}actions_new/?rows=citations")
    assert "distinct values of the column “action_code” among these rows" in cited
    assert "Not counted here" in cited
    source = client.get(f"/en/{FIGURES}actions_new/").content.decode()
    assert 'href="?rows=citations#rows"' in source
    assert "Equality" in read(client, f"{FIGURES}actions_new/?right=01")


def test_the_download_has_exactly_the_rows_in_the_columns_of_the_data_set(client):
    publish_city()
    base = "/data/2030/1/figures/"
    touching = rows_of(client, f"{base}amount_touching.csv?right=02")
    assert [(r["unit_code"], r["code"], r["amount"]) for r in touching] == [
        ("A", "L2", "50.00"),
        ("B", "M1", "200.00"),
    ]
    parts = rows_of(client, f"{base}amount_attributed.csv?right=02")
    assert [(r["line_code"], r["amount_attributed"]) for r in parts] == [
        ("L2", "20.00"),
        ("M1", "200.00"),
    ]
    prepared = rows_of(client, f"{base}compliance_rate.csv")
    assert [(r["code"], r["linked"]) for r in prepared] == [
        ("A", "true"),
        ("B", "false"),
        ("D", "false"),
    ]
    group = rows_of(client, f"{base}actions_funded.csv?group=03")
    assert [r["code"] for r in group] == ["01.01.02"]
    answer = client.get(f"{base}lines.csv?action=02.01.01")
    disposition = answer.headers["Content-Disposition"]
    name = "hrbudget-2030-1-approved-lines-action-02.01.01-lines.csv"
    assert f'"{name}"' in disposition
    whole = b"".join(client.get("/data/2030/1/lines.csv").streaming_content)
    part = b"".join(answer.streaming_content)
    assert part.splitlines()[0] == whole.splitlines()[0]
    assert set(part.splitlines()) < set(whole.splitlines())
    assert CANARY.encode() not in whole


def test_a_rate_shows_both_its_parts_and_leads_to_each(client):
    publish_city()
    answer = client.get(f"/en/{FIGURES}linked_rate/")
    page = text_of(answer)
    assert "87.5 % As voted, 2030 Numerator 350.00 · Amount of linked lines" in page
    assert "Denominator 400.00 · Amount of all lines" in page
    assert 'href="/en/years/2030/figures/amount_linked/"' in answer.content.decode()
    of_unit = read(client, f"{FIGURES}linked_rate/?unit=B")
    assert "80 % As voted, 2030 Numerator 200.00" in of_unit
    assert "Denominator 250.00" in of_unit


def test_what_cannot_be_told_is_a_dash_without_rows(client):
    publish_city()
    first = read(client, "years/2029/figures/actions_new/")
    assert "New actions, 2029 – " in first
    assert "so this cannot be told" in first
    draft = read(client, f"{FIGURES}amount_total/?unit=D")
    assert "Its lines are not public, so there is a dash here, not zero" in draft
    for address in (
        "2029/1/figures/actions_new.csv",
        "2030/1/figures/amount_total.csv",
    ):
        given = "?unit=D" if "2030" in address else ""
        english = {"accept-language": "en"}
        answer = client.get(f"/data/{address}{given}", headers=english)
        assert answer.status_code == 404
        assert "no rows make it" in answer.content.decode()
    zero = read(client, f"{FIGURES}units_waived/")
    assert "Units with a waived line, 2030 0 " in zero
    assert "No row makes it." in zero


REFUSED = [
    ("nothing/", 404, "There is no figure nothing. The figures are: units_obliged,"),
    (
        "lines/",
        400,
        "“lines” is not told by year. It is told by: right, group, action.",
    ),
    ("units_linked/?unit=A", 400, "“units_linked” is not told by unit."),
    ("lines/?right=9", 400, "knows no right 9. It knows: 01, 02, 03."),
    ("lines/?right=01&unit=A", 400, "Give one of: right, strategy, group"),
    ("lines/?right=01&rows=units", 400, "“rows” is one of: lines."),
    ("lines/?right=01&after=x", 400, "This is not the address of a page."),
    ("lines/?colour=01", 400, "takes no “colour”"),
]


def test_what_is_not_published_is_refused_with_what_is(client):
    publish_city()
    for address, status, sentence in REFUSED:
        assert sentence in read(client, f"{FIGURES}{address}", status)
        if "after" not in address:
            file = f"/data/2030/1/figures/{address.replace('/', '.csv')}"
            assert client.get(file).status_code == status
    assert client.get("/data/2030/1/figures/units_linked.json").status_code == 404
    assert client.get("/data/2030/9/figures/units_linked.csv").status_code == 404


def test_the_next_page_keeps_what_was_asked_and_costs_the_same(
    client, monkeypatch, django_assert_num_queries
):
    publish_city()
    monkeypatch.setattr(figures, "PAGE", 1)
    address, seen = f"/en/{FIGURES}amount_touching/?right=02", []
    kept.memory.current()
    while address:
        with django_assert_num_queries(6):
            answer = client.get(address)
        body = answer.content.decode()
        seen += re.findall(r'/units/\w+/lines/(\w+)/"', body)
        found = re.search(r'rel="next" href="([^"#]*)', body)
        address = found and f"/en/{FIGURES}amount_touching/{unescape(found[1])}"
    assert seen == ["L2", "M1"]


def test_the_mark_beside_a_number_names_it_and_leads_to_its_page(english):
    city = publish_city()
    edition = kept.Edition(city.publication.pk, 2030, 1, "")
    place = Place(kept.Records((edition,)), edition, 1)

    def shown(tag: str) -> str:
        source = Template(f"{{% load publications %}}{{% how {tag} %}}")
        return source.render(Context({"place": place, "code": "01"}))

    base = "/en/years/2030/publications/1/figures/"
    year, right, column = (
        shown('"actions_funded"'),
        shown('"lines" right=code'),
        shown('"lines"'),
    )
    assert f'href="{base}actions_funded/"' in year
    assert "How was this calculated? Actions funded<" in year
    assert f'href="{base}lines/?right=01"' in right
    assert "Lines that cite it, 01<" in right
    assert f'href="{base}#lines"' in column  # the year has none: its definition
    with pytest.raises(KeyError):
        shown('"units_linked" unit=code')


def test_the_list_of_every_figure_defines_each_and_gives_the_years_value(client):
    publish_city()
    answer = client.get(f"/en/{FIGURES}")
    body, page = answer.content.decode(), text_of(answer)
    for measure in LEVELS:
        assert f'<dt id="{measure}">' in body
        assert str(DEFINITIONS[measure]) in unescape(body)
    assert "In 2030: 87.5 %" in page
    assert "Told of: a right or group's chapter, a population group, an action" in page
    assert set(NAMES) == set(LEVELS) == set(DEFINITIONS) == set(MAKERS)
    assert set(NUMBERS) - {"years_compared"} < set(LEVELS)


def test_a_figure_of_an_earlier_publication_stays_as_it_was(client):
    city = publish_city()
    budget(city.publication.fiscal_year, make_unit("E"), Line("E1", "7.00"))
    publish_year(city.publication.fiscal_year)
    kept.forget()
    before = read(client, "years/2030/publications/1/figures/lines_total/")
    assert "Lines in all, 2030 5 " in before
    assert "Lines in all, 2030 6 " in read(client, f"{FIGURES}lines_total/")
    assert len(rows_of(client, "/data/2030/1/figures/lines_total.csv")) == 5
    assert len(rows_of(client, "/data/2030/2/figures/lines_total.csv")) == 6


# Every figure from its download alone, in plain Python


def rate(part: Decimal, whole: Decimal) -> str | None:
    if not whole:
        return None
    return str((part / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP))


def total(rows: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows), Decimal("0.00"))


def recomputed(measure: str, file: str, rows: list[dict[str, str]]) -> str | None:
    """A figure from the rows of its download, as a stranger would make it."""
    if measure == "compliance_rate":
        linked = [row for row in rows if row["linked"] == "true"]
        return rate(Decimal(len(linked)), Decimal(len(rows)))
    if measure == "linked_rate":
        linked = [row for row in rows if row["state"] == "linked"]
        return rate(total(linked, "amount"), total(rows, "amount"))
    if measure.startswith("amount_"):
        column = "amount_attributed" if file == "citations" else "amount"
        return str(total(rows, column))
    key = {"citations": "action_code", "lines": "unit_code"}.get(file)
    if measure in ("units", "actions_funded", "actions_new") and key:
        return str(len({row[key] for row in rows}))
    return str(len(rows))


def publish_mixed_city() -> None:
    """Lines of zero, of several rights, of another programme, waived; a renamed action.

    2029 is of an older edition whose `01.01.01` became the new one's `01.01.09`.
    """
    old = make_programme("OLD")
    past = make_action(old, "01.01.01")
    programme = make_programme("NEW", short_until=2029)
    make_right(programme, "01")
    make_right(programme, "02")
    women = make_right(programme, "03", kind="group")
    make_right(programme, "04", kind="group")
    a = [make_action(programme, f"01.01.0{n}") for n in range(1, 5)]
    b = [make_action(programme, f"02.0{n}.01", term="long") for n in range(1, 4)]
    c = make_action(programme, "03.01.01", term="permanent")
    a[1].population_groups.add(women)
    b[0].population_groups.add(women)
    renamed = make_action(programme, "01.01.09")
    make_succession(past, renamed)
    bando = make_action(make_programme("B1", kind="cross_cutting"), "01")
    units = [make_unit(f"U{n}") for n in range(1, 7)]
    published(2029, old, units[0], past)
    year = make_year(2030, programme, linking="requested")
    year.year_programmes.create(programme=bando.programme)
    budget(
        year,
        units[0],
        Line("L1", "100.01", {a[0]: 3333, a[1]: 3333, b[0]: 3334}),
        Line("L2", "0.00", {a[2]: 10000}),
        Line("L3", "0.01", {b[0]: 5000, c: 5000}),
    )
    budget(
        year,
        units[1],
        Line("L1", "70.00", {renamed: 10000, bando: 10000}),
        Line("L2", "30.00", {bando: 10000}),
        Line("L3", "20.00", screened="Payroll"),
        Line("L4", "5.00", waived="No action names it"),
        Line("L5/b", "6.00", {b[0]: 10000}),
    )
    budget(year, units[2], Line("L1", "9.00"))
    budget(
        year, units[3], Line("L1", "3.00", {c: 10000}), Line("=2", "0.00", {c: 10000})
    )
    budget(year, units[4], Line("L1", CANARY, {a[3]: 10000}), status="draft")
    publish_year(year)


def levels_of(client, year: int, measure: str):
    """Every query under which the year publishes a measure."""
    files = {"right": "rights", "group": "groups", "unit": "units"}
    files |= {"action": "actions", "strategy": "strategies"}
    if "year" in LEVELS[measure]:
        yield ""
    for level in PLACES:
        if level in LEVELS[measure]:
            for row in rows_of(client, f"/data/{year}/1/{files[level]}.csv"):
                yield f"?{level}={row['code'].removeprefix(chr(39))}"


def value_on(page: str) -> str | None:
    """The value that a page shows, as the API would write it."""
    shown = unescape(re.search(r'class="figure"><strong>(.*?)</strong>', page)[1])
    if shown == "–":
        return None
    if "%" in shown:
        number = Decimal(shown.replace("\u00a0%", "")) / 100
        return str(number.quantize(Decimal("0.0001")))
    return shown.replace(",", "")


def value_in_api(client, page: str, measure: str) -> str | None:
    """The same value where the page says that the API has it."""
    address = unescape(re.search(r'href="(/api/v1/years/[^"]*)"', page)[1])
    answer = json.loads(client.get(address).content)
    if "results" in answer:
        code = re.search(r"row <code>(.*?)</code>", page)[1]
        (answer,) = [one for one in answer["results"] if one["code"] == code]
    value = answer[measure]
    return None if value is None else str(value)


def check_figure(client, year: int, measure: str, query: str) -> int:
    """A figure's page, API and every download agree; how many downloads there were."""
    page = client.get(f"/en/years/{year}/figures/{measure}/{query}").content.decode()
    value = value_on(page)
    where = (year, measure, query)
    if 'href="/api/v1/years/' in page:
        assert value_in_api(client, page, measure) == value, where
    first = re.findall(r'href="(/data/\d+/\d+/figures/[^"]*)"', page)
    others = re.findall(r'href="\?([^"?]*rows=\w+)#rows"', page)
    if not first:
        assert value is None, where
        return 0
    for address in [unescape(first[0])] + [
        f"/data/{year}/1/figures/{measure}.csv?{unescape(other)}" for other in others
    ]:
        file = re.search(r"rows=(\w+)", address)[1]
        rows = rows_of(client, address)
        assert recomputed(measure, file, rows) == value, (where, file)
        counted = re.search(r"How many rows</dt><dd>([\d,]+)<", page)
        if counted and address == unescape(first[0]):
            assert int(counted[1].replace(",", "")) == len(rows), where
    return 1 + len(others)


@pytest.mark.slow
@pytest.mark.parametrize("make_city", [publish_city, publish_mixed_city])
def test_every_figure_is_made_again_from_its_download_alone(client, make_city):
    make_city()
    downloads = {
        measure: sum(
            check_figure(client, year, measure, query)
            for year in (2029, 2030)
            for query in levels_of(client, year, measure)
        )
        for measure in LEVELS
    }
    assert all(downloads.values()), downloads


def test_figures_of_each_kind_are_made_again_from_their_download_alone(client):
    publish_city()
    for measure, query in [
        ("compliance_rate", ""),
        ("actions_funded", "?unit=A"),
        ("amount_attributed", "?strategy=01.01"),
        ("amount_touching", "?group=03"),
        ("units", "?right=02"),
        ("unfunded", "?right=03"),
    ]:
        assert check_figure(client, 2030, measure, query)


def test_a_row_taken_away_shows_as_a_difference(client, monkeypatch):
    publish_city()
    without = PublishedLine.objects.exclude(code="M1")
    monkeypatch.setattr(
        "reporting.figures.scopes.Scope.lines",
        lambda scope: without.filter(**scope.held),
    )
    with pytest.raises(AssertionError):
        check_figure(client, 2030, "amount_total", "")
