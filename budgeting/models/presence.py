from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from budgeting.models.proposals import Proposal

GONE_AFTER = timedelta(minutes=1)


class PresenceQuerySet(models.QuerySet):
    def now(self):
        """People who were at a form within the last minute."""
        return self.filter(seen_at__gt=now() - GONE_AFTER)


class Presence(models.Model):
    """Who has a form of a proposal open, or reviews it: a mere trace, which the trail
    does not record.

    It is advice and no lock, tells nothing once a minute old, and is swept away.
    `thing` names the form as its page does: `line-12`, `framework-3`, `review-7`.
    """

    # without keys in the database: a beat waits for nobody who holds the proposal
    proposal = models.ForeignKey(
        Proposal,
        models.CASCADE,
        related_name="presences",
        db_constraint=False,
        db_index=False,
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="presences",
        db_constraint=False,
    )
    thing = models.CharField(_("form"), max_length=40)
    seen_at = models.DateTimeField(_("seen at"), db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "user", "thing"], name="presence_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.thing}"
