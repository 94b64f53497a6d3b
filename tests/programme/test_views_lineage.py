"""The pages where actions and units change: written, previewed, confirmed, undone."""

import csv
import io

import pytest
from django.urls import reverse

from programme.lineage.editions import compare
from programme.models import Action, BudgetUnit, CatalogueChange
from programme.services import carry_actions
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)
from tests.reporting.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SAID = {"year": "2027", "reason": "Agreement 12"}


@pytest.fixture
def programme():
    edition = make_programme("PDH")
    make_action(edition, "01.01.01", text_es="Llevar agua", text_en="Bring water")
    make_action(edition, "01.01.02")
    return edition


@pytest.fixture
def keeper(client):
    user = make_user("administrator")
    client.force_login(user)
    return user


def post(client, page, **said):
    address = reverse(f"programme:action_{page}", args=("PDH", "01.01.01"))
    return client.post(address, {**SAID, **said})


def test_a_merge_is_previewed_with_what_cites_it_and_confirmed(
    client, programme, keeper
):
    proposal = make_proposal(make_year(2027, programme), lines=0)
    one = programme.actions.get(code="01.01.01")
    make_citation(make_line(make_framework(proposal)), one)
    said = {"others": "01.01.02", "new_code": "01.01.09", "text_en": "Water for all"}
    page = post(client, "merge", **said, step="preview")
    words = text_of(page)
    assert page.status_code == 200 and not CatalogueChange.objects.exists()
    assert "From 2027 on nobody can begin to cite 01.01.01, 01.01.02" in words
    assert "1 line of a proposal of that year or later cites it today" in words
    assert "No published year cites them." in words
    assert "01.01.09 does not count as new in a year" in words
    assert "01.01.01 2027 Draft 1 1" in words
    seen = page.context["token"]
    done = post(client, "merge", **said, step="confirm", seen=seen)
    change = CatalogueChange.objects.get()
    assert done.headers["Location"] == f"/en/changes/{change.pk}/"
    assert "Merged: 01.01.01, 01.01.02 → 01.01.09" in text_of(
        client.get(done.headers["Location"])
    )
    shown = text_of(client.get("/en/catalogue/PDH/actions/01.01.01/"))
    assert "Retired from 2027" in shown and "Became 01.01.09 (PDH) · Merged" in shown
    assert "→ 01.01.09" in text_of(client.get("/en/catalogue/PDH/rights/01/"))


def test_a_catalogue_that_changed_after_the_preview_is_shown_anew(
    client, programme, keeper
):
    said = {"others": "01.01.02", "new_code": "01.01.01"}
    seen = post(client, "merge", **said, step="preview").context["token"]
    Action.objects.filter(code="01.01.02").update(text_en="Meanwhile")
    page = post(client, "merge", **said, step="confirm", seen=seen)
    assert page.status_code == 409 and "Meanwhile" in text_of(page)
    assert not CatalogueChange.objects.exists()
    seen = page.context["token"]
    assert post(client, "merge", **said, step="confirm", seen=seen).status_code == 302


