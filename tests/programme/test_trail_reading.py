"""The trail as it is read: in order, page by page, each entry with the row before."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.timezone import localdate
from pghistory.models import Context
from pghistory.models import Event as Recorded

from hrbudget.database.base import owner
from hrbudget.database.trail import forget_views, keep_trail
from programme.models import Action, BudgetUnit, Reading, TrailEntry, TrailLink
from programme.services import record_reading
from programme.trail import acting, because, seal
from programme.trail.reading import (
    Filters,
    Hashed,
    page_of,
    rows_at,
    state_of_chain,
    steps_of,
)
from programme.trail.tables import tables, told_of
from programme.trail.words import told
from tests.factories import (
    make_action,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
UNIT, LINE = "programme_budgetunit", "budgeting_spendingline"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def entries_of(filters, **cursor):
    return [step.entry.entry for step in page_of(filters, **cursor).steps]


def renamed(times):
    """A unit and the names it had, first to last."""
    unit = make_unit("06CD03", name="Name 0")
    for number in range(1, times):
        BudgetUnit.objects.filter(pk=unit.pk).update(name=f"Name {number}")
    return unit


def test_pages_go_back_to_the_first_entry_and_forth_again_without_a_gap():
    unit = renamed(8)
    whole = [
        *TrailEntry.objects.filter(source=UNIT, row_id=unit.pk)
        .order_by("-entry")
        .values_list("entry", flat=True)
    ]
    assert len(whole) == 8
    asked = Filters(source=UNIT, row=unit.pk)

    first = page_of(asked, size=3)
    second = page_of(asked, older=first.older, size=3)
    third = page_of(asked, older=second.older, size=3)
    pages = [[one.entry.entry for one in each.steps] for each in (first, second, third)]
    assert pages == [whole[:3], whole[3:6], whole[6:]]
    assert (first.newer, third.older) == (None, None)

    back = page_of(asked, newer=third.newer, size=3)
    assert [one.entry.entry for one in back.steps] == whole[3:6]
    again = page_of(asked, newer=back.newer, size=3)
    assert [one.entry.entry for one in again.steps] == whole[:3]
    assert again.newer is None


def test_an_entry_is_told_with_what_changed_who_and_why():
    unit, person = make_unit("06CD03", name="Water"), make_user(first_name="Ana")
    with acting(by=person, request="r1"), because("Decree of 3 May"):
        BudgetUnit.objects.filter(pk=unit.pk).update(name="Water and sanitation")
        BudgetUnit.objects.filter(pk=unit.pk).delete()
    gone, changed, added = told(page_of(Filters(source=UNIT, row=unit.pk)).steps)

    assert changed.changes == [("Name", "Water", "Water and sanitation")]
    assert (changed.table, changed.title, changed.happened) == (
        "Budget unit",
        "06CD03",
        "Changed",
    )
    assert changed.who == f"Ana ({person.username})"
    assert (changed.facts["reason"], changed.act) == ("Decree of 3 May", "r1")
    assert ("Kind", "–", "Ministry") in added.changes
    assert ("Name", "Water and sanitation", "–") in gone.changes
    assert (added.is_new, gone.is_gone, gone.happened) == (True, True, "Deleted")


def test_what_nobody_signed_in_wrote_is_told_with_its_program_and_login():
    unit = make_unit()
    (one,) = told(page_of(Filters(source=UNIT, row=unit.pk)).steps)
    assert one.who.endswith("database login hrbudget_app")
    assert one.facts["role"] == "none"
    assert one.other_facts["Database role"] == "–"
    assert one.act == str(one.entry.context_id)


def test_an_amount_is_read_to_the_cent_however_large():
    proposal = make_proposal(lines=0)
    line = make_line(make_framework(proposal), amount="9999999999999.99")
    (one,) = told(page_of(Filters(source=LINE, row=line.pk)).steps)
    assert one.entry.said["amount"] == Decimal("9999999999999.99")
    assert ("Amount", "–", "9,999,999,999,999.99") in one.changes


def test_rows_are_named_and_a_row_that_is_gone_keeps_its_last_name():
    proposal = make_proposal(unit=make_unit("06CD03", name="Water"), lines=1)
    (line,) = proposal.lines.all()
    citation = line.citations.get()
    code = line.code
    citation.delete()
    line.delete()
    steps = page_of(Filters(source="budgeting_citation", row=citation.pk)).steps
    gone = told(steps)[0]
    named = {label: before for label, before, _after in gone.changes}
    assert named["Spending line"] == f"{code} (no longer there)"
    assert named["Line of action"] == "01.01.01"
    assert gone.title == f"{code} (no longer there) → 01.01.01"


def test_each_filter_lets_through_what_it_names():
    ana, luis = make_user(), make_user()
    with acting(by=ana, request="r-ana"):
        first = make_unit()
    with acting(by=luis, request="r-luis"):
        second, action = make_unit(), make_action(make_programme())
    of_first, of_second = (
        TrailEntry.objects.get(source=UNIT, row_id=one.pk).entry
        for one in (first, second)
    )
    units = Filters(source=UNIT)
    assert entries_of(units) == [of_second, of_first]
    assert entries_of(Filters(person=ana.pk)) == [of_first]
    assert entries_of(Filters(request="r-ana")) == [of_first]
    assert of_second in entries_of(Filters(request="r-luis"))
    assert len(entries_of(Filters(request="r-luis"))) == 5  # with the action's own
    assert len(entries_of(Filters(source="programme_action", row=action.pk))) == 1
    act = TrailEntry.objects.get(entry=of_first).context_id
    assert entries_of(Filters(request=str(act))) == [of_first]

    today = localdate()
    assert entries_of(Filters(source=UNIT, since=today, until=today)) == [
        of_second,
        of_first,
    ]
    assert entries_of(Filters(source=UNIT, since=today + timedelta(days=1))) == []
    assert entries_of(Filters(source=UNIT, until=today - timedelta(days=1))) == []


def test_a_row_moved_elsewhere_by_plain_sql_keeps_the_entry_before_it():
    year_and_unit = make_proposal(lines=0)
    line = make_line(make_framework(year_and_unit), "L1")
    other = make_proposal(year_and_unit.fiscal_year, lines=0)
    framework = make_framework(other)
    with connection.cursor() as cursor:
        cursor.execute(
            "update budgeting_spendingline set proposal_id = %s, framework_id = %s"
            " where id = %s",
            [other.pk, framework.pk, line.pk],
        )
    moved = told(page_of(Filters(source=LINE, row=line.pk)).steps)[0]
    assert [label for label, _before, _after in moved.changes] == [
        "Proposal",
        "Policy framework",
    ]


def test_the_number_of_queries_does_not_grow_with_the_page():
    proposal = make_proposal(lines=1)
    make_unit()

    def read():
        with CaptureQueriesContext(connection) as asked:
            found = told(page_of(Filters(source=LINE)).steps)
        return len(found), len(asked)

    one = read()
    for _number in range(20):
        make_line(proposal.frameworks.get(), amount="5.00")
    proposal.lines.update(territory="Centro")
    many = read()
    assert (one[0], many[0]) == (1, 42)
    assert one[1] == many[1] == 5  # numbers, entries, links; two kinds of names


def test_the_rows_of_a_moment_are_those_of_their_last_entry_until_then():
    unit = renamed(3)
    key, which = unit.pk, Q(source=UNIT, row_id=unit.pk)
    unit.delete()
    moments = [one.at for one in TrailEntry.objects.filter(which).order_by("entry")]
    names = [
        {
            row: said["name"]
            for row, said in rows_at(moment, which).get(UNIT, {}).items()
        }
        for moment in [moments[0] - timedelta(microseconds=1), *moments, None]
    ]
    named = [{key: f"Name {number}"} for number in range(3)]
    assert names == [{}, *named, {}, {}]


def test_the_line_shown_of_an_entry_is_the_line_that_was_hashed():
    make_user("auditor")
    unit = renamed(2)
    seal()
    with connection.cursor() as cursor:
        cursor.execute("select entry, text from trail_text(0)")
        lines = dict(cursor.fetchall())
    for step in page_of(Filters(source=UNIT, row=unit.pk)).steps:
        hashed = Hashed.of(step)
        assert hashed.text == lines[step.entry.entry]
        assert hashed.follows
        assert not Hashed(hashed.text + " ", hashed.before, hashed.hash).follows
    first = TrailLink.objects.get(position=1)
    assert Hashed.of(steps_of([first.entry])[0]).before == "0" * 64


def test_the_state_of_the_chain_counts_what_waits_to_be_sealed():
    make_unit()
    head = seal()
    sealed = state_of_chain()
    assert (sealed.head, sealed.unsealed, sealed.seal.position) == (
        head,
        0,
        head.position,
    )
    unit = make_unit()
    waiting = state_of_chain()
    assert (waiting.unsealed, waiting.entries) == (1, head.position + 1)
    (step,) = page_of(Filters(source=UNIT, row=unit.pk)).steps
    assert (step.link, Hashed.of(step).hash) == (None, "")


def test_taking_the_trail_is_itself_an_entry_of_it():
    person = make_user("auditor")
    reading = record_reading("trail", by=person)
    (one,) = told(page_of(Filters(source=Reading._meta.db_table)).steps)
    assert (one.entry.row_id, one.table) == (reading.pk, "Reading")
    assert ("What was read", "–", "The trail") in one.changes
    assert ("Person", "–", str(person)) in one.changes


def test_every_recorded_field_has_a_name_in_words():
    nameless = [
        (table.source, column)
        for table in tables().values()
        for column in table.columns
        if table.field(column) is None or told_of(table.field(column)) is None
    ]
    assert nameless == []
    assert len(tables()) >= 28


# the same word in both languages
SAME = {"Sector", "Indicator", "Total", "SHA-256", "No", "ID"}


def test_every_table_and_field_is_named_in_the_readers_language():
    english = _labels("en")
    spanish = _labels("es")
    alike = {english[key] for key in english if english[key] == spanish[key]}
    assert alike <= SAME
    assert spanish[LINE, "amount"] == "Monto"
    assert Action._meta.db_table in {source for source, _column in spanish}


def _labels(language):
    with translation.override(language):
        names = {(one.source, ""): one.name for one in tables().values()}
        return names | {
            (one.source, column): one.label(column)
            for one in tables().values()
            for column in one.columns
        }


def test_the_administration_offers_no_entry_of_the_trail():
    offered = [
        model.__name__
        for model in admin.site._registry
        if issubclass(model, Recorded | Context | TrailEntry | TrailLink)
    ]
    assert offered == []
    assert Reading not in admin.site._registry


@pytest.mark.django_db(transaction=True)
def test_a_migration_back_leaves_the_trail_of_the_tables_that_are_left():
    with owner(connection), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("drop table programme_readingtrail cascade")
        forget_views(cursor)
        keep_trail(cursor)
        cursor.execute("select pg_get_viewdef('trail_entry'::regclass)")
        (definition,) = cursor.fetchone()
        transaction.set_rollback(True)
    assert "programme_readingtrail" not in definition
    assert "programme_budgetunittrail" in definition
