"""Rows of the contract's table: the lines of each column that belong to one target.

Where lines are drawn between rows, these part them. Else a row begins where a target does: behind
a gap, or behind the end of a sentence, with a result that begins beside it.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median_low

from midtjylland.extract.contract.columns import Columns, merged
from midtjylland.extract.contract.items import (
    ENDED,
    LABEL,
    LETTER,
    LIMIT,
    POINT,
    REMARK,
    by_letters,
    goal_title,
    is_measured_nationally,
    is_section,
    joined,
    points_of,
    scope_of,
)
from midtjylland.read.danish import quantities
from midtjylland.read.pages import CELL_GAP, Line, Page, Rule, Word, split

# A gap between lines of a cell, in usual distances of its lines, that parts targets or paragraphs.
ROW_GAP = 1.3
AFTER = re.compile(
    r"^(?:bilag|annex|kalender|punkt|sag|afsnit|pkt\.?)\b|modul|klima|handlingsplan|regionalpolitisk",
    re.I,
)
_ANNEX = re.compile(r"(?:bilag|annex|sag|punkt|afsnit)\b", re.I)
_CLOSES = re.compile(r"(?:indstilling|beslutning):?", re.I)
_LETTERED = re.compile(r"[B-ZÆØÅ][.:)] ")
_CAPTION = re.compile(r"(?:tabel|figur)\s[0-9]|(?:kilder?|noter?|anm|anmærkning)[:.]|[*†]+\)", re.I)
_MARK = re.compile(r"[*†¹²³]+(?=\s?[A-ZÆØÅ])")
_BEGINS = re.compile(r"[A-ZÆØÅ0-9”»\"'’(+±]|" + POINT.pattern)

_FIGURE = re.compile(rf"(?:{LIMIT})?[+−–-]?[0-9][0-9.,]*", re.I)
_SET_BY = re.compile(r"(?:[0-9]{1,2}\.? )?([LN])")
_SCOPES = {"L": "local", "N": "national"}
_DASHES = ("-", "–", "—")

Cells = Mapping[int, Line]


@dataclass(frozen=True)
class Row:
    """Lines of each column of a row, and what begins it."""

    page: Page
    columns: Columns
    cells: Mapping[int, Sequence[Line]]
    # Whether a drawn line begins it, and whether that crosses the column of goals too.
    is_ruled: bool = False
    begins_goal: bool = False
    # Whether the drawn cell of its target holds further targets.
    is_shared: bool = False
    # Whether its target and its result are lists of as many points or paragraphs.
    is_listed: bool = False

    @property
    def target(self) -> list[Line]:
        """Lines of its target; of one in two columns the figures stand behind the words."""
        own = self._with_unit(self.columns.target)
        *first, last = self.cells.get(self.columns.counted, ()) or [None]
        if last is None:
            return own
        # A dash stands for a target without a figure; the words may hold the figure themselves.
        words = [word for line in own for word in line.words if word.text not in _DASHES]
        if _said(" ".join(word.text for word in words)) <= _said(joined([*first, last])):
            words = []
        return [*first, Line((*last.words, *words), last.place)]

    @property
    def result(self) -> list[Line]:
        """Lines of its result."""
        return self._with_unit(self.columns.result)

    def _with_unit(self, column: int) -> list[Line]:
        """Lines of a cell; behind a single figure stands what its own column counts it in."""
        own = list(self.cells.get(column, ()))
        unit = [word for line in self.cells.get(self.columns.unit, ()) for word in line.words]
        if unit and len(own) == 1 and _FIGURE.fullmatch(own[0].text):
            number = f"{own[0].words[-1].text} {' '.join(word.text for word in unit)}"
            if quantities(number)[0].unit != "count":  # as it is behind "antal"
                return [Line((*own[0].words, *unit), own[0].place)]
        return own

    @property
    def goal(self) -> list[Line]:
        """Lines of the columns of goals, from top to bottom."""
        lines = [line for column in self.columns.goal for line in self.cells.get(column, ())]
        return sorted(lines, key=lambda line: (line.top, line.x0))

    @property
    def beside(self) -> list[list[Line]]:
        """Cells of verdicts and remarks, right of its target."""
        columns = self.columns
        known = {columns.target, columns.result, columns.setter, *columns.goal}
        return [
            list(lines)
            for column, lines in self.cells.items()
            if column not in known and column > self.columns.target
        ]

    @property
    def scope(self) -> str | None:
        """Who set its target, where a column of its own or a letter says so: "3 L" is local."""
        if self.columns.setter is not None:
            return scope_of(self.text(self.columns.setter))
        letters = (_SET_BY.fullmatch(self.text(column)) for column in self.columns.goal)
        return next((_SCOPES[letter[1]] for letter in letters if letter), None)

    @property
    def is_national(self) -> bool:
        """Whether the head of its result, or a remark beside it, says that it is the country's."""
        remarks = map(joined, self.beside)
        return self.columns.is_national or any(map(is_measured_nationally, remarks))

    def text(self, column: int) -> str:
        """A cell in one line."""
        return joined(self.cells.get(column, ()))


