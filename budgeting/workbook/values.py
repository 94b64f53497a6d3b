"""The values of a row as texts that can be compared: saved, exported, or in a file.

A picture maps the columns of a sheet to texts of one spelling: amounts `1234.50`, line
ends `\\n`, actions `CODE:01.01.01=6000 CODE:01.01.02=4000` in basis points.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from budgeting.imports.forms import MONTHS, TEXTS
from budgeting.models import Citation, FiscalYear, PolicyFramework, SpendingLine
from budgeting.money import equal_shares, per_cent
from programme.amounts import AmountError, parse_amount
from programme.workbooks.columns import CONTROL

SEVERAL = "(*)"  # a row whose citations do not all say the same
LONGEST = 32_767  # characters that a cell holds
NUMBERS = {"amount", "physical_target", *MONTHS}
CITING = ("actions", "strength", "justification")
SCREENING = ("screened", "reason")
LINE_FIELDS = {  # column: field of the line
    "line": "code",
    "object_code": "object_code",
    "description": "description",
    "amount": "amount",
    "territory": "territory",
}
FRAMEWORK_FIELDS = {
    "framework": "code",
    "framework_name": "name",
    "function": "function",
    **{name: name for name, _most in TEXTS},
    "physical_target": "physical_target",
}
FRAMEWORK_COLUMNS = (*FRAMEWORK_FIELDS, *MONTHS)
WRITTEN = re.compile(r"(\S+):([0-9.]+)=([0-9]+)")

Picture = dict[str, str]


def line_columns(year: FiscalYear) -> tuple[str, ...]:
    """The columns of the sheet of lines; a statement that none applies only where the
    year takes one."""
    asked = year.linking == FiscalYear.Linking.REQUESTED
    return ("framework", *LINE_FIELDS, *CITING, *(SCREENING if asked else ()))


def plain(text: Any) -> str:
    """A text in one spelling: line ends, accents, no outer spaces, nothing hidden."""
    lines = str(text).replace("\r\n", "\n").replace("\r", "\n")
    composed = unicodedata.normalize("NFC", CONTROL.sub("", lines).strip())
    return composed[:LONGEST]


def number(typed: Any) -> str:
    """An amount or a target with two decimals; what is none stays as typed."""
    if typed is None:
        return ""
    if isinstance(typed, Decimal):
        return f"{typed:.2f}"
    try:
        return f"{parse_amount(str(typed)):.2f}"
    except AmountError:
        return plain(typed)


def line_picture(line: SpendingLine) -> Picture:
    """A saved line: what does not read yet as it was typed, the framework by key."""
    citations = list(line.citations.all())
    return {
        "framework": reference(line.framework_id),
        **{column: _saved(line, name) for column, name in LINE_FIELDS.items()},
        "actions": cited(citations),
        "strength": _common([one.strength for one in citations]),
        "justification": _common([plain(one.justification) for one in citations]),
        "screened": line.screened,
        "reason": plain(line.screened_reason),
    }


def framework_picture(framework: PolicyFramework) -> Picture:
    """A saved framework, each month a column of its own."""
    months = framework.pending.get("monthly_targets", framework.monthly_targets)
    typed = [number(month) for month in months][:12]
    return {
        **{column: _saved(framework, f) for column, f in FRAMEWORK_FIELDS.items()},
        **dict(zip(MONTHS, [*typed, *[""] * (12 - len(typed))], strict=True)),
    }


def reference(framework: int) -> str:
    """How a line's picture names a saved framework, whatever its code is by now."""
    return f"#{framework}"


def fresh(code: str) -> str:
    """How it names a framework that the file makes: no code is taken for a key."""
    return f"+{code}"


def _saved(row: SpendingLine | PolicyFramework, name: str) -> str:
    value = row.pending.get(name, getattr(row, name))
    if name in ("amount", "physical_target"):
        return number(value)
    return plain(value)


def cited(citations: Iterable[Citation]) -> str:
    """What is cited, in order of programme and code, shares in basis points."""
    return " ".join(
        sorted(
            f"{one.programme.code}:{one.action.code}={one.share}" for one in citations
        )
    )


def _common(said: list[str]) -> str:
    """What all of them say, or the sign that they differ."""
    different = set(said)
    return SEVERAL if len(different) > 1 else next(iter(different), "")


def parts_cited(actions: str) -> dict[str, dict[str, int]]:
    """Programme to code to share, out of a picture's actions."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for programme, code, share in WRITTEN.findall(actions):
        found[programme][code] = int(share)
    return found


def as_written(actions: str, main: str) -> str:
    """A picture's actions as an officer writes them: `01.01.01=60; 03.02.04=40`.

    Equal parts need no share; `main` is the code of the year's programme, which needs
    no name.
    """
    said = []
    for programme, shares in sorted(parts_cited(actions).items()):
        name = "" if programme == main else f"{programme}:"
        equal = equal_shares(list(shares)) == shares
        for code, share in sorted(shares.items()):
            said.append(f"{name}{code}" if equal else f"{name}{code}={per_cent(share)}")
    return "; ".join(said)
