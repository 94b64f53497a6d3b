from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.trail import tracked


@tracked()
class ImportBatch(models.Model):
    """One import: file, hash, who, when, counts, outcome."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("Programme")
        UNITS = "units", _("Units")
        CEILINGS = "ceilings", _("Ceilings")
        BUDGET = "budget", _("Past budget")

    class Outcome(models.TextChoices):
        CHECKED = "checked", _("Checked, not loaded")
        REFUSED = "refused", _("Refused: the file has errors")
        LOADED = "loaded", _("Loaded")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    file_name = models.CharField(_("file name"), max_length=255)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64)
    stored_file = models.FileField(_("stored file"), upload_to="imports/", blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="import_batches",
        verbose_name=_("person"),
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=["checked", "refused", "loaded"]),
                name="importbatch_outcome_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"
