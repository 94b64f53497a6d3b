import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _english():
    """Sentences are tested as the source has them."""
    with translation.override("en"):
        yield
