"""The table of all lines as a plain form: what works without JavaScript."""

import re
from html import unescape

import pytest
from django.urls import reverse

from budgeting import services
from budgeting.models import SpendingLine
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_proposal,
    make_user,
)

pytestmark = pytest.mark.django_db

INPUT = re.compile(r'<input[^>]* name="([^"]*)"(?:[^>]* value="([^"]*)")?')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
AREA = re.compile(r'<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)</textarea>')


class Page:
    """The page of the table in an officer's browser: its form, filled and sent."""

    def __init__(self, client):
        self.proposal = make_proposal(lines=0)
        self.framework = make_framework(self.proposal, "F1")
        self.lines = [
            make_line(self.framework, code, "100.00", position=n)
            for n, code in enumerate("ABC", 1)
        ]
        self.by = make_user("preparer", self.proposal.unit)
        self.client = client
        client.force_login(self.by)
        self.address = reverse("budgeting:line_grid", args=[self.framework.pk])

    def open(self):
        """The fields of the page as a browser would send them back."""
        return self.read(self.client.get(self.address))

    def read(self, response):
        self.html = response.content.decode()
        fields = {"row": []}
        for name, value in [*INPUT.findall(self.html), *AREA.findall(self.html)]:
            if name == "row":
                fields["row"].append(value)
            elif not name.endswith(("-remove", "-choice")) and name not in (
                "do",
                "text",
            ):
                fields[name] = unescape(value)
        return fields

    def name(self, code):
        return f"l{self.proposal.lines.get(code=code).pk}"

    def send(self, fields, **changed):
        return self.client.post(self.address, {**fields, **changed, "do": "save"})

    def order(self):
        lines = self.framework.lines.kept().order_by("position", "pk")
        return "".join(lines.values_list("code", flat=True))

    def amounts(self):
        lines = self.proposal.lines.kept().order_by("code")
        return {line.code: str(line.amount) for line in lines}


@pytest.fixture
def table(client):
    return Page(client)


def test_every_line_is_saved_from_one_form(table):
    fields = table.open()
    told = table.send(
        fields,
        **{
            f"{table.name('A')}-amount": "1,234.50",
            f"{table.name('B')}-remove": "1",
            "n1-code": "D",
            "n1-object_code": "2111",
            "n1-description": "Papel",
            "n1-amount": "5",
        },
    )
    assert (told.status_code, told.url) == (302, table.address)
    assert table.amounts() == {"A": "1234.50", "C": "100.00", "D": "5.00"}
    assert table.order() == "ACD"
    assert table.proposal.events.count() == 1
    assert "3 lines are saved." in table.client.get(table.address).content.decode()


def test_a_new_line_cites_the_codes_typed_in_its_row(table):
    make_action(table.proposal.fiscal_year.main_programme)
    typed = {"n1-description": "Papel", "n1-amount": "5", "n1-object_code": "2111"}
    told = table.send(table.open(), **typed, **{"n1-actions": "99"})
    assert 'href="#n1-actions"' in told.content.decode()
    fields = {**table.read(told), "n1-actions": "01.01.01"}
    assert table.send(fields).status_code == 302
    line = table.proposal.lines.get(code="F1-1")
    assert line.citations.get().action.code == "01.01.01"


def test_an_untouched_page_changes_nothing_and_overwrites_nobody(table):
    fields = table.open()
    services.save_line(
        table.framework, by=table.by, values={"amount": "7"}, line=table.lines[0]
    )
    assert table.send(fields).status_code == 302
    assert table.amounts()["A"] == "7.00"


def test_two_officers_who_edit_different_lines_both_keep_theirs(table):
    mine, theirs = table.open(), table.open()
    table.send(theirs, **{f"{table.name('A')}-amount": "7"})
    assert table.send(mine, **{f"{table.name('B')}-amount": "8"}).status_code == 302
    assert table.amounts() == {"A": "7.00", "B": "8.00", "C": "100.00"}


