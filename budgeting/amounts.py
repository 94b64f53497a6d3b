"""Amounts are read in one place for all apps: programme/amounts.py."""

from programme.amounts import AmountError, parse_amount

__all__ = ["AmountError", "parse_amount"]
