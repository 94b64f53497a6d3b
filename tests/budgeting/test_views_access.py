"""Who meets which page: 404 for what is not theirs, 403 for what they may not do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from budgeting import services
from budgeting.models import Event, Observation
from budgeting.urls import AUDIT, urlpatterns
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db

OF_PROPOSAL = [
    "proposal_detail",
    "proposal_check",
    "proposal_submit",
    "framework_create",
    "review_detail",
    "observation_create",
    "observation_many",
    "observation_close",
    "proposal_return",
    "proposal_approve",
    "proposal_reopen",
]
OF_FRAMEWORK = [
    "framework_detail",
    "framework_edit",
    "framework_remove",
    "framework_restore",
    "line_create",
]
OF_LINE = [
    "line_edit",
    "line_remove",
    "line_restore",
    "line_cite",
    "line_screen",
    "line_unscreen",
]
OF_SUBMISSION = ["submission_detail", "submission_form", "submission_content"]
OF_OBSERVATION = ["observation_reply", "observation_ask", "observation_resolve"]
POSTED_ONLY = {
    "proposal_start",
    "proposal_submit",
    "framework_remove",
    "framework_restore",
    "line_remove",
    "line_restore",
    "line_unscreen",
    "proposal_approve",
    "observation_resolve",
}


def addresses_of(proposal):
    """The name and the address of every page of this proposal."""
    framework, line = proposal.frameworks.get(), proposal.lines.first()
    observation = proposal.observations.first()
    names = {
        **dict.fromkeys(OF_PROPOSAL, [proposal.pk]),
        **dict.fromkeys(OF_FRAMEWORK, [framework.pk]),
        **dict.fromkeys(OF_LINE, [line.pk]),
        **dict.fromkeys(OF_OBSERVATION, [observation.pk]),
        **dict.fromkeys(OF_SUBMISSION, [proposal.pk, 1]),
    }
    return {n: reverse(f"budgeting:{n}", args=args) for n, args in names.items()}


@pytest.fixture
def handed_in():
    """A submitted proposal with a submission and an observation."""
    unit = make_unit()
    proposal = make_proposal(unit=unit)
    services.submit_proposal(proposal, by=make_user("signatory", unit))
    services.observe(proposal, by=make_user("analyst"), text="Why?")
    return proposal


def test_every_page_is_named_in_these_tests(handed_in):
    covered = set(addresses_of(handed_in)) | {
        "proposal_list",
        "proposal_start",
        "review_queue",
        "waiver_create",
        "extension_create",
        "proposal_formulate",
        "template_list",
        "template",
        "receipt_verify",  # public: in test_verify
    }
    covered |= {  # pages with tests of their own; who meets what, in tests/access
        *("line_grid", "line_grid_save", "line_paste", "edit_undo"),
        *("action_find", "line_cite_row", "proposal_cite"),
        *("proposal_copy", "framework_confirm", "line_decide"),
        *("workbook_download", "workbook_upload"),
        *("workbook_preview", "workbook_marked"),
        *("board_download", "many_return", "many_approve", "assignment_list"),
        "proposal_here",
        *("exception_list", "above_ceiling_create", "above_ceiling_end"),
        *("observationcode_list", "observationcode_create", "observationcode_edit"),
        *("observationcode_retire", "observationcode_restore"),
        *("signal_list", "signal_answer", "signal_year"),
        *("ceiling_list", "ceiling_year", "ceiling_download", "ceiling_edit"),
        "ceiling_upload",
        *("fiscalyear_list", "fiscalyear_detail", "fiscalyear_create"),
        *("fiscalyear_window", "fiscalyear_rule", "fiscalyear_programmes"),
        *("fiscalyear_open", "fiscalyear_close", "fiscalyear_remove"),
        "budget_download",
        *("control_year", "control_download", "control_upload"),
        *("reminder_list", "reminder_plan", "letter_list"),
    }
    audit = {pattern.name for pattern in AUDIT}  # in test_views_audit
    assert covered == {pattern.name for pattern in urlpatterns} - audit


def test_another_units_proposal_is_404_on_every_page(client, handed_in):
    client.force_login(make_user("signatory", make_unit()))
    events = Event.objects.count()
    for name, address in addresses_of(handed_in).items():
        if name not in POSTED_ONLY:
            assert client.get(address).status_code == 404, name
        if name not in ("proposal_detail", "proposal_check", *OF_SUBMISSION):
            expected = 405 if name in ("review_detail", "framework_detail") else 404
            assert client.post(address).status_code == expected, name
    assert Event.objects.count() == events


def test_a_former_member_meets_404(client, handed_in):
    user = make_user("preparer", handed_in.unit)
    membership = user.memberships.get()
    membership.until = membership.since + timedelta(days=1)
    membership.save()
    client.force_login(user)
    address = reverse("budgeting:proposal_detail", args=[handed_in.pk])
    assert client.get(address).status_code == 404


def test_another_units_proposal_cannot_be_started(client):
    year, unit = make_year(), make_unit()
    client.force_login(make_user("signatory", make_unit()))
    address = reverse("budgeting:proposal_start", args=[year.pk, unit.code])
    assert client.post(address).status_code == 404


def test_a_draft_is_404_for_finance_and_the_administrator(client):
    proposal = make_proposal()
    address = reverse("budgeting:proposal_detail", args=[proposal.pk])
    for role in ("analyst", "finance_head", "administrator"):
        client.force_login(make_user(role))
        assert client.get(address).status_code == 404, role


def test_an_anonymous_reader_is_sent_to_sign_in(client, handed_in):
    for address in addresses_of(handed_in).values():
        for answer in (client.get(address), client.post(address)):
            if answer.status_code != 405:
                assert answer.status_code == 302
                assert "/sign-in/?next=" in answer.url


def test_the_auditor_reads_everything_and_writes_nothing(client, handed_in):
    client.force_login(make_user("auditor"))
    draft = make_proposal(handed_in.fiscal_year, make_unit())
    reading = ["proposal_detail", "proposal_check", "framework_detail"]
    pages = addresses_of(handed_in)
    for name in (*reading, "review_detail", *OF_SUBMISSION):
        assert client.get(pages[name]).status_code == 200, name
    address = reverse("budgeting:proposal_detail", args=[draft.pk])
    assert client.get(address).status_code == 200
    assert client.get(reverse("budgeting:review_queue")).status_code == 200
    events = Event.objects.count()
    readable = {*reading, "review_detail", *OF_SUBMISSION}
    for name in set(pages) - readable:
        if name not in POSTED_ONLY:
            assert client.get(pages[name]).status_code == 403, name
        assert client.post(pages[name], {"content_hash": "x"}).status_code == 403, name
    assert Event.objects.count() == events
    text = client.get(pages["review_detail"]).content.decode()
    assert "<h2>Decide</h2>" not in text


def test_a_unit_meets_403_on_the_pages_of_finance(client, handed_in):
    client.force_login(make_user("signatory", handed_in.unit))
    pages = addresses_of(handed_in)
    for name in ("review_detail", "observation_create", "proposal_return"):
        assert client.get(pages[name]).status_code == 403, name
    for name in ("proposal_approve", "proposal_reopen", "observation_resolve"):
        data = {"content_hash": "x", "resolution": "solved"}
        assert client.post(pages[name], data).status_code == 403, name
    assert client.get(reverse("budgeting:review_queue")).status_code == 403


def test_finance_does_not_write_in_a_units_proposal(client):
    unit = make_unit()
    proposal = make_proposal(unit=unit, status="returned")
    Observation.objects.create(proposal=proposal, text="?", by=make_user("analyst"))
    client.force_login(make_user("finance_head"))
    pages = addresses_of(proposal)
    for name in ("framework_create", "framework_edit", "line_create", "line_edit"):
        assert client.get(pages[name]).status_code == 403, name
        assert client.post(pages[name]).status_code == 403, name
    for name in ("line_cite", "line_remove", "observation_reply", "proposal_submit"):
        assert client.post(pages[name]).status_code == 403, name


@pytest.mark.parametrize("language", ["es", pytest.param("en", marks=pytest.mark.slow)])
def test_every_page_answers_in_both_languages_and_an_empty_post_never_fails(
    client, language
):
    unit = make_unit()
    proposal = make_proposal(make_year(linking="requested"), unit, status="returned")
    analyst = make_user("analyst")
    Observation.objects.create(proposal=proposal, text="?", by=analyst)
    make_line(proposal.frameworks.get(), code="Z", pending={"amount": "1.2.3"})
    signatory = make_user("signatory", unit)
    head = make_user("finance_head")
    where = [proposal.fiscal_year_id, unit.code]
    with translation.override(language):
        pages = addresses_of(proposal)
        for name in ("waiver_create", "extension_create", "proposal_formulate"):
            pages[name] = reverse(f"budgeting:{name}", args=where)
        pages["review_queue"] = reverse("budgeting:review_queue")
        pages["proposal_list"] = reverse("budgeting:proposal_list")
        pages["proposal_start"] = reverse("budgeting:proposal_start", args=where)
    for user in (signatory, analyst, head):
        client.force_login(user)
        for name, address in pages.items():
            if name not in POSTED_ONLY:
                answer = client.get(address)
                assert answer.status_code in (200, 302, 403, 404), name
                if answer.status_code == 200:
                    assert f'<html lang="{language}">' in answer.content.decode()
            if name != "framework_remove":  # what follows needs its lines
                status = client.post(address, {}).status_code
                assert status in (200, 302, 403, 404, 405, 409), (name, status)


@pytest.mark.parametrize(
    ("view", "data"),
    [
        ("framework_create", {}),
        ("framework_edit", {}),
        ("line_create", {}),
        ("line_edit", {}),
        ("line_cite", {}),
        ("line_screen", {}),
        ("observation_reply", {}),
    ],
)
def test_an_empty_form_of_a_unit_says_what_is_missing(client, view, data):
    unit = make_unit()
    proposal = make_proposal(make_year(linking="requested"), unit, status="returned")
    Observation.objects.create(proposal=proposal, text="?", by=make_user("analyst"))
    client.force_login(make_user("preparer", unit))
    text = client.post(addresses_of(proposal)[view], data).content.decode()
    assert "<title>Error: " in text
    assert "There is a problem" in text
    assert " required" not in text.replace("is required", "")


@pytest.mark.parametrize("view", ["observation_create", "proposal_reopen"])
def test_an_empty_form_of_finance_says_what_is_missing(client, view):
    status = "approved" if view == "proposal_reopen" else "submitted"
    proposal = make_proposal(status=status)
    client.force_login(make_user("analyst"))
    text = client.post(
        reverse(f"budgeting:{view}", args=[proposal.pk])
    ).content.decode()
    assert "<title>Error: " in text
    assert "There is a problem" in text


@pytest.mark.parametrize("key", ["9" * 19, "9" * 400])
def test_a_key_too_long_is_404_and_not_a_fault(client, key):
    client.force_login(make_user("signatory", make_unit()))
    for page in ("proposals", "frameworks", "review"):
        assert client.get(f"/en/desk/{page}/{key}/").status_code in (403, 404)


def test_what_no_database_keeps_is_refused_in_words(client):
    unit = make_unit()
    proposal = make_proposal(unit=unit)
    framework = proposal.frameworks.get()
    client.force_login(make_user("preparer", unit))
    address = reverse("budgeting:line_create", args=[framework.pk])
    answer = client.post(address, {"code": "A\x00", "amount": "1"})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    long = client.post(address, {"code": "x" * 30, "description": "y" * 5000})
    assert "There is a problem" in long.content.decode()
    assert "y" * 5000 in long.content.decode()


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    "view",
    ["proposal_list", "proposal_detail", "proposal_check", "framework_detail"],
)
def test_an_officers_page_asks_the_same_number_of_queries_of_any_size(client, view):
    unit = make_unit()
    proposal = make_proposal(unit=unit, lines=10)
    framework = proposal.frameworks.get()
    client.force_login(make_user("signatory", unit))
    key = framework.pk if view == "framework_detail" else proposal.pk
    args = [] if view == "proposal_list" else [key]
    address = reverse(f"budgeting:{view}", args=args)
    few = queries_of(client, address)
    other = make_action(proposal.fiscal_year.main_programme, "02.01.01")
    for _ in range(90):
        make_citation(make_line(framework), other)
    assert queries_of(client, address) == few
    assert few <= 25


@pytest.mark.parametrize("view", ["review_queue", "review_detail"])
def test_a_page_of_finance_asks_the_same_number_of_queries_of_any_size(client, view):
    year = make_year()

    def filled(lines):
        proposal = make_proposal(year, make_unit(), lines=0)
        action = year.main_programme.actions.first() or make_action(year.main_programme)
        framework = make_framework(proposal)
        for _ in range(lines):
            make_citation(make_line(framework), action)
        return services.submit_proposal(
            proposal, by=make_user("signatory", proposal.unit)
        )

    small = filled(10)
    client.force_login(make_user("analyst"))
    args = [] if view == "review_queue" else [small.pk]
    few = queries_of(client, reverse(f"budgeting:{view}", args=args))
    large = filled(100)
    args = [] if view == "review_queue" else [large.pk]
    assert queries_of(client, reverse(f"budgeting:{view}", args=args)) == few
    assert few <= 28
