"""The order of a contract's cells in text without geometry, with the proof that no other fits.

Each line belongs to a goal's name (G), a target (T), a result (R), a table of municipalities (X), a
heading (S), or to what follows the contract (E). A line breaks where the next word would not have
fitted into its column, a target shall be, a result was. The order that explains all lines best is
found, and the second best, whose points tell how sure the first one is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import NamedTuple

from midtjylland.extract.contract.items import GoalTitle, goal_title, is_section
from midtjylland.read.danish import one_line
from midtjylland.read.pages import Line

STOP = re.compile(r"[.!?:][”»«\"'’‘“)\]*¹²³]*$|\)$")
_START = re.compile(r"[A-ZÆØÅ0-9”»«\"'’‘“„(±+•*]|[-–] |[a-z][.)] ")
_CUT = re.compile(
    r"-$|(?:,|\b(?:af|på|i|til|med|ca\.|og|eller|for|der|under|over|at|som|fra|om|en|et|den|det|de"
    r"|mindst|højst|min\.|pr\.|nr\.|skal|er|har|blev))$"
)
_AFTER = re.compile(
    r"(?:Bilag|BILAG|Annex|Kalender|KALENDER|Sag|Afsnit|Det indstilles|Indstilling|Oversigt"
    r"|OVERBLIK|Status på)\b|Punkt [0-9]|[0-9]{1,2}\.[0-9]{1,2}\.? [A-ZÆØÅ]"
)
_NO_NAME = re.compile(r"\b(?:skal|mindst|pct|har|er|blev|modtaget|og [0-9])\b|%|[0-9]{2}", re.I)
_SENTENCE = re.compile(r"[A-ZÆØÅ][a-zæøå]+(?![^\W_]|-)")
_FIGURE = re.compile(r"[\W\d_]*[0-9%–-][\W\d_]*$")
_LABEL = re.compile(
    r"kommune|indb|befolk|vejled\.|vejledte|antal|alt\b|uden|øvrige|midt|%|pct|total|individ|skjern"
    r"|jyl|region|landsd",
    re.I,
)
_SHALL = (
    (r"\bskal\b|\bskulle\b|videreføre|fastholde|fortsæt", 2.0),
    (r"\bmindst\b|\bmin\.|\bminimum\b|\bhøjst\b|eller derover|\+/-|±", 1.5),
    (r"\b(?!findes|synes|alles|deres|jeres)\w{3,}(?:[^aeiouyæøå]es)\b", 0.8),
    (r"\bi (?:efteråret|foråret|slutningen af) [0-9]{4}|\bkunne måles\b|\bat sikre", 1.0),
)
_DONE = (
    (r"\b(?:er|har|blev|var|blevet|haft|været|fik|endte|steg|nåede|kom|lå|gik|faldt)\b", 1.0),
    (r"\b(?:har|er|blev|blevet)\s+(?:\w+\s+){0,2}?\w{3,}(?:et|t|ede|nået|ført|givet|målt)\b", 1.0),
    (r"\btilkendegiver|\boplyser|\boplyst|\bi alt [0-9]|\bnationale tal|\blandstal", 1.2),
    (r"\bfremgår af\b|\bseneste måling|\bpå landsplan|\bhele landet|\bmod [0-9]", 1.0),
    (r"\balle kommuner\b|\bbestår af\b|\bgennemført|\bafholdt|\blanceret|\bopgjort", 0.8),
)
_SAID = [
    *((re.compile(pattern, re.I), points) for pattern, points in _SHALL),
    *((re.compile(pattern, re.I), -points) for pattern, points in _DONE),
]
_REFERS = re.compile(r"se (?:pkt|mål|lokale?|punkt|bilag)|der henvises til\b|\(", re.I)
# Which cell may follow which.
_FOLLOW = {"S": "SGT", "G": "T", "T": "TRXGS", "R": "RTGSXE", "X": "RTGSE", "E": ""}
# Letters' widths in a common typeface, in thousandths of its size; 556 for all others.
_NARROW = {**dict.fromkeys("iljtfI.,;:'’|!()[]/ ", 270), **dict.fromkeys("rst-", 390)}
_WIDE = {**dict.fromkeys("mMwW%@", 850), **dict.fromkeys("ABCDEGHKNOPQRSUVXYÆØÅ&", 700), "æ": 880}
_LINE = 0.6
# What tells orders apart: roles, and where targets begin.
_ALIKE = str.maketrans("GRXSE", "grxse")


def width(text: str) -> float:
    """Width of a text as printed, in widths of a common letter."""
    return sum(_NARROW.get(c) or _WIDE.get(c) or 556 for c in text) / 556


@dataclass(frozen=True)
class Piece:
    """A line, or a part of one that ends or begins with a sentence."""

    line: Line
    opens: bool  # the line begins here
    gap: int  # blank lines above it

    @cached_property
    def text(self) -> str:
        """Its words."""
        return self.line.text

    @cached_property
    def width(self) -> float:
        """Its width as printed."""
        return width(self.text)

    @cached_property
    def first(self) -> float:
        """Width of its first word, or of the part that may stand before a hyphen."""
        return width(self.line.words[0].text)

    @cached_property
    def starts(self) -> bool:
        """Whether a cell may begin with it."""
        return bool(_START.match(self.text))

    @cached_property
    def title(self) -> GoalTitle | None:
        """The goal whose title begins with it."""
        return goal_title(self.text) if self.opens else None

    @cached_property
    def is_after(self) -> bool:
        """Whether it is the heading of something else: an annex, the next point of an agenda."""
        return self.opens and bool(_AFTER.match(self.text))


class Order(NamedTuple):
    """A role for each piece, as a letter: a capital where a cell begins; and its points."""

    points: float
    roles: str
    # The roles as far as they tell orders apart.
    alike: str


@dataclass(frozen=True)
class Layout:
    """What is known of how pieces are laid out."""

    pieces: Sequence[Piece]
    said: Sequence[float]  # whether each sounds like a target or like a result
    widths: Mapping[str, float]  # of targets (T) and results (R)
    is_spaced: bool  # blank lines part cells
    table: tuple[int, int]  # first and last row of municipalities


def breaks_early(above: Piece, below: Piece, column: float) -> bool:
    """Whether the next word would have fitted behind a line of a column."""
    if above.text.endswith("-"):
        return above.width + 3.0 < 0.8 * column
    return above.width + 0.5 + below.first < 0.96 * column - 0.5


def best_orders(layout: Layout) -> list[Order]:
    """The order that explains all pieces best, and the best other one; none where none is possible.

    An order is another one if a piece has another role in it, or another target begins.
    """
    # The best orders up to a piece, by its role and the number of its goal.
    found = {
        (role, int(role == "G")): [Order(_points(layout, 0, role, True), role, role.lower())]
        for role in "GS"
        if _may_be(layout, 0, role, True) and _suits(layout, 0, role, 1)
    }
    for at in range(1, len(layout.pieces)):
        longer: dict[tuple[str, int], list[Order]] = {}
        moves = cache(partial(_moves, layout, at))
        for (before, goal), orders in found.items():
            for role, points in moves(before):
                number = goal + (role == "G")
                if _suits(layout, at, role, number):
                    own = role.translate(_ALIKE)
                    more = [Order(o.points + points, o.roles + role, o.alike + own) for o in orders]
                    longer.setdefault((role.upper(), number), []).extend(more)
        found = {state: _best_two(orders) for state, orders in longer.items()}
    # The last piece is a result or behind the contract.
    ends = [orders for (role, goal), orders in found.items() if role in "RXE" and goal > 1]
    return _best_two([order for orders in ends for order in orders])


def _best_two(orders: Sequence[Order]) -> list[Order]:
    best: dict[str, Order] = {}
    for order in sorted(orders, reverse=True):
        best.setdefault(order.alike, order)
    return list(best.values())[:2]


def _suits(layout: Layout, at: int, role: str, goal: int) -> bool:
    """Whether a goal's title has the number that comes next."""
    title = layout.pieces[at].title
    return role != "G" or bool(title and title.number == goal)


