"""The catalogue of observation codes, which the finance head keeps."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.models import ObservationCode
from budgeting.permissions import may_keep_codes
from budgeting.services.locks import check_version
from budgeting.services.refusals import in_words
from programme.models import User

WRITTEN = ("name_es", "name_en", "text_es", "text_en", "severity", "about", "position")


@transaction.atomic
@in_words
def save_observation_code(
    *,
    by: User,
    values: Mapping[str, Any],
    code: ObservationCode | None = None,
    version: int | None = None,
) -> ObservationCode:
    """A new code, or a code in other words; observations made before keep theirs.

    What the code itself is never changes. Raises StaleVersion where it is no longer in
    the `version` that the page showed.
    """
    known = lock_codes()
    _check_keeps(by)
    row = known[code.pk] if code else _named(known, values)
    before = {name: getattr(row, name) for name in WRITTEN}
    for name in WRITTEN:
        if name in values:
            setattr(row, name, _trimmed(values[name]))
    if row.pk and before == {name: getattr(row, name) for name in WRITTEN}:
        return row
    if row.pk:
        check_version(row, version)
        row.version += 1
    row.full_clean()
    row.save()
    return row


@transaction.atomic
@in_words
def retire_observation_code(code: ObservationCode, *, by: User) -> ObservationCode:
    """The code, chosen no more from now on; observations made with it stay."""
    row = lock_codes()[code.pk]
    _check_keeps(by)
    if row.retired_at is None:
        row.retired_at, row.version = now(), row.version + 1
        row.save(update_fields=["retired_at", "version"])
    return row


@transaction.atomic
@in_words
def restore_observation_code(code: ObservationCode, *, by: User) -> ObservationCode:
    """The retired code in use again, for what it always meant."""
    row = lock_codes()[code.pk]
    _check_keeps(by)
    if row.retired_at is not None:
        row.retired_at, row.version = None, row.version + 1
        row.save(update_fields=["retired_at", "version"])
    return row


def lock_codes() -> dict[int, ObservationCode]:
    """The whole catalogue as it is now; nobody else changes it meanwhile."""
    rows = ObservationCode.objects.select_for_update().order_by("pk")
    return {row.pk: row for row in rows}


def _named(
    known: Mapping[int, ObservationCode], values: Mapping[str, Any]
) -> ObservationCode:
    """A new row of this code; the row itself if the same request made it already."""
    code = _trimmed(values["code"])
    for row in known.values():
        if row.code == code and all(
            getattr(row, name) == _trimmed(values[name])
            for name in WRITTEN
            if name in values
        ):
            return row
    return ObservationCode(code=code)


def _trimmed(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _check_keeps(by: User) -> None:
    if not may_keep_codes(by):
        raise PermissionDenied(_("Only the finance head keeps the catalogue."))
