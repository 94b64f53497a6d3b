"""Reminders by cycle: whom, on which day, once; by hand-worked days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from budgeting import reminders, sending, services
from budgeting.exceptions import WorkflowError
from budgeting.models import FiscalYear, Letter, ReminderPlan
from budgeting.overview.deadlines import Deadline
from budgeting.reminders import Missing, missing_of
from programme.models import BudgetUnit
from tests.factories import make_proposal, make_unit, make_user, make_year

USUAL = [10, 5, 2, 1, 0]


def waits(last, today, given=None, **kwargs):
    """A unit with this deadline, looked at on this day."""
    deadline = Deadline(last, "America/Mexico_City", today, **kwargs)
    return Missing(unit=None, proposal=None, deadline=deadline, given_on=given)


# the calendar: the window closes on Saturday, 31 October 2026
OCT = 10


@pytest.mark.parametrize(
    ("today", "stage", "coming"),
    [
        (20, None, 21),
        (21, 10, 26),
        (22, 10, 26),  # the worker was down on the 21st
        (26, 5, 29),
        (28, 5, 29),  # of two that were missed only the last
        (29, 2, 30),
        (30, 1, 31),
        (31, 0, None),
    ],
)
def test_the_days_before_a_deadline(today, stage, coming):
    row = waits(date(2026, OCT, 31), date(2026, OCT, today))
    assert row.stage(USUAL) == stage
    assert row.next_on(USUAL) == (date(2026, OCT, coming) if coming else None)


def test_nobody_is_reminded_of_what_is_over():
    row = waits(date(2026, OCT, 31), date(2026, 11, 1))
    assert (row.stage(USUAL), row.next_on(USUAL)) == (None, None)


@pytest.mark.parametrize(
    ("today", "stage"), [(27, None), (28, None), (29, 2), (30, 1), (31, 0)]
)
def test_days_before_the_deadline_was_given_are_not_made_up_for(today, stage):
    """Returned on the 27th, to be answered by the 31st: the 26th was before."""
    row = waits(date(2026, OCT, 31), date(2026, OCT, today), given=date(2026, OCT, 27))
    assert row.stage(USUAL) == stage


def test_a_unit_without_a_deadline_is_not_reminded():
    row = Missing(unit=None, proposal=None, deadline=None, given_on=None)
    assert (row.stage(USUAL), row.next_on(USUAL)) == (None, None)


# the same, with units: noon of 26 October 2026 in the City of Mexico (UTC-6)


@pytest.fixture
def clock(monkeypatch):
    """A hand that sets the time of the year's calendar."""

    def set_to(*moment):
        at = datetime(*moment, tzinfo=UTC)
        monkeypatch.setattr("budgeting.models.years.now", lambda: at)
        monkeypatch.setattr("budgeting.reminders.now", lambda: at)

    set_to(2026, 10, 26, 18)
    return set_to


@pytest.fixture
def year():
    return make_year(2027, opens_on=date(2026, 10, 1), closes_on=date(2026, 10, 31))


def make_waited_for(code, *, language="en"):
    unit = make_unit(code)
    address = f"{code.lower()}@example.org"
    return unit, make_user("preparer", unit, email=address, language=language)


def addresses():
    return sorted(Letter.objects.values_list("receiver__email", flat=True))


@pytest.mark.django_db
def test_only_those_who_have_not_submitted_are_reminded(clock, year):
    for code in ("NONE", "DRAFT", "IN", "DONE", "BACK", "OURS"):
        make_waited_for(code)
    make_unit("X")
    by_code = {one.code: one for one in BudgetUnit.objects.all()}
    make_proposal(year, by_code["DRAFT"])
    make_proposal(year, by_code["IN"], status="submitted")
    make_proposal(year, by_code["DONE"], status="approved")
    make_proposal(year, by_code["BACK"], status="returned")  # without a day
    make_proposal(year, by_code["OURS"], origin="on_behalf")
    free = make_unit("FREE", obliged_from=None)
    make_user("preparer", free, email="free@example.org")
    assert services.remind_due(year) == 2
    assert addresses() == ["draft@example.org", "none@example.org"]
    assert {row.unit.code for row in missing_of(year)} == {"NONE", "DRAFT", "BACK", "X"}


