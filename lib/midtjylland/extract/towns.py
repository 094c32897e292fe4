"""Rows of figures that belong to a municipality, wherever a paper lists its municipalities."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from midtjylland.declared.region import Municipality, Region
from midtjylland.read.danish import NUMBER, squeeze, to_number
from midtjylland.read.document import BULLETS, Document
from midtjylland.read.pages import Line, Place, Word, split

_FIGURE = re.compile(
    rf"(?P<sign>\+/-|[+−–±-])?(?P<number>{NUMBER})(?P<pct>%|pct\.?)?(?P<mark>[*†‡⁰¹²³⁴-⁹)]*)"
)
_UNIT = re.compile(r"(?:%|pct\.?|procent|stk\.?)[*†‡]*", re.I)
_DASH = re.compile(r"[-–—.]{1,2}")
_MARKS = re.compile(r"[0-9¹²³⁰⁴-⁹*†‡)(]+$")
_AGAINST = str.maketrans({"å": "aa", "ø": "oe", "æ": "ae", "ö": "oe", "ä": "ae"})
# Lines between two rows of one table: the head that a new page repeats, text of a cell beside it.
_APART = 14
# So many municipalities must have figures left of their names to make a column of them.
_FEWEST = 10


@dataclass(frozen=True)
class Cell:
    """A figure of a row as printed, with where it stands from the start of the row's name."""

    text: str
    number: float | None
    x0: float
    x1: float
    line: Line
    is_share: bool = False
    is_signed: bool = False

    @property
    def is_count(self) -> bool:
        """Whether it can count firms: a whole number without a sign."""
        return (
            self.number is not None
            and self.number >= 0
            and not (self.is_share or self.is_signed or "," in self.text)
        )


@dataclass(frozen=True)
class TownRow:
    """A municipality, and its figures from left to right."""

    town: Municipality
    cells: tuple[Cell, ...]
    place: Place
    # Number of its line in the document, from 0, and where its name begins.
    at: int
    x0: float
    # Figures left of its name, which may only number the rows.
    before: tuple[Cell, ...] = ()


def fold(text: str) -> str:
    """Letters of a name in one spelling: Århus and Aarhus, Samsø and Samsoe are alike."""
    return squeeze(text.lower().translate(_AGAINST))


def runs(
    document: Document, region: Region, also: re.Pattern[str] | None = None
) -> list[list[TownRow]]:
    """Tables by municipality: rows that follow one another, no municipality twice.

    Each row has figures, or what the pattern `also` finds.
    """
    rows = [
        row
        for row in _with_left(list(_rows(document, region)))
        if row.cells or (also and also.search(document.lines[row.at].text))
    ]

    def begins(run: list[TownRow], row: TownRow) -> bool:
        return row.at - run[-1].at > _APART or row.town in {other.town for other in run}

    return _joined(split(rows, begins))


def _with_left(rows: Sequence[TownRow]) -> Sequence[TownRow]:
    """Rows with the figures left of their names too, where a table has such columns."""
    count = Counter(len(row.before) for row in rows if row.before).most_common(1)
    if not count:
        return rows
    left = count[0][0]
    whole = [row for row in rows if len(row.before) >= left]
    numbers = [row.before[-left].number for row in whole]
    counted = all(b == (a or 0) + 1 for a, b in pairwise(numbers))
    codes = all(number == int(row.town.code) for number, row in zip(numbers, whole, strict=True))
    if len({row.town for row in whole}) < _FEWEST or counted or codes:
        return rows
    return [
        replace(row, cells=(*row.before[-left:], *row.cells)) if len(row.before) >= left else row
        for row in rows
    ]


def _joined(found: Sequence[list[TownRow]]) -> list[list[TownRow]]:
    """Parts of one table on either side of other text are one, if they complete each other."""
    whole: list[list[TownRow]] = []
    for run in found:
        before = whole[-1] if whole else []
        if _completes(before, run):
            before += run
        else:
            whole.append(list(run))
    return whole


