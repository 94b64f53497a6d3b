from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from budgeting.models.money_fields import AmountField
from programme.models import BudgetUnit, Programme
from programme.models.fields import YEARS
from programme.trail import tracked

CHAPTERS = [(n * 1000, str(n * 1000)) for n in range(1, 10)]


@tracked(index="year")
class FiscalYear(models.Model):
    """A budget cycle: its rule and legal basis, window, currency and programmes."""

    class Linking(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        REQUIRED = "required", _("Required")

    year = models.PositiveSmallIntegerField(
        _("year"), primary_key=True, validators=YEARS
    )
    linking = models.CharField(
        _("linking rule"), max_length=10, choices=Linking, default=Linking.REQUIRED
    )
    legal_basis_es = models.TextField(_("legal basis in Spanish"), blank=True)
    legal_basis_en = models.TextField(_("legal basis in English"), blank=True)
    opens_on = models.DateField(_("window opens on"), null=True, blank=True)
    closes_on = models.DateField(_("window closes on"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="America/Mexico_City"
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="MXN",
        validators=[
            RegexValidator(r"^[A-Z]{3}$", _("Use the three capitals of ISO 4217."))
        ],
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # set by the first publication: from then on only the head reopens a proposal
    published_at = models.DateTimeField(_("first published at"), null=True, blank=True)
    programmes = models.ManyToManyField(
        Programme, through="YearProgramme", related_name="years"
    )

    class Meta:
        ordering = ["-year"]
        verbose_name = _("fiscal year")
        verbose_name_plural = _("fiscal years")
        constraints = [
            models.CheckConstraint(
                condition=Q(linking__in=["requested", "required"]),
                name="fiscalyear_linking_known",
            ),
            models.CheckConstraint(
                # one day alone would compare with NULL, which no check refuses
                condition=Q(opens_on__isnull=True, closes_on__isnull=True)
                | Q(opens_on__isnull=False, closes_on__isnull=False)
                & Q(closes_on__gte=F("opens_on")),
                name="fiscalyear_window_in_order",
                violation_error_message=_(
                    "Give both days of the window, the first one first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def main_programme(self) -> Programme:
        """The year's programme, the one that the rule asks for."""
        return Programme.objects.get(
            year_programmes__fiscal_year=self, year_programmes__is_main=True
        )

    def today(self) -> date:
        """The day it is now in the year's time zone."""
        return now().astimezone(ZoneInfo(self.time_zone)).date()

    def window_is_open(self, at: datetime | None = None) -> bool:
        """Whether the capture window holds this moment: whole days, both included."""
        day = at.astimezone(ZoneInfo(self.time_zone)).date() if at else self.today()
        if self.closed_at or not (self.opens_on and self.closes_on):
            return False
        return self.opens_on <= day <= self.closes_on


@tracked(index="fiscal_year")
class YearProgramme(models.Model):
    """A programme that a year's lines may cite; one of them is the year's programme."""

    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="year_programmes", db_index=False
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="year_programmes"
    )
    is_main = models.BooleanField(_("the year's programme"), default=False)

    class Meta:
        verbose_name = _("programme of the year")
        verbose_name_plural = _("programmes of the year")
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "programme"], name="yearprogramme_unique"
            ),
            models.UniqueConstraint(
                fields=["fiscal_year"],
                condition=Q(is_main=True),
                name="yearprogramme_one_main",
                violation_error_message=_("The year already has its programme."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year_id}: {self.programme}"


@tracked(index="fiscal_year")
class Ceiling(models.Model):
    """The amount (techo presupuestal) a unit may propose, in all or by chapter."""

    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="ceilings", db_index=False
    )
    unit = models.ForeignKey(BudgetUnit, models.PROTECT, related_name="ceilings")
    chapter = models.PositiveSmallIntegerField(
        _("chapter"), choices=CHAPTERS, null=True, blank=True
    )
    amount = AmountField(_("amount"))

    class Meta:
        ordering = ["unit__code", F("chapter").asc(nulls_first=True)]
        verbose_name = _("ceiling")
        verbose_name_plural = _("ceilings")
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "unit", "chapter"],
                condition=Q(chapter__isnull=False),
                name="ceiling_unique_by_chapter",
                violation_error_message=_(
                    "This unit already has a ceiling for this chapter."
                ),
            ),
            models.UniqueConstraint(
                fields=["fiscal_year", "unit"],
                condition=Q(chapter__isnull=True),
                name="ceiling_unique_in_all",
                violation_error_message=_("This unit already has a ceiling."),
            ),
            AmountField.constraint("ceiling"),
            models.CheckConstraint(
                condition=Q(chapter__isnull=True)
                | Q(chapter__in=[n * 1000 for n in range(1, 10)]),
                name="ceiling_chapter_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.chapter or ''} {self.amount}"


@tracked(index="fiscal_year")
class Extension(models.Model):
    """More days in the window for one unit, given by the finance head with a reason."""

    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="extensions", db_index=False
    )
    unit = models.ForeignKey(BudgetUnit, models.PROTECT, related_name="extensions")
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["fiscal_year_id", "unit_id", "until"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        indexes = [
            models.Index(fields=["fiscal_year", "unit"], name="extension_by_year_unit")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="extension_reasoned",
                violation_error_message=_("Say why the extension is given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year_id} {self.unit_id} → {self.until}"
