from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

is_code = RegexValidator(r"^[0-9]+(\.[0-9]+)*$", _("A code is digits and dots."))
YEARS = [MinValueValidator(1900), MaxValueValidator(2200)]


class CodeField(models.CharField):
    """A catalogue code: digits and dots, compared byte by byte, never padded."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("db_collation", "C")
        kwargs.setdefault("validators", [is_code])
        super().__init__(*args, **kwargs)


class YearField(models.PositiveSmallIntegerField):
    """A calendar year, or empty."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("validators", YEARS)
        super().__init__(*args, **kwargs)
