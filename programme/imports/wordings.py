"""Texts that a programme workbook changes: corrections, or new wordings from a year."""

from typing import Any, NamedTuple

from programme.imports.edition import Edition, EditionFile
from programme.models import CatalogueChange, FormerText, ImportBatch, User

TEXTS = ("text_es", "text_en")


class Wording(NamedTuple):
    """From which year the changed texts are new wordings, and why."""

    year: int
    reason: str


def wording_of(batch: ImportBatch) -> Wording | None:
    """What was chosen for the changed texts of a file; None for corrections."""
    year: int | None = batch.worded_from  # type: ignore[assignment]
    return None if year is None else Wording(year, batch.worded_why)


def worded_anew(said: EditionFile, known: Edition) -> list[str]:
    """The actions whose text a file changes; a translation added changes none."""
    return [
        code
        for code in sorted(said.changed["actions"] & known.actions.keys())
        if any(
            before and before != said.rows["actions"][code][name]
            for name in TEXTS
            if (before := getattr(known.actions[code], name))
        )
    ]


def note_wording(batch: ImportBatch, wording: Wording) -> None:
    """Keep with an import what its texts are: a command did not say so before."""
    batch.worded_from, batch.worded_why = wording
    batch.save(update_fields=["worded_from", "worded_why"])


def keep_former(
    said: EditionFile, known: Edition, wording: Wording, by: User | None
) -> None:
    """Record each new wording as the page of an action does, the old text kept."""
    codes = worded_anew(said, known)
    changes = CatalogueChange.objects.bulk_create(
        CatalogueChange(
            kind=CatalogueChange.Kind.REWORDED,
            programme=known.programme,
            year=wording.year,
            reason=wording.reason,
            codes=_codes(code, said.rows["actions"][code]),
            by=by,
        )
        for code in codes
    )
    FormerText.objects.bulk_create(
        FormerText(
            action=known.actions[code],
            text_es=known.actions[code].text_es,
            text_en=known.actions[code].text_en,
            until=wording.year,
            change=change,
        )
        for code, change in zip(codes, changes, strict=True)
    )


def _codes(code: str, row: dict[str, Any]) -> dict[str, list[str]]:
    texts = [row[name] for name in TEXTS]
    return {"was": [code], "became": [code], "made": [], "worded": texts}
