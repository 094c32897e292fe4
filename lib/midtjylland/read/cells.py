"""Cells of drawn tables moved up to the head of their row, where a page sets them at its middle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from midtjylland.read.pages import Line, Page, Place, Word, to_lines

# How far the same line of two cells may be apart, in points.
_NEAR = 3.0
# Where no line is drawn above or below a row.
_OPEN = 1e6


class _Cell(NamedTuple):
    """Parts of lines in one cell, and its row: from line to line, or where its words end."""

    top: float
    bottom: float
    parts: Sequence[Line]

    @property
    def height(self) -> float:
        """How high its text is."""
        return max(part.bottom for part in self.parts) - self.parts[0].top

    def is_central(self, tolerance: float) -> bool:
        """Whether its lines follow one another, and their middle is that of the row."""
        if any(below.top - part.bottom > 0.6 * part.size for part, below in pairwise(self.parts)):
            return False
        middle = self.parts[0].top + self.height / 2
        return abs(middle - (self.top + self.bottom) / 2) <= tolerance


def top_aligned(page: Page) -> Page:
    """The page as if each cell began at the head of its row; itself where they all do."""
    cells = list(_cells(page))
    heads: dict[float, float] = {}
    for cell in cells:
        heads[cell.top] = min(heads.get(cell.top, page.height), cell.parts[0].top)
    moved: dict[Word, tuple[Word, Place]] = {}
    for cell in cells:
        up = cell.parts[0].top - heads[cell.top]
        if up > _NEAR and cell.is_central(up / 4):
            moved |= {w: (_up(w, up), part.place) for part in cell.parts for w in part.words}
    if not moved:
        return page
    own = {word: (word, line.place) for line in page.lines for word in line.words}
    places = dict((own | moved).values())
    lines = to_lines(places, page.number)
    return replace(
        page,
        lines=[replace(line, place=min(places[word] for word in line.words)) for line in lines],
    )


def _up(word: Word, points: float) -> Word:
    return word._replace(top=word.top - points, bottom=word.bottom - points)


def _cells(page: Page) -> Iterator[_Cell]:
    """Cells of drawn tables: words between the same drawn lines."""
    bands = _bands(page)
    first = min((bottom for top, bottom in bands if top == -_OPEN), default=_OPEN)
    head = _next_to(bands[-_OPEN, first][::-1])[-1].top if first < _OPEN else 0.0
    for (top, bottom), parts in bands.items():
        row = parts
        if top == -_OPEN:
            top, row = head, [part for part in parts if part.top >= head]
        elif bottom == _OPEN:
            row = _next_to(parts)
            bottom = max(part.bottom for part in row) + row[0].top - top
        cells = [
            _Cell(top, bottom, sorted(cell, key=lambda part: part.top))
            for cell in _side_by_side(page, row)
        ]
        # The tallest cell of a row fills it; what stands between two tables need not.
        if cells and max(cells, key=lambda cell: cell.height).is_central(_NEAR):
            yield from cells


def _bands(page: Page) -> dict[tuple[float, float], list[Line]]:
    """Parts of lines by the drawn lines above and below them, if there is one at least."""
    bands: dict[tuple[float, float], list[Line]] = {}
    for line in page.lines if page.levels else ():
        for part in page.parts_of(line):
            own = [r.top for r in page.levels if r.x0 <= part.x0 + _NEAR <= r.x1]
            top = max((level for level in own if level < part.middle), default=-_OPEN)
            bottom = min((level for level in own if level > part.middle), default=_OPEN)
            if own:
                bands.setdefault((top, bottom), []).append(part)
    return bands


def _next_to(parts: Sequence[Line]) -> list[Line]:
    """Parts next to the line that is drawn, where another one would close the row of a table."""
    row = [parts[0]]
    for part in parts[1:]:
        apart = min(max(part.top - own.bottom, own.top - part.bottom) for own in row)
        if apart > 0.6 * part.size:
            break
        row.append(part)
    return row


def _side_by_side(page: Page, parts: Sequence[Line]) -> list[list[Line]]:
    """Parts of a band by column: those that drawn lines hold together, or that overlap."""
    cells: list[tuple[float, float, list[Line]]] = []
    for part in parts:
        x0, x1 = part.x0, part.x1
        beside = page.uprights_beside(part)
        if beside:
            x0 = max((x for x in beside if x <= x0 + _NEAR), default=x0)
            x1 = min((x for x in beside if x >= x1 - _NEAR), default=x1)
        own = [cell for cell in cells if cell[0] < x1 - 1 and x0 + 1 < cell[1]]
        cells = [cell for cell in cells if cell not in own]
        held = [line for cell in own for line in cell[2]]
        edges = min([x0, *(c[0] for c in own)]), max([x1, *(c[1] for c in own)])
        cells.append((*edges, [*held, part]))
    return [lines for *_, lines in cells]
