"""Control files: kept by version with what they state, never changed."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.imports.control import Control, read_control
from budgeting.models import ControlFile, ControlTotal, FiscalYear, Stage
from budgeting.permissions import is_finance
from budgeting.services.locks import lock_year
from budgeting.services.refusals import in_words
from programme.models import User


@transaction.atomic
@in_words
def keep_control(
    year: FiscalYear, *, by: User, name: str, content: bytes, stage: str
) -> ControlFile:
    """The file as the year's next version; the latest one if it is the same again.

    Raises ImportRefused with every error of the file, WorkflowError for a stage that
    is none.
    """
    year = _lock_year(year, by=by)
    if stage not in Stage.values:
        raise WorkflowError(_("The stage is “proposal” or “approved”."))
    control = control_in(content, name)
    last = year.control_files.first()
    if last and (last.file_hash, last.stage) == (control.file_hash, stage):
        return last
    kept = ControlFile.objects.create(
        fiscal_year=year,
        number=last.number + 1 if last else 1,
        stage=stage,
        file_name=name[-255:],
        file_hash=control.file_hash,
        by=by,
    )
    ControlTotal.objects.bulk_create(
        ControlTotal(file=kept, unit_id=unit, chapter=chapter, amount=amount)
        for (unit, chapter), amount in control.totals.items()
    )
    return kept


def _lock_year(year: FiscalYear, *, by: User) -> FiscalYear:
    """The locked year, if this person keeps control files."""
    if not is_finance(by):
        raise PermissionDenied(_("Only Finance keeps control files."))
    return lock_year(year.pk)


def control_in(content: bytes, name: str) -> Control:
    """What a control file of these bytes states; raises ImportRefused."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "control"
        path.write_bytes(content)
        return read_control(path, name=name)
