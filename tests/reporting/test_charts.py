import copy
import os
import re
import struct
import subprocess
import sys
import time
import zlib
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import translation

from budgeting.models import Stage
from reporting import charts
from reporting.charts import actions, parts, pictures, rows, shapes, years
from reporting.charts.showing import CHARTS, Shown
from reporting.models import Picture, Publication
from reporting.publishing import making
from tests.reporting.publications import City, publish_city

pytestmark = pytest.mark.django_db
TINY = '<svg class="marks" width="100" height="40" viewBox="0 0 100 40"></svg>'
TITLES = {  # of 2030, by hand
    "actions_funded": "Equality: the most funded actions, 2 of 3",
    "amount_attributed": "Water: the largest part of the linked money, 62.9\u00a0%",
    "actions_share": "3 of the 4 actions in force are funded (75\u00a0%)",
    "actions_new": "Equality; Water: the most new actions, 1 each of 2",
    "groups": "Women: the group that the most funded actions serve, 1",
    "line_states": "3 of 5 lines cite an action (60\u00a0%)",
    "unit_states": "1 of 4 units linked every line; 1 prepared nothing",
    "years": (
        "Units that linked every line: from 100\u00a0% in 2029 to 33.33\u00a0% in 2030"
    ),
}
SENTENCES = {
    "actions_funded": (
        "Most funded actions: Equality, 2; Water, 1. "
        "Of the 3 rights and groups, 1 has none."
    ),
    "amount_attributed": (
        "Most of the linked money: Water, 62.9\u00a0%; Equality, 37.1\u00a0%."
    ),
    "actions_share": (
        "Largest share: Equality, 2 / 2 (100\u00a0%). "
        "Smallest share: Women, 0 / 1 (0\u00a0%)."
    ),
    "actions_new": (
        "Most new actions: Equality, 1; Water, 1. "
        "Of the 3 rights and groups, 1 has none."
    ),
    "groups": (
        "Most funded actions: Women, 1. Groups overlap: an action may serve several, "
        "so these never add up."
    ),
    "line_states": (
        "Lines by state: Linked, 3; Waived, 0; Screened: no action applies, 1; "
        "Not screened, 1; 5 in all."
    ),
    "unit_states": "Units that linked every line, by kind: Ministry, 1 of 4.",
    "years": (
        "Linked, year by year: 2029, as voted: 1 / 1 units, 100\u00a0% of the money; "
        "2030, as voted: 1 / 3 units, 87.5\u00a0% of the money."
    ),
}


@pytest.fixture(scope="module")
def published_city(django_db_setup, django_db_blocker):
    """One city for the whole module: its transaction is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        with translation.override("en"):
            yield publish_city()
        transaction.set_rollback(True)


@pytest.fixture
def city(published_city, english):
    """The city, with nothing of the test before."""
    with transaction.atomic():
        yield published_city
        transaction.set_rollback(True)


@pytest.fixture
def quick(monkeypatch):
    """Charts are drawn as an empty picture, which takes no second."""
    monkeypatch.setattr(pictures, "svg_of", lambda drawn, width: TINY)
    monkeypatch.setattr(pictures, "png_of", lambda svg, width: white_dot())


def white_dot() -> bytes:
    """The smallest PNG: one pixel, hardly compressed."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\xff\xff\xff", 0)
    parts_ = [(b"IHDR", head), (b"IDAT", pixels[:4]), (b"IDAT", pixels[4:])]
    chunks = [pictures._chunk(kind, body) for kind, body in [*parts_, (b"IEND", b"")]]
    return pictures.SIGNATURE + b"".join(chunks)


def flat(page: str) -> str:
    """A page without its line breaks."""
    return re.sub(r"\s*\n\s*", " ", page)


def test_each_chart_says_what_its_rows_say(city):
    shown = {one.chart.name: one for one in charts.all_shown(city.publication)}
    assert {name: one.title for name, one in shown.items()} == TITLES
    assert {name: one.sentence for name, one in shown.items()} == SENTENCES
    what = "Attributed amount, by right or group, in millions (M) of MXN"
    place = "Programme (illustrative texts), 2030, as voted."
    assert shown["amount_attributed"].subtitle == f"{what}. {place}"
    assert f"hash {city.publication.hash[:12]}." in shown["years"].source


