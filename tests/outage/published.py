"""`python -m tests.outage.published`: a small city, two years of it shown already."""

import os
import sys
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from reporting.finishing import show_unfinished  # noqa: E402
from tests.reporting.publications import publish_city  # noqa: E402

if __name__ == "__main__":
    with patch("reporting.charts.draw_beside"):
        publish_city()
    for year in (2029, 2030):
        show_unfinished(year)
    sys.stdout.write("{}")
