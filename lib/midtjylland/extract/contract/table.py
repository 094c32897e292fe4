"""The contract as a table on drawn pages: its rows give targets with their results."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.contract.cells import by_letter, parted_items
from midtjylland.extract.contract.columns import TARGET_NAME, Columns, Known, end_of_ours, heads_of
from midtjylland.extract.contract.items import (
    ENDED,
    GOALS,
    LABEL,
    LETTER,
    REMARK,
    SHALL,
    Goal,
    Item,
    gaps_beside,
    goal_title,
    is_measured_nationally,
    is_section,
    item_number,
    joined,
    points_of,
    scope_of,
)
from midtjylland.extract.contract.rows import (
    AFTER,
    Row,
    goes_on,
    had_room,
    heading_text,
    is_alone,
    read_rows,
)
from midtjylland.extract.towns import TownRow, runs, width
from midtjylland.read.danish import one_line, quantities
from midtjylland.read.document import Document
from midtjylland.read.pages import Box, Line, Page, Word, split

# A title of the paper itself: "Punkt 4. Opfølgning på resultatkontrakten".
_OF_THE_PAPER = re.compile(r"kontrakt|opfølgning|målopfyldelse|\bstatus", re.I)
# What the targets of a business hub speak of.
_OF_HUB = re.compile(r"vejled|erhvervshus|henvis", re.I)
# Who set a goal, behind its title.
_SAID = re.compile(r"\([^()]*\)|\s(?:nationalt?|lokalt?)$", re.I)
_NUMBER = re.compile(
    r"^(?:(?:(?:kontrakt|resultat)?mål|ad)\s*)?[0-9]{1,2}(?:[a-z](?= ))?\s*[.:)–·-]?\s*", re.I
)
# What may stand before a target's number: "Delmål 2.3".
_BEFORE_LABEL = "(?:(?:[Dd]el)?[Mm]ål )?"
_LABEL = re.compile(rf"{_BEFORE_LABEL}([0-9]{{1,2}})(?:\.([0-9]{{1,2}})|([a-z]))\b")
_LABEL_OF_GOAL = re.compile(rf"{_BEFORE_LABEL}([0-9]{{1,2}})(?:\.[0-9]|\s?[a-zA-Z]\b)")
_WORD = re.compile(r"[^\W\d]{2,}")
_FEWEST_TOWNS = 3
_FIGURE = re.compile("[0-9][0-9., \u00a0%]*")
_LAST = "0123456789%"


def read_table(
    document: Document, region: Region, year: int | None, extract: Extract
) -> list[Item]:
    """Targets and results in the order of the contract; none where it is no such table."""
    rows = list(_rows(document, region, year))
    if not any(isinstance(row, Row) for row in rows):
        rows = list(_rows(document, region, year, by_contents=True))
        first = next((row for row in rows if isinstance(row, Row)), None)
        if first:
            _tell_unnamed(first, extract)
    numbers = [_goal_number(row) for row in rows]
    end = _end_of_numbered(rows, numbers)
    rows, numbers = rows[:end], numbers[:end]
    taker = _Taker(sum(number is not None for number in numbers) >= 2, extract)
    for row in rows:
        if isinstance(row, str):
            taker.take_heading(row)
        else:
            taker.take_row(row)
    items = _labelled(taker.items, extract)
    if any(item.goal.number for item in items):
        # Figures under the same heads before the first goal are another table's.
        items = [i for i in items if i.goal.number or re.search(r"[^\W\d]{3}", i.target_text)]
    return list(parted_items(_by_label(_ours(items)), len(region.municipalities), extract))


def _labelled(items: list[Item], extract: Extract) -> list[Item]:
    """Where targets are numbered, what has neither a number nor a result is none.

    It ends the table, or withholds it.
    """
    if sum(item.label is not None for item in items) <= 0.8 * len(items):
        return items
    doubtful = [item for item in items if not (item.label or item.result)]
    while items[-1] in doubtful:
        if not (quantities(items[-1].target_text) and SHALL.search(items[-1].target_text)):
            doubtful.pop()
        items.pop()
    # Words of their own begin no target without a number; figures may be more of the one above.
    doubtful += [
        i for i in items if i.result and not i.label and len(_WORD.findall(i.target_text)) > 2
    ]
    for item in doubtful:
        extract.tell(GOALS, "text-unplaced", item.place, text=item.target_text[:80])
    return items


def _by_label(items: Sequence[Item]) -> list[Item]:
    """Items in the order of their printed numbers, which a table sorted by who set them mixes."""
    labels = [item.label for item in items]
    told = all(labels) and len({*labels}) == len(labels)
    return sorted(items, key=lambda item: item.label or (0, 0)) if told else list(items)


def _ours(items: Sequence[Item]) -> list[Item]:
    """Items without those of tables, with goals from 1 on, that have nothing to do with the hub."""

    def begins(own: list[Item], item: Item) -> bool:
        goal, before = item.goal, own[-1].goal
        return goal.number == 1 and (before.number, before.name) != (1, goal.name)

    tables = split(items, begins)
    ours = [own for own in tables if any(_OF_HUB.search(item.target_text) for item in own)]
    return [item for own in ours or tables for item in own]


def _goal_number(row: Row | str) -> int | None:
    if isinstance(row, Row):
        return _number(row)
    title = goal_title(row)
    return title and title.number


def _end_of_numbered(rows: Sequence[Row | str], numbers: Sequence[int | None]) -> int:
    """Where goals with numbers end: a table pages further on without any is another's."""
    pages = [(n, row.page.number or 0) for n, row in enumerate(rows) if isinstance(row, Row)]
    for (before, page), (_, next_page) in pairwise(pages):
        end = before + 1
        if next_page - page > 1 and any(numbers[:end]) and not any(numbers[end:]):
            return end
    return len(rows)


