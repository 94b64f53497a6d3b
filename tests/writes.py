"""One scene for every public write service: what it is about, ready to be done.

The name of a scene is the name of its service; `found()` lists the services there are.
A scene gives the work as a caller would ask for it, twice if need be, word for word.
"""

import ast
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from budgeting import imports as budget_files
from budgeting import services
from budgeting.dues import proposed_due
from budgeting.models import Ceiling, FiscalYear
from budgeting.services import CitedAction, SetAside
from budgeting.services.terms import mark_of as mark_of_terms
from budgeting.services.workbooks import Choices, preview_of_upload
from programme import asking, granting, trail, uploads
from programme import imports as catalogue_files
from programme import services as catalogue
from programme.access import accounts, factors
from programme.access.accounts import Invitation, Post
from programme.lineage.units import NewUnit, WantedUnits
from programme.lineage.wanted import NewAction, Wanted
from reporting import corrections, keeping, publishing
from reporting.models import Correction
from tests.budgeting.test_services_copies import Copying, retired
from tests.factories import (
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
from tests.reporting.cities import funding_year
from tests.workbooks import (
    UNIT_HEADER,
    changed_workbook,
    line,
    lines_sheet,
    programme_sheets,
    write_workbook,
)

ROOT = Path(__file__).resolve().parent.parent
APPS = ("programme", "budgeting", "reporting", "hrbudget")
OFFERED = {  # those that begin and end their transactions by themselves, or need none
    "confirm_publication",
    "import_budget",
    "import_ceilings",
    "import_programme",
    "import_units",
    "seal",
}
FINISHED = date(2999, 1, 1)

Work = Callable[[], Any]
SCENES: dict[str, Callable[[Path], Work]] = {}


def scene(make: Callable[[Path], Work]) -> Callable[[Path], Work]:
    SCENES[make.__name__] = make
    return make


def found() -> set[str]:
    """The public functions that are one transaction, and those of OFFERED."""
    return OFFERED | {
        function.name
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for function in ast.parse(path.read_text()).body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and any("atomic" in ast.unparse(one) for one in function.decorator_list)
    }


# A unit and its proposal


@scene
def create_proposal(folder):
    year, unit = make_year(), make_unit()
    by = make_user("preparer", unit)
    return lambda: services.create_proposal(year, unit, by=by)


@scene
def formulate_on_behalf(folder):
    year, unit, by = make_year(), make_unit(), make_user("finance_head")
    return lambda: services.formulate_on_behalf(year, unit, by=by, reason="Sin titular")


@scene
def save_framework(folder):
    proposal = make_proposal(lines=0)
    by = make_user("preparer", proposal.unit)
    values = {"code": "F1", "name": "Agua", "physical_target": "cien"}
    return lambda: services.save_framework(proposal, by=by, values=values)


@scene
def remove_framework(folder):
    framework = make_proposal().frameworks.get()
    by = make_user("preparer", framework.proposal.unit)
    return lambda: services.remove_framework(framework, by=by, version=1)


@scene
def restore_framework(folder):
    framework = make_proposal().frameworks.get()
    by = make_user("preparer", framework.proposal.unit)
    services.remove_framework(framework, by=by)
    return lambda: services.restore_framework(framework, by=by)


@scene
def save_line(folder):
    proposal = make_proposal()
    framework, row = proposal.frameworks.get(), proposal.lines.get()
    by = make_user("preparer", proposal.unit)
    values = {"amount": "12,345.60", "description": "Pipas"}
    return lambda: services.save_line(
        framework, by=by, values=values, line=row, version=1
    )


def _suggested():
    """A line, an action suggested for it, and who may decide about it."""
    proposal = make_proposal()
    row, by = proposal.lines.get(), make_user("preparer", proposal.unit)
    action = make_action(proposal.fiscal_year.main_programme, "02.01.01")
    row.suggestions.create(action=action, rank=1, shown_at=now(), shown_to=by)
    return row, {"action": action, "by": by}


@scene
def set_suggestion_aside(folder):
    row, asked = _suggested()
    return lambda: services.set_suggestion_aside(row, **asked)


@scene
def bring_suggestion_back(folder):
    row, asked = _suggested()
    services.set_suggestion_aside(row, **asked)
    return lambda: services.bring_suggestion_back(row, **asked)


@scene
def remove_line(folder):
    row = make_proposal().lines.get()
    by = make_user("preparer", row.proposal.unit)
    return lambda: services.remove_line(row, by=by, version=1)


@scene
def restore_line(folder):
    row = make_proposal().lines.get()
    by = make_user("preparer", row.proposal.unit)
    services.remove_line(row, by=by)
    return lambda: services.restore_line(row, by=by)


@scene
def cite_actions(folder):
    proposal = make_proposal()
    row, by = proposal.lines.get(), make_user("preparer", proposal.unit)
    actions = [
        make_action(proposal.fiscal_year.main_programme, code)
        for code in ("02.01.01", "02.01.02")
    ]
    cited = [CitedAction(actions[0], 4000), CitedAction(actions[1], 6000)]
    return lambda: services.cite_actions(row, by=by, citations=cited, version=1)


@scene
def save_lines(folder):
    """A line changed and cited, two that exchange their codes, a new one, one less."""
    proposal = make_proposal(lines=4)
    by = make_user("preparer", proposal.unit)
    one, two, three, four = proposal.lines.order_by("pk")
    programme = proposal.fiscal_year.main_programme
    cited = [CitedAction(make_action(programme, "02.01.01"))]
    place = one.framework_id
    new = {"object_code": "2111", "description": "Papel", "amount": "5"}

    def draft(row, values=None, **kwargs):
        known = {"line": row.pk, "version": 1}
        return services.LineDraft(place, values or {}, **known, **kwargs)

    drafts = [
        draft(one, {"amount": "12,345.60"}, citations=cited),
        draft(two, {"code": three.code}),
        draft(three, {"code": two.code}),
        draft(four, removed=True),
        services.LineDraft(place, {"code": "N", **new}, citations=cited, key="k"),
    ]
    return lambda: services.save_lines(proposal, by=by, drafts=drafts)


@scene
def undo_edit(folder):
    work = save_lines(folder)
    edit = work().event
    by = edit.by
    return lambda: services.undo_edit(edit, by=by)


def requested():
    """A line that cites nothing, in a year that only requests it."""
    proposal = make_proposal(make_year(linking="requested"))
    row = proposal.lines.get()
    row.citations.all().delete()
    return row, make_user("preparer", proposal.unit)


@scene
def screen_line(folder):
    row, by = requested()
    return lambda: services.screen_line(row, by=by, reason="Nómina")


@scene
def unscreen_line(folder):
    row, by = requested()
    services.screen_line(row, by=by, reason="Nómina")
    return lambda: services.unscreen_line(row, by=by)


def workbook():
    """A proposal, its officer, and its own workbook with another amount."""
    proposal = make_proposal()
    by = make_user("preparer", proposal.unit)
    return proposal, by, {"name": "m.xlsx", "content": changed_workbook(proposal, 77)}


@scene
def keep_workbook(folder):
    proposal, by, file = workbook()
    return lambda: services.keep_workbook(proposal, by=by, **file)


@scene
def apply_workbook(folder):
    proposal, by, file = workbook()
    kept = services.keep_workbook(proposal, by=by, **file)
    token = preview_of_upload(kept).token
    return lambda: services.apply_workbook(kept, by=by, token=token, choices=Choices())


@scene
def copy_last_year(folder):
    scene = Copying()
    scene.cite(retired(scene, "01.01.02"), 4000)
    scene.cite(scene.action, 6000)
    move_proposal(scene.source, "approved")
    return lambda: services.copy_last_year(
        scene.draft, by=scene.by, source=scene.source
    )


@scene
def confirm_rows(folder):
    scene = Copying()
    scene.copy(amounts=True)
    return scene.confirm


@scene
def decide_actions(folder):
    scene = Copying()
    old = retired(scene, "01.01.02", scene.action)
    scene.cite(old)
    scene.copy()
    return lambda: scene.decide(old, scene.action, version=1)


def a_line():
    row = make_proposal().lines.get()
    return row, make_user("preparer", row.proposal.unit)


@scene
def settle(folder):
    """Mine is not chosen: what stood before comes back, mine goes onto the trail."""
    row, by = a_line()
    aside = SetAside("line", row.code, {"description": "Mía"})
    values = {"description": "Antes"}
    return lambda: services.settle(
        row.proposal,
        by=by,
        aside=aside,
        save=lambda: services.save_line(row.framework, by=by, values=values, line=row),
    )


@scene
def submit_proposal(folder):
    proposal = make_proposal(lines=3)
    by = make_user("signatory", proposal.unit)
    return lambda: services.submit_proposal(proposal, by=by)


@scene
def reply_to_observation(folder):
    asked = make_observation(make_proposal(status="submitted"))
    by = make_user("preparer", asked.proposal.unit)
    return lambda: services.reply_to_observation(asked, by=by, text="Va el sustento")


# Finance


@scene
def observe(folder):
    proposal, by = make_proposal(status="submitted"), make_user("analyst")
    return lambda: services.observe(proposal, by=by, text="Falta sustento")


def _signal():
    """A proposal that shows a signal, as an analyst saw it."""
    proposal, by = make_proposal(status="submitted"), make_user("analyst")
    return proposal, by, services.Seen("unlike", mark_of("unlike", proposal))


@scene
def answer_signal(folder):
    proposal, by, seen = _signal()
    note = "Se entiende por el marco"
    return lambda: services.answer_signal(proposal, by=by, seen=seen, note=note)


@scene
def ask_about_signal(folder):
    proposal, by, seen = _signal()
    question = services.Question("¿Cómo sirve el gasto a la acción?")
    return lambda: services.ask_about_signal(
        proposal, by=by, seen=seen, question=question
    )


@scene
def observe_lines(folder):
    proposal, by = make_proposal(status="submitted", lines=2), make_user("analyst")
    about = [services.About(line=line) for line in proposal.lines.all()]
    asked = services.Asked("Falta sustento")
    return lambda: services.observe_lines(proposal, by=by, about=about, asked=asked)


@scene
def ask_back(folder):
    asked = make_observation(make_proposal(status="submitted"), reply="Va")
    by, due = make_user("analyst"), proposed_due(asked.proposal.fiscal_year)
    return lambda: services.ask_back(asked, by=by, text="¿De qué año?", due_on=due)


@scene
def resolve_observations(folder):
    proposal, by = make_proposal(status="submitted"), make_user("analyst")
    read = {make_observation(proposal).pk: None for _ in range(2)}
    return lambda: services.resolve_observations(
        proposal, by=by, read=read, resolution="solved"
    )


@scene
def save_observation_code(folder):
    by = make_user("finance_head")
    values = {"code": "REN-99", "name_es": "Otro", "text_es": "Corrija."}
    values |= {"severity": "blocking", "about": "line"}
    return lambda: services.save_observation_code(by=by, values=values)


@scene
def retire_observation_code(folder):
    code, by = make_code(), make_user("finance_head")
    return lambda: services.retire_observation_code(code, by=by)


@scene
def restore_observation_code(folder):
    code, by = make_code(retired_at=now()), make_user("finance_head")
    return lambda: services.restore_observation_code(code, by=by)


@scene
def resolve_observation(folder):
    asked, by = (
        make_observation(make_proposal(status="submitted")),
        make_user("analyst"),
    )
    return lambda: services.resolve_observation(asked, by=by, resolution="solved")


@scene
def return_proposal(folder):
    proposal, by = make_proposal(status="submitted"), make_user("analyst")
    return lambda: services.return_proposal(
        proposal, by=by, note="Falta sustento", due_on=FINISHED
    )


@scene
def approve_proposal(folder):
    proposal, by = make_proposal(), make_user("analyst")
    services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))
    read = proposal.submissions.get().content_hash
    return lambda: services.approve_proposal(proposal, by=by, content_hash=read)


