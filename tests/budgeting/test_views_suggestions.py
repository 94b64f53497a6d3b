"""Suggestions over HTTP, without JavaScript: shown, cited, set aside, brought back."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.suggestions import accuracy_of
from tests.factories import (
    make_action,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """A preparer before an uncited line that two of three actions are like."""
    programme = make_programme()
    for code, text in (
        ("16.01.01", "Open shelters for women"),
        ("16.01.02", "Train judges about women"),
        ("10.01.01", "Repair water pipes"),
    ):
        make_action(programme, code, text_es="", text_en=text)
    programme.strategies.update(text_es="", text_en="Strategy")
    proposal = make_proposal(make_year(2031, programme), lines=0)
    framework = make_framework(proposal, name="", problem="", target_population="")
    client.line = make_line(framework, "L1", description="Shelters for women")
    client.officer = make_user("preparer", proposal.unit)
    client.force_login(client.officer)
    client.shelters, client.judges, client.pipes = (
        programme.actions.get(code=code)
        for code in ("16.01.01", "16.01.02", "10.01.01")
    )
    return client


def page(desk, query=""):
    address = reverse("budgeting:line_cite", args=[desk.line.pk])
    return desk.get(f"{address}{query}").content.decode()


def press(desk, follow=True, **data):
    """Send the page's form, with what it carries."""
    address = reverse("budgeting:line_cite", args=[desk.line.pk])
    carried = re.findall(r'name="suggested" value="([^"]+)"', page(desk))
    data = {"suggested": carried} | data
    return desk.post(address, data, follow=follow)


def kept(desk):
    """What is recorded: action, rank and outcome of each."""
    rows = desk.line.suggestions.order_by("rank")
    return [(one.action_id, one.rank, one.outcome) for one in rows]


def test_a_page_shows_suggestions_above_the_search_and_writes_nothing(desk):
    page(desk)  # the session's own first request
    with CaptureQueriesContext(connection) as found:
        text = page(desk)
    assert not [q for q in found if "UPDATE" in q["sql"] or "INSERT" in q["sql"]]
    assert 0 < text.index("Suggested for this line") < text.index("Find actions")
    assert "These words match: Shelters, women." in text
    assert "Repair water pipes" not in text
    assert kept(desk) == []


def test_what_was_shown_is_recorded_when_the_form_is_sent_and_cites_nothing(desk):
    for _ in range(2):
        press(desk, do="search", q="water")
        assert kept(desk) == [(desk.shelters.pk, 1, ""), (desk.judges.pk, 2, "")]
    row = desk.line.suggestions.first()
    assert (row.shown_to, row.decided_at) == (desk.officer, None)
    assert row.reasons == [{"kind": "words", "words": ["Shelters", "women"]}]
    assert not desk.line.citations.exists()


@pytest.mark.parametrize("tampered", ["x", "WzFd:1abc:def", "another line"])
def test_what_the_site_did_not_suggest_for_the_line_is_not_recorded(desk, tampered):
    if tampered == "another line":
        other = make_line(desk.line.framework, description="Shelters for women")
        desk.line, own = other, desk.line
        tampered = re.search(r'name="suggested" value="([^"]+)"', page(desk))[1]
        desk.line = own
    press(desk, suggested=tampered, do="search", q="water")
    assert kept(desk) == []


def test_a_suggestion_that_moved_is_recorded_where_it_stands_now(desk):
    press(desk, do="search", q="water")
    desk.line.description = "Train judges"
    desk.line.save()
    press(desk, do="search", q="water")
    assert kept(desk) == [(desk.shelters.pk, 1, ""), (desk.judges.pk, 1, "")]


def test_what_is_ticked_is_cited_and_recorded_as_cited_once(desk):
    for _ in range(2):
        press(desk, add=desk.shelters.pk, do="save")
        assert kept(desk) == [
            (desk.shelters.pk, 1, "accepted"),
            (desk.judges.pk, 2, ""),
        ]
    assert desk.line.suggestions.first().decided_by == desk.officer
    assert [one.action for one in desk.line.citations.all()] == [desk.shelters]
    assert "Open shelters" not in page(desk).split('id="suggestions"')[1]


def test_what_was_never_suggested_is_cited_without_a_record(desk):
    press(desk, add=desk.pipes.pk, do="save")
    assert [outcome for _, _, outcome in kept(desk)] == ["", ""]


