"""The matrix file: one row an address, what it is tried with, and a method."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.access.addresses import Address, every_address
from tests.access.people import ROLES
from tests.access.tries import labels_of

FILE = Path(__file__).with_name("matrix.txt")
UNDECIDED = "?"
METHODS = ("GET", "POST")


class Key(NamedTuple):
    """What a row is about."""

    route: str
    tried_with: str
    method: str


class Matrix(NamedTuple):
    """What each role is expected to meet, by row; and what the file says above."""

    head: list[str]
    rows: dict[Key, dict[str, str]]


def read_matrix(file: Path = FILE) -> Matrix:
    """The file as it is; raises ValueError for a row of another shape or twice."""
    head, rows = [], {}
    for line in file.read_text().splitlines():
        if line.startswith("#"):
            head.append(line)
            continue
        if not line.strip():
            continue
        route, tried_with, method, *cells = line.split()
        key = Key(route, tried_with, method)
        if key in rows:
            raise ValueError(f"{key} has two rows")
        rows[key] = dict(zip(ROLES, cells, strict=True))
    return Matrix(head, rows)


def write_matrix(matrix: Matrix, order: Iterable[Key], file: Path = FILE) -> None:
    """Write the file in this order, columns aligned, a blank line between areas."""
    known = [key for key in order if key in matrix.rows]
    stale = [key for key in matrix.rows if key not in set(known)]
    keys = [*known, *stale]
    lines = [[*key, *matrix.rows[key].values()] for key in keys]
    titles = ["# address", "tried with", "method", *ROLES]
    widths = [max(len(row[n]) for row in [titles, *lines]) for n in range(len(titles))]
    above = matrix.head[:-1] if matrix.head else []
    text, area = [*above, _aligned(titles, widths)], ""
    for key, line in zip(keys, lines, strict=True):
        if area_of(key.route) != area:
            area = area_of(key.route)
            text.append("")
        text.append(_aligned(line, widths))
    file.write_text("\n".join(text) + "\n")


def area_of(route: str) -> str:
    """The part of the site that an address belongs to."""
    parts = route.split("/")
    return "/".join(parts[1:4]) if parts[1] == "admin" else "/".join(parts[1:3])


def _aligned(cells: list[str], widths: list[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


class Differences(NamedTuple):
    """Where the matrix and the resolver disagree, and what is not decided yet."""

    missing: list[Key]
    stale: list[Key]
    undecided: list[Key]

    def sentences(self) -> list[str]:
        """One line for each row."""
        return [
            *(f"no row: {' '.join(key)}" for key in self.missing),
            *(f"no address: {' '.join(key)}" for key in self.stale),
            *(f"not decided: {' '.join(key)}" for key in self.undecided),
        ]


def expected_keys(addresses: Iterable[Address] | None = None) -> list[Key]:
    """The rows that the matrix must have, in the order of the resolver."""
    return [
        Key(address.route, label, method)
        for address in (every_address() if addresses is None else addresses)
        for label in labels_of(address)
        for method in METHODS
    ]


def differences(matrix: Matrix, expected: list[Key]) -> Differences:
    """Rows that are missing, rows without an address, rows with a cell to decide."""
    wanted = set(expected)
    return Differences(
        missing=[key for key in expected if key not in matrix.rows],
        stale=[key for key in matrix.rows if key not in wanted],
        undecided=[k for k, row in matrix.rows.items() if UNDECIDED in row.values()],
    )


def undecided_row() -> dict[str, str]:
    """A row for a person to fill in."""
    return dict.fromkeys(ROLES, UNDECIDED)
