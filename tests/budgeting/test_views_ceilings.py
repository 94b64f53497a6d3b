import re
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from budgeting import services
from budgeting.ceiling_files import ceilings_as_file
from budgeting.exceptions import WorkflowError
from budgeting.imports import import_ceilings
from budgeting.models import Ceiling, CeilingException, ControlFile, Event
from budgeting.overview.ceilings import ceilings_of
from programme.models import BudgetUnit, ImportBatch
from tests.budgeting.spending import requested_year, spend
from tests.factories import make_unit, make_user
from tests.loading import confirm_on_pages
from tests.workbooks import write_workbook

pytestmark = pytest.mark.django_db
D = Decimal
HEADER = "unit,chapter,amount\n"


@pytest.fixture
def year():
    return requested_year()


@pytest.fixture
def unit(year):
    """A unit with a ceiling of 5,000.00, of which 1,000.00 in chapter 1000."""
    unit = make_unit("U1", name="Salud")
    limit(year, unit, "5000.00")
    limit(year, unit, "1000.00", 1000)
    return unit


def limit(year, unit, amount, chapter=None):
    return Ceiling.objects.create(
        fiscal_year=year, unit=unit, chapter=chapter, amount=amount
    )


def enter(client, role):
    client.force_login(user := make_user(role))
    return user


def see(client, view, *args, status=200, query=""):
    answer = client.get(reverse(f"budgeting:{view}", args=args) + query)
    assert answer.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# The page


def test_the_page_shows_ceiling_grant_proposed_and_what_is_left(client, year):
    proposal = spend(year, "U1", [("1131", "900.00"), ("4411", "50.00")])
    limit(year, proposal.unit, "1000.00")
    head = make_user("finance_head")
    CeilingException.objects.create(
        fiscal_year=year, unit=proposal.unit, amount="25.00", reason="Sismo", by=head
    )
    enter(client, "analyst")
    page = see(client, "ceiling_year", 2030)
    assert "U1 Unit U1 1,000.00 25.00 950.00 75.00" in page
    assert "Total of the units 1,000.00 25.00 950.00 75.00" in page


def test_chapters_are_listed_and_told_where_they_do_not_add_up(client, year, unit):
    limit(year, unit, "3000.00", 4000)
    enter(client, "analyst")
    page = see(client, "ceiling_year", 2030)
    assert "Chapters add up to 4,000.00: −1,000.00" in page
    assert "4000 Transfers, subsidies and other aid 3,000.00 – – 3,000.00" in page
    assert "U1 Salud" in see(client, "ceiling_year", 2030, query="?show=uneven")


def test_without_a_ceiling_in_all_the_chapters_are_it(year, unit):
    Ceiling.objects.get(chapter=None).delete()
    limit(year, unit, "3000.00", 4000)
    (row,) = ceilings_of(year).units
    assert (row.in_all.allowed.ceiling, row.stated, row.gap) == (D("4000.00"), False, 0)


def test_a_unit_without_a_ceiling_is_named(client, year, unit):
    make_unit("U2", name="Cultura")
    enter(client, "administrator")
    page = see(client, "ceiling_year", 2030)
    assert "1 unit has no ceiling" in page
    assert "U2 Cultura No ceiling" in page
    shown = see(client, "ceiling_year", 2030, query="?show=missing")
    assert "U1 Salud" not in shown


def test_a_unit_neither_obliged_nor_with_a_ceiling_is_not_there(year):
    make_unit("U2", obliged_from=None)
    assert ceilings_of(year).units == []


def test_the_lines_of_a_draft_are_in_no_figure(client, year):
    proposal = spend(year, "U1", [("1131", "977.00")], status="draft")
    limit(year, proposal.unit, "1000.00")
    enter(client, "finance_head")
    page = see(client, "ceiling_year", 2030)
    assert "977.00" not in page
    assert "U1 Unit U1 1,000.00 – – 1,000.00" in page


def test_a_unit_above_its_ceiling_is_told_and_found(client, year, unit):
    spend(year, "U2", [("1131", "1000.01")])
    limit(year, BudgetUnit.objects.get(code="U2"), "1000.00")
    enter(client, "analyst")
    page = see(client, "ceiling_year", 2030, query="?show=over")
    assert "Above the ceiling -0.01" in page
    assert "U1 Salud" not in page


