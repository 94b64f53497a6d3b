"""Finding actions for a line: the script's address, the filters, the plain page."""

import json

import pytest
from django.urls import reverse
from django.utils.translation import override

from programme.models import Action, BudgetUnit, Succession
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_proposal,
    make_unit,
    make_user,
    make_year,
    move_proposal,
)
from tests.programme.catalogue import make_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(client):
    """A line of unit U1's draft of 2030, its preparer signed in; in 2028, the last
    year approved, the unit cited two actions, of which one became another."""
    programme = make_catalogue()
    unit = BudgetUnit.objects.get(code="U1")
    actions = {one.code: one for one in Action.objects.filter(programme=programme)}
    approved_year(2027, programme, unit, [actions["12.01.01"]])
    approved_year(2028, programme, unit, [actions["09.02.01"], actions["09.02.10"]])
    Succession.objects.create(
        predecessor=actions["09.02.10"],
        successor=actions["25.02.04"],
        kind="renamed",
        year=2012,
    )
    proposal = make_proposal(make_year(2030, programme), unit)
    client.force_login(make_user("preparer", unit))
    return make_line(make_framework(proposal))


def approved_year(year, programme, unit, actions):
    """A past year whose imported proposal of the unit cites these actions."""
    fiscal_year = make_year(year, programme, linking="requested")
    proposal = make_proposal(fiscal_year, unit, origin="imported", lines=0)
    framework = make_framework(proposal)
    for action in actions:
        make_citation(make_line(framework), action)
    move_proposal(proposal, "approved")


def find(client, **asked):
    """The status, and what the script reads."""
    with override("es"):
        answer = client.get(reverse("budgeting:action_find"), asked)
    assert answer["Content-Type"] == "application/json"
    assert len(answer.content) <= 10 * 1024
    return answer.status_code, json.loads(answer.content)


def codes(client, **asked):
    status, said = find(client, **asked)
    assert status == 200
    assert said["count"] >= len(said["results"])
    return [one["code"] for one in said["results"]]


def test_an_action_is_found_with_its_chapter_and_where_its_words_stand(client, line):
    status, said = find(client, line=line.pk, q="fugas del agua")
    first = said["results"][0]
    action = Action.objects.get(code="10.01.01")
    assert (status, first) == (
        200,
        {
            "id": action.pk,
            "code": "10.01.01",
            "text": "Reparar fugas de la red de agua potable",
            "marked": [[8, 13], [27, 31], [32, 39]],
            "right": "Derecho al agua",
        },
    )


def test_places_are_counted_as_a_browser_counts(client, line):
    action = Action.objects.get(code="10.01.01")
    action.text_es = "🌊 Reparar fugas"
    action.save()
    _status, said = find(client, line=line.pk, q="fugas")
    assert said["results"][0]["marked"] == [[11, 16]]


def test_a_text_without_translation_says_its_language(client, line):
    make_action(
        line.proposal.fiscal_year.programmes.get(),
        "10.09.01",
        text_es="",
        text_en="Desalinate",
        serial=900,
    )
    _status, said = find(client, line=line.pk, q="desalinate")
    assert said["results"][0]["lang"] == "en"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"right": "12", "q": "libros"}, ["12.02.02"]),
        ({"group": "16", "q": "lluvia"}, ["10.02.01"]),
        ({"own": "on"}, ["09.01.01", "10.02.01"]),
        ({"own": "on", "group": "16"}, ["10.02.01"]),
        ({"last_year": "on"}, ["09.02.01", "25.02.04"]),
        ({"last_year": "on", "right": "09"}, ["09.02.01"]),
        ({"term": "long"}, []),  # the only one is retired
        ({"term": "short", "right": "14", "q": "partos"}, ["14.02.01"]),
        ({"q": "10.1.2"}, ["10.01.02"]),
        ({}, []),
    ],
)
def test_filters_narrow_what_is_found(client, line, asked, expected):
    assert codes(client, line=line.pk, **asked) == expected


def test_a_retired_action_is_never_offered_by_words_code_or_last_year(client, line):
    for asked in ({"q": "autobuses"}, {"q": "09.02.10"}, {"last_year": "on"}):
        assert "09.02.10" not in codes(client, line=line.pk, **asked)


def test_what_is_chosen_already_is_left_out(client, line):
    action = Action.objects.get(code="09.01.01")
    found = codes(client, line=line.pk, own="on", without=f"{action.pk},x,")
    assert found == ["10.02.01"]


def test_an_answer_is_small_however_long_the_texts_are(client, line):
    for one in Action.objects.exclude(code="09.02.10"):
        one.text_es = f"Educación {one.code} " + "ñandú " * 400
        one.save()
    status, said = find(client, line=line.pk, q="educación")
    assert (status, said["count"]) == (200, 29)
    assert 0 < len(said["results"]) < 15
    assert len(said["results"][0]["text"]) == 600


