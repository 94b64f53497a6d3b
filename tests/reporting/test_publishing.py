from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from budgeting.exceptions import WorkflowError
from budgeting.models import Event
from reporting.models import PendingPublication, Publication
from reporting.publishing import (
    ask_to_publish,
    confirm_publication,
    publish_year,
    verify_publication,
)
from tests.factories import (
    make_action,
    make_programme,
    make_unit,
    make_user,
    move_proposal,
)
from tests.reporting.cities import (
    Line,
    budget,
    funding_year,
    make_succession,
    published,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def programme():
    return make_programme("DH")


@pytest.fixture
def year(programme):
    return funding_year(2030, programme, make_unit("U1"), make_action(programme))


def add_unit(year, code="U2"):
    """One more approved unit: the content of the year changes."""
    return budget(year, make_unit(code), Line("L", "50.00"))


def test_the_first_publication_is_number_one_and_marks_the_year(year):
    publication, new = publish_year(year)
    assert (publication.number, new, publication.by_command) == (1, True, True)
    assert publication.sealed
    assert len(publication.hash) == 64
    year.refresh_from_db()
    assert year.published_at is not None
    assert verify_publication(publication) == []


def test_publishing_leaves_an_event(year):
    publication = publish_year(year).publication
    event = Event.objects.get(kind="published")
    assert (event.fiscal_year, event.by) == (year, None)
    assert event.data == {
        "number": 1,
        "stage": "approved",
        "hash": publication.hash,
        "by_command": True,
        "confirmed_by": "",
    }


def test_nothing_changed_makes_no_new_publication(year):
    first = publish_year(year).publication
    assert publish_year(year) == (first, False)
    assert Publication.objects.count() == 1
    assert Event.objects.filter(kind="published").count() == 1


def test_a_change_makes_the_next_number_and_keeps_the_earlier_readable(year):
    first = publish_year(year).publication
    add_unit(year)
    second, new = publish_year(year)
    assert (second.number, new) == (2, True)
    assert first.hash != second.hash
    assert (first.publishedlines.count(), second.publishedlines.count()) == (1, 2)
    assert first.numbers["amount_total"] == "100.00"
    assert second.numbers["amount_total"] == "150.00"
    assert verify_publication(first) == verify_publication(second) == []


def test_another_stage_is_another_content(year):
    assert publish_year(year).publication.stage == "approved"
    assert publish_year(year, stage="proposal").publication.number == 2


def test_an_unknown_stage_is_refused_in_a_sentence(year):
    with pytest.raises(WorkflowError, match="approved"):
        publish_year(year, stage="voted")


def test_a_new_wording_of_an_action_is_published_next_and_not_before(year, programme):
    first = publish_year(year).publication
    programme.actions.update(text_es="Otra redacción")
    second = publish_year(year).publication
    assert second.number == 2
    assert first.publishedactions.get().text_es == "Acción 01.01.01"
    assert second.publishedactions.get().text_es == "Otra redacción"


def test_publishing_an_earlier_year_later_changes_no_publication(programme):
    action = make_action(programme)
    unit = make_unit("U1")
    later = published(2030, programme, unit, action)
    before = later.hash
    earlier = published(2029, programme, unit, action)
    later.refresh_from_db()
    assert (later.hash, later.numbers["actions_new"]) == (before, None)
    assert verify_publication(later) == []
    second = publish_year(later.fiscal_year).publication
    assert second.numbers["actions_new"] == 0
    comparison = second.publishedcomparisons.get()
    assert (comparison.year, comparison.number) == (2029, 1)
    assert comparison.hash == earlier.hash


def test_the_record_compared_with_is_the_latest_of_its_year(programme):
    a, b = make_action(programme, "01.01.01"), make_action(programme, "01.01.02")
    unit = make_unit("U1")
    earlier = published(2029, programme, unit, a)
    later = published(2030, programme, unit, a, b)
    budget(earlier.fiscal_year, make_unit("U2"), Line("L", "5.00", {b: 10000}))
    publish_year(earlier.fiscal_year)
    assert later.numbers["actions_new"] == 1
    second = publish_year(later.fiscal_year).publication
    assert second.publishedcomparisons.get().number == 2
    assert second.numbers["actions_new"] == 0
    assert verify_publication(later) == verify_publication(second) == []


def test_a_succession_recorded_later_changes_no_publication(programme):
    a, b = make_action(programme, "01.01.01"), make_action(programme, "01.01.02")
    unit = make_unit("U1")
    published(2029, programme, unit, a)
    later = published(2030, programme, unit, b)
    make_succession(a, b)
    assert verify_publication(later) == []
    assert later.numbers["actions_new"] == 1
    assert publish_year(later.fiscal_year).publication.numbers["actions_new"] == 0


TABLES = [
    "publication",
    "publishedcomparison",
    "publishedcomparedaction",
    "publishedsuccession",
    "publishedprogramme",
    "publishedright",
    "publishedgroup",
    "publishedstrategy",
    "publishedaction",
    "publishedunit",
    "publishedline",
    "publishedcitation",
]


@pytest.mark.parametrize(
    "statement",
    [
        "update reporting_{} set id = id",
        "delete from reporting_{}",
        "truncate reporting_{} cascade",
    ],
)
def test_plain_sql_changes_no_table_of_a_publication(year, statement):
    publish_year(year)
    for table in TABLES:
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement.format(table))