def _completes(before: Sequence[TownRow], run: Sequence[TownRow]) -> bool:
    if len(before) < 2 or len(run) < 2 or run[0].at - before[-1].at > 60:
        return False
    apart = {row.town for row in before}.isdisjoint(row.town for row in run)
    return apart and width(before) == width(run)


def width(run: Sequence[TownRow]) -> int:
    """How many figures most rows of a table have."""
    return Counter(len(row.cells) for row in run).most_common(1)[0][0]


def _rows(document: Document, region: Region) -> Iterator[TownRow]:
    names = {fold(name): town for name, town in region.names.items()}
    lines = document.lines
    for at, line in enumerate(lines):
        starts = list(_names_in(line, lines[at + 1 : at + 3], names, document.has_geometry))
        for number, (first, after, town, more) in enumerate(starts):
            end = starts[number + 1][0] if number + 1 < len(starts) else len(line.words)
            words = _of_the_row(line.words[after:end])
            cells = list(figures(line, words, line.words[first].x0))
            if document.has_geometry:
                for below in lines[at + 1 : at + 1 + more]:
                    right = [word for word in below.words if word.x0 > line.words[first].x0 + 3]
                    cells += [] if cells else figures(below, right, line.words[first].x0)
            elif number == len(starts) - 1:
                cells = _stream_cells(lines, at, after, more)
            before = () if number or not document.has_geometry else _before(line, first)
            yield TownRow(town, tuple(cells), line.place, at, line.words[first].x0, before)


def _of_the_row(words: Sequence[Word]) -> Sequence[Word]:
    """Words behind a name up to those that begin another row beside it: "I alt", "19 kommuner"."""
    digits = [at for at, word in enumerate(words) if word.text[0].isdigit()]
    for at in range(digits[0] + 1, digits[-1]) if digits else ():
        apart = words[at].x0 - words[at - 1].x1 > 0.9 * words[at].size
        label = words[at].text[0].isalpha() and not _UNIT.fullmatch(words[at].text)
        if apart and (label or words[at + 1].text.lower().startswith("kommun")):
            return words[:at]
    return words


def _before(line: Line, first: int) -> tuple[Cell, ...]:
    """Figures right before a name."""
    start = first
    while start and any(form.fullmatch(line.words[start - 1].text) for form in (_FIGURE, _UNIT)):
        start -= 1
    return tuple(figures(line, line.words[start:first], line.words[first].x0))


def _names_in(
    line: Line, below: Sequence[Line], names: Mapping[str, Municipality], has_geometry: bool
) -> Iterator[tuple[int, int, Municipality, int]]:
    """Names that begin a cell of a line: first word, word behind, and lines that finish it."""
    words = line.words
    heads = {name[:3] for name in names}
    at = 0
    while at < len(words):
        # Most words begin no cell, or are like no name at all.
        begins = _begins(words, at, has_geometry) and (
            not words[at].text[0].isalpha() or fold(words[at].text[:4])[:3] in heads
        )
        found = _name_at(words, at, below, names) if begins else None
        if found:
            town, after, more = found
            if after < len(words) and fold(words[after].text) in ("kommune", "kommunes"):
                after += 1
            yield at, after, town, more
            at = after
        else:
            at += 1


def _begins(words: Sequence[Word], at: int, has_geometry: bool) -> bool:
    """Whether a cell can begin here: no word of a text stands right before."""
    if at == 0 or not has_geometry:
        return True
    before = words[at - 1]
    return words[at].x0 - before.x1 > 0.9 * before.size or bool(
        re.fullmatch(rf"[0-9]{{1,3}}(?:[.)]|,[0-9]%?)?|[{BULLETS}–-]", before.text)
    )


