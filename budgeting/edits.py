"""What edits are called, in words."""

from django.utils.translation import gettext_lazy as _

WHAT = {
    "framework": _("Framework saved"),
    "framework removed": _("Framework removed"),
    "framework restored": _("Framework restored"),
    "line": _("Line saved"),
    "line removed": _("Line removed"),
    "line restored": _("Line restored"),
    "lines": _("Lines saved in the table"),
    "paste": _("Lines pasted"),
    "copied": _("Copied from an earlier year"),
    "confirmed": _("Copies reviewed and confirmed"),
    "decided": _("Decided about retired actions"),
    "workbook": _("Workbook applied"),
    "citations of many lines": _("Citations of many lines saved"),
    "citations": _("Citations saved"),
    "screened": _("Declared that no action applies"),
    "screening withdrawn": _("Withdrawn that no action applies"),
    "undone": _("Edit undone"),
    "framework set aside": _("Words set aside, of the framework"),
    "line set aside": _("Words set aside, of the line"),
    "citations set aside": _("Citations set aside"),
    "answer set aside": _("Answer set aside"),
    "reason set aside": _("Reason set aside"),
    "lines observed": _("Observation made on many lines"),
    "asked back": _("Finance asked back"),
    "observations closed": _("Many observations resolved"),
    "ceilings set": _("Ceilings of a unit changed"),
    "window": _("Window of the year changed"),
    "rule": _("Rule or legal basis of the year changed"),
    "programmes": _("Programmes of the year changed"),
}
MOST = 5  # codes named


def codes_of(rows: list[dict]) -> str:
    """The codes of an edit's rows, the first of them if there are many."""
    codes = [one["code"] for one in rows]
    named = ", ".join(codes[:MOST])
    left = len(codes) - MOST
    return f"{named} +{left}" if left > 0 else named
