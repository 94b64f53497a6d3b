"""The table's script: what it sends, and what it is answered."""

import json

import pytest
from django.urls import reverse

from budgeting import services
from budgeting.models import Proposal
from tests.factories import (
    make_action,
    make_framework,
    make_line,
    make_proposal,
    make_user,
)

pytestmark = pytest.mark.django_db


class Script:
    """The script in the page of an officer of a framework with one line, A."""

    def __init__(self, client):
        self.proposal = make_proposal(lines=0)
        self.framework = make_framework(self.proposal, "F1")
        self.line = make_line(self.framework, "A", "100.00")
        self.by = make_user("preparer", self.proposal.unit)
        self.client = client
        client.force_login(self.by)

    def send(self, *rows, body=None):
        address = reverse("budgeting:line_grid_save", args=[self.framework.pk])
        sent = json.dumps({"rows": list(rows)}) if body is None else body
        return self.client.post(
            address,
            sent,
            content_type="application/json",
            headers={"accept": "application/json"},
        )

    def change(self, **values):
        return {"key": "r1", "id": self.line.pk, "version": 1, "values": values}


@pytest.fixture
def script(client):
    return Script(client)


def new(key="r2", **values):
    typed = {"object_code": "2111", "description": "Papel", "amount": "5", **values}
    return {"key": key, "id": None, "values": typed}


def test_rows_are_saved_and_the_totals_told(script):
    told = script.send(script.change(amount="1,234.50"), new(code="B"))
    assert told.status_code == 200
    answer = told.json()
    assert [(one["key"], one["version"]) for one in answer["saved"]] == [
        ("r1", 2),
        ("r2", 1),
    ]
    assert answer["saved"][0]["values"]["amount"] == "1,234.50"
    assert (answer["saved"][0]["state"], answer["saved"][0]["pending"]) == (
        "uncited",
        {},
    )
    assert answer["totals"]["amount"] == "1239.50"
    assert (answer["totals"]["lines"], answer["totals"]["uncited"]) == (2, 2)
    assert [(c["chapter"], c["amount"]) for c in answer["totals"]["chapters"]] == [
        (2000, "5.00"),
        (4000, "1234.50"),
    ]
    assert answer["undo"] == script.proposal.events.first().pk


def test_a_new_row_sent_again_makes_no_second_line(script):
    first = script.send(new(key="k")).json()["saved"][0]
    again = script.send(new(key="k")).json()["saved"][0]
    assert (first["id"], first["version"]) == (again["id"], again["version"])
    later = script.send(new(key="k", amount="6")).json()["saved"][0]
    assert (later["id"], later["values"]["amount"]) == (first["id"], "6.00")
    assert script.proposal.lines.count() == 2


@pytest.mark.parametrize("key", ["k\x00", "k\ud800"])
def test_a_key_with_what_no_database_keeps_is_no_fault(script, key):
    for _twice in range(2):
        told = script.send(new(key=key))
        assert (told.status_code, told.json()["saved"][0]["key"]) == (200, key)
    assert script.proposal.lines.count() == 2


def test_what_does_not_read_is_kept_with_its_reason(script):
    answer = script.send(script.change(amount="1.234")).json()
    assert answer["saved"][0]["values"]["amount"] == "1.234"
    assert "two ways" in answer["saved"][0]["pending"]["amount"]


def test_a_line_saved_meanwhile_is_a_conflict_that_tells_what_is_saved(script):
    colleague = make_user("preparer", script.proposal.unit, first_name="Ana")
    services.save_line(
        script.framework,
        by=colleague,
        values={"amount": "7"},
        line=script.line,
        version=1,
    )
    told = script.send(script.change(amount="8"), new(code="B"))
    assert told.status_code == 409
    (conflict,) = told.json()["conflicts"]
    assert conflict["key"] == "r1"
    assert conflict["saved"]["version"] == 2
    assert conflict["saved"]["values"]["amount"] == "7.00"
    assert "Ana" in conflict["by"]
    assert [one["key"] for one in told.json()["saved"]] == ["r2"]


def test_a_code_that_is_taken_is_refused_by_row_and_field(script):
    told = script.send(new(code="A"))
    assert told.status_code == 422
    (refused,) = told.json()["refused"]
    assert refused["key"] == "r2"
    assert refused["errors"]["code"] == [
        "This proposal already has a line with this code."
    ]


def test_a_saved_row_without_its_version_is_asked_for_it(script):
    row = {"key": "r1", "id": script.line.pk, "values": {"amount": "1"}}
    assert script.send(row).status_code == 428


@pytest.mark.parametrize(
    "body",
    [
        "no", "[]", "{}", '{"rows": [1]}', '{"rows": [{"values": {"amount": 1.5}}]}',
        '{"rows": [{"values": {"owner": "x"}}]}', '{"rows": [{"id": "1"}]}',
        '{"rows": [{"citations": ["x"]}]}', '{"rows": [{"removed": "yes"}]}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(script, body):
    told = script.send(body=body)
    assert (told.status_code, bool(told.json()["detail"])) == (400, True)


def test_a_session_that_ended_is_told_where_to_sign_in(script):
    script.client.logout()
    told = script.send(script.change(amount="1"))
    assert told.status_code == 401
    assert told.json()["sign_in"].endswith("/sign-in/")


def test_a_frozen_proposal_is_423(script):
    action = make_action(script.proposal.fiscal_year.main_programme)
    told = script.send({**script.change(), "citations": [action.pk]})
    assert [one["code"] for one in told.json()["saved"][0]["cited"]] == ["01.01.01"]
    services.submit_proposal(
        script.proposal, by=make_user("signatory", script.proposal.unit)
    )
    told = script.send(script.change(amount="1"))
    assert (told.status_code, Proposal.objects.get().status) == (423, "submitted")


def test_a_colleague_undoes_what_the_script_saved(script):
    edit = script.send(script.change(amount="1"), new(code="B")).json()["undo"]
    script.client.force_login(make_user("preparer", script.proposal.unit))
    address = reverse("budgeting:edit_undo", args=[script.proposal.pk, edit])
    script.client.post(address, {"back": "/x"})
    script.line.refresh_from_db()
    assert (str(script.line.amount), script.proposal.lines.kept().count()) == (
        "100.00",
        1,
    )


def test_the_table_is_told_as_json(script):
    address = reverse("budgeting:line_grid", args=[script.framework.pk])
    told = script.client.get(address, headers={"accept": "application/json"}).json()
    assert [row["values"]["code"] for row in told["rows"]] == ["A"]
    assert told["csrf"]