def test_when_a_row_changes_so_do_the_finding_and_the_sentence(city):
    """One row is changed so that every reading of it must be another."""
    changes = {
        "actions_funded": {"actions_funded": 7},
        "amount_attributed": {
            "amount_attributed": Decimal("700.00"),
            "share_of_linked": Decimal("0.7777"),
        },
        "actions_share": {"actions_funded": 1, "share_funded": Decimal("0.5")},
        "actions_new": {"actions_new": 7},
        "groups": {"actions_funded": 7},
        "line_states": {"lines": 4},
        "unit_states": {"linked": 3},
        "years": {"compliance_rate": "0.5000", "units_linked": 7},
    }
    for shown in charts.all_shown(city.publication):
        changed = copy.deepcopy(shown.rows)
        changed[0] |= changes[shown.chart.name]
        other = Shown(shown.chart, shown.publication, changed)
        assert other.title != shown.title, shown.chart.name
        assert other.sentence != shown.sentence, shown.chart.name
        assert other.drawn != shown.drawn, shown.chart.name
        assert other.table != shown.table, shown.chart.name
        assert other.file != shown.file, shown.chart.name


def test_the_file_the_table_and_the_picture_have_the_same_rows(city, client):
    shown = charts.shown(city.publication, "amount_attributed")
    table = [(r.name.value, [cell for _, cell in r.cells]) for r in shown.table]
    drawn = [(bar.name, bar.value, bar.label) for bar in shown.drawn]
    response = client.get("/data/2030/1/charts/amount_attributed.csv")
    assert response.content.decode() == (
        "code,kind,name_es,name_en,amount_attributed,share_of_linked\n"
        "02,right,Agua,Water,220.00,0.6286\n"
        "01,right,Igualdad,Equality,130.00,0.3714\n"
        "03,group,Mujeres,Women,0.00,0.0000\n"
    )
    name = "hrbudget-2030-1-approved-amount_attributed.csv"
    assert name in response.headers["Content-Disposition"]
    assert table == [
        ("Water", ["220.00", "62.86\u00a0%"]),
        ("Equality", ["130.00", "37.14\u00a0%"]),
        ("Women", ["0.00", "0\u00a0%"]),
    ]
    assert drawn == [
        ("02 Water", 220, "220.00"),
        ("01 Equality", 130, "130.00"),
        ("03 Women", 0, "0"),
    ]
    assert parts.in_millions(Decimal("14893095549.48")) == "14,893.1 M"
    assert parts.in_millions(Decimal("100000.00")) == "0.1 M"


def test_each_unit_stands_in_one_column(city, client):
    rows = client.get("/data/2030/1/charts/unit_states.csv").content.decode()
    assert rows == (
        "kind,units,linked,partly_linked,not_linked,not_approved,missing\n"
        "ministry,4,1,1,0,1,1\n"
    )


def test_a_year_stands_beside_those_it_was_compared_with(city, client):
    rows = client.get("/data/2030/1/charts/years.csv").content.decode()
    assert rows == (
        "year,publication,stage,programme,units_linked,units_prepared,"
        "compliance_rate,amount_linked,amount_total,linked_rate\n"
        "2029,1,approved,P1,1,1,1.0000,100.00,100.00,1.0000\n"
        "2030,1,approved,P1,1,3,0.3333,350.00,400.00,0.8750\n"
    )


def test_years_of_another_stage_or_programme_are_not_compared(city):
    held = charts.shown(city.publication, "years").rows
    for change in ({"stage": Stage.PROPOSAL}, {"programme": "P0"}):
        said = years.year_finding([held[0] | change, held[1]])
        assert said == (
            "Units that linked every line: 100\u00a0% in 2029; 33.33\u00a0% in 2030, "
            "at another stage or under another programme"
        )


def test_what_cannot_be_told_is_not_drawn_and_the_page_says_so(city, client):
    names = [one.chart.name for one in charts.all_shown(city.before)]
    assert names == [one for one in CHARTS if one not in ("actions_new", "years")]
    page = client.get("/en/years/2029/charts/").content.decode()
    assert "New actions and the years side by side are not drawn" in page
    for address in ("charts/years/", "charts/nothing/"):
        assert client.get(f"/en/years/2029/{address}").status_code == 404
    assert client.get("/data/2029/1/charts/actions_new.csv").status_code == 404


def test_those_level_at_the_top_are_all_named_or_counted():
    level = [{"name_es": f"D{n}", "name_en": "", "n": 2, "code": n} for n in "12345"]
    assert len(rows.first(level, "n")) == 5
    with translation.override("en"):
        assert rows.named(level) == "D1; D2; D3; and 2 more"
        none = [row | {"actions_funded": 0} for row in level]
        assert actions.funded_finding(none) == "No action was funded."
        assert actions.funded_sentence(none) == "No action was funded."


