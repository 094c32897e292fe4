"""A PDF to a `Document`: its own geometry becomes a stream of lines in reading order.

Imported only when there is a PDF to read, so that reading text stays fast.
"""

from __future__ import annotations

import io
import logging
import math
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pdfplumber
from pdfminer import settings
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdftypes import PDFStream, dict_value, resolve1, stream_value
from pdfminer.psparser import LIT
from pdfplumber.table import merge_edges
from pdfplumber.utils import cluster_objects, curve_to_edges, extract_words, rect_to_edges

from midtjylland.core.findings import SourceError
from midtjylland.document import MAX_PAGES, Document, to_document
from midtjylland.layout import Box, Line, Word, find_tables, read_area, rows_of

# In points. Producers draw a rule as a line, or as a filled rectangle that is at most so thick.
_THICKEST_RULE, _SHORTEST_RULE = 3.0, 2.0
# Pieces of one rule are in line to so much, and leave gaps of so much. Nested tables lie close.
_IN_LINE, _GAP = 0.5, 2.0
# pdfplumber's own tolerance for one printed line.
_SAME_LINE = 3.0
# A header or footer stands at the same height on so many pages.
_REPEATED = 3
# So many lines at the upper and at the lower edge of a page may be header or footer.
_OUTERMOST = 2
_LOCKED = "is locked with a password; save it without one, and give that file."
_DAMAGED = (
    "is damaged or is not really a PDF; get the file again, or open it in a PDF reader and print "
    "it to a new PDF."
)
_PAGE_NUMBER = re.compile(r"(?:Side |S\. )?#(?: (?:af|/) #)?")
_UNMAPPED = re.compile(r"\(cid:[0-9]+\)|[\x00-\x1f\x7f\ufffd]|[\ue000-\uf8ff]{3}")


@dataclass
class _Page:
    """Words and rules of a page, in points from its upper left corner, and whether it has more."""

    height: float
    words: list[Word]
    rules: list[Box]
    has_picture: bool


class _Edge(NamedTuple):
    """One of the outermost lines of a page, and how far it is from the page's edge."""

    side: str
    distance: float
    words: list[Any]  # none for a table

    @property
    def key(self) -> tuple[str, int, str]:
        """What is the same on every page that repeats the line."""
        words = " ".join(word.text for word in self.words)
        return self.side, round(self.distance), re.sub("[0-9]+", "#", words)

    def is_text(self, often: Counter[tuple[str, int, str]]) -> bool:
        """Whether it is neither repeated nor a page number, or a table."""
        repeated = often[self.key] >= _REPEATED or _PAGE_NUMBER.fullmatch(self.key[2])
        return not (self.words and repeated)


def read_pdf(raw: bytes, name: str) -> Document:
    """Read a PDF in its own reading order; see `layout`.

    Parameters
    ----------
    raw
        The stored file.
    name
        File name, for messages.

    Returns
    -------
    Document
        Pages separated, headers and footers blanked out; a place in it is a page and the line on
        that page as printed, counted from its top. `unread_pages` are those that are pictures.

    Raises
    ------
    SourceError
        Locked, cut off, damaged, without text, or with letters that have no meaning.
    """
    pages = _without_furniture([_read_page(page, name) for page in _open_pages(raw, name)])
    unread = tuple(at for at, page in enumerate(pages, 1) if page.has_picture and not page.words)
    _refuse_pictures(unread, pages, name)
    streams = [_stream(page) for page in pages]
    text = "\n\f".join("\n".join(line.text for line in stream) for stream in streams)
    numbers = array("L", (line.number for stream in streams for line in stream))
    return replace(to_document(text, name), printed_lines=numbers, unread_pages=unread)


def _refuse_pictures(unread: Sequence[int], pages: Sequence[_Page], name: str) -> None:
    if 2 * len(unread) > len(pages):
        which = "all pages" if len(unread) == len(pages) else f"pages {_ranges(unread)}"
        raise SourceError(
            f"{name} holds only pictures on {which}, no text; make it searchable first, for "
            "instance with ocrmypdf, and check the figures that it recognises."
        )
    if not any(page.words for page in pages):
        raise SourceError(f"{name} has no text on any page; get the file again.")


