from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from budgeting.models import FiscalYear, Stage
from programme.models.grants import PATIENCE
from programme.trail import tracked
from reporting.models.publications import Publication


class PendingPublicationQuerySet(models.QuerySet):
    def open(self):
        """Requests neither confirmed nor withdrawn, those too old to confirm too."""
        return self.filter(publication__isnull=True, withdrawn_at__isnull=True)

    def waiting(self):
        """Requests that a second person may still confirm."""
        return self.open().filter(at__gt=now() - PATIENCE)


@tracked(exclude=("numbers",), index="fiscal_year")
class PendingPublication(models.Model):
    """The head's request to publish a year, waiting for a second person to confirm.

    It binds the content hash: what is confirmed is what was asked for, or nothing.
    """

    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="pending_publications"
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    content_hash = models.CharField(_("SHA-256 of the content"), max_length=64)
    numbers = models.JSONField(_("numbers of the year"), default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"), auto_now_add=True)
    publication = models.OneToOneField(
        Publication, models.PROTECT, related_name="pending", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = PendingPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("pending publication")
        verbose_name_plural = _("pending publications")
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year"],
                condition=Q(publication__isnull=True, withdrawn_at__isnull=True),
                name="pendingpublication_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year_id}: {self.content_hash[:12]}"

    @property
    def expires_at(self) -> datetime:
        """Until when a second person may confirm."""
        return self.at + PATIENCE

    @property
    def has_expired(self) -> bool:
        """Whether nobody confirmed in time."""
        return now() >= self.expires_at


class Picture(models.Model):
    """A chart of a publication, drawn once; outside the hash.

    The SVG stands on a page that has the words; the PNG bears them, to be kept apart.
    """

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="pictures", db_index=False
    )
    name = models.CharField(max_length=50)
    language = models.CharField(max_length=5)
    narrow = models.BooleanField(default=False)
    svg = models.TextField()
    png = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "name", "language", "narrow"],
                name="picture_unique",
            ),
        ]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return f"{self.publication_id} {self.name} {self.language}"
