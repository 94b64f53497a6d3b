"""Records written row by row, for tests of what is read and not of counting."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from budgeting.models import FiscalYear
from reporting.models import (
    Publication,
    PublishedAction,
    PublishedProgramme,
    PublishedRight,
    PublishedSuccession,
    PublishedUnit,
)
from reporting.models.publications import PublishedRow

DAY = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)
NUMBERS = {  # of a year, as they are stored
    "units_obliged": 4,
    "units_prepared": 4,
    "units_approved": 4,
    "units_linked": 1,
    "units_partly_linked": 1,
    "units_with_any_link": 2,
    "units_waived": 0,
    "compliance_rate": "0.2500",
    "lines_total": 5,
    "lines_linked": 3,
    "lines_waived": 0,
    "lines_screened": 1,
    "lines_not_screened": 1,
    "amount_total": "400.00",
    "amount_linked": "300.00",
    "linked_rate": "0.7500",
    "actions_in_force": 4,
    "actions_funded": 2,
    "actions_new": None,
    "years_compared": [],
}


def make_record(
    year: int,
    *rows: PublishedRow,
    programme: str = "P1",
    numbers: dict[str, Any] | None = None,
    **fields: Any,
) -> Publication:
    """The next publication of a year, with these rows and numbers, sealed."""
    opened = DAY.date()
    FiscalYear.objects.get_or_create(
        year=year,
        defaults={"linking": "required", "opens_on": opened}
        | {"closes_on": opened + timedelta(days=30)},
    )
    number = Publication.objects.filter(fiscal_year=year).count() + 1
    given = {"stage": "approved", "linking": "required", "currency": "MXN"}
    given |= {"method_version": "1", "by_command": True, **fields}
    publication = Publication.objects.create(
        fiscal_year_id=year,
        number=number,
        published_at=DAY + timedelta(number),
        **given,
    )
    main = PublishedProgramme(
        code=programme,
        name_es=f"Programa {programme}",
        name_en=f"Programme {programme}",
        is_main=True,
    )
    _insert([main, *rows], publication)
    publication.numbers = {**NUMBERS, **(numbers or {})}
    publication.hash = f"{year}{number}".ljust(64, "0")
    publication.sealed = True
    publication.save()
    return publication


def _insert(rows: Iterable[PublishedRow], publication: Publication) -> None:
    for row in rows:
        row.publication = publication
        row.save(force_insert=True)


def right(code: str = "01", name: str = "Water", **numbers: Any) -> PublishedRight:
    """A right's row."""
    values = {"actions_in_force": 4, "actions_funded": 2, "amount_attributed": "100.00"}
    values |= {"amount_touching": "150.00", "lines": 3, "units": 2, "kind": "right"}
    return PublishedRight(code=code, name_en=name, **{**values, **numbers})


def action(code: str, lines: int = 1, **values: Any) -> PublishedAction:
    """An action's row, funded where it has lines."""
    given = {"serial": 1, "right_code": "01", "in_force": True, "funded": lines > 0}
    given |= {"lines": lines, "units": min(lines, 1), "text_en": f"Action {code}"}
    given |= {"amount_attributed": 100 * lines, "amount_touching": 100 * lines}
    return PublishedAction(code=code, **{**given, **values})


def became(before: str, after: str, kind: str, year: int) -> PublishedSuccession:
    """A succession between actions, each named as `programme/code`."""
    old_programme, old = before.split("/")
    new_programme, new = after.split("/")
    return PublishedSuccession(
        predecessor_programme=old_programme,
        predecessor_code=old,
        successor_programme=new_programme,
        successor_code=new,
        kind=kind,
        year=year,
    )


def unit(code: str = "A", status: str = "approved", **numbers: Any) -> PublishedUnit:
    """A unit's row; only an approved one has numbers."""
    values: dict[str, Any] = {"name": f"Ministry {code}", "kind": "ministry"}
    values |= {"obliged": True, "status": status, "linked": status == "approved"}
    if status == "approved":
        values |= {"lines_total": 5, "lines_linked": 3, "lines_waived": 0}
        values |= {"lines_screened": 1, "lines_not_screened": 1}
        values |= {"amount_total": "400.00", "amount_linked": "300.00"}
        values |= {"actions_funded": 2}
    return PublishedUnit(code=code, **{**values, **numbers})
