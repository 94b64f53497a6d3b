"""The cell `actions` of a budget workbook: `01.01.01=60; CODE:03.02.04`."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from budgeting.models import FiscalYear
from budgeting.money import WHOLE, basis_points, equal_shares
from programme.models import Action
from programme.workbooks import CellProblem
from programme.workbooks.columns import (
    Quick,
    code_list,
    ordinary_texts,
    parts_of,
)


class Citations(NamedTuple):
    """What a row cites, in order of programme and code.

    `text` is equal exactly when the citations are; `rows` holds each citation's action,
    programme and share as COPY writes them.
    """

    text: str = ""
    rows: tuple[str, ...] = ()
    cites_main: bool = False  # an action of the year's programme is among them


NONE = Citations()


class ActionsOfYear:
    """The actions that a year's lines may cite, and the reader of cells that do."""

    def __init__(self, year: FiscalYear) -> None:
        # what a cell cites; raises CellProblem with all that is wrong in it
        self.read = Quick(self._read, self._glance)
        self.year = year.year
        self.main = ""
        self.programmes: dict[str, int] = {}
        for row in year.year_programmes.select_related("programme"):
            self.programmes[row.programme.code] = row.programme_id
            if row.is_main:
                self.main = row.programme.code
        self.actions: dict[str, dict[str, int]] = {code: {} for code in self.programmes}
        of_id = {pk: self.actions[code] for code, pk in self.programmes.items()}
        found = Action.objects.filter(programme__in=of_id).order_by()
        for programme, code, pk in found.values_list("programme", "code", "pk"):
            of_id[programme][code] = pk
        # how an action of the year's programme is said and written, up to its share
        key = self.programmes.get(self.main)
        self.places = {
            code: (f"{self.main}:{code}=", f"{pk}\t{key}\t")
            for code, pk in self.actions.get(self.main, {}).items()
        }

    def _read(self, cell: Any) -> Citations:
        written = code_list(cell)
        return self._usual(written) or self._cited(self._shares(written))

    def _glance(self, cells: Collection[Any]) -> dict[Any, Any]:
        texts = [one for one in ordinary_texts(cells) if one.isascii()]
        found = ((one, self._usual(bare)) for one in texts if (bare := one.strip()))
        return {one: citations for one, citations in found if citations}

    def _usual(self, written: str) -> Citations | None:
        """What the usual text cites: distinct codes of the year's programme alone."""
        codes = sorted(parts_of(written))
        try:
            places = [self.places[code] for code in codes]
        except KeyError:
            return None
        if len(set(codes)) < len(codes):
            return None
        shares = _equal_parts(len(codes))
        said = [said + share for (said, _), share in zip(places, shares, strict=True)]
        rows = [keys + share for (_, keys), share in zip(places, shares, strict=True)]
        return Citations(" ".join(said), tuple(rows), bool(codes))

    def _cited(self, shares: dict[str, dict[str, int]]) -> Citations:
        said, rows = [], []
        for programme in sorted(shares):
            key, keys = self.programmes[programme], self.actions[programme]
            for code, share in sorted(shares[programme].items()):
                said.append(f"{programme}:{code}={share}")
                rows.append(f"{keys[code]}\t{key}\t{share}")
        return Citations(" ".join(said), tuple(rows), self.main in shares)

    def _shares(self, written: str) -> dict[str, dict[str, int]]:
        """Programme to code to share; every fault of the cell in one CellProblem."""
        given: dict[str, dict[str, str]] = defaultdict(dict)
        faults: list[str] = []
        for part in parts_of(written):
            reference, _equals, share = part.partition("=")
            programme, code, fault = self._find(reference.strip())
            if not fault and code in given[programme]:
                fault = _("Action %(code)s is cited twice.") % {"code": code}
            if fault:
                faults.append(fault)
            else:
                given[programme][code] = share.strip() if _equals else ""
        shares = {}
        for programme, of_codes in given.items():
            try:
                shares[programme] = _shares_of(programme, of_codes)
            except ValueError as error:
                faults.append(str(error))
        if faults:
            raise CellProblem(" ".join(faults))
        return shares

    def _find(self, reference: str) -> tuple[str, str, str]:
        """Programme and code of a reference, and what is wrong with it, if anything."""
        name, colon, rest = reference.partition(":")
        programme, code = (name.strip(), rest.strip()) if colon else (self.main, name)
        place = {"code": code, "programme": programme, "year": self.year}
        if programme not in self.programmes:
            fault = _("“%(programme)s” is not a programme of %(year)s.") % place
        elif code not in self.actions[programme]:
            fault = _("No action of %(programme)s has the code %(code)s.") % place
        else:
            fault = ""
        return programme, code, fault


@cache
def _equal_parts(count: int) -> tuple[str, ...]:
    """The shares of so many actions, in order of code, where none are given."""
    shares = equal_shares([f"{n:05}" for n in range(count)])
    return tuple(map(str, shares.values()))


def _shares_of(programme: str, given: dict[str, str]) -> dict[str, int]:
    """Shares as written, or equal ones; raises ValueError with a sentence."""
    if not any(given.values()):
        return equal_shares(list(given))
    if not all(given.values()):
        raise ValueError(
            _("Give each action of %(programme)s a share, or none of them.")
            % {"programme": programme}
        )
    shares = {code: basis_points(share) for code, share in given.items()}
    if (total := sum(shares.values())) != WHOLE:
        raise ValueError(
            _("The shares of %(programme)s add up to %(total)s %%, not to 100 %%.")
            % {"programme": programme, "total": f"{total / 100:g}"}
        )
    return shares
