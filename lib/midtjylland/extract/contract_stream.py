"""The result contract from text without geometry: cells told by how their lines are wrapped.

An extractor writes a table's cells one after the other: goal, target, result, target, result …
Each column has a width, and a line breaks where the next word would not have fitted. So the
widths of both columns can be found, and then the order of cells that explains all lines best,
with what the words say: a target shall be, a result was. Where another order explains them nearly
as well, or lines of two cells are mixed, the contract is withheld.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, pairwise

from midtjylland.core.message import Message
from midtjylland.declared.region import Region
from midtjylland.extract.contract import LOCAL, NATIONAL, RESULT_HEAD, TARGET_HEAD, Item
from midtjylland.read.danish import one_line
from midtjylland.read.document import Document
from midtjylland.read.pages import Line, Place

# The least lead of the order that was chosen over any other, in points of its score.
LEAD = 1.5
LONGEST = 60
_REWARD = 0.6
_START = re.compile(r"[A-ZÆØÅ0-9”»«\"'’‘“„(±+•*]|[-–] |[a-z][.)] ")
_STOP = re.compile(r"[.!?:][”»«\"'’‘“)\]*¹²³]*$|\)$")
_SENTENCE = re.compile(r"[.!?][”»\"'’)\]]*\s+(?=[A-ZÆØÅ0-9(])")
_SHORT_FORM = re.compile(
    r"(?:^|\W)(?:pct|ca|min|maks|max|nr|pkt|hhv|inkl|inc|ift|jf|[0-9]|mio|kr)\.\s*$", re.I
)
_EXPECTS_MORE = re.compile(
    r"(?:,|\b(?:af|på|i|til|med|ca\.|og|eller|for|der|under|over|at|som|fra|om|en|et|den|det|de"
    r"|mindst|højst|min\.|pr\.|nr\.|skal|er|har|blev))$"
)
_GOAL = re.compile(
    r"(?:(?:kontrakt|resultat|indsats)?mål|indsatsområde|tema)?\s*(?:nr\.?\s*)?([0-9]{1,2})"
    r"(?:[.:)]|\s*[–-]|\s|$)\s*(?=[^\W\d_]|$)",
    re.I,
)
_NO_GOAL = re.compile(r"\b(?:skal|mindst|pct|har|er|blev|modtaget|og [0-9])\b|%|[0-9]{2}", re.I)
_AFTER = re.compile(
    r"(?:Bilag|BILAG|Annex|Kalender|KALENDER|Sag|Afsnit|Det indstilles|Indstilling|Oversigt"
    r"|OVERBLIK|Status på)\b"
    r"|Punkt [0-9]|[0-9]{1,2}\.[0-9]{1,2}\.? [A-ZÆØÅ]"
)
_SECTION = re.compile(r"\bmål(?:ene)?\b|\bresultatmål", re.I)
_FIGURE = re.compile(r"[\W\d_]*[0-9%–-][\W\d_]*$")
_LABEL = re.compile(
    r"kommune|indb|befolk|vejled\.|vejledte|antal|alt\b|uden|øvrige|midt|%|pct|total|individ|skjern"
    r"|jyl|region|landsd",
    re.I,
)
_UNREADABLE = re.compile(r"[^\W\d_][•\ufffd][^\W\d_]|\ufffd")
_CLOSING = ".!?:)\"'’”»"
_POINT = re.compile(r"(?:[0-9]{1,2}[.)]|[a-z][.)]|[•*–-]) ")
_NAME = re.compile(r"(?<=[a-zæøå,] )[A-ZÆØÅ][^\W_]+")
_OTHER_HEAD = re.compile(
    r"bemærk|\bnoter?\b|kommentar|opfyldt\b|status|vurdering|ændring|sidste år|forrige|året før",
    re.I,
)
_TWO_FIGURES = re.compile(
    r"[–+-]?[0-9][0-9.,]*(?: ?(?:%|pct\.?))?\*? [–+-]?[0-9][0-9.,]*(?: ?(?:%|pct))"
)
_SHALL = (
    (r"\bskal\b|\bskulle\b", 2.0),
    (r"\bmindst\b|\bmin\.|\bminimum\b|\bhøjst\b|eller derover|\+/-|±", 1.5),
    (r"\b(?!findes|synes|alles|deres|jeres)\w{3,}(?:[^aeiouyæøå]es)\b", 0.8),
    (r"\bi (?:efteråret|foråret|slutningen af) [0-9]{4}\W*$|\bkunne måles\b|\bat sikre", 1.0),
)
_DONE = (
    (r"\b(?:er|har|blev|var|blevet|haft|været|fik|endte|steg|nåede|kom|lå|gik|faldt)\b", 1.0),
    (r"\b(?:har|er|blev|blevet)\s+(?:\w+\s+){0,2}?\w{3,}(?:et|t|ede|nået|ført|givet|målt)\b", 1.0),
    (r"\btilkendegiver|\boplyser|\boplyst|\bi alt [0-9]", 1.2),
    (r"^(?:se (?:pkt|mål|lokale?|punkt|bilag)|der henvises til\b)", 1.2),
    (r"\bnationale tal|\blandstal|\bhele landet", 1.2),
    (r"^\(", 1.0),
    (r"\bfremgår af\b|\bseneste måling|\bpå landsplan|\bmod [0-9]", 1.0),
    (r"\balle kommuner\b|\bbestår af\b|\bgennemført|\bafholdt|\blanceret|\bopgjort", 0.8),
)
_SAID = [
    *((re.compile(pattern, re.I), points) for pattern, points in _SHALL),
    *((re.compile(pattern, re.I), -points) for pattern, points in _DONE),
]
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = frozenset(
    (
        "skal",
        "være",
        "have",
        "haft",
        "blev",
        "blive",
        "midtj",
        "eller",
        "efter",
        "under",
        "erhve",
        "virks",
    )
)
# Widths of letters in a common typeface, in thousandths of its size; 556 for all others.
_NARROW = {**dict.fromkeys("iljtfI.,;:'’|!()[]/ ", 270), **dict.fromkeys("rst-", 390)}
_WIDE = {**dict.fromkeys("mMwW%@", 850), **dict.fromkeys("ABCDEGHKNOPQRSUVXYÆØÅ&", 700), "æ": 880}


@dataclass(frozen=True)
class _Piece:
    """A line, or a part of one between ends of sentences."""

    line: Line
    opens: bool  # the line begins here
    gap: int  # blank lines before it
    turns: bool = False  # a page begins here

    @cached_property
    def text(self) -> str:
        return self.line.text

    @cached_property
    def width(self) -> float:
        return _width(self.text)

    @cached_property
    def first(self) -> float:
        """Width of its first word, or of the part that may stand before a hyphen."""
        return _width(self.line.words[0].text)

    @cached_property
    def starts(self) -> bool:
        return bool(_START.match(self.text))


@dataclass(frozen=True, eq=False)
class _Cell:
    """Pieces that one paragraph, goal's name, heading or table may be made of."""

    start: int
    end: int
    # G goal, T target, R result, X table, S heading of a section; behind a page's end C the rest
    # of a target, D the rest of its result.
    role: str
    points: float
    goal: int = 0


