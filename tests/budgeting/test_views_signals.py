"""Signals on Finance's pages, and as advice on the unit's."""

import pytest
from django.urls import reverse

from budgeting import services
from budgeting.models import SignalAnswer
from budgeting.services import Seen
from tests.factories import (
    make_proposal,
    make_unit,
    make_user,
    make_year,
    mark_of,
    move_proposal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    return make_proposal(status="submitted")


@pytest.fixture
def analyst(client):
    user = make_user("analyst")
    client.force_login(user)
    return user


def page(client, name, *args):
    return client.get(reverse(f"budgeting:{name}", args=args)).content.decode()


def answer_address(proposal):
    return reverse("budgeting:signal_answer", args=[proposal.pk, "unlike"])


def test_the_review_page_shows_a_signal_with_its_line_and_a_way_to_answer(
    client, proposal, analyst
):
    text = page(client, "review_detail", proposal.pk)
    line = proposal.lines.get()
    assert "Line and action have nothing in common" in text
    assert f'<a href="#line-{line.pk}">{line.code}</a>' in text
    assert "It touches 1 of 1 lines (100\u00a0%)" in text
    assert "Not answered" in text
    assert answer_address(proposal) in text


def test_the_review_page_says_where_nothing_stands_out(client, analyst):
    proposal = make_proposal()
    action = proposal.lines.get().citations.get().action
    proposal.lines.update(description=action.text_es + action.right.name_es)
    move_proposal(proposal, "submitted")
    assert "Nothing stands out in what the lines cite." in page(
        client, "review_detail", proposal.pk
    )


def test_an_answer_is_given_on_its_page_and_shown_on_the_others(
    client, proposal, analyst
):
    said = {"do": "justify", "note": "Lo explica el marco"}
    said["fingerprint"] = mark_of("unlike", proposal)
    answer = client.post(answer_address(proposal), said, follow=True)
    text = answer.content.decode()
    assert "Your answer is kept." in text
    assert "Lo explica el marco" in text
    assert "Not answered" not in page(client, "review_detail", proposal.pk)
    row = page(client, "signal_year", proposal.fiscal_year_id)
    assert "Looks right" in row
    assert "Not answered</span>" not in row


def test_the_question_begins_with_what_the_signal_says(client, proposal, analyst):
    text = page(client, "signal_answer", proposal.pk, "unlike")
    assert f"Lines: {proposal.lines.get().code}.\nSay in the justification" in text
    said = {"do": "ask", "text": "¿Cómo sirve?", "severity": "advisory"}
    said["fingerprint"] = mark_of("unlike", proposal)
    assert client.post(answer_address(proposal), said).status_code == 302
    observation = proposal.observations.get()
    shown = page(client, "signal_list", proposal.pk)
    assert f"#observation-{observation.pk}" in shown


def test_what_was_typed_stays_with_the_refusal(client, proposal, analyst):
    said = {"do": "justify", "note": "Lo explica el marco", "fingerprint": "old"}
    answer = client.post(answer_address(proposal), said)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "The lines of this signal changed since you read them" in text
    assert "Lo explica el marco</textarea>" in text
    empty = client.post(answer_address(proposal), {"do": "ask", "text": "Mía"})
    assert "Choose a severity." in empty.content.decode()
    assert "Mía</textarea>" in empty.content.decode()
    assert not SignalAnswer.objects.exists()


def test_a_signal_that_is_gone_and_one_that_never_was(client, proposal, analyst):
    text = page(client, "signal_answer", proposal.pk, "token")
    assert "The proposal does not show this signal any more." in text
    unknown = reverse("budgeting:signal_answer", args=[proposal.pk, "guilt"])
    assert client.get(unknown).status_code == 404


def test_a_changed_signal_says_so_beside_its_old_answer(client, proposal, analyst):
    seen = Seen("unlike", mark_of("unlike", proposal))
    services.answer_signal(proposal, by=analyst, seen=seen, note="Así está bien")
    move_proposal(proposal, "returned")
    proposal.lines.update(description="Palas", code="NEW-1")
    move_proposal(proposal, "submitted")
    text = page(client, "signal_list", proposal.pk)
    assert "Its lines changed since it was answered" in text
    assert "New among them: NEW-1." in text
    assert "Earlier answer" in text and "Así está bien" in text


def test_the_unit_sees_before_submitting_what_finance_will_look_at(client):
    unit = make_unit()
    proposal = make_proposal(unit=unit)
    client.force_login(make_user("signatory", unit))
    text = page(client, "proposal_check", proposal.pk)
    assert "What Finance will look at" in text
    assert "Line and action have nothing in common" in text
    assert "You may submit as it stands." in text
    services.submit_proposal(proposal, by=make_user("signatory", unit))
    assert "What Finance will look at" not in page(
        client, "proposal_check", proposal.pk
    )


def test_the_auditor_reads_signals_and_is_offered_no_answer(client, proposal):
    client.force_login(make_user("auditor"))
    text = page(client, "signal_list", proposal.pk)
    assert "Line and action have nothing in common" in text
    assert answer_address(proposal) not in text
    assert "When each signal is shown" in text


def test_the_year_names_its_units_and_an_empty_year_says_so(client, proposal, analyst):
    text = page(client, "signal_year", proposal.fiscal_year_id)
    assert f"{proposal.unit.code} {proposal.unit.name}" in text
    draft = make_proposal(make_year(2031))
    empty = page(client, "signal_year", 2031)
    assert "No proposal that Finance has shows a signal." in empty
    assert draft.unit.name not in empty
    unknown = reverse("budgeting:signal_year", args=[1999])
    assert client.get(unknown).status_code == 404
