from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from programme.trail import tracked

PATIENCE = timedelta(hours=72)  # in which the second person confirms
SECOND = Q(by_command=False, confirmed_at__isnull=True, withdrawn_at__isnull=True)


class RoleGrantQuerySet(models.QuerySet):
    def waiting(self):
        """Requests that a second person may still confirm."""
        return self.filter(SECOND, asked_at__gt=now() - PATIENCE)

    def held(self):
        """Grants by which a person holds their role now."""
        return self.filter(used_at__isnull=False, ended_at__isnull=True)

    def over(self):
        """Requests that came to nothing, and grants of roles taken away since."""
        waited = Q(SECOND, asked_at__lte=now() - PATIENCE)
        return self.filter(
            Q(withdrawn_at__isnull=False) | Q(ended_at__isnull=False) | waited
        )


@tracked(index="person")
class RoleGrant(models.Model):
    """A role outside the units, asked for by one person and confirmed by another.

    Or given by the operator's command, which it says. The database gives nobody such a
    role without a grant, and uses each grant once.
    """

    class Role(models.TextChoices):
        ANALYST = "analyst", _("Analyst")
        FINANCE_HEAD = "finance_head", _("Finance head")
        ADMINISTRATOR = "administrator", _("Administrator")
        AUDITOR = "auditor", _("Auditor")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="role_grants",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for at"), default=now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    by_command = models.BooleanField(_("by the operator's command"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    used_at = models.DateTimeField(_("held from"), null=True, blank=True)
    ended_at = models.DateTimeField(_("taken away at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("taken away by"),
    )
    end_reason = models.CharField(_("why taken away"), max_length=500, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("grant of a role")
        verbose_name_plural = _("grants of roles")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    role__in=["analyst", "finance_head", "administrator", "auditor"]
                ),
                name="rolegrant_role_known",
                violation_error_message=_("Choose a role from the list."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="rolegrant_reasoned",
                violation_error_message=_("Say why the role is given."),
            ),
            models.CheckConstraint(
                condition=Q(
                    by_command=True, asked_by__isnull=True, confirmed_by__isnull=True
                )
                | Q(by_command=False, asked_by__isnull=False),
                name="rolegrant_asked_for_or_the_command",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(confirmed_by=F("asked_by"))
                & ~Q(confirmed_by=F("person"))
                & Q(confirmed_at__lte=F("asked_at") + PATIENCE),
                name="rolegrant_by_two_people",
                violation_error_message=_(
                    "A second person confirms within 72 hours: neither who asked nor "
                    "who gets the role."
                ),
            ),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True) | ~Q(asked_by=F("person")),
                name="rolegrant_not_for_oneself",
                violation_error_message=_("Nobody asks for a role of their own."),
            ),
            models.UniqueConstraint(
                fields=["person", "role"], condition=SECOND, name="rolegrant_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    @property
    def expires_at(self) -> datetime:
        """Until when a second person may confirm."""
        return self.asked_at + PATIENCE

    @property
    def has_expired(self) -> bool:
        """Whether nobody confirmed in time."""
        waited = not (self.by_command or self.confirmed_at or self.withdrawn_at)
        return waited and now() >= self.expires_at
