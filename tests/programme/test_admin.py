from io import BytesIO

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override
from openpyxl import load_workbook

from budgeting.models import Proposal
from programme.models import Action, BudgetUnit, Membership, User
from reporting.models import Publication
from tests.factories import (
    make_action,
    make_programme,
    make_proposal,
    make_right,
    make_unit,
    make_user,
    make_year,
)
from tests.sessions import made_superuser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
READ_ONLY = [
    "budgeting_proposal",
    "budgeting_policyframework",
    "budgeting_spendingline",
    "budgeting_citation",
    "budgeting_submission",
    "budgeting_observation",
    "budgeting_waiver",
    "budgeting_extension",
    "budgeting_event",
    "reporting_publication",
    "reporting_pendingpublication",
    "programme_importbatch",
    "admin_logentry",
    "budgeting_ceiling",
    "budgeting_fiscalyear",
    "programme_succession",
]
KEPT = [
    "programme_programme",
    "programme_right",
    "programme_strategy",
    "programme_action",
    "programme_budgetunit",
    "programme_membership",
    "programme_user",
]


def page(name, *args):
    return reverse(f"admin:{name}", args=args)


def signed_in(client, role):
    client.force_login(make_user(role))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_whoever_has_not_signed_in_is_sent_to_the_door_of_the_site(client):
    answer = client.get(page("index"), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("sign_in"))


@pytest.mark.parametrize("role", ["analyst", "finance_head", ""])
def test_the_administration_is_closed_to_every_other_role(client, role):
    signed_in(client, role)
    assert client.get(page("index"), follow=True).status_code == 403
    assert client.get(page("programme_user_changelist"), follow=True).status_code == 403


def test_a_closed_account_of_an_administrator_opens_nothing(client):
    keeper = make_user("administrator", expires_on="2020-01-01")
    client.force_login(keeper)
    answer = client.get(page("index"), follow=True)
    assert answer.request["PATH_INFO"] == reverse("sign_in")


@pytest.mark.django_db(transaction=True)
def test_being_a_superuser_opens_nothing(client):
    client.force_login(made_superuser(make_user()))
    assert client.get(page("index"), follow=True).status_code == 403


@pytest.mark.parametrize("table", READ_ONLY)
def test_the_story_of_a_budget_is_only_read(client, table):
    make_proposal(status="submitted")
    model = next(m for m in admin.site._registry if m._meta.label_lower == label(table))
    signed_in(client, "administrator")
    assert client.get(page(f"{table}_changelist")).status_code == 200
    assert client.get(page(f"{table}_add")).status_code == 403
    registered = admin.site._registry[model]
    request = client.get(page("index")).wsgi_request
    for may in ("add", "change", "delete"):
        assert not getattr(registered, f"has_{may}_permission")(request)


def label(table):
    return table.replace("_", ".", 1)


@pytest.mark.parametrize("table", KEPT)
def test_the_auditor_reads_what_the_administrator_keeps(client, table):
    signed_in(client, "auditor")
    assert client.get(page(f"{table}_changelist")).status_code == 200
    assert client.get(page(f"{table}_add")).status_code == 403
    signed_in(client, "administrator")
    assert client.get(page(f"{table}_add")).status_code == 200


def test_every_table_of_the_administration_opens_in_both_languages(client):
    make_proposal(status="approved")
    signed_in(client, "auditor")
    for language, title in [("es", "Administración"), ("en", "Administration")]:
        index = client.get(page("index"), headers={"accept-language": language})
        assert title in index.content.decode()
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        listed = client.get(page(f"{name}_changelist"))
        assert listed.status_code == 200, name
        thing = model._default_manager.first()
        if thing is not None:
            shown = client.get(page(f"{name}_change", thing.pk))
            assert shown.status_code == 200, name


def test_the_administration_names_every_column_in_the_readers_language():
    with override("es"):
        coded = [
            f"{model.__name__}.{field.name}"
            for model in admin.site._registry
            for field in model._meta.concrete_fields
            if field._verbose_name is None and not field.primary_key
            if str(field.verbose_name) == field.name.replace("_", " ")
        ]
    assert coded == []


def test_an_administrator_reads_no_draft_and_an_auditor_reads_all(client):
    draft = make_proposal(status="draft")
    address = page("budgeting_proposal_change", draft.pk)
    signed_in(client, "administrator")
    assert client.get(address).status_code == 302
    signed_in(client, "auditor")
    assert client.get(address).status_code == 200


def test_what_a_draft_cites_is_not_deleted_and_the_page_says_why(client):
    proposal = make_proposal()
    action = Action.objects.get()
    signed_in(client, "administrator")
    answer = client.post(page("programme_action_delete", action.pk), {"post": "yes"})
    assert "would require deleting the following protected" in answer.content.decode()
    unit = page("programme_budgetunit_delete", proposal.unit.pk)
    assert "protected related" in client.post(unit, {"post": "yes"}).content.decode()
    assert Action.objects.exists()
    assert BudgetUnit.objects.exists()


