"""Pasting 30 rows: read and shown, added all at once, undone at once."""

import pytest
from django.urls import reverse

from budgeting import services
from tests.factories import (
    make_action,
    make_framework,
    make_line,
    make_proposal,
    make_user,
)

pytestmark = pytest.mark.django_db

WRONG = {(4, 3): "1.234,50", (9, 1): "44", (17, 2): "", (23, 5): "99.99.99"}


def block(rows=30, wrong=WRONG):
    """As a spreadsheet copies it: quoted line ends, a currency sign, a blank row."""
    lines = ["Renglón\tPartida\tDescripción\tImporte\tTerritorio\tAcciones"]
    for n in range(rows):
        cells = [f"P{n}", "4411", f'"Apoyo {n}\ncon ""comillas"""', "$1,234.50\u00a0"]
        cells += ["Iztapalapa", "01.01.01"]
        for (row, column), text in wrong.items():
            if row == n:
                cells[column] = text
        lines.append("\t".join(cells))
    return "\r\n".join([*lines, "\t\t\t\t\t", ""])


class Desk:
    def __init__(self, client):
        self.proposal = make_proposal(lines=0)
        self.framework = make_framework(self.proposal, "F1")
        make_action(self.proposal.fiscal_year.main_programme)
        self.by = make_user("preparer", self.proposal.unit)
        self.client = client
        client.force_login(self.by)

    def paste(self, text, do="read", key="k", **kwargs):
        address = reverse("budgeting:line_paste", args=[self.framework.pk])
        return self.client.post(address, {"text": text, "do": do, "key": key}, **kwargs)


@pytest.fixture
def desk(client):
    return Desk(client)


def test_30_rows_are_shown_with_what_is_to_fix_and_nothing_is_saved(desk):
    page = desk.paste(block()).content.decode()
    assert "30 rows, 176 cells good, 4 to fix." in page
    assert 'href="#c5-amount"' in page
    assert "“1.234,50” can be read two ways" in page
    assert "No action of" in page
    assert "Two rows cannot have one code" in page  # 99.99.99 keeps it from being added
    assert not desk.proposal.lines.exists()


def test_what_reads_is_added_at_once_and_undone_at_once(desk):
    wrong = {key: text for key, text in WRONG.items() if key[1] != 5}
    assert desk.paste(block(wrong=wrong), "add").status_code == 302
    lines = desk.proposal.lines.kept()
    assert lines.count() == 30
    first = lines.get(code="P0")
    assert first.description == 'Apoyo 0\ncon "comillas"'
    assert (str(first.amount), first.citations.get().share) == ("1234.50", 10000)
    assert lines.get(code="P4").pending == {"amount": "1.234,50"}
    desk.paste(block(wrong=wrong), "add")  # the answer was lost
    assert lines.count() == 30
    services.undo_edit(desk.proposal.events.get(), by=desk.by)
    assert not lines.exists()


def test_a_code_that_is_taken_is_named_in_its_cell(desk):
    make_line(desk.framework, "P3")
    page = desk.paste(block(5, {}), "add")
    assert page.status_code == 409
    assert 'href="#c4-code"' in page.content.decode()
    assert desk.proposal.lines.count() == 1


def test_pasted_rows_are_corrected_in_the_table(desk):
    page = desk.paste(block(), "table").content.decode()
    assert 'name="n5-amount" value="1.234,50"' in page
    assert 'href="#n5-amount"' in page
    assert 'name="n1-actions" value="01.01.01"' in page
    assert not desk.proposal.lines.exists()


def test_the_script_is_told_each_cell(desk):
    told = desk.paste(block(), headers={"accept": "application/json"}).json()
    assert (told["good"], told["faults"], len(told["rows"])) == (176, 4, 30)
    assert told["columns"] == [
        "code", "object_code", "description", "amount", "territory", "actions",
    ]  # fmt: skip
    assert list(told["rows"][4]["errors"]) == ["amount"]
    refused = desk.paste("a\tb\tc\td\te\tf\tg", headers={"accept": "application/json"})
    assert (refused.status_code, "column 7" in refused.json()["detail"]) == (400, True)


def test_a_key_with_what_no_database_keeps_is_no_fault(desk):
    text = "P1\t4411\tApoyo\t5"
    for _twice in range(2):
        assert desk.paste(text, "add", key="k\x00").status_code == 302
    assert desk.proposal.lines.count() == 1
