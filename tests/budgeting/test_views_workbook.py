"""The pages of the workbook: upload, preview, confirm."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from budgeting import services
from budgeting.models import WorkbookUpload
from tests.budgeting.workbook_case import Case
from tests.factories import (
    make_citation,
    make_framework,
    make_line,
    make_proposal,
    make_user,
    move_proposal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    case = Case()
    case.client = client
    client.force_login(case.by)
    return case


def address(case, name, *more):
    return reverse(f"budgeting:workbook_{name}", args=[case.proposal.pk, *more])


def send(case, content, name="mine.xlsx"):
    file = SimpleUploadedFile(name, content)
    return case.client.post(address(case, "upload"), {"file": file})


def changed(case, amount=77):
    book = case.book()
    book["lines"]["E2"] = amount
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_what_is_no_workbook_is_refused_in_words_and_not_kept(case):
    refused = [
        send(case, b"hola", "mine.csv"),
        send(case, b"hola"),
        send(case, b""),
        case.client.post(address(case, "upload"), {}),
        send(case, b"PK" + b"x" * (5 * 1024 * 1024)),
    ]
    assert [one.status_code for one in refused] == [400] * 5
    assert all(b"error-summary" in one.content for one in refused)
    assert not WorkbookUpload.objects.exists()


def test_the_file_is_previewed_then_confirmed_then_emptied(case):
    page = send(case, changed(case)).url
    preview = case.client.get(page)
    assert b"lines!E2" in preview.content
    token = preview.context["preview"].token
    done = case.client.post(page, {"token": token})
    assert done.url == reverse("budgeting:proposal_detail", args=[case.proposal.pk])
    assert str(case.proposal.lines.get(code="A-1").amount) == "77.00"
    assert bytes(WorkbookUpload.objects.get().content) == b""


def test_without_the_token_of_a_preview_nothing_is_applied(case):
    page = send(case, changed(case)).url
    refused = case.client.post(page, {})
    assert refused.status_code == 409
    assert str(case.proposal.lines.get(code="A-1").amount) == "1000.00"


def test_what_was_chosen_stays_chosen_when_the_preview_is_shown_anew(case):
    book = case.book()
    book["lines"].delete_rows(4)
    content = BytesIO()
    book.save(content)
    page = send(case, content.getvalue()).url
    token = case.client.get(page).context["preview"].token
    services.save_line(
        case.framework, by=case.by, line=case.lines[0], version=1,
        values={"amount": "5.00"},
    )  # fmt: skip
    gone = case.lines[2]
    again = case.client.post(page, {"token": token, "remove": gone.pk})
    assert again.status_code == 409
    assert f'value="{gone.pk}" checked' in again.content.decode()
    assert case.proposal.lines.kept().count() == 3


def test_nobody_but_who_gave_the_file_sees_or_confirms_it(case):
    page = send(case, changed(case)).url
    token = case.client.get(page).context["preview"].token
    for somebody in (make_user("signatory", case.proposal.unit), make_user("analyst")):
        case.client.force_login(somebody)
        assert case.client.get(page).status_code == 404
        assert case.client.post(page, {"token": token}).status_code == 404
    assert str(case.proposal.lines.get(code="A-1").amount) == "1000.00"


def test_a_file_waits_one_day_and_is_then_deleted_by_the_next_upload(case):
    page = send(case, changed(case)).url
    token = case.client.get(page).context["preview"].token
    WorkbookUpload.objects.update(at=now() - timedelta(days=1, seconds=1))
    late = case.client.post(page, {"token": token})
    assert late.url == address(case, "upload")
    assert str(case.proposal.lines.get(code="A-1").amount) == "1000.00"
    send(case, changed(case, 88))
    assert WorkbookUpload.objects.count() == 1


def test_a_submitted_proposal_is_downloaded_and_not_changed(case):
    page = send(case, changed(case)).url
    token = case.client.get(page).context["preview"].token
    make_citation(case.lines[2], case.actions[0])
    move_proposal(case.proposal, "submitted")
    refused = case.client.post(page, {"token": token}, follow=True)
    assert b"frozen" in refused.content
    case.client.force_login(make_user("analyst"))
    assert case.client.get(address(case, "download")).status_code == 200
    assert str(case.proposal.lines.get(code="A-1").amount) == "1000.00"


def queries_of(case, page):
    with CaptureQueriesContext(connection) as queries:
        assert case.client.get(page).status_code == 200
    return len(queries)


def test_more_lines_take_no_more_queries(case):
    download = address(case, "download")
    preview = send(case, changed(case)).url
    few = queries_of(case, download), queries_of(case, preview)
    for number in range(30):
        line = make_line(case.framework, f"M-{number}")
        make_citation(line, case.actions[number % 3])
    preview = send(case, changed(case)).url
    assert (queries_of(case, download), queries_of(case, preview)) == few


def test_another_proposals_workbook_is_told_once_a_sheet_and_changes_nothing(case):
    theirs = Case.__new__(Case)
    theirs.proposal = make_proposal(case.year, lines=0)
    make_line(make_framework(theirs.proposal, "482"), "A-1")
    content = BytesIO()
    theirs.book().save(content)
    preview = case.client.get(send(case, content.getvalue()).url)
    assert [one.cell for one in preview.context["preview"].errors] == ["X2", "J2"]
