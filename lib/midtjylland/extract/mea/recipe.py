"""Recipe for the list of the academy's modules: a column of days, and the titles beside it.

The list is found by its days, one below the other under words for modules. Columns are told by
what they hold. A line goes on with a title only where the next word would not have fitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median_high

from midtjylland.core.findings import Severity
from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.days import TIME, Days, looks_like_days, month_heading, read_days
from midtjylland.extract.mea.behind import is_count_of_people, part_titles
from midtjylland.extract.mea.lines import GAP, lines_of
from midtjylland.extract.mea.told import is_off, told_modules
from midtjylland.extract.mea.totals import read_stated
from midtjylland.extract.years import document_year
from midtjylland.read.danish import one_line
from midtjylland.read.document import Document
from midtjylland.read.pages import Line, Page, Place, Word

TABLE = "mea_modules"
# Lines between two rows: a wrapped title, a page's head, a heading within the list.
_APART, _HEAD, _FEWEST = 12, 8, 3
# From a month to a lone day of it, or from that to the next one, in lines.
_BELOW_MONTH = 3
_REMARK = 4
# Columns of what was printed behind the titles: participants, and where or how.
_NUMBER_BEHIND, _WORDS_BEHIND = -1, -2
# What is said of a module in brackets behind its title, that is no part of it.
_ASIDE = re.compile(
    r"\s\([^()]*\b(?:udskudt|flyttet|gentag\w*|skulle have|oprindelig\w*|annonceret)\b[^()]*\)$",
    re.I,
)
_NUMBER = re.compile(r"[0-9]{1,4}\.?|[-–—]")
_ROW_NUMBER = re.compile(r"[A-ZÆØÅ]?[0-9]{1,3}\.?")
# A page number or a part of the year between the rows.
_HEADING = re.compile(
    r"[0-9]{1,3}|(?:[1-4]\.|første|andet|i)?\s*(?:halvår|kvartal|forår|efterår)\w*\W*(?:20[0-9]{2})?",
    re.I,
)
# A sum below the rows, which the contract's totals hold too.
_SUM = re.compile(r"(?:i alt|total|samlet|tilsammen)\b[^0-9]*[0-9]", re.I)
# A text with a capital and without a number.
_NO_DAYS = re.compile(r"[A-ZÆØÅ][^0-9]*$")
# Days that go on in the line below.
_UNFINISHED = re.compile(r"[-–]$|\b(?:og|til|den)$", re.I)
_PART_OF_YEAR = re.compile(r"\b(?:halvår|kvartal|forår|efterår)", re.I)
_ENDS_SENTENCE = re.compile(r"[^\W\d]{0,8}\.?\s?(?:den )?[0-9]{1,2}\. [^\W\d]+ 20[0-9]{2}\.")
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
# What names columns beside those of days and titles.
_COLUMN_WORDS = ("place", "participant", "column")


@dataclass
class _Column:
    """A stretch from left to right that the parts of several rows share."""

    x0: float
    x1: float
    parts_count: int = 1


@dataclass
class _Row:
    """A day as printed, and the words of its row by column."""

    at: int
    x0: float
    parts: list[Line]
    month: tuple[int, int | None] | None = None
    cells: dict[int, list[str]] = field(default_factory=dict)
    edges: dict[int, float] = field(default_factory=dict)
    # Whether it stands under a heading of modules that were called off.
    is_off: bool = False

    def text(self, column: int | None) -> str:
        """Text of a cell in one line."""
        lines = self.cells.get(column, []) if column is not None else []
        return one_line("\n".join(lines))


@dataclass
class _List:
    """Rows under one heading, with what their columns hold."""

    rows: list[_Row]
    heading: str
    head: list[str]
    columns: list[_Column] = field(default_factory=list)
    date: int = 0
    # A column of last days beside that of first days; some modules last a day.
    until: int | None = None
    title: int | None = None
    numbers: list[int] = field(default_factory=list)
    # Columns with other words: how it was held, where, by whom.
    others: list[int] = field(default_factory=list)
    place: int | None = None
    unread: list[tuple[str, Place]] = field(default_factory=list)
    # A further column of the head, in text that has lost its columns.
    lost: str = ""
    # Titles were read by the order of the lines, not by columns.
    by_order: bool = False


def read_mea(document: Document, region: Region, year: int | None = None) -> Extract:
    """Read the modules that were held, and the totals that the contract states of them.

    `year` is the contract year where the document itself may not name it.
    """
    year = year or document_year(document, region)
    # Days may be set at the middle beside titles of two lines.
    document = document.top_aligned
    whole = _read(document, region, year)
    if not _is_unclear(whole):
        return whole
    # A list that goes on in a page's next column begins further right there.
    pages = [_at_left(page) for page in document.pages]
    moved = _read(replace(document, pages=pages), region, year)
    return whole if _is_unclear(moved) else moved


def _at_left(page: Page) -> Page:
    """A page whose text begins at its left edge."""
    left = min((line.x0 for line in page.lines), default=0.0)
    lines = [
        Line(tuple(w._replace(x0=w.x0 - left, x1=w.x1 - left) for w in line.words), line.place)
        for line in page.lines
    ]
    return replace(page, lines=lines)


def _is_unclear(extract: Extract) -> bool:
    return any(finding.severity == "error" for finding in extract.findings)


def _read(document: Document, region: Region, year: int | None) -> Extract:
    extract = Extract()
    pages = [replace(page, lines=lines_of(page)) for page in document.pages]
    whole = replace(document, pages=pages)
    lists = _lists(whole, region)
    of_year = [each for each in lists if not _is_planned(each, region, year)]
    held = _without_others(of_year, whole, region)
    for other in lists:
        if other not in held:
            case = "others" if other in of_year else "year"
            place = whole.lines[other.rows[0].at].place
            extract.tell(TABLE, f"other-list/{case}", place, heading=other.heading, year=year)
    for each in held:
        _fill(each, whole, region)
        _add(each, whole, region, year, extract)
    if not lists:
        _add_told(document, region, year, extract)
    read_stated(document, region, extract, year)
    if document.has_geometry:
        for each in held:
            _add_sum(each, whole, region, extract)
    _add_participants(extract)
    return extract


def _lists(document: Document, region: Region) -> list[_List]:
    """Groups of days one below the other, under a heading that speaks of modules."""
    groups: list[list[_Row]] = []
    for row in _starts(document):
        near = next((group for group in groups[-3:] if _follows(group, row, document)), None)
        if near is None:
            groups.append([row])
        else:
            near.append(row)
    found: list[_List] = []
    for group in groups:
        heading, head = _heading(group, document, region)
        # The last of several columns of a page may hold fewer rows.
        beside = {row.at for each in found for row in each.rows} & {row.at for row in group}
        if (len(group) >= _FEWEST or beside) and heading:
            found.append(_List(group, heading, head))
    return [part for each in found for part in _at_headings(each, document, region)]


def _starts(document: Document) -> Iterator[_Row]:
    """Parts of lines that begin with days."""
    month: tuple[int, int | None] | None = None
    before: list[Line] = []
    near = -_APART
    for at, line in enumerate(document.lines):
        heading = month_heading(line.text)
        # "mødet den 10." and "november 2028" below it are a day of a sentence.
        if heading and not re.search(r"[0-9]\.$", document.lines[at - 1].text if at else ""):
            month, near = heading, at
        # A day with its year and a full stop ends a sentence.
        parts = [] if _ENDS_SENTENCE.fullmatch(line.text) else _parts(line, document)
        below = month is not None and at - near <= _BELOW_MONTH
        for part in _panels(parts, document.has_geometry, month is not None, below):
            near = at if below else near
            # "10.05.2022–", and below it the last day.
            goes_on = document.has_geometry and len(part[1]) == 1
            if not (goes_on and any(_UNFINISHED.search(p.text) for p in before)):
                yield _Row(at, *part, month)
            before = part[1]


def _panels(
    parts: Sequence[Line], has_geometry: bool, has_month: bool, below_month: bool
) -> Iterator[tuple[float, list[Line]]]:
    """Rows that stand on one line: several where each day has words behind it, or none has."""
    ends = [
        (at, end)
        for at, part in enumerate(parts)
        if (at == 0 or has_geometry)
        and (end := looks_like_days(part.text, has_month, below_month and at == 0))
    ]
    whole = list(parts)
    # Numbers of the modules may stand before the days.
    lead = min(ends[0][0], 1) if ends else 0
    numbered = lead == 0 or all(_ROW_NUMBER.fullmatch(parts[at - 1].text) for at, _ in ends)
    several = len(ends) > 1 and ends[0][0] == lead and numbered
    between = {b[0] - a[0] - lead for a, b in pairwise([*ends, (len(whole) + lead, 0)])}
    several = several and (between == {1} or 1 not in between)
    for number, (at, end) in enumerate(ends if several else ends[:1]):
        last = ends[number + 1][0] - lead if several and number + 1 < len(ends) else len(whole)
        first = at - lead if several else 0
        yield whole[at].x0, [*whole[first:at], *_cut(whole[at], end), *whole[at + 1 : last]]


def _parts(line: Line, document: Document) -> list[Line]:
    """Parts of a line that wide gaps keep apart, without the mark of a list's point."""
    if len(line.words) > 1 and not re.search(r"[\w(]", line.words[0].text):
        line = Line(line.words[1:], line.place)
    if not document.has_geometry:
        # Its words alone: a text's own characters may have blanks that `_cut` doesn't count.
        return [Line(line.words, line.place)]
    return line.parts(GAP * line.size)