def _rows(
    document: Document, region: Region, year: int | None, by_contents: bool = False
) -> Iterator[Row | str]:
    """Rows of all pages, and the headings between them."""
    columns: Columns | None = None
    known: Known = {}
    for page, own in zip(document.pages, _towns_by_page(document, region), strict=True):
        heads = heads_of(page, year, known, own, by_contents)
        bounds = [0, *(head.first for head in heads), end_of_ours(page)]
        for head, (start, end) in zip([None, *heads], pairwise(bounds), strict=True):
            lines = page.lines[head.end if head else start : end]
            if head:
                yield from _titles_above(page, head.first) if columns is None else ()
                yield from [head.title] if head.title else ()
                columns = head.columns
            elif columns and not goes_on(page, lines, columns):
                columns = None
            if columns is None:
                continue
            rows = list(read_rows(page, _outside(page, lines, own, columns), columns))
            for row in _above_head(rows) if end < bounds[-1] else rows:
                if row is None:
                    columns = None
                else:
                    yield row
        if bounds[-1] < len(page.lines):
            columns = None


def _above_head(rows: Sequence[Row | str | None]) -> Sequence[Row | str | None]:
    """Rows above a table's head without the prose that stands between its title and the head.

    A goal's title right above the head is the head's own: "4. Hele regionen".
    """
    for at in reversed(range(len(rows))):
        row = rows[at]
        if title := row if isinstance(row, str) else _title_alone(row):
            return [*rows[:at], title]
        if row is None or (row.result and not _is_prose(row)):
            break
    return rows


def _is_prose(row: Row) -> bool:
    """Whether only a blank parts a row's target from its result, as where prose runs over both."""
    return any(gap < 0.45 for gap in gaps_beside(row.target, row.result))


def _title_alone(row: Row | str | None) -> str:
    """What a row of one line says, where that is a goal's title and no target."""
    if not isinstance(row, Row) or row.result or len(row.target) != 1:
        return ""
    text = row.target[0].text
    title = goal_title(text)
    return text if title and title.name[:1].isupper() and not quantities(title.name) else ""


