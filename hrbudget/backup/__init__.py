"""Backup and restore: the whole database and the uploads, in one folder that proves
itself.

A backup is a folder `hrbudget-20270131T020000Z` with four files: `database.dump` (of
pg_dump, custom format), `uploads.tar`, `manifest.json` (what is in it) and
`SHA256SUMS` (which `sha256sum -c` reads too).
"""


class BackupError(Exception):
    """A backup cannot be made, read or restored; the message says why."""
