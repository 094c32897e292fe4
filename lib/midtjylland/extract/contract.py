"""The result contract: its table of goals, targets and results, cell by cell.

A contract is a table with a column of targets and one of results. Its head tells the columns, the
left edges of words and the ruled lines tell the cells. A goal stands in a column left of them or
in a heading above. Nothing depends on which goals there are or how they are worded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from midtjylland.core.message import Message
from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.indicators import add_indicators
from midtjylland.read.danish import one_line, quantities
from midtjylland.read.document import Document, sentence_spans
from midtjylland.read.pages import Box, Line, Page, Place, Rule, Word

GOALS, INDICATORS = "contract_goals", "contract_indicators"
TARGET_HEAD = re.compile(
    r"måltal|resultatmål|målsætning|\bmål(?:et|ene)?\b(?!opfyld)|\bkrav\b|aftalt|\bambition", re.I
)
RESULT_HEAD = re.compile(
    r"målopfyld|resultat(?!mål|kontrakt)|opnå|nåe?de|blev det til|opfyldelse|realiser|status"
    r"|hvor langt|gik det|fulgt op",
    re.I,
)
_SHOULD = re.compile(
    r"\bskal\b|mindst|\bmin\.|minimum|højst|maks|eller derover|eller flere|\+/-|±|fortsæt"
    r"|videreføre|fastholde|øge",
    re.I,
)
NATIONAL = re.compile(r"national|fælles|alle (?:seks )?erhvervshuse|landsdækkende", re.I)
LOCAL = re.compile(r"\blokal|regional|aftalt (?:med|i)|midtjyske mål|KKR Midtjylland", re.I)
_SECTION = re.compile(
    r"^(?:[A-ZÆØÅIVX]{1,3}[.):]?\s+|\d[.)]\s+)?(?:[^.]{0,40}?)\b(?:mål|resultatmål|indsatsmål|målene|del)\b[^.]{0,60}$",
    re.I,
)
_GOAL = re.compile(
    r"^(?:(?:kontrakt|resultat|indsats)?mål|indsatsområde|tema|punkt)?\s*(?:nr\.?\s*)?([0-9]{1,2})(?:[.:)]|\s*[–-]|\s)\s*(?=\D|$)",
    re.I,
)
GOAL_HEADING = re.compile(
    r"^(?:(?:kontrakt|resultat|indsats)?mål|indsatsområde|tema)\s*(?:nr\.?\s*)?([0-9]{1,2})\s*[.:)–-]?\s*(.*)",
    re.I,
)
_LABEL = re.compile(r"^(?:[0-9]{1,2}\.[0-9]{1,2}\.?|[0-9]{1,2}\s?[a-z][.)]?|[a-z][.)])$")
_LETTER = re.compile(r"^([a-z])[).]\s*(?=\S|$)")
_AFTER = re.compile(
    r"^(?:bilag|annex|kalender|punkt|sag|afsnit|pkt\.?)\b|modul|klima|handlingsplan|regionalpolitisk",
    re.I,
)
_ENDED = re.compile(r"[.!?:)][”\"’')\]*¹²³]*$")
_LIKE_TARGET = re.compile(
    r"(?:mindst|\bmin\.|højst|\bskal\b)[^.]{0,60}\d\s*(?:%|pct|procent)"
    r"|\d\s*(?:%|pct\.|procent) af (?:de )?(?:vejledte|henviste|adspurgte|virksomheder)",
    re.I,
)
ROW_GAP = 1.3


@dataclass
class Item:
    """One target with its result, as printed."""

    goal_no: int
    goal: str
    scope: str
    target: list[Line]
    result: list[Line]
    place: Place
    is_table: bool = False
    others: dict[str, str] = field(default_factory=dict)

    @property
    def target_text(self) -> str:
        """Target in one line."""
        return one_line("\n".join(line.text for line in self.target))

    @property
    def result_text(self) -> str:
        """Result in one line; empty where it is a table."""
        return one_line("\n".join(line.text for line in self.result))


@dataclass
class _Columns:
    """Columns of a stretch of pages: their edges, and which is which."""

    edges: list[float]
    heads: list[str]
    target: int
    result: int
    right: float
    drifts: bool = False
    # Where most lines of a column begin, by column.
    lefts: dict[int, float] = field(default_factory=dict)

    @property
    def goal(self) -> list[int]:
        """Columns left of both target and result."""
        return list(range(min(self.target, self.result)))

    def index(self, x: float, slack: float = 2.5) -> int:
        """Column that a left edge lies in."""
        return max((n for n, edge in enumerate(self.edges) if x >= edge - slack), default=0)

    def span(self, column: int) -> tuple[float, float]:
        """Left and right edge of a column."""
        end = self.edges[column + 1] if column + 1 < len(self.edges) else self.right
        return self.edges[column], end


@dataclass
class _Row:
    """A row of the table: the lines of each column, and whether a drawn line begins it."""

    cells: dict[int, list[Line]]
    page: Page
    columns: _Columns
    ruled: bool
    goal_ruled: bool
    first_on_page: bool = False
    is_table: bool = False

    def text(self, column: int) -> str:
        return one_line("\n".join(line.text for line in self.cells.get(column, [])))


def read_contract(document: Document, region: Region, year: int | None = None) -> Extract:
    """Targets with their results, and the numbers that they set."""
    extract = Extract()
    items = list(read_items(document, region, year, extract))
    _tell_unread(document, items, extract)
    _tell_mixed(document, items, extract)
    counts: Counter[int] = Counter()
    for item in items:
        letter = "abcdefghijklmnopqrstuvwxyz"[min(counts[item.goal_no], 25)]
        counts[item.goal_no] += 1
        name = f"{item.goal_no}{letter}"
        extract.add(
            GOALS,
            item.place,
            goal_no=item.goal_no,
            item=name,
            scope=item.scope,
            goal=item.goal,
            target_text=item.target_text,
            result_text=None if item.is_table else item.result_text or None,
        )
        add_indicators(extract, item, name, region)
        _add_collective(extract, item)
    return extract


def _tell_unread(document: Document, items: Sequence[Item], extract: Extract) -> None:
    """Withhold a contract that leaves what looks like targets unread."""
    if not items or not document.has_geometry:
        return
    taken = {line.place for item in items for line in (*item.target, *item.result)}
    pages = [item.place.page or 0 for item in items]
    near = [p for p in document.pages if min(pages) <= (p.number or 0) <= max(pages) + 1]
    left = [
        line
        for page in near
        for line in page.lines
        if line.place not in taken and _LIKE_TARGET.search(line.text)
    ]
    if len(left) >= 2:
        message = Message(
            "{count} lines look like targets and were not read, '{text}' first",
            count=len(left),
            text=left[0].text[:60],
        )
        extract.tell(GOALS, "error", "target-unread", message, left[0].place)


def _tell_mixed(document: Document, items: Sequence[Item], extract: Extract) -> None:
    """Withhold a contract whose texts show that columns ran into one another."""
    if not document.has_geometry:
        return
    for item in items:
        cut = item.target_text[:1].islower()
        mixed = len(item.goal) > 100 or bool(_SHOULD.search(item.goal) and quantities(item.goal))
        if mixed or (cut and (document.kind == "layout" or not item.result)):
            text = item.goal if mixed else item.target_text
            message = Message(
                "'{text}' mixes words of several columns; give the PDF itself", text=text[:70]
            )
            extract.tell(GOALS, "error", "columns-mixed", message, item.place)
            return


def _add_collective(extract: Extract, item: Item) -> None:
    """Participants in collective offers, which stand beside the guided firms."""
    if not re.search("kollektiv", item.target_text, re.I) or item.is_table:
        return
    for first, last in sentence_spans(item.result_text):
        for quantity in quantities(item.result_text[first:last]):
            text = item.result_text[first:last]
            clause = re.split(r",\s|\s(?:og|samt)\s", text[quantity.end :])[0]
            if quantity.unit != "count" or not re.search("deltag", clause, re.I):
                continue
            if re.search("kollektiv", text[max(quantity.start - 40, 0) : quantity.end + 60], re.I):
                line = next(
                    (each for each in item.result if quantity.text in each.text), item.result[0]
                )
                extract.add(
                    "stated_totals",
                    line.place,
                    table=INDICATORS,
                    quantity="collective_participants",
                    value=quantity.value,
                    unit="count",
                )
                return


def read_items(
    document: Document, region: Region, year: int | None, extract: Extract
) -> Iterator[Item]:
    """Targets and results in the order of the contract."""
    if not document.has_geometry:
        yield from _stream_items(document, region, extract)
        return
    rows: list[_Row | str] = []
    columns: _Columns | None = None
    for page in document.pages:
        columns = _read_page(page, columns, rows, year, region)
    if rows:
        yield from _items(rows, extract)
        return
    # Only here: both modules know what an item is.
    from midtjylland.extract.contract_stacked import read_stacked_items

    yield from read_stacked_items(document)


def _stream_items(document: Document, region: Region, extract: Extract) -> Iterator[Item]:
    from midtjylland.extract.contract_stream import ColumnsMixedError, read_stream_items

    try:
        yield from list(read_stream_items(document, region))
    except ColumnsMixedError as mixed:
        extract.tell(GOALS, "error", "columns-mixed", mixed.message, mixed.place)


# Finding the table and its columns


def _read_page(
    page: Page, columns: _Columns | None, rows: list[_Row | str], year: int | None, region: Region
) -> _Columns | None:
    """Rows of one page; the columns that hold at its end."""
    lines = list(page.lines)
    at, fresh = 0, True
    if columns is not None:
        columns = _refitted(page, columns)
    while at < len(lines):
        head = _head(page, lines, at, year)
        if head:
            if columns is None:
                above = [line for line in lines[max(at - 4, 0) : at] if _is_title_line(page, line)]
                rows.extend(line.text for line in above)
            if _is_year_head(_parts(page, lines[at])):
                rows.append(_parts(page, lines[at])[0].text)
            columns, at = head
            fresh = True
            stop = next(
                (n for n in range(at, len(lines)) if _head(page, lines, n, year)), len(lines)
            )
        elif columns is None:
            at += 1
            continue
        else:
            stop = next(
                (n for n in range(at, len(lines)) if _head(page, lines, n, year)), len(lines)
            )
            if fresh and not head and not _fits(page, lines[at:stop], columns):
                columns = None
                continue
        ended = _read_body(page, lines[at:stop], columns, rows, fresh_page=fresh, region=region)
        if ended:
            columns = None
        fresh, at = False, stop
    return columns


def _parts(page: Page, line: Line) -> list[Line]:
    cuts = [
        r.x0
        for r in page.rules
        if not r.across and r.top - 1 <= (line.top + line.bottom) / 2 <= r.bottom + 1
    ]
    parts: list[list[Word]] = []
    for word in line.words:
        end = max((w.x1 for w in parts[-1]), default=0.0) if parts else 0.0
        if (
            parts
            and word.x0 - end <= 0.95 * line.size
            and not any(end - 1 <= c <= word.x0 + 1 for c in cuts)
        ):
            parts[-1].append(word)
        else:
            parts.append([word])
    return [Line(tuple(words), line.place) for words in parts]


def _head(
    page: Page, lines: Sequence[Line], at: int, year: int | None
) -> tuple[_Columns, int] | None:
    """Columns told by a head that begins on this line, and the line behind the head."""
    parts = _parts(page, lines[at])
    if _is_year_head(parts):
        return _year_columns(page, lines, at, parts, year), at + 1
    if len(parts) < 2 or any(
        len(part.text) > 48 or re.search(r"\d\s*(?:%|pct)", part.text) for part in parts
    ):
        return None
    if not (
        any(TARGET_HEAD.search(p.text) for p in parts)
        and any(RESULT_HEAD.search(p.text) for p in parts)
    ):
        return None
    end = at + 1
    edges, right = _edges(page, lines[at], parts, lines[at + 1 :])
    heads = [""] * len(edges)
    below = _rule_below(page, lines[at])
    while True:
        for part in _parts(page, lines[end - 1]):
            column = _column_of(part, edges, right)
            heads[column] = f"{heads[column]} {part.text}".strip()
        more = (
            end < len(lines)
            and lines[end].bottom < below + 2
            and lines[end].top < lines[at].bottom + 3 * page.pitch
        )
        if not more:
            break
        end += 1
    roles = _roles(heads, lines[end : end + 40], edges, year)
    if not roles:
        return None
    columns = _Columns(edges, heads, *roles, right, drifts=lines[at].own_text is not None)
    return _with_labels(
        columns, [p for line in lines[end : end + 30] for p in _parts(page, line)]
    ), end


def _with_labels(columns: _Columns, parts: Sequence[Line]) -> _Columns:
    """Columns with one more for numbers of targets (1.1, 1.2) that stand left of all heads."""
    left = [p.x0 for p in parts if p.x0 < columns.edges[0] - 8 and _LABEL.match(p.text)]
    if not left:
        return columns
    return _Columns(
        [min(left) - 1, *columns.edges],
        ["", *columns.heads],
        columns.target + 1,
        columns.result + 1,
        columns.right,
    )


def _is_year_head(parts: Sequence[Line]) -> bool:
    """Whether a line names a goal and then years: "Mål 3: Kvalitet | 2023 | 2024"."""
    years = [part.text for part in parts[1:]]
    return bool(
        len(parts) > 1
        and GOAL_HEADING.match(parts[0].text)
        and all(re.fullmatch("20[0-9]{2}", text) for text in years)
    )


def _year_columns(
    page: Page, lines: Sequence[Line], at: int, parts: Sequence[Line], year: int | None
) -> _Columns:
    """Columns of a table whose results stand under their years: the contract's own counts."""
    edges, right = _edges(page, lines[at], parts, lines[at + 1 :])
    own = [n for n, part in enumerate(parts) if part.text == str(year)]
    result = own[0] if own else len(parts) - 1
    drifts = lines[at].own_text is not None
    return _Columns(edges, [part.text for part in parts], 0, result, right, drifts=drifts)


