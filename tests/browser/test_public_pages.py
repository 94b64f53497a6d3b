"""Every public address and state is read without a barrier, in both languages."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from budgeting import services
from hrbudget.second_factor import PUBLIC_PAGES
from programme.models import BudgetUnit
from reporting.publishing import publish_year
from tests.browser import public
from tests.browser.barriers import ASKED, barriers_of, rules_asked
from tests.factories import (
    make_action,
    make_typical_codes,
    make_unit,
    make_user,
)
from tests.reporting.cities import Line, budget
from tests.reporting.publications import publish_city

pytestmark = pytest.mark.slow
LANGUAGES = ("es", "en")
LONG = (
    "Sistema Intersecretarial para la Coordinación Metropolitana de la Atención, "
    "Acompañamiento y Reinserción Sociolaboral de las Poblaciones"
)


@pytest.fixture
def screen(browser):
    """A page in a browser; no other host is asked, and its console stays silent."""
    context = browser.new_context()
    page, wrong = context.new_page(), []
    page.on("console", lambda said: wrong.append(said.text) if is_error(said) else 0)
    page.on("request", lambda asked: wrong.append(asked.url) if is_far(asked) else 0)
    yield page
    context.close()
    assert wrong == []


def is_error(said):
    """Whether the console tells of an error; a page asked for wrongly is none."""
    return said.type == "error" and "status of 4" not in said.text


def is_far(asked):
    """Whether another host is asked for something."""
    return not asked.url.startswith(("http://localhost:", "data:", "about:"))


@pytest.fixture
def city(transactional_db):
    """Years on record, one twice; pages to turn, long names, exceptions and codes."""
    make_typical_codes()
    small = publish_city()
    fiscal_year = small.publication.fiscal_year
    unit = make_unit("LONG-01", name=LONG, kind="decentralised")
    actions = [make_action(small.programme, f"02.02.{n:02}") for n in range(1, 61)]
    lines = [
        Line(f"R-{n:03}", "1234.50", {one: 10000}, description=LONG)
        for n, one in enumerate(actions, start=1)
    ]
    budget(fiscal_year, unit, *lines)
    publish_year(fiscal_year)
    call_command("draw")
    services.extend_window(
        fiscal_year,
        BudgetUnit.objects.get(code="C"),
        by=make_user("finance_head"),
        until=fiscal_year.closes_on + timedelta(days=3),
        reason="Tres días sin energía eléctrica",
    )
    return small


def looked_at(page, site, addresses):
    """What is wrong with each address; nothing where all is well."""
    found = {}
    for address, status in addresses:
        answer = page.goto(site + address)
        wrong = barriers_of(page)
        if answer.status != status:
            wrong.append((0, f"answered {answer.status} instead of {status}", ""))
        if wrong:
            found[address] = wrong
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_published_city_has_no_barrier(screen, live_server, city, language):
    client = Client()
    walked = public.walk(client, "/es/")
    reached = {kind.name for kind in walked}
    unreached = PUBLIC_PAGES - reached - set(public.UNLINKED)
    assert not unreached, f"no public page leads to {unreached}"
    addresses = [
        public.in_language(one, language) for one in public.pages_of(client, walked)
    ]
    addresses.append(f"/{language}/embed/years/2030/charts/actions_funded/")
    states = [*((one, 200) for one in addresses), *public.mistaken(addresses, language)]
    assert looked_at(screen, live_server.url, states) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_without_a_publication_has_no_barrier(
    screen, live_server, transactional_db, language
):
    client, start = Client(), f"/{language}/years/2030/"
    pages = public.pages_of(client, public.walk(client, "/es/"))
    states = [(public.in_language(one, language), 200) for one in pages]
    states += [(start, 404), (f"{start}units/A/", 404)]
    assert len(pages) >= 8
    assert looked_at(screen, live_server.url, states) == {}


PLANTED = {  # a fault a line, and the rule that must find it
    "html-has-lang": "",
    "meta-viewport": (
        '<meta name="viewport" content="width=device-width, user-scalable=no">'
    ),
    "document-title": "",
    "image-alt": '<img src="data:,">',
    "color-contrast": '<p style="color:#999;background:#fff">Ten units of twelve</p>',
    "label": '<input type="text">',
    "select-name": "<select><option>2011</option></select>",
    "button-name": "<button></button>",
    "link-name": '<a href="/"></a>',
    "link-in-text-block": (
        '<p>Read <a href="/" style="text-decoration:none;color:#111">the law</a> of'
        " the year, all of it.</p>"
    ),
    "target-size": (
        '<div style="font-size:8px;line-height:9px"><a href="/1">1</a><br>'
        '<a href="/2">2</a><br><a href="/3">3</a></div>'
    ),
    "frame-title": '<iframe src="about:blank"></iframe>',
    "heading-order": "<h2>Units</h2><h5>Their money</h5>",
    "empty-heading": "<h2></h2>",
    "list": "<ul><p>One</p></ul>",
    "dlitem": "<dt>Alone</dt>",
    "valid-lang": '<p lang="xx-nowhere">Derecho</p>',
    "aria-allowed-role": '<h2 role="meter">Money</h2>',
    "aria-valid-attr-value": '<div role="checkbox" aria-checked="maybe">Yes</div>',
    "scrollable-region-focusable": (
        '<div style="height:30px;overflow:auto"><p>one<p>two<p>three<p>four</div>'
    ),
    "td-has-header": (
        "<table>"
        + "<tr><td>Health</td><td>49</td><td>1</td><td>2</td></tr>" * 4
        + "</table>"
    ),
    "table-fake-caption": (
        '<table><tr><td colspan="2">Units of the year</td></tr>'
        "<tr><th>Unit</th><th>Lines</th></tr><tr><td>A</td><td>2</td></tr></table>"
    ),
    "p-as-heading": (
        '<p style="font-weight:bold;font-size:200%">How many units</p>'
        "<p>Ten units of twelve prepared a budget, and the text goes on and on.</p>"
    ),
    "label-content-name-mismatch": '<button aria-label="Close">Download</button>',
    "region": "<p>Outside of every landmark</p>",
}
OUR_OWN = {  # what axe cannot see
    "scrolls-sideways": '<div style="width:700px">A table too wide</div>',
    "one-h1": "<h1>One</h1><h1>Two</h1>",
    "inline": "",
    "leads-nowhere": '<main><a href="#nothing">Below</a></main>',
}


def test_the_auditor_finds_every_planted_fault(screen):
    head = PLANTED["meta-viewport"]
    body = [html for html in (*PLANTED.values(), *OUR_OWN.values()) if html != head]
    screen.set_content(f"<html><head>{head}</head><body>{''.join(body)}</body></html>")
    found = {rule for _width, rule, _where in barriers_of(screen)}
    assert (set(PLANTED) | set(OUR_OWN)) - found == set()


def test_the_auditor_finds_nothing_on_a_page_without_a_fault(screen):
    screen.set_content(
        '<html lang="en"><head><title>Units</title></head><body><main><h1>Units</h1>'
        "<p>Ten of twelve.</p></main></body></html>"
    )
    assert barriers_of(screen) == []


def test_every_rule_of_wcag_2_2_aa_is_asked(screen):
    screen.set_content("<p>Units</p>")
    wanted = {"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"}
    rules = rules_asked(screen)
    off = {rule for rule, tags in rules.items() if "experimental" in tags}
    of_wcag = {rule for rule, tags in rules.items() if wanted & set(tags)}
    assert off & of_wcag <= set(ASKED)
    assert set(ASKED) <= set(rules) and "wcag22aa" in rules["target-size"]
