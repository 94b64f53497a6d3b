"""People at work in a browser: what each asked for, and what each was told."""

import contextlib
import http.client
import http.cookiejar
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

DONE, REFUSED, UNKNOWN = "done", "refused", "unknown"
CUT = (OSError, http.client.HTTPException)
APPROVED = "The proposal is approved."


@dataclass
class Call:
    """One write that was asked for: by whom, what, and what the answer was."""

    who: str
    what: str
    where: int
    value: str = ""
    told: str = UNKNOWN
    status: int = 0


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


class Browser:
    """Cookies, forms and answers of one person."""

    def __init__(self, address: str, log: Log) -> None:
        self.address, self.log = address, log
        self.cookies = http.cookiejar.CookieJar()
        jar = urllib.request.HTTPCookieProcessor(self.cookies)
        self.opener = urllib.request.build_opener(jar, _Stay)

    def ask(self, place: str, form: dict | None = None) -> Answer:
        """The answer to a page read, or to a form sent."""
        data = None
        if form is not None:
            token = next((c.value for c in self.cookies if "csrf" in c.name), "")
            form = {"csrfmiddlewaretoken": token, **form}
            data = urllib.parse.urlencode(form, doseq=True).encode()
        try:
            answer = self._open(urllib.request.Request(self.address + place, data))
        except CUT:
            return Answer(0)
        if answer.status >= 500:
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

    def __init__(self, name: str, site, log: Log, seed: int) -> None:
        super().__init__(daemon=True)
        self.who, self.site, self.log = name, site, log
        self.chance = random.Random(seed)
        self.browser = Browser(site.address, log)
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
        answer = self.browser.ask(place, form)
        call.status = answer.status
        if answer.status and answer.status < 500:
            call.told = REFUSED
        return answer


class Officer(Person):
    """Saves lines of one proposal, and hands it in where the role allows."""

    def __init__(self, name: str, site, log: Log, seed: int, unit: dict) -> None:
        super().__init__(name, site, log, seed)
        self.unit = unit

    def work(self) -> None:
        if self.chance.random() < 0.15:
            self.submit()
        else:
            self.save()

    def save(self) -> None:
        line = self.chance.choice(self.unit["lines"])
        place = f"/en/desk/lines/{line}/edit/"
        page = self.browser.ask(place)
        if page.status != 200:  # frozen, or the site is away: rest
            time.sleep(0.1)
            return
        self.number += 1
        form = {name: _value(page.text, name) for name in FIELDS}
        form["amount"] = f"{self.number}.00"
        call = Call(self.who, "save", line, form["amount"])
        answer = self.send(call, place, form)
        if answer.status == 302 and "/desk/frameworks/" in answer.place:
            call.told = DONE

    def submit(self) -> None:
        key = self.unit["proposal"]
        call = Call(self.who, "submit", key)
        page = self.browser.ask(f"/en/desk/proposals/{key}/check/")
        answer = self.send(call, f"/en/desk/proposals/{key}/submit/", as_read(page))
        if receipt := re.search(r"/receipts/(\d+)/$", answer.place):
            call.told, call.value = DONE, receipt[1]


def as_read(page) -> dict[str, str]:
    """What the button of the check page sends of what the page showed."""
    return {name: _value(page.text, name) for name in ("number", "content_hash")}


FIELDS = ("code", "object_code", "description", "territory", "version")


def _value(page: str, name: str) -> str:
    """What a field of the page holds."""
    tag = re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>([^<]*)', page)
    if tag is None:
        return ""
    value = re.search(r'value="([^"]*)"', tag[0])
    return value[1] if value else tag[1].strip()


class Analyst(Person):
    """Returns, approves and reopens whatever there is."""

    def work(self) -> None:
        key = self.chance.choice(self.site.city["units"])["proposal"]
        page = self.browser.ask(f"/en/desk/review/{key}/")
        if page.status != 200:
            time.sleep(0.1)
        elif "/reopen/" in page.text:
            self.decide(key, "reopen", {"reason": self._reason()})
        elif "/approve/" in page.text and self.chance.random() < 0.4:
            self.approve(key, page.text)
        elif "/return/" in page.text:
            self.decide(key, "return", {"note": self._reason()})

    def _reason(self) -> str:
        self.number += 1
        return f"Nota {self.number}"

    def decide(self, key: int, what: str, form: dict) -> None:
        call = Call(self.who, what, key, next(iter(form.values())))
        answer = self.send(call, f"/en/desk/review/{key}/{what}/", form)
        if answer.status == 302:
            call.told = DONE

    def approve(self, key: int, page: str) -> None:
        """Whether it is approved stands on the page that follows."""
        seen = _value(page, "content_hash")
        call = Call(self.who, "approve", key, seen)
        form = {"content_hash": seen}
        answer = self.send(call, f"/en/desk/review/{key}/approve/", form)
        if answer.status != 302:
            return
        call.told = UNKNOWN
        after = self.browser.ask(answer.place)
        if after.status == 200:
            call.told = DONE if APPROVED in after.text else REFUSED


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
