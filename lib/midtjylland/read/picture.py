"""A line of a PDF as a picture: a strip cut out of its page, the line framed."""

from __future__ import annotations

import io

from PIL import ImageDraw

from midtjylland.read.document import within_limits
from midtjylland.read.pages import Place
from midtjylland.read.pdf import draw_page, opened, read_page

# Points of the page that are shown above and below the line, and between it and its frame.
AROUND, MARGIN = 70, 2


def draw_line(content: bytes, name: str, place: Place) -> bytes | None:
    """PNG of the page around a line; None where the page has no such line."""
    return within_limits(_draw_line, content, name, place)


def _draw_line(content: bytes, name: str, place: Place) -> bytes | None:
    with opened(content, name) as document:
        number = (place.page or 1) - 1
        page, image = read_page(document, number), draw_page(document, number)
    line = next((each for each in page.lines if each.place == place), None)
    if line is None:
        return None
    scale = image.width / page.width
    frame = (line.x0 - MARGIN, line.top - MARGIN, line.x1 + MARGIN, line.bottom + MARGIN)
    ImageDraw.Draw(image).rectangle([scale * each for each in frame], outline="#c00000", width=3)
    top, bottom = int(scale * (line.top - AROUND)), int(scale * (line.bottom + AROUND))
    strip = image.crop((0, max(top, 0), image.width, min(bottom, image.height)))
    png = io.BytesIO()
    strip.save(png, "PNG", optimize=True)
    return png.getvalue()