def test_the_administrator_sees_ceilings_and_no_proposed_amount(client, year):
    proposal = spend(year, "U1", [("1131", "977.00")])
    limit(year, proposal.unit, "900.00")
    enter(client, "administrator")
    page = see(client, "ceiling_year", 2030)
    assert "900.00" in page
    assert "977.00" not in page and "Above the ceiling" not in page.split("Show")[1]
    assert "U1 Unit U1" in see(client, "ceiling_year", 2030, query="?show=over")


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("analyst", 200),
        ("finance_head", 200),
        ("administrator", 200),
        ("auditor", 200),
        ("", 403),
    ],
)
def test_who_reads_the_ceilings(client, year, unit, role, status):
    enter(client, role)
    see(client, "ceiling_year", 2030, status=status)
    see(client, "ceiling_download", 2030, "csv", status=status)
    see(client, "ceiling_list", status=302 if status == 200 else 403)


def test_the_page_asks_a_fixed_number_of_queries(year, django_assert_num_queries):
    for number in range(5):
        proposal = spend(year, f"V{number}", [("2111", "1.00")])
        limit(year, proposal.unit, "5.00")
    with django_assert_num_queries(3):
        assert ceilings_of(year).total.proposed == 5


def test_without_any_year_the_page_says_so(client):
    enter(client, "administrator")
    assert "There is no fiscal year yet." in see(client, "ceiling_list")


# Round trip


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_downloaded_loads_again_and_changes_nothing(
    client, year, unit, kind, tmp_path
):
    limit(year, make_unit("0012"), "9999999999999.99", 9000)
    enter(client, "administrator")
    answer = client.get(reverse("budgeting:ceiling_download", args=[2030, kind]))
    assert f'filename="ceilings-2030.{kind}"' in answer["Content-Disposition"]
    path = tmp_path / f"c.{kind}"
    path.write_bytes(answer.content)
    before = list(Ceiling.objects.order_by("pk").values())
    report = import_ceilings(path, year)
    assert report.counts == {"ceilings": {"new": 0, "changed": 0, "unchanged": 3}}
    assert list(Ceiling.objects.order_by("pk").values()) == before


def test_the_spanish_download_has_spanish_names(year, unit):
    with translation.override("es"):
        content = ceilings_as_file(year, "xlsx")
    sheet = openpyxl.load_workbook(BytesIO(content))["techos"]
    assert [cell.value for cell in sheet[1]] == ["unidad", "capitulo", "importe"]
    assert [cell.value for cell in sheet[3]] == ["U1", 1000, 1000]


# A file


def sent(rows, name="techos.csv"):
    return SimpleUploadedFile(name, (HEADER + rows).encode())


def check(client, rows, **data):
    address = reverse("programme:import_new", args=["ceilings"])
    said = {"file": sent(rows), "year": 2030, **data}
    return client.post(address, said, follow=True)


def confirm(client, checked):
    batch = checked.context["batch"]
    return confirm_on_pages(client, batch, checked.context["work"].seen)


def amounts():
    rows = Ceiling.objects.order_by("unit__code", "chapter")
    return [
        f"{code} {chapter or ''} {amount}"
        for code, chapter, amount in rows.values_list("unit__code", "chapter", "amount")
    ]


def test_a_file_is_checked_shown_row_by_row_and_loaded_when_confirmed(
    client, year, unit
):
    make_unit("U2")
    by = enter(client, "administrator")
    checked = check(client, "U1,,6000\nU2,,70.50\nU1,1000,1000\n")
    page = " ".join(re.sub(r"<[^>]+>", " ", checked.content.decode()).split())
    assert "Ceilings 1 1 1" in page
    assert "2 U1 Amount 5,000.00 6,000.00" in page
    assert "1 new row" in page
    assert Ceiling.objects.count() == 2

    after = confirm(client, checked)
    assert "The file was loaded." in after.content.decode()
    assert amounts() == ["U1 1000 1000.00", "U1  6000.00", "U2  70.50"]
    event = Event.objects.get(kind="ceilings_loaded")
    assert (event.by, event.batch.file_name) == (by, "techos.csv")
    assert event.batch.counts == {"ceilings": {"new": 1, "changed": 1, "unchanged": 1}}
    assert "file techos.csv, new 1, changed 1" in see(client, "ceiling_year", 2030)


