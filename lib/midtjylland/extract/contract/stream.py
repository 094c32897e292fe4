"""The contract out of text without geometry, whose cells follow one another line by line.

Each line belongs to a goal's name (G), a target (T), a result (R), a table of municipalities (X), a
heading (S), or to what follows the contract (E). Each column has a width, which its broken lines
tell: a line breaks where the next word would not have fitted; a target shall be, a result was.
The order that explains all lines best is found. Where lines of two cells are mixed, or another
order explains them nearly as well, the contract is withheld.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import combinations, pairwise
from typing import NamedTuple

from midtjylland.declared.region import Region
from midtjylland.extract.contract.items import (
    RESULT_HEAD,
    TARGET_HEAD,
    Goal,
    GoalTitle,
    Item,
    MixedError,
    goal_title,
    is_section,
    joined,
    scope_of,
)
from midtjylland.extract.contract.wanted import words_of
from midtjylland.read.danish import one_line
from midtjylland.read.document import Document
from midtjylland.read.pages import Line, split

# The least lead of the order that was chosen over any other, in points of its score.
LEAD = 1.5
_SENTENCE = re.compile(r"[.!?][”»\"'’)\]]*\s+(?=[A-ZÆØÅ0-9(])")
_SHORT_FORM = re.compile(
    r"(?:^|\W)(?:pct|ca|min|maks|max|nr|pkt|hhv|inkl|inc|ift|jf|[0-9]|mio|kr)\.\s*$", re.I
)
_UNREADABLE = re.compile(r"[^\W\d_][•\ufffd][^\W\d_]|\ufffd")
_PAGE_NUMBER = re.compile(r"(?:side )?[0-9]{1,3}(?: (?:af|/) [0-9]{1,3})?$", re.I)
_TWO_FIGURES = re.compile(
    r"[–+-]?[0-9][0-9.,]*(?: ?(?:%|pct\.?))?\*? [–+-]?[0-9][0-9.,]*(?: ?(?:%|pct))"
)
_FURTHER = re.compile(
    r"bemærk|\bnoter?\b|kommentar|opfyldt\b|status|vurdering|ændring|sidste år|forrige|året før"
    r"|resultat(?!mål|kontrakt)|opnået",
    re.I,
)
# A row that begins with a municipality, at times behind its code.
_ROW = re.compile(r"(?:[0-9]{1,4} )?([A-ZÆØÅ][^\W\d_]+)(?:-[^\W\d_]*)?\W*(.*)")
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
_CAPITALIZED = re.compile(r"[A-ZÆØÅ][a-zæøå]+(?![^\W_]|-)")
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


@dataclass(frozen=True)
class Layout:
    """What is known of how pieces are laid out."""

    pieces: Sequence[Piece]
    said: Sequence[float]  # whether each sounds like a target or like a result
    widths: Mapping[str, float]  # of targets (T) and results (R)
    is_spaced: bool  # blank lines part cells
    table: tuple[int, int]  # first and last row of municipalities


def read_stream(document: Document, region: Region) -> Iterator[Item]:
    """Targets and results in the order of the contract; nothing where there is none.

    Raises `MixedError` where its columns can't be told apart.
    """
    lines = document.lines
    begin = _head(lines)
    if begin is None:
        _refuse_headless(lines)
        return
    head = lines[begin - 1]
    further = _FURTHER.search(RESULT_HEAD.sub("", head.text, count=1))
    if further or len(set(re.findall("20[0-9]{2}", head.text))) > 1:
        raise MixedError("further", head.place, head.text)
    pieces = list(_pieces(lines[begin : _last(lines, begin)]))
    found = [
        (orders, layout) for layout in _layouts(pieces, region) if (orders := best_orders(layout))
    ]
    if not found:
        raise MixedError("lines", pieces[0].line.place)
    (best, *others), layout = max(found, key=lambda each: each[0][0].points)
    _refuse_rivals(pieces, best, others)
    _refuse_doubt(layout, best.roles)
    yield from _items(pieces, best.roles)


# Lines


def _head(lines: Sequence[Line]) -> int | None:
    """Number of the line behind the first head of targets and results with a goal 1 soon below."""
    for at in range(len(lines)):
        end = _head_end(lines, at)
        titles = [goal_title(line.text) for line in lines[end : end + 12]] if end else []
        if any(title and title.number == 1 for title in titles):
            return end
    return None


def _head_end(lines: Sequence[Line], at: int) -> int | None:
    """Line behind a head that begins here: both columns named on one short line, or on two."""
    text = lines[at].text
    if len(text) > 70 or text.endswith((".", ",")) or re.search(r"[0-9]\s*(?:%|pct)", text):
        return None
    result = RESULT_HEAD.search(text)
    rest = f"{text[: result.start()]} {text[result.end() :]}" if result else ""
    if TARGET_HEAD.search(rest) and not re.search("kontrakt", text, re.I):
        return at + 1
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    short = max(len(text), len(below)) < 35 and not below.endswith(".")
    return at + 2 if short and TARGET_HEAD.search(text) and RESULT_HEAD.search(below) else None


def _refuse_headless(lines: Sequence[Line]) -> None:
    """Raise where a contract is announced and targets follow, but no head of two columns."""
    for at, line in enumerate(lines):
        if len(line.text) < 90 and re.search("resultatkontrakt|målopfyldelse", line.text, re.I):
            below = [other.text for other in lines[at + 1 : at + 80]]
            if sum(bool(re.search(r"\bskal\b|\bmindst\b|\bmin\.", text)) for text in below) >= 4:
                raise MixedError("headless", line.place, line.text)


def _last(lines: Sequence[Line], begin: int) -> int:
    """Line before which the contract ends at the latest: the third that may be another heading."""
    after = [n for n in range(begin + 10, len(lines)) if Piece(lines[n], True, 0).is_after]
    return after[2] + 1 if len(after) > 2 else len(lines)


def _pieces(lines: Sequence[Line]) -> Iterator[Piece]:
    above = lines[0].place
    for line in lines:
        gap = max(line.place.line - above.line - 1, 0) if line.place.page == above.page else 1
        if 0 < line.words[0].x0 < 6:
            gap = max(gap, 1)  # a row of Tika begins with a blank
        above = line.place
        for part in _parts(line):
            opens = part.words[0] is line.words[0]
            yield Piece(part, opens, gap if opens else 0)


def _parts(line: Line) -> list[Line]:
    """A line cut where a row's next cell may begin beside the one before.

    Behind a goal's number that is before any capital letter; else behind the first sentence.
    """
    words, cuts = line.words, [0]
    for at in range(1, len(words)):
        above, below = words[at - 1].text, words[at].text
        ended = _SENTENCE.search(f"{above} {below}")
        if ended and len(above) > 2 and not _SHORT_FORM.search(above):
            cuts.append(at)
            break
        if (
            goal_title(line.text)
            and at > 1
            and re.match("[A-ZÆØÅ0-9]", below)
            and above[-1] not in "-,"
        ):
            cuts.append(at)
    return [
        Line(words[a:b], line.place, " ".join(word.text for word in words[a:b]))
        for a, b in pairwise([*cuts, len(words)])
    ]


# Layout


def _layouts(pieces: Sequence[Piece], region: Region) -> Iterator[Layout]:
    """Ways in which the pieces may be laid out, by the widths of both columns."""
    spaced = sum(piece.gap > 0 for piece in pieces[:200]) > 0.1 * len(pieces[:200])
    told = [said(*pair) for pair in pairwise([*pieces, pieces[-1]])]
    table = _table(pieces, region)
    for target, result in _widths(pieces):
        yield Layout(pieces, told, {"T": target, "R": result}, spaced, table)


def _widths(pieces: Sequence[Piece]) -> list[tuple[float, float]]:
    """Likely widths of the columns of targets and results, those that explain most breaks."""
    spans = [
        (above.width, above.width + 1.0 + max(below.first, 3.0))
        for above, below in pairwise(pieces)
        if below.opens and below.text[:1].islower() and not STOP.search(above.text)
    ]
    if len(spans) < 6:
        return []
    told = {
        w: {n for n, (low, high) in enumerate(spans) if low <= 1.03 * w and w < high}
        for w in sorted({low for low, _ in spans})
    }
    pairs = sorted(combinations(told, 2), key=lambda pair: -len(told[pair[0]] | told[pair[1]]))
    found: list[tuple[float, float]] = []
    for a, b in pairs:
        if all(abs(a - x) + abs(b - y) > 0.16 * (x + y) for x, y in found):
            found += [(a, b)]
        if len(found) == 2:
            break
    return [each for a, b in found for each in ((a, b), (b, a))]


def _table(pieces: Sequence[Piece], region: Region) -> tuple[int, int]:
    """First and last of five or more rows near one another that begin with municipalities."""
    names = {name.split("-")[0] for name in region.names}
    matches = ((n, _ROW.match(piece.text)) for n, piece in enumerate(pieces))
    rows = [n for n, m in matches if m and m[1] in names and not re.search(r"[^\W\d_]{3}", m[2])]
    groups = split(rows, lambda group, row: row - group[-1] > 5)
    return next(((g[0], g[-1]) for g in groups if len(g) >= 5), (-99, -99))


# Orders


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
        (role, int(role == "G")): [Order(_points(layout, 0, role, True), role)]
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
                    more = [Order(each.points + points, each.roles + role) for each in orders]
                    longer.setdefault((role.upper(), number), []).extend(more)
        found = {state: _best_two(orders) for state, orders in longer.items()}
    # The last piece is a result or behind the contract.
    ends = [orders for (role, goal), orders in found.items() if role in "RXE" and goal > 1]
    return _best_two([order for orders in ends for order in orders])


def _best_two(orders: Sequence[Order]) -> list[Order]:
    best: dict[str, Order] = {}
    for order in sorted(orders, reverse=True):
        best.setdefault(order.roles.translate(_ALIKE), order)
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
    if role in "TR" and not stop and _CAPITALIZED.match(piece.text):
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


# Proof


def _refuse_rivals(pieces: Sequence[Piece], best: Order, others: Sequence[Order]) -> None:
    """Raise where another order is nearly as good, at the first line that it takes otherwise."""
    for other in others:
        if best.points - other.points < LEAD:
            roles = zip(best.roles, other.roles, strict=True)
            at = next(n for n, (own, rival) in enumerate(roles) if own != rival)
            raise MixedError("lines", pieces[at].line.place)


def _refuse_doubt(layout: Layout, roles: str) -> None:
    """Raise where lines don't lie in their columns."""
    broken, early = 0, []
    for above, piece, role in zip([None, *layout.pieces], layout.pieces, roles, strict=False):
        if role not in "TtRr":
            continue
        _refuse_misfit(piece, role, layout.widths[role.upper()])
        if above and piece.opens and role.islower():
            broken += 1
            early += [piece] if _ends_early(above, piece, role.upper(), layout) else []
    if len(early) > 0.1 * broken:
        raise MixedError("lines", early[0].line.place)


