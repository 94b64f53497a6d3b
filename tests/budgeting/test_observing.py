"""Observations: codes of a catalogue, many lines at once, and the thread under each."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from budgeting import services
from budgeting.dues import check_due, proposed_due, working_days_after
from budgeting.exceptions import StaleVersion, WorkflowError
from budgeting.models import Observation, ObservationCode, Reply
from budgeting.overview import AskedState, sheet_of
from budgeting.overview.concerning import concerning, concerning_proposal
from budgeting.services import About, Asked
from programme.models import TrailEntry
from tests.factories import (
    make_action,
    make_citation,
    make_code,
    make_observation,
    make_proposal,
    make_reply,
    make_typical_codes,
    make_unit,
    make_user,
    make_year,
    move_proposal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    return make_proposal(status="submitted", lines=2)


@pytest.fixture
def analyst():
    return make_user("analyst")


@pytest.fixture
def head():
    return make_user("finance_head")


def page(client, name, *args, data=None, query="", **kwargs):
    address = reverse(f"budgeting:{name}", args=args) + query
    answer = (
        client.get(address) if data is None else client.post(address, data, **kwargs)
    )
    return answer, answer.content.decode()


# The catalogue

WRITTEN = {"severity": "blocking", "about": "line", "position": 5}


def test_the_catalogue_begins_with_the_typical_returns_in_both_languages():
    make_typical_codes()
    seeded = ObservationCode.objects.in_use()
    codes = set(seeded.values_list("code", flat=True))
    assert {"ANT-01", "ANT-04", "MPP-02", "REN-02", "REN-08", "VIN-03"} <= codes
    assert len(codes) == 27
    for one in seeded:
        assert all([one.name_es, one.name_en, one.text_es, one.text_en]), one.code


def test_a_code_is_changed_and_what_was_observed_with_it_stays(proposal, analyst, head):
    code = make_code("REN-99", text_es="Corrija.", name_en="Old name")
    asked = services.observe(
        proposal, by=analyst, text="Corrija.", about=About(code="REN-99")
    )
    values = {"text_es": "Precise.", "name_en": "New name"}
    saved = services.save_observation_code(by=head, values=values, code=code, version=1)
    assert (saved.text_es, saved.version, saved.code) == ("Precise.", 2, "REN-99")
    asked.refresh_from_db()
    assert (asked.text, asked.code) == ("Corrija.", "REN-99")


def test_a_code_needs_words_and_is_never_given_twice(head):
    words = {"name_es": "Uno", "text_es": "Corrija."}
    for lacking in ({"name_es": "Uno"}, {"text_es": "Corrija."}):
        with pytest.raises(ValidationError, match="at least one language"):
            services.save_observation_code(
                by=head, values={"code": "X-1", **WRITTEN, **lacking}
            )
    with pytest.raises(ValidationError, match="capital letters"):
        services.save_observation_code(
            by=head, values={"code": "x 1", **WRITTEN, **words}
        )
    asked = {"code": "X-1", **WRITTEN, **words}
    made = services.save_observation_code(by=head, values=asked)
    assert services.save_observation_code(by=head, values=asked) == made
    services.retire_observation_code(made, by=head)
    with pytest.raises(ValidationError, match="never used again"):
        services.save_observation_code(
            by=head, values={**asked, "name_es": "Otra cosa"}
        )


def test_two_who_change_a_code_at_once_are_told(head):
    code = make_code()
    services.save_observation_code(
        by=head, values={"name_es": "A"}, code=code, version=1
    )
    with pytest.raises(StaleVersion):
        services.save_observation_code(
            by=head, values={"name_es": "B"}, code=code, version=1
        )


def test_only_the_head_keeps_the_catalogue(analyst):
    code = make_code()
    for service in (
        lambda: services.save_observation_code(by=analyst, values={}, code=code),
        lambda: services.retire_observation_code(code, by=analyst),
        lambda: services.restore_observation_code(code, by=analyst),
    ):
        with pytest.raises(PermissionDenied):
            service()


def test_a_retired_code_is_chosen_no_more_until_it_is_in_use_again(
    proposal, analyst, head
):
    code = make_code("X-9")
    services.retire_observation_code(code, by=head)
    asked = {"by": analyst, "text": "x", "about": About(code="X-9")}
    with pytest.raises(WorkflowError, match="X-9 is not in use"):
        services.observe(proposal, **asked)
    services.restore_observation_code(code, by=head)
    assert services.observe(proposal, **asked).code == "X-9"


def test_the_head_adds_changes_and_retires_on_the_site(client, head):
    client.force_login(head)
    said = {**WRITTEN, "code": "REN-77", "name_es": "Nuevo caso", "text_es": "Corrija."}
    page(client, "observationcode_create", data=said)
    _answer, text = page(client, "observationcode_list")
    assert '<span lang="es">Nuevo caso</span>' in text  # in its own language, marked
    row = ObservationCode.objects.get(code="REN-77")
    said = {**said, "name_en": "A new case", "version": "1", "code": "OTHER"}
    page(client, "observationcode_edit", row.pk, data=said)
    row.refresh_from_db()
    assert (row.code, row.name_en, row.version) == ("REN-77", "A new case", 2)
    answer, text = page(
        client, "observationcode_edit", row.pk, data={**said, "name_en": "Mine"}
    )
    assert answer.status_code == 409
    assert ('value="Mine"' in text, "What is saved now" in text) == (True, True)
    assert 'name="version" value="2"' in text  # read now: the next press saves
    page(client, "observationcode_retire", row.pk, data={})
    _answer, text = page(client, "observationcode_list")
    assert text.index("Retired") < text.index("REN-77")


# Making one


def test_five_working_days_are_proposed_and_a_day_must_lie_ahead_within_the_year():
    friday = date(2026, 11, 27)
    assert working_days_after(friday, 5) == date(2026, 12, 4)
    assert working_days_after(date(2026, 11, 29), 1) == date(2026, 11, 30)
    year = make_year()
    assert proposed_due(year) > year.today()
    check_due(year, None)
    check_due(year, date(2030, 12, 31))
    for day in (year.today() - timedelta(days=1), date(2031, 1, 1)):
        with pytest.raises(WorkflowError, match="Choose"):
            check_due(year, day)


def test_a_standard_text_is_put_in_below_what_was_typed(client, proposal, analyst):
    make_code("X-1", text_en="Do this.")
    make_code("X-2", text_en="Do that.")
    client.force_login(analyst)
    use = {"code": "X-1", "text": "Mine.", "due_on": "1/2", "do": "use"}
    answer, text = page(client, "observation_create", proposal.pk, data=use)
    assert answer.context["form"].initial["text"] == "Mine.\n\nDo this."
    assert 'value="advisory" id="id_severity_1" checked' in text.replace(
        " required", ""
    )
    assert 'value="1/2"' in text
    assert "Error:" not in text
    again = {**use, "code": "X-2", "text": "Do this."}
    answer, _text = page(client, "observation_create", proposal.pk, data=again)
    assert answer.context["form"].initial["text"] == "Do that."
    assert not Observation.objects.exists()


def test_codes_are_listed_by_what_they_are_about_and_old_free_codes_stay_shown(
    client, proposal, analyst
):
    make_typical_codes()
    line = proposal.lines.first()
    make_observation(proposal, line=line, line_code=line.code, code="viejo 7")
    client.force_login(analyst)
    _answer, text = page(
        client, "observation_create", proposal.pk, query=f"?line={line.pk}"
    )
    assert text.index('<optgroup label="A spending line">') < text.index(
        '<optgroup label="A policy framework">'
    )
    refused, text = page(
        client,
        "observation_create",
        proposal.pk,
        data={"code": "viejo 7", "text": "Mine", "severity": "blocking"},
    )
    assert "Choose a code that is in use." in text
    assert ">\nMine</textarea>" in text
    _answer, text = page(client, "review_detail", proposal.pk)
    assert "viejo 7" in text


def test_one_citation_of_a_line_is_asked_about(client, proposal, analyst):
    line = proposal.lines.first()
    first = line.citations.get()
    other = make_citation_of(line)
    client.force_login(analyst)
    query = f"?line={line.pk}"
    _answer, text = page(client, "observation_create", proposal.pk, query=query)
    assert "The line as a whole" in text
    assert f"Its citation of {other.action.code}" in text
    said = {"text": "¿Por qué?", "severity": "blocking", "citation": str(other.pk)}
    answer, _text = page(
        client, "observation_create", proposal.pk, query=query, data=said
    )
    assert answer.url.endswith(f"#line-{line.pk}")
    asked = Observation.objects.get()
    assert (asked.citation, asked.line, asked.action_code) == (
        other, line, other.action.code,
    )  # fmt: skip
    answer, text = page(
        client, "observation_create", proposal.pk, query=f"?citation={first.pk}"
    )
    assert answer.context["form"].initial["citation"] == str(first.pk)


def make_citation_of(line):
    """Another citation, written past the freeze: the line is opened for it."""
    proposal = line.proposal
    move_proposal(proposal, "returned")
    action = make_action(proposal.fiscal_year.main_programme, "02.01.01")
    line.citations.update(share=5000)
    made = make_citation(line, action, 5000)
    move_proposal(proposal, "submitted")
    return made


# Many lines


def test_one_act_observes_on_many_lines_and_twice_makes_none_twice(proposal, analyst):
    lines = list(proposal.lines.all())
    about, asked = [About(line=line) for line in lines], Asked("Falta sustento")
    made = services.observe_lines(proposal, by=analyst, about=about, asked=asked)
    assert [one.line for one in made] == lines
    assert {one.text for one in made} == {"Falta sustento"}
    event = proposal.events.get()
    assert (event.title, event.codes) == (
        "Observation made on many lines",
        f"{lines[0].code}, {lines[1].code}",
    )
    again = services.observe_lines(proposal, by=analyst, about=about, asked=asked)
    assert (again, proposal.observations.count()) == ([], 2)
    assert proposal.events.count() == 1


def test_of_many_lines_all_are_observed_or_none(proposal, analyst):
    stranger = make_proposal(make_year(2031), status="submitted").lines.get()
    about = [About(line=proposal.lines.first()), About(line=stranger)]
    with pytest.raises(WorkflowError, match="not of this proposal"):
        services.observe_lines(proposal, by=analyst, about=about, asked=Asked("x"))
    assert not Observation.objects.exists()


def test_the_page_of_many_lines_filters_previews_and_records(client, proposal, analyst):
    first, second = proposal.lines.all()
    cited = make_citation_of(second)
    client.force_login(analyst)
    name, key = "observation_many", proposal.pk
    _answer, text = page(client, name, key, data={"action": "02", "do": "all"})
    assert f'value="{second.pk}" checked' in text
    assert f'value="{first.pk}"' not in text
    said = {"action": "02.01.01", "line": second.pk, "of": "citation", "text": "¿?"}
    said |= {"severity": "blocking", "due_on": "", "code": ""}
    _answer, text = page(client, name, key, data={**said, "do": "preview"})
    assert "its citation of 02.01.01" in text
    assert not Observation.objects.exists()
    answer, _text = page(client, name, key, data={**said, "do": "record"})
    assert answer.status_code == 302
    assert Observation.objects.get().citation == cited
    answer, text = page(client, name, key, data={"text": "Mine", "do": "preview"})
    assert (answer.status_code, "Tick at least one line." in text) == (400, True)
    assert ">\nMine</textarea>" in text


def test_many_are_closed_as_one_act_unless_somebody_wrote_meanwhile(proposal, analyst):
    answered, silent = (
        make_observation(proposal, reply="Va"),
        make_observation(proposal),
    )
    read = {answered.pk: answered.replies.get().pk, silent.pk: None}
    late = make_reply(silent)
    close = {"by": analyst, "resolution": "solved"}
    with pytest.raises(WorkflowError, match="Somebody wrote meanwhile"):
        services.resolve_observations(proposal, read=read, **close)
    assert proposal.observations.open().count() == 2
    read[silent.pk] = late.pk
    closed = services.resolve_observations(proposal, read=read, **close)
    assert closed == [answered, silent]
    assert services.resolve_observations(proposal, read=read, **close) == []
    assert proposal.events.get().title == "Many observations resolved"


def test_the_page_that_closes_many_shows_answers_and_keeps_what_was_ticked(
    client, proposal, analyst
):
    answered, silent = (
        make_observation(proposal, reply="Va"),
        make_observation(proposal),
    )
    client.force_login(analyst)
    _answer, text = page(
        client, "observation_close", proposal.pk, data={"do": "answered"}
    )
    value = f'value="{answered.pk}:{answered.replies.get().pk}"'
    assert f"{value} checked" in text
    assert f'value="{silent.pk}:0">' in text
    said = {"observation": f"{silent.pk}:0", "resolution": "solved"}
    new = make_reply(silent, text="Acaba de llegar")
    answer, text = page(client, "observation_close", proposal.pk, data=said)
    assert (answer.status_code, "Acaba de llegar" in text) == (409, True)
    assert f'value="{silent.pk}:{new.pk}" checked' in text


# The thread


def state(proposal):
    (asked,) = sheet_of(proposal).asked.all
    return asked.state


def test_finance_asks_back_and_the_unit_answers_until_it_is_resolved(proposal, analyst):
    officer = make_user("preparer", proposal.unit)
    asked = make_observation(proposal)
    say = {"by": officer, "text": "Va el anexo"}
    services.reply_to_observation(asked, **say)
    assert state(proposal) == AskedState.ANSWERED
    due = proposed_due(proposal.fiscal_year)
    services.ask_back(asked, by=analyst, text="¿De qué año?", due_on=due)
    services.ask_back(asked, by=analyst, text="¿De qué año?", due_on=due)
    assert state(proposal) == AskedState.TO_ANSWER
    services.reply_to_observation(asked, **say)  # the same words answer anew
    asked.refresh_from_db()
    assert (asked.reply, asked.replied_by, asked.due_on) == (
        "Va el anexo", officer, due,
    )  # fmt: skip
    assert list(asked.replies.values_list("side", "text", "by")) == [
        ("unit", "Va el anexo", officer.pk),
        ("finance", "¿De qué año?", analyst.pk),
        ("unit", "Va el anexo", officer.pk),
    ]
    services.resolve_observation(asked, by=analyst, resolution="solved")
    with pytest.raises(WorkflowError):
        services.ask_back(asked, by=analyst, text="Otra vez")


def test_what_waits_for_the_unit_is_where_finance_spoke_last(proposal):
    silent = make_observation(proposal)
    make_observation(proposal, reply="Va")
    back = make_observation(proposal, reply="Va")
    make_reply(back, "finance", text="¿Y?")
    assert list(proposal.observations.waiting()) == [silent, back]


@pytest.mark.parametrize("role", ["preparer", "signatory", "auditor", "administrator"])
def test_only_finance_asks_back(proposal, role):
    user = make_user(role, proposal.unit)
    with pytest.raises(PermissionDenied):
        services.ask_back(make_observation(proposal), by=user, text="x")


def test_whoever_did_not_read_the_last_message_is_told_and_loses_nothing(
    client, proposal, analyst
):
    officer = make_user("preparer", proposal.unit)
    asked = make_observation(proposal, reply="Va")
    read = asked.replies.get().pk
    make_reply(asked, "finance", text="¿De qué año?")
    client.force_login(officer)
    said = {"text": "Aquí está", "before": "Va", "asked": "0"}
    answer, text = page(client, "observation_reply", asked.pk, data=said)
    assert answer.status_code == 409
    assert "Finance asked back meanwhile." in text
    assert ("¿De qué año?" in text, "Aquí está</textarea>" in text) == (True, True)
    said["asked"] = answer.context["form"].data["asked"]
    answer, _text = page(client, "observation_reply", asked.pk, data=said)
    assert answer.status_code == 302
    client.force_login(analyst)
    said = {"text": "¿Y el otro?", "read": str(read)}
    answer, text = page(client, "observation_ask", asked.pk, data=said)
    assert (answer.status_code, "Aquí está" in text) == (409, True)
    said["read"] = answer.context["form"].data["read"]
    answer, _text = page(client, "observation_ask", asked.pk, data=said)
    assert answer.status_code == 302
    assert asked.replies.last().text == "¿Y el otro?"


def test_a_message_is_never_changed_and_whoever_answers_contributes(proposal):
    officer = make_user("preparer", proposal.unit)
    asked = make_observation(proposal, by=make_user("analyst"))
    make_reply(asked, by=officer)
    make_reply(asked, "finance", by=make_user("analyst"))
    assert proposal.contributions.filter(by=officer).exists()
    assert not proposal.contributions.filter(by__groups__name="analyst").exists()
    for act in (lambda: Reply.objects.update(text="x"), Reply.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_finance_asking_back_makes_an_answer_nothing_new():
    proposal = make_proposal()
    signer, analyst = make_user("signatory", proposal.unit), make_user("analyst")
    services.submit_proposal(proposal, by=signer)
    asked = services.observe(proposal, by=analyst, text="¿Por qué?")
    services.return_proposal(proposal, by=analyst)
    services.reply_to_observation(asked, by=signer, text="Va")
    services.ask_back(asked, by=analyst, text="¿De qué año?")
    with pytest.raises(WorkflowError, match="Nothing was changed or answered"):
        services.submit_proposal(proposal, by=signer)
    services.reply_to_observation(asked, by=signer, text="De 2026")
    services.submit_proposal(proposal, by=signer)
    assert proposal.submissions.count() == 2


def test_the_thread_is_read_in_order_by_both_sides(client, proposal, analyst):
    make_typical_codes()
    asked = make_observation(proposal, reply="Va el anexo", code="GEN-01")
    make_reply(asked, "finance", text="¿De qué año?", by=analyst)
    for user, name in (
        (make_user("preparer", proposal.unit), "proposal_detail"),
        (analyst, "review_detail"),
    ):
        client.force_login(user)
        _answer, text = page(client, name, proposal.pk)
        text = text[text.index('id="observations"') :]
        assert text.index("Va el anexo") < text.index("¿De qué año?")
        assert "Finance asked back" in text
        assert "<strong>GEN-01</strong> Support missing" in text
        assert '<span class="tag">Blocking</span>' in text


def test_each_message_is_among_the_entries_about_its_proposal(proposal):
    reply = make_reply(make_observation(proposal))
    make_reply(make_observation(make_proposal(make_year(2031), status="submitted")))
    for asked in (
        concerning_proposal(proposal.pk),
        concerning(unit=proposal.unit_id, year=None),
    ):
        entries = TrailEntry.objects.filter(asked, source="budgeting_reply")
        assert [one.row_id for one in entries] == [reply.pk]


# Returning


def test_the_return_shows_what_the_unit_will_read_and_proposes_the_latest_day(
    client, proposal, analyst
):
    later = date.today() + timedelta(days=20)
    make_observation(proposal, text="First", severity="advisory", due_on=later)
    make_observation(proposal, text="Second", reply="Va", due_on=date.today())
    client.force_login(analyst)
    answer, text = page(client, "proposal_return", proposal.pk)
    assert answer.context["form"].initial["due_on"] == later
    assert text.index("Second") < text.index("First")  # blocking comes first
    assert "2 observations are open; not answered yet: 1." in text
    quiet = make_proposal(make_year(2031), make_unit(), status="submitted")
    answer, _text = page(client, "proposal_return", quiet.pk)
    due = answer.context["form"].initial["due_on"]
    assert due == working_days_after(quiet.fiscal_year.today(), 5)
