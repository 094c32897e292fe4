"""What a page holds: words with their places, ruled lines, and the lines that words make.

A PDF's unit is the point, from the page's upper left corner. Text with columns kept apart by
blanks is read as if each character were 5 by 12 points, so that both have a geometry.
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import NamedTuple, TypeVar

_T = TypeVar("_T")
# A gap between words, in sizes of their letters, that parts two cells.
CELL_GAP = 0.95
# What marks a footnote.
_MARK = re.compile(r"\(?(?:[0-9]{1,2}|[a-e])\)?|[*†]+\)?")


class Place(NamedTuple):
    """Where something stands: page (None where the source has no pages) and 1-based line."""

    page: int | None
    line: int

    def __str__(self) -> str:
        """Say the place in words."""
        return f"line {self.line}" if self.page is None else f"page {self.page}, line {self.line}"


class Box(NamedTuple):
    """A rectangle, in points from the page's upper left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


class Word(NamedTuple):
    """A word, its box, the size of its letters, and the raised mark of a note beside it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    mark: str = ""

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.top + self.bottom) / 2


class Rule(NamedTuple):
    """A straight line drawn on the page, across where `top` is `bottom`, else down."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def across(self) -> bool:
        """Whether it runs from left to right."""
        return self.bottom - self.top < self.x1 - self.x0


