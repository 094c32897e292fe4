"""A result contract whose targets and results stand one above the other, each behind its label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from midtjylland.extract.contract.items import Goal, Item, MixedError, goal_title, scope_of
from midtjylland.read.document import Document
from midtjylland.read.pages import CELL_GAP, Line, Page

_OF_YEAR = r"(?: (?:for |i )?(?P<year>20[0-9]{2}))?"
TARGET = re.compile(
    rf"^(?:måltal|resultatmål|resultatkrav|mål|målsætning|aftalt mål|aftalt|krav){_OF_YEAR}\W?$",
    re.I,
)
RESULT = re.compile(rf"^(?:resultat|opnået|status|målopfyldelse|opfyldelse){_OF_YEAR}\W?$", re.I)
# The heading of a box for each target: "1a Kendskab".
_BOX = re.compile(r"^([0-9]{1,2})[a-z](?=\s[A-ZÆØÅ])")
FEWEST = 3


class _Piece(NamedTuple):
    """A label, a heading or a line of text, with the label column it stands in."""

    kind: str
    line: Line


def read_stacked(document: Document) -> list[Item]:
    """Targets and results of a stacked contract; none where the document has no such labels.

    Raises `MixedError` where a label has no target beside it: several may stand below it.
    """
    pieces = _of_last_year([piece for page in document.pages for piece in _pieces(page)])
    kinds = Counter(piece.kind for piece in pieces)
    if min(kinds["target"], kinds["result"]) < FEWEST:
        return []
    goal, items, labels, taking = Goal(), list[Item](), list[Line](), ""
    for kind, line in pieces:
        if kind == "heading":
            title = goal_title(_BOX.sub(r"\1", line.text))
            if not (_BOX.match(line.text) and title.number == goal.number):
                goal = Goal(title.number, title.name, scope_of(line.text) or goal.scope)
        elif kind == "target":
            items.append(Item(goal, [], []))
            labels.append(line)
        elif kind == "text" and items and taking in ("target", "result"):
            (items[-1].target if taking == "target" else items[-1].result).append(line)
        taking = kind if kind not in ("text", "beside") else taking
    for item, label in zip(items, labels, strict=True):
        if not item.target:
            raise MixedError("pair", label.place, label.text)
    return items


def _of_last_year(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Pieces, in which labels of other years than the last result's are none: "Mål for 2028"."""
    told = [_year_of(piece) for piece in pieces if piece.kind == "result"]
    last = max(filter(None, told), default="")
    return [
        piece._replace(kind="outside") if last and _year_of(piece) not in ("", last) else piece
        for piece in pieces
    ]


def _year_of(piece: _Piece) -> str:
    pattern = {"target": TARGET, "result": RESULT}.get(piece.kind)
    match = pattern and pattern.match(piece.line.text)
    return (match and match["year"]) or ""


def _pieces(page: Page) -> Iterator[_Piece]:
    """Labels, headings and text of a page, column by column, from top to bottom."""
    parts = [part for line in page.lines for part in line.parts(CELL_GAP * line.size)]
    labels = [part for part in parts if TARGET.match(part.text) or RESULT.match(part.text)]
    starts = _columns([label.x0 for label in labels])
    for column, (start, text_start) in enumerate(_with_text(starts, parts, labels)):
        end = [*starts[1:], page.width + 6][column] - 6
        own = [part for part in parts if start - 6 <= part.x0 < end]
        yield from sorted(
            (_piece(part, text_start) for part in own),
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


def _piece(part: Line, text_start: float) -> _Piece:
    if part.x0 >= text_start - 8:
        return _Piece("text" if part.x0 < text_start + 12 else "beside", part)
    title = goal_title(part.text)
    if (title and title.is_told and title.name) or _BOX.match(part.text):
        return _Piece("heading", part)
    kinds = {"target": TARGET, "result": RESULT}
    kind = next((kind for kind, pattern in kinds.items() if pattern.match(part.text)), "outside")
    return _Piece(kind, part)