def test_confirmed_twice_it_is_loaded_once(client, year, unit):
    enter(client, "administrator")
    checked = check(client, "U1,,6000\n")
    for _ in range(2):
        confirm(client, checked)
    assert ImportBatch.objects.get().outcome == "loaded"
    assert Event.objects.filter(kind="ceilings_loaded").count() == 1


def test_a_faulty_file_is_shown_with_its_errors_and_given_back_marked(
    client, year, unit
):
    enter(client, "administrator")
    answer = check(client, "U1,,1.234\nU7,,5\n")
    page = answer.content.decode()
    assert "No unit has this code." in page and "<strong>C2</strong>" in page
    batch = ImportBatch.objects.get(outcome="refused")
    marked = client.get(reverse("programme:import_marked", args=[batch.pk]))
    sheet = openpyxl.load_workbook(BytesIO(b"".join(marked)))["ceilings"]
    assert "No unit has this code." in sheet["D3"].value
    assert amounts() == ["U1 1000 1000.00", "U1  5000.00"]


def test_a_lowered_ceiling_below_what_was_proposed_is_warned_of_without_the_amount(
    client, year
):
    proposal = spend(year, "U1", [("1131", "977.00")], status="submitted")
    limit(year, proposal.unit, "1000.00")
    enter(client, "administrator")
    page = check(client, "U1,,900\nU1,1000,950\n").content.decode()
    assert "U1 Unit U1: its proposal with Finance is above this ceiling in all." in page
    assert "is above this ceiling of chapter 1000." in page
    assert "977" not in page


def test_a_draft_an_exception_or_a_raised_ceiling_gives_no_warning(client, year):
    draft = spend(year, "U1", [("1131", "977.00")], status="draft")
    granted = spend(year, "U2", [("1131", "977.00")])
    for proposal in (draft, granted):
        limit(year, proposal.unit, "1000.00")
    head = make_user("finance_head")
    CeilingException.objects.create(
        fiscal_year=year, unit=granted.unit, amount="77.00", reason="Sismo", by=head
    )
    enter(client, "administrator")
    assert "is above" not in check(client, "U1,,900\nU2,,900\n").content.decode()


def test_a_file_is_not_loaded_where_a_ceiling_changed_after_the_check(
    client, year, unit
):
    by = enter(client, "administrator")
    checked = check(client, "U1,,5000\nU1,1000,999\n")
    change(year, unit, by, {None: "5500.00"})
    after = confirm(client, checked)
    assert "Something changed since you looked" in after.content.decode()
    assert 'data-label="Now">5,500.00</td>' in after.content.decode()
    assert amounts() == ["U1 1000 1000.00", "U1  5500.00"]
    assert ImportBatch.objects.get().outcome == "checked"
    confirm(client, after)
    assert amounts() == ["U1 1000 999.00", "U1  5000.00"]


@pytest.mark.parametrize("role", ["analyst", "finance_head", "auditor"])
def test_only_the_administrator_loads_and_changes(client, year, unit, role):
    enter(client, role)
    assert check(client, "U1,,6000\n").status_code == 403
    see(client, "ceiling_edit", 2030, "U1", status=403)
    assert "Load a file of ceilings" not in see(client, "ceiling_year", 2030)
    with pytest.raises(PermissionDenied):
        change(year, unit, make_user(role), {None: "6000.00"})


def test_the_address_of_before_leads_to_the_form_with_its_year(client, year):
    enter(client, "administrator")
    answer = client.get(reverse("budgeting:ceiling_upload", args=[2030]), follow=True)
    assert answer.context["form"]["year"].value() == "2030"


