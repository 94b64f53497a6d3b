"""Pages of rows by key: any page costs the same, however many come before it."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from reporting.queries import BadQuery

LONGEST = 300  # characters of a cursor: two codes of twenty letters of any script


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after these keys, or before them."""

    keys: tuple[str, ...]
    backwards: bool = False

    def __str__(self) -> str:
        content = [int(self.backwards), *self.keys]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, width: int) -> Cursor:
    """The cursor in an address, of `width` keys; raises BadQuery for any other text."""
    try:
        if len(text) > LONGEST:
            raise ValueError(text)
        padded = text + "=" * (-len(text) % 4)
        backwards, *keys = json.loads(base64.b64decode(padded, b"-_", validate=True))
        known = backwards in (0, 1) and len(keys) == width
        if not known or not all(is_text(key) for key in keys):
            raise ValueError(text)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise no_page() from None
    return Cursor(tuple(keys), bool(backwards))


def no_page() -> BadQuery:
    """What is said of a cursor that leads nowhere."""
    return BadQuery(
        _("This is not the address of a page. Follow a link from the first page.")
    )


def is_text(key: Any) -> bool:
    """Whether the database can compare with it; raises ValueError for half a letter."""
    return isinstance(key, str) and "\0" not in key and bool(key.encode())


@dataclass(frozen=True)
class Page:
    """Rows in order, and the cursors of the pages beside them."""

    rows: list[Any]
    next: Cursor | None
    previous: Cursor | None


def page_of(
    rows: QuerySet, keys: tuple[str, ...], cursor: Cursor | None, size: int
) -> Page:
    """The page of at most `size` rows at this cursor, ordered by `keys`."""
    backwards = cursor is not None and cursor.backwards
    if cursor:
        rows = rows.filter(beyond(keys, cursor))
    order = [f"-{key}" for key in keys] if backwards else list(keys)
    found = list(rows.order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], None, None)
    first = Cursor(key_of(found[0], keys), backwards=True)
    last = Cursor(key_of(found[-1], keys))
    has_next, has_previous = (True, more) if backwards else (more, cursor is not None)
    return Page(found, last if has_next else None, first if has_previous else None)


def page_of_codes(codes: list[str], cursor: Cursor | None, size: int) -> Page:
    """The page of a list in an order of its own, such as the best found first."""
    start = 0
    if cursor:
        if cursor.keys[0] not in codes:
            raise no_page()
        place = codes.index(cursor.keys[0])
        start = max(0, place - size) if cursor.backwards else place + 1
        size = min(size, place) if cursor.backwards else size
    found = codes[start : start + size]
    more = start + size < len(codes)
    return Page(
        found,
        Cursor((found[-1],)) if found and more else None,
        Cursor((found[0],), backwards=True) if found and start else None,
    )


def beyond(keys: tuple[str, ...], cursor: Cursor) -> Q:
    """Rows past the cursor; the first key is bounded alone so that an index serves."""
    side = "lt" if cursor.backwards else "gt"
    wanted, same = Q(), Q()
    for key, value in zip(keys, cursor.keys, strict=True):
        wanted |= same & Q(**{f"{key}__{side}": value})
        same &= Q(**{key: value})
    return Q(**{f"{keys[0]}__{side}e": cursor.keys[0]}) & wanted


def key_of(row: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of a row."""
    return tuple(getattr(row, key) for key in keys)
