from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from budgeting.models.proposals import Proposal
from budgeting.models.years import FiscalYear
from programme.models import BudgetUnit
from programme.trail import tracked

DAYS_BEFORE = "10, 5, 2, 1, 0"


class LetterQuerySet(models.QuerySet):
    def waiting(self):
        """Letters neither sent nor set aside."""
        return self.filter(state=Letter.State.WAITING)

    def due(self):
        """Letters that wait and may be tried now, those that wait longest first."""
        return (
            self.waiting().filter(next_try_at__lte=now()).order_by("next_try_at", "pk")
        )


class Letter(models.Model):
    """A letter to one person, written down in the transaction of what it is about.

    It says which letter and never what stands in it: the text is made when it is sent.
    `key` names the letter once and for all, so that none is written twice. `about`
    tells which: the receipt's number, the proposal's version after a move, the
    extension, or the day before the deadline. A record of what was sent, never
    deleted, and no part of the trail.
    """

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("Receipt of a submission")
        RETURNED = "returned", _("Proposal returned")
        APPROVED = "approved", _("Proposal approved")
        REOPENED = "reopened", _("Proposal reopened")
        EXTENDED = "extended", _("More days given")
        REPLIED = "replied", _("Observations answered")
        REMINDER = "reminder", _("Reminder of the deadline")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        SENT = "sent", _("Sent")
        ASIDE = "aside", _("Not needed any more")
        FAILED = "failed", _("Given up")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="letters", db_index=False
    )
    unit = models.ForeignKey(BudgetUnit, models.PROTECT, related_name="letters")
    proposal = models.ForeignKey(
        Proposal,
        models.PROTECT,
        related_name="letters",
        null=True,
        blank=True,
        db_index=False,
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="letters"
    )
    about = models.BigIntegerField(_("about"))
    key = models.CharField(_("key"), max_length=120, unique=True)
    # who asked for it by hand; None where the calendar or a move did
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    made_at = models.DateTimeField(_("made at"), default=now)
    due_at = models.DateTimeField(_("to be sent from"), default=now)
    next_try_at = models.DateTimeField(_("tried next at"), default=now)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    # the name of the class of the last failure: never its words, which may tell more
    last_error = models.CharField(_("last failure"), max_length=100, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["fiscal_year", "-id"], name="letter_by_year"),
            models.Index(
                fields=["next_try_at"],
                condition=Q(state="waiting"),
                name="letter_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(state__in=["waiting", "aside", "failed"], sent_at__isnull=True),
                name="letter_sent_at_iff_sent",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "submitted",
                        "returned",
                        "approved",
                        "reopened",
                        "extended",
                        "replied",
                        "reminder",
                    ]
                ),
                name="letter_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.key


@tracked(index="fiscal_year")
class ReminderPlan(models.Model):
    """On which days before its deadline a unit that has not submitted is reminded.

    A year without one has the usual days.
    """

    fiscal_year = models.OneToOneField(
        FiscalYear, models.PROTECT, primary_key=True, related_name="reminder_plan"
    )
    is_on = models.BooleanField(_("reminders are sent"), default=True)
    days = models.CharField(
        _("days before the deadline"),
        max_length=60,
        default=DAYS_BEFORE,
        validators=[
            RegexValidator(
                r"^\d{1,2}(, \d{1,2})*$",
                _("Write days from 0 to 99, separated by commas, such as 10, 5, 2."),
            )
        ],
    )

    class Meta:
        verbose_name = _("plan of reminders")
        verbose_name_plural = _("plans of reminders")

    def __str__(self) -> str:
        return f"{self.fiscal_year_id}: {self.days}"

    @property
    def days_before(self) -> list[int]:
        """The days before a deadline on which is reminded, the earliest first."""
        return sorted({int(one) for one in self.days.split(",")}, reverse=True)
