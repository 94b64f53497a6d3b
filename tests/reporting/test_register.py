"""The public register of exceptions: its pages and its file."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from budgeting import services
from budgeting.models import RegisteredException
from tests.factories import (
    make_ceiling,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def given():
    """Two exceptions of 2027: more days for Salud, a ceiling of Obras exceeded."""
    year = make_year(2027)
    head = make_user("finance_head", first_name="Inés", last_name="Ríos")
    health, works = make_unit("26C001", name="Salud"), make_unit("07C001", name="Obras")
    services.extend_window(
        year, health, by=head, until=date(2999, 1, 1), reason="=La red falló"
    )
    make_ceiling(make_proposal(year, works, lines=0), "900.00", 4000)
    return services.allow_above_ceiling(
        year,
        works,
        by=head,
        chapter=4000,
        amount=Decimal("1234.50"),
        reason="Daños del sismo",
    )


def page(client, year=2027, **query):
    address = reverse("reporting:exception_year", args=[year])
    return client.get(address, query_params=query)


def test_the_register_tells_without_an_account_what_was_given_to_whom_and_why(
    client, given
):
    text = page(client).content.decode()
    for said in (
        "07C001 Obras",
        "1,234.50 above the ceiling of chapter 4000",
        "Daños del sismo",
        "Inés Ríos, finance head",
        "26C001 Salud",
    ):
        assert said in text, said
    assert text.index("07C001 Obras</h3>") < text.index("26C001 Salud</h3>")


def test_it_is_filtered_by_kind_and_by_unit(client, given):
    assert "26C001 Salud</h3>" not in page(client, kind="ceiling").content.decode()
    assert "07C001 Obras</h3>" not in page(client, unit="26C001").content.decode()
    both = page(client, kind="ceiling", unit="26C001").content.decode()
    assert "No exception is like this." in both


@pytest.mark.parametrize(
    ("query", "status"), [({"kind": "x"}, 400), ({"page": "x"}, 400), ({"u": 1}, 400)]
)
def test_a_query_that_means_nothing_is_refused_in_words(client, given, query, status):
    assert page(client, **query).status_code == status


def test_a_year_without_exceptions_says_so_and_a_number_that_is_no_year_is_missing(
    client,
):
    assert "No exception has been given in 2027." in page(client).content.decode()
    assert page(client, 9999).status_code == 404


def test_years_are_counted_by_kind(client, given):
    text = client.get(reverse("reporting:exception_years")).content.decode()
    row = text.partition("/exceptions/2027/")[2].partition("</tr>")[0]
    counts = [part.partition("<")[0] for part in row.split('class="num">')[1:]]
    assert counts == ["1", "0", "0", "1", "0", "2"]


def test_the_file_holds_every_entry_and_no_formula(client, given):
    text = client.get(reverse("files:exceptions")).content.decode()
    first, last = csv.DictReader(io.StringIO(text))
    assert (first["kind"], first["reason"]) == ("extension", "'=La red falló")
    assert first["until"] == "2999-01-01"
    assert (last["amount"], last["chapter"]) == ("1234.50", "4000")
    assert last["before_register"] == "false"
    of_another = client.get(reverse("files:exceptions_of_year", args=[2026]))
    assert len(of_another.content.decode().splitlines()) == 1


def test_what_was_given_before_the_register_gives_no_reason_and_no_name(client):
    unit = make_unit("26C001", name="Salud")
    RegisteredException.objects.create(
        kind="extension",
        fiscal_year=make_year(2027),
        unit=unit,
        unit_code=unit.code,
        unit_name=unit.name,
        until=date(2026, 10, 31),
        author_function="finance_head",
        before_register=True,
    )
    text = page(client).content.decode()
    assert "its reason and its author" in text


def test_a_page_is_kept_until_another_exception_is_given(client, given):
    tag = page(client).headers["ETag"]
    again = client.get(page(client).wsgi_request.path, headers={"if-none-match": tag})
    assert again.status_code == 304
    services.take_back_above_ceiling(
        given, by=make_user("finance_head"), reason="Ya no"
    )
    assert page(client).headers["ETag"] != tag


def test_a_page_asks_the_same_queries_whatever_its_size(
    client, given, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        page(client)
