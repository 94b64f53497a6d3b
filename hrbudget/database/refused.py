"""How PostgreSQL refuses a write in read-only mode, and how that is said."""

from django.db import InternalError

READ_ONLY_TRANSACTION = "25006"  # PostgreSQL's code of a write it refused
REFUSED = "The site is in read-only mode (HRBUDGET_READ_ONLY): nothing was changed."


def is_refused_write(error: BaseException) -> bool:
    """Whether the database refused a statement because the session may only read."""
    sqlstate = getattr(error.__cause__, "sqlstate", "")
    return isinstance(error, InternalError) and sqlstate == READ_ONLY_TRANSACTION
