"""The charts of a publication, drawn once when it is made and kept beside it."""

from reporting.models import Publication


def draw_pictures(publication: Publication) -> None:
    """Draw and keep every chart of a publication, in each language and width."""
