"""R4 through HTTP: a request whose answer was lost is made again, word for word.

Each writing address of the desk is posted to twice. The second answer is the first,
and the second request changed nothing.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils.timezone import now

from budgeting import services
from budgeting.services.terms import Rule, Window
from budgeting.services.terms import mark_of as mark_of_terms
from budgeting.services.workbooks import preview_of_upload
from programme import asking, uploads
from programme.lineage.units import NewUnit, WantedUnits, plan_of_units
from programme.lineage.wanted import NewAction, Wanted, plan_of
from programme.models import ImportBatch
from programme.services import change_actions
from reporting import publishing
from tests.budgeting.test_services_copies import Copying, retired
from tests.factories import (
    as_read,
    make_action,
    make_ceiling,
    make_code,
    make_observation,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
    mark_of,
    move_proposal,
)
from tests.faults import between, snapshot
from tests.workbooks import (
    SentWhole,
    changed_workbook,
    programme_sheets,
    write_workbook,
)
from tests.writes import asked_for, year_to_publish

pytestmark = pytest.mark.django_db

TOLD = {"django_session"}  # what the next page says waits in the session
LATER = date(2999, 1, 1).isoformat()
READ_ONLY = {
    "budgeting:workbook_download",
    "budgeting:workbook_marked",
    "budgeting:proposal_list",
    "budgeting:proposal_detail",
    "budgeting:proposal_check",
    "budgeting:proposal_here",  # a trace of who has a form open
    "budgeting:submission_detail",
    "budgeting:submission_form",
    "budgeting:submission_content",
    "budgeting:receipt_verify",  # public
    "budgeting:framework_detail",
    "budgeting:action_find",
    "budgeting:line_cite_row",
    "budgeting:review_queue",
    "budgeting:board_download",
    "budgeting:observationcode_list",
    "budgeting:letter_list",
    "budgeting:review_detail",
    "budgeting:exception_list",
    "budgeting:signal_list",
    "budgeting:signal_year",
    "budgeting:template_list",
    "budgeting:template",
    "budgeting:fiscalyear_list",
    "budgeting:fiscalyear_detail",
    "budgeting:budget_download",
    "budgeting:ceiling_list",
    "budgeting:ceiling_year",
    "budgeting:ceiling_download",
    "budgeting:ceiling_upload",
    "budgeting:control_year",
    "budgeting:control_download",
    "budgeting:audit_list",
    "budgeting:audit_entry",
    "budgeting:audit_row",
    "budgeting:audit_proposal",
    "budgeting:audit_download",  # each download is recorded
    "programme:change_list",
    "programme:change_detail",
    "programme:edition_compare",
    "programme:edition_file",
    "programme:import_list",
    "programme:import_detail",
    "programme:import_marked",
    "programme:import_programme",
    "programme:import_file",
    "reporting:publish_list",
}


def proposal_start(folder):
    year, unit = make_year(), make_unit()
    return make_user("preparer", unit), (year.year, unit.code), {}


def proposal_submit(folder):
    proposal = make_proposal()
    return make_user("signatory", proposal.unit), (proposal.pk,), as_read(proposal)


def framework_create(folder):
    proposal = make_proposal(lines=0)
    typed = {"code": "F1", "name": "Agua", "physical_target": "100"}
    return make_user("preparer", proposal.unit), (proposal.pk,), typed


def _framework():
    framework = make_proposal().frameworks.get()
    return framework, make_user("preparer", framework.proposal.unit)


def framework_edit(folder):
    framework, user = _framework()
    typed = {"code": framework.code, "name": "Agua", "version": "1"}
    return user, (framework.pk,), typed


def framework_remove(folder):
    framework, user = _framework()
    return user, (framework.pk,), {"version": "1"}


def framework_restore(folder):
    framework, user = _framework()
    services.remove_framework(framework, by=user)
    return user, (framework.pk,), {}


def line_grid(folder):
    framework, user = _framework()
    name = f"l{framework.lines.get().pk}"
    typed = {f"{name}-code": "A", f"{name}-amount": "7", f"{name}-version": "1"}
    new = {"n1-key": "k", "n1-description": "Papel", "n1-amount": "5"}
    return user, (framework.pk,), {"row": [name, "n1"], **typed, **new, "do": "save"}


def line_paste(folder):
    framework, user = _framework()
    typed = {"text": "P1\t2111\tPapel\t$5.00\t\t01.01.01", "key": "k", "do": "add"}
    return user, (framework.pk,), typed


def edit_undo(folder):
    framework, user = _framework()
    line = framework.lines.get()
    services.save_line(framework, by=user, values={"amount": "7"}, line=line)
    proposal = framework.proposal
    return user, (proposal.pk, proposal.events.first().pk), {"back": "/es/desk/"}


def line_create(folder):
    framework, user = _framework()
    typed = {"code": "N", "object_code": "2111", "description": "x", "amount": "5"}
    return user, (framework.pk,), typed


def _line(**year):
    line = make_proposal(make_year(**year)).lines.get()
    return line, make_user("preparer", line.proposal.unit)


def line_edit(folder):
    line, user = _line()
    typed = {"code": line.code, "object_code": "2111", "description": "Papel"}
    return user, (line.pk,), {**typed, "amount": "12,345.60", "version": "1"}


def line_remove(folder):
    line, user = _line()
    return user, (line.pk,), {"version": "1"}


def line_restore(folder):
    line, user = _line()
    services.remove_line(line, by=user)
    return user, (line.pk,), {}


def line_cite(folder):
    line, user = _line()
    line.citations.all().delete()
    action = line.proposal.fiscal_year.main_programme.actions.get()
    return user, (line.pk,), {"add": action.pk, "version": "1", "do": "save"}


def _requested():
    line, user = _line(linking="requested")
    line.citations.all().delete()
    return line, user


def line_screen(folder):
    line, user = _requested()
    return user, (line.pk,), {"reason": "Nómina"}


def line_unscreen(folder):
    line, user = _requested()
    services.screen_line(line, by=user, reason="Nómina")
    return user, (line.pk,), {}


def _copying():
    scene = Copying()
    scene.cite(retired(scene, "01.01.02"), 4000)
    scene.cite(scene.action, 6000)
    move_proposal(scene.source, "approved")
    return scene


def proposal_copy(folder):
    scene = _copying()
    said = {"amounts": "leave", "source": scene.source.pk}
    return scene.by, (scene.draft.pk,), said


def framework_confirm(folder):
    scene = _copying()
    scene.copy()
    return scene.by, (scene.draft.frameworks.get().pk,), {"all": "1"}


def line_decide(folder):
    scene = _copying()
    scene.copy()
    (waiting,) = scene.line.undecided
    said = {f"a{waiting['action']}-choice": "drop", "version": "1"}
    return scene.by, (scene.line.pk,), said


def observation_reply(folder):
    asked = make_observation(make_proposal(status="submitted"))
    return make_user("preparer", asked.proposal.unit), (asked.pk,), {"text": "Va"}


def observation_create(folder):
    proposal = make_proposal(status="submitted")
    said = {"text": "Falta sustento", "severity": "blocking"}
    return make_user("analyst"), (proposal.pk,), said


def observation_many(folder):
    proposal = make_proposal(status="submitted", lines=2)
    body = {"line": [line.pk for line in proposal.lines.all()], "do": "record"}
    body |= {"text": "Falta sustento", "severity": "blocking"}
    return make_user("analyst"), (proposal.pk,), body


def observation_ask(folder):
    asked = make_observation(make_proposal(status="submitted"), reply="Va")
    body = {"text": "¿De qué año?", "read": asked.replies.get().pk}
    return make_user("analyst"), (asked.pk,), body


def observation_close(folder):
    asked = make_observation(make_proposal(status="submitted"))
    said = {"observation": f"{asked.pk}:0", "resolution": "solved"}
    return make_user("analyst"), (asked.proposal_id,), said


def observationcode_create(folder):
    said = {"code": "REN-99", "about": "line", "severity": "blocking"}
    said |= {"name_es": "Otro", "text_es": "Corrija.", "position": "7"}
    return make_user("finance_head"), (), said


def observationcode_edit(folder):
    code = make_code()
    said = {"about": "line", "severity": "blocking", "version": "1"}
    return (
        make_user("finance_head"),
        (code.pk,),
        {**said, "name_es": "Otro", "text_es": "Corrija."},
    )


def observationcode_retire(folder):
    return make_user("finance_head"), (make_code().pk,), {}


def observationcode_restore(folder):
    return make_user("finance_head"), (make_code(retired_at=now()).pk,), {}


def observation_resolve(folder):
    asked = make_observation(make_proposal(status="submitted"))
    return make_user("analyst"), (asked.pk,), {"resolution": "solved"}


def signal_answer(folder):
    proposal = make_proposal(status="submitted")
    mark = mark_of("unlike", proposal)
    said = {"do": "justify", "note": "Se entiende por el marco", "fingerprint": mark}
    return make_user("analyst"), (proposal.pk, "unlike"), said


def proposal_return(folder):
    proposal = make_proposal(status="submitted")
    return make_user("analyst"), (proposal.pk,), {"note": "Falta", "due_on": LATER}


def proposal_approve(folder):
    proposal = make_proposal()
    services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))
    read = proposal.submissions.get().content_hash
    return make_user("analyst"), (proposal.pk,), {"content_hash": read}


def _ticked():
    """The form of a proposal that the page of several shows, ticked."""
    user, (pk,), said = proposal_approve(None)
    return user, {"pk": pk, f"hash-{pk}": said["content_hash"]}


def many_return(folder):
    user, ticked = _ticked()
    return user, (), {**ticked, "note": "Falta", "due_on": LATER}


def many_approve(folder):
    user, ticked = _ticked()
    return user, (), ticked


def assignment_list(folder):
    year, unit, head = make_year(), make_unit(), make_user("finance_head")
    said = {"unit": unit.pk, "analyst": head.pk, "do": "assign"}
    return head, (year.year,), said, "?sector=Salud"


def proposal_reopen(folder):
    proposal = make_proposal(status="approved")
    return make_user("analyst"), (proposal.pk,), {"reason": "Error de captura"}


def waiver_create(folder):
    line, _user = _line()
    unit = line.proposal.unit
    place = (line.proposal.fiscal_year_id, unit.code)
    return make_user("finance_head"), place, {"reason": "Pago"}, f"?line={line.code}"


def extension_create(folder):
    year, unit = make_year(), make_unit()
    said = {"until": LATER, "reason": "Sismo"}
    return make_user("finance_head"), (year.year, unit.code), said


def fiscalyear_create(folder):
    year = make_year()
    typed = {"year": "2001", "main": year.main_programme.code, "from": year.year}
    return make_user("administrator"), (), typed


def fiscalyear_window(folder):
    year = make_year()
    seen = mark_of_terms(Window.of(year))
    typed = {"opens": "2026-01-01", "closes": LATER, "reason": "Sismo", "seen": seen}
    return make_user("finance_head"), (year.year,), typed


def fiscalyear_rule(folder):
    year = make_year()
    seen = mark_of_terms(Rule.of(year))
    typed = {"linking": "requested", "currency": "MXN", "seen": seen}
    return make_user("finance_head"), (year.year,), typed


def fiscalyear_programmes(folder):
    year = make_year()
    codes = [year.main_programme.code]
    typed = {"main": make_programme("Q").code, "others": codes}
    seen = mark_of_terms(codes)
    return make_user("administrator"), (year.year,), {**typed, "seen": seen}


def fiscalyear_open(folder):
    return make_user("finance_head"), (make_year(closed_at=now()).year,), {}


def fiscalyear_close(folder):
    return make_user("finance_head"), (make_year().year,), {}


def fiscalyear_remove(folder):
    year = make_year(closed_at=now())
    return make_user("administrator"), (year.year,), {"reason": "Por error"}


def ceiling_edit(folder):
    year, unit = make_year(), make_unit()
    said = {"amount_all": "60.00", "amount_1000": "5", "reason": "Ampliación"}
    return make_user("administrator"), (year.year, unit.code), said


def _ceilings(content):
    """A file of the ceilings or the totals of a unit, as a browser sends it."""
    make_unit("U1")
    return SentWhole("techos.csv", f"unit,chapter,amount\n{content}\n".encode())


def control_upload(folder):
    said = {"file": _ceilings("U1,,60"), "stage": "approved"}
    return make_user("analyst"), (make_year().year,), said


def proposal_formulate(folder):
    year, unit = make_year(), make_unit()
    said = {"reason": "Sin titular"}
    return make_user("finance_head"), (year.year, unit.code), said


def above_ceiling_create(folder):
    proposal = make_proposal()
    make_ceiling(proposal, "900.00")
    place = (proposal.fiscal_year_id, proposal.unit.code)
    said = {"chapter": "all", "amount": "1,234.50", "reason": "Sismo"}
    return make_user("finance_head"), place, said


def above_ceiling_end(folder):
    proposal, head = make_proposal(), make_user("finance_head")
    make_ceiling(proposal, "900.00")
    given = services.allow_above_ceiling(
        proposal.fiscal_year,
        proposal.unit,
        by=head,
        chapter=None,
        amount=Decimal("100.00"),
        reason="Sismo",
    )
    return head, (given.pk,), {"reason": "Ya no"}


def reminder_list(folder):
    year, unit = make_year(), make_unit()
    make_user("preparer", unit, email="a@example.org")
    typed = {"units": unit.pk, "mark": "0123456789abcdef"}
    return make_user("finance_head"), (year.year,), typed


def reminder_plan(folder):
    typed = {"is_on": "no", "days": "5, 1"}
    return make_user("finance_head"), (make_year().year,), typed


def _workbook():
    """A proposal's own workbook with one amount changed."""
    proposal = make_proposal()
    content = changed_workbook(proposal, 12345.6)
    return proposal, make_user("preparer", proposal.unit), content


