"""`python -m tests.deadline.checks told.json`: what of the hour is not as it must be.

What the answers were is looked at by `wrong_answers`; what is in the database, beside
what anybody was told, by this command in a process of the site.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from tests.running.clients import Asked, Log

PATIENCE = 30.0  # seconds, after which a table's script gives an answer up (saving.js)


def wrong_answers(
    log: Log,
    public: Iterable[Asked],
    faults: Iterable[str] = (),
    *,
    patience: float = PATIENCE,
) -> Iterator[str]:
    """Answers that nobody may get: none, of a fault, with a stack, or too late."""
    every = [*log.asked, *public]
    for (kind, status), times in Counter((a.kind, a.status) for a in every).items():
        if status == 0 or status >= 500:
            yield f"{kind}: {times} answers were {status or 'none at all'}"
    for kind in sorted({one.kind for one in every}):
        late = [a.took for a in every if a.kind == kind and a.took > patience]
        if late:
            yield f"{kind}: {len(late)} answers took long, at most {max(late):.1f} s"
    yield from (f"a stack was shown: {one[:200]}" for one in log.stacks)
    yield from (f"the public: {one}" for one in dict.fromkeys(faults))


def unacknowledged(log: Log) -> Iterator[str]:
    """Writes that nobody answered: none may be left when nothing was broken."""
    unknown = Counter(one.what for one in log.calls if one.told == "unknown")
    yield from (f"{what}: {times} not answered" for what, times in unknown.items())


def differences(told: dict) -> Iterator[str]:
    """What is not in the database as somebody was told."""
    from tests.running import audit

    yield from audit.differences(told["calls"])
    yield from receipts_apart(told["receipts"])
    yield from not_handed_in(told["proposals"])


def receipts_apart(receipts: list[dict]) -> Iterator[str]:
    """Each receipt that was shown is there once, and its hash is the content's own."""
    from budgeting.contents import hash_of
    from budgeting.models import Submission

    for shown in receipts:
        at = {"proposal": shown["proposal"], "number": shown["number"]}
        found = list(Submission.objects.filter(**at))
        name = f"receipt {shown['number']} of {shown['proposal']}"
        if len(found) != 1:
            yield f"{name}: found {len(found)} times"
        elif not shown["hash"] or hash_of(found[0].content) != shown["hash"]:
            yield f"{name} showed {shown['hash'] or 'no hash'}, the content has another"


def not_handed_in(proposals: list[int]) -> Iterator[str]:
    """The proposals that are not with Finance, and those without a receipt."""
    from budgeting.models import Proposal

    for one in Proposal.objects.filter(pk__in=proposals).order_by("pk"):
        if one.status != "submitted":
            yield f"proposal {one.pk} is {one.status} at the end"
        if not one.submissions.exists():
            yield f"proposal {one.pk} has no receipt"


def differences_of(site, log: Log, receipts: list[dict]) -> list[str]:
    """The same, asked of a running site."""
    told = {
        "calls": [asdict(call) for call in log.calls],
        "receipts": receipts,
        "proposals": [unit["proposal"] for unit in site.city["units"]],
    }
    path = site.folder / "told.json"
    path.write_text(json.dumps(told))
    return json.loads(site.run("-m", "tests.deadline.checks", str(path)))


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
    django.setup()
    asked = json.loads(Path(sys.argv[1]).read_text())
    sys.stdout.write(json.dumps(list(differences(asked))))
