"""Drafts of lines put beside the lines as saved: what each would change, or why not."""

import copy
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import LINE_FIELDS, Citation, Proposal, SpendingLine
from budgeting.services.citing import (
    read_actions,
    terms,
    wanted_citations,
)
from budgeting.services.drafted import Drafted, LineDraft
from budgeting.services.lines import COMPARED, MUST_READ, NEEDED
from budgeting.services.rows import picture
from budgeting.services.screening import check_screening
from budgeting.services.standing import standing
from budgeting.services.typed import take_values, tidy
from programme.models import User


class Batch:
    """The drafts of one call, and all the rows that they touch, read once."""

    def __init__(
        self, proposal: Proposal, drafts: Sequence[LineDraft], *, by: User
    ) -> None:
        self.proposal = proposal
        self.drafts = [one._replace(key=tidy(one.key)) for one in drafts]
        self.by = by
        self.codes_given = 0

    def take(self) -> list[Drafted]:
        """Each draft with what it changes, or why it cannot be saved."""
        told = [self._begin(*pair) for pair in enumerate(self.drafts)]
        self._take_citations(told)
        for one in told:
            _check_version(one)
        self._refuse_codes(_refuse_twice(told))
        return told

    @cached_property
    def frameworks(self) -> dict[int, tuple[str, int]]:
        """The code of each kept framework that a draft names, and its last position."""
        named = {draft.framework for draft in self.drafts}
        kept = self.proposal.frameworks.filter(removed_at=None, pk__in=named)
        last = kept.order_by().annotate(last=Max("lines__position"))
        return {
            pk: (code, at or 0)
            for pk, code, at in last.values_list("pk", "code", "last")
        }

    @cached_property
    def codes(self) -> set[str]:
        """The codes that lines of the proposal have or had, and those of the drafts."""
        given = {tidy(str(one.values.get("code", ""))) for one in self.drafts}
        return given | set(self.proposal.lines.values_list("code", flat=True))

    @cached_property
    def made(self) -> dict[str, int]:
        """The lines that this person's earlier requests made for the drafts' keys."""
        keys = [one.key for one in self.drafts if one.line is None and one.key]
        if not keys:
            return {}
        told = self.proposal.events.filter(by=self.by, data__keys__has_any_keys=keys)
        found: dict[str, int] = {}
        for each in told.values_list("data__keys", flat=True):
            found |= each
        return found

    @cached_property
    def lines(self) -> dict[int, SpendingLine]:
        """The lines named, and those whose codes the drafts want; by key."""
        named = {one.line or self.made.get(one.key) for one in self.drafts}
        keys = {one for one in named if one is not None}
        codes = {tidy(str(one.values.get("code", ""))) for one in self.drafts}
        asked = Q(pk__in=keys) | Q(removed_at=None, code__in=codes)
        if any(one.removed is False for one in self.drafts):
            back = SpendingLine.objects.filter(pk__in=keys)
            asked |= Q(removed_at=None, code__in=back.values("code"))
        return {line.pk: line for line in self.proposal.lines.filter(asked)}

    @cached_property
    def by_code(self) -> dict[str, SpendingLine]:
        """The kept lines among them by code."""
        return {one.code: one for one in self.lines.values() if not one.removed_at}

    def _begin(self, index: int, draft: LineDraft) -> Drafted:
        """The draft beside its line, with its values taken."""
        key = draft.line or self.made.get(draft.key)
        if key is None:
            return self._new(index, draft)
        saved = self.lines.get(key)
        if saved is None:
            nobody = SpendingLine(proposal=self.proposal)
            said = {"line": [_("This line is not of this proposal.")]}
            return Drafted(index, draft, nobody, nobody, {}, {}, refused=said)
        if draft.line is None:  # its request came before, and the answer was lost
            draft = draft._replace(line=key, version=1)
        one = Drafted(index, draft, _copy(saved), saved, standing(saved), {})
        self._take(one, draft.values)
        return one

    def _new(self, index: int, draft: LineDraft) -> Drafted:
        """A new line; or the one that a first, identical request made."""
        fresh = SpendingLine(
            proposal=self.proposal,
            framework_id=draft.framework,
            amount=Decimal("0.00"),
        )
        one = Drafted(index, draft, fresh, fresh, {}, {})
        given = {"code": self._next_code(draft)} if "code" not in draft.values else {}
        self._take(one, {**NEEDED, **given, **draft.values})
        twin = self.by_code.get(fresh.code)
        if twin and _same(twin, fresh):
            return Drafted(index, draft, twin, twin, standing(twin), {})
        if "position" not in draft.values and draft.framework in self.frameworks:
            code, last = self.frameworks[draft.framework]
            fresh.position = last + 1
            self.frameworks[draft.framework] = code, fresh.position
        return one

    def _next_code(self, draft: LineDraft) -> str:
        """A code that no line of the proposal has or is given in this batch."""
        prefix = self.frameworks.get(draft.framework, ("", 0))[0]
        while True:
            self.codes_given += 1
            code = f"{prefix}-{self.codes_given}"[-20:]
            if code not in self.codes:
                return code

    def _take(self, one: Drafted, values: Mapping[str, Any]) -> None:
        """Put the draft's values into its row; what cannot be taken is refused."""
        draft, row = one.draft, one.row
        if draft.framework not in self.frameworks:
            one.refused["framework"] = [
                _("This policy framework was removed. Restore it first.")
            ]
        if set(values) - set(LINE_FIELDS):
            one.refused["line"] = [_("A line has no such field.")]
            return
        try:
            take_values(row, values, must_read=MUST_READ)
        except ValidationError as error:
            one.refused |= error.message_dict
        if not tidy(values.get("code", True)):
            one.refused["code"] = [_("Give the line a code.")]
        row.framework_id = draft.framework
        if draft.screened is not None:
            reason = tidy(draft.screened)
            row.screened = SpendingLine.Screened.NONE if reason else ""
            row.screened_reason = reason
        if draft.removed is not None:
            aside = row.removed_at or now()
            row.removed_at = aside if draft.removed else None

    def _take_citations(self, told: list[Drafted]) -> None:
        """Say of each draft what it would cite, where that changes."""
        citing = [one for one in told if one.draft.citations is not None]
        screening = [one for one in told if one.draft.screened]
        self._read_cited([one for one in (*citing, *screening) if one.before])
        asked = [each for one in citing for each in one.draft.citations or ()]
        year = self.proposal.fiscal_year
        keys = {each.action.pk for each in asked}
        actions = read_actions(year, keys) if keys else {}
        for one in citing:
            try:
                wanted = wanted_citations(
                    one.row, one.draft.citations or (), actions, year
                )
            except WorkflowError as error:
                one.refused["citations"] = [str(error)]
            except ValidationError as error:
                one.refused["citations"] = error.messages
            else:
                differ = terms(wanted) != terms(one.cited)
                one.wanted = wanted if differ else None
        for one in screening:
            try:
                check_screening(self.proposal, one.row.screened_reason, one.cites)
            except WorkflowError as error:
                one.refused["screened"] = [str(error)]

    def _read_cited(self, citing: list[Drafted]) -> None:
        """Give these what their lines cite now; one query."""
        lines = {one.saved.pk: one for one in citing}
        if lines:
            for row in Citation.objects.filter(line__in=lines):
                lines[row.line_id].cited[row.action_id] = row

    def _refuse_codes(self, told: list[Drafted]) -> None:
        """Refuse whoever takes a code that another line keeps, until nobody does."""
        about = {one.saved.pk for one in told}
        held = {code for code, line in self.by_code.items() if line.pk not in about}
        in_order = sorted(told, key=lambda one: not one.keeps_code)
        while self._refused_a_code(in_order, set(held)):
            pass

    def _refused_a_code(self, told: list[Drafted], taken: set[str]) -> bool:
        """Whether one of these took a code that was taken; it is refused then."""
        taken |= {
            one.saved.code
            for one in told
            if not one.good and one.before and not one.saved.removed_at
        }
        found = False
        for one in told:
            if not (one.good and one.kept):
                continue
            if one.row.code in taken:
                one.refused["code"] = [
                    _("This proposal already has a line with this code.")
                ]
                found = True
            taken.add(one.row.code)
        return found