@scene
def reopen_proposal(folder):
    proposal, by = make_proposal(status="approved"), make_user("analyst")
    return lambda: services.reopen_proposal(proposal, by=by, reason="Error")


@scene
def grant_waiver(folder):
    row, by = make_proposal().lines.get(), make_user("finance_head")
    return lambda: services.grant_waiver(row, by=by, reason="Pago obligado")


# Years


@scene
def add_year(folder):
    make_programme("P"), make_programme("Q")
    by = make_user("finance_head")
    return lambda: services.add_year(2031, programme_codes=["P", "Q"], by=by)


@scene
def prepare_year(folder):
    source, by = make_year(), make_user("administrator")
    make_ceiling(make_proposal(source), "900.00")
    codes = [source.main_programme.code]
    new = services.NewYear(2001, codes, source, ceilings=True)
    return lambda: services.prepare_year(new, by=by)


@scene
def change_window(folder):
    year, by = make_year(), make_user("finance_head")
    to, seen = services.Window(None, None), mark_of_terms(services.Window.of(year))
    return lambda: services.change_window(year, by=by, to=to, seen=seen, reason="Sismo")


@scene
def change_rule(folder):
    year, by = make_year(), make_user("finance_head")
    to = services.Rule("requested", "USD", "Ley", "Law")
    seen = mark_of_terms(services.Rule.of(year))
    return lambda: services.change_rule(year, by=by, to=to, seen=seen)