@pytest.mark.parametrize(("choice", "kept"), [("mine", "8.00"), ("theirs", "7.00")])
def test_of_one_line_saved_twice_the_second_chooses(table, choice, kept):
    mine, name = table.open(), table.name("A")
    services.save_line(
        table.framework, by=table.by, values={"amount": "7"}, line=table.lines[0]
    )
    told = table.send(mine, **{f"{name}-amount": "8", f"{table.name('B')}-amount": "9"})
    assert told.status_code == 409
    asked = table.read(told)
    assert "<title>Error: " in table.html
    assert (asked[f"{name}-amount"], table.amounts()["A"]) == ("8", "7.00")
    assert table.amounts()["B"] == "9.00"  # what is good is saved
    assert table.send(asked).status_code == 200  # asked again while nothing is chosen
    told = table.send(asked, **{f"{name}-choice": choice})
    assert (told.status_code, table.amounts()["A"]) == (302, kept)


def test_what_was_typed_over_a_line_that_was_removed_meanwhile_stays(table):
    mine, name = table.open(), table.name("A")
    services.remove_line(table.lines[0], by=table.by)
    told = table.send(mine, **{f"{name}-amount": "8"})
    asked = table.read(told)
    assert (told.status_code, asked[f"{name}-amount"]) == (409, "8")
    table.send(asked, **{f"{name}-choice": "mine"})
    assert table.amounts()["A"] == "8.00"


def test_wrong_values_stay_in_their_fields_each_with_its_error(table):
    fields = table.open()
    name = table.name("A")
    told = table.send(
        fields,
        **{
            f"{name}-amount": "1.234",
            "n1-code": "B",
            "n1-amount": "x",
            "n1-description": "y",
        },
    )
    assert told.status_code == 200
    again = table.read(told)
    assert (again[f"{name}-amount"], again["n1-code"], again["n1-amount"]) == (
        "1.234",
        "B",
        "x",
    )
    assert f'href="#{name}-amount"' in table.html
    assert 'href="#n1-code"' in table.html
    assert table.html.index('class="error-summary"') < table.html.index("<h1>")


@pytest.mark.parametrize(
    ("moved", "to", "order"),
    [("C", "1", "CAB"), ("A", "3", "BCA"), ("A", "2", "BAC"), ("C", "2", "ACB")],
)
def test_a_line_moves_to_the_place_typed(table, moved, to, order):
    fields = table.open()
    assert table.send(fields, **{f"{table.name(moved)}-number": to}).status_code == 302
    assert table.order() == order


def test_more_rows_keep_what_was_typed_and_save_nothing(table):
    fields = table.open()
    typed = {f"{table.name('A')}-amount": "8", "n2-description": "Papel"}
    told = table.client.post(table.address, {**fields, **typed, "do": "more"})
    again = table.read(told)
    assert (again[f"{table.name('A')}-amount"], again["n2-description"]) == (
        "8",
        "Papel",
    )
    assert sum(row.startswith("n") for row in again["row"]) >= 16
    assert table.amounts()["A"] == "100.00"


def test_the_same_form_sent_twice_makes_no_second_line(table):
    fields = {**table.open(), "n1-description": "Papel", "n1-amount": "5"}
    table.send(fields)
    assert table.send(fields).status_code == 302
    assert SpendingLine.objects.count() == 4
    assert table.amounts()["F1-1"] == "5.00"


def test_a_form_of_too_many_fields_is_told_so_in_words(table):
    fields = {f"x{n}": "" for n in range(10_001)}
    told = table.client.post(table.address, fields)
    assert told.status_code == 400
    assert "save the lines in two parts" in told.content.decode()


def test_300_lines_save_as_a_plain_form(table, django_assert_max_num_queries):
    action = make_action(table.proposal.fiscal_year.main_programme)
    for n in range(300):
        make_citation(make_line(table.framework, f"L{n}", "1.00"), action)
    fields = table.open()
    changed = {name: "2" for name in fields if name.endswith("-amount")}
    blank = {f"n{n}-amount": "" for n in range(1, 6)}
    with django_assert_max_num_queries(60):
        assert table.send(fields, **{**changed, **blank}).status_code == 302
    assert set(table.amounts().values()) == {"2.00"}
