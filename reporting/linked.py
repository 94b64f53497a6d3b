"""The tests behind "linked", each passed or failed with its number (method.md, 5)."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.templatetags.words import number
from reporting.models import PublishedUnit

Status = PublishedUnit.Status


class Test(NamedTuple):
    """One test of a unit: None where it was not come to, or nothing can be told."""

    name: str
    passed: bool | None
    found: str


def tests_of(unit: PublishedUnit) -> list[Test]:
    """The tests that a unit passes to count as linked: all of them, each weighs all."""
    return [_prepared(unit), _approved(unit), _every_line_cites(unit)]


def _prepared(unit: PublishedUnit) -> Test:
    name = _("It prepared a budget: its proposal has at least one line")
    if unit.status == Status.MISSING:
        return Test(name, False, _("No line."))
    if unit.status == Status.NOT_APPROVED:
        return Test(name, True, _("How many lines it has is not public yet."))
    told = ngettext("%(n)s line.", "%(n)s lines.", unit.lines_total or 0)
    return Test(name, True, told % {"n": number(unit.lines_total)})


def _approved(unit: PublishedUnit) -> Test:
    name = _("Its proposal is approved")
    if unit.status == Status.MISSING:
        return Test(name, None, _("There is no proposal to approve."))
    if unit.status == Status.NOT_APPROVED:
        return Test(name, False, _("Not when this was published."))
    return Test(name, True, _("Approved when this was published."))


def _every_line_cites(unit: PublishedUnit) -> Test:
    name = _("Every line of it, zero amounts included, cites at least one action")
    if unit.status == Status.MISSING:
        return Test(name, None, _("There is no line."))
    if unit.lines_total is None or unit.lines_linked is None:
        return Test(name, None, _("Only approved lines are public."))
    values = {"linked": number(unit.lines_linked), "all": number(unit.lines_total)}
    found = _("%(linked)s of %(all)s lines cite one.") % values
    return Test(name, unit.lines_linked == unit.lines_total, found)
