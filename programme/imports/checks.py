"""What must hold within a programme workbook, and between it and what is known."""

from collections import defaultdict
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.imports.edition import Edition
from programme.imports.forms import PAIRS
from programme.models import Right, SpentCode
from programme.workbooks import Table
from programme.workbooks.columns import parts_of
from programme.workbooks.tables import UNREAD

LONGEST_NAME = 250
LEVELS = ("rights", "strategies", "actions")
NAMED = 20  # names outside the list of units that a note repeats


def check_edition(tables: dict[str, Table], known: Edition, notes: list[str]) -> None:
    """Note every error between rows; cells were read before."""
    _check_one_programme(tables["programme"])
    for sheet, field in PAIRS.items():
        _check_texts(tables[sheet], field)
    for sheet in LEVELS:
        message = _("The code is already in cell %(first)s.")
        tables[sheet].refuse_repeats("code", message=message)
    _check_codes_at_one_level(tables, known)
    _check_parents(tables, known)
    _check_serials(tables["actions"], known)
    _check_retired(tables["actions"], known)
    _check_spent(tables, known)
    _check_groups(tables, known)
    _check_bodies(tables["actions"], known, notes)


def _check_one_programme(table: Table) -> None:
    for i in range(1, len(table)):
        table.error(i, "code", _("A workbook holds one programme: delete this row."))
    for i in table.sound():
        first = table.values["in_force_from"][i]
        last = table.values["in_force_until"][i]
        if first and last and last < first:
            message = _("The last year in force comes before the first.")
            table.error(i, "in_force_until", message)


def _check_texts(table: Table, field: str) -> None:
    for i in table.sound():
        if not table.values[f"{field}_es"][i] and not table.values[f"{field}_en"][i]:
            message = _("Write it in Spanish, in English, or in both.")
            table.error(i, f"{field}_es", message)


def _known_codes(sheet: str, tables: dict[str, Table], known: Edition) -> set[str]:
    """The codes of a level, in the file or in the database."""
    in_file = {code for code in tables[sheet].values["code"] if code}
    return in_file | known.by_sheet[sheet].keys()


def _check_codes_at_one_level(tables: dict[str, Table], known: Edition) -> None:
    for sheet in LEVELS:
        others = set().union(
            *(_known_codes(other, tables, known) for other in LEVELS if other != sheet)
        )
        for i in tables[sheet].sound():
            if tables[sheet].values["code"][i] in others:
                message = _("Another level of the programme has this code already.")
                tables[sheet].error(i, "code", message)


def _check_parents(tables: dict[str, Table], known: Edition) -> None:
    rights = _known_codes("rights", tables, known)
    strategies = _known_codes("strategies", tables, known)
    for sheet, parents in (("strategies", rights), ("actions", rights | strategies)):
        table = tables[sheet]
        if _has_unread_codes(tables, before=sheet):
            continue  # a parent may be among them: that is told where it stands
        for i in table.sound():
            code = table.values["code"][i]
            if code.rpartition(".")[0] not in parents:
                table.error(i, "code", _why_no_parent(code))


def _has_unread_codes(tables: dict[str, Table], *, before: str) -> bool:
    """Whether a code of the levels above this one could not be read."""
    levels = LEVELS[: LEVELS.index(before)]
    return any(UNREAD in tables[level].values["code"] for level in levels)


def _why_no_parent(code: str) -> str:
    parent = code.rpartition(".")[0]
    if not parent:
        return _("The code names no parent: write its chapter before a dot.")
    return _("Its parent %(parent)s is neither in the file nor in the programme.") % {
        "parent": parent
    }


def _check_serials(table: Table, known: Edition) -> None:
    message = _("The serial is already in cell %(first)s.")
    table.refuse_repeats("serial", message=message)
    holders = {action.serial: code for code, action in known.actions.items()}
    for i in table.sound():
        code, serial = table.values["code"][i], table.values["serial"][i]
        holder = holders.get(serial, code)
        before = known.actions.get(code)
        if holder != code:
            message = _("Action %(code)s has this serial already.")
            table.error(i, "serial", message % {"code": holder})
        elif before and before.serial != serial:
            message = _("Action %(code)s has serial %(serial)s, which does not change.")
            table.error(i, "serial", message % {"code": code, "serial": before.serial})


def _check_retired(table: Table, known: Edition) -> None:
    """A code is never given to another action: a retired one keeps its texts."""
    for i in table.sound():
        before = known.actions.get(table.values["code"][i])
        if not before or not before.retired_from:
            continue
        texts = tuple(table.values[name][i] for name in ("text_es", "text_en"))
        if texts != (before.text_es, before.text_en):
            message = _(
                "The action of this code was retired from %(year)s: give the new "
                "action a code of its own."
            )
            table.error(i, "code", message % {"year": before.retired_from})


def _check_spent(tables: dict[str, Table], known: Edition) -> None:
    """A code whose action was deleted comes back only as the same action."""
    programme = next(iter(tables["programme"].values["code"]), None)
    spent: dict[str, list[SpentCode]] = defaultdict(list)
    for one in SpentCode.objects.filter(programme_code=programme or ""):
        spent[one.code].append(one)
    if not spent:
        return
    table = tables["actions"]
    for i in table.sound():
        row = {name: values[i] for name, values in table.values.items()}
        before = spent.get(row["code"], [])
        if row["code"] in known.actions or not before:
            continue
        if not any(one.is_same(**row) for one in before):
            message = _(
                "This was the code of another action, which was deleted: no code is "
                "given twice. It was “%(text)s”."
            )
            table.error(i, "code", message % {"text": Truncator(before[-1]).words(12)})


def _check_groups(tables: dict[str, Table], known: Edition) -> None:
    kinds = {code: right.kind for code, right in known.rights.items()}
    rights = tables["rights"].values
    kinds |= dict(zip(rights["code"], rights["kind"], strict=True))
    table = tables["actions"]
    for i in table.sound():
        groups = parts_of(table.values["population_groups"][i])
        wrong = [
            code for code in groups if kinds.get(code) not in (Right.Kind.GROUP, UNREAD)
        ]
        if wrong:
            message = _("No population group of this programme has the code %(codes)s.")
            codes = ", ".join(wrong)
            table.error(i, "population_groups", message % {"codes": codes})
        elif len(set(groups)) < len(groups):
            table.error(i, "population_groups", _("A group is named twice."))


def _check_bodies(table: Table, known: Edition, notes: list[str]) -> None:
    outside: dict[str, Any] = {}
    for i in table.sound():
        bodies = parts_of(table.values["responsible_units"][i])
        if len(set(bodies)) < len(bodies):
            table.error(i, "responsible_units", _("A body is named twice."))
        if any(len(body) > LONGEST_NAME for body in bodies):
            message = _("The name of a body has more than %(most)s characters.")
            table.error(i, "responsible_units", message % {"most": LONGEST_NAME})
        outside |= dict.fromkeys(body for body in bodies if body not in known.units)
    if outside:
        notes.append(
            ngettext(
                "%(count)s responsible body is no unit of the list and is kept as "
                "text: %(names)s",
                "%(count)s responsible bodies are no units of the list and are kept "
                "as text: %(names)s",
                len(outside),
            )
            % {"count": len(outside), "names": _some(list(outside))}
        )


def _some(names: list[str]) -> str:
    return "; ".join(names[:NAMED]) + ("; …" if len(names) > NAMED else "")
