import os
import re
import subprocess
import sys

import pytest

from reporting.charts import draw_pictures
from reporting.models import Picture, Publication
from tests.reporting.publications import publish_city


@pytest.mark.django_db
def test_a_publication_keeps_each_chart_in_both_languages_and_widths():
    city = publish_city()
    kept = Picture.objects.filter(publication=city.publication)
    assert kept.count() == 8
    wide = kept.get(name="actions_funded", language="en", narrow=False).svg
    assert re.findall(r">(01 Equality|02 Water|03 Women)<", wide) == [
        "01 Equality",
        "02 Water",
        "03 Women",
    ]
    spanish = kept.get(name="amount_attributed", language="es", narrow=True).svg
    assert "02 Agua" in spanish
    assert "03 Women" not in spanish


@pytest.mark.django_db
def test_every_text_of_a_chart_is_dark_and_twelve_pixels_or_more():
    city = publish_city()
    for picture in Picture.objects.filter(publication=city.publication):
        sizes = re.findall(r'font-size="([0-9.]+)px"', picture.svg)
        assert sizes
        assert min(float(size) for size in sizes) >= 12


@pytest.mark.django_db
def test_the_page_shows_the_chart_with_its_finding_and_the_picture_never_changes(
    client,
):
    city = publish_city()
    page = client.get("/en/years/2030/").content.decode()
    finding = "Most funded actions: Equality, 2; Water, 1."
    assert f'alt="{finding} The table below has every number."' in page
    digest = city.publication.hash[:12]
    address = f"/pictures/2030/1/{digest}/actions_funded.en.svg"
    assert f'src="{address}"' in page
    picture = client.get(address)
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(address.replace(digest, "0" * 12)).status_code == 404
    for name in ("nothing", "%00", "actions_funded.x.y"):
        assert client.get(address.replace("actions_funded", name)).status_code == 404


@pytest.mark.django_db
def test_nothing_is_drawn_without_rights():
    draw_pictures(Publication(pk=0))
    assert not Picture.objects.exists()


def test_a_web_process_loads_no_chart_library():
    script = (
        "import django, sys; django.setup(); import hrbudget.urls; "
        "print('altair' in sys.modules or 'vl_convert' in sys.modules)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "hrbudget.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    assert done.stdout.strip() == "False"
