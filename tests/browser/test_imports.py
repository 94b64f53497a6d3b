"""An administrator's workbook with twelve mistakes: marked, mended, loaded, undone."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from playwright.sync_api import expect

from programme.models import Action, BudgetUnit, ImportBatch, Programme
from tests.browser.people import BOTH, Person
from tests.factories import make_unit, make_user
from tests.workbooks import programme_sheets, write_workbook

pytestmark = pytest.mark.slow

PINK = "FFF4B6B6"
ACTIONS = [
    ["01.01.01", 1, "Agua", "Water", "short", "service", "01C001", "16", 2008],
    ["01.01.02", 2, "Drenaje", "", "permanent", "", "", "", None],
    ["01.01.03", 3, "Pozos", "Wells", "long", "", "", "16", None],
    ["01.01.04", 4, "Ríos vivos", "", "medium", "research", "", "", 2010],
    ["01.01.05", 5, "Pozos de absorción", "", "short", "", "", "16", None],
    ["01.01.06", 6, "Lluvia", "Rain", "short", "training", "", "", None],
    ["01.01.07", 7, "Presas", "", "long", "", "", "16", None],
    ["01.01.08", 8, "Fugas", "Leaks", "short", "", "", "", None],
    ["01.01.09", 9, "Tarifas", "Rates", "short", "legislation", "", "", 2011],
]
# sheet, cell, the mistake, what is right
MISTAKES: list[tuple[str, str, object, object]] = [
    ("programme", "D2", "derechos", "human_rights"),
    ("rights", "C3", "grupo", "group"),
    ("strategies", "C2", "Stra\u202etegy", "Strategy"),
    ("actions", "A2", 1.1, "01.01.01"),
    ("actions", "C3", None, "Drenaje"),
    ("actions", "B4", 2, 3),
    ("actions", "C5", "RÃ\u00ados vivos", "Ríos vivos"),
    ("actions", "A6", "01.02.05", "01.01.05"),
    ("actions", "F7", "magia", "training"),
    ("actions", "E8", "largo", "long"),
    ("actions", "H9", "17", None),
    ("actions", "I10", "antes", 2011),
]


def with_mistakes(folder: Path) -> Path:
    """A programme as an office keeps it, with its own sheet and twelve mistakes."""
    header = programme_sheets()["actions"][0]
    sheets = programme_sheets(actions=[header, *ACTIONS])
    sheets["apuntes"] = [["Falta confirmar con la Secretaría"]]
    path = write_workbook(folder / "Programa 2009.xlsx", sheets)
    book = openpyxl.load_workbook(path)
    for sheet, cell, wrong, _right in MISTAKES:
        book[sheet][cell] = wrong
    book["actions"].column_dimensions["C"].width = 70
    book["actions"]["C2"].font = Font(italic=True)
    book["apuntes"].sheet_state = "hidden"
    book.save(path)
    return path


class Administrator(Person):
    """Whoever keeps the catalogue."""

    def uploads(self, path: Path) -> None:
        """Choose the file on the page that is open, and have it checked."""
        self.page.set_input_files("input[type=file]", path)
        self.presses("Check the file")

    def downloads(self, text: str, folder: Path) -> Path:
        """What the link with this text gives."""
        with self.page.expect_download() as download:
            self.follows(text)
        path = folder / f"{self.language}-{download.value.suggested_filename}"
        download.value.save_as(path)
        return path

    def sees(self, text: str) -> None:
        """The page shows this text."""
        expect(self.page.locator("main")).to_contain_text(self.says(text))

    def finds_the_request(self, file: str) -> None:
        """From the desk to the import that waits for a second administrator."""
        self.goes_to("desk/")
        self.follows("Imports")
        self.sees("Waiting for a second administrator")
        self.finds_no_barrier()
        self.page.get_by_role("link", name=file).first.click()

    def loads_and_sees_it(self) -> None:
        """Confirm the preview: four actions are there."""
        self.sees(
            "The file was checked and has no errors. Nothing has been loaded yet."
        )
        self.finds_no_barrier()
        self.presses("Load exactly this file")
        self.sees("The file was loaded.")
        self.finds_no_barrier()
        assert list(Action.objects.order_by("code").values_list("code", flat=True)) == [
            row[0] for row in ACTIONS
        ]


def check_marks(marked: Path) -> None:
    """Each mistake is coloured and explained, and all else is as it was."""
    book = openpyxl.load_workbook(marked)
    for sheet, cell, wrong, _right in MISTAKES:
        assert book[sheet][cell].value == wrong
        assert book[sheet][cell].fill.fgColor.rgb == PINK, (sheet, cell)
        assert book[sheet][cell].comment.author == "hrbudget"
        said = [one.value for one in book[sheet][book[sheet][cell].row]]
        assert book[sheet][cell].comment.text in str(said[-1])
    assert book["actions"]["D2"].fill.fill_type is None
    assert book["actions"].column_dimensions["C"].width == 70
    assert book["actions"]["C2"].font.italic
    assert book["apuntes"].sheet_state == "hidden"
    assert book["apuntes"]["A1"].value == "Falta confirmar con la Secretaría"


def mend(marked: Path) -> Path:
    """The mistakes put right in the marked file, our column and colours left in it."""
    book = openpyxl.load_workbook(marked)
    for sheet, cell, _wrong, right in MISTAKES:
        book[sheet][cell] = right
    book.save(marked)
    return marked


@pytest.mark.parametrize(
    ("language", "scripts"), [("es", True), ("en", True), ("es", False)]
)
def test_a_workbook_with_mistakes_is_marked_mended_loaded_undone_and_loaded_again(
    transactional_db, browser, live_server, tmp_path, settings, language, scripts
):
    settings.MEDIA_ROOT = tmp_path / "kept"
    make_unit("01C001")
    person = Administrator(browser, live_server.url, language, scripts=scripts)
    person.signs_in(make_user("administrator"))
    person.goes_to("desk/imports/new/programme/")
    person.finds_no_barrier()
    person.uploads(with_mistakes(tmp_path))

    rows = person.page.locator("table.stacked tbody tr")
    expect(rows).to_have_count(len(MISTAKES))
    shown = {tuple(row.locator("td").all_inner_texts()[:2]) for row in rows.all()}
    assert shown == {(sheet, cell) for sheet, cell, _wrong, _right in MISTAKES}
    person.finds_no_barrier()
    assert not Programme.objects.exists()

    marked = person.downloads("Download the workbook with its errors marked", tmp_path)
    check_marks(marked)
    person.follows("Upload the mended file")
    person.uploads(mend(marked))
    person.loads_and_sees_it()

    person.follows("Undo this import")
    person.finds_no_barrier()
    person.presses("Undo this import")
    person.sees("The import was undone.")
    person.finds_no_barrier()
    assert not Programme.objects.exists()
    assert not Action.objects.exists()

    person.follows("Upload another file")
    person.uploads(marked)
    person.loads_and_sees_it()
    outcomes = ImportBatch.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["refused", "undone", "loaded"]
    original = person.downloads("Download the original file", tmp_path)
    assert original.read_bytes() == marked.read_bytes()
    person.context.close()


@pytest.mark.parametrize("language", BOTH)
def test_a_file_that_changes_much_is_declined_asked_again_confirmed_and_undone(
    transactional_db, browser, live_server, tmp_path, settings, language
):
    settings.MEDIA_ROOT = tmp_path / "kept"
    make_unit("U1", name="Antes")
    first, second = (
        Administrator(browser, live_server.url, language) for _ in range(2)
    )
    first.signs_in(make_user("administrator"))
    second.signs_in(make_user("administrator"))
    header = ["code", "name", "kind", "sector", "obliged_from", "obliged_until"]
    row = ["U1", "Después", "borough", None, 2009, None]
    first.goes_to("desk/imports/new/units/")
    first.uploads(write_workbook(tmp_path / "lista.xlsx", {"units": [header, row]}))
    first.sees("Two administrators load this file")
    first.presses("Ask a second administrator to load it")
    first.sees("Asked. A second administrator now confirms it.")
    first.finds_no_barrier()

    second.finds_the_request("lista.xlsx")
    second.follows("Decline, and say why")
    second.finds_no_barrier()
    second.fills(reason="El nombre no es del decreto")
    second.presses("Decline: nothing is loaded")
    second.sees("Declined: nothing was loaded.")
    second.finds_no_barrier()

    first.page.reload()
    expect(first.page.locator("main")).to_contain_text("El nombre no es del decreto")
    first.presses("Ask a second administrator to load it")
    second.finds_the_request("lista.xlsx")
    second.presses("Confirm: load exactly this file")
    second.sees("The file was loaded.")
    second.finds_no_barrier()
    assert BudgetUnit.objects.get().name == "Después"

    first.page.reload()
    first.follows("Undo this import")
    first.presses("Undo this import")
    first.sees("The import was undone.")
    first.finds_no_barrier()
    assert BudgetUnit.objects.get().name == "Antes"
    first.context.close()
    second.context.close()