def workbook_upload(folder):
    proposal, user, content = _workbook()
    return user, (proposal.pk,), {"file": SentWhole("mine.xlsx", content)}


def workbook_preview(folder):
    proposal, user, content = _workbook()
    kept = services.keep_workbook(proposal, by=user, name="m.xlsx", content=content)
    token = preview_of_upload(kept).token
    return user, (proposal.pk, kept.pk), {"token": token}


def proposal_cite(folder):
    line, user = _line()
    action = make_action(line.proposal.fiscal_year.main_programme, "02.01.01")
    body = {"line": line.pk, "cited": action.pk, "how": "add", "do": "apply"}
    return user, (line.proposal_id,), {**body, "versions": f"{line.pk}:1"}


def given(folder):
    """A programme workbook, checked, and the administrator who gave it."""
    path = write_workbook(folder / "p.xlsx", programme_sheets())
    user = make_user("administrator")
    file = SentWhole(path.name, path.read_bytes())
    return user, uploads.give_file(file, kind="programme", by=user)


def import_new(folder):
    path = write_workbook(folder / "p.xlsx", programme_sheets())
    file = SentWhole(path.name, path.read_bytes())
    return make_user("administrator"), ("programme",), {"file": file}


def _of_actions(kind, became="", year=2031, **said):
    """A change of 01.01.01 as its preview sends it."""
    programme, user = make_programme(), make_user("administrator")
    for code in ("01.01.01", "01.01.02"):
        make_action(programme, code)
    new = (NewAction("01.01.01", "Otro"),) if kind == "corrected" else ()
    was = ("01.01.01", "01.01.02") if "others" in said else ("01.01.01",)
    asked = Wanted(kind, programme, was, year, "Acuerdo", tuple(became.split()), new)
    told = {"year": "2031", "reason": "Acuerdo", "step": "confirm"}
    told |= {"seen": plan_of(asked).token, **said}
    return user, (programme.code, "01.01.01"), told


