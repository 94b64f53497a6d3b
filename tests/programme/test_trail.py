"""The trail: every way to change a row leaves an entry; what is sealed cannot be
rewritten unseen."""

import json
import subprocess
import sys
import time
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils.timezone import now

from budgeting import services
from budgeting.imports import import_budget
from budgeting.models import (
    FiscalYear,
    SpendingLine,
    SpendingLineTrail,
    Submission,
)
from budgeting.services import locks
from hrbudget.database.base import owner
from programme.models import Action, BudgetUnit, TrailLink
from programme.trail import Difference, Head, acting, check_heads, seal, verify
from programme.trail.exporting import lines
from reporting.heads import trail_differences
from tests.factories import (
    make_action,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)
from tests.sessions import PATIENCE, Session, function_changed
from tests.workbooks import line as line_of
from tests.workbooks import lines_sheet, write_workbook

pytestmark = pytest.mark.django_db
VERIFIER = Path(__file__).resolve().parents[2] / "docs" / "verify_trail.py"


def last_entry(table="budgeting_spendingline"):
    """What the newest entry of a table says: what happened, the row, who."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.label, e.said, c.metadata from trail_entry e"
            " join pghistory_context c on c.id = e.context_id"
            " where e.source = %s order by e.entry desc limit 1",
            [table],
        )
        label, said, who = cursor.fetchone()
    return label, json.loads(said), json.loads(who)


@pytest.fixture
def line():
    return make_line(make_framework(make_proposal(lines=0)), "L1", "1000.00")


def test_a_service_leaves_an_entry(line):
    officer = make_user("preparer", line.proposal.unit)
    with acting(by=officer, request="r1"):
        services.save_line(
            line.framework, by=officer, values={"amount": "1500.50"}, line=line
        )
    label, said, who = last_entry()
    assert (label, said["amount"]) == ("update", 1500.5)
    assert who == {"by": officer.pk, "person": officer.username, "request": "r1"}


def test_a_form_leaves_an_entry_with_the_person_and_the_address(client, line):
    officer = make_user("preparer", line.proposal.unit)
    client.force_login(officer)
    address = reverse("budgeting:line_edit", args=[line.pk])
    values = {"code": "L1", "object_code": "4411", "description": "d"}
    client.post(address, {**values, "amount": "77.10", "version": line.version})
    label, said, who = last_entry()
    assert (label, said["amount"]) == ("update", 77.1)
    assert (who["by"], who["address"], who["from"]) == (
        officer.pk,
        address,
        "127.0.0.1",
    )
    assert len(who["request"]) == 32


def test_the_admin_leaves_an_entry(client):
    administrator, unit = make_user("administrator"), make_unit()
    client.force_login(administrator)
    values = {"name": "Salud", "kind": "ministry", "sector": "Salud"}
    address = reverse("admin:programme_budgetunit_change", args=[unit.pk])
    assert client.post(address, values).status_code == 302
    label, said, who = last_entry("programme_budgetunit")
    assert (label, said["sector"], who["by"]) == ("update", "Salud", administrator.pk)


def test_a_bulk_update_leaves_an_entry_a_row(line):
    make_line(line.framework, "L2")
    before = SpendingLineTrail.objects.count()
    SpendingLine.objects.update(amount=Decimal("5.00"))
    entries = SpendingLineTrail.objects.order_by("pgh_id")[before:]
    assert [(one.code, one.amount) for one in entries] == [
        ("L1", Decimal("5.00")),
        ("L2", Decimal("5.00")),
    ]


def test_plain_sql_leaves_an_entry_that_names_the_session(line):
    with connection.cursor() as cursor:
        cursor.execute("update budgeting_spendingline set amount = 6")
        cursor.execute("delete from budgeting_spendingline")
    label, said, who = last_entry()
    assert (label, said["code"], said["amount"]) == ("delete", "L1", 6)
    assert who["session"] == "hrbudget_app"
    assert who["program"].startswith("hrbudget ")


def test_an_import_leaves_an_entry_a_line_that_names_person_and_batch(tmp_path):
    programme = make_programme("PDH")
    make_action(programme, "01.01.01")
    make_action(programme, "01.01.02")
    make_unit("01C001")
    importer = make_user("administrator")
    path = write_workbook(
        tmp_path / "b.xlsx", lines_sheet(line_of(), line_of(line="L2"))
    )
    year = make_year(2011, programme, linking="requested")
    report = import_budget(path, year, by=importer)
    label, said, who = last_entry()
    assert (label, said["code"]) == ("insert", "L2")
    assert who == {
        "by": importer.pk,
        "person": importer.username,
        "batch": report.batch.pk,
    }
    assert SpendingLineTrail.objects.count() == 2


def test_a_move_for_a_reason_tells_the_reason():
    head = make_user("finance_head")
    proposal = make_proposal(status="approved")
    with acting(by=head, request="r9"):
        services.reopen_proposal(proposal, by=head, reason="A wrong amount")
        assert last_entry("budgeting_proposal")[2]["reason"] == "A wrong amount"
        services.observe(proposal, by=head, text="Why?")
    assert last_entry("budgeting_observation")[2] == {
        "by": head.pk,
        "person": head.username,
        "request": "r9",
    }


def test_secrets_and_signing_in_leave_no_entry():
    user = make_user(password="a long enough secret")
    user.last_login = now()
    user.save()
    label, said, _who = last_entry("programme_user")
    assert label == "insert"
    assert not {"password", "last_login"} & set(said)


@pytest.mark.parametrize(
    "statement",
    [
        "update budgeting_spendinglinetrail set pgh_label = 'x'",
        "delete from budgeting_spendinglinetrail",
        "truncate budgeting_spendinglinetrail",
        "insert into budgeting_spendinglinetrail select * from"
        " budgeting_spendinglinetrail",
        "alter table budgeting_spendingline disable trigger all",
        "drop trigger append_only on budgeting_spendinglinetrail",
        "update pghistory_context set metadata = '{}'",
        "delete from pghistory_context",
        "select setval('trail_entry_id', 1)",
        "set session_replication_role = replica",
    ],
)
def test_the_application_cannot_touch_an_entry(line, statement):
    refused = pytest.raises(Error, match="denied|owner|privilege")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_table_of_ones_own_writes_no_entry_with_the_owners_right(line):
    """The function of a recorded table is not to be put on a table of one's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.oid::regprocedure::text from pg_proc p join pg_trigger t"
            " on t.tgfoid = p.oid where tgrelid = 'budgeting_spendingline'::regclass"
            " and tgname like 'pgtrigger_update%'"
        )
        function = cursor.fetchone()[0]
        cursor.execute("create temporary table own as table budgeting_spendingline")
        with pytest.raises(Error, match="permission denied"), transaction.atomic():
            cursor.execute(
                "create trigger forge after update on own"
                " referencing old table as old_values new table as new_values"
                f" for each statement execute function {function}"
            )
        cursor.execute("drop table own")


