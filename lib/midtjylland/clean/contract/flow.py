"""Lines of a document as one running text, in which every word still knows its line.

Sentences that break over lines, at hyphens or around page headers become whole, so that recipes can
look for plain sentences. A paragraph ends in a line end; where something that is no running text
was left out (a page header, a table) stands a form feed.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

PARAGRAPH, BREAK = "\n", "\f"
# Where an extractor took a line's end for a blank.
_BROKEN = re.compile(r"(?<=[^\W\d_]-) (?=[^\W\d_])")
_OMITTED_PART = re.compile(r"(?:og|eller|samt|og/eller)(?!\w)")
_LONE_NUMBER = re.compile(r"^[0-9]{1,3}$")


class Line(NamedTuple):
    """A line, or a column's part of it, and where it starts in the document."""

    offset: int
    text: str


@dataclass(frozen=True)
class Flow:
    """Running text, and for the start of each of its lines the offset in the document."""

    text: str
    starts: array[int]
    offsets: array[int]

    def offset(self, position: int) -> int:
        """Offset in the document of the line that holds a position of the text."""
        return self.offsets[bisect_right(self.starts, position) - 1]

    def position(self, offset: int) -> int:
        """Position in the text of the line that starts at an offset of the document."""
        return self.starts[self.offsets.index(offset)] if offset in self.offsets else 0


def join(before: str, after: str, hyphenated: Collection[str] = ()) -> str:
    """Join two lines of one text, undoing the hyphen of a word that breaks between them.

    A hyphen stays where it belongs to the text: before an omitted part (`drifts- og`), a capital
    letter or a digit (`Ikast-Brande`, `+/- 10%`), after a slash (`aktører/-tilbud`), and in the
    words of `hyphenated`, given in small letters.
    """
    glue, cut = _glue(before, after, hyphenated)
    return before[: len(before) - cut] + glue + after


def _glue(before: str, after: str, hyphenated: Collection[str]) -> tuple[str, int]:
    """What stands between two lines, and how many letters the first one loses."""
    if before.endswith("/") and not before.endswith(" /"):
        return "", 0
    if not before.endswith("-") or before.endswith((" -", "+/-")) or _OMITTED_PART.match(after):
        return " ", 0
    if not before[-2:-1].isalpha() or not after[:1].islower():
        return "", 0
    whole = re.search(r"[\w-]*$", before)[0] + re.match(r"[\w-]*", after)[0]
    return "", 0 if whole.lower() in hyphenated else 1


def flow(lines: Iterable[Line], hyphenated: Collection[str] = ()) -> Flow:
    """Running text of lines; one that is `BREAK` leaves a break, an empty one a paragraph."""
    parts: list[str] = []
    starts, offsets = array("L"), array("L")
    length, gap = 0, ""
    for offset, text in _whole_lines(lines):
        if not text or text == BREAK:
            gap = BREAK if BREAK in (gap, text) else PARAGRAPH
            continue
        glue, cut = _glue(parts[-1], text, hyphenated) if parts else ("", 0)
        if cut:
            parts[-1] = parts[-1][:-cut]
        # A broken word goes on after whatever the extractor put between its halves.
        parts += [gap or glue if glue else "", text]
        starts.append(length - cut + len(parts[-2]))
        offsets.append(offset)
        length, gap = starts[-1] + len(text), ""
    return Flow("".join(parts), starts, offsets)


def _whole_lines(lines: Iterable[Line]) -> Iterator[Line]:
    for offset, text in lines:
        if text == BREAK:
            yield Line(offset, text)
        else:
            for part in _BROKEN.split(" ".join(text.split())):
                yield Line(offset, part)


def without_furniture(lines: Sequence[Line], headers: Collection[str]) -> list[Line]:
    """Replace lines of nothing but a table's `headers`, and page numbers, by breaks."""
    plain = [" ".join(line.text.split()) for line in lines]
    numbers = _page_numbers(plain)
    return [
        Line(line.offset, BREAK)
        if text and (set(text.split()) <= set(headers) or number in numbers)
        else line
        for number, (line, text) in enumerate(zip(lines, plain, strict=True))
    ]


def _page_numbers(plain: Sequence[str]) -> set[int]:
    """Lines that hold nothing but a number which counts on from the one before or to the next."""
    lone = [(place, int(text)) for place, text in enumerate(plain) if _LONE_NUMBER.match(text)]
    found = set()
    for (first, low), (second, high) in pairwise(lone):
        if low + 1 == high:
            found |= {first, second}
    return found


def without_table(
    lines: Sequence[Line], opening: str, vocabulary: Collection[str], rows: int = 3
) -> list[Line]:
    """Replace a table that stands in the text by a break.

    Parameters
    ----------
    lines
        Lines of the text.
    opening
        First word of the table's head, which may end a line of text before it.
    vocabulary
        Every word of the table's head and labels, in small letters.
    rows
        So many lines in a row of nothing but figures and these words are part of the table.
    """
    cleaned, run = list(lines), []
    for number, line in enumerate([*lines, Line(0, "end of the text")]):
        if not line.text.strip() or line.text == BREAK:
            continue
        if _all_in(line.text, vocabulary):
            run.append(number)
            continue
        if len(run) >= rows:
            for row in run:
                cleaned[row] = Line(lines[row].offset, BREAK)
            before = run[0] - 1
            if before >= 0:
                text, word, rest = cleaned[before].text.rpartition(opening)
                if word and _all_in(rest, vocabulary):
                    cleaned[before] = Line(cleaned[before].offset, text)
        run = []
    return cleaned


def _all_in(text: str, vocabulary: Collection[str]) -> bool:
    return all(word in vocabulary for word in re.findall(r"[^\W\d_]+", text.lower()))