def action_retire(folder):
    return _of_actions("retired")


def action_reword(folder):
    said = {"kind": "corrected", "text_es": "Otro"}
    user, place, told = _of_actions("corrected", "01.01.01", None)
    return user, place, {**told, **said}


def action_merge(folder):
    said = {"others": "01.01.02", "new_code": "01.01.02"}
    return _of_actions("merged", "01.01.02", **said)


def action_split(folder):
    said = {"part1-new_code": "01.01.01", "part2-new_code": "01.01.02"}
    return _of_actions("split", "01.01.01 01.01.02", **said)


def _of_units(kind, became, **said):
    """A change of U1 as its preview sends it."""
    for code in ("U1", "U2"):
        make_unit(code)
    new = (NewUnit("U1", "Otro", "ministry"),) if kind == "named" else ()
    was = ("U1", "U2") if "others" in said else ("U1",)
    asked = WantedUnits(kind, was, 2031, "Acuerdo", tuple(became.split()), new)
    told = {"year": "2031", "reason": "Acuerdo", "step": "confirm"}
    told |= {"seen": plan_of_units(asked).token, **said}
    return make_user("administrator"), ("U1",), told


def unit_name(folder):
    user, place, told = _of_units("named", "U1", name="Otro")
    return user, place, {**told, "kind": "ministry"}


