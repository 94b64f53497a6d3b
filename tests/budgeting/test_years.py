"""A fiscal year from its preparation to its closing: services and pages."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection
from django.urls import reverse
from django.utils.timezone import now

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import Ceiling, Event, FiscalYear
from budgeting.overview.readiness import needs_of, proposed_window, state_of
from budgeting.services import NewYear, Rule, Window
from budgeting.services.terms import codes_of, mark_of
from hrbudget.database.base import owner
from programme.models import ImportBatch, TrailEntry
from tests.factories import (
    make_action,
    make_citation,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
THIS = date.today().year
NEXT = THIS + 1
LAW = {"legal_basis_es": "Ley", "legal_basis_en": "Law"}


@pytest.fixture
def head():
    return make_user("finance_head")


@pytest.fixture
def keeper():
    return make_user("administrator")


def a_source(**kwargs):
    """A year of this calendar year, its window in the autumn before."""
    values = {"opens_on": date(THIS - 1, 8, 1), "closes_on": date(THIS - 1, 10, 31)}
    return make_year(THIS, make_programme("P"), **{**values, **LAW, **kwargs})


def terms_of(year):
    return (year.linking, year.currency, year.legal_basis_es, year.opens_on)


# Prepared


def test_an_administrator_prepares_a_year_with_the_rule_of_its_source(keeper):
    source = a_source(linking="requested", currency="USD")
    new = NewYear(NEXT, ["P"], source, linking="required", opens=date(THIS, 1, 1))
    year = services.prepare_year(new, by=keeper)
    assert terms_of(year) == ("requested", "USD", "Ley", None)
    assert year.closed_at
    assert codes_of(year) == ["P"]
    assert (year.events.get().by, year.events.get().data["from"]) == (keeper, THIS)


def test_the_finance_head_says_rule_and_window_of_the_new_year(head):
    source = a_source(linking="requested")
    window = {"opens": date(THIS, 8, 1), "closes": date(THIS, 10, 31)}
    new = NewYear(NEXT, ["P"], source, linking="required", **window)
    year = services.prepare_year(new, by=head)
    assert terms_of(year) == ("required", "MXN", "", date(THIS, 8, 1))


def test_ceilings_are_copied_for_the_units_that_are_obliged_in_the_new_year(keeper):
    source, stays = a_source(), make_unit("U1")
    gone = make_unit("U2", obliged_until=THIS)
    for unit, chapter in [(stays, None), (stays, 1000), (gone, None)]:
        Ceiling.objects.create(
            fiscal_year=source, unit=unit, chapter=chapter, amount="7.50"
        )
    new = NewYear(NEXT, ["P"], source, ceilings=True)
    year = services.prepare_year(new, by=keeper)
    rows = year.ceilings.values_list("unit__code", "chapter", "amount")
    assert list(rows) == [
        ("U1", None, Decimal("7.50")),
        ("U1", 1000, Decimal("7.50")),
    ]
    assert year.events.get().data["ceilings"] == 2


def test_the_same_year_again_is_that_year_and_another_of_its_number_is_refused(keeper):
    new = NewYear(NEXT, ["P"], a_source())
    year = services.prepare_year(new, by=keeper)
    assert services.prepare_year(new, by=keeper) == year
    assert year.events.count() == 1
    make_programme("Q")
    with pytest.raises(WorkflowError, match="exists already"):
        services.prepare_year(NewYear(NEXT, ["Q"], new.source), by=keeper)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"year": THIS + 3}, "far ahead"),
        ({"programmes": ["NONE"]}, "No programme has the code"),
        ({"programmes": []}, "Name the programme"),
    ],
)
def test_a_year_that_makes_no_sense_is_refused(head, change, said):
    source = a_source()
    with pytest.raises(WorkflowError, match=said):
        services.prepare_year(
            NewYear(**{"year": NEXT, "programmes": ["P"], "source": source, **change}),
            by=head,
        )
    assert FiscalYear.objects.get() == source


@pytest.mark.parametrize("role", ["analyst", "auditor", ""])
def test_no_other_role_prepares_or_changes_a_year(role):
    year, user = a_source(), make_user(role)
    rule, mark = Rule.of(year), mark_of(Rule.of(year))
    for act in [
        lambda: services.prepare_year(NewYear(NEXT, ["P"], year), by=user),
        lambda: services.change_window(year, by=user, to=Window(None, None), seen=""),
        lambda: services.change_rule(year, by=user, to=rule, seen=mark),
        lambda: services.change_programmes(year, by=user, to=["P"], seen=""),
    ]:
        with pytest.raises(PermissionDenied):
            act()


# Changed


def test_the_window_of_an_open_year_changes_for_a_reason_that_is_kept(head):
    year = a_source()
    now_, to = Window.of(year), Window(date(THIS, 1, 1), date(THIS, 1, 31))
    with pytest.raises(WorkflowError, match="Say why"):
        services.change_window(year, by=head, to=to, seen=mark_of(now_))
    for _twice in range(2):
        services.change_window(year, by=head, to=to, seen=mark_of(now_), reason="Sismo")
    year.refresh_from_db()
    assert Window.of(year) == to
    event = year.events.get()
    assert (event.note, event.data["after"]) == (
        "Sismo",
        [f"{THIS}-01-01", f"{THIS}-01-31"],
    )


def test_a_window_of_one_day_or_backwards_is_refused(head):
    year = a_source(closed_at=now())
    mark = mark_of(Window.of(year))
    for to in (
        Window(date(THIS, 1, 2), None),
        Window(date(THIS, 1, 2), date(THIS, 1, 1)),
    ):
        with pytest.raises(ValidationError, match="both days"):
            services.change_window(year, by=head, to=to, seen=mark)


def test_what_somebody_changed_meanwhile_is_not_overwritten(head):
    year = a_source(closed_at=now())
    seen = mark_of(Window.of(year))
    first = Window(date(THIS, 1, 1), date(THIS, 1, 2))
    services.change_window(year, by=head, to=first, seen=seen)
    with pytest.raises(WorkflowError, match="changed the year meanwhile"):
        services.change_window(year, by=head, to=Window(None, None), seen=seen)
    year.refresh_from_db()
    assert Window.of(year) == first


def test_an_administrator_writes_the_law_and_never_the_rule(keeper, head):
    year = a_source()
    rule, mark = Rule.of(year), mark_of(Rule.of(year))
    law = Rule(rule.linking, rule.currency, "Ley de 2011", "Law of 2011")
    services.change_rule(year, by=keeper, to=law, seen=mark)
    year.refresh_from_db()
    assert year.legal_basis_es == "Ley de 2011"
    loose = Rule("requested", rule.currency, law.legal_basis_es, law.legal_basis_en)
    with pytest.raises(PermissionDenied):
        services.change_rule(year, by=keeper, to=loose, seen=mark_of(law))
    services.change_rule(year, by=head, to=loose, seen=mark_of(law))
    year.refresh_from_db()
    assert year.linking == "requested"
    assert year.events.first().data["changes"] == {"linking": ["required", "requested"]}


def test_rule_and_programmes_stand_once_handed_in_and_the_law_does_not(head):
    year = make_proposal(status="submitted").fiscal_year
    make_programme("Q")
    rule, mark = Rule.of(year), mark_of(Rule.of(year))
    with pytest.raises(WorkflowError, match="are fixed"):
        services.change_rule(
            year, by=head, to=Rule("requested", "MXN", "", ""), seen=mark
        )
    codes = codes_of(year)
    with pytest.raises(WorkflowError, match="are fixed"):
        services.change_programmes(year, by=head, to=[*codes, "Q"], seen=mark_of(codes))
    law = Rule(rule.linking, rule.currency, "Ley", "")
    assert (
        services.change_rule(year, by=head, to=law, seen=mark).legal_basis_es == "Ley"
    )


def test_programmes_change_until_a_draft_cites_them(keeper):
    year = a_source()
    other = make_action(make_programme("Q"))
    services.change_programmes(year, by=keeper, to=["P", "Q"], seen=mark_of(["P"]))
    assert codes_of(year) == ["P", "Q"]
    make_citation(make_proposal(year).lines.get(), other)
    seen = mark_of(["P", "Q"])
    with pytest.raises(WorkflowError, match="1 line of a draft cites an action of Q"):
        services.change_programmes(year, by=keeper, to=["P"], seen=seen)
    services.change_programmes(year, by=keeper, to=["Q", "P"], seen=seen)
    assert year.main_programme.code == "Q"


# What it needs


def test_the_states_of_a_year_follow_its_calendar():
    today = date.today()
    day = timedelta(days=1)
    year = make_year(opens_on=today + day * 3, closes_on=today + day * 5)

    def state(**changes):
        for name, value in changes.items():
            setattr(year, name, value)
        return state_of(year, begun=False)

    assert state() == "ahead"
    assert state(opens_on=today - day * 3) == "open"
    assert state(closes_on=today - day * 2) == "over"
    assert state(opens_on=None, closes_on=None) == "windowless"
    assert state(closed_at=now()) == "preparing"
    assert state_of(year, begun=True) == "closed"


def met(year):
    return [one.met for one in needs_of(year)]


def test_a_year_tells_what_it_still_needs():
    year = make_year(opens_on=None, closes_on=None)
    assert met(year) == [False] * 7
    year.legal_basis_es = "Ley"
    unit = make_unit("U1")
    make_action(year.main_programme)
    assert met(year) == [True, True, True, False, False, False, False]
    Ceiling.objects.create(fiscal_year=year, unit=unit, amount="1.00")
    make_user("signatory", unit)
    make_user("finance_head"), make_user("analyst")
    year.opens_on = year.closes_on = date.today()
    assert met(year) == [True] * 7


def test_a_past_year_from_files_needs_no_window_ceilings_or_signatories():
    year = make_year(2010, opens_on=None, closes_on=None)
    make_proposal(year, origin="imported", status="approved")
    assert met(year) == [False, True, True, False, None, None, None]


def test_units_that_lack_something_are_named_and_a_closed_account_signs_nothing():
    year, unit = make_year(), make_unit("U1", name="Salud")
    make_user("signatory", unit, is_active=False)
    make_user("preparer", unit)
    needs = {one.title: one for one in needs_of(year)}
    assert needs["Who signs for each unit"].names == ["U1 Salud"]
    assert needs["Who signs for each unit"].said == "1 of 1 obliged units lacks it."
    assert needs["Ceilings"].names == ["U1 Salud"]


def test_the_days_proposed_are_those_of_the_source_or_of_the_calendar():
    calendar = (date(2029, 8, 1), date(2029, 10, 31))
    assert proposed_window(2030, None) == calendar
    assert proposed_window(2030, make_year(2010, opens_on=None, closes_on=None)) == (
        calendar
    )
    leap = make_year(2028, opens_on=date(2028, 2, 29), closes_on=date(2028, 3, 31))
    assert proposed_window(2030, leap) == (date(2030, 2, 28), date(2030, 3, 31))


# The pages


def page(name, *args):
    return reverse(f"budgeting:{name}", args=args)


def read(answer, status=200):
    assert answer.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_year_is_prepared_opened_and_closed_on_its_pages(client, head):
    a_source()
    client.force_login(head)
    form = client.get(page("fiscalyear_create")).context["form"]
    assert form.initial["year"] == NEXT
    assert form.initial["opens"] == date(THIS, 8, 1)
    typed = {**form.initial, "opens": "01/08/2026", "closes": "31/10/2026"}
    typed |= {"others": [], "ceilings": ""}
    made = client.post(page("fiscalyear_create"), typed)
    assert made.url == page("fiscalyear_detail", NEXT)
    shown = read(client.get(made.url))
    assert "In preparation" in shown
    assert "From 1 August 2026 to 31 October 2026, 23:59" in shown
    assert "Still missing" in read(client.get(page("fiscalyear_open", NEXT)))
    client.post(page("fiscalyear_open", NEXT))
    year = FiscalYear.objects.get(pk=NEXT)
    assert year.closed_at is None
    assert "0 proposals are not handed in" in read(
        client.get(page("fiscalyear_close", NEXT))
    )
    client.post(page("fiscalyear_close", NEXT))
    year.refresh_from_db()
    assert year.closed_at
    told = [event.kind for event in year.events.all()]
    assert told == ["year_closed", "year_opened", "year_created"]


def prepared(keeper, **kwargs):
    new = NewYear(NEXT, ["P"], a_source(), **kwargs)
    return services.prepare_year(new, by=keeper)


def test_a_year_prepared_by_mistake_goes_with_its_ceilings_and_the_trail_keeps_it(
    client, keeper
):
    source = a_source()
    Ceiling.objects.create(fiscal_year=source, unit=make_unit(), amount="7.50")
    services.prepare_year(NewYear(NEXT, ["P"], source, ceilings=True), by=keeper)
    client.force_login(keeper)
    assert "Remove this year" in read(client.get(page("fiscalyear_detail", NEXT)))
    asked = read(client.get(page("fiscalyear_remove", NEXT)))
    assert "Programmes: P" in asked and "Ceilings: 1" in asked
    assert "Say why" in read(client.post(page("fiscalyear_remove", NEXT), {}))
    gone = client.post(page("fiscalyear_remove", NEXT), {"reason": "Dos veces"})
    assert f"The year {NEXT} is removed." in read(client.get(gone.url))
    assert FiscalYear.objects.get() == source
    assert Ceiling.objects.get().fiscal_year == source
    told = TrailEntry.objects.filter(source="budgeting_fiscalyear", label="delete")
    who = told.get().context.metadata
    assert (who["by"], who["reason"]) == (keeper.pk, "Dos veces")
    again = services.prepare_year(NewYear(NEXT, ["P"], source), by=keeper)
    assert again.events.count() == 1


def test_a_year_opened_and_closed_again_in_which_nothing_began_is_removed(keeper, head):
    year = prepared(keeper)
    services.close_year(services.open_year(year, by=head), by=head)
    services.remove_year(year, by=keeper, reason="Por error")
    assert not FiscalYear.objects.filter(pk=NEXT).exists()
    with pytest.raises(WorkflowError, match=f"The year {NEXT} was removed meanwhile"):
        services.open_year(year, by=head)


def test_what_stands_on_a_year_is_told_and_keeps_it(client, keeper, head):
    year, unit = prepared(keeper), make_unit()
    services.open_year(year, by=head)
    until = date(THIS, 12, 31)
    services.extend_window(year, unit, by=head, until=until, reason="Sismo")
    ImportBatch.objects.create(kind="ceilings", year=NEXT, outcome="checked")
    client.force_login(keeper)
    for answer in (
        client.get(page("fiscalyear_remove", NEXT)),
        client.post(page("fiscalyear_remove", NEXT), {"reason": "Por error"}),
    ):
        shown = read(answer, answer.status_code)
        assert f"{NEXT}: 1 row of “Extension” refers to it." in shown
        assert "1 file was given for it" in shown
        assert "It is open to units" in shown
        assert "It has a history: Window extended." in shown
    assert answer.status_code == 409
    assert FiscalYear.objects.filter(pk=NEXT).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_history_of_a_year_goes_with_it_and_by_no_other_door(keeper, head):
    year = prepared(keeper)
    events = f"delete from budgeting_event where fiscal_year_id = {NEXT}"
    itself = f"delete from budgeting_fiscalyear where year = {NEXT}"
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="denied"):
        cursor.execute(events)
    added_to = pytest.raises(IntegrityError, match="only added to")
    with owner(connection), connection.cursor() as cursor, added_to:
        cursor.execute(events)
    Event.objects.create(kind="ceilings_loaded", by=head, fiscal_year=year)
    year.year_programmes.all().delete()
    with connection.cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute(itself)  # that event still names it
    assert year.events.count() == 2


def test_the_administrator_is_offered_neither_rule_nor_window(client, keeper):
    year = a_source()
    client.force_login(keeper)
    assert {"linking", "opens"}.isdisjoint(
        client.get(page("fiscalyear_create")).context["form"].fields
    )
    shown = read(client.get(page("fiscalyear_detail", year.pk)))
    assert "Change the legal basis" in shown
    assert "Change the programmes" in shown
    assert "Change the window" not in shown
    assert "Close the year" not in shown
    law = client.get(page("fiscalyear_rule", year.pk))
    assert "linking" not in law.context["form"].fields
    for name in ("fiscalyear_window", "fiscalyear_open", "fiscalyear_close"):
        assert client.post(page(name, year.pk)).status_code == 403


def test_a_refused_form_keeps_what_was_typed_and_shows_what_stands_now(client, head):
    year = a_source(closed_at=now())
    client.force_login(head)
    address = page("fiscalyear_window", year.pk)
    seen = client.get(address).context["form"].initial["seen"]
    typed = {"opens": "02/01/2026", "closes": "03/01/2026", "seen": seen}
    FiscalYear.objects.update(opens_on=date(2025, 5, 5), closes_on=date(2025, 5, 6))
    refused = client.post(address, typed)
    shown = read(refused, 409)
    assert "changed the year meanwhile" in shown
    assert "Now: from 5 May 2025 to 6 May 2025" in shown
    assert 'value="02/01/2026"' in refused.content.decode()
    again = {**typed, "seen": refused.context["form"].data["seen"]}
    assert client.post(address, again).status_code == 302
    year.refresh_from_db()
    assert year.opens_on == date(2026, 1, 2)


def test_who_gave_no_reason_is_not_told_that_somebody_changed_the_year(client, head):
    year = make_year()
    client.force_login(head)
    address = page("fiscalyear_window", year.pk)
    seen = client.get(address).context["form"].initial["seen"]
    typed = {"opens": "02/01/2026", "closes": "03/01/2026", "seen": seen}
    shown = read(client.post(address, typed), 409)
    assert "Say why the window changes" in shown
    assert "What stands now is shown below" not in shown


def test_what_is_fixed_is_said_with_the_reason(client, head):
    year = make_proposal(status="approved").fiscal_year
    client.force_login(head)
    fixed = "proposals were handed in under them"
    for name in ("fiscalyear_detail", "fiscalyear_rule", "fiscalyear_programmes"):
        assert fixed in read(client.get(page(name, year.pk)))
    assert (
        "linking"
        not in client.get(page("fiscalyear_rule", year.pk)).context["form"].fields
    )


def test_programmes_are_chosen_by_name_and_the_rules_one_counts_once(client, keeper):
    year = a_source()
    make_programme("Q", name_en="Care")
    client.force_login(keeper)
    address = page("fiscalyear_programmes", year.pk)
    opened = client.get(address)
    assert "Q: Care" in read(opened)
    typed = {"main": "Q", "others": ["P", "Q"], "seen": mark_of(["P"])}
    assert client.post(address, typed).status_code == 302
    assert codes_of(year) == ["Q", "P"]


def test_without_a_programme_the_page_says_what_comes_first(client, keeper):
    client.force_login(keeper)
    assert "There is no fiscal year yet" in read(client.get(page("fiscalyear_list")))
    assert "No programme has been loaded yet" in read(
        client.get(page("fiscalyear_create"))
    )


def test_the_list_asks_the_same_queries_however_many_years(
    client, head, django_assert_max_num_queries
):
    programme = make_programme()
    for number in range(2010, 2020):
        make_proposal(make_year(number, programme))
    client.force_login(head)
    with django_assert_max_num_queries(12):
        assert "Draft: 1" in read(client.get(page("fiscalyear_list")))
