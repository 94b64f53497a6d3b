"""A reader who follows every link of the public site and keeps what was answered."""

import gzip
import io
import re
import zipfile
from typing import NamedTuple

from django.test import Client

from reporting import kept
from reporting.open_files import open_files
from tests.access.addresses import every_address
from tests.access.city import City
from tests.access.tries import tries_of

LINK = re.compile(r"""(?:href|src|action)="([^"#]*)|"(?:next|previous)": ?"([^"]+)""")
BEGINNINGS = ["/", "/es/", "/en/", "/api/v1/years/", "/api/v1/schema/", "/health/"]
MISTAKEN = [  # 400, 404, 405: what an error says
    "/es/years/1999/",
    "/es/years/2031/",
    "/api/v1/years/2031/",
    "/api/v1/years/2031/lines/?format=csv",
    "/api/v1/years/2030/lines/?unit=B",
    "/api/v1/years/2030/lines/?nonsense=1",
    "/api/v1/years/2030/?publication=9",
    "/api/v1/actions/?q=agua",
    "/es/years/2030/actions/?q=linea",
    "/es/years/2030/units/NOPE/",
    "/data/2031/1/lines.csv",
    "/nowhere/",
    "/nowhere/%00",
    "/admin/budgeting/spendingline/?amount__gt=900",
]


ZIPPED = b"PK\x03\x04"
MADE = "docProps/core.xml"  # the part of a workbook that says when it was made


class Answer(NamedTuple):
    """The status, the headers and the body of an answer, as read."""

    status: int
    headers: str
    body: bytes

    @property
    def text(self) -> str:
        """All that a reader gets, headers first."""
        return self.headers + self.body.decode("utf-8", "replace")


def crawl(city: City, *, forgetting: bool = True) -> dict[str, Answer]:
    """Every answer that a reader without an account gets, by method and address.

    They begin from every address of the resolver, the files, and mistakes; and follow
    all links that stay on the site; what was kept before is forgotten first.
    """
    if forgetting:
        kept.forget()
    tries = [one.path for address in every_address() for one in tries_of(address, city)]
    files = [
        f"/data/2030/{number}/{name}" for number in (1, 2) for name in open_files()
    ]
    waiting, found = [*BEGINNINGS, *MISTAKEN, *tries, *files], {}
    client = Client(raise_request_exception=False)
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        found[address] = answer = ask(client, address)
        if answer.status == 200 and not address.startswith(("/static/", "/data/")):
            links = (one or two for one, two in LINK.findall(answer.text))
            waiting += [link.replace("&amp;", "&") for link in links if link[:1] == "/"]
    return found


def ask(client: Client, address: str) -> Answer:
    """What this client gets at this address, unpacked."""
    response = client.get(address, headers={"accept-encoding": "gzip"})
    body = response.getvalue()
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    said = {**response.headers, "Cookies": response.cookies.output()}
    said.pop("Expires", None)  # a clock, which tells nothing
    if body.startswith(ZIPPED):
        body, said["Content-Length"] = unzipped(body), ""
    headers = "".join(f"{name}: {value}\n" for name, value in said.items())
    return Answer(response.status_code, headers, body)


def unzipped(body: bytes) -> bytes:
    """All that a workbook or a zip holds, without when a workbook was made."""
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        names = [name for name in parts.namelist() if name != MADE]
        return b"\n".join(name.encode() + parts.read(name) for name in names)


def holding(found: dict[str, Answer], texts: list[str]) -> list[str]:
    """The addresses whose answers hold one of these texts."""
    return [
        address
        for address, answer in found.items()
        if any(text in answer.text for text in texts)
    ]
