import pytest
from django.db import IntegrityError

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import FiscalYear
from budgeting.services.refusals import in_words
from tests.factories import make_line, make_proposal, make_user

pytestmark = pytest.mark.django_db


def test_a_refusal_of_the_gate_names_the_lines_in_words(monkeypatch):
    proposal = make_proposal()
    make_line(proposal.frameworks.get(), "X2")
    make_line(proposal.frameworks.get(), "X3")
    # as if the lines came between the service's own check and the gate
    monkeypatch.setattr("budgeting.checks.raise_faults", lambda faults: None)
    with pytest.raises(WorkflowError, match=r"are at fault: X2, X3$"):
        services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))
    proposal.refresh_from_db()
    assert proposal.status == "draft"
    assert not proposal.submissions.exists()


def test_a_refusal_of_the_freeze_is_said_in_words():
    proposal = make_proposal(status="submitted")
    add = in_words(lambda: make_line(proposal.frameworks.get()))
    with pytest.raises(WorkflowError, match="frozen now"):
        add()


def test_a_refusal_that_no_rule_explains_is_not_hidden():
    @in_words
    def spoil():
        FiscalYear.objects.create(year=2030, linking="never")

    with pytest.raises(IntegrityError, match="linking_known"):
        spoil()
