from io import BytesIO

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from budgeting.models import Proposal
from programme.models import Action, BudgetUnit, Membership, Succession, User
from programme.resources import unarmed
from reporting.models import Publication
from tests.factories import (
    make_action,
    make_programme,
    make_proposal,
    make_right,
    make_unit,
    make_user,
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
]
KEPT = [
    "programme_programme",
    "programme_right",
    "programme_strategy",
    "programme_action",
    "programme_succession",
    "programme_budgetunit",
    "programme_membership",
    "programme_user",
    "budgeting_ceiling",
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


def test_an_administrator_reads_no_draft_and_an_auditor_reads_all(client):
    draft = make_proposal(status="draft")
    address = page("budgeting_proposal_change", draft.pk)
    signed_in(client, "administrator")
    assert client.get(address).status_code == 302
    signed_in(client, "auditor")
    assert client.get(address).status_code == 200


def test_what_is_cited_is_not_deleted_and_the_page_says_why(client):
    proposal = make_proposal(status="approved")
    action = Action.objects.get()
    signed_in(client, "administrator")
    answer = client.post(page("programme_action_delete", action.pk), {"post": "yes"})
    assert "would require deleting the following protected" in answer.content.decode()
    unit = page("programme_budgetunit_delete", proposal.unit.pk)
    assert "protected related" in client.post(unit, {"post": "yes"}).content.decode()
    assert Action.objects.exists()
    assert BudgetUnit.objects.exists()


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


def test_an_action_is_retired_only_as_the_service_would(client):
    programme = make_programme(in_force_from=2009)
    action = make_action(programme)
    signed_in(client, "administrator")
    form = {
        "right": action.right_id,
        "strategy": action.strategy_id,
        "serial": action.serial,
        "text_es": "Acción",
        "bodies-TOTAL_FORMS": "0",
        "bodies-INITIAL_FORMS": "0",
    }
    address = page("programme_action_change", action.pk)
    answer = client.post(address, {**form, "retired_from": "2008"})
    assert "Its programme begins in 2009" in answer.content.decode()
    assert client.post(address, {**form, "retired_from": "2012"}).status_code == 302
    action.refresh_from_db()
    assert action.retired_from == 2012


def test_an_action_takes_no_part_of_another_programme(client):
    action = make_action(make_programme())
    elsewhere = make_right(make_programme(), "01")
    signed_in(client, "administrator")
    form = {
        "right": elsewhere.pk,
        "serial": action.serial,
        "text_es": "Acción",
        "bodies-TOTAL_FORMS": "0",
        "bodies-INITIAL_FORMS": "0",
    }
    answer = client.post(page("programme_action_change", action.pk), form)
    assert "belongs to the same programme" in answer.content.decode()


def test_a_succession_in_a_circle_is_refused(client):
    programme = make_programme()
    one, two = make_action(programme, "01.01.01"), make_action(programme, "01.01.02")
    signed_in(client, "administrator")
    form = {"predecessor": one.pk, "successor": two.pk, "kind": "renamed", "year": 2012}
    client.post(page("programme_succession_add"), form)
    back = {**form, "predecessor": two.pk, "successor": one.pk}
    answer = client.post(page("programme_succession_add"), back)
    assert "cannot become it again" in answer.content.decode()
    assert Succession.objects.get().predecessor == one


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
    return sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]


def test_units_come_out_as_the_sheet_that_the_import_reads(client):
    make_unit("01C001", name="=HYPERLINK(1)", sector="Gobierno")
    signed_in(client, "administrator")
    title, rows = rows_of(client.get(page("programme_budgetunit_export")))
    assert title == "units"
    assert rows == [
        ["code", "name", "kind", "sector", "obliged_from", "obliged_until"],
        ["01C001", "'=HYPERLINK(1)", "ministry", "Gobierno", 2009, None],
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


@pytest.mark.parametrize("text", ["=1", "==1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_a_text_never_begins_a_formula(text):
    assert unarmed(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["a=1", "", None, 7, -7])
def test_other_cells_stay_as_they_are(cell):
    assert unarmed(cell) == cell


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
