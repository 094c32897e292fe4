"""Words and rules of a page to its lines in reading order.

A page is cut along its own geometry: at the rules that go through a table from side to side, row
by row and then cell by cell, as often as tables lie in cells; and where there are no rules, at the
gutter between columns of prose. What stands side by side in rows without rules stays in its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
from scipy.sparse.csgraph import connected_components

# Points by which rules that meet may miss each other; also half of the least height of a cell.
NEAR = 1.5
# More rules on one page than any table has: a drawing.
MAX_RULES = 5_000
# In line heights: the least width of a gutter, and the line pitch where no two lines show it.
_GUTTER, _PITCH = 0.8, 1.2
# Of the height of a letter: the least gap between two words.
_SPACE = 0.1
# Many lines of prose have this many words in a row; hardly any cell of a table has.
_PROSE_WORDS = 4


class Box(NamedTuple):
    """A rectangle on the page in points from its upper left corner; a rule is a flat one."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, word: Word) -> bool:
        """Whether the middle of a word lies in it."""
        across = self.x0 <= (word.x0 + word.x1) / 2 < self.x1
        return across and self.top <= _middle(word) < self.bottom


class Word(NamedTuple):
    """A word as printed, where it stands, and in which line of the page."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    number: int


class Line(NamedTuple):
    """A line of the stream, and the line of the page that it was printed in."""

    text: str
    number: int


class _Table(NamedTuple):
    """A ruled table that is read already, as one piece among words."""

    x0: float
    top: float
    x1: float
    bottom: float
    lines: list[Line]


_Item = Word | _Table


def read_area(
    words: Sequence[Word],
    rules: Sequence[Box],
    cell: Box | None = None,
    start: float | None = None,
) -> list[Line]:
    """Lines of a page or of a cell in reading order.

    Parameters
    ----------
    words
        Words of the area, in any order.
    rules
        Horizontal and vertical rules of the area, each in one piece.
    cell
        The cell that the area is, if it is one: a table in it is smaller.
    start
        Height at which the first line of the cell's row stands: what the cell's own first line is
        lower are empty paragraphs. Without it there are none.

    Returns
    -------
    list
        Lines as printed, a line of one blank for each empty paragraph, and an empty line after
        each cell, table and column.
    """
    tables, left = [], list(words)
    for box in find_tables(words, rules):
        if cell is None or not _same(box, cell):
            held = [word for word in left if box.holds(word)]
            left = [word for word in left if not box.holds(word)]
            tables.append(_Table(*box, _read_box(box, held, _within(rules, box))))
    return _in_order([*left, *tables], start)


def find_tables(words: Sequence[Word], rules: Sequence[Box]) -> list[Box]:
    """Outlines of the outermost ruled tables that hold words."""
    groups = [group for group in _groups(rules) if len({_is_level(rule) for rule in group}) == 2]
    outlines = [
        Box(
            min(rule.x0 for rule in group),
            min(rule.top for rule in group),
            max(rule.x1 for rule in group),
            max(rule.bottom for rule in group),
        )
        for group in groups
        if len(group) > 2
    ]
    outlines.sort(key=lambda box: (box.x0 - box.x1) * (box.bottom - box.top))
    outermost: list[Box] = []
    for box in outlines:
        free = not any(_overlap(box, other) for other in outermost)
        if free and any(box.holds(word) for word in words):
            outermost.append(box)
    return outermost


def _groups(rules: Sequence[Box]) -> list[list[Box]]:
    """Rules that touch each other, directly or through others."""
    if not 2 < len(rules) <= MAX_RULES:
        return []
    x0, top, x1, bottom = np.array(rules).T
    touching = (
        (x0[:, None] <= x1 + NEAR)
        & (x0 <= x1[:, None] + NEAR)
        & (top[:, None] <= bottom + NEAR)
        & (top <= bottom[:, None] + NEAR)
    )
    count, labels = connected_components(touching, directed=False)
    groups: list[list[Box]] = [[] for _ in range(count)]
    for rule, label in zip(rules, labels, strict=True):
        groups[label].append(rule)
    return groups


def _read_box(
    box: Box, words: Sequence[Word], rules: Sequence[Box], start: float | None = None
) -> list[Line]:
    """A ruled box row by row, each row cell by cell."""
    for level in (True, False):
        parts = _cut(box, rules, level)
        if len(parts) > 1:
            first = None if level else min((word.top for word in words), default=None)
            lines = []
            for part in parts:
                held = [word for word in words if part.holds(word)]
                lines += _read_box(part, held, _within(rules, part), first)
            return lines
    return [*(read_area(words, rules, box, start) or [Line(" ", 0)]), Line("", 0)]


def _cut(box: Box, rules: Sequence[Box], level: bool) -> list[Box]:
    """Parts of a box between the rules that go through it from one side to the other."""
    near, far = (box.top, box.bottom) if level else (box.x0, box.x1)
    cuts = [near]
    for rule in sorted(rules, key=lambda rule: rule.top if level else rule.x0):
        at = rule.top if level else rule.x0
        through = (
            rule.x0 <= box.x0 + NEAR and rule.x1 >= box.x1 - NEAR
            if level
            else rule.top <= box.top + NEAR and rule.bottom >= box.bottom - NEAR
        )
        if _is_level(rule) is level and through and cuts[-1] + 2 * NEAR < at < far - 2 * NEAR:
            cuts.append(at)
    return [
        box._replace(top=a, bottom=b) if level else box._replace(x0=a, x1=b)
        for a, b in pairwise([*cuts, far])
    ]


def _within(rules: Iterable[Box], box: Box) -> list[Box]:
    """What of the rules lies in a box and is not its border."""
    parts = [
        Box(
            max(rule.x0, box.x0),
            max(rule.top, box.top),
            min(rule.x1, box.x1),
            min(rule.bottom, box.bottom),
        )
        for rule in rules
    ]
    return [
        part
        for part in parts
        if max(part.x1 - part.x0, part.bottom - part.top) > 2 * NEAR
        and (
            part.x0 <= part.x1 and box.top + NEAR < part.top < box.bottom - NEAR
            if _is_level(part)
            else part.top <= part.bottom and box.x0 + NEAR < part.x0 < box.x1 - NEAR
        )
    ]


def _is_level(rule: Box) -> bool:
    return rule.x1 - rule.x0 >= rule.bottom - rule.top


def _overlap(one: Box, other: Box) -> bool:
    across = one.x0 < other.x1 and other.x0 < one.x1
    return across and one.top < other.bottom and other.top < one.bottom


def _same(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(one, other, strict=True))


def _in_order(items: Sequence[_Item], start: float | None = None) -> list[Line]:
    """Columns of prose one after the other; all else line by line."""
    columns = _columns(items)
    if columns is None:
        return _line_by_line(items, start)
    parts = [_in_order(part, start if part is columns[0] else None) for part in columns if part]
    return [line for part in parts for line in _closed(part)]


def _closed(lines: list[Line]) -> list[Line]:
    return lines if not lines or not lines[-1].text else [*lines, Line("", lines[-1].number)]


def rows_of(items: Iterable[_Item]) -> list[list[_Item]]:
    """Words by the line they stand in, from left to right; a table is a line of its own."""
    rows: list[list[_Item]] = []
    reach = tallest = 0.0
    for item in sorted(items, key=_middle):
        height = item.bottom - item.top
        if rows and _middle(item) <= reach and not isinstance(item, _Table):
            rows[-1].append(item)
        else:
            rows.append([item])
            reach = tallest = 0.0
        # A raised sign comes first, but it is the letters that say how far down the line reaches.
        if height > tallest and not isinstance(item, _Table):
            reach, tallest = item.bottom, height
    return sorted((sorted(row) for row in rows), key=lambda row: row[0].top)


def _middle(item: _Item | Box) -> float:
    return (item.top + item.bottom) / 2


def _columns(items: Sequence[_Item]) -> list[list[_Item]] | None:
    """What stands above two columns, left of their gutter, right of it, and below them."""
    words = [item for item in items if isinstance(item, Word)]
    if not words:
        return None
    least = _GUTTER * median(word.bottom - word.top for word in words)
    runs = [
        [Box(part[0].x0, part[0].top, part[-1].x1, part[0].bottom) for part in parts]
        for parts in (_stretches(row, least) for row in rows_of(words))
    ]
    tables = [Box(*item[:4]) for item in items if isinstance(item, _Table)]
    pieces = [*tables, *(run for row in runs for run in row)]
    blocks = {_block(gap, pieces, least) for gap in _gaps(runs, tables, least)}
    # The lowest block first: a higher one reaches over text above or below the columns.
    for block in sorted(blocks, key=lambda block: block.bottom - block.top):
        top, bottom = _extent(*_sides(block, items), least)
        left, right = _sides(block._replace(top=top, bottom=bottom), items)
        if left and right and _are_columns(rows_of(left), rows_of(right), least):
            above = [item for item in items if _middle(item) < top]
            below = [item for item in items if _middle(item) > bottom]
            return [above, left, right, below]
    return None


def _sides(block: Box, items: Sequence[_Item]) -> tuple[list[_Item], list[_Item]]:
    within = [item for item in items if block.top <= _middle(item) <= block.bottom]
    left = [item for item in within if item.x1 <= block.x0]
    return left, [item for item in within if item.x1 > block.x0]


def _extent(left: list[_Item], right: list[_Item], least: float) -> tuple[float, float]:
    """Height of two columns: where both are, and on from there to the next blank on either end."""
    if not left or not right:
        return 0.0, 0.0
    top = max(min(item.top for item in side) for side in (left, right))
    bottom = min(max(item.bottom for item in side) for side in (left, right))
    for item in sorted([*left, *right], key=lambda item: -item.bottom):
        if item.bottom > top - least:
            top = min(top, item.top)
    for item in sorted([*left, *right], key=lambda item: item.top):
        if item.top < bottom + least:
            bottom = max(bottom, item.bottom)
    return top, bottom


def _stretches(row: Sequence[_Item], least: float) -> list[list[_Item]]:
    """Parts of a line between its wide gaps."""
    parts = [[row[0]]]
    for before, item in pairwise(row):
        if item.x0 - before.x1 >= least:
            parts.append([])
        parts[-1].append(item)
    return parts


def _gaps(runs: Sequence[Sequence[Box]], tables: Sequence[Box], least: float) -> Iterator[Box]:
    """Gaps between neighbours in a line, tables beside it among them."""
    for row in runs:
        at = _middle(row[0])
        beside = [table for table in tables if table.top <= at <= table.bottom]
        for before, after in pairwise(sorted([*row, *beside])):
            if after.x0 - before.x1 >= least:
                yield Box(before.x1, row[0].top, after.x0, row[0].bottom)


def _block(gap: Box, pieces: Sequence[Box], least: float) -> Box:
    """The gutter that a gap belongs to, as far up and down as nothing stands in it."""
    x0, x1 = gap.x0, gap.x1
    below = sorted((p for p in pieces if _middle(p) > gap.bottom), key=lambda p: p.top)
    above = sorted((p for p in pieces if _middle(p) < gap.top), key=lambda p: -p.bottom)
    ends = []
    for side, end in ((below, np.inf), (above, -np.inf)):
        for piece in side:
            # What begins left of the gutter belongs to the left column, all else to the right.
            narrowed = (max(x0, piece.x1), x1) if piece.x0 <= x0 else (x0, min(x1, piece.x0))
            if narrowed[1] - narrowed[0] < least:
                end = piece.top if end > 0 else piece.bottom
                break
            x0, x1 = narrowed
        ends.append(end)
    return Box(x0, ends[1], x1, ends[0])


def _are_columns(left: list[list[_Item]], right: list[list[_Item]], least: float) -> bool:
    """Whether two sides are read one after the other, and not row by row across the gutter.

    They are where both are prose, and where most lines of each have none beside them, as in a
    time chart. Short entries beside each other are the rows of a table without rules.
    """
    return all(
        any(isinstance(row[0], _Table) for row in side)
        or (len(side) > 2 and (_is_prose(side, least) or _stands_alone(side, other)))
        for side, other in ((left, right), (right, left))
    )


def _is_prose(rows: list[list[_Item]], least: float) -> bool:
    """Whether many lines are long; lists and broken words leave short ones among them."""
    longest = [max(sum(map(_has_letters, part)) for part in _stretches(row, least)) for row in rows]
    return 4 * sum(words >= _PROSE_WORDS for words in longest) >= len(rows)


def _has_letters(item: _Item) -> bool:
    return isinstance(item, Word) and any(letter.isalpha() for letter in item.text)


def _stands_alone(rows: list[list[_Item]], others: list[list[_Item]]) -> bool:
    middles = [_middle(other[0]) for other in others]
    beside = [any(row[0].top < at < row[0].bottom for at in middles) for row in rows]
    return 2 * sum(beside) < len(beside)


def _line_by_line(items: Sequence[_Item], start: float | None) -> list[Line]:
    """Lines from top to bottom, with a line of one blank for each empty paragraph."""
    rows = rows_of(items)
    pitch = _line_pitch(rows)
    lines: list[Line] = []
    above: _Item | None = None
    for row in rows:
        item = row[0]
        printed = item.lines if isinstance(item, _Table) else [Line(_text(row), item.number)]
        space = _space(item, above, pitch, item.top if start is None else start)
        lines += [Line(" ", printed[0].number)] * _empty_lines(space / pitch)
        lines = [*(_closed(lines) if isinstance(item, _Table) else lines), *printed]
        above = item
    return lines


def _line_pitch(rows: Sequence[Sequence[_Item]]) -> float:
    """From line to line within a paragraph, in points."""
    words = [row[0] for row in rows if isinstance(row[0], Word)]
    height = median(word.bottom - word.top for word in words) if words else 10.0
    steps = [b.bottom - a.bottom for a, b in pairwise(words)]
    near = [step for step in steps if 0.8 * height < step < 1.6 * height]
    return median(near) if near else _PITCH * height


def _space(item: _Item, above: _Item | None, pitch: float, start: float) -> float:
    """Height between a line and what stands above it that no line of text needs."""
    if above is None:
        return item.top - start
    between_lines = isinstance(item, Word) and isinstance(above, Word)
    return item.bottom - above.bottom - pitch if between_lines else item.top - above.bottom


def _empty_lines(lines: float) -> int:
    """Empty paragraphs in a space of so many lines; less than a third of one is none."""
    return max(1, round(lines)) if lines > 1 / 3 else 0


def _text(row: Sequence[_Item]) -> str:
    """Words of a line; what is set against its neighbour, as the 2 of CO2, is one word with it."""
    words = [word for word in row if isinstance(word, Word)]
    pieces = [words[0].text]
    for before, word in pairwise(words):
        apart = word.x0 - before.x1 > _SPACE * (word.bottom - word.top)
        pieces.append(f" {word.text}" if apart else word.text)
    return "".join(pieces)
