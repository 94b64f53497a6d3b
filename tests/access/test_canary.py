"""Nothing of what is not published is in any answer to a reader without an account."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import FiscalYear, Proposal
from programme.models import User
from reporting import finishing, kept
from reporting.models import Picture
from reporting.publishing import ask_to_publish, confirm_publication, publish_year
from tests.access.city import State
from tests.access.crawling import Answer, ask, crawl, holding
from tests.access.test_matrix import asked
from tests.factories import (
    make_ceiling,
    make_citation,
    make_framework,
    make_line,
    make_observation,
    make_proposal,
    make_unit,
    make_user,
    make_waiver,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TEXT = "CANARIO7F3A"
FOR_ALL = "LO DICE LA TITULAR"  # what the head writes for the public is public
AMOUNT = "987654321.11"
CANARIES = [
    TEXT,
    AMOUNT,
    "987,654,321.11",
    "987 654 321.11",
    "987\xa0654\xa0321.11",
    "987.654.321,11",
    "98765432111",
    "987654321",
    "987,654,321",
]
HOLD_BACK = finishing.hold_back  # as it is where nobody turns it off
# a form has its token, and the site says how it is just now
OF_THE_MOMENT = ("/es/sign-in/", "/en/sign-in/", "/health/")
TEXTS = (
    "name",
    "problem",
    "objective",
    "target_population",
    "expected_result",
    "unit_of_measure",
    "indicator",
    "gender_perspective",
)


def approve(proposal, *, by):
    """Approve what was handed in last, as somebody who read it."""
    read = proposal.submissions.last().content_hash
    services.approve_proposal(proposal, by=by, content_hash=read)


class Secrets(NamedTuple):
    """Proposals of the published year that hold what nobody may read yet."""

    year: FiscalYear
    draft: Proposal
    submitted: Proposal
    returned: Proposal
    waiting: Proposal  # approved after the publication


def make_secret(year: FiscalYear, action, code: str) -> Proposal:
    """A draft of a unit of its own with canaries wherever it holds text or money."""
    proposal = make_proposal(year, make_unit(code), lines=0)
    framework = make_framework(proposal, f"F-{code}", **dict.fromkeys(TEXTS, TEXT))
    values = {"description": TEXT, "territory": TEXT, "classification": {"fi": TEXT}}
    cited = make_line(framework, f"{code}-1", AMOUNT, **values)
    make_citation(cited, action, justification=TEXT)
    make_waiver(make_line(framework, f"{code}-2", AMOUNT, **values), reason=TEXT)
    return proposal


def hand_in(proposal: Proposal) -> Proposal:
    """Submitted by its own signatory, who bears the canary too."""
    signatory = make_user("signatory", proposal.unit, last_name=TEXT)
    return services.submit_proposal(proposal, by=signatory)


@pytest.fixture
def secrets(city) -> Secrets:
    """Secrets beside what the city has published, in every state."""
    year = city.states["published"].proposal.fiscal_year
    made = [make_secret(year, city.action, code) for code in ("C", "D", "E", "F")]
    draft, submitted, returned, waiting = made
    for proposal in (submitted, returned, waiting):
        hand_in(proposal)
    analyst = make_user("analyst")
    make_observation(submitted, text=TEXT, line_text=TEXT, code="X", reply=TEXT)
    services.return_proposal(returned, by=analyst, note=TEXT)
    approve(waiting, by=analyst)
    return Secrets(year, draft, submitted, returned, waiting)


def found_in(answers: dict[str, Answer]) -> list[str]:
    return holding(answers, CANARIES)


def test_no_answer_holds_a_secret_whatever_the_head_allowed(city, secrets):
    services.return_proposal(secrets.submitted, by=make_user("analyst"), note=TEXT)
    except_everything(secrets)
    answers = crawl(city)
    assert len(answers) > 200
    assert found_in(answers) == []
    told = {one.partition("?")[0] for one in holding(answers, [FOR_ALL])}
    assert told == {
        "/es/exceptions/2030/",
        "/en/exceptions/2030/",
        "/data/exceptions.csv",
        "/data/2030/exceptions.csv",
    }


def test_no_answer_holds_a_secret_before_or_after_a_publication_that_fails(
    city, secrets
):
    before = crawl(city)
    assert len(before) > 200
    assert found_in(before) == []
    after_asking = publication_that_fails(secrets)
    assert found_in(crawl(city)) == [], after_asking


def except_everything(secrets: Secrets) -> None:
    """The head's exceptions about a draft full of secrets, each for a public reason."""
    head, year, draft = make_user("finance_head"), secrets.year, secrets.draft
    make_ceiling(draft, "5.00")
    said = {"by": head, "reason": FOR_ALL}
    services.allow_above_ceiling(
        year, draft.unit, chapter=None, amount=Decimal("7.00"), **said
    )
    services.extend_window(year, draft.unit, until=date(2999, 1, 1), **said)
    services.formulate_on_behalf(year, make_unit("Z"), **said)
    line = draft.lines.get(code="C-1")
    services.grant_waiver(line, **said)
    line.description += "!"
    line.save()  # lapses


