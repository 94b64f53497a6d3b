import pytest

from budgeting import services
from budgeting.services import CitedAction, LineDraft
from tests.factories import (
    make_action,
    make_framework,
    make_line,
    make_proposal,
    make_user,
)

pytestmark = pytest.mark.django_db


class Desk:
    """An officer before a framework with two lines, A and B, that cite nothing."""

    def __init__(self):
        self.proposal = make_proposal(lines=0)
        self.by = make_user("preparer", self.proposal.unit)
        self.framework = make_framework(self.proposal)
        self.a = make_line(self.framework, "A", "100.00")
        self.b = make_line(self.framework, "B", "200.00")
        programme = self.proposal.fiscal_year.main_programme
        self.actions = [make_action(programme, f"01.01.0{n}") for n in (1, 2, 3)]

    def draft(self, line=None, version=None, values=None, **kwargs):
        """What somebody wants of this line; a new one if none is given."""
        known = {"line": line.pk, "version": version or line.version} if line else {}
        return LineDraft(self.framework.pk, values or {}, **known, **kwargs)

    def new(self, code, **kwargs):
        values = {"code": code, "object_code": "2111", "description": "x"}
        return self.draft(values={**values, "amount": "10", **kwargs})

    def save(self, *drafts, **kwargs):
        return services.save_lines(self.proposal, by=self.by, drafts=drafts, **kwargs)

    def undo(self, event):
        return services.undo_edit(event, by=self.by)

    def lines(self):
        """Code, amount and citations of the kept lines, in order of key."""
        return [
            (
                line.code,
                str(line.amount),
                sorted(line.citations.values_list("action__code", "share")),
            )
            for line in self.proposal.lines.kept().order_by("pk")
        ]


@pytest.fixture
def desk():
    return Desk()


def test_changed_and_new_lines_are_saved_with_one_event(desk):
    cited = [CitedAction(desk.actions[0]), CitedAction(desk.actions[1])]
    told = desk.save(
        desk.draft(desk.a, values={"amount": "1,234.50"}),
        desk.draft(desk.b, citations=cited),
        desk.new("C", amount="7"),
        desk.draft(desk.a, values={}),
    )
    assert desk.lines() == [
        ("A", "1234.50", []),
        ("B", "200.00", [("01.01.01", 5000), ("01.01.02", 5000)]),
        ("C", "7.00", []),
    ]
    assert [(index, line.code) for index, line in told.saved] == [
        (0, "A"), (1, "B"), (2, "C"),
    ]  # fmt: skip
    assert desk.proposal.events.count() == 1


def test_undo_puts_back_what_stood_before(desk):
    desk.save(desk.draft(desk.b, citations=[CitedAction(desk.actions[0])]))
    cited = list(desk.b.citations.values_list("pk", "action_id", "share"))
    desk.b.refresh_from_db()
    told = desk.save(
        desk.draft(desk.a, values={"amount": "1"}),
        desk.draft(desk.b, removed=True, citations=[CitedAction(desk.actions[2])]),
        desk.new("C"),
    )
    assert desk.lines() == [("A", "1.00", []), ("C", "10.00", [])]
    undone = desk.undo(told.event)
    assert desk.lines() == [("A", "100.00", []), ("B", "200.00", [("01.01.01", 10000)])]
    assert list(desk.b.citations.values_list("pk", "action_id", "share")) == cited
    assert desk.undo(told.event) == undone  # asked again: nothing more is undone
    desk.undo(undone)
    assert desk.lines() == [("A", "1.00", []), ("C", "10.00", [])]


def test_two_lines_exchange_their_codes(desk):
    desk.save(
        desk.draft(desk.a, values={"code": "B"}),
        desk.draft(desk.b, values={"code": "A"}),
        whole=True,
    )
    assert desk.lines() == [("B", "100.00", []), ("A", "200.00", [])]
