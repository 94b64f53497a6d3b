"""The auditor's pages: who may open them, what they tell, what they never let out."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from budgeting.models import SpendingLine
from budgeting.urls import AUDIT
from programme.models import BudgetUnit, Reading, TrailEntry
from programme.trail import acting, because, exporting, seal
from reporting.publishing import publish_year
from tests.factories import (
    make_line,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)
from tests.sessions import made_superuser

pytestmark = pytest.mark.django_db
LINE = "budgeting_spendingline"


@pytest.fixture
def auditor(client):
    client.force_login(make_user("auditor"))
    return client


@pytest.fixture
def proposal():
    return make_proposal(unit=make_unit("06CD03", name="Water"), lines=2)


def newest(source):
    return TrailEntry.objects.filter(source=source).first()


def addresses_of(proposal):
    """The address of every page of the audit."""
    line = proposal.lines.first()
    arguments = {
        "audit_list": [],
        "audit_entry": [newest(LINE).entry],
        "audit_row": [LINE, line.pk],
        "audit_proposal": [proposal.pk],
        "audit_download": [],
    }
    assert arguments.keys() == {pattern.name for pattern in AUDIT}
    return {n: reverse(f"budgeting:{n}", args=args) for n, args in arguments.items()}


def answers(client, address):
    """What a page answers to being read, and to a form sent to it."""
    return client.get(address).status_code, client.post(address).status_code


@pytest.mark.parametrize(
    "role", ["preparer", "signatory", "analyst", "finance_head", "administrator"]
)
def test_nobody_but_the_auditor_reads_the_trail(client, proposal, role):
    unit = proposal.unit if role in ("preparer", "signatory") else None
    client.force_login(make_user(role, unit))
    pages = addresses_of(proposal)
    download = pages.pop("audit_download")
    for address in [*pages.values(), reverse("budgeting:audit_proposal", args=[0])]:
        assert answers(client, address) == (403, 405), address
    assert answers(client, download) == (405, 403)
    assert not Reading.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_superuser_who_is_no_auditor_does_not_read_it_either(client):
    client.force_login(made_superuser(make_user()))
    assert client.get(reverse("budgeting:audit_list")).status_code == 403


def test_who_has_not_signed_in_is_sent_to_sign_in(client, proposal):
    for name, address in addresses_of(proposal).items():
        send = client.post if name == "audit_download" else client.get
        answer = send(address)
        assert (answer.status_code, answer.url.split("?")[0]) == (
            302,
            reverse("sign_in"),
        )


def test_the_auditor_reads_every_page_and_writes_nothing(auditor, proposal):
    pages = addresses_of(proposal)
    pages.pop("audit_download")
    entries = TrailEntry.objects.count()
    for address in pages.values():
        assert answers(auditor, address) == (200, 405), address
    assert TrailEntry.objects.count() == entries


def test_the_list_tells_what_changed_who_and_why_and_whether_it_is_sealed(auditor):
    unit = make_unit("06CD03", name="Water")
    person = make_user("administrator", first_name="Ana", last_name="Ruiz")
    with acting(by=person, request="r1"), because("Decree of 3 May"):
        BudgetUnit.objects.filter(pk=unit.pk).update(name="Water and sanitation")
    address = reverse("budgeting:audit_list") + "?source=programme_budgetunit"
    page = auditor.get(address).content.decode()
    assert "<del>Water</del> → <ins>Water and sanitation</ins>" in page
    assert f"Ana Ruiz ({person.username})" in page
    assert "Reason: Decree of 3 May" in page
    assert "Not sealed yet" in page

    head = seal()
    page = auditor.get(address).content.decode()
    assert f"<code>{head}</code>" in page
    assert f"Position {head.position} in the chain" in page


def test_the_list_is_narrowed_by_unit_year_and_proposal(auditor, proposal):
    other = make_proposal(proposal.fiscal_year, make_unit("07CD01"), lines=1)
    mine, theirs = proposal.lines.first().code, other.lines.first().code
    year = proposal.fiscal_year_id
    for query in (
        f"?unit={proposal.unit_id}&year={year}&source={LINE}",
        f"?proposal={proposal.pk}&source={LINE}",
    ):
        page = auditor.get(reverse("budgeting:audit_list") + query).content.decode()
        assert f"Spending line: {mine}" in page
        assert f"Spending line: {theirs}" not in page
        past = reverse("budgeting:audit_proposal", args=[proposal.pk])
        assert f'href="{past}"' in page


def test_older_entries_are_a_link_away_and_keep_what_was_asked(auditor):
    unit = make_unit()
    for number in range(60):
        BudgetUnit.objects.filter(pk=unit.pk).update(name=f"Name {number}")
    asked = "source=programme_budgetunit"
    address = reverse("budgeting:audit_list")
    first = auditor.get(f"{address}?{asked}")
    oldest_shown = first.context["told"][-1].entry.entry
    assert len(first.context["told"]) == 50
    assert f"?{asked}&amp;older={oldest_shown}" in first.content.decode()
    second = auditor.get(f"{address}?{asked}&older={oldest_shown}")
    assert [one.entry.label for one in second.context["told"]][-1] == "insert"
    assert len(second.context["told"]) == 11
    newest_shown = second.context["told"][0].entry.entry
    assert f"newer={newest_shown}" in second.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "row=x",
        "row=99999999999999999999",
        "source=auth_user",
        "person=0",
        "older=-1",
        "proposal=%27",
    ],
)
def test_a_question_that_cannot_be_read_is_400_and_says_so(auditor, query):
    answer = auditor.get(reverse("budgeting:audit_list") + f"?{query}")
    assert answer.status_code == 400
    assert "There is a problem" in answer.content.decode()
    assert answer.context["told"] == []


def test_what_is_not_in_the_trail_is_404(auditor, proposal):
    far = 10**25
    for name, arguments in (
        ("audit_entry", [newest(LINE).entry + 1000]),
        ("audit_entry", [far]),
        ("audit_row", [LINE, far]),
        ("audit_row", ["auth_user", 1]),
        ("audit_proposal", [proposal.pk + 1000]),
        ("audit_proposal", [far]),
    ):
        address = reverse(f"budgeting:{name}", args=arguments)
        assert auditor.get(address).status_code == 404, address


def test_an_entry_shows_its_line_and_that_its_hash_follows(auditor, proposal):
    SpendingLine.objects.filter(proposal=proposal).update(amount="7.25")
    entry = newest(LINE)
    address = reverse("budgeting:audit_entry", args=[entry.entry])
    assert "Not sealed yet" in auditor.get(address).content.decode()
    seal()
    answer = auditor.get(address)
    page, hashed = answer.content.decode(), answer.context["hashed"]
    lines = [one.split("\t") for one in exporting.lines()]
    (position, hash_), text = next(
        (one[:2], one[2]) for one in lines if f'"entry": {entry.entry},' in one[2]
    )
    assert (hashed.hash, hashed.text) == (hash_, text)
    assert f"<dd>{position}</dd>" in page
    assert hash_ in page
    assert "it is the SHA-256 of the two below it" in page
    assert "<td>1,000.00</td><td>7.25</td>" in page


def test_a_row_tells_its_whole_history(auditor, proposal):
    line = proposal.lines.first()
    SpendingLine.objects.filter(pk=line.pk).update(amount="7.25")
    SpendingLine.objects.filter(pk=line.pk).update(amount="8.25")
    answer = auditor.get(reverse("budgeting:audit_row", args=[LINE, line.pk]))
    assert [
        (one.happened, [(x.before, x.after) for x in one.changes][:1])
        for one in answer.context["told"][:2]
    ] == [("Changed", [("7.25", "8.25")]), ("Changed", [("1,000.00", "7.25")])]
    assert answer.context["told"][2].happened == "Added"


def test_a_proposal_is_read_as_of_a_past_moment(auditor, proposal):
    line = proposal.lines.first()
    then = newest("budgeting_citation").at
    with acting(request="later"):
        SpendingLine.objects.filter(pk=line.pk).update(amount="7.25")
    address = reverse("budgeting:audit_proposal", args=[proposal.pk])
    utc = f"{then:%Y-%m-%dT%H:%M:%S.%f}Z"

    page = auditor.get(f"{address}?at={utc}").content.decode()
    assert "2,000.00" in page  # what both lines came to
    assert "Amount: 1,000.00 → <ins>7.25</ins>" in page
    assert "It is different now" in page
    assert 'aria-current="true"' in page
    now = auditor.get(address).content.decode()
    assert "1,007.25" in now
    assert "It stands now as it stood then." in now


def test_a_day_and_time_are_those_of_the_years_time_zone(auditor, proposal):
    began = TrailEntry.objects.get(source="budgeting_proposal", row_id=proposal.pk).at
    local = began.astimezone(ZoneInfo("America/Mexico_City"))
    address = reverse("budgeting:audit_proposal", args=[proposal.pk])

    def asked(moment):
        query = {"day": f"{moment:%d/%m/%Y}", "time": f"{moment:%H:%M:%S}"}
        return auditor.get(address, query)

    assert asked(local + timedelta(seconds=1)).context["past"] is not None
    before = asked(local - timedelta(seconds=1))
    assert before.context["past"] is None
    assert "There was no proposal at that moment." in before.content.decode()
    whole_day = auditor.get(address, {"day": f"{local:%d/%m/%Y}", "time": ""})
    assert whole_day.context["past"] is not None


@pytest.mark.parametrize(
    "query",
    ["at=yesterday", "at=2026-13-40", "at=2026-01-01T10:00", "day=x", "day=&time=25"],
)
def test_a_moment_that_cannot_be_read_is_400_and_says_so(auditor, proposal, query):
    address = reverse("budgeting:audit_proposal", args=[proposal.pk])
    answer = auditor.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert "There is a problem" in answer.content.decode()


def test_the_pages_of_a_proposal_lead_the_auditor_to_its_past(auditor, proposal):
    past = reverse("budgeting:audit_proposal", args=[proposal.pk])
    for name in ("proposal_detail", "review_detail"):
        address = reverse(f"budgeting:{name}", args=[proposal.pk])
        assert f'href="{past}"' in auditor.get(address).content.decode()
        officer = auditor.__class__()
        officer.force_login(make_user("signatory", proposal.unit))
        assert past not in officer.get(address).content.decode()
    assert (
        reverse("budgeting:audit_list") in auditor.get(reverse("desk")).content.decode()
    )


def test_the_download_is_the_sealed_trail_and_ends_with_its_own_entry(client, proposal):
    person = make_user("auditor")
    client.force_login(person)
    answer = client.post(reverse("budgeting:audit_download"))
    text = answer.getvalue().decode()
    reading = Reading.objects.get()
    assert (reading.what, reading.by) == ("trail", person)
    assert text.splitlines() == list(exporting.lines())
    last = text.splitlines()[-1].split("\t")
    assert '"table": "programme_reading"' in last[2]
    assert f'"by": {person.pk}' in last[2]
    assert f"hrbudget-trail-{last[0]}.txt" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_the_pages_ask_no_more_of_a_long_trail_than_of_a_short_one(auditor):
    few = make_proposal(lines=1)
    many = make_proposal(make_year(2031), lines=20)
    for line in many.lines.all():
        SpendingLine.objects.filter(pk=line.pk).update(amount="7.25")

    def asked(proposal):
        pages = {
            "list": reverse("budgeting:audit_list")
            + f"?proposal={proposal.pk}&source={LINE}",
            "past": reverse("budgeting:audit_proposal", args=[proposal.pk]),
        }
        counts = {}
        for name, address in pages.items():
            with CaptureQueriesContext(connection) as queries:
                auditor.get(address)
            counts[name] = len(queries)
        return counts

    assert asked(few) == asked(many)
    assert asked(many)["list"] <= 20
    assert asked(many)["past"] <= 16


def test_no_public_page_tells_anything_of_the_trail(client):
    year = make_year()
    proposal = make_proposal(year, make_unit("06CD03"), status="approved")
    publish_year(year)
    draft = make_proposal(year, make_unit("07CD01"), lines=1)
    canary = "987654321.11"
    make_line(draft.frameworks.get(), "CANARY-7", canary)
    seal()
    audited = reverse("budgeting:audit_proposal", args=[draft.pk])
    auditor = client.__class__()
    auditor.force_login(make_user("auditor"))
    assert "987,654,321.11" in auditor.get(audited).content.decode()

    public = [
        reverse("reporting:year_list"),
        reverse("reporting:method"),
        reverse("reporting:year_detail", args=[year.pk]),
        reverse("reporting:unit_detail", args=[year.pk, proposal.unit.code]),
        reverse("reporting:unit_detail", args=[year.pk, draft.unit.code]),
        reverse("reporting:action_search", args=[year.pk]),
        f"/api/v1/years/{year.pk}/",
        f"/api/v1/years/{year.pk}/units/",
        f"/api/v1/years/{year.pk}/lines/",
        "/api/v1/schema/",
        reverse("sign_in"),
        audited,
        reverse("budgeting:audit_list"),
    ]
    for address in public:
        page = client.get(address).content.decode()
        for told in ("987,654,321", "987654321", "CANARY-7", 'href="/en/audit'):
            assert told not in page, address


def test_the_whole_of_today_is_shown_when_today_is_asked(auditor, proposal):
    day = f"{localdate():%d/%m/%Y}"
    address = reverse("budgeting:audit_list")
    asked = {"since": day, "until": day, "source": LINE}
    assert len(auditor.get(address, asked).context["told"]) == 2
