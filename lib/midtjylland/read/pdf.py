"""A PDF's pages as words and ruled lines, read by pdfium.

Pages come upright as a reader sees them: turned pages are turned back, text outside of the visible
page, slanted text (watermarks) and invisible text is left out, letters drawn twice count once.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from midtjylland.core.findings import SourceError
from midtjylland.read.pages import Page, Rule, Word, split, to_lines
from midtjylland.read.text import LETTERS

if TYPE_CHECKING:
    from PIL.Image import Image

# A rule is at most this thick, and at least this long, in points.
THICKEST, SHORTEST = 2.5, 6.0
_LINE_END_HYPHEN = "\x02"
_UNREADABLE = "\ufffd"
# A picture of a page has so many pixels a point, and never more in all.
SHARPNESS, MOST_PIXELS = 2.0, 12_000_000
_INVISIBLE = (3, 7)  # text render modes: neither filled nor stroked


class _Letter(NamedTuple):
    text: str
    x0: float
    x1: float
    foot: float
    size: float
    visible: bool
    # Second part of a ligature: pdfium gives it the place of the first.
    joined: bool = False
    # Behind a blank that pdfium saw, but that isn't written.
    apart: bool = False


class _Style(NamedTuple):
    size: float
    visible: bool
    slanted: bool


class _Frame(NamedTuple):
    """How a page's own coordinates become those of what a reader sees."""

    turned: int  # quarter turns clockwise
    box: tuple[float, float, float, float]

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return (height, width) if self.turned % 2 else (width, height)

    def at(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.box
        if self.turned == 0:
            return x - left, top - y
        if self.turned == 1:
            return y - bottom, x - left
        if self.turned == 2:
            return right - x, y - bottom
        return top - y, right - x


@contextmanager
def opened(content: bytes, name: str) -> Iterator[pypdfium2.PdfDocument]:
    """PDF of some bytes; a damaged or locked one is refused with a sentence."""
    try:
        with closing(pypdfium2.PdfDocument(content)) as document:
            yield document
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise SourceError(f"{name} is locked by a password; save it without one.") from None
        raise SourceError(
            f"{name} is a damaged PDF; open it and save or print it as a new one."
        ) from None


# Pages and their texts close when nothing holds them any more.


def page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    """Plain text of a page, to see what it is about; the cheap way."""
    return document[number].get_textpage().get_text_range()


def read_page(document: pypdfium2.PdfDocument, number: int) -> Page:
    """Words, lines and rules of a page, counted from 0."""
    page = document[number]
    text = page.get_textpage()
    frame = _frame(page, text)
    letters = _once(_shown(_letters(text, frame)))
    pictures = any(True for _ in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    words: Iterable[Word] = _words(letters)
    if frame.turned or page.get_rotation():
        words = join_touching(words)
    return Page(
        number + 1,
        *frame.size,
        to_lines(words, number + 1),
        list(_rules(page, frame)),
        is_picture=pictures and not letters,
        is_drawn=True,
    )


def draw_page(document: pypdfium2.PdfDocument, number: int) -> Image:
    """Picture of a page, counted from 0, upright as `read_page` reads it."""
    page = document[number]
    frame = _frame(page, page.get_textpage())
    width, height = frame.size
    scale = min(SHARPNESS, math.sqrt(MOST_PIXELS / (width * height)))
    turns = (90 * frame.turned - page.get_rotation()) % 360
    return page.render(scale=scale, rotation=turns).to_pil().convert("RGB")


def _frame(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> _Frame:
    """Frame in which most of the page's text is upright."""
    left, bottom, right, top = page.get_cropbox()
    media = page.get_mediabox()
    box = (max(left, media[0]), max(bottom, media[1]), min(right, media[2]), min(top, media[3]))
    turned = page.get_rotation() // 90
    count = text.count_chars()
    step = max(count // 200, 1)
    slants = Counter(
        round(pdfium.FPDFText_GetCharAngle(text, at) / (math.pi / 2)) % 4
        for at in range(0, count, step)
    )
    if slants:
        # pdfium's angles run clockwise within the page as it is stored.
        most = slants.most_common(1)[0][0]
        turned = (
            (-most) % 4 if most else (0 if slants[0] > 0.5 * slants.total() and turned else turned)
        )
    return _Frame(turned, box)


def _letters(text: pypdfium2.PdfTextPage, frame: _Frame) -> Iterator[_Letter]:
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    width, height = frame.size
    styles: dict[int, _Style] = {}
    before, apart = (0, 0.0, 0.0), False
    # Five calls a letter: each is a tenth faster without the wrapper around the handle.
    raw = text.raw
    for at in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, at)
        if code in (0x0D, 0x0A) or (code == 0x20 and pdfium.FPDFText_IsGenerated(raw, at)):
            apart = True
            continue
        item = pdfium.FPDFText_GetTextObject(raw, at)
        key = ctypes.addressof(item.contents) if item else 0
        # The letters of one object are alike.
        style = styles.get(key) or _style(raw, at, item if key else None, frame)
        if key:
            styles[key] = style
        if style.slanted:
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, at, box)
        pdfium.FPDFText_GetCharOrigin(raw, at, x, y)
        x0, y0 = frame.at(box.left, box.bottom)
        x1, y1 = frame.at(box.right, box.top)
        x0, x1 = (x0, x1) if x0 < x1 else (x1, x0)
        foot = frame.at(x.value, y.value)[1]
        if not (-1 <= (x0 + x1) / 2 <= width + 1 and -1 <= foot <= height + 1):
            continue
        size = style.size if style.size > 3 else abs(y1 - y0)
        # pdfium gives each part of a ligature the place of the whole.
        here = (key, round(x0, 2), round(foot, 2))
        joined, before = bool(key) and before == here, here
        yield _Letter(_sign(raw, at, code), x0, x1, foot, size, style.visible, joined, apart)
        apart = False


def _style(
    text: pdfium.FPDF_TEXTPAGE, at: int, item: ctypes.Structure | None, frame: _Frame
) -> _Style:
    """How the letters of a text object are drawn."""
    matrix = pdfium.FS_MATRIX()
    angle = pdfium.FPDFText_GetCharAngle(text, at) + frame.turned % 4 * math.pi / 2
    pdfium.FPDFText_GetMatrix(text, at, matrix)
    # The font's own size knows nothing of how the page scales it.
    size = pdfium.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
    hidden = item is not None and pdfium.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE
    return _Style(size, not hidden, abs(math.remainder(angle, 2 * math.pi)) > 0.02)


def _sign(text: pdfium.FPDF_TEXTPAGE, at: int, code: int) -> str:
    if code == 0x02:
        return _LINE_END_HYPHEN
    if code == 0 or code == 0xFFFD or pdfium.FPDFText_HasUnicodeMapError(text, at) == 1:
        return _UNREADABLE
    return chr(code).translate(LETTERS)


def _shown(letters: Iterator[_Letter]) -> list[_Letter]:
    """Letters that a reader sees; those of recognised text where the page has no others."""
    found = list(letters)
    visible = [letter for letter in found if letter.visible]
    seen = sum(not letter.text.isspace() for letter in visible)
    return visible if seen > 20 or seen == len(found) else found


def _once(letters: Sequence[_Letter]) -> list[_Letter]:
    """Letters without those drawn a second time at nearly the same place, as for false bold."""
    kept: list[_Letter] = []
    near: dict[tuple[str, int], list[_Letter]] = {}
    dropped = False
    for letter in letters:
        if letter.joined:
            kept += [] if dropped else [letter]
            continue
        text, x0, foot, room = letter.text, letter.x0, letter.foot, 0.12 * letter.size
        # Stretches of eight points on its line that hold a letter so near; mostly one.
        stretches = {int((x0 - room) // 8), int((x0 + room) // 8)}
        dropped = any(
            abs(other.x0 - x0) < room and abs(other.foot - foot) < room
            for stretch in stretches
            for other in near.get((text, stretch), ())
        )
        if not dropped:
            near.setdefault((text, int(x0 // 8)), []).append(letter)
            kept.append(letter)
    return kept


def _words(letters: Sequence[_Letter]) -> Iterator[Word]:
    """Words in the order in which they were written, so that overlapping cells stay apart."""
    held: list[_Letter] = []
    ordered = _from_left(letters)
    spacing = _spacing(ordered)
    for letter in ordered:
        blank = letter.text.isspace()
        if held and (blank or _is_apart(held[-1], letter, spacing.get(letter.foot, 0.0))):
            yield _word(held)
            held = []
        if not blank and letter.text not in "\u200b\u2060\ufeff":
            held.append(letter)
    if held:
        yield _word(held)


def _from_left(letters: Sequence[_Letter]) -> Sequence[_Letter]:
    """Letters in writing order: pdfium gives those of a page turned upside down backwards."""
    steps = [b.x0 - a.x0 for a, b in pairwise(letters) if abs(a.foot - b.foot) < 1]
    backwards = sum(-20 < step < 0 for step in steps) > sum(0 < step < 20 for step in steps)
    if not backwards:
        return letters

    def is_apart(group: list[_Letter], letter: _Letter) -> bool:
        gap = abs(letter.x0 - group[-1].x1)
        return gap >= 0.05 * letter.size or letter.foot != group[-1].foot

    # The parts of a ligature keep their order: a step to the right among steps to the left.
    return [letter for group in reversed(split(letters, is_apart)) for letter in group]


def _spacing(letters: Sequence[_Letter]) -> dict[float, float]:
    """Usual gap between letters of a line, in their size; more than nothing where it is spaced."""
    gaps: dict[float, list[float]] = {}
    for before, letter in pairwise(letters):
        if before.foot == letter.foot:
            gaps.setdefault(letter.foot, []).append((letter.x0 - before.x1) / letter.size)
    return {foot: max(median(found), 0.0) for foot, found in gaps.items() if len(found) > 7}


def _is_apart(before: _Letter, letter: _Letter, spacing: float) -> bool:
    """Whether a letter begins a new word: further right, further left or on another line."""
    gap = letter.x0 - before.x1
    # Letters that are set apart for emphasis still make one word; an f leans over its blank.
    usual = (0.07 if letter.apart else 0.12) if spacing < 0.06 else spacing + 0.13
    return (
        gap > usual * letter.size
        or (gap < -0.6 * letter.size and not letter.joined)
        or abs(letter.foot - before.foot) > 0.25 * letter.size
    )


def _word(letters: Sequence[_Letter]) -> Word:
    text = "".join(letter.text for letter in letters)
    text = text.replace(_LINE_END_HYPHEN, "-").replace("\u00ad", "-")
    size = max(letter.size for letter in letters)
    foot = letters[0].foot
    return Word(text, letters[0].x0, foot - 0.75 * size, letters[-1].x1, foot + 0.25 * size, size)


def join_touching(words: Iterable[Word]) -> list[Word]:
    """Words of a turned page, whose letters come in parts; parts that touch are one word."""
    whole: list[Word] = []
    for word in sorted(words, key=lambda w: (round(w.bottom, 1), w.x0)):
        before = whole[-1] if whole else None
        touches = (
            before
            and abs(before.bottom - word.bottom) < 0.05 * word.size
            and -0.12 * word.size < word.x0 - before.x1 < 0.08 * word.size
        )
        within = before and before.text[-1].isalpha() and word.text[0].islower()
        if before and touches and (word.text[0] in ".,;:" or within):
            whole[-1] = before._replace(text=before.text + word.text, x1=word.x1)
        else:
            whole.append(word)
    return whole


def _rules(page: pypdfium2.PdfPage, frame: _Frame) -> Iterator[Rule]:
    """Straight lines of the page: drawn ones, thin boxes, and the edges of boxes."""
    for item in page.get_objects([pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
        box = _in_form(item) if item.level else item.get_bounds()
        a, b = frame.at(box[0], box[1]), frame.at(box[2], box[3])
        if min(abs(a[0] - b[0]), abs(a[1] - b[1])) <= THICKEST:
            yield from _straight(a, b, THICKEST)
        elif _outlined(item):
            yield from _segments(item, frame)


def _in_form(item: pypdfium2.PdfObject) -> tuple[float, float, float, float]:
    """Bounds of an object within a form, in the page's coordinates."""
    left, bottom, right, top = item.get_bounds()
    matrix = pypdfium2.PdfMatrix()
    held = item.container
    while held is not None and held.type == pdfium.FPDF_PAGEOBJ_FORM:
        matrix = matrix.multiply(held.get_matrix())
        held = held.container
    xa, ya = matrix.on_point(left, bottom)
    xb, yb = matrix.on_point(right, top)
    return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def _outlined(item: pypdfium2.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    return bool(stroke.value)


def _segments(item: pypdfium2.PdfObject, frame: _Frame) -> Iterator[Rule]:
    """The straight pieces of a path that draws several lines at once."""
    x, y = ctypes.c_float(), ctypes.c_float()
    matrix = item.get_matrix()
    first = last = None
    for at in range(min(pdfium.FPDFPath_CountSegments(item), 2000)):
        segment = pdfium.FPDFPath_GetPathSegment(item, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = frame.at(*matrix.on_point(x.value, y.value))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif last is not None:
            yield from _straight(last, point)
        if pdfium.FPDFPathSegment_GetClose(segment) and first is not None:
            yield from _straight(point, first)
        last = point


def _straight(
    a: tuple[float, float], b: tuple[float, float], thickest: float = 1.0
) -> Iterator[Rule]:
    """The middle line of a thin box between two corners."""
    (x0, x1), (top, bottom) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    if bottom - top <= thickest and x1 - x0 >= SHORTEST:
        yield Rule(x0, y, x1, y)
    elif x1 - x0 <= thickest and bottom - top >= SHORTEST:
        yield Rule(x, top, x, bottom)