@scene
def change_programmes(folder):
    year, by = make_year(), make_user("administrator")
    codes = [year.main_programme.code]
    to, seen = [make_programme("Q").code, *codes], mark_of_terms(codes)
    return lambda: services.change_programmes(year, by=by, to=to, seen=seen)


@scene
def close_year(folder):
    year, by = make_year(), make_user("finance_head")
    return lambda: services.close_year(year, by=by)


@scene
def open_year(folder):
    year, by = make_year(), make_user("finance_head")
    services.close_year(year, by=by)
    return lambda: services.open_year(year, by=by)


@scene
def remove_year(folder):
    """A year with a ceiling, that was prepared by mistake."""
    by, source = make_user("administrator"), make_year(2030)
    Ceiling.objects.create(fiscal_year=source, unit=make_unit(), amount="5.00")
    codes = [source.main_programme.code]
    new = services.NewYear(date.today().year + 1, codes, source, ceilings=True)
    year = services.prepare_year(new, by=by)
    return lambda: services.remove_year(year, by=by, reason="Por error")


@scene
def extend_window(folder):
    year, unit, by = make_year(), make_unit(), make_user("finance_head")
    return lambda: services.extend_window(
        year, unit, by=by, until=FINISHED, reason="Sismo"
    )


def _above_ceiling():
    proposal, by = make_proposal(), make_user("finance_head")
    make_ceiling(proposal, "900.00")
    place = (proposal.fiscal_year, proposal.unit)
    said = {"chapter": None, "amount": Decimal("100.00"), "reason": "Sismo"}
    return lambda: services.allow_above_ceiling(*place, by=by, **said), by