def publication_that_fails(secrets: Secrets) -> str:
    """Asked for, changed meanwhile, confirmed: refused, and nothing is published."""
    head = make_user("finance_head")
    pending = ask_to_publish(secrets.year, by=head)
    services.reopen_proposal(secrets.waiting, by=head, reason=FOR_ALL)
    with pytest.raises(WorkflowError) as refused:
        confirm_publication(pending, by=make_user("analyst"))
    return str(refused.value)


def test_publishing_another_unit_tells_nothing_of_the_rest(city, secrets):
    head = make_user("finance_head")
    services.reopen_proposal(secrets.waiting, by=head, reason=FOR_ALL)
    open_line(city.states["published"])
    assert publish_year(secrets.year).new
    answers = crawl(city)
    assert "/es/years/2030/publications/2/" in answers
    assert found_in(answers) == []


def open_line(state: State) -> None:
    """A's proposal is corrected and approved again, so that there is news."""
    head, signatory = (
        make_user("finance_head"),
        make_user("signatory", state.proposal.unit),
    )
    proposal = services.reopen_proposal(state.proposal, by=head, reason="Un error")
    services.save_line(
        state.framework, by=signatory, line=state.line, values={"amount": "2000.00"}
    )
    services.submit_proposal(proposal, by=signatory)
    approve(proposal, by=make_user("analyst"))


def test_a_secret_that_is_published_is_found(city, secrets):
    assert publish_year(secrets.year).new  # F was approved
    found = found_in(crawl(city))
    for name in (
        "es/years/2030/units/F/",
        "data/2030/2/lines.csv",
        "data/2030/2/lines.xlsx",
    ):
        assert f"/{name}" in found
    assert any(address.startswith("/api/v1/years/2030/lines/") for address in found)
    assert not [address for address in found if "/publications/1/" in address]


def test_no_answer_changes_a_byte_while_a_publication_waits_to_be_shown(
    city, secrets, monkeypatch
):
    monkeypatch.setattr(finishing, "hold_back", HOLD_BACK)
    before = crawl(city)
    assert len(before) > 200
    second = publish_year(secrets.year).publication  # F was approved
    after = crawl(city)
    told = [one for one in before if not one.startswith(OF_THE_MOMENT)]
    assert [one for one in told if after.get(one) != before[one]] == []
    assert found_in(after) == []
    monkeypatch.setattr(finishing, "draw_pictures", lambda publication: 0)
    Picture.objects.create(publication=second, name="years", language="es", svg="")
    finishing.finish(second)
    assert found_in(crawl(city)) != []


def test_no_answer_changes_a_byte_when_a_draft_changes(city, secrets):
    before = crawl(city)
    secrets.draft.lines.update(amount="1.00", description="Otra cosa")
    hand_in(make_secret(secrets.year, city.action, "G"))
    services.return_proposal(secrets.submitted, by=make_user("analyst"), note="Corrija")
    make_proposal(secrets.year, make_unit("H"), lines=3)
    after = crawl(city)
    told = [one for one in before if not one.startswith(OF_THE_MOMENT)]
    assert len(told) > 200
    assert [one for one in told if after.get(one) != before[one]] == []


def test_a_reader_never_gets_the_page_of_who_asked_before(city, client):
    """Every address by somebody who bears the canary, and then by a reader."""
    kept.forget()
    User.objects.update(last_name=TEXT, first_name=TEXT)
    client.force_login(city.people["signatory"])
    tries = [one for key, one in asked(city, methods=["GET"]) if "admin" not in key[0]]
    answers = [ask(client, one.path) for one in tries]
    assert any(TEXT in answer.text for answer in answers)
    assert found_in(crawl(city, forgetting=False)) == []
