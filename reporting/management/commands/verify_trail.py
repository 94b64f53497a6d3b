import json
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from programme.management.refusing import RefusingCommand
from programme.trail import Head, last_head, seal
from reporting.heads import trail_differences


class Command(RefusingCommand):
    """Checks the trail: entries as sealed, rows as last recorded, heads as printed."""

    help = "Check the chain, every recorded row, and every head that was printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="POSITION:HASH",
            help="a head printed earlier, on a receipt or a publication",
        )
        parser.add_argument("--json", action="store_true", help="a result for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        heads = {f"head {text}": _head(text) for text in options["head"]}
        if not settings.READ_ONLY:
            seal()
        found = [str(one) for one in trail_differences(heads)]
        if options["json"]:
            facts = {"head": str(last_head()), "differences": found}
            self.stdout.write(json.dumps(facts))
        if found:
            raise CommandError("\n".join(found))
        if not options["json"]:
            self.stdout.write(f"The trail holds. Head: {last_head()}")


def _head(text: str) -> Head:
    """The head as it is printed; raises CommandError for what is none."""
    position, _, digest = text.partition(":")
    if not position.isdecimal() or len(digest) != 64:
        raise CommandError(f"“{text}” is no head: write it as it is printed.")
    return Head(int(position), digest.lower())
