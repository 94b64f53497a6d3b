"""Notices: written with the move or not at all, sent once, of what is true then."""

import json
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from unittest import mock

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils.timezone import now

from budgeting import letters, notices, sending, services, tasks
from budgeting.models import Letter
from programme.models import User
from tests.factories import (
    make_observation,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

CANARY = "CANARIO"
AMOUNT = "7654321.98"


@pytest.fixture
def people():
    """A unit with a signatory who reads Spanish and a preparer who reads English."""
    unit = make_unit("08PD01", name="DIF")
    signatory = make_user(
        "signatory", unit, email="firma@example.org", first_name="Ana", last_name="Paz"
    )
    make_user("preparer", unit, email="captura@example.org", language="en")
    return unit, signatory


def jobs():
    with connection.cursor() as cursor:
        cursor.execute("select task_name, args::text from procrastinate_jobs")
        return cursor.fetchall()


def kinds():
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def sent_to(address):
    return [one for one in mail.outbox if one.to == [address]]


# with the move, or not at all


@pytest.mark.django_db(transaction=True)
def test_a_move_that_is_undone_leaves_no_letter_and_no_job(people):
    unit, signatory = people
    proposal = make_proposal(unit=unit)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.submit_proposal(proposal, by=signatory)
        assert Letter.objects.count() == 2
        raise ZeroDivisionError
    assert (kinds(), jobs()) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_a_move_leaves_a_letter_to_each_of_the_unit_and_one_job(people):
    unit, signatory = people
    services.submit_proposal(make_proposal(unit=unit), by=signatory)
    assert kinds() == ["submitted", "submitted"]
    assert jobs() == [("budgeting.tasks.send_letters", "{}")]


@pytest.mark.django_db
def test_the_job_is_the_one_that_the_worker_knows():
    assert tasks.send_letters.name == notices.TASK
    assert tasks.send_letters.queue == notices.QUEUE


@pytest.mark.django_db
def test_the_same_move_asked_for_twice_makes_one_letter_each(people):
    unit, signatory = people
    proposal = make_proposal(unit=unit)
    services.submit_proposal(proposal, by=signatory)
    services.submit_proposal(proposal, by=signatory)
    assert kinds() == ["submitted", "submitted"]
    assert len(jobs()) == 1


@pytest.mark.django_db
def test_nobody_is_written_to_where_the_site_sends_no_mail(people, settings):
    settings.SENDS_MAIL = False
    unit, signatory = people
    services.submit_proposal(make_proposal(unit=unit), by=signatory)
    assert (kinds(), jobs()) == ([], [])


@pytest.mark.django_db
def test_former_members_closed_and_expired_accounts_and_other_units_get_nothing(people):
    unit, signatory = people
    yesterday = date.today() - timedelta(days=2)
    former = make_user("preparer", unit)
    former.memberships.update(until=yesterday)
    make_user("preparer", unit, is_active=False)
    make_user("preparer", unit, expires_on=yesterday)
    make_user("preparer", make_unit())
    make_user("analyst")
    services.submit_proposal(make_proposal(unit=unit), by=signatory)
    assert Letter.objects.count() == 2


# what is sent


@pytest.mark.django_db
def test_each_reads_it_in_their_own_language(people, settings):
    settings.SITE_ADDRESS = "https://presupuesto.example"
    unit, signatory = people
    proposal = make_proposal(make_year(2031), unit)
    services.submit_proposal(proposal, by=signatory)
    assert sending.send_waiting().sent == 2
    (spanish,), (english,) = (
        sent_to("firma@example.org"),
        sent_to("captura@example.org"),
    )
    assert english.subject == "Received: proposal of 08PD01 DIF for 2031"
    assert "Ana Paz submitted the proposal of 08PD01 DIF for 2031" in english.body
    assert "(America/Mexico_City)" in english.body
    path = f"/desk/proposals/{proposal.pk}/receipts/1/"
    assert f"https://presupuesto.example/en{path}\n" in english.body
    assert spanish.subject == "Recibido: anteproyecto de 08PD01 DIF para 2031"
    assert f"https://presupuesto.example/es{path}\n" in spanish.body
    assert spanish.extra_headers["Content-Language"] == "es"


@pytest.mark.django_db
def test_a_returned_proposal_is_told_with_its_day_and_its_observations(people, english):
    unit, _signatory = people
    proposal = make_proposal(make_year(2031), unit, status="submitted")
    make_observation(proposal)
    make_observation(proposal)
    due = date(2999, 10, 31)
    services.return_proposal(proposal, by=make_user("analyst"), due_on=due)
    sending.send_waiting()
    (letter,) = sent_to("captura@example.org")
    assert "2 observations are open." in letter.body
    assert "until 31 October 2999, 23:59 (America/Mexico_City)" in letter.body
    assert f"/en/desk/proposals/{proposal.pk}/\n" in letter.body


@pytest.mark.django_db
def test_no_figure_or_text_of_the_budget_is_in_letters_jobs_and_logs(people, caplog):
    unit, signatory = people
    proposal = make_proposal(make_year(), unit)
    proposal.lines.update(amount=AMOUNT, description=CANARY)
    proposal.frameworks.update(name=CANARY, problem=CANARY)
    analyst, head = make_user("analyst"), make_user("finance_head")
    analyst.email = "analista@example.org"
    analyst.save()
    services.submit_proposal(proposal, by=signatory)
    sending.send_waiting()
    asked = services.observe(proposal, by=analyst, text=CANARY)
    services.reply_to_observation(asked, by=signatory, text=CANARY)
    services.return_proposal(proposal, by=analyst, note=CANARY)
    Letter.objects.filter(kind="replied").update(next_try_at=now())
    sending.send_waiting()
    services.resolve_observation(asked, by=analyst, resolution="solved")
    proposal.lines.update(territory="Milpa Alta")
    services.submit_proposal(proposal, by=signatory)
    seen = proposal.submissions.last().content_hash
    services.approve_proposal(proposal, by=analyst, content_hash=seen)
    sending.send_waiting()
    services.reopen_proposal(proposal, by=analyst, reason=CANARY)
    year = proposal.fiscal_year
    until = date.today() + timedelta(days=90)
    services.extend_window(year, unit, by=head, until=until, reason=CANARY)
    services.remind_now(year, [unit.pk], by=head, mark="a")
    sending.send_waiting()
    assert {one.kind for one in Letter.objects.filter(state="sent")} == {
        kind.value for kind in Letter.Kind
    }
    said = " ".join(str(one.message()) + one.subject + one.body for one in mail.outbox)
    kept = json.dumps(list(Letter.objects.values()), default=str) + str(jobs())
    for text in (said, kept, caplog.text):
        assert CANARY not in text
        assert "7654321" not in text and "7,654,321" not in text


@pytest.mark.django_db
def test_what_is_not_true_any_more_is_not_sent(people):
    unit, signatory = people
    proposal = make_proposal(unit=unit, status="submitted")
    services.return_proposal(proposal, by=make_user("analyst"), note="?")
    proposal.lines.update(territory="Milpa Alta")
    services.submit_proposal(proposal, by=signatory)
    done = sending.send_waiting()
    assert (done.sent, done.aside) == (2, 2)
    assert {one.subject.split(":")[0] for one in mail.outbox} == {
        "Received",
        "Recibido",
    }


@pytest.mark.django_db
def test_who_left_the_unit_meanwhile_gets_nothing(people):
    unit, signatory = people
    services.submit_proposal(make_proposal(unit=unit), by=signatory)
    signatory.memberships.update(until=date.today() - timedelta(days=2))
    sending.send_waiting()
    assert sent_to("firma@example.org") == []
    assert len(sent_to("captura@example.org")) == 1


@pytest.mark.django_db
def test_who_has_no_address_is_told_so_on_the_page(people, client):
    unit, signatory = people
    signatory.email = ""
    signatory.save()
    year = make_year()
    services.submit_proposal(make_proposal(year, unit), by=signatory)
    assert sending.send_waiting().aside == 1
    client.force_login(make_user("analyst"))
    page = client.get(f"/en/desk/reminders/{year.pk}/letters/").content.decode()
    assert "no e-mail" in page


@pytest.mark.django_db
def test_answers_of_one_hour_are_one_letter_to_whoever_asked(people, english):
    unit, signatory = people
    analyst = make_user("analyst", email="analista@example.org", language="en")
    proposal = make_proposal(make_year(2031), unit, status="submitted")
    for number in range(3):
        asked = make_observation(proposal, by=analyst, text=f"Why {number}?")
        services.reply_to_observation(asked, by=signatory, text="Because")
    assert kinds() == ["replied"] * Letter.objects.count()
    assert Letter.objects.count() in (1, 2)  # two where an hour ended meanwhile
    assert sending.send_waiting().sent == 0
    Letter.objects.update(next_try_at=now())
    sending.send_waiting()
    assert "08PD01 DIF answered 3 of your observations" in mail.outbox[0].body


@pytest.mark.django_db
def test_what_finance_formulates_comes_back_to_the_finance_head(people):
    unit, _signatory = people
    head = make_user("finance_head", email="titular@example.org")
    proposal = make_proposal(unit=unit, status="submitted", origin="on_behalf")
    services.return_proposal(proposal, by=make_user("analyst"), note="?")
    assert sending.send_waiting().sent == 1
    assert mail.outbox[0].to == [head.email]


# a server that is away


class Server:
    """A mail server that fails as it is told, and remembers what it took."""

    def __init__(self, *failures):
        self.failures, self.taken = list(failures), []

    def open(self):
        return None

    def send_messages(self, messages):
        if self.failures and (error := self.failures.pop(0)):
            raise error
        self.taken += messages
        return len(messages)

    def close(self):
        return None


@pytest.fixture
def two_wait(people):
    unit, signatory = people
    services.submit_proposal(make_proposal(unit=unit), by=signatory)
    return Letter.objects.order_by("pk")


def use(monkeypatch, server):
    monkeypatch.setattr(sending, "get_connection", lambda: server)
    return server


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error", [ConnectionRefusedError("x"), SMTPServerDisconnected(f"{CANARY} x")]
)
def test_a_server_that_is_away_is_tried_again_later(
    two_wait, monkeypatch, error, caplog
):
    server = use(monkeypatch, Server(error))
    before = now()
    done = sending.send_waiting()
    first, second = two_wait
    assert (done.sent, done.failed, server.taken) == (0, 1, [])
    assert (first.state, first.tries, first.last_error) == (
        "waiting",
        1,
        type(error).__name__,
    )
    assert timedelta(seconds=59) < first.next_try_at - before < timedelta(seconds=70)
    assert second.tries == 0  # the server failed, not this letter
    assert CANARY not in caplog.text
    two_wait.update(next_try_at=now())
    assert sending.send_waiting().sent == 2


