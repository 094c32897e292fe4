"""Bytes of a meeting paper to clean text in which every character knows its page and line.

Extractors disagree on encoding, line ends, Unicode form, blanks and hyphens. All of that is
settled here, once, line by line, so that the recipes in `midtjylland.clean` only look for what a
table means. The text keeps exactly the lines of the stored file.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from midtjylland.core.findings import SourceError

MAX_BYTES = 64 * 2**20
MAX_PAGES = 100_000
_PART = 1_000_000
# Share of words with a hyphen between small letters; in Danish papers it is 0.2 % at most.
MANY_HYPHENS = 0.005

_REMOVED = "\u200b\u200c\u2060\ufeff"
_BLANKS = (
    "\t\v\x85\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000"
)
_REPLACED = {
    "\u2010": "-",
    "\u2011": "-",
    # Where pdfium joins a word broken at a line's end; the hyphen may belong to the word.
    "\ufffe": "- ",
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    **dict.fromkeys(_REMOVED, ""),
    **dict.fromkeys(_BLANKS, " "),
}
# What Danish office text holds beyond ASCII. cp1252 gives nearly every byte some letter, so a
# file is only taken for cp1252 when its letters are ones that such a paper can contain.
_CP1252_EXPECTED = set(
    "æøåÆØÅéÉèÈêëüÜöÖäÄáàâçñóôíß€‚„…‘’“”•–—™«»¡¢£§¨©ª¬®¯°±²³´µ¶·¸¹º¼½¾×÷\u00a0\u00ad"
)
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf¦¸¥†˜…‰Œ‡„]|â€[\u0080-\u00bf™œ\u009d“”¢¦]")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_SIGNATURES = {
    b"PK\x03\x04": "a Word or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"{\\rtf": "a rich-text file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file",
}
_FIRST_LINE = re.compile(r"[ \n]{0,199}(?<![^ \n])([0-9]{1,4})(?=[ ]{0,80}\n)")
_LAST_LINE = re.compile(r"(?<=\n)[ ]{0,80}([0-9]{1,4})[ \n]{0,100}\Z")
_FURNITURE = re.compile(
    r"^[ ]*(?:(?:Side|S\.)[ ]{1,4}[0-9]{1,4}[ ]*$"
    r"|Side[ ]{1,4}[0-9]{1,4}[ ]+af[ ]+[0-9]{1,4}(?=[ ]*$|[A-ZÆØÅ]))",
    re.M,
)
# A page's head is a line that stands by this share of the page breaks, and hardly anywhere else.
_HEADS = 0.3


class Place(NamedTuple):
    """Where something stands: page (None where the source has no pages) and 1-based line."""

    page: int | None
    line: int

    def __str__(self) -> str:
        """Say the place in words."""
        return f"line {self.line}" if self.page is None else f"page {self.page}, line {self.line}"


@dataclass(frozen=True)
class Document:
    """Normalised text of one source, with the offsets at which its lines and pages start."""

    name: str
    text: str
    line_starts: array[int]
    page_starts: array[int]
    # Of a PDF: for each line of the text the line of its page, counted as printed from the top.
    printed_lines: array[int] | None = None
    # Pages of a PDF that are pictures, so that their text is missing.
    unread_pages: tuple[int, ...] = ()

    @cached_property
    def broken_words(self) -> bool:
        """Whether words broken at a line's end seem to stand within lines, hyphen and all."""
        within = len(re.findall("[a-zæøå]{2}-[a-zæøå]{2}", self.text))
        words = self.text.count(" ") + len(self.line_starts)
        return not re.search("[a-zæøå]- *\n", self.text) and within > MANY_HYPHENS * words

    def place(self, offset: int) -> Place:
        """Page and line at an offset of the text; the line is the page's in a PDF."""
        line = bisect_right(self.line_starts, offset)
        page = bisect_right(self.page_starts, offset) + 1
        if self.printed_lines is not None:
            return Place(page, self.printed_lines[line - 1])
        return Place(page if self.page_starts else None, line)

    def line(self, number: int) -> str:
        """Text of a 1-based line of the text, without its line end."""
        start = self.line_starts[number - 1]
        last = number == len(self.line_starts)
        return self.text[start : None if last else self.line_starts[number] - 1]

    def around(self, place: Place, beyond: int) -> list[tuple[int, str]]:
        """Lines with text around a place, with their numbers; those side by side are joined."""
        printed: dict[int, list[str]] = {}
        for number, start in enumerate(self.line_starts, start=1):
            text = self.line(number)
            at = self.place(start + len(text) - len(text.lstrip()))
            same_page = self.printed_lines is None or at.page == place.page
            if text.strip() and same_page:
                printed.setdefault(at.line, []).append(text.strip())
        numbers = sorted(printed)
        here = bisect_right(numbers, place.line) - 1
        near = numbers[max(here - beyond, 0) : here + beyond + 1]
        return [(number, " | ".join(printed[number])) for number in near]


