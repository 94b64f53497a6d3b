"""Verifies a publication: its hashes, and every number recomputed by a second road."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _

from reporting.datasets import DATASETS
from reporting.keeping import kept_differences
from reporting.models import (
    Publication,
    PublishedAction,
    PublishedCitation,
    PublishedComparison,
)
from reporting.publishing.frames import DataSet, read_dataset
from reporting.publishing.recounting import Recount, Rows, pesos

KEYS = {one.name: list(one.keys) for one in DATASETS}
AMOUNTS = {
    column.name for one in DATASETS for column in one.columns if column.kind == "amount"
}


class Said(NamedTuple):
    """What a publication says of itself: its manifest, hash, year and numbers."""

    manifest: str
    hash: str
    year: int
    numbers: Mapping[str, Any]


def differences_in(publication: Publication) -> list[str]:
    """Every difference between what is published and what its rows say, in words."""
    data = read_dataset(publication)
    numbers = publication.numbers
    said = Said(
        publication.manifest, publication.hash, publication.fiscal_year_id, numbers
    )
    known = {"stage": publication.stage, "currency": publication.currency}
    beside = [*_comparisons(publication), *_rows_of_others(publication)]
    beside += [*_wrong_cells(publication), *kept_differences(publication)]
    return [*hash_differences(said, data), *beside, *recounted(said, data, known)]


def recounted(said: Said, data: DataSet, known: Mapping[str, Any]) -> Iterator[str]:
    """Every number counted again from the files; `known`: what no counting gives."""
    if not data.frames["programmes"]["is_main"].sum():
        yield _("The year's programme is missing.")
        return
    yield from _twice(data)
    recount = Recount(data.frames, said.year)
    for name, expected in recount.all().items():
        yield from _rows(name, _published(data, name, expected), expected)
    yield from _numbers(said.numbers, {**known, **recount.year_numbers()})
    yield from _always_true(data, said.numbers)


def _twice(data: DataSet) -> Iterator[str]:
    """Rows whose keys another row of the same file has: only one would be compared."""
    for name in [one for one in KEYS if one in data.frames]:
        frame, keys = data.frames[name], KEYS[name]
        for row in frame[frame.duplicated(keys)][keys].to_numpy().tolist():
            yield _("%(file)s, %(row)s: the row is there more than once.") % {
                "file": f"{name}.csv",
                "row": " ".join(map(str, row)),
            }


def hash_differences(said: Said, data: DataSet) -> Iterator[str]:
    """The files against the manifest, and the manifest against the hash."""
    text = said.manifest
    if hashlib.sha256(text.encode()).hexdigest() != said.hash:
        yield _("The hash of the publication is not that of its manifest.")
    listed = {f"{digest}  {name}" for name, digest in data.digests.items()}
    for line in sorted(listed ^ set(text.splitlines())):
        if line in listed:
            name = line.partition("  ")[2]
            yield _("%(file)s is not the file of the manifest.") % {"file": name}
    gone = {line.partition("  ")[2] for line in text.splitlines()} - set(data.digests)
    for name in sorted(gone):
        yield _("%(file)s is in the manifest only.") % {"file": name}


def _comparisons(publication: Publication) -> Iterator[str]:
    """The publications compared with: still there, with that hash and those actions."""
    for compared in publication.publishedcomparisons.all():
        which = {"year": compared.year, "number": compared.number}
        record = Publication.objects.filter(
            fiscal_year=compared.year, number=compared.number, hash=compared.hash
        ).first()
        if record is None or compared.year >= publication.fiscal_year_id:
            yield (
                _(
                    "The publication %(number)s of %(year)s that this one was compared "
                    "with is not on record with that hash."
                )
                % which
            )
        elif _kept(publication, compared) != _funded(record):
            yield (
                _(
                    "The actions kept of %(year)s are not those that its publication "
                    "%(number)s funded."
                )
                % which
            )


def _kept(publication: Publication, compared: PublishedComparison) -> set[str]:
    """Codes that the publication kept of a compared year."""
    kept = publication.publishedcomparedactions.filter(
        year=compared.year, programme_code=compared.programme_code
    )
    return set(kept.values_list("action_code", flat=True))


def _funded(record: Publication) -> set[str]:
    """Codes that a publication says its year funded."""
    actions = PublishedAction.objects.filter(publication=record, funded=True)
    return set(actions.values_list("code", flat=True))


def _rows_of_others(publication: Publication) -> Iterator[str]:
    """Citations whose line is not the one they name."""
    strays = PublishedCitation.objects.filter(publication=publication).exclude(
        Q(line__publication=publication)
        & Q(line__unit_code=F("unit_code"), line__code=F("line_code"))
    )
    for unit, line in strays.values_list("unit_code", "line_code"):
        yield _("citations.csv, %(row)s: it belongs to another line.") % {
            "row": f"{unit} {line}"
        }


def _wrong_cells(publication: Publication) -> Iterator[str]:
    """Lines whose cell of actions is not what their citations say."""
    share = Cast("share", CharField())
    pair = Concat("action_code", Value("="), share, output_field=CharField())
    joined = StringAgg(pair, "; ", order_by="action_code")
    citations = PublishedCitation.objects.filter(line=OuterRef("pk"), main=True)
    grouped = citations.order_by().values("line").annotate(joined=joined)
    said = Coalesce(Subquery(grouped.values("joined")), Value(""))
    lines = publication.publishedlines.annotate(said=said).exclude(actions=F("said"))
    for unit, line in lines.values_list("unit_code", "code"):
        yield _("%(row)s: its cell of actions is not what the line cites.") % {
            "row": f"{unit} {line}"
        }


def _published(data: DataSet, name: str, expected: Rows) -> Rows:
    """The rows of one file by their keys, with what is expected of them."""
    frame, keys = data.frames[name], KEYS[name]
    wanted = {column for row in expected.values() for column in row}
    rows: list[dict] = frame[sorted({*keys, *wanted})].to_dict("records")
    if len(keys) == 1:
        return {row[keys[0]]: row for row in rows}
    return {tuple(row[key] for key in keys): row for row in rows}


def _rows(name: str, published: Rows, expected: Rows) -> Iterator[str]:
    """Rows missing, rows too many, and every value that is another."""
    file = f"{name}.csv"
    for key in sorted(set(published) ^ set(expected)):
        sentence = (
            _("%(file)s, %(row)s: no published line accounts for this row.")
            if key in published
            else _("%(file)s, %(row)s: the row is missing.")
        )
        yield sentence % {"file": file, "row": _named(key)}
    for key in sorted(set(published) & set(expected)):
        row, wanted = published[key], expected[key]
        for column in (one for one in wanted if row[one] != wanted[one]):
            where = f"{file}, {_named(key)}: {column}"
            yield _difference(
                where, _shown(column, row[column]), _shown(column, wanted[column])
            )


def _numbers(numbers: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[str]:
    """The year's own numbers."""
    for name in sorted(set(expected) | set(numbers)):
        published = numbers.get(name)
        if name not in numbers or published != expected.get(name):
            yield _difference(name, published, expected.get(name))