@dataclass
class _Stretch:
    """Lines of a contract, and what is known of how they are laid out."""

    pieces: list[_Piece]
    region: Region
    widths: tuple[float, float] = (0.0, 0.0)
    spaced: bool = False
    table: tuple[int, int] | None = None
    names: frozenset[str] = frozenset()  # words that have a capital letter within sentences
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    tellings: dict[tuple[int, int], frozenset[str]] = field(default_factory=dict)
    sayings: dict[tuple[int, int], float] = field(default_factory=dict)
    heard: dict[tuple[int, int], frozenset[tuple[int, bool]]] = field(default_factory=dict)

    def text(self, start: int, end: int) -> str:
        """Text of some pieces in one line."""
        key = (start, end)
        if key not in self.texts:
            self.texts[key] = one_line("\n".join(p.text for p in self.pieces[start:end]))
        return self.texts[key]

    def said(self, start: int, end: int) -> float:
        """How much some pieces sound like a target: above zero; below like a result."""
        key = (start, end)
        if key not in self.sayings:
            found = {hit for at in range(start, end - 1) for hit in self.hits(at, 2)}
            found |= self.hits(end - 1, 1)
            points = sum(_SAID[n][1] for n, anchored in found if not anchored)
            points += sum(_SAID[n][1] for n, anchored in self.hits(start, 1) if anchored)
            self.sayings[key] = max(-3.0, min(3.0, points))
        return self.sayings[key]

    def hits(self, at: int, count: int) -> frozenset[tuple[int, bool]]:
        """Patterns that begin in a piece, read on into the next; whether they open it."""
        key = (at, count)
        if key not in self.heard:
            text = self.text(at, at + count)
            within = len(self.pieces[at].text.rstrip("-"))
            found = ((n, p.pattern, p.search(text)) for n, (p, _) in enumerate(_SAID))
            self.heard[key] = frozenset(
                (n, pattern.startswith("^")) for n, pattern, m in found if m and m.start() < within
            )
        return self.heard[key]

    def words(self, cell: _Cell) -> frozenset[str]:
        """Beginnings of the words of a cell that tell something."""
        key = (cell.start, cell.end)
        if key not in self.tellings:
            found = _WORD.findall(self.text(*key))
            self.tellings[key] = frozenset(w.lower()[:5] for w in found) - _COMMON
        return self.tellings[key]


@dataclass(frozen=True)
class _Order:
    """An order of cells: its points, the widths it assumes, and each piece's lead over others."""

    cells: list[_Cell]
    points: float
    widths: tuple[float, float]
    doubts: dict[int, float]


# A cell, and the number of the goal that holds there.
State = tuple[_Cell, int]
Edges = dict[State, dict[State, float]]


class ColumnsMixedError(Exception):
    """The columns of a contract can't be told apart; says why and where."""

    def __init__(self, message: Message, place: Place) -> None:
        super().__init__(message)
        self.message, self.place = message, place


