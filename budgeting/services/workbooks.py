"""A proposal's workbook: kept until confirmed, applied whole, once."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.exceptions import PreviewChanged, WorkflowError
from budgeting.models import PolicyFramework, Proposal, WorkbookUpload
from budgeting.services.frameworks import MUST_READ
from budgeting.services.locks import open_for_edit
from budgeting.services.refusals import in_words
from budgeting.services.sheets import LineDraft, save_lines
from budgeting.services.standing import entry, standing
from budgeting.services.typed import take_values
from budgeting.workbook.comparing import Preview, Row
from budgeting.workbook.drafting import (
    Choices,
    actions_named,
    citations_of,
    framework_values,
    is_asked,
    line_values,
    taken_cells,
)
from budgeting.workbook.planning import preview_of
from budgeting.workbook.values import Picture
from programme.models import User


@transaction.atomic
@in_words
def keep_workbook(
    proposal: Proposal, *, by: User, name: str, content: bytes
) -> WorkbookUpload:
    """The file, kept for this person to confirm; the same file is kept once.

    Raises ImportRefused where it cannot be read at all; nothing is kept then.
    """
    proposal = open_for_edit(proposal.pk, by=by)
    _forget_expired()
    file_hash = hashlib.sha256(content).hexdigest()
    kept = {"proposal": proposal, "by": by, "file_hash": file_hash}
    if found := WorkbookUpload.objects.waiting().filter(**kept).first():
        return found
    upload = WorkbookUpload(**kept, file_name=name[-255:], content=content)
    preview_of_upload(upload)
    upload.save()
    return upload


@transaction.atomic
@in_words
def apply_workbook(
    upload: WorkbookUpload, *, by: User, token: str, choices: Choices
) -> WorkbookUpload:
    """The upload, applied as its preview said, whole or not at all, and once.

    Raises PreviewChanged where the proposal is not as it was when `token` was shown,
    WorkflowError where the file waited too long or a row cannot be saved.
    """
    proposal = open_for_edit(upload.proposal_id, by=by)
    upload = WorkbookUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.by_id != by.pk:
        raise PermissionDenied
    if upload.applied_at:
        return upload
    if not WorkbookUpload.objects.waiting().filter(pk=upload.pk).exists():
        raise WorkflowError(_("This workbook waited too long: upload it again."))
    preview = preview_of_upload(upload)
    if preview.token != token or preview.errors:
        raise PreviewChanged
    _Applying(proposal, preview, choices, by).run()
    upload.applied_at, upload.content = now(), b""
    upload.save(update_fields=["applied_at", "content"])
    return upload


def _forget_expired() -> None:
    """Delete what nobody confirmed in time, but for what another session deletes."""
    expired = WorkbookUpload.objects.expired().select_for_update(skip_locked=True)
    keys = list(expired.values_list("pk", flat=True))
    WorkbookUpload.objects.filter(pk__in=keys).delete()


def preview_of_upload(upload: WorkbookUpload) -> Preview:
    """What this workbook would change now; raises ImportRefused."""
    with as_file(upload) as path:
        return preview_of(upload.proposal, path)


@contextmanager
def as_file(upload: WorkbookUpload) -> Iterator[Path]:
    """The workbook as a file, for as long as the block lasts."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        path.write_bytes(upload.content)
        yield path


class _Applying:
    """One confirmed preview on its way into the tables."""

    def __init__(
        self, proposal: Proposal, preview: Preview, choices: Choices, by: User
    ) -> None:
        self.proposal, self.preview = proposal, preview
        self.choices, self.by = choices, by
        self.frameworks: dict[str, int] = {}
        self.entries: list[dict[str, Any]] = []
        self.actions = actions_named(preview, choices)

    def run(self) -> None:
        """Save the frameworks, then the lines; one event, which one undo takes back."""
        for row in self.preview.frameworks:
            self._save_framework(row)
        rows = [(row, taken_cells(row, self.choices)) for row in self.preview.lines]
        asked = [(row, taken) for row, taken in rows if is_asked(row, taken)]
        drafts = [self._draft(row, taken) for row, taken in asked]
        drafts += [
            LineDraft(line.framework_id, {}, line.pk, line.version, removed=True)
            for line in self.preview.missing
            if line.pk in self.choices.removed
        ]
        save_lines(
            self.proposal,
            by=self.by,
            drafts=drafts,
            whole=True,
            what="workbook",
            also=self.entries,
        )

    def _save_framework(self, row: Row) -> None:
        """Save what is taken of a framework, and remember how its lines call it."""
        taken = taken_cells(row, self.choices)
        saved = cast(PolicyFramework, row.saved or PolicyFramework())
        if is_asked(row, taken):
            self._write(saved, framework_values(row, taken))
        self.frameworks[row.code] = saved.pk

    def _write(self, row: PolicyFramework, values: dict[str, Any]) -> None:
        """Save these values in the framework, and what stood before for the event."""
        row.proposal = self.proposal
        stood = standing(row)
        try:
            take_values(row, values, must_read=MUST_READ)
            if row.pk:
                row.version += 1
                row.removed_at = None
            row.full_clean(exclude=set(row.pending))
        except ValidationError as error:
            raise WorkflowError(" ".join(error.messages)) from error
        row.save()
        self.entries.append(entry(row, stood))

    def _draft(self, row: Row, taken: Picture) -> LineDraft:
        said = taken.get("framework", row.said.get("framework", ""))
        is_saved, name = said.startswith("#"), said[1:]
        framework = int(name) if is_saved else self.frameworks[name]
        saved = row.saved
        return LineDraft(
            framework=framework,
            values=line_values(row, taken),
            line=saved.pk if saved else None,
            version=saved.version if saved else None,
            citations=citations_of(row, taken, self.actions),
            removed=False if row.gone else None,
            screened=_screened(row, taken),
        )


def _screened(row: Row, taken: Picture) -> str | None:
    """Why no action applies, where the file says or withdraws it; None: as it is."""
    if not {"screened", "reason"} & set(taken):
        return None
    says = taken.get("screened", row.said.get("screened", ""))
    return taken.get("reason", row.said.get("reason", "")) if says else ""
