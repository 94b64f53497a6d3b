"""The second road: every number of a publication again, by pandas over its files.

It shares no code with `measures`: the same definitions (method.md, 4 and 5), written a
second time, so that a mistake in one shows as a difference. Money is whole cents.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import pandas as pd

WHOLE = 10_000
LINE = ["unit_code", "line_code"]
PART = [*LINE, "programme_code"]  # what a line's money is split over
CITED = ["actions_funded", "actions_new", "lines", "units"]
CITED += ["amount_attributed", "amount_touching"]
STATES = ("linked", "waived", "screened", "not_screened")
LINES = ["lines_total", *(f"lines_{state}" for state in STATES)]
Key = tuple[str, str]  # a programme's code and an action's
Rows = dict[Any, dict[str, Any]]


class Recount:
    """What the frames of a publication say its numbers are, level by level."""

    def __init__(self, frames: dict[str, pd.DataFrame], year: int) -> None:
        self.frames, self.year = frames, year
        self.lines = frames["lines"].rename(columns={"code": "line_code"})
        amounts = self.lines[[*LINE, "amount"]]
        self.citations = frames["citations"].merge(amounts, on=LINE, how="inner")
        programmes = frames["programmes"]
        self.programme = next(iter(programmes[programmes["is_main"] == True]["code"]))  # noqa: E712
        of_programme = self.citations["programme_code"] == self.programme
        self.cited = self.citations[of_programme]
        self.funding = _above_zero(self.cited)
        self.funded = set(self.funding["action_code"])
        self.chapter = self._pairs("actions", "code", "right_code")
        self.new = self._new()

    def _pairs(self, file: str, key: str, value: str) -> dict[str, Any]:
        """One column of a file by another."""
        frame = self.frames[file]
        return dict(zip(frame[key], frame[value], strict=True))

    def all(self) -> dict[str, Rows]:
        """Expected values by file, row and column."""
        return {
            "lines": self.line_states,
            "citations": self.citation_rows(),
            "actions": self.action_rows,
            "rights": self.right_rows(),
            "groups": self.group_rows(),
            "units": self.unit_rows,
        }

    # What is new

    def _new(self) -> set[str] | None:
        """Funded actions without a funded past; None where no year was compared."""
        if self.frames["comparisons"].empty:
            return None
        compared = self.frames["compared_actions"]
        past = {(row.programme_code, row.action_code) for row in each_row(compared)}
        since = self._pairs("actions", "code", "carried_out_since")
        before = self._predecessors()
        return {
            code
            for code in self.funded
            if not past & _reached(before, (self.programme, code))
            and (since.get(code) is None or since[code] >= self.year)
        }

    def _predecessors(self) -> dict[Key, set[Key]]:
        """What each action came from, one step back."""
        found: dict[Key, set[Key]] = {}
        for step in each_row(self.frames["successions"]):
            after = (step.successor_programme, step.successor_code)
            before = (step.predecessor_programme, step.predecessor_code)
            found.setdefault(after, set()).add(before)
        return found

    # Lines and citations

    @cached_property
    def line_states(self) -> Rows:
        """How each line is linked: linked wins, then waived, then screened."""
        linked = set(zip(*(self.cited[name] for name in LINE), strict=True))
        states = {}
        for line in each_row(self.lines):
            key = (line.unit_code, line.line_code)
            reasons = {"waived": line.waiver_reason, "screened": line.screened_reason}
            given = [state for state, reason in reasons.items() if reason]
            states[key] = "linked" if key in linked else [*given, "not_screened"][0]
        return {key: {"state": state} for key, state in states.items()}

    def citation_rows(self) -> Rows:
        """The money of each citation: cents by share, largest remainder first."""
        parts = self.citations[[*PART, "amount", "share", "action_code"]].copy()
        exact = parts["amount"] * parts["share"]
        parts["money"], parts["behind"] = exact // WHOLE, exact % WHOLE
        order = [*PART, "behind", "action_code"]
        ascending = [one != "behind" for one in order]
        parts = parts.sort_values(order, ascending=ascending)
        lines = parts.groupby(PART)
        short = parts["amount"] - lines["money"].transform("sum")
        parts["money"] += (lines.cumcount() < short).astype(int)
        found: Rows = {}
        for part in each_row(parts):
            key = (part.unit_code, part.line_code, part.programme_code)
            row = {"amount_attributed": part.money}
            row["main"] = part.programme_code == self.programme
            if row["main"] and part.action_code in self.chapter:
                row["right_code"] = self.chapter[part.action_code]
            found[(*key, part.action_code)] = row
        return found

    # Levels

    def by(self, group: str, cited: pd.DataFrame) -> Rows:
        """The numbers of citations for each value of this column."""
        funding = _above_zero(cited)
        new = funding[funding["action_code"].isin(self.new or set())]
        once = cited.drop_duplicates([group, *LINE])
        counted = pd.DataFrame(
            {
                "actions_funded": funding.groupby(group)["action_code"].nunique(),
                "actions_new": new.groupby(group)["action_code"].nunique(),
                "amount_attributed": cited.groupby(group)["amount_attributed"].sum(),
                "amount_touching": once.groupby(group)["amount"].sum(),
                "lines": once.groupby(group).size(),
                "units": cited.groupby(group)["unit_code"].nunique(),
            },
            dtype=object,
        ).fillna(0)
        rows: Rows = counted.to_dict("index")  # type: ignore[assignment]
        return {key: self._without_past(row) for key, row in rows.items()}

    def _without_past(self, row: dict[str, Any]) -> dict[str, Any]:
        """Nothing is new or old where no year was compared."""
        return row if self.new is not None else {**row, "actions_new": None}

    def _none(self) -> dict[str, Any]:
        """The numbers of what no line cites."""
        return self._without_past(dict.fromkeys(CITED, 0))

    @cached_property
    def action_rows(self) -> Rows:
        """Each action: whether in force, funded, new; its lines, money and proof."""
        found = self.by("action_code", self.cited)
        proofs = self._proofs()
        rows = {}
        for action in each_row(self.frames["actions"]):
            code = action.code
            row = dict(found.get(code, self._none()))
            del row["actions_funded"], row["actions_new"]
            row["funded"] = code in self.funded
            stands = (action.retired_from or self.year + 1) > self.year
            row["in_force"] = row["funded"] or stands
            row["new"] = None if self.new is None else code in self.new
            proof = proofs.get(code, ("", "", ""))
            names = ("proof_unit", "proof_framework", "proof_line")
            rows[code] = row | dict(zip(names, proof, strict=True))
        return {**dict.fromkeys(found, {}), **rows}

    def _proofs(self) -> dict[str, tuple[str, str, str]]:
        """The line with the most money for each new action, ties by its place."""
        places = self.lines[[*LINE, "framework_code"]]
        rows = self.funding.merge(places, on=LINE)
        best: dict[str, tuple] = {}
        for row in each_row(rows):
            place = (row.unit_code, row.framework_code, row.line_code)
            rank = (-row.amount_attributed, *place)
            if row.action_code in (self.new or set()):
                best[row.action_code] = min(rank, best.get(row.action_code, rank))
        return {code: rank[1:] for code, rank in best.items()}

    def right_rows(self) -> Rows:
        """Each chapter, rights and groups both."""
        found = self.by("right_code", self.cited)
        in_force = [
            self.chapter[code]
            for code, row in self.action_rows.items()
            if row.get("in_force")
        ]
        none = self._none()
        return {
            code: {**found.get(code, none), "actions_in_force": in_force.count(code)}
            for code in {*self.frames["rights"]["code"], *found}
        }

    def group_rows(self) -> Rows:
        """Each population group: served by its chapter and by what names it."""
        served = [
            (action.code, group)
            for action in each_row(self.frames["actions"])
            for group in {action.right_code, *action.population_groups}
        ]
        serving = pd.DataFrame(served, columns=["action_code", "group"], dtype=object)
        found = self.by("group", self.cited.merge(serving, on="action_code"))
        chapters = self.frames["rights"]
        rows = {}
        for code in chapters[chapters["kind"] == "group"]["code"]:
            rows[code] = dict(found.get(code, self._none()))
            del rows[code]["amount_attributed"]
        return rows

    @cached_property
    def unit_rows(self) -> Rows:
        """Each unit: counts and amounts of the approved, nothing of the others."""
        states = {key: row["state"] for key, row in self.line_states.items()}
        found = self.by("unit_code", self.cited)
        rows: Rows = {}
        for unit, lines in self.lines.groupby("unit_code"):
            of_unit = [states[unit, code] for code in lines["line_code"]]
            linked = [state == "linked" for state in of_unit]
            cites = found.get(unit, self._none())
            rows[unit] = {
                "status": "approved",
                "linked": all(linked),
                "lines_total": len(of_unit),
                **{f"lines_{name}": of_unit.count(name) for name in STATES},
                "amount_total": sum(lines["amount"]),
                "amount_linked": sum(lines["amount"][linked]),
                "actions_funded": cites["actions_funded"],
                "actions_new": cites["actions_new"],
            }
        others = self._pairs("units", "code", "status")
        return {code: _unapproved(status) for code, status in others.items()} | rows

    def year_numbers(self) -> dict[str, Any]:
        """Every number of the year, as the publication keeps them."""
        units = self.frames["units"]
        rows = self.unit_rows.values()
        approved = [row for row in rows if row["lines_total"]]
        some = [row for row in approved if row["lines_linked"]]
        prepared = sum(units["status"] != "missing")
        linked = sum(row["linked"] for row in approved)
        added = {name: sum(row[name] for row in approved) for name in LINES}
        total = sum(row["amount_total"] for row in approved)
        money = sum(row["amount_linked"] for row in approved)
        in_force = [row.get("in_force", 0) for row in self.action_rows.values()]
        return {
            "units_obliged": int(sum(units["obliged"])),
            "units_prepared": prepared,
            "units_approved": len(approved),
            "units_linked": linked,
            "units_partly_linked": len(some) - linked,
            "units_with_any_link": len(some),
            "units_waived": sum(row["lines_waived"] > 0 for row in approved),
            "compliance_rate": rate(linked, prepared),
            **added,
            "amount_total": pesos(total),
            "amount_linked": pesos(money),
            "linked_rate": rate(money, total),
            "actions_in_force": sum(in_force),
            "actions_funded": len(self.funded),
            "actions_new": None if self.new is None else len(self.new),
            "years_compared": sorted(self.frames["comparisons"]["year"]),
        }


def _above_zero(citations: pd.DataFrame) -> pd.DataFrame:
    """The citations of lines with money."""
    return citations[(citations["amount"] > 0).astype(bool)]


def _reached(steps: dict[Key, set[Key]], start: Key) -> set[Key]:
    """The action itself and everything that the steps lead to."""
    known = {start}
    while True:
        further = {after for one in known for after in steps.get(one, ())}
        if further <= known:
            return known
        known |= further


def _unapproved(status: str) -> dict[str, Any]:
    """What is public of a unit without a published line: how far it came."""
    nothing = [*LINES, "amount_total", "amount_linked", "actions_funded", "actions_new"]
    honest = status if status != "approved" else "not_approved"
    return {**dict.fromkeys(nothing), "linked": False, "status": honest}


def each_row(frame: pd.DataFrame) -> Iterable[Any]:
    """The rows of a frame, each with its columns as attributes."""
    return frame.itertuples(index=False)


def pesos(cents: int) -> str:
    """An amount in cents as a text with two decimals."""
    return f"{cents // 100}.{cents % 100:02}"


def rate(part: int, whole: int) -> str | None:
    """A rate as a text with four decimals, rounded half up; None of nothing."""
    if not whole:
        return None
    units = (2 * part * WHOLE + whole) // (2 * whole)
    return f"{units // WHOLE}.{units % WHOLE:04}"
