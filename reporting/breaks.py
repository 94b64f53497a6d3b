"""What keeps two years from being compared: a visible break, never one line across.

A number continues that of the year on record before it only under the same programme,
stage, linking rule, currency and version of the method.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgeting.models import FiscalYear, Stage
from programme.models import BudgetUnit
from programme.texts import text_of
from reporting.kept import Edition
from reporting.models import Publication, PublishedProgramme

Key = tuple[str, str]  # a programme's code and an action's
KINDS = {  # what is unlike, in the order in which it is told; said in a few words
    "programme": gettext_lazy("another programme"),
    "stage": gettext_lazy("another stage"),
    "linking": gettext_lazy("another linking rule"),
    "currency": gettext_lazy("another currency"),
    "method": gettext_lazy("another version of the method"),
    "renamed": gettext_lazy("the action was renamed"),
    "merged": gettext_lazy("actions were merged"),
    "split": gettext_lazy("the action was split"),
    "unit_merged": gettext_lazy("units were merged"),
    "unit_split": gettext_lazy("the unit was split"),
    "unit_named": gettext_lazy("the unit has another name"),
    "unit_kind": gettext_lazy("the unit is of another kind"),
}
OF_UNIT = "unit_"  # how the kinds of what became of a unit begin
OF_CODES = ("renamed", "merged", "split", "carried", "unit_merged", "unit_split")


class Break(NamedTuple):
    """One reason why a year's numbers do not continue those of the year before."""

    kind: str
    before: str
    after: str

    @property
    def called(self) -> str | Promise:
        """The reason in a few words."""
        return KINDS[self.kind]

    @property
    def note(self) -> str:
        """The reason as a sentence."""
        return _sentences()[self.kind] % {"before": self.before, "after": self.after}


class Step(NamedTuple):
    """An action became another, from a year; or a unit, of no programme."""

    before: Key
    after: Key
    kind: str
    year: int


@dataclass(frozen=True)
class Record:
    """A year's record, with what decides whether its numbers compare with another's."""

    edition: Edition
    publication: Publication
    programme: PublishedProgramme

    @property
    def year(self) -> int:
        """The fiscal year."""
        return self.edition.year


def breaks_between(before: Record, after: Record) -> tuple[Break, ...]:
    """Why no number of one year continues the other's; empty where they compare."""
    old, new = _signs(before), _signs(after)
    return tuple(
        Break(kind, old[kind][1], new[kind][1])
        for kind in old
        if old[kind][0] != new[kind][0]
    )


def breaks_of_codes(
    steps: Iterable[Step], key: Key, since: int, until: int
) -> tuple[Break, ...]:
    """What became of an action after one year on record and until another."""
    touching = [s for s in steps if key in s[:2] and since < s.year <= until]
    return tuple(
        Break(kind, _codes(s.before for s in held), _codes(s.after for s in held))
        for kind in OF_CODES
        if (held := [s for s in touching if s.kind == kind])
    )


def breaks_of_name(before: Any, after: Any) -> tuple[Break, ...]:
    """What a unit's row says otherwise than that of the year before; no break of it."""
    kinds = dict(BudgetUnit.Kind.choices)
    said = (
        ("unit_named", before.name, after.name),
        ("unit_kind", kinds.get(before.kind, ""), kinds.get(after.kind, "")),
    )
    return tuple(Break(kind, str(a), str(b)) for kind, a, b in said if a != b)


def _signs(record: Record) -> dict[str, tuple[Any, str]]:
    """What must be alike, by kind: what is compared, and how it is said."""
    held = record.publication
    programme = text_of(record.programme, "name").value or record.programme.code
    return {
        "programme": (record.programme.code, programme),
        "stage": (held.stage, str(Stage(held.stage).label)),
        "linking": (held.linking, str(FiscalYear.Linking(held.linking).label)),
        "currency": (held.currency, held.currency),
        "method": (held.method_version, held.method_version),
    }


def _codes(keys: Iterable[Key]) -> str:
    return ", ".join(sorted({code for _programme, code in keys}))


def _sentences() -> dict[str, str]:
    return {
        "programme": _("Another programme: first “%(before)s”, then “%(after)s”."),
        "stage": _("Another stage: first “%(before)s”, then “%(after)s”."),
        "linking": _("Another linking rule: first “%(before)s”, then “%(after)s”."),
        "currency": _("Another currency: first “%(before)s”, then “%(after)s”."),
        "method": _(
            "Another version of the method: first “%(before)s”, then “%(after)s”."
        ),
        "renamed": _("The action was renamed: %(before)s became %(after)s."),
        "merged": _("Actions were merged: %(before)s became %(after)s."),
        "split": _("The action was split: %(before)s became %(after)s."),
        "carried": _("Carried into a new edition: %(before)s became %(after)s."),
        "unit_merged": _("Units were merged: %(before)s became %(after)s."),
        "unit_split": _("The unit was split: %(before)s became %(after)s."),
        "unit_named": _("The unit has another name: before, “%(before)s”."),
        "unit_kind": _("The unit is of another kind: before, “%(before)s”."),
    }
