from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from budgeting import services
from budgeting.exceptions import StaleVersion, WorkflowError
from budgeting.models import Proposal, SpendingLine
from tests.factories import (
    make_framework,
    make_line,
    make_proposal,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db

VALUES = {
    "code": "L-01",
    "object_code": "2111",
    "description": "Papelería para talleres",
    "amount": "1,234.50",
}


@pytest.fixture
def proposal():
    return make_proposal(lines=0)


@pytest.fixture
def officer(proposal):
    return make_user("preparer", proposal.unit)


@pytest.fixture
def framework(proposal):
    return make_framework(proposal)


def test_a_line_is_saved_as_typed(framework, officer):
    line = services.save_line(framework, by=officer, values=VALUES)
    line.refresh_from_db()
    assert (line.code, line.object_code, line.amount) == (
        "L-01",
        "2111",
        Decimal("1234.50"),
    )
    assert (line.version, line.pending) == (1, {})
    event = line.proposal.events.get()
    assert (event.kind, event.by) == ("edited", officer)
    assert event.data["changed"]["amount"] == ["", "1234.50"]
    assert list(line.proposal.contributions.values_list("by", flat=True)) == [
        officer.pk
    ]


def test_the_same_new_line_sent_twice_is_one_line(framework, officer):
    first = services.save_line(framework, by=officer, values=VALUES)
    second = services.save_line(framework, by=officer, values=VALUES)
    assert first == second
    assert SpendingLine.objects.count() == 1
    assert framework.proposal.events.count() == 1


def test_another_line_with_a_code_in_use_is_refused_in_words(framework, officer):
    services.save_line(framework, by=officer, values=VALUES)
    with pytest.raises(ValidationError, match="already has a line with this code"):
        services.save_line(framework, by=officer, values={**VALUES, "amount": "1"})


@pytest.mark.parametrize("code", ["", "   ", "x" * 21])
def test_a_line_without_a_code_that_fits_is_refused(framework, officer, code):
    with pytest.raises(ValidationError) as refused:
        services.save_line(framework, by=officer, values={**VALUES, "code": code})
    assert set(refused.value.message_dict) == {"code"}
    assert not SpendingLine.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("amount", "1.234"),
        ("amount", ""),
        ("amount", "-5"),
        ("object_code", "44"),
        ("object_code", "0111"),
        ("description", ""),
        ("description", "x" * 1001),
        ("territory", "x" * 201),
    ],
)
def test_what_does_not_read_is_kept_as_typed_beside_the_last_value(
    framework, officer, field, typed
):
    line = services.save_line(framework, by=officer, values=VALUES)
    before = getattr(line, field)
    line = services.save_line(framework, by=officer, values={field: typed}, line=line)
    line.refresh_from_db()
    assert line.pending == {field: typed}
    assert getattr(line, field) == before


def test_a_new_line_without_values_waits_for_them(framework, officer):
    line = services.save_line(framework, by=officer, values={"code": "L-02"})
    line.refresh_from_db()
    assert set(line.pending) == {"amount", "object_code", "description"}
    assert line.amount == 0


def test_what_reads_at_last_leaves_what_waits(framework, officer):
    line = services.save_line(
        framework, by=officer, values={**VALUES, "amount": "1.234"}
    )
    line = services.save_line(
        framework, by=officer, values={"amount": "1,234"}, line=line
    )
    line.refresh_from_db()
    assert (line.amount, line.pending, line.version) == (Decimal("1234.00"), {}, 2)


def test_a_decimal_is_taken_as_it_is_and_a_float_never(framework, officer):
    line = services.save_line(
        framework, by=officer, values={**VALUES, "amount": Decimal("0.10")}
    )
    assert line.amount == Decimal("0.10")
    with pytest.raises(TypeError):
        services.save_line(framework, by=officer, values={"amount": 0.1}, line=line)


def test_an_older_version_does_not_overwrite_a_newer_one(framework, officer):
    line = services.save_line(framework, by=officer, values=VALUES)
    services.save_line(
        framework, by=officer, values={"amount": "2"}, line=line, version=1
    )
    with pytest.raises(StaleVersion) as stale:
        services.save_line(
            framework, by=officer, values={"amount": "3"}, line=line, version=1
        )
    assert (stale.value.saved.amount, stale.value.saved.version) == (Decimal("2"), 2)


def test_the_same_save_sent_twice_answers_the_same_and_saves_once(framework, officer):
    line = services.save_line(framework, by=officer, values=VALUES)
    change = {"values": {"amount": "2"}, "line": line, "version": 1}
    first = services.save_line(framework, by=officer, **change)
    second = services.save_line(framework, by=officer, **change)
    assert (first.version, second.version) == (2, 2)
    assert framework.proposal.events.count() == 2


def test_a_line_moves_to_another_framework_of_its_proposal(framework, officer):
    line = services.save_line(framework, by=officer, values=VALUES)
    other = make_framework(framework.proposal)
    services.save_line(other, by=officer, values={}, line=line)
    line.refresh_from_db()
    assert line.framework == other


