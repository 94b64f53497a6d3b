"""What a restored installation is held against: its manifest, and its own proofs."""

from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import translation

from hrbudget.backup.contents import publication_hashes, row_counts
from programme import trail
from reporting.heads import trail_differences
from reporting.models import Publication
from reporting.publishing import verify_publication


class Check(NamedTuple):
    """One thing that was looked at: in words, and every difference found."""

    said: str
    differences: list[str]


def check_rows(manifest: dict[str, Any]) -> Check:
    """Every table with as many rows as the backup counted."""
    with connection.cursor() as cursor:
        found = row_counts(cursor)
    expected = manifest["rows"]
    differences = [
        f"{table}: {found.get(table, 'no')} rows, {expected.get(table, 'no')} expected."
        for table in sorted(found.keys() | expected.keys())
        if found.get(table) != expected.get(table)
    ]
    said = f"{len(found)} tables with {sum(found.values())} rows, counted"
    return Check(said, differences)


def check_uploads(manifest: dict[str, Any]) -> Check:
    """As many uploaded files, of as many bytes, as the backup packed."""
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    found = {"files": len(files), "bytes": sum(path.stat().st_size for path in files)}
    expected = manifest["uploads"]
    same = found == expected
    differences = [] if same else [f"Uploads: {found}, {expected} expected."]
    return Check(f"{found['files']} uploaded files", differences)


def check_publications(manifest: dict[str, Any]) -> Check:
    """Every number and hash of every publication recomputed; none missing, none new."""
    found, expected = publication_hashes(), manifest["publications"]
    differences = [f"{named(one)} is missing." for one in expected if one not in found]
    differences += [
        f"{named(one)} is not in the backup's list."
        for one in found
        if one not in expected
    ]
    with translation.override("en"):
        for publication in Publication.objects.filter(sealed=True).order_by("pk"):
            which = f"{publication.fiscal_year_id} #{publication.number}"
            for difference in verify_publication(publication):
                differences.append(f"Publication {which}: {difference}")
    said = f"{len(found)} publications, every number and hash recomputed"
    return Check(said, differences)


def check_trail(manifest: dict[str, Any]) -> Check:
    """The chain and the rows agree, and the chain passes through the backup's head and
    every head printed on a receipt or a publication."""
    head = trail.Head(**manifest["trail"])
    differences = trail_differences({"of the backup": head})
    said = f"{trail.last_head().position} sealed entries of the trail, chain and rows"
    return Check(said, [str(one) for one in differences])


def named(publication: dict[str, Any]) -> str:
    """A publication of a manifest, in words."""
    return "Publication {year} #{number} with hash {hash}".format(**publication)
