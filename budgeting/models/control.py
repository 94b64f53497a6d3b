from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.money_fields import AmountField
from budgeting.models.years import CHAPTERS, FiscalYear
from programme.models import BudgetUnit
from programme.trail import tracked


class Stage(models.TextChoices):
    """Which figures these are (method.md, 5): totals of two stages are never added."""

    PROPOSAL = "proposal", _("Proposal, before the vote")
    APPROVED = "approved", _("As voted")


@tracked(index="fiscal_year")
class ControlFile(models.Model):
    """A file of totals from outside, such as the decree, that a year is compared with.

    Never changed: another file makes the next version. Its totals are `ControlTotal`.
    """

    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="control_files", db_index=False
    )
    number = models.PositiveIntegerField(_("version"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    file_name = models.CharField(_("file name"), max_length=255)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        ordering = ["fiscal_year_id", "-number"]
        verbose_name = _("control file")
        verbose_name_plural = _("control files")
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "number"], name="controlfile_numbered"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["proposal", "approved"]),
                name="controlfile_stage_known",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ControlTotal(models.Model):
    """One total of a control file; without a unit, of the city; without a chapter, of
    them all.

    The trail does not record it: it is written once with its file, whose hash the trail
    keeps, and the application can neither change nor delete it.
    """

    file = models.ForeignKey(
        ControlFile, models.PROTECT, related_name="totals", db_index=False
    )
    unit = models.ForeignKey(
        BudgetUnit, models.PROTECT, related_name="control_totals", null=True
    )
    chapter = models.PositiveSmallIntegerField(
        _("chapter"), choices=CHAPTERS, null=True
    )
    amount = AmountField(_("amount"))

    class Meta:
        verbose_name = _("control total")
        verbose_name_plural = _("control totals")
        constraints = [
            models.UniqueConstraint(
                fields=["file", "unit", "chapter"],
                nulls_distinct=False,
                name="controltotal_once",
            ),
            AmountField.constraint("controltotal"),
            models.CheckConstraint(
                condition=Q(chapter__isnull=True)
                | Q(chapter__in=[n * 1000 for n in range(1, 10)]),
                name="controltotal_chapter_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id or ''} {self.chapter or ''} {self.amount}"