@scene
def allow_above_ceiling(folder):
    return _above_ceiling()[0]


@scene
def take_back_above_ceiling(folder):
    give, by = _above_ceiling()
    given = give()
    return lambda: services.take_back_above_ceiling(given, by=by, reason="Ya no")


@scene
def set_ceilings(folder):
    year, unit, by = make_year(), make_unit(), make_user("administrator")
    kept = Ceiling.objects.create(fiscal_year=year, unit=unit, amount="50.00")
    gone = Ceiling.objects.create(
        fiscal_year=year, unit=unit, chapter=1000, amount="9.00"
    )
    seen = {None: Decimal(kept.amount), 1000: Decimal(gone.amount)}
    wanted = {None: Decimal("60.00"), 1000: None, 4000: Decimal("7.00")}
    return lambda: services.set_ceilings(
        year, unit, by=by, amounts=wanted, seen=seen, reason="Ampliación"
    )


@scene
def keep_control(folder):
    year, by = make_year(), make_user("analyst")
    make_unit("U1")
    content = b"unit,chapter,amount\nU1,1000,5\nU1,,9\n,,9\n"
    return lambda: services.keep_control(
        year, by=by, name="decreto.csv", content=content, stage="approved"
    )


def _waited_for():
    """A year, and a unit of it that is waited for."""
    year, unit = make_year(closes_on=date.today() + timedelta(days=5)), make_unit()
    make_user("preparer", unit, email="a@example.org")
    return year, unit


