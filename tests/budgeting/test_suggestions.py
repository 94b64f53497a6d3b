"""Which actions are suggested for a line, in which order, and for which reasons.

The catalogue has four actions; every order here was worked out by hand.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from budgeting.models import SpendingLine
from budgeting.suggestions import Asked, read_ahead, suggestions_for
from budgeting.suggestions.precedents import PastLine, Precedents
from budgeting.suggestions.reasons import SENTENCES, Reason
from programme.models import ActionBody, Succession
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_right,
    make_unit,
    make_user,
    make_year,
    move_proposal,
)

pytestmark = pytest.mark.django_db

TEXTS = {
    "10.01.01": "Reparar fugas de agua en las colonias del oriente",
    "10.01.02": "Instalar bebederos de agua en escuelas",
    "12.01.01": "Dotar de libros a las escuelas primarias",
    "16.01.01": "Abrir refugios para mujeres que viven violencia",
}


@pytest.fixture
def city():
    """A year with the four actions, and a unit whose draft has one line to cite."""
    programme = make_programme()
    for code, kind, name in (
        ("10", "right", "Derecho al agua"),
        ("12", "right", "Derecho a la educación"),
        ("16", "group", "Derechos de las mujeres"),
    ):
        make_right(programme, code, kind=kind, name_es=name, name_en="")
    for code, text in TEXTS.items():
        make_action(programme, code, text_es=text, text_en="")
    programme.strategies.update(text_es="", text_en="Strategy")
    year, unit = make_year(2031, programme), make_unit("U1", name="Aguas de la ciudad")
    return a_line(make_proposal(year, unit, lines=0), "Reparar fugas de agua")


def a_line(proposal, description, **kwargs):
    framework = make_framework(
        proposal, name="", problem="", objective="", target_population="",
        expected_result="",
    )  # fmt: skip
    line = make_line(framework, description=description, **kwargs)
    return SpendingLine.objects.select_related("framework", "proposal__unit").get(
        pk=line.pk
    )


def action(line, code):
    return line.proposal.fiscal_year.main_programme.actions.get(code=code)


def past(line, description, code, *, unit=None, year=2030, published=True, **kwargs):
    """A unit's approved proposal of an earlier year, of one line that cites `code`."""
    programme = line.proposal.fiscal_year.main_programme
    earlier = programme.years.filter(year=year).first() or make_year(year, programme)
    proposal = make_proposal(earlier, unit or line.proposal.unit, lines=0)
    before = a_line(proposal, description, **kwargs)
    make_citation(before, action(line, code))
    move_proposal(proposal, "submitted")
    move_proposal(proposal, "approved")
    if published:
        programme.years.filter(year=year).update(published_at="2030-12-01T00:00Z")
    return before


def codes(line, **kwargs):
    found = suggestions_for(line, cited=kwargs.pop("cited", ()), **kwargs)
    return [one.found.code for one in found.all]


def reasons(line, code):
    found = suggestions_for(line, cited=())
    return next(
        one.reasons
        for one in [*found.first, *found.more]
        if one.suggestion.found.code == code
    )


def test_the_action_that_shares_more_words_stands_first(city):
    assert codes(city) == ["10.01.01", "10.01.02"]
    assert reasons(city, "10.01.01") == ["These words match: Reparar, fugas, agua."]
    assert reasons(city, "10.01.02") == ["These words match: agua."]


def test_words_are_quoted_as_the_officer_wrote_them_and_mended_where_misspelt(city):
    city.description = "Bebedéros e INSTALACIONES p/ escuelaz"
    assert codes(city)[0] == "10.01.02"
    assert reasons(city, "10.01.02")[0] == "These words match: Bebedéros, escuelaz."


def test_what_the_unit_cited_last_year_for_the_same_line_stands_first(city):
    past(city, "Reparar fugas de agua", "16.01.01")
    assert codes(city) == ["16.01.01", "10.01.01", "10.01.02"]
    assert reasons(city, "16.01.01") == [
        "Your unit cited it in 2030 for this same line: “Reparar fugas de agua”"
    ]


def test_another_unit_s_published_line_weighs_less_than_the_unit_s_own(city):
    other = make_unit("U2", name="Obras")
    past(city, "Reparar fugas de agua potable", "16.01.01", unit=other)
    past(city, "Reparar fugas de agua potable", "12.01.01")
    assert codes(city)[:2] == ["12.01.01", "10.01.01"]
    assert reasons(city, "16.01.01") == [
        "Obras cited it in 2030 for a line like this: “Reparar fugas de agua potable”"
    ]


@pytest.mark.parametrize("state", ["draft", "approved, not published", "same year"])
def test_what_other_units_have_not_published_is_no_evidence(city, state):
    other = make_unit("U2")
    if state == "approved, not published":
        past(city, city.description, "16.01.01", unit=other, published=False)
    else:
        year = city.proposal.fiscal_year
        if state == "draft":
            year = make_year(
                2030, year.main_programme, published_at="2030-12-01T00:00Z"
            )
        proposal = make_proposal(year, other, lines=0)
        line = a_line(proposal, city.description)
        make_citation(line, action(city, "16.01.01"))
        if state == "same year":
            move_proposal(proposal, "submitted")
            move_proposal(proposal, "approved")
    assert codes(city) == ["10.01.01", "10.01.02"]


def test_the_unit_s_own_approved_line_is_evidence_before_it_is_published(city):
    past(city, city.description, "16.01.01", published=False)
    assert codes(city)[0] == "16.01.01"


