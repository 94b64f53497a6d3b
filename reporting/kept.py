"""Public answers kept as bytes: a publication never changes, so neither do they.

An answer names the publications it shows; they make its `ETag`. What is on record is
looked up at most once a second in a process, so a kept answer costs at most one query.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from reporting.models import Publication

SECONDS = 1.0  # how long a process trusts what it last read to be on record
LIMIT = 64 * 1024 * 1024  # bytes of answers that a process keeps
LARGEST = 4 * 1024 * 1024  # a larger answer is rendered again each time
WORTH_PACKING = 1000  # below this a compressed answer is no shorter on the wire
FRESH = "public, max-age=1, must-revalidate"
NOT_KEPT = ("content-length", "vary")  # each answer has its own


class Edition(NamedTuple):
    """One publication, as much of it as an address and an `ETag` need."""

    pk: int
    year: int
    number: int
    hash: str


@dataclass(frozen=True)
class Records:
    """Every publication that the public sees, newest year and number first."""

    editions: tuple[Edition, ...]

    @cached_property
    def on_record(self) -> tuple[Edition, ...]:
        """The latest publication of each year, newest year first."""
        latest: dict[int, Edition] = {}
        for edition in self.editions:
            latest.setdefault(edition.year, edition)
        return tuple(latest.values())

    def of(self, year: int, number: int | None = None) -> Edition | None:
        """The year's record, or its publication of this number."""
        for edition in self.editions:
            if edition.year == year and number in (None, edition.number):
                return edition
        return None

    def editions_of(self, year: int) -> list[Edition]:
        """Every publication of the year, newest first."""
        return [edition for edition in self.editions if edition.year == year]

    def up_to(self, year: int) -> tuple[Edition, ...]:
        """The records of this year and of the years before it."""
        return tuple(edition for edition in self.on_record if edition.year <= year)


