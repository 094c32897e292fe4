"""A result contract whose targets and results stand one above the other, each behind its label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from midtjylland.extract.contract import GOAL_HEADING, LOCAL, NATIONAL, Item
from midtjylland.read.document import Document
from midtjylland.read.pages import Line, Page

_TARGET = re.compile(r"^(?:måltal|mål|målsætning|aftalt mål|aftalt|krav)\W?$", re.I)
_RESULT = re.compile(r"^(?:resultat|opnået|status|målopfyldelse|opfyldelse)\W?$", re.I)
_OTHER = re.compile(r"^(?:note|noter|bemærkning(?:er)?|kommentar(?:er)?|vurdering|kilde)\W?$", re.I)
FEWEST = 3


class _Piece(NamedTuple):
    """A label, a heading or a line of text, with the label column it stands in."""

    kind: str
    column: int
    line: Line


def read_stacked_items(document: Document) -> Iterator[Item]:
    """Targets and results of a stacked contract; none where the document has no such labels."""
    pieces = [piece for page in document.pages for piece in _pieces(page)]
    kinds = Counter(piece.kind for piece in pieces)
    if min(kinds["target"], kinds["result"]) < FEWEST:
        return
    goal_no, goal, scope = 0, "", "national"
    item: Item | None = None
    open_kind = ""
    for kind, _, line in pieces:
        if kind == "heading":
            heading = GOAL_HEADING.match(line.text)
            goal_no, goal = int(heading.group(1)), heading.group(2).strip()
            scope = (
                "local"
                if LOCAL.search(line.text)
                else "national"
                if NATIONAL.search(line.text)
                else scope
            )
            open_kind = ""
        elif kind == "outside":
            open_kind = ""
        elif kind == "target":
            if item:
                yield item
            item = Item(goal_no, goal, scope, [], [], line.place)
            open_kind = kind
        elif kind in ("result", "other"):
            open_kind = kind
        elif kind == "text" and item and open_kind in ("target", "result"):
            (item.target if open_kind == "target" else item.result).append(line)
    if item:
        yield item


def _pieces(page: Page) -> Iterator[_Piece]:
    """Labels, headings and text of a page, column by column, from top to bottom."""
    parts = [part for line in page.lines for part in line.parts(0.95 * line.size)]
    labels = [part for part in parts if _TARGET.match(part.text) or _RESULT.match(part.text)]
    starts = _columns([label.x0 for label in labels])
    for column, (start, text_start) in enumerate(_with_text(starts, parts, labels)):
        end = starts[column + 1] - 6 if column + 1 < len(starts) else page.width
        own = [part for part in parts if start - 6 <= part.x0 < end]
        yield from sorted(
            (_piece(part, column, text_start) for part in own),
            key=lambda p: (
                p.line.top - (0.6 * page.pitch if p.kind in ("target", "result", "other") else 0)
            ),
        )


def _columns(starts: Sequence[float]) -> list[float]:
    """Left edges at which several labels begin."""
    count = Counter(round(x / 4) for x in starts)
    return sorted(
        min(x for x in starts if round(x / 4) == key) for key, n in count.items() if n >= 2
    )


def _with_text(
    starts: Sequence[float], parts: Sequence[Line], labels: Sequence[Line]
) -> Iterator[tuple[float, float]]:
    """Each label column with the left edge of its text."""
    for start in starts:
        right = max((label.x1 for label in labels if abs(label.x0 - start) < 6), default=start)
        after = Counter(round(p.x0) for p in parts if right < p.x0 < right + 120)
        yield start, float(after.most_common(1)[0][0]) if after else right


def _piece(part: Line, column: int, text_start: float) -> _Piece:
    if part.x0 < text_start - 8:
        for kind, pattern in (("target", _TARGET), ("result", _RESULT), ("other", _OTHER)):
            if pattern.match(part.text):
                return _Piece(kind, column, part)
        if GOAL_HEADING.match(part.text) and len(part.words) > 1:
            return _Piece("heading", column, part)
        return _Piece("outside", column, part)
    return _Piece("text" if part.x0 < text_start + 12 else "beside", column, part)
