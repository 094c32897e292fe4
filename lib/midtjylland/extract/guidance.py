"""Recipe for the table of guided firms by municipality: columns are told by what they prove.

The guided firms are the count that, over its own sum, gives another column: the share of the
guided firms. The remaining shares that add to a hundred are those of the population. Last year's
figures are told by the year above them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from midtjylland.core.message import place_message
from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.guidance_totals import TABLE, read_totals
from midtjylland.extract.towns import Cell, TownRow, runs
from midtjylland.extract.years import document_year
from midtjylland.read.document import Document
from midtjylland.read.pages import CELL_GAP, Line

# A printed share is this near to its count over the sum, in three quarters of the rows.
NEAR_PCT, MOST = 0.11, 0.75
# No municipality has fewer people, and none so many guided firms.
PEOPLE = 1000
_HEAD = 8
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_TITLE = re.compile(r"\bfordel|\bvejled", re.I)


@dataclass
class _Column:
    """Cells of a column by the number of their row."""

    cells: dict[int, Cell]

    @cached_property
    def x0(self) -> float:
        return min(cell.x0 for cell in self.cells.values())

    @cached_property
    def x1(self) -> float:
        return max(cell.x1 for cell in self.cells.values())

    @property
    def numbers(self) -> list[float | None]:
        return [cell.number for cell in self.cells.values()]

    @property
    def sum(self) -> float:
        return sum(number or 0 for number in self.numbers)

    @property
    def counts_people(self) -> bool:
        """Whether it counts people or money: thousands in each row."""
        return min(number or 0 for number in self.numbers) >= PEOPLE


@dataclass
class _Table:
    """A run of rows in a document, with the columns that nearly each row fills."""

    document: Document
    run: list[TownRow]

    @cached_property
    def columns(self) -> list[_Column]:
        """Columns with a figure in nearly each row."""
        least = 0.9 * len(self.run)
        return [c for c in _columns(self.run) if sum(n is not None for n in c.numbers) >= least]

    @cached_property
    def head(self) -> list[Line]:
        """Lines right above the table."""
        return _head(self.document, self.run)

    @cached_property
    def counts(self) -> list[_Column]:
        """Columns of whole numbers."""
        return [
            column
            for column in self.columns
            if all(cell.is_count or cell.number is None for cell in column.cells.values())
        ]

    @cached_property
    def shares(self) -> list[_Column]:
        """Columns that add to a hundred."""
        most = max(2.0, 100 - 5 * len(self.run))
        return [
            column
            for column in self.columns
            if all(0 <= (number or 0) <= 100 for number in column.numbers)
            and not any(cell.is_signed for cell in column.cells.values())
            and abs(column.sum - 100) <= most
        ]

    @cached_property
    def pairs(self) -> list[tuple[_Column, _Column]]:
        """Counts with the shares that they give."""
        found = []
        for count in self.counts:
            fits = [(_fit(count, share), share) for share in self.shares if share is not count]
            best = max(fits, key=lambda fit: fit[0], default=(0.0, count))
            if best[0] >= MOST:
                found.append((count, best[1]))
        return found

    @property
    def guided_pairs(self) -> list[tuple[_Column, _Column]]:
        """Pairs that may be guided firms."""
        return [pair for pair in self.pairs if not pair[0].counts_people]

    def words_above(self, column: _Column) -> str:
        """Words of the head that stand over a column."""
        left = self.run[0].x0
        return " ".join(
            word.text
            for line in self.head
            for word in line.words
            if word.x0 < left + column.x1 + 4 and word.x1 > left + column.x0 - 4
        )

    def words_behind(self, column: _Column) -> str:
        """Words between a column's first figure and the next one: "4,2 % af indbyggerne"."""
        cell = next(iter(column.cells.values()))
        left = self.run[0].x0 + cell.x1
        words = (word.text for word in cell.line.words if word.x0 > left - 1)
        return " ".join(takewhile(lambda text: not text.strip("(")[:1].isdigit(), words))

    def cells_above(self, column: _Column) -> str:
        """Cells of the head over a column; without a year, the title of the table besides."""
        x0, x1 = self.run[0].x0 + column.x0 - 4, self.run[0].x0 + column.x1 + 4
        rows = [line.parts(CELL_GAP * line.size) for line in self.head]
        cells = [part for row in rows if len(row) > 1 for part in row]
        edges = [part.x0 for part in cells if part.x0 < x1 and part.x1 > x0]
        # A year below its head may end left of numbers that are set to the right.
        over = [part.text for part in cells if any(abs(part.x0 - x) < 3 for x in edges)]
        if not any(map(_YEAR.search, over)):
            titles = [row[0].text for row in rows if len(row) == 1 and _TITLE.search(row[0].text)]
            over += titles[-1:]
        return " ".join(over)

    def year_above(self, column: _Column) -> int | None:
        """The year that is nearest to a column, on the line of the head with most years."""
        middle = self.run[0].x0 + (column.x0 + column.x1) / 2
        lines = [
            [
                (abs((word.x0 + word.x1) / 2 - middle), int(match.group()))
                for word in line.words
                if word.x1 > self.run[0].x0 and (match := _YEAR.search(word.text))
            ]
            for line in self.head
        ]
        most = max(map(len, lines), default=0)
        years = [year for line in lines if len(line) == most or most < 3 for year in line]
        return min(years)[1] if years else None

    @property
    def head_years(self) -> list[int]:
        """Years in the head, each once, in order."""
        text = " ".join(line.text for line in self.head)
        return list(dict.fromkeys(map(int, _YEAR.findall(text))))


