from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from programme.imports import ImportReport, import_programme
from programme.imports.wordings import Wording
from programme.lineage_forms import FileWordingForm
from programme.management.importing import ImportCommand
from programme.models import CatalogueChange


class Command(ImportCommand):
    """Loads or updates one programme edition."""

    help = "Load or update one programme edition from a workbook (.xlsx)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what the texts of actions are that it changes."""
        super().add_arguments(parser)
        parser.add_argument(
            "--wordings-from",
            type=int,
            metavar="YEAR",
            help="texts that it changes are new wordings from this year, not "
            "corrections: each earlier text stays on the page of its action",
        )
        parser.add_argument("--reason", default="", help="why they are worded anew")

    def load(self, path: Path, *, dry_run: bool, **options: Any) -> ImportReport:
        """Import the programme workbook."""
        wording = _wording(options["wordings_from"], options["reason"])
        return import_programme(path, dry_run=dry_run, wording=wording)


def _wording(year: int | None, reason: str) -> Wording | None:
    """What was said of the texts; None for corrections. Raises CommandError."""
    if year is None:
        if reason:
            raise CommandError("--reason goes with --wordings-from.")
        return None
    kind = CatalogueChange.Kind.REWORDED
    form = FileWordingForm({"kind": kind, "year": year, "reason": reason})
    if not form.is_valid():
        raise CommandError(" ".join(sum(form.errors.values(), [])))
    return Wording(form.cleaned_data["year"], form.cleaned_data["reason"])
