"""The guide and the glossary: whole in both languages, and linked from the desk."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.template import engines
from django.utils import translation
from openpyxl import load_workbook

from budgeting import services
from budgeting.signals.kinds import KINDS
from budgeting.views.citations import CitationForm
from budgeting.views.frameworks import FrameworkForm
from budgeting.views.lines import LineForm
from reporting.example import worked_example
from reporting.form_guide import form_guide
from reporting.glossary import ENTRIES, entries
from reporting.models import PublishedRight
from reporting.publishing import publish_year
from tests.factories import (
    make_action,
    make_code,
    make_programme,
    make_unit,
    make_user,
    make_year,
)
from tests.reporting.cities import Line, budget

pytestmark = pytest.mark.django_db
SAME = {"partida"}  # words that English pages use as they are


def said(language):
    with translation.override(language):
        return {one.key: (str(one.word), str(one.meaning)) for one in entries()}


def test_both_languages_have_every_entry():
    english, spanish = said("en"), said("es")
    assert set(english) == set(spanish) and len(ENTRIES) == len(english) >= 30
    for key, (word, meaning) in english.items():
        assert word and meaning and spanish[key][0], key
        assert meaning != spanish[key][1], key
        assert key in SAME or word != spanish[key][0], key


@pytest.mark.parametrize("language", ["en", "es"])
def test_entries_stand_in_the_order_of_the_language(language):
    with translation.override(language):
        words = [str(one.word) for one in entries()]
    assert words.index("Techo presupuestal" if language == "es" else "Ceiling") > 0
    assert words[0].casefold() < words[-1].casefold()


def test_both_pages_open_to_everybody_and_lead_to_each_other(client):
    words = client.get("/en/guide/words/").content.decode()
    assert 'id="ceiling"' in words and "techo presupuestal" in words
    assert "/en/guide/citing/" in words
    citing = client.get("/es/guide/citing/").content.decode()
    assert "12.05.04" in citing and "/es/guide/words/" in citing


def test_every_field_of_the_forms_says_what_to_write_and_is_described_by_it():
    forms = [
        FrameworkForm(),
        LineForm(),
        CitationForm(make_action(make_programme())),
    ]
    for form in forms:
        for field in form.visible_fields():
            if field.name.startswith("month_"):
                continue  # the twelve share the hint above them
            assert field.help_text, field.name
            assert f'aria-describedby="{field.auto_id}_helptext"' in str(field)


def read(client, path):
    """A page's text without its tags, spaces made one."""
    html = unescape(re.sub(r"<[^>]+>", " ", client.get(path).content.decode()))
    return " ".join(html.replace("\xa0", " ").split())


def test_the_example_of_the_method_is_what_publishing_makes_of_the_same_lines():
    programme = make_programme()
    actions = {
        c: make_action(programme, c) for c in ("12.05.04", "14.11.04", "14.06.04")
    }
    year = make_year(2030, programme, linking="requested")
    told = worked_example()
    for name in ("A", "B", "C"):
        unit = make_unit(name)
        own = [one for one in told["lines"] if one.unit == name]
        lines = [
            Line(
                one.code, str(one.amount), {actions[c]: s for c, s in one.cites.items()}
            )
            for one in own
        ]
        if lines:
            budget(year, unit, *lines)
    publication = publish_year(year).publication
    numbers = publication.numbers
    assert numbers["compliance_rate"] == "0.5000" == str(told["by_units"].value)
    assert numbers["linked_rate"] == "0.8500" == str(told["by_money"].value)
    assert numbers["units_obliged"] == told["obliged"] == 3
    rights = {one.code: one for one in PublishedRight.objects.all()}
    found = {
        c: (str(r.amount_attributed), str(r.amount_touching)) for c, r in rights.items()
    }
    assert found == {
        "12": ("60000.00", "100000.00"),
        "14": ("110000.00", "170000.00"),
    }
    assert found == {
        r.code: (str(r.attributed), str(r.touching)) for r in told["rights"]
    }


