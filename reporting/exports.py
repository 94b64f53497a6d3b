"""Writes the open data set: its CSV files, manifest and data package."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.template.loader import render_to_string

from programme.cells import guard
from reporting.cells import Column, Dataset
from reporting.datasets import DATASETS, YEAR
from reporting.models import Publication

YEAR_FILE = "year.csv"
FRICTIONLESS: dict[
    str, dict[str, Any]
] = {  # what a cell of each kind is in a table schema
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "amount": {"type": "number"},
    "rate": {"type": "number"},
    "boolean": {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    "date": {"type": "date"},
    "json": {"type": "object"},
    "list": {"type": "string"},
}
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}


def stream_csv(dataset: Dataset, publication: Publication) -> Iterator[bytes]:
    """The CSV of one data set, in pieces: UTF-8, LF, header first."""
    with connection.cursor() as cursor, cursor.copy(dataset.copy(publication)) as rows:
        for piece in rows:
            yield bytes(piece)


def year_csv(publication: Publication) -> bytes:
    """The CSV of the year: its rule and every number, in one row."""
    known = {
        "year": publication.fiscal_year_id,
        "linking": publication.linking,
        "legal_basis_es": publication.legal_basis_es,
        "legal_basis_en": publication.legal_basis_en,
        "method_version": publication.method_version,
        **publication.numbers,
    }
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in YEAR)
    writer.writerow(_cell(column, known.get(column.name)) for column in YEAR)
    return out.getvalue().encode()


def files(publication: Publication) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Name and content of every CSV file, in the order of the manifest."""
    contents = {one.file_name: stream_csv(one, publication) for one in DATASETS}
    contents[YEAR_FILE] = iter([year_csv(publication)])
    yield from sorted(contents.items())


def manifest(publication: Publication) -> str:
    """One line `sha256  name` for each CSV file, names sorted (method.md, 5)."""
    return "".join(
        _manifest_line(name, _hash(pieces)) for name, pieces in files(publication)
    )


def content_hash(manifest_text: str) -> str:
    """The hash of a publication: the SHA-256 of its manifest."""
    return hashlib.sha256(manifest_text.encode()).hexdigest()


def write_dataset(publication: Publication, folder: Path) -> str:
    """Write the whole open data set into this folder; its manifest comes back.

    Compare it with the publication's: another one means that rows were changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for name, pieces in files(publication):
        digest = hashlib.sha256()
        with open(folder / name, "wb") as out:
            for piece in pieces:
                digest.update(piece)
                out.write(piece)
        lines.append(_manifest_line(name, digest.hexdigest()))
    text = "".join(lines)
    _write(folder / "manifest.txt", text)
    package = data_package(publication, folder)
    _write(
        folder / "datapackage.json",
        json.dumps(package, ensure_ascii=False, indent=2) + "\n",
    )
    readme = {"publication": publication, "datasets": _described()}
    _write(
        folder / "README.md", render_to_string("reporting/dataset_readme.txt", readme)
    )
    return text


def data_package(publication: Publication, folder: Path) -> dict[str, Any]:
    """The description of the data set's files in this folder (Frictionless)."""
    year, number = publication.fiscal_year_id, publication.number
    listed = [line.split("  ") for line in publication.manifest.splitlines()]
    digests = {name: digest for digest, name in listed}
    return {
        "profile": "tabular-data-package",
        "name": f"hrbudget-{year}-{number}",
        "title": f"Budget {year} by human rights, publication {number}",
        "version": f"{year}.{number}",
        "created": publication.published_at.isoformat(),
        "hash": publication.hash,
        "licenses": [LICENCE],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                "path": f"{name}.csv",
                "description": description,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": (folder / f"{name}.csv").stat().st_size,
                "hash": f"sha256:{digests[f'{name}.csv']}",
                "dialect": {"delimiter": ",", "lineTerminator": "\n"},
                "schema": _schema(columns, keys),
            }
            for name, description, columns, keys in _described()
        ],
    }


def _described() -> list[tuple[str, str, tuple[Column, ...], tuple[str, ...]]]:
    """Name, description, columns and keys of each file, in order."""
    known = [(one.name, one.description, one.columns, one.keys) for one in DATASETS]
    year = ("year", "The year: its rule and every number of it", YEAR, ("year",))
    return sorted([*known, year])


def _schema(columns: tuple[Column, ...], keys: tuple[str, ...]) -> dict[str, Any]:
    """The table schema of one file."""
    return {
        "fields": [
            {"name": c.name, **FRICTIONLESS[c.kind], "description": c.description}
            for c in columns
        ],
        "primaryKey": list(keys),
        "missingValues": [""],
    }


def _cell(column: Column, value: Any) -> str:
    """A value of the year's row as its cell holds it."""
    if value is None:
        return ""
    if column.kind == "list":
        return ";".join(str(one) for one in value)
    return guard(value) if column.kind == "text" else str(value)


def _manifest_line(name: str, digest: str) -> str:
    return f"{digest}  {name}\n"


def _hash(pieces: Iterator[bytes]) -> str:
    """The SHA-256 of a file that comes in pieces."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