def read_stream_items(document: Document, region: Region) -> Iterator[Item]:
    """Targets and results in the order of the contract; nothing where there is none.

    Raises `ColumnsMixedError` where its columns can't be told apart.
    """
    lines, turns = _without_page_numbers(document.lines)
    begin = _head(lines)
    if begin is None:
        _refuse_headless(lines)
        return
    _refuse_columns(lines[begin - 1])
    body, turns = _without_heads(lines, begin, turns)
    pieces = list(_pieces(body, turns))
    stretch = _Stretch(pieces, region)
    stretch.spaced = _is_spaced(pieces)
    stretch.table = _table(pieces, region)
    stretch.names = frozenset(_NAME.findall("\n".join(line.text for line in lines)))
    orders = []
    for stretch.widths in _widths(pieces):
        order = _order(stretch)
        orders += [order] if order else []
    if not orders:
        raise ColumnsMixedError(_MIXED, pieces[0].line.place)
    best = max(orders, key=lambda order: order.points)
    stretch.widths = best.widths
    _refuse_doubt(stretch, best)
    yield from _items(stretch, best.cells)


_MIXED = Message(
    "lines of the contract's columns stand mixed in this text, so that target and result can't be "
    "told apart; give the PDF"
)
_GOES_ON = Message("the contract seems to go on behind this heading; give the PDF")
_UNPAIRED = Message(
    "it can't be told which target of the cell this result belongs to; give the PDF"
)


# Lines


def _refuse_headless(lines: Sequence[Line]) -> None:
    """Raise where a contract is announced and targets follow, but no head of two columns."""
    for at, line in enumerate(lines):
        if len(line.text) < 90 and re.search("resultatkontrakt|målopfyldelse", line.text, re.I):
            below = [other.text for other in lines[at + 1 : at + 80]]
            if sum(bool(re.search(r"\bskal\b|\bmindst\b|\bmin\.", text)) for text in below) >= 4:
                raise ColumnsMixedError(
                    Message(
                        "behind '{text}' no head names columns of targets and results in this "
                        "text; give the PDF",
                        text=line.text,
                    ),
                    line.place,
                )


def _refuse_columns(head: Line) -> None:
    """Raise where a head names more columns than goal, target and result."""
    results = re.findall("resultat(?!mål|kontrakt)|status|opfyld|opnået", head.text, re.I)
    other = _OTHER_HEAD.search(RESULT_HEAD.sub("", head.text, count=1))
    if len(results) > 1 or other or len(set(re.findall("20[0-9]{2}", head.text))) > 1:
        raise ColumnsMixedError(
            Message(
                "the contract has further columns ('{text}'), which this text does not keep apart; "
                "give the PDF",
                text=head.text,
            ),
            head.place,
        )


def _without_heads(
    lines: Sequence[Line], begin: int, turns: set[Place]
) -> tuple[list[Line], set[Place]]:
    """Lines of the contract without heads that are repeated, and where pages begin."""
    above = {line.text for line in lines[max(begin - 5, 0) : begin]}
    body: list[Line] = []
    turns, at, last = set(turns), begin, _last(lines, begin)
    while at < last:
        end = _head_end(lines, at)
        if end and any(lines[n].text in above for n in range(at, end)):
            while body and body[-1].text in above:
                body.pop()
            at = end
            turns |= {lines[at].place} if at < len(lines) else set()
            continue
        if body and lines[at].place.page != body[-1].place.page:
            turns.add(lines[at].place)
        body.append(lines[at])
        at += 1
    return body, turns


def _without_page_numbers(lines: Sequence[Line]) -> tuple[list[Line], set[Place]]:
    """Lines without those that count the pages and what always stands beside them.

    Also where the next page begins.
    """
    keys: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        if re.search("[0-9]", line.text) and len(line.text) < 60:
            keys.setdefault(re.sub("[0-9]+", "#", line.text), []).append(at)
    drop: set[int] = set()
    for found in keys.values():
        numbers = [[int(n) for n in re.findall("[0-9]+", lines[at].text)] for at in found]
        if (
            len(found) > 1
            and any(
                all(b - a == 1 for a, b in pairwise(column))
                for column in zip(*numbers, strict=True)
            )
            and min(b - a for a, b in pairwise(found)) > 12
        ):
            drop.update(found)
            for step in (-2, -1, 1, 2):
                beside = {lines[at + step].text for at in found if 0 <= at + step < len(lines)}
                if len(beside) == 1:
                    drop.update(at + step for at in found if 0 <= at + step < len(lines))
    kept = [line for at, line in enumerate(lines) if at not in drop]
    behind = {lines[at + 1].place for at in drop if at + 1 < len(lines) and at + 1 not in drop}
    return kept, behind


def _head(lines: Sequence[Line]) -> int | None:
    """Number of the line behind the first head of targets and results with a goal 1 soon below."""
    for at, _line in enumerate(lines):
        end = _head_end(lines, at)
        if end and any(_goal_number(below.text) == 1 for below in lines[end : end + 12]):
            return end
    return None


def _last(lines: Sequence[Line], begin: int) -> int:
    """Line before which the contract ends at the latest."""
    after = [at for at in range(begin + 10, len(lines)) if _AFTER.match(lines[at].text)]
    return after[2] + 1 if len(after) > 2 else len(lines)


