"""The people of the hour: each does what the diary says, as a browser would."""

import contextlib
import json
import re
import time

from tests.deadline.plan import Act, Hour, Plan
from tests.running.clients import DONE, REFUSED, Answer, Call, Log, Person, as_read

ROW = re.compile(r'data-id="(\d+)" data-version="(\d+)"')
FILE = re.compile(r'(?:src|href)="(/static/[^"]+)"')
RECEIPT = re.compile(r"/receipts/(\d+)/$")
HASH = re.compile(r"<code>([0-9a-f]{64})</code>")
TRIES = 6  # to hand in what changes while it is read


class Diarist(Person):
    """Somebody whose acts are written down, and who is late where the site is slow."""

    def __init__(self, name: str, site, log: Log, seed: int, session: str) -> None:
        super().__init__(name, site, log, seed, session=session)
        self.diary: list[Act] = []
        self.begin = 0.0  # of the hour, on time.monotonic's clock
        self.hour = Hour(1)
        self.late: list[float] = []  # seconds, of each act
        self.done: list[str] = []
        self.language = ("es", "en")[seed % 2]
        self.files: set[str] = set()

    def work(self) -> None:
        """The whole diary; then there is nothing left to do."""
        for act in self.diary:
            if self.stopped.wait(max(0.0, self.begin + act.at - time.monotonic())):
                return
            late = time.monotonic() - self.begin - act.at
            if act.what in ("save", "beat") and late > self.hour.every:
                continue  # a browser sends the newest text once, not each that is due
            self.late.append(late)
            getattr(self, act.what)(act)
            self.done.append(act.what)
        self.stopped.set()

    def page(self, place: str, kind: str = "page") -> Answer:
        """A page of the desk with the files that this browser has not kept yet."""
        answer = self.browser.ask(f"/{self.language}/{place}", kind=kind)
        for file in FILE.findall(answer.text):
            if file not in self.files:
                self.files.add(file)
                self.browser.ask(file, kind="file")
        return answer


class Preparer(Diarist):
    """Types amounts into the table of a framework, which saves by itself."""

    framework = proposal = 0
    side = 0  # which half of the lines is this preparer's own

    def open_table(self, act: Act) -> None:
        """The proposal, then the table: from here on its script knows its lines."""
        self.page(f"desk/proposals/{self.proposal}/")
        self.read_table()

    def read_table(self) -> None:
        """The lines as they are saved now."""
        answer = self.page(f"desk/frameworks/{self.framework}/lines/")
        self.versions = {
            int(pk): int(version) for pk, version in ROW.findall(answer.text)
        }

    def save(self, act: Act) -> None:
        """One to three amounts, mostly of one's own lines, sent as grid.js does."""
        lines = sorted(self.versions)
        if not lines:
            return self.read_table()
        mine = lines if self.chance.random() < 0.1 else lines[self.side :: 2]
        typed = {}
        for line in self.chance.sample(mine, self.chance.choice((1, 1, 1, 2, 3))):
            self.number += 1
            typed[line] = Call(self.who, "save", line, f"{self.number}.00")
        self.log.calls.extend(typed.values())
        rows = [self.row(line, call) for line, call in typed.items()]
        place = f"/{self.language}/desk/frameworks/{self.framework}/lines/save/"
        self.hear(typed, self.browser.tell(place, {"rows": rows}, kind="save"))
        return None

    def row(self, line: int, call: Call) -> dict:
        """A line with what was typed, on top of the version that was read."""
        version = self.versions[line]
        values = {"amount": call.value}
        return {"key": f"r{line}", "id": line, "version": version, "values": values}

    def hear(self, typed: dict[int, Call], answer: Answer) -> None:
        """What became of each line: saved, or somebody else's stands there."""
        for call in typed.values():
            call.status = answer.status
            if answer.status and answer.status < 500:
                call.told = REFUSED
        if answer.status not in (200, 409, 422):
            self.versions = {}  # frozen, most often: the page closes its table
            return
        said = json.loads(answer.text)
        for one in said["saved"]:
            call = typed[one["id"]]
            call.told, call.version = DONE, one["version"]
            self.versions[one["id"]] = one["version"]
        for one in said["conflicts"]:
            self.versions[one["id"]] = one["saved"]["version"]

    def beat(self, act: Act) -> None:
        """The open table says that somebody is at it."""
        thing = {"thing": f"grid-{self.framework}"}
        place = f"/{self.language}/desk/proposals/{self.proposal}/here/"
        self.browser.ask(place, thing, kind="beat")

    def look_around(self, act: Act) -> None:
        """Another page and back: the framework, or what a line could cite."""
        if self.chance.random() < 0.5 and self.versions:
            line = self.chance.choice(sorted(self.versions))
            self.page(f"desk/lines/{line}/cite/")
        else:
            self.page(f"desk/frameworks/{self.framework}/")
        self.read_table()