def _titles_above(page: Page, at: int) -> Iterator[str]:
    """Titles right above a head that name a goal or a section of goals."""
    for line in page.lines[max(at - 4, 0) : at]:
        title = goal_title(line.text)
        if is_alone(page, line):
            told = title and (title.is_told or (title.name and line is page.lines[at - 1]))
            named = told and not ENDED.search(line.text.rstrip(":"))
            named = named and not _OF_THE_PAPER.search(line.text)
            if named or is_section(line.text):
                yield heading_text(page, line)


class _Taker:
    """Takes in rows in order; knows the goal and the item at hand."""

    def __init__(self, numbered: bool, extract: Extract) -> None:
        self.items: list[Item] = []
        self._numbered, self._extract = numbered, extract
        self._goal = Goal()
        # Whether a title above its targets names the goal at hand.
        self._headed = False
        self._page: Page | None = None
        # How many targets stood above the head of the box at hand, if it is a box.
        self._box: int | None = None
        # Setters that aren't known, each of which is told once.
        self._setters: set[str] = set()

    def take_heading(self, text: str) -> None:
        """A section of goals, or a goal's own title above its targets."""
        title = goal_title(text)
        self._box = len(self.items) if TARGET_NAME.match(text) else None
        # A goal's own name, as "4. Lokal erhvervsservice", doesn't say who set it.
        named = title and "mål" not in title.name.lower()
        said = " ".join(_SAID.findall(text)) if named else text
        scope = scope_of(said) or self._goal.scope
        if title and title.number == self._goal.number and title.name == self._goal.name:
            return  # repeated overleaf
        if title and (title.is_told or title.number == self._goal.number + 1):
            self._goal = Goal(title.number, title.name, scope)
            self._headed = True
        elif scope != self._goal.scope:
            self._goal = Goal(self._goal.number, self._goal.name, scope)

    def take_row(self, row: Row) -> None:
        """A row of cells: a new target, or more of the one before."""
        target, result, name = row.target, row.result, _goal_name(row)
        is_first, self._page = row.page is not self._page, row.page
        if _is_section(row):
            self.take_heading(joined(next(iter(row.cells.values()))))
        elif self._takes_title(row):
            return
        elif self._is_remark(target, result):
            self._take_remark(target)
        elif self.items and (not target or (is_first and self._goes_on(row))):
            self._extend(row, name)
        else:
            self._begin_goal(row, name)
            self._take_setter(row)
            if target and not row.columns.goal:
                target = self._without_title(target)
            if target:
                self._add(row, target)
            elif result:
                place, text = result[0].place, result[0].text[:80]
                self._extract.tell(GOALS, "text-unplaced", place, text=text)

    def _is_remark(self, target: Sequence[Line], result: Sequence[Line]) -> bool:
        """Whether a row comments on the result above: it says so, or ends a target's box."""
        if not self.items or not target:
            return False
        in_box = self._box is not None and len(self.items) > self._box and not result
        return bool(REMARK.match(target[0].text)) or in_box

    def _add(self, row: Row, target: list[Line]) -> None:
        """The targets of a row with their results, and what else is said of a single one."""
        result = row.result
        target, remark = _without_remark(target)
        points = points_of(target), points_of(result)
        if len(points[0]) == len(points[1]) == 1:
            (target,), (result,) = points
        pairs = by_letter(target, result)
        if len(pairs) > 1:  # what stands beside them may be of any
            self.items += [Item(self._goal, *pair, row.is_shared) for pair in pairs]
            return
        beside = [line for cell in row.beside for line in cell]
        label = _label(row) or self._take_label(pairs[0][0])
        told = (row.is_shared, row.is_national, beside, label, row.is_listed)
        self.items.append(Item(self._goal, *pairs[0], *told))
        self._take_remark(remark)

    def _take_remark(self, remark: list[Line]) -> None:
        """A comment on the last target's result, which may say that it is the country's."""
        last = self.items[-1]
        last.beside = [*last.beside, *remark]
        last.is_national |= is_measured_nationally(joined(remark))

    def _take_setter(self, row: Row) -> None:
        """Who set a target, in a column of its own; a warning where it is nobody that is known."""
        scope = row.scope
        text = "" if row.columns.setter is None else row.text(row.columns.setter)
        if scope not in (None, self._goal.scope):
            self._goal = replace(self._goal, scope=scope)
        self._goal.is_set = self._goal.is_set or scope is not None
        if text and scope is None and row.target and text not in self._setters:
            self._setters.add(text)
            told = {"setter": text[:40], "scope": self._goal.scope}
            self._extract.tell(GOALS, "setter-unknown", row.target[0].place, **told)

    def _take_label(self, target: list[Line]) -> tuple[int, int] | None:
        """Take a target's number off its text, where no column holds it: "8.1 Der", "8a) Der"."""
        first, *rest = target[0].words
        label = re.fullmatch(r"([0-9]{1,2})(?:\.([0-9]{1,2})\.?|([a-k])[.)])", first.text)
        if not (label and rest and int(label[1]) == self._goal.number):
            return None
        target[0] = Line(tuple(rest), target[0].place)
        return item_number(*label.groups())

    def _takes_title(self, row: Row) -> bool:
        """Take a row that only names a goal: "3. Tilfredshed" above the targets of the goal."""
        named = {c for c, lines in row.cells.items() if lines} - {*row.columns.goal}
        text, number = joined(row.target or row.result), _number(row)
        beside = number not in (None, self._goal.number)  # its number stands in a column of its own
        if len(named) != 1 or not (row.target or (row.result and beside)):
            return False
        if len(text) > 90 or text[-1] in ".!?:":
            return False
        title = goal_title(text)
        if number is None and title and title.number == self._goal.number + 1:
            number, text = title.number, title.name
        label = any(LABEL.match(row.text(c)) for c in row.columns.goal)
        counts = any(q.unit != "year" and not q.in_words for q in quantities(text))
        if counts or label or number in (None, self._goal.number):
            return False
        self._goal = Goal(number, text, row.scope or self._goal.scope)
        return True

    def _goes_on(self, row: Row) -> bool:
        """Whether a page's first row is the rest of the target before."""
        last, first = self.items[-1], row.target[0].text
        if self._goal is not last.goal or any(LABEL.match(line.text) for line in row.goal):
            return False
        number = _number(row)
        if self._numbered and number and number != self._goal.number:
            return False
        if LETTER.match(first):
            return False
        if first[:1].islower():
            return True
        right = max(line.x1 for item in self.items for line in item.target)
        if row.result and had_room(last.target[-1], row.target[0].words[0], right):
            return False
        text = last.target_text
        if not ENDED.search(text) and (row.is_ruled or not row.result or text.endswith("-")):
            return True
        return not row.result and not row.goal

    def _extend(self, row: Row, name: str) -> None:
        """More lines of the item before, and of its goal's name."""
        number = _number(row)
        if name and number and number != self._goal.number and not row.target:
            self._begin_goal(row, name)
            return
        self.items[-1].target += row.target
        self.items[-1].result += row.result
        if name and number in (None, self._goal.number) and not self._headed:
            self._goal.name = one_line(f"{self._goal.name}\n{name}")

    def _begin_goal(self, row: Row, name: str) -> None:
        number = _number(row)
        if number is not None and number != self._goal.number:
            self._goal, self._headed = Goal(number, name, self._goal.scope), False
        elif self._headed:
            return
        elif name and number is None and not self._numbered and _opens(row):
            self._goal = Goal(self._goal.number + 1, name, self._goal.scope)
        elif name and name != self._goal.name and number is None:
            self._goal.name = one_line(f"{self._goal.name}\n{name}")

    def _without_title(self, target: list[Line]) -> list[Line]:
        """A cell's lines without the goal's own title, where no column holds it."""
        title = goal_title(target[0].text)
        if not title or title.name[:1].islower() or len(target) < 2:
            return target
        at = next((n for n, line in enumerate(target) if n and LETTER.match(line.text)), 1)
        whole = goal_title(joined(target[:at]))
        self._goal = Goal(whole.number, whole.name, self._goal.scope)
        return target[at:]