@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_what_was_handed_in_stands_on_rows_that_nobody_deletes(client, status):
    proposal = make_proposal(status=status)
    programme = proposal.fiscal_year.main_programme
    make_action(programme, "09.09.09")  # cited by nothing
    signed_in(client, "administrator")
    for table, rows in {
        "programme_action": programme.actions.all(),
        "programme_strategy": programme.strategies.all(),
        "programme_right": programme.rights.all(),
        "programme_programme": [programme],
        "programme_budgetunit": [proposal.unit],
    }.items():
        for row in rows:
            answer = client.post(page(f"{table}_delete", row.pk), {"post": "yes"})
            assert answer.status_code == 403, row
            chosen = {"action": "delete_selected", "_selected_action": [row.pk]}
            client.post(page(f"{table}_changelist"), {**chosen, "post": "yes"})
    assert programme.actions.count() == 2
    assert BudgetUnit.objects.exists()


def test_a_unit_obliged_in_a_published_year_is_not_deleted(client):
    make_year(2010, published_at=now())
    obliged, later = make_unit("U1"), make_unit("U2", obliged_from=2011)
    signed_in(client, "administrator")
    for unit in (obliged, later):
        client.post(page("programme_budgetunit_delete", unit.pk), {"post": "yes"})
    assert [unit.code for unit in BudgetUnit.objects.all()] == ["U1"]


def test_of_what_keeps_a_row_only_the_first_are_named(client):
    make_proposal(lines=13)
    action = Action.objects.get()
    signed_in(client, "administrator")
    answer = client.post(page("programme_action_delete", action.pk), {"post": "yes"})
    assert "and 3 more" in answer.content.decode()


def test_what_nothing_refers_to_is_deleted(client):
    action = make_action(make_programme())
    signed_in(client, "administrator")
    client.post(page("programme_action_delete", action.pk), {"post": "yes"})
    assert not Action.objects.exists()


