"""Columns that an extractor wrote side by side, taken apart and put one after the other.

Wide gaps tell columns apart. Where two of them almost touch, only what is known of the text says
where one ends: a goal's name, a declared beginning, or the hyphen of a word broken at a line's end.
Blanks alone prove nothing there, because extractors move crowded columns.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from midtjylland.clean.contract.flow import BREAK, Line
from midtjylland.danish import letters

_WIDE_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_CHUNK = re.compile(r"\S+(?: \S+)*")
_NUMBERED = re.compile(r"[0-9]{1,2} ?\. ?")
_AFTER_BROKEN_WORD = re.compile(r"(?<=[a-zæøå]- )(?!(?:og|eller|samt)(?!\w))(?=\S)")
# Lines of a column are indented by less than any column is wide.
_INDENT = 7
_COLUMNS = 3


class ColumnsError(Exception):
    """Columns that can't be told apart; `offset` is where."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class _Chunk(NamedTuple):
    """Text of a line without wide gaps, and the place in the line where it starts."""

    start: int
    text: str


def side_by_side(lines: Sequence[Line], gaps: int = 5) -> bool:
    """Whether so many lines hold text on both sides of a wide gap."""
    return sum(bool(_WIDE_GAP.search(line.text)) for line in lines) >= gaps


def apart(lines: Sequence[Line], names: Collection[str], beginnings: Sequence[str]) -> list[Line]:
    """Lines of each column after the other, page by page.

    Parameters
    ----------
    lines
        Lines of a table of up to three columns, `BREAK` between its pages.
    names
        What may stand in the first column and reach over the others: names behind a number and a
        full stop, and headings.
    beginnings
        Patterns of how texts of the other columns begin.

    Raises
    ------
    ColumnsError
        A line runs over from one column to the next, and nothing proves where.
    """
    starts = re.compile(rf"(?<= )(?:{'|'.join(beginnings)})")
    known = [letters(name) for name in names]
    found: list[Line] = []
    for is_break, group in groupby(lines, key=lambda line: line.text == BREAK):
        page = list(group)
        found += page if is_break else _page(page, known, starts)
    return found


def _page(page: Sequence[Line], names: Sequence[str], starts: re.Pattern[str]) -> Iterator[Line]:
    rows = [
        [_Chunk(match.start(), match.group()) for match in _CHUNK.finditer(line.text)]
        for line in page
    ]
    lows = _column_starts({chunk.start for row in rows for chunk in row})
    columns: list[list[Line]] = [[] for _ in lows]
    name = ""
    for line, row in zip(page, rows, strict=True):
        parts = [""] * len(lows)
        for chunk in row:
            column = sum(chunk.start >= low for low in lows) - 1
            named = 0
            if column == 0:
                name, named = _name(chunk.text, name, names)
            for text in _pieces(chunk, lows[column + 1 :], named, starts):
                if text is None:
                    message = f"the columns of {line.text.strip()!r} touch"
                    raise ColumnsError(message, line.offset)
                parts[column] += " " + text
                column += 1
        for column, text in zip(columns, parts, strict=True):
            column.append(Line(line.offset, text.strip()))
    for column in columns:
        yield from column
        yield Line(page[-1].offset, "")


def _column_starts(starts: Collection[int]) -> list[int]:
    ordered = sorted(starts)
    lows = ordered[:1]
    lows += [after for before, after in pairwise(ordered) if after - before > _INDENT]
    return lows[:_COLUMNS]


def _name(text: str, name: str, names: Collection[str]) -> tuple[str, int]:
    """Letters of the name so far, and where it ends in a text that goes on with it."""
    number = _NUMBERED.match(text)
    name = "" if number else name
    end = number.end() if number else 0
    for word in re.finditer(r"\S+", text[end:]):
        longer = name + letters(word.group())
        if longer == name or not any(each.startswith(longer) for each in names):
            break
        name, end = longer, (number.end() if number else 0) + word.end()
    return name, end


def _pieces(
    chunk: _Chunk, lows: Sequence[int], named: int, starts: re.Pattern[str]
) -> Iterator[str | None]:
    """Parts of a chunk by column; None where it runs over and nothing proves where."""
    at, text = chunk
    for low in lows:
        if at + len(text) <= low or named == len(text):
            break
        proven = {match.start() for match in _AFTER_BROKEN_WORD.finditer(text)}
        proven |= {match.start() for match in starts.finditer(text)}
        proven = {named} if 0 < named < len(text) else proven
        if len(proven) != 1:
            yield None
            return
        end = proven.pop()
        yield text[:end].strip()
        at, text, named = at + end, text[end:], 0
    yield text.strip()