class Signatory(Diarist):
    """Reads the proposal, signs it and keeps the receipt."""

    proposal = 0
    signs_in = False
    receipts: list[dict]  # of everybody, as shown

    def arrive(self, act: Act) -> None:
        """One in three comes in by the door, with a password."""
        if self.signs_in:
            self.come_in()
        self.page("desk/")
        self.page(f"desk/proposals/{self.proposal}/")

    def come_in(self) -> None:
        """By the door; a door that does not answer is noted, and tried again."""
        self.browser.cookies.clear()
        for _ in range(TRIES):
            with contextlib.suppress(AssertionError):
                return self.browser.sign_in(self.who, self.site.city["password"])
        raise AssertionError(f"{self.who} cannot sign in")

    def check(self, act: Act) -> None:
        """The page of everything, before signing."""
        answer = self.page(f"desk/proposals/{self.proposal}/check/", "check")
        self.read = as_read(answer)

    def submit(self, act: Act) -> None:
        """Sign; again where it changed meanwhile; one in six presses twice."""
        for _ in range(TRIES):
            answer = self.press()
            if RECEIPT.search(answer.place):
                break
            self.read = as_read(answer)
            self.stopped.wait(self.hour.of(20))
        if self.chance.random() < 1 / 6:
            self.press()
        if RECEIPT.search(answer.place):
            self.keep_receipt(answer.place)

    def press(self) -> Answer:
        """The button of the check page."""
        call = Call(self.who, "submit", self.proposal)
        place = f"/{self.language}/desk/proposals/{self.proposal}/submit/"
        answer = self.send(call, place, self.read)
        if receipt := RECEIPT.search(answer.place):
            call.told, call.value = DONE, receipt[1]
        return answer

    def keep_receipt(self, place: str) -> None:
        """What the receipt says."""
        shown = self.browser.ask(place, kind="page")
        number = int(RECEIPT.search(place)[1])  # type: ignore[index]
        digest = HASH.search(shown.text)
        said = {"proposal": self.proposal, "number": number}
        self.receipts.append({**said, "hash": digest[1] if digest else ""})


class Reviewer(Diarist):
    """Finance: the board, a proposal under review, now and then a return."""

    links: list[str]
    units: list[dict]

    def board(self, act: Act) -> None:
        """Where everybody stands."""
        answer = self.page(f"desk/review/?year={self.site.city['year']}", "board")
        self.links = sorted(set(re.findall(r"/desk/review/(\d+)/", answer.text)))

    def review(self, act: Act) -> None:
        """One of the proposals that were handed in."""
        if self.links:
            self.page(f"desk/review/{self.chance.choice(self.links)}/", "review")

    def return_it(self, act: Act) -> None:
        """A proposal goes back to its unit, as soon as it is there."""
        proposal = self.units[act.where]["proposal"]
        while not self.stopped.wait(self.hour.of(10)):
            page = self.page(f"desk/review/{proposal}/", "review")
            if f"/desk/review/{proposal}/return/" in page.text:
                self.number += 1
                call = Call(self.who, "return", proposal, f"Nota {self.number}")
                place = f"/{self.language}/desk/review/{proposal}/return/"
                answer = self.send(call, place, {"note": call.value})
                if answer.status == 302:
                    call.told = DONE
                return


def hired(site, log: Log, plan: Plan) -> tuple[list[Diarist], list[dict]]:
    """Everybody with a diary, and where the receipts that they get are kept."""
    people: list[Diarist] = []
    receipts: list[dict] = []
    for number, unit in enumerate(site.city["units"]):
        for place, told in enumerate(unit["people"]):
            seed = 3 * number + place + 1
            kind = Signatory if place == 2 else Preparer
            one = kind(told["name"], site, log, seed, told["session"])
            one.proposal = unit["proposal"]
            if isinstance(one, Signatory):
                one.receipts, one.signs_in = receipts, number % 3 == 0
            else:
                together = number % 3 == 0  # both in one table
                one.framework = unit["frameworks"][0 if together else place]
                one.side, one.versions = place, {}
            people.append(one)
    for told in site.city["finance"]:
        one = Reviewer(told["name"], site, log, len(people) + 1, told["session"])
        one.links, one.units = [], site.city["units"]
        people.append(one)
    for one in people:
        one.diary, one.hour = plan.diaries.get(one.who, []), plan.hour
    return people, receipts
