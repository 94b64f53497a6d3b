from django.db import models
from django.utils.translation import gettext_lazy as _

from reporting.models.publications import Publication


class Correction(models.Model):
    """What a publication changed against the one before it of its year.

    A copy of what the two publications say, made once because comparing every line at
    each request would grow with the lines; `files` is what `differences` answers.
    """

    publication = models.OneToOneField(
        Publication, models.PROTECT, related_name="correction"
    )
    files = models.JSONField(_("what differs, by file"), default=dict)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return str(self.publication)
