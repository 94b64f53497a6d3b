"""Coming in and staying sure, in a browser: authenticator, passkey, once more."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from budgeting import services
from programme.models import UsedCode
from tests.browser.people import BOTH, PASSWORD, Person
from tests.factories import make_proposal, make_unit, make_user, make_year
from tests.showing import code_of, give_authenticator


class Officer(Person):
    """Somebody with a telephone for codes and a device with a passkey."""

    secret = ""

    def has_a_passkey(self) -> None:
        """The device answers for passkeys, as if a finger were on its reader."""
        session = self.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def types_the_password(self, user) -> None:
        self.goes_to("sign-in/")
        self.fills(username=user.username, password=PASSWORD)
        self.presses("Sign in")

    def types_the_code(self, button: str) -> None:
        UsedCode.objects.all().delete()  # half a minute has passed
        cache.clear()
        self.fills(code=code_of(self.secret))
        self.presses(button)

    def is_at(self, path: str) -> None:
        expect(self.page).to_have_url(f"{self.site}/{self.language}/{path}")


@pytest.fixture
def person(browser, live_server, settings):
    """Somebody at a browser of their own, whose console must stay silent."""
    settings.SECOND_FACTOR_REQUIRED = True
    wrong: list[str] = []

    def sits_down(language):
        officer = Officer(browser, live_server.url, language)
        officer.page.on(
            "console",
            lambda said: (
                wrong.append(said.text)
                if said.type == "error" and "status of 4" not in said.text
                else None
            ),
        )
        return officer

    yield sits_down
    assert wrong == []


def user_of(role, **kwargs):
    user = make_user(role, **kwargs)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("language", BOTH)
def test_an_analyst_enrols_signs_in_again_and_approves_once_more_sure(
    transactional_db, person, settings, language
):
    unit = make_unit("06CD03")
    proposal = make_proposal(make_year(), unit)
    services.submit_proposal(proposal, by=make_user("signatory", unit))
    analyst, me = user_of("analyst"), person(language)
    me.has_a_passkey()

    me.types_the_password(analyst)
    me.is_at("account/second-factor/")
    me.reads("First add a second factor: without one nothing else opens.")
    me.finds_no_barrier()
    me.follows("Authenticator")
    me.secret = me.page.locator("main p code").inner_text()
    me.finds_no_barrier()
    me.types_the_code("Add the authenticator")
    me.is_at("account/codes/")
    expect(me.page.locator(".codes code")).to_have_count(10)
    me.finds_no_barrier()
    with me.page.expect_download() as kept:
        me.follows("Download as text")
    assert analyst.username in kept.value.path().read_text()
    me.presses("I have kept them")
    me.is_at("desk/review/")

    me.goes_to("account/passkey/")
    me.finds_no_barrier()
    me.presses("Add the passkey")
    me.is_at("account/")
    expect(me.page.locator("tbody th").first).to_be_visible()
    me.finds_no_barrier()
    me.presses("Sign out")

    me.types_the_password(analyst)
    me.is_at("sign-in/second-factor/")
    me.finds_no_barrier()
    me.presses("Sign in with a passkey")
    me.is_at("desk/review/")

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0.001
    me.page.get_by_role("link", name="06CD03").first.click()
    me.presses("Approve")
    me.reads("Is it you?")
    me.finds_no_barrier()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    me.presses("Go on with a passkey")
    me.reads("The proposal is approved.")
    proposal.refresh_from_db()
    assert proposal.status == "approved"


def test_without_javascript_the_code_is_the_way(transactional_db, person, browser):
    analyst = user_of("analyst")
    me = person("en")
    me.context = browser.new_context(locale="en", java_script_enabled=False)
    me.page = me.context.new_page()
    me.secret = give_authenticator(analyst)
    me.types_the_password(analyst)
    me.types_the_code("Send the code")
    me.is_at("desk/review/")
    me.goes_to("account/passkey/")
    me.reads("Passkeys need JavaScript")
    button = me.page.get_by_role("button", name="Add the passkey")
    expect(button).to_have_count(0)


@pytest.mark.slow
def test_an_administrator_invites_and_the_invited_person_comes_in(
    transactional_db, person
):
    language = "es"
    keeper, me, guest = user_of("administrator"), person(language), person(language)
    unit = make_unit("06CD03")
    me.secret = give_authenticator(keeper)
    me.types_the_password(keeper)
    me.types_the_code("Send the code")
    me.goes_to("people/")
    me.finds_no_barrier()
    me.follows("Invite a person")
    me.presses("Invite", exact=True)
    expect(me.page).to_have_title(
        "Error: " + me.says("Invite a person") + " · hrbudget"
    )
    me.finds_no_barrier()
    me.fills(username="eva", first_name="Eva", last_name="Luna")
    me.page.locator("[name=language]").select_option(language)
    me.page.locator("[name=unit]").select_option(str(unit.pk))
    me.page.locator("[name=role]").select_option("preparer")
    me.presses("Invite", exact=True)
    link = me.page.locator(".link-once").inner_text()
    me.finds_no_barrier()

    guest.page.goto(link)
    guest.finds_no_barrier()
    guest.fills(new_password1=PASSWORD, new_password2=PASSWORD)
    guest.presses("Keep this password")
    expect(guest.page.locator("[name=username]")).to_have_value("eva")
    guest.fills(password=PASSWORD)
    guest.presses("Sign in")
    guest.is_at("account/second-factor/")

    me.follows("Eva Luna")
    me.finds_no_barrier()
    me.follows("Move to another unit")
    me.finds_no_barrier()


def test_the_page_of_too_many_attempts_has_no_barrier(
    transactional_db, person, settings
):
    limit = {"name": (0, 900), "device": (0, 900), "address": (0, 900)}
    settings.THROTTLE = {**settings.THROTTLE, "password": limit}
    me = person("es")
    me.goes_to("sign-in/")
    me.fills(username="ana", password="guess")
    me.presses("Sign in")
    me.reads("Too many attempts")
    me.finds_no_barrier()