def test_an_action_that_names_the_unit_passes_one_that_says_a_little_more(city):
    city.description = "Agua para escuelas y libros"
    assert codes(city)[:2] == ["12.01.01", "10.01.02"]
    ActionBody.objects.create(
        action=action(city, "10.01.02"), unit=city.proposal.unit, position=1
    )
    assert codes(city)[:2] == ["10.01.02", "12.01.01"]
    assert reasons(city, "10.01.02")[-1] == "It names your unit as responsible."


def test_the_population_group_that_the_line_names_is_a_reason(city):
    city.description = "Refugios y apoyo a mujeres"
    assert reasons(city, "16.01.01") == [
        "These words match: Refugios, mujeres.",
        "It serves the same population group: Derechos de las mujeres.",
    ]


def test_what_lines_of_its_function_and_partida_cite_is_a_reason(city):
    for _ in range(4):
        past(city, "Otra cosa distinta", "10.01.01", unit=make_unit())
    assert len(reasons(city, "10.01.01")) == 1
    past(city, "Otra cosa distinta", "10.01.01", unit=make_unit())
    assert reasons(city, "10.01.01")[1:] == [
        "Lines of the function “Social protection” often cite this right.",
        "Lines of partida 4411 often cite this right.",
    ]


def test_retired_cited_and_set_aside_actions_are_never_suggested(city):
    first, second = action(city, "10.01.01"), action(city, "10.01.02")
    assert codes(city, cited={first.pk}) == ["10.01.02"]
    first.retired_from = 2031
    first.save()
    assert codes(city) == ["10.01.02"]
    first.retired_from = 2032
    first.save()
    assert codes(city) == ["10.01.01", "10.01.02"]
    city.suggestions.create(
        action=second, rank=2, shown_at="2031-01-01T00:00Z", outcome="rejected",
        shown_to=make_user(),
    )  # fmt: skip
    assert codes(city) == ["10.01.01"]
    assert suggestions_for(city, cited=()).aside == [second]


def test_what_a_retired_action_became_is_suggested_in_its_place(city):
    past(city, city.description, "16.01.01")
    old, new = action(city, "16.01.01"), action(city, "12.01.01")
    old.retired_from = 2031
    old.save()
    Succession.objects.create(predecessor=old, successor=new, kind="merged", year=2031)
    assert codes(city) == ["12.01.01", "10.01.01", "10.01.02"]


def test_a_line_that_is_like_nothing_gets_nothing(city):
    city.description = "Xyzzy"
    assert codes(city) == []
    city.description = ""
    assert not suggestions_for(city, cited=()).described


def test_the_framework_s_words_count_less_and_alone_they_still_suggest(city):
    city.description = ""
    city.framework.name = "Refugios para mujeres"
    assert codes(city)[0] == "16.01.01"
    assert reasons(city, "16.01.01")[0] == (
        "These words of the policy framework match: Refugios, mujeres."
    )
    city.description = "Libros"
    assert codes(city)[0] == "12.01.01"


def test_the_same_data_give_the_same_suggestions_however_they_are_read(city):
    past(city, "Fugas y bebederos de agua", "12.01.01", unit=make_unit())
    first = suggestions_for(city, cited=()).all
    assert [suggestions_for(city, cited=()).all for _ in range(3)] == [first] * 3
    ties = [
        PastLine(2030, 1, "", "Agua potable", "", "", True, (key,), ())
        for key in (3, 1, 2)
    ]
    asked = Asked(2031, 1, "Agua potable")
    forth = Precedents(ties).by_action(asked)
    back = Precedents(reversed(ties)).by_action(asked)
    assert {k: v.score for k, v in forth.items()} == {
        k: v.score for k, v in back.items()
    }


def test_a_precedent_left_out_is_no_evidence():
    line = PastLine(2030, 1, "", "Fugas de agua", "", "", True, (1,), ())
    whole = Precedents([line, line._replace(description="Fugas de gas")])
    assert [one.description for one in whole.without(["fugas, AGUA"]).lines] == [
        "Fugas de gas"
    ]


def test_suggesting_asks_at_most_a_dozen_queries_however_much_there_is(city):
    for number in range(6):
        past(city, f"Reparar fugas {number}", "10.01.01", unit=make_unit())
    suggestions_for(city, cited=())
    line = SpendingLine.objects.select_related("framework", "proposal__unit").get(
        pk=city.pk
    )
    with CaptureQueriesContext(connection) as found:
        assert suggestions_for(line, cited=()).first
    assert len(found) <= 12


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_every_reason_is_said_in_both_languages(kind):
    said = {
        "same": False, "units": 2, "unit": "U", "year": 2030, "line": "L",
        "words": ["w"], "group": "G", "code": "2.3",
    }  # fmt: skip
    said_by = {}
    for language in ("en", "es"):
        with translation.override(language):
            said_by[language] = str(Reason(kind, said))
    assert said_by["en"] and said_by["en"] != said_by["es"]


def test_what_is_read_ahead_is_not_read_again_by_the_first_suggestion(city):
    past(city, "Sellado de tuberías", "10.01.02")
    assert read_ahead() == [2031]
    with CaptureQueriesContext(connection) as asked:
        codes(city)
    said = " ".join(one["sql"] for one in asked.captured_queries)
    assert 'FROM "programme_strategy"' not in said
    assert 'FROM "budgeting_citation"' not in said
