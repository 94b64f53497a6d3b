"""What the matrix lacks: `python -m tests.access`; `--draft` adds rows to be decided.

The expectations are written by a person who read method.md, 3. This program never runs
an address: were it to write down what the site does, the check could not fail.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from tests.access.matrix import (  # noqa: E402
    Matrix,
    differences,
    expected_keys,
    read_matrix,
    undecided_row,
    write_matrix,
)


def main(arguments: list[str]) -> int:
    """Names what is missing and what is stale; 1 where there is any."""
    matrix = read_matrix()
    lacking = differences(matrix, expected_keys())
    for sentence in lacking.sentences():
        print(sentence)
    if "--draft" in arguments:
        rows = {**matrix.rows, **{key: undecided_row() for key in lacking.missing}}
        for key in lacking.stale:
            del rows[key]
        write_matrix(Matrix(matrix.head, rows), expected_keys())
        print(f"{len(lacking.missing)} rows to decide, {len(lacking.stale)} taken out.")
    return int(bool(lacking.sentences()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