def _rule_below(page: Page, line: Line) -> float:
    """Height of the drawn line that closes a head, else the head's own foot."""
    tops = [r.top for r in page.rules if r.across and r.top > line.bottom - 2 and r.x1 - r.x0 > 40]
    below = min(tops, default=0.0)
    return below if below and below < line.bottom + 4 * page.pitch else line.bottom


def _edges(
    page: Page, head: Line, parts: Sequence[Line], body: Sequence[Line]
) -> tuple[list[float], float]:
    """Left edges of the columns: of drawn lines beside the head, else of where words begin."""
    middle = (head.top + head.bottom) / 2
    uprights = _merged(
        r.x0 for r in page.rules if not r.across and r.top - 1 <= middle <= r.bottom + 1
    )
    inside = [x for x in uprights if parts[0].x0 - 90 < x]
    if len([x for x in inside if parts[0].x0 < x < parts[-1].x0]) >= len(parts) - 1:
        left = [x for x in inside if x <= parts[0].x0 + 3]
        between = [x for x in inside if parts[0].x0 + 3 < x]
        right = max(between)
        edges = [*(left or [parts[0].x0]), *between]
        edges = [e for e in edges if e < parts[-1].x1 - 2]
        return _with_inner(page, head, parts, edges), right if right > parts[
            -1
        ].x1 - 2 else page.width
    return _edges_of_words(parts, body), page.width