def test_a_page_has_the_finding_the_table_and_every_file(city, client):
    page = flat(client.get("/en/years/2030/charts/actions_share/").content.decode())
    assert f"<h1>{TITLES['actions_share']}</h1>" in page
    assert f'alt="{SENTENCES["actions_share"]} The table has every number."' in page
    assert '<a href="/en/years/2030/rights/01/">01 Equality' in page
    base = f"/pictures/2030/1/{city.publication.hash[:12]}/actions_share"
    for ending in ("es.titled.svg", "en.narrow.titled.png"):
        assert f'href="{base}.{ending}"' in page
    assert 'href="/data/2030/1/charts/actions_share.csv"' in page
    frame = "http://testserver/en/embed/years/2030/publications/1/charts/actions_share/"
    assert f"&lt;iframe src=&quot;{frame}&quot;" in page.replace('"', "&quot;")


def test_the_year_page_shows_each_chart_with_its_table(city, client):
    page = client.get("/en/years/2030/").content.decode()
    for name in ("actions_funded", "amount_attributed"):
        assert f'<h3 id="chart-{name}">{TITLES[name]}</h3>' in page
        assert f'href="/en/years/2030/charts/{name}/"' in page


def test_an_embed_stands_alone_is_light_and_may_be_framed(city, client):
    for at in ("", "publications/1/"):
        response = client.get(f"/en/embed/years/2030/{at}charts/actions_share/")
        page = flat(response.content.decode())
        assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in response.headers
        assert not response.cookies
        assert not re.search(r"<script|https?://|style=", page)
        assert f"<title>{TITLES['actions_share']} · 2030" in page
        for said in (
            SENTENCES["actions_share"],
            city.publication.hash[:12],
            "as voted",
        ):
            assert said in page
        assert f'href="/en/years/2030/{at}charts/actions_share/"' in page
        assert '<th scope="row">01 Equality' in page
    refused = client.get("/en/embed/years/2030/charts/actions_share/?x=1")
    assert refused.status_code == 400


# Drawing


