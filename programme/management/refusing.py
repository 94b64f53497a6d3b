"""What every command of the operator shares: a refusal exits with 1."""

from django.core.management.base import BaseCommand, CommandParser


class RefusingCommand(BaseCommand):
    """A command that exits with 1 for a mistaken option, as for any other refusal."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs) -> CommandParser:
        """A parser that says on standard error what is wrong, and exits with 1."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        usage = parser.format_usage()
        if self._called_from_command_line:  # type: ignore[attr-defined]
            parser.error = lambda message: parser.exit(1, f"{usage}{message}\n")  # type: ignore[method-assign]
        return parser
