import pytest
from django.utils import translation

from reporting import kept


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_test_before():
    """Each test finds a process that has answered nobody yet."""
    kept.forget()


@pytest.fixture
def in_english():
    """Read what is said to people in English, as the tests expect it."""
    with translation.override("en"):
        yield
