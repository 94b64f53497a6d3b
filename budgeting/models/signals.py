from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.observations import Observation
from budgeting.models.proposals import Proposal
from programme.trail import tracked


class SignalAnswerQuerySet(models.QuerySet):
    def latest_first(self):
        """The newest answer first, each with who gave it and what it asked."""
        return self.select_related("by", "observation").order_by("-pk")


@tracked(index="proposal")
class SignalAnswer(models.Model):
    """What a reviewer answered to a signal of token citations, about the rows that
    they saw: `fingerprint` marks these, `lines` names them. Never changed."""

    class Answer(models.TextChoices):
        JUSTIFIED = "justified", _("Looks right")
        ASKED = "asked", _("An observation was made")

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="signal_answers"
    )
    signal = models.CharField(_("signal"), max_length=20)
    fingerprint = models.CharField(_("mark of the rows"), max_length=64)
    lines = models.JSONField(_("lines seen"), default=list)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    note = models.TextField(_("note"), blank=True)
    observation = models.ForeignKey(
        Observation,
        models.PROTECT,
        related_name="signal_answers",
        null=True,
        blank=True,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="signal_answers"
    )
    at = models.DateTimeField(auto_now_add=True)

    objects = SignalAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["proposal_id", "pk"]
        verbose_name = _("answer to a signal")
        verbose_name_plural = _("answers to signals")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(answer="justified", observation__isnull=True) & ~Q(note="")
                )
                | Q(answer="asked", observation__isnull=False),
                name="signalanswer_noted_or_asked",
                violation_error_message=_("Say why it looks right."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signal}: {self.answer}"
