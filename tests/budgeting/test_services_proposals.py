from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from budgeting import services
from budgeting.contents import hash_of
from budgeting.exceptions import (
    AboveCeiling,
    IncompleteFrameworks,
    LinesAtFault,
    UncitedLines,
    WorkflowError,
)
from budgeting.models import Ceiling, Event, Proposal, YearProgramme
from programme.models import Action
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_waiver,
    make_year,
)

pytestmark = pytest.mark.django_db


def test_a_units_proposal_is_begun_once():
    year, unit = make_year(), make_unit()
    officer, colleague = make_user("preparer", unit), make_user("signatory", unit)
    first = services.create_proposal(year, unit, by=officer)
    second = services.create_proposal(year, unit, by=colleague)
    assert first == second
    assert (first.status, first.origin) == ("draft", "entered")
    assert first.events.get().by == officer
    assert first.contributions.get().by == officer


def test_only_a_units_people_begin_its_proposal():
    year, unit = make_year(), make_unit()
    for role in ("analyst", "finance_head", "administrator", "auditor"):
        with pytest.raises(PermissionDenied):
            services.create_proposal(year, unit, by=make_user(role))
    assert not Proposal.objects.exists()


def test_the_head_formulates_on_a_units_behalf():
    year, unit, head = make_year(), make_unit(), make_user("finance_head")
    proposal = services.formulate_on_behalf(year, unit, by=head, reason="Baja")
    assert services.formulate_on_behalf(year, unit, by=head, reason="Baja") == proposal
    assert proposal.origin == "on_behalf"
    assert proposal.events.get().kind == "created"
    with pytest.raises(PermissionDenied):
        services.formulate_on_behalf(year, unit, by=make_user("analyst"), reason="Baja")


def test_the_head_takes_over_a_draft_only_when_its_window_is_closed():
    year, head = make_year(), make_user("finance_head")
    draft = make_proposal(year)
    with pytest.raises(WorkflowError, match="its own proposal"):
        services.formulate_on_behalf(year, draft.unit, by=head, reason="Baja")
    year.opens_on, year.closes_on = date(2020, 1, 1), date(2020, 1, 2)
    year.save()
    taken = services.formulate_on_behalf(year, draft.unit, by=head, reason="Baja")
    assert (taken.pk, taken.origin) == (draft.pk, "on_behalf")


def test_the_head_takes_over_nothing_that_was_handed_in_nor_in_a_closed_year():
    head = make_user("finance_head")
    year = make_year(opens_on=date(2020, 1, 1), closes_on=date(2020, 1, 2))
    submitted = make_proposal(year, status="submitted")
    with pytest.raises(WorkflowError, match="its own proposal"):
        services.formulate_on_behalf(year, submitted.unit, by=head, reason="Baja")
    year = make_year(2031, closed_at=now())
    with pytest.raises(WorkflowError, match="Open it first"):
        services.formulate_on_behalf(year, make_unit(), by=head, reason="Baja")


@pytest.fixture
def proposal():
    """A draft with one cited line of 1,000.00 in chapter 4000."""
    return make_proposal()


@pytest.fixture
def signatory(proposal):
    return make_user(
        "signatory", proposal.unit, first_name="Ana", last_name="Ruiz Mata"
    )


def test_a_submission_is_a_numbered_signed_copy(proposal, signatory):
    line = proposal.lines.get()
    submitted = services.submit_proposal(proposal, by=signatory)
    copy = submitted.submissions.get()
    assert (copy.number, copy.signer, copy.by) == (1, "Ana Ruiz Mata", signatory)
    assert copy.at == submitted.submitted_at
    assert copy.content["unit"]["code"] == proposal.unit.code
    (framework,) = copy.content["frameworks"]
    assert framework["physical_target"] == "100.00"
    (kept,) = framework["lines"]
    assert (kept["code"], kept["amount"]) == (line.code, "1000.00")
    assert kept["citations"] == [
        {
            "programme": proposal.fiscal_year.main_programme.code,
            "action": "01.01.01",
            "text_es": "Acción 01.01.01",
            "text_en": "Action 01.01.01",
            "share": 10000,
            "strength": "",
            "justification": "",
        }
    ]
    event = submitted.events.get()
    assert (event.kind, event.data) == (
        "submitted",
        {"number": 1, "hash": copy.content_hash},
    )
    assert submitted.contributions.get().by == signatory


def test_the_hash_is_of_the_content_as_the_database_keeps_it(proposal, signatory):
    line = proposal.lines.get()
    line.classification = {"programa": "E12", "ñ": [1, 2.5, None], "a": {"z": 1}}
    line.save()
    copy = services.submit_proposal(proposal, by=signatory).submissions.get()
    copy.refresh_from_db()
    assert hash_of(copy.content) == copy.content_hash
    assert len(copy.content_hash) == 64


