"""Publishes a year, immutably, and verifies what was published by a second road."""

from reporting.publishing.asking import ask_to_publish, confirm_publication
from reporting.publishing.making import Made, publish_year
from reporting.publishing.verifying import verify_publication

__all__ = [
    "Made",
    "ask_to_publish",
    "confirm_publication",
    "publish_year",
    "verify_publication",
]