def _cut(part: Line, end: int) -> list[Line]:
    """Days, and the rest of the part without times of the day."""
    days: list[Word] = []
    length = 0
    for word in part.words:
        if length >= end:
            break
        days.append(word)
        length += len(word.text) + 1
    rest = list(part.words[len(days) :])
    text = " ".join(word.text for word in rest)
    time = TIME.match(text) or re.match("[,;]", text)
    if time:
        passed = len(text[: time.end()].split())
        days, rest = days + rest[:passed], rest[passed:]
    return [Line(tuple(words), part.place) for words in (days, rest) if words]


def _follows(group: Sequence[_Row], row: _Row, document: Document) -> bool:
    last = group[-1]
    apart = row.at - last.at
    if not document.has_geometry or abs(row.x0 - last.x0) < 6:
        return 0 < apart <= _APART
    # A list goes on at the head of the page's next column.
    upper, lower = document.lines[row.at], document.lines[last.at]
    return 0 < apart <= 6 and row.parts[0].x0 > last.x0 and upper.top < lower.top - upper.size


def _heading(group: Sequence[_Row], document: Document, region: Region) -> tuple[str, list[str]]:
    """Heading with the module's words nearest above, and all lines between it and the rows."""
    first = group[0].at
    above = document.lines[max(first - _HEAD, 0) : first]
    module, academy = (region.pattern("mea", key) for key in ("module", "academy"))
    texts = [line.text for line in above]
    named = [at for at, text in enumerate(texts) if module.search(text) or academy.search(text)]
    if not named:
        return "", []
    titled = [at for at in named if academy.search(texts[at])] or named
    return texts[titled[-1]], texts[titled[-1] :]