def _said(text: str) -> set[str]:
    """Words and figures of a text, capitals and small letters alike."""
    return {each.rstrip(".,") for each in re.findall(r"\w[\w.,]*", text.lower())}


def goes_on(page: Page, lines: Sequence[Line], columns: Columns) -> bool:
    """Whether a page without a head goes on with the table of the page before."""
    titled = lines and len(page.parts_of(lines[0])) == 1 and lines[0].x0 < columns.edges[0] + 8
    if titled and AFTER.search(lines[0].text):
        return False
    edges = columns.edges[columns.target], columns.edges[columns.result]
    uprights = [rule.x0 for rule in page.uprights]
    if all(any(abs(x - edge) <= 3 for x in uprights) for edge in edges):
        return True
    starts = [{part.x0 for part in page.parts_of(line)} for line in lines[:15]]
    target, result = (
        sum(any(-3 <= x - edge <= 8 for x in row) for row in starts) for edge in edges
    )
    return target > 0 and target + result >= max(2, 0.6 * len(starts))


def read_rows(page: Page, lines: Sequence[Line], columns: Columns) -> Iterator[Row | str | None]:
    """Rows and headings between them; None where the table ends above the page's foot."""
    body: list[Cells] = []
    read = _cells_of(page, lines, columns)
    for at, (line, cells) in enumerate(zip(lines, read, strict=True)):
        heading = _is_heading(page, line, cells, columns) or _heads_labels(page, lines, at, columns)
        inside = cells is not None and not _ends_table(page, lines, at, cells, columns)
        if not heading and inside and not _is_apart(page, lines, read, at, columns):
            body.append(cells)
            continue
        yield from _rows(page, body, columns)
        body = []
        if heading:
            yield heading_text(page, line)
        elif cells is not None or _names_other(page, line) or not any(read[at : at + 2]):
            yield None
            return
    yield from _rows(page, body, columns)


# Lines


def _usual_lefts(page: Page, lines: Sequence[Line], columns: Columns) -> dict[int, float]:
    """Where most parts of lines begin in each column."""
    starts: dict[int, Counter[int]] = {}
    for part in (part for line in lines for part in page.parts_of(line)):
        starts.setdefault(columns.index(part.x0), Counter())[round(part.x0)] += 1
    return {column: float(count.most_common(1)[0][0]) for column, count in starts.items()}


