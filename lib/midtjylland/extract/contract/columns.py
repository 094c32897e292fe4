"""Where the contract's table stands on a page: its heads, and the left edges of its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile, zip_longest
from typing import NamedTuple

from midtjylland.extract.contract.items import (
    LABEL,
    LIMIT,
    RESULT_HEAD,
    SHALL,
    TARGET_HEAD,
    goal_title,
    is_measured_nationally,
    is_section,
    number_of,
    scope_of,
)
from midtjylland.extract.towns import TownRow
from midtjylland.read.danish import one_line
from midtjylland.read.pages import CELL_GAP, Line, Page, Rule

# Columns beside the result that judge it or comment on it.
_VERDICT = re.compile(r"vurder|bemærk|kommentar|opfyldt\??$|\bnået\??$", re.I)
_JUDGED = re.compile(r"(?:(?:grøn|gul|rød|grå|ja|nej|delvist?|ikke|opfyldt|nået)\s*)+", re.I)
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_RESULT_OF_YEAR = re.compile(rf"(?:(?:resultat|opnået|nået)\s)?{_YEAR.pattern}", re.I)
# "Mål 1.1 Kendskab" heads the box of a single target.
TARGET_NAME = re.compile(r"(?:del)?mål [0-9]{1,2}\.[0-9]{1,2}\b", re.I)
_CONTRACT_OF_OTHERS = re.compile(r"kontrakt\w*\s+med\s+(?!.*(?:erhvervshus|KKR))", re.I)
# A head that names the business hub alone, beside one of the country.
_OWN = re.compile(r"(?:erhvervshus\w*\s?)?(?:midtjylland|vores|eget|os)?", re.I)
# Whom a column of results measures beside the own business hub.
_OTHERS = re.compile(r"landet|\bnational|danmark|gennemsnit|andre erhvervshus|øvrige", re.I)
_COUNTED_HOW = re.compile("opgørelsen?", re.I)
# Columns whose words on the country or the region tell what a result covers, or where it is from.
_NO_SETTER = re.compile(rf"opgør|\bdata|kilde|måle|målt|dækning|{_VERDICT.pattern}", re.I)
_GOAL_ALONE = re.compile(r"(?:del)?mål [0-9]{1,2}[.:]?", re.I)
_UNIT_HEAD = re.compile(r"(?:måle)?enhed(?:er)?", re.I)
# Cells of figures, and of dashes where there is none.
_BARE = re.compile(
    rf"(?:(?:{LIMIT})?[0-9][0-9.,]*(?: ?(?:%|pct\.?|kr\.?|mio\.))*\s?|[–—-]\s?){{3,}}", re.I
)
_NO_HEAD = re.compile(r"\d\s*(?:%|p(?:ct|rocent))|^(?:(?:del)?mål )?[0-9]{1,2}\.[0-9]", re.I)
# A head of who set the targets.
_SETTER_HEAD = re.compile(
    r"(?:besluttet|fastsat|fastlagt|aftalt|bestemt|vedtaget|valgt|sat) (?:af|med|i)\b"
    r"|afsender|ophav|\bhvis mål|aftalepart",
    re.I,
)
_FEWEST_LETTERS = 15
_BODY = 40
# How often a column of targets without a name of its own must say what shall be.
_FEWEST_SHALL = 4
# Heads of what a target counts.
_COUNTED_HEAD = re.compile(
    rf"{TARGET_HEAD.pattern}|indikator|målepunkt|(?:hvad|det) (?:der )?måles|nøgletal|kriteri",
    re.I,
)


@dataclass(frozen=True)
class Columns:
    """Left edges of a table's columns, its right edge, and which column is which."""

    edges: Sequence[float]
    right: float
    target: int
    result: int
    goal: Sequence[int] = ()
    # Whether the head of the results says that they are the country's.
    is_national: bool = False
    # The column that tells what the targets count, where theirs holds the figures alone.
    counted: int | None = None
    # The column that tells who set a target: "Staten", "KKR".
    setter: int | None = None
    # The column of what figures alone are counted in: "pct.".
    unit: int | None = None

    def index(self, x: float) -> int:
        """Column that a left edge lies in."""
        return _last(self.edges, x + 2.5)

    def span(self, column: int) -> tuple[float, float]:
        """Left and right edge of a column."""
        return self.edges[column], [*self.edges[1:], self.right][column]


