"""Two officers at one form, a session killed while typing, no network, a fault of ours.

In a real browser, with JavaScript and without (checks.md, F13 to F16 and F30).
"""

import re

import pytest
from django.conf import settings as site
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.factories import make_proposal, make_unit, make_user

OFF_BY_DEFAULT = (
    "target-size",
    "td-has-header",
    "table-fake-caption",
    "p-as-heading",
    "focus-order-semantics",
    "css-orientation-lock",
)
ENDED = (
    "Your session ended. What you typed stays here: sign in again in another tab, "
    "come back and save."
)
KEPT = (
    "Your session ended before this was saved. What you typed is kept for you: "
    "sign in, read it and send it again."
)
AWAY = (
    "The site does not answer ({time}). What you typed stays here and in this browser."
)
RESTORED = "What you had typed by {time} is back in the form. It is not saved yet."
ENDS = "Your session ends at {time}. Press any key, or the button, to stay signed in."
MINE, HERS = "Que más mujeres lleguen a la consulta", "Reducir la mortalidad materna"


class Officer(Person):
    """Somebody with the description of a framework open."""

    def __init__(self, browser, live_server, language, *, script=True):
        super().__init__(browser, live_server.url, language, scripts=script)

    def opens(self, framework):
        self.goes_to(f"desk/frameworks/{framework.pk}/edit/")

    def saves(self):
        self.presses("Save the description")

    def writes(self, **texts):
        self.fills(**texts)
        self.page.wait_for_timeout(300)  # until the browser has kept it

    def is_told(self, text):
        """A status or an alert says this, once."""
        said = self.says(text).split("{")[0].split("%")[0].strip()
        told = self.page.locator("[role=status], [role=alert]").filter(has_text=said)
        expect(told).to_have_count(1)
        expect(told).to_be_visible()

    def rules(self):
        return OFF_BY_DEFAULT


@pytest.fixture
def desk(transactional_db):
    unit = make_unit()
    framework = make_proposal(unit=unit).frameworks.get()
    maria = make_user("preparer", unit, first_name="María", last_name="Pérez")
    return framework, maria, make_user("signatory", unit)


def saved(framework):
    framework.refresh_from_db()
    return framework.objective


BOTH = pytest.mark.parametrize("language", ["es", "en"])
WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False])


def test_a_session_killed_while_typing_loses_no_word(desk, browser, live_server):
    framework, maria, _me = desk
    her = Officer(browser, live_server, "es").signs_in(maria)
    her.opens(framework)
    her.writes(objective=HERS)
    Session.objects.all().delete()
    her.saves()
    her.is_told(ENDED)
    expect(her.page.locator("[name=objective]")).to_have_value(HERS)
    her.finds_no_barrier()
    form, her.page = her.page, her.context.new_page()  # another tab
    her.signs_in(maria)
    her.page = form
    her.presses("Try again")
    her.reads("The framework is saved.")
    assert saved(framework) == HERS
    assert her.page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.slow
@BOTH
@WITH_AND_WITHOUT
def test_two_officers_who_change_one_field_meet_a_choice(
    desk, browser, live_server, language, script
):
    framework, maria, me = desk
    her = Officer(browser, live_server, language, script=script).signs_in(maria)
    mine = Officer(browser, live_server, language, script=script).signs_in(me)
    her.opens(framework)
    mine.opens(framework)
    her.fills(objective=HERS, indicator="De María")
    mine.fills(objective=MINE, unit_of_measure="Consulta")
    her.saves()
    her.reads("The framework is saved.")
    mine.saves()
    mine.reads("Somebody else saved this while you were writing")
    mine.finds_no_barrier()
    expect(mine.page.locator("[name=objective]")).to_have_value(MINE)
    expect(mine.page.locator("#id_objective_theirs")).to_have_text(HERS)
    expect(mine.page.locator("#id_objective_before")).to_have_text("Objetivo")
    mine.saves()
    mine.reads("Choose which of the three texts stays.")
    mine.finds_no_barrier()
    assert saved(framework) == HERS
    mine.page.locator("#keep_objective_mine").focus()
    mine.page.keyboard.press("Space")
    mine.saves()
    mine.reads("The framework is saved.")
    assert saved(framework) == MINE
    kept = (framework.indicator, framework.unit_of_measure)
    assert kept == ("De María", "Consulta")


@pytest.mark.slow
@BOTH
def test_who_else_is_here_is_seen_within_ten_seconds(
    desk, browser, live_server, language
):
    framework, maria, me = desk
    mine = Officer(browser, live_server, language).signs_in(me)
    her = Officer(browser, live_server, language).signs_in(maria)
    mine.opens(framework)
    here = mine.page.locator(".here")
    expect(here).to_be_empty()
    her.opens(framework)
    said = mine.says("%(people)s is editing this form now.", people="María Pérez")
    expect(here).to_have_text(said, timeout=10_000)
    expect(here).to_have_attribute("role", "status")
    mine.finds_no_barrier()