def test_where_nothing_is_found_the_answer_says_what_to_try(client, line):
    _status, said = find(client, line=line.pk, q="bebedores", right="25")
    assert said["results"] == []
    assert "1" in said["detail"]
    _status, said = find(client, line=line.pk, q="alfabetijxk")
    assert said["meant"] == "alfabetizar"
    _status, said = find(client, line=line.pk, q="xyzzyq")
    assert said["meant"] == ""


def test_a_proposal_may_be_named_instead_of_a_line(client, line):
    assert codes(client, proposal=line.proposal_id, q="braille") == ["25.01.04"]


@pytest.mark.parametrize(
    "asked",
    [{}, {"line": "x"}, {"line": "0"}, {"proposal": "99999999"}, {"line": "9" * 40}],
)
def test_without_a_proposal_that_i_see_there_is_nothing(client, line, asked):
    status, said = find(client, q="agua", **asked)
    assert (status, set(said)) == (404, {"detail"})


def test_another_unit_s_line_does_not_exist(client, line):
    client.force_login(make_user("preparer", make_unit()))
    assert find(client, line=line.pk, q="agua")[0] == 404


@pytest.mark.parametrize(
    "asked", [{"right": "99"}, {"term": "soon"}, {"q": "a" * 201}, {"group": "12"}]
)
def test_a_question_that_cannot_be_read_is_refused_in_a_sentence(client, line, asked):
    status, said = find(client, line=line.pk, **asked)
    assert status == 400
    assert said["detail"]


def test_signed_out_the_script_is_told_where_to_sign_in(client, line):
    client.logout()
    status, said = find(client, line=line.pk, q="agua")
    assert (status, set(said)) == (401, {"detail", "sign_in"})
    assert said["sign_in"] == "/es/sign-in/"


def test_an_action_is_found_with_few_queries(
    client, line, django_assert_max_num_queries
):
    find(client, line=line.pk, q="agua")
    with django_assert_max_num_queries(12):
        find(client, line=line.pk, q="agua", right="10")


def test_the_form_of_one_action_more_comes_alone_and_saves_nothing(client, line):
    action = Action.objects.get(code="10.01.01")
    page = client.get(reverse("budgeting:line_cite_row", args=[line.pk, action.pk]))
    text = page.content.decode()
    assert f'name="cited" value="{action.pk}"' in text
    assert f'name="a{action.pk}-share"' in text
    assert "<html" not in text
    assert not line.citations.exists()
    for other in (Action.objects.get(code="09.02.10").pk, 99_999_999):
        missing = reverse("budgeting:line_cite_row", args=[line.pk, other])
        assert client.get(missing).status_code == 404


def page_of(client, line, **asked):
    with override("en"):
        address = reverse("budgeting:line_cite", args=[line.pk])
    page = client.get(address, asked)
    assert page.status_code == 200
    return page.content.decode()


def offered(page):
    """How many actions the search offers; suggestions stand before it."""
    return page.partition('id="offers"')[2].count('name="add"')


def test_the_plain_page_has_the_filters_and_keeps_them_after_adding(client, line):
    text = page_of(client, line, last_year="on", term="short")
    assert "Only actions that this unit cited in 2028" in text
    assert offered(text) == 2
    added = {
        "version": line.version,
        "add": Action.objects.get(code="09.02.01").pk,
        "last_year": "on",
        "term": "short",
        "do": "add",
    }
    with override("en"):
        address = reverse("budgeting:line_cite", args=[line.pk])
    page = client.post(address, added)
    assert page.url.endswith("?term=short&last_year=True")
    text = client.get(page.url).content.decode()
    assert offered(text) == 1
    assert "<details open>" in text


def test_a_unit_without_an_approved_year_is_not_asked_about_it(client, line):
    unit = make_unit()
    proposal = make_proposal(line.proposal.fiscal_year, unit)
    client.force_login(make_user("preparer", unit))
    text = page_of(client, make_line(make_framework(proposal)))
    assert "that this unit cited in" not in text


def test_the_plain_page_says_what_to_try_where_nothing_is_found(client, line):
    text = page_of(client, line, q="bebederos", right="25")
    assert "without them 1 action is." in text
    assert 'href="?q=bebederos"' in text
    text = page_of(client, line, q="alfabetijxk")
    assert 'href="?q=alfabetizar"' in text
    assert "Did you mean “alfabetizar”?" in text


def test_no_page_carries_the_catalogue(client, line):
    text = page_of(client, line, q="a las personas de la ciudad", right="25")
    assert text.count('name="add"') <= 20
    assert "Sign language" not in page_of(client, line)