class Head(NamedTuple):
    """A table's head: its first line, the line behind it, and the columns that it names."""

    first: int
    end: int
    columns: Columns
    # A goal's title that stands in the head itself, or who set the goals.
    title: str = ""


# Lines of heads that were read, and their columns.
Known = dict[tuple[str, ...], Columns]


def heads_of(
    page: Page, year: int | None, known: Known, towns: Sequence[TownRow], by_contents: bool
) -> list[Head]:
    """Heads of the contract's tables on a page, from top to bottom; they become known.

    Rows of municipalities, and what stands below a title, tell nothing of the contract's columns.
    Where no head has words of its own, what stands below short texts side by side tells.
    """
    found: list[Head] = []
    numbers = {row.place.line for row in towns}
    for at in range(end_of_ours(page)):
        if not found or at >= found[-1].end:
            body = [line for line in _below(page, at) if line.place.line not in numbers]
            # Only the first head is told by its contents: what else looks like it may be a row.
            unnamed = by_contents and not known
            head = _repeated(page, at, body, known) or _head(page, at, body, year, unnamed)
            if head:
                known.setdefault(_lines_of(page, head.first, head.end), head.columns)
                found.append(_without_head(page, head) if unnamed else head)
    return found


def _without_head(page: Page, head: Head) -> Head:
    """A head that was told by its contents; a line within the first row is none."""
    at, columns = head.first, head.columns

    def is_row(line: Line) -> bool:
        filled = {columns.index(part.x0) for part in page.parts_of(line)}
        return {columns.target, columns.result} <= filled

    while at and is_row(page.lines[at - 1]):
        at -= 1
    if at == head.first:
        return head
    return Head(at, at, replace(columns, is_national=False))


def _below(page: Page, at: int) -> Iterator[Line]:
    """Lines below a head, up to a title, or another head that begins with the same words.

    Titles of goals and of their sections stand within a table.
    """
    first, *others = page.parts_of(page.lines[at])

    def ends(line: Line) -> bool:
        if page.is_title(line) and not (is_section(line.text) or goal_title(line.text)):
            return True
        # Few lines begin alike, so that few are parted.
        alike = bool(others) and line.text.startswith(first.text)
        return alike and page.parts_of(line)[0].text == first.text

    return takewhile(lambda line: not ends(line), page.lines[at + 1 :])


def end_of_ours(page: Page) -> int:
    """Line at which the contract of another organisation begins; the page's end without one."""
    titles = (
        at
        for at, line in enumerate(page.lines)
        if page.is_title(line) and _CONTRACT_OF_OTHERS.search(line.text)
    )
    return next(titles, len(page.lines))


def _lines_of(page: Page, first: int, end: int) -> tuple[str, ...]:
    return tuple(line.text for line in page.lines[first:end])


def _repeated(page: Page, at: int, body: Sequence[Line], known: Known) -> Head | None:
    """A head that stood before; its columns may have moved since."""
    for lines, columns in known.items():
        end = at + len(lines)
        if _lines_of(page, at, end) == lines:
            edges, right = _edges(page, page.lines[at], page.parts_of(page.lines[at]), body)
            if abs(columns.edges[0] - edges[0]) <= 3:
                return Head(at, end, columns)
            if len(edges) == len(columns.edges):
                return Head(at, end, replace(columns, edges=edges, right=right))
            return None
    return None