def read_guidance(document: Document, region: Region, year: int | None = None) -> Extract:
    """Read the guidance table and its stated totals; nothing of a document without one.

    `year` is the contract year where the document itself may not name it.
    """
    extract = Extract()
    least = 0.6 * len(region.municipalities)
    tables = [_Table(document, run) for run in runs(document, region) if len(run) >= least]
    near = [table for table in tables if _speaks_of_guidance(table, region)]
    year = year or document_year(document, region)
    table = _of_year([table for table in near if table.guided_pairs], year, extract)
    if table is None:
        if near and not extract.findings:
            _tell_why(near[0], extract)
    elif chosen := _choose(table, region, year, extract):
        _add_rows(table, *chosen, extract)
        _add_totals(table, chosen[0], region, extract)
    return extract


def _head(document: Document, run: Sequence[TownRow]) -> list[Line]:
    """Lines right above a table, on its page, or at the foot of the one before."""
    first = run[0]
    lines = document.lines[max(first.at - (_HEAD if document.has_geometry else 14), 0) : first.at]
    if not document.has_geometry:
        return lines
    own = [line for line in lines if line.place.page == first.place.page]
    if not own:
        return lines[-4:]
    top = document.lines[first.at].top
    return [line for line in own if top - line.top < 12 * line.size]


def _speaks_of_guidance(table: _Table, region: Region) -> bool:
    first, last, lines = table.run[0].at, table.run[-1].at, table.document.lines
    near = [*lines[max(first - 20, 0) : first], *lines[last : last + 8]]
    return bool(region.pattern("guidance", "guided").search(" ".join(line.text for line in near)))


def _columns(run: Sequence[TownRow]) -> list[_Column]:
    """Columns by order where each row has as many figures, else by where the figures stand."""
    widths = Counter(len(row.cells) for row in run)
    usual = widths.most_common(1)[0][0]
    if len(widths) == 1 or run[0].cells[0].x0 == 0.0:  # in a stream cells only have an order
        whole = [(at, row.cells) for at, row in enumerate(run) if len(row.cells) == usual]
        return [_Column({at: cells[number] for at, cells in whole}) for number in range(usual)]
    edges: list[list[float]] = []
    cells = [(cell, at) for at, row in enumerate(run) for cell in row.cells]
    for cell, _ in sorted(cells, key=lambda each: each[0].x0):
        if edges and cell.x0 < edges[-1][1]:
            edges[-1][1] = max(edges[-1][1], cell.x1)
        else:
            edges.append([cell.x0, cell.x1])
    return [
        _Column({at: cell for cell, at in cells if left <= cell.x0 < right})
        for left, right in edges
    ]


def _fit(count: _Column, share: _Column) -> float:
    """In which part of the rows the share is the count over the sum of the rows that have both."""
    both = [
        (count.cells[at].number, share.cells[at].number) for at in count.cells if at in share.cells
    ]
    pairs = [(number, pct) for number, pct in both if number is not None and pct is not None]
    counted, shared = (sum(each) for each in zip(*pairs, strict=True)) if pairs else (0, 0)
    if not counted or not shared:
        return 0.0
    near = [abs(shared * number / counted - pct) <= NEAR_PCT for number, pct in pairs]
    return sum(near) / len(count.cells)


def _of_year(tables: Sequence[_Table], year: int | None, extract: Extract) -> _Table | None:
    """The table of the contract year: the only one, or the only one that names it."""
    tables = [table for table in tables if year in table.head_years] or tables
    printed = {tuple(cell.text for row in t.run for cell in row.cells) for t in tables}
    if len(printed) < 2:
        return tables[0] if tables else None
    places = [table.run[0].place for table in tables]
    told = [place_message(*place) for place in places]
    extract.tell(TABLE, "several-tables", places[0], count=len(tables), places=told)
    return None


def _tell_why(table: _Table, extract: Extract) -> None:
    """Why a table that speaks of guidance can't be read."""
    no_counts = all(count.counts_people for count in table.counts)
    case = "no-counts" if no_counts else "no-match" if table.shares else "no-shares"
    extract.tell(TABLE, f"columns-unknown/{case}", table.run[0].place)


