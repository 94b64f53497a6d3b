"""The official form: a tagged PDF of what was submitted, and of nothing else."""

import html
import re
import time
import zlib

import pytest
from django.urls import reverse
from django.utils.translation import override

from budgeting import services
from budgeting.models import Submission
from budgeting.official_form import (
    DRAWN_CODES,
    _drawn,
    drawable,
    form_data,
    official_form,
    pictures,
)
from budgeting.receipts import Receipt
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_proposal,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
ADDRESS = "https://budget.example/es/verify/abc/"
MARKUP = [
    '#strong[x] #import "@preview/x:1.0.0" #read("/etc/passwd")',
    "$ 100 $ x^2 $",
    "*bold* _it_ `raw` = heading",
    "\\u{41} \\ back",
    "@label <label> ~ -- ---",
    "\"quotes\" 'single' “curly”",
    "// no comment /* none */",
    "- list\n+ list\n/ term: x",
    "https://example.org",
]


def submitted(**framework) -> Submission:
    """A submission of one line that cites one action."""
    unit = make_unit("26C001", name="Secretaría de Salud")
    proposal = make_proposal(unit=unit, lines=0)
    action = make_action(
        proposal.fiscal_year.main_programme,
        "01.01.01",
        text_es="Vacunar en cada barrio",
        text_en="Vaccinate in each neighbourhood",
    )
    line = make_line(make_framework(proposal, "AI1", **framework), "L-1", "1200000.50")
    make_citation(line, action, justification="Porque vacuna")
    services.submit_proposal(proposal, by=make_user("signatory", unit))
    return proposal.submissions.get()


def text_of(submission, language="es"):
    """The words of the form, by the same page drawn as HTML."""
    drawn = _drawn(submission, language, ADDRESS, format="html").decode()
    body = re.sub(r"<br>", "\n", drawn.split("<body>")[1])
    return html.unescape(re.sub(r"<[^>]+>", "", body)).replace("\u200b", "")


def parts_of(pdf):
    """A PDF with what is packed in it unpacked, to look for its structure."""
    found = [pdf]
    for match in re.finditer(rb"stream\r?\n", pdf):
        try:
            found.append(zlib.decompressobj().decompress(pdf[match.end() :]))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_the_form_is_tagged_titled_and_in_its_language():
    made = submitted()
    spanish = parts_of(official_form(made, "es", ADDRESS))
    english = parts_of(official_form(made, "en", ADDRESS))
    for part in (b"<pdfuaid:part>1<", b"/Marked true", b"/DisplayDocTitle true"):
        assert part in spanish
    assert b"/Lang(es-MX)" in spanish
    assert b"/Lang(en-US)" in english
    for tag in (b"Title", b"H1", b"H2", b"Table", b"THead", b"TH", b"Figure", b"Link"):
        assert re.search(rb"/S\s*/" + tag + rb"\b", spanish), tag
    assert re.search(rb"/Alt\s*[(<]", spanish)  # of the QR code


def test_the_form_says_every_framework_line_citation_and_total():
    made = submitted(monthly_targets=["8.00", None, "9.50"], indicator="Dosis")
    text = text_of(made, "en")
    for said in (
        "26C001 Secretaría de Salud",
        "AI1 · Atención a la población",
        "Problema y evidencia",
        "Dosis",
        "9.50",
        "L-1",
        "4411",
        "01.01.01 Vaccinate in each neighbourhood",
        "100\u00a0%",
        "Porque vacuna",
        "1,200,000.50",
        "ONE MILLION TWO HUNDRED THOUSAND PESOS 50/100 M.N.",
        "4000 Transfers, subsidies and other aid",
    ):
        assert said in text, said
    assert "Vacunar en cada barrio" in text_of(made, "es")


