"""What the commands that load a file share: options, output, refusals in words."""

import json
from abc import abstractmethod
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, no_translations
from django.core.serializers.json import DjangoJSONEncoder

from programme.imports import ImportReport
from programme.management.refusing import RefusingCommand
from programme.workbooks import ImportRefused, mark_errors


class ImportCommand(RefusingCommand):
    """A command that loads one file: 0 when it did, 1 with every reason on stderr."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what to do with it."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything, write nothing"
        )
        parser.add_argument(
            "--errors",
            type=Path,
            metavar="OUT.xlsx",
            help="where to write the same workbook with its errors marked",
        )
        parser.add_argument("--json", action="store_true", help="a result for machines")

    @abstractmethod
    def load(self, path: Path, *, dry_run: bool, **options: Any) -> ImportReport:
        """Import the file; raises ImportRefused or CommandError."""

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        """Import and tell; a refusal names each error on a line of its own."""
        path, out = options["file"], options["errors"]
        if out and out.resolve() == path.resolve():
            raise CommandError("--errors names the file itself: give another name.")
        try:
            report = self.load(path, **options)
        except ImportRefused as refused:
            self._tell_refusal(refused, path, out, as_json=options["json"])
        else:
            self._tell(report, options["dry_run"], as_json=options["json"])

    def _tell(self, report: ImportReport, dry_run: bool, *, as_json: bool) -> None:
        outcome = "checked" if dry_run else "loaded"
        if as_json:
            result = {"outcome": outcome, "sha256": report.file_hash}
            rows = [asdict(row) for row in report.rows if row.outcome != "unchanged"]
            self._write_json(
                {**result, "counts": report.counts, "notes": report.notes, "rows": rows}
            )
            return
        for name, counts in report.counts.items():
            told = ", ".join(f"{count:,} {what}" for what, count in counts.items())
            self.stdout.write(f"{name}: {told}")
        for note in report.notes:
            self.stdout.write(note)
        self.stdout.write(
            "Checked: nothing was written." if dry_run else "The file is loaded."
        )

    def _tell_refusal(
        self, refused: ImportRefused, path: Path, out: Path | None, *, as_json: bool
    ) -> None:
        for sentence in refused.sentences():
            self.stderr.write(" ".join(sentence.split()))
        if as_json:
            errors = [asdict(error) for error in refused.errors]
            self._write_json(
                {"outcome": "refused", "errors": errors, "omitted": refused.omitted}
            )
        if out:
            self._mark(path, refused, out)
        count = len(refused.errors) + refused.omitted
        raise CommandError(f"The file is not loaded. Errors: {count:,}.")

    def _mark(self, path: Path, refused: ImportRefused, out: Path) -> None:
        try:
            mark_errors(path, refused.errors, out)
        except ImportRefused:
            self.stderr.write(f"{path} cannot be marked, so {out} is not written.")
        except OSError as error:
            self.stderr.write(f"{out} cannot be written: {error.strerror}.")
        else:
            self.stderr.write(f"The errors are marked in {out}.")

    def _write_json(self, result: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(result, cls=DjangoJSONEncoder, ensure_ascii=False))