@pytest.mark.parametrize(
    ("name", "said"),
    [("techos.pdf", "another kind of file"), ("", "Choose the file to check.")],
)
def test_a_file_of_another_kind_or_none_is_told_beside_the_field(
    client, year, name, said
):
    enter(client, "administrator")
    data = {"file": sent("U1,,5", name)} if name else {}
    address = reverse("programme:import_new", args=["ceilings"])
    answer = client.post(address, {"year": 2030, **data})
    assert answer.status_code == 400
    assert said in answer.content.decode()


# One unit, without a file


def change(year, unit, by, wanted, reason="Ampliación", seen=None):
    seen = seen or {None: D("5000.00"), 1000: D("1000.00")}
    given = {place: one and D(one) for place, one in wanted.items()}
    return services.set_ceilings(
        year, unit, by=by, amounts=given, seen=seen, reason=reason
    )


def test_ceilings_of_a_unit_change_with_a_reason_and_one_event(year, unit):
    by = make_user("administrator")
    change(year, unit, by, {None: "6000.00", 1000: None, 2000: "70.00"}, " Ampliación ")
    assert amounts() == ["U1 2000 70.00", "U1  6000.00"]
    event = Event.objects.get()
    assert (event.kind, event.by, event.unit) == ("ceilings_loaded", by, unit)
    assert (event.note, event.title) == ("Ampliación", "Ceilings of a unit changed")
    assert event.data["changes"] == {
        "": ["5000.00", "6000.00"],
        "1000": ["1000.00", None],
        "2000": [None, "70.00"],
    }


def test_the_same_again_changes_nothing_and_leaves_no_event(year, unit):
    by = make_user("administrator")
    change(year, unit, by, {None: "6000.00"})
    assert change(year, unit, by, {None: "6000.00"}) == []
    assert Event.objects.count() == 1


def test_a_ceiling_that_somebody_changed_meanwhile_is_not_overwritten(year, unit):
    by = make_user("administrator")
    change(year, unit, by, {None: "6000.00"})
    with pytest.raises(WorkflowError, match="it is 6,000.00 now"):
        change(year, unit, by, {None: "7000.00"})


def test_a_change_needs_a_reason(year, unit):
    with pytest.raises(WorkflowError, match="Say why the ceiling changes"):
        change(year, unit, make_user("administrator"), {None: "1.00"}, " ")
    assert amounts() == ["U1 1000 1000.00", "U1  5000.00"]


def form(client, **typed):
    address = reverse("budgeting:ceiling_edit", args=[2030, "U1"])
    said = {"amount_all": "5,000.00", "amount_1000": "1,000.00"}
    said |= {"seen_all": "5000.00", "seen_1000": "1000.00", "reason": "Ampliación"}
    return client.post(address, {**said, **typed}, follow=True)


def test_the_form_shows_the_ceilings_and_saves_those_changed(client, year, unit):
    enter(client, "administrator")
    shown = client.get(reverse("budgeting:ceiling_edit", args=[2030, "U1"]))
    assert 'value="5,000.00"' in shown.content.decode()
    after = form(client, amount_all="6,000.50", amount_4000="10")
    assert "The ceilings are saved." in after.content.decode()
    assert amounts() == ["U1 1000 1000.00", "U1 4000 10.00", "U1  6000.50"]
    assert "U1 Salud: Ampliación" in see(client, "ceiling_year", 2030)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount_all": "1.234"}, "1.234"),
        ({"amount_all": "9", "reason": ""}, "Say why the ceiling changes."),
        ({"amount_1000": "9", "seen_1000": "8.00"}, "changed this ceiling meanwhile"),
    ],
)
def test_wrong_input_stays_in_its_field_with_its_error(client, year, unit, typed, said):
    enter(client, "administrator")
    page = form(client, **typed).content.decode()
    assert said in page and "There is a problem" in page
    name = next(iter(typed))
    assert f'name="{name}" value="{typed[name]}"' in page
    assert amounts() == ["U1 1000 1000.00", "U1  5000.00"]


def test_a_change_below_what_was_proposed_says_so(client, year):
    proposal = spend(year, "U1", [("1131", "977.00")], status="submitted")
    limit(year, proposal.unit, "1000.00")
    enter(client, "administrator")
    page = form(
        client, amount_all="900", seen_all="1000.00", amount_1000="", seen_1000=""
    )
    assert "its proposal with Finance is above this ceiling in all" in (
        page.content.decode()
    )