def test_a_line_of_another_proposal_is_not_found(framework, officer):
    line = make_proposal(make_year(2031)).lines.get()
    with pytest.raises(SpendingLine.DoesNotExist):
        services.save_line(framework, by=officer, values={}, line=line)


def test_a_removed_line_keeps_its_row_and_comes_back(framework, officer):
    line = services.save_line(framework, by=officer, values=VALUES)
    assert services.remove_line(line, by=officer).removed_at
    assert services.remove_line(line, by=officer).removed_at  # again: nothing happens
    assert not framework.proposal.lines.kept().exists()
    assert services.restore_line(line, by=officer).removed_at is None
    assert services.restore_line(line, by=officer).removed_at is None
    assert [event.data["what"] for event in framework.proposal.events.all()] == [
        "line restored",
        "line removed",
        "line",
    ]


def test_what_changed_since_it_was_read_is_not_removed(framework, officer):
    line = services.save_line(framework, by=officer, values=VALUES)
    services.save_line(framework, by=officer, values={"amount": "2"}, line=line)
    with pytest.raises(StaleVersion):
        services.remove_line(line, by=officer, version=line.version)
    read = framework.version
    services.save_framework(
        framework.proposal, by=officer, values={"name": "Otro"}, framework=framework
    )
    with pytest.raises(StaleVersion):
        services.remove_framework(framework, by=officer, version=read)
    assert framework.proposal.lines.kept().exists()


def test_a_removed_line_is_not_saved(framework, officer):
    line = services.save_line(framework, by=officer, values=VALUES)
    services.remove_line(line, by=officer)
    with pytest.raises(WorkflowError, match="Restore it first"):
        services.save_line(framework, by=officer, values={"amount": "1"}, line=line)


def test_a_line_whose_code_was_taken_does_not_come_back(framework, officer):
    line = services.save_line(framework, by=officer, values=VALUES)
    services.remove_line(line, by=officer)
    services.save_line(framework, by=officer, values=VALUES)
    with pytest.raises(ValidationError, match="already has a line with this code"):
        services.restore_line(line, by=officer)


def test_another_units_officer_saves_nothing(framework):
    stranger = make_user("signatory", make_proposal(make_year(2031)).unit)
    with pytest.raises(PermissionDenied):
        services.save_line(framework, by=stranger, values=VALUES)
    assert not Proposal.objects.get(pk=framework.proposal_id).events.exists()


def test_a_frameworks_fields_are_saved_and_what_does_not_read_waits(proposal, officer):
    framework = services.save_framework(
        proposal,
        by=officer,
        values={
            "code": "A1",
            "name": "Talleres",
            "physical_target": "mil",
            "monthly_targets": ["1", "", "2.5"],
        },
    )
    framework.refresh_from_db()
    assert framework.pending == {"physical_target": "mil"}
    assert framework.monthly_targets == [Decimal("1"), None, Decimal("2.5")]
    framework = services.save_framework(
        proposal, by=officer, values={"physical_target": "1,000"}, framework=framework
    )
    assert (framework.physical_target, framework.pending) == (Decimal("1000"), {})


def test_months_that_do_not_read_wait_together(proposal, officer):
    framework = services.save_framework(
        proposal,
        by=officer,
        values={"code": "A1", "name": "Talleres", "monthly_targets": ["1", "dos"]},
    )
    framework.refresh_from_db()
    assert framework.monthly_targets == []
    assert framework.pending == {"monthly_targets": ["1", "dos"]}


def test_the_same_new_framework_sent_twice_is_one(proposal, officer):
    values = {"code": "A1", "name": "Talleres"}
    first = services.save_framework(proposal, by=officer, values=values)
    assert services.save_framework(proposal, by=officer, values=values) == first
    with pytest.raises(ValidationError, match="already has a framework"):
        services.save_framework(
            proposal, by=officer, values={"code": "A1", "name": "Otro"}
        )


def test_an_older_version_of_a_framework_is_stale(proposal, officer, framework):
    save = {"by": officer, "framework": framework, "version": 1}
    services.save_framework(proposal, values={"name": "Uno"}, **save)
    with pytest.raises(StaleVersion):
        services.save_framework(proposal, values={"name": "Dos"}, **save)


def test_a_framework_goes_and_comes_back_with_its_lines(proposal, officer, framework):
    kept, removed = make_line(framework, "K"), make_line(framework, "R")
    services.remove_line(removed, by=officer)
    services.remove_framework(framework, by=officer)
    assert not proposal.lines.kept().exists()
    with pytest.raises(WorkflowError, match="Restore it first"):
        services.restore_line(kept, by=officer)
    with pytest.raises(WorkflowError, match="Restore it first"):
        services.save_line(framework, by=officer, values=VALUES)
    services.restore_framework(framework, by=officer)
    assert list(proposal.lines.kept()) == [kept]


def test_a_framework_does_not_come_back_over_the_codes_of_others(
    proposal, officer, framework
):
    make_line(framework, "K")
    services.remove_framework(framework, by=officer)
    make_line(make_framework(proposal), "K")
    with pytest.raises(ValidationError, match="these codes now: K"):
        services.restore_framework(framework, by=officer)
    framework.refresh_from_db()
    assert framework.removed_at
