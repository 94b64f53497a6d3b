from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.lines import SpendingLine
from programme.models import Action


class SuggestionShown(models.Model):
    """An action that was suggested for a line: where it stood, why, what came of it.

    A mere trace to measure the suggestions by: no entry of the trail, and no key of
    the database, so that it never keeps a line or an action from being deleted.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Cited")
        REJECTED = "rejected", _("Set aside")

    line = models.ForeignKey(
        SpendingLine, models.CASCADE, related_name="suggestions", db_constraint=False
    )
    action = models.ForeignKey(
        Action,
        models.CASCADE,
        related_name="suggestions",
        db_constraint=False,
        db_index=False,
    )
    rank = models.PositiveSmallIntegerField(_("place in the list"))
    reasons = models.JSONField(_("reasons"), default=list)
    shown_at = models.DateTimeField(_("shown at"))
    shown_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    outcome = models.CharField(
        _("what came of it"), max_length=10, choices=Outcome, blank=True
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    class Meta:
        ordering = ["line_id", "rank", "pk"]
        verbose_name = _("suggestion shown")
        verbose_name_plural = _("suggestions shown")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "action"], name="suggestionshown_once_per_line"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "accepted", "rejected"]),
                name="suggestionshown_outcome_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.rank}. {self.action_id}"
