"""Sessions in the database, which read-only mode leaves as they are."""

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError

from hrbudget import faults


class SessionStore(db.SessionStore):
    """Django's own; in read-only mode what a page changes in it lasts for that page."""

    def create(self) -> None:
        """A new session, kept unless nothing may be."""
        if not settings.READ_ONLY:
            super().create()

    def save(self, must_create: bool = False) -> None:
        """Keep it, unless nothing may be.

        Django calls any trouble a session that somebody deleted, and answers that the
        request cannot be read; a database that is away is said to be away.
        """
        if settings.READ_ONLY:
            return
        try:
            super().save(must_create)
        except UpdateError as error:
            trouble = error.__context__
            if trouble is not None and faults.is_away(trouble):
                raise trouble from trouble.__cause__
            raise

    def delete(self, session_key: str | None = None) -> None:
        """Forget it, unless nothing may be."""
        if not settings.READ_ONLY:
            super().delete(session_key)