def test_no_function_with_the_owners_right_is_for_everybody():
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname from pg_proc where pronamespace = 'public'::regnamespace"
            " and prosecdef and has_function_privilege('public', oid, 'execute')"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "select proname from pg_proc where pronamespace = 'public'::regnamespace"
            " and prosecdef and has_function_privilege(current_user, oid, 'execute')"
            " order by proname"
        )
        assert [name for (name,) in cursor.fetchall()] == [
            "trail_seal",
            "trail_settled",
            "trail_text",
            "trail_unsealed_seconds",
        ]


def test_what_was_told_of_a_request_is_not_told_otherwise_afterwards():
    with acting(request="r1"):
        make_unit()
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('pghistory.context_id')")
            told = cursor.fetchone()[0]
    refused = pytest.raises(Error, match="says one thing")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', '{\"by\": 1}', true)",
            [told],
        )
        cursor.execute(
            "insert into programme_budgetunit (code, name, kind, sector)"
            " values ('X1', 'X', 'ministry', '')"
        )


@pytest.mark.parametrize("table", ["programme_traillink", "programme_trailseal"])
def test_the_application_seals_by_the_one_function_only(table):
    seal()
    for statement in (f"delete from {table}", f"insert into {table} default values"):
        refused = pytest.raises(Error, match="denied")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_no_setting_of_a_session_switches_the_trail_off(line):
    with connection.cursor() as cursor:
        cursor.execute(
            "select array_agg(tgname::text)::text from pg_trigger"
            " where tgname like 'pgtrigger%'"
        )
        cursor.execute(
            "select set_config('pgtrigger.ignore', %s, true)", cursor.fetchone()
        )
        cursor.execute("update budgeting_spendingline set amount = 8")
    assert last_entry()[1]["amount"] == 8


