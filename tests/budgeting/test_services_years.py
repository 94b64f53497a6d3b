import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command, load_command_class
from django.utils.timezone import localdate

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import Extension, FiscalYear
from tests.factories import make_programme, make_unit, make_user, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def head():
    return make_user("finance_head")


def test_the_first_programme_named_is_the_years_programme(head):
    for code in ("PDHDF", "BANDO1"):
        make_programme(code)
    year = services.add_year(2030, programme_codes=["PDHDF", "BANDO1"], by=head)
    assert year.main_programme.code == "PDHDF"
    assert set(year.programmes.values_list("code", flat=True)) == {"PDHDF", "BANDO1"}
    assert (year.linking, year.currency) == ("required", "MXN")
    assert (year.events.get().kind, year.events.get().by) == ("year_created", head)


def test_a_year_that_exists_is_refused():
    year = make_year(2030)
    with pytest.raises(WorkflowError, match="The year 2030 exists already"):
        services.add_year(2030, programme_codes=[year.main_programme.code])


def test_a_year_asked_for_again_word_for_word_is_the_same(head):
    for code in ("P", "Q"):
        make_programme(code)
    asked = {"programme_codes": ["P", "Q"], "closes": date(2029, 9, 1), "by": head}
    year = services.add_year(2030, **asked, opens=date(2029, 8, 1))
    assert services.add_year(2030, **asked, opens=date(2029, 8, 1)) == year
    assert year.events.count() == 1
    for other in ({"opens": date(2029, 8, 2)}, {"programme_codes": ["Q", "P"]}):
        with pytest.raises(WorkflowError, match="exists already"):
            services.add_year(2030, **{**asked, "opens": date(2029, 8, 1), **other})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"programme_codes": []}, WorkflowError),
        ({"programme_codes": ["P", "NONE"]}, WorkflowError),
        ({"linking": "optional"}, ValidationError),
        ({"currency": "pesos"}, ValidationError),
        ({"opens": date(2029, 9, 1)}, ValidationError),
        ({"opens": date(2029, 9, 2), "closes": date(2029, 9, 1)}, ValidationError),
    ],
)
def test_a_year_that_is_not_whole_is_refused(change, error):
    make_programme("P")
    with pytest.raises(error):
        services.add_year(2030, **{"programme_codes": ["P"], **change})
    assert not FiscalYear.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "administrator", "auditor", ""])
def test_only_the_head_manages_years(role):
    user, year = make_user(role), make_year()
    acts = [
        lambda: services.add_year(2031, programme_codes=["P"], by=user),
        lambda: services.close_year(year, by=user),
        lambda: services.open_year(year, by=user),
        lambda: services.extend_window(
            year, make_unit(), by=user, until=date(2999, 1, 1), reason="x"
        ),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_a_year_is_closed_and_opened_once_each(head):
    year = make_year()
    first = services.close_year(year, by=head)
    assert services.close_year(year, by=head).closed_at == first.closed_at
    assert services.open_year(year, by=head).closed_at is None
    services.open_year(year, by=head)
    assert [event.kind for event in year.events.all()] == ["year_opened", "year_closed"]


def test_a_units_window_is_extended_for_a_reason(head):
    year, unit = make_year(), make_unit()
    until = year.closes_on + timedelta(days=10)
    request = {"by": head, "until": until, "reason": "Sismo"}
    first = services.extend_window(year, unit, **request)
    assert services.extend_window(year, unit, **request) == first
    assert Extension.objects.count() == 1
    event = year.events.get()
    assert (event.kind, event.unit, event.note) == ("extended", unit, "Sismo")
    assert event.data == {"until": until.isoformat()}


@pytest.mark.parametrize(("days", "reason"), [(0, "Sismo"), (10, "  ")])
def test_an_extension_ends_after_the_window_and_has_a_reason(head, days, reason):
    year = make_year()
    with pytest.raises(WorkflowError):
        services.extend_window(
            year,
            make_unit(),
            by=head,
            until=year.closes_on + timedelta(days=days),
            reason=reason,
        )


def test_an_extension_into_the_past_extends_nothing(head):
    year = make_year(opens_on=date(2020, 1, 1), closes_on=date(2020, 1, 2))
    with pytest.raises(WorkflowError, match="today at the earliest"):
        services.extend_window(
            year,
            make_unit(),
            by=head,
            until=localdate() - timedelta(days=2),
            reason="Sismo",
        )


def test_a_closed_year_is_opened_before_it_is_extended(head):
    year = services.close_year(make_year(), by=head)
    with pytest.raises(WorkflowError, match="Open it first"):
        services.extend_window(
            year, make_unit(), by=head, until=date(2999, 1, 1), reason="Sismo"
        )


def test_a_year_is_marked_as_published_once():
    year = make_year()
    first = services.mark_published(year)
    assert first.published_at
    assert services.mark_published(year).published_at == first.published_at


def test_the_command_adds_a_year_and_says_so(capsys):
    make_programme("PDHDF")
    make_programme("BANDO1")
    call_command(
        "add_year",
        "2031",
        "--programme=PDHDF",
        "--programme=BANDO1",
        "--linking=requested",
        "--opens=2030-09-01",
        "--closes=2030-10-15",
        "--json",
    )
    assert json.loads(capsys.readouterr().out) == {
        "year": 2031,
        "linking": "requested",
        "programmes": ["PDHDF", "BANDO1"],
        "opens": "2030-09-01",
        "closes": "2030-10-15",
        "currency": "MXN",
    }
    year = FiscalYear.objects.get(pk=2031)
    assert (year.opens_on, year.closes_on) == (date(2030, 9, 1), date(2030, 10, 15))
    assert year.events.get().by is None


def test_the_command_speaks_english_to_people(capsys):
    make_programme("PDHDF")
    call_command("add_year", "2031", "--programme=PDHDF")
    said = capsys.readouterr().out
    assert said == "Year 2031 added: linking required, programme PDHDF.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2030", "--programme=P"], "exists already"),
        (["2031", "--programme=NONE"], "NONE"),
        (["2031", "--programme=P", "--opens=2030-09-01"], "both days"),
        (["2031", "--programme=P", "--opens=01/09/2030"], "is no day"),
        (["MMXXX", "--programme=P"], "is no year"),
        (["2031"], "--programme"),
        (["1492", "--programme=P"], "1900"),
        (["2031", "--programme=P", "--currency=pesos"], "ISO 4217"),
    ],
)
def test_the_command_refuses_with_a_reason(arguments, said):
    make_year(2030, make_programme("P"))
    with pytest.raises(CommandError, match=said):
        call_command("add_year", *arguments)
    assert FiscalYear.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_command_exits_with_one_for_a_mistaken_option(capsys):
    with pytest.raises(SystemExit) as left:
        load_command_class("budgeting", "add_year").run_from_argv(
            ["manage.py", "add_year", "2031", "--nope"]
        )
    assert left.value.code == 1
    assert "required: --programme" in capsys.readouterr().err