def _head(
    page: Page, at: int, body: Sequence[Line], year: int | None, by_contents: bool
) -> Head | None:
    parts = page.parts_of(page.lines[at])
    if len(parts) < 2:
        return None
    if names_years(parts):
        edges, right = _edges(page, page.lines[at], parts, body)
        own = next((n for n, p in enumerate(parts) if str(year) in p.text), len(parts) - 1)
        return Head(at, at + 1, Columns(edges, right, 0, own), parts[0].text)
    if not _are_short(parts):
        return None
    lines = 1 if by_contents else _lines_that_name(page, at, parts, year)
    if not lines:
        return None
    edges, right = _edges(page, page.lines[at], parts, body)
    end = max(_head_end(page, at), at + lines)
    names = [""] * len(edges)
    for part in (p for line in page.lines[at:end] for p in page.parts_of(line)):
        column = _last(edges, part.x0 + 3)
        names[column] = one_line(f"{names[column]}\n{part.text}")
    names = [_in_full(name) for name in names]
    cells = _texts(page.lines[end : end + _BODY], edges)
    roles = (_roles_by_contents if by_contents else _roles)(names, cells, year)
    if not roles:
        return None
    aside = [
        n
        for n, (name, cell) in enumerate(zip(names, cells, strict=True))
        if _VERDICT.search(name)
        or RESULT_HEAD.search(name)
        or _YEAR.fullmatch(name)
        or (year and _YEAR.search(name) and str(year) not in name)
        or _JUDGED.fullmatch(cell)
    ]
    figures = _figures_beside(names, cells, roles[0], year)
    counted = _counted_in(names, cells, roles[0]) if figures is None else roles[0]
    roles = roles if figures is None else (figures, roles[1])
    unit = next((n for n, name in enumerate(names) if _UNIT_HEAD.fullmatch(name)), None)
    left = [n for n in range(min(roles)) if n not in (counted, unit)]
    others = (n for n in range(len(names)) if n not in (*roles, counted, unit))
    setter = next((n for n in others if _sets(names[n], cells[n], left == [n])), None)
    goal = [n for n in range(min(roles)) if n not in (*aside, counted, setter, unit)]
    national = is_measured_nationally(names[roles[1]])
    section = next((names[n] for n in goal if is_section(names[n]) and scope_of(names[n])), "")
    title = _title_in(names, goal, roles[0]) or section
    columns = Columns(edges, right, *roles, goal, national, counted, setter, unit)
    return Head(at, end, columns, title)


def _title_in(names: Sequence[str], goal: Sequence[int], target: int) -> str:
    """A goal's title that heads its own targets: "II | Nærhed: aftalt for 2030 | Status"."""
    number = number_of(names[goal[0]]) if len(goal) == 1 else None
    name = re.split(r"[:–(]", names[target])[0].strip()
    return f"{number}. {name}" if number and not TARGET_HEAD.search(name) else ""


def _sets(name: str, cells: str, is_goals: bool) -> bool:
    """Whether a column tells who set the targets, by its head or by all that its cells say.

    A column that alone may hold the goals' names needs a head that says so.
    """
    if _SETTER_HEAD.search(name) and scope_of(cells):
        return True
    if is_goals or _NO_SETTER.search(name):
        return False
    words = [word for word in cells.split() if len(word) > 2]
    scopes = [word for word in words if scope_of(word)]
    return len(scopes) > 2 and len(words) - len(scopes) <= len(scopes)


def names_years(parts: Sequence[Line]) -> bool:
    """Whether a line names a goal or a target and then years: "Mål 3: Kvalitet | 2023 | 2024"."""
    title = goal_title(parts[0].text)
    years = all(_RESULT_OF_YEAR.fullmatch(part.text) for part in parts[1:])
    return bool(years and (TARGET_NAME.match(parts[0].text) or (title and title.is_told)))


def _are_short(parts: Sequence[Line]) -> bool:
    """Whether parts of a line may be heads: short, without a share or a target's number."""
    return all(len(part.text) <= 48 and not _NO_HEAD.search(part.text) for part in parts)


def _names_targets(name: str) -> bool:
    """Whether a head names targets; "Mål 4" begins a row of a table."""
    return bool(TARGET_HEAD.search(name)) and not _GOAL_ALONE.fullmatch(name)


def _in_full(name: str) -> str:
    """A head without short forms: "Res. 27" is "Resultat 2027"."""
    name = re.sub(r"\bres\.", "Resultat", name, flags=re.I)
    return re.sub(r"(?<=[a-zæøå.] )([2-4][0-9])$", r"20\1", name)


