"""`python -m tests.outage.audit log.json`: is everything there that anybody was told?

Reads the calls that clients made and what each was told; prints every difference
between that and the database, as JSON. Nothing is taken from the services.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from budgeting.contents import content_of, frameworks_with_lines, hash_of  # noqa: E402
from budgeting.models import Event, Proposal, SpendingLine  # noqa: E402
from programme import trail  # noqa: E402

LEGAL = {  # from method.md, 3, by hand
    ("draft", "submitted"): "submitted",
    ("returned", "submitted"): "submitted",
    ("submitted", "returned"): "returned",
    ("submitted", "approved"): "approved",
    ("approved", "returned"): "reopened",
}
KINDS = {"return": "returned", "reopen": "reopened"}
MAY_BE_FOUND = {"done": {1}, "refused": {0}, "unknown": {0, 1}}  # how many times
Calls = list[dict]


def differences(calls: Calls) -> Iterator[str]:
    """Everything that is not as it was told."""
    yield from saves_apart(calls)
    yield from moves_apart(calls)
    trail.seal()
    yield from (f"trail: {one}" for one in trail.verify())
    for proposal in Proposal.objects.select_related("fiscal_year", "unit"):
        yield from walk(proposal)
        yield from copies_apart(proposal)
        yield from contributors_missing(proposal)


def saves_apart(calls: Calls) -> Iterator[str]:
    """Each save that was acknowledged is an edit, once; no edit that nobody sent; each
    edit begins where the one before it ended, and the line holds the last one."""
    found: Counter = Counter()
    for line in SpendingLine.objects.all():
        saved = Decimal(1000)  # as the city was made
        for who, before, after in edits_of(line):
            if before != saved:
                yield f"line {line.pk}: {after} was written over {saved} unread"
            saved = after
            found[who, line.pk, after] += 1
        if saved != line.amount:
            yield f"line {line.pk} holds {line.amount}, not {saved}"
    for call in calls:
        if call["what"] == "save":
            place = call["who"], call["where"], Decimal(call["value"])
            times = found.pop(place, 0)
            if times not in MAY_BE_FOUND[call["told"]]:
                yield f"save {place}: told {call['told']}, found {times} times"
    yield from (f"nobody sent {place}" for place in found)


def edits_of(line: SpendingLine) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Who changed the amount, from what, to what, in order; its creation left out."""
    edits = Event.objects.filter(kind="edited", proposal=line.proposal_id)
    edits = edits.filter(data__what="line", data__code=line.code).order_by("pk")
    for event in edits.select_related("by"):
        before, after = event.data["changed"].get("amount", ["", ""])
        if before:
            yield event.by.username, Decimal(before), Decimal(after)


def moves_apart(calls: Calls) -> Iterator[str]:
    """Each move that was acknowledged is an event; each receipt, a submission."""
    for call in calls:
        if call["told"] != "done" or call["what"] == "save":
            continue
        events = Event.objects.filter(proposal=call["where"], by__username=call["who"])
        if call["what"] == "submit":
            found = events.filter(kind="submitted", data__number=int(call["value"]))
        elif call["what"] == "approve":
            found = events.filter(kind="approved", data__hash=call["value"])
        else:
            found = events.filter(kind=KINDS[call["what"]], note=call["value"])
        times = found.count()
        if not times or (call["what"] != "approve" and times > 1):
            yield f"{call['what']} {call['where']} {call['value']}: found {times} times"


def walk(proposal: Proposal) -> Iterator[str]:
    """The events of the proposal lead, one legal move after another, to its status."""
    status = "draft"
    for event in proposal.events.exclude(to_status="").order_by("pk"):
        step = (event.from_status, event.to_status)
        if event.from_status != status or LEGAL.get(step) != event.kind:
            yield f"proposal {proposal.pk}: {event.kind} from {step[0]} in {status}"
        status = event.to_status
    if status != proposal.status:
        yield f"proposal {proposal.pk} is {proposal.status}, its events say {status}"


def copies_apart(proposal: Proposal) -> Iterator[str]:
    """As many copies as submissions, numbered, summed up; the last is what is there."""
    copies = list(proposal.submissions.order_by("number"))
    events = proposal.events.filter(kind="submitted").count()
    if [one.number for one in copies] != list(range(1, events + 1)):
        yield f"proposal {proposal.pk}: {len(copies)} copies of {events} submissions"
    if copies and not proposal.is_open:
        last = copies[-1]
        now = content_of(proposal, frameworks_with_lines(proposal))
        if hash_of(now) != last.content_hash:
            yield f"proposal {proposal.pk} is not what was handed in"
        total = sum(line.amount for line in proposal.lines.kept())
        if total != _total(last.content):
            yield f"proposal {proposal.pk}: {total} is not the sum of the copy"


def contributors_missing(proposal: Proposal) -> Iterator[str]:
    """Who edited or handed in is named; who approved is not."""
    wrote = proposal.events.filter(kind__in=["edited", "submitted", "created"])
    named = set(proposal.contributions.values_list("by", flat=True))
    if missing := set(wrote.values_list("by", flat=True)) - named:
        yield f"proposal {proposal.pk}: {missing} wrote, and are not named"
    approved = proposal.events.filter(kind="approved").values_list("by", flat=True)
    if both := named & set(approved):
        yield f"proposal {proposal.pk}: {both} wrote, and approved"


def _total(content: dict) -> Decimal:
    frameworks = content["frameworks"]
    return sum(
        (Decimal(line["amount"]) for each in frameworks for line in each["lines"]),
        Decimal(0),
    )


if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text())
    sys.stdout.write(json.dumps(list(differences(told))))
