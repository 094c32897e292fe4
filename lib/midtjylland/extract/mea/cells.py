"""Cells of a list of modules: which column holds titles, participants, places, and what wraps.

Columns are told by what they hold. A line goes on with a title only where the next word would not
have fitted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median_high

from midtjylland.extract.common import Words
from midtjylland.extract.days import TIME, looks_like_days, month_heading
from midtjylland.extract.mea.behind import is_count_of_people, part_titles
from midtjylland.extract.mea.lists import (
    FEWEST,
    Column,
    ModuleList,
    Row,
    calls_off,
    is_same,
    parts_of,
)
from midtjylland.extract.mea.told import is_off
from midtjylland.read.document import Document
from midtjylland.read.pages import Line, Word, is_far

# Columns of what was printed behind the titles: participants, and where or how.
_NUMBER_BEHIND, _WORDS_BEHIND = -1, -2
_NUMBER = re.compile(r"[0-9]{1,4}\.?|[-–—]")
# A page number or a part of the year between the rows.
_HEADING = re.compile(
    r"[0-9]{1,3}|(?:[1-4]\.|første|andet|i)?\s*(?:halvår|kvartal|forår|efterår)\w*\W*(?:20[0-9]{2})?",
    re.I,
)
# A text with a capital and without a number.
_NO_DAYS = re.compile(r"[A-ZÆØÅ][^0-9]*$")
_PART_OF_YEAR = re.compile(r"\b(?:halvår|kvartal|forår|efterår)", re.I)
# What names columns beside those of days and titles.
_COLUMN_WORDS = ("place", "participant", "column")


def fill_cells(each: ModuleList, document: Document, words: Words) -> None:
    """Columns of a list, and the cells of its rows."""
    if document.has_geometry:
        _fill_by_place(each, document, words)
    else:
        head = " ".join(each.head[1:])
        named = (words[key].search(head) for key in _COLUMN_WORDS)
        each.lost = next((match.group() for match in named if match), "")
        _stream(each, document)
    _part_behind(each, words["cancelled"])


def _fill_by_place(each: ModuleList, document: Document, words: Words) -> None:
    each.columns = _columns(each, document)
    each.date = _index(each.columns, median_high(row.x0 for row in each.rows))
    for row in each.rows:
        for part in row.parts:
            _put(row, each.columns, part)
    _classify(each)
    alone = 2 * sum(len(row.parts) == 1 for row in each.rows) > len(each.rows)
    if alone or _are_titles_below(each, document):
        _below(each, document)
    elif each.title is None and len({row.parts[-1].text for row in each.rows}) > 1:
        # "11/1: Title": what stands behind days of any length is no column.
        each.date = 0
        _stream(each, document)
    else:
        # Modules on line have no place; times of day are none.
        known = (each.date, each.title, each.until, *each.numbers)
        texts = [at for at in range(len(each.columns)) if at not in known]
        names = [at for at in texts if not any(row.text(at)[:1].isdecimal() for row in each.rows)]
        each.place = headed_column(each, document, words["place"], names)
        _wrapped(each, document, words["cancelled"])


def _part_behind(each: ModuleList, cancelled: re.Pattern[str]) -> None:
    """Give columns of their own to participants, and other words, that stand behind titles."""
    rows = [row for row in each.rows if not is_off(row.text(each.title), cancelled)]
    parted = part_titles([row.text(each.title) for row in rows])
    for row, (title, number, words) in zip(rows, parted, strict=True):
        cells = {each.title or 0: title, _NUMBER_BEHIND: number, _WORDS_BEHIND: words}
        row.cells |= {column: [text] for column, text in cells.items() if text}
    each.numbers += [_NUMBER_BEHIND] if any(one.number for one in parted) else []
    each.others += [_WORDS_BEHIND] if any(one.words for one in parted) else []


def _columns(each: ModuleList, document: Document) -> list[Column]:
    """Columns as the stretches that parts of the dated lines cover together."""
    parts = sorted((part for row in each.rows for part in row.parts), key=lambda part: part.x0)
    columns: list[Column] = []
    for part in parts:
        if columns and part.x0 < columns[-1].x1:
            columns[-1].x1 = max(columns[-1].x1, part.x1)
            columns[-1].parts_count += 1
        else:
            columns.append(Column(part.x0, part.x1))
    # A list that goes on in the page's next column has no column that half of its rows fill.
    return [column for column in columns if _belongs(column, each, document)] or columns


def _belongs(column: Column, each: ModuleList, document: Document) -> bool:
    """Whether a stretch is a column of the list, not text of another column of the page.

    Such text stands beside a few rows only, and on lines between them too.
    """
    filled = column.parts_count / len(each.rows)
    dated = {row.at for row in each.rows}
    between = sum(
        abs(part.x0 - column.x0) < 3
        for at in range(each.rows[0].at, each.rows[-1].at)
        if at not in dated
        for part in parts_of(document.lines[at], document)
    )
    return filled >= 0.95 or (filled >= 0.5 and between < 0.3 * column.parts_count)


def _index(columns: Sequence[Column], x: float) -> int:
    return max((at for at, column in enumerate(columns) if x >= column.x0 - 3), default=0)


def _put(row: Row, columns: Sequence[Column], part: Line) -> None:
    """Put a part into its column, if it stands within the list."""
    column = _index(columns, part.x0)
    filled = {_index(columns, other.x0) for other in row.parts}
    # Overleaf a column may begin further left, in text that blanks keep apart.
    if part.x0 > columns[column].x1 and column + 1 < len(columns) and column + 1 not in filled:
        column += 1
    right = columns[column + 1].x0 if column + 1 < len(columns) else columns[-1].x1 + 2
    if part.x0 >= right or part.x0 < columns[0].x0 - 3:
        return
    row.cells[column] = [" ".join([*row.cells.get(column, []), part.text])]
    row.edges[column] = part.x1


def _classify(each: ModuleList) -> None:
    """Which column holds titles, numbers, places."""
    texts = {
        at: [row.text(at) for row in each.rows if row.text(at)] for at in range(len(each.columns))
    }
    texts = {at: found for at, found in texts.items() if found and at != each.date}
    last_days = (
        at
        for at, found in texts.items()
        if all(map(looks_like_days, found))
        and any(row.text(at) == row.text(each.date) for row in each.rows)
    )
    each.until = next(last_days, None)
    each.numbers = [
        at
        for at, found in texts.items()
        if sum(bool(_NUMBER.fullmatch(text)) for text in found) >= 0.75 * len(found)
    ]
    words = {
        at: found
        for at, found in texts.items()
        if at not in (each.until, *each.numbers)
        and len(found) >= 0.75 * len(each.rows)
        and (len(set(found)) > 1 or len(found) < FEWEST)
        and not all(TIME.match(text) or re.match(r"[0-9.:–-]+$", text) for text in found)
    }
    # Titles are long, and each its own.
    weights = {at: sum(map(len, w)) / len(w) * len(set(w)) ** 0.5 for at, w in words.items()}
    each.title = max(weights, key=lambda at: weights[at], default=None)
    each.others = [at for at in words if at != each.title]


def headed_column(
    each: ModuleList, document: Document, pattern: re.Pattern[str], columns: Sequence[int]
) -> int | None:
    """Column, of some, over which a word of the head stands."""
    first = each.rows[0].at
    words = [word for line in document.lines[max(first - 4, 0) : first] for word in line.words]
    for at in columns:
        left, right = each.columns[at].x0 - 4, each.columns[at].x1 + 4
        over = (word for word in words if word.x0 < right and word.x1 > left)
        if any(pattern.match(word.text) for word in over):
            return at
    return None


def _are_titles_below(each: ModuleList, document: Document) -> bool:
    """Whether under all days a line begins anew: some of its first words had room beside them."""
    if any(len(row.parts) > 2 for row in each.rows):
        return False
    under, _ = _all_under(each, document)
    first = [(row, lines[0]) for row, lines in zip(each.rows, under, strict=True) if lines]
    if len(first) < len(each.rows) or any(abs(line.x0 - row.x0) > 3 for row, line in first):
        return False
    width = max(line.x1 - line.x0 for _, line in first)
    anew = [
        not _had_no_room(before.text, before.x1, line.words[0], line.size, line.x0 + width)
        for row, line in first
        for before in row.parts[-1:]
    ]
    return 3 * sum(anew) > len(anew)


def _all_under(each: ModuleList, document: Document) -> tuple[list[list[Line]], float]:
    """What stands under each day, and how far right the first of these lines reach."""
    beside = [part.x0 for row in each.rows for part in parts_of(document.lines[row.at], document)]
    beside = [x0 for x0 in beside if all(abs(x0 - row.parts[-1].x0) > 3 for row in each.rows)]
    under = [_under(row, each, document, beside) for row in each.rows]
    return under, max((line.x1 for lines in under for line in lines[:1]), default=0.0)


def _below(each: ModuleList, document: Document) -> None:
    """Titles of days that have a line for themselves: the line under each, and its rest.

    What stands beside days is another column.
    """
    each.date, each.title, each.others, each.by_order = 0, 1, [2], True
    under, edge = _all_under(each, document)
    for row, lines in zip(each.rows, under, strict=True):
        before = document.lines[row.at]
        at = next(n for n, part in enumerate(row.parts) if part.x0 == row.x0)
        row.cells = {0: [row.parts[at].text], 1: []}
        if rest := row.parts[at + 1 :]:
            row.cells[2] = [rest[0].text]
        for line in lines:
            is_title = _is_title(line, before, not row.cells[1], edge)
            if line.x0 < row.x0 + 37 and (is_title or is_count_of_people(line.text)):
                row.cells[1].append(line.text)
                before = line
            elif row is each.rows[-1]:
                break
            else:
                _left_over([line], line, each)


def _is_title(line: Line, before: Line, is_first: bool, edge: float) -> bool:
    """Whether a line below days is a title, or what the line before had no room for."""
    word = line.words[0]
    rest = line.x1 < edge + 3 and _had_no_room(before.text, before.x1, word, line.size, edge)
    return not is_far(before, line) and (is_first or rest)


def _under(row: Row, each: ModuleList, document: Document, beside: Sequence[float]) -> list[Line]:
    """What stands between two days of a list, in its column of the page."""
    right = min((x0 for x0 in beside if x0 > row.x0 + 37), default=10_000.0)
    ends = [other.at for other in each.rows if other.at > row.at]
    lines = document.lines[row.at + 1 : min(ends, default=row.at + 8)]
    parts = [part for line in lines for part in parts_of(line, document)]
    return [part for part in parts if row.x0 - 3 <= part.x0 < right]


def _wrapped(each: ModuleList, document: Document, cancelled: re.Pattern[str]) -> None:
    """Lines below a dated line that go on with its cells."""
    right = max((row.edges.get(each.title or 0, 0.0) for row in each.rows), default=0.0)
    for number, row in enumerate(each.rows):
        last = number + 1 == len(each.rows)
        end = min(row.at + 8, each.end) if last else each.rows[number + 1].at
        before = document.lines[row.at]
        for at in range(row.at + 1, min(end, len(document.lines))):
            line = document.lines[at]
            parts = _within(line, each, document)
            heading = len(parts) == 1 and calls_off(line.text, cancelled)
            if not parts or heading or any(is_same(line.text, head) for head in each.head):
                continue
            far = last and is_far(before, line) and not _breaks_off(before.text, line.text)
            if far or not _goes_on(row, parts, line, each, right):
                if last:
                    break
                _left_over(parts, line, each)
                continue
            for part in parts:
                column = _index(each.columns, part.x0)
                row.cells.setdefault(column, []).append(part.text)
                row.edges[column] = part.x1
            before = line


def _within(line: Line, each: ModuleList, document: Document) -> list[Line]:
    left, right = each.columns[0].x0 - 3, each.columns[-1].x1
    return [part for part in parts_of(line, document) if left <= part.x0 < right]


def _goes_on(row: Row, parts: Sequence[Line], line: Line, each: ModuleList, right: float) -> bool:
    """Whether a line only finishes cells of the row above."""
    if month_heading(line.text) or _PART_OF_YEAR.search(line.text):
        return False
    for part in parts:
        column = _index(each.columns, part.x0)
        if column not in row.cells:
            return False
        if column in each.numbers and _NUMBER.fullmatch(row.text(column)):
            return False
        if column in each.others and _NUMBER.fullmatch(part.text):
            return False  # a sum is wider than what stands above it
        if column == each.title:
            before, edge = row.cells[column][-1], row.edges.get(column, 0.0)
            beside = abs(part.x0 - each.columns[column].x0) > 4
            if beside or not _had_no_room(before, edge, part.words[0], line.size, right):
                return False
        if column == each.date and (len(part.text) > 24 or _NO_DAYS.match(part.text)):
            return False
    return True


def _breaks_off(before: str, text: str) -> bool:
    """Whether a text goes on with one before, as its hyphen or its own small letter tells."""
    return before.endswith("-") or text[:1].islower()


def _had_no_room(before: str, edge: float, word: Word, size: float, right: float) -> bool:
    """Whether a text that ends at an edge had to be broken before a word."""
    return _breaks_off(before, word.text) or edge + 0.25 * size + (word.x1 - word.x0) > right


def _left_over(parts: Sequence[Line], line: Line, each: ModuleList) -> None:
    """Remember a line within the list that is no row, no head and no heading."""
    if all(month_heading(part.text) for part in parts) or _PART_OF_YEAR.search(line.text):
        return
    each.unread.append((" ".join(part.text for part in parts), line.place))


def _stream(each: ModuleList, document: Document) -> None:
    """Titles in the order of the lines: behind the days, and on the next lines."""
    each.title, each.by_order = 1, True
    texts = [row.parts[1].text if len(row.parts) > 1 else "" for row in each.rows]
    following = [
        document.lines[row.at + 1].text for row in each.rows if row.at + 1 < len(document.lines)
    ]
    widest = max((len(text) for text in [*texts, *following[:-1]]), default=0)
    for number, row in enumerate(each.rows):
        title = [texts[number]] if texts[number] else []
        row.cells = {0: [row.parts[0].text], 1: title}
        last = number + 1 == len(each.rows)
        end = min(row.at + 8, each.end) if last else each.rows[number + 1].at
        before = document.lines[row.at]
        for line in document.lines[row.at + 1 : end]:
            if _HEADING.fullmatch(line.text) or month_heading(line.text):
                if not last and _may_be_torn_off(line, document.lines[end].text):
                    each.unread.append((line.text, line.place))
                continue
            if any(is_same(line.text, head) for head in each.head):
                continue
            if document.kind == "pdf":
                goes_on = _fills_on(line, before, row, each, document)
            else:
                goes_on = not title or _stream_goes_on(title[-1], before, line, widest)
            if not goes_on:
                near = document.kind == "pdf" and not is_far(before, line)
                if not last or (near and line.x1 < _right_edge(row, each, document) + 3):
                    each.unread.append((line.text, line.place))
                break
            title.append(line.text)
            before = line


def _may_be_torn_off(line: Line, below: str) -> bool:
    """Whether a lone figure may be the first of the day right below it: `1` above `6. december`."""
    day = re.match(r"[0-9](?=\.)", below)
    return bool(day and line.text in ("1", "2", "3")) and int(f"{line.text}{below[0]}") <= 31


def _fills_on(line: Line, before: Line, row: Row, each: ModuleList, document: Document) -> bool:
    """Whether a line of a PDF goes on with a title: hanging, or as its word had no room above."""
    if is_far(before, line):
        return _breaks_off(before.text, line.text)
    if line.x0 < row.parts[0].x0 - 4:
        return False
    right = max(line.x1, _right_edge(row, each, document))
    hangs = line.x0 > row.parts[0].x0 + 4
    return hangs or _had_no_room(before.text, before.x1, line.words[0], line.size, right)


def _right_edge(row: Row, each: ModuleList, document: Document) -> float:
    """Right edge of a list's rows in one column of the page."""
    return max(document.lines[other.at].x1 for other in each.rows if abs(other.x0 - row.x0) < 6)


def _stream_goes_on(title: str, before: Line, line: Line, widest: int) -> bool:
    if line.place.line - before.place.line > 1 or line.place.page != before.place.page:
        return _breaks_off(title, line.text)
    word = line.text.split()[0]
    return _breaks_off(title, word) or len(f"{title} {word}") > 0.8 * widest
