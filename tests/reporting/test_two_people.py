"""Publishing takes two people within 72 hours, in the service and in the database."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.timezone import now

from budgeting.exceptions import WorkflowError
from budgeting.models import Event
from hrbudget.desk import cards_for
from programme import granting
from programme.trail import acting
from reporting.models import PendingPublication, Publication
from reporting.publishing import ask_to_publish, confirm_publication, publish_year
from reporting.publishing.making import make
from tests.factories import make_action, make_programme, make_unit, make_user
from tests.reporting.cities import funding_year
from tests.sessions import function_changed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def year():
    programme = make_programme("DH")
    return funding_year(2030, programme, make_unit("U1"), make_action(programme))


@pytest.fixture
def head():
    return make_user("finance_head")


@pytest.fixture
def analyst():
    return make_user("analyst")


def made_at_the_commit(work) -> None:
    """The work, and what the database would say at the end of its transaction."""
    with transaction.atomic():
        work()
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def aged(pending, hours):
    """The same request as if it had been made so many hours ago."""
    pending.withdrawn_at = now()
    pending.save()
    at = now() - timedelta(hours=hours)
    field = PendingPublication._meta.get_field("at")
    field.auto_now_add = False
    try:
        return PendingPublication.objects.create(
            fiscal_year=pending.fiscal_year,
            stage=pending.stage,
            content_hash=pending.content_hash,
            numbers=pending.numbers,
            by=pending.by,
            at=at,
        )
    finally:
        field.auto_now_add = True


def test_the_second_person_confirms_within_72_hours(year, head, analyst):
    pending = aged(ask_to_publish(year, by=head), 71)
    made_at_the_commit(lambda: confirm_publication(pending, by=analyst))
    publication = Publication.objects.get()
    assert (publication.published_by, publication.confirmed_by) == (head, analyst)
    told = Event.objects.filter(kind__in=["published", "publication_asked"])
    assert {(one.kind, one.by, one.data.get("confirmed_by")) for one in told} == {
        ("publication_asked", head, None),
        ("published", head, analyst.username),
    }


def test_after_72_hours_the_request_publishes_nothing_and_is_asked_again(
    year, head, analyst
):
    late = aged(ask_to_publish(year, by=head), 73)
    with pytest.raises(WorkflowError, match="72 hours"):
        confirm_publication(late, by=analyst)
    late.refresh_from_db()
    assert late.withdrawn_at
    assert not Publication.objects.exists()


def test_asking_the_same_again_after_72_hours_is_a_new_request(year, head, analyst):
    late = aged(ask_to_publish(year, by=head), 73)
    again = ask_to_publish(year, by=head)
    late.refresh_from_db()
    assert again != late
    assert late.withdrawn_at
    assert confirm_publication(again, by=analyst).hash == late.content_hash


def test_the_page_says_until_when_and_that_it_is_too_late(client, year, head, analyst):
    address = reverse("reporting:publish_ask", args=[2030])
    client.force_login(analyst)
    pending = ask_to_publish(year, by=head)
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "To be confirmed by" in page
    assert "Confirm and publish" in page
    assert waiting(analyst) == 1
    aged(pending, 73)
    page = client.get(address).content.decode()
    assert "Nobody confirmed within 72 hours" in page
    assert "Confirm and publish" not in page
    assert (
        "Too late: ask again"
        in client.get(reverse("reporting:publish_list")).content.decode()
    )
    assert waiting(analyst) == 0


def waiting(person):
    return {card.title: card.waiting for card in cards_for(person)}["Publish"]


def test_a_request_falls_with_the_role_of_who_asked(year, head, analyst):
    pending = ask_to_publish(year, by=head)
    keeper = make_user("administrator")
    granting.revoke_role(head.role_grants.get(), by=keeper, reason="Left")
    with pytest.raises(WorkflowError, match="not the finance head any more"):
        confirm_publication(pending, by=analyst)
    assert not Publication.objects.exists()


def test_the_page_of_a_publication_says_how_it_was_published(
    client, year, head, analyst
):
    publish_year(year)
    address = reverse("reporting:year_detail", args=[2030])
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "The operator's command, without a second person" in page
    assert head.first_name not in page


def test_the_page_names_the_roles_of_the_two_and_not_the_people(
    client, year, head, analyst
):
    confirm_publication(ask_to_publish(year, by=head), by=analyst)
    address = reverse("reporting:year_detail", args=[2030])
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "The finance head, who asked, and a second person of Finance" in page
    assert "operator" not in page.partition("Published by")[2].partition("</dd>")[0]
    assert str(head) not in page
    assert str(analyst) not in page


# The database, past every service


def straight(year, by, confirmed_by):
    """A publication made past the request, in these names."""
    return make(year, "approved", by=by, confirmed_by=confirmed_by)


def test_one_person_is_not_two(year, head):
    with pytest.raises(IntegrityError, match="two_people_or_the_command"):
        straight(year, head, head)
    with pytest.raises(IntegrityError, match="two_people_or_the_command"):
        straight(year, head, None)


def test_two_names_without_their_request_publish_nothing(year, head, analyst):
    with pytest.raises(IntegrityError, match="second person of Finance confirms"):
        made_at_the_commit(lambda: straight(year, head, analyst))
    assert not Publication.objects.exists()


def test_who_acts_confirms_in_their_own_name(year, head, analyst):
    pending, other = ask_to_publish(year, by=head), make_user("analyst")
    with acting(by=other), pytest.raises(IntegrityError, match="second person"):
        made_at_the_commit(lambda: confirm_publication(pending, by=analyst))
    with acting(by=analyst):
        made_at_the_commit(lambda: confirm_publication(pending, by=analyst))
    assert Publication.objects.get().confirmed_by == analyst


def test_who_acts_on_the_site_does_not_use_the_operators_command(year, head):
    with acting(by=head), pytest.raises(IntegrityError, match="operator's"):
        made_at_the_commit(lambda: publish_year(year))
    assert not Publication.objects.exists()
    made_at_the_commit(lambda: publish_year(year))
    assert Publication.objects.get().by_command


@pytest.mark.parametrize("lost", ["head", "second"])
def test_neither_publishes_after_losing_the_role(
    year, head, analyst, lost, monkeypatch
):
    pending = ask_to_publish(year, by=head)
    leaving = head if lost == "head" else analyst
    leaving.groups.clear()
    monkeypatch.setattr("reporting.publishing.asking.may_publish", lambda user: True)
    monkeypatch.setattr(
        "reporting.publishing.asking.may_confirm_publication", lambda user: True
    )
    with pytest.raises(IntegrityError, match="second person of Finance confirms"):
        made_at_the_commit(lambda: confirm_publication(pending, by=analyst))


@pytest.mark.parametrize("change", ["by_id = %s", "at = now()", "content_hash = '0'"])
def test_a_request_is_not_rewritten_or_deleted(year, head, change):
    pending = aged(ask_to_publish(year, by=head), 73)
    values = [make_user("finance_head").pk] if "%s" in change else []
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        execute(f"update reporting_pendingpublication set {change}", values)
    with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        execute("delete from reporting_pendingpublication", [])
    pending.refresh_from_db()
    assert pending.has_expired


def execute(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.django_db(transaction=True)
def test_without_the_trigger_two_names_are_enough():
    programme = make_programme("DH")
    year = funding_year(2030, programme, make_unit("U1"), make_action(programme))
    head, analyst = make_user("finance_head"), make_user("analyst")
    by_whom = "reporting_publication_by_whom()"
    with function_changed(by_whom, r"(?s)OR NOT EXISTS \(.*hours'\)", ""):
        straight(year, head, analyst)
    assert Publication.objects.get().confirmed_by == analyst