@pytest.mark.django_db
def test_a_reminder_is_written_once_whoever_asks(clock, year):
    make_waited_for("A")
    assert [services.remind_due(year) for _ in range(3)] == [1, 0, 0]
    clock(2026, 10, 28, 18)
    assert services.remind_due(year) == 0
    clock(2026, 10, 29, 18)
    assert services.remind_due(year) == 1


@pytest.mark.django_db
def test_an_extension_moves_the_days_of_its_unit_alone(clock, year, monkeypatch):
    make_waited_for("A")
    later, _person = make_waited_for("B")
    head = make_user("finance_head")
    given = services.extend_window(
        year, later, by=head, until=date(2026, 11, 8), reason="Sismo"
    )
    Letter.objects.update(state="aside")
    given.__class__.objects.update(at=datetime(2026, 10, 26, 18, tzinfo=UTC))

    def reminded():
        services.remind_due(year)
        return list(
            Letter.objects.filter(kind="reminder", unit=later)
            .order_by("pk")
            .values_list("about", flat=True)
        )

    assert reminded() == []  # 13 days are left
    clock(2026, 10, 29, 18)  # ten before the new deadline
    assert reminded() == [10]
    clock(2026, 11, 1, 18)  # the window is over, the extension is not
    assert reminded() == [10]
    clock(2026, 11, 3, 18)
    assert reminded() == [10, 5]
    assert Letter.objects.filter(kind="reminder", unit__code="A").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days_later", "stages"), [(0, []), (3, [5]), (4, [2]), (7, [])]
)
def test_a_returned_proposal_is_reminded_of_its_own_day(clock, days_later, stages):
    """Returned today, to be answered in six days, long before the window closes."""
    today = datetime.now(UTC).replace(hour=18)
    closes = today.date() + timedelta(days=90)
    year = make_year(2028, opens_on=date(2026, 1, 1), closes_on=closes)
    unit, _person = make_waited_for("A")
    proposal = make_proposal(year, unit, status="submitted")
    clock(*today.timetuple()[:4])
    due = today.date() + timedelta(days=6)
    services.return_proposal(proposal, by=make_user("analyst"), note="?", due_on=due)
    clock(*(today + timedelta(days=days_later)).timetuple()[:4])
    services.remind_due(year)
    reminded = Letter.objects.filter(kind="reminder")
    assert list(reminded.values_list("about", flat=True)) == stages


@pytest.mark.parametrize(
    ("moment", "morning"),
    [
        ((2026, 10, 26, 13, 59), False),  # 7:59 in the City of Mexico
        ((2026, 10, 26, 14, 0), True),
        ((2026, 10, 27, 5, 59), True),  # 23:59 of the 26th there
        ((2026, 10, 27, 6, 0), False),
    ],
)
def test_no_reminder_is_written_before_the_morning(clock, moment, morning):
    clock(*moment)
    assert reminders.is_morning(FiscalYear(year=2027)) is morning


@pytest.mark.django_db
def test_the_day_is_that_of_the_years_time_zone(clock, year):
    make_waited_for("A")
    clock(2026, 10, 27, 5, 30)  # the 27th in Greenwich, 23:30 of the 26th there
    services.remind_due(year)
    assert Letter.objects.get().about == 5
    clock(2026, 11, 1, 5, 30)  # 23:30 of the 31st: the last half hour
    services.remind_due(year)
    assert Letter.objects.first().about == 0
    clock(2026, 11, 1, 14, 30)
    assert services.remind_due(year) == 0


