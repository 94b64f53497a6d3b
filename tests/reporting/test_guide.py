"""The guide and the glossary: whole in both languages, and linked from the desk."""

import pytest
from django.utils import translation

from budgeting.views.citations import CitationForm
from budgeting.views.frameworks import FrameworkForm
from budgeting.views.lines import LineForm
from reporting.glossary import ENTRIES, entries
from tests.factories import make_action, make_programme

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