def _at_headings(each: _List, document: Document, region: Region) -> list[_List]:
    """A list cut where a heading of another one stands between its rows."""
    lists = [_List([each.rows[0]], each.heading, each.head)]
    module, cancelled = (region.pattern("mea", key) for key in ("module", "cancelled"))
    each.rows[0].is_off = _calls_off(each.heading, cancelled)
    for before, row in pairwise(each.rows):
        lines = document.lines[before.at + 1 : row.at]
        between = [line.text for line in lines]
        # A module that was not held has more than one cell.
        headings = [line.text for line in lines if len(_parts(line, document)) == 1]
        cut = [
            text
            for text in between
            if ((module.search(text) and _YEAR.search(text)) or _plans(text, region))
            and not any(_same(text, head) for head in each.head)
        ]
        if cut:
            row.is_off = _calls_off(cut[0], cancelled)
            lists.append(_List([row], cut[0], [*cut, *each.head]))
        else:
            row.is_off = before.is_off or any(_calls_off(text, cancelled) for text in headings)
            lists[-1].rows.append(row)
    return lists


def _plans(text: str, region: Region) -> bool:
    """Whether a line is the heading of modules to come: "Planlagt i 2032"."""
    module, planned = (region.pattern("mea", key) for key in ("module", "planned"))
    named = module.search(text) and planned.search(text)
    return bool(named or (len(text) < 40 and planned.match(text) and _YEAR.search(text)))