class Form(NamedTuple):
    """What is sent of an answer: nothing new, compressed bytes, or bytes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """A rendered answer in its forms, and what was on record when it was made."""

    records: Records
    etag: str
    plain: Form
    packed: Form
    unchanged: Form

    @property
    def size(self) -> int:
        """Bytes that keeping it costs, its headers and key included."""
        return len(self.plain.body) + len(self.packed.body) + 4000

    def form(self, environ: dict[str, Any]) -> Form:
        """What the request of this WSGI environment gets."""
        header = environ.get("HTTP_IF_NONE_MATCH")
        if header and names(header, self.etag):
            return self.unchanged
        takes_gzip = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        form = self.packed if takes_gzip else self.plain
        return form._replace(body=b"") if environ["REQUEST_METHOD"] == "HEAD" else form


def answer_of(records: Records, etag: str, headers: dict, body: bytes) -> Answer:
    """An answer in all its forms, so that giving it again costs nothing."""
    headers = {**headers, "Vary": "Accept-Encoding"}

    def form(body: bytes, etag: str, **more: str) -> Form:
        own = {"ETag": f'"{etag}"', "Content-Length": str(len(body)), **more}
        return Form(200, tuple({**headers, **own}.items()), body)

    plain = packed = form(body, etag)
    if len(body) > WORTH_PACKING:
        gzipped = gzip.compress(body, 6, mtime=0)
        encoding = {"Content-Encoding": "gzip"}
        packed = form(gzipped, f"{etag}-gzip", **encoding)
    kept = {k: v for k, v in headers.items() if k != "Content-Type"}
    unchanged = Form(304, tuple({**kept, "ETag": f'"{etag}"'}.items()), b"")
    return Answer(records, etag, plain, packed, unchanged)


class Shelf:
    """Kept answers by address, the least recently asked for put away first."""

    def __init__(self, limit: int) -> None:
        self.limit, self.bytes = limit, 0
        self.answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self.lock = threading.Lock()

    def find(self, key: tuple[str, str]) -> Answer | None:
        """The answer kept for this address."""
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
            return self.answers.get(key)

    def put(self, key: tuple[str, str], answer: Answer) -> None:
        """Keep this answer, and put away what no longer fits."""
        with self.lock:
            if before := self.answers.pop(key, None):
                self.bytes -= before.size
            self.answers[key] = answer
            self.bytes += answer.size
            while self.bytes > self.limit:
                _, oldest = self.answers.popitem(last=False)
                self.bytes -= oldest.size

    def empty(self) -> None:
        """Keep nothing."""
        with self.lock:
            self.answers.clear()
            self.bytes = 0


class Memory:
    """What this process last read to be on record, and when."""

    def __init__(self) -> None:
        self.records, self.read_at = Records(()), float("-inf")
        self.lock = threading.Lock()

    def current(self) -> Records:
        """The publications, read at most a second ago."""
        if connection.in_atomic_block:  # a transaction sees its own publications
            return read()
        with self.lock:
            if self.at_hand() is None:
                self.records, self.read_at = read(), time.monotonic()
            return self.records

    def at_hand(self) -> Records | None:
        """The publications, if they were read at most a second ago."""
        return self.records if time.monotonic() - self.read_at <= SECONDS else None

    def forget(self) -> None:
        """Read again at the next request."""
        with self.lock:
            self.read_at = float("-inf")


shelf = Shelf(LIMIT)
memory = Memory()


def read() -> Records:
    """Every publication that the public sees, by one query."""
    ordered = Publication.objects.shown().order_by("-fiscal_year_id", "-number")
    rows = ordered.values_list("pk", "fiscal_year_id", "number", "hash")
    return Records(tuple(Edition(*row) for row in rows))


def forget() -> None:
    """Forget every answer and what is on record."""
    shelf.empty()
    memory.forget()


def etag_of(shown: Iterable[Edition], language: str) -> str:
    """One tag for what is shown: the publications, the language, the code."""
    parts = [f"{edition.year}#{edition.number}:{edition.hash}" for edition in shown]
    text = "\n".join([*parts, language, settings.VERSION])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def names(header: str, etag: str) -> bool:
    """Whether an If-None-Match header names this tag, compressed or not, or any."""
    if header.strip() == "*":
        return True
    tags = (part.strip().removeprefix("W/").strip('"') for part in header.split(","))
    return any(tag in (etag, f"{etag}-gzip") for tag in tags)


def address(path: str, query: str) -> tuple[str, str]:
    """What an answer is kept by: the path and its query in one order.

    A query comes as WSGI gives it, one letter a byte: its letters are read as Django
    reads them, so that no two that mean different things are kept as one.
    """
    if query:
        text = query.encode("latin-1").decode("utf-8", "replace")
        query = urlencode(sorted(parse_qsl(text, keep_blank_values=True)))
    return path, query


def address_of(request: HttpRequest) -> tuple[str, str]:
    """What the answer to a request is kept by."""
    return address(request.path_info, request.META.get("QUERY_STRING", ""))


def at_hand(environ: dict[str, Any]) -> Form | None:
    """What the request of this WSGI environment gets, if no query is needed to know."""
    records = memory.at_hand()
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if records is None or not path.isascii():
        return None
    answer = shelf.find(address(path, query))
    if answer is None or answer.records != records:
        return None
    return answer.form(environ)


def find(request: HttpRequest) -> HttpResponse | None:
    """The kept answer to this request, if what is on record has not changed."""
    answer = shelf.find(address_of(request))
    if answer is None or answer.records != memory.current():
        return None
    return response_of(answer.form(request.META))


def keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep an answer that names what it shows, and give this request its form of it."""
    shown = getattr(response, "shown", None)
    if shown is None or response.status_code != 200:
        return response
    headers = {k: v for k, v in response.items() if v and k.lower() not in NOT_KEPT}
    if response.streaming:  # never compressed, so the same for everybody, and as long
        for name in set(response.headers) - set(headers) - {"Content-Length"}:
            del response.headers[name]
        response.headers["ETag"] = f'"{shown.etag}"'
        if names(request.META.get("HTTP_IF_NONE_MATCH", ""), shown.etag):
            response.status_code = 304
            for name in ("Content-Type", "Content-Length"):
                response.headers.pop(name, None)
        if response.status_code == 304 or request.method == "HEAD":
            response.streaming_content = ()  # nothing is read that nobody gets
        return response
    answer = answer_of(shown.records, shown.etag, headers, response.content)
    if len(response.content) <= LARGEST:
        shelf.put(address_of(request), answer)
    return response_of(answer.form(request.META))


def response_of(form: Form) -> HttpResponse:
    """A form as Django answers with it."""
    if form.status == 304:
        return HttpResponseNotModified(headers=dict(form.headers))
    return HttpResponse(form.body, headers=dict(form.headers))


class Shown(NamedTuple):
    """What an answer shows, written on the response by its view."""

    records: Records
    etag: str


def show(
    response: HttpResponse, records: Records, shown: Iterable[Edition], language: str
) -> HttpResponse:
    """Write on a response which publications it shows, so that it is kept."""
    response.shown = Shown(records, etag_of(shown, language))
    response.headers["Cache-Control"] = FRESH
    response.headers["Content-Language"] = language
    return response
