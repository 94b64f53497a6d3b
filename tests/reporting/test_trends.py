import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting import kept
from reporting.comparing import Change, change_of, change_written, pairs
from reporting.queries import BadQuery
from reporting.trends import overview, trend
from tests.reporting.reading import text_of
from tests.reporting.records import action, became, make_record, right, unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def told(level: str, code: str = "", **given: str) -> list[tuple]:
    """Year, code, state and kinds of break of each point."""
    points = trend(kept.read(), level, code, **given)
    return [(p.year, p.code, p.state, [b.kind for b in p.breaks]) for p in points]


def notes(level: str, code: str = "") -> list[str]:
    return [point.note for point in trend(kept.read(), level, code)]


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(answer)


# Which years compare


def test_years_of_the_same_programme_stage_and_rule_have_no_break():
    make_record(2029)
    make_record(2030)
    assert told("year") == [(2029, "", "told", []), (2030, "", "told", [])]
    assert notes("year") == ["", ""]


@pytest.mark.parametrize(
    ("kind", "given", "note"),
    [
        (
            "programme",
            {"programme": "P2"},
            "Another programme: first “Programme P1”, then “Programme P2”.",
        ),
        (
            "stage",
            {"stage": "proposal"},
            "Another stage: first “As voted”, then “Proposal, before the vote”.",
        ),
        (
            "linking",
            {"linking": "requested"},
            "Another linking rule: first “Required”, then “Requested”.",
        ),
        (
            "currency",
            {"currency": "USD"},
            "Another currency: first “MXN”, then “USD”.",
        ),
        (
            "method",
            {"method_version": "2"},
            "Another version of the method: first “1”, then “2”.",
        ),
    ],
)
def test_what_is_unlike_between_two_years_is_a_break(kind, given, note):
    make_record(2029)
    make_record(2030, **given)
    assert told("year")[1] == (2030, "", "told", [kind])
    assert notes("year") == ["", note]
    assert pairs(trend(kept.read(), "year")) == []


def test_years_not_on_record_are_a_gap_and_no_break():
    make_record(2029)
    make_record(2030)
    make_record(2034)
    assert notes("year") == ["", "", "2031 to 2033 are not on record."]
    assert told("year")[2][3] == []


def test_only_the_latest_publication_of_a_year_is_compared():
    make_record(2029, numbers={"actions_funded": 7})
    make_record(2029, numbers={"actions_funded": 8})
    (point,) = trend(kept.read(), "year")
    assert (point.edition.number, point.values["actions_funded"]) == (2, 8)


def test_amounts_and_rates_are_exact_and_what_cannot_be_told_is_none():
    make_record(2029)
    (point,) = trend(kept.read(), "year")
    assert point.values["amount_linked"] == Decimal("300.00")
    assert point.values["linked_rate"] == Decimal("0.7500")
    assert point.values["actions_new"] is None


# Rights, groups and units


def test_a_right_of_the_same_programme_is_followed_under_its_code():
    make_record(2029, right("01", actions_funded=2))
    make_record(2030, right("01", "Water and sanitation", actions_funded=3))
    points = trend(kept.read(), "right", "01", "actions_funded")
    assert [point.values for point in points] == [
        {"actions_funded": 2},
        {"actions_funded": 3},
    ]


def test_a_code_that_is_another_right_in_an_earlier_edition_is_never_joined():
    make_record(2029, right("01", "Water"))
    make_record(2030, right("01", "Health"), programme="P2")
    assert told("right", "01") == [
        (2029, "", "other_programme", []),
        (2030, "01", "told", ["programme"]),
    ]
    assert trend(kept.read(), "right", "01")[0].values["lines"] is None


def test_the_same_right_in_another_edition_stands_behind_a_break():
    make_record(2029, right("01", "Water"))
    make_record(2030, right("01", "Water"), programme="P2")
    assert told("right", "01")[0] == (2029, "01", "told", [])
    assert told("right", "01")[1] == (2030, "01", "told", ["programme"])


def test_a_right_of_an_earlier_edition_is_followed_when_it_is_named():
    make_record(2029, right("01", "Water"))
    make_record(2030, right("01", "Health"), programme="P2")
    assert told("right", "01", programme="P1") == [
        (2029, "01", "told", []),
        (2030, "", "other_programme", ["programme"]),
    ]


def test_a_right_that_a_year_did_not_have_is_absent_from_it():
    make_record(2029)
    make_record(2030, right("01"))
    assert told("right", "01")[0] == (2029, "", "not_in_programme", [])


def test_a_code_that_no_record_has_has_no_trend():
    make_record(2029, right("01"))
    records = kept.read()
    assert trend(records, "right", "99") == []
    assert trend(records, "action", "99") == []
    assert trend(records, "unit", "99") == []
    assert trend(kept.Records(()), "year") == []