@scene
def plan_reminders(folder):
    year, by = make_year(), make_user("finance_head")
    return lambda: services.plan_reminders(year, by=by, is_on=True, days=[5, 1])


@scene
def remind_due(folder):
    year, _unit = _waited_for()
    year.opens_on = date.today() - timedelta(days=20)
    year.save()
    return lambda: services.remind_due(year, at_any_hour=True)


@scene
def remind_now(folder):
    (year, unit), by = _waited_for(), make_user("finance_head")
    return lambda: services.remind_now(year, [unit.pk], by=by, mark="a1")


@scene
def mark_published(folder):
    year = make_year()
    return lambda: services.mark_published(year)


# The catalogue


@scene
def retire_action(folder):
    action, by = make_action(make_programme()), make_user("administrator")
    return lambda: catalogue.retire_action(action, from_year=2012, by=by)


@scene
def reinstate_action(folder):
    action = make_action(make_programme(), retired_from=2012)
    by = make_user("administrator")
    return lambda: catalogue.reinstate_action(action, by=by)


@scene
def record_succession(folder):
    programme, by = make_programme(), make_user("administrator")
    old, new = make_action(programme, "01.01.01"), make_action(programme, "01.01.02")
    return lambda: catalogue.record_succession(
        old, new, kind="merged", year=2012, by=by
    )


def _two_actions():
    """An edition of two actions, and an administrator."""
    programme = make_programme()
    make_action(programme, "01.01.01")
    make_action(programme, "01.01.02")
    return programme, make_user("administrator")


@scene
def change_actions(folder):
    programme, by = _two_actions()
    new = NewAction("01.01.09", "Agua", "", "long")
    codes = ("01.01.01", "01.01.02")
    asked = Wanted("merged", programme, codes, 2031, "Acuerdo", ("01.01.09",), (new,))
    return lambda: catalogue.change_actions(asked, by=by)


@scene
def undo_change(folder):
    programme, by = _two_actions()
    new = NewAction("01.01.09", "Agua", "", "long")
    asked = Wanted(
        "renamed", programme, ("01.01.01",), 2031, "Acuerdo", ("01.01.09",), (new,)
    )
    change = catalogue.change_actions(asked, by=by)
    return lambda: catalogue.undo_change(change, by=by)


@scene
def carry_actions(folder):
    by = make_user("administrator")
    pair = tuple(make_action(make_programme(code)) for code in ("P1", "P2"))
    return lambda: catalogue.carry_actions([pair], year=2031, reason="Acuerdo", by=by)


@scene
def change_units(folder):
    by = make_user("administrator")
    for code in ("U1", "U2"):
        make_unit(code)
    new = NewUnit("U9", "Agua", "ministry")
    asked = WantedUnits("merged", ("U1", "U2"), 2031, "Acuerdo", ("U9",), (new,))
    return lambda: catalogue.change_units(asked, by=by)


@scene
def grant_membership(folder):
    user, unit, by = make_user(), make_unit(), make_user("administrator")
    return lambda: catalogue.grant_membership(
        user, unit, role="preparer", since=date(2030, 3, 1), by=by
    )


@scene
def end_membership(folder):
    unit, by = make_unit(), make_user("administrator")
    membership = make_user("preparer", unit).memberships.get()
    return lambda: catalogue.end_membership(membership, until=FINISHED, by=by)


# Files


@scene
def import_units(folder):
    rows = [["U1", "Unidad uno", "ministry", "Agua", 2009, None]]
    path = write_workbook(folder / "units.xlsx", {"units": [UNIT_HEADER, *rows]})
    by = make_user("administrator")
    return lambda: catalogue_files.import_units(path, by=by)


@scene
def import_programme(folder):
    path = write_workbook(folder / "programme.xlsx", programme_sheets())
    by = make_user("administrator")
    return lambda: catalogue_files.import_programme(path, by=by)


