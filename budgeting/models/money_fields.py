from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LARGEST = Decimal("9999999999999.99")


class AmountField(models.DecimalField):
    """Money of a year's currency: two decimals, zero or more (method.md, 4 and 6)."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("max_digits", 15)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    @staticmethod
    def constraint(model: str) -> models.CheckConstraint:
        """Zero or more, never NaN: PostgreSQL sorts NaN above every number."""
        return models.CheckConstraint(
            condition=Q(amount__gte=0) & Q(amount__lte=LARGEST),
            name=f"{model}_amount_not_negative",
            violation_error_message=_("Enter an amount of zero or more."),
        )
