"""Lines of a contract in reading order: cards side by side, and names in a column of goals."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from midtjylland.extract.contract.items import goal_title, is_section, named_goal, scope_of
from midtjylland.read.document import Document
from midtjylland.read.pages import CELL_GAP, Line, Page, is_far

FEWEST = 3
# What follows a contract, and a note below it.
ENDS = re.compile(
    r"(?:bilag|annex|sag|punkt|indstilling|beslutning|forslag|det indstilles)\b|[*†‡¹²³]", re.I
)
CAPTION = re.compile(r"(?:tabel|figur) (?:[0-9]+|[a-z])[.:]", re.I)


def ends(line: Line) -> bool:
    """Whether a line is the heading of what follows a contract, or a note below it."""
    # "bilag B." may be the end of a result.
    begins = not line.text[0].islower() and (line.words[0].mark or ENDS.match(line.text))
    return bool(begins) or line.text.isupper()


def card_by_card(document: Document) -> Iterator[Line]:
    """Lines in order; where titles of goals stand side by side, the lines of one goal at a time."""
    for page in document.pages:
        block: list[Line] = []
        edges: list[float] = []
        for line in page.lines:
            titles = _titles_beside(page, line)
            if titles or _is_below_cards(page, line, edges):
                yield from _cards(block, edges)
                block, edges = [], [title.x0 - 6 for title in titles]
            block.append(line)
        yield from _cards(block, edges)


def _cards(lines: Sequence[Line], edges: Sequence[float]) -> Sequence[Line]:
    """Lines of one goal after the other's; a label left of the first column belongs to each."""
    if not edges:
        return lines
    # A card is told by the number of its goal and one of its own.
    at_hand = [(0, 0) for _ in edges]
    cards: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        label = [word for word in line.words if word.x0 < edges[0]]
        for at, (left, right) in enumerate(pairwise([*edges, math.inf])):
            if own := [word for word in line.words if left <= word.x0 < right]:
                title = goal_title(" ".join(word.text for word in own))
                if title and (not at_hand[at][0] or title.is_told):
                    at_hand[at] = title.number, len(cards)
                cards.setdefault(at_hand[at], []).append(Line((*label, *own), line.place))
    return [line for card in sorted(cards) for line in cards[card]]


def _titles_beside(page: Page, line: Line) -> list[Line]:
    """Titles of several goals that share a line with nothing else."""
    parts = page.parts_of(line)
    titles = [goal_title(part.text) for part in parts]
    named = all(title and title.name for title in titles)
    return parts if len(parts) > 1 and named else []


def _is_below_cards(page: Page, line: Line, edges: Sequence[float]) -> bool:
    """Whether a line is a heading over the whole width, or text that crosses a column's edge."""
    title = goal_title(line.text)
    heads = page.is_title(line) and not (title and title.is_told)
    crosses = any(
        part.x0 < edge < part.x1 - 6 for part in page.parts_of(line) for edge in edges[1:]
    )
    return heads or crosses or is_section(line.text)


def names_first(lines: Sequence[Line]) -> list[Line]:
    """Lines, in which names of a column of goals are titles above what stands beside them."""
    parts = [line.parts(CELL_GAP * line.size) for line in lines]
    titled = [own for own in parts if _is_beside(own)]
    if len(titled) < FEWEST:
        return list(lines)
    left = min(own[1].x0 for own in titled)
    found: list[Line] = []
    title, above = -1, lines[0]
    for line, own in zip(lines, parts, strict=True):
        name, *rest = own
        if is_far(above, line) or is_section(name.text) or ends(name):
            title = -1
        above = line
        begins = _is_beside(own)
        if name.x1 >= left or not (begins or title >= 0):
            found.append(line)
            continue
        if begins:
            title = len(found)
            found.append(name)
        else:  # the name goes on
            found[title] = Line((*found[title].words, *name.words), found[title].place)
        words = tuple(word for part in rest for word in part.words)
        found += [Line(words, line.place)] if words else []
    return found


def _is_beside(parts: Sequence[Line]) -> bool:
    """Whether a goal's title stands left of a text; who set it is none."""
    if len(parts) < 2 or len(parts[1].words) < 3 or not named_goal(parts[0].text):
        return False
    labelled = any(":" in word.text for word in parts[1].words[:4])
    return labelled or not scope_of(parts[1].text)
