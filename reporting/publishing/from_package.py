"""Verifies a data package from its files alone: no row of the database is read."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reporting.datasets import DATASETS, YEAR
from reporting.exports import YEAR_FILE
from reporting.packaging import DESCRIPTOR, MANIFEST
from reporting.publishing.frames import read_files
from reporting.publishing.recounting import pesos
from reporting.publishing.verifying import Said, hash_differences, recounted

NEEDED = {
    *(one.file_name for one in DATASETS if not one.optional),
    YEAR_FILE,
    MANIFEST,
    DESCRIPTOR,
}
OF_THE_RULE = {"year", "linking", "legal_basis_es", "legal_basis_en", "method_version"}


class UnreadablePackage(Exception):
    """What was given is no data package; says why in a sentence."""


class Verified(NamedTuple):
    """Which publication a package is of, and every difference found in it."""

    year: int
    hash: str
    differences: list[str]


def verify_package(path: Path) -> Verified:
    """Every number and hash of a package, a folder or a zip, counted again."""
    files = _read(path)
    missing = sorted(NEEDED - set(files))
    if missing:
        raise UnreadablePackage(
            _("%(path)s is no data package: it lacks %(names)s.")
            % {"path": path, "names": ", ".join(missing)}
        )
    try:
        descriptor = json.loads(files[DESCRIPTOR])
        data = read_files(files.items())
        rows: list[dict] = data.frames["year"].to_dict("records")
        (row,) = rows
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise UnreadablePackage(
            _("A file of %(path)s cannot be read: %(error)s.")
            % {"path": path, "error": error}
        ) from error
    said = Said(
        files[MANIFEST].decode(), descriptor["hash"], row["year"], _numbers(row)
    )
    known = {"stage": row["stage"], "currency": row["currency"]}
    found = [*hash_differences(said, data), *recounted(said, data, known)]
    return Verified(row["year"], descriptor["hash"], found)


def _read(path: Path) -> Mapping[str, bytes]:
    """The files of the package by their names."""
    try:
        if path.is_dir():
            return {
                one.name: one.read_bytes() for one in path.iterdir() if one.is_file()
            }
        with zipfile.ZipFile(path) as packed:
            return {name: packed.read(name) for name in packed.namelist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreadablePackage(
            _("%(path)s cannot be read: %(error)s.") % {"path": path, "error": error}
        ) from error


def _numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of the year as its file holds them, in the form of a publication."""
    found: dict[str, Any] = {}
    for column in YEAR:
        value = row[column.name]
        if column.kind == "amount":
            value = pesos(value)
        elif column.kind == "rate":
            value = value or None
        elif column.kind == "list":
            value = [int(one) for one in value]
        if column.name not in OF_THE_RULE:
            found[column.name] = value
    return found