def _refuse_misfit(piece: Piece, role: str, column: float) -> None:
    """Raise where a line of a target or of a result is too wide, or none of its text."""
    if _UNREADABLE.search(piece.text):
        raise MixedError("letter", piece.line.place, piece.text)
    over = piece.width > (1.7 if piece.text.endswith("-") else 1.15) * column + 1
    number = _PAGE_NUMBER.match(piece.text) and role.islower()
    if over or number or piece.is_after or _TWO_FIGURES.match(piece.text):
        raise MixedError("lines", piece.line.place)


def _ends_early(above: Piece, piece: Piece, role: str, layout: Layout) -> bool:
    """Whether a line ends early within a sentence; raises where a target may begin below it."""
    column = layout.widths[role]
    ended = piece.starts and STOP.search(above.text)
    if role == "T" and ended and breaks_early(above, piece, column):
        raise MixedError("lines", piece.line.place)
    return not piece.starts and breaks_early(above, piece, 0.85 * column)


# Items

Cell = Sequence[Piece]


def _items(pieces: Sequence[Piece], roles: str) -> Iterator[Item]:
    goal, targets, results = Goal(), [], []
    for role, cell in [*_cells(pieces, roles), ("E", ())]:
        if role in "GSE" or (role == "T" and results):
            for target, own in _paired(targets, results):
                yield Item(goal, _lines([target]), _lines(own))
            targets, results = [], []
        if role in "SG":
            text = joined([piece.line for piece in cell])
            told = role == "S" or re.search(r"\([^)]*\bmål", text)
            scope = (told and scope_of(text)) or goal.scope
            title = goal_title(text) if role == "G" else None
            goal = Goal(title.number, title.name, scope) if title else Goal(scope=scope)
        elif role == "T":
            targets.append(cell)
        elif role in "RX":
            results.append(cell if role == "R" else ())