def unit_merge(folder):
    return _of_units("merged", "U2", others="U2", new_code="U2")


def unit_split(folder):
    said = {"part1-new_code": "U1", "part2-new_code": "U2"}
    return _of_units("split", "U1 U2", **said)


def change_undo(folder):
    programme, user = make_programme(), make_user("administrator")
    make_action(programme)
    asked = Wanted("retired", programme, ("01.01.01",), 2031, "Acuerdo")
    return user, (change_actions(asked, by=user).pk,), {}


def edition_carry(folder):
    for code in ("P1", "P2"):
        make_action(make_programme(code))
    said = {"old": "P1", "new": "P2", "pairs": "01.01.01=01.01.01"}
    return make_user("administrator"), (), {**said, "year": "2031", "reason": "Acuerdo"}


def import_confirm(folder):
    user, batch = given(folder)
    return user, (batch.pk,), {"seen": batch.work.seen}


def import_drop(folder):
    user, batch = given(folder)
    return user, (batch.pk,), {}


def import_wording(folder):
    asked = asked_for(folder)
    asking.withdraw_load(asked, by=asked.by)
    said = {"kind": "reworded", "year": "2031", "reason": "Acuerdo"}
    return asked.by, (asked.batch_id,), said


def import_ask(folder):
    asked = asked_for(folder)
    asking.withdraw_load(asked, by=asked.by)
    return asked.by, (asked.batch_id,), {"seen": asked.seen}


