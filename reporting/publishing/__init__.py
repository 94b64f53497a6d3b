"""Publishes a year, immutably, and verifies what was published by a second road."""

from reporting.models import Publication
from reporting.publishing.asking import ask_to_publish, confirm_publication
from reporting.publishing.making import Made, publish_year

__all__ = [
    "Made",
    "ask_to_publish",
    "confirm_publication",
    "publish_year",
    "verify_publication",
]


def verify_publication(publication: Publication) -> list[str]:
    """Every difference between what is published and what its rows say, in words."""
    # pandas is heavy: a process that only serves pages never loads it
    from reporting.publishing.verifying import differences_in

    return differences_in(publication)