def _moves(layout: Layout, at: int, before: str) -> list[tuple[str, float]]:
    """What may follow a role, with the points; a small letter where its cell goes on."""
    piece, above = layout.pieces[at], layout.pieces[at - 1]
    found = []
    if _may_be(layout, at, before, False):
        points = _within(layout, at, before) + _points(layout, at, before, False)
        found.append((before.lower(), points))
    if not piece.starts or (before in "TR" and _CUT.search(above.text)):
        return found
    for role in _FOLLOW[before]:
        if (piece.opens or before + role in ("TR", "GT")) and _may_be(layout, at, role, True):
            points = _between(layout, at, before, role) + _points(layout, at, role, True)
            found.append((role, points))
    return found


# Points


def _may_be(layout: Layout, at: int, role: str, begins: bool) -> bool:
    piece = layout.pieces[at]
    if role == "S":
        return begins and piece.opens and is_section(piece.text)
    if role == "G":
        name = piece.title.name if begins and piece.title else piece.text
        return not _NO_NAME.search(name) and len(name) < 90
    if role == "E":
        return piece.is_after or not begins
    first, last = layout.table
    return role != "X" or (first - 24 <= at <= (first if begins else last + 24))


def _points(layout: Layout, at: int, role: str, begins: bool) -> float:
    """How well a piece is what a role says."""
    piece = layout.pieces[at]
    if role in "SGE":
        return {"S": 3.0, "G": 3.0 * begins + _LINE, "E": 0.0}[role]
    if role == "X":
        return _row_points(piece) + 2.0 * (begins and piece.text.startswith("Kommune"))
    points = _LINE * piece.opens - 12.0 * piece.is_after
    column = layout.widths[role]
    if piece.width > 1.05 * column + 0.5:
        points -= min(6.0, 1.5 + 12 * (piece.width / column - 1.05))
    if role == "R":
        return points - layout.said[at] + 1.2 * (begins and bool(_REFERS.match(piece.text)))
    return points + layout.said[at]


