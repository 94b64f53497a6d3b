from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgeting.edits import WHAT, codes_of
from budgeting.models.lines import SpendingLine
from budgeting.models.money_fields import AmountField
from budgeting.models.proposals import Proposal
from budgeting.models.years import FiscalYear
from programme.models import BudgetUnit, ImportBatch
from programme.trail import tracked


class WaiverQuerySet(models.QuerySet):
    def in_force(self):
        """Waivers that did not lapse and whose line is as it was when granted."""
        return self.filter(
            lapsed_at__isnull=True,
            amount=F("line__amount"),
            object_code=F("line__object_code"),
            description=F("line__description"),
        )


@tracked(index="line")
class Waiver(models.Model):
    """Finance's named, reasoned, public permission for a line without a citation."""

    line = models.ForeignKey(SpendingLine, models.PROTECT, related_name="waivers")
    reason = models.TextField(_("reason"))
    amount = AmountField(_("amount when granted"))
    object_code = models.CharField(_("partida when granted"), max_length=4)
    description = models.CharField(_("description when granted"), max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="waivers"
    )
    at = models.DateTimeField(auto_now_add=True)
    lapsed_at = models.DateTimeField(_("lapsed at"), null=True, blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["line_id", "at"]
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(lapsed_at__isnull=True),
                name="waiver_one_in_force",
                violation_error_message=_("This line already has a waiver."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="waiver_reasoned",
                violation_error_message=_("Say why the waiver is granted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.reason[:60]}"


@tracked(index="proposal")
class Event(models.Model):
    """An entry of the append-only trail: who did what to a proposal or a year."""

    class Kind(models.TextChoices):
        CREATED = "created", _("Created")
        EDITED = "edited", _("Edited")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved")
        REOPENED = "reopened", _("Reopened")
        IMPORTED = "imported", _("Imported")
        IMPORT_UNDONE = "import_undone", _("Import undone")
        OBSERVED = "observed", _("Observation made")
        REPLIED = "replied", _("Observation answered")
        RESOLVED = "resolved", _("Observation resolved")
        SIGNAL_ANSWERED = "signal_answered", _("Signal answered")
        WAIVED = "waived", _("Waiver granted")
        EXTENDED = "extended", _("Window extended")
        YEAR_CREATED = "year_created", _("Year created")
        YEAR_CLOSED = "year_closed", _("Year closed")
        YEAR_OPENED = "year_opened", _("Year opened")
        CEILINGS_LOADED = "ceilings_loaded", _("Ceilings loaded")
        CEILING_EXCEPTION = "ceiling_exception", _("Exception to a ceiling")
        EXCEPTION_ENDED = "exception_ended", _("Exception to a ceiling taken back")
        PUBLICATION_ASKED = "publication_asked", _("Publication asked for")
        PUBLISHED = "published", _("Published")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("time"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="events",
        null=True,
        blank=True,
    )
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, related_name="events", null=True, blank=True
    )
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="events")
    unit = models.ForeignKey(
        BudgetUnit, models.PROTECT, related_name="events", null=True, blank=True
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="events", null=True, blank=True
    )
    from_status = models.CharField(_("from"), max_length=10, blank=True)
    to_status = models.CharField(_("to"), max_length=10, blank=True)
    note = models.TextField(_("note"), blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "created",
                        "edited",
                        "submitted",
                        "returned",
                        "approved",
                        "reopened",
                        "imported",
                        "import_undone",
                        "observed",
                        "replied",
                        "resolved",
                        "signal_answered",
                        "waived",
                        "extended",
                        "year_created",
                        "year_closed",
                        "year_opened",
                        "ceilings_loaded",
                        "ceiling_exception",
                        "exception_ended",
                        "publication_asked",
                        "published",
                    ]
                ),
                name="event_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"

    @property
    def title(self) -> str:
        """What was done, in words."""
        return str(WHAT.get(self.data.get("what", "")) or self.get_kind_display())

    @property
    def codes(self) -> str:
        """The codes of the lines or frameworks that an edit changed."""
        return codes_of(self.data.get("rows", []))
