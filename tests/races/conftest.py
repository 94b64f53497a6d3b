import pytest


@pytest.fixture
def no_pictures(monkeypatch):
    """Publish without drawing charts: no race is about them."""
    monkeypatch.setattr("reporting.charts.draw_pictures", lambda publication: None)


@pytest.fixture
def no_queue(monkeypatch):
    """Publications do not wait for imports, nor for each other: for twins."""
    monkeypatch.setattr("reporting.publishing.making.one_at_a_time", lambda: None)