def _names_own(name: str, year: int | None) -> bool:
    """Whether a head names results by the contract's year or the hub: "2025", "Midtjylland"."""
    of_year = re.fullmatch(rf"(?:[A-ZÆØÅ][^\W\d]*(?: [^\W\d]+)? )?{year}", name)
    return bool(of_year or (name and _OWN.fullmatch(name))) and not TARGET_HEAD.search(name)


def _names_columns(heads: Sequence[str], year: int | None) -> bool:
    """Whether a head names a column of targets, and another one a column of results."""
    named = {
        (_names_targets(text), bool(RESULT_HEAD.search(text)) or _names_own(text, year))
        for text in map(_in_full, heads)
    }
    return {(True, False), (False, True)} <= named


def _lines_that_name(page: Page, at: int, parts: Sequence[Line], year: int | None) -> int:
    """How many lines it takes to name both columns: one or two; 0 where they don't."""
    if _names_columns([part.text for part in parts], year):
        return 1
    below = page.lines[at + 1 : at + 2]
    return 2 if below and _names_columns(_with_below(parts, page.parts_of(below[0])), year) else 0


def _with_below(parts: Sequence[Line], below: Sequence[Line]) -> list[str]:
    """Heads with what the next line adds to them, if all of it stands below one of them."""
    under = [[p.text for p in below if abs(p.x0 - part.x0) < 3] for part in parts]
    # A head that needs two lines is short; two columns of text are not.
    sentence = any(re.search(r"(?<!pct)\.$|.{36}", part.text) for part in (*parts, *below))
    if sum(map(len, under)) < len(below) or sentence or not _are_short(below):
        return []
    return [" ".join([part.text, *texts]) for part, texts in zip(parts, under, strict=True)]


def _head_end(page: Page, at: int) -> int:
    """Line behind a head: the drawn line that closes it is at most three lines below."""
    first, end = page.lines[at], at + 1
    tops = [r.top for r in page.levels if r.top > first.bottom - 2 and r.x1 - r.x0 > 40]
    foot = min(tops, default=0.0)
    if foot > first.bottom + 4 * page.pitch:
        return end
    below = first.bottom + 3 * page.pitch
    while end < len(page.lines) and page.lines[end].bottom < foot + 2:
        line = page.lines[end]
        sentence = re.search(r"[a-zæøå]{3}\.$", line.text)
        if line.top >= below or sentence or not _are_short(page.parts_of(line)):
            break
        end += 1
    # The year of "Resultat 2022" may stand below it.
    years = page.parts_of(page.lines[end]) if end < len(page.lines) else []
    near = years and years[0].top < below and all(_YEAR.fullmatch(year.text) for year in years)
    return end + bool(near)


# Edges


def _edges(
    page: Page, head: Line, parts: Sequence[Line], body: Sequence[Line]
) -> tuple[list[float], float]:
    """Left edges and the right edge: of drawn lines beside the head, else of where words begin."""
    first, last = parts[0], parts[-1]
    uprights = merged(x for x in page.uprights_beside(head) if x > first.x0 - 90)
    if sum(first.x0 < x < last.x0 for x in uprights) < len(parts) - 1:
        return _with_labels(_edges_of_words(parts, body), body), page.width
    left = [x for x in uprights if x <= first.x0 + 3] or [first.x0]
    edges = [*left, *(x for x in uprights if first.x0 + 3 < x < last.x1 - 2)]
    right = uprights[-1] if uprights[-1] > last.x1 - 2 else page.width
    return _with_inner(page, head, parts, edges), right


