"""The administration pages work under the site's policy: no script or style within."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.factories import make_action, make_programme, make_unit, make_user

PAGES = [
    "",
    "programme/action/",
    "programme/action/?term=short",
    "programme/programme/add/",
    "programme/user/",
    "admin/logentry/",
    "budgeting/proposal/",
]


@pytest.fixture
def administrator(transactional_db, browser, live_server):
    """An administrator's page, with a small catalogue to keep, and its complaints."""
    make_action(make_programme("PDH"), "01.01.01")
    make_unit("A", name="Ministry A")
    client = Client()
    client.force_login(make_user("administrator"))
    (cookie,) = client.cookies.values()
    context = browser.new_context(locale="en")
    kept = {"name": cookie.key, "value": cookie.value, "url": live_server.url}
    context.add_cookies([kept])
    page, complaints = context.new_page(), []
    page.set_default_timeout(15_000)
    page.on("console", lambda said: complaints.append(f"{page.url} {said.text}"))
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.on("pageerror", lambda error: complaints.append(f"{page.url} {error}"))
    yield page
    assert complaints == []
    context.close()


def test_its_pages_open_without_a_complaint(administrator, live_server):
    for address in PAGES:
        administrator.goto(f"{live_server.url}/admin/{address}")
        expect(administrator.locator("#content")).to_be_visible()


def test_a_unit_is_found_while_typing_and_a_day_is_chosen(administrator, live_server):
    administrator.goto(f"{live_server.url}/admin/programme/membership/add/")
    administrator.locator(".field-unit .select2").click()
    administrator.locator(".select2-search__field").fill("Minis")
    administrator.locator(".select2-results__option", has_text="Ministry A").click()
    chosen = administrator.locator(".field-unit .select2-selection__rendered")
    expect(chosen).to_contain_text("Ministry A")
    administrator.locator(".field-since .datetimeshortcuts a").first.click()
    expect(administrator.locator("#id_since")).not_to_have_value("")
