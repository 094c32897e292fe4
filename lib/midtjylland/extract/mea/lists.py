"""Lists of the academy's modules: rows that begin with days, one below the other, under a heading.

A list is cut where a heading of another one stands between its rows.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from midtjylland.extract.common import Words
from midtjylland.extract.days import TIME, looks_like_days, month_heading
from midtjylland.extract.mea.lines import GAP
from midtjylland.read.danish import one_line
from midtjylland.read.document import Document
from midtjylland.read.pages import Line, Place, Word

# Lines between two rows: a wrapped title, a page's head, a heading within the list.
_APART, _HEAD, FEWEST = 12, 8, 3
# From a month to a lone day of it, or from that to the next one, in lines.
_BELOW_MONTH = 3
_ROW_NUMBER = re.compile(r"[A-ZÆØÅ]?[0-9]{1,3}\.?")
# Days that go on in the line below.
_UNFINISHED = re.compile(r"[-–]$|\b(?:og|til|den)$", re.I)
_ENDS_SENTENCE = re.compile(r"[^\W\d]{0,8}\.?\s?(?:den )?[0-9]{1,2}\. [^\W\d]+ 20[0-9]{2}\.")
_HELD = re.compile(r"\b(?:afholdt|gennemført|holdt)\b", re.I)
_NOT_YET = re.compile(r"\b(?:ikke|endnu|bliver|skal)\b", re.I)
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")


@dataclass
class Column:
    """A stretch from left to right that the parts of several rows share."""

    x0: float
    x1: float
    parts_count: int = 1


@dataclass
class Row:
    """A day as printed, and the words of its row by column."""

    at: int
    x0: float
    parts: list[Line]
    month: tuple[int, int | None] | None = None
    cells: dict[int, list[str]] = field(default_factory=dict)
    edges: dict[int, float] = field(default_factory=dict)
    # Whether it stands under a heading of modules that were called off.
    is_off: bool = False

    @property
    def x1(self) -> float:
        """Where its days end."""
        return next(part.x1 for part in self.parts if part.x0 == self.x0)

    def text(self, column: int | None) -> str:
        """Text of a cell in one line."""
        lines = self.cells.get(column, []) if column is not None else []
        return one_line("\n".join(lines))


@dataclass
class ModuleList:
    """Rows under one heading, with what their columns hold."""

    rows: list[Row]
    heading: str
    head: list[str]
    columns: list[Column] = field(default_factory=list)
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
    # Where the next list's first day stands: no line from there on is of this one.
    end: int = sys.maxsize
    # Titles were read by the order of the lines, not by columns.
    by_order: bool = False


def find_lists(document: Document, words: Words) -> list[ModuleList]:
    """Groups of days one below the other, under a heading that speaks of modules."""
    groups: list[list[Row]] = []
    for row in _starts(document):
        near = next((group for group in groups[-3:] if _follows(group, row, document)), None)
        if near is None:
            groups.append([row])
        else:
            near.append(row)
    found: list[ModuleList] = []
    for group in groups:
        heading, head = _heading(group, document, words)
        if not heading:
            # The date of the meeting may stand above the list's heading.
            group = _below_heading(group, document, words)
            heading, head = _heading(group, document, words)
        # The last of several columns of a page may hold fewer rows.
        beside = {row.at for each in found for row in each.rows} & {row.at for row in group}
        if (len(group) >= FEWEST or beside) and heading:
            found.append(ModuleList(group, heading, head))
    return [part for each in found for part in _at_headings(each, document, words)]


def _starts(document: Document) -> Iterator[Row]:
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
        parts = [] if _ENDS_SENTENCE.fullmatch(line.text) else parts_of(line, document)
        below = month is not None and at - near <= _BELOW_MONTH
        for part in _panels(parts, document.has_geometry, month is not None, below):
            near = at if below else near
            # "10.05.2022–", and below it the last day.
            found = [p.text for p in before if _UNFINISHED.search(p.text)]
            goes_on = len(part[1]) == 1 or {"og", "til"} & {*found}
            if not (document.has_geometry and found and goes_on):
                yield Row(at, *part, month)
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


def parts_of(line: Line, document: Document) -> list[Line]:
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
    if len(rest) == 1 and rest[0].text in "-–—":
        days, rest = [*days, *rest], []  # the last day stands below
    text = " ".join(word.text for word in rest)
    time = TIME.match(text) or re.match("[,;]", text)
    if time:
        passed = len(text[: time.end()].split())
        days, rest = days + rest[:passed], rest[passed:]
    return [Line(tuple(words), part.place) for words in (days, rest) if words]


def _follows(group: Sequence[Row], row: Row, document: Document) -> bool:
    last = group[-1]
    apart = row.at - last.at
    if not document.has_geometry or abs(row.x0 - last.x0) < 6 or abs(row.x1 - last.x1) < 2:
        return 0 < apart <= _APART
    # A list goes on at the head of the page's next column.
    upper, lower = document.lines[row.at], document.lines[last.at]
    return 0 < apart <= 6 and row.parts[0].x0 > last.x0 and upper.top < lower.top - upper.size


def _is_named(text: str, words: Words) -> bool:
    """Whether a line has words of the modules or of their academy."""
    return bool(words["module"].search(text) or words["academy"].search(text))


def _below_heading(group: list[Row], document: Document, words: Words) -> list[Row]:
    """Rows of a group below the first line between them that has the module's words."""
    for number, (before, row) in enumerate(pairwise(group), 1):
        if any(_is_named(line.text, words) for line in document.lines[before.at + 1 : row.at]):
            return group[number:]
    return group