@pytest.mark.slow
@BOTH
def test_without_javascript_who_signs_in_again_sends_what_was_typed(
    desk, browser, live_server, language
):
    framework, maria, _me = desk
    her = Officer(browser, live_server, language, script=False).signs_in(maria)
    her.opens(framework)
    her.fills(objective=HERS)
    Session.objects.all().delete()
    her.saves()
    her.reads(KEPT)
    her.fills(username=maria.username, password="a long demonstration word")
    her.presses("Sign in")
    her.reads("What you typed is still here")
    her.reads(HERS)
    assert saved(framework) == "Objetivo"
    her.presses("Send it again")
    her.reads("The framework is saved.")
    assert saved(framework) == HERS


@pytest.mark.slow
@BOTH
def test_a_lost_network_and_a_crash_lose_no_word(desk, browser, live_server, language):
    framework, maria, me = desk
    her = Officer(browser, live_server, language).signs_in(maria)
    her.opens(framework)
    her.writes(objective=HERS)
    her.context.set_offline(True)
    her.saves()
    her.is_told(AWAY)
    expect(her.page.locator("[name=objective]")).to_have_value(HERS)
    her.finds_no_barrier()
    her.context.set_offline(False)
    her.page.close()  # the browser crashed
    her.page = her.context.new_page()
    her.opens(framework)
    expect(her.page.locator("[name=objective]")).to_have_value(HERS)
    her.is_told(RESTORED)
    her.finds_no_barrier()
    her.saves()
    her.reads("The framework is saved.")
    assert saved(framework) == HERS
    her.opens(framework)
    expect(her.page.locator("form[data-keep] [role=status]:visible")).to_have_count(0)


@pytest.mark.slow
@BOTH
def test_what_came_back_can_be_discarded_and_signing_out_forgets_it(
    desk, browser, live_server, language
):
    framework, maria, me = desk
    her = Officer(browser, live_server, language).signs_in(maria)
    her.opens(framework)
    her.writes(objective=HERS)
    her.page.reload()
    her.presses("Discard it")
    expect(her.page.locator("[name=objective]")).to_have_value("Objetivo")
    her.page.reload()
    expect(her.page.locator("[name=objective]")).to_have_value("Objetivo")
    her.writes(objective=HERS)
    assert len(her.page.evaluate("Object.keys(localStorage)")) == 1
    assert HERS in her.page.evaluate("Object.values(localStorage)[0]")
    her.presses("Sign out")
    expect(her.page.locator("[name=username]")).to_be_visible()
    assert her.page.evaluate("Object.keys(localStorage)") == []
    her.signs_in(me)
    her.opens(framework)
    expect(her.page.locator("[name=objective]")).to_have_value("Objetivo")


@pytest.mark.slow
def test_what_one_person_typed_is_gone_when_another_signs_in(
    desk, browser, live_server
):
    framework, maria, me = desk
    her = Officer(browser, live_server, "en").signs_in(maria)
    her.opens(framework)
    her.writes(objective=HERS)
    Session.objects.all().delete()
    her.page.reload()  # the sign-in page: it is kept for her
    assert len(her.page.evaluate("Object.keys(localStorage)")) == 1
    her.signs_in(me)
    assert her.page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.slow
def test_switching_the_language_while_writing_loses_no_word_nor_ones_place(
    desk, browser, live_server
):
    framework, maria, _me = desk
    her = Officer(browser, live_server, "es").signs_in(maria)
    her.opens(framework)
    her.writes(objective=HERS, physical_target="1,234.50")
    her.page.locator("[name=objective]").focus()
    her.page.locator("a.language").click()
    expect(her.page).to_have_url(re.compile("/en/"))
    expect(her.page.locator("[name=objective]")).to_have_value(HERS)
    expect(her.page.locator("[name=physical_target]")).to_have_value("1,234.50")
    expect(her.page.locator("[name=objective]")).to_be_focused()


@pytest.mark.slow
@BOTH
@WITH_AND_WITHOUT
def test_after_a_fault_of_ours_one_button_sends_it_again(
    desk, browser, live_server, language, script, monkeypatch
):
    framework, maria, _me = desk
    her = Officer(browser, live_server, language, script=script).signs_in(maria)
    her.opens(framework)
    her.fills(objective=HERS)

    def fails(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("budgeting.services.save_framework", fails)
        her.saves()
        her.reads("Something went wrong here")
    her.reads(HERS)
    her.finds_no_barrier()
    her.presses("Send it again")
    her.reads("The framework is saved.")
    assert saved(framework) == HERS


@pytest.mark.slow
@BOTH
def test_five_minutes_before_the_end_any_key_stays_signed_in(
    desk, browser, live_server, language, settings
):
    settings.SESSION_COOKIE_AGE = 200
    framework, maria, _me = desk
    her = Officer(browser, live_server, language).signs_in(maria)
    her.opens(framework)
    her.is_told(ENDS)
    her.finds_no_barrier()
    with her.page.expect_response(lambda got: "/session/extend/" in got.url) as got:
        her.page.locator("[name=objective]").press("End")
    assert got.value.json()["more"] is True
    expect(her.page.locator("#session-bar")).to_be_hidden()
    assert her.context.cookies()
    key = next(
        one["value"]
        for one in her.context.cookies()
        if one["name"] == site.SESSION_COOKIE_NAME
    )
    left = Session.objects.get(session_key=key).get_decoded()["_session_expiry"]
    assert left
