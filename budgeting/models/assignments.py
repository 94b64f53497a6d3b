"""Who of Finance reviews which unit."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgeting.models.years import FiscalYear
from programme.models import BudgetUnit
from programme.trail import tracked


@tracked(index="fiscal_year")
class Assignment(models.Model):
    """The person of Finance who reviews a unit in a year; nobody without one.

    It says whose work a unit is, not who may: every reviewer may review every unit.
    """

    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="assignments", db_index=False
    )
    unit = models.ForeignKey(BudgetUnit, models.PROTECT, related_name="assignments")
    analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("analyst"),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["fiscal_year_id", "unit_id"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "unit"],
                name="assignment_one_analyst",
                violation_error_message=_("This unit already has its analyst."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year_id} {self.unit_id}: {self.analyst_id}"
