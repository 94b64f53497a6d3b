"""What public pages make of lineage: of units, and of actions merged and split."""

import pytest

from programme import services
from programme.lineage.units import NewUnit, WantedUnits
from programme.lineage.wanted import NewAction, Wanted
from programme.models import BudgetUnit
from reporting import kept
from reporting.exports import files
from reporting.history import history_of
from reporting.models import Publication, PublishedAction, PublishedUnitSuccession
from reporting.publishing import publish_year
from reporting.publishing.verifying import differences_in
from reporting.trends import trend
from tests.factories import make_action, make_programme, make_unit
from tests.reporting.cities import Line, budget, funding_year, published
from tests.reporting.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WHY = "Decree"


@pytest.fixture
def programme():
    return make_programme("DH")


def merged_units():
    """U1 and U2 become U9 in 2031."""
    wanted = WantedUnits(
        "merged", ("U1", "U2"), 2031, WHY, ("U9",), (NewUnit("U9", "Agua", "ministry"),)
    )
    return services.change_units(wanted, by=None)


@pytest.fixture
def city(programme):
    """2030 of U1 and U2; then they become U9, which has 2031."""
    action = make_action(programme)
    one, two = make_unit("U1", name="Pipas"), make_unit("U2", name="Drenaje")
    year = funding_year(2030, programme, one, action)
    budget(year, two, Line("L1", "5.00", {action: 10000}))
    publish_year(year)
    merged_units()
    published(2031, programme, BudgetUnit.objects.get(code="U9"), action)


def told(code):
    points = trend(kept.read(), "unit", code, "lines_total")
    return [(p.year, p.code, [b.kind for b in p.breaks]) for p in points]


def test_the_trend_of_a_unit_follows_it_through_a_merge_with_the_break_marked(city):
    assert told("U9") == [
        (2030, "U1", []),
        (2030, "U2", []),
        (2031, "U9", ["unit_merged"]),
    ]
    assert told("U1") == [(2030, "U1", []), (2031, "U9", ["unit_merged"])]
    note = trend(kept.read(), "unit", "U9")[2].note
    assert note == "Units were merged: U1, U2 became U9."


def test_units_that_ended_are_obliged_no_more(city):
    until = BudgetUnit.objects.filter(code__in=["U1", "U2"])
    assert set(until.values_list("obliged_until", flat=True)) == {2030}
    assert BudgetUnit.objects.get(code="U9").obliged_from == 2031


@pytest.mark.slow
def test_only_a_publication_of_the_year_or_later_has_the_file_of_units(city, client):
    found = PublishedUnitSuccession.objects.values_list(
        "publication__fiscal_year", "predecessor_code", "successor_code"
    )
    assert sorted(found) == [(2031, "U1", "U9"), (2031, "U2", "U9")]
    name = "unit_successions.csv"
    assert client.get(f"/data/2030/1/{name}").status_code == 404
    answer = client.get(f"/data/2031/1/{name}")
    assert b"".join(answer.streaming_content).decode().splitlines() == [
        "predecessor_code,predecessor_name,successor_code,successor_name,kind,year",
        "U1,Pipas,U9,Agua,merged,2031",
        "U2,Drenaje,U9,Agua,merged,2031",
    ]
    for record in kept.read().on_record:
        publication = record_of(record)
        listed = publication.manifest.count(name)
        assert (listed, differences_in(publication)) == (record.year - 2030, [])


def record_of(edition):
    return Publication.objects.get(pk=edition.pk)


@pytest.mark.slow
def test_the_public_page_of_a_unit_says_what_it_came_from(city, client):
    page = text_of(client.get("/en/years/2031/units/U9/"))
    assert "U1 Pipas · Merged · 2031" in page
    assert "Comes from" not in text_of(client.get("/en/years/2030/units/U1/"))


@pytest.mark.slow
def test_another_name_of_a_unit_is_told_and_breaks_nothing(programme):
    action, unit = make_action(programme), make_unit("U1", name="Agua")
    published(2030, programme, unit, action)
    new = NewUnit("U1", "Gestión del Agua", "decentralised")
    wanted = WantedUnits("named", ("U1",), 2031, WHY, ("U1",), (new,))
    services.change_units(wanted, by=None)
    published(2031, programme, BudgetUnit.objects.get(code="U1"), action)
    point = trend(kept.read(), "unit", "U1")[1]
    assert point.breaks == ()
    assert point.note == (
        "The unit has another name: before, “Agua”. "
        "The unit is of another kind: before, “Ministry”."
    )


