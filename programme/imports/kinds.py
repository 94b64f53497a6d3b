"""The kinds of files that the site takes: each app registers its own when it is ready.

Pages, the worker and the undoing ask here; none of them knows what a budget is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from programme.imports.report import ImportReport
from programme.models import ImportBatch, User
from programme.permissions import is_administrator


class Importer(Protocol):
    """What loads a file, or rehearses it. Raises ImportRefused."""

    def __call__(
        self,
        path: Path,
        *,
        by: User | None = None,
        dry_run: bool = False,
        name: str | None = None,
    ) -> ImportReport: ...


class InTheWay(Exception):
    """What keeps an import from being undone, each a sentence."""

    def __init__(self, blocks: list[str]) -> None:
        self.blocks = blocks
        super().__init__(" ".join(blocks))


@dataclass(frozen=True)
class Undoing:
    """What undoing an import would do: `counts` by what it is called, `blocks` the
    sentences about what stands in its way; `write` does it, where nothing does, or
    raises InTheWay for what came meanwhile."""

    counts: dict[str, dict[str, int]]
    blocks: list[str]
    write: Callable[[], None]


@dataclass(frozen=True)
class Kind:
    """A kind of file: who may load it, how it is read, and how it is undone.

    `years` are the years that a file may be for, None where it is for none; `standing`
    tells what the file meets besides what its report shows, as text to compare; `page`
    is where what was loaded is seen, if there is such a page.
    """

    name: str
    importer: Callable[[ImportBatch], Importer]
    undo: Callable[[ImportBatch, User], Undoing]
    csv: bool = True
    megabytes: int = 5
    may: Callable[[User], bool] = is_administrator
    years: Callable[[], Iterable[int]] | None = None
    standing: Callable[[ImportBatch], str] = field(default=lambda batch: "")
    page: Callable[[ImportBatch], str] = field(default=lambda batch: "")

    @property
    def label(self) -> str:
        """What it is called, in the reader's language."""
        return str(ImportBatch.Kind(self.name).label)


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Take files of this kind from now on."""
    KINDS[kind.name] = kind


def kind_of(name: str) -> Kind:
    """The kind of this name; raises KeyError for one that nobody registered."""
    return KINDS[name]
