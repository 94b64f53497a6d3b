"""The data package of a publication: its tables, keys and meaning (Frictionless).

`datapackage.json` is a Tabular Data Package 1 with the column types of the Fiscal Data
Package 1.0-rc.1 (fiscal.py) and the rights extension (docs/data.md).
"""

import json
from collections.abc import Mapping
from typing import Any

from budgeting.models import FiscalYear, Stage
from reporting import fiscal
from reporting.cells import Column
from reporting.dictionary import DICTIONARY, HEADER, Table, dictionary_csv, tables
from reporting.exports import Digest, digest_of
from reporting.models import Publication, PublishedLine, PublishedUnit

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
ONE_OF: dict[str, list[str]] = {  # the words that a cell may hold, where they are few
    "year.linking": list(FiscalYear.Linking.values),
    "year.stage": list(Stage.values),
    "rights.kind": ["right", "group"],
    "programmes.kind": ["human_rights", "cross_cutting"],
    "lines.state": list(PublishedLine.State.values),
    "units.status": list(PublishedUnit.Status.values),
    "successions.kind": ["renamed", "merged", "split", "carried"],
    "unit_successions.kind": ["merged", "split"],
}
References = tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]
FOREIGN_KEYS: dict[str, References] = {  # columns, the file they refer to, its columns
    "actions": (
        (("right_code",), "rights", ("code",)),
        (("strategy_code",), "strategies", ("code",)),
        (("proof_unit", "proof_line"), "lines", ("unit_code", "code")),
    ),
    "citations": (
        (("unit_code", "line_code"), "lines", ("unit_code", "code")),
        (("programme_code",), "programmes", ("code",)),
    ),
    "compared_actions": ((("year",), "comparisons", ("year",)),),
    "groups": ((("code",), "rights", ("code",)),),
    "lines": ((("unit_code",), "units", ("code",)),),
    "strategies": ((("right_code",), "rights", ("code",)),),
}


def descriptor(publication: Publication, sizes: Mapping[str, int]) -> bytes:
    """`datapackage.json`; `sizes` are those of the CSV files of the hash."""
    package = data_package(publication, sizes)
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def data_package(publication: Publication, sizes: Mapping[str, int]) -> dict[str, Any]:
    """The description of the data set and of each of its files."""
    year, number = publication.fiscal_year_id, publication.number
    listed = [line.split("  ") for line in publication.manifest.splitlines()]
    known = {name: Digest(name, digest, sizes[name]) for digest, name in listed}
    hashed = [
        _resource(table, known[f"{table.name}.csv"], publication)
        for table in tables(publication)
    ]
    return {
        "profile": "tabular-data-package",
        "name": f"hrbudget-{year}-{number}",
        "title": f"Budget {year} by human rights, publication {number}",
        "title_es": f"Presupuesto {year} por derechos humanos, publicación {number}",
        "version": f"{year}.{number}",
        "created": publication.published_at.isoformat(),
        "hash": publication.hash,
        "hash_covers": sorted(known),
        "method_version": publication.method_version,
        "licenses": [LICENCE],
        "columnTypes": fiscal.COLUMN_TYPES,
        "fiscal": fiscal.fiscal_section(publication),
        "rights": fiscal.rights_section(publication),
        "resources": [*hashed, _dictionary(publication)],
    }


def _resource(table: Table, digest: Digest, publication: Publication) -> dict[str, Any]:
    """One file of the hash."""
    return {
        **_file(table.name, digest),
        "description": table.description,
        "description_es": table.description_es,
        "schema": _schema(table, publication),
    }


def _dictionary(publication: Publication) -> dict[str, Any]:
    """The dictionary, which is no part of the hash."""
    digest = digest_of(DICTIONARY, [dictionary_csv(publication)])
    fields = [{"name": name, "type": "string"} for name in HEADER]
    return {
        **_file("dictionary", digest),
        "description": "What every column of every file holds, in both languages",
        "description_es": "Qué contiene cada columna de cada archivo, en ambos idiomas",
        "schema": {"fields": fields, "primaryKey": ["file", "column"]},
    }


def _file(name: str, digest: Digest) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": digest.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": digest.size,
        "hash": f"sha256:{digest.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n"},
    }


def _schema(table: Table, publication: Publication) -> dict[str, Any]:
    """The table schema of one file, with its keys and what they refer to."""
    schema: dict[str, Any] = {
        "fields": [_field(table, column) for column in table.columns],
        "primaryKey": list(table.keys),
        "missingValues": [""],
    }
    if keys := FOREIGN_KEYS.get(table.name):
        schema["foreignKeys"] = [
            {
                "fields": list(own),
                "reference": {"resource": resource, "fields": list(theirs)},
            }
            for own, resource, theirs in keys
        ]
    if constant := fiscal.constants(table.name, publication):
        schema["extraFields"] = constant
    return schema


def _field(table: Table, column: Column) -> dict[str, Any]:
    """One column: its type, what it holds, what it may hold, what it means."""
    field = {
        "name": column.name,
        **FRICTIONLESS[column.kind],
        "description": column.description,
    }
    constraints: dict[str, Any] = {}
    if column.name in table.keys:
        constraints["required"] = True
    if column.kind in ("amount", "rate"):
        constraints["minimum"] = 0
    if words := ONE_OF.get(f"{table.name}.{column.name}"):
        constraints["enum"] = words
    if constraints:
        field["constraints"] = constraints
    if meaning := fiscal.column_type(table.name, column.name):
        field["columnType"] = meaning
    return field