def past_year():
    """2011 with the action and the unit that the workbooks name."""
    programme = make_programme("PDH")
    make_action(programme, "01.01.01")
    make_unit("01C001")
    return make_year(2011, programme, linking="requested")


@scene
def import_budget(folder):
    """A second file of a unit, by command: the first one's rows are set aside."""
    year = past_year()
    first = write_workbook(folder / "first.xlsx", lines_sheet(line(amount=1)))
    budget_files.import_budget(first, year)
    rows = [line(), line(line="L2", framework="F2", framework_name="Otro")]
    path = write_workbook(folder / "budget.xlsx", lines_sheet(*rows))
    return lambda: budget_files.import_budget(path, year)


@scene
def import_ceilings(folder):
    year, by = past_year(), make_user("administrator")
    rows = [["unit", "chapter", "amount"], ["01C001", None, 100], ["01C001", 4000, 50]]
    path = write_workbook(folder / "ceilings.xlsx", {"ceilings": rows})
    return lambda: budget_files.import_ceilings(path, year, by=by)


def upload(folder, sheets):
    """A workbook as a browser sends it."""
    path = write_workbook(folder / "programme.xlsx", sheets)
    return path.name, path.read_bytes()


def given(folder):
    """A workbook that was checked, and who gave it."""
    name, sent = upload(folder, programme_sheets())
    by = make_user("administrator")
    file = SimpleUploadedFile(name, sent)
    return by, uploads.give_file(file, kind="programme", by=by)


@scene
def drop_import(folder):
    by, batch = given(folder)
    return lambda: uploads.drop_import(batch, by=by)


def asked_for(folder):
    """A request to load a file that changes an edition, as it was asked for."""
    catalogue_files.import_programme(
        write_workbook(folder / "before.xlsx", programme_sheets())
    )
    header, *actions = programme_sheets()["actions"]
    actions[0][header.index("text_es")] = "Otra redacción"
    changed = programme_sheets(actions=[header, *actions])
    by = make_user("administrator")
    file = SimpleUploadedFile(*upload(folder, changed))
    batch = uploads.give_file(file, kind="programme", by=by)
    return asking.ask_to_load(batch, by=by, seen=batch.work.seen)


@scene
def ask_to_load(folder):
    asked = asked_for(folder)
    batch, by = asked.batch, asked.by
    asking.withdraw_load(asked, by=by)
    return lambda: asking.ask_to_load(batch, by=by, seen=asked.seen)


@scene
def decline_load(folder):
    asked, by = asked_for(folder), make_user("administrator")
    return lambda: asking.decline_load(asked, by=by, reason="El texto es otro")


@scene
def withdraw_load(folder):
    asked = asked_for(folder)
    return lambda: asking.withdraw_load(asked, by=asked.by)


# Publications


def year_to_publish():
    """A year with one unit that funds one action."""
    programme = make_programme("DH")
    return funding_year(2030, programme, make_unit("U1"), make_action(programme))


@scene
def publish_year(folder):
    year = year_to_publish()
    return lambda: publishing.publish_year(year).publication


@scene
def keep_files(folder):
    publication = publishing.publish_year(year_to_publish()).publication

    def work():
        with patch("reporting.open_files.LARGE", 0):
            keeping.keep_files(publication)

    return work


@scene
def keep_correction(folder):
    year = year_to_publish()
    publishing.publish_year(year)
    FiscalYear.objects.filter(pk=year.pk).update(legal_basis_en="Another law")
    publication = publishing.publish_year(year).publication
    Correction.objects.filter(publication=publication).delete()
    return lambda: corrections.keep_correction(publication)


@scene
def ask_to_publish(folder):
    year, by = year_to_publish(), make_user("finance_head")
    return lambda: publishing.ask_to_publish(year, by=by)


@scene
def confirm_publication(folder):
    year, by = year_to_publish(), make_user("analyst")
    asked = publishing.ask_to_publish(year, by=make_user("finance_head"))
    return lambda: publishing.confirm_publication(asked, by=by)


# Accounts, roles and second factors


