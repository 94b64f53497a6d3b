"""Draws the pictures of a publication and keeps them beside it, outside the hash."""

import re
import struct
import subprocess
import sys
import textwrap
import threading
import zlib
from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from programme.texts import LANGUAGES
from reporting.charts.shapes import (
    FONT,
    INK,
    NARROW,
    TEXT,
    WIDE,
    Width,
    png_of,
    svg_of,
)
from reporting.charts.showing import Shown, all_shown
from reporting.models import Picture, Publication

WIDTHS = (WIDE, NARROW)
MARGIN = 14  # pixels around a titled picture
LEVEL = 6  # of compression: the highest takes five times as long for 1 % less
SIZE = re.compile(r'<svg[^>]*? width="(?P<width>\d+)[^"]*" height="(?P<height>\d+)')
LOG = "draw.log"  # in the data folder
SIGNATURE = b"\x89PNG\r\n\x1a\n"
Key = tuple[str, str, bool]  # chart, language, whether narrow


def draw_pictures(publication: Publication, *, again: bool = False) -> int:
    """Draw and keep what is missing, or all of it again; says how many were drawn."""
    kept = Picture.objects.filter(publication=publication).exclude(png=b"")
    held = set() if again else set(kept.values_list("name", "language", "narrow"))
    wanted = _missing(all_shown(publication), held)
    made = [_drawn(shown, language, width) for shown, language, width in wanted]
    Picture.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["publication", "name", "language", "narrow"],
        update_fields=["svg", "png"],
    )
    return len(made)


def draw_beside(*years: int) -> None:
    """Have what is missing made by a process of its own, which nobody waits for.

    Long files and pictures both (finishing.py). Drawing holds the interpreter for
    seconds: no thread of the site could answer. The process goes on when the one that
    asked for it has ended, and writes into a log.
    """
    command = [sys.executable, "manage.py", "finish", "--beside"]
    command += map(str, years)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with open(settings.DATA_DIR / LOG, "ab") as log:  # a pipe would keep its reader
        drawing = subprocess.Popen(  # noqa: S603
            command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    threading.Thread(target=drawing.wait, daemon=True).start()  # no zombie is left


def _missing(charts: Iterable[Shown], held: set[Key]) -> list[tuple[Shown, str, Width]]:
    """Each chart in each language and width of which no picture is held."""
    return [
        (shown, language, width)
        for shown in charts
        for language in LANGUAGES
        for width in WIDTHS
        if (shown.chart.name, language, width.narrow) not in held
    ]


def _drawn(shown: Shown, language: str, width: Width) -> Picture:
    """One picture: plain for a page that has the words, with them as PNG."""
    with translation.override(language):
        svg = svg_of(shown.drawn, width)
        whole = titled(svg, shown, narrow=width.narrow)
    return Picture(
        publication=shown.publication,
        name=shown.chart.name,
        language=language,
        narrow=width.narrow,
        svg=svg,
        png=packed(png_of(whole, width)),
    )


def titled(svg: str, shown: Shown, *, narrow: bool) -> str:
    """A picture with what stands around it on a page, so that it can stand alone."""
    found = SIZE.search(svg)
    if found is None:
        raise ValueError("The picture does not say its size.")
    width, height = int(found["width"]), int(found["height"])
    size = 16 if narrow else 19
    above, top = _lines(shown.title, MARGIN, width, (size, "bold"))
    more, top = _lines(shown.subtitle, top + 4, width, (TEXT, "normal"))
    fulfilment = _("Counts of links are not fulfilment of rights.")
    inner = svg[found.start() :].replace("<svg ", f'<svg x="{MARGIN}" y="{top}" ', 1)
    said = f"{shown.note} {shown.source} {fulfilment}".strip()
    below, bottom = _lines(said, top + height + 6, width, (TEXT - 1, "normal"))
    whole, tall = width + 2 * MARGIN, bottom + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{tall}" '
        f'viewBox="0 0 {whole} {tall}" role="img" aria-label="{_quoted(shown)}">'
        f'<rect width="{whole}" height="{tall}" fill="white"/>'
        f"{above}{more}{inner}{below}</svg>"
    )


def _quoted(shown: Shown) -> str:
    return escape(f"{shown.title}. {shown.sentence}", {'"': "&quot;"})


def _lines(
    text: str, top: int, width: int, letters: tuple[int, str]
) -> tuple[str, int]:
    """A text set below `top`, broken to the width; and where it ends."""
    size, weight = letters
    room = int(width / (size * (0.56 if weight == "bold" else 0.51)))
    drawn, y = [], top
    for line in textwrap.wrap(text, room):
        y += round(size * 1.3)
        drawn.append(
            f'<text x="{MARGIN}" y="{y}" font-family="{FONT}" font-size="{size}px" '
            f'font-weight="{weight}" fill="{INK}">{escape(line)}</text>'
        )
    return "".join(drawn), y + 6


def packed(png: bytes) -> bytes:
    """The same picture, its pixels compressed anew: a third of the bytes."""
    kept: list[tuple[bytes, bytes]] = []
    pixels: list[tuple[bytes, bytes]] = []
    at = len(SIGNATURE)
    while at < len(png):
        (size,) = struct.unpack_from(">I", png, at)
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        (pixels if kind == b"IDAT" else kept).append((kind, body))
        at += size + 12
    loose = zlib.decompress(b"".join(body for _kind, body in pixels))
    tight = zlib.compress(loose, LEVEL)
    chunks = [*kept[:-1], (b"IDAT", tight), kept[-1]]
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + check