def _without_remark(target: list[Line]) -> tuple[list[Line], list[Line]]:
    """A cell's target, and the comment on its result below it: "Kommentar: Tal for landet"."""
    at = next((n for n, line in enumerate(target) if n and REMARK.match(line.text)), len(target))
    return target[:at], target[at:]


def _label(row: Row) -> tuple[int, int] | None:
    """Number of a target within its goal, as its left columns print it: "2.3", "2c"."""
    for text in map(row.text, row.columns.goal):
        if label := _LABEL.match(text):
            return item_number(*label.groups())
    return None


def _number(row: Row) -> int | None:
    """Number of the goal that a row's left columns print."""
    for text in map(row.text, row.columns.goal):
        label, title = _LABEL_OF_GOAL.match(text), goal_title(text)
        if label or (title and not LABEL.match(text.split()[0])):
            return int(label[1]) if label else title.number
    return None


def _goal_name(row: Row) -> str:
    """Name of the goal in a row's left columns, without its number."""
    names = (line for line in row.goal if not re.fullmatch("[a-z]", line.text))
    return _NUMBER.sub("", joined([line for line in names if not LABEL.match(line.text)]))


def _opens(row: Row) -> bool:
    """Whether a goal without a number begins in a row."""
    if row.is_ruled:
        return row.begins_goal
    beside = row.goal and row.target
    return bool(beside) and abs(row.goal[0].top - row.target[0].top) < 0.6 * row.page.pitch