def _head_end(lines: Sequence[Line], at: int) -> int | None:
    """Line behind a head that begins here: both columns named on one short line, or on two."""
    text = lines[at].text
    if len(text) > 70 or text.endswith((".", ",")) or re.search(r"[0-9]\s*(?:%|pct)", text):
        return None
    if _names_both(text):
        return at + 1
    if at + 1 < len(lines) and len(text) < 35 and TARGET_HEAD.search(text):
        below = lines[at + 1].text
        if len(below) < 35 and not below.endswith(".") and RESULT_HEAD.search(below):
            return at + 2
    return None


def _names_both(text: str) -> bool:
    result = RESULT_HEAD.search(text)
    rest = text[: result.start()] + " " + text[result.end() :] if result else text
    return bool(result and TARGET_HEAD.search(rest) and not re.search("kontrakt", text, re.I))


def _goal_number(text: str) -> int | None:
    match = _GOAL.match(text)
    return int(match.group(1)) if match else None


def _pieces(lines: Sequence[Line], turns: set[Place]) -> Iterator[_Piece]:
    last = lines[0].place.line if lines else 0
    page = lines[0].place.page if lines else None
    for line in lines:
        gap = max(line.place.line - last - 1, 0) if line.place.page == page else 1
        if 0 < line.words[0].x0 < 6 and gap == 0:
            gap = 1  # a row of Tika begins with a blank
        last, page = line.place.line, line.place.page
        for n, part in enumerate(_parts(line)):
            opens = n == 0
            yield _Piece(part, opens, gap if opens else 0, opens and line.place in turns)


def _parts(line: Line) -> list[Line]:
    """A line cut where a row's next cell may begin beside the one before.

    Behind a goal's number that is before any capital letter; else behind the first sentence.
    """
    words, cuts = line.words, []
    goal = _goal_number(line.text) is not None
    for at in range(1, len(words)):
        above, below = words[at - 1].text, words[at].text
        ended = _SENTENCE.search(f"{above} {below}")
        if ended and len(above) > 2 and not _SHORT_FORM.search(above):
            cuts.append(at)
            break
        if goal and at > 1 and _START.match(below) and above[-1] not in "-,":
            cuts.append(at)
    bounds = [0, *cuts, len(words)]
    if not cuts:
        return [line]
    return [_part(line, words[a:b]) for a, b in pairwise(bounds)]


def _part(line: Line, words: Sequence) -> Line:
    return Line(tuple(words), line.place, " ".join(word.text for word in words))


def _is_spaced(pieces: Sequence[_Piece]) -> bool:
    """Whether blank lines part the cells of this text."""
    return sum(1 for p in pieces[:200] if p.gap) > 0.1 * len(pieces[:200])


def _table(pieces: Sequence[_Piece], region: Region) -> tuple[int, int] | None:
    """First and last row of municipalities."""
    names = {name.split("-")[0] for name in region.names}
    rows = [n for n, p in enumerate(pieces) if _is_row(p.text, names)]
    groups: list[list[int]] = []
    for row in rows:
        if groups and row - groups[-1][-1] < 6:
            groups[-1].append(row)
        else:
            groups.append([row])
    full = [group for group in groups if len(group) >= 5]
    return (full[0][0], full[0][-1]) if full else None


def _is_row(text: str, names: set[str]) -> bool:
    match = re.match(r"(?:[0-9]{1,4} )?([A-ZÆØÅ][^\W\d_]+)(?:-[^\W\d_]*)?\W*(.*)", text)
    return bool(match and match.group(1) in names and not re.search(r"[^\W\d_]{3}", match.group(2)))


# Widths


def _width(text: str) -> float:
    return sum(_NARROW.get(c) or _WIDE.get(c) or 556 for c in text) / 556


def _widths(pieces: Sequence[_Piece]) -> Iterator[tuple[float, float]]:
    """Likely widths of the columns of targets and results, best first."""
    spans = [
        (above.width, above.width + 0.5 + max(below.first, 3.0))
        for above, below in pairwise(pieces)
        if below.opens and below.text[:1].islower() and not _STOP.search(above.text)
    ]
    if len(spans) < 6:
        return
    pairs = _pairs_of_widths(pieces, spans)
    given: list[tuple[float, float]] = []
    for a, b in sorted(pairs, key=pairs.__getitem__, reverse=True):
        for pair in ((min(a, b), max(a, b)), (max(a, b), min(a, b))):
            if all(abs(pair[0] - g[0]) + abs(pair[1] - g[1]) > 0.16 * sum(g) for g in given):
                given.append(pair)
                yield pair
        if len(given) >= 6:
            return


def _pairs_of_widths(
    pieces: Sequence[_Piece], spans: Sequence[tuple[float, float]]
) -> dict[tuple[float, float], int]:
    """Pairs of widths, with how many breaks of lines one of both explains."""
    tops = sorted({low for low, _ in spans})
    hits = {w: sum(_covers(span, w) for span in spans) for w in tops}
    seen: list[float] = []
    for first in sorted(hits, key=hits.__getitem__, reverse=True):
        if len(seen) < 3 and all(abs(first - s) > 0.12 * s for s in seen):
            seen.append(first)
    pairs: dict[tuple[float, float], int] = {}
    for a in seen:
        left = [span for span in spans if not _covers(span, a)]
        for b in tops:
            key = (a, max(a, b)) if abs(a - b) < 0.1 * a else (a, b)
            more = sum(_covers(span, b) for span in left)
            pairs[key] = max(pairs.get(key, 0), hits[a] + more)
    widest = max((p.width for p in pieces[: _before_other(pieces)]), default=0.0)
    if widest > 1.2 * seen[0]:
        # Results that mostly stand on one line each tell no width.
        pairs[seen[0], widest] = hits[seen[0]]
    return pairs


