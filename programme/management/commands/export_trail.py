import json
from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from programme.management.refusing import RefusingCommand
from programme.services import record_reading
from programme.trail import seal
from programme.trail.exporting import lines


class Command(RefusingCommand):
    """Writes the sealed trail as text, for docs/verify_trail.py to check."""

    help = "Write the sealed trail, one line an entry, to check it without hrbudget."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="a result for machines")

    def handle(self, *args, **options) -> None:
        record_reading("trail", by=None)
        head, out = seal(), options["out"]
        try:
            with out.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in lines())
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        facts = {"out": str(out), "entries": head.position, "head": str(head)}
        said = f"Wrote {head.position} entries into {out}. Head: {head}"
        self.stdout.write(json.dumps(facts) if options["json"] else said)