def _is_section(row: Row) -> bool:
    """Whether a row only holds the heading of a section of goals."""
    filled = [column for column, lines in row.cells.items() if lines]
    text = row.text(filled[0])
    single = len(filled) == 1 and len(text) < 90 and not _number(row)
    return single and scope_of(text) is not None and not ENDED.search(text.rstrip(":)"))


def _tell_unnamed(first: Row, extract: Extract) -> None:
    """Warn where no head names columns of targets and results."""
    line = (first.target or first.result or first.goal)[0]
    extract.tell(GOALS, "columns-by-contents", line.place, text=line.text[:60])


# Tables of municipalities within its cells, which have a recipe of their own


def _towns_by_page(document: Document, region: Region) -> list[list[TownRow]]:
    """Rows of the table of municipalities on each page, or part of one, that holds it."""
    found = [run for run in runs(document, region) if len(run) >= _FEWEST_TOWNS]
    # Modules held in a town, with participants behind it, are no rows of the table.
    several = any(width(run) > 1 for run in found)
    rows = [row for run in found if width(run) > 1 or not several for row in run]
    return [[row for row in rows if _is_on(page, row)] for page in document.pages]


def _is_on(page: Page, row: TownRow) -> bool:
    line = next((line for line in page.lines if line.place == row.place), None)
    return line is not None and line.x0 - 1 <= row.x0 <= line.x1


def _outside(
    page: Page, lines: Sequence[Line], rows: Sequence[TownRow], columns: Columns
) -> list[Line]:
    """Lines of the contract without the words of a table of municipalities."""
    if not rows:
        return list(lines)
    box, kept = _box(page, rows, columns), []
    for line in lines:
        parts = page.parts_of(line)
        words = [w for part in parts for w in part.words if not _is_within(w, part, box)]
        kept += [Line(tuple(words), line.place)] if words else []
    return kept


def _is_within(word: Word, part: Line, box: Box) -> bool:
    """Whether a word stands in a table: by itself, or at the end of what begins in it."""
    begins = box.x0 - 4 <= part.x0 <= box.x1
    fits = box.x0 - 4 <= word.x0 and word.x1 <= box.x1 + 6
    return box.top <= word.middle <= box.bottom and (begins or fits)


