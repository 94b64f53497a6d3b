from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from budgeting.models.money_fields import LARGEST, AmountField
from budgeting.models.years import CHAPTERS, FiscalYear
from programme.models import BudgetUnit
from programme.trail import tracked


class CeilingExceptionQuerySet(models.QuerySet):
    def in_force(self):
        """Those that were not taken back."""
        return self.filter(withdrawn_at__isnull=True)


@tracked(index="fiscal_year")
class CeilingException(models.Model):
    """How much above a ceiling the finance head lets a unit go, and why.

    Several for one ceiling add up. It is never deleted: taken back, it says so.
    """

    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="ceiling_exceptions", db_index=False
    )
    unit = models.ForeignKey(
        BudgetUnit, models.PROTECT, related_name="ceiling_exceptions"
    )
    chapter = models.PositiveSmallIntegerField(
        _("chapter"), choices=CHAPTERS, null=True, blank=True
    )
    amount = AmountField(_("amount above the ceiling"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("taken back by"),
        related_name="+",
        null=True,
        blank=True,
    )
    withdrawal_reason = models.TextField(_("why taken back"), blank=True)

    objects = CeilingExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["fiscal_year_id", "unit_id", F("chapter").asc(nulls_first=True)]
        verbose_name = _("exception to a ceiling")
        verbose_name_plural = _("exceptions to ceilings")
        indexes = [
            models.Index(
                fields=["fiscal_year", "unit"], name="ceilingexception_by_year_unit"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(amount__lte=LARGEST),
                name="ceilingexception_amount_above_zero",
                violation_error_message=_("Enter an amount above zero."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="ceilingexception_reasoned",
                violation_error_message=_("Say why the ceiling may be exceeded."),
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_at__isnull=True,
                    withdrawn_by__isnull=True,
                    withdrawal_reason="",
                )
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawal_reason=""),
                name="ceilingexception_taken_back_whole",
                violation_error_message=_("Say why it is taken back."),
            ),
            models.CheckConstraint(
                condition=Q(chapter__isnull=True)
                | Q(chapter__in=[n * 1000 for n in range(1, 10)]),
                name="ceilingexception_chapter_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.chapter or ''} + {self.amount}"


class RegisteredException(models.Model):
    """An entry of the public register: what an exception was, in the head's own words.

    A copy made with the exception itself, never changed and never deleted; that one
    ended is a further entry, which `follows` the first. Nothing here is of a draft but
    the codes of its unit and line. It is no table of the trail: what it copies is.
    """

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("More days for a unit")
        WAIVER = "waiver", _("Line without a citation")
        ON_BEHALF = "on_behalf", _("Proposal formulated by Finance")
        CEILING = "ceiling", _("Ceiling exceeded")
        REOPENING = "reopening", _("Reopened after publication")

    class Step(models.TextChoices):
        GIVEN = "given", _("Given")
        TAKEN_BACK = "taken_back", _("Taken back")
        LAPSED = "lapsed", _("Lapsed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    step = models.CharField(_("step"), max_length=10, choices=Step, default=Step.GIVEN)
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="registered_exceptions", db_index=False
    )
    unit = models.ForeignKey(
        BudgetUnit, models.PROTECT, related_name="registered_exceptions"
    )
    unit_code = models.CharField(_("unit code"), max_length=20)
    unit_name = models.CharField(_("unit"), max_length=300)
    line_code = models.CharField(_("line"), max_length=20, blank=True)
    chapter = models.PositiveSmallIntegerField(_("chapter"), null=True, blank=True)
    amount = AmountField(_("amount"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    author = models.CharField(_("author"), max_length=310, blank=True)
    author_function = models.CharField(_("function"), max_length=20, blank=True)
    before_register = models.BooleanField(_("from before the register"), default=False)
    at = models.DateTimeField(_("time"), default=now)
    # what it is a copy of, by the key of its own table: the register's one way back
    source = models.BigIntegerField(null=True, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, related_name="followed_by", null=True, blank=True
    )

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("registered exception")
        verbose_name_plural = _("registered exceptions")
        indexes = [
            models.Index(
                fields=["fiscal_year", "unit"], name="registeredexception_by_year"
            ),
            models.Index(fields=["kind", "source"], name="registeredexception_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "extension",
                        "waiver",
                        "on_behalf",
                        "ceiling",
                        "reopening",
                    ]
                ),
                name="registeredexception_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(step="given", follows__isnull=True)
                | Q(step__in=["taken_back", "lapsed"], follows__isnull=False),
                name="registeredexception_ends_what_began",
            ),
            models.CheckConstraint(
                # a lapse is nobody's; of the time before, no word was meant for this
                condition=Q(step="lapsed", reason="", author="")
                | Q(before_register=True, reason="", author="")
                | ~Q(reason="") & ~Q(author="") & ~Q(step="lapsed"),
                name="registeredexception_reasoned_and_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step} {self.fiscal_year_id} {self.unit_code}"
