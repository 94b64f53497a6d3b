"""People at work in a browser: what each asked for, and what each was told."""

import contextlib
import http.client
import http.cookiejar
import json
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any, NamedTuple

DONE, REFUSED, UNKNOWN = "done", "refused", "unknown"
CUT = (OSError, http.client.HTTPException)


@dataclass
class Call:
    """One write that was asked for: by whom, what, and what the answer was."""

    who: str
    what: str
    where: int
    value: str = ""
    told: str = UNKNOWN
    status: int = 0
    version: int = 0  # of the line that was saved, where the answer says it


class Asked(NamedTuple):
    """One answer that somebody waited for: what it was, when, for how long."""

    kind: str
    at: float  # on time.monotonic's clock
    took: float  # seconds
    status: int


@dataclass
class Answer:
    """Status, place and text of an answer; status 0 where the connection was cut."""

    status: int
    place: str = ""
    text: str = ""


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirection is an answer to look at."""

    def redirect_request(self, *args):
        return None


@dataclass
class Log:
    """What all clients met, with the time of each answer that tells of a fault."""

    calls: list[Call] = field(default_factory=list)
    faults: list[tuple[float, int, str]] = field(default_factory=list)
    stacks: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


class Browser:
    """Cookies, forms and answers of one person."""

    def __init__(self, address: str, log: Log) -> None:
        self.address, self.log = address, log
        self.cookies = http.cookiejar.CookieJar()
        jar = urllib.request.HTTPCookieProcessor(self.cookies)
        self.opener = urllib.request.build_opener(jar, _Stay)

    def ask(self, place: str, form: dict | None = None, *, kind: str = "") -> Answer:
        """The answer to a page read, or to a form sent."""
        if form is None:
            return self._ask(urllib.request.Request(self.address + place), kind)
        form = {"csrfmiddlewaretoken": self.token, **form}
        data = urllib.parse.urlencode(form, doseq=True).encode()
        return self._ask(urllib.request.Request(self.address + place, data), kind)

    def tell(self, place: str, said: Any, *, kind: str = "") -> Answer:
        """The answer to what a script of a page sends as JSON."""
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRFToken": self.token,
        }
        data = json.dumps(said).encode()
        request = urllib.request.Request(self.address + place, data, headers)
        return self._ask(request, kind)

    @property
    def token(self) -> str:
        """What a form of this browser proves itself with."""
        return next((one.value or "" for one in self.cookies if "csrf" in one.name), "")

    def _ask(self, request: urllib.request.Request, kind: str) -> Answer:
        began = time.monotonic()
        try:
            answer = self._open(request)
        except CUT as error:
            answer = Answer(0, text=repr(error))
        took = time.monotonic() - began
        self.log.asked.append(Asked(kind, began, took, answer.status))
        if answer.status == 0:
            return answer
        if answer.status >= 500:
            place = urllib.parse.urlsplit(request.full_url).path
            self.log.faults.append((time.monotonic(), answer.status, place))
        if "Traceback" in answer.text or 'File "/' in answer.text:
            self.log.stacks.append(answer.text[:500])
        return answer

    def _open(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=30) as page:
                return Answer(page.status, "", page.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                place = error.headers.get("Location", "")
                return Answer(error.code, place, error.read().decode(errors="replace"))

    def enter(self, name: str, key: str) -> None:
        """Go on in a session that somebody began before."""
        self.cookies.set_cookie(
            http.cookiejar.Cookie(
                0, name, key, None, False, "127.0.0.1", False, False, "/", True,
                False, None, True, None, None, {},
            )
        )  # fmt: skip

    def sign_in(self, username: str, password: str) -> None:
        """As at the door; raises AssertionError where it stays shut."""
        page = self.ask("/en/sign-in/")
        name = "login" if 'name="login"' in page.text else "username"
        answer = self.ask("/en/sign-in/", {name: username, "password": password})
        assert answer.status == 302, (username, answer.status, answer.text[:300])


class Person(threading.Thread):
    """Somebody who works until told to stop, as chance will have it."""

    def __init__(
        self, name: str, site, log: Log, seed: int, *, session: str = ""
    ) -> None:
        super().__init__(daemon=True)
        self.who, self.site, self.log = name, site, log
        self.chance = random.Random(seed)
        self.browser = Browser(site.address, log)
        if session:
            self.browser.enter(site.city["cookie"], session)
        else:
            self.browser.sign_in(name, site.city["password"])
        self.stopped = threading.Event()
        self.number = seed * 100_000
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stopped.is_set():
                self.work()
                time.sleep(self.chance.random() / 20)
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            self.error = error

    def work(self) -> None:
        """One thing of what this person does."""
        raise NotImplementedError

    def send(self, call: Call, place: str, form: dict) -> Answer:
        """Send a form and note what the answer says of it."""
        self.log.calls.append(call)
        answer = self.browser.ask(place, form, kind=call.what)
        call.status = answer.status
        if answer.status and answer.status < 500:
            call.told = REFUSED
        return answer


def as_read(page) -> dict[str, str]:
    """What the button of the check page sends of what the page showed."""
    return {name: value_of(page.text, name) for name in ("number", "content_hash")}


def value_of(page: str, name: str) -> str:
    """What a field of the page holds."""
    tag = re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>([^<]*)', page)
    if tag is None:
        return ""
    value = re.search(r'value="([^"]*)"', tag[0])
    return value[1] if value else tag[1].strip()


def stop(people: list[Person]) -> None:
    """Let everybody finish what they are at; raises what any of them raised."""
    for person in people:
        person.stopped.set()
    for person in people:
        person.join(60)
        assert not person.is_alive(), person.who
        if person.error:
            raise person.error


@contextlib.contextmanager
def at_work(people: list[Person]):
    """Within the block they work."""
    for person in people:
        person.start()
    try:
        yield
    finally:
        stop(people)
