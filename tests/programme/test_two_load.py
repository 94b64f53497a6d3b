"""A file that changes much of what exists: one administrator asks, another confirms."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.timezone import now

from budgeting.imports import import_budget, import_ceilings
from programme import asking, uploads
from programme.exceptions import CatalogueError
from programme.imports import import_programme, import_units, paged, working
from programme.imports.report import changed_much
from programme.models import BudgetUnit, ImportBatch, LoadRequest
from programme.trail import acting
from tests.budgeting.test_views_ceilings import limit
from tests.factories import make_unit, make_user, make_year
from tests.programme.test_import_pages import give, page, units
from tests.workbooks import (
    line,
    lines_sheet,
    programme_sheets,
    write_workbook,
)
from tests.writes import past_year

pytestmark = pytest.mark.usefixtures("english")
HEAD = "code,name,kind,sector,obliged_from,obliged_until\n"
CHANGES = "U1,Después,ministry,,2009,\n"


@pytest.fixture(autouse=True)
def _uploads_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def first(db, client):
    make_unit("U1", name="Antes")
    user = make_user("administrator")
    client.force_login(user)
    return user


@pytest.fixture
def second(db):
    return make_user("administrator")


def checked(by, rows=CHANGES):
    """A file of units that this administrator gave, checked."""
    file = SimpleUploadedFile("units.csv", (HEAD + rows).encode())
    return uploads.give_file(file, kind="units", by=by)


def asked_of(batch, by):
    return asking.ask_to_load(batch, by=by, seen=batch.work.seen)


def name_of_the_unit():
    return BudgetUnit.objects.get(code="U1").name


# which files


@pytest.mark.parametrize(
    ("changed", "existing", "takes_two"),
    [
        (0, 0, False),  # all is new
        (1, 20, False),  # 5 % is not more than 5 %
        (1, 19, True),
        (5, 100, False),
        (6, 100, True),
        (1, 1, True),
    ],
)
def test_more_than_five_per_cent_of_what_exists_takes_two(changed, existing, takes_two):
    assert bool(changed_much({"units": (changed, existing)})) is takes_two


def test_one_kind_of_row_is_enough_and_is_named():
    touched = {"rights": (0, 10), "actions": (3, 40), "strategies": (1, 20)}
    assert changed_much(touched) == {"actions": (3, 40)}


def test_what_a_programme_touches_is_counted_sheet_by_sheet(db, tmp_path):
    path = write_workbook(tmp_path / "p.xlsx", programme_sheets())
    empty = import_programme(path)
    assert not empty.takes_two
    assert set(empty.touched.values()) == {(0, 0)}
    sheets = programme_sheets()
    text = sheets["actions"][0].index("text_es")
    sheets["actions"][1][text] = "Otra redacción"
    changed = import_programme(write_workbook(path, sheets), dry_run=True)
    existing = len(sheets["actions"]) - 1
    assert changed.touched["actions"] == (1, existing)
    assert changed.touched["programme"] == (0, 1)
    assert changed.takes_two


def test_what_a_file_of_ceilings_touches_is_of_its_year(db, tmp_path):
    year, other = make_year(2030), make_year(2031)
    for n in range(20):
        limit(year, make_unit(f"U{n}"), "5000.00")
    limit(other, make_unit("X"), "5000.00")
    path = tmp_path / "c.csv"
    path.write_text("unit,chapter,amount\nU1,,6000\nX,,1\n")
    report = import_ceilings(path, year, dry_run=True)
    assert report.touched == {"ceilings": (1, 20)}
    assert not report.takes_two
    path.write_text("unit,chapter,amount\nU1,,6000\nU2,,6000\n")
    assert import_ceilings(path, year, dry_run=True).takes_two


def test_what_a_past_budget_touches_is_what_it_replaces(db, tmp_path):
    year = past_year()
    path = tmp_path / "b.xlsx"
    loaded = import_budget(
        write_workbook(path, lines_sheet(line(), line(line="L2"))), year
    )
    assert not loaded.takes_two
    again = import_budget(
        write_workbook(path, lines_sheet(line(amount=9))), year, dry_run=True
    )
    assert again.touched["proposals"] == (1, 1)
    assert again.touched["lines"] == (2, 2)
    assert again.takes_two


# the way of two people


def test_the_first_asks_the_second_confirms_and_the_record_names_both(
    client, first, second
):
    _, batch = give(client, units(CHANGES), "units")
    shown = client.get(page("import_detail", batch.pk)).content.decode()
    assert "Two administrators load this file" in shown
    assert "<li>Units: 1 of the 1 that exist changes</li>" in shown
    assert "<h3>Units</h3>" in shown
    assert page("import_confirm", batch.pk) not in shown
    said = {"seen": batch.work.seen}
    client.post(page("import_ask", batch.pk), said)
    asked = LoadRequest.objects.get()
    mine = client.get(page("import_detail", batch.pk)).content.decode()
    assert "Withdraw the request" in mine
    assert page("import_second", batch.pk) not in mine
    client.force_login(second)
    assert "units.csv" in client.get(page("import_list")).content.decode()
    said = {"asked": asked.pk}
    answer = client.post(page("import_second", batch.pk), said, follow=True)
    assert f"{first} asked, {second} confirmed" in answer.content.decode()
    batch.refresh_from_db()
    assert (batch.outcome, batch.takes_two) == ("loaded", True)
    assert (batch.loaded_by, batch.confirmed_by) == (first, second)
    assert name_of_the_unit() == "Después"


def test_the_desk_of_the_others_tells_of_the_request(client, first, second):
    asked_of(checked(first), first)
    waits = '<p class="figure"><strong>1</strong>'
    assert waits not in client.get(reverse("desk")).content.decode()
    client.force_login(second)
    assert waits in client.get(reverse("desk")).content.decode()


def test_one_administrator_alone_loads_it_by_no_road(client, first, tmp_path):
    _, batch = give(client, units(CHANGES), "units")
    said = {"seen": batch.work.seen}
    told = client.post(page("import_confirm", batch.pk), said, follow=True)
    assert "a second one confirms" in told.content.decode()
    path = tmp_path / "units.csv"
    path.write_text(HEAD + CHANGES)
    with pytest.raises(PermissionDenied):
        import_units(path, by=first)
    assert name_of_the_unit() == "Antes"


def test_what_changes_little_needs_nobody_else(first):
    batch = checked(first, "U2,Nueva,borough,,2009,\n")
    with pytest.raises(CatalogueError, match="needs no second person"):
        asked_of(batch, first)
    uploads.confirm_import(batch, by=first, seen=batch.work.seen)
    batch.refresh_from_db()
    assert (batch.outcome, batch.takes_two, batch.confirmed_by) == (
        "loaded",
        False,
        None,
    )


def test_asking_and_confirming_twice_answer_as_the_first_time(first, second):
    batch = checked(first)
    asked = asked_of(batch, first)
    assert asked_of(batch, first) == asked
    with pytest.raises(CatalogueError, match=f"{first} has asked for this already"):
        asked_of(batch, second)
    for _ in range(2):
        assert asking.confirm_load(asked, by=second).outcome == "loaded"
    with pytest.raises(CatalogueError, match="does not wait any more"):
        asking.confirm_load(asked, by=make_user("administrator"))
    assert LoadRequest.objects.count() == 1


def test_nobody_decides_a_request_of_their_own_nor_withdraws_anothers(first, second):
    asked = asked_of(checked(first), first)
    with pytest.raises(PermissionDenied):
        asking.confirm_load(asked, by=first)
    with pytest.raises(PermissionDenied):
        asking.decline_load(asked, by=first, reason="No")
    with pytest.raises(PermissionDenied):
        asking.withdraw_load(asked, by=second)
    with pytest.raises(PermissionDenied):
        asking.confirm_load(asked, by=make_user("finance_head"))
    assert name_of_the_unit() == "Antes"


def test_the_second_declines_and_says_why(client, first, second):
    batch = checked(first)
    asked = asked_of(batch, first)
    client.force_login(second)
    told = {"asked": asked.pk}
    empty = client.post(page("import_decline", batch.pk), told)
    assert empty.status_code == 400
    assert "Say why you decline." in empty.content.decode()
    said = {**told, "reason": "El nombre es otro"}
    shown = client.post(page("import_decline", batch.pk), said, follow=True)
    assert "El nombre es otro" in shown.content.decode()
    with pytest.raises(CatalogueError):
        asking.confirm_load(asked, by=make_user("administrator"))
    assert asked_of(batch, first) != asked


def test_the_first_withdraws_or_gives_the_file_up_and_the_second_does_neither(
    client, first, second
):
    batch = checked(first)
    asked = asked_of(batch, first)
    client.post(page("import_withdraw", batch.pk), {"asked": asked.pk})
    asked.refresh_from_db()
    assert asked.outcome == "withdrawn"
    again = asked_of(batch, first)
    with pytest.raises(CatalogueError, match="decline that request"):
        uploads.drop_import(batch, by=second)
    assert uploads.drop_import(batch, by=first).outcome == "dropped"
    again.refresh_from_db()
    assert again.outcome == "withdrawn"


def test_a_change_meanwhile_makes_it_void_and_shows_another_preview(
    client, first, second
):
    batch = checked(first)
    asked = asked_of(batch, first)
    BudgetUnit.objects.update(name="Entretanto")
    client.force_login(second)
    said = {"asked": asked.pk}
    answer = client.post(page("import_second", batch.pk), said, follow=True)
    shown = answer.content.decode()
    assert "Something changed since you looked" in shown
    assert "Entretanto" in shown
    asked.refresh_from_db()
    assert (asked.outcome, name_of_the_unit()) == ("void", "Entretanto")
    batch.refresh_from_db()
    batch.work.refresh_from_db()
    asking.confirm_load(asked_of(batch, second), by=first)
    assert name_of_the_unit() == "Después"


def test_a_file_that_comes_to_change_much_while_it_waits_is_shown_anew(first):
    for n in range(2, 21):
        make_unit(f"U{n}")
    batch = checked(first)
    assert batch.work.report["touched"] == {"units": [1, 20]}
    BudgetUnit.objects.filter(code="U20").delete()
    again = uploads.confirm_import(batch, by=first, seen=batch.work.seen)
    assert again.outcome == "checked"
    assert name_of_the_unit() == "Antes"
    batch.work.refresh_from_db()
    assert batch.work.report["takes_two"] is True


@pytest.mark.parametrize("what", ["retired", "closed", "late"])
def test_who_asked_too_long_ago_or_may_not_any_more_is_told(
    first, second, what, monkeypatch
):
    asked = asked_of(checked(first), first)
    if what == "retired":
        first.groups.clear()
    elif what == "closed":
        first.is_active = False
        first.save()
    else:
        monkeypatch.setattr(
            "programme.models.load_requests.now", lambda: now() + timedelta(hours=73)
        )
    with pytest.raises(CatalogueError, match="nothing was loaded"):
        asking.confirm_load(asked, by=second)
    asked.refresh_from_db()
    assert (asked.outcome, name_of_the_unit()) == ("void", "Antes")


def test_the_only_administrator_is_told_how_to_go_on(client, first):
    _, batch = give(client, units(CHANGES), "units")
    told = "There is no second administrator who could confirm it."
    address = page("import_detail", batch.pk)
    assert told in client.get(address).content.decode()
    make_user("administrator")
    assert told not in client.get(address).content.decode()


@pytest.fixture
def broken_off(first, second, monkeypatch):
    """What the second confirmed, broken off before it was loaded."""
    batch = checked(first)
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    monkeypatch.setattr(uploads, "_wake", lambda batch: None)
    asking.confirm_load(asked_of(batch, first), by=second)
    ImportBatch.objects.update(outcome="broken")
    return batch


def test_what_broke_off_is_run_again_as_the_act_of_the_same_two(
    first, second, broken_off
):
    uploads.run_again(broken_off, by=second)
    working.perform(broken_off.pk)
    broken_off.refresh_from_db()
    assert (broken_off.outcome, broken_off.loaded_by) == ("loaded", first)


def test_what_broke_off_is_not_run_again_for_who_lost_the_role(
    first, second, broken_off
):
    first.groups.clear()
    with pytest.raises(CatalogueError, match=f"{first} may not load this file"):
        uploads.run_again(broken_off, by=second)
    assert uploads.drop_import(broken_off, by=second).outcome == "dropped"


# what the database holds, whoever writes


def test_the_command_is_the_operators_and_the_site_cannot_use_it(
    first, second, tmp_path
):
    path = tmp_path / "units.csv"
    path.write_text(HEAD + CHANGES)
    call_command("import_units", path, verbosity=0)
    batch = ImportBatch.objects.get()
    assert (batch.takes_two, batch.loaded_by, batch.confirmed_by) == (True, None, None)
    with (
        pytest.raises(IntegrityError, match="two administrators"),
        transaction.atomic(),
        acting(by=first),
    ):
        ImportBatch.objects.create(kind="units", outcome="loaded", takes_two=True)


@pytest.mark.parametrize(
    "forged",
    [
        "outcome = 'confirmed', decided_at = now(), decided_by_id = by_id",
        "outcome = 'confirmed', decided_at = now(), decided_by_id = %(stranger)s",
        "outcome = 'confirmed', decided_at = now()",
        "seen = 'another'",
        "by_id = %(second)s",
    ],
)
def test_no_road_forges_the_second_person(first, second, forged):
    asked_of(checked(first), first)
    people = {"second": second.pk, "stranger": make_user("finance_head").pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(f"update programme_loadrequest set {forged}", people)
    with pytest.raises(DatabaseError), transaction.atomic():
        execute("delete from programme_loadrequest", {})


def test_no_import_is_loaded_by_two_without_what_the_second_confirmed(first, second):
    batch = checked(first)
    batch.loaded_by, batch.confirmed_by, batch.takes_two = first, second, True
    with pytest.raises(IntegrityError, match="a second confirms"), transaction.atomic():
        batch.save()
    asking.confirm_load(asked_of(batch, first), by=second)
    batch.refresh_from_db()
    batch.confirmed_by = make_user("administrator")
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        batch.save()


def execute(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


# a page at a time


def test_a_preview_of_many_rows_is_read_a_page_at_a_time(client, first, monkeypatch):
    monkeypatch.setattr(paged, "PAGE", 2)
    make_unit("U2", name="Antes")
    make_unit("U3", name="Antes")
    rows = [f"U{n},Después,ministry,,2009,\n" for n in range(1, 6)]
    _, batch = give(client, units("".join(rows)), "units")
    address = page("import_detail", batch.pk)
    one = client.get(address).content.decode()
    assert "3 changed rows" in one and "2 new rows" in one
    assert "Here are rows 1 to 2 of 3." in one
    assert (">U2</th>" in one, ">U3</th>" in one) == (True, False)
    two = client.get(address, {"show": "changed", "page": 2}).content.decode()
    assert (">U2</th>" in two, ">U3</th>" in two) == (False, True)
    new = client.get(address, {"show": "new"}).content.decode()
    assert "<p>U4, U5</p>" in new and ">U1</th>" not in new
    for odd in ({"show": "blocked", "page": "x"}, {"show": "unchanged"}):
        assert "Here are rows 1 to 2 of 3." in client.get(address, odd).content.decode()
    assert batch.work.seen in one and batch.work.seen in new


def test_many_errors_are_read_a_page_at_a_time(client, first, monkeypatch):
    monkeypatch.setattr(paged, "PAGE", 2)
    rows = "".join(f"U{n},,ministry,,2009,\n" for n in range(5, 8))
    _, batch = give(client, units(rows), "units")
    one = client.get(page("import_detail", batch.pk)).content.decode()
    assert "the file has 3 errors" in one and "Here are errors 1 to 2 of 3." in one
    assert ("<strong>B3</strong>" in one, "<strong>B4</strong>" in one) == (True, False)
    two = client.get(page("import_detail", batch.pk), {"page": 2}).content.decode()
    assert "<strong>B4</strong>" in two