def _edges_of_words(parts: Sequence[Line], body: Sequence[Line]) -> list[float]:
    """Edges where many lines below a head begin; a column may lack a head of its own."""
    starts = Counter(round(p.x0 / 3) for line in body[:60] for p in line.parts(0.95 * line.size))
    edges: list[float] = []
    for before, part in zip([None, *parts], parts, strict=False):
        low = before.x1 if before else part.x0 - 60
        near = [(n, x) for x, n in starts.items() if low - 2 <= 3 * x <= part.x0 + 4 and n >= 3]
        here = sum(n for n, x in near if abs(3 * x - part.x0) <= 6)
        best = max(near, default=None)
        edges.append(part.x0 if here >= 2 or best is None else 3.0 * best[1])
    heads = [n for n, p in enumerate(parts) if RESULT_HEAD.search(p.text)] or [len(parts) - 1]
    result = max(edges[n] for n in heads)
    often = [3.0 * x for x, n in starts.items() if n >= max(6, 0.2 * len(body[:60]))]
    inner = [x for x in often if edges[0] < x < result and min(abs(x - e) for e in edges) > 40]
    return sorted([*edges, *_merged(iter(inner))])


def _refitted(page: Page, columns: _Columns) -> _Columns:
    """Columns moved to where they begin on this page: text laid out by blanks drifts."""
    if page.rules:
        return columns
    starts = Counter(round(p.x0) for line in page.lines for p in line.parts(0.95 * line.size))
    edges = list(columns.edges)
    for at, edge in enumerate(edges):
        near = [(n, x) for x, n in starts.items() if abs(x - edge) <= 32 and n >= 3]
        if at and near:
            edges[at] = float(max(near)[1])
    if any(b - a < 20 for a, b in pairwise(edges)):
        return columns
    return replace(columns, edges=edges)


def _with_inner(
    page: Page, head: Line, parts: Sequence[Line], edges: Sequence[float]
) -> list[float]:
    """Edges, and those that a head's cell spans: drawn below it, left of the results."""
    result = next((p.x0 for p in reversed(parts) if RESULT_HEAD.search(p.text)), parts[-1].x0)
    end = max((e for e in edges if e <= result + 3), default=edges[-1])
    below = [r for r in page.rules if not r.across and r.bottom > head.bottom]
    height = max((r.bottom for r in below), default=0.0) - head.bottom
    inner = [
        x
        for x in _merged(r.x0 for r in below)
        if edges[0] + 8 < x < end - 8
        and min(abs(x - e) for e in edges) > 8
        and sum(r.bottom - r.top for r in below if abs(r.x0 - x) < 4) > 0.3 * height
    ]
    return sorted([*edges, *inner])


