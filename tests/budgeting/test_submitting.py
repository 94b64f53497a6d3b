"""Submitting as its signatory read it, once, however often the button is pressed."""

import hashlib
import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from budgeting import services
from budgeting.carried import carried, carry
from budgeting.exceptions import ReadAnew
from budgeting.models import Ceiling, Submission
from budgeting.services import Read
from tests.factories import (
    as_read,
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_observation,
    make_proposal,
    make_unit,
    make_user,
    make_year,
    move_proposal,
)
from tests.sessions import Session

pytestmark = pytest.mark.django_db
FIELD = re.compile(r'name="(number|content_hash|content)" value="([^"]*)"')


def address(name, proposal, *more):
    return reverse(f"budgeting:{name}", args=[proposal.pk, *more])


def form_of(text):
    """What the button of a check page sends."""
    return dict(FIELD.findall(text))


@pytest.fixture
def signed_in(client):
    """A draft of two lines, and its signatory at the check page."""
    unit = make_unit()
    proposal = make_proposal(unit=unit, lines=2)
    client.signatory = make_user("signatory", unit, first_name="Rosa", last_name="Luz")
    client.force_login(client.signatory)
    return client, proposal


def check(client, proposal, query=""):
    return client.get(address("proposal_check", proposal) + query).content.decode()


def submit(client, proposal, data):
    return client.post(address("proposal_submit", proposal), data)


# Once


def test_pressing_twice_and_back_then_again_gives_one_receipt(signed_in):
    client, proposal = signed_in
    form = form_of(check(client, proposal))
    answers = [submit(client, proposal, form) for _press in range(3)]
    receipt = address("submission_detail", proposal, 1)
    assert [answer.url for answer in answers] == [receipt] * 3
    assert proposal.submissions.count() == 1
    for _refresh in range(2):
        assert client.get(receipt).status_code == 200
    assert proposal.submissions.count() == 1
    assert proposal.events.filter(kind="submitted").count() == 1


def test_the_page_kept_from_before_a_return_submits_nothing(signed_in):
    client, proposal = signed_in
    form = form_of(check(client, proposal))
    submit(client, proposal, form)
    services.return_proposal(proposal, by=make_user("analyst"), note="Corrija")
    answer = client.post(address("proposal_submit", proposal), form, follow=True)
    assert answer.redirect_chain[-1][0] == address("submission_detail", proposal, 1)
    assert "Nothing was submitted now" in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.status == "returned"
    assert proposal.submissions.count() == 1
    line = proposal.lines.first()
    values = {"description": "Corregido"}
    services.save_line(line.framework, by=client.signatory, line=line, values=values)
    again = form_of(check(client, proposal))
    assert again["number"] == "2"
    submit(client, proposal, again)
    assert proposal.submissions.count() == 2


