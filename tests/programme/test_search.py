import pytest
from django.db import transaction

from programme.search import Filters, search_actions
from programme.search.words import Vocabulary, slips_between, stem
from tests.factories import make_action, make_programme
from tests.programme.catalogue import make_catalogue

pytestmark = pytest.mark.django_db


def codes(programme, query, **kwargs):
    return [found.code for found in search_actions(programme, query, **kwargs)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("10.01.02", ["10.01.02"]),
        ("10.1.2", ["10.01.02"]),
        ("10.01", ["10.01.01", "10.01.02", "10.01.03"]),
        ("10.01.", ["10.01.01", "10.01.02", "10.01.03"]),
        ("10.02.0", ["10.02.01"]),
        ("9.2", ["09.02.01", "09.02.10"]),
        ("105", ["10.01.01"]),
        ("09.01.02 25.02.01", ["09.01.02", "25.02.01"]),
        ("99.01", []),
    ],
)
def test_an_action_is_found_by_its_code_its_serial_or_what_it_stands_under(
    query, expected
):
    assert codes(make_catalogue(), query) == expected


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("fugas red agua", "10.01.01"),
        ("agua red fugas", "10.01.01"),
        ("ARBOLES", "09.01.01"),
        ("árbol nativo", "09.01.01"),
        ("nina", "12.01.02"),
        ("libro nahuatl", "12.02.02"),
        ("hospital", "14.01.02"),
        ("crédito", "16.01.03"),
        ("leaks network", "10.01.01"),
        ("school iztapalapa", "12.01.01"),
    ],
)
def test_words_are_found_in_any_order_number_case_and_language(query, first):
    assert codes(make_catalogue(), query)[0] == first


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("bebedreos", "10.01.02"),  # swapped
        ("bebedros", "10.01.02"),  # missing
        ("bebbederos", "10.01.02"),  # added
        ("bevederos", "10.01.02"),  # changed
        ("fugaz potable", "10.01.01"),
        ("meicamentso", "14.01.03"),  # two slips in a long word
        ("sihlas de ruedas", "25.02.01"),
    ],
)
def test_a_word_with_a_slip_is_corrected_against_the_catalogue(query, first):
    assert codes(make_catalogue(), query)[0] == first


def test_the_last_word_may_still_be_typed():
    programme = make_catalogue()
    assert codes(programme, "interp")[0] == "25.01.02"
    assert codes(programme, "becar a niñ") == ["12.01.02"]


def test_what_holds_all_the_words_comes_before_what_holds_one():
    found = codes(make_catalogue(), "libros lengua")
    assert found[0] == "12.02.02"
    assert set(found[1:]) == {"25.01.02", "25.01.04"}


def test_what_holds_only_the_lesser_half_of_the_question_is_not_offered():
    assert codes(make_catalogue(), "adaptar rampas libros") == ["25.01.01"]


def test_where_nothing_holds_enough_what_holds_the_most_is_offered():
    found = codes(make_catalogue(), "bebederos cáncer partos influenza rampas")
    assert "10.01.02" in found


def test_the_chapter_counts_less_than_the_action():
    found = codes(make_catalogue(), "agua")
    assert found[0] == "10.01.01"
    assert set(found[1:]) == {"10.01.02", "10.01.03", "10.02.01"}


def test_words_may_be_asked_for_within_a_code():
    programme = make_catalogue()
    assert set(codes(programme, "libros")) == {"25.01.04", "12.02.02"}
    assert codes(programme, "25.01 libros") == ["25.01.04"]


def test_nothing_is_found_for_nothing_and_for_what_no_word_is_near():
    programme = make_catalogue()
    assert codes(programme, "  ") == []
    assert codes(programme, "xyzzyq") == []
    assert codes(programme, "' % _ \\ <b>") == []


def test_a_retired_action_is_offered_in_no_year_from_then_on():
    programme = make_catalogue()
    assert codes(programme, "autobuses contaminantes")[0] == "09.02.10"
    assert codes(programme, "autobuses contaminantes", year=2011)[0] == "09.02.10"
    assert "09.02.10" not in codes(programme, "autobuses contaminantes", year=2012)
    assert codes(programme, "09.02.10", year=2013) == []
    assert codes(programme, "", year=2012, filters=Filters(term="long")) == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(right="10"), ["10.01.01", "10.01.02", "10.01.03", "10.02.01"]),
        (Filters(term="long"), ["09.02.10"]),
        (
            Filters(group="16"),
            ["10.02.01", "16.01.01", "16.01.02", "16.01.03", "16.02.01"],
        ),
        (Filters(unit="U1"), ["09.01.01", "10.02.01"]),
        (Filters(unit="U1", group="16"), ["10.02.01"]),
        (Filters(group="10"), []),
        (Filters(unit="U9"), []),
    ],
)
def test_filters_alone_give_actions_in_order_of_code(filters, expected):
    assert codes(make_catalogue(), "", filters=filters) == expected


