"""The CSV files of the open data set, their manifest and the publication's hash."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from typing import IO, Any, NamedTuple

from django.db import connection
from psycopg.sql import SQL, Identifier, Literal

from programme.cells import guard
from reporting.cells import Column, Dataset
from reporting.datasets import DATASETS, YEAR
from reporting.models import Publication
from reporting.streaming import copy_out

YEAR_FILE = "year.csv"


class Digest(NamedTuple):
    """What the manifest says of a file, and how long it is."""

    name: str
    sha256: str
    size: int


def stream_csv(dataset: Dataset, publication: Publication) -> Iterator[bytes]:
    """The CSV of one data set, in pieces: UTF-8, LF, header first."""
    return copy_out(dataset.copy(publication))


def year_values(publication: Publication) -> dict[str, Any]:
    """What the row of the year holds, by column: its rule and every number."""
    return {
        "year": publication.fiscal_year_id,
        "linking": publication.linking,
        "legal_basis_es": publication.legal_basis_es,
        "legal_basis_en": publication.legal_basis_en,
        "method_version": publication.method_version,
        **publication.numbers,
    }


def year_csv(publication: Publication) -> bytes:
    """The CSV of the year: its rule and every number, in one row."""
    known = year_values(publication)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in YEAR)
    writer.writerow(_cell(column, known.get(column.name)) for column in YEAR)
    return out.getvalue().encode()


def files(publication: Publication) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Name and content of every CSV file, in the order of the manifest."""
    contents = {
        one.file_name: stream_csv(one, publication)
        for one in DATASETS
        if not one.optional or _has_rows(one, publication)
    }
    contents[YEAR_FILE] = iter([year_csv(publication)])
    yield from sorted(contents.items())


def _has_rows(dataset: Dataset, publication: Publication) -> bool:
    """Whether the publication has a row of this table, as its rows are now."""
    rows = SQL("SELECT EXISTS (SELECT 1 FROM {} WHERE publication_id = {})").format(
        Identifier(dataset.table), Literal(publication.pk)
    )
    with connection.cursor() as cursor:
        cursor.execute(rows.as_string())
        return cursor.fetchone()[0]


def digests(publication: Publication) -> list[Digest]:
    """Hash and size of every CSV file as its rows give it now."""
    return [digest_of(name, pieces) for name, pieces in files(publication)]


def digest_of(name: str, pieces: Iterable[bytes]) -> Digest:
    """Hash and size of a file that comes in pieces."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return Digest(name, digest.hexdigest(), size)


def copied(pieces: Iterable[bytes], out: IO[bytes]) -> Iterator[bytes]:
    """The same pieces, each written on its way."""
    for piece in pieces:
        out.write(piece)
        yield piece


def manifest(publication: Publication) -> str:
    """One line `sha256  name` for each CSV file, names sorted (method.md, 5)."""
    return manifest_of(digests(publication))


def manifest_of(digests: Iterable[Digest]) -> str:
    """The manifest of files of which these are hash and name."""
    return "".join(f"{one.sha256}  {one.name}\n" for one in digests)


def content_hash(manifest_text: str) -> str:
    """The hash of a publication: the SHA-256 of its manifest."""
    return hashlib.sha256(manifest_text.encode()).hexdigest()


def _cell(column: Column, value: Any) -> str:
    """A value of the year's row as its cell holds it."""
    if value is None:
        return ""
    if column.kind == "list":
        return ";".join(str(one) for one in value)
    return guard(value) if column.kind == "text" else str(value)