def test_a_second_signatory_gets_the_same_receipt_and_is_told_whose_it_is(signed_in):
    client, proposal = signed_in
    form = form_of(check(client, proposal))
    services.submit_proposal(proposal, by=client.signatory)
    client.force_login(make_user("signatory", proposal.unit))
    answer = client.post(address("proposal_submit", proposal), form, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain[-1][0] == address("submission_detail", proposal, 1)
    assert "Rosa Luz had submitted exactly this already" in text
    assert proposal.submissions.count() == 1


def test_what_a_second_signatory_read_otherwise_is_not_taken_for_submitted(signed_in):
    client, proposal = signed_in
    form = form_of(check(client, proposal))
    line = proposal.lines.first()
    values = {"amount": "7.00"}
    services.save_line(line.framework, by=client.signatory, line=line, values=values)
    services.submit_proposal(proposal, by=client.signatory)
    client.force_login(make_user("signatory", proposal.unit))
    answer = submit(client, proposal, form)
    assert answer.status_code == 409
    assert "Rosa Luz submitted the proposal meanwhile" in answer.content.decode()
    assert proposal.submissions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_signatories_who_press_at_once_share_one_receipt():
    proposal = make_proposal(lines=2)
    one, other = (make_user("signatory", proposal.unit) for _n in range(2))
    read = Read(1, as_read(proposal)["content_hash"])
    with transaction.atomic():
        services.submit_proposal(proposal, by=one, read=read)
        second = Session(
            lambda: services.submit_proposal(proposal, by=other, read=read)
        ).begin()
        assert second.is_alive()  # it waits for the first
    second.end()
    assert second.error is None
    assert [made.by for made in proposal.submissions.all()] == [one]


# As it was read


def test_a_stale_page_submits_nothing_and_says_what_changed(signed_in):
    client, proposal = signed_in
    form = form_of(check(client, proposal))
    one, other = proposal.lines.order_by("pk")
    colleague = make_user("preparer", proposal.unit)
    services.save_line(
        one.framework, by=colleague, line=one, values={"amount": "1,234.50"}
    )
    services.remove_line(other, by=colleague)
    answer = submit(client, proposal, form)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "<title>Error: Check before submitting" in text
    assert "The proposal changed after you opened this page." in text
    since = text.split('id="since-read"')[1].split("</section>")[0]
    for said in (one.code, "1,000.00", "1,234.50", "+234.50", other.code, "Gone"):
        assert said in since, said
    assert not proposal.submissions.exists()
    submit(client, proposal, form_of(text))  # what the page now shows
    made = proposal.submissions.get()
    assert made.content_hash == form_of(text)["content_hash"]
    assert [x["amount"] for x in made.content["frameworks"][0]["lines"]] == ["1234.50"]


@pytest.mark.parametrize(
    "sent", [{}, {"number": "1"}, {"number": "x", "content_hash": "y"}]
)
def test_nothing_is_submitted_unread(signed_in, sent):
    client, proposal = signed_in
    answer = submit(client, proposal, sent)
    assert answer.status_code == 409
    assert "Read the whole page" in answer.content.decode()
    assert not proposal.submissions.exists()


def test_a_content_that_is_not_of_the_hash_is_not_believed(signed_in):
    client, proposal = signed_in
    form = form_of(check(client, proposal))
    proposal.lines.update(amount=Decimal("5.00"))
    for content in ("", "%%%", "bm90IHppcA==", carry({"frameworks": []})):
        answer = submit(client, proposal, {**form, "content": content})
        assert answer.status_code == 409
        assert answer.context["since_read"] is None


def test_what_is_carried_comes_back_only_by_its_own_hash():
    content = {"frameworks": [], "unit": "Educación"}
    digest = hashlib.sha256('{"frameworks":[],"unit":"Educación"}'.encode()).hexdigest()
    assert carried(carry(content), digest) == content
    assert carried(carry(content), "0" * 64) is None


def test_the_service_refuses_another_number_too():
    proposal = make_proposal()
    by = make_user("signatory", proposal.unit)
    services.submit_proposal(proposal, by=by)
    with pytest.raises(ReadAnew):
        services.submit_proposal(proposal, by=by, read=Read(1, "0" * 64))


# The check page


def test_the_totals_are_those_that_plain_sql_adds_up(signed_in):
    client, proposal = signed_in
    framework, action = proposal.frameworks.get(), make_action_of(proposal)
    for n, (partida, amount) in enumerate(
        [("1131", "0.10"), ("1132", "0.20"), ("2111", "999999999.99"), ("6121", "0.00")]
    ):
        line = make_line(framework, f"X{n}", amount, object_code=partida)
        make_citation(line, action)
    services.remove_line(
        make_line(framework, "GONE", "77.00"), by=make_user("preparer", proposal.unit)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select substr(object_code, 1, 1)::int * 1000, sum(amount) from"
            " budgeting_spendingline where proposal_id = %s and removed_at is null"
            " group by 1 order by 1",
            [proposal.pk],
        )
        by_chapter = cursor.fetchall()
    page = client.get(address("proposal_check", proposal))
    totals = page.context["sheet"].totals
    assert [(c.chapter, c.amount) for c in totals.chapters] == by_chapter
    assert totals.amount == sum(amount for _c, amount in by_chapter)
    assert totals.amount == Decimal("1000002000.29")
    text = page.content.decode()
    assert "1,000,002,000.29" in text
    assert "ONE BILLION TWO THOUSAND PESOS 29/100 M.N." in text


def make_action_of(proposal):
    return proposal.fiscal_year.main_programme.actions.first()


def test_a_line_without_a_partida_counts_in_the_total(signed_in):
    client, proposal = signed_in
    make_line(proposal.frameworks.get(), "N", "5.00", object_code="")
    totals = client.get(address("proposal_check", proposal)).context["sheet"].totals
    assert (totals.amount, totals.unplaced) == (Decimal("2005.00"), Decimal("5.00"))


def test_the_ceiling_and_what_remains_are_shown(signed_in):
    client, proposal = signed_in
    Ceiling.objects.create(
        fiscal_year=proposal.fiscal_year, unit=proposal.unit, amount=Decimal("2500.00")
    )
    text = check(client, proposal)
    assert "2,500.00" in text
    assert "500.00" in text
    assert "Nothing has been sent yet." in text


def test_each_line_is_spelled_on_demand(signed_in):
    client, proposal = signed_in
    one_line = "ONE THOUSAND PESOS 00/100 M.N."
    assert one_line not in check(client, proposal)
    assert check(client, proposal, "?words=1").count(one_line) == 2


def test_every_change_link_comes_back_to_the_check_page(signed_in):
    client, proposal = signed_in
    text = check(client, proposal)
    line, framework = proposal.lines.first(), proposal.frameworks.get()
    back = address("proposal_check", proposal)
    edit = reverse("budgeting:line_edit", args=[line.pk])
    assert f'href="{edit}?back=check"' in text
    page = client.get(f"{edit}?back=check").content.decode()
    assert '<input type="hidden" name="back" value="check">' in page
    assert f'href="{back}#line-{line.pk}"' in page
    typed = {"code": line.code, "object_code": "4411", "description": "x"}
    typed |= {"amount": "9.00", "version": line.version, "back": "check"}
    assert client.post(edit, typed).url == f"{back}#line-{line.pk}"
    line.refresh_from_db()
    cite = reverse("budgeting:line_cite", args=[line.pk])
    typed = {"cited": make_action_of(proposal).pk, "do": "save", "back": "check"}
    saved = client.post(cite, {**typed, "version": line.version})
    assert saved.url == f"{back}#line-{line.pk}"
    form = reverse("budgeting:framework_edit", args=[framework.pk])
    typed = {"code": framework.code, "name": "Agua", "version": framework.version}
    saved = client.post(form, {**typed, "back": "check"})
    assert saved.url == f"{back}#framework-{framework.pk}"


def test_nobody_is_led_off_the_site_by_the_way_back(signed_in):
    client, proposal = signed_in
    line = proposal.lines.first()
    edit = reverse("budgeting:line_edit", args=[line.pk])
    typed = {"code": line.code, "object_code": "4411", "description": "x"}
    typed |= {"amount": "9.00", "version": line.version, "back": "//example.org"}
    lines = reverse("budgeting:framework_detail", args=[line.framework_id])
    assert client.post(edit, typed).url == lines


def test_what_changed_since_the_return_is_shown(signed_in):
    client, proposal = signed_in
    submit(client, proposal, form_of(check(client, proposal)))
    services.return_proposal(proposal, by=make_user("analyst"), note="Corrija")
    assert "Nothing changed." in check(client, proposal)
    line = proposal.lines.first()
    services.save_line(
        line.framework, by=client.signatory, line=line, values={"amount": "400.00"}
    )
    text = check(client, proposal)
    assert "Since receipt 1 of" in text
    assert "−600.00" in text


def test_a_jump_against_last_year_asks_whether_it_is_right(signed_in):
    client, proposal = signed_in
    year = make_year(2001, programme=proposal.fiscal_year.main_programme)
    before = make_proposal(year, proposal.unit, lines=0)
    line = proposal.lines.first()
    old = make_line(make_framework(before), line.code, "10.00")
    make_citation(old, make_action_of(proposal))
    for step in ("submitted", "approved"):
        move_proposal(before, step)
    text = check(client, proposal)
    assert "Since the approved proposal of 2001" in text
    assert text.count("Is it right?") == 2
    assert "10.00 before, 1,000.00 now" in text


def test_the_check_page_asks_a_fixed_number_of_queries(
    client, django_assert_max_num_queries
):
    unit = make_unit()
    proposal = make_proposal(unit=unit, lines=40)
    client.force_login(make_user("signatory", unit))
    with django_assert_max_num_queries(31):
        check(client, proposal)


# The receipt


@pytest.fixture
def receipt(signed_in):
    client, proposal = signed_in
    submit(client, proposal, form_of(check(client, proposal)))
    return client, proposal, proposal.submissions.get()


def test_the_receipt_tells_number_time_signer_totals_hash_and_trail(receipt):
    client, proposal, made = receipt
    text = client.get(address("submission_detail", proposal, 1)).content.decode()
    name = f"{proposal.fiscal_year_id}-{proposal.unit.code}-1"
    for said in (
        name,
        "Rosa Luz",
        "America/Mexico_City, UTC-0600",
        "2,000.00 MXN",
        "TWO THOUSAND PESOS 00/100 M.N.",
        "4000 Transfers, subsidies and other aid",
        made.content_hash,
        f"{made.trail_position}:{made.trail_hash}",
        f"http://testserver/en/verify/{made.content_hash}/",
    ):
        assert said in text, said


def test_a_stranger_computes_the_hash_from_the_downloaded_content(receipt):
    client, proposal, made = receipt
    answer = client.get(address("submission_content", proposal, 1))
    assert hashlib.sha256(answer.content).hexdigest() == made.content_hash
    assert json.loads(answer.content) == made.content
    name = f"{proposal.fiscal_year_id}-{proposal.unit.code}-1.json"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_receipt_stays_as_it_was_whatever_changes_later(receipt):
    client, proposal, _made = receipt
    page = address("submission_detail", proposal, 1)
    before = client.get(page).context["receipt"]
    told = (before.name, before.amount, before.chapters, before.words)
    services.return_proposal(proposal, by=make_user("analyst"), note="Corrija")
    proposal.lines.update(amount=Decimal("1.00"))
    proposal.unit.name = "Otro nombre"
    proposal.unit.save()
    after = client.get(page).context["receipt"]
    assert (after.name, after.amount, after.chapters, after.words) == told
    assert after.unit["name"] != "Otro nombre"
    assert Submission.objects.get().content_hash


# The deadline


def test_every_desk_page_of_an_open_proposal_names_its_deadline(signed_in):
    client, proposal = signed_in
    proposal.fiscal_year.linking = "requested"
    proposal.fiscal_year.save()
    line, framework = proposal.lines.first(), proposal.frameworks.get()
    line.citations.all().delete()
    pages = {
        "proposal_detail": proposal.pk,
        "proposal_check": proposal.pk,
        "framework_create": proposal.pk,
        "framework_detail": framework.pk,
        "framework_edit": framework.pk,
        "line_create": framework.pk,
        "line_edit": line.pk,
        "line_cite": line.pk,
        "line_screen": line.pk,
    }
    for name, key in pages.items():
        text = client.get(reverse(f"budgeting:{name}", args=[key])).content.decode()
        assert "at 23:59 (Mexico City time)" in text, name


def test_after_the_deadline_the_draft_is_read_and_not_submitted(signed_in):
    client, proposal = signed_in
    form = form_of(check(client, proposal))
    year = proposal.fiscal_year
    year.closes_on = localdate() - timedelta(days=2)
    year.save()
    text = check(client, proposal)
    assert "The time ended on" in text
    assert "1,000.00" in text
    assert submit(client, proposal, form).status_code == 409
    assert not proposal.submissions.exists()


# The tasks


def tasks_of_page(client, proposal):
    """Name and status of each task, as the page says them."""
    tasks = client.get(address("proposal_detail", proposal)).context["tasks"]
    return {
        task.name: task.status.label if task.status else "Cannot start yet"
        for task in tasks.all
    }


@pytest.fixture
def begun(client):
    """An empty draft of a signatory, and how its page tells the tasks."""
    unit = make_unit()
    proposal = make_proposal(unit=unit, lines=0)
    make_action(proposal.fiscal_year.main_programme)
    client.force_login(make_user("signatory", unit))
    return client, proposal


def test_nothing_can_be_submitted_before_there_is_a_line(begun):
    client, proposal = begun
    assert tasks_of_page(client, proposal) == {"Check and submit": "Cannot start yet"}
    text = client.get(address("proposal_detail", proposal)).content.decode()
    assert f'href="{address("proposal_check", proposal)}' not in text


EMPTY = dict.fromkeys(
    ("problem", "objective", "target_population", "expected_result"), ""
) | {"unit_of_measure": "", "physical_target": None, "function": ""}


@pytest.mark.parametrize(
    ("texts", "status"),
    [
        (EMPTY, "Not started"),
        ({**EMPTY, "indicator": "Personas"}, "In progress"),
        ({**EMPTY, "monthly_targets": [1]}, "In progress"),
        ({**EMPTY, "problem": "x"}, "In progress"),
        ({"problem": ""}, "In progress"),
        ({"pending": {"physical_target": "cien"}}, "There is a problem"),
        ({}, "Completed"),
    ],
)
def test_the_description_is_as_far_as_the_rules_of_submitting_say(begun, texts, status):
    client, proposal = begun
    make_framework(proposal, **texts)
    assert tasks_of_page(client, proposal)["Description"] == status


def test_the_lines_are_as_far_as_the_rules_of_submitting_say(begun):
    client, proposal = begun
    framework = make_framework(proposal)
    assert tasks_of_page(client, proposal)["Spending lines"] == "Not started"
    line = make_line(framework)
    told = tasks_of_page(client, proposal)
    assert told["Spending lines"] == "In progress"
    assert told["Check and submit"] == "Cannot start yet"
    make_citation(line, make_action_of(proposal))
    told = tasks_of_page(client, proposal)
    assert told["Spending lines"] == "Completed"
    assert told["Check and submit"] == "Not started"
    line.pending = {"amount": "1.234"}
    line.save()
    assert tasks_of_page(client, proposal)["Spending lines"] == "There is a problem"


def test_a_ceiling_that_is_exceeded_is_a_problem_of_the_check(begun):
    client, proposal = begun
    make_citation(make_line(make_framework(proposal)), make_action_of(proposal))
    Ceiling.objects.create(
        fiscal_year=proposal.fiscal_year, unit=proposal.unit, amount=Decimal("1.00")
    )
    assert tasks_of_page(client, proposal)["Check and submit"] == "There is a problem"


def test_what_finance_asks_is_done_when_each_is_answered(signed_in):
    client, proposal = signed_in
    services.submit_proposal(proposal, by=client.signatory)
    asked = [make_observation(proposal) for _n in range(2)]
    services.return_proposal(proposal, by=make_user("analyst"))
    told = tasks_of_page(client, proposal)
    assert told["What Finance asks"] == "Not started"
    services.reply_to_observation(asked[0], by=client.signatory, text="Va")
    assert tasks_of_page(client, proposal)["What Finance asks"] == "In progress"
    asked[1].due_on = localdate() - timedelta(days=3)
    asked[1].save()
    assert tasks_of_page(client, proposal)["What Finance asks"] == "There is a problem"
    services.reply_to_observation(asked[1], by=client.signatory, text="Va")
    assert tasks_of_page(client, proposal)["What Finance asks"] == "Completed"


def test_a_preparer_checks_and_is_told_who_submits(begun):
    client, proposal = begun
    make_citation(make_line(make_framework(proposal)), make_action_of(proposal))
    client.force_login(make_user("preparer", proposal.unit))
    text = client.get(address("proposal_detail", proposal)).content.decode()
    assert "A signatory of the unit submits it." in text
    assert "2 of 3 tasks completed" in text
