"""What Finance reads to decide: a proposal beside its last approved year, and beside
what was submitted before."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, F, JSONField, OuterRef, Q, Subquery, When
from django.utils.translation import gettext as _

from budgeting.contents import content_of, frameworks_by_proposal, hash_of
from budgeting.models import PolicyFramework, Proposal, Submission, YearProgramme
from budgeting.overview.changes import Changes, Content
from budgeting.overview.chapters import ChapterLine, chapter_lines
from budgeting.overview.comparing import changes_between
from budgeting.overview.sheet import Sheet, sheet_with
from budgeting.overview.since import since_approved
from budgeting.overview.unit_actions import UnitActions, unit_actions
from budgeting.workflow import Status


class Keys(NamedTuple):
    """What is known of a proposal before it is read: the key of its unit's last
    approved proposal, and that of the year's programme."""

    approved: int | None
    programme: int | None


@dataclass(frozen=True)
class Beside:
    """What a proposal is compared with, its name in a sentence, and what differs.

    `number` is that of a submission; None for last year.
    """

    name: str
    content: Content
    changes: Changes
    number: int | None = None

    @property
    def show(self) -> str:
        """What to ask for, to see only what differs from it."""
        return "submission" if self.number else "year"


@dataclass(frozen=True)
class Reading:
    """A proposal as Finance reads it.

    `standing` is the submission that is read: the last one, unless the proposal is with
    its unit. `drift`: what a catalogue says otherwise by now than this submission.
    """

    sheet: Sheet
    content: Content
    submissions: list[Submission]  # newest first
    standing: Submission | None
    earlier: Beside | None
    last_year: Beside | None
    drift: Changes | None
    actions: UnitActions | None

    @property
    def besides(self) -> list[Beside]:
        """All that it is compared with, the older first."""
        return [one for one in (self.last_year, self.earlier) if one]

    @cached_property
    def chapters(self) -> list[ChapterLine]:
        """Its money by chapter, beside that of each."""
        return chapter_lines(self.content, [one.content for one in self.besides])


def reading_of(proposal: Proposal, keys: Keys, since: int | None = None) -> Reading:
    """The proposal as Finance reads it, in eight queries, whatever its size.

    `since` is the number of the submission to compare it with; without it, or where
    there is none of this number, the one before what is read.
    """
    wanted = {proposal.pk, keys.approved} - {None}
    found: dict = frameworks_by_proposal(wanted)  # type: ignore[arg-type]
    frameworks = found[proposal.pk]
    live = content_of(proposal, frameworks)
    submissions = _submissions(proposal, since)
    standing = submissions[0] if submissions and not proposal.is_open else None
    content = standing.said if standing else live  # type: ignore[attr-defined]
    changed = standing is not None and standing.content_hash != hash_of(live)
    approved = found.get(keys.approved, [])
    return Reading(
        sheet=sheet_with(proposal, frameworks, keys.programme),
        content=content,
        submissions=submissions,
        standing=standing,
        earlier=_earlier(content, submissions, standing, since),
        last_year=_last_year(content, frameworks, approved),
        drift=changes_between(content, live) if changed else None,
        actions=unit_actions(frameworks, approved) if approved else None,
    )


def keys_of() -> Mapping[str, Any]:
    """What to annotate proposals with, to make their `Keys` of it: no query more."""
    approved = Proposal.objects.filter(
        unit=OuterRef("unit"),
        status=Status.APPROVED,
        fiscal_year__lt=OuterRef("fiscal_year"),
    )
    main = YearProgramme.objects.filter(
        fiscal_year=OuterRef("fiscal_year"), is_main=True
    )
    return {
        "approved_key": Subquery(approved.order_by("-fiscal_year_id").values("pk")[:1]),
        "programme_key": Subquery(main.values("programme")[:1]),
    }


def _submissions(proposal: Proposal, since: int | None) -> list[Submission]:
    """Its submissions, newest first; `said` is the content of the two newest and of
    the one to compare with, and None for the others."""
    every = Submission.objects.filter(proposal=OuterRef("proposal"))
    newest = every.order_by("-number").values("number")[:1]
    wanted = Q(number__gte=F("newest") - 1)
    if since is not None:
        wanted |= Q(number=since)
    said = Case(When(wanted, then=F("content")), output_field=JSONField())
    found = proposal.submissions.annotate(newest=Subquery(newest))
    found = found.annotate(said=said).defer("content").select_related("by")
    return list(found.order_by("-number"))


def _earlier(
    content: Content,
    submissions: list[Submission],
    standing: Submission | None,
    since: int | None,
) -> Beside | None:
    """The submission that it is compared with, if there is one."""
    before = submissions[1:] if standing else submissions
    if not before:
        return None
    one = next((one for one in before if one.number == since), before[0])
    said = one.said  # type: ignore[attr-defined]
    name = _("submission %(number)s") % {"number": one.number}
    return Beside(name, said, changes_between(said, content), one.number)


def _last_year(
    content: Content,
    frameworks: list[PolicyFramework],
    approved: list[PolicyFramework],
) -> Beside | None:
    """The unit's last approved proposal, if there is one."""
    if not approved:
        return None
    before = approved[0].proposal
    was = content_of(before, approved)
    changes = since_approved(before, was, content, frameworks)
    return Beside(str(changes.year), was, changes)
