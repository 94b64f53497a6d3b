from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.trail import tracked


@tracked()
class Restoration(models.Model):
    """One restore of a backup into this installation: which backup, and what its check
    found. Only the operator's command writes one; its entry is the trail's own word."""

    at = models.DateTimeField(_("time"), auto_now_add=True)
    made_at = models.DateTimeField(_("time of the backup"))
    code_version = models.CharField(_("version that made the backup"), max_length=20)
    manifest_hash = models.CharField(_("SHA-256 of its manifest"), max_length=64)
    head_position = models.BigIntegerField(_("entries sealed in the backup"))
    head_hash = models.CharField(_("head of the trail in the backup"), max_length=64)
    differences = models.PositiveIntegerField(_("differences found"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("restored backup")
        verbose_name_plural = _("restored backups")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"