def _merged(values: Iterator[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > 4:
            out.append(value)
    return out


def _column_of(part: Line, edges: Sequence[float], right: float) -> int:
    """Column of a head's part, by where most of it lies."""
    middle = (part.x0 + min(part.x1, right)) / 2
    by_middle = max((n for n, edge in enumerate(edges) if middle >= edge), default=0)
    by_left = max((n for n, edge in enumerate(edges) if part.x0 >= edge - 3), default=0)
    return (
        by_left
        if by_left == by_middle
        else max(by_left, by_middle)
        if part.x0 < edges[by_middle] - 3
        else by_left
    )


def _roles(
    heads: Sequence[str],
    body: Sequence[Line],
    edges: Sequence[float],
    year: int | None,
) -> tuple[int, int] | None:
    """Which column holds targets and which results, by heads and by what the cells say."""
    texts: list[list[str]] = [[] for _ in heads]
    for line in body:
        for word in line.words:
            texts[max((n for n, e in enumerate(edges) if word.x0 >= e - 2.5), default=0)].append(
                word.text
            )
    joined = [" ".join(t) for t in texts]
    results = [n for n, h in enumerate(heads) if RESULT_HEAD.search(h) and len(joined[n]) > 15]
    results = [
        n
        for n in results
        if not re.search(r"vurder|bemærk|kommentar|opfyldt\??$|nået\??$", heads[n], re.I)
    ] or results
    if year is not None:
        own = [n for n in results if str(year) in heads[n]]
        others = [n for n in results if re.search(r"20[0-9]{2}", heads[n]) and n not in own]
        results = own or [n for n in results if n not in others] or results
    if not results or not any(TARGET_HEAD.search(head) for head in heads):
        return None
    result = max(results, key=lambda n: len(joined[n]))
    others = [n for n in range(len(heads)) if n not in results and len(joined[n]) > 15]
    if not others:
        return None
    # A head may stand over the column beside; what the cells say decides.
    weight = {
        n: len(_SHOULD.findall(joined[n])) * (2 if TARGET_HEAD.search(heads[n]) else 1)
        for n in others
    }
    named = [n for n in others if TARGET_HEAD.search(heads[n])]
    target = max(others, key=lambda n: (weight[n], n in named, len(joined[n])))
    return (target, result) if weight[target] or target in named else None


def _fits(page: Page, lines: Sequence[Line], columns: _Columns) -> bool:
    """Whether a page without a head goes on with the table of the page before."""
    if lines and _AFTER.search(lines[0].text) and len(_parts(page, lines[0])) == 1:
        return False
    uprights = {round(rule.x0) for rule in page.rules if not rule.across}
    if uprights:
        edges = columns.edges[columns.target], columns.edges[columns.result]
        if all(any(abs(x - edge) <= 3 for x in uprights) for edge in edges):
            return True
    starts = [{part.x0 for part in _parts(page, line)} for line in lines[:15]]
    target, result = columns.edges[columns.target], columns.edges[columns.result]
    at_target = sum(any(-3 <= x - target <= 8 for x in row) for row in starts)
    at_result = sum(any(-3 <= x - result <= 8 for x in row) for row in starts)
    return at_target + at_result >= max(2, 0.6 * len(starts)) and at_target > 0


# Rows


def _read_body(
    page: Page,
    lines: Sequence[Line],
    columns: _Columns,
    rows: list[_Row | str],
    *,
    fresh_page: bool,
    region: Region,
) -> bool:
    """Rows under a head; whether the table ends on this page."""
    levels = _levels(page, columns)
    lines, tables = _without_tables(page, lines, region, columns.edges)
    columns.lefts = _lefts(page, lines, columns)
    body: list[tuple[Line, dict[int, Line]]] = []
    outside = 0

    def close() -> None:
        nonlocal fresh_page
        found = list(_rows(page, body, columns, levels))
        for row in found:
            row.is_table = any(_beside(row, box) for box in tables)
        if found:
            found[0].first_on_page = fresh_page
            fresh_page = False
        rows.extend(found)
        body.clear()

    for at, line in enumerate(lines):
        cells = _cells(line, columns)
        heading = _heading(page, line, cells, columns)
        if heading:
            close()
            rows.append(line.text)
            outside = 0
            continue
        if cells is None:
            close()
            outside += 1
            if (_AFTER.search(line.text) and (outside == 1 and _is_title(line, page))) or (
                outside >= 6 and _no_more(lines[at:], columns)
            ):
                return True
            continue
        beside = columns.target in cells or columns.result in cells
        after = _AFTER.search(line.text) and len(cells) == 1 and _is_title(line, page)
        if after and (not beside or _heads_annex(line, columns)):
            close()
            return True
        body.append((line, cells))
    close()
    return False


def _heads_annex(line: Line, columns: _Columns) -> bool:
    """Whether a line at the left margin names an annex, not a cell that goes on with the word."""
    named = re.match(r"(?:bilag|annex)\b", line.text, re.I)
    return bool(named) and line.x0 < columns.edges[0] + 8 and not _ENDED.search(line.text)


def _lefts(page: Page, lines: Sequence[Line], columns: _Columns) -> dict[int, float]:
    starts: dict[int, Counter[int]] = {}
    for line in lines:
        for part in _parts(page, line):
            starts.setdefault(columns.index(part.x0), Counter())[round(part.x0)] += 1
    return {column: float(count.most_common(1)[0][0]) for column, count in starts.items()}


def _without_tables(
    page: Page, lines: Sequence[Line], region: Region, edges: Sequence[float]
) -> tuple[list[Line], list[Box]]:
    """Lines without the words of tables of municipalities, which have a recipe of their own."""
    boxes = list(_town_tables(page, lines, region, edges))
    if not boxes:
        return list(lines), []
    kept = []
    for line in lines:
        words = tuple(
            word
            for part in _parts(page, line)
            for word in part.words
            if not any(_within(word, part, box) for box in boxes)
        )
        if words:
            kept.append(Line(words, line.place))
    return kept, boxes


def _within(word: Word, part: Line, box: Box) -> bool:
    """Whether a word stands in a table: by itself, or at the end of what begins in it."""
    begins = box.x0 - 4 <= part.x0 <= box.x1
    fits = box.x0 - 4 <= word.x0 and word.x1 <= box.x1 + 6
    return box.top <= word.middle <= box.bottom and (begins or fits)


def _town_tables(
    page: Page, lines: Sequence[Line], region: Region, edges: Sequence[float] = ()
) -> Iterator[Box]:
    """Boxes of tables whose rows begin with municipalities, heads and totals included."""
    towns = tuple(name.lower() for name in region.names)
    rows: list[tuple[Line, float, float]] = []
    for line in lines:
        parts = _parts(page, line)
        for at, part in enumerate(parts):
            name = part.words[0].text.lower().rstrip("-*¹²³0123456789")
            numbers = [p for p in parts[at + 1 :] if re.match(r"[-+–±]?[0-9]", p.text)]
            if len(name) > 3 and any(town.startswith(name) for town in towns) and numbers:
                rows.append(
                    (
                        line,
                        parts[max(at - 1, 0)].x0
                        if at and re.fullmatch(r"[0-9]{1,3}\.?", parts[at - 1].text)
                        else part.x0,
                        numbers[-1].x1,
                    )
                )
                break
    if len(rows) < 3:
        return
    x0, x1 = min(r[1] for r in rows), max(r[2] for r in rows)
    top, bottom = rows[0][0].top, rows[-1][0].bottom
    pitch = page.pitch
    foot, left = _foot(page, lines, x0, x1, bottom, pitch)
    low = max(foot, _drawn_foot(page, x0, x1, bottom, edges))
    yield Box(min(x0, left), _head_top(page, lines, x0, x1, top, pitch), x1, low)


def _drawn_foot(page: Page, x0: float, x1: float, bottom: float, edges: Sequence[float]) -> float:
    """Lower end of the rules between a table's columns, other than the contract's own."""
    inner = [
        rule
        for rule in page.rules
        if not rule.across
        and x0 + 8 < rule.x0 < x1 - 8
        and all(abs(rule.x0 - edge) > 3 for edge in edges)
    ]
    for rule in sorted(inner, key=lambda r: r.top):
        if rule.top <= bottom + 3:
            bottom = max(bottom, rule.bottom)
    return bottom


def _head_top(
    page: Page, lines: Sequence[Line], x0: float, x1: float, top: float, pitch: float
) -> float:
    """Upper edge of a table's head: lines right above it, within its width, of several parts."""
    for line in reversed([line for line in lines if line.bottom <= top + 2]):
        inside = [w for w in line.words if x0 - 4 <= w.x0 and w.x1 <= x1 + 40]
        if not inside or top - line.bottom > 1.6 * pitch:
            if line.bottom < top - 1.6 * pitch:
                break
            continue
        if any(part.x0 < x0 - 4 < inside[0].x0 <= part.x1 for part in _parts(page, line)):
            break  # a sentence of the cell, which begins left of the table
        parts = _parts(page, Line(tuple(inside), line.place))
        if (len(parts) < 2 and len(parts[0].words) > 3) or any(len(p.words) > 5 for p in parts):
            break
        top = line.top
    return top - 1


def _foot(
    page: Page, lines: Sequence[Line], x0: float, x1: float, bottom: float, pitch: float
) -> tuple[float, float]:
    """Lower and left edge of a table's totals: lines right below it that end in a number."""
    held, left = bottom, x0
    for line in [line for line in lines if line.top >= bottom - 2]:
        inside = [w for w in line.words if x0 - 16 <= w.x0 and w.x1 <= x1 + 12]
        if not inside:
            continue
        if line.top - held > 2.2 * pitch:
            break
        parts = _parts(page, Line(tuple(inside), line.place))
        numeric = [p for p in parts if re.fullmatch(r"[0-9][0-9., \u00a0%]*", p.text)]
        if numeric and len(parts) - len(numeric) <= 1 and len(parts[0].words) <= 6:
            bottom = held = line.bottom
            left = min(left, inside[0].x0)
        elif len(inside) <= 4 and len(parts) == 1:
            held = line.bottom
        else:
            break
    return bottom + 1, left


def _beside(row: _Row, box: Box) -> bool:
    """Whether a table of municipalities stands in a row's result, or runs on below its target."""
    target = row.cells.get(row.columns.target, [])
    return (
        bool(target)
        and box.x0 >= row.columns.edges[row.columns.result] - 6
        and target[0].top - 12 <= box.bottom
        and box.top <= target[-1].bottom + 40
    )


def _is_title(line: Line, page: Page) -> bool:
    usual = page.pitch / 1.2
    return line.size > 1.08 * usual or bool(
        re.match(r"(?:bilag|annex|sag|punkt|afsnit)\b", line.text, re.I)
    )


def _no_more(lines: Sequence[Line], columns: _Columns) -> bool:
    return not any(_cells(line, columns) for line in lines)


def _cells(line: Line, columns: _Columns) -> dict[int, Line] | None:
    """Words of a line by column; None where running text crosses the edge of a column."""
    if (
        line.x0 < columns.edges[0] - 3
        and len(line.words) > 3
        and len(line.parts(0.9 * line.size)) == 1
    ):
        return None
    if columns.drifts:
        return _drifting_cells(line, columns)
    found: dict[int, list[Word]] = {}
    for word in line.words:
        found.setdefault(columns.index(word.x0), []).append(word)
    for column, words in found.items():
        following = found.get(column + 1)
        if following:
            gap = min(w.x0 for w in following) - max(w.x1 for w in words)
            usual = columns.lefts.get(column + 1, columns.edges[column + 1])
            if gap < 0.45 * line.size and abs(min(w.x0 for w in following) - usual) > 3:
                return None
            continue
        alone = column + 1 < len(columns.edges) and len(words) > 2 and len(found) == 1
        if alone and max(w.x1 for w in words) > columns.edges[column + 1] + 6:
            return None
    return {column: Line(tuple(words), line.place) for column, words in found.items()}


def _drifting_cells(line: Line, columns: _Columns) -> dict[int, Line]:
    """Parts of a line by the nearest edge: text laid out by blanks drifts by a few characters."""
    found: dict[int, list[Word]] = {}
    for part in line.parts(0.95 * line.size):
        near = min(range(len(columns.edges)), key=lambda n: abs(columns.edges[n] - part.x0))
        for word in part.words:
            here = next((n for n, e in enumerate(columns.edges) if abs(word.x0 - e) <= 5), None)
            near = max(near, here) if here is not None else near
            found.setdefault(near, []).append(word)
    return {column: Line(tuple(words), line.place) for column, words in found.items()}


def _heading(page: Page, line: Line, cells: dict[int, Line] | None, columns: _Columns) -> bool:
    """Whether a line is a heading between rows: a section of goals, or a goal's own title."""
    parts = _parts(page, line)
    if len(parts) != 1 or len(line.text) > 110:
        return False
    if columns.index(line.x0) != 0 and line.x0 > columns.edges[min(1, len(columns.edges) - 1)] - 2:
        return False
    if (
        GOAL_HEADING.match(line.text)
        and len(line.words) > 1
        and (cells is None or 0 not in columns.goal or (columns.goal == [0] and _alone(page, line)))
    ):
        return True
    title = _GOAL.match(line.text)
    if title and cells is None and not columns.goal and not _ENDED.search(line.text):
        return not quantities(line.text[title.end() :])
    named = NATIONAL.search(line.text) or LOCAL.search(line.text)
    return bool(
        named
        and _SECTION.match(line.text)
        and not _ENDED.search(line.text.rstrip(":"))
        and not re.search(r"\d\s*(?:%|pct)", line.text)
    )


def _is_title_line(page: Page, line: Line) -> bool:
    """Whether a line above a head names a goal or a section of goals."""
    if len(_parts(page, line)) != 1 or len(line.text) > 110:
        return False
    section = (NATIONAL.search(line.text) or LOCAL.search(line.text)) and _SECTION.match(line.text)
    return bool(GOAL_HEADING.match(line.text) or section) and not _ENDED.search(
        line.text.rstrip(":")
    )


def _alone(page: Page, line: Line) -> bool:
    """Whether nothing else stands within a line's height on the page."""
    return not any(
        o is not line and o.top < line.bottom - 2 and o.bottom > line.top + 2 for o in page.lines
    )


def _levels(page: Page, columns: _Columns) -> list[tuple[float, bool]]:
    """Heights of drawn lines across the target's column, and whether they cross the goal's too."""
    low, high = columns.span(columns.target)
    high = min(high, page.width)
    goal = columns.span(columns.goal[-1]) if columns.goal else None
    found: list[tuple[float, bool]] = []
    tops = _merged(r.top for r in page.rules if r.across)
    for top in tops:
        near = [r for r in page.rules if r.across and abs(r.top - top) <= 4]
        if _covered(near, low, high) < 0.6 * (high - low):
            continue
        found.append((top, bool(goal) and _covered(near, *goal) > 0.5 * (goal[1] - goal[0])))
    return found


def _covered(rules: Sequence[Rule], low: float, high: float) -> float:
    spans = sorted((max(r.x0, low), min(r.x1, high)) for r in rules)
    total, end = 0.0, low
    for a, b in spans:
        if b > max(a, end):
            total += b - max(a, end)
            end = b
    return total


def _rows(
    page: Page,
    body: Sequence[tuple[Line, dict[int, Line]]],
    columns: _Columns,
    levels: Sequence[tuple[float, bool]],
) -> Iterator[_Row]:
    if not body:
        return
    # Lines within the table: a row between two of them is an item.
    first, last = body[0][0].top, body[-1][0].bottom
    own = [(top, goal) for top, goal in levels if first - 6 <= top <= last + 6]
    inner = [level for level in own if first + 4 < level[0] < last - 4]
    if len(inner) >= 2 or (inner and len(body) < 12):
        yield from _ruled(page, body, own, columns)
    else:
        yield from _unruled(page, body, columns, goal_ruled=False)


def _ruled(
    page: Page,
    body: Sequence[tuple[Line, dict[int, Line]]],
    levels: Sequence[tuple[float, bool]],
    columns: _Columns,
) -> Iterator[_Row]:
    bounds = [(-1.0, True), *levels, (1e9, True)]
    for (top, goal), (bottom, _) in pairwise(bounds):
        band: dict[int, list[Line]] = {}
        for _line, cells in body:
            for column, part in cells.items():
                at = (part.top + part.bottom) / 2
                if column in columns.goal:
                    continue
                if top <= at < bottom:
                    band.setdefault(column, []).append(part)
        for _line, cells in body:
            for column in columns.goal:
                part = cells.get(column)
                if part is not None and top <= (part.top + part.bottom) / 2 < bottom:
                    band.setdefault(column, []).append(part)
        if band:
            yield from _split_band(_Row(band, page, columns, True, goal), columns)


def _split_band(row: _Row, columns: _Columns) -> Iterator[_Row]:
    """A ruled row, or several where wide gaps part its target and a result begins beside each."""
    target, result = row.cells.get(columns.target, []), row.cells.get(columns.result, [])
    groups = _groups(target, ROW_GAP * _pitch(row.page, target))
    results = _groups(result, ROW_GAP * _pitch(row.page, result)) if result else []
    starts = [g[0].top for g in results]
    pitch = row.page.pitch
    beside = [
        any(-1.6 * pitch <= top - group[0].top <= 1.2 * pitch for top in starts) for group in groups
    ]
    if len(groups) < 2 or not all(beside[1:]) or not _ENDED.search(groups[0][-1].text):
        yield row
        return
    for n, group in enumerate(groups):
        low = -1.0 if n == 0 else group[0].top - 1.6 * pitch
        high = groups[n + 1][0].top - 1.6 * pitch if n + 1 < len(groups) else 1e9
        cells = {
            c: [p for p in parts if low <= p.top < high]
            for c, parts in row.cells.items()
            if c != columns.target
        }
        if n:
            cells.update({c: [] for c in columns.goal})
        else:
            cells.update({c: row.cells.get(c, []) for c in columns.goal})
        yield _Row(
            {**cells, columns.target: group},
            row.page,
            columns,
            row.ruled,
            row.goal_ruled and n == 0,
        )


def _pitch(page: Page, lines: Sequence[Line]) -> float:
    """Usual distance between the lines of a cell."""
    steps = sorted(b.top - a.top for a, b in pairwise(lines) if b.top - a.top > 4)
    return steps[len(steps) // 2] if len(steps) > 2 else page.pitch


def _groups(lines: Sequence[Line], step: float) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups and line.top - groups[-1][-1].top <= step:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _unruled(
    page: Page, body: Sequence[tuple[Line, dict[int, Line]]], columns: _Columns, *, goal_ruled: bool
) -> Iterator[_Row]:
    """Rows told by gaps, and by targets that begin where a result begins beside them."""
    targets = [cells[columns.target] for _, cells in body if columns.target in cells]
    # Where most targets are of one line, the usual step is that from row to row.
    pitch = min(_pitch(page, targets), 1.35 * page.pitch)
    right = _right_of_targets(page, columns)
    held: dict[int, list[Line]] = {}
    for _line, cells in body:
        if held and (
            _begins_row(held, cells, columns, pitch) or _breaks_early(held, cells, columns, right)
        ):
            target = cells.get(columns.target)
            early = _early_results(held, target.top, columns, pitch) if target else []
            yield _Row(held, page, columns, False, goal_ruled)
            held = {columns.result: early} if early else {}
        for column, part in cells.items():
            held.setdefault(column, []).append(part)
    if held:
        yield _Row(held, page, columns, False, goal_ruled)


def _right_of_targets(page: Page, columns: _Columns) -> float:
    """Where the lines of the target column end on a page, at the latest."""
    left, edge = columns.edges[columns.target], columns.span(columns.target)[1]
    ends = [
        part.x1
        for line in page.lines
        for part in _parts(page, line)
        if abs(part.x0 - columns.lefts.get(columns.target, left)) < 6 and part.x1 < edge
    ]
    # A column of results begins a little right of where targets may end.
    return max([*ends, edge - 2.5 * page.pitch])


def _breaks_early(
    held: dict[int, list[Line]], cells: dict[int, Line], columns: _Columns, right: float
) -> bool:
    """Whether a target's next word would have fitted on its line, and a result begins beside it."""
    part, before = cells.get(columns.target), held.get(columns.target, [])
    if part is None or not before or columns.result not in cells or columns.drifts:
        return False
    if not held.get(columns.result) or not re.match(r"[A-ZÆØÅ0-9]", part.text):
        return False
    first = part.words[0]
    return before[-1].x1 + 0.35 * part.size + first.x1 - first.x0 < right


def _early_results(
    held: dict[int, list[Line]], top: float, columns: _Columns, pitch: float
) -> list[Line]:
    """Take a result that begins up to 1.5 lines above its target, behind a gap, out of a row."""
    groups = _groups(held.get(columns.result, []), ROW_GAP * pitch)
    if columns.drifts or len(groups) < 2 or groups[-1][0].top < top - 1.6 * pitch:
        return []
    held[columns.result] = [line for group in groups[:-1] for line in group]
    return groups[-1]


def _begins_row(
    held: dict[int, list[Line]], cells: dict[int, Line], columns: _Columns, pitch: float
) -> bool:
    part = cells.get(columns.target)
    before = held.get(columns.target, [])
    if part is None or not before:
        return (
            part is not None
            and not before
            and bool(held.get(columns.result))
            and part.top - held[columns.result][0].top > 3 * pitch
        )
    # Cells that stand a half line apart put blank lines into text laid out by blanks.
    pitch = 2 * pitch if columns.drifts else pitch
    gap = part.top - before[-1].top
    ended = bool(_ENDED.search(before[-1].text)) and bool(
        re.match(r"[A-ZÆØÅ0-9”»\"'’(+±•-]", part.text)
    )
    result = cells.get(columns.result)
    held_result = held.get(columns.result, [])
    result_begins = result is not None and (
        not held_result
        or result.top - held_result[-1].top > 1.12 * pitch
        or bool(_ENDED.search(held_result[-1].text))
    )
    label = any(
        _LABEL.match(cells[c].text) or _GOAL.match(f"{cells[c].text} ")
        for c in columns.goal
        if c in cells
    )
    if label or (not columns.goal and _GOAL.match(part.text) and ended):
        return True
    if not columns.goal and len(before) == 1 and _GOAL.match(before[0].text) and not held_result:
        return True
    if gap > 1.9 * pitch:
        return ended or result_begins
    anew = bool(re.match(r"[A-ZÆØÅ0-9]", part.text)) and result is not None and bool(held_result)
    if anew and gap > 1.15 * pitch and result_begins:
        return True
    return (
        ended
        and result_begins
        and (gap > 1.08 * pitch or bool(re.match(r"[A-ZÆØÅ0-9(]", result.text if result else "")))
    )


# Items


def _items(rows: Sequence[_Row | str], extract: Extract) -> Iterator[Item]:
    numbered = sum(1 for row in rows if isinstance(row, _Row) and _number(row)) >= 2
    taker = _Taker(numbered)
    for row in rows:
        if isinstance(row, str):
            taker.take_heading(row)
        else:
            taker.take_row(row)
    yield from taker.items
    for item in taker.items:
        joint = _doubtful_joint(item, taker.items)
        if joint:
            message = Message(
                "'{joint}' may begin a target of its own; it was read as one with '{target}'",
                joint=joint.text[:70],
                target=item.target[0].text[:50],
            )
            extract.tell(GOALS, "warning", "target-joined", message, joint.place)
    for place, text in taker.left:
        extract.tell(
            GOALS,
            "error",
            "text-unplaced",
            Message("'{text}' stands in the contract's table beside no target", text=text[:80]),
            place,
        )


def _doubtful_joint(item: Item, items: Sequence[Item]) -> Line | None:
    """Line of a target that begins anew although it would have fitted on the line before."""
    for above, below in pairwise(item.target):
        if above.own_text is not None:
            continue
        beside = [
            line.x1
            for each in items
            for line in each.target
            if line.place.page == above.place.page and abs(line.x0 - above.x0) < 6
        ]
        first = below.words[0]
        room = max(beside, default=above.x1) - above.x1 - 0.35 * above.size
        ended = re.search(r"[.!?:;,)-][”\"’')\]*]*$", above.text)
        fits = first.x1 - first.x0 < room or above.place.page != below.place.page
        if not ended and first.text[0].isupper() and fits:
            return below
    return None


def _by_letter(target: list[Line], result: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Targets that one cell holds under letters, each with the result under the same letter."""
    targets, results = _lettered(target), _lettered(result)
    if set(targets) - {""} == set() or (len(targets) < 2 and not set(results) - {""}):
        return [(target, result)]
    first = targets.pop("", [])
    found = [(lines, results.pop(letter, [])) for letter, lines in targets.items()]
    found[0] = (first + found[0][0], results.pop("", []) + found[0][1])
    found[-1] = (
        found[-1][0],
        found[-1][1] + [line for lines in results.values() for line in lines],
    )
    return found


def _lettered(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Lines by the letter that they stand under; the letters themselves are left out."""
    found: dict[str, list[Line]] = {}
    letter = ""
    for line in lines:
        match = _LETTER.match(line.text)
        if match:
            letter = match.group(1)
            line = Line(line.words[1:] or line.words, line.place)
        found.setdefault(letter, []).append(line)
    return found


def _number(row: _Row) -> int | None:
    """Number of the goal that a row's left columns print."""
    for column in row.columns.goal:
        match = _GOAL.match(row.text(column) + " ")
        if match and not _LABEL.match(row.text(column).split()[0]):
            return int(match.group(1))
        label = re.match(r"([0-9]{1,2})\.[0-9]", row.text(column))
        if label:
            return int(label.group(1))
    return None


def _goal_name(row: _Row) -> str:
    lines = sorted(
        (line for column in row.columns.goal for line in row.cells.get(column, [])),
        key=lambda line: (line.top, line.x0),
    )
    text = one_line("\n".join(line.text for line in lines if not _LABEL.match(line.text)))
    return re.sub(
        r"^(?:(?:kontrakt|resultat)?mål\s*)?[0-9]{1,2}\s*[.:)–-]?\s*", "", text, flags=re.I
    ).strip()


class _Taker:
    """Takes in rows in order; knows the section, goal and item at hand."""

    def __init__(self, numbered: bool) -> None:
        self.items: list[Item] = []
        self.left: list[tuple[Place, str]] = []
        self._numbered = numbered
        self._scope, self._goal_no, self._goal = "national", 0, ""

    def take_heading(self, text: str) -> None:
        """A section of goals, or a goal's own title above its targets."""
        goal = GOAL_HEADING.match(text)
        title = _GOAL.match(text)
        if goal:
            self._goal_no, self._goal = int(goal.group(1)), goal.group(2).strip()
        elif title and int(title.group(1)) == self._goal_no + 1:
            self._goal_no, self._goal = self._goal_no + 1, text[title.end() :].strip()
        if LOCAL.search(text):
            self._scope = "local"
        elif NATIONAL.search(text):
            self._scope = "national"

    def take_row(self, row: _Row) -> None:
        """A row of cells: a new target, or more of the one before."""
        target, result = (
            row.cells.get(row.columns.target, []),
            row.cells.get(row.columns.result, []),
        )
        name = _goal_name(row)
        if self._is_section(row):
            self.take_heading(" ".join(row.text(c) for c in sorted(row.cells)))
            return
        if self._take_goal_row(row, target, result):
            return
        if self._take_goal_row(row, target, result):
            return
        if self.items and (
            not target or (row.first_on_page and self._goes_on(target, result, row))
        ):
            self._go_on(target, result, name, row)
            return
        self._begin_goal(row, name)
        if not target:
            if result:
                self.left.append((result[0].place, result[0].text))
            return
        if not name:
            target = self._without_title(target, row)
        for part, own in _by_letter(target, result):
            self._add(part, own)

    def _without_title(self, target: list[Line], row: _Row) -> list[Line]:
        """A cell's lines without the goal's own title, where no column holds it."""
        title = re.match(r"([0-9]{1,2})[.):]?\s+(?=[A-ZÆØÅ])", target[0].text)
        if row.columns.goal or not title or len(target) < 2:
            return target
        at = next((n for n, line in enumerate(target) if n and _LETTER.match(line.text)), 1)
        self._goal_no = int(title.group(1))
        self._goal = one_line("\n".join(line.text for line in target[:at]))[title.end() :]
        return target[at:]

    def _add(self, target: list[Line], result: list[Line]) -> None:
        self.items.append(
            Item(
                self._goal_no, self._goal, self._scope, list(target), list(result), target[0].place
            )
        )

    def _take_goal_row(self, row: _Row, target: Sequence[Line], result: Sequence[Line]) -> bool:
        """Take a row that only names a goal: "3. Tilfredshed" above the targets of the goal."""
        text = one_line("\n".join(line.text for line in target))
        others = [c for c in row.cells if c not in (*row.columns.goal, row.columns.target)]
        named = result or any(row.cells[c] for c in others) or len(text) > 90
        if not text or named or _ENDED.search(text):
            return False
        number = _number(row)
        title = _GOAL.match(text)
        if number is None and title and int(title.group(1)) == self._goal_no + 1:
            number, text = int(title.group(1)), text[title.end() :].strip()
        if quantities(text):
            return False
        label = any(_LABEL.match(row.text(c)) for c in row.columns.goal)
        if number is None or label or number == self._goal_no:
            return False
        self._goal_no, self._goal = number, text
        return True

    def _is_section(self, row: _Row) -> bool:
        if len([c for c, lines in row.cells.items() if lines]) != 1:
            return False
        text = next(row.text(c) for c, lines in row.cells.items() if lines)
        named = NATIONAL.search(text) or LOCAL.search(text)
        return bool(
            named and len(text) < 90 and not _number(row) and not _ENDED.search(text.rstrip(":"))
        )

    def _goes_on(self, target: Sequence[Line], result: Sequence[Line], row: _Row) -> bool:
        """Whether a page's first row is the rest of the target before."""
        last = self.items[-1].target_text
        if self._goal_no != self.items[-1].goal_no:
            return False
        if _number(row) and self._numbered and _number(row) != self._goal_no:
            return False
        if target[0].text[:1].islower():
            return True
        if not _ENDED.search(last) and (row.ruled or not result or last.endswith("-")):
            return True
        return not result and not row.cells.get(row.columns.goal[0] if row.columns.goal else -1)

    def _go_on(self, target: Sequence[Line], result: Sequence[Line], name: str, row: _Row) -> None:
        item = self.items[-1]
        number = _number(row)
        if name and number and number != self._goal_no and not target:
            self._begin_goal(row, name)
            return
        item.target += target
        item.result += result
        if name and not (number and number != self._goal_no):
            self._goal = one_line(f"{self._goal}\n{name}") if self._goal else name
            for each in self.items:
                if each.goal_no == self._goal_no and each.scope == self._scope:
                    each.goal = self._goal

    def _begin_goal(self, row: _Row, name: str) -> None:
        number = _number(row)
        if number is not None and number != self._goal_no:
            self._goal_no, self._goal = number, name
        elif name and number is None and not self._numbered and self._opens(row):
            self._goal_no, self._goal = self._goal_no + 1, name
        elif name and name != self._goal:
            self._goal = (
                one_line(f"{self._goal}\n{name}")
                if self._goal and number is None
                else self._goal or name
            )
            for each in self.items:
                if each.goal_no == self._goal_no:
                    each.goal = self._goal

    def _opens(self, row: _Row) -> bool:
        if row.ruled:
            return row.goal_ruled
        goal = [line for c in row.columns.goal for line in row.cells.get(c, [])]
        target = row.cells.get(row.columns.target, [])
        return bool(goal and target) and abs(goal[0].top - target[0].top) < 0.6 * row.page.pitch
