from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from programme.models.grants import PATIENCE
from programme.models.imports import ImportBatch
from programme.trail import tracked


class LoadRequestQuerySet(models.QuerySet):
    def open(self):
        """Requests that nobody decided, those too old to confirm too."""
        return self.filter(outcome=LoadRequest.Outcome.OPEN)

    def waiting(self):
        """Requests that a second administrator may still confirm."""
        return self.open().filter(at__gt=now() - PATIENCE)

    def confirmed(self):
        """Requests that a second administrator confirmed."""
        return self.filter(outcome=LoadRequest.Outcome.CONFIRMED)

    def void(self):
        """These came to nothing: what they asked for is not what there is."""
        self.update(outcome=LoadRequest.Outcome.VOID, decided_at=now())


@tracked(index="batch")
class LoadRequest(models.Model):
    """An administrator's request to load a file that changes much, for a second one.

    It binds the fingerprint of the preview: what is confirmed is what was asked for,
    or nothing. Void is one whose preview no longer held, or that nobody may confirm
    any more.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("Waits for a second administrator")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        VOID = "void", _("Void")

    batch = models.ForeignKey(
        ImportBatch,
        models.PROTECT,
        related_name="requests",
        db_index=False,
        verbose_name=_("import"),
    )
    seen = models.CharField(_("fingerprint of the preview"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("asked for by"),
    )
    at = models.DateTimeField(_("asked for at"), default=now)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = LoadRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("request to load a file")
        verbose_name_plural = _("requests to load files")
        indexes = [models.Index(fields=["batch"], name="loadrequest_of_batch")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["open", "confirmed", "declined", "withdrawn", "void"]
                ),
                name="loadrequest_outcome_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at__isnull=True)
                | ~Q(outcome="open") & Q(decided_at__isnull=False),
                name="loadrequest_decided_once",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["confirmed", "declined"])
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("by")),
                name="loadrequest_by_two_people",
                violation_error_message=_("Another administrator decides."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome="confirmed")
                | Q(decided_at__lte=F("at") + PATIENCE),
                name="loadrequest_in_time",
            ),
            models.CheckConstraint(
                condition=Q(outcome="declined") & ~Q(reason="")
                | ~Q(outcome="declined") & Q(reason=""),
                name="loadrequest_declined_with_reason",
                violation_error_message=_("Say why you decline."),
            ),
            models.UniqueConstraint(
                fields=["batch"],
                condition=Q(outcome="open"),
                name="loadrequest_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.seen[:12]}"

    @property
    def expires_at(self) -> datetime:
        """Until when a second administrator may confirm."""
        return self.at + PATIENCE

    @property
    def has_expired(self) -> bool:
        """Whether nobody decided in time."""
        return self.outcome == self.Outcome.OPEN and now() >= self.expires_at

    def decide(self, outcome: str, *, by: Any, reason: str = "") -> None:
        """Close it; raises ValidationError where its own rules refuse that."""
        self.outcome, self.decided_by, self.decided_at = outcome, by, now()
        self.reason = reason
        self.full_clean()
        self.save()