def _calls_off(text: str, cancelled: re.Pattern[str]) -> bool:
    """Whether a line is the heading of modules that were not held: "Aflyst:"."""
    words = _YEAR.sub("", text)
    return len(text) < 40 and bool(cancelled.match(text)) and not re.search("[0-9]", words)


def _same(text: str, other: str) -> bool:
    return "".join(text.lower().split()) == "".join(other.lower().split())


def _is_planned(each: _List, region: Region, year: int | None) -> bool:
    """Whether a heading says that a list is of modules to come, or of another year."""
    years = {int(found) for found in _YEAR.findall(each.heading)}
    if years and year and year not in years:
        return True
    planned = region.pattern("mea", "planned").search(each.heading)
    return bool(planned) and year not in years


def _without_others(lists: Sequence[_List], document: Document, region: Region) -> Sequence[_List]:
    """Lists without those of others, where one names the academy: their title names no module."""
    academy, module = (region.pattern("mea", key) for key in ("academy", "module"))
    pages = {page.number: page for page in document.pages}
    named = [each for each in lists if any(map(academy.search, each.head))]

    def is_ours(each: _List) -> bool:
        first = each.rows[0].at
        before = max((other.rows[-1].at for other in named if other.rows[0].at < first), default=0)
        above = document.lines[before:first]
        titles = [line.text for line in above if pages[line.place.page].is_title(line)]
        return all(academy.search(title) or module.search(title) for title in titles)

    return [each for each in lists if each in named or is_ours(each)] if named else lists


def _fill(each: _List, document: Document, region: Region) -> None:
    """Columns of a list, and the cells of its rows."""
    if document.has_geometry:
        _fill_by_place(each, document, region)
    else:
        head = " ".join(each.head[1:])
        named = (region.pattern("mea", key).search(head) for key in _COLUMN_WORDS)
        each.lost = next((match.group() for match in named if match), "")
        _stream(each, document)
    _part_behind(each, region.pattern("mea", "cancelled"))


def _fill_by_place(each: _List, document: Document, region: Region) -> None:
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
        each.place = _headed(each, document, region.pattern("mea", "place"), each.others)
        _wrapped(each, document, region.pattern("mea", "cancelled"))


def _part_behind(each: _List, cancelled: re.Pattern[str]) -> None:
    """Give columns of their own to participants, and other words, that stand behind titles."""
    rows = [row for row in each.rows if not is_off(row.text(each.title), cancelled)]
    parted = part_titles([row.text(each.title) for row in rows])
    for row, (title, number, words) in zip(rows, parted, strict=True):
        cells = {each.title or 0: title, _NUMBER_BEHIND: number, _WORDS_BEHIND: words}
        row.cells |= {column: [text] for column, text in cells.items() if text}
    each.numbers += [_NUMBER_BEHIND] if any(one.number for one in parted) else []
    each.others += [_WORDS_BEHIND] if any(one.words for one in parted) else []


def _columns(each: _List, document: Document) -> list[_Column]:
    """Columns as the stretches that parts of the dated lines cover together."""
    parts = sorted((part for row in each.rows for part in row.parts), key=lambda part: part.x0)
    columns: list[_Column] = []
    for part in parts:
        if columns and part.x0 < columns[-1].x1:
            columns[-1].x1 = max(columns[-1].x1, part.x1)
            columns[-1].parts_count += 1
        else:
            columns.append(_Column(part.x0, part.x1))
    # A list that goes on in the page's next column has no column that half of its rows fill.
    return [column for column in columns if _belongs(column, each, document)] or columns


