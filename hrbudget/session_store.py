"""Sessions in the database, which read-only mode leaves as they are."""

from django.conf import settings
from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's own; in read-only mode what a page changes in it lasts for that page."""

    def create(self) -> None:
        """A new session, kept unless nothing may be."""
        if not settings.READ_ONLY:
            super().create()

    def save(self, must_create: bool = False) -> None:
        """Keep it, unless nothing may be."""
        if not settings.READ_ONLY:
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        """Forget it, unless nothing may be."""
        if not settings.READ_ONLY:
            super().delete(session_key)
