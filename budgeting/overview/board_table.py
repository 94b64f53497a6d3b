"""The board's rows as cells of a table, for its download."""

from zoneinfo import ZoneInfo

from budgeting.overview.board import Board, BoardRow
from programme.cells import guard

COLUMNS = [
    "live_not_published_at",  # the moment, in the year's time zone, on every row
    "year",
    "unit",
    "name",
    "kind",
    "sector",
    "obliged",
    "state",  # none, draft, submitted, returned, approved
    "analyst",
    "lines",
    "lines_linked",
    "lines_waived",
    "lines_uncited",
    "currency",
    "amount",
    "ceiling",  # with what was granted above it
    "granted",
    "deadline",
    "days_left",
    "days_waiting",
    "observations_blocking",
    "observations_advisory",
    "submissions",
]


def cells_of(board: Board, row: BoardRow) -> list[str]:
    """One row as text, empty where the page shows nothing: so of every draft."""
    year, unit = board.year, row.unit
    moment = board.moment.astimezone(ZoneInfo(year.time_zone))
    deadline = row.deadline if row.days_left is not None else None
    said = [
        moment.isoformat(timespec="seconds"),
        year.pk,
        guard(unit.code),
        guard(unit.name),
        unit.kind,
        guard(unit.sector),
        str(row.obliged).lower(),
        row.state,
        guard(str(row.analyst or "")),
        *_figures(row),
        year.currency,
        f"{row.counts.amount:.2f}" if row.handed_in else None,
        None if row.allowed is None else f"{row.allowed.amount:.2f}",
        None if row.allowed is None else f"{row.allowed.granted:.2f}",
        deadline and deadline.day.isoformat(),
        row.days_left,
        row.waiting_days,
        *_asked(row),
    ]
    return ["" if one is None else str(one) for one in said]


def _figures(row: BoardRow) -> list[int | None]:
    """Lines in all, linked, waived, uncited; nothing of what Finance does not read."""
    if not row.handed_in:
        return [None] * 4
    counts = row.counts
    return [counts.lines, counts.linked, counts.waived, counts.uncited]


def _asked(row: BoardRow) -> list[int | None]:
    """Open observations, blocking and advisory, and how often it was submitted."""
    if not row.handed_in:
        return [None] * 3
    return [row.counts.blocking, row.counts.advisory, row.counts.submissions]
