"""What must hold between the rows of a budget workbook, and between them and a year."""

from django.utils.translation import gettext as _

from budgeting.imports.citations import ActionsOfYear
from budgeting.models import FiscalYear, Proposal
from budgeting.models.proposals import Origin
from budgeting.services.locks import year_gone
from programme.workbooks import CellError, ImportRefused, Table

AGREEING = ("framework_name", "function")


def year_there(pk: int) -> FiscalYear:
    """The year that a file is for, as it is now; raises ImportRefused if it is gone.

    Asked in the queue of imports it stays until the file is through: who removes a
    year waits in the same queue.
    """
    year = FiscalYear.objects.filter(pk=pk).first()
    if year is None:
        raise ImportRefused([CellError("", "", "", "", year_gone(pk))])
    return year


def check_lines(table: Table, year: FiscalYear, actions: ActionsOfYear) -> None:
    """Note every error of the sheet `lines` that no cell shows alone."""
    _check_year_is_past(table, year)
    message = _("The unit already has this line, in cell %(first)s.")
    table.refuse_repeats("unit", "line", message=message)
    _check_frameworks_agree(table)
    _check_citing(table)
    _check_rule(table, year, actions)


def _check_year_is_past(table: Table, year: FiscalYear) -> None:
    """A year that is still being formulated is entered and approved by people."""
    today = year.today()
    if year.closes_on and year.closes_on >= today and year.year >= today.year:
        message = _(
            "The window of %(year)s is open or still to come: its proposals are "
            "entered here by the units and approved by Finance. Files are for past "
            "years."
        )
        table.problems.of_file(message % {"year": year.year})


def check_proposals(table: Table, proposals: dict[int, Proposal]) -> None:
    """Note an error for each unit whose proposal did not come from a file."""
    told = set()
    for i in table.sound():
        unit = table.values["unit"][i]
        proposal = proposals.get(unit)
        if proposal and proposal.origin != Origin.IMPORTED and unit not in told:
            told.add(unit)
            message = _(
                "The unit has a proposal of %(year)s that was entered here: no file "
                "replaces it. Take the unit's rows out of the file."
            )
            table.error(i, "unit", message % {"year": proposal.fiscal_year_id})


def check_frameworks(frameworks: Table, lines: Table) -> None:
    """Note an error for each framework that is there twice or has no line."""
    message = _("The unit already has this framework, in cell %(first)s.")
    frameworks.refuse_repeats("unit", "framework", message=message)
    have_lines = set(zip(lines.values["unit"], lines.values["framework"], strict=True))
    for i in frameworks.sound():
        key = frameworks.values["unit"][i], frameworks.values["framework"][i]
        if key not in have_lines:
            message = _("No line of this file belongs to this framework of the unit.")
            frameworks.error(i, "framework", message)


def _check_frameworks_agree(table: Table) -> None:
    units, codes = table.values["unit"], table.values["framework"]
    frameworks = len(set(zip(units, codes, strict=True)))
    for name in AGREEING:
        column = table.values[name]
        if len(set(zip(units, codes, column, strict=True))) == frameworks:
            continue
        first: dict[tuple, int] = {}
        for i in table.sound():
            earlier = first.setdefault((units[i], codes[i]), i)
            if column[i] != column[earlier]:
                message = _(
                    "The same framework says “%(text)s” in cell %(first)s: write the "
                    "same in all of its rows."
                )
                said = {"text": column[earlier], "first": table.cell(earlier, name)}
                table.error(i, name, message % said)


def _check_citing(table: Table) -> None:
    names = ("actions", "screened", "reason", "strength", "justification")
    rows = zip(*(table.values[name] for name in names), strict=True)
    for i, (actions, screened, reason, strength, justification) in enumerate(rows):
        if not (screened or reason or strength or justification) or i in table.unread:
            continue
        if screened and actions.rows:
            message = _(
                "“none” says that no action applies, yet the row cites actions."
            )
            table.error(i, "screened", message)
        if screened and not reason:
            table.error(i, "reason", _("Say why no action applies."))
        if reason and not screened:
            message = _("A reason goes with “none” in the column screened.")
            table.error(i, "reason", message)
        for name, value in (("strength", strength), ("justification", justification)):
            if value and not actions.rows:
                table.error(
                    i, name, _("The row cites no action that this could tell of.")
                )


def _check_rule(table: Table, year: FiscalYear, actions: ActionsOfYear) -> None:
    """In a `required` year every line cites an action of the year's programme."""
    if year.linking != FiscalYear.Linking.REQUIRED:
        return
    place = {"year": year.year, "programme": actions.main}
    for i in table.sound():
        if table.values["screened"][i]:
            message = _("In %(year)s a line cannot be declared without action.")
            table.error(i, "screened", message % place)
        elif not table.values["actions"][i].cites_main:
            message = _(
                "Line %(line)s cites no action of %(programme)s, which %(year)s "
                "requires of every line: write the code of one."
            )
            line = table.values["line"][i]
            table.error(i, "actions", message % {"line": line, **place})