def test_what_the_database_refuses_is_told_in_words(client, monkeypatch):
    unit = make_unit("U1")

    def refuse(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("insert into programme_budgetunit (code) values ('U1')")

    monkeypatch.setattr(BudgetUnit, "save", refuse)
    signed_in(client, "administrator")
    form = {"code": "U1", "name": "A", "kind": "ministry"}
    answer = client.post(
        page("programme_budgetunit_change", unit.pk), form, follow=True
    )
    assert answer.status_code == 200
    assert "Nothing was changed: the database refused it" in answer.content.decode()


WITHOUT_BODIES = {"bodies-TOTAL_FORMS": "0", "bodies-INITIAL_FORMS": "0"}


def test_wording_code_place_and_retirement_of_an_action_in_use_stay(client):
    action = make_proposal(status="approved").fiscal_year.main_programme.actions.get()
    before = (action.text_es, action.code, action.serial, action.right_id)
    signed_in(client, "administrator")
    form = {
        **WITHOUT_BODIES,
        "text_es": "Otra cosa",
        "code": "07.01.01",
        "serial": "999",
        "right": make_right(action.programme, "07").pk,
        "retired_from": "2031",
        "term": "long",
    }
    address = page("programme_action_change", action.pk)
    assert client.post(address, form).status_code == 302
    action.refresh_from_db()
    assert (action.text_es, action.code, action.serial, action.right_id) == before
    assert (action.retired_from, action.term) == (None, "long")
    shown = client.get(address).content.decode()
    assert "Retire, rename, merge or split: in the catalogue" in shown


def test_name_and_kind_of_a_unit_in_use_stay_and_those_of_another_change(client):
    used, free = make_proposal(status="submitted").unit, make_unit("U9")
    before = (used.name, used.kind)
    signed_in(client, "administrator")
    form = {"name": "Otra", "kind": "autonomous", "sector": "Salud"}
    for unit in (used, free):
        client.post(page("programme_budgetunit_change", unit.pk), form)
        unit.refresh_from_db()
    assert (used.name, used.kind, used.sector) == (*before, "Salud")
    assert (free.name, free.kind, free.sector) == ("Otra", "autonomous", "Salud")


def test_an_action_added_by_hand_stands_where_its_code_says(client):
    programme = make_programme()
    strategy = make_action(programme, "01.01.01").strategy
    elsewhere = make_right(make_programme(), "01")
    signed_in(client, "administrator")
    form = {
        **WITHOUT_BODIES,
        "programme": programme.pk,
        "right": strategy.right_id,
        "strategy": strategy.pk,
        "serial": 77,
        "text_es": "Acción",
    }
    address = page("programme_action_add")
    answer = client.post(address, {**form, "code": "01.02.01"})
    assert "begins with that of its strategy" in answer.content.decode()
    other = {**form, "code": "01.01.02", "right": elsewhere.pk}
    assert "belongs to the same" in client.post(address, other).content.decode()
    assert client.post(address, {**form, "code": "01.01.02"}).status_code == 302
    assert programme.actions.count() == 2


def test_a_role_in_a_unit_is_given_once(client):
    person, unit = make_user(), make_unit()
    signed_in(client, "administrator")
    form = {"user": person.pk, "unit": unit.pk, "role": "preparer"}
    form["since"] = "2030-01-01"
    assert client.post(page("programme_membership_add"), form).status_code == 302
    answer = client.post(page("programme_membership_add"), form)
    assert "already has this role" in answer.content.decode()
    assert Membership.objects.count() == 1
    same = Membership.objects.get()
    address = page("programme_membership_change", same.pk)
    assert client.post(address, {**form, "until": "2030-02-01"}).status_code == 302


def test_the_page_of_a_person_gives_no_role_and_says_where_it_is_given(client):
    signed_in(client, "administrator")
    me, person = User.objects.get(), make_user("auditor")
    head = Group.objects.get(name="finance_head")
    form = {"language": "en", "is_active": "on", "groups": [head.pk]}
    for one, held in [(me, "administrator"), (person, "auditor")]:
        address = page("programme_user_change", one.pk)
        client.post(address, {**form, "username": one.username})
        one.refresh_from_db()
        assert one.language == "en"
        assert [group.name for group in one.groups.all()] == [held]
    shown = client.get(page("programme_user_change", person.pk)).content.decode()
    assert f'Auditor <a href="{reverse("programme:role_list")}">' in shown
    assert 'name="groups"' not in shown


def test_nobody_prolongs_or_closes_their_own_account(client):
    signed_in(client, "administrator")
    me = User.objects.get()
    form = {"username": me.username, "language": "en", "expires_on": "2099-01-01"}
    client.post(page("programme_user_change", me.pk), form)
    me.refresh_from_db()
    assert (me.language, me.is_active, me.expires_on) == ("en", True, None)


def test_a_person_is_never_deleted(client):
    person = make_user()
    signed_in(client, "administrator")
    answer = client.post(page("programme_user_delete", person.pk), {"post": "yes"})
    assert answer.status_code == 403


def rows_of(answer):
    book = load_workbook(BytesIO(answer.content))
    sheet = book.active
    assert all(cell.data_type != "f" for row in sheet.rows for cell in row)
    return sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]


def test_units_come_out_as_the_sheet_that_the_import_reads(client):
    make_unit("01C001", name="=HYPERLINK(1)", sector="Gobierno")
    signed_in(client, "administrator")
    title, rows = rows_of(client.get(page("programme_budgetunit_export")))
    assert title == "units"
    assert rows == [
        ["code", "name", "kind", "sector", "obliged_from", "obliged_until"],
        ["01C001", "=HYPERLINK(1)", "ministry", "Gobierno", 2009, None],
    ]


def test_actions_come_out_with_their_bodies_and_groups(client):
    programme = make_programme()
    action = make_action(programme, "01.01.01", serial=7, text_en="")
    action.population_groups.add(make_right(programme, "16", kind="group"))
    action.bodies.create(position=1, unit=make_unit("U1"))
    action.bodies.create(position=2, name="ONU")
    signed_in(client, "auditor")
    title, rows = rows_of(client.get(page("programme_action_export")))
    assert title == "actions"
    names, values = rows
    assert dict(zip(names, values, strict=True)) == {
        "code": "01.01.01",
        "serial": 7,
        "text_es": "Acción 01.01.01",
        "text_en": None,
        "term": "short",
        "action_type": None,
        "responsible_units": "U1; ONU",
        "population_groups": "16",
        "carried_out_since": None,
    }


def test_no_publication_or_proposal_is_changed_by_a_post(client):
    proposal = make_proposal(status="approved")
    signed_in(client, "administrator")
    client.force_login(make_user("auditor"))
    address = page("budgeting_proposal_change", proposal.pk)
    assert client.post(address, {"status": "draft"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [proposal.pk]}
    client.post(page("budgeting_proposal_changelist"), {**chosen, "post": "yes"})
    assert Proposal.objects.get().status == "approved"
    assert not Publication.objects.exists()


def test_a_page_looks_up_once_who_is_asking(client):
    client.force_login(make_user("administrator"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/admin/").status_code == 200
    roles = [one for one in asked.captured_queries if "auth_group" in one["sql"]]
    assert len(roles) == 1