def read_document(raw: bytes, name: str) -> Document:
    r"""Turn the bytes of a PDF or of an extracted text into a `Document`.

    Parameters
    ----------
    raw
        The stored file: a PDF, see `pdf.read_pdf`, or text in UTF-8 (with or without byte order
        mark), UTF-16 or cp1252.
    name
        File name, for messages.

    Returns
    -------
    Document
        Text in NFC with `\n` line ends, plain blanks and hyphens, page furniture blanked out.

    Raises
    ------
    SourceError
        Empty, too large, binary, in an unknown encoding, or garbled.
    """
    _refuse_size(raw, name)
    if raw.startswith(b"%PDF-"):
        # Reading a PDF takes a large library, which reading text should not wait for.
        from midtjylland.pdf import read_pdf

        return read_pdf(raw, name)
    # Not kept here: every copy of a large text counts.
    return to_document(_text_of(raw, name), name)


def to_document(text: str, name: str) -> Document:
    r"""Normalise a text with `\n` line ends, and `\f` between its pages; see `read_document`."""
    text = _composed(text)
    text = re.sub("\u00ad(?=[ \t]{0,40}(?:\n|$))", "-", text).replace("\u00ad", "")
    for old, new in _REPLACED.items():
        text = text.replace(old, new)
    page_starts = array("L", (match.end() for match in re.finditer("\f", text)))
    text = text.replace("\f", " ")
    feet = [match.span() for match in islice(_FURNITURE.finditer(text), MAX_PAGES + 1)]
    if max(len(page_starts), len(feet)) > MAX_PAGES:
        raise SourceError(f"{name} has more than {MAX_PAGES} pages; split it.")
    text = _blanked(text, feet)
    text = _blanked(text, _page_heads(text, sorted([*(start for start, _ in feet), *page_starts])))
    text = _blanked(text, _page_numbers(text, page_starts))
    line_starts = array("L", [0])
    line_starts.extend(match.end() for match in re.finditer("\n", text))
    return Document(name, text, line_starts, page_starts)


def _composed(text: str) -> str:
    """Text in NFC, part by part: to compose a text takes several times its memory."""
    parts, start = [], 0
    while start < len(text):
        # No letter combines with a line end.
        end = text.find("\n", start + _PART) + 1 or len(text)
        parts.append(unicodedata.normalize("NFC", text[start:end]))
        start = end
    return "".join(parts)


def _refuse_size(raw: bytes, name: str) -> None:
    if not raw.strip(b"\x00 \t\r\n\f"):
        raise SourceError(f"{name} is empty; extract the text again.")
    if len(raw) > MAX_BYTES:
        size = len(raw) / 2**20
        raise SourceError(
            f"{name} has {size:.0f} MiB, more than the {MAX_BYTES >> 20} MiB that are read; "
            "split it."
        )