def _edges_of_words(parts: Sequence[Line], body: Sequence[Line]) -> list[float]:
    """Edges where many lines below a head begin; a column may lack a head of its own."""
    body = body[:60]
    found = [p for line in body for p in line.parts(CELL_GAP * line.size)]
    starts = Counter(round(p.x0 / 3) for p in found)
    edges: list[float] = []
    for before, part in zip([None, *parts], parts, strict=False):
        low = before.x1 if before else part.x0 - 60
        near = [(n, x) for x, n in starts.items() if low - 2 <= 3 * x <= part.x0 + 4 and n >= 3]
        here = sum(n for n, x in near if abs(3 * x - part.x0) <= 6)
        under = [p for p in found if before and p.x0 > before.x1 and _is_under(p, part)]
        if len(under) > max(here, 2):
            edges.append(min(part.x0, *(p.x0 for p in under)) - 1)
        else:
            edges.append(part.x0 if here >= 2 or not near else 3.0 * max(near)[1])
    results = (e for e, p in zip(edges, parts, strict=True) if RESULT_HEAD.search(p.text))
    result = max(results, default=edges[-1])
    often = [3.0 * x for x, n in starts.items() if n >= max(6, 0.2 * len(body))]
    inner = [x for x in often if edges[0] < x < result and min(abs(x - e) for e in edges) > 40]
    return sorted([*edges, *merged(x for x in inner if not _is_crossed(found, x))])


def _is_under(part: Line, head: Line) -> bool:
    """Whether a cell is set flush right with its head, or in the middle below it."""
    return abs(part.x1 - head.x1) < 2 or abs(part.x0 + part.x1 - head.x0 - head.x1) < 3


def _is_crossed(parts: Sequence[Line], x: float) -> bool:
    """Whether text runs across a place above what first begins there: another table's column."""
    above = takewhile(lambda part: abs(part.x0 - x) > 3, parts)
    return sum(part.x0 < x - 4 and part.x1 > x + 4 for part in above) > 2


def _with_labels(edges: list[float], body: Sequence[Line]) -> list[float]:
    """Edges with one more for numbers of targets, or verdicts, left of or below the first head."""
    lines = [line.parts(CELL_GAP * line.size) for line in body[:_BODY]]
    told = [
        (part.x0, following)
        for parts in lines
        for part, following in zip_longest(parts, parts[1:])
        if LABEL.match(part.text) or _JUDGED.fullmatch(part.text)
    ]
    left = [x - 1 for x, _ in told if x < edges[0] - 8]
    if left:
        return [min(left), *edges]
    beside = [part.x0 - 1 for x, part in told if part and x < edges[0] + 3]
    own = len(beside) > 1 and min(beside) > edges[0] + 8 and max(beside) < edges[1] - 8
    return [edges[0], min(beside), *edges[1:]] if own else edges


def _with_inner(
    page: Page, head: Line, parts: Sequence[Line], edges: Sequence[float]
) -> list[float]:
    """Edges, and those that a head's cell spans: drawn below it, left of the results."""
    result = next((p.x0 for p in parts[1:] if RESULT_HEAD.search(p.text)), parts[-1].x0)
    end = edges[_last(edges, result + 3)]
    uprights = sorted(page.uprights, key=lambda rule: rule.top)
    foot = max((_foot(uprights, head, x) for x in edges), default=head.bottom)
    below = [r for r in page.uprights if head.bottom < r.bottom and r.top < foot]
    height = foot - head.bottom
    inner = [
        x
        for x in merged(r.x0 for r in below)
        if edges[0] + 8 < x < end - 8
        and min(abs(x - e) for e in edges) > 8
        and sum(r.bottom - r.top for r in below if abs(r.x0 - x) < 4) > 0.3 * height
    ]
    return sorted([*edges, *inner])


def _foot(uprights: Sequence[Rule], head: Line, x: float) -> float:
    """How far down the drawn line beside a head reaches, in one piece or row by row."""
    foot = head.bottom
    for rule in uprights:
        if abs(rule.x0 - x) <= 4 and rule.top <= foot + 4:
            foot = max(foot, rule.bottom)
    return foot


