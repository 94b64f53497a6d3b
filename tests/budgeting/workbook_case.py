"""A proposal with three lines, and its workbook on its way out and in."""

from io import BytesIO

from django.utils import translation
from openpyxl import load_workbook

from budgeting import services
from budgeting.services.workbooks import Choices, preview_of_upload
from budgeting.workbook import preview_of, workbook_of
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_user,
    make_year,
)


class Case:
    """A proposal with a framework and three lines, and its officer."""

    def __init__(self, **year):
        programme = make_programme("PDH")
        self.year = make_year(2030, programme, **year)
        self.actions = [
            make_action(programme, code)
            for code in ("01.01.01", "01.01.02", "03.02.04")
        ]
        self.proposal = make_proposal(self.year, lines=0)
        self.framework = make_framework(self.proposal, "482", name="Atención")
        self.lines = [
            make_line(self.framework, code, "1000.00", position=n)
            for n, code in enumerate(("A-1", "A-2", "A-3"), start=1)
        ]
        make_citation(self.lines[0], self.actions[0])
        make_citation(self.lines[1], self.actions[0], 6000, strength="direct")
        make_citation(self.lines[1], self.actions[2], 4000, justification="Por el agua")
        self.by = make_user("preparer", self.proposal.unit)

    def book(self, language="en"):
        with translation.override(language):
            return load_workbook(BytesIO(workbook_of(self.proposal)))

    def preview(self, book, tmp_path):
        path = tmp_path / "book.xlsx"
        book.save(path)
        return preview_of(self.proposal, path)

    def keep(self, book):
        content = BytesIO()
        book.save(content)
        return services.keep_workbook(
            self.proposal, by=self.by, name="mine.xlsx", content=content.getvalue()
        )

    def apply(self, book, **choices):
        upload = self.keep(book)
        token = preview_of_upload(upload).token
        chosen = Choices(**{name: frozenset(keys) for name, keys in choices.items()})
        return services.apply_workbook(upload, by=self.by, token=token, choices=chosen)


def told(preview):
    """Every cell that would change: its place, what is saved, what the file says."""
    return [
        (cell.place, cell.kind, cell.saved, cell.mine)
        for row in preview.rows
        for cell in row.cells
    ]


def errors(preview):
    return [(f"{one.sheet}!{one.cell}", one.message) for one in preview.errors]