@pytest.mark.django_db
def test_the_morning_follows_the_summer_time_of_the_zone(clock):
    year = make_year(2028, opens_on=date(2027, 3, 1), closes_on=date(2027, 3, 15))
    year.time_zone = "America/Tijuana"  # summer time begins on 14 March 2027, 2:00
    year.save()
    clock(2027, 3, 13, 15, 30)  # 7:30
    assert not reminders.is_morning(year)
    clock(2027, 3, 14, 15, 30)  # 8:30
    assert reminders.is_morning(year)
    make_waited_for("A")
    services.remind_due(year)
    assert Letter.objects.get().about == 1


@pytest.mark.django_db
def test_a_reminder_says_until_when_and_how_much_is_left(clock, year, monkeypatch):
    make_waited_for("A")
    services.remind_due(year)
    clock(2026, 10, 27, 18)
    sending.send_waiting()
    (letter,) = mail.outbox
    assert letter.subject == "Reminder: proposal of A Unit A for 2027"
    assert "until 31 October 2026, 23:59 (America/Mexico_City)" in letter.body
    assert "4 days are left after today." in letter.body  # when it is sent


@pytest.mark.django_db
def test_who_submitted_before_it_was_sent_gets_no_reminder(clock, year):
    unit, _person = make_waited_for("A")
    services.remind_due(year)
    make_proposal(year, unit, status="submitted")
    assert sending.send_waiting().aside == 1
    assert mail.outbox == []


# the plan


@pytest.mark.django_db
def test_the_head_changes_the_days_and_switches_reminders_off(clock, year):
    make_waited_for("A")
    head = make_user("finance_head")
    services.plan_reminders(year, by=head, is_on=True, days=[3, 7, 3])
    assert ReminderPlan.objects.get().days == "7, 3"
    assert services.remind_due(year) == 1  # the 24th was the day, and is made up for
    clock(2026, 10, 28, 18)
    services.plan_reminders(year, by=head, is_on=False, days=[3])
    assert services.remind_due(year) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["analyst", "administrator", "auditor"])
def test_only_the_head_plans_and_reminds(role, clock, year):
    by = make_user(role)
    with pytest.raises(PermissionDenied):
        services.plan_reminders(year, by=by, is_on=False, days=[1])
    with pytest.raises(PermissionDenied):
        services.remind_now(year, [], by=by, mark="a")


@pytest.mark.django_db
def test_a_closed_year_reminds_nobody(clock, year):
    unit, _person = make_waited_for("A")
    head = make_user("finance_head")
    services.close_year(year, by=head)
    assert services.remind_due(year) == 0
    with pytest.raises(WorkflowError, match="closed"):
        services.remind_now(year, [unit.pk], by=head, mark="a")


# by hand


@pytest.mark.django_db
def test_the_head_reminds_those_who_are_missing_and_no_other(clock, year):
    missing, _person = make_waited_for("A")
    handed_in, _other = make_waited_for("B")
    make_proposal(year, handed_in, status="submitted")
    head = make_user("finance_head")
    both = [missing.pk, handed_in.pk]
    assert services.remind_now(year, both, by=head, mark="a") == 1
    assert services.remind_now(year, both, by=head, mark="a") == 0  # pressed twice
    assert services.remind_now(year, both, by=head, mark="b") == 1
    assert addresses() == ["a@example.org"] * 2
    assert {one.asked_by for one in Letter.objects.all()} == {head}


@pytest.mark.django_db
def test_units_without_an_address_cannot_be_reminded(clock, year, english):
    unit = make_unit("A")
    make_user("preparer", unit)
    head = make_user("finance_head")
    with pytest.raises(WorkflowError, match="Nobody can be reminded"):
        services.remind_now(year, [unit.pk], by=head, mark="a")


# the page


@pytest.fixture
def page(client, year, clock):
    client.force_login(make_user("finance_head"))
    return f"/en/desk/reminders/{year.pk}/"


@pytest.mark.django_db
def test_the_page_shows_whom_and_when(client, page):
    make_waited_for("A")
    make_user("preparer", make_unit("MUTE"), first_name="Sor", last_name="Juana")
    text = client.get(page).content.decode()
    assert "2 units that Finance waits for" in text
    assert "Sor Juana" in text and "no e-mail" in text
    assert text.count("Today") == 1  # nobody writes to who has no address
    assert "10, 5, 2, 1, 0" in text


