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
import sys


def check(lines, heads):
    """The problems found; none means that the file is the trail the heads were of."""
    before, position = bytes(32), 0
    wanted = {int(place): stated for place, stated in (h.split(":") for h in heads)}
    wrong = [f"Head 0 is not {h}" for p, h in wanted.items() if not p and int(h, 16)]
    for line in lines:
        position += 1
        place, stated, text = line.rstrip("\n").split("\t", 2)
        before = hashlib.sha256(
            before + hashlib.sha256(text.encode()).digest()
        ).digest()
        if place != str(position) or stated != before.hex():
            return [f"Line {position} is not what was sealed there", *wrong]
        if wanted.get(position, stated) != stated:
            wrong.append(f"Position {position} is not the head that was printed")
    missing = [place for place in sorted(wanted) if place > position]
    return wrong + [f"The file ends before position {place}" for place in missing]


def main(path, *heads):
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
