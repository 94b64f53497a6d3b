"""Django's PostgreSQL backend with two roles, on a server that starts itself.

The application connects with a role that owns nothing; `owner()` is the one door
to the role that migrates.
"""

import contextlib
import functools
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base

from hrbudget.database.launcher import APPLICATION, OWNER, EmbeddedPostgres

NO_DATABASE = "__no_db__"  # Django's alias for "connect to the server, no database"


@functools.cache
def embedded(folder: str) -> EmbeddedPostgres:
    """The private server of this data folder."""
    return EmbeddedPostgres(Path(folder))


def program() -> str:
    """What runs, as the trail tells it of a change that no signed-in person made."""
    name, *rest = (Path(sys.argv[0]).name or "python", *sys.argv[1:])
    command = next((one for one in rest if not one.startswith("-")), "")
    return f"hrbudget {command if name == 'manage.py' else name}".strip()[:63]


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection as the application, or as the owner within `owner()`."""

    as_owner = False

    def get_connection_params(self) -> dict:
        """Where and as whom to connect."""
        as_owner = self.as_owner or self.alias == NO_DATABASE
        self.settings_dict["OPTIONS"].setdefault("application_name", program())
        if folder := self.settings_dict.get("EMBEDDED"):
            server = embedded(folder).params(OWNER if as_owner else APPLICATION)
            self.settings_dict.update(HOST=server["host"], PORT=server["port"])
            params = {**super().get_connection_params(), "user": server["user"]}
        else:
            params = super().get_connection_params()
        return params if as_owner else self._as_application(params)

    def _as_application(self, params: dict) -> dict:
        """The same server, as the role that serves; it reads only in read-only mode."""
        options = [params.get("options", "")]
        login = self.settings_dict.get("APPLICATION_LOGIN") or {}
        if not login and not self.settings_dict.get("EMBEDDED"):
            options.append(f"-c role={APPLICATION}")
        if settings.READ_ONLY:
            options.append("-c default_transaction_read_only=on")
        given = " ".join(filter(None, options))
        return {**params, **login, **({"options": given} if given else {})}

    def get_new_connection(self, conn_params: dict):  # type: ignore[override]
        """Connect; when the private server does not answer, start it and try again."""
        folder = self.settings_dict.get("EMBEDDED")
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if not folder or embedded(folder).answers():
                raise
        embedded(folder).ensure()
        return super().get_new_connection(conn_params)


@contextlib.contextmanager
def owner(connection: DatabaseWrapper) -> Iterator[None]:
    """Within the block, `connection` is the owner's; it is closed before and after."""
    connection.close()
    connection.as_owner = True
    try:
        yield
    finally:
        connection.close()
        connection.as_owner = False