def import_second(folder):
    asked = asked_for(folder)
    return make_user("administrator"), (asked.batch_id,), {"asked": asked.pk}


def import_decline(folder):
    asked = asked_for(folder)
    told = {"asked": asked.pk, "reason": "El texto es otro"}
    return make_user("administrator"), (asked.batch_id,), told


def import_withdraw(folder):
    asked = asked_for(folder)
    return asked.by, (asked.batch_id,), {"asked": asked.pk}


def import_again(folder):
    user, batch = given(folder)
    ImportBatch.objects.filter(pk=batch.pk).update(outcome="broken")
    return user, (batch.pk,), {}


def import_undo(folder):
    user, batch = given(folder)
    uploads.confirm_import(batch, by=user, seen=batch.work.seen)
    return user, (batch.pk,), {}


def publish_ask(folder):
    return make_user("finance_head"), (year_to_publish().year,), {}


def publish_confirm(folder):
    year = year_to_publish()
    asked = publishing.ask_to_publish(year, by=make_user("finance_head"))
    return make_user("analyst"), (year.year,), {"pending": asked.pk}


WRITING = {
    "budgeting": [
        proposal_start, proposal_submit, framework_create, framework_edit,
        framework_remove, framework_restore, edit_undo, line_grid, line_paste,
        line_create, line_edit, line_remove,
        line_restore, line_cite, line_screen, line_unscreen, observation_reply,
        proposal_copy, framework_confirm, line_decide,
        observation_create, observation_many, observation_ask, observation_close,
        observationcode_create, observationcode_edit, observationcode_retire,
        observationcode_restore, observation_resolve, proposal_return, proposal_approve,
        proposal_reopen, waiver_create, extension_create, proposal_formulate,
        workbook_upload, workbook_preview, proposal_cite, signal_answer,
        above_ceiling_create, above_ceiling_end, assignment_list,
        fiscalyear_create, fiscalyear_window, fiscalyear_rule, fiscalyear_programmes,
        fiscalyear_open, fiscalyear_close, fiscalyear_remove,
        ceiling_edit, control_upload,
        reminder_list, reminder_plan,
    ],
    "programme": [
        import_new, import_confirm, import_drop, import_again, import_undo,
        import_wording, import_ask, import_second, import_decline, import_withdraw,
        action_retire, action_reword, action_merge, action_split, change_undo,
        edition_carry, unit_name, unit_merge, unit_split,
    ],
    "reporting": [publish_ask, publish_confirm],
}  # fmt: skip
ADDRESSES = {f"{app}:{one.__name__}": one for app in WRITING for one in WRITING[app]}


