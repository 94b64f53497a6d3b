"""Charts of a part and its whole: of the linked money, of the actions in force."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.templatetags.words import money, number, per_cent
from programme.texts import text_of
from reporting.charts.definition import Bar, Chart, Column, Row
from reporting.charts.rows import (
    FUNDED,
    IN_FORCE,
    KEYS,
    chapter_name,
    chapters_by,
    first,
    named,
    part,
    top,
)
from reporting.models import Publication
from reporting.sentences import rounded

MILLION = 1_000_000

# Attributed money


def money_rows(publication: Publication) -> list[Row]:
    """Each chapter with its attributed money and its part of the whole."""
    rows = chapters_by("amount_attributed")(publication)
    whole = sum(row["amount_attributed"] for row in rows)
    for row in rows:
        row["share_of_linked"] = part(row["amount_attributed"], whole)
    return rows


def money_finding(rows: list[Row]) -> str:
    """Which chapter the most money is attributed to."""
    leaders = first(rows, "amount_attributed")
    if not leaders:
        return _("No money was attributed to a right.")
    values = {"named": named(leaders), "rate": short_rate(leaders[0])}
    return (
        ngettext(
            "%(named)s: the largest part of the linked money, %(rate)s",
            "%(named)s: the largest parts of the linked money, %(rate)s each",
            len(leaders),
        )
        % values
    )


def short_rate(row: Row) -> str:
    """A chapter's part of the linked money as a sentence carries it."""
    return per_cent(rounded(row["share_of_linked"]))


def money_sentence(rows: list[Row]) -> str:
    """The chapters with the most attributed money, and their part of it."""
    listed = top(rows, "amount_attributed", short_rate)
    if not listed:
        return _("No money was attributed to a right.")
    return _("Most of the linked money: %(named)s.") % {"named": listed}


def in_millions(amount: Decimal) -> str:
    """Money as a bar's end has room for it: in millions, or whole where it is less than
    the one decimal shows."""
    if not amount:
        return "0"
    if amount < MILLION / 10:
        return money(amount)
    return _("%(amount)s M") % {"amount": f"{amount / MILLION:,.1f}"}


def money_bars(rows: list[Row]) -> list[Bar]:
    """A bar for the money of each chapter."""
    return [
        Bar(
            chapter_name(row),
            row["amount_attributed"],
            in_millions(row["amount_attributed"]),
        )
        for row in rows
    ]


AMOUNT_ATTRIBUTED = Chart(
    name="amount_attributed",
    what=gettext_lazy(
        "Attributed amount, by right or group, in millions (M) of %(currency)s"
    ),
    note=gettext_lazy(
        "Each line is split among the actions it cites, so these amounts add up to the "
        "linked money."
    ),
    heading=gettext_lazy("Right or group"),
    keys=KEYS,
    columns=(
        Column(
            "amount_attributed",
            "amount",
            gettext_lazy("Attributed amount (%(currency)s)"),
        ),
        Column("share_of_linked", "rate", gettext_lazy("Part of the linked money")),
    ),
    read=money_rows,
    finding=money_finding,
    sentence=money_sentence,
    draw=money_bars,
    page="right_detail",
)


# Actions funded, of those in force


def share_rows(publication: Publication) -> list[Row]:
    """Each chapter with its funded actions of those in force, largest share first."""
    rows = chapters_by("actions_funded", "actions_in_force")(publication)
    for row in rows:
        row["share_funded"] = part(row["actions_funded"], row["actions_in_force"])
    return sorted(rows, key=lambda row: (-(row["share_funded"] or 0), row["code"]))


def fraction(row: Row) -> str:
    """A share with its numerator and denominator."""
    rate = per_cent(row["share_funded"])
    funded, whole = row["actions_funded"], row["actions_in_force"]
    return f"{number(funded)} / {number(whole)} ({rate})"


def told(rows: list[Row]) -> list[Row]:
    """The rows whose share can be told: some action of theirs is in force."""
    return [row for row in rows if row["share_funded"] is not None]


def share_finding(rows: list[Row]) -> str:
    """How much of the programme is funded, and where the least of it."""
    funded = sum(row["actions_funded"] for row in rows)
    whole = sum(row["actions_in_force"] for row in rows)
    values = {
        "funded": number(funded),
        "whole": number(whole),
        "rate": per_cent(part(funded, whole)),
    }
    said = _("%(funded)s of the %(whole)s actions in force are funded (%(rate)s)")
    return said % values


def share_sentence(rows: list[Row]) -> str:
    """The chapters with the largest and with the smallest share."""
    held = told(rows)
    if not held:
        return _("No action is in force.")

    def write(row: Row) -> str:
        return f"{text_of(row, 'name').value}, {fraction(row)}"

    values = {"most": write(held[0]), "least": write(held[-1])}
    return _("Largest share: %(most)s. Smallest share: %(least)s.") % values


def share_bars(rows: list[Row]) -> list[Bar]:
    """The share of each chapter, of its whole."""
    return [
        Bar(chapter_name(row), row["share_funded"] or Decimal(0), fraction(row), 1)
        for row in rows
    ]


ACTIONS_SHARE = Chart(
    name="actions_share",
    what=gettext_lazy(
        "Actions funded, of those in force in the programme, by right or group"
    ),
    note=gettext_lazy(
        "The outline is every action in force; what is filled is funded."
    ),
    heading=gettext_lazy("Right or group"),
    keys=KEYS,
    columns=(
        FUNDED,
        IN_FORCE,
        Column("share_funded", "rate", gettext_lazy("Funded, of those in force")),
    ),
    read=share_rows,
    finding=share_finding,
    sentence=share_sentence,
    draw=share_bars,
    page="right_detail",
)