def _people(count):
    return [make_user("administrator") for _ in range(count)]


@scene
def choose_language(folder):
    user = make_user()
    return lambda: accounts.choose_language(user, "en")


@scene
def invite_person(folder):
    (by,) = _people(1)
    post = Post(make_unit(), "preparer", date.today())
    invited = Invitation("ana", "Ana", "Ruiz")
    return lambda: accounts.invite_person(invited, post, by=by)


@scene
def renew_link(folder):
    user, (by,) = make_user(), _people(1)
    return lambda: accounts.renew_link(user, by=by)


@scene
def move_person(folder):
    left, (by,) = make_unit(), _people(1)
    user, post = (
        make_user("preparer", left),
        Post(make_unit(), "preparer", date.today()),
    )
    return lambda: accounts.move_person(user, left, post, by=by)


@scene
def give_post(folder):
    user, (by,) = make_user(), _people(1)
    post = Post(make_unit(), "preparer", date.today())
    return lambda: accounts.give_post(user, post, by=by)


@scene
def set_last_day(folder):
    user, (by,) = make_user(), _people(1)
    return lambda: accounts.set_last_day(user, FINISHED, by=by)


@scene
def close_account(folder):
    user, (by,) = make_user(), _people(1)
    return lambda: accounts.close_account(user, by=by)


@scene
def open_account(folder):
    user, (by,) = make_user(is_active=False), _people(1)
    return lambda: accounts.open_account(user, by=by)


@scene
def ask_factor_reset(folder):
    user, (by,) = make_user(), _people(1)
    return lambda: factors.ask_factor_reset(user, reason="Lost", by=by)


@scene
def confirm_factor_reset(folder):
    user, (asker, by) = make_user(), _people(2)
    reset = factors.ask_factor_reset(user, reason="Lost", by=asker)
    return lambda: factors.confirm_factor_reset(reset, by=by)


@scene
def withdraw_factor_reset(folder):
    user, (by,) = make_user(), _people(1)
    reset = factors.ask_factor_reset(user, reason="Lost", by=by)
    return lambda: factors.withdraw_factor_reset(reset, by=by)


@scene
def reset_by_operator(folder):
    user = make_user()
    return lambda: factors.reset_by_operator(user, reason="Lost")


@scene
def ask_role(folder):
    user, (by,) = make_user(), _people(1)
    return lambda: granting.ask_role(user, "analyst", by=by, reason="New")


def _asked():
    user, (asker, by) = make_user(), _people(2)
    return granting.ask_role(user, "analyst", by=asker, reason="New"), by


@scene
def confirm_role(folder):
    grant, by = _asked()
    return lambda: granting.confirm_role(grant, by=by)


@scene
def withdraw_role(folder):
    grant, by = _asked()
    return lambda: granting.withdraw_role(grant, by=by)


@scene
def revoke_role(folder):
    grant, by = _asked()
    grant = granting.confirm_role(grant, by=by)
    return lambda: granting.revoke_role(grant, by=by, reason="Gone")


@scene
def grant_role_by_command(folder):
    user = make_user()
    return lambda: granting.grant_role_by_command(user, "analyst", reason="First")


@scene
def record_reading(folder):
    by = make_user("auditor")
    return lambda: catalogue.record_reading("trail", by=by)


# Whose each unit is


@scene
def assign_units(folder):
    year, units = make_year(), [make_unit(), make_unit()]
    analyst, by = make_user("analyst"), make_user("finance_head")
    return lambda: services.assign_units(year, units, analyst=analyst, by=by)


@scene
def release_units(folder):
    year, units, by = make_year(), [make_unit()], make_user("finance_head")
    services.assign_units(year, units, analyst=by, by=by)
    return lambda: services.release_units(year, units, by=by)


@scene
def take_over_assignments(folder):
    units, by = [make_unit()], make_user("finance_head")
    services.assign_units(make_year(2029), units, analyst=by, by=by)
    year = make_year(2030)
    return lambda: services.take_over_assignments(year, units, by=by)


# The trail


@scene
def seal(folder):
    make_user("analyst")
    return trail.seal
