"""Second factors: required where they are, used once, kept by their person."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse

from hrbudget.second_factor import PUBLIC_PAGES, is_public
from programme.access.accounts import renew_link
from programme.models import User
from tests.factories import make_unit, make_user
from tests.sessions import made_superuser
from tests.showing import code_of, give_authenticator, recovery_codes_of, show

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def _address_in_english(english):
    pass


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def give_password(client, user):
    sent = {"username": user.username, "password": PASSWORD}
    return client.post(reverse("sign_in"), sent)


def give_code(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def is_in(client):
    return client.get(reverse("desk")).status_code == 200


def enrol(client):
    """Add an authenticator by its page; the answer: its secret, and what came."""
    secret = client.get(reverse("totp_add")).context["secret"]
    return secret, client.post(reverse("totp_add"), {"code": code_of(secret)})


# signing in


def test_after_the_password_the_code_is_asked_for(client):
    user = make_user(password=PASSWORD)
    secret = give_authenticator(user)
    assert give_password(client, user).url == reverse("mfa_authenticate")
    assert not is_in(client)
    assert "Second factor" in client.get(reverse("mfa_authenticate")).content.decode()
    assert give_code(client, code_of(secret)).url == reverse("desk")
    assert is_in(client)


def test_a_wrong_code_lets_nobody_in_and_says_so(client):
    user = make_user(password=PASSWORD)
    secret = give_authenticator(user)
    give_password(client, user)
    page = give_code(client, code_of(secret, steps=10)).content.decode()
    assert "<title>Error: " in page
    assert "This code is not right" in page
    assert not is_in(client)


def test_without_the_password_the_code_is_not_even_asked_for(client):
    assert client.get(reverse("mfa_authenticate")).url == reverse("sign_in")


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_a_code_is_accepted_once_in_its_time_by_whichever_worker(client, step):
    user = make_user(password=PASSWORD)
    code = code_of(give_authenticator(user), step)
    give_password(client, user)
    assert give_code(client, code).status_code == 302
    other = Client()
    give_password(other, user)
    cache.clear()  # another worker has a memory of its own
    assert give_code(other, code).status_code == 200
    assert not is_in(other)


def test_the_code_that_added_an_authenticator_signs_nobody_in(client):
    user = make_user(password=PASSWORD)
    client.force_login(user)
    secret, _answer = enrol(client)
    other = Client()
    give_password(other, user)
    assert give_code(other, code_of(secret)).status_code == 200
    assert not is_in(other)


def test_a_recovery_code_works_once(client):
    user = make_user(password=PASSWORD)
    give_authenticator(user)
    code = recovery_codes_of(user)[3]
    give_password(client, user)
    assert give_code(client, code).status_code == 302
    assert len(recovery_codes_of(user)) == 9
    other = Client()
    give_password(other, user)
    assert give_code(other, code).status_code == 200
    assert not is_in(other)


def test_the_session_has_another_id_once_somebody_is_in(client):
    user = make_user(password=PASSWORD)
    secret = give_authenticator(user)
    give_password(client, user)
    before = client.session.session_key
    give_code(client, code_of(secret))
    stolen = Client()
    stolen.cookies["sessionid"] = before
    assert client.session.session_key != before
    assert is_in(client) and not is_in(stolen)


def test_a_closed_account_does_not_get_past_its_second_factor(client):
    user = make_user(password=PASSWORD)
    secret = give_authenticator(user)
    give_password(client, user)
    User.objects.update(is_active=False)
    give_code(client, code_of(secret))
    assert not is_in(client)


def test_a_new_link_ends_a_sign_in_that_waits_for_its_code(client):
    user = make_user(password=PASSWORD)
    secret = give_authenticator(user)
    give_password(client, user)
    renew_link(user, by=make_user("administrator"))
    answer = give_code(client, code_of(secret))
    assert answer.url == reverse("sign_in")
    assert not is_in(client)
    assert "Your password changed meanwhile" in client.get(answer.url).content.decode()
    assert client.get(reverse("mfa_authenticate")).url == reverse("sign_in")


def test_secrets_rest_encrypted():
    secret = give_authenticator(make_user())
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert "gAAAA" in kept


# required


def addresses(patterns=None, prefix="/"):
    """An address for each pattern of the site."""
    for one in patterns or get_resolver().url_patterns:
        route = str(one.pattern)
        here = prefix + route.replace("^", "").replace("$", "").replace("\\Z", "")
        if hasattr(one, "url_patterns"):
            yield from addresses(one.url_patterns, here)
        else:
            yield fill(here)


def fill(route):
    filled = re.sub(r"<int:[^>]+>", "1", route)
    filled = re.sub(r"<[^>]+>", "x", filled)
    return re.sub(r"\(\?[^)]*\)+\??", "", filled).replace("//", "/")


@pytest.mark.usefixtures("required")
def test_without_a_second_factor_nothing_private_opens_but_its_enrolment(client):
    client.force_login(make_user("finance_head"))
    open_to_them = set()
    private, public = 0, set()
    for path in addresses():
        try:
            match = resolve(path)
        except Resolver404:  # a pattern whose words stand for nothing
            continue
        if is_public(match):
            public.add(match.view_name)
            continue
        private += 1
        answer = client.get(path)
        if answer.status_code != 302 or answer.url != reverse("factor_begin"):
            open_to_them.add(match.view_name)
    assert open_to_them == {
        "sign_in",
        "sign_out",
        "mfa_authenticate",
        "invitation",
        "step_up",
        "password_change",
        "factor_begin",
        "totp_add",
        "totp_picture",
        "passkey_add",
    }
    assert private > 80
    assert public >= PUBLIC_PAGES


@pytest.mark.usefixtures("required")
def test_without_a_second_factor_nothing_is_written(client):
    keeper = make_user("administrator")
    client.force_login(keeper)
    sent = {"username": "eva", "first_name": "E", "last_name": "V", "language": "es"}
    answer = client.post(reverse("programme:person_invite"), sent)
    assert answer.url == reverse("factor_begin")
    assert not User.objects.filter(username="eva").exists()


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize(
    "role",
    [
        "preparer",
        "signatory",
        "analyst",
        "finance_head",
        "administrator",
        "auditor",
        "",
    ],
)
def test_it_is_required_of_everybody_with_an_account(client, role):
    unit = make_unit() if role in ("preparer", "signatory") else None
    _is_required_of(client, make_user(role, unit, password=PASSWORD))


@pytest.mark.usefixtures("required")
@pytest.mark.django_db(transaction=True)
def test_it_is_required_of_a_superuser(client):
    _is_required_of(client, made_superuser(make_user(password=PASSWORD)))


def _is_required_of(client, user):
    give_password(client, user)
    answer = client.get(reverse("desk"), follow=True)
    assert answer.request["PATH_INFO"] == reverse("factor_begin")
    assert "First add a second factor" in answer.content.decode()
    enrol(client)
    assert is_in(client)


@pytest.mark.usefixtures("required")
def test_public_pages_stay_readable_and_do_not_look_who_reads(client):
    client.force_login(make_user("analyst"))
    for path in [reverse("reporting:year_list"), "/api/v1/years/", "/health/"]:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.usefixtures("required")
def test_a_session_that_did_not_show_the_factor_is_asked_for_it(client):
    user = make_user("analyst")
    secret = give_authenticator(user)
    client.force_login(user)
    desk = client.get(reverse("desk"))
    assert "/once-more/" in desk.url
    assert "/once-more/" in client.get(reverse("totp_add")).url
    answer = client.post(desk.url, {"code": code_of(secret)})
    assert answer.url == reverse("desk")
    assert is_in(client)


@pytest.mark.usefixtures("required")
def test_a_browser_is_known_only_once_the_person_is_in_whole(client):
    user = make_user(password=PASSWORD)
    give_password(client, user)
    assert "device" not in client.cookies
    enrol(client)
    assert "device" in client.cookies


def test_in_development_a_password_is_enough(client):
    user = make_user("analyst", password=PASSWORD)
    give_password(client, user)
    assert is_in(client)


# enrolling


def test_an_authenticator_is_added_with_its_first_code(client):
    user = make_user()
    client.force_login(user)
    page = client.get(reverse("totp_add"))
    picture = client.get(reverse("totp_picture"))
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"style" not in picture.content
    wrong = client.post(reverse("totp_add"), {"code": "000000"})
    assert wrong.context["secret"] == page.context["secret"]
    answer = client.post(reverse("totp_add"), {"code": code_of(page.context["secret"])})
    assert answer.url == reverse("recovery_codes")
    assert Authenticator.objects.filter(user=user, type="totp").count() == 1


def test_recovery_codes_are_shown_once_and_can_be_kept_as_text(client):
    user = make_user()
    client.force_login(user)
    enrol(client)
    codes = recovery_codes_of(user)
    page = client.get(reverse("recovery_codes")).content.decode()
    text = client.get(reverse("codes_text"))
    assert len(codes) == 10
    assert all(code in page and code in text.content.decode() for code in codes)
    assert "attachment" in text["Content-Disposition"]
    assert "no-store" in text["Cache-Control"]
    client.post(reverse("codes_kept"))
    assert codes[0] not in client.get(reverse("recovery_codes")).content.decode()
    assert client.get(reverse("codes_text")).status_code == 404


def test_recovery_codes_are_not_shown_in_another_session(client):
    user = make_user()
    client.force_login(user)
    enrol(client)
    client.get(reverse("recovery_codes"))
    other = Client()
    other.force_login(user)
    show(other, user, "mfa")
    page = other.get(reverse("recovery_codes")).content.decode()
    assert recovery_codes_of(user)[0] not in page


def test_new_recovery_codes_make_the_earlier_ones_worthless(client):
    user = make_user()
    give_authenticator(user)
    client.force_login(user)
    show(client, user, "mfa")
    before = set(recovery_codes_of(user))
    assert client.post(reverse("codes_new")).url == reverse("recovery_codes")
    assert not before & set(recovery_codes_of(user))


@pytest.mark.usefixtures("required")
def test_the_last_factor_is_not_taken_away_where_one_is_required(client):
    user = make_user()
    give_authenticator(user)
    client.force_login(user)
    show(client, user, "mfa")
    factor = Authenticator.objects.get(user=user, type="totp")
    answer = client.post(reverse("factor_remove", args=[factor.pk]), follow=True)
    assert "add another first" in answer.content.decode()
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_nobody_takes_anothers_factor_away(client):
    other = make_user()
    give_authenticator(other)
    factor = Authenticator.objects.get(user=other, type="totp")
    client.force_login(make_user())
    answer = client.post(reverse("factor_remove", args=[factor.pk]))
    assert answer.status_code == 404
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_a_factor_that_is_taken_away_takes_its_recovery_codes_along(client):
    user = make_user()
    give_authenticator(user)
    client.force_login(user)
    show(client, user, "mfa")
    factor = Authenticator.objects.get(user=user, type="totp")
    client.post(reverse("factor_remove", args=[factor.pk]))
    assert not Authenticator.objects.filter(user=user).exists()


# sessions


def signed_in(user):
    browser = Client(headers={"user-agent": "Browser of the office"})
    give_password(browser, user)
    return browser


def test_a_person_sees_their_sessions_and_ends_the_others():
    user = make_user(password=PASSWORD)
    here, there = signed_in(user), signed_in(user)
    page = here.get(reverse("account")).content.decode()
    assert page.count("Browser of the office") == 2
    assert page.count("This session") == 1
    here.post(reverse("sessions_end"))
    assert is_in(here) and not is_in(there)


def test_another_password_ends_the_other_sessions():
    user = make_user(password=PASSWORD)
    here, there = signed_in(user), signed_in(user)
    new = "another quite long one"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    here.post(reverse("password_change"), sent)
    assert is_in(here) and not is_in(there)
    assert here.get(reverse("account")).content.decode().count("This session") == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"expires_on": "2020-01-01"}])
def test_the_sessions_of_an_account_that_is_over_end_at_once(change):
    user = make_user(password=PASSWORD)
    browser = signed_in(user)
    assert is_in(browser)
    User.objects.update(**change)
    assert not is_in(browser)


def test_a_session_ends_after_a_working_day_whatever_happens_in_it():
    user = make_user(password=PASSWORD)
    browser = signed_in(user)
    ends = browser.session.get_expiry_date()
    session = browser.session
    session["something"] = 1
    session.save()
    enrol(browser)
    assert browser.session.get_expiry_date() == ends


def test_too_many_codes_are_answered_with_advice_for_codes(client):
    user = make_user(password=PASSWORD)
    give_authenticator(user)
    give_password(client, user)
    answers = [give_code(client, "000000") for _ in range(6)]
    assert answers[-1].status_code == 429
    page = answers[-1].content.decode()
    assert "Each code works once" in page and "A browser in which" not in page