def _belongs(column: _Column, each: _List, document: Document) -> bool:
    """Whether a stretch is a column of the list, not text of another column of the page.

    Such text stands beside a few rows only, and on lines between them too.
    """
    filled = column.parts_count / len(each.rows)
    dated = {row.at for row in each.rows}
    between = sum(
        abs(part.x0 - column.x0) < 3
        for at in range(each.rows[0].at, each.rows[-1].at)
        if at not in dated
        for part in _parts(document.lines[at], document)
    )
    return filled >= 0.95 or (filled >= 0.5 and between < 0.3 * column.parts_count)


def _index(columns: Sequence[_Column], x: float) -> int:
    return max((at for at, column in enumerate(columns) if x >= column.x0 - 3), default=0)


def _put(row: _Row, columns: Sequence[_Column], part: Line) -> None:
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


def _classify(each: _List) -> None:
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
        and (len(set(found)) > 1 or len(found) < _FEWEST)
        and not all(TIME.match(text) or re.match(r"[0-9.:–-]+$", text) for text in found)
    }
    # Titles are long, and each its own.
    weights = {at: sum(map(len, w)) / len(w) * len(set(w)) ** 0.5 for at, w in words.items()}
    each.title = max(weights, key=lambda at: weights[at], default=None)
    each.others = [at for at in words if at != each.title]


