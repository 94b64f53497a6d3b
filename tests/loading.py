"""A checked file loaded: by one administrator, or by two where it takes two."""

from programme import asking, uploads
from programme.models import ImportBatch, User
from tests.factories import make_user


def load_checked(batch: ImportBatch, by: User) -> ImportBatch:
    """The import after it was confirmed, by a second administrator if it takes one."""
    seen = batch.work.seen
    if not batch.work.report["takes_two"]:
        return uploads.confirm_import(batch, by=by, seen=seen)
    asked = asking.ask_to_load(batch, by=by, seen=seen)
    return asking.confirm_load(asked, by=make_user("administrator"))