def test_filters_narrow_what_the_words_find():
    programme = make_catalogue()
    assert codes(programme, "libros", filters=Filters(right="25")) == ["25.01.04"]
    assert codes(programme, "banquetas", filters=Filters(group="16")) == ["16.01.02"]


def test_only_so_many_are_given_as_are_asked_for():
    programme = make_catalogue()
    assert codes(programme, "25", limit=3) == ["25.01.01", "25.01.02", "25.01.03"]
    assert len(codes(programme, "25", limit=None)) == 8


def test_each_programme_is_searched_alone():
    one, other = make_catalogue(), make_programme()
    make_action(other, "01.01.01", text_es="Instalar bebederos", text_en="")
    assert codes(one, "bebederos") == ["10.01.02"]
    assert codes(other, "bebederos") == ["01.01.01"]


def test_the_words_found_are_named_so_that_they_can_be_marked():
    (found,) = search_actions(make_catalogue(), "nino primaria", limit=1)
    assert found.code == "12.01.02"
    assert found.words == {"ninas", "ninos", "primaria"}


def test_a_search_asks_the_database_once_and_twice_with_filters(
    django_assert_num_queries,
):
    programme = make_catalogue()
    search_actions(programme, "agua")
    with django_assert_num_queries(1):
        search_actions(programme, "agua")
    with django_assert_num_queries(2):
        search_actions(programme, "agua", filters=Filters(right="10"))
    with django_assert_num_queries(0):
        search_actions(programme, "")


def test_a_changed_catalogue_is_searched_as_it_is_now(django_assert_num_queries):
    programme = make_catalogue()
    assert codes(programme, "funiculares") == []
    action = programme.actions.get(code="09.02.01")
    action.text_es = "Comprar funiculares"
    action.save()
    with django_assert_num_queries(7):
        assert codes(programme, "funiculares") == ["09.02.01"]
    action.text_es = "Comprar tranvías"  # again within the same transaction
    action.save()
    assert codes(programme, "tranvías") == ["09.02.01"]
    programme.actions.filter(pk=action.pk).update(text_es="Comprar teleféricos")
    assert codes(programme, "tranvías") == []
    programme.actions.filter(code="25.01.04").delete()
    assert codes(programme, "braille") == []


def test_what_was_rolled_back_is_not_found():
    programme = make_catalogue()
    with transaction.atomic():
        action = programme.actions.get(code="09.02.01")
        action.text_es = "Comprar tranvías"
        action.save()
        assert codes(programme, "tranvías") == ["09.02.01"]
        transaction.set_rollback(True)
    assert codes(programme, "tranvías") == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["nina", "ninas", "nino", "ninos"], "nin"),
        (["ley", "leyes"], "ley"),
        (["luz", "luces"], "luc"),
        (["vez", "veces"], "vec"),
        (["red", "redes"], "red"),
        (["right", "rights"], "right"),
        (["policy", "policies"], "polici"),
        (["crisis"], "crisis"),
        (["1917"], "1917"),
    ],
)
def test_number_and_gender_do_not_matter(words, expected):
    assert {stem(word) for word in words} == {expected}


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("agua", "agua", 0),
        ("agau", "agua", 1),
        ("aga", "agua", 1),
        ("aguas", "agua", 1),
        ("ahua", "agua", 1),
        ("hauga", "agua", 2),
        ("", "agua", 4),
    ],
)
def test_slips_are_counted(one, other, slips):
    assert slips_between(one, other) == slips_between(other, one) == slips


def test_a_short_word_is_not_corrected_and_a_middling_one_only_by_one_slip():
    vocabulary = Vocabulary(["agua", "aguja", "vivienda"])
    assert vocabulary.nearest("agu") == []
    assert vocabulary.nearest("agus") == ["agua"]
    assert vocabulary.nearest("ahus") == []
    assert vocabulary.nearest("bibienda") == ["vivienda"]
    assert vocabulary.nearest("bibiemda") == []
