"""The golden queries against the whole written catalogue, without a database."""

import csv
from functools import cache

import pytest

from fixtures import catalogue, golden
from programme.search.index import Beside, Found, Index
from programme.search.related import FILE, Thesaurus, ideas_in, phrase_of, thesaurus
from programme.search.store import BODY, GROUP, STRATEGY
from programme.search.words import words_of


@cache
def written_catalogue() -> Index:
    """The index of the reference city's 2,412 actions, read from its text files."""
    chapters = [catalogue.read_chapter(code) for code in sorted(catalogue.ACTIONS)]
    names = {one.code: f"{one.es} {one.en}" for one in chapters}
    found, beside = [], {}
    for chapter in chapters:
        for number, strategy in enumerate(chapter.strategies, 1):
            for order, action in enumerate(strategy.actions, 1):
                code = f"{chapter.code}.{number:02}.{order:02}"
                serial = len(found) + 1
                texts = (action.es, action.en, action.term)
                found.append(Found(serial, code, serial, *texts, chapter.code))
                beside[code] = [
                    Beside(f"{strategy.es} {strategy.en}", STRATEGY),
                    *(Beside(names[group], GROUP) for group in action.groups),
                    *(Beside(name, BODY) for name in body_names(action.bodies)),
                ]
    return Index(found, names, beside)


@cache
def known_bodies() -> tuple[dict[str, list[str]], dict[str, str]]:
    path = catalogue.FOLDER.parent / "units.csv"
    with path.open(encoding="utf-8", newline="") as file:
        units = {row["code"]: row["name"] for row in csv.DictReader(file)}
    return catalogue.bodies(), units


def body_names(short_names: list[str]) -> list[str]:
    bodies, units = known_bodies()
    return [units.get(one, one) for short in short_names for one in bodies[short]]


@cache
def golden_ranks() -> list[int]:
    index = written_catalogue()
    return [
        golden.rank_of(
            query, [index.actions[place].code for place in index.find(query.text)[0]]
        )
        for query in golden.queries()
    ]


def test_the_written_catalogue_is_whole():
    assert len(written_catalogue().actions) == 2412


@pytest.mark.parametrize(("first", "least"), [(5, 0.90), (10, 0.95)])
def test_an_accepted_action_stands_among_the_first(first, least):
    assert golden.share_within(golden_ranks(), first) >= least


@pytest.mark.parametrize(("first", "least"), [(5, 0.87), (10, 0.94)])
def test_queries_that_no_word_was_chosen_by_are_answered_nearly_as_well(first, least):
    held_back = golden_ranks()[golden.HELD_BACK]
    assert len(held_back) == 99
    assert golden.share_within(held_back, first) >= least


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("shelter for battered women", "24.05.01"),
        ("noise from bars", "09.15.02"),
        ("kids in jail with their mothers", "08.08.03"),
        ("street vendors", "13.10.06"),
    ],
)
def test_everyday_english_finds_what_the_catalogue_says_otherwise(query, code):
    index = written_catalogue()
    first = [index.actions[place].code for place in index.find(query).places[:10]]
    assert code in first


def test_no_golden_query_is_an_entry_of_the_synonyms():
    asked = {phrase_of(words_of(query.text)) for query in golden.queries()}
    entries = {phrase for phrase in thesaurus().related if len(phrase) > 1}
    assert asked & entries == set()


def test_the_synonyms_are_well_formed():
    lines = ideas_in(FILE.read_text(encoding="utf-8"))
    assert [line for line in lines if line.count(">") > 1] == []
    entries = [part for line in lines for part in line.replace(">", ",").split(",")]
    assert [entry for entry in entries if not entry.strip()] == []
    assert [entry for entry in entries if len(phrase_of(words_of(entry))) > 4] == []


def test_an_idea_relates_both_ways_and_an_arrow_one():
    words = Thesaurus("# who asks\nsilla de ruedas, wheelchair\npeseros > autobuses\n")
    assert words.related == {
        ("sill", "rued"): {("wheelchair",)},
        ("wheelchair",): {("sill", "rued")},
        ("peser",): {("autobus",)},
    }