def test_publishing_has_it_drawn_when_it_is_committed_and_never_fails_for_it(
    city, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    asked = []

    def fail(*years):
        asked.append(years)
        raise OSError("no process")

    monkeypatch.setattr("reporting.charts.draw_beside", fail)
    with django_capture_on_commit_callbacks(execute=True):
        again = publish_city_anew(city)
        assert asked == []
    assert asked == [(2030,)]
    assert "no process" in caplog.text
    assert Publication.objects.filter(pk=again.pk, sealed=True).exists()


def publish_city_anew(city: City) -> Publication:
    """The year once more, after a change."""
    year = city.publication.fiscal_year
    year.legal_basis_en = "Changed"
    year.save()
    return making.publish_year(year).publication


def test_drawing_goes_on_when_the_command_that_asked_for_it_has_ended(tmp_path):
    mark, drawer = tmp_path / "mark", tmp_path / "drawer"
    drawer.write_text(f'#!/bin/sh\nsleep 1\necho told\necho "$@" > {mark}\n')
    drawer.chmod(0o755)
    command = (
        "import django; django.setup(); import sys;"
        " from reporting.charts import draw_beside;"
        f" sys.executable = '{drawer}'; draw_beside(2030)"
    )
    env = {**os.environ, "HRBUDGET_DATA_DIR": str(tmp_path / "data")}
    env["DJANGO_SETTINGS_MODULE"] = "hrbudget.settings"
    asked = subprocess.run(  # its pipes would wait for whoever else holds them
        [sys.executable, "-c", command], env=env, capture_output=True, check=True
    )
    assert (asked.stdout, asked.stderr) == (b"", b"")
    until = time.monotonic() + 20
    while not mark.exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert mark.read_text() == "manage.py finish --beside 2030\n"
    assert (tmp_path / "data/draw.log").read_text() == "told\n"


def test_only_what_is_missing_is_drawn(city, quick):
    publication = city.publication
    assert charts.draw_pictures(publication) == 8 * 2 * 2
    assert charts.draw_pictures(publication) == 0
    kept = Picture.objects.filter(publication=publication)
    kept.filter(name="years", language="es").delete()
    kept.filter(name="groups", language="en", narrow=True).update(png=b"")
    assert charts.draw_pictures(publication) == 3
    assert charts.draw_pictures(publication, again=True) == 32
    assert kept.count() == 32
    assert charts.draw_pictures(Publication(pk=0, numbers={"lines_total": 0})) == 0


def test_the_command_draws_every_publication_or_one_year(city, quick, capsys):
    with pytest.raises(CommandError, match=r"Nothing is published for 1999\."):
        call_command("draw", "1999")
    call_command("draw", "2029")
    call_command("draw")
    assert capsys.readouterr().out == (
        "2029 #1: 24 pictures drawn\n"
        "2029 #1: 0 pictures drawn\n2030 #1: 32 pictures drawn\n"
    )


def test_a_picture_that_is_not_drawn_yet_says_to_come_back(city, client):
    base = f"/pictures/2030/1/{city.publication.hash[:12]}"
    early = client.get(f"{base}/actions_funded.en.titled.png")
    assert early.status_code == 404
    assert "todavía no está dibujada. Inténtelo de nuevo" in early.content.decode()
    base_of_another = base.replace(city.publication.hash[:12], "0" * 12)
    for never in (
        f"{base}/nothing.en.titled.png",
        f"{base}/actions_funded.en.png",  # a PNG bears its words always
        f"{base_of_another}/actions_funded.en.titled.png",
    ):
        assert "Esa gráfica no existe." in client.get(never).content.decode()


def test_pictures_are_given_plain_and_with_their_words(city, quick, client):
    charts.draw_pictures(city.publication)
    digest = city.publication.hash[:12]
    base = f"/pictures/2030/1/{digest}/actions_funded"
    plain = client.get(f"{base}.en.svg")
    assert plain.headers["Content-Type"] == "image/svg+xml"
    assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.content.decode() == TINY
    titled = client.get(f"{base}.es.narrow.titled.svg")
    words = re.sub(r"<[^>]+>", " ", titled.content.decode())
    assert "2 de 3" in " ".join(words.split())
    assert "hrbudget-2030-1-approved-" in titled.headers["Content-Disposition"]
    png = client.get(f"{base}.en.titled.png")
    assert png.headers["Content-Type"] == "image/png"
    assert png.content.startswith(pictures.SIGNATURE)
    other = base.replace(digest, "0" * 12)
    for wrong in (f"{other}.en.svg", f"{base}.en.png", f"{base}.fr.svg"):
        assert client.get(wrong).status_code == 404
    for name in ("nothing", "%00", "actions_funded.x.y"):
        wrong = f"{base}.en.svg".replace("actions_funded", name)
        assert client.get(wrong).status_code == 404


def test_a_png_is_the_same_pixels_in_fewer_bytes():
    loose = white_dot()
    tight = pictures.packed(loose)
    assert tight.startswith(pictures.SIGNATURE)
    assert tight.endswith(loose[-12:])
    assert tight.count(b"IDAT") == 1
    at = tight.index(b"IDAT")
    (size,) = struct.unpack(">I", tight[at - 4 : at])
    body = tight[at + 4 : at + 4 + size]
    assert zlib.decompress(body) == b"\0\xff\xff\xff\xff"
    (check,) = struct.unpack(">I", tight[at + 4 + size : at + 8 + size])
    assert check == zlib.crc32(b"IDAT" + body)


def test_a_chart_is_drawn_with_every_name_and_figure_in_letters_to_be_read(city):
    shown = charts.shown(city.publication, "actions_share")
    svg = shapes.svg_of(shown.drawn, shapes.WIDE)
    figures = re.findall(r">([^<>]+)</text>", svg)
    assert {"01 Equality", "2 / 2 (100\u00a0%)", "0 / 1 (0\u00a0%)"} <= set(figures)
    whole = pictures.titled(svg, shown, narrow=False)
    sizes = re.findall(r'font-size="([0-9.]+)px"', whole)
    assert min(float(size) for size in sizes) >= 12
    assert TITLES["actions_share"] in whole


def test_what_stands_side_by_side_is_told_apart_without_colour():
    assert contrast(shapes.BAR, shapes.SOFT) >= 3
    assert contrast(shapes.BAR, "#ffffff") >= 3
    assert contrast(shapes.EDGE, "#ffffff") >= 3
    assert contrast(shapes.INK, "#ffffff") >= 7


def contrast(one: str, other: str) -> float:
    """As WCAG computes it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.slow
def test_every_picture_is_drawn_and_fits_its_width(city):
    assert charts.draw_pictures(city.publication) == 32
    for picture in city.publication.pictures.all():
        sizes = re.findall(r'font-size="([0-9.]+)px"', picture.svg)
        assert min(float(size) for size in sizes) >= 12
        width = int(re.search(r' width="(\d+)', picture.svg)[1])
        assert width <= (310 if picture.narrow else 900), picture
        assert len(zlib.compress(picture.svg.encode())) < 6000
        scale = shapes.NARROW.scale if picture.narrow else shapes.WIDE.scale
        across, _down = struct.unpack(">II", bytes(picture.png)[16:24])
        assert abs(across - (width + 2 * pictures.MARGIN) * scale) < 1
    spanish = city.publication.pictures.get(
        name="amount_attributed", language="es", narrow=True
    )
    assert ">02 Agua<" in spanish.svg
    assert "03 Women" not in spanish.svg


@pytest.mark.slow
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
