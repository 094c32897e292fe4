"""The contract out of text without geometry, whose cells follow one another line by line.

Each column has a width, which its broken lines tell. Where lines of two cells are mixed, or another
order of the cells explains them nearly as well, the contract is withheld.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from midtjylland.declared.region import Region
from midtjylland.extract.contract.items import (
    RESULT_HEAD,
    TARGET_HEAD,
    Goal,
    Item,
    MixedError,
    cut_before,
    goal_title,
    joined,
    scope_of,
)
from midtjylland.extract.contract.order import (
    STOP,
    Layout,
    Order,
    Piece,
    best_orders,
    breaks_early,
    said,
)
from midtjylland.read.document import Document
from midtjylland.read.pages import Line

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
_WORD = re.compile(r"[^\W\d_]{4,}")


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
    groups = cut_before(rows, (below - above > 5 for above, below in pairwise(rows)))
    return next(((g[0], g[-1]) for g in groups if len(g) >= 5), (-99, -99))


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
        wanted = _words([target])
        points += sum(0.5 * len(wanted & _words([cell])) for cell in group if cell)
        if () in group:
            points += 2.0 * bool(wanted & {"kommu", "indby", "geogr"})
    for before, group in pairwise(groups):
        points += 0.5 * math.log2(1 + (group[0][0].gap if group[0] else 0))
        points -= 2.0 * bool(before[-1] and re.fullmatch(r"\(.*\)", joined(_lines(before[-1:]))))
    return points


def _words(cells: Sequence[Cell]) -> set[str]:
    """Beginnings of the words that tell something."""
    return {word.lower()[:5] for word in _WORD.findall(joined(_lines(cells)))}