def _before_other(pieces: Sequence[_Piece]) -> int:
    return next((n for n, p in enumerate(pieces) if _opens_other(p)), len(pieces))


def _covers(span: tuple[float, float], width: float) -> bool:
    return span[0] <= width * 1.03 and width < span[1] + 0.5


# Cells


def _cells(stretch: _Stretch) -> Iterator[_Cell]:
    """Everything that may be a cell, with how well it is one."""
    pieces = stretch.pieces
    ends = _ends(stretch)
    for start, piece in enumerate(pieces):
        if stretch.table and start <= stretch.table[0]:
            yield from _tables(stretch, start)
        if piece.opens:
            yield from _headings(stretch, start)
        if piece.starts or piece.turns:
            yield from _texts(stretch, start, ends)


def _ends(stretch: _Stretch) -> list[bool]:
    """Whether a cell may end before each piece."""
    pieces = stretch.pieces
    near = range(stretch.table[0] - 16, stretch.table[0] + 1) if stretch.table else range(0)
    allowed = [True]
    for at in range(1, len(pieces)):
        above = pieces[at - 1].text
        whole = not _is_cut(above) or any(p.turns for p in pieces[at : at + 30])
        allowed.append((whole and (pieces[at].starts or at in near)) or pieces[at].turns)
    return [*allowed, True]


def _is_cut(text: str) -> bool:
    """Whether a line can't be the last one of a sentence."""
    return text.endswith("-") or bool(_EXPECTS_MORE.search(text))


def _tables(stretch: _Stretch, start: int) -> Iterator[_Cell]:
    first, last = stretch.table or (0, 0)
    if first - start > 14:
        return
    points = sum(_row_points(p) for p in stretch.pieces[start : last + 1])
    points += 1.0 * bool(re.match("Kommune|Navn|By\\b", stretch.pieces[start].text))
    for end in range(last + 1, min(last + 24, len(stretch.pieces)) + 1):
        if end > last + 1:
            points += _row_points(stretch.pieces[end - 1])
        if end == len(stretch.pieces) or stretch.pieces[end].starts:
            yield _Cell(start, end, "X", points)


def _row_points(piece: _Piece) -> float:
    """How well a line is part of a table: figures and short labels, no sentence."""
    if _FIGURE.match(piece.text):
        return 1.2
    if piece.text[0] in "*¹²³†":
        return 1.0
    words = re.findall(r"[^\W\d_]{3,}", piece.text)
    if len(words) >= 4 or (len(words) > 2 and piece.text.endswith(".")):
        return -2.0
    label = _LABEL.search(piece.text)
    return 1.0 if label else 0.4 if re.search("[0-9]", piece.text) else -0.8


def _headings(stretch: _Stretch, start: int) -> Iterator[_Cell]:
    """A section's heading, a head that is repeated, or a goal's number with its name."""
    pieces = stretch.pieces
    lines = [p.line for p in pieces[start : start + 2]]
    again = _head_end(lines, 0)
    if again:
        yield _Cell(start, start + again, "S", 1.0 * again)
    text = pieces[start].text
    named = _SECTION.search(text) and (NATIONAL.search(text) or LOCAL.search(text))
    if named and len(text) < 70 and not re.search(r"\.$|[0-9]|\b(?:se|jf)\b", text):
        yield _Cell(start, start + 1, "S", 2.0)
    number = _goal_number(text)
    if number is not None:
        yield from _goals(stretch, start, number)


def _goals(stretch: _Stretch, start: int, number: int) -> Iterator[_Cell]:
    """A goal's number, and its name of one line or several."""
    pieces, points = stretch.pieces, 3.0
    for end in range(start + 1, min(start + 9, len(pieces)) + 1):
        piece, text = pieces[end - 1], stretch.text(start, end)
        match = _GOAL.match(text)
        name = text[match.end() :] if match else ""
        if _NO_GOAL.search(name) or len(name) > 110 or piece.width > 1.6 * max(stretch.widths):
            return
        points += 0.6 * piece.opens
        if stretch.spaced and piece.gap and end > start + 1:
            points -= 1.5
        if _STOP.search(pieces[end - 2].text) and end > start + 2:
            points -= 2
        if name and not piece.text.endswith("-"):
            early = _early_breaks(pieces[start:end])
            yield _Cell(start, end, "G", points - 1.2 * early - 1.5 * name.endswith("."), number)


def _early_breaks(pieces: Sequence[_Piece]) -> int:
    """How many lines end although the next word would have fitted into the widest one."""
    width = max(piece.width for piece in pieces)
    pairs = list(pairwise(pieces))
    if pairs and re.fullmatch(r"\W*[0-9]+\W*", pieces[0].text):
        pairs = pairs[1:]
    return sum(_breaks_early(a, b, width) for a, b in pairs if b.opens)


