"""The open data of 150,000 lines: their CSV over HTTP and their workbook.

Run by `make bench` on the reference city that it has loaded. Beside the CSV stand
PostgreSQL's own COPY of the same rows by psql, and the CSV that Datasette streams of
them from SQLite; beside the workbook, deflating the same XML.
"""

import contextlib
import csv
import io
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from budgeting.models import FiscalYear  # noqa: E402
from hrbudget.database.base import owner  # noqa: E402
from hrbudget.database.machine import binaries  # noqa: E402
from reporting.exports import stream_csv  # noqa: E402
from reporting.models import Publication  # noqa: E402
from reporting.open_files import BY_NAME  # noqa: E402
from reporting.spreadsheets import write_workbook  # noqa: E402
from tests.bench.__main__ import PORTS, say  # noqa: E402
from tests.bench.load import gunicorn  # noqa: E402

LINES, YEAR, DATASETTE = 150_000, 2106, 8196
CSV_ROUNDS = 9  # of half a second each
SLOWEST, FASTER, HEAVIEST, GROWTH = 1.5, 12, 5, 32  # the limits; the last in MB
LINES_SQL = """
    insert into reporting_publishedline (publication_id, unit_code, unit_name,
        framework_code, framework_name, function, code, object_code, description,
        amount, territory, classification, state, screened_reason, waiver_reason,
        waiver_by, waiver_on, actions)
    select %(new)s, unit_code, unit_name, framework_code, framework_name, function,
        code || '-' || n, object_code, description, amount, territory, classification,
        state, screened_reason, waiver_reason, waiver_by, waiver_on, actions
    from generate_series(10, 99) n, reporting_publishedline
    where publication_id = %(old)s order by n, id limit %(lines)s
"""
CITATIONS_SQL = """
    insert into reporting_publishedcitation (publication_id, line_id, unit_code,
        line_code, programme_code, main, right_code, action_code, text_es, text_en,
        share, strength, justification, amount_attributed)
    select l.publication_id, l.id, l.unit_code, l.code, c.programme_code, c.main,
        c.right_code, c.action_code, c.text_es, c.text_en, c.share, c.strength,
        c.justification, c.amount_attributed
    from reporting_publishedcitation c
    join reporting_publishedline l on l.publication_id = %(new)s
        and l.unit_code = c.unit_code and left(l.code, -3) = c.line_code
    where c.publication_id = %(old)s
"""
COPY = """
    copy (
        select unit_code, unit_name, framework_code, framework_name, function, code,
            object_code, description, amount, territory, classification, state,
            screened_reason, waiver_reason, waiver_by, waiver_on, actions
        from reporting_publishedline where publication_id = {0}
        order by unit_code, code
    ) to stdout with (format csv, header)
"""


def publish_many() -> Publication:
    """A publication of 150,000 lines, which are those of 2011 again and again."""
    model = Publication.objects.filter(fiscal_year=2011).order_by("-number")[0]
    FiscalYear.objects.get_or_create(year=YEAR)
    values = {"old": model.pk, "lines": LINES}
    with owner(connection), transaction.atomic(), connection.cursor() as cursor:
        publication = Publication.objects.create(
            fiscal_year_id=YEAR,
            number=1,
            stage="approved",
            linking=model.linking,
            currency=model.currency,
            method_version=model.method_version,
            published_at=now(),
            by_command=True,
        )
        values["new"] = publication.pk
        cursor.execute(LINES_SQL, values)
        cursor.execute(CITATIONS_SQL, values)
        publication.numbers = {**model.numbers, "lines_total": LINES}
        publication.hash, publication.sealed = "0" * 64, True
        publication.save(update_fields=["numbers", "hash", "sealed"])
    with owner(connection), connection.cursor() as cursor:
        cursor.execute("analyze reporting_publishedline, reporting_publishedcitation")
    connection.ensure_connection()
    return publication


def by_psql(publication: Publication) -> bytes:
    """PostgreSQL's own COPY of the same rows, as psql writes it into a file."""
    settings = connection.get_connection_params()
    command = [str(binaries() / "psql"), "-X", "-q", "-h", settings["host"]]
    command += ["-p", str(settings["port"]), "-U", settings["user"], settings["dbname"]]
    command += ["-c", COPY.format(publication.pk)]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def download(port: int, path: str) -> bytes:
    """The body of a chunked answer, read as it comes."""
    request = f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port)) as to_server:
        to_server.sendall(request)
        pieces = []
        while piece := to_server.recv(1 << 20):
            pieces.append(piece)
    head, _, body = b"".join(pieces).partition(b"\r\n\r\n")
    assert b" 200 " in head[:20], head + body
    return body


