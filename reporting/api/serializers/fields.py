"""Amounts and rates in API answers: strings, never floats."""

from rest_framework import serializers


class AmountField(serializers.DecimalField):
    """A sum of money as a string with two decimals."""

    def __init__(self, **kwargs) -> None:
        super().__init__(max_digits=22, decimal_places=2, **kwargs)


class RateField(serializers.DecimalField):
    """A rate as a string with four decimals, null of a whole of zero."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("allow_null", True)
        super().__init__(max_digits=12, decimal_places=4, **kwargs)