@pytest.mark.parametrize(
    ("kind", "said", "status", "told"),
    [
        ("retire", {"year": ""}, 400, "Say from which year."),
        ("retire", {"year": "1999"}, 409, "begins in 2009"),
        (
            "reword",
            {"kind": "reworded", "text_en": "Bring it", "year": ""},
            400,
            "year",
        ),
        ("reword", {"text_en": "Bring it"}, 400, "Choose which of the two"),
        ("merge", {"others": "09.09.09", "new_code": "01.01.02"}, 409, "no action"),
        (
            "split",
            {"part1-new_code": "01.01.02"},
            400,
            "Part 2: Write the code of the line of action.",
        ),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    client, programme, keeper, kind, said, status, told
):
    page = post(client, kind, **said)
    assert page.status_code == status
    assert told in text_of(page) and "Agreement 12" in page.content.decode()
    assert not CatalogueChange.objects.exists()


def test_a_correction_asks_for_no_year_and_another_part_for_nothing_yet(
    client, programme, keeper
):
    page = post(client, "reword", text_en="Bring it", year="", reason="")
    assert "Say from which year." not in text_of(page) and "Say why." in text_of(page)
    page = post(client, "split", step="more", parts="2", year="", reason="")
    assert page.status_code == 200 and "There is a problem" not in text_of(page)


def test_what_was_written_can_be_changed_after_the_preview(client, programme, keeper):
    page = post(client, "retire", step="edit")
    assert page.status_code == 200 and "Agreement 12" in page.content.decode()


@pytest.mark.slow
def test_a_split_takes_as_many_parts_as_are_added(client, programme, keeper):
    page = post(client, "split", step="more", parts="2")
    assert len(page.context["parts"]) == 3
    said = {"part1-new_code": "01.01.02", "part2-new_code": "01.01.10"}
    said |= {"part2-text_en": "The rest", "parts": "3", "step": "preview"}
    page = post(client, "split", **said)
    assert "01.01.02, 01.01.10 do not count as new in a year" in text_of(page)
    said |= {"step": "confirm", "seen": page.context["token"]}
    assert post(client, "split", **said).status_code == 302
    assert CatalogueChange.objects.get().codes["became"] == ["01.01.02", "01.01.10"]


def test_a_new_wording_stands_beside_the_old_one_and_is_undone(
    client, programme, keeper
):
    said = {"kind": "reworded", "text_es": "Agua", "text_en": "Water at home"}
    seen = post(client, "reword", **said).context["token"]
    post(client, "reword", **said, step="confirm", seen=seen)
    shown = text_of(client.get("/en/catalogue/PDH/actions/01.01.01/"))
    assert "Worded before 2027 Bring water" in shown
    found = client.get("/en/catalogue/PDH/search/", {"q": "bring"})
    assert "01.01.01" in text_of(found)
    change = CatalogueChange.objects.get()
    undo = reverse("programme:change_undo", args=(change.pk,))
    client.post(undo)
    assert Action.objects.get(code="01.01.01").text_en == "Bring water"


@pytest.mark.slow
def test_units_are_merged_and_named_on_their_pages(client, keeper):
    for code in ("U1", "U2"):
        make_unit(code)
    said = {
        **SAID,
        "others": "U2",
        "new_code": "U9",
        "name": "Agua",
        "kind": "ministry",
    }
    address = reverse("programme:unit_merge", args=("U1",))
    seen = client.post(address, said).context["token"]
    client.post(address, {**said, "step": "confirm", "seen": seen})
    assert BudgetUnit.objects.get(code="U9").obliged_from == 2027
    address = reverse("programme:unit_name", args=("U9",))
    said = {**SAID, "name": "Gestión del Agua", "kind": "autonomous", "year": "2028"}
    page = client.post(address, said)
    assert "this changes how Finance reviews U9" in text_of(page)
    said |= {"step": "confirm", "seen": page.context["token"]}
    client.post(address, said)
    shown = text_of(client.get("/en/units/U9/"))
    assert "Comes from U1 Unit U1 · Merged · 2027" in shown
    assert "Called before Agua (Ministry, before 2028)" in shown
    assert "→ U9" in text_of(client.get("/en/units/"))
    for change in CatalogueChange.objects.all():
        client.post(reverse("programme:change_undo", args=(change.pk,)))
    assert list(BudgetUnit.objects.values_list("code", "obliged_until")) == [
        ("U1", None),
        ("U2", None),
    ]


@pytest.fixture
def editions():
    """An edition of five actions, and the next: the same, reworded, far, new."""
    old, new = make_programme("P1"), make_programme("P2")
    texts = {
        "01.01.01": "Llevar agua potable a las colonias sin servicio de red",
        "01.01.02": "Capacitar a policías preventivos en derechos humanos",
        "01.01.03": "=Abrir bibliotecas",
    }
    for code, text in texts.items():
        make_action(old, code, text_es=text, text_en="")
    make_action(new, "02.01.01", text_es=texts["01.01.01"], text_en="")
    said = "Capacitar a policías preventivos en los derechos humanos y género"
    make_action(new, "02.01.02", text_es=said, text_en="")
    make_action(new, "02.01.03", text_es="Sembrar árboles frutales", text_en="")
    return old, new


def compared(client, **query):
    query = {"old": "P1", "new": "P2", **query}
    return client.get("/en/editions/", query)


def counts(page):
    return {state.value: n for state, n in page.context["comparison"].counts if n}


def test_editions_stand_side_by_side_and_ticked_matches_are_recorded(
    client, keeper, editions
):
    page = compared(client)
    assert counts(page) == {"dropped": 3, "new": 3}
    assert [one.pair for one in page.context["same"]] == ["01.01.01=02.01.01"]
    assert [one.pair for one in page.context["alike"]] == ["01.01.02=02.01.02"]
    pairs = ["01.01.01=02.01.01", "01.01.02=02.01.02"]
    said = {**SAID, "old": "P1", "new": "P2", "pairs": pairs}
    client.post("/en/editions/carry/", said)
    page = compared(client)
    assert counts(page) == {"renamed": 2, "dropped": 1, "new": 1}
    assert "02.01.01" in text_of(compared(client, state="renamed"))
    file = client.get("/en/editions/file/csv/", {"old": "P1", "new": "P2"})
    rows = list(csv.reader(io.StringIO(file.content.decode())))
    assert rows[3][:3] == ["Without a successor", "01.01.03", "'=Abrir bibliotecas"]
    assert rows[4][3:] == ["02.01.03", "Sembrar árboles frutales"]
    assert client.get("/en/editions/file/xlsx/", {"old": "P1", "new": "P2"}).content


def test_only_what_was_ticked_is_recorded_and_it_needs_a_year(client, keeper, editions):
    said = {"old": "P1", "new": "P2", "reason": "Agreement 12"}
    for more in ({"year": "2027"}, {"pairs": "01.01.01=02.01.01"}, {"pairs": "x=y"}):
        page = client.post("/en/editions/carry/", {**said, **more})
        assert page.status_code == 400 and "Agreement 12" in page.content.decode()
    assert not CatalogueChange.objects.exists()


@pytest.mark.slow
def test_split_and_merged_actions_are_told_apart_between_editions(editions, keeper):
    old, new = editions
    by = {one.code: one for one in Action.objects.all()}
    pairs = [
        (by["01.01.01"], by["02.01.01"]),
        (by["01.01.01"], by["02.01.02"]),
        (by["01.01.02"], by["02.01.03"]),
        (by["01.01.03"], by["02.01.03"]),
    ]
    carry_actions(pairs, year=2027, reason="Agreement", by=keeper)
    assert [(r.state, r.old.code, r.new.code) for r in compare(old, new).rows] == [
        ("split", "01.01.01", "02.01.01"),
        ("split", "01.01.01", "02.01.02"),
        ("merged", "01.01.02", "02.01.03"),
        ("merged", "01.01.03", "02.01.03"),
    ]


def test_whoever_reads_sees_the_changes_and_no_button(client, programme):
    client.force_login(make_user("auditor"))
    shown = text_of(client.get("/en/catalogue/PDH/actions/01.01.01/"))
    assert "Retire" not in shown
    assert client.get("/en/changes/").status_code == 200
    assert client.get("/en/units/").status_code == 200
