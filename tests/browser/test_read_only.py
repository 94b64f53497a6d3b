import pytest
from django.conf import settings as site
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import make_proposal, make_user


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_is_still_there_when_a_person_goes_back(
    browser, live_server, client, settings
):
    proposal = make_proposal(status="draft")
    client.force_login(make_user("preparer", proposal.unit))
    session = client.cookies[site.SESSION_COOKIE_NAME].value
    context = browser.new_context(locale="es-MX")
    context.add_cookies(
        [{"name": site.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 800})
    edit = reverse("budgeting:framework_edit", args=[proposal.frameworks.get().pk])
    page.goto(live_server.url + edit)
    page.locator("[name=problem]").fill("Faltan guarderías en la zona oriente")
    settings.READ_ONLY = True  # somebody starts the mode while this person types
    with page.expect_response(lambda got: got.request.method == "POST") as answer:
        page.locator("main form button[type=submit]").last.click()
    assert answer.value.status == 503
    expect(page.locator("h1")).to_have_text("Por ahora el sitio solo puede consultarse")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.go_back()
    typed = page.locator("[name=problem]")
    expect(typed).to_have_value("Faltan guarderías en la zona oriente")
    context.close()
