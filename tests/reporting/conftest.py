import pytest

from reporting import kept


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_test_before():
    """Each test finds a process that has answered nobody yet."""
    kept.forget()