@pytest.mark.django_db
def test_one_letter_that_is_refused_keeps_no_other_from_going(two_wait, monkeypatch):
    refused = SMTPRecipientsRefused({"firma@example.org": (550, b"unknown")})
    server = use(monkeypatch, Server(refused))
    assert sending.send_waiting().sent == 1
    assert len(server.taken) == 1
    assert [one.state for one in two_wait] == ["waiting", "sent"]


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["a@example.org\nBcc: b@example.org", "<@>", "á@b á"])
def test_an_address_that_is_none_keeps_no_other_letter_from_going(
    two_wait, settings, email
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    first, second = two_wait
    User.objects.filter(pk=first.receiver_id).update(email=email)
    with mock.patch("smtplib.SMTP", autospec=True) as server:
        done = sending.send_waiting()
    assert (done.sent, done.failed) == (1, 1)
    assert [one.state for one in two_wait.all()] == ["waiting", "sent"]
    (sent,) = server.return_value.sendmail.call_args_list
    assert sent.args[1] == [second.receiver.email]


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 1), (2, 2), (3, 4), (7, 64), (8, 120), (60, 120)]
)
def test_the_pauses_grow_up_to_two_hours(tries, minutes):
    assert sending.pause_after(tries) == timedelta(minutes=minutes)