def _heading(group: Sequence[Row], document: Document, words: Words) -> tuple[str, list[str]]:
    """Heading with the module's words nearest above, and all lines between it and the rows."""
    first = group[0].at
    texts = [line.text for line in document.lines[max(first - _HEAD, 0) : first]]
    named = [at for at, text in enumerate(texts) if _is_named(text, words)]
    if not named:
        return "", []
    planned = max((at for at, text in enumerate(texts) if _heads_plans(text, words)), default=-1)
    if planned >= 0 and not any(_HELD.search(text) for text in texts[planned + 1 :]):
        return texts[planned], texts[planned:]
    titled = [at for at in named if words["academy"].search(texts[at])] or named
    return texts[titled[-1]], texts[titled[-1] :]


def _at_headings(each: ModuleList, document: Document, words: Words) -> list[ModuleList]:
    """A list cut where a heading of another one stands between its rows."""
    lists = [ModuleList([each.rows[0]], each.heading, each.head)]
    module, cancelled = words["module"], words["cancelled"]
    each.rows[0].is_off = calls_off(each.heading, cancelled)
    pages = {page.number: page for page in document.pages}
    for before, row in pairwise(each.rows):
        lines = document.lines[before.at + 1 : row.at]
        titles = [line.text for line in lines if pages[line.place.page].is_title(line)]
        # A module that was not held has more than one cell.
        headings = [line.text for line in lines if len(parts_of(line, document)) == 1]
        cut = [
            text
            for text in (line.text for line in lines)
            if (
                (_YEAR.search(text) and (module.search(text) or text in titles))
                or (module.search(text) and words["planned"].search(text))
                or _heads_plans(text, words)
            )
            and not any(is_same(text, head) for head in each.head)
        ]
        if cut:
            row.is_off = calls_off(cut[-1], cancelled)
            lists.append(ModuleList([row], cut[-1], [*cut, *each.head]))
        else:
            row.is_off = before.is_off or any(calls_off(text, cancelled) for text in headings)
            lists[-1].rows.append(row)
    return lists


def _heads_plans(text: str, words: Words) -> bool:
    """Whether a line names what is to come and its year alone: "2B. Planlagt i 2032"."""
    text = re.sub(r"^[0-9]{0,2}[A-Za-z]?[.)]\s", "", text)
    return len(text) < 40 and bool(words["planned"].match(text) and _YEAR.search(text))


def calls_off(text: str, cancelled: re.Pattern[str]) -> bool:
    """Whether a line is the heading of modules that were not held: "Aflyst:"."""
    words = _YEAR.sub("", text)
    return len(text) < 40 and bool(cancelled.match(text)) and not re.search("[0-9]", words)


def is_same(text: str, other: str) -> bool:
    """Whether texts differ in blanks and capitals alone."""
    return "".join(text.lower().split()) == "".join(other.lower().split())


def is_planned(each: ModuleList, words: Words, year: int | None) -> bool:
    """Whether a heading says that a list is of modules to come, or of another year."""
    years = {int(found) for found in _YEAR.findall(each.heading)}
    planned, held = words["planned"].search(each.heading), _HELD.search(each.heading)
    # "17 moduler er gennemført. Ét planlagt måtte opgives."
    if planned and held and held.start() < planned.start():
        planned = _NOT_YET.search(each.heading[: planned.start()])
    other = bool(years and year) or bool(planned)
    return other and year not in years


def without_others(
    lists: Sequence[ModuleList], document: Document, words: Words
) -> Sequence[ModuleList]:
    """Lists without those of others, where one names the academy: their title names no module."""
    pages = {page.number: page for page in document.pages}
    named = [each for each in lists if any(map(words["academy"].search, each.head))]

    def is_ours(each: ModuleList) -> bool:
        first = each.rows[0].at
        before = max((other.rows[-1].at for other in named if other.rows[0].at < first), default=0)
        above = document.lines[before:first]
        titles = [line.text for line in above if pages[line.place.page].is_title(line)]
        return all(_is_named(title, words) for title in titles)

    return [each for each in lists if each in named or is_ours(each)] if named else lists