def _texts(stretch: _Stretch, start: int, ends: Sequence[bool]) -> Iterator[_Cell]:
    """Paragraphs that begin here, each as a target and as a result."""
    pieces = stretch.pieces
    laid = [0.0, 0.0]
    for end in range(start + 1, min(start + LONGEST, len(pieces)) + 1):
        piece = pieces[end - 1]
        for column in (0, 1):
            laid[column] += _REWARD * piece.opens + _laid(stretch, start, end, column)
        if max(laid) < -6:
            return
        if not ends[end]:
            continue
        if end < len(pieces) and not pieces[end].opens and not _same_line(stretch, start, end):
            continue  # within a line only a row of one line ends
        if max(laid) < -5:
            continue
        text, said = stretch.text(start, end), stretch.said(start, end)
        closed = 0.0 if _STOP.search(pieces[end - 1].text) else -1.2
        closed -= 2.0 * _is_cut(pieces[end - 1].text)
        closed -= 2.0 * (text.count("(") > text.count(")"))
        roles = ("T", "R") if pieces[start].starts else ("C", "D")
        for role, points in zip(roles, (laid[0] + said, laid[1] - said), strict=True):
            if points + closed > -4:
                yield _Cell(start, end, role, points + closed - 1.0)


def _same_line(stretch: _Stretch, one: int, other: int) -> bool:
    return stretch.pieces[one].line.place == stretch.pieces[other].line.place


def _laid(stretch: _Stretch, start: int, end: int, column: int) -> float:
    """How well a piece lies in a column of this width, behind the one before."""
    piece, width = stretch.pieces[end - 1], stretch.widths[column]
    points = -12.0 * _opens_other(piece)
    if stretch.table and -16 < end - 1 - stretch.table[0] < 60 and _row_points(piece) >= 1.0:
        points -= 0.6
    if piece.width > 1.05 * width + 0.5:
        over = min(4.0, 1.5 + 12 * (piece.width / width - 1.05))
        points -= 0.4 * over if piece.text.endswith("-") else over
    if end == start + 1 or not piece.opens:
        return points
    above = stretch.pieces[end - 2]
    if _begins_sentence(stretch, piece) and not _STOP.search(above.text):
        points -= 2.0 if end == start + 2 and " " not in above.text else 0.3
    if piece.text[0] == "(" and column == 0 and above.text[-1] in _CLOSING:
        points -= 2.0
    if _POINT.match(piece.text):
        return points
    if _breaks_early(above, piece, width * (0.8 if _in_list(stretch, start, end) else 1.0)):
        points -= 1.0 if piece.text[:1].islower() else 1.6
        points -= 0.8 * bool(_STOP.search(above.text) and piece.starts)
    if stretch.spaced and piece.gap:
        ended = bool(_STOP.search(above.text) and piece.starts)
        points -= (4.5 if column == 0 else 2.5) if ended else 1.5 if piece.starts else 3.0
    return points


def _begins_sentence(stretch: _Stretch, piece: _Piece) -> bool:
    """Whether a capital letter begins this line that is no name's."""
    word = re.match(r"[A-ZÆØÅ][a-zæøå]+(?![^\W_]|-)", piece.text)
    return bool(word and word.group() not in stretch.names)


def _opens_other(piece: _Piece) -> bool:
    """Whether a line is the heading of something else: an annex, the next point of an agenda."""
    return piece.opens and bool(_AFTER.match(piece.text))


def _in_list(stretch: _Stretch, start: int, end: int) -> bool:
    """Whether the lines before are points of a list, which are set narrower."""
    return any(_POINT.match(p.text) for p in stretch.pieces[max(start, end - 6) : end])


def _breaks_early(above: _Piece, below: _Piece, width: float) -> bool:
    """Whether the next word would have fitted behind a line."""
    if above.text.endswith("-"):
        return above.width + 3.0 < 0.8 * width
    return above.width + 0.5 + below.first < 0.96 * width - 0.5


# The best order of cells


def _order(stretch: _Stretch) -> _Order | None:
    """The order of cells with most points, and its lead over every order that differs."""
    starting: dict[int, list[_Cell]] = {}
    for cell in _cells(stretch):
        starting.setdefault(cell.start, []).append(cell)
    forward, edges = _forward(stretch, starting)
    last = [state for state in forward if _may_end(stretch, state)]
    if not last:
        return None
    path = _path(max(last, key=forward.get), forward, edges)
    doubts = _doubts(stretch, forward, edges, path)
    return _Order([cell for cell, _ in path], forward[path[-1]], stretch.widths, doubts)


def _forward(
    stretch: _Stretch, starting: dict[int, list[_Cell]]
) -> tuple[dict[State, float], Edges]:
    forward: dict[State, float] = {}
    edges: Edges = {}
    ending: dict[int, list[State]] = {}
    for cell in starting.get(0, []):
        _reach(cell, None, 0.0, forward, edges, ending)
    for at in range(1, len(stretch.pieces)):
        for state in ending.get(at, []):
            for cell in starting.get(at, []):
                step = _step(stretch, state[0], cell, state[1])
                if step is not None:
                    _reach(cell, state, step, forward, edges, ending)
    return forward, edges


