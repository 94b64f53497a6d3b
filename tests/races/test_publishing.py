"""S32: a year is published by two people, once, and what is published is one state.

| race | what holds it | the harm of its twin |
|---|---|---|
| two people confirm one request | locks of queue and year | one meets a fault |
| two heads ask at once | locks of queue and year | one meets a fault |
| content changed while it is confirmed | hash | published unasked |
| reopened by an analyst meanwhile | lock of the year | a published year reopened |
| approved meanwhile | the gate's lock of the year | published as voted, unvoted |
| the programme imported meanwhile | the queue of imports | half of an edition |

"""

import pytest

from budgeting import services
from programme.imports import import_programme
from reporting.models import PendingPublication, Publication, PublishedAction
from reporting.publishing import (
    ask_to_publish,
    asking,
    confirm_publication,
    publish_year,
)
from tests.factories import make_action, make_programme, make_unit, make_user
from tests.interleaving import COMMIT, Stopped, answer, interleave, no_row_locks
from tests.reporting.cities import Line, budget, funding_year
from tests.sessions import Session, function_changed
from tests.workbooks import programme_sheets, write_workbook

pytestmark = pytest.mark.django_db(transaction=True)

YEAR_LOCK = r"PERFORM 1 FROM budgeting_fiscalyear .* FOR SHARE;"


@pytest.fixture
def year():
    programme = make_programme("DH")
    action = make_action(programme, serial=1)
    return funding_year(2030, programme, make_unit("U1"), action)


@pytest.fixture
def head():
    return make_user("finance_head")


def two_confirm(year, head):
    """Two analysts press the same button at once."""
    pending = ask_to_publish(year, by=head)
    people = [make_user("analyst") for _ in range(2)]
    return interleave(
        *(lambda by=by: confirm_publication(pending, by=by) for by in people),
        before=COMMIT,
    )


def test_two_who_confirm_at_once_make_one_publication(year, head):
    assert two_confirm(year, head) == ("done", "done")
    assert Publication.objects.count() == 1


@pytest.mark.usefixtures("no_queue")
def test_without_the_locks_one_of_two_who_confirm_meets_a_fault(year, head):
    with no_row_locks():
        assert two_confirm(year, head) == ("done", "IntegrityError")


@pytest.mark.slow
def test_two_who_confirm_make_one_publication_at_every_statement(head):
    people = [make_user("analyst") for _ in range(2)]
    for before in range(1, 150):
        programme = make_programme()
        action = make_action(programme)
        year = funding_year(2030 + before, programme, make_unit(), action)
        pending = ask_to_publish(year, by=head)
        told = interleave(
            *(lambda p=pending, by=by: confirm_publication(p, by=by) for by in people),
            before=before,
        )
        if told is None:
            break
        assert (told, year.publications.count()) == (("done", "done"), 1), before
    assert before > 40


def reopen_while_publishing(year):
    """The year is published for the first time while an analyst reopens a proposal."""
    proposal = budget(year, make_unit("U2"), Line("L", "5.00"), origin="entered")
    analyst = make_user("analyst")
    return interleave(
        lambda: publish_year(year),
        lambda: services.reopen_proposal(proposal, by=analyst, reason="Error"),
        before=COMMIT,
    )


def test_no_analyst_reopens_what_is_being_published(year):
    assert reopen_while_publishing(year) == ("done", "PermissionDenied")


def test_without_the_lock_an_analyst_reopens_what_was_published(year):
    with no_row_locks():
        assert reopen_while_publishing(year) == ("done", "done")
    proposal = year.proposals.get(origin="entered")
    assert proposal.status == "returned"
    assert Publication.objects.get().publishedlines.filter(unit_code="U2").exists()


def two_ask(year):
    """Two heads ask for the same publication at once."""
    heads = [make_user("finance_head") for _ in range(2)]
    return interleave(
        *(lambda by=by: ask_to_publish(year, by=by) for by in heads), before=COMMIT
    )


@pytest.mark.slow
def test_two_heads_who_ask_at_once_make_one_request(year):
    assert two_ask(year) == ("done", "done")
    assert PendingPublication.objects.count() == 1


@pytest.mark.slow
@pytest.mark.usefixtures("no_queue")
def test_without_the_locks_one_of_two_who_ask_meets_a_fault(year):
    with no_row_locks():
        assert two_ask(year) == ("done", "IntegrityError")