def _always_true(data: DataSet, numbers: Mapping[str, Any]) -> Iterator[str]:
    """What holds of every publication (method.md, 5)."""
    rights, units = data.frames["rights"], data.frames["units"]
    parts = pesos(sum(rights["amount_attributed"]))
    if parts != numbers.get("amount_linked"):
        yield _("The attributed amounts of the rights do not add up to the year.")
    for name in ("lines_total", "lines_linked", "amount_total", "amount_linked"):
        total = sum(value for value in units[name] if value is not None)
        shown = pesos(total) if name in AMOUNTS else total
        if shown != numbers.get(name):
            yield _("%(name)s: the units do not add up to the year.") % {"name": name}
    counts = [numbers.get(f"actions_{name}") for name in ("new", "funded", "in_force")]
    ladder = [count for count in counts if count is not None]
    if ladder != sorted(ladder):
        yield _("More actions are new than funded, or funded than in force.")


def _difference(where: str, published: Any, recomputed: Any) -> str:
    return _(
        "%(where)s is published as %(published)s and recomputed as %(recomputed)s."
    ) % {"where": where, "published": published, "recomputed": recomputed}


def _shown(column: str, value: Any) -> Any:
    return pesos(value) if column in AMOUNTS and value is not None else value


def _named(key: Any) -> str:
    return key if isinstance(key, str) else " ".join(key)