def test_a_temporary_table_of_the_same_name_diverts_no_entry(line):
    with connection.cursor() as cursor:
        cursor.execute(
            "create temporary table budgeting_spendinglinetrail"
            " (like public.budgeting_spendinglinetrail)"
        )
        cursor.execute("update budgeting_spendingline set amount = 9")
        cursor.execute("drop table pg_temp.budgeting_spendinglinetrail")
    assert last_entry()[1]["amount"] == 9


def test_a_row_keeps_the_key_by_which_the_trail_knows_it(line):
    with pytest.raises(Error, match="keeps its key"), transaction.atomic():
        SpendingLine.objects.update(id=line.pk + 1000)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["budgeting_ceiling", "budgeting_ceilingtrail"])
def test_not_even_the_owner_empties_a_recorded_table_or_its_entries(table):
    refused = pytest.raises(Error, match="no TRUNCATE")
    with owner(connection), connection.cursor() as cursor, refused:
        cursor.execute(f"truncate {table}")


def test_the_text_of_an_entry_is_the_same_for_ever():
    """The bytes that are hashed; another rendering would break every old chain."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            ["00000000-0000-0000-0000-000000000001", '{"by": 7, "person": "Ñandú"}'],
        )
        cursor.execute(
            "insert into programme_budgetunit (id, code, name, kind, sector)"
            " values (424242, '01C001', 'Jefatura \"á\"', 'ministry', '')"
        )
        cursor.execute("set local timezone = 'America/Mexico_City'")
        cursor.execute("select text from trail_text(0) order by entry desc limit 1")
        text = cursor.fetchone()[0]
    told = json.loads(text)
    assert text == (
        '{"at": "' + told["at"] + '", "who": {"by": 7, "person": "Ñandú"}, "said": '
        '{"id": 424242, "code": "01C001", "kind": "ministry", "name": "Jefatura '
        '\\"á\\"", "sector": ""}, "entry": ' + str(told["entry"]) + ', "event": '
        '"insert", "table": "programme_budgetunit", "context": '
        '"00000000-0000-0000-0000-000000000001"}'
    )
    assert told["at"].endswith("+00:00")


def test_the_first_hash_is_worked_out_by_hand():
    make_unit("01C001")
    head = seal()
    texts = [one.split("\t")[2] for one in lines()]
    by_hand = bytes(32)
    for text in texts:
        by_hand = sha256(by_hand + sha256(text.encode()).digest()).digest()
    assert head == Head(len(texts), by_hand.hex())
    assert seal() == head  # nothing new: nothing is sealed


def test_what_is_rolled_back_is_no_gap_in_the_chain():
    first = seal()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_unit()
        raise ZeroDivisionError
    make_unit()
    assert seal().position == first.position + 1
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_a_column_added_later_changes_no_old_hash():
    make_unit()
    seal()
    with owner(connection), connection.cursor() as cursor:
        cursor.execute("alter table programme_budgetunittrail add column later text")
        try:
            assert verify() == []
        finally:
            cursor.execute("alter table programme_budgetunittrail drop column later")


def test_receipt_and_publication_print_the_head_sealed_before_them(client):
    unit = make_unit()
    signatory = make_user("signatory", unit)
    proposal = make_proposal(unit=unit)
    services.submit_proposal(proposal, by=signatory)
    receipt = proposal.submissions.get()
    head = Head(receipt.trail_position, receipt.trail_hash)
    assert head.position > 0
    assert check_heads({"receipt": head}) == []
    client.force_login(signatory)
    address = reverse("budgeting:submission_detail", args=[proposal.pk, 1])
    assert str(head) in client.get(address).content.decode()


def test_nobody_prints_another_head_than_the_one_sealed_last():
    proposal, signatory = make_proposal(), make_user()
    head = seal()
    receipt = Submission.objects.create(
        proposal=proposal,
        number=1,
        content={},
        content_hash="0" * 64,
        signer="x",
        by=signatory,
        at=now(),
        trail_position=99,
        trail_hash="f" * 64,
    )
    receipt.refresh_from_db()
    assert (receipt.trail_position, receipt.trail_hash) == head


def test_the_command_finds_a_head_that_is_not_in_the_chain(capsys):
    make_unit()
    head = seal()
    call_command("verify_trail", head=[str(head)])
    assert str(head) in capsys.readouterr().out
    other = f"{head.position}:{'ab' * 32}"
    with pytest.raises(CommandError, match="head not in the chain"):
        call_command("verify_trail", head=[other])
    with pytest.raises(CommandError, match="is no head"):
        call_command("verify_trail", head=["12"])


# What committed, and what somebody with every right does to it.


@pytest.fixture
def sealed(transactional_db, tmp_path):
    """A line that was changed three times, sealed, with the head printed then."""
    make_line(make_framework(make_proposal(lines=0)), "L1", "1000.00")
    for amount in ("1100.00", "1200.00", "1300.00"):
        SpendingLine.objects.update(amount=Decimal(amount))
    return seal()


def as_superuser(*statements):
    """Run these as the owner with every trigger off."""
    with owner(connection), connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)


def check_elsewhere(tmp_path, *heads):
    """What the stand-alone verifier says of an exported trail, and its exit code."""
    file = tmp_path / "trail.txt"
    call_command("export_trail", out=file, verbosity=0)
    command = [sys.executable, "-I", str(VERIFIER), str(file), *map(str, heads)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={})
    return done.returncode, done.stdout


REHASH = """
    with recursive texts as (
        select l.position, l.entry, sha256(convert_to(t.text, 'UTF8')) as digest
        from programme_traillink l join trail_text(0) t using (entry)
    ), chain as (
        select position, sha256(decode(repeat('00', 32), 'hex') || digest) as hash
        from texts where position = 1
        union all
        select t.position, sha256(c.hash || t.digest)
        from chain c join texts t on t.position = c.position + 1
    ), seals as (
        update programme_trailseal s set hash = c.hash from chain c
        where c.position = s.position
    )
    update programme_traillink l set hash = c.hash from chain c
    where c.position = l.position