def _ranges(numbers: Sequence[int]) -> str:
    """Page numbers in words: `1-3, 5`."""
    starts = [at for at in numbers if at - 1 not in numbers]
    ends = [at for at in numbers if at + 1 not in numbers]
    pairs = zip(starts, ends, strict=True)
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in pairs)


def _stream(page: _Page) -> list[Line]:
    """Lines of a page; what was not printed has the number of the line before it."""
    lines, number = [], 1
    for line in read_area(page.words, page.rules) or [Line("", 1)]:
        number = line.number or number
        lines.append(Line(line.text, number))
    return lines


def _open_pages(raw: bytes, name: str) -> Iterator[Any]:
    """Pages of the library, one at a time, each parsed in full."""
    # A download that broke off has no end mark; the library would make do with what is there.
    if b"%%EOF" not in raw[-2048:]:
        raise SourceError(f"{name} is cut off or is not really a PDF; get the whole file again.")
    with _library(name):
        pdf = pdfplumber.open(io.BytesIO(raw))
        _refuse_page_count(pdf, name)
    for page in pdf.pages:
        with _library(name):
            _refuse_damaged(page, name)
            _ = page.objects
        yield page
        page.close()


@contextmanager
def _library(name: str) -> Iterator[None]:
    """Errors and warnings of the libraries in our own words.

    A damaged file can make them fail in any way. What they log is harmless, or refused here.
    """
    loggers = [logging.getLogger(package) for package in ("pdfminer", "pdfplumber")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    except SourceError:
        raise
    except Exception as error:
        cause = error.args[0] if error.args else error
        locked = isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError)
        raise SourceError(f"{name} {_LOCKED if locked else _DAMAGED}") from None
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _refuse_page_count(pdf: pdfplumber.PDF, name: str) -> None:
    count = len(pdf.pages)
    if not count:
        raise SourceError(f"{name} has no pages; get the file again.")
    if count > MAX_PAGES:
        raise SourceError(f"{name} has more than {MAX_PAGES} pages; split it.")
    stated = resolve1(dict_value(pdf.doc.catalog["Pages"]).get("Count"))
    if stated != count:
        raise SourceError(f"{name} says it has {stated} pages but holds {count}; get it again.")


def _read_page(page: Any, name: str) -> _Page:
    left, top, right, bottom = page.cropbox
    seen = [
        char
        for char in page.chars
        if left <= (char["x0"] + char["x1"]) / 2 <= right
        and top <= (char["top"] + char["bottom"]) / 2 <= bottom
    ]
    upright = [char for char in seen if _is_upright(char)]
    words = _words(upright)
    garbled = next((word.number for word in words if _UNMAPPED.search(word.text)), None)
    if garbled is not None:
        raise SourceError(
            f"{name} is garbled on page {page.page_number}, line {garbled}: its font does not say "
            "which letters its signs are; recognise the text anew with ocrmypdf --force-ocr."
        )
    has_picture = bool(page.images or page.curves or len(upright) < len(seen))
    return _Page(page.height, words, _rules(page), has_picture)


def _refuse_damaged(page: Any, name: str) -> None:
    """The library reads on after damaged data, with letters lost or changed: be strict instead."""
    before, settings.STRICT = settings.STRICT, True
    try:
        for stream in _text_streams(page.page_obj):
            stream.get_data()
    except PDFException:
        raise SourceError(
            f"{name} is damaged on page {page.page_number}; get the file again."
        ) from None
    finally:
        settings.STRICT = before


def _text_streams(page: Any) -> Iterator[PDFStream]:
    """What says which letters stand where: contents, forms within, and meanings of signs."""
    yield from (stream_value(content) for content in page.contents)
    resources = dict_value(page.resources)
    for form in dict_value(resources.get("XObject", {})).values():
        stream = stream_value(form)
        if stream.get("Subtype") is LIT("Form"):
            yield stream
    for font in dict_value(resources.get("Font", {})).values():
        meanings = resolve1(dict_value(font).get("ToUnicode"))
        if isinstance(meanings, PDFStream):
            yield meanings


