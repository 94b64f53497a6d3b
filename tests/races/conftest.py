import pytest


@pytest.fixture
def no_queue(monkeypatch):
    """Publications do not wait for imports, nor for each other: for twins."""
    monkeypatch.setattr("reporting.publishing.making.one_at_a_time", lambda: None)