def test_plain_sql_adds_no_row_to_a_publication(year):
    publication = publish_year(year).publication
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        connection.cursor().execute(
            "insert into reporting_publishedstrategy"
            " (publication_id, code, right_code, text_es, text_en)"
            " values (%s, '9', '9', 'x', '')",
            [publication.pk],
        )


# Two people


@pytest.fixture
def head():
    return make_user("finance_head")


@pytest.fixture
def analyst():
    return make_user("analyst")


def test_the_head_asks_and_a_second_person_confirms_the_same_hash(year, head, analyst):
    pending = ask_to_publish(year, by=head)
    assert not Publication.objects.exists()
    assert pending.numbers["amount_total"] == "100.00"
    publication = confirm_publication(pending, by=analyst)
    assert publication.hash == pending.content_hash
    assert (publication.published_by, publication.confirmed_by) == (head, analyst)
    assert not publication.by_command
    pending.refresh_from_db()
    assert pending.publication == publication
    assert list(Event.objects.values_list("kind", "by")) == [
        ("published", head.pk),
        ("publication_asked", head.pk),
    ]


def test_a_second_head_may_confirm(year, head):
    pending = ask_to_publish(year, by=head)
    assert confirm_publication(pending, by=make_user("finance_head")).number == 1


def test_confirming_twice_answers_as_the_first_time(year, head, analyst):
    pending = ask_to_publish(year, by=head)
    first = confirm_publication(pending, by=analyst)
    assert confirm_publication(pending, by=analyst) == first
    assert Publication.objects.count() == 1


def test_who_asked_does_not_confirm(year, head):
    pending = ask_to_publish(year, by=head)
    with pytest.raises(PermissionDenied, match="second person"):
        confirm_publication(pending, by=head)
    assert not Publication.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "administrator", "auditor", ""])
def test_only_the_head_asks(year, role):
    with pytest.raises(PermissionDenied):
        ask_to_publish(year, by=make_user(role))


@pytest.mark.parametrize("role", ["administrator", "auditor", ""])
def test_only_finance_confirms(year, head, role):
    pending = ask_to_publish(year, by=head)
    with pytest.raises(PermissionDenied):
        confirm_publication(pending, by=make_user(role))


def test_what_changed_since_is_not_published_and_the_request_is_withdrawn(
    year, head, analyst
):
    pending = ask_to_publish(year, by=head)
    add_unit(year)
    with pytest.raises(WorkflowError, match="changed after"):
        confirm_publication(pending, by=analyst)
    pending.refresh_from_db()
    assert pending.withdrawn_at is not None
    assert not Publication.objects.exists()
    with pytest.raises(WorkflowError, match="withdrawn"):
        confirm_publication(pending, by=analyst)


def test_asking_again_answers_with_the_open_request(year, head):
    assert ask_to_publish(year, by=head) == ask_to_publish(year, by=head)
    assert Event.objects.filter(kind="publication_asked").count() == 1


def test_asking_after_a_change_replaces_the_request(year, head):
    first = ask_to_publish(year, by=head)
    add_unit(year)
    second = ask_to_publish(year, by=head)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert second.content_hash != first.content_hash
    assert PendingPublication.objects.filter(withdrawn_at=None).get() == second


def test_there_is_nothing_to_ask_for_when_nothing_changed(year, head):
    publish_year(year)
    with pytest.raises(WorkflowError, match="Nothing changed"):
        ask_to_publish(year, by=head)


def test_what_the_operator_published_meanwhile_is_not_published_twice(
    year, head, analyst
):
    pending = ask_to_publish(year, by=head)
    publish_year(year)
    with pytest.raises(WorkflowError, match="operator"):
        confirm_publication(pending, by=analyst)
    assert Publication.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_withdrawal_lasts_though_the_confirmation_is_refused():
    programme, head = make_programme("DH"), make_user("finance_head")
    year = funding_year(2030, programme, make_unit("U1"), make_action(programme))
    pending = ask_to_publish(year, by=head)
    add_unit(year)
    with pytest.raises(WorkflowError):
        confirm_publication(pending, by=make_user("analyst"))
    connection.close()
    assert PendingPublication.objects.get().withdrawn_at is not None


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_publication():
    programme = make_programme("DH")
    year = funding_year(2030, programme, make_unit("U1"), make_action(programme))

    def publish():
        try:
            return publish_year(year).new
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        made = [people.submit(publish) for _ in range(2)]
        assert sorted(one.result(timeout=60) for one in made) == [False, True]
    assert Publication.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_approved_while_the_year_is_published(monkeypatch):
    programme = make_programme("DH")
    year = funding_year(2030, programme, make_unit("U1"), make_action(programme))
    late = budget(year, make_unit("U2"), Line("L", "50.00"), status="draft")
    refused = []

    def approve_meanwhile(publication):
        def approve():
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("set local lock_timeout = '500ms'")
                    move_proposal(late, "approved")
            except OperationalError as error:
                refused.append(str(error))
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as other:
            other.submit(approve).result(timeout=60)

    monkeypatch.setattr("reporting.publishing.making.keep_parts", approve_meanwhile)
    publish_year(year)
    assert "lock timeout" in refused[0]
    move_proposal(late, "approved")  # the publication over, it goes through


# Size


def test_the_number_of_queries_does_not_grow_with_the_lines(programme):
    def queries_to_publish(year, lines):
        fiscal_year = funding_year(year, programme, make_unit(), *[action] * lines)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            publish_year(fiscal_year)
        return len(queries)

    action = make_action(programme)
    queries_to_publish(2028, 1)
    assert queries_to_publish(2029, 1) == queries_to_publish(2030, 30) < 80
