"""Who works while the site is broken: officers of the units, and analysts."""

import re
import time

from tests.running.clients import (
    DONE,
    REFUSED,
    UNKNOWN,
    Call,
    Log,
    Person,
    as_read,
    value_of,
)

FIELDS = ("code", "object_code", "description", "territory", "version")
APPROVED = "The proposal is approved."


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
        form = {name: value_of(page.text, name) for name in FIELDS}
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
        seen = value_of(page, "content_hash")
        call = Call(self.who, "approve", key, seen)
        form = {"content_hash": seen}
        answer = self.send(call, f"/en/desk/review/{key}/approve/", form)
        if answer.status != 302:
            return
        call.told = UNKNOWN
        after = self.browser.ask(answer.place)
        if after.status == 200:
            call.told = DONE if APPROVED in after.text else REFUSED
