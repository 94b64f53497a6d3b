"""What was typed survives the end of a session, an old token and our own faults.

Kept for the person whose form it was, shown to nobody else (checks.md, F13 and F30).
"""

import html
import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, OperationalError
from django.test import Client
from django.urls import reverse

from budgeting.models import Event
from programme import unsent
from programme.models import TrailEntry
from tests.factories import (
    make_observation,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
SECRET = "987654321.11 secretos"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@pytest.fixture(autouse=True)
def _in_english(english):
    pass


class Officer:
    """Somebody with a form of their proposal open in a browser that checks tokens."""

    def __init__(self, year=2030):
        self.proposal = make_proposal(make_year(year))
        self.user = make_user("preparer", self.proposal.unit, password=PASSWORD)
        self.client = Client(enforce_csrf_checks=True)
        self.client.raise_request_exception = False
        self.signs_in()
        framework = self.proposal.frameworks.get()
        self.address = reverse("budgeting:framework_edit", args=[framework.pk])
        self.framework = framework
        self.form = self.opens(self.address)

    def signs_in(self, user=None, next=""):
        page = self.client.get(reverse("sign_in")).content.decode()
        token = dict(HIDDEN.findall(page))["csrfmiddlewaretoken"]
        sent = {"username": (user or self.user).username, "password": PASSWORD}
        sent |= {"csrfmiddlewaretoken": token, "next": next}
        return self.client.post(reverse("sign_in"), sent)

    def opens(self, address):
        page = self.client.get(address).content.decode()
        return {name: html.unescape(value) for name, value in fields(page)}

    def sends(self, **typed):
        framework = self.framework
        sent = {"code": framework.code, "name": framework.name, **self.form, **typed}
        return self.client.post(self.address, sent)

    def session_is_killed(self):
        Session.objects.all().delete()

    @property
    def problem(self):
        self.framework.refresh_from_db()
        return self.framework.problem


def fields(page):
    """The hidden fields of the page's form that posts, by name."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return [(name, value) for name, value in found if name != "next"]


def sent_again(client, page):
    """The answer to pressing the one button of the page that shows what was typed."""
    text = page.content.decode()
    form = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', text, re.S)
    found = HIDDEN.findall(form.group(2))
    sent = {name: html.unescape(value) for name, value in found}
    return client.post(html.unescape(form.group(1)), sent)


def test_what_was_typed_when_the_session_was_killed_is_saved_after_signing_in():
    one = Officer()
    one.session_is_killed()
    sent = one.sends(problem="Faltan camas\nen el oriente")
    assert sent.status_code == 302
    assert "Faltan" not in sent.url
    page = one.client.get(sent.url).content.decode()
    assert "What you typed is kept for you" in page
    assert "Faltan" not in page
    back = html.unescape(re.search(r'name="next" value="([^"]+)"', page).group(1))
    arrived = one.signs_in(next=back)
    kept = one.client.get(arrived.url)
    assert "Faltan camas<br>en el oriente" in kept.content.decode()
    assert one.problem == "Problema y evidencia"  # nothing by itself
    done = sent_again(one.client, kept)
    assert done.status_code == 302
    assert one.problem.split() == ["Faltan", "camas", "en", "el", "oriente"]
    again = one.client.get(arrived.url, follow=True).content.decode()
    assert "Nothing waits here to be sent." in again


def test_who_signs_out_in_another_tab_loses_nothing():
    one = Officer()
    one.client.post(
        reverse("sign_out"), {"csrfmiddlewaretoken": one.form["csrfmiddlewaretoken"]}
    )
    sent = one.sends(problem="Faltan camas")
    arrived = one.signs_in(next=reverse("unsent", args=[token_of(one.client)]))
    assert sent.status_code == 302
    sent_again(one.client, one.client.get(arrived.url))
    assert one.problem == "Faltan camas"


def token_of(client):
    return next(iter(client.session[unsent.WAITING]))


def kept_without_session(one):
    one.session_is_killed()
    one.sends(problem=SECRET)
    return reverse("unsent", args=[token_of(one.client)])


def test_another_person_who_signs_in_there_never_sees_it_and_it_is_gone():
    one = Officer()
    address = kept_without_session(one)
    other = make_user("preparer", one.proposal.unit, password=PASSWORD)
    one.signs_in(other)
    page = one.client.get(address, follow=True).content.decode()
    assert SECRET not in page
    assert "Nothing waits here to be sent." in page
    assert one.client.session[unsent.WAITING] == {}


def test_another_browser_of_the_same_person_does_not_see_it():
    one = Officer()
    address = kept_without_session(one)
    elsewhere = Client()
    elsewhere.force_login(one.user)
    assert SECRET not in elsewhere.get(address, follow=True).content.decode()


def test_no_answer_to_who_is_not_signed_in_holds_it_and_the_trail_knows_nothing():
    one = Officer()
    address = kept_without_session(one)
    seen = [one.client.get(address, follow=True), one.client.get(reverse("sign_in"))]
    assert [SECRET in page.content.decode() for page in seen] == [False, False]
    assert not any(SECRET in str(row.__dict__) for row in TrailEntry.objects.all())
    assert not Event.objects.filter(data__icontains="secretos").exists()


def test_what_was_kept_is_forgotten_when_it_is_old_and_its_session_is_swept(
    monkeypatch,
):
    one = Officer()
    address = kept_without_session(one)
    later = time.time() + unsent.KEPT_FOR + 1
    monkeypatch.setattr("programme.unsent.time.time", lambda: later)
    one.signs_in()
    assert SECRET not in one.client.get(address, follow=True).content.decode()


def test_an_abandoned_session_is_swept_when_the_next_one_is_kept():
    one, two = Officer(), Officer(2031)
    kept_without_session(one)
    Session.objects.update(expire_date="2020-01-01T00:00Z")
    one_key = one.client.session.session_key
    two.sends(problem="x")
    assert not Session.objects.filter(session_key=one_key).exists()


def test_what_is_too_large_is_not_kept_and_the_page_says_so(monkeypatch):
    monkeypatch.setattr(unsent, "LARGEST", 300)
    one = Officer()
    one.session_is_killed()
    page = one.sends(problem="x" * 400)
    assert page.status_code == 413
    assert "this is too much to be kept" in page.content.decode()
    assert unsent.WAITING not in one.client.session


def test_only_the_forms_of_five_tabs_wait():
    one = Officer()
    one.session_is_killed()
    for number in range(7):
        one.sends(problem=f"text {number}")
    waiting = one.client.session[unsent.WAITING].values()
    assert ["text+" in each["data"] for each in waiting] == [True] * 5
    assert "text+6" in list(waiting)[-1]["data"]


@pytest.mark.parametrize("bad", ["", "nonsense", "forged"])
def test_without_a_good_mark_nothing_is_kept(bad):
    one = Officer()
    one.session_is_killed()
    forged = one.form[unsent.MARK][:-2] + "xx"
    sent = one.sends(problem=SECRET, made_for=forged if bad == "forged" else bad)
    assert "/sign-in/" in sent.url
    assert unsent.WAITING not in one.client.session


def test_a_mark_is_good_for_a_day(monkeypatch):
    one = Officer()
    one.session_is_killed()
    later = time.time() + 25 * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    one.sends(problem=SECRET)
    assert unsent.WAITING not in one.client.session


def test_discarding_forgets_it():
    one = Officer()
    address = kept_without_session(one)
    one.signs_in()
    token = one.opens(address)["csrfmiddlewaretoken"]
    one.client.post(address, {"csrfmiddlewaretoken": token})
    assert SECRET not in one.client.get(address, follow=True).content.decode()
    assert one.problem == "Problema y evidencia"


# a token grown old


def test_after_signing_in_again_elsewhere_one_button_sends_what_was_typed():
    one = Officer()
    one.session_is_killed()
    one.signs_in()  # in another tab: this one's token is no longer good
    page = one.sends(problem="Faltan camas")
    text = page.content.decode()
    assert page.status_code == 403
    assert "Faltan camas" in text
    assert one.problem == "Problema y evidencia"
    assert sent_again(one.client, page).status_code == 302
    assert one.problem == "Faltan camas"


def test_the_form_of_one_person_is_not_sent_by_another():
    one = Officer()
    other = make_user("preparer", one.proposal.unit, password=PASSWORD)
    one.session_is_killed()
    one.signs_in(other)
    page = one.sends(problem=SECRET)
    assert page.status_code == 409
    assert "This page was opened by another person" in page.content.decode()
    assert SECRET not in page.content.decode()
    token = one.opens(one.address)["csrfmiddlewaretoken"]
    assert one.sends(problem=SECRET, csrfmiddlewaretoken=token).status_code == 409
    assert one.problem == "Problema y evidencia"


def test_another_site_has_nothing_sent_by_its_readers_hand():
    one, two = Officer(), Officer(2031)
    mark = two.form[unsent.MARK]  # the attacker has an account, and a mark of their own
    for made_for in ("", mark):
        sent = {"problem": SECRET, "made_for": made_for}
        page = one.client.post(one.address, sent)
        assert SECRET not in page.content.decode()
        assert page.status_code in (403, 409)


# our own faults


def fails(*args, **kwargs):
    raise RuntimeError("secret of the code")


def test_a_fault_shows_what_was_sent_and_one_button_sends_it_again(monkeypatch):
    one = Officer()
    with monkeypatch.context() as broken:
        broken.setattr("budgeting.services.save_framework", fails)
        page = one.sends(problem='Faltan <b>"camas"</b>', password="hunter2")
    text = page.content.decode()
    assert page.status_code == 500
    assert "may not have been saved" in text
    assert "Faltan &lt;b&gt;&quot;camas&quot;&lt;/b&gt;" in text
    assert "secret of the code" not in text and "hunter2" not in text
    assert "<b>" not in text
    assert sent_again(one.client, page).status_code == 302
    assert one.problem == 'Faltan <b>"camas"</b>'


def test_while_the_database_is_away_the_answer_is_503_and_what_was_typed_is_there(
    monkeypatch,
):
    one = Officer()

    def away(*args, **kwargs):
        raise OperationalError("connection to server at 10.0.0.1 failed")

    with monkeypatch.context() as broken:
        broken.setattr("budgeting.services.save_framework", away)
        page = one.sends(problem="Faltan camas")
    text = page.content.decode()
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "The site is not available for a moment" in text
    assert "Faltan camas" in text and "10.0.0.1" not in text
    assert sent_again(one.client, page).status_code == 302
    assert one.problem == "Faltan camas"


def test_with_the_database_away_before_any_view_the_page_is_the_same(monkeypatch):
    one = Officer()

    def away(*args, **kwargs):
        raise OperationalError("no route to 10.0.0.1")

    monkeypatch.setattr("hrbudget.session_store.SessionStore.load", away)
    page = one.sends(problem="Faltan camas")
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "Faltan camas" in page.content.decode()
    assert one.client.get(one.address).status_code == 503


def test_with_the_database_away_after_saving_the_page_does_not_blame_the_form(
    monkeypatch,
):
    one = Officer()

    def away(*args, **kwargs):
        raise OperationalError("terminating connection, 10.0.0.1")

    monkeypatch.setattr("django.contrib.sessions.models.Session.save", away)
    page = one.sends(problem="Faltan camas")
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "Faltan camas" in page.content.decode()
    assert one.problem == "Faltan camas"


def test_a_session_ended_while_a_form_was_saved_says_to_look_before_sending_again(
    monkeypatch,
):
    one = Officer()

    def gone(*args, **kwargs):
        raise DatabaseError("Forced update did not affect any rows.")

    monkeypatch.setattr("django.contrib.sessions.models.Session.save", gone)
    page = one.sends(problem="Faltan camas")
    assert page.status_code == 400
    assert "Your session ended" in page.content.decode()


def test_a_program_gets_json(client, monkeypatch):
    client.raise_request_exception = False
    client.force_login(make_user())
    monkeypatch.setattr("hrbudget.views.cards_for", fails)
    answer = client.get(reverse("desk"), headers={"accept": "application/json"})
    assert answer.status_code == 500
    assert "went wrong" in answer.json()["detail"]


def test_in_read_only_mode_what_was_typed_is_in_the_page(settings):
    one = Officer()
    settings.READ_ONLY = True
    page = one.sends(problem="Faltan camas")
    assert page.status_code == 503
    assert "Faltan camas" in page.content.decode()
    settings.READ_ONLY = False
    assert sent_again(one.client, page).status_code == 302
    assert one.problem == "Faltan camas"


def test_a_fault_of_a_page_that_was_only_read_shows_nothing_to_send(monkeypatch):
    one = Officer()
    monkeypatch.setattr("hrbudget.views.cards_for", fails)
    assert "<form" not in one.client.get(reverse("desk")).content.decode()


# how long I am signed in


def test_the_page_says_until_when_and_what_was_saved_once():
    one = Officer()
    one.sends(problem="Faltan camas", version="1")
    page = one.client.get(reverse("desk")).content.decode()
    assert f'data-saved="framework-{one.framework.pk}"' in page
    assert "You are signed in until" in page
    assert 'data-saved=""' in one.client.get(reverse("desk")).content.decode()


def test_a_refused_form_is_not_called_saved():
    one = Officer()
    assert one.sends(code="").status_code == 200
    assert 'data-saved=""' in one.client.get(reverse("desk")).content.decode()


def state(client, name="session_state"):
    if name == "session_state":
        return client.get(reverse(name))
    token = client.get(reverse("session_state")).json()["token"]
    return client.post(reverse(name), headers={"x-csrftoken": token})


def test_a_script_is_told_who_is_signed_in_and_asking_extends_nothing():
    one = Officer()
    before = state(one.client).json()["until"]
    time.sleep(1.1)
    assert state(one.client).json()["until"] == before
    one.session_is_killed()
    answer = state(one.client)
    assert (answer.status_code, answer.json()["sign_in"]) == (401, "/en/sign-in/")


def left(client):
    return client.session.get_expiry_age()


def ends_in(client, seconds, began_ago):
    from datetime import timedelta

    from django.utils.timezone import now

    session = client.session
    session.set_expiry(now() + timedelta(seconds=seconds))
    session["began"] = int(time.time()) - began_ago
    session.save()


def test_who_is_there_stays_signed_in_for_twenty_minutes_more():
    one = Officer()
    ends_in(one.client, 240, 8 * 3600 - 240)
    assert state(one.client, "session_extend").json()["more"] is True
    assert 1190 < left(one.client) <= 1200


def test_no_session_goes_on_beyond_twelve_hours():
    one = Officer()
    ends_in(one.client, 240, 12 * 3600 - 600)
    assert state(one.client, "session_extend").json()["more"] is False
    assert 590 < left(one.client) <= 600


def test_extending_never_shortens_and_shows_nothing_about_who_it_is():
    from allauth.account.internal.flows import login

    one = Officer()
    shown = one.client.session[login.AUTHENTICATION_METHODS_SESSION_KEY]
    state(one.client, "session_extend")
    assert left(one.client) > 7 * 3600
    assert one.client.session[login.AUTHENTICATION_METHODS_SESSION_KEY] == shown


def test_signing_out_empties_what_the_browser_kept():
    one = Officer()
    token = one.form["csrfmiddlewaretoken"]
    answer = one.client.post(reverse("sign_out"), {"csrfmiddlewaretoken": token})
    assert answer["Clear-Site-Data"] == '"storage"'


def test_every_form_with_a_text_is_kept(client):
    unit = make_unit()
    proposal = make_proposal(unit=unit)
    line, framework = proposal.lines.get(), proposal.frameworks.get()
    client.force_login(make_user("preparer", unit))
    for name, key in (
        ("framework_create", proposal.pk),
        ("framework_edit", framework.pk),
        ("line_create", framework.pk),
        ("line_edit", line.pk),
        ("line_cite", line.pk),
    ):
        assert is_kept(client, name, key), name
    finance = make_user("analyst")
    handed_in = make_proposal(proposal.fiscal_year, make_unit())
    handed_in = handed_in_of(handed_in)
    client.force_login(finance)
    assert is_kept(client, "observation_create", handed_in.pk)
    assert is_kept(client, "proposal_return", handed_in.pk)
    asked = make_observation(handed_in)
    client.force_login(make_user("preparer", handed_in.unit))
    assert is_kept(client, "observation_reply", asked.pk)


def handed_in_of(proposal):
    from budgeting import services

    signatory = make_user("signatory", proposal.unit)
    return services.submit_proposal(proposal, by=signatory)


def is_kept(client, name, key):
    page = client.get(reverse(f"budgeting:{name}", args=[key])).content.decode()
    return "data-keep=" in page and f'name="{unsent.MARK}"' in page