def _cells(pieces: Sequence[Piece], roles: str) -> list[tuple[str, list[Piece]]]:
    """Role and pieces of each cell."""
    starts = [at for at, role in enumerate(roles) if role.isupper()]
    bounds = pairwise([*starts, len(pieces)])
    return [(roles[a], list(pieces[a:b])) for a, b in bounds if roles[a] != "E"]


def _lines(cells: Sequence[Cell]) -> list[Line]:
    return [piece.line for cell in cells for piece in cell]


def _paired(targets: Sequence[Cell], results: Sequence[Cell]) -> Iterator[tuple[Cell, list[Cell]]]:
    """Targets of one cell, each with its paragraphs of the cell of results.

    A table of municipalities is a result without pieces.
    """
    if len(targets) > len(results) or (results and not targets):
        raise MixedError("lines", _lines([*targets, *results])[0].place)
    if not targets:
        return
    ways = sorted(
        (
            (_belong(targets, [results[a:b] for a, b in pairwise([0, *cuts, len(results)])]), cuts)
            for cuts in combinations(range(1, len(results)), len(targets) - 1)
        ),
        reverse=True,
    )
    if len(ways) > 1 and ways[0][0] - ways[1][0] < 0.5:
        raise MixedError("pair", _lines(results)[0].place)
    for target, (a, b) in zip(targets, pairwise([0, *ways[0][1], len(results)]), strict=True):
        yield target, list(results[a:b])


def _belong(targets: Sequence[Cell], groups: Sequence[Sequence[Cell]]) -> float:
    """How well groups of results belong to the targets in order: by words, and by gaps between."""
    points = 0.0
    for target, group in zip(targets, groups, strict=True):
        wanted = words_of(joined(_lines([target])))
        told = (words_of(joined(_lines([cell]))) for cell in group if cell)
        points += sum(0.5 * len(wanted & words) for words in told)
        if () in group:
            points += 2.0 * bool(wanted & {"kommu", "indby", "geogr"})
    for before, group in pairwise(groups):
        points += 0.5 * math.log2(1 + (group[0][0].gap if group[0] else 0))
        points -= 2.0 * bool(before[-1] and re.fullmatch(r"\(.*\)", joined(_lines(before[-1:]))))
    return points