@dataclass(frozen=True)
class Line:
    """Words side by side, as one line of a page or of a cell, with its place."""

    words: tuple[Word, ...]
    place: Place
    # Text that has no geometry keeps its own characters.
    own_text: str | None = None

    @cached_property
    def text(self) -> str:
        """The words with blanks between them."""
        if self.own_text is not None:
            return self.own_text
        return " ".join(word.text for word in self.words)

    @cached_property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        """Right edge."""
        return max(word.x1 for word in self.words)

    @cached_property
    def letters_count(self) -> int:
        """How many letters and digits it has."""
        return sum(map(str.isalnum, self.text))

    @cached_property
    def top(self) -> float:
        """Upper edge."""
        return min(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        """Lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.top + self.bottom) / 2

    @cached_property
    def size(self) -> float:
        """Size of most of its letters."""
        return sorted(word.size for word in self.words)[len(self.words) // 2]

    @cached_property
    def is_justified(self) -> bool:
        """Whether blanks of one width spread unequal words over a line of running text."""
        blanks = [word.x0 - before.x1 for before, word in pairwise(self.words)]
        if len(blanks) < 3 or max(blanks) - min(blanks) > 0.12 * self.size:
            return False
        # Kerning moves the letters beside some blanks.
        usual = median(blanks)
        if sum(abs(blank - usual) < 0.01 * self.size for blank in blanks) < 0.75 * len(blanks):
            return False
        widths = [word.x1 - word.x0 for word in self.words]
        return max(widths) > 1.5 * min(widths)

    def parts(self, gap: float, cuts: Sequence[float] = ()) -> list[Line]:
        """The line cut at gaps that are wider, and where one of `cuts` lies between two words."""
        found: list[list[Word]] = []
        end = -math.inf
        gap = math.inf if self.is_justified else gap
        for word in self.words:
            if not found or word.x0 - end > gap or any(end - 1 <= x <= word.x0 + 1 for x in cuts):
                found.append([])
                end = word.x1
            found[-1].append(word)
            end = max(end, word.x1)
        # What is whole keeps what it knows of itself.
        whole = len(found) == 1 and self.own_text is None
        return [self] if whole else [Line(tuple(words), self.place) for words in found]


@dataclass(frozen=True)
class Page:
    """One page: its lines from top to bottom, and what is ruled on it."""

    number: int | None
    width: float
    height: float
    lines: Sequence[Line]
    rules: Sequence[Rule] = ()
    # Whether it is a picture without text.
    is_picture: bool = False
    has_geometry: bool = True
    # Whether heights are those of a drawn page, not of lines of a text.
    is_drawn: bool = False

    @cached_property
    def levels(self) -> list[Rule]:
        """Lines drawn across."""
        return [rule for rule in self.rules if rule.across]

    @cached_property
    def uprights(self) -> list[Rule]:
        """Lines drawn down."""
        return [rule for rule in self.rules if not rule.across]

    def uprights_beside(self, line: Line) -> list[float]:
        """Where lines are drawn down at the height of a line."""
        return [r.x0 for r in self.uprights if r.top - 1 <= line.middle <= r.bottom + 1]

    def parts_of(self, line: Line) -> list[Line]:
        """A line cut at wide gaps, and where a drawn line runs down between two words."""
        return line.parts(CELL_GAP * line.size, self.uprights_beside(line))

    def is_title(self, line: Line) -> bool:
        """Whether a line is set larger than the text of the page."""
        return line.size > 1.08 * self.pitch

    @cached_property
    def pitch(self) -> float:
        """Usual distance from a line to the next one of the same cell."""
        size = sorted(word.size for line in self.lines for word in line.words)
        return 1.2 * size[len(size) // 2] if size else 12.0


def is_far(above: Line, line: Line) -> bool:
    """Whether a line stands on another page or further down than lines of one cell do."""
    return line.place.page != above.place.page or line.top - above.bottom > 0.9 * above.size


def split(items: Iterable[_T], begins: Callable[[list[_T], _T], bool]) -> list[list[_T]]:
    """Items in runs; `begins` tells of a run and the next item whether that begins another one."""
    runs: list[list[_T]] = []
    for item in items:
        if runs and not begins(runs[-1], item):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def to_lines(words: Iterable[Word], page: int | None) -> list[Line]:
    """Words as lines from top to bottom, numbered from 1."""
    rows: list[list[Word]] = []
    for word in _with_marks(sorted(words, key=lambda w: (w.bottom, w.x0))):
        row = next((r for r in reversed(rows[-3:]) if _side_by_side(r, word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    rows.sort(key=lambda row: sum(w.middle for w in row) / len(row))
    return [
        Line(tuple(sorted(row, key=lambda word: word.x0)), Place(page, number))
        for number, row in enumerate(rows, start=1)
    ]


def _with_marks(words: Sequence[Word]) -> list[Word]:
    """Words in the order of their feet; a raised mark goes to the word that it stands at.

    On the line it would split a number's unit off.
    """
    feet = [word.bottom for word in words]
    marks: dict[int, str] = {}
    gone = set()
    for at, word in enumerate(words):
        if _MARK.fullmatch(word.text):
            near = range(bisect(feet, word.bottom), bisect(feet, word.bottom + word.size))
            beside = [n for n in near if _is_raised_at(word, words[n])]
            if beside:
                # A mark stands behind a word, at the head of a note before one.
                marks[min(beside, key=lambda n: words[n].x0 > word.x0)] = word.text
                gone.add(at)
    return [
        word._replace(mark=marks[at]) if at in marks else word
        for at, word in enumerate(words)
        if at not in gone
    ]


def _is_raised_at(word: Word, beside: Word) -> bool:
    """Whether a word stands small and high at another one."""
    if max(word.x0 - beside.x1, beside.x0 - word.x1) > 0.4 * beside.size:
        return False
    rise = (beside.bottom - word.bottom) / beside.size
    return word.size < (0.95 if rise > 0.3 else 0.82) * beside.size and 0.12 < rise < 0.8


def _side_by_side(row: Sequence[Word], word: Word) -> bool:
    """Whether a word stands on the line of a row: on the same foot, or small beside it."""
    last = row[-1]
    small, large = sorted((last, word), key=lambda w: w.size)
    return abs(last.bottom - word.bottom) < 0.35 * small.size or (
        small.size < 0.8 * large.size and large.top - 1 < small.middle < large.bottom
    )