@pytest.mark.django_db
def test_after_four_days_it_is_given_up_and_that_is_seen(two_wait, monkeypatch, client):
    use(monkeypatch, Server(SMTPDataError(451, b"later")))
    old = now() - timedelta(days=4, hours=1)
    (first, _second), year = two_wait, two_wait[0].fiscal_year_id
    Letter.objects.filter(pk=first.pk).update(due_at=old)
    assert sending.send_waiting().given_up == 1
    first.refresh_from_db()
    assert (first.state, first.last_error) == ("failed", "SMTPDataError")
    found = client.get("/health/").json()
    assert found["status"] == "degraded"
    assert found["checks"]["mail"] == {
        "status": "degraded",
        "detail": "Letters of this week could not be sent.",
        "letters": 1,
    }
    client.force_login(make_user("finance_head"))
    page = client.get(f"/en/desk/reminders/{year}/letters/?state=failed")
    assert "SMTPDataError" in page.content.decode()


@pytest.mark.django_db
def test_the_health_page_tells_of_letters_that_wait(two_wait, client):
    assert client.get("/health/").json()["checks"]["mail"] == {"status": "ok"}
    two_wait.update(due_at=now() - timedelta(minutes=16))
    found = client.get("/health/").json()["checks"]["mail"]
    assert (found["status"], found["detail"]) == (
        "degraded",
        "Letters wait to be sent.",
    )
    assert 955 < found["seconds"] < 1000


