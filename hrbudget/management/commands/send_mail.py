import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import Error, connection
from procrastinate import exceptions
from procrastinate.contrib.django import app, utils
from procrastinate.psycopg_connector import PsycopgConnector

from budgeting import sending, services
from budgeting.notices import QUEUE
from budgeting.reminders import years_reminded
from hrbudget.database.launcher import DatabaseUnavailable
from hrbudget.keeper import stop_at_signals
from hrbudget.management.beside import BesideCommand
from programme.uploads import QUEUE as IMPORTS

LOOK = 0.5  # seconds between two looks at whether to go on
PAUSE = 2.0  # before a worker that lost the database begins again
CONNECTIONS = {"min_size": 1, "max_size": 2, "timeout": 10.0}
WORKER: Any = {
    "queues": [QUEUE, IMPORTS],
    "name": "mail",
    "concurrency": 3,  # a letter does not wait for a big file
    "delete_jobs": "successful",
    "install_signal_handlers": False,
    "shutdown_graceful_timeout": 1.0,  # then it stops after the letter or step in hand
}
LOST = (Error, DatabaseUnavailable, exceptions.ConnectorException, OSError)


class Command(BesideCommand):
    """The worker: sends letters that wait, writes the reminders that are due, and
    checks, loads and undoes the big files that administrators give."""

    help = "Send the letters and load the files that wait; `serve` runs it."
    once = "send the letters that are due now, and end"
    troubled = "Letters cannot be sent, and files not loaded"
    well = "Letters are being sent and files loaded again."

    def handle(
        self, *args: Any, once: bool, beside: int | None, **options: Any
    ) -> None:
        """Send now, or until told to stop."""
        if once:
            return self.send_once()
        for noisy in ("procrastinate", "psycopg.pool"):
            logging.getLogger(noisy).setLevel(logging.CRITICAL)
        return self.work_until(stop_at_signals(), beside)

    def send_once(self) -> None:
        """Write what is due, send what waits, and say how many."""
        if settings.READ_ONLY:
            raise CommandError("In read-only mode no letter is sent.")
        if not settings.SENDS_MAIL:
            raise CommandError("Set HRBUDGET_EMAIL_URL: this site sends no e-mail.")
        for year in years_reminded():
            services.remind_due(year)
        done = sending.send_waiting()
        self.stdout.write(
            f"{done.sent} sent, {done.aside} not needed, {done.failed} failed,"
            f" of them {done.given_up} given up"
        )
        if done.failed:
            raise CommandError("Letters were not sent: they are tried again later.")

    def work_until(self, stopped: threading.Event, beside: int | None) -> None:
        """Work, through restarts of the database, until told to stop."""
        over = partial(self.is_over, stopped, beside)
        while not over():
            if settings.READ_ONLY:
                stopped.wait(LOOK)
                continue
            self.try_to_work(over)
            stopped.wait(0 if over() else PAUSE)

    def try_to_work(self, over: Callable[[], bool]) -> None:
        """Work until it is over, or say that the database does not let it."""
        try:
            connection.ensure_connection()  # starts the private server where it is down
            connection.close()
            self.is_well()
            asyncio.run(work(over))
        except LOST as error:
            self.is_troubled_by(error)


async def work(over: Callable[[], bool]) -> None:
    """Run procrastinate's worker until it is over, or the database is gone."""
    connector = PsycopgConnector(kwargs=utils.connector_params(), **CONNECTIONS)
    with app.replace_connector(connector):
        async with app.open_async():
            worker = asyncio.create_task(app.run_worker_async(**WORKER))
            while not worker.done():
                await asyncio.wait({worker}, timeout=LOOK)
                if over():
                    worker.cancel()
                    break
            with contextlib.suppress(asyncio.CancelledError):
                await worker
