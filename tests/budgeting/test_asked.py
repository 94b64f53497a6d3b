"""F27: each observation is a task beside its line, and nothing new is no submission."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import Observation
from budgeting.overview import AskedState, sheet_of
from budgeting.services import About
from tests.budgeting.test_views_officer import go, send
from tests.factories import (
    make_action,
    make_framework,
    make_line,
    make_observation,
    make_proposal,
    make_user,
)

pytestmark = pytest.mark.django_db

TODAY = date.today()
NOTHING_NEW = "Nothing was changed or answered since Finance returned the proposal."


class Returned:
    """A proposal of one line, submitted by its signatory and returned with a note."""

    def __init__(self, **kwargs):
        self.proposal = make_proposal()
        self.line = self.proposal.lines.get()
        self.unit = self.proposal.unit
        self.by = make_user("signatory", self.unit)
        self.analyst = make_user("analyst")
        self.submit()
        self.asked = services.observe(
            self.proposal,
            by=self.analyst,
            text="Falta sustento",
            about=About(line=self.line),
            **kwargs,
        )
        services.return_proposal(self.proposal, by=self.analyst, note="Corrija")
        self.proposal.refresh_from_db()

    def submit(self):
        return services.submit_proposal(self.proposal, by=self.by)

    def answer(self, text="Va el anexo"):
        services.reply_to_observation(self.asked, by=self.by, text=text)

    def save(self, **values):
        return services.save_line(
            self.proposal.frameworks.get(), by=self.by, values=values, line=self.line
        )


def asking(proposal):
    return sheet_of(proposal).asked


# What is new


def test_what_was_returned_and_neither_changed_nor_answered_is_not_submitted_again():
    scene = Returned()
    with pytest.raises(WorkflowError, match=NOTHING_NEW):
        scene.submit()
    assert scene.proposal.submissions.count() == 1
    assert sheet_of(scene.proposal).faults.unchanged.startswith(NOTHING_NEW)


@pytest.mark.parametrize(
    "act",
    [
        lambda scene: scene.save(amount="12.00"),
        lambda scene: scene.answer(),
        lambda scene: services.resolve_observation(
            scene.asked, by=scene.analyst, resolution="withdrawn"
        ),
    ],
    ids=["changed", "answered", "withdrawn by Finance"],
)
def test_a_change_an_answer_or_a_withdrawn_question_makes_it_new(act):
    scene = Returned()
    act(scene)
    scene.submit()
    assert scene.proposal.submissions.count() == 2


def test_a_change_taken_back_is_no_change():
    scene = Returned()
    scene.save(amount="12.00")
    scene.save(amount="1000.00")
    with pytest.raises(WorkflowError, match=NOTHING_NEW):
        scene.submit()


def test_an_answer_from_before_the_return_is_not_new():
    scene = Returned()
    scene.answer()
    scene.submit()
    services.return_proposal(scene.proposal, by=scene.analyst, note="Otra vez")
    with pytest.raises(WorkflowError, match=NOTHING_NEW):
        scene.submit()
    scene.answer("Va otro anexo")
    scene.submit()
    assert scene.proposal.submissions.count() == 3


def test_the_check_page_says_beforehand_that_nothing_is_new_and_what_is_open(client):
    scene = Returned()
    client.force_login(scene.by)
    _response, page = go(client, "proposal_check", scene.proposal.pk)
    assert NOTHING_NEW in page
    assert "Observations of Finance: 0 of 1 answered." in page
    assert "1 blocking observation has no answer" in page
    response = send(client, "proposal_submit", scene.proposal.pk)
    assert response.status_code == 409
    assert NOTHING_NEW in response.content.decode()
    scene.answer()
    _response, page = go(client, "proposal_check", scene.proposal.pk)
    assert NOTHING_NEW not in page
    assert "Observations of Finance: 1 of 1 answered." in page
    assert "has no answer" not in page


# Tasks


def test_what_is_due_first_comes_first_and_what_is_withdrawn_is_not_counted():
    proposal = make_proposal(status="submitted")
    for text, values in {
        "later": {"due_on": TODAY + timedelta(days=9)},
        "no day": {},
        "late": {"due_on": TODAY - timedelta(days=2)},
        "answered": {"reply": "Va", "due_on": TODAY - timedelta(days=3)},
        "solved": {"resolution": "solved", "resolved_at": now()},
        "withdrawn": {"resolution": "withdrawn", "resolved_at": now()},
        "advice": {"severity": "advisory", "due_on": TODAY + timedelta(days=99)},
    }.items():
        make_observation(proposal, text=text, **values)
    asked = asking(proposal)
    assert [(one.observation.text, one.state, one.overdue) for one in asked.all] == [
        ("late", AskedState.TO_ANSWER, True),
        ("later", AskedState.TO_ANSWER, False),
        ("advice", AskedState.TO_ANSWER, False),
        ("no day", AskedState.TO_ANSWER, False),
        ("answered", AskedState.ANSWERED, False),
        ("solved", AskedState.SOLVED, False),
        ("withdrawn", AskedState.WITHDRAWN, False),
    ]
    assert (asked.answered, len(asked.counted)) == (2, 6)
    assert [one.observation.text for one in asked.blocking] == [
        "late", "later", "no day",
    ]  # fmt: skip
    assert asked.next_due == TODAY - timedelta(days=2)


def test_without_a_day_of_its_own_it_is_due_when_the_return_is():
    scene = Returned()
    scene.proposal.return_due = TODAY + timedelta(days=4)
    (one,) = asking(scene.proposal).all
    assert one.due == TODAY + timedelta(days=4)


def test_the_page_of_the_proposal_counts_orders_and_names_what_is_late(client):
    scene = Returned()
    Observation.objects.update(due_on=TODAY - timedelta(days=1))
    make_observation(scene.proposal, text="Otra", reply="Va", replied_by=scene.by)
    client.force_login(scene.by)
    _response, page = go(client, "proposal_detail", scene.proposal.pk)
    assert "1 of 2 answered" in page
    assert "1 is overdue." in page
    assert "Overdue: it was to be answered by" in page
    assert page.index("Falta sustento") < page.index("Otra")


@pytest.mark.parametrize(
    ("name", "place"),
    [("line_edit", "line"), ("line_cite", "cite"), ("framework_detail", "framework")],
)
def test_the_question_stands_beside_the_work_and_is_answered_there(client, name, place):
    scene = Returned()
    key = scene.line.framework_id if place == "framework" else scene.line.pk
    client.force_login(scene.by)
    _response, page = go(client, name, key)
    assert "What Finance asks here" in page
    assert "Falta sustento" in page
    assert f'name="place" value="{place}"' in page
    reply = reverse("budgeting:observation_reply", args=[scene.asked.pk])
    response = client.post(reply, {"text": "Va el anexo", "place": place})
    back = reverse(f"budgeting:{name}", args=[key])
    assert response.url == f"{back}#observation-{scene.asked.pk}"
    _response, page = go(client, name, key)
    assert "Va el anexo" in page
    assert "Answered" in page


def test_an_empty_answer_is_refused_and_an_unknown_place_leads_to_the_proposal(client):
    scene = Returned()
    client.force_login(scene.by)
    page = send(client, "observation_reply", scene.asked.pk, text=" ", place="line")
    assert "<title>Error: " in page.content.decode()
    reply = reverse("budgeting:observation_reply", args=[scene.asked.pk])
    response = client.post(reply, {"text": "Va", "place": "https://evil.example/"})
    detail = reverse("budgeting:proposal_detail", args=[scene.proposal.pk])
    assert response.url == f"{detail}#observation-{scene.asked.pk}"


def test_a_question_follows_its_line_to_another_framework_and_code(client):
    scene = Returned()
    other = make_framework(scene.proposal, "F9")
    services.save_line(other, by=scene.by, values={"code": "Z9"}, line=scene.line)
    client.force_login(scene.by)
    _response, page = go(client, "framework_detail", other.pk)
    assert "Falta sustento" in page
    assert "Its code is Z9 now." in page
    _response, page = go(client, "framework_detail", scene.asked.framework_id)
    assert "Falta sustento" not in page


def test_a_question_stays_when_its_line_is_removed(client):
    scene = Returned()
    code, text = scene.line.code, scene.line.description
    make_line(scene.proposal.frameworks.get())
    services.remove_line(scene.line, by=scene.by)
    client.force_login(scene.by)
    _response, page = go(client, "proposal_detail", scene.proposal.pk)
    assert "This line was removed since. What Finance asked stays." in page
    assert f"Line {code}" in page
    assert text in page
    reply = reverse("budgeting:observation_reply", args=[scene.asked.pk])
    response = client.post(reply, {"text": "Se quitó", "place": "line"})
    detail = reverse("budgeting:proposal_detail", args=[scene.proposal.pk])
    assert response.url.startswith(detail)


def test_a_question_about_a_citation_keeps_the_action_when_it_is_no_longer_cited():
    proposal = make_proposal(status="submitted")
    citation = proposal.lines.get().citations.get()
    asked = services.observe(
        proposal,
        by=make_user("analyst"),
        text="¿Por qué esta?",
        about=About(citation=citation),
    )
    assert asked.action_code == "01.01.01"
    services.return_proposal(proposal, by=make_user("analyst"), note="Corrija")
    other = make_action(citation.programme, "01.01.02")
    services.cite_actions(
        citation.line,
        by=make_user("preparer", proposal.unit),
        citations=[services.CitedAction(other)],
    )
    asked.refresh_from_db()
    assert (asked.citation_id, asked.action_code, asked.line) == (
        None, "01.01.01", citation.line,
    )  # fmt: skip


def test_finance_reads_the_question_without_an_answer_form(client):
    scene = Returned()
    client.force_login(scene.analyst)
    _response, page = go(client, "framework_detail", scene.line.framework_id)
    assert "Falta sustento" in page
    assert 'name="place"' not in page