def _copy(saved: SpendingLine) -> SpendingLine:
    """The line to write into, while the saved one stays as it is."""
    row = copy.copy(saved)
    row.pending = dict(saved.pending)
    return row


def _same(twin: SpendingLine, fresh: SpendingLine) -> bool:
    """Whether a new line is the one saved already, wherever it stands."""
    names = [name for name in COMPARED if name != "position"]
    return picture(twin, names) == picture(fresh, names)


def _check_version(one: Drafted) -> None:
    """Mark as a conflict what would change a line that changed since it was read."""
    if not (one.before and one.draft.line and one.changed):
        if one.before and not one.draft.line and one.wanted is not None:
            one.refused["code"] = [
                _("This proposal already has a line with this code.")
            ]
        return
    if one.draft.version is None:
        one.refused["line"] = [_("Say which version of the line was read.")]
        return
    gone = one.saved.removed_at and one.draft.removed is None
    if gone or one.draft.version != one.saved.version:
        one.conflict, one.refused = True, {}


def _refuse_twice(told: list[Drafted]) -> list[Drafted]:
    """Refuse a second draft of the same line; gives the others."""
    first: dict[int, Drafted] = {}
    for one in told:
        about = one.saved.pk or -id(one)
        if first.setdefault(about, one) is not one:
            one.refused["line"] = [_("This line is given twice.")]
    return list(first.values())
