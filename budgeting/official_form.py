"""The official form, Marco de Política Pública, of what was submitted: a tagged PDF.

Made from the submission's copy alone by `official_form.typ`, to which everything goes
as data: nothing that a person typed is read as instructions of the page.
"""

import json
import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import qrcode
import typst
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage

from budgeting.functions import FUNCTIONS
from budgeting.models import Citation, FiscalYear, PolicyFramework, Submission
from budgeting.models.proposals import Origin
from budgeting.overview.lines import per_cent
from budgeting.receipts import Receipt
from programme.models import BudgetUnit
from programme.texts import text_of

PAGE = Path(__file__).with_suffix(".typ")
FONTS = typst.Fonts(include_system_fonts=False)  # the same on every machine
# What these fonts draw. A PDF/UA must not show an empty box for a letter.
DRAWN = (
    (0x20, 0x7E),
    (0xA0, 0x377),  # Latin
    (0x37A, 0x37F),  # Greek and Cyrillic, but for numbers that name no letter
    (0x384, 0x38A),
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x4FF),
    (0x1E00, 0x1EFF),
    (0x2000, 0x200B),  # signs
    (0x2010, 0x2027),
    (0x202F, 0x2040),
    (0x2044, 0x2052),
    (0x2054, 0x205E),
    (0x2070, 0x2071),
    (0x2074, 0x208E),
    (0x2090, 0x209C),
    (0x20A0, 0x20BF),
    (0x2100, 0x211E),
    (0x2126, 0x2151),
    (0x2153, 0x2184),
    (0x2190, 0x23FF),
    (0x2460, 0x2606),
)
DRAWN_CODES = frozenset(c for first, last in DRAWN for c in range(first, last + 1))
UNBROKEN = re.compile(r"[^\s\u200b]{30}(?=[^\s\u200b])")  # longer than a column
TEXTS = (
    "problem",
    "objective",
    "target_population",
    "gender_perspective",
    "expected_result",
    "indicator",
)


def official_form(submission: Submission, language: str, address: str) -> bytes:
    """The form as PDF/UA-1, the same bytes for the same copy, language and address.

    `address` is where anyone verifies the receipt.
    """
    return _drawn(submission, language, address, format="pdf", pdf_standards=["ua-1"])


def pictures(submission: Submission, language: str, address: str) -> list[bytes]:
    """The form's pages as PNG, for who looks at its layout."""
    pages = _drawn(submission, language, address, format="png", ppi=100)
    return pages if isinstance(pages, list) else [pages]


def _drawn(submission: Submission, language: str, address: str, **form: Any) -> Any:
    with override(language):
        data = form_data(Receipt(submission), address)
    return typst.compile(
        PAGE,
        root=PAGE.parent,
        font_paths=FONTS,
        sys_inputs={"data": json.dumps(data)},
        timestamp=int(submission.at.timestamp()),
        **form,
    )


def form_data(receipt: Receipt, address: str) -> dict[str, Any]:
    """All that the page shows, in the language in use, as text that its fonts draw."""
    content = receipt.submission.content
    shown = {
        "language": get_language(),
        "title": _("Public policy framework: proposal for %(year)s")
        % {"year": receipt.year},
        "subject": _("Proposal for %(year)s") % {"year": receipt.year},
        "form": _("Public policy framework"),
        "unit": f"{receipt.unit['code']} {receipt.unit['name']}",
        "facts": _facts(receipt),
        "receipt": _receipt_facts(receipt, address),
        "address": address,
        "chapters": [
            [f"{chapter} {name}", money(amount)]
            for chapter, name, amount in receipt.chapters
        ],
        "total": money(receipt.amount),
        "words": receipt.words,
        "frameworks": [_framework(each, receipt) for each in content["frameworks"]],
        "labels": _labels(receipt),
    }
    return {**drawable(shown), "qr": _qr(address)}


def money(amount: Decimal | str) -> str:
    """An amount as `1,234.50`."""
    return f"{Decimal(amount):,.2f}"


