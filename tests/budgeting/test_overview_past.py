"""A proposal at past moments: as it stood, marked with what is different now.

The moments are the times of the entries themselves, each the last of its step.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgeting import services
from budgeting.models import Ceiling, Citation, Proposal, SpendingLine
from budgeting.overview import sheet_of
from budgeting.overview.concerning import concerning, concerning_proposal
from budgeting.overview.differences import compared
from budgeting.overview.past import past_of
from budgeting.overview.steps import moments_of
from programme.models import Action, TrailEntry
from programme.trail import acting
from programme.trail.words import Change
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_waiver,
    make_year,
    move_proposal,
)

pytestmark = pytest.mark.django_db


def last_moment():
    """The time of the newest entry."""
    return TrailEntry.objects.first().at


class Story:
    """A proposal that changed three times, and the moment after each change."""

    def __init__(self):
        self.programme = make_programme()
        self.actions = [
            make_action(self.programme, code, text_en=f"Text of {code}")
            for code in ("01.01.01", "01.01.02", "01.01.03")
        ]
        year = make_year(2030, self.programme)
        self.proposal = make_proposal(year, make_unit("06CD03"), lines=0)
        Ceiling.objects.create(
            fiscal_year=year, unit=self.proposal.unit, amount="2000.00"
        )
        self.framework = make_framework(self.proposal, "MPP-1", name="Water for all")
        self.first = make_line(self.framework, "L1", "1000.00", object_code="4411")
        self.second = make_line(self.framework, "L2", "500.50", object_code="2111")
        self.moments = []
        self.before = TrailEntry.objects.get(
            source="budgeting_proposal", row_id=self.proposal.pk
        ).at - timedelta(microseconds=1)
        for step, change in enumerate((self.cite, self.replace, self.correct)):
            with acting(request=f"request {step}"):
                change()
            self.moments.append(last_moment())

    def cite(self):
        make_citation(self.first, self.actions[0])
        make_citation(self.second, self.actions[1])

    def replace(self):
        """Another citation of the first line; the second line is deleted."""
        Citation.objects.filter(line=self.first).delete()
        make_citation(self.first, self.actions[0], 4000)
        make_citation(self.first, self.actions[2], 6000)
        Citation.objects.filter(line=self.second).delete()
        SpendingLine.objects.filter(pk=self.second.pk).delete()

    def correct(self):
        """The text of an action is corrected, and the proposal handed in."""
        Action.objects.filter(pk=self.actions[2].pk).update(text_en="Corrected text")
        move_proposal(self.proposal, "submitted")


@pytest.fixture
def story():
    return Story()


def cited(past):
    """What each line cited: code, basis points, money and text."""
    return {
        one.line.code: [
            (
                each.citation.action.code,
                each.citation.share,
                each.amount,
                each.citation.action.text_en,
            )
            for each in one.citations
        ]
        for one in past.lines
    }


def test_after_the_first_change_it_is_as_first_cited(story):
    past = past_of(story.proposal.pk, story.moments[0])
    assert past.proposal.status == "draft"
    assert cited(past) == {
        "L1": [("01.01.01", 10000, Decimal("1000.00"), "Text of 01.01.01")],
        "L2": [("01.01.02", 10000, Decimal("500.50"), "Text of 01.01.02")],
    }
    assert [(one.chapter, one.amount) for one in past.totals.chapters] == [
        (2000, Decimal("500.50")),
        (4000, Decimal("1000.00")),
    ]
    assert past.totals.amount == Decimal("1500.50")
    assert (past.totals.ceiling, past.totals.left) == (
        Decimal("2000.00"),
        Decimal("499.50"),
    )
    assert [each.framework.name for each in past.frameworks] == ["Water for all"]


def test_after_the_second_it_lacks_the_deleted_line_and_cites_what_replaced(story):
    past = past_of(story.proposal.pk, story.moments[1])
    assert past.proposal.status == "draft"
    assert cited(past) == {
        "L1": [
            ("01.01.01", 4000, Decimal("400.00"), "Text of 01.01.01"),
            ("01.01.03", 6000, Decimal("600.00"), "Text of 01.01.03"),
        ]
    }
    assert [(one.chapter, one.amount) for one in past.totals.chapters] == [
        (4000, Decimal("1000.00"))
    ]


def test_after_the_third_it_is_submitted_and_the_text_is_the_corrected_one(story):
    past = past_of(story.proposal.pk, story.moments[2])
    assert past.proposal.status == "submitted"
    assert past.submitted_by == story.proposal.submitted_by
    assert cited(past)["L1"][1] == (
        "01.01.03",
        6000,
        Decimal("600.00"),
        "Corrected text",
    )


def test_between_two_entries_only_the_first_has_happened(story):
    removal = TrailEntry.objects.get(
        source="budgeting_spendingline", row_id=story.second.pk, label="delete"
    )
    just_before = removal.at - timedelta(microseconds=1)
    there = past_of(story.proposal.pk, just_before)
    gone = past_of(story.proposal.pk, removal.at)
    assert [one.line.code for one in there.lines] == ["L1", "L2"]
    assert [one.line.code for one in gone.lines] == ["L1"]


def test_before_it_was_begun_there_was_none(story):
    assert past_of(story.proposal.pk, story.before) is None
    assert past_of(story.proposal.pk + 1000) is None


def test_a_deleted_proposal_is_still_read_at_its_moments():
    proposal = make_proposal(lines=0)
    key, there = proposal.pk, last_moment()
    proposal.delete()
    assert past_of(key, there).proposal.status == "draft"
    assert past_of(key) is None
    assert compared(past_of(key, there), None).frameworks == []


def test_lines_and_frameworks_that_were_removed_are_left_out_until_restored(story):
    officer = make_user("preparer", story.proposal.unit)
    proposal = make_proposal(story.proposal.fiscal_year, unit=make_unit())
    officer = make_user("preparer", proposal.unit)
    (line,) = proposal.lines.all()
    services.remove_line(line, by=officer)
    removed = last_moment()
    services.restore_line(line, by=officer)
    assert past_of(proposal.pk, removed).lines == []
    assert [one.line.pk for one in past_of(proposal.pk).lines] == [line.pk]
    services.remove_framework(proposal.frameworks.get(), by=officer)
    assert past_of(proposal.pk).frameworks == []


def test_a_waiver_counts_while_it_was_in_force():
    proposal = make_proposal(lines=0)
    line = make_line(make_framework(proposal), amount="10.00")
    bare = last_moment()
    waiver = make_waiver(line, reason="A court's order")
    waived = last_moment()
    SpendingLine.objects.filter(pk=line.pk).update(amount="11.00")
    states = [
        (past_of(proposal.pk, at).lines[0].state, past_of(proposal.pk, at).lines[0])
        for at in (bare, waived, None)
    ]
    assert [state for state, _line in states] == ["uncited", "waived", "uncited"]
    assert states[1][1].waiver.reason == "A court's order"
    assert states[1][1].waiver.by == waiver.by


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "approved"])
def test_as_it_stands_the_trail_says_what_the_live_page_says(status):
    proposal = make_proposal(lines=3, status=status)
    past, sheet = past_of(proposal.pk), sheet_of(Proposal.objects.get(pk=proposal.pk))
    assert [
        (one.line.pk, one.line.amount, one.state, [x.amount for x in one.citations])
        for one in past.lines
    ] == [
        (one.line.pk, one.line.amount, one.state, [x.amount for x in one.citations])
        for one in sheet.lines
    ]
    assert past.totals == sheet.totals
    assert past.proposal.status == status


def test_what_is_different_now_is_marked(story):
    now = past_of(story.proposal.pk)
    comparison = compared(past_of(story.proposal.pk, story.moments[0]), now)
    (framework,) = comparison.frameworks
    first, second = framework.lines
    assert not comparison.same
    assert Change("Status", "Draft", "Submitted") in comparison.changes
    assert (framework.gone, framework.changes, second.gone) == (False, [], True)
    assert first.changes == [
        Change("Citations", "01.01.01 (100 %)", "01.01.01 (40 %); 01.01.03 (60 %)")
    ]
    assert comparison.added_lines == []

    since = compared(past_of(story.proposal.pk, story.moments[1]), now)
    assert since.frameworks[0].lines[0].changes == [
        Change("Text of action 01.01.03", "Text of 01.01.03", "Corrected text")
    ]
    assert compared(now, now).same


def test_lines_and_frameworks_added_since_are_named():
    proposal = make_proposal(lines=1)
    then = last_moment()
    framework = make_framework(proposal, "MPP-9")
    line = make_line(framework, "L9")
    proposal.lines.exclude(pk=line.pk).update(amount="7.25")
    comparison = compared(past_of(proposal.pk, then), past_of(proposal.pk))
    assert [one.framework.code for one in comparison.added_frameworks] == ["MPP-9"]
    assert [one.line.code for one in comparison.added_lines] == ["L9"]
    assert comparison.frameworks[0].lines[0].changes == [
        Change("Amount", "1,000.00", "7.25")
    ]


def test_the_moments_of_a_proposal_are_its_requests_one_after_the_other(story):
    pk, cites = story.proposal.pk, [one.pk for one in story.actions]
    moments = moments_of(pk, story.moments[1], cites)
    assert [one.at for one in moments.all[-3:]] == story.moments
    assert [one.act for one in moments.all[-3:]] == [
        "request 0",
        "request 1",
        "request 2",
    ]
    # the citations deleted, two made, one deleted, the line deleted; handed in by whom
    assert [one.entries for one in moments.all[-3:]] == [2, 5, 3]
    assert moments.current.at == story.moments[1]
    assert moments.previous.at == story.moments[0]
    assert moments.next.at == story.moments[2]
    assert moments_of(pk, None, cites).next is None
    first = moments_of(pk, story.before, cites)
    assert (first.current, first.previous, first.next) == (None, None, moments.all[0])
    # without the corrected text of an action it cites, the hand-in and by whom
    assert moments_of(pk, None).all[-1].entries == 2


def test_a_moment_tells_the_events_that_it_added_to_the_story():
    unit = make_unit()
    signatory = make_user("signatory", unit)
    proposal = make_proposal(unit=unit)
    with acting(by=signatory, request="hand in"):
        services.submit_proposal(proposal, by=signatory)
    moment = moments_of(proposal.pk, None).current
    assert [told.title for told in moment.story] == ["Submitted"]
    assert (moment.who, moment.act) == (signatory.username, "hand in")


def test_within_a_change_it_is_said_that_it_was_still_being_written(story):
    pk = story.proposal.pk
    replacing = moments_of(pk, None).all[-2]
    assert replacing.began < story.moments[1]
    within = moments_of(pk, replacing.began)
    assert (within.under_way, within.current.act) == (replacing, "request 0")
    assert moments_of(pk, story.moments[1]).under_way is None
    assert moments_of(pk, story.moments[0]).under_way is None
    assert moments_of(pk, None).under_way is None


def test_the_moments_listed_are_those_nearest():
    proposal = make_proposal(lines=0)
    for number in range(6):
        with acting(request=f"r{number}"):
            Proposal.objects.filter(pk=proposal.pk).update(version=number + 2)
    moments = moments_of(proposal.pk, None)
    third = moments_of(proposal.pk, moments.all[2].at)
    assert [one.act for one in moments.around(2)] == ["r5", "r4"]
    assert third.current in third.around(2)
    assert len(third.around(100)) == 7


def test_a_past_of_many_lines_asks_no_more_than_one_of_few():
    few, many = make_proposal(lines=1), make_proposal(make_year(2031), lines=40)

    def asked(proposal):
        with CaptureQueriesContext(connection) as queries:
            past = past_of(proposal.pk, last)
            compared(past, past)
        with CaptureQueriesContext(connection) as steps:
            moments_of(proposal.pk, last)
        return len(queries), len(steps)

    last = last_moment()
    assert asked(few) == asked(many) == (3, 3)
    assert len(past_of(many.pk, last).lines) == 40


def test_what_concerns_a_proposal_is_its_own_and_no_others(story):
    other = make_proposal(story.proposal.fiscal_year, lines=2)
    entries = TrailEntry.objects.filter(concerning_proposal(story.proposal.pk))
    of_other = TrailEntry.objects.filter(concerning_proposal(other.pk))
    # itself and handed in, a framework, two lines and one deleted, two citations made,
    # two deleted, two made; and who handed it in
    assert entries.count() == 2 + 1 + 3 + 6 + 1
    assert not {*entries.values_list("entry")} & {*of_other.values_list("entry")}
    year, unit = story.proposal.fiscal_year_id, story.proposal.unit_id
    of_unit = TrailEntry.objects.filter(concerning(unit=unit, year=year))
    assert of_unit.count() == 13 + 1  # and its ceiling
    whole_unit = TrailEntry.objects.filter(concerning(unit=unit, year=None))
    assert whole_unit.count() == 13 + 1 + 1  # and the unit itself
    whole_year = TrailEntry.objects.filter(concerning(unit=None, year=year))
    own = {*entries.values_list("entry")} | {*of_other.values_list("entry")}
    assert {*whole_year.values_list("entry")} > own
    assert TrailEntry.objects.filter(concerning(unit=unit, year=1999)).count() == 0