@pytest.mark.django_db
def test_the_page_asks_the_same_of_any_number_of_units(
    client, page, django_assert_max_num_queries
):
    for number in range(12):
        make_waited_for(f"U{number}")
    with django_assert_max_num_queries(22):
        assert client.get(page).status_code == 200


@pytest.mark.django_db
def test_nothing_ticked_is_said_in_the_page(client, page):
    make_waited_for("A")
    answer = client.post(page, {"mark": "0123456789abcdef"})
    assert answer.status_code == 200
    assert "Choose at least one unit." in answer.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_all_that_are_shown_are_reminded_at_once(client, page, year):
    make_waited_for("A")
    make_waited_for("B")
    make_unit("MUTE")
    draft, _person = make_waited_for("C")
    make_proposal(year, draft)
    text = client.get(f"{page}?state=none").content.decode()
    assert "Send one to all 2 that can be reminded" in text
    sent = {"mark": "0123456789abcdef", "do": "all"}
    answer = client.post(f"{page}?state=none", sent, follow=True)
    assert "2 reminders are being sent." in answer.content.decode()
    assert addresses() == ["a@example.org", "b@example.org"]


@pytest.mark.django_db
def test_a_refusal_keeps_what_was_ticked(client, page, year):
    unit, _person = make_waited_for("A")
    services.close_year(year, by=make_user("finance_head"))
    sent = {"mark": "0123456789abcdef", "units": unit.pk}
    answer = client.post(page, sent)
    assert answer.status_code == 409
    assert f'value="{unit.pk}" checked' in answer.content.decode()


@pytest.mark.django_db
def test_the_filters_choose_which_units_are_shown(client, page, year):
    make_waited_for("A")
    draft, _person = make_waited_for("B")
    make_proposal(year, draft)
    text = client.get(f"{page}?state=draft").content.decode()
    assert "B Unit B" in text and "A Unit A" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "5; 2", "-1", "100", "x", "٣", "1,,2"])
def test_days_that_are_none_are_refused_and_kept(client, page, typed):
    answer = client.post(f"{page}plan/", {"is_on": "yes", "days": typed})
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()
    assert not ReminderPlan.objects.exists()


@pytest.mark.django_db
def test_the_letters_of_a_year_are_filtered(client, page, year):
    make_waited_for("A")
    make_waited_for("B")
    services.remind_due(year)
    text = client.get(f"{page}letters/?unit=b&kind=reminder").content.decode()
    assert "B Unit B" in text and "A Unit A" not in text
    assert client.get(f"{page}letters/?unit=%00").status_code == 200


# the commands


@pytest.mark.django_db
def test_the_operator_looks_before_writing(clock, year, capsys):
    make_waited_for("A")
    call_command("remind", "2027", "--dry-run")
    said = capsys.readouterr().out
    assert "A none: until 2026-10-31; due: 5 days before; next: 2026-10-29" in said
    assert not Letter.objects.exists()
    call_command("remind", "2027")
    assert "1 reminders written" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no year 1999"):
        call_command("remind", "1999")


@pytest.mark.django_db
def test_the_worker_runs_once_and_says_what_it_did(clock, year, capsys):
    make_waited_for("A")
    call_command("send_mail", "--once")
    assert capsys.readouterr().out.startswith("1 sent, 0 not needed, 0 failed")


@pytest.mark.django_db
def test_in_read_only_mode_nothing_is_sent(settings):
    settings.READ_ONLY = True
    with pytest.raises(CommandError, match="read-only"):
        call_command("send_mail", "--once")


# the account


@pytest.mark.django_db
def test_a_person_chooses_the_language_of_their_letters(client):
    user = make_user(email="a@example.org")
    client.force_login(user)
    client.post("/en/account/language/", {"language": "en"})
    user.refresh_from_db()
    assert user.language == "en"
    client.post("/en/account/language/", {"language": "xx"})
    user.refresh_from_db()
    assert user.language == "en"