# The control file in the browser


def keep(client, rows, stage="approved"):
    address = reverse("budgeting:control_upload", args=[2030])
    data = {"file": sent(rows, "decreto.csv"), "stage": stage}
    return client.post(address, data, follow=True)


def test_a_control_file_is_uploaded_and_compared(client, year):
    spend(year, "U1", [("1131", "100.00")])
    make_unit("U9", name="Nueva")
    enter(client, "analyst")
    assert "No control file is kept" in see(client, "control_year", 2030)
    page = keep(client, "U1,,90\nU9,,5\n")
    text = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
    assert "The control file is kept." in text
    assert "It differs by +5.00 MXN" in text and "2 units differ." in text
    assert "U1 Unit U1 100.00 90.00 +10.00" in text
    assert "Only in the control file, without an approved proposal: U9 Nueva." in text
    assert "The two are of different stages" in text


def test_the_page_says_that_it_ties_and_can_show_only_differences(client, year):
    spend(year, "U1", [("1131", "100.00")], origin="imported")
    enter(client, "finance_head")
    text = keep(client, "U1,,100\n").content.decode()
    assert "It ties to the cent" in text
    only = see(client, "control_year", 2030, query="?only=differences")
    assert "No unit differs." in only and "U1 Unit U1" not in only


def test_older_versions_stay_readable(client, year):
    spend(year, "U1", [("1131", "100.00")])
    enter(client, "analyst")
    keep(client, "U1,,90\n")
    keep(client, "U1,,100\n")
    assert "version 2" in see(client, "control_year", 2030)
    assert "differs by +10.00" in see(client, "control_year", 2030, query="?version=1")
    see(client, "control_year", 2030, query="?version=3", status=404)


def test_the_comparison_is_downloaded_as_csv_and_xlsx(client, year):
    spend(year, "U1", [("1131", "100.00")])
    BudgetUnit.objects.update(name="=cmd")
    enter(client, "auditor")
    see(client, "control_download", 2030, "csv", status=404)
    enter(client, "analyst")
    keep(client, "U1,,90\n")
    answer = client.get(reverse("budgeting:control_download", args=[2030, "csv"]))
    assert answer.content.decode().splitlines() == [
        "unit,name,chapter,budget,control,difference,found",
        "U1,'=cmd,,100.00,90.00,10.00,both",
        ",,,100.00,90.00,10.00,both",
    ]
    answer = client.get(reverse("budgeting:control_download", args=[2030, "xlsx"]))
    sheet = openpyxl.load_workbook(BytesIO(answer.content))["control"]
    row = [cell.value for cell in sheet[2]]
    assert row == ["U1", "=cmd", None, 100, 90, 10, "both"]
    assert sheet["B2"].data_type == "s"


def test_a_faulty_control_file_is_shown_with_its_errors(client, year):
    enter(client, "analyst")
    answer = keep(client, "U1,,5\n")
    assert answer.status_code == 400
    assert "No unit has this code." in answer.content.decode()
    assert not ControlFile.objects.exists()


@pytest.mark.parametrize(
    ("role", "reads", "keeps"),
    [("auditor", 200, 403), ("administrator", 403, 403), ("", 403, 403)],
)
def test_who_reads_and_keeps_control_files(client, year, role, reads, keeps):
    make_unit("U1")
    enter(client, role)
    see(client, "control_year", 2030, status=reads)
    assert keep(client, "U1,,5\n").status_code == keeps


def test_the_template_of_a_control_file_filled_in_is_kept(client, year, tmp_path):
    make_unit("U1")
    enter(client, "analyst")
    answer = client.get(reverse("budgeting:template", args=["control"]))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    path = write_workbook(
        tmp_path / "c.xlsx",
        {"control": [[c.value for c in book["control"][1]], ["U1", None, 5]]},
    )
    by = make_user("analyst")
    kept = services.keep_control(
        year, by=by, name="c.xlsx", content=path.read_bytes(), stage="approved"
    )
    assert kept.totals.get().amount == 5
