"""Several targets in one cell, and their results in the cell beside: by letters, or by order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from midtjylland.extract.contract.items import ENDED, Item, by_letters, points_of
from midtjylland.extract.contract.pairs import paired
from midtjylland.extract.contract.rows import ROW_GAP, begins_paragraph
from midtjylland.extract.contract.wanted import wanted_numbers
from midtjylland.read.danish import quantities
from midtjylland.read.pages import Line

# Line pitches from a paragraph's last line to the next paragraph, in one cell.
_PARAGRAPH_GAP = 1.15
_BEGINS = re.compile(r"[A-ZÆØÅ0-9”»\"'’(+±]")

Pair = tuple[list[Line], list[Line]]


def by_letter(target: list[Line], result: list[Line]) -> list[Pair]:
    """Targets that one cell holds under letters, each with the result under the same letter."""
    targets, results = by_letters(target), by_letters(result)
    if not {*targets} - {""} or (len(targets) < 2 and not {*results} - {""}):
        return [(target, result)]
    first = targets.pop("", [])
    before = results.pop("", [])
    found = [(lines, results.pop(letter, [])) for letter, lines in targets.items()]
    found[0] = (first + found[0][0], before + found[0][1])
    found[-1][1].extend(line for lines in results.values() for line in lines)
    return found


def in_order(own: Sequence[Item], items: Sequence[Item], towns: int) -> list[Item]:
    """Targets of one goal, each with the result that stands in the same order.

    `items` are those of the whole contract. Nothing where the cells hold different numbers of
    paragraphs, or a target's number stands in another one's result.
    """
    column = [line for item in items for line in item.target]
    targets = list(_ways([line for item in own for line in item.target], column))
    lines = [line for item in own for line in item.result]
    column = [line for item in items for line in item.result]
    # Where targets are parted, results may be by the ends of sentences alone.
    results = [*_ways(lines, column), _cut(lines, _ended(lines))]
    for target in targets:
        for result in (each for each in results if len(each) == len(target) > 1):
            found = [Item(own[0].goal, *pair) for pair in zip(target, result, strict=True)]
            if not _are_crossed(found, towns):
                return found
    return []


def _are_crossed(items: Sequence[Item], towns: int) -> bool:
    """Whether one target lacks a number, and another one's result has a number to spare for it."""
    lacking: set[str] = set()
    spare: set[str] = set()
    for item in items:
        wanted = wanted_numbers(item.target_text, item.result_text, towns)
        chosen = paired(wanted, item.result_text)[0]
        places = {q.start for q in chosen if q}
        lacking |= {w.unit for w, q in zip(wanted, chosen, strict=True) if not q}
        spare |= {q.unit for q in quantities(item.result_text) if q.start not in places}
    return bool(lacking & spare)


def _ways(lines: Sequence[Line], column: Sequence[Line]) -> Iterator[list[list[Line]]]:
    """Paragraphs of a cell: by bullets, by gaps, and by sentences that end before the edge."""
    if points := points_of(lines):
        yield points
        return
    below = list(pairwise(lines))
    steps = [b.top - a.top if b.place.page == a.place.page else None for a, b in below]
    usual = min([step for step in steps if step and step > 4], default=0.0)
    usual = min([usual, *(1.35 * line.size for line in lines)])
    ended = _ended(lines)
    begins = [
        end if step is None else step > (_PARAGRAPH_GAP if end else ROW_GAP) * usual
        for step, end in zip(steps, ended, strict=True)
    ]
    yield _cut(lines, begins)
    anew = [begins_paragraph(line, column) for line in lines[1:]]
    yield _cut(lines, [end and new for end, new in zip(ended, anew, strict=True)])


def _ended(lines: Sequence[Line]) -> list[bool]:
    """Whether a sentence begins with each line but the first."""
    return [bool(ENDED.search(a.text) and _BEGINS.match(b.text)) for a, b in pairwise(lines)]


def _cut(lines: Sequence[Line], starts: Sequence[bool]) -> list[list[Line]]:
    """Lines parted before each line, the first one aside, that begins a paragraph."""
    found: list[list[Line]] = [list(lines[:1])] if lines else []
    for line, begins in zip(lines[1:], starts, strict=True):
        if begins:
            found.append([])
        found[-1].append(line)
    return found