def merge_actions(programme, year=2031):
    """01.01.01 and 01.01.02 become 01.01.09."""
    nine = NewAction("01.01.09", "Agua y saneamiento", "")
    codes = ("01.01.01", "01.01.02")
    wanted = Wanted("merged", programme, codes, year, WHY, ("01.01.09",), (nine,))
    return services.change_actions(wanted, by=None)


def test_what_came_of_a_merge_is_not_new_and_its_history_shows_both(programme):
    one, two = (make_action(programme, code) for code in ("01.01.01", "01.01.02"))
    unit = make_unit("U1")
    published(2030, programme, unit, one)
    merge_actions(programme)
    nine = programme.actions.get(code="01.01.09")
    published(2031, programme, unit, nine)
    funded = PublishedAction.objects.filter(funded=True)
    news = funded.order_by("publication").values_list("code", "new")
    assert list(news) == [("01.01.01", None), ("01.01.09", False)]
    seasons = history_of(kept.read(), "DH", "01.01.09")
    assert [(s.edition.year, s.action.code) for s in seasons][:1] == [
        (2031, "01.01.09")
    ]
    assert {s.action.code for s in seasons if s.edition.year == 2030} >= {"01.01.01"}
    points = trend(kept.read(), "action", "01.01.09")
    assert [b.kind for b in points[-1].breaks] == ["merged"]


@pytest.mark.slow
def test_the_parts_of_a_split_are_not_new_either(programme):
    whole, unit = make_action(programme, "01.01.01"), make_unit("U1")
    published(2030, programme, unit, whole)
    parts = (NewAction("01.01.02", "Una", ""), NewAction("01.01.03", "Otra", ""))
    codes = tuple(one.code for one in parts)
    wanted = Wanted("split", programme, ("01.01.01",), 2031, WHY, codes, parts)
    services.change_actions(wanted, by=None)
    published(2031, programme, unit, *programme.actions.filter(code__in=codes))
    new = PublishedAction.objects.filter(publication__fiscal_year=2031, funded=True)
    assert list(new.values_list("code", "new")) == [
        ("01.01.02", False),
        ("01.01.03", False),
    ]


ADDRESSES = (
    "/en/years/2030/",
    "/es/years/2030/",
    "/en/years/2030/actions/01.01.01/",
    "/en/years/2030/actions/?q=agua",
    "/en/years/2030/units/U1/",
    "/en/trends/actions/01.01.01/",
    "/en/trends/units/U1/",
    "/data/2030/1/package.zip",
    "/data/2030/1/datapackage.json",
    "/data/2030/1/dictionary.csv",
    "/data/2030/1/README.md",
    "/api/v1/years/2030/actions/",
    "/api/v1/actions/01.01.01/",
)


def read(client):
    kept.forget()  # nothing that was rendered before is shown again
    answers = [client.get(address) for address in ADDRESSES]
    assert [one.status_code for one in answers] == [200] * len(ADDRESSES)
    return [
        b"".join(one.streaming_content) if one.streaming else one.content
        for one in answers
    ]


@pytest.mark.slow
def test_a_merge_leaves_every_published_page_and_file_byte_for_byte(programme, client):
    one, two = (make_action(programme, code) for code in ("01.01.01", "01.01.02"))
    make_unit("U2")
    publication = published(2030, programme, make_unit("U1"), one, two)
    before = read(client)
    held = {name: b"".join(pieces) for name, pieces in files(publication)}
    change = merge_actions(programme)
    merged = WantedUnits("merged", ("U1", "U2"), 2031, WHY, ("U1",))
    services.change_units(merged, by=None)
    assert read(client) == before
    assert {name: b"".join(pieces) for name, pieces in files(publication)} == held
    services.undo_change(change, by=None)
    assert read(client) == before
    assert differences_in(publication) == []