def highest(server: int) -> int:
    """The most kilobytes that any of the server's workers has held."""
    with open(f"/proc/{server}/task/{server}/children") as file:
        workers = file.read().split()
    most = []
    for worker in workers:
        with open(f"/proc/{worker}/status") as file:
            most += [int(row.split()[1]) for row in file if row.startswith("VmHWM")]
    return max(most)


@contextlib.contextmanager
def datasette(folder: Path, rows: bytes) -> Iterator[None]:
    """Datasette serving the same rows from SQLite."""
    path = folder / "lines.db"
    header, *body = csv.reader(io.StringIO(rows.decode(), newline=""))
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute(f"create table lines ({', '.join(header)})")
        marks = ", ".join("?" * len(header))
        database.executemany(f"insert into lines values ({marks})", body)
    command = [sys.executable, "-m", "datasette", str(path), "--port", str(DATASETTE)]
    command += ["--setting", "sql_time_limit_ms", "600000"]
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", DATASETTE)).close()
                break
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait()


def read(content: bytes) -> list[list[str]]:
    """The rows of a CSV: an empty text is two quotes to COPY, nothing in our files."""
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def timed(job: Callable[[], bytes]) -> tuple[float, bytes]:
    """Seconds of one run, and what it gave."""
    started = time.perf_counter()
    given = job()
    return time.perf_counter() - started, given


def bench_csv(publication: Publication, folder: Path, env: dict) -> bool:
    """The lines over HTTP, in turn with psql; then once beside Datasette."""
    path = f"/api/v1/years/{YEAR}/lines/?format=csv"
    with gunicorn("hrbudget.wsgi:application", PORTS["site"], env) as site:
        for _ in range(4):  # either worker has answered
            download(PORTS["site"], "/api/v1/years/2011/lines/?format=csv&unit=01C001")
        before, times = highest(site), []
        for _ in range(CSV_ROUNDS):
            bare, expected = timed(lambda: by_psql(publication))
            ours, rows = timed(lambda: download(PORTS["site"], path))
            times.append((ours, bare))
        assert read(rows) == read(expected), "the rows differ"
        growth = (highest(site) - before) / 1024
    with datasette(folder, rows):
        theirs, other = timed(
            lambda: download(DATASETTE, "/lines/lines.csv?_stream=on")
        )
    assert other.count(b"\r\n") >= LINES
    ratio = statistics.median(ours / bare for ours, bare in times)
    ours = statistics.median(ours for ours, _bare in times)
    what = f"CSV of {LINES:,} lines over HTTP, to psql's COPY"
    shown = f"{ratio:.2f} ({ours:.2f} s)"
    kept = [say(what, shown, f"<= {SLOWEST}", ratio <= SLOWEST)]
    shown = f"{theirs / ours:.1f} ({theirs:.1f} s)"
    kept.append(
        say("  Datasette's, to ours", shown, f">= {FASTER}", theirs / ours >= FASTER)
    )
    shown = f"{growth:.0f} MB"
    kept.append(say("  memory it adds", shown, f"<= {GROWTH} MB", growth <= GROWTH))
    return all(kept)


def bench_workbook(publication: Publication, folder: Path) -> bool:
    """The workbook of the lines, from the database, to deflating its own XML."""
    dataset = BY_NAME["lines"]
    assert dataset is not None
    path = folder / "lines.xlsx"
    started = time.perf_counter()
    write_workbook(path, "lines", dataset.columns, stream_csv(dataset, publication))
    ours = time.perf_counter() - started
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml")
    started = time.perf_counter()
    zlib.compress(sheet, 6)
    ratio = ours / (time.perf_counter() - started)
    what = f"workbook of {LINES:,} lines, to deflating its XML"
    shown = f"{ratio:.2f} ({ours:.1f} s)"
    return say(what, shown, f"<= {HEAVIEST}", ratio <= HEAVIEST)


def main() -> int:
    """Both benchmarks; 1 when a limit was missed."""
    env = {**os.environ}
    publication = Publication.objects.filter(fiscal_year=YEAR).first() or publish_many()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results = [
            bench_csv(publication, folder, env),
            bench_workbook(publication, folder),
        ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
