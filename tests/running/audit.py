"""`python -m tests.running.audit log.json`: is everything there that anybody was told?

Reads the calls that clients made and what each was told; prints every difference
between that and the database, as JSON. Nothing is taken from the services.
"""

import json
import os
import sys
from collections import defaultdict
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
    """Everything that is not as it was told; of what people write, not of imports."""
    yield from saves_apart(calls)
    yield from moves_apart(calls)
    trail.seal()
    yield from (f"trail: {one}" for one in trail.verify())
    ours = Proposal.objects.exclude(origin="imported").order_by("pk")
    for proposal in ours.select_related("fiscal_year", "unit"):
        yield from walk(proposal)
        yield from copies_apart(proposal)
        yield from contributors_missing(proposal)


def saves_apart(calls: Calls) -> Iterator[str]:
    """Each save that was acknowledged is an edit, once; no edit that nobody sent; each
    edit begins where the one before it ended, and the line holds the last one."""
    found: dict[tuple, list[int]] = defaultdict(list)
    edits = edits_by_line()
    entered = SpendingLine.objects.exclude(proposal__origin="imported")
    for line in entered.order_by("pk"):
        yield from broken_off(line, edits[line.pk])
        for who, version, amount in amounts_of(line, edits[line.pk]):
            found[who, line.pk, amount].append(version)
    for call in calls:
        if call["what"] == "save":
            place = call["who"], call["where"], Decimal(call["value"])
            versions = found.pop(place, [])
            if len(versions) not in MAY_BE_FOUND[call["told"]]:
                told = f"answered {call['status']}: told {call['told']}"
                yield f"save {place}, {told}, found {len(versions)} times"
            elif call["version"] and call["version"] not in versions:
                yield f"save {place}: told version {call['version']}, is {versions}"
    yield from (f"nobody sent {place}" for place in found)


def edits_by_line() -> dict[int, list[tuple[Event, dict]]]:
    """What events say of each line, in order: the event, and its entry of the line."""
    found: dict[int, list] = defaultdict(list)
    events = Event.objects.filter(kind="edited").select_related("by").order_by("pk")
    for event in events:
        for entry in event.data.get("rows", ()):
            if "line" in entry:
                found[entry["line"]].append((event, entry))
    return found


def broken_off(line: SpendingLine, edits: list[tuple[Event, dict]]) -> Iterator[str]:
    """Where an edit does not begin with the version that the one before it left."""
    version = 0
    for _event, entry in edits:
        if entry["from"] != version:
            yield f"line {line.pk}: version {version} was followed by {entry['from']}"
        version = entry["version"]
    if version != line.version:
        yield f"line {line.pk} is version {line.version}, its events say {version}"


def amounts_of(
    line: SpendingLine, edits: list[tuple[Event, dict]]
) -> Iterator[tuple[str, int, Decimal]]:
    """Who changed the amount, in which version, to what; its creation left out.

    An event holds what stood before it: what it saved is what the next one found.
    """
    after = line.amount
    for event, entry in reversed(edits):
        if "amount" in entry.get("was", ()):
            yield event.by.username, entry["version"], after
            after = Decimal(entry["was"]["amount"])


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
    for copy in copies:
        if hash_of(copy.content) != copy.content_hash:
            yield f"proposal {proposal.pk}: copy {copy.number} has another hash"
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
