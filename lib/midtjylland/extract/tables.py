"""Small tables told as labelled values: a cell, the label of its row and the words over it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from midtjylland.read.danish import word_number
from midtjylland.read.document import Block, Document
from midtjylland.read.pages import Line, Place

# A short text with its left and right edge; and a row of them with its place.
Cell = tuple[float, float, str]
Row = tuple[Place, Sequence[Cell]]

# A year, a half-year or the pilot phase; what heads a column of a table by time.
_PERIOD = re.compile(
    r"(?!.*20[1-4][0-9].*20[1-4][0-9])(?:(?:[1-4]\.|første|anden|andet|halvår|halvdel|kv\.|kvartal|hele|foreløbig\w*|af|i|år|plan\w*)\s*){0,4}"
    r"20[1-4][0-9]\*?(?:[ ,(].{0,60})?|[12]\. halvår|pilot\w*|i alt",
    re.I,
)
_FIGURE = re.compile(
    r"\W*(?:(?:ca|godt|knap|op til|højst|dog|maks|max|til|fra|indtil|mindst|over|kr|EU|den|d)\b"
    r"\W*)*"
    r"(?!20[1-4][0-9]\b(?!\.))[0-9]|[-–—]$",
    re.I,
)
# What a row below periods tells, unless it tells something of each.
_TOLD = re.compile(r"^\W*[0-9]")
_AMOUNT = re.compile(r"[0-9][0-9. ]*(?:,[0-9]+)? ?(?:%|pct|procent|kr|mio)", re.I)
_DATE = re.compile(r"[0-9]{1,2}([-./])[0-9]{1,2}\1(?:20)?[0-9]{2}")
_YEAR = re.compile("20[1-4][0-9]")
_NUMBERS = re.compile(r"[0-9][0-9.,\s]*(?:%|mio\.?|kr\.?|\s)*")
# Rows above the first row of figures that may head its columns.
_HEAD_ROWS = 4


@dataclass(frozen=True)
class Value:
    """A cell of a table, with its labels."""

    text: str
    # The label of its row, and what stands over it and over that label.
    row: str
    head: str
    corner: str
    place: Place
    column: int


def tables_of(document: Document, longest: int) -> Iterator[list[Value]]:
    """Small tables with cells of up to so many letters, once by each way to see their rows."""
    for rows in rows_of(document, longest):
        heads: list[Row] = []
        found: list[Value] = []
        width = 0
        for place, cells in rows:
            over = _columns(heads)
            overleaf = found and place.page != found[-1].place.page
            if overleaf and not (over and width == len(cells) and _is_data(cells, over)):
                yield found
                heads, found, over = [], [], []
            if _is_data(cells, over):
                found += _values(place, cells, heads)
                width = len(cells)
                continue
            if found and (len(cells) > 1 or len(cells[0][2]) > 60):
                yield found
                heads, found = [], []
            if not found:
                heads = [row for row in heads if row[0].page == place.page][1 - _HEAD_ROWS :]
                heads.append((place, cells))
        if found:
            yield found


def rows_of(document: Document, longest: int) -> Iterator[list[Row]]:
    """Short texts side by side with their edges: by block, by line, then by the middle of blocks.

    A ruled table is told best by its blocks; without rules a block may reach over several rows.
    Cells of more lines than those beside them have only their middle in common.
    """
    if not document.has_geometry:
        return
    # Two columns of a page have lines of the same number.
    pages = [
        [block for block in blocks if len(block.text) < longest and not _is_column(block)]
        for blocks in document.blocks_by_page
    ]
    by_place: dict[tuple[int, Place], list[Block]] = {}
    for number, blocks in enumerate(pages):
        for block in blocks:
            by_place.setdefault((number, block.place), []).append(block)
    yield [_row(row) for row in by_place.values()]
    yield [_row(parts) for parts in document.parts]
    middles = [row for blocks in pages for row in _by_middle(blocks)]
    if any(len({block.place for block in row}) > 1 for row in middles):
        yield [_row(row) for row in middles]


def _row(texts: Sequence[Block] | Sequence[Line]) -> Row:
    """Texts side by side as a row, with the place of the left one."""
    ordered = sorted(texts, key=lambda text: text.x0)
    return ordered[0].place, [(text.x0, text.x1, text.text) for text in ordered]


def _is_column(block: Block) -> bool:
    """Whether a block holds numbers of several rows."""
    return len(block.lines) > 1 and all(_NUMBERS.fullmatch(line.text) for line in block.lines)


def _by_middle(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks of a page with the same middle between top and bottom, from top to bottom."""
    rows: dict[float, list[Block]] = {}
    for block in blocks:
        near = next((own for own in rows if abs(own - block.middle) < 2), block.middle)
        rows.setdefault(near, []).append(block)
    return [rows[middle] for middle in sorted(rows)]


