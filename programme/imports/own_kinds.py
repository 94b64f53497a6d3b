"""The files of the catalogue, as the site takes them: programmes, and units."""

from django.urls import reverse

from programme.imports.kinds import Kind, register
from programme.imports.programmes import import_programme
from programme.imports.undoing import undo_programme, undo_units
from programme.imports.units import import_units
from programme.models import ImportBatch


def register_kinds() -> None:
    """Take programme workbooks and lists of units."""
    register(
        Kind(
            ImportBatch.Kind.PROGRAMME,
            lambda batch: import_programme,
            undo_programme,
            csv=False,
            megabytes=20,
            page=lambda batch: reverse("programme:programme_list"),
        )
    )
    register(Kind(ImportBatch.Kind.UNITS, lambda batch: import_units, undo_units))
