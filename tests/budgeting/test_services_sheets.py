import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgeting import services
from budgeting.exceptions import LinesNotSaved, WorkflowError
from budgeting.services import CitedAction, LineDraft
from budgeting.services.undo import undoable
from tests.factories import (
    make_action,
    make_framework,
    make_line,
    make_proposal,
    make_user,
    make_waiver,
    make_year,
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


def refusals(told):
    return [(index, set(errors)) for index, errors in told.refused]


def test_codes_taken_in_the_batch_or_saved_are_refused_by_row_and_field(desk):
    told = desk.save(
        desk.new("C"), desk.new("C", amount="11"), desk.new("A"), desk.new(" ")
    )
    assert refusals(told) == [(1, {"code"}), (2, {"code"}), (3, {"code"})]
    assert told.refused[2][1]["code"] == ["Give the line a code."]
    assert [code for code, *_ in desk.lines()] == ["A", "B", "C"]


def test_a_code_whose_holder_cannot_be_saved_stays_taken(desk):
    told = desk.save(
        desk.draft(desk.a, values={"code": "B"}),
        desk.draft(desk.b, values={"code": "x" * 21}),
    )
    assert refusals(told) == [(0, {"code"}), (1, {"code"})]
    assert [code for code, *_ in desk.lines()] == ["A", "B"]


def test_a_code_is_free_once_its_line_is_removed_in_the_same_batch(desk):
    desk.save(desk.draft(desk.a, removed=True), desk.new("A"), whole=True)
    assert desk.lines() == [("B", "200.00", []), ("A", "10.00", [])]


def test_with_whole_nothing_is_saved_where_one_cannot_be(desk):
    with pytest.raises(LinesNotSaved, match="1 line cannot be saved") as refused:
        desk.save(desk.new("C"), desk.new("A"), whole=True)
    assert [index for index, _ in refused.value.refused] == [1]
    assert [code for code, *_ in desk.lines()] == ["A", "B"]


def test_what_changed_meanwhile_is_a_conflict_and_the_same_change_is_none(desk):
    desk.save(desk.draft(desk.a, values={"amount": "7"}))
    told = desk.save(
        desk.draft(desk.a, 1, {"amount": "8"}), desk.draft(desk.b, 1, {"amount": "9"})
    )
    assert [(index, str(line.amount)) for index, line in told.conflicts] == [
        (0, "7.00")
    ]
    assert desk.lines() == [("A", "7.00", []), ("B", "9.00", [])]
    again = desk.save(desk.draft(desk.a, 1, {"amount": "7"}))
    assert (len(again.saved), again.conflicts, again.event) == (1, [], None)


def test_a_saved_line_asks_for_the_version_that_was_read(desk):
    draft = LineDraft(desk.framework.pk, {"amount": "7"}, line=desk.a.pk)
    assert refusals(desk.save(draft)) == [(0, {"line"})]


def test_a_line_or_a_framework_of_another_proposal_is_refused(desk):
    other = make_proposal(make_year(2031))
    line, place = other.lines.get(), other.frameworks.get()
    told = desk.save(
        LineDraft(desk.framework.pk, {"amount": "7"}, line=line.pk, version=1),
        LineDraft(place.pk, {"code": "C"}),
    )
    assert refusals(told) == [(0, {"line"}), (1, {"framework"})]


def test_a_removed_line_is_a_conflict_unless_it_is_brought_back(desk):
    services.remove_line(desk.a, by=desk.by)
    told = desk.save(desk.draft(desk.a, 2, {"amount": "7"}))
    assert [index for index, _line in told.conflicts] == [0]
    desk.save(desk.draft(desk.a, 2, {"amount": "7"}, removed=False), whole=True)
    assert desk.lines()[0] == ("A", "7.00", [])


def test_what_cannot_be_cited_is_refused_with_its_row(desk):
    retired = make_action(
        desk.proposal.fiscal_year.main_programme, "01.01.09", retired_from=2020
    )
    one = CitedAction(desk.actions[0])
    told = desk.save(
        desk.draft(desk.a, citations=[CitedAction(retired)]),
        desk.draft(desk.b, citations=[one, one]),
    )
    assert told.refused[0][1]["citations"] == [
        "Retired in this year or before: 01.01.09. Choose other actions."
    ]
    assert told.refused[1][1]["citations"] == [
        "Cited twice: 01.01.01. Choose other actions."
    ]


def test_a_waiver_lapses_with_the_amount_and_undo_does_not_bring_it_back(desk):
    waiver = make_waiver(desk.a)
    edit = desk.save(desk.draft(desk.a, values={"amount": "7"})).event
    waiver.refresh_from_db()
    assert waiver.lapsed_at
    desk.undo(edit)
    assert desk.lines()[0] == ("A", "100.00", [])
    assert not desk.a.waivers.in_force().exists()


def test_saving_200_lines_and_300_citations_asks_at_most_10_queries(desk):
    one, two, _three = (CitedAction(action) for action in desk.actions)
    drafts = [
        desk.new(f"N{n}")._replace(citations=[one, two] if n % 2 else [one])
        for n in range(200)
    ]
    with CaptureQueriesContext(connection) as asked:
        desk.save(*drafts, whole=True)
    assert sum("SAVEPOINT" not in each["sql"] for each in asked) <= 10


# Undo


def test_undo_refuses_by_name_what_changed_since(desk):
    edit = desk.save(
        desk.draft(desk.a, values={"amount": "1"}),
        desk.draft(desk.b, values={"amount": "2"}),
    ).event
    services.save_line(desk.framework, by=desk.by, values={"amount": "3"}, line=desk.b)
    with pytest.raises(WorkflowError, match="nothing was undone: B"):
        desk.undo(edit)
    assert desk.lines() == [("A", "1.00", []), ("B", "3.00", [])]


def test_edits_are_undone_one_after_the_other_newest_first(desk):
    for amount in ("1", "2", "3"):
        services.save_line(
            desk.framework, by=desk.by, values={"amount": amount}, line=desk.a
        )
    seen = []
    while edit := undoable(desk.proposal):
        desk.undo(edit)
        seen.append(desk.lines()[0][1])
    assert seen == ["2.00", "1.00", "100.00"]


def test_undo_refuses_a_code_that_another_line_took(desk):
    edit = desk.save(desk.draft(desk.a, removed=True)).event
    desk.save(desk.new("A"))
    with pytest.raises(WorkflowError, match="these codes now: A"):
        desk.undo(edit)


@pytest.mark.parametrize(
    "act",
    [
        lambda desk: services.remove_line(desk.a, by=desk.by),
        lambda desk: services.remove_framework(desk.framework, by=desk.by),
        lambda desk: services.save_framework(
            desk.proposal,
            by=desk.by,
            values={"name": "Otro", "physical_target": "x", "monthly_targets": ["1"]},
            framework=desk.framework,
        ),
        lambda desk: services.cite_actions(
            desk.a, by=desk.by, citations=[CitedAction(desk.actions[2])]
        ),
    ],
    ids=["remove line", "remove framework", "save framework", "cite"],
)
def test_every_act_on_lines_and_frameworks_is_undone(desk, act):
    desk.save(desk.draft(desk.a, citations=[CitedAction(desk.actions[0])]))
    desk.a.refresh_from_db()
    before = picture_of(desk)
    act(desk)
    assert picture_of(desk) != before
    desk.undo(undoable(desk.proposal))
    assert picture_of(desk) == before


def picture_of(desk):
    """All that the proposal holds but for versions, keys of citations included."""
    hidden = {"version"}
    rows = []
    for row in [*desk.proposal.frameworks.all(), *desk.proposal.lines.order_by("pk")]:
        fields = row._meta.concrete_fields
        rows.append({f.attname: getattr(row, f.attname) for f in fields})
    told = [{k: v for k, v in row.items() if k not in hidden} for row in rows]
    return told, list(desk.a.citations.values_list("pk", "action_id", "share"))


def test_undo_of_a_new_framework_with_lines_is_refused_by_name(desk):
    values = {"code": "NEW", "name": "Nuevo"}
    framework = services.save_framework(desk.proposal, by=desk.by, values=values)
    edit = desk.proposal.events.first()
    make_line(framework, "LATER")
    with pytest.raises(WorkflowError, match="was removed: LATER"):
        desk.undo(edit)


def test_an_edit_without_what_stood_before_is_not_undone(desk):
    edit = desk.proposal.events.create(
        kind="edited", fiscal_year=desk.proposal.fiscal_year, data={"what": "line"}
    )
    assert undoable(desk.proposal) is None
    with pytest.raises(WorkflowError, match="without what stood before"):
        desk.undo(edit)


def test_screening_is_undone():
    proposal = make_proposal(make_year(linking="requested"), lines=0)
    by, line = make_user("preparer", proposal.unit), make_line(make_framework(proposal))
    services.screen_line(line, by=by, reason="Nómina")
    services.undo_edit(undoable(proposal), by=by)
    line.refresh_from_db()
    assert (line.screened, line.screened_reason) == ("", "")


def test_undo_does_not_cite_again_what_was_retired_meanwhile():
    desk = Desk()
    first, second = desk.actions[:2]
    desk.save(desk.draft(desk.a, citations=[CitedAction(first)]))
    told = desk.save(desk.draft(desk.a, version=2, citations=[CitedAction(second)]))
    type(first).objects.filter(pk=first.pk).update(
        retired_from=desk.proposal.fiscal_year_id
    )
    with pytest.raises(WorkflowError, match=r"no longer offers .*: 01\.01\.01\."):
        desk.undo(told.event)
    assert desk.lines()[0] == ("A", "100.00", [("01.01.02", 10000)])