def test_a_unit_that_prepared_nothing_is_not_a_unit_with_zero():
    make_record(2028, unit("B"))
    make_record(2029, unit("A", "missing"))
    make_record(2030, unit("A", "not_approved"))
    make_record(2031, unit("A"))
    states = [(year, state) for year, _code, state, _breaks in told("unit", "A")]
    assert states == [
        (2028, "absent"),
        (2029, "missing"),
        (2030, "not_approved"),
        (2031, "told"),
    ]
    points = trend(kept.read(), "unit", "A", "lines_linked")
    assert [point.values["lines_linked"] for point in points] == [None, None, None, 3]


def test_all_rights_of_the_newest_edition_are_listed_in_order():
    make_record(2029, right("01", "Water"), right("03", "Old"), programme="P1")
    make_record(2030, right("02", "Housing"), right("01", "Water"), programme="P2")
    found = overview(kept.read(), "right", "lines")
    assert [
        (row.code, [p.values["lines"] for p in points]) for row, points in found
    ] == [
        ("01", [3, 3]),
        ("02", [None, 3]),
    ]


# Actions


def test_a_renamed_action_is_followed_over_a_break():
    make_record(2029, action("01.01"))
    make_record(
        2030,
        action("01.01", 0, in_force=False),
        action("01.02"),
        became("P1/01.01", "P1/01.02", "renamed", 2030),
    )
    expected = [(2029, "01.01", "told", []), (2030, "01.02", "told", ["renamed"])]
    assert told("action", "01.02") == told("action", "01.01") == expected
    assert notes("action", "01.02")[1] == (
        "The action was renamed: 01.01 became 01.02."
    )
    assert pairs(trend(kept.read(), "action", "01.02")) == []


def test_actions_merged_into_one_stand_apart_before_and_are_never_added():
    steps = [
        became("P1/01.01", "P1/01.03", "merged", 2030),
        became("P1/01.02", "P1/01.03", "merged", 2030),
    ]
    make_record(2029, action("01.01"), action("01.02"))
    make_record(2030, action("01.03", 3), *steps)
    assert told("action", "01.03") == [
        (2029, "01.01", "told", []),
        (2029, "01.02", "told", []),
        (2030, "01.03", "told", ["merged"]),
    ]
    assert notes("action", "01.03")[2] == (
        "Actions were merged: 01.01, 01.02 became 01.03."
    )


def test_an_action_that_goes_on_after_a_part_of_it_was_split_off_has_a_break():
    make_record(2029, action("01.01", 2))
    make_record(
        2030,
        action("01.01"),
        action("01.02"),
        became("P1/01.01", "P1/01.02", "split", 2030),
    )
    assert told("action", "01.01")[1] == (2030, "01.01", "told", ["split"])


def test_an_action_carried_into_a_new_edition_goes_on_without_a_break():
    make_record(2029, action("01.01"))
    make_record(
        2030,
        action("07.01"),
        became("P1/01.01", "P2/07.01", "carried", 2030),
        programme="P2",
    )
    assert told("action", "07.01") == [
        (2029, "01.01", "told", []),
        (2030, "07.01", "told", []),
    ]
    points = trend(kept.read(), "action", "07.01")
    assert points[1].note == "Carried into a new edition: 01.01 became 07.01."
    assert len(pairs(points)) == 1


def test_a_carried_action_at_another_stage_still_has_a_break():
    make_record(2029, action("01.01"))
    make_record(
        2030,
        action("07.01"),
        became("P1/01.01", "P2/07.01", "carried", 2030),
        programme="P2",
        stage="proposal",
    )
    assert told("action", "07.01")[1][3] == ["stage"]


def test_a_succession_known_only_to_a_later_record_holds_for_all():
    make_record(2029, action("01.01"))
    make_record(2030, action("01.02"))
    make_record(2031, action("01.02"), became("P1/01.01", "P1/01.02", "renamed", 2030))
    breaks = [kinds for *_rest, kinds in told("action", "01.02")]
    assert breaks == [[], ["renamed"], []]


# Changes


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (4, 6, Change(2, Decimal("0.5000"))),
        (3, 2, Change(-1, Decimal("-0.3333"))),
        (0, 5, Change(5, None)),
        (None, 5, None),
        (5, None, None),
        (False, True, None),
    ],
)
def test_a_change_is_a_difference_and_a_part_of_the_first(before, after, expected):
    assert change_of(before, after) == expected


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("lines", 1000, 2500, "+1,500 (+150\u00a0%)"),
        ("amount_total", Decimal("100.00"), Decimal("99.50"), "−0.50 (−0.5\u00a0%)"),
        ("linked_rate", Decimal("0.6200"), Decimal("0.7504"), "+13.04 points"),
        ("lines", 0, 3, "+3"),
        ("lines", 3, 3, "no change"),
    ],
)
def test_a_change_is_written_with_its_sign(name, before, after, said):
    assert change_written(name, change_of(before, after)) == said


