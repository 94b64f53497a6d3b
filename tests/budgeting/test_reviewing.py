"""The page on which Finance reads one proposal and decides: beside what it was."""

import html
import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from budgeting import services
from budgeting.models import Assignment, Citation, Presence, Proposal, SpendingLine
from programme.models import Action, Succession
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_observation,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
    move_proposal,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


class Scene:
    """A unit with an approved year, and a proposal of the next one to be reviewed."""

    def __init__(self, more=0):
        self.programme, self.unit = make_programme("PDH"), make_unit("01C001")
        self.actions = [
            make_action(self.programme, f"01.01.0{n}", text_en=f"Do thing {n}")
            for n in range(1, 5)
        ]
        self.signatory = make_user("signatory", self.unit, first_name="Ana")
        self.analyst = make_user("analyst", first_name="Norma")
        self.client = self.browser(self.analyst)
        old_year = make_year(2029, self.programme)
        self.old = make_proposal(old_year, self.unit, lines=0)
        framework = make_framework(self.old, "F1", problem="Old problem")
        for code, amount, action in (
            ("A1", "100.00", 0),
            ("A2", "200.00", 1),
            ("A3", "300.00", 2),
        ):
            self.line(framework, code, amount, action)
        self.fill(framework, more)
        for step in ("submitted", "approved"):
            move_proposal(self.old, step)
        self.year = make_year(2030, self.programme)
        self.proposal = make_proposal(self.year, self.unit, lines=0)
        self.framework = make_framework(self.proposal, "F1", problem="New problem")
        self.a1 = self.line(self.framework, "A1", "1000.00", 0)
        self.a3 = self.line(self.framework, "A3", "300.00", 2)
        self.a4 = self.line(self.framework, "A4", "50.00", 2)
        self.fill(self.framework, more)

    def line(self, framework, code, amount, action):
        line = make_line(framework, code, amount, description=f"Text of {code}")
        make_citation(line, self.actions[action])
        return line

    def fill(self, framework, more):
        """As many further lines, each citing an action."""
        made = SpendingLine.objects.bulk_create(
            SpendingLine(
                proposal=framework.proposal,
                framework=framework,
                code=f"L{number:03}",
                object_code="4411",
                description=f"Line of {framework.proposal.fiscal_year_id}",
                amount=number,
            )
            for number in range(more)
        )
        Citation.objects.bulk_create(
            Citation(
                line=line,
                action=self.actions[number % 4],
                programme=self.programme,
                share=10000,
            )
            for number, line in enumerate(made)
        )

    def browser(self, user):
        client = Client()
        client.force_login(user)
        return client

    def submits(self):
        self.proposal = Proposal.objects.get(pk=self.proposal.pk)
        services.submit_proposal(self.proposal, by=self.signatory)
        return self.proposal.submissions.order_by("number").last()

    def returns(self, note="See the amounts"):
        services.return_proposal(self.proposal, by=self.analyst, note=note)

    def changes(self, line, **values):
        line.refresh_from_db()
        services.save_line(line.framework, by=self.signatory, values=values, line=line)

    def opens(self, client=None, **query):
        address = reverse("budgeting:review_detail", args=[self.proposal.pk])
        page = (client or self.client).get(address, query)
        return SimpleNamespace(context=page.context, text=said(page))

    def approves(self, content_hash):
        address = reverse("budgeting:proposal_approve", args=[self.proposal.pk])
        return self.client.post(address, {"content_hash": content_hash}, follow=True)