def test_the_hash_changes_with_every_cent_and_not_with_the_order_of_entry():
    def content_hash(year, codes, amount):
        proposal = make_proposal(year, make_unit(f"U{year.year}", name="X"), lines=0)
        framework = make_framework(proposal, "F")
        action = make_action(year.main_programme)
        for code in codes:
            make_citation(make_line(framework, code, amount), action)
        signatory = make_user("signatory", proposal.unit)
        content = (
            services.submit_proposal(proposal, by=signatory).submissions.get().content
        )
        return hash_of({**content, "year": 0, "unit": {}} | _same_programme(content))

    def _same_programme(content):
        for line in content["frameworks"][0]["lines"]:
            line["citations"][0]["programme"] = "P"
        return {"frameworks": content["frameworks"]}

    one = content_hash(make_year(2030), ["1", "2"], "10.00")
    assert content_hash(make_year(2031), ["2", "1"], "10.00") == one
    assert content_hash(make_year(2032), ["1", "2"], "10.01") != one


def test_a_repeated_submit_answers_as_the_first_did(proposal, signatory):
    first = services.submit_proposal(proposal, by=signatory)
    second = services.submit_proposal(proposal, by=signatory)
    assert (second.submitted_at, second.version) == (first.submitted_at, first.version)
    assert (proposal.submissions.count(), proposal.events.count()) == (1, 1)


def test_a_colleague_who_submits_after_the_first_is_told_so(proposal, signatory):
    services.submit_proposal(proposal, by=signatory)
    with pytest.raises(WorkflowError, match="“Submitted”"):
        services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))


def test_each_submission_after_a_return_has_the_next_number(proposal, signatory):
    analyst = make_user("analyst")
    services.submit_proposal(proposal, by=signatory)
    services.return_proposal(
        proposal, by=analyst, note="Falta sustento", due_on=date(2999, 1, 1)
    )
    make_citation(make_line(proposal.frameworks.get()), Action.objects.get())
    again = services.submit_proposal(proposal, by=signatory)
    assert list(proposal.submissions.values_list("number", flat=True)) == [1, 2]
    assert again.return_due is None


def test_every_uncited_line_is_named(proposal, signatory):
    framework = proposal.frameworks.get()
    second, third = make_line(framework, "X2"), make_line(framework, "X3")
    with pytest.raises(UncitedLines) as refused:
        services.submit_proposal(proposal, by=signatory)
    assert refused.value.lines == [second, third]
    assert "2 lines" in str(refused.value)
    assert "X2: It cites no action of the year's programme." in str(refused.value)
    assert not proposal.events.exists()
    assert not proposal.submissions.exists()


def test_a_line_of_amount_zero_is_asked_for_a_citation_too(proposal, signatory):
    line = make_line(proposal.frameworks.get(), amount="0.00")
    with pytest.raises(UncitedLines):
        services.submit_proposal(proposal, by=signatory)
    make_citation(line, proposal.fiscal_year.main_programme.actions.get())
    assert services.submit_proposal(proposal, by=signatory).status == "submitted"


def test_an_action_of_another_programme_of_the_year_is_not_enough(proposal, signatory):
    other = make_programme(kind="cross_cutting")
    YearProgramme.objects.create(fiscal_year=proposal.fiscal_year, programme=other)
    line = make_line(proposal.frameworks.get(), "X2")
    make_citation(line, make_action(other))
    with pytest.raises(UncitedLines) as refused:
        services.submit_proposal(proposal, by=signatory)
    assert refused.value.lines == [line]


def at_fault_by_pending(line):
    line.pending = {"amount": "1.234"}
    line.save()


def at_fault_by_shares(line):
    line.citations.update(share=9999)


def at_fault_by_screening(line):
    line.citations.all().delete()
    line.screened, line.screened_reason = "none", "Nómina"
    line.save()


def at_fault_by_programme(line):
    line.citations.all().delete()
    make_citation(line, make_action(make_programme()))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (at_fault_by_pending, "amount: “1.234”"),
        (at_fault_by_shares, "shares of its actions do not add up"),
        (at_fault_by_screening, "“no action applies” is not an answer"),
        (at_fault_by_programme, "not of the year's programmes"),
    ],
)
def test_each_fault_of_a_line_is_named(proposal, signatory, spoil, said):
    spoil(proposal.lines.get())
    uncited = make_line(proposal.frameworks.get(), "X2")
    with pytest.raises(LinesAtFault, match=said) as refused:
        services.submit_proposal(proposal, by=signatory)
    assert set(refused.value.lines) == {
        proposal.lines.get(code__startswith="L"),
        uncited,
    }
    assert not isinstance(refused.value, UncitedLines)


@pytest.mark.parametrize(
    "spoil",
    [
        at_fault_by_pending,
        at_fault_by_shares,
        at_fault_by_screening,
        at_fault_by_programme,
    ],
)
def test_the_database_finds_the_same_faults_as_the_service(proposal, spoil):
    spoil(proposal.lines.get())
    proposal.status, proposal.submitted_at = "submitted", now()
    with pytest.raises(IntegrityError, match="lines at fault"), transaction.atomic():
        proposal.save()