def merged(values: Iterable[float]) -> list[float]:
    """Places in order; those within 4 points of one another count once."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > 4:
            out.append(value)
    return out


def _last(edges: Sequence[float], x: float) -> int:
    """The last edge left of a place."""
    return max((n for n, edge in enumerate(edges) if edge <= x), default=0)


# Which column is which


def _texts(body: Iterable[Line], edges: Sequence[float]) -> list[str]:
    """What stands in each column, by where words begin."""
    texts: list[list[str]] = [[] for _ in edges]
    for word in (word for line in body for word in line.words):
        texts[_last(edges, word.x0 + 2.5)].append(word.text)
    return [" ".join(words) for words in texts]


def _roles(names: Sequence[str], cells: Sequence[str], year: int | None) -> tuple[int, int] | None:
    """Columns of targets and of results, by their heads and by what the cells say."""
    results = _results(names, cells, year)
    full = [n for n, text in enumerate(cells) if len(text) > _FEWEST_LETTERS]
    others = [n for n in full if n not in results]
    named = [n for n, name in enumerate(names) if TARGET_HEAD.search(name)]
    if not (results and others and named):
        return None
    # A head may stand over the column beside; what the cells say decides.
    weight = {n: len(SHALL.findall(cells[n])) * (2 if n in named else 1) for n in others}
    target = max(others, key=lambda n: (weight[n], n in named, len(cells[n])))
    result = max(results, key=lambda n: len(cells[n]))
    told = target in named and RESULT_HEAD.search(names[result])
    return (target, result) if weight[target] or told else None


def _results(names: Sequence[str], cells: Sequence[str], year: int | None) -> list[int]:
    """Columns that may hold the hub's results of the contract year, by their heads."""
    full = [n for n, text in enumerate(cells) if len(text) > _FEWEST_LETTERS]
    short = [n for n, text in enumerate(cells) if text]
    results = [n for n in full if RESULT_HEAD.search(names[n])]
    results = results or [n for n in short if RESULT_HEAD.search(names[n])]
    results = results or [n for n in short if _names_own(names[n], year)]
    results = [n for n in results if not _VERDICT.search(names[n])] or results
    results = [n for n in results if not _OTHERS.search(names[n])] or results
    # "Opgørelse" may tell how a result was measured.
    results = [n for n in results if not _COUNTED_HOW.fullmatch(names[n])] or results
    return _of_year(results, names, year)


def _of_year(columns: Sequence[int], names: Sequence[str], year: int | None) -> list[int]:
    """Of some columns those whose heads name the year, else those that name none, else all."""
    own = [n for n in columns if str(year) in names[n]]
    return own or [n for n in columns if not _YEAR.search(names[n])] or list(columns)


def _counted_in(names: Sequence[str], cells: Sequence[str], target: int) -> int | None:
    """The column of targets in words, left of that of their figures: "Indikator | Måltal"."""
    words = [n for n in range(target) if _COUNTED_HEAD.search(names[n])]
    alone = [n for n in words if len(cells[n]) > 1.5 * len(cells[target])]
    return alone[-1] if alone and len(SHALL.findall(cells[alone[-1]])) < 3 else None


def _figures_beside(
    names: Sequence[str], cells: Sequence[str], target: int, year: int | None
) -> int | None:
    """A column of the targets' figures alone, right of that of their words: the year's own."""
    behind = range(target + 1, len(names))
    named = [n for n in behind if TARGET_HEAD.search(names[n]) and not RESULT_HEAD.search(names[n])]
    bare = [n for n in named if _BARE.fullmatch(cells[n])]
    return next(iter(_of_year(bare, names, year)), None)


def _roles_by_contents(
    names: Sequence[str], cells: Sequence[str], year: int | None
) -> tuple[int, int] | None:
    """Columns of targets and results: one says what shall be.

    The other one's head says so, or it alone beside the targets has figures.
    """
    shall = [len(SHALL.findall(text)) for text in cells]
    figures = [len(re.findall(r"[0-9]+ ?(?:%|pct|procent)", text)) for text in cells]
    target = max(range(len(cells)), key=shall.__getitem__)
    others = [n for n in range(len(cells)) if n != target and 3 * shall[n] <= shall[target]]
    told = [n for n in _results(names, cells, year) if n in others]
    results = told or [n for n in others if figures[n] >= 3]
    enough = shall[target] >= _FEWEST_SHALL and figures[target] >= 3
    return (target, results[0]) if enough and len(results) == 1 else None