def _name_at(
    words: Sequence[Word], at: int, below: Sequence[Line], names: Mapping[str, Municipality]
) -> tuple[Municipality, int, int] | None:
    """The name that begins at a word; one that is broken goes on in the lines below."""
    for count in (3, 2, 1):
        parts = [word.text for word in words[at : at + count]]
        if len(parts) == count and all(re.match(r"[^\W\d]|-", part) for part in parts):
            town = names.get(fold(_MARKS.sub("", "".join(parts))))
            if town:
                return town, at + count, 0
    if not words[at].text.endswith(("-", "/", "\u00ad")):
        return None
    for more, line in enumerate(below, start=1):
        for word in line.words:
            if word.text[:1].isalpha():
                town = names.get(fold(words[at].text + _MARKS.sub("", word.text)))
                near = abs(word.x0 - words[at].x0) < 2.5 * word.size or line.own_text is not None
                if town and near:
                    return town, at + 1, more
    return None


def figures(line: Line, words: Sequence[Word], left: float, joined: bool = True) -> Iterator[Cell]:
    """Figures of some words, but counts in brackets, which are another year's."""
    for cell in _figures(line, words, left, joined):
        if cell.is_share or "," in cell.text or not cell.text.startswith("("):
            yield replace(cell, text=cell.text.lstrip("("))


def _figures(line: Line, words: Sequence[Word], left: float, joined: bool) -> Iterator[Cell]:
    """Figures of some words; those of one group of thousands, and their unit, are one."""
    held: Cell | None = None
    for word in words:
        if held and held.number is not None and _UNIT.fullmatch(word.text):
            held = replace(held, is_share=held.is_share or word.text[0] in "%pP", x1=word.x1 - left)
            continue
        if held and word.size < 0.8 * held.line.size and word.x0 - left - held.x1 < word.size:
            continue  # a raised mark
        cell = _cell(line, word, left)
        if joined and held and cell and _one_group(held, cell, word.size):
            text = held.text + cell.text
            held = replace(cell, text=text, number=to_number(text.rstrip("*†‡")), x0=held.x0)
            continue
        if held:
            yield held
        held = cell
    if held:
        yield held


def _cell(line: Line, word: Word, left: float) -> Cell | None:
    text = word.text.lstrip("(").rstrip(",;")
    match = _FIGURE.fullmatch(text)
    x0, x1 = word.x0 - left, word.x1 - left
    if match:
        sign = match["sign"]
        value = to_number(match["number"]) * (-1 if sign and sign in "−–-" else 1)
        return Cell(word.text, value, x0, x1, line, bool(match["pct"]), bool(sign))
    return Cell(text, None, x0, x1, line) if _DASH.fullmatch(text) else None


def _one_group(held: Cell, cell: Cell, size: float) -> bool:
    """Whether a figure is only the last three digits of one with a blank in its thousands."""
    return bool(
        cell.x0 - held.x1 < 0.55 * size
        and re.fullmatch(r"[0-9]{1,3}", held.text)
        and re.fullmatch(r"[0-9]{3}(?:,[0-9]+)?[*†‡]*", cell.text)
    )


def _stream_cells(lines: Sequence[Line], at: int, after: int, more: int) -> list[Cell]:
    """Figures that follow a name in the order of the text, up to the next word."""
    cells: list[Cell] = []
    pieces = [(lines[at], word) for word in lines[at].words[after:]]
    for number, line in enumerate(lines[at + 1 : at + 12], start=1):
        rest_of_name = int(number == more)
        pieces += [(line, word) for word in line.words[rest_of_name:]]
    for line, word in pieces:
        if _UNIT.fullmatch(word.text) and cells:
            cells[-1] = replace(cells[-1], is_share=cells[-1].is_share or word.text[0] in "%pP")
            continue
        order = float(len(cells))
        cell = _cell(line, word._replace(x0=order, x1=order + 0.5), 0.0)
        if cell is None:
            break
        cells.append(cell)
    return cells