def _is_upright(char: dict[str, Any]) -> bool:
    """Not turned, as a watermark or the label of an axis is."""
    along, turned, *_ = char["matrix"]
    return along > 0 and abs(turned) <= 0.1 * along


def _words(chars: Sequence[dict[str, Any]]) -> list[Word]:
    """Words of a page, numbered by printed line as pdfplumber counts them."""
    # Bold type is sometimes made by printing a letter twice, a hair apart.
    once = {(char["text"], round(char["x0"]), round(char["top"])): char for char in reversed(chars)}
    words = extract_words([*once.values()][::-1], use_text_flow=True, x_tolerance_ratio=0.2)
    lines = cluster_objects(words, "top", _SAME_LINE)
    return [
        Word(word["x0"], word["top"], word["x1"], word["bottom"], word["text"], number)
        for number, line in enumerate(lines, start=1)
        for word in line
    ]


def _rules(page: Any) -> list[Box]:
    """Rules of a page: drawn lines, thin rectangles, and the outlines of others."""
    edges = [*page.lines]
    for rect in page.rects:
        if min(rect["width"], rect["height"]) <= _THICKEST_RULE:
            edges.append(_middle_of(rect))
        elif rect["stroke"]:
            edges += rect_to_edges(rect)
    for curve in page.curves:
        edges += curve_to_edges(curve) if curve["stroke"] else []
    straight = [edge for edge in edges if min(edge["width"], edge["height"]) <= _IN_LINE]
    for edge in straight:
        edge["orientation"] = "h" if edge["width"] > edge["height"] else "v"
    merged = merge_edges(straight, _IN_LINE, _IN_LINE, _GAP, _GAP)
    boxes = [Box(edge["x0"], edge["top"], edge["x1"], edge["bottom"]) for edge in merged]
    return [box for box in boxes if max(box.x1 - box.x0, box.bottom - box.top) > _SHORTEST_RULE]


def _middle_of(rect: dict[str, Any]) -> dict[str, Any]:
    """Rule in the middle of a thin rectangle."""
    across, along = (rect["x0"] + rect["x1"]) / 2, (rect["top"] + rect["bottom"]) / 2
    if rect["width"] > rect["height"]:
        return {**rect, "top": along, "bottom": along, "height": 0}
    return {**rect, "x0": across, "x1": across, "width": 0}


def _without_furniture(pages: Sequence[_Page]) -> list[_Page]:
    """Pages without their headers and footers.

    A header is a line outside tables that stands with the same words, whatever its figures, at the
    same height on several pages, and higher than anything else on any page. Footers likewise.
    """
    edges = [_edges(page) for page in pages]
    often = Counter(edge.key for found in edges for edge in found)
    margins = {
        side: min(
            (e.distance for found in edges for e in found if e.side == side and e.is_text(often)),
            default=math.inf,
        )
        for side in ("top", "bottom")
    }
    kept = []
    for page, found in zip(pages, edges, strict=True):
        furniture = {
            word
            for edge in found
            if often[edge.key] >= _REPEATED and edge.distance < margins[edge.side]
            for word in edge.words
        }
        words = [word for word in page.words if word not in furniture]
        kept.append(replace(page, words=words))
    return kept


def _edges(page: _Page) -> list[_Edge]:
    """The outermost lines of a page, tables among them."""
    tables = find_tables(page.words, page.rules)
    free = [word for word in page.words if not any(table.holds(word) for table in tables)]
    lines = [(row[0].top, row[0].bottom, row) for row in rows_of(free)]
    lines += [(table.top, table.bottom, []) for table in tables]
    down = [_Edge("top", top, row) for top, _, row in lines]
    up = [_Edge("bottom", page.height - bottom, row) for _, bottom, row in lines]
    return [edge for side in (down, up) for edge in sorted(side)[:_OUTERMOST]]
