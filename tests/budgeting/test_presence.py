"""Who else has a form open: advice that expires, never a lock (checks.md, F16)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from budgeting.models import Event, Presence
from programme.models import TrailEntry
from tests.factories import make_proposal, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(english):
    pass


class Desk:
    def __init__(self):
        unit = make_unit()
        self.proposal = make_proposal(unit=unit)
        self.line = self.proposal.lines.get()
        names = {"first_name": "María", "last_name": "Pérez"}
        self.maria = make_user("preparer", unit, **names)
        self.me = make_user("signatory", unit)
        self.thing = f"line-{self.line.pk}"
        self.edit = reverse("budgeting:line_edit", args=[self.line.pk])
        self.here = reverse("budgeting:proposal_here", args=[self.proposal.pk])

    def browser(self, user):
        client = Client()
        client.force_login(user)
        return client

    def beats(self, client):
        return client.post(self.here, {"thing": self.thing})

    def ago(self, **age):
        Presence.objects.update(seen_at=now() - timedelta(**age))


SAID = "María Pérez is editing this form now."


def test_who_opens_a_form_that_a_colleague_has_open_reads_it_at_once():
    desk = Desk()
    assert SAID not in desk.browser(desk.maria).get(desk.edit).content.decode()
    assert SAID in desk.browser(desk.me).get(desk.edit).content.decode()


def test_who_is_there_already_is_told_at_the_next_beat():
    desk = Desk()
    mine = desk.browser(desk.me)
    mine.get(desk.edit)
    assert desk.beats(mine).json() == {"here": ""}
    desk.browser(desk.maria).get(desk.edit)
    assert desk.beats(mine).json() == {"here": SAID}


def test_it_is_over_a_minute_after_the_colleague_left():
    desk = Desk()
    desk.browser(desk.maria).get(desk.edit)
    desk.ago(seconds=59)
    assert SAID in desk.browser(desk.me).get(desk.edit).content.decode()
    Presence.objects.filter(user=desk.maria).update(
        seen_at=now() - timedelta(seconds=61)
    )
    assert SAID not in desk.browser(desk.me).get(desk.edit).content.decode()


def test_it_is_no_lock_and_another_form_is_not_told_of():
    desk = Desk()
    desk.browser(desk.maria).get(desk.edit)
    mine = desk.browser(desk.me)
    framework = reverse("budgeting:framework_edit", args=[desk.line.framework_id])
    assert SAID not in mine.get(framework).content.decode()
    typed = {"code": "A1", "object_code": "4411", "description": "x", "amount": "1"}
    mine.post(desk.edit, {**typed, "version": "1"})
    desk.line.refresh_from_db()
    assert desk.line.description == "x"


def test_a_beat_leaves_nothing_on_the_trail_and_does_not_lengthen_the_session():
    desk = Desk()
    mine = desk.browser(desk.me)
    events, entries = Event.objects.count(), TrailEntry.objects.count()
    before = dict(mine.session)
    assert desk.beats(mine).status_code == 200
    assert dict(mine.session) == before
    assert (Event.objects.count(), TrailEntry.objects.count()) == (events, entries)


def test_a_beat_is_few_queries_and_writes_once_in_twenty_seconds(
    django_assert_max_num_queries,
):
    desk = Desk()
    mine = desk.browser(desk.me)
    desk.beats(mine)
    first = Presence.objects.get().seen_at
    with django_assert_max_num_queries(8):
        desk.beats(mine)
    assert Presence.objects.get().seen_at == first
    desk.ago(seconds=21)
    desk.beats(mine)
    assert Presence.objects.get().seen_at > first


def test_old_rows_are_swept_by_the_beats_of_others():
    desk = Desk()
    desk.browser(desk.maria).get(desk.edit)
    desk.ago(minutes=11)
    desk.beats(desk.browser(desk.me))
    assert [row.user for row in Presence.objects.all()] == [desk.me]


def test_only_who_may_write_the_proposal_beats_and_others_learn_nothing():
    desk = Desk()
    desk.browser(desk.maria).get(desk.edit)
    met = {
        role: desk.beats(desk.browser(make_user(role))).status_code
        for role in ("analyst", "auditor", "administrator")
    }
    assert met == {"analyst": 404, "auditor": 403, "administrator": 404}
    stranger = make_user("signatory", make_unit())
    assert desk.beats(desk.browser(stranger)).status_code == 404
    assert [row.user for row in Presence.objects.all()] == [desk.maria]


def test_without_a_session_a_script_is_told_and_not_sent_to_a_page():
    desk = Desk()
    answer = desk.beats(Client())
    assert (answer.status_code, answer.json()["sign_in"]) == (401, "/en/sign-in/")


@pytest.mark.parametrize(
    "thing", ["", "line-", "line-1 or 1=1", "x-1", "line-" + "9" * 40]
)
def test_what_names_no_form_is_not_kept(thing):
    desk = Desk()
    mine = desk.browser(desk.me)
    assert mine.post(desk.here, {"thing": thing}).json() == {"here": ""}
    assert not Presence.objects.exists()


def test_in_read_only_mode_pages_open_and_nothing_is_written(settings):
    desk = Desk()
    mine = desk.browser(desk.me)
    settings.READ_ONLY = True
    assert mine.get(desk.edit).status_code == 200
    assert not Presence.objects.exists()


def test_what_no_database_keeps_names_no_form_and_is_no_fault():
    desk = Desk()
    mine = desk.browser(desk.me)
    for thing in ("\x00", "line-1\x00", "9" * 5000):
        told = mine.post(desk.here, {"thing": thing})
        assert (told.status_code, told.json()) == (200, {"here": ""})