def test_function_unit_of_measure_and_target_stand_on_the_form():
    made = submitted(physical_target="37206")
    with override("en"):
        (form,) = form_data(Receipt(made), ADDRESS)["frameworks"]
    assert [said for _label, said in form["short"]] == [
        "2.6 Social protection",
        "Persona",
        "37,206.00",
    ]


def test_the_receipt_stands_on_the_form():
    made = submitted()
    year = made.content["year"]
    with_receipt = dict(form_facts(made))
    assert with_receipt["Receipt"] == f"{year}-26C001-1"
    assert with_receipt["Signed by"] == made.signer
    assert "America/Mexico_City, UTC-0600" in with_receipt["Time"]
    assert with_receipt["SHA-256 of the content"] == made.content_hash
    assert with_receipt["Verify it at"] == ADDRESS


def form_facts(submission):
    facts = form_data(Receipt(submission), ADDRESS)["receipt"]
    return [(label, said.replace("\u200b", "")) for label, said in facts]


@pytest.mark.parametrize("typed", MARKUP)
def test_what_a_person_typed_is_never_read_as_markup(typed):
    made = submitted(objective=typed, problem=f"{typed} {typed}")
    assert f"Objective\n{typed}" in text_of(made, "en")
    assert official_form(made, "es", ADDRESS).startswith(b"%PDF-")


def test_ten_thousand_letters_without_a_space_are_drawn_whole():
    made = submitted(objective="Ñ" * 10_000)
    assert "Ñ" * 10_000 in text_of(made)
    assert len(pictures(made, "es", ADDRESS)) >= 3


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("agua 😀", "agua [U+1F600]"),
        ("中", "[U+4E2D]"),
        ("a\x07b", "a[U+0007]b"),
        ("\ufeffx", "[U+FEFF]x"),
        ("\u202eabc", "[U+202E]abc"),
        ("uno\r\ndos\ttres", "uno\ndos tres"),
        ("náhuatl ē ʼ ≤ € ½ →", "náhuatl ē ʼ ≤ € ½ →"),
    ],
)
def test_a_letter_that_the_fonts_lack_is_named_by_its_number(typed, drawn):
    assert drawable(typed) == drawn
    made = submitted(objective=typed)
    assert official_form(made, "es", ADDRESS).startswith(b"%PDF-")


@pytest.mark.slow
def test_every_letter_that_is_said_to_be_drawn_is_drawn():
    letters = "".join(f"{chr(code)} " for code in sorted(DRAWN_CODES))
    made = submitted(objective=letters, problem=letters)
    assert official_form(made, "es", ADDRESS).startswith(b"%PDF-")


def test_the_same_copy_gives_the_same_bytes():
    made = submitted()
    once = official_form(made, "es", ADDRESS)
    time.sleep(1.1)  # the clock of the file, in seconds
    services.return_proposal(made.proposal, by=make_user("analyst"), note="Corrija")
    again = Submission.objects.get(pk=made.pk)
    again.proposal.lines.update(description="Otra cosa")
    assert official_form(again, "es", ADDRESS) == once
    assert official_form(again, "en", ADDRESS) != once


def test_the_form_is_downloaded_in_the_language_asked_for(client):
    made = submitted()
    client.force_login(made.by)
    page = reverse("budgeting:submission_form", args=[made.proposal_id, 1])
    year = made.content["year"]
    for query, language in (("", "en"), ("?lang=es", "es"), ("?lang=xx", "en")):
        answer = client.get(page + query)
        assert answer["Content-Type"] == "application/pdf"
        name = f"{year}-26C001-1-{language}.pdf"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.content.startswith(b"%PDF-")


def test_three_hundred_lines_are_drawn_in_a_moment():
    made = submitted()
    form = made.content["frameworks"][0]
    form["lines"] = [{**form["lines"][0], "code": f"L{n}"} for n in range(300)]
    began = time.perf_counter()
    official_form(made, "es", ADDRESS)
    assert time.perf_counter() - began < 6  # 0.5 s where nothing else runs
