"""The files of the catalogue, as the site takes them: programmes, and units."""

from functools import partial

from django.urls import reverse

from programme.imports.kinds import Kind, register
from programme.imports.programmes import import_programme
from programme.imports.undoing import undo_programme, undo_units
from programme.imports.units import import_units
from programme.imports.wordings import wording_of
from programme.models import ImportBatch


def register_kinds() -> None:
    """Take programme workbooks and lists of units."""
    register(
        Kind(
            ImportBatch.Kind.PROGRAMME,
            lambda batch: partial(import_programme, wording=wording_of(batch)),
            undo_programme,
            csv=False,
            megabytes=20,
            standing=lambda batch: repr(wording_of(batch)),
            page=lambda batch: reverse("programme:programme_list"),
        )
    )
    register(Kind(ImportBatch.Kind.UNITS, lambda batch: import_units, undo_units))
