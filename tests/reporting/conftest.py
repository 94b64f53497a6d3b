import pytest


@pytest.fixture
def no_pictures(monkeypatch):
    """Publish without drawing charts, for tests of the numbers."""
    monkeypatch.setattr("reporting.charts.draw_pictures", lambda publication: None)