def drawable(value: Any) -> Any:
    """The same, with each letter that the fonts lack told by its number: `[U+1F600]`.

    A run of letters too long for its column may be broken.
    """
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
        said = "".join(
            c if c == "\n" or ord(c) in DRAWN_CODES else f"[U+{ord(c):04X}]"
            for c in text
        )
        return UNBROKEN.sub("\\g<0>\u200b", said)
    if isinstance(value, dict):
        return {key: drawable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [drawable(one) for one in value]
    return value


def _facts(receipt: Receipt) -> list[list[str]]:
    content = receipt.submission.content
    kinds, rules = dict(BudgetUnit.Kind.choices), dict(FiscalYear.Linking.choices)
    return [
        [_("Fiscal year"), str(receipt.year)],
        [_("Kind of unit"), str(kinds.get(receipt.unit["kind"], receipt.unit["kind"]))],
        [_("Linking rule"), str(rules.get(content["linking"], content["linking"]))],
        [_("Origin"), str(Origin(content["origin"]).label)],
        [_("Policy frameworks"), f"{len(content['frameworks']):,}"],
        [_("Spending lines"), f"{len(receipt.lines):,}"],
        [_("Currency"), receipt.currency],
    ]


def _receipt_facts(receipt: Receipt, address: str) -> list[list[str]]:
    one = receipt.submission
    zone = one.proposal.fiscal_year.time_zone
    local = localtime(one.at, ZoneInfo(zone))
    time = date_format(local, "DATETIME_FORMAT")
    return [
        [_("Receipt"), receipt.name],
        [_("Signed by"), one.signer],
        [_("Time"), f"{time} ({zone}, UTC{local:%z})"],
        [_("SHA-256 of the content"), one.content_hash],
        [_("Head of the trail"), f"{one.trail_position}:{one.trail_hash}"],
        [_("Verify it at"), address],
    ]


def _labels(receipt: Receipt) -> dict[str, str]:
    amount = _("Amount (%(currency)s)") % {"currency": receipt.currency}
    return {
        "receipt": _("Receipt"),
        "totals": _("Totals by chapter"),
        "chapter": _("Chapter"),
        "amount": amount,
        "total": _("Total"),
        "framework": _("Policy framework"),
        "description": _("Description"),
        "lines": _("Spending lines"),
        "line": _("Line"),
        "object": _("Partida"),
        "what": _("Description and what it cites"),
        "months": _("Physical target by month"),
        "page": _("Page"),
        "qr": _("QR code with the address where the receipt is verified"),
        "note": _(
            "Whoever holds this form can verify at that address that a receipt with "
            "this hash was issued. The content, one cent of it changed, would have "
            "another hash."
        ),
    }


def _framework(each: dict[str, Any], receipt: Receipt) -> dict[str, Any]:
    model, function = PolicyFramework, each["function"]
    texts = [[_name(model, field), each[field] or "–"] for field in TEXTS]
    target = each["physical_target"]
    said = f"{function} {FUNCTIONS.get(function, '')}".strip() or "–"
    months = [
        [str(MONTHS[n]), money(month)]
        for n, month in enumerate(each["monthly_targets"], 1)
        if month is not None
    ]
    return {
        "code": each["code"],
        "name": each["name"],
        "short": [
            [_name(model, "function"), said],
            [_name(model, "unit_of_measure"), each["unit_of_measure"] or "–"],
            [_name(model, "physical_target"), money(target) if target else "–"],
        ],
        "texts": texts,
        "months": months,
        "lines": [_line(line) for line in each["lines"]],
        "total": money(sum((Decimal(x["amount"]) for x in each["lines"]), Decimal(0))),
    }


def _name(model: Any, field: str) -> str:
    name = str(model._meta.get_field(field).verbose_name)
    return name[:1].upper() + name[1:]


def _line(line: dict[str, Any]) -> dict[str, Any]:
    notes = [line["territory"]] if line["territory"] else []
    notes += [f"{name}: {said}" for name, said in line["classification"].items()]
    if line["screened"]:
        notes.append(_("No action applies") + f": {line['screened_reason']}")
    notes += [
        _("Waived by %(person)s: %(reason)s")
        % {"person": one["by"], "reason": one["reason"]}
        for one in line["waivers"]
    ]
    return {
        "code": line["code"],
        "object": line["object_code"] or "–",
        "description": line["description"] or "–",
        "notes": notes,
        "citations": [_citation(one) for one in line["citations"]],
        "amount": money(line["amount"]),
    }


def _citation(one: dict[str, Any]) -> dict[str, str]:
    text = text_of(one, "text")
    strength = str(Citation.Strength(one["strength"]).label) if one["strength"] else ""
    said = [one["programme"], f"{per_cent(one['share'])}\u00a0%", strength]
    return {
        "code": one["action"],
        "text": text.value,
        "language": text.language,
        "said": " · ".join(x for x in [*said, one["justification"]] if x),
    }


def _qr(address: str) -> str:
    """The address as a picture that a telephone reads."""
    made = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=2).save(made)
    return made.getvalue().decode()
