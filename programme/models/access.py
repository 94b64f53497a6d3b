"""What keeps the door: failures that are counted, codes used up, factors to reset."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from programme.models.accounts import User
from programme.trail import tracked

CODE_LIFE = timedelta(minutes=2)  # longer than an authenticator's code is accepted
CONFIRM_WITHIN = timedelta(hours=72)


class FailedAttempt(models.Model):
    """One failure at the door, by digests: what was typed is not kept."""

    class Kind(models.TextChoices):
        PASSWORD = "password", _("Password")
        CODE = "code", _("Second factor")
        LINK = "link", _("Link")

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=32)
    address = models.CharField(max_length=32)
    device = models.CharField(max_length=32)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("failed attempt")
        verbose_name_plural = _("failed attempts")
        indexes = [
            models.Index("kind", "name", "at", name="failedattempt_by_name"),
            models.Index("kind", "address", "at", name="failedattempt_by_address"),
            models.Index("kind", "device", "at", name="failedattempt_by_device"),
            models.Index("at", name="failedattempt_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M}"


class UsedCodeQuerySet(models.QuerySet):
    def take(self, user: User, digest: str) -> bool:
        """Whether this is the first use of the code in its time; then it is used up."""
        self.filter(at__lt=now() - CODE_LIFE).delete()
        return self.get_or_create(user=user, digest=digest)[1]


class UsedCode(models.Model):
    """A code of an authenticator that was accepted: in its time, never again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="used_codes")
    digest = models.CharField(max_length=32)
    at = models.DateTimeField(default=now)

    objects = UsedCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("used code")
        verbose_name_plural = _("used codes")
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="usedcode_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.at:%Y-%m-%d %H:%M}"


class FactorResetQuerySet(models.QuerySet):
    def waiting(self):
        """Requests that a second administrator may still confirm."""
        return self.filter(
            confirmed_at=None, withdrawn_at=None, asked_at__gt=now() - CONFIRM_WITHIN
        )


@tracked(index="user")
class FactorReset(models.Model):
    """Somebody lost every second factor: one administrator asks, another confirms.

    Without `asked_by` it was the operator, by command.
    """

    user = models.ForeignKey(
        User, models.PROTECT, related_name="factor_resets", verbose_name=_("person")
    )
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked at"), default=now)
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = FactorResetQuerySet.as_manager()

    class Meta:
        verbose_name = _("reset of a second factor")
        verbose_name_plural = _("resets of second factors")
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_by=None)
                | ~Q(asked_by=F("user")) & ~Q(confirmed_by=F("user")),
                name="factorreset_not_of_ones_own",
                violation_error_message=_("Nobody resets their own second factor."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                name="factorreset_two_people",
                violation_error_message=_("A second administrator confirms it."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None)
                | Q(asked_by=None, confirmed_by=None)
                | Q(asked_by__isnull=False, confirmed_by__isnull=False),
                name="factorreset_confirmed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
                name="factorreset_one_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.asked_at:%Y-%m-%d}"