def _reach(cell, state, step, forward, edges, ending) -> None:
    if state is None and cell.role not in "SG":
        return
    goal = cell.goal or (state[1] if state else 0)
    if state is None and cell.role == "G" and cell.goal != 1:
        return
    here = (cell, goal)
    points = cell.points + step + (forward[state] if state else 0.0)
    if here not in forward:
        ending.setdefault(cell.end, []).append(here)
        forward[here] = points
        edges[here] = {}
    forward[here] = max(forward[here], points)
    if state is not None:
        edges[here][state] = step


def _step(stretch: _Stretch, before: _Cell, cell: _Cell, goal: int) -> float | None:
    """Points for one cell behind another; None where that can't be."""
    a, b = before.role, cell.role
    if b == "G" and cell.goal != goal + 1:
        return None
    if b not in _FOLLOW[a]:
        return None
    above, below = stretch.pieces[cell.start - 1], stretch.pieces[cell.start]
    if not below.opens and (
        a + b not in ("TR", "GT") or not _same_line(stretch, before.start, cell.start)
    ):
        return None
    points = _parted(stretch, before, cell)
    if a + b == "TT":
        full = not _breaks_early(above, below, stretch.widths[0])
        spaced = stretch.spaced and below.gap
        points -= 0.8 if spaced else 3.0 + 2.0 * full
    elif a + b == "RR":
        points -= 0.2
    elif b == "C":
        points += 1.0
    elif a + b == "TR":
        points += _shared(stretch, before, cell)
    elif a == "T" and b != "X":
        points -= 4.0
    return points


def _parted(stretch: _Stretch, before: _Cell, cell: _Cell) -> float:
    """Points for how two cells are parted: a line that ends early, a blank line."""
    above, below = stretch.pieces[cell.start - 1], stretch.pieces[cell.start]
    points = 0.0
    if before.role in "TRCD" and cell.role in "TR" and below.opens:
        width = stretch.widths[before.role in "RD"]
        points -= 0.8 * (not _breaks_early(above, below, width) and not _STOP.search(above.text))
        if stretch.spaced and not below.gap:
            points -= 1.0 if before.role + cell.role == "RR" else 3.0
    if below.text[0] in "(\"'”»’‘" and above.text[-1] not in _CLOSING:
        points -= 2.0
    return points


_FOLLOW = {
    "S": "SGT",
    "G": "T",
    "T": "TRXGSC",
    "R": "RTGSXC",
    "X": "RTGSC",
    "C": "RTGSXD",
    "D": "RTGSX",
}


def _shared(stretch: _Stretch, target: _Cell, result: _Cell) -> float:
    """Points for the words that a result repeats of its target."""
    return min(1.5, 0.4 * len(stretch.words(target) & stretch.words(result)))


def _may_end(stretch: _Stretch, state: State) -> bool:
    cell, goal = state
    if cell.role not in "RXDC" or goal < 2:
        return False
    if cell.end == len(stretch.pieces):
        return True
    piece = stretch.pieces[cell.end]
    return _opens_other(piece)


def _path(state: State, forward: dict[State, float], edges: Edges) -> list[State]:
    """States of the best order that ends with one."""
    path = [state]
    while edges[path[-1]]:
        here = path[-1]
        before = max(edges[here], key=lambda s: forward[s] + edges[here][s])
        path.append(before)
    return path[::-1]


def _doubts(
    stretch: _Stretch, forward: dict[State, float], edges: Edges, path: Sequence[State]
) -> dict[int, float]:
    """For each piece the lead of its role in the best order over any other."""
    back = {state: 0.0 if _may_end(stretch, state) else -1e9 for state in forward}
    for here in sorted(forward, key=lambda state: -state[0].start):
        for before, step in edges[here].items():
            back[before] = max(back[before], step + here[0].points + back[here])
    best: dict[tuple[int, str], float] = {}
    for state, points in forward.items():
        whole = points + back[state]
        for at, label in _labels(state[0]):
            best[at, label] = max(best.get((at, label), -1e9), whole)
    chosen = {at: label for cell, _ in path for at, label in _labels(cell)}
    top = forward[path[-1]]
    rivals = dict.fromkeys(chosen, top - 99.0)
    for (at, label), points in best.items():
        if at in chosen and label != chosen[at]:
            rivals[at] = max(rivals[at], points)
    return {at: top - points for at, points in rivals.items()}


def _labels(cell: _Cell) -> Iterator[tuple[int, str]]:
    for at in range(cell.start, cell.end):
        yield at, cell.role + "+" * (cell.role == "T" and at == cell.start)


# Proof


def _refuse_doubt(stretch: _Stretch, order: _Order) -> None:
    """Raise where lines don't lie in their columns, or another order is nearly as good."""
    for cell in order.cells:
        if cell.role in "TRCDG":
            _refuse_misfit(stretch, cell)
    at = min(order.doubts, key=order.doubts.get)
    if order.doubts[at] < LEAD:
        raise ColumnsMixedError(_MIXED, stretch.pieces[at].line.place)