def _box(page: Page, rows: Sequence[TownRow], columns: Columns) -> Box:
    """Box of a table: its rows, its head above them, its totals below."""
    numbers = {row.place.line for row in rows}
    own = [line for line in page.lines if line.place.line in numbers]
    x0 = min(_left_of(row, line) for row in rows for line in own if line.place == row.place)
    x1 = max(row.x0 + row.cells[-1].x1 for row in rows)
    above = [line for line in reversed(page.lines) if line.bottom <= own[0].top + 2]
    above = list(takewhile(lambda line: not _ends_target(page, line, (x0, x1), columns), above))
    below = [line for line in page.lines if line.top >= own[-1].bottom - 2]
    below = list(takewhile(lambda line: not _begins_row(page, line, columns), below))
    head = [*_more(page, above, (x0 - 4, x1 + 40), own[0], _is_head), own[0]]
    foot = [own[-1], *_more(page, below, (x0 - 16, x1 + 12), own[-1], _is_total)]
    bottom = foot[0].bottom
    for before, line in pairwise(foot):
        # "Individuelt vejledte i 3.558", and "alt" below it.
        on = before.text[-1] in _LAST and line.text[0].islower() and len(line.words) < 3
        bottom = max(bottom, line.bottom) if line.text[-1] in _LAST or on else bottom
    left = min([x0, *(line.x0 for line in foot[1:] if line.bottom <= bottom)])
    inner = [
        rule
        for rule in page.uprights
        if x0 + 8 < rule.x0 < x1 - 8 and all(abs(rule.x0 - edge) > 3 for edge in columns.edges)
    ]
    for rule in sorted(inner, key=lambda rule: rule.top):
        bottom = max(bottom, rule.bottom) if rule.top <= bottom + 3 else bottom
    return Box(left, min(line.top for line in head) - 1, x1, bottom + 1)


def _ends_target(page: Page, line: Line, span: tuple[float, float], columns: Columns) -> bool:
    """Whether a line holds the end of a target, above a table that begins left of targets."""
    edge = columns.edges[columns.target]
    near = [part for part in page.parts_of(line) if -3 <= part.x0 - edge <= 8]
    return span[0] < edge - 8 < span[1] and any(
        ENDED.search(p.text) or len(p.words) > 3 for p in near
    )


def _begins_row(page: Page, line: Line, columns: Columns) -> bool:
    """Whether a line drawn above it begins the contract's next row."""
    low, high = columns.span(columns.target)
    return any(
        rule.x0 < low + 8
        and rule.x1 > min(high, page.width) - 8
        and line.top - page.pitch < rule.top < line.top + 2
        for rule in page.levels
    )


def _left_of(row: TownRow, line: Line) -> float:
    """Where a row begins: with its name, or a figure before it."""
    before = [word for word in line.words if row.x0 - 40 < word.x0 < row.x0]
    numbers = [word.x0 for word in before if re.fullmatch(r"[0-9]{1,3}\.?", word.text)]
    return min([row.x0, row.x0 + row.cells[0].x0, *numbers])


def _more(
    page: Page,
    lines: Sequence[Line],
    span: tuple[float, float],
    last: Line,
    fits: Callable[[Sequence[Line]], bool],
) -> Iterator[Line]:
    """Lines next to a table that are of it, as far as they stand within its width."""
    for line in lines:
        words = tuple(w for w in line.words if span[0] <= w.x0 and w.x1 <= span[1])
        if not words:
            continue
        parts = page.parts_of(Line(words, line.place))
        cut = any(part.x0 < words[0].x0 <= part.x1 for part in page.parts_of(line))
        near = max(line.top - last.bottom, last.top - line.bottom) <= 1.6 * page.pitch
        if cut or not near or not fits(parts):
            return
        last = line
        yield Line(words, line.place)


def _is_head(parts: Sequence[Line]) -> bool:
    """Whether parts of a line are names of columns, no sentence."""
    words = [len(part.words) for part in parts]
    return (len(parts) > 1 or words[0] <= 3) and max(words) <= 5


def _is_total(parts: Sequence[Line]) -> bool:
    """Whether a line ends in figures behind a label, or begins such a label."""
    figures = [part for part in parts if _FIGURE.fullmatch(part.text)]
    labelled = len(parts) - len(figures) <= 1 and len(parts[0].words) <= 6
    alone = len(parts) == 1 and len(parts[0].words) <= 4
    return labelled if figures else alone and not AFTER.search(parts[0].text)