def test_the_method_shows_the_example_in_pesos(client):
    said = read(client, "/en/method/")
    assert "12.05.04: 60 % = 60,000.00 14.11.04: 40 % = 40,000.00" in said
    assert "1 of 2 that prepared a budget, 50 %" in said
    assert "170,000.00 of 200,000.00 pesos, 85 %" in said
    assert "12.05.04 33.34 (33.34 %), 14.06.04 33.33 (33.33 %)" in said
    assert "33.34 (33.34 %)" in read(client, "/es/method/")


def test_the_law_says_which_rule_each_time_had(client):
    said = read(client, "/en/guide/law/")
    for text in (
        "Rule: Requested",
        "Rule: Required",
        "30 May 2011",
        "only its contents",
    ):
        assert text in said
    assert said.count("Rule: Requested") == 2 and said.count("Rule: Required") == 1
    assert "Rule: Obligatoria" not in said and "Obligatoria" in read(
        client, "/es/guide/law/"
    )


def test_the_page_of_the_form_has_every_field_that_officers_meet(client):
    said = read(client, "/en/guide/form/")
    for form in (
        FrameworkForm(),
        LineForm(),
        CitationForm(make_action(make_programme())),
    ):
        for field in form.visible_fields():
            if not field.name.startswith("month_"):
                assert f"{field.label} {field.help_text}"[:80] in said, field.name
    needed = {one.name for one in form_guide()["framework_fields"] if one.needed}
    assert needed == {
        "code", "name", "problem", "objective", "target_population",
        "expected_result", "unit_of_measure", "physical_target", "function",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [("1,234.50", "Read as 1,234.50"), ("1.234", "Refused: “1.234” can be read two")],
)
def test_the_page_of_the_form_says_what_becomes_of_an_amount(client, typed, becomes):
    assert f"{typed} {becomes}" in read(client, "/en/guide/form/")


def test_anybody_downloads_an_empty_form(client):
    answer = client.get("/en/guide/form/blank.xlsx")
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["instructions", "frameworks", "lines", "lists"]
    assert [cell.value for cell in book["lines"][1]][:4] == [
        "framework", "line", "object_code", "description",
    ]  # fmt: skip
    assert book["lines"].max_row == book["frameworks"].max_row == 1
    assert client.get("/en/guide/form/blank.xlsx").content == answer.content
    assert (
        "renglones"
        in load_workbook(
            BytesIO(client.get("/es/guide/form/blank.xlsx").content)
        ).sheetnames
    )


def test_finance_s_codes_are_public_as_they_stand_today(client):
    code = make_code("REN-77", name_en="Old name", text_en="Correct the line.")
    before = client.get("/en/guide/review/")
    assert "Old name" in before.content.decode()
    tag = {"If-None-Match": before.headers["ETag"]}
    assert client.get("/en/guide/review/", headers=tag).status_code == 304
    head = make_user("finance_head")
    services.retire_observation_code(code, by=head)
    after = client.get("/en/guide/review/", headers=tag)
    assert after.status_code == 200 and "REN-77" not in after.content.decode()


def test_every_signal_is_public_with_its_threshold(client):
    said = read(client, "/en/guide/review/")
    with translation.override("en"):
        for kind in KINDS.values():
            assert str(kind.name) in said
            assert " ".join(kind.criteria.replace("\xa0", " ").split())[:60] in said


def test_a_word_leads_to_its_entry_and_an_unexplained_word_is_an_error():
    def render(source):
        with translation.override("en"):
            return engines["django"].from_string("{% load guide %}" + source).render()

    assert render('{% word "attributed" %}') == (
        '<a href="/en/guide/words/#attributed">attributed amount</a>'
    )
    assert render('{% word "programme" %}').endswith("Human Rights Programme</a>")
    with pytest.raises(KeyError):
        render('{% word "nonsense" %}')


def test_every_page_of_the_guide_leads_to_the_words_it_uses(client):
    anchors = {one.key for one in ENTRIES}
    for page in ("method/", "guide/law/", "guide/form/", "guide/review/"):
        html = client.get(f"/en/{page}").content.decode()
        used = set(re.findall(r'/en/guide/words/#([\w-]+)"', html))
        assert used and used <= anchors, page
