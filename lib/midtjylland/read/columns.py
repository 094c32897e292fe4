"""A page whose text runs in two columns, cut into parts that are read one after the other.

Only columns that have nothing to do with each other are parted: their lines mostly stand at
different heights, and no drawn line runs from one to the other. The rows of a table don't.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from midtjylland.read.pages import Line, Page, Rule, to_lines

# Half of the gap between two columns, in points.
_HALF_GAP = 4.5
_FEWEST_LINES, _FEWEST_ALONE, _MOST_TOGETHER = 12, 5, 0.65
# How often a line of one column alone must follow one of the other.
_FEWEST_TURNS = 8


@dataclass(frozen=True)
class _Gap:
    """A gap that runs down a page: where, and its lines from the first to behind the last."""

    x: float
    first: int
    last: int
    # Part of the lines of the shorter column that have another one beside them.
    together: float


def parted(page: Page) -> list[Page]:
    """The parts of a page: what stands above two columns, each of them, and what stands below."""
    gap = min(_gaps(page), key=lambda gap: (gap.first - gap.last, gap.together), default=None)
    if gap is None:
        return [page]
    lines = list(page.lines)
    inside = lines[gap.first : gap.last]
    sides = [[*_side(inside, -1.0, gap.x)], [*_side(inside, gap.x, page.width + 1)]]
    parts = [lines[: gap.first], *sides, lines[gap.last :]]
    return [replace(page, lines=part) for part in parts if part]


def _gaps(page: Page) -> Iterator[_Gap]:
    """Gaps in the middle of a page that part two columns."""
    if not page.has_geometry or len(page.lines) < _FEWEST_LINES:
        return
    middle = range(int(0.3 * page.width), int(0.7 * page.width), 3)
    spans = [[(word.x0 - _HALF_GAP, word.x1 + _HALF_GAP) for word in ln.words] for ln in page.lines]
    # What stands outside of the middle is in the way of no gap.
    taken = [[(a, b) for a, b in own if a < middle.stop and middle.start < b] for own in spans]
    for x in middle:
        first, last = _longest_run(taken, x)
        inside = page.lines[first:last]
        if len(inside) < max(_FEWEST_LINES, 0.6 * len(page.lines)) or _is_crossed(page, inside, x):
            continue
        left = [any(word.x0 < x for word in line.words) for line in inside]
        right = [any(word.x0 > x for word in line.words) for line in inside]
        both = sum(a and b for a, b in zip(left, right, strict=True))
        fewest = min(sum(left), sum(right))
        alone = [a for a, b in zip(left, right, strict=True) if a != b]
        turns = sum(one != other for one, other in pairwise(alone))
        few = fewest - both < _FEWEST_ALONE or turns < _FEWEST_TURNS
        if both <= _MOST_TOGETHER * fewest and not few:
            yield _Gap(float(x), first, last, both / fewest)


def _longest_run(taken: Sequence[Sequence[tuple[float, float]]], x: float) -> tuple[int, int]:
    """The longest run of lines of which no word takes a place."""
    best, start = (0, 0), 0
    for at, words in enumerate(taken):
        if any(first < x < last for first, last in words):
            start = at + 1
        elif at + 1 - start > best[1] - best[0]:
            best = start, at + 1
    return best


def _is_crossed(page: Page, inside: Sequence[Line], x: float) -> bool:
    """Whether a drawn line runs from one column to the other."""
    top, bottom = inside[0].bottom, inside[-1].top
    level = [rule for rule in page.levels if top < rule.top < bottom]
    held: list[Rule] = []
    # A table's cells may draw a piece each.
    for rule in sorted(level, key=lambda rule: (round(rule.top), rule.x0)):
        if held and round(held[-1].top) == round(rule.top) and rule.x0 < held[-1].x1 + 2:
            held[-1] = held[-1]._replace(x1=max(held[-1].x1, rule.x1))
        else:
            held.append(rule)
    return any(rule.x0 < x - _HALF_GAP and rule.x1 > x + _HALF_GAP for rule in held)


def _side(lines: Sequence[Line], left: float, right: float) -> Iterator[Line]:
    """The words of lines that stand in one column.

    A line of the other column may have held two of its lines together.
    """
    for line in lines:
        words = tuple(word for word in line.words if left <= word.x0 < right)
        if words and line.own_text is not None:
            yield Line(words, line.place, " ".join(word.text for word in words))
        elif words:
            yield from (replace(each, place=line.place) for each in to_lines(words, None))