def replace_while_confirming(year, head):
    """Confirmed by one while the head, after a change, asks for something else."""
    pending, analyst = ask_to_publish(year, by=head), make_user("analyst")
    confirm = Stopped(
        lambda: confirm_publication(pending, by=analyst),
        before="reporting_pendingpublication",  # the year is locked already
    ).begin()
    year.main_programme.actions.update(text_es="Otra redacción")
    asking = Session(lambda: ask_to_publish(year, by=head)).begin()
    confirm.go_on()
    return answer(confirm), answer(asking.end())


def test_what_changed_while_a_request_is_confirmed_is_asked_for_anew(year, head):
    assert replace_while_confirming(year, head) == ("WorkflowError", "done")
    first, second = PendingPublication.objects.order_by("pk")
    assert first.withdrawn_at is not None
    assert (second.withdrawn_at, second.publication) == (None, None)
    assert not Publication.objects.exists()


@pytest.fixture
def hash_not_asked(monkeypatch):
    """The service no longer asks whether the content is the one asked for."""
    make = asking.make
    monkeypatch.setattr(
        asking, "make", lambda *args, expected, **people: make(*args, **people)
    )


@pytest.mark.usefixtures("hash_not_asked")
def test_where_the_service_does_not_ask_for_the_hash_the_database_does(year, head):
    assert replace_while_confirming(year, head) == ("IntegrityError", "done")
    assert not Publication.objects.exists()


@pytest.mark.usefixtures("hash_not_asked")
def test_without_the_hash_another_content_than_the_one_asked_for_is_published(
    year, head
):
    by_whom = "reporting_publication_by_whom()"
    with function_changed(by_whom, r", (q\.content_hash|p\.hash)\)", ")", times=2):
        assert replace_while_confirming(year, head) == ("done", "WorkflowError")
    asked = PendingPublication.objects.get()
    assert Publication.objects.get().hash != asked.content_hash


def approve_while_publishing(year):
    """A unit's proposal is approved just before the lines of its year are copied."""
    line = Line("L", "7.00")
    late = budget(year, make_unit("U3"), line, status="submitted", origin="entered")
    analyst = make_user("analyst")
    return interleave(
        lambda: publish_year(year),
        lambda: services.approve_proposal(late, by=analyst),
        before="reporting_publishedline",
    )


def test_what_is_approved_meanwhile_waits_for_the_next_publication(year):
    assert approve_while_publishing(year) == ("done", "done")
    publication = Publication.objects.get()
    units = set(publication.publishedlines.values_list("unit_code", flat=True))
    assert (publication.stage, units) == ("approved", {"U1"})


def test_without_the_lock_what_nobody_voted_is_published_as_voted(year):
    with function_changed("budgeting_proposal_gate()", YEAR_LOCK):
        assert approve_while_publishing(year) == ("done", "done")
    publication = Publication.objects.get()
    units = set(publication.publishedlines.values_list("unit_code", flat=True))
    assert (publication.stage, units) == ("approved", {"U1", "U3"})


# One state of the catalogue


def edition(tmp_path, wording):
    """The programme as a file: everything in it says this word."""
    actions = [["01.01.01", 1, wording, "", "short", "", "", "", None]]
    sheets = programme_sheets()
    sheets["programme"][1][0] = "DH"
    sheets["rights"] = [sheets["rights"][0], ["01", "", "right", wording, ""]]
    sheets["strategies"][1][1] = wording
    sheets["actions"] = [sheets["actions"][0], *actions]
    return write_workbook(tmp_path / f"{wording}.xlsx", sheets)


def import_while_publishing(year, tmp_path):
    """Another wording of the programme is loaded while the year is copied."""
    import_programme(edition(tmp_path, "antes"))
    return interleave(
        lambda: publish_year(year),
        lambda: import_programme(edition(tmp_path, "después")),
        before="reporting_publishedline",  # the strategies are copied already
    )


def wordings(publication):
    """Every wording that the publication shows."""
    strategies = publication.publishedstrategys.values_list("text_es", flat=True)
    rights = publication.publishedrights.values_list("name_es", flat=True)
    actions = PublishedAction.objects.filter(publication=publication)
    return {*strategies, *rights, *actions.values_list("text_es", flat=True)}


def test_a_publication_never_shows_half_of_an_edition(year, tmp_path):
    assert import_while_publishing(year, tmp_path) == ("done", "done")
    assert wordings(Publication.objects.get()) == {"antes"}


@pytest.mark.usefixtures("no_queue")
def test_without_the_queue_of_imports_it_shows_half_of_one(year, tmp_path):
    assert import_while_publishing(year, tmp_path) == ("done", "done")
    assert wordings(Publication.objects.get()) == {"antes", "después"}