def test_a_level_or_measure_that_is_not_published_is_refused_in_words():
    records = kept.Records(())
    with pytest.raises(BadQuery, match="is one of: year, right, group, action, unit"):
        trend(records, "chapter")
    with pytest.raises(BadQuery, match="“measure” is one of: actions_funded"):
        trend(records, "group", "01", "amount_attributed")


def test_the_queries_do_not_grow_with_the_years():
    def queries(level, code):
        with CaptureQueriesContext(connection) as asked:
            assert trend(kept.read(), level, code)
        return len(asked)

    levels = [("year", ""), ("right", "01"), ("action", "01.01"), ("unit", "A")]
    for year in (2029, 2030):
        make_record(year, right("01"), action("01.01"), unit("A"))
    first = [queries(*one) for one in levels]
    for year in (2031, 2032, 2033):
        make_record(year, right("01"), action("01.01"), unit("A"))
    assert [queries(*one) for one in levels] == first == [3, 4, 7, 6]


# Pages and files


def test_the_page_says_what_changed_between_the_newest_years_that_compare(client):
    make_record(2029, numbers={"actions_funded": 2})
    more = {"units_linked": 2, "actions_funded": 3, "linked_rate": "0.8000"}
    make_record(2030, numbers=more)
    make_record(2034, stage="proposal")
    page = read(client, "/en/trends/")
    assert (
        "From 2029 to 2030, the units that linked every line went from 1 of 4 to 2 of "
        "4, the linked money from 75 % to 80 % of the whole, and the actions funded "
        "from 2 to 3 (+50 %). 2034 cannot be compared with 2030: another stage."
    ) in page.replace("\u00a0", " ")
    assert "2031 to 2033 are not on record." in page
    assert "Amounts are nominal, in MXN" in page


def test_a_page_gives_no_change_across_a_break(client):
    make_record(2029, right("01", lines=10))
    make_record(2030, right("01", lines=20), linking="requested")
    page = read(client, "/en/trends/rights/01/")
    assert "Break. Another linking rule" in page
    assert "+10" not in page
    assert "No two years on record that follow each other can be compared" in page


def test_the_overview_counts_what_rose_fell_and_stayed(client):
    make_record(2029, right("01", lines=3), right("02", lines=3), right("03", lines=3))
    make_record(2030, right("01", lines=4), right("02", lines=5), right("03", lines=1))
    page = read(client, "/en/trends/rights/?measure=lines")
    assert (
        "From 2029 to 2030 this figure rose for 2, fell for 1 and stayed the same for "
        "0 of the 3 that compare."
    ) in page
    missing = read(client, "/en/trends/rights/?measure=actions_new")
    assert "this figure rose" not in missing


def test_the_right_of_a_year_leads_to_its_trend_in_that_edition(client):
    make_record(2029, right("01", "Water"))
    answer = client.get("/en/years/2029/rights/01/").content.decode()
    assert 'href="/en/trends/rights/01/?programme=P1"' in answer


def test_an_unknown_code_or_measure_is_answered_in_a_sentence(client):
    make_record(2029, right("01"))
    missing = client.get("/en/trends/rights/99/")
    assert missing.status_code == 404
    assert "No year on record has a right or group 99." in missing.content.decode()
    refused = client.get("/en/trends/rights/?measure=worth")
    assert refused.status_code == 400
    assert "“measure” is one of: actions_in_force" in refused.content.decode()
    assert client.get("/data/trends/rights.csv?page=2").status_code == 400


@pytest.mark.parametrize(
    "address", ["/en/trends/rights/", "/data/trends/rights.csv", "/en/trends/groups/"]
)
def test_an_edition_that_no_year_has_is_refused_in_a_sentence(client, address):
    make_record(2029, right("01"))
    english = {"accept-language": "en"}
    answer = client.get(address, {"programme": "NOPE"}, headers=english)
    assert answer.status_code == 400
    assert "is one of: " in answer.content.decode()


def test_without_a_year_on_record_every_page_and_file_says_so(client):
    assert "No year has been published yet." in read(client, "/en/trends/")
    assert "No year on record has any." in read(client, "/en/trends/rights/")
    rows = client.get("/data/trends/year.csv").content.decode().splitlines()
    assert len(rows) == 1


def test_the_file_has_the_rows_of_the_page(client):
    make_record(2029, unit("A", "missing"))
    make_record(2030, unit("A"), unit("B"), stage="proposal")
    text = client.get("/data/trends/units.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    told = ("asked", "year", "state", "amount_linked", "actions_new", "breaks")
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("A", "2029", "missing", "", "", ""),
        ("A", "2030", "told", "300.00", "", "stage"),
        ("B", "2029", "absent", "", "", ""),
        ("B", "2030", "told", "300.00", "", "stage"),
    ]
    one = client.get("/data/trends/units/A.csv").content.decode()
    assert one.splitlines() == text.splitlines()[:3]
