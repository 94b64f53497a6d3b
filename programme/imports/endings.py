"""Why the work of an import ends before its time."""

from programme.imports.report import ImportReport


class Stopped(Exception):
    """A person asked to stop: nothing is written."""


class Paused(Exception):
    """The worker is told to end: the work begins again with the next one."""


class PreviewChanged(Exception):
    """The file would do something else by now than what was confirmed."""

    def __init__(self, report: ImportReport, seen: str) -> None:
        self.report, self.seen = report, seen
        super().__init__("the preview changed")