def test_a_removed_line_is_at_no_fault(proposal, signatory):
    make_line(proposal.frameworks.get(), removed_at=now())
    submitted = services.submit_proposal(proposal, by=signatory)
    content = submitted.submissions.get().content
    assert len(content["frameworks"][0]["lines"]) == 1


def test_a_line_with_a_waiver_passes_and_the_copy_says_so(proposal, signatory):
    make_waiver(make_line(proposal.frameworks.get(), "W1"), reason="Laudo firme")
    copy = services.submit_proposal(proposal, by=signatory).submissions.get()
    lines = {line["code"]: line for line in copy.content["frameworks"][0]["lines"]}
    assert lines["W1"]["waivers"][0]["reason"] == "Laudo firme"


def test_a_waiver_that_lapsed_lets_nothing_pass(proposal, signatory):
    line = make_line(proposal.frameworks.get(), "W1")
    make_waiver(line)
    line.amount = Decimal("999.99")
    line.save()
    with pytest.raises(UncitedLines):
        services.submit_proposal(proposal, by=signatory)


def test_in_a_year_that_requests_the_link_uncited_lines_pass():
    proposal = make_proposal(make_year(linking="requested"), lines=0)
    framework = make_framework(proposal)
    make_line(framework)
    make_line(framework, screened="none", screened_reason="Nómina")
    signatory = make_user("signatory", proposal.unit)
    assert services.submit_proposal(proposal, by=signatory).status == "submitted"


def test_a_proposal_without_lines_is_not_submitted():
    proposal = make_proposal(lines=0)
    make_framework(proposal)
    with pytest.raises(WorkflowError, match="at least one spending line"):
        services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("problem", "problem and evidence"),
        ("objective", "objective"),
        ("target_population", "target population"),
        ("expected_result", "expected result"),
        ("unit_of_measure", "unit of measure"),
        ("physical_target", "physical target"),
        ("function", "function"),
    ],
)
def test_a_framework_says_everything_before_it_is_submitted(
    proposal, signatory, field, said
):
    empty = None if field == "physical_target" else ""
    proposal.frameworks.update(**{field: empty})
    with pytest.raises(IncompleteFrameworks, match=f"Still missing: {said}") as refused:
        services.submit_proposal(proposal, by=signatory)
    assert [row for row, _ in refused.value.faults] == [proposal.frameworks.get()]


@pytest.mark.parametrize("field", ["indicator", "gender_perspective"])
def test_a_framework_may_leave_the_rest_empty(proposal, signatory, field):
    proposal.frameworks.update(**{field: ""})
    assert services.submit_proposal(proposal, by=signatory).status == "submitted"


def test_what_waits_in_a_framework_blocks_submission(proposal, signatory):
    proposal.frameworks.update(pending={"physical_target": "mil"})
    with pytest.raises(IncompleteFrameworks, match="“mil”"):
        services.submit_proposal(proposal, by=signatory)


@pytest.mark.parametrize(
    ("chapter", "amount", "said"),
    [
        (None, "999.99", r"0\.01 above its ceiling of 999\.99"),
        (4000, "1.00", r"Chapter 4000 is 999\.00 above its ceiling of 1\.00"),
        (None, "1000.00", None),
        (4000, "1000.00", None),
        (1000, "0.00", None),
    ],
)
def test_a_proposal_stays_within_its_ceilings(
    proposal, signatory, chapter, amount, said
):
    Ceiling.objects.create(
        fiscal_year=proposal.fiscal_year,
        unit=proposal.unit,
        chapter=chapter,
        amount=Decimal(amount),
    )
    if said is None:
        assert services.submit_proposal(proposal, by=signatory).status == "submitted"
        return
    with pytest.raises(AboveCeiling, match=said):
        services.submit_proposal(proposal, by=signatory)


def test_anothers_ceiling_says_nothing(proposal, signatory):
    Ceiling.objects.create(
        fiscal_year=proposal.fiscal_year, unit=make_unit(), amount=Decimal(0)
    )
    assert services.submit_proposal(proposal, by=signatory).status == "submitted"


@pytest.mark.parametrize("lines", [1, 40])
def test_submitting_takes_as_many_queries_for_one_line_as_for_forty(lines):
    proposal = make_proposal(lines=lines)
    signatory = make_user("signatory", proposal.unit)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        services.submit_proposal(proposal, by=signatory)
    asked = [q for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(asked) == 14, "\n".join(query["sql"][:120] for query in asked)


def test_the_person_who_submits_is_recorded_in_the_trail_as_the_mover(
    proposal, signatory
):
    services.submit_proposal(proposal, by=signatory)
    event = Event.objects.get(proposal=proposal)
    assert (event.from_status, event.to_status) == ("draft", "submitted")
    assert (event.fiscal_year, event.unit) == (proposal.fiscal_year, proposal.unit)
