from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programme.trail import tracked


class BudgetUnitQuerySet(models.QuerySet):
    def obliged_in(self, year: int):
        """Units that the law obliges to present a budget in this calendar year."""
        return self.filter(
            Q(obliged_until__isnull=True) | Q(obliged_until__gte=year),
            obliged_from__lte=year,
        )


@tracked()
class BudgetUnit(models.Model):
    """Responsible spending unit (unidad responsable del gasto, URG)."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("Ministry")
        BOROUGH = "borough", _("Borough")
        DECONCENTRATED = "deconcentrated", _("Deconcentrated body")
        DECENTRALISED = "decentralised", _("Decentralised entity")
        AUTONOMOUS = "autonomous", _("Autonomous body")

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        db_collation="C",
        validators=[RegexValidator(r"^[0-9A-Z]+$", _("Use digits and capitals."))],
    )
    name = models.CharField(_("name"), max_length=250)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    sector = models.CharField(_("sector"), max_length=150, blank=True)
    obliged_from = models.PositiveSmallIntegerField(
        _("obliged from"), null=True, blank=True
    )
    obliged_until = models.PositiveSmallIntegerField(
        _("obliged until"), null=True, blank=True
    )

    objects = BudgetUnitQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("budget unit")
        verbose_name_plural = _("budget units")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "ministry",
                        "borough",
                        "deconcentrated",
                        "decentralised",
                        "autonomous",
                    ]
                ),
                name="budgetunit_kind_known",
                violation_error_message=_("Choose a kind from the list."),
            ),
            models.CheckConstraint(
                condition=Q(obliged_until__isnull=True)
                | Q(obliged_until__gte=F("obliged_from")),
                name="budgetunit_obliged_years_in_order",
                violation_error_message=_(
                    "The last year obliged comes before the first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_autonomous(self) -> bool:
        """Whether Finance only receives this unit's budget, and never returns it."""
        return self.kind == self.Kind.AUTONOMOUS
