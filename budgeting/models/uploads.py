from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from budgeting.models.proposals import Proposal

KEPT_FOR = timedelta(days=1)  # how long a workbook waits to be confirmed


class WorkbookUploadQuerySet(models.QuerySet):
    def waiting(self):
        """Workbooks that can still be confirmed."""
        return self.filter(applied_at=None, at__gt=now() - KEPT_FOR)

    def expired(self):
        """Workbooks that nobody confirmed in time; to be deleted."""
        return self.filter(applied_at=None, at__lte=now() - KEPT_FOR)


class WorkbookUpload(models.Model):
    """A workbook that a person gave for a proposal, kept until that person confirms it.

    A trace of work in progress, which the trail does not track: what the file changes
    is tracked row by row. The file itself is emptied when it was applied.
    """

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="workbook_uploads"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    file_name = models.CharField(_("file name"), max_length=255)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64)
    content = models.BinaryField(_("file"))
    at = models.DateTimeField(_("time"), default=now)
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)

    objects = WorkbookUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "by", "file_hash"],
                condition=models.Q(applied_at=None),
                name="workbookupload_waits_once",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