def _refuse_misfit(stretch: _Stretch, cell: _Cell) -> None:
    width = stretch.widths[cell.role in "RD"]
    pieces = stretch.pieces[cell.start : cell.end]
    if cell.role == "R" and _TWO_FIGURES.match(stretch.text(cell.start, cell.end)):
        raise ColumnsMixedError(_MIXED, pieces[0].line.place)
    for piece in pieces:
        if _UNREADABLE.search(piece.text):
            raise ColumnsMixedError(
                Message("'{text}' has a letter without a meaning; give the PDF", text=piece.text),
                piece.line.place,
            )
        if _opens_other(piece):
            raise ColumnsMixedError(_GOES_ON, piece.line.place)
        if (
            cell.role != "G"
            and piece.width > (1.7 if piece.text.endswith("-") else 1.15) * width + 1
        ):
            raise ColumnsMixedError(_MIXED, piece.line.place)
    if cell.role == "G":
        return
    early = [
        below
        for above, below in pairwise(pieces)
        if below.opens and not below.starts and _breaks_early(above, below, 0.85 * width)
    ]
    if len(early) > max(1, 0.25 * len(pieces)):
        raise ColumnsMixedError(_MIXED, early[0].line.place)


# Items


def _items(stretch: _Stretch, cells: Sequence[_Cell]) -> Iterator[Item]:
    scope, goal_no, goal = "national", 0, ""
    targets: list[_Cell] = []
    results: list[_Cell] = []
    rest: list[_Cell] = []
    for cell in [*cells, _Cell(0, 0, "end", 0.0)]:
        if (cell.role == "T" and results) or cell.role in ("G", "S", "end"):
            for target, own in _paired(stretch, targets, results, rest):
                more = rest if target is targets[-1] else []
                yield _item(stretch, goal_no, goal, scope, [target, *more], own)
            targets, results, rest = [], [], []
        if cell.role == "T":
            targets.append(cell)
        elif cell.role in "RXD":
            results.append(cell)
        elif cell.role == "C":
            rest.append(cell)
        elif cell.role in "SG":
            text = stretch.text(cell.start, cell.end)
            scope = "local" if LOCAL.search(text) and _says_scope(cell, text) else scope
            scope = "national" if NATIONAL.search(text) and _says_scope(cell, text) else scope
            if cell.role == "G":
                goal_no, goal = cell.goal, text[_GOAL.match(text + " ").end() :].strip()


def _says_scope(cell: _Cell, text: str) -> bool:
    return cell.role == "S" or bool(re.search(r"\([^)]*\bmål", text))


def _item(
    stretch: _Stretch,
    goal_no: int,
    goal: str,
    scope: str,
    target: Sequence[_Cell],
    own: Sequence[_Cell],
) -> Item:
    lines = _lines(stretch, target)
    told = _lines(stretch, [cell for cell in own if cell.role != "X"])
    table = bool(own) and not told
    return Item(goal_no, goal, scope, lines, told, lines[0].place, is_table=table)


def _lines(stretch: _Stretch, cells: Sequence[_Cell]) -> list[Line]:
    return [piece.line for cell in cells for piece in stretch.pieces[cell.start : cell.end]]


def _paired(
    stretch: _Stretch, targets: Sequence[_Cell], results: Sequence[_Cell], rest: Sequence[_Cell]
) -> Iterator[tuple[_Cell, list[_Cell]]]:
    """Targets of one cell, each with its paragraphs of the cell of results."""
    if not targets:
        for cell in [*results, *rest]:
            raise ColumnsMixedError(_MIXED, stretch.pieces[cell.start].line.place)
        return
    if rest and _STOP.search(stretch.text(targets[-1].start, targets[-1].end)):
        raise ColumnsMixedError(_MIXED, stretch.pieces[rest[0].start].line.place)
    if len(targets) > len(results):
        raise ColumnsMixedError(_MIXED, stretch.pieces[targets[-1].start].line.place)
    ways = sorted(
        (
            (_ways_points(stretch, targets, results, cuts), cuts)
            for cuts in combinations(range(1, len(results)), len(targets) - 1)
        ),
        reverse=True,
    )
    if len(ways) > 1 and ways[0][0] - ways[1][0] < 0.5:
        place = stretch.pieces[results[ways[0][1][0]].start].line.place
        raise ColumnsMixedError(_UNPAIRED, place)
    bounds = [0, *ways[0][1], len(results)]
    for target, first, end in zip(targets, bounds, bounds[1:], strict=False):
        yield target, list(results[first:end])


def _ways_points(
    stretch: _Stretch, targets: Sequence[_Cell], results: Sequence[_Cell], cuts: Sequence[int]
) -> float:
    """How well results cut in this way belong to the targets in order."""
    points = 0.0
    bounds = [0, *cuts, len(results)]
    for target, first, end in zip(targets, bounds, bounds[1:], strict=False):
        for cell in results[first:end]:
            points += _belongs(stretch, target, cell)
    for cut in cuts:
        gap = stretch.pieces[results[cut].start].gap
        points += 0.5 * math.log2(1 + gap)
        text = stretch.text(results[cut - 1].start, results[cut - 1].end)
        points -= 2.0 * (text.startswith("(") and text.endswith(")"))
    return points


def _belongs(stretch: _Stretch, target: _Cell, result: _Cell) -> float:
    if result.role == "X":
        text = stretch.text(target.start, target.end)
        return 2.0 * bool(re.search("kommun|indbygger|geografisk", text, re.I))
    return 0.5 * len(stretch.words(target) & stretch.words(result))