def said(piece: Piece, below: Piece) -> float:
    """How much a piece sounds like a target: above zero; below like a result."""
    text, within = one_line(f"{piece.text}\n{below.text}"), len(piece.text.rstrip("-"))
    found = ((pattern.search(text), points) for pattern, points in _SAID)
    return max(-2.0, min(2.0, sum(p for match, p in found if match and match.start() < within)))


def _row_points(piece: Piece) -> float:
    """How well a line is part of a table: figures and short labels, no sentence."""
    if _FIGURE.match(piece.text) or piece.text[0] in "*¹²³†":
        return 1.2
    words = re.findall(r"[^\W\d_]{3,}", piece.text)
    if len(words) >= 4 or (len(words) > 2 and piece.text.endswith(".")):
        return -2.0
    return 1.0 if _LABEL.search(piece.text) else 0.4 if re.search("[0-9]", piece.text) else -0.8


def _within(layout: Layout, at: int, role: str) -> float:
    """Points for a line that goes on with the cell of the line above."""
    above, piece = layout.pieces[at - 1], layout.pieces[at]
    points, stop = 0.0, bool(STOP.search(above.text))
    if layout.is_spaced and piece.gap and role in "GTR":
        ended = stop and piece.starts
        points -= (4.5 if role == "T" else 2.5) if ended else 1.5 if piece.starts else 3.0
    if role == "G":
        return points - 2.0 * (stop and not above.title)
    if role in "TR" and piece.opens and breaks_early(above, piece, layout.widths[role]):
        points -= 2.0 + 0.8 * (stop and piece.starts)
    if role in "TR" and not stop and _SENTENCE.match(piece.text):
        points -= 0.3
    return points


def _between(layout: Layout, at: int, before: str, role: str) -> float:
    """Points for a new cell behind the line above."""
    above, piece = layout.pieces[at - 1], layout.pieces[at]
    points = -1.0
    if before in "TR" and not STOP.search(above.text):
        early = piece.opens and breaks_early(above, piece, layout.widths[before])
        points -= 2.0 if early else 2.8
    if piece.text[0] in "(\"'”»’‘" and not STOP.search(above.text):
        points -= 2.0
    if before in "TR" and role in "TR" and layout.is_spaced and not piece.gap:
        points -= 3.0
    if before + role == "TT":
        return points - (0.8 if layout.is_spaced and piece.gap else 4.0)
    unfinished = before == "T" and role in "GS"
    nameless = before == "G" and above.title and not above.title.name
    return points - 4.0 * bool(unfinished or nameless)