def test_not_for_this_line_hides_it_there_until_it_is_asked_for(desk):
    for _ in range(2):
        answer = press(desk, reject=desk.shelters.pk, follow=False)
        assert answer.url.endswith("/cite/#suggestions")
        assert kept(desk)[0] == (desk.shelters.pk, 1, "rejected")
    text = page(desk)
    assert "Action 16.01.01 is not suggested for this line any more." in text
    assert "Open shelters" not in text and "Train judges" in text
    assert "Show the one you set aside" in text
    answer = press(desk, do="aside", follow=False)
    assert answer.url.endswith("/cite/?aside=1#suggestions")
    text = page(desk, "?aside=1")
    assert "Open shelters for women" in text and "Suggest 16.01.01 again" in text
    answer = press(desk, restore=desk.shelters.pk, aside="1", follow=False)
    assert answer.url.endswith("/cite/?aside=1#suggestions")
    assert (desk.shelters.pk, 1, "") in kept(desk)
    assert "Open <mark>shelters</mark>" in page(desk)
    assert "set aside" not in page(desk)


def test_pressing_not_for_this_line_keeps_what_was_ticked_beside_it(desk):
    press(desk, add=[desk.shelters.pk, desk.judges.pk], reject=desk.judges.pk)
    assert [one.action for one in desk.line.citations.all()] == [desk.shelters]
    assert kept(desk) == [
        (desk.shelters.pk, 1, "accepted"),
        (desk.judges.pk, 2, "rejected"),
    ]


def test_another_line_still_suggests_what_was_set_aside_on_this_one(desk):
    press(desk, reject=desk.shelters.pk)
    other = make_line(desk.line.framework, description="Shelters for women")
    text = desk.get(reverse("budgeting:line_cite", args=[other.pk])).content.decode()
    assert "Open <mark>shelters</mark>" in text


def test_what_was_not_suggested_is_not_set_aside_and_the_page_says_so(desk):
    text = press(desk, reject=desk.pipes.pk).content.decode()
    assert "Action 10.01.01 was not suggested for this line." in text
    press(desk, reject="x'--")
    press(desk, reject="99999999999999999999")
    assert not desk.line.suggestions.filter(outcome="rejected").exists()


def test_what_the_line_cites_is_removed_and_not_set_aside(desk):
    press(desk, add=desk.shelters.pk, do="save")
    with pytest.raises(WorkflowError, match=r"This line cites action 16\.01\.01"):
        services.set_suggestion_aside(desk.line, action=desk.shelters, by=desk.officer)


def test_a_line_like_nothing_and_a_line_without_words_say_so(desk):
    desk.line.description = "Xyzzy"
    desk.line.save()
    assert "Nothing to suggest: no action shares enough words" in page(desk)
    desk.line.description = ""
    desk.line.save()
    text = page(desk)
    assert "Nothing to suggest yet: this line has no description." in text
    assert reverse("budgeting:line_edit", args=[desk.line.pk]) in text


def test_a_line_declared_to_have_no_action_suggests_none(desk):
    desk.line.proposal.fiscal_year.linking = "requested"
    desk.line.proposal.fiscal_year.save()
    services.screen_line(desk.line, by=desk.officer, reason="Nómina")
    assert "Suggested for this line" not in page(desk)
    assert kept(desk) == []


def test_accuracy_counts_lines_by_the_highest_place_of_what_they_cite(desk, capsys):
    assert accuracy_of(2031).lines == 0
    press(desk, add=desk.judges.pk, do="save")  # it stood second
    press(desk, reject=desk.shelters.pk)
    other = make_line(desk.line.framework, description="Shelters for women")
    judged, desk.line = desk.line, other
    press(desk, do="search", q="water")  # this line cites nothing
    desk.line = judged
    found = accuracy_of(2031)
    assert (found.shown, found.cited, found.set_aside) == (4, 1, 1)
    assert (found.lines, found.within) == (1, {1: 0, 5: 1, 10: 1})
    call_command("suggestion_accuracy", year=2031)
    said = capsys.readouterr().out
    assert "2031: 4 suggestions shown, 1 cited, 1 set aside." in said
    assert "one cited stood in the first  5: 1 (100.0%)" in said
    with pytest.raises(CommandError, match="There is no fiscal year 1950"):
        call_command("suggestion_accuracy", year=1950)