def _headed(
    each: _List, document: Document, pattern: re.Pattern[str], columns: Sequence[int]
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


def _are_titles_below(each: _List, document: Document) -> bool:
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


def _all_under(each: _List, document: Document) -> tuple[list[list[Line]], float]:
    """What stands under each day, and how far right the first of these lines reach."""
    beside = [part.x0 for row in each.rows for part in _parts(document.lines[row.at], document)]
    beside = [x0 for x0 in beside if all(abs(x0 - row.parts[-1].x0) > 3 for row in each.rows)]
    under = [_under(row, each, document, beside) for row in each.rows]
    return under, max((line.x1 for lines in under for line in lines[:1]), default=0.0)


def _below(each: _List, document: Document) -> None:
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
    return not _is_far(before, line) and (is_first or rest)


def _under(row: _Row, each: _List, document: Document, beside: Sequence[float]) -> list[Line]:
    """What stands between two days of a list, in its column of the page."""
    right = min((x0 for x0 in beside if x0 > row.x0 + 37), default=10_000.0)
    ends = [other.at for other in each.rows if other.at > row.at]
    lines = document.lines[row.at + 1 : min(ends, default=row.at + 8)]
    parts = [part for line in lines for part in _parts(line, document)]
    return [part for part in parts if row.x0 - 3 <= part.x0 < right]


def _wrapped(each: _List, document: Document, cancelled: re.Pattern[str]) -> None:
    """Lines below a dated line that go on with its cells."""
    right = max((row.edges.get(each.title or 0, 0.0) for row in each.rows), default=0.0)
    for number, row in enumerate(each.rows):
        last = number + 1 == len(each.rows)
        end = row.at + 8 if last else each.rows[number + 1].at
        before = document.lines[row.at]
        for at in range(row.at + 1, min(end, len(document.lines))):
            line = document.lines[at]
            parts = _within(line, each, document)
            heading = len(parts) == 1 and _calls_off(line.text, cancelled)
            if not parts or heading or any(_same(line.text, head) for head in each.head):
                continue
            far = last and _is_far(before, line) and not _breaks_off(before.text, line.text)
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


def _is_far(before: Line, line: Line) -> bool:
    """Whether a line stands further down than lines of one cell do."""
    return line.place.page != before.place.page or line.top - before.bottom > 0.9 * before.size


def _within(line: Line, each: _List, document: Document) -> list[Line]:
    left, right = each.columns[0].x0 - 3, each.columns[-1].x1
    return [part for part in _parts(line, document) if left <= part.x0 < right]


def _goes_on(row: _Row, parts: Sequence[Line], line: Line, each: _List, right: float) -> bool:
    """Whether a line only finishes cells of the row above."""
    if month_heading(line.text) or _PART_OF_YEAR.search(line.text):
        return False
    for part in parts:
        column = _index(each.columns, part.x0)
        if column not in row.cells:
            return False
        if column in each.numbers and _NUMBER.fullmatch(row.text(column)):
            return False
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


def _left_over(parts: Sequence[Line], line: Line, each: _List) -> None:
    """Remember a line within the list that is no row, no head and no heading."""
    if all(month_heading(part.text) for part in parts) or _PART_OF_YEAR.search(line.text):
        return
    each.unread.append((" ".join(part.text for part in parts), line.place))


def _stream(each: _List, document: Document) -> None:
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
        end = row.at + 8 if last else each.rows[number + 1].at
        before = document.lines[row.at]
        for line in document.lines[row.at + 1 : end]:
            if _HEADING.fullmatch(line.text) or month_heading(line.text):
                if not last and _may_be_torn_off(line, document.lines[end].text):
                    each.unread.append((line.text, line.place))
                continue
            if any(_same(line.text, head) for head in each.head):
                continue
            if document.kind == "pdf":
                goes_on = _fills_on(line, before, row, each, document)
            else:
                goes_on = not title or _stream_goes_on(title[-1], before, line, widest)
            if not goes_on:
                near = document.kind == "pdf" and not _is_far(before, line)
                if not last or (near and line.x1 < _right_edge(row, each, document) + 3):
                    each.unread.append((line.text, line.place))
                break
            title.append(line.text)
            before = line


def _may_be_torn_off(line: Line, below: str) -> bool:
    """Whether a lone figure may be the first of the day right below it: `1` above `6. december`."""
    day = re.match(r"[0-9](?=\.)", below)
    return bool(day and line.text in ("1", "2", "3")) and int(f"{line.text}{below[0]}") <= 31


def _fills_on(line: Line, before: Line, row: _Row, each: _List, document: Document) -> bool:
    """Whether a line of a PDF goes on with a title: hanging, or as its word had no room above."""
    if _is_far(before, line):
        return _breaks_off(before.text, line.text)
    if line.x0 < row.parts[0].x0 - 4:
        return False
    right = max(line.x1, _right_edge(row, each, document))
    hangs = line.x0 > row.parts[0].x0 + 4
    return hangs or _had_no_room(before.text, before.x1, line.words[0], line.size, right)


def _right_edge(row: _Row, each: _List, document: Document) -> float:
    """Right edge of a list's rows in one column of the page."""
    return max(document.lines[other.at].x1 for other in each.rows if abs(other.x0 - row.x0) < 6)


def _stream_goes_on(title: str, before: Line, line: Line, widest: int) -> bool:
    if line.place.line - before.place.line > 1 or line.place.page != before.place.page:
        return _breaks_off(title, line.text)
    word = line.text.split()[0]
    return _breaks_off(title, word) or len(f"{title} {word}") > 0.8 * widest


def _add(
    each: _List, document: Document, region: Region, year: int | None, extract: Extract
) -> None:
    """Rows of a list, and findings on what it could not read."""
    called_off, cancelled = [], region.pattern("mea", "cancelled")
    for text, place in each.unread:
        # Where no columns tell, such a line is mostly the rest of a title.
        by_columns = document.kind == "pdf" and not each.by_order
        off = is_off(text, cancelled) if by_columns else _calls_off(text, cancelled)
        if _SUM.match(text) or off:
            continue
        severity: Severity = "warning" if by_columns or text.isdigit() else "error"
        extract.tell(TABLE, "line-left-over", place, severity=severity, text=text)
    if each.lost:
        place = document.lines[each.rows[0].at].place
        extract.tell(TABLE, "columns-lost/list", place, heading=each.heading, lost=each.lost)
    for column in (*each.others, *each.numbers):
        days = [looks_like_days(row.text(column)) for row in each.rows]
        if sum(map(bool, days)) > 0.5 * len(days):
            place = document.lines[each.rows[0].at].place
            extract.tell(TABLE, "columns-unknown/days", place, heading=each.heading)
    for row in each.rows:
        place = document.lines[row.at].place
        title = _ASIDE.sub("", row.text(each.title))
        title = re.sub(r"^[–-]\s+|\s*[–-]$", "", title.strip(" ,;"))
        whole = " ".join(row.text(column) for column in sorted(row.cells))
        # A remark on a few rows makes no column.
        remarks = " ".join(
            part.text
            for part in row.parts
            if len(part.words) <= _REMARK or cancelled.match(part.text)
        )
        if row.is_off or is_off(f"{whole} {remarks}", cancelled):
            called_off.append(f"{row.text(each.date)} {title}")
            continue
        days = _days(each, row, year)
        if days is None or not title:
            case = "title" if days else "date"
            extract.tell(TABLE, f"unreadable/{case}", place, text=whole)
            continue
        _add_row(each, row, title, days, place, region, extract)
    if called_off:
        extract.tell(TABLE, "not-held", document.lines[each.rows[0].at].place, modules=called_off)


def _days(each: _List, row: _Row, year: int | None) -> Days | None:
    """First and last day of a row, the last one perhaps in a column of its own."""
    month, named = row.month or (None, None)
    days = read_days(row.text(each.date), named or year, month)
    last = row.text(each.until)
    if not days or not last:
        return days
    until = read_days(last, days.last.year, days.last.month)
    return replace(days, last=until.last) if until and until.last >= days.last else None


def _add_row(
    each: _List, row: _Row, title: str, days: Days, place: Place, region: Region, extract: Extract
) -> None:
    if days.wrong_weekday:
        extract.tell(TABLE, "weekday-differs", place, title=title, wrong_weekday=days.wrong_weekday)
    said = " ".join([title, *(row.text(column) for column in each.others)])
    number = len(extract.rows.get(TABLE, [])) + 1
    extract.add(
        TABLE,
        place,
        module_no=number,
        start_date=days.first,
        end_date=days.last,
        title=title,
        delivery="in_person" if region.pattern("mea", "in_person").search(said) else "unstated",
    )
    values = {column: row.text(column) for column in each.numbers}
    extract.rows[TABLE][-1]["_numbers"] = values
    if each.place is not None:
        extract.rows[TABLE][-1]["place"] = row.text(each.place) or None


def _add_told(document: Document, region: Region, year: int | None, extract: Extract) -> None:
    """Rows of modules that running text tells of, in papers without a list."""
    told = list(told_modules(document, region, year))
    if off := [(title, place) for title, _, place, is_off in told if is_off]:
        extract.tell(TABLE, "not-held", off[0][1], modules=[title for title, _ in off])
    for title, days, place, _ in (each for each in told if not each.is_off):
        if days is None:
            extract.tell(TABLE, "unreadable/date", place, text=title)
        else:
            _add_row(_List([], "", []), _Row(0, 0, []), title, days, place, region, extract)


def _add_sum(each: _List, document: Document, region: Region, extract: Extract) -> None:
    """The sum below a column of participants as their total, where nothing else states it."""
    column = _headed(each, document, region.pattern("mea", "participant"), each.numbers)
    stated = {row["quantity"] for row in extract.rows.get("stated_totals", [])}
    if column is None or "participants" in stated:
        return
    last = each.rows[-1].at
    for line in document.lines[last + 1 : last + 4]:
        if _SUM.match(line.text):
            total = sum(int(text) for row in each.rows if (text := row.text(column)).isdigit())
            if str(total) == line.words[-1].text.replace(".", ""):
                extract.add_total(TABLE, "participants", total, line.place)


def _add_participants(extract: Extract) -> None:
    """Participants of each module: the column of numbers that adds to the stated total."""
    rows = extract.rows.get(TABLE, [])
    totals = {row["quantity"]: row["value"] for row in extract.rows.get("stated_totals", [])}
    stated = totals.get("participants")
    columns = {column for row in rows for column in row["_numbers"]}
    for column in sorted(columns):
        found = [row["_numbers"].get(column, "") for row in rows]
        numbers = [int(text) if text.isdigit() else None for text in found]
        if stated and sum(number or 0 for number in numbers) == stated:
            for row, number in zip(rows, numbers, strict=True):
                row["participants"] = number
            break
    for row in rows:
        del row["_numbers"]