def _cells_of(page: Page, lines: Sequence[Line], columns: Columns) -> list[Cells | None]:
    """Cells of each line; None for running text, also where it ends in a short line."""
    usual = _usual_lefts(page, lines, columns)
    size = sorted(line.size for line in lines)[len(lines) // 2] if lines else 0.0
    found: list[Cells | None] = []
    for above, line in zip([None, *lines], lines, strict=False):
        opens = above is None or line.top - above.top >= 1.4 * page.pitch
        goes_on = above is not None and not found[-1] and not opens
        paragraph = goes_on and abs(line.x0 - above.x0) < 1 and len(page.parts_of(line)) == 1
        # A comment on a result may run over several columns.
        in_target = columns.index(line.x0) <= columns.target
        remark = in_target and REMARK.match(line.text) and {columns.target: line}
        cells = remark or _cells(line, columns, usual, opens)
        # Only a blank stands between the cells of a note that runs below a table.
        touches = any(b.x0 - a.x1 < 0.35 * a.size for a, b in pairwise((cells or {}).values()))
        found.append(None if paragraph or (touches and line.size < 0.93 * size) else cells)
    return found


def _cells(line: Line, columns: Columns, usual: Mapping[int, float], opens: bool) -> Cells | None:
    """Words of a line by column; None where running text crosses the edge of a column.

    It crosses too where the first line of a paragraph goes on with a small letter at the edge.
    """
    left_out = line.x0 < columns.edges[0] - 3 and len(line.words) > 3
    if left_out and len(line.parts(CELL_GAP * line.size)) == 1:
        return None
    found: dict[int, list[Word]] = {}
    for word in line.words:
        found.setdefault(columns.index(word.x0), []).append(word)
    cells = {column: Line(tuple(words), line.place) for column, words in found.items()}
    for column, part in cells.items():
        edge = columns.span(column)[1]
        beside = cells.get(column + 1)
        if beside:
            begins = abs(beside.x0 - usual.get(column + 1, edge)) <= 3
            on = not begins or (opens and beside.text[0].islower() and part.text[-1].isalnum())
            # Justified text has wide blanks; a word itself may stand on the edge.
            over = opens and line.is_justified and part.x1 > edge + 6
            crosses = over or (on and beside.x0 - part.x1 < 0.45 * line.size)
        else:
            crosses = len(cells) == 1 and len(part.words) > 2 and part.x1 > edge + 6
        if crosses:
            return None
    return cells


def _is_heading(page: Page, line: Line, cells: Cells | None, columns: Columns) -> bool:
    """Whether a line is a heading between rows: a section of goals, or a goal's own title."""
    title = goal_title(line.text)
    if not is_alone(page, line) or columns.index(line.x0) != 0:
        return False
    if title and title.is_told and title.name:
        return cells is None or [*columns.goal] in ([], [0])
    whole = cells is None or len(cells) > 1
    if title and whole and not columns.goal and not ENDED.search(line.text):
        return not quantities(title.name)
    return is_section(line.text)


def is_alone(page: Page, line: Line) -> bool:
    """Whether a short line has nothing beside it but, by a goal's title, who set the goal."""
    tags, title = page.parts_of(line)[1:], goal_title(line.text)
    tagged = title and title.is_told
    tagged = tagged and all(
        len(tag.words) == 1 or (len(tag.words) == 2 and scope_of(tag.text)) for tag in tags
    )
    return len(line.text) <= 110 and bool(tagged or not tags)


def heading_text(page: Page, line: Line) -> str:
    """A heading, with who set its goal in brackets where that stands at its right end."""
    name, *tags = [part.text for part in page.parts_of(line)]
    setter = " ".join(tags)
    return f"{name} ({setter})" if scope_of(setter) else line.text


def _heads_labels(page: Page, lines: Sequence[Line], at: int, columns: Columns) -> bool:
    """Whether a line is a goal's title above its targets: "2 Kvalitet" above 2.1.

    Targets without numbers have names of their own beside them, in the title's column.
    """
    line = lines[at]
    title = goal_title(line.text)
    alone = len(page.parts_of(line)) == 1 and columns.index(line.x0) == 0
    if not title or not alone or not title.name[:1].isupper() or quantities(title.name):
        return False
    labels = [re.match(r"([0-9]{1,2})\.[0-9]{1,2}\.?\s", f"{x.text} ") for x in lines]
    below = labels[at + 1] if at + 1 < len(lines) else None
    above = next((label for label in reversed(labels[:at]) if label), None)
    # The title may stand at a page's foot, its targets on the next page.
    closes = at + 1 == len(lines) and above and int(above[1]) == title.number - 1
    named = re.match(r"[0-9]{1,2}[.:)] ", line.text) and _names_target(page, lines, at + 1, columns)
    return bool(closes or named or (below and int(below[1]) == title.number))


def _names_target(page: Page, lines: Sequence[Line], at: int, columns: Columns) -> bool:
    """Whether a line begins a target, with a name of its own in the columns of goals."""
    parts = page.parts_of(lines[at]) if at < len(lines) else []
    names = [part for part in parts if columns.index(part.x0) in columns.goal]
    begins = any(columns.index(part.x0) == columns.target for part in parts)
    return begins and bool(names) and names[0].text[0].isupper()


def _names_other(page: Page, line: Line) -> bool:
    """Whether a line is set as a title and names what may follow a contract."""
    titled = line.size > 0.9 * page.pitch or _ANNEX.match(line.text) or _LETTERED.match(line.text)
    return bool(titled and AFTER.search(line.text))


def _is_note(page: Page, line: Line) -> bool:
    """Whether a line begins with the mark of a cell above it: "* Nationalt tal."."""
    mark, raised = _MARK.match(line.text), line.words[0].mark
    if not (mark or raised):
        return False
    above = (word for one in page.lines if one.top < line.top for word in one.words)
    return any(
        (raised and word.mark == raised) or (mark and word.text.endswith(mark[0])) for word in above
    )


def _ends_table(page: Page, lines: Sequence[Line], at: int, cells: Cells, columns: Columns) -> bool:
    """Whether a line within the columns begins what follows the table: a note, or a title."""
    line, text = lines[at], lines[at].text
    if line.x0 >= columns.edges[0] + 8:
        return False
    if _CAPTION.match(text) or _is_note(page, line):
        return True
    if ENDED.search(text) or len(page.parts_of(line)) > 1:
        return False
    other = AFTER.search(text)
    if _ANNEX.match(text) or _CLOSES.fullmatch(text) or (other and _LETTERED.match(text)):
        return True
    if columns.target in cells or columns.result in cells:
        # The table may be set smaller than the page's text.
        large = page.is_title(line) or line.size > 1.2 * median_low(x.size for x in lines)
    else:
        large = other and line.size > 0.9 * page.pitch
    far = at and text[0].isupper() and line.top - lines[at - 1].bottom > 2 * page.pitch
    return bool(large or (other and far))


def _is_apart(
    page: Page, lines: Sequence[Line], read: Sequence[Cells | None], at: int, columns: Columns
) -> bool:
    """Whether a line in the columns of goals stands far from any target and result, below them."""
    filled = [n for n, c in enumerate(read) if c and {columns.target, columns.result} & {*c}]
    if not filled or not read[at] or {*read[at]} - {*columns.goal}:
        return False
    return at > filled[-1] and lines[at].top - lines[filled[-1]].bottom > 2 * page.pitch


# Rows


def _rows(page: Page, body: Sequence[Cells], columns: Columns) -> Iterator[Row]:
    """Rows of lines that follow one another."""
    bands = _bands(page, body, columns) if body else []
    step = _usual_step([cells[columns.target] for cells in body if columns.target in cells])
    for band, is_ruled, begins_goal in bands:
        cells: dict[int, list[Line]] = {}
        for line in band:
            for column, part in line.items():
                cells.setdefault(column, []).append(part)
        row = Row(page, columns, cells, is_ruled, begins_goal)
        if is_ruled and (_are_points(row) or _are_paragraphs(row)):
            yield replace(row, is_listed=True)
            continue
        starts = _starts(row, band)
        if is_ruled:
            starts = [line for line in starts if _begins_in_cell(line, row.target, step)]
            starts = _wide_gaps(row) or starts
            row = replace(row, is_shared=bool(starts))
        yield from _cut(row, starts)


def _are_points(row: Row) -> bool:
    """Whether both cells of a row are lists of as many points, or of points under letters."""
    targets, results = ({*by_letters(lines)} - {""} for lines in (row.target, row.result))
    points = len(points_of(row.target)) == len(points_of(row.result)) > 1
    return points or len(targets & results) > 1


def _are_paragraphs(row: Row) -> bool:
    """Whether both cells of a row hold as many paragraphs of whole sentences with gaps between."""
    found = [_groups(lines, 1.15 * _pitch(row.page, lines)) for lines in (row.target, row.result)]
    lettered = any(LETTER.match(line.text) for line in (*row.target, *row.result))
    whole = all(ENDED.search(group[-1].text) for groups in found for group in groups)
    return whole and not lettered and len(found[0]) == len(found[1]) > 1


def _bands(
    page: Page, body: Sequence[Cells], columns: Columns
) -> Iterator[tuple[list[Cells], bool, bool]]:
    """Lines between drawn lines, whether there are any, and whether one begins a goal."""
    first, last = _middle(body[0]), _middle(body[-1])
    levels = [(top, goal) for top, goal in _levels(page, columns) if first - 12 <= top <= last + 12]
    inner = [top for top, _ in levels if first < top < last]
    if len(inner) < 2 and not (inner and len(body) < 12):
        yield list(body), False, False
        return
    for (top, goal), (bottom, _) in pairwise([(-1.0, True), *levels, (1e9, True)]):
        band = [
            {c: part for c, part in cells.items() if top <= part.middle < bottom} for cells in body
        ]
        if any(band):
            yield [cells for cells in band if cells], True, goal


def _middle(cells: Cells) -> float:
    return next(iter(cells.values())).middle


def _levels(page: Page, columns: Columns) -> Iterator[tuple[float, bool]]:
    """Heights of drawn lines across the target's column, and whether they cross the goal's too."""
    low, high = columns.span(columns.target)
    for top in merged(rule.top for rule in page.levels):
        near = [rule for rule in page.levels if abs(rule.top - top) <= 4]
        if _covered(near, low, min(high, page.width)) < 0.6:
            continue
        yield top, bool(columns.goal) and _covered(near, *columns.span(columns.goal[-1])) > 0.5


def _covered(rules: Sequence[Rule], low: float, high: float) -> float:
    """Part of a stretch that drawn lines cover."""
    total, end = 0.0, low
    for rule in sorted(rules):
        total += max(min(rule.x1, high) - max(rule.x0, end), 0.0)
        end = max(end, rule.x1)
    return total / (high - low)


def _cut(row: Row, starts: Sequence[Line]) -> Iterator[Row]:
    """A row cut above the lines of its target that begin a new one.

    A result may begin up to 1.6 lines above its target, behind a gap.
    """
    tops, tops_of_results = [line.top - 2 for line in starts], _early(row, starts)
    whole = _names_of_goal(row)
    cut: list[dict[int, list[Line]]] = [{} for _ in range(len(starts) + 1)]
    for column, lines in row.cells.items():
        for line in lines:
            at = bisect(tops, line.top)
            if column == row.columns.result:
                # The mark of a note stands higher.
                at = bisect(tops_of_results, line.words[0].top)
            cut[0 if column in whole else at].setdefault(column, []).append(line)
    for n, cells in enumerate(cut):
        if cells:
            yield replace(row, cells=cells, begins_goal=row.begins_goal and n == 0)


def _names_of_goal(row: Row) -> list[int]:
    """Columns in which a goal's drawn cell names it once, at any height beside its targets."""
    own = [c for c in row.columns.goal if c in row.cells] if row.begins_goal else []
    titles = [sum(bool(goal_title(line.text)) for line in row.cells[c]) for c in own]
    labels = any(LABEL.match(line.text) for line in row.goal)
    return own if sum(titles) == 1 and not labels else []


def _early(row: Row, starts: Sequence[Line]) -> list[float]:
    """Where the results of targets begin: the last group of lines right above a target is its."""
    pitch = _pitch(row.page, row.target)
    groups = [group[0].top for group in _groups(row.result, ROW_GAP * pitch)]
    tops = [-1e9]
    for start in starts:
        own = [top for top in groups if tops[-1] <= top]
        near = [top for top in own[1:] if 0 <= start.top - top <= 1.6 * pitch]
        tops.append(min(near, default=start.top - 2))
    return tops[1:]


def _wide_gaps(row: Row) -> list[Line]:
    """Lines behind a wide gap in a drawn cell, if a result begins beside each of them."""
    groups = _groups(row.target, ROW_GAP * _pitch(row.page, row.target))
    results = _groups(row.result, ROW_GAP * _pitch(row.page, row.result))
    pitch = row.page.pitch
    starts = [group[0] for group in groups[1:]]
    beside = [
        any(-1.6 * pitch <= group[0].top - start.top <= 1.2 * pitch for group in results)
        for start in starts
    ]
    return starts if all(beside) and starts and ENDED.search(groups[0][-1].text) else []


def _pitch(page: Page, lines: Sequence[Line]) -> float:
    """Distance between the lines of a cell: the least one that stands in the column."""
    steps = [below.top - above.top for above, below in pairwise(lines)]
    lines_apart = [step for step in steps if step > 0.85 * page.pitch]
    return min([1.35 * page.pitch, *lines_apart]) if len(steps) > 2 else page.pitch


def _groups(lines: Sequence[Line], step: float) -> list[list[Line]]:
    """Lines parted at gaps wider than a step."""
    return split(lines, lambda group, line: line.top - group[-1].top > step)


def _starts(row: Row, band: Sequence[Cells]) -> list[Line]:
    """Lines that begin a target below another one, where no drawn line parts them."""
    target, result = row.columns.target, row.columns.result
    pitch = _pitch(row.page, row.target)
    starts: list[Line] = []
    held: dict[int, list[Line]] = {target: [], result: []}
    for cells in band:
        if target in cells and _begins(row, cells, held[target], held[result], pitch):
            starts.append(cells[target])
            held = {target: [], result: []}
        for column in {target, result} & {*cells}:
            held[column].append(cells[column])
    return starts


def _begins(
    row: Row, cells: Cells, above: Sequence[Line], results: Sequence[Line], pitch: float
) -> bool:
    """Whether a target begins on a line, below the lines of another one and of its result."""
    columns, targets = row.columns, row.target
    part, beside = cells[columns.target], cells.get(columns.result)
    if beside is not None and above and not results and begins_paragraph(part, targets):
        return True
    if not above:
        return bool(results) and part.top - results[0].top > 3 * pitch
    gap = (part.top - above[-1].top) / pitch
    ended = bool(ENDED.search(above[-1].text) and _BEGINS.match(part.text))
    result_begins = beside is not None and (
        not results
        or beside.top - results[-1].top > 1.12 * pitch
        or bool(ENDED.search(results[-1].text))
    )
    lettered = LETTER.match(part.text) and {*by_letters(row.result)} == {""}
    if lettered and result_begins and results:
        return True
    if _is_named(columns, cells, above, results):
        return True
    if gap > 1.9:
        return ended or result_begins
    if result_begins and results and gap > 1.15 and re.match(r"[A-ZÆØÅ0-9]", part.text):
        return True
    anew = gap > 1.08 or bool(beside and re.match(rf"[A-ZÆØÅ0-9(]|{POINT.pattern}", beside.text))
    return ended and result_begins and anew


def _is_named(
    columns: Columns, cells: Cells, above: Sequence[Line], results: Sequence[Line]
) -> bool:
    """Whether a number stands left of a target's line, or a goal's title in it or right above."""
    if columns.goal:
        texts = [cells[column].text for column in columns.goal if column in cells]
        return any(LABEL.match(text) or goal_title(text) for text in texts)
    heads = goal_title(cells[columns.target].text) and ENDED.search(above[-1].text)
    return bool(heads or (len(above) == 1 and goal_title(above[0].text) and not results))


def _begins_in_cell(line: Line, cell: Sequence[Line], step: float) -> bool:
    """Whether a line of a drawn cell begins anew: behind a gap, or where it had room above."""
    above = cell[max(cell.index(line) - 1, 0)]
    return line.top - above.top > ROW_GAP * step or begins_paragraph(line, cell)


def _usual_step(lines: Sequence[Line]) -> float:
    """Distance between most lines that follow one another."""
    steps = Counter(round(b.top - a.top) for a, b in pairwise(lines))
    return float(steps.most_common(1)[0][0]) if steps else 0.0


def begins_paragraph(line: Line, lines: Sequence[Line]) -> bool:
    """Whether the first word of a cell's line would have fitted on the line above it.

    A tenth of the lines may reach over the column's edge.
    """
    at = next((n for n, other in enumerate(lines) if other is line), 0)
    if at == 0:
        return False
    above, word = lines[at - 1], line.words[0]
    ends = sorted(other.x1 for other in lines if other.place.page == above.place.page)
    right = ends[-1 - (len(ends) > 5) - len(ends) // 10]
    return had_room(above, word, right) or above.place.page != line.place.page


def had_room(above: Line, word: Word, right: float) -> bool:
    """Whether a word would have fitted behind the line above it, in a cell that ends at `right`."""
    return word.x1 - word.x0 < right - above.x1 - 0.35 * above.size
