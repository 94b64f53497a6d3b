"""The empty form, of no unit and no year, for whoever wants to see it."""

import zipfile
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook

from budgeting.workbook import looks
from budgeting.workbook.values import CITING, FRAMEWORK_COLUMNS, LINE_FIELDS, SCREENING
from budgeting.workbook.writing import INSTRUCTIONS, LISTS, called, write_lists

LINES = ("framework", *LINE_FIELDS, *CITING, *SCREENING)
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same bytes whoever asks, whenever


def blank_workbook() -> bytes:
    """An .xlsx with the form's sheets, lists and help, in the language in use."""
    book = Workbook()
    book.remove(book.worksheets[0])
    looks.write_texts(book.create_sheet(called(INSTRUCTIONS)), _instructions())
    for name, columns in (("frameworks", FRAMEWORK_COLUMNS), ("lines", LINES)):
        sheet = book.create_sheet(called(name))
        looks.prepare(sheet, columns, [called(column) for column in columns])
    write_lists(book.create_sheet(called(LISTS)))
    looks.add_lists(book, {one: called(one) for one in ("frameworks", "lines", LISTS)})
    content = BytesIO()
    book.save(content)
    return _without_clock(content.getvalue())


def _instructions() -> list[str]:
    return [
        _("Public policy framework: an empty form"),
        _(
            "This is the form that each unit of the city fills in once a year, with "
            "its lists and the help of each cell. It is of no unit and no year."
        ),
        _(
            "A unit downloads its own from the page of its proposal, with the actions "
            "that its year may cite. This empty one cannot be uploaded."
        ),
        _("Codes are text: 01.10 is not 1.1."),
    ]


def _without_clock(content: bytes) -> bytes:
    """The same file without the time at which it was made."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as book, zipfile.ZipFile(made, "w") as out:
        for name in book.namelist():
            kept = zipfile.ZipInfo(name, MOMENT)
            kept.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(kept, book.read(name))
    return made.getvalue()