"""
SWAP = [
    "update programme_traillink set position = -2 where position = 2",
    "update programme_traillink set position = 2 where position = 3",
    "update programme_traillink set position = 3 where position = -2",
]
EDIT = "update budgeting_spendinglinetrail set amount = 1 where amount = 1200"
CUT = "delete from programme_traillink where position > 4"
ATTACKS = {
    "an entry edited": [EDIT],
    "an entry edited, and every hash after it made anew": [EDIT, REHASH],
    "an entry removed": ["delete from budgeting_spendinglinetrail where amount = 1200"],
    "who did it rewritten": ["update pghistory_context set metadata = '{}'"],
    "who did it rewritten and rehashed": [
        "update pghistory_context set metadata = '{}'",
        REHASH,
    ],
    "the tail cut off": [CUT],
    "two entries put in the other order": SWAP,
    "two entries put in the other order and rehashed": [*SWAP, REHASH],
    "an entry taken out and the rest moved up and rehashed": [
        "delete from programme_traillink where position = 3",
        "update programme_traillink set position = position - 1 where position > 3",
        REHASH,
    ],
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_verifier_finds_what_a_superuser_did_from_a_head_printed_earlier(
    sealed, tmp_path, attack
):
    assert check_elsewhere(tmp_path, sealed) == (
        0,
        "The trail holds: 1 printed heads are met.\n",
    )
    as_superuser(*ATTACKS[attack])
    code, said = check_elsewhere(tmp_path, sealed)
    assert code == 1, said
    assert "holds" not in said


def test_a_trail_rehashed_whole_is_found_by_the_head_alone(sealed, tmp_path):
    as_superuser(EDIT, REHASH)
    assert check_elsewhere(tmp_path)[0] == 0  # as its own message says
    assert check_elsewhere(tmp_path, sealed)[0] == 1


def test_two_heads_of_one_position_are_both_asked_for(sealed, tmp_path):
    other = f"{sealed.position}:{'ab' * 32}"
    for heads in ((sealed, other), (other, sealed)):
        code, said = check_elsewhere(tmp_path, *heads)
        assert (code, said) == (
            1,
            f"Position {sealed.position} is not the head that was printed\n",
        )
    assert check_elsewhere(tmp_path, "-3:zz")[0] == 1


def test_a_copy_that_was_handed_in_and_rewritten_is_not_as_its_hash(transactional_db):
    proposal = make_proposal()
    services.submit_proposal(proposal, by=make_user("signatory", proposal.unit))
    assert trail_differences() == []
    as_superuser("update budgeting_submission set content = '{}'")
    receipt = f"{proposal.fiscal_year_id}-{proposal.unit.code}-1"
    assert [str(one) for one in trail_differences()] == [
        f"copy not as its hash: receipt {receipt}"
    ]


def test_a_row_rewritten_with_triggers_off_is_not_as_its_last_entry(sealed):
    as_superuser("update budgeting_spendingline set amount = 987654321.11")
    assert [str(one) for one in verify()] == [
        "row not as its last entry: "
        "budgeting_spendingline 1 was changed without an entry"
    ]


def test_a_superuser_who_rewrites_an_amount_and_its_hashes_is_found(sealed):
    """The row, its entry and every link agree: only what was printed tells."""
    as_superuser(
        "update budgeting_spendingline set amount = 7",
        "update budgeting_spendinglinetrail set amount = 7 where amount = 1300",
        REHASH,
    )
    assert verify() == []
    found = check_heads({"receipt 1": sealed})
    assert [str(one) for one in found] == [f"head not in the chain: receipt 1 {sealed}"]


@pytest.mark.parametrize(
    ("attack", "kind"),
    [
        ("an entry edited", "broken link"),
        ("an entry removed", "broken link"),
        ("who did it rewritten", "broken link"),
        ("the tail cut off", "seal without its link"),
        ("two entries put in the other order", "broken link"),
    ],
)
def test_the_installation_finds_by_itself_what_was_not_rehashed(sealed, attack, kind):
    as_superuser(*ATTACKS[attack])
    assert kind in {one.kind for one in verify()}


def settled() -> int:
    """The number up to which every entry is sealed or will never be."""
    with connection.cursor() as cursor:
        cursor.execute("select trail_settled()")
        return cursor.fetchone()[0]


def newest_entry() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select max(entry) from trail_entry")
        return cursor.fetchone()[0]


def seal_until_settled() -> None:
    """Seal until nothing earlier can come; other databases of the server may delay."""
    until = time.monotonic() + 6 * PATIENCE
    while settled() < newest_entry():
        assert time.monotonic() < until, "the trail never settled"
        seal()
        time.sleep(0.02)


def test_what_is_sealed_and_cannot_be_joined_any_more_is_not_looked_at_again(sealed):
    seal_until_settled()
    assert settled() >= newest_entry()
    assert TrailLink.objects.count() == TrailLink.objects.last().position


def test_nothing_settles_while_a_session_holds_an_earlier_entry(sealed):
    seal_until_settled()
    held = newest_entry() + 1
    with transaction.atomic():
        make_unit()
        for _ in range(3):
            later = Session(lambda: make_unit() and seal()).begin().end()
            assert later.error is None
        assert settled() < held
    seal_until_settled()
    assert verify() == []


def test_an_entry_put_in_below_what_is_settled_is_found(sealed):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_unit()
        unused = newest_entry()
        raise ZeroDivisionError
    make_unit()
    seal_until_settled()
    as_superuser(
        "create temporary table other as"
        " select * from programme_budgetunittrail limit 1",
        f"update other set pgh_id = {unused}",
        "insert into programme_budgetunittrail select * from other",
    )
    assert Difference(
        "entry never sealed", f"entry {unused}", "programme_budgetunit"
    ) in (verify())


def test_a_row_put_in_without_an_entry_and_one_taken_out_are_found(sealed):
    as_superuser(
        "insert into programme_budgetunit (code, name, kind, sector)"
        " values ('X1', 'X', 'ministry', '')",
        "delete from budgeting_spendingline",
    )
    assert {one.what for one in verify()} == {
        "was added without an entry",
        "was removed without an entry",
    }


# Sealing while others write.


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_late_is_sealed_late_and_only_once():
    unit = make_unit()
    seal()
    with transaction.atomic():
        BudgetUnit.objects.filter(pk=unit.pk).update(name="late")
        meanwhile = Session(lambda: make_unit() and seal()).begin().end()
        assert meanwhile.error is None
        again = Session(lambda: make_unit() and seal()).begin().end()
        assert again.error is None
    with connection.cursor() as cursor:
        cursor.execute(
            "select max(pgh_id) from programme_budgetunittrail where name = 'late'"
        )
        late = cursor.fetchone()[0]
    assert not TrailLink.objects.filter(entry=late).exists()
    seal()
    assert TrailLink.objects.get(entry=late).position == TrailLink.objects.count()
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_twelve_writers_and_three_sealers_make_one_chain_without_fork_or_gap():
    units = [make_unit() for _ in range(12)]

    def write(unit):
        for number in range(20):
            BudgetUnit.objects.filter(pk=unit.pk).update(name=f"{unit.code} {number}")

    def keep_sealing():
        for _ in range(15):
            seal()

    sessions = [Session(lambda u=unit: write(u)) for unit in units]
    sessions += [Session(keep_sealing) for _ in range(3)]
    for session in sessions:
        session.start()
    for session in sessions:
        assert session.end().error is None
    seal()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from trail_entry")
        entries = cursor.fetchone()[0]
    assert list(TrailLink.objects.values_list("position", flat=True)) == list(
        range(1, entries + 1)
    )
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_two_sealers_without_their_lock_fork_the_chain():
    """The twin of the test above: it is the lock that holds."""
    make_unit()
    with function_changed("trail_seal()", r"PERFORM pg_advisory_xact_lock\(.*?\);"):
        with transaction.atomic():
            seal()
            second = Session(seal).begin()
        second.end()
    assert isinstance(second.error, Error)


def save_all(line, officer):
    """What an officer does all day: a framework, a line, what it cites."""
    framework, action = line.framework, Action.objects.get()
    services.save_framework(
        line.proposal, by=officer, values={"name": "Otra"}, framework=framework
    )
    services.save_line(framework, by=officer, values={"amount": "2.00"}, line=line)
    cited = [services.CitedAction(action, 10000, "direct")]
    services.cite_actions(line, by=officer, citations=cited)


def save_while_another_unit_saves() -> bool:
    """Whether one unit's saver is done while another's, and a seal, are under way."""
    year = make_year()
    desks = []
    for _ in range(2):
        line = make_proposal(year, make_unit()).lines.get()
        desks.append((line, make_user("preparer", line.proposal.unit)))
    with transaction.atomic():
        save_all(*desks[0])
        seal()
        saving = Session(lambda: save_all(*desks[1])).begin()
        saving.join(5)
        is_done = not saving.is_alive()
    assert saving.end().error is None
    return is_done


@pytest.mark.django_db(transaction=True)
def test_a_saver_does_not_wait_for_another_units_saver_nor_for_the_seal():
    assert save_while_another_unit_saves()


@pytest.mark.django_db(transaction=True)
def test_with_the_years_row_locked_by_each_saver_the_second_waits(monkeypatch):
    """The twin: a lock that two units share is what would make them wait."""
    alone = locks.lock_proposal

    def with_the_year(pk):
        proposal = alone(pk)
        FiscalYear.objects.select_for_update().get(pk=proposal.fiscal_year_id)
        return proposal

    monkeypatch.setattr(locks, "lock_proposal", with_the_year)
    assert not save_while_another_unit_saves()


@pytest.mark.django_db(transaction=True)
def test_an_action_fails_when_its_entry_cannot_be_written():
    unit = make_unit()
    with owner(connection), connection.cursor() as cursor:
        cursor.execute("alter table programme_budgetunittrail rename to elsewhere")
    try:
        with pytest.raises(Error):
            BudgetUnit.objects.filter(pk=unit.pk).update(name="unseen")
    finally:
        with owner(connection), connection.cursor() as cursor:
            cursor.execute("alter table elsewhere rename to programme_budgetunittrail")
    assert BudgetUnit.objects.get(pk=unit.pk).name == unit.name
