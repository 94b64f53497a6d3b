#!/usr/bin/env python3
"""Check a trail of hrbudget from the heads printed on receipts and publications.

    python3 verify_trail.py trail.txt 1234:9f86d0… [more heads]

Needs Python alone: neither hrbudget nor its database. `trail.txt` is what the command
export_trail writes, one line an entry: position, hash and text, between tabs. The hash
of a line is the SHA-256 of the hash of the line before it (32 zero bytes for the first)
followed by the SHA-256 of its own text. A head is a position and the hash it has.
Exits with 1 and names the first line that does not hold, or the head that is not met.
"""

import hashlib
import re
import sys


def heads_of(texts):
    """Each head as its position and its hash; exits where a text is no head."""
    heads = []
    for text in texts:
        place, _, stated = text.lower().partition(":")
        if not (place.isdecimal() and re.fullmatch("[0-9a-f]{64}", stated)):
            sys.exit(f"{text} is no head: write position:hash as it is printed.")
        heads.append((int(place), stated))
    return heads


def check(lines, heads):
    """The problems found; none means that the file is the trail the heads were of."""
    before, met = bytes(32), {0: "0" * 64}
    wanted = {place for place, _stated in heads}
    for position, line in enumerate(lines, start=1):
        place, stated, text = line.rstrip("\n").split("\t", 2)
        own = hashlib.sha256(text.encode()).digest()
        before = hashlib.sha256(before + own).digest()
        if place != str(position) or stated != before.hex():
            return [f"Line {position} is not what was sealed there"]
        if position in wanted:
            met[position] = stated
    return [
        f"Position {place} is not the head that was printed"
        if place in met
        else f"The file ends before position {place}"
        for place, stated in heads
        if met.get(place) != stated
    ]


def main(path, *texts):
    heads = heads_of(texts)
    with open(path, encoding="utf-8", newline="\n") as file:
        wrong = check(file, heads)
    print("\n".join(wrong) or f"The trail holds: {len(heads)} printed heads are met.")
    if not heads:
        print(
            "Give the heads printed elsewhere: without one, a trail written anew whole"
        )
        print("cannot be told from the true one.")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
