import pytest
from django.utils.translation import gettext, ngettext, override

from hrbudget import translations


def test_every_text_has_its_spanish():
    assert translations.check() == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "Lines" %}', [("Lines", None)]),
        ('{% translate "Lines" as title %}', [("Lines", None)]),
        ('{% translate "May" context "month" %}', [("May", "month")]),
        ('{% translate "50 % of it" %}', [("50 %% of it", None)]),
        (
            "{% blocktranslate trimmed with n=lines %}\n  {{ n }} lines\n"
            "  of it\n{% endblocktranslate %}",
            [("%(n)s lines of it", None)],
        ),
        (
            "{% blocktranslate count n=k %}{{ n }} line{% plural %}"
            "{{ n }} lines{% endblocktranslate %}",
            [(("%(n)s line", "%(n)s lines"), None)],
        ),
        ('{{ value|default:_("none") }}', [("none", None)]),
        ("<p>plain</p>", []),
    ],
)
def test_the_texts_of_a_template_are_found(tmp_path, source, found):
    page = tmp_path / "page.html"
    page.write_text(source)
    assert list(translations.messages_of_template(page)) == found


def test_a_text_without_spanish_is_named(monkeypatch, tmp_path):
    po = tmp_path / "django.po"
    po.write_bytes(translations.PO.read_bytes() + b'\nmsgid "New text"\nmsgstr ""\n')
    monkeypatch.setattr(translations, "PO", po)
    assert "no Spanish: New text" in translations.check()


def test_a_text_within_another_is_not_overlooked():
    assert translations.hides_a_text("""name = f"{_('budget')}-{year}" """)
    assert not translations.hides_a_text("""name = f"{budget}-{year}" """)


def test_the_compiled_catalogue_speaks_spanish():
    with override("es"):
        assert gettext("spending line") == "renglón de gasto"
        assert ngettext("x", "xs", 2) == "xs"