def said(page):
    """A page's words, without tags and doubled spaces."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode()))
    return re.sub(r"\s+", " ", text)


def rows(page):
    """The codes of the lines that a page shows, in its order."""
    return [one.code for each in page.context["frameworks"] for one in each.lines]


def row(page, code):
    lines = [one for each in page.context["frameworks"] for one in each.lines]
    return next(one for one in lines if one.code == code)


@pytest.fixture
def scene():
    return Scene()


def test_each_line_stands_beside_last_year_and_the_submission_before(scene):
    scene.submits()
    scene.returns()
    scene.changes(scene.a1, amount="1500.00")
    scene.submits()
    page = scene.opens()
    line = row(page, "A1")
    assert [(one.name, one.amount) for one in line.then] == [
        ("2029", Decimal("100.00")),
        ("submission 1", Decimal("1000.00")),
    ]
    assert [one.change.difference for one in line.then] == [
        Decimal("1400.00"),
        Decimal("500.00"),
    ]
    assert "Differs from 2029 Differs from submission 1 Text of A1" in page.text
    assert "100.00 Difference: +1,400.00 10 times or more" in page.text
    assert "1,000.00 Difference: +500.00" in page.text
    assert [one.change for one in row(page, "A3").then] == [None, None]
    assert [one.is_new for one in row(page, "A4").then] == [True, False]
    assert "New: not in 2029 Text of A4" in page.text


def test_actions_added_and_dropped_are_told_with_their_texts(scene):
    scene.submits()
    scene.returns()
    services.cite_actions(
        scene.a3,
        by=scene.signatory,
        citations=[services.CitedAction(scene.actions[3])],
    )
    scene.submits()
    page = scene.opens()
    line = row(page, "A3")
    assert line.cited == {"01.01.04": ["2029", "submission 1"]}
    assert [(one["action"], since) for one, since in line.dropped] == [
        ("01.01.03", ["2029", "submission 1"])
    ]
    assert "01.01.04 Added: not in 2029, submission 1 Do thing 4" in page.text
    assert "Dropped: it was in 2029, submission 1 01.01.03 Do thing 3" in page.text


def test_a_line_that_is_gone_stands_where_it_stood(scene):
    scene.submits()
    page = scene.opens()
    assert rows(page) == ["A1", "A2", "A3", "A4"]
    assert "Gone: it was in 2029 Text of A2 It cited: 01.01.02" in page.text
    assert row(page, "A2").then[0].change.difference == Decimal("-200.00")


def test_texts_of_a_framework_that_changed_are_shown_before_and_after(scene):
    scene.submits()
    page = scene.opens()
    assert "1 text differs from 2029" in page.text
    assert "Before Old problem Now New problem" in page.text


def test_the_summary_counts_lines_and_adds_up_chapters(scene):
    scene.submits()
    page = scene.opens()
    reading = page.context["reading"]
    changes = reading.last_year.changes
    counts = (len(changes.new), len(changes.gone), len(changes.changed))
    assert counts == (1, 1, 1)
    chapter, total = reading.chapters
    assert (chapter.name, chapter.amount) == (
        "4000 Transfers, subsidies and other aid",
        Decimal("1350.00"),
    )
    assert chapter.then[0].difference == Decimal("750.00")
    assert (total.amount, total.then[0].amount) == (
        Decimal("1350.00"),
        Decimal("600.00"),
    )


def test_an_action_that_became_another_is_no_new_one(scene):
    """A2 is gone with 01.01.02, which became 01.01.04; 01.01.01 is dropped."""
    Succession.objects.create(
        predecessor=scene.actions[1],
        successor=scene.actions[3],
        kind="renamed",
        year=2030,
    )
    Citation.objects.filter(line=scene.a1).delete()
    make_citation(scene.a1, scene.actions[3])
    other = make_action(scene.programme, "01.01.09", text_en="Do thing 9")
    Citation.objects.filter(line=scene.a4).delete()
    make_citation(scene.a4, other)
    scene.submits()
    actions = scene.opens().context["reading"].actions
    assert [(one.action.code, one.lines) for one in actions.new] == [
        ("01.01.09", ["A4"])
    ]
    assert [one.action.code for one in actions.dropped] == ["01.01.01"]


def test_only_what_differs_or_is_observed_or_one_framework_is_shown(scene):
    second = make_framework(scene.proposal, "F2")
    scene.line(second, "B1", "10.00", 0)
    scene.submits()
    make_observation(scene.proposal, line=scene.a3, line_code="A3")
    scene.returns()
    scene.changes(scene.a4, description="Other text")
    scene.submits()
    assert rows(scene.opens()) == ["A1", "A2", "A3", "A4", "B1"]
    assert rows(scene.opens(show="submission")) == ["A4"]
    assert rows(scene.opens(show="year")) == ["A1", "A2", "A4", "B1"]
    assert rows(scene.opens(show="observed")) == ["A3"]
    assert rows(scene.opens(framework=second.pk)) == ["B1"]
    page = scene.opens(show="year", framework=second.pk)
    assert rows(page) == ["B1"]
    chosen = [one.name for one in page.context["shows"] if one.chosen]
    assert chosen == ["What differs from 2029"]
    links = [one.query for one in page.context["shows"]]
    assert links[1] == f"?show=submission&framework={second.pk}"
    for query in ({"show": "x"}, {"framework": "x"}, {"framework": "999999"}):
        assert rows(scene.opens(**query)) == ["A1", "A2", "A3", "A4", "B1"]


def test_many_lines_gone_since_last_year_are_shown_only_where_they_are_asked_for(
    scene, monkeypatch
):
    monkeypatch.setattr("budgeting.overview.reviewed.FEW", 0)
    scene.submits()
    page = scene.opens()
    assert rows(page) == ["A1", "A3", "A4"]
    assert "1 line of 2029 is gone. Show them where they stood" in page.text
    assert rows(scene.opens(show="year")) == ["A1", "A2", "A4"]


def test_any_earlier_submission_may_be_compared_with(scene):
    for amount in ("1100.00", "1200.00"):
        scene.submits()
        scene.returns()
        scene.changes(scene.a1, amount=amount)
    scene.submits()
    then = row(scene.opens(since=1), "A1").then
    assert [(one.name, one.amount) for one in then][1:] == [
        ("submission 1", Decimal("1000.00"))
    ]
    for since in ("", "3", "99", "9" * 18, "x"):
        then = row(scene.opens(since=since), "A1").then
        assert then[1].name == "submission 2", since


def test_what_is_read_is_the_submission_and_what_a_catalogue_says_since_is_told(scene):
    made = scene.submits()
    Action.objects.filter(pk=scene.actions[0].pk).update(text_en="Do it better")
    page = scene.opens()
    assert made.content_hash in page.text
    assert "A catalogue was corrected after the submission" in page.text
    assert "Text of action 01.01.01: Do thing 1 → Do it better" in page.text
    assert scene.approves(made.content_hash).status_code == 200
    scene.proposal.refresh_from_db()
    assert scene.proposal.status == "approved"


def test_without_a_correction_nothing_of_the_kind_is_said(scene):
    scene.submits()
    assert "A catalogue was corrected" not in scene.opens().text


def test_a_returned_proposal_is_read_beside_the_submission_that_was_returned(scene):
    scene.submits()
    scene.returns()
    scene.changes(scene.a1, amount="7.00")
    page = scene.opens(show="submission")
    assert "this is what the unit is writing now" in page.text
    assert [(one.name, one.amount) for one in row(page, "A1").then] == [
        ("2029", Decimal("100.00")),
        ("submission 1", Decimal("1000.00")),
    ]


def test_what_was_replaced_is_not_approved_and_what_came_is_shown_beside_it(scene):
    read = scene.submits()
    scene.returns()
    scene.changes(scene.a1, amount="1.00")
    scene.submits()
    page = scene.approves(read.content_hash)
    assert page.request["QUERY_STRING"] == "show=submission&since=1"
    text = said(page)
    assert "submitted again meanwhile" in text
    assert "This is submission 2, of Ana. You had read submission 1" in text
    assert rows(page) == ["A1"]
    scene.proposal.refresh_from_db()
    assert scene.proposal.status == "submitted"


def test_who_changed_what_since_the_return_is_told_by_person_and_line(scene):
    scene.submits()
    asked = make_observation(scene.proposal, line=scene.a3, line_code="A3")
    scene.returns(note="Correct A1")
    scene.changes(scene.a1, amount="1100.00")
    services.reply_to_observation(asked, by=scene.signatory, text="It is right")
    scene.submits()
    page = scene.opens()
    (worker,) = page.context["touched"].workers
    assert (worker.name, worker.lines, worker.answers) == ("Ana", ["A1"], 1)
    assert "Since Norma returned it on" in page.text
    assert "Correct A1" in page.text
    assert "changed 1 line: A1; 1 answer" in page.text
    assert page.text.count("Last changed by Ana") == 1


def test_what_keeps_from_approval_is_said_with_a_link_and_without_a_button(scene):
    scene.submits()
    asked = make_observation(scene.proposal, line=scene.a3, line_code="A3")
    address = reverse("budgeting:review_detail", args=[scene.proposal.pk])
    page = scene.client.get(address).content.decode()
    assert "1 blocking observation is open: nobody can approve" in page
    assert page.count(f'<a href="#observation-{asked.pk}">Line A3</a>') == 2
    assert ">Approve</button>" not in page
    services.resolve_observation(asked, by=scene.analyst, resolution="solved")
    page = scene.client.get(address).content.decode()
    assert page.count(">Approve</button>") == 2
    assert "Nothing keeps it from approval" in page


def test_the_queue_leads_from_the_oldest_to_the_newest(scene):
    names = {
        code: make_proposal(scene.year, make_unit(code), status="submitted").pk
        for code in ("C3", "C1", "C2")  # handed in in this order
    }

    def seen(pk):
        address = reverse("budgeting:review_detail", args=[pk])
        queue = scene.client.get(address).context["queue"]
        near = (queue.previous, queue.next)
        return queue.place, [one and one.code for one in near]

    assert seen(names["C3"]) == (1, [None, "C1"])
    assert seen(names["C1"]) == (2, ["C3", "C2"])
    assert seen(names["C2"]) == (3, ["C1", None])
    assert seen(scene.old.pk) == (None, [None, None])  # of another year
    approved = make_proposal(scene.year, make_unit("C4"), status="approved")
    assert seen(approved.pk) == (None, [None, "C3"])


def test_the_queue_is_that_of_the_units_assigned_to_the_reviewer(scene):
    keys = {}
    for code in ("C3", "C1", "C2"):
        unit = make_unit(code)
        keys[code] = make_proposal(scene.year, unit, status="submitted").pk
        if code != "C1":
            Assignment.objects.create(
                fiscal_year=scene.year,
                unit=unit,
                analyst=scene.analyst,
                by=scene.analyst,
                at=now(),
            )

    def waiting(code):
        address = reverse("budgeting:review_detail", args=[keys[code]])
        return [one.code for one in scene.client.get(address).context["queue"].waiting]

    assert waiting("C3") == ["C3", "C2"]
    assert waiting("C1") == ["C3", "C1", "C2"]  # another's
    move_proposal(Proposal.objects.get(pk=keys["C3"]), "approved")
    assert waiting("C3") == ["C2"]
    move_proposal(Proposal.objects.get(pk=keys["C2"]), "approved")
    assert waiting("C2") == ["C1"]  # none of theirs waits


def test_two_reviewers_see_each_other_and_the_unit_and_the_auditor_none(scene):
    scene.submits()
    at = "Norma is reviewing this proposal now."
    scene.opens()
    assert at not in scene.opens().text
    colleague = scene.browser(make_user("finance_head", first_name="Ester"))
    assert at in scene.opens(colleague).text
    assert at not in scene.opens(scene.browser(make_user("auditor"))).text
    assert {one.user.first_name for one in Presence.objects.all()} == {
        "Norma",
        "Ester",
    }
    beat = reverse("budgeting:proposal_here", args=[scene.proposal.pk])
    thing = {"thing": f"review-{scene.proposal.pk}"}
    told = scene.client.post(beat, thing).json()
    assert told == {"here": "Ester is reviewing this proposal now."}
    assert scene.browser(scene.signatory).post(beat, thing).status_code == 403
    assert scene.client.post(beat, {"thing": "line-1"}).status_code == 403


def asked_of_the_database(lines):
    """The queries of opening a proposal with everything that the page can show."""
    scene = Scene(lines)
    scene.submits()
    make_observation(scene.proposal, line=scene.a3, severity="advisory")
    make_observation(scene.proposal, framework=scene.framework, severity="advisory")
    scene.returns()
    scene.changes(scene.a1, amount="1100.00")
    scene.submits()
    colleague = scene.browser(make_user("finance_head"))
    scene.opens(colleague)
    with CaptureQueriesContext(connection) as found:
        page = scene.opens()
    assert len(rows(page)) == lines + 4
    return len(found)


@pytest.mark.parametrize("lines", [10, 300])
def test_opening_the_page_asks_the_database_20_times_whatever_its_lines(lines):
    assert asked_of_the_database(lines) == 20
