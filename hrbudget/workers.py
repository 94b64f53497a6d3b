"""What each worker of the site does once it has started: gunicorn's own settings."""

import logging
import threading
from typing import Any

log = logging.getLogger(__name__)


def post_worker_init(worker: Any) -> None:
    """Read ahead, beside the first requests: nobody waits for it, nor for the first
    search or suggestion of a worker."""
    threading.Thread(target=read_ahead, name="reads ahead", daemon=True).start()


def read_ahead() -> None:
    """Read what searches, suggestions and signals need; without a database they do so
    later."""
    from django.db import Error, connection

    from budgeting import signals, suggestions
    from hrbudget.database.launcher import DatabaseUnavailable

    try:
        suggestions.read_ahead()
        signals.read_ahead()
    except (Error, DatabaseUnavailable) as error:
        log.warning("What suggestions and signals need is read at the first: %s", error)
    finally:
        connection.close()