SCRIPTS = {"budgeting:line_grid_save"}  # posted to twice as JSON, below
MANY = {  # whose page says of each proposal what was done, below
    f"budgeting:{one.__name__}": one for one in (many_return, many_approve)
}


BEGINNINGS = ("import_", "publish_", "change_", "edition_")
CHANGING = {f"action_{done}" for done in ("retire", "reword", "merge", "split")}
CHANGING |= {f"unit_{done}" for done in ("name", "merge", "split")}


def of_the_desk(app: str, address: object) -> bool:
    if not isinstance(address, URLPattern):
        return False
    name = str(address.name)
    return app == "budgeting" or name.startswith(BEGINNINGS) or name in CHANGING


def test_every_address_of_the_desk_is_posted_to_twice_or_only_read():
    apps = get_resolver().namespace_dict
    named = {
        f"{app}:{address.name}"
        for app in WRITING
        for address in apps[app][1].url_patterns
        if of_the_desk(app, address)
    }
    assert named == set(ADDRESSES) | SCRIPTS | set(MANY) | READ_ONLY


@pytest.mark.parametrize("address", MANY)
def test_the_second_decision_about_several_changes_nothing_and_says_the_same(
    address, client
):
    user, _place, body = MANY[address](None)
    client.force_login(user)
    before = snapshot()
    first = client.post(reverse(address), body)
    once = snapshot()
    second = client.post(reverse(address), body)
    for page in (first, second):
        assert [one.proposal.pk for one in page.context["done"]] == [body["pk"]]
        assert page.context["refused"] == []
    assert between(before, once)
    assert set(between(once, snapshot())) <= TOLD


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_second_of_two_requests_changes_nothing_and_is_answered_alike(
    address, client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    user, place, body, *query = ADDRESSES[address](tmp_path)
    client.force_login(user)
    page = reverse(address, args=place) + "".join(query)
    before = snapshot()
    first = client.post(page, body)
    once = snapshot()
    second = client.post(page, body)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert between(before, once)
    assert set(between(once, snapshot())) <= TOLD


def test_the_second_of_two_requests_of_the_tables_script_changes_nothing(client):
    framework, user = _framework()
    line, action = (
        framework.lines.get(),
        make_action(framework.proposal.fiscal_year.main_programme, "02.01.01"),
    )
    changed = {"key": "a", "id": line.pk, "version": 1, "values": {"amount": "7"}}
    new = {"key": "b", "id": None, "values": {"description": "Papel"}}
    rows = [{**changed, "citations": [action.pk]}, {**new, "citations": [action.pk]}]
    client.force_login(user)
    page = reverse("budgeting:line_grid_save", args=[framework.pk])
    send = lambda: client.post(page, {"rows": rows}, content_type="application/json")  # noqa: E731
    first, once = send(), snapshot()
    second = send()
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["saved"] == second.json()["saved"]
    assert not between(once, snapshot())