def _columns(heads: Sequence[Row]) -> list[Cell]:
    """Cells of a head that each name a period, with one of two lines beside them."""
    at = next((n for n in reversed(range(len(heads))) if _periods(heads[n][1])), None)
    if at is None:
        return []
    periods = _periods(heads[at][1])
    alone = [cells[0] for _, cells in heads[max(at - 1, 0) : at + 2] if len(cells) == 1]
    beside = [c for c in alone if _PERIOD.fullmatch(c[2]) and not _over(c, periods)]
    return sorted([*periods, *beside])


def _periods(cells: Sequence[Cell]) -> list[Cell]:
    """Cells of a row that names a period in each, behind its label."""
    periods = [cell for cell in cells if _PERIOD.fullmatch(cell[2])]
    return periods if len(periods) > 1 and len(periods) >= len(cells) - 1 else []


def _is_data(cells: Sequence[Cell], periods: Sequence[Cell]) -> bool:
    """Whether a row holds values: figures behind its label, or anything below periods."""
    if _periods(cells):
        return False
    if periods:
        crosses = cells[0][0] < periods[0][0] - 6 and cells[0][1] > periods[1][0]
        texts = [text for *_, text in cells]
        # Of two columns that say the same neither is a head.
        told = len({*texts}) < len(texts) or any(map(_TOLD.search, texts))
        under = any(_over(cell, periods) for cell in cells)
        figures = len(cells) == len(periods) + 1 and any(map(_is_figure, texts[1:]))
        return not crosses and ((told and under) or figures)
    others = [text for *_, text in cells[1:]]
    # The number may stand left of its year.
    counted = cells[0][2].isdecimal() and any(map(_YEAR.fullmatch, others))
    return counted or any(map(_is_figure, others))


def _is_figure(text: str) -> bool:
    """Whether a cell begins with a figure, or with a number in words: "Tres pct."."""
    first, *rest = text.split()
    in_words = len(rest) < 2 and (word_number(first) or 0) > 1
    return in_words or (bool(_FIGURE.match(text)) and not _DATE.fullmatch(text))


def _values(place: Place, cells: Sequence[Cell], heads: Sequence[Row]) -> Iterator[Value]:
    """Cells of a row with their labels; the first one is the label, unless it is a value too.

    It is one where a period heads it, and where it is an amount: "100.000 kr."
    """
    periods = _columns(heads)
    own = bool(_over(cells[0], periods)) or bool(_AMOUNT.match(cells[0][2]))
    label = "" if own else cells[0][2]
    above = [row for row in heads if _periods(row[1])] or heads
    corner = "" if own else _words_over(cells[0], 0, len(cells), above)
    for column, cell in enumerate(cells):
        if own or column:
            head = _head_of(cell, column, len(cells), heads)
            yield Value(cell[2], label, head, corner, place, column)


def _head_of(cell: Cell, column: int, width: int, heads: Sequence[Row]) -> str:
    """The period over a cell, by order where each has one, or all words over it."""
    periods = _columns(heads)
    if not periods:
        return _words_over(cell, column, width, heads)
    over = periods[column - 1] if width == len(periods) + 1 else _over(cell, periods)
    return over[2] if over else ""


def _words_over(cell: Cell, column: int, width: int, heads: Sequence[Row]) -> str:
    """Words of the heads over a cell, with those of other rows that line up with them.

    Where none stands over it, a row of as many heads as there are columns tells.
    """
    rows = [row for _, row in heads if len(row) > 1 or len(row[0][2]) < 25]
    own = [_over(cell, row) for row in rows]
    over = [h for h in own if h] or [row[column] for row in rows if len(row) == width]
    near = [
        [head] if head else [h for h in row if any(_line_up(h, one) for one in over)]
        for head, row in zip(own, rows, strict=True)
    ]
    return " ".join(head[2] for heads in near for head in heads)


def _over(cell: Cell, heads: Sequence[Cell]) -> Cell | None:
    """The head over a cell, of several the one with the nearest edge."""
    over = [head for head in heads if head[0] < cell[1] + 2 and cell[0] - 2 < head[1]]
    return min(over, key=lambda h: min(abs(h[0] - cell[0]), abs(h[1] - cell[1])), default=None)


def _line_up(one: Cell, other: Cell) -> bool:
    """Whether two texts have the same left edge, right edge or middle."""
    left, right = one[0] - other[0], one[1] - other[1]
    return min(abs(left), abs(right), abs(left + right) / 2) < 3
