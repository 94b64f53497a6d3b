"""The same workbook with its errors marked, as a file to keep."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from programme.workbooks import ImportRefused, mark_errors


@contextmanager
def marked_copy(path: Path, refused: ImportRefused) -> Iterator[BinaryIO | None]:
    """The workbook with its errors marked, within the block; None if it is none."""
    with TemporaryDirectory() as folder:
        marked = Path(folder) / "marked.xlsx"
        if any(error.sheet for error in refused.errors):
            with suppress(ImportRefused):
                mark_errors(path, refused.errors, marked)
        if not marked.exists():
            yield None
            return
        with marked.open("rb") as file:
            yield file