class Killed(BaseException):
    """The worker is gone at once."""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_sending_repeats_that_one_letter(people, monkeypatch):
    unit, signatory = people
    services.submit_proposal(make_proposal(unit=unit), by=signatory)
    server = use(monkeypatch, Server())
    took = server.send_messages

    def take_and_die(messages):
        took(messages)
        raise Killed

    server.send_messages = take_and_die
    with pytest.raises(Killed):
        sending.send_waiting()
    server.send_messages = took
    sending.send_waiting()  # the other one; the first rests
    assert len(server.taken) == 2
    Letter.objects.update(next_try_at=now())
    sending.send_waiting()
    names = [one.extra_headers["Message-ID"] for one in server.taken]
    assert len(names) == 3
    assert names[0] == names[2] != names[1]  # known by its name as the same letter
    assert not Letter.objects.exclude(state="sent").exists()


@pytest.mark.django_db
def test_a_worker_that_is_told_to_stop_sends_no_further_letter(two_wait):
    looks = iter([True, False])
    assert sending.send_waiting(lambda: next(looks)).sent == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_letter_once(people, monkeypatch):
    unit, signatory = people
    services.submit_proposal(make_proposal(unit=unit), by=signatory)
    server = use(monkeypatch, Server())
    took = server.send_messages

    def take_while_another_works(messages):
        server.send_messages = took
        sending.send_waiting()
        return took(messages)

    server.send_messages = take_while_another_works
    sending.send_waiting()
    names = {one.extra_headers["Message-ID"] for one in server.taken}
    assert len(server.taken) == len(names) == 2


def test_the_name_of_a_site_is_that_of_its_first_host(settings):
    settings.SITE_ADDRESS = ""
    assert letters.site_address() == "http://127.0.0.1:8000"
    settings.SESSION_COOKIE_SECURE = True
    settings.ALLOWED_HOSTS = ["presupuesto.example", "other.example"]
    assert letters.site_address() == "https://presupuesto.example"


def test_a_moment_is_told_in_the_zone_of_the_year(english):
    at = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
    said = letters._moment(at, "America/Mexico_City")
    assert said == "26 November 2026, 23:30 (America/Mexico_City)"
