"""Tables of municipalities within the contract's cells, which have a recipe of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from midtjylland.declared.region import Region
from midtjylland.extract.contract.columns import Columns
from midtjylland.extract.contract.items import ENDED
from midtjylland.extract.contract.rows import AFTER
from midtjylland.extract.towns import TownRow, runs, width
from midtjylland.read.document import Document
from midtjylland.read.pages import Box, Line, Page, Word

_FEWEST = 3
_FIGURE = re.compile("[0-9][0-9., \u00a0%]*")
_LAST = "0123456789%"


def towns_by_page(document: Document, region: Region) -> list[list[TownRow]]:
    """Rows of the table of municipalities on each page, or part of one, that holds it."""
    found = [run for run in runs(document, region) if len(run) >= _FEWEST]
    # Modules held in a town, with participants behind it, are no rows of the table.
    several = any(width(run) > 1 for run in found)
    rows = [row for run in found if width(run) > 1 or not several for row in run]
    return [[row for row in rows if _is_on(page, row)] for page in document.pages]


def _is_on(page: Page, row: TownRow) -> bool:
    line = next((line for line in page.lines if line.place == row.place), None)
    return line is not None and line.x0 - 1 <= row.x0 <= line.x1


def outside(
    page: Page, lines: Sequence[Line], rows: Sequence[TownRow], columns: Columns
) -> list[Line]:
    """Lines of the contract without the words of a table of municipalities."""
    if not rows:
        return list(lines)
    box, kept = _box(page, rows, columns), []
    for line in lines:
        parts = page.parts_of(line)
        words = [w for part in parts for w in part.words if not _is_within(w, part, box)]
        kept += [Line(tuple(words), line.place)] if words else []
    return kept


def _is_within(word: Word, part: Line, box: Box) -> bool:
    """Whether a word stands in a table: by itself, or at the end of what begins in it."""
    begins = box.x0 - 4 <= part.x0 <= box.x1
    fits = box.x0 - 4 <= word.x0 and word.x1 <= box.x1 + 6
    return box.top <= word.middle <= box.bottom and (begins or fits)


def _box(page: Page, rows: Sequence[TownRow], columns: Columns) -> Box:
    """Box of a table: its rows, its head above them, its totals below."""
    numbers = {row.place.line for row in rows}
    own = [line for line in page.lines if line.place.line in numbers]
    x0 = min(_left(row, line) for row in rows for line in own if line.place == row.place)
    x1 = max(row.x0 + row.cells[-1].x1 for row in rows)
    above = [line for line in reversed(page.lines) if line.bottom <= own[0].top + 2]
    above = list(takewhile(lambda line: not _is_target(page, line, (x0, x1), columns), above))
    below = [line for line in page.lines if line.top >= own[-1].bottom - 2]
    below = list(takewhile(lambda line: not _begins_row(page, line, columns), below))
    head = [*_more(page, above, (x0 - 4, x1 + 40), own[0], _is_head), own[0]]
    foot = [own[-1], *_more(page, below, (x0 - 16, x1 + 12), own[-1], _is_total)]
    bottom = max(
        line.bottom
        for before, line in zip([foot[0], *foot], foot, strict=False)
        if line is foot[0] or line.text[-1] in _LAST or _ends_label(before, line)
    )
    left = min([x0, *(line.x0 for line in foot[1:] if line.bottom <= bottom)])
    inner = [
        rule
        for rule in page.uprights
        if x0 + 8 < rule.x0 < x1 - 8 and all(abs(rule.x0 - edge) > 3 for edge in columns.edges)
    ]
    for rule in sorted(inner, key=lambda rule: rule.top):
        bottom = max(bottom, rule.bottom) if rule.top <= bottom + 3 else bottom
    return Box(left, min(line.top for line in head) - 1, x1, bottom + 1)


def _ends_label(total: Line, line: Line) -> bool:
    """Whether a line is the end of a total's label: "Individuelt vejledte i 3.558", then "alt"."""
    return total.text[-1] in _LAST and line.text[0].islower() and len(line.words) < 3


def _is_target(page: Page, line: Line, span: tuple[float, float], columns: Columns) -> bool:
    """Whether a line holds the end of a target, above a table that begins left of targets."""
    edge = columns.edges[columns.target]
    near = [part for part in page.parts_of(line) if -3 <= part.x0 - edge <= 8]
    return span[0] < edge - 8 < span[1] and any(
        ENDED.search(p.text) or len(p.words) > 3 for p in near
    )


def _begins_row(page: Page, line: Line, columns: Columns) -> bool:
    """Whether a line drawn above it begins the contract's next row."""
    low, high = columns.span(columns.target)
    return any(
        rule.x0 < low + 8
        and rule.x1 > min(high, page.width) - 8
        and line.top - page.pitch < rule.top < line.top + 2
        for rule in page.levels
    )


def _left(row: TownRow, line: Line) -> float:
    """Where a row begins: with its name, or a figure before it."""
    before = [word for word in line.words if row.x0 - 40 < word.x0 < row.x0]
    numbers = [word.x0 for word in before if re.fullmatch(r"[0-9]{1,3}\.?", word.text)]
    return min([row.x0, row.x0 + row.cells[0].x0, *numbers])


def _more(
    page: Page,
    lines: Sequence[Line],
    span: tuple[float, float],
    last: Line,
    fits: Callable[[Sequence[Line]], bool],
) -> Iterator[Line]:
    """Lines next to a table that are of it, as far as they stand within its width."""
    for line in lines:
        words = tuple(w for w in line.words if span[0] <= w.x0 and w.x1 <= span[1])
        if not words:
            continue
        parts = page.parts_of(Line(words, line.place))
        cut = any(part.x0 < words[0].x0 <= part.x1 for part in page.parts_of(line))
        near = max(line.top - last.bottom, last.top - line.bottom) <= 1.6 * page.pitch
        if cut or not near or not fits(parts):
            return
        last = line
        yield Line(words, line.place)


def _is_head(parts: Sequence[Line]) -> bool:
    """Whether parts of a line are names of columns, no sentence."""
    words = [len(part.words) for part in parts]
    return (len(parts) > 1 or words[0] <= 3) and max(words) <= 5


def _is_total(parts: Sequence[Line]) -> bool:
    """Whether a line ends in figures behind a label, or begins such a label."""
    figures = [part for part in parts if _FIGURE.fullmatch(part.text)]
    labelled = len(parts) - len(figures) <= 1 and len(parts[0].words) <= 6
    alone = len(parts) == 1 and len(parts[0].words) <= 4
    return labelled if figures else alone and not AFTER.search(parts[0].text)
