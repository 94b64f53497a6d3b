"""What the workbook says about itself: its first sheet, and a help for each cell."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgeting.imports.forms import MONTHS
from budgeting.models import Proposal

HELP = {
    "framework": gettext_lazy(
        "Code of the policy framework, one of the sheet of frameworks. A new framework "
        "goes there first."
    ),
    "line": gettext_lazy(
        "Any short code that is unique in the proposal. It is text: 01 is not 1."
    ),
    "object_code": gettext_lazy("Partida: four digits, for example 4411."),
    "description": gettext_lazy(
        "What the money buys, for example: grants for women who leave a shelter."
    ),
    "amount": gettext_lazy(
        "For the whole year, with at most two decimals. Zero is accepted, never "
        "negative."
    ),
    "territory": gettext_lazy("Optional: borough or place, for example Iztapalapa."),
    "actions": gettext_lazy(
        "01.01.01; 03.02.04 in equal parts, or 01.01.01=60; 03.02.04=40 in per cent "
        "that adds up to 100. The codes are in the sheet of actions."
    ),
    "strength": gettext_lazy(
        "Direct: the money does what the action says. Supporting: makes it better. "
        "Enabling: without it the action could not happen."
    ),
    "justification": gettext_lazy("Why, in one line, for all actions of the row."),
    "screened": gettext_lazy("Write none where no action applies, and give a reason."),
    "reason": gettext_lazy("Why no action applies."),
    "framework_name": gettext_lazy(
        "What the unit does, for example: Care for women who live with violence."
    ),
    "function": gettext_lazy("The function of government, one of the list."),
    "problem": gettext_lazy("Who lacks what, how many, where, and how you know."),
    "objective": gettext_lazy(
        "The change you seek in people's lives, not the paperwork."
    ),
    "target_population": gettext_lazy("Women and men, ages, territory."),
    "expected_result": gettext_lazy("What will be different at the end of the year."),
    "unit_of_measure": gettext_lazy("What you count, for example: person served."),
    "physical_target": gettext_lazy("How many of them in the year, for example 4200."),
    "indicator": gettext_lazy(
        "Optional. Name and method: women served ÷ women who asked × 100."
    ),
    "gender_perspective": gettext_lazy(
        "Optional. Which gap between women and men it narrows, and how."
    ),
    **{
        month: gettext_lazy("Optional: the physical target of this month.")
        for month in MONTHS
    },
}


def instructions(proposal: Proposal) -> list[str]:
    """The sentences of the first sheet; the first is its title."""
    return [
        _("Proposal %(year)s: %(unit)s")
        % {"year": proposal.fiscal_year_id, "unit": proposal.unit.name},
        _(
            "Fill in the sheets of frameworks and of lines, save the file as .xlsx and "
            "upload it on the page of the proposal. Nothing changes until you have "
            "seen on the site what the file would change and have confirmed it."
        ),
        _(
            "Correct what you like, and write new lines below the last one. A row that "
            "you delete here is not deleted on the site: the site asks first."
        ),
        _(
            "What a colleague changed on the site meanwhile is never overwritten "
            "without asking: both texts are shown and you choose."
        ),
        _(
            "Codes are text: 01.10 is not 1.1. The cells are ready for it; when you "
            "paste, paste values only."
        ),
        _(
            "Where the actions of a line differ in strength or in justification, the "
            "cell says %(several)s: left so, each keeps its own."
        )
        % {"several": several()},
        _(
            "Each row has a hidden cell that says which row it is. Rows may be sorted. "
            "Without that cell, a row is known by its code."
        ),
        _(
            "Names of sheets and of columns stay as they are. Other sheets are not "
            "read."
        ),
    ]


def several() -> str:
    """How a cell says that the row's citations differ."""
    return _("(several)")
