"""The officer's desk over HTTP, as a browser without JavaScript would use it."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from budgeting import services
from budgeting.models import Ceiling, PolicyFramework, Proposal, SpendingLine
from tests.factories import (
    as_read,
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db

LINE = {
    "version": "",
    "code": "A1",
    "object_code": "4411",
    "description": "Grants for women who leave a shelter",
    "amount": "1,000.00",
    "territory": "",
}


def go(client, name, *args, **kwargs):
    """The page of this name, and its text."""
    response = client.get(reverse(f"budgeting:{name}", args=args), **kwargs)
    return response, response.content.decode()


def send(client, view, /, *args, follow=True, **data):
    return client.post(reverse(f"budgeting:{view}", args=args), data, follow=follow)


@pytest.fixture
def desk(client):
    """A preparer signed in, a year with two actions, their unit without proposal."""
    programme = make_programme()
    make_action(programme, "23.02.01", text_en="Open shelters for women")
    make_action(programme, "23.02.02", text_en="Train judges about violence")
    year, unit = make_year(programme=programme), make_unit(name="Women's Institute")
    officer = make_user("preparer", unit)
    client.force_login(officer)
    client.desk = (year, unit, officer)
    return client


@pytest.fixture
def draft(desk):
    """The same, with a draft that has one framework without lines."""
    year, unit, officer = desk.desk
    proposal = services.create_proposal(year, unit, by=officer)
    return desk, proposal, make_framework(proposal, code="482")


def test_an_officer_starts_fills_cites_and_checks_and_the_signatory_hands_in(desk):
    year, unit, _officer = desk.desk
    Ceiling.objects.create(fiscal_year=year, unit=unit, amount=Decimal("5000.00"))
    page = send(desk, "proposal_start", year.pk, unit.code)
    proposal = Proposal.objects.get()
    assert page.redirect_chain[-1][0] == reverse(
        "budgeting:proposal_detail", args=[proposal.pk]
    )
    page = send(
        desk,
        "framework_create",
        proposal.pk,
        code="482",
        name="Care for women",
        problem="3 in 10 women report violence",
        objective="A life without violence",
        target_population="4,200 women",
        expected_result="They leave the shelter with a plan",
        unit_of_measure="Woman served",
        physical_target="4,200",
        month_1="350",
        month_2="",
        function="2.6",
    )
    framework = PolicyFramework.objects.get()
    assert framework.physical_target == Decimal("4200.00")
    assert framework.monthly_targets[:2] == [Decimal("350.00"), None]
    page = send(desk, "line_create", framework.pk, **LINE, next="cite")
    line = SpendingLine.objects.get()
    assert line.amount == Decimal("1000.00")
    assert page.redirect_chain[-1][0] == reverse("budgeting:line_cite", args=[line.pk])
    found, text = go(
        desk, "line_cite", line.pk, query_params={"q": "shelter for a woman"}
    )
    action = found.context["offers"][0].found
    assert action.code == "23.02.01"
    assert "<mark>shelters</mark>" in text
    send(desk, "line_cite", line.pk, version=line.version, add=action.action_id)
    citation = line.citations.get()
    assert (citation.action.code, citation.share) == ("23.02.01", 10000)
    _page, text = go(desk, "proposal_check", proposal.pk)
    assert "Nothing has been sent yet." in text
    assert "1,000.00" in text
    assert "A signatory of the unit submits the proposal" in text
    desk.force_login(make_user("signatory", unit, first_name="Rosa", last_name="Luz"))
    page = send(desk, "proposal_submit", proposal.pk, **as_read(proposal))
    text = page.content.decode()
    submission = proposal.submissions.get()
    assert page.redirect_chain[-1][0].endswith("/receipts/1/")
    assert submission.content_hash in text
    assert "Rosa Luz" in text
    assert "America/Mexico_City, UTC-0600" in text
    assert "1,000.00" in text


def test_handing_in_twice_makes_one_receipt(desk):
    year, unit, _officer = desk.desk
    proposal = make_proposal(year, unit)
    desk.force_login(make_user("signatory", unit))
    read = as_read(proposal)
    first = send(desk, "proposal_submit", proposal.pk, follow=False, **read)
    second = send(desk, "proposal_submit", proposal.pk, follow=False, **read)
    assert first.url == second.url
    assert proposal.submissions.count() == 1


def test_an_uncited_line_is_named_with_a_link_and_nothing_is_handed_in(draft):
    client, proposal, framework = draft
    line = make_line(framework, code="L-77")
    client.force_login(make_user("signatory", proposal.unit))
    page = send(client, "proposal_submit", proposal.pk, **as_read(proposal))
    text = page.content.decode()
    assert page.status_code == 409
    assert "<title>Error: Check before submitting" in text
    assert "It was not submitted" in text
    assert "Line L-77: It cites no action of the year&#x27;s programme." in text
    assert reverse("budgeting:line_cite", args=[line.pk]) in text
    proposal.refresh_from_db()
    assert proposal.status == "draft"


def test_a_preparer_hands_nothing_in(desk):
    year, unit, _officer = desk.desk
    proposal = make_proposal(year, unit)
    sent = send(desk, "proposal_submit", proposal.pk, **as_read(proposal))
    assert sent.status_code == 403
    proposal.refresh_from_db()
    assert proposal.status == "draft"


def test_the_list_shows_deadline_ceiling_total_and_uncited_lines(draft):
    client, proposal, framework = draft
    year, unit = proposal.fiscal_year, proposal.unit
    Ceiling.objects.create(fiscal_year=year, unit=unit, amount=Decimal("3000.00"))
    make_line(framework, amount="1000.00")
    make_line(framework, amount="250.50")
    _page, text = go(client, "proposal_list")
    assert "1,250.50" in text
    assert "3,000.00" in text
    assert "1,749.50" in text
    assert "2 still uncited" in text
    assert "at 23:59 (Mexico City time)" in text
    assert "30 days left" in text


def test_what_does_not_read_is_kept_and_shown_again_with_its_reason(draft):
    client, _proposal, framework = draft
    page = send(
        client,
        "line_create",
        framework.pk,
        **{**LINE, "amount": "1.234", "object_code": "44", "description": ""},
    )
    text = page.content.decode()
    line = SpendingLine.objects.get()
    assert line.pending == {"amount": "1.234", "object_code": "44", "description": ""}
    assert "<title>Error: Line A1" in text
    assert 'value="1.234"' in text
    assert 'value="44"' in text
    assert text.count("can be read two ways") == 2
    assert '<a href="#id_amount">' in text
    assert text.count("Describe what the money buys.") == 2
    assert 'aria-invalid="true"' in text
    assert "Saved as you typed it." in text
    main = text[text.index("<main") :]
    before = main[: main.index('<div class="error-summary"')]
    assert "<p" not in before and "<h" not in before  # only the way to the page
    page = send(
        client,
        "line_edit",
        line.pk,
        **{**LINE, "version": line.version, "amount": "1,234.50"},
    )
    line.refresh_from_db()
    assert (line.amount, line.pending) == (Decimal("1234.50"), {})


def test_a_line_without_code_is_not_saved_but_stays_on_the_page(draft):
    client, _proposal, framework = draft
    page = send(client, "line_create", framework.pk, **{**LINE, "code": ""})
    text = page.content.decode()
    assert not SpendingLine.objects.exists()
    assert "<title>Error: " in text
    assert text.count("Give the line a code.") == 2
    assert "Grants for women who leave a shelter" in text


def test_a_code_in_use_is_refused_beside_its_field(draft):
    client, _proposal, framework = draft
    make_line(framework, code="A1")
    page = send(client, "line_create", framework.pk, **LINE)
    said = page.context["form"].errors["code"]
    assert said == ["This proposal already has a line with this code."]
    assert "Grants for women who leave a shelter" in page.content.decode()


def test_months_that_do_not_read_each_say_why_and_are_kept(draft):
    client, _proposal, framework = draft
    values = {name: getattr(framework, name) for name in ("code", "name", "function")}
    page = send(
        client,
        "framework_edit",
        framework.pk,
        **values,
        version=framework.version,
        month_1="10",
        month_3="1.500",
    )
    framework.refresh_from_db()
    assert framework.pending["monthly_targets"][2] == "1.500"
    assert list(page.context["form"].errors) == ["month_3"]
    assert page.context["form"]["month_1"].value() == "10"
    assert "<title>Error: " in page.content.decode()


def test_posting_the_same_new_line_twice_makes_one(draft):
    client, _proposal, framework = draft
    send(client, "line_create", framework.pk, **LINE)
    send(client, "line_create", framework.pk, **LINE)
    assert SpendingLine.objects.count() == 1


def test_a_line_saved_by_a_colleague_meanwhile_shows_both_and_loses_nothing(draft):
    client, proposal, framework = draft
    line = make_line(framework, code="A1", description="As it was")
    colleague = make_user("preparer", proposal.unit, first_name="María", last_name="P")
    services.save_line(
        framework,
        by=colleague,
        values={"description": "What María wrote"},
        line=line,
        version=1,
    )
    mine = {**LINE, "version": "1", "description": "What I wrote"}
    page = send(client, "line_edit", line.pk, **mine)
    text = page.content.decode()
    assert page.status_code == 409
    assert "What María wrote" in text
    assert "María P saved it on" in text
    assert page.context["form"]["description"].value() == "What I wrote"
    line.refresh_from_db()
    assert line.description == "What María wrote"
    version = re.search(r'name="version" value="(\d+)"', text).group(1)
    send(client, "line_edit", line.pk, **{**mine, "version": version})
    line.refresh_from_db()
    assert line.description == "What I wrote"


def test_a_framework_saved_by_a_colleague_meanwhile_shows_both(draft):
    client, proposal, framework = draft
    colleague = make_user("preparer", proposal.unit)
    services.save_framework(
        proposal,
        by=colleague,
        values={"objective": "Theirs"},
        framework=framework,
        version=1,
    )
    page = send(
        client,
        "framework_edit",
        framework.pk,
        version="1",
        code="482",
        name="Mine",
        objective="My objective",
    )
    assert page.status_code == 409
    assert "Theirs" in page.content.decode()
    assert page.context["form"]["objective"].value() == "My objective"


def test_a_removed_line_can_be_undone_with_its_citations(draft):
    client, proposal, framework = draft
    line = make_line(framework, code="A1")
    make_citation(line, proposal.fiscal_year.main_programme.actions.first())
    page = send(client, "line_remove", line.pk)
    assert "Line A1 was removed." in page.content.decode()
    line.refresh_from_db()
    assert line.removed_at
    send(client, "line_restore", line.pk)
    line.refresh_from_db()
    assert (line.removed_at, line.citations.count()) == (None, 1)


def test_what_was_typed_in_a_line_removed_meanwhile_stays_and_brings_it_back(draft):
    client, _proposal, framework = draft
    line = make_line(framework, code="A1")
    send(client, "line_remove", line.pk)
    page = send(client, "line_edit", line.pk, **{**LINE, "version": "1"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Somebody removed this line meanwhile." in text
    assert page.context["form"]["description"].value() == LINE["description"]
    version = re.search(r'name="version" value="(\d+)"', text).group(1)
    send(client, "line_edit", line.pk, **{**LINE, "version": version, "restore": "1"})
    line.refresh_from_db()
    assert (line.removed_at, line.description) == (None, LINE["description"])


def test_what_was_typed_in_a_framework_removed_meanwhile_stays(draft):
    client, _proposal, framework = draft
    services.remove_framework(
        framework, by=make_user("preparer", framework.proposal.unit)
    )
    page = send(client, "line_create", framework.pk, **LINE)
    assert page.status_code == 409
    assert "Somebody removed this policy framework" in page.content.decode()
    assert page.context["form"]["description"].value() == LINE["description"]


def test_what_was_chosen_for_a_line_removed_meanwhile_stays_and_brings_it_back(draft):
    client, proposal, framework = draft
    line = make_line(framework, code="A1")
    action = proposal.fiscal_year.main_programme.actions.first()
    send(client, "line_remove", line.pk)
    chosen = {"add": action.pk, "version": "1", "do": "save"}
    page = send(client, "line_cite", line.pk, **chosen)
    assert page.status_code == 409
    assert [row.action for row in page.context["citing"].rows] == [action]
    send(client, "line_cite", line.pk, **chosen, restore="1")
    line.refresh_from_db()
    assert (line.removed_at, line.citations.get().action) == (None, action)


def test_a_version_of_5000_digits_is_none(draft):
    client, _proposal, framework = draft
    line = make_line(framework, code="A1")
    typed = {**LINE, "version": "9" * 5000}
    assert send(client, "line_edit", line.pk, **typed).status_code == 200
    assert send(client, "line_cite", line.pk, version="9" * 5000).status_code == 200


@pytest.mark.parametrize("what", ["line", "framework"])
def test_the_button_removes_only_what_the_page_showed(draft, what):
    client, _proposal, framework = draft
    line = make_line(framework, "A1")
    row, page = {
        "line": (line, ("framework_detail", framework.pk)),
        "framework": (framework, ("proposal_detail", framework.proposal_id)),
    }[what]
    _, shown = go(client, *page)
    form = shown.split(reverse(f"budgeting:{what}_remove", args=[row.pk]))[1]
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    type(row).objects.filter(pk=row.pk).update(version=7)  # saved by a colleague
    refused = send(client, f"{what}_remove", row.pk, version=version)
    assert "Somebody else changed this" in refused.content.decode()
    row.refresh_from_db()
    assert row.removed_at is None


def test_a_removed_framework_can_be_undone_with_its_lines(draft):
    client, _proposal, framework = draft
    line = make_line(framework)
    page = send(client, "framework_remove", framework.pk)
    assert "1 removed framework" in page.content.decode()
    send(client, "framework_restore", framework.pk)
    line.refresh_from_db()
    framework.refresh_from_db()
    assert (line.removed_at, framework.removed_at) == (None, None)


def test_own_shares_split_the_money_shown(draft):
    client, proposal, framework = draft
    line = make_line(framework, amount="100.01")
    one, two = proposal.fiscal_year.main_programme.actions.order_by("code")
    send(
        client,
        "line_cite",
        line.pk,
        **{
            "version": line.version,
            "shared": "own",
            "cited": [one.pk, two.pk],
            f"a{one.pk}-share": "60",
            f"a{one.pk}-strength": "direct",
            f"a{one.pk}-justification": "It pays the shelters",
            f"a{two.pk}-share": "40",
            "do": "save",
        },
    )
    shares = dict(line.citations.values_list("action__code", "share"))
    assert shares == {"23.02.01": 6000, "23.02.02": 4000}
    page, text = go(client, "line_cite", line.pk)
    assert [str(amount) for _form, amount in page.context["rows"]] == ["60.01", "40.00"]
    assert "It pays the shelters" in text


def test_shares_that_do_not_add_up_stay_on_the_page(draft):
    client, proposal, framework = draft
    line = make_line(framework)
    one, two = proposal.fiscal_year.main_programme.actions.order_by("code")
    typed = {
        "version": line.version,
        "shared": "own",
        "cited": [one.pk, two.pk],
        f"a{one.pk}-share": "60",
        f"a{two.pk}-share": "30",
        f"a{two.pk}-justification": "Half of the judges",
    }
    page = send(client, "line_cite", line.pk, **typed, do="save")
    text = page.content.decode()
    assert page.status_code == 409
    assert "add up to 90 per cent" in text
    assert "Half of the judges" in text
    assert 'value="30"' in text
    assert not line.citations.exists()
    page = send(client, "line_cite", line.pk, **{**typed, f"a{two.pk}-share": "x"})
    text = page.content.decode()
    assert "<title>Error: " in text
    assert f'<a href="#id_a{two.pk}-share">' in text


def test_a_search_saves_what_was_typed_beside_it(draft):
    client, proposal, framework = draft
    line = make_line(framework)
    action = proposal.fiscal_year.main_programme.actions.get(code="23.02.01")
    page = send(
        client,
        "line_cite",
        line.pk,
        **{
            "version": line.version,
            "cited": action.pk,
            f"a{action.pk}-justification": "Typed before searching",
            "q": "judges",
            "do": "search",
        },
    )
    assert line.citations.get().justification == "Typed before searching"
    offered = [offer.found.code for offer in page.context["offers"]]
    assert offered == ["23.02.02"]


def test_an_action_is_removed_and_the_rest_share_equally(draft):
    client, proposal, framework = draft
    line = make_line(framework)
    one, two = proposal.fiscal_year.main_programme.actions.order_by("code")
    make_citation(line, one, 5000)
    make_citation(line, two, 5000)
    typed = {"version": line.version, "cited": [one.pk, two.pk], "shared": "equal"}
    send(client, "line_cite", line.pk, **typed, remove=one.pk)
    assert list(line.citations.values_list("action__code", "share")) == [
        ("23.02.02", 10000)
    ]


def test_an_empty_post_removes_no_citation(draft):
    client, proposal, framework = draft
    line = make_line(framework)
    make_citation(line, proposal.fiscal_year.main_programme.actions.first())
    page = send(client, "line_cite", line.pk)
    assert "Tick at least one action" in page.content.decode()
    assert line.citations.count() == 1


def test_citations_saved_by_a_colleague_meanwhile_are_shown(draft):
    client, proposal, framework = draft
    line = make_line(framework)
    one, two = proposal.fiscal_year.main_programme.actions.order_by("code")
    services.cite_actions(
        line,
        by=make_user("preparer", proposal.unit),
        citations=[services.CitedAction(two)],
        version=1,
    )
    page = send(client, "line_cite", line.pk, version=1, cited=one.pk, do="save")
    assert page.status_code == 409
    assert "Train judges about violence" in page.content.decode()
    assert line.citations.get().action == two
    assert [form.action for form, _amount in page.context["rows"]] == [one]


def test_retired_actions_and_those_of_other_programmes_are_never_offered(draft):
    client, proposal, framework = draft
    year = proposal.fiscal_year
    retired = make_action(
        year.main_programme, "23.02.09", text_en="Shelters", retired_from=year.pk
    )
    foreign = make_action(make_programme(), "01.01.01", text_en="Shelters too")
    line = make_line(framework)
    page, _text = go(client, "line_cite", line.pk, query_params={"q": "shelters"})
    assert [offer.found.code for offer in page.context["offers"]] == ["23.02.01"]
    for action in (retired, foreign):
        send(client, "line_cite", line.pk, version=line.version, add=action.pk)
    assert not line.citations.exists()


def test_in_a_requested_year_no_action_may_be_declared_with_a_reason(client):
    unit = make_unit()
    officer = make_user("preparer", unit)
    proposal = make_proposal(make_year(linking="requested"), unit)
    line = make_line(proposal.frameworks.get(), code="E1")
    client.force_login(officer)
    page = send(client, "line_screen", line.pk, reason="")
    assert "Say why no action applies to this line." in page.content.decode()
    send(client, "line_screen", line.pk, reason="Electricity of the offices")
    line.refresh_from_db()
    assert (line.screened, line.screened_reason) == (
        "none",
        "Electricity of the offices",
    )
    page, text = go(client, "line_cite", line.pk)
    assert "Electricity of the offices" in text
    send(client, "line_unscreen", line.pk)
    line.refresh_from_db()
    assert line.screened == ""


def test_in_a_required_year_a_line_cannot_be_screened(draft):
    client, _proposal, framework = draft
    line = make_line(framework)
    assert send(client, "line_screen", line.pk, reason="None").status_code == 403


def test_statuses_of_tasks_are_honest(draft):
    client, proposal, framework = draft

    def statuses():
        page, _text = go(client, "proposal_detail", proposal.pk)
        each = page.context["sheet"].frameworks[0]
        return each.texts_status.value, each.lines_status.value

    assert statuses() == ("completed", "not_started")
    line = make_line(framework)
    assert statuses() == ("completed", "in_progress")
    make_citation(line, proposal.fiscal_year.main_programme.actions.first())
    assert statuses() == ("completed", "completed")
    SpendingLine.objects.filter(pk=line.pk).update(pending={"amount": "1.5.2"})
    PolicyFramework.objects.filter(pk=framework.pk).update(objective="")
    assert statuses() == ("in_progress", "problem")
    PolicyFramework.objects.filter(pk=framework.pk).update(
        pending={"physical_target": "some"}
    )
    assert statuses()[0] == "problem"


def test_totals_by_chapter_stand_against_their_ceilings(draft):
    client, proposal, framework = draft
    year, unit = proposal.fiscal_year, proposal.unit
    for chapter, amount in ((None, "900.00"), (1000, "500.00"), (4000, "100.00")):
        Ceiling.objects.create(
            fiscal_year=year, unit=unit, chapter=chapter, amount=Decimal(amount)
        )
    make_line(framework, object_code="1211", amount="300.10")
    make_line(framework, object_code="4411", amount="100.20")
    make_line(framework, object_code="4419", amount="0.10")
    totals = go(client, "proposal_detail", proposal.pk)[0].context["sheet"].totals
    assert (totals.amount, totals.left) == (Decimal("400.40"), Decimal("499.60"))
    assert [(t.chapter, t.amount, t.left) for t in totals.chapters] == [
        (1000, Decimal("300.10"), Decimal("199.90")),
        (4000, Decimal("100.30"), Decimal("-0.30")),
    ]
    assert totals.over


def test_a_frozen_proposal_is_read_and_its_forms_lead_back_to_it(client):
    unit = make_unit()
    proposal = make_proposal(unit=unit, status="submitted")
    framework = proposal.frameworks.get()
    line = framework.lines.get()
    client.force_login(make_user("preparer", unit))
    for name, key in (
        ("framework_create", proposal.pk),
        ("framework_edit", framework.pk),
        ("line_create", framework.pk),
        ("line_edit", line.pk),
        ("line_cite", line.pk),
    ):
        page, text = go(client, name, key, follow=True)
        assert page.redirect_chain[-1][0].endswith(f"/proposals/{proposal.pk}/")
        assert "The proposal is frozen (submitted)." in text
    _page, text = go(client, "framework_detail", framework.pk)
    assert "Add a line" not in text


def test_after_the_deadline_a_draft_stays_readable_and_does_not_change(client):
    from datetime import date, timedelta

    today, unit = date.today(), make_unit()
    year = make_year(
        opens_on=today - timedelta(days=40), closes_on=today - timedelta(days=10)
    )
    proposal = make_proposal(year, unit)
    framework = proposal.frameworks.get()
    client.force_login(make_user("preparer", unit))
    _page, text = go(client, "proposal_detail", proposal.pk)
    assert "The time ended on" in text
    page = send(client, "line_create", framework.pk, **LINE)
    assert "Ask the finance head for more days" in page.content.decode()
    assert framework.lines.count() == 1


def test_an_observation_is_answered(client):
    unit = make_unit()
    proposal = make_proposal(unit=unit, status="submitted")
    line = proposal.lines.get()
    analyst = make_user("analyst")
    observation = services.observe(
        proposal,
        by=analyst,
        text="Which shelters?",
        about=services.About(line=line),
    )
    services.return_proposal(proposal, by=analyst)
    client.force_login(make_user("preparer", unit))
    _page, text = go(client, "proposal_detail", proposal.pk)
    assert "Finance made 1 observation that waits for your answer." in text
    page = send(client, "observation_reply", observation.pk, text="")
    assert "Write your answer." in page.content.decode()
    page = send(client, "observation_reply", observation.pk, text="Those of Iztapalapa")
    observation.refresh_from_db()
    assert observation.reply == "Those of Iztapalapa"
    assert "Those of Iztapalapa" in page.content.decode()