def _decode(raw: bytes, name: str) -> str:
    for signature, kind in _SIGNATURES.items():
        if raw.startswith(signature):
            raise SourceError(
                f"{name} is {kind}, not text; extract its text first, for instance with pdftotext."
            )
    encoding = _utf16(raw)
    try:
        if encoding:
            return raw.decode(encoding).removeprefix("\ufeff")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if encoding:
            raise SourceError(
                f"{name} is damaged UTF-16 at byte {error.start}; extract the text again."
            ) from None
        return _cp1252(raw, name, error.start)


def _utf16(raw: bytes) -> str | None:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = raw[:4096]
    half = max(len(head) // 2, 1)
    # Latin text in UTF-16 has a NUL in nearly every second byte.
    if head[1::2].count(0) > 0.6 * half:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > 0.6 * half else None


def _cp1252(raw: bytes, name: str, position: int) -> str:
    line = raw.count(b"\n", 0, position) + 1
    sentence = f"{name} is neither valid UTF-8 nor cp1252 (first at line {line}); save it as UTF-8."
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        raise SourceError(sentence) from None
    if {letter for letter in set(text) if letter > "\x7f"} - _CP1252_EXPECTED:
        raise SourceError(sentence)
    return text


def _text_of(raw: bytes, name: str) -> str:
    text = _decode(raw, name).replace("\r\n", "\n").replace("\r", "\n")
    _refuse_garbled(text, name)
    return text


def _refuse_garbled(text: str, name: str) -> None:
    nul = text.find("\x00")
    controls = _CONTROLS.search(text) if nul < 0 else None
    if nul >= 0 or controls:
        at = nul if nul >= 0 else controls.start()
        line = text.count("\n", 0, at) + 1
        raise SourceError(f"{name} holds binary data at line {line}; extract the text again.")
    mojibake = _MOJIBAKE.search(text)
    if mojibake:
        line = text.count("\n", 0, mojibake.start()) + 1
        raise SourceError(
            f"{name} is garbled at line {line} ({mojibake.group()!r} stands for another letter); "
            "extract the text again as UTF-8."
        )


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Text with blanks in these places, in their order; every offset stays."""
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], " " * (end - start)]
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _page_heads(text: str, breaks: Sequence[int]) -> list[tuple[int, int]]:
    """Spans of lines that stand beside page breaks on several pages, and hardly anywhere else."""
    beside: Counter[str] = Counter()
    for at in breaks:
        before = text[max(at - 200, 0) : at].rstrip().rpartition("\n")[2]
        after = text[at : at + 400].lstrip().partition("\n")[0]
        beside.update({line.strip() for line in (before, after) if len(line.strip()) > 12})
    heads = [
        re.escape(line)
        for line, times in beside.items()
        if times >= max(3, _HEADS * len(breaks)) and text.count(line) <= 1.2 * times + 1
    ]
    if not heads:
        return []
    lines = re.finditer(rf"^[ ]*(?:{'|'.join(heads)})[ ]*$", text, re.M)
    return [match.span() for match in lines]


def _page_numbers(text: str, page_starts: array[int]) -> list[tuple[int, int]]:
    """Spans of lone numbers beside a page break that count the pages.

    A lone number may as well be a table cell: only a number that keeps a constant distance to the
    page it stands on, on at least three pages, is a page number.
    """
    found: dict[tuple[bool, int], list[tuple[int, int]]] = {}
    bounds = [0, *page_starts, len(text)]
    for page, (start, end) in enumerate(pairwise(bounds)):
        for at_top, match in (
            (True, _FIRST_LINE.match(text, start, min(start + 200, end))),
            (False, _LAST_LINE.search(text, max(end - 200, start), end)),
        ):
            if match:
                number = int(match.group(1))
                found.setdefault((at_top, number - page), []).append(match.span(1))
    return sorted({span for spans in found.values() if len(spans) >= 3 for span in spans})