def _choose(
    table: _Table, region: Region, year: int | None, extract: Extract
) -> tuple[_Column, _Column, _Column] | None:
    """Columns of guided firms, their share, and the population's share."""
    pairs = table.guided_pairs
    place = table.run[0].place
    pair = pairs[0] if len(pairs) == 1 else _pair_of_year(table, year)
    if pair is None:
        extract.tell(TABLE, "columns-unknown/years", place, count=len(pairs))
        return None
    above = table.cells_above(pair[0]) if table.document.has_geometry else ""
    collective = re.search(r"kollektiv\w*(?: \w+)?", above, re.I)
    if collective and not re.search("individuel", above, re.I):
        extract.tell(TABLE, "columns-unknown/collective", place, text=collective[0])
        return None
    printed = [int(found) for found in _YEAR.findall(above)]
    if printed and year and year not in printed:
        told = {"printed_year": max(printed), "year": year}
        extract.tell(TABLE, "columns-unknown/other-year", place, **told)
        return None
    population = _population(table, region, year, extract)
    if population is None:
        extract.tell(TABLE, "columns-unknown/population", place)
        return None
    return *pair, population


def _pair_of_year(table: _Table, year: int | None) -> tuple[_Column, _Column] | None:
    pairs = table.guided_pairs
    if table.document.has_geometry:
        own = [pair for pair in pairs if table.year_above(pair[0]) == year]
        return own[0] if len(own) == 1 else None
    # In a stream the years of the head stand in the order of the columns.
    years = table.head_years
    return pairs[years.index(year)] if year in years and len(years) == len(pairs) else None


def _population(
    table: _Table, region: Region, year: int | None, extract: Extract
) -> _Column | None:
    """The population's shares: those of the inhabitants, or the shares that no count gives."""
    has_geometry = table.document.has_geometry
    taken = [column for pair in table.guided_pairs for column in pair]
    left = [share for share in table.shares if share not in taken]
    people = [share for count, share in table.pairs if count not in taken and share in left]
    if len(people) == 1:
        return people[0]
    named = region.pattern("guidance", "population")
    if has_geometry:
        own = [column for column in left if named.search(table.words_behind(column))]
        own = own or [column for column in left if named.search(table.words_above(column))]
        if len(own) > 1:
            own = [column for column in own if table.year_above(column) == year]
        if len(own) == 1:
            return own[0]
    head = " ".join(
        word.text
        for line in table.head
        for word in line.words
        if not has_geometry or word.x1 > table.run[0].x0 - 20
    )
    if len(left) != 1 or any(count.counts_people for count in table.counts):
        return None
    if not named.search(head):
        above = table.words_above(left[0])
        # The share of another year's guided firms may stand without its count.
        if not has_geometry or not above or _YEAR.search(above):
            return None
        extract.tell(TABLE, "population-by-elimination", table.run[0].place, above=above)
    return left[0]


def _add_rows(
    table: _Table, count: _Column, share: _Column, population: _Column, extract: Extract
) -> None:
    usual = [
        Counter(map(_decimals, column.cells.values())).most_common(1)[0][0]
        for column in (population, share)
    ]
    for at, row in enumerate(table.run):
        cells = [column.cells.get(at) for column in (population, count, share)]
        found = [cell for cell in cells if cell and cell.number is not None]
        if len(found) < len(cells):
            printed = " ".join(cell.text for cell in row.cells)
            extract.tell(TABLE, "unreadable/row", row.place, town=row.town.name, printed=printed)
            continue
        people, firms, part = found
        extract.add(
            TABLE,
            firms.line.place,
            municipality_code=row.town.code,
            municipality=row.town.name,
            population_share_pct=_share(people, usual[0], row, extract),
            guided_firms=int(firms.number or 0),
            guided_share_pct=_share(part, usual[1], row, extract),
        )


def _decimals(cell: Cell) -> int:
    digits = re.search(r",([0-9]+)", cell.text)
    return len(digits.group(1)) if digits else 0


def _share(cell: Cell, usual: int, row: TownRow, extract: Extract) -> float:
    """A share, without the digit of a note that has grown onto its usual decimals."""
    value = cell.number or 0.0
    if not usual or _decimals(cell) != usual + 1:
        return value
    shorter = int(value * 10**usual) / 10**usual
    told = {"town": row.town.name, "printed": cell.text, "read": f"{shorter:g}"}
    extract.tell(TABLE, "mark-on-figure", row.place, **told)
    return shorter


def _add_totals(table: _Table, count: _Column, region: Region, extract: Extract) -> None:
    """Stated totals, if the table is whole and they prove it."""
    column = (count.x0 - 6, count.x1 + 6)
    proven = read_totals(table.document, region, table.run, int(count.sum), column, extract)
    if any(finding.severity == "error" for finding in extract.findings):
        return
    for quantity, total in proven.items():
        extract.add_total(TABLE, f"guided_firms_{quantity}", total.value, total.place)
