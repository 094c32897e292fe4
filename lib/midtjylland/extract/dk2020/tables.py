"""Cohorts in small tables with a row or a column for each, or counted over municipalities."""

from __future__ import annotations

import re
from collections.abc import Sequence

from midtjylland.declared.region import Region
from midtjylland.extract.common import Words
from midtjylland.extract.dk2020.by_town import plans_of_names, plans_of_rows
from midtjylland.extract.dk2020.cohorts import TABLE, Cohort, status_of, sum_of
from midtjylland.extract.dk2020.told import Reader
from midtjylland.extract.sentences import is_count, quote
from midtjylland.extract.tables import Value, tables_of
from midtjylland.read.danish import quantities
from midtjylland.read.document import Document
from midtjylland.read.pages import Place

_ONE_OF = re.compile(r"(?<!\w)(?:en|én|den ene)\s+af\s+(?:dem|disse|de)(?!\w)", re.I)
_TOUCHING = re.compile(r"^([0-9]{1,2}) (?=[^\W\d])")
# A row of text that has lost its columns, and the cell that begins one on a line of its own.
_ROW = re.compile(
    r"(20[1-4][0-9]|[Pp]ilot\w*)\s+([0-9]{1,2})\s+([^\W\d][^0-9]*?)(?:\s+([0-9]{1,2}|[–-]))?"
)
_KEY_CELL = re.compile(r"20[1-4][0-9]|pilot\w*", re.I)
_ROW_ENDS = re.compile(r"(?:i alt|total|sum|samlet)", re.I)
_OF_ALL = re.compile(r"(?<!\w)(?:i alt|total|sum|samlet|alle)(?!\w)", re.I)
# Names of municipalities, side by side in a cell; a status is a single word or goes on small.
_ONLY_NAMES = re.compile(r"[A-ZÆØÅ][\w-]+(?:(?:,| og)\s[A-ZÆØÅ][\w-]+)+")
_APPROVED = re.compile(r"(?<!\w)(?:godkendt|vedtaget)", re.I)
_APPROVED_NUMBER = re.compile(
    r"(?<![0-9])([0-9]{1,2})(?: af de \w+)?(?: kommune\w*| planer)? "
    r"(?:(?:fik|har (?:allerede )?fået) (?:den|sin|planen)(?!\w)"
    r"|(?:(?:er|blev|fik|har (?:allerede )?fået)"
    r"(?: den| (?:sin|deres) plan(?:er)?)?)? ?(?:godkend|vedtag))",
    re.I,
)
# What heads a column of remarks on the status.
_NOTE = re.compile("note|bemærk", re.I)
_RUNNING_SUM = re.compile("kumul|akkum", re.I)
_LABEL = re.compile(
    r"(?:(?:plan\w*|år\w*|runde\w*|hold\w*|godkend\w*|vedtage\w*|forvent\w*|fra|i)[\s:]+){0,3}"
    r"(20[1-4][0-9])(?:-planer)?(?:\s*\(.*\))?",
    re.I,
)
# "Første" below the head "Runde".
_ORDINAL = re.compile("første|anden|andet|tredje|fjerde|femte", re.I)
# What a number or a status stands under or beside, its text, and the cell.
_Cell = tuple[str, str, Value]


def read_tables(document: Document, reader: Reader) -> list[Cohort]:
    """Cohorts of the first small table with a row or a column for each.

    Below the same heads it goes on, as on the next page.
    """
    tables = tables_of(document, 160) if document.has_geometry else [_stream_table(document)]
    whole: list[Cohort] = []
    heads: set[str] = set()
    for table in tables:
        cells = _by_key(table, reader.words)
        found = [_of_cells(key, own, reader) for key, own in cells.items()]
        cohorts = [cohort for cohort in found if cohort]
        told = {(each.cohort, each.municipalities) for each in cohorts}
        if whole and not {(each.cohort, each.municipalities) for each in whole} < told:
            # What tells a cohort again is another table.
            again = {cohort.cohort for cohort in whole} & {cohort.cohort for cohort in cohorts}
            whole += cohorts if heads == {v.head for v in table} and not again else []
            continue
        if len(cohorts) < 2:
            continue
        whole, heads = cohorts, {value.head for value in table}
        # The table's sum is the stated total, where its cohorts add to it.
        total = sum_of(cohorts)
        sums = [v for v in table if _OF_ALL.search(f"{v.row} {v.head}") and v.text == str(total)]
        reader.totals = reader.totals or [(total, value.place) for value in sums[:1]]
        for cohort, ((label, text, value), *_) in zip(found, cells.values(), strict=True):
            if cohort is None:
                said = quote(f"{value.row} {label} {text}")
                reader.extract.tell(TABLE, "row-unread/columns", value.place, text=said)
    return whole


def counted_cohorts(document: Document, region: Region, reader: Reader) -> list[Cohort]:
    """Cohorts counted over what tables or sentences tell of each municipality."""
    near = set(reader.programmes)
    plans = plans_of_rows(document, region, near) or plans_of_names(document, region, near)
    cohorts = []
    for year in sorted({plan.year for plan in plans}):
        own = [plan for plan in plans if plan.year == year]
        done = sum(plan.is_approved for plan in own)
        status = "approved" if done == len(own) else "expected"
        so_far = done if 0 < done < len(own) else None
        place = own[0].place
        programme = _programme_at(place, reader)
        cohorts.append(Cohort(year, len(own), status, place, "", programme, so_far))
    return cohorts


def _programme_at(place: Place, reader: Reader) -> str:
    """Programme of the last sentence up to a place."""
    before = [own for own in reader.programmes if own <= place]
    return reader.programmes[max(before)] if before else reader.programme


def _stream_table(document: Document) -> list[Value]:
    """Rows that begin with a cohort in text without columns: a line a row, or a line a cell."""
    values: list[Value] = []
    key, place = "", Place(None, 0)
    for line in document.lines:
        row = _ROW.fullmatch(line.text)
        if row or _KEY_CELL.fullmatch(line.text):
            key, *cells = row.groups() if row else [line.text]
            place = line.place
        elif key and len(line.text) < 25 and not _ROW_ENDS.match(line.text):
            cells = [line.text]
        else:
            key, cells = "", []
        values += [Value(text, key, "", "", place, at) for at, text in enumerate(cells, 1) if text]
    return values


def _by_key(table: Sequence[Value], words: Words) -> dict[str, list[_Cell]]:
    """Cells of each row or column that is named by a cohort, in its label or in a cell."""
    cells: dict[str, list[_Cell]] = {}
    by_row = {
        value.place: value
        for value in table
        if _is_key(value.text, words)
        and not _is_key(value.row, words)
        and not _is_key(value.head, words)
    }
    counted = {value.place for value in table if value.text.isdecimal() and len(value.text) < 3}
    for place, value in by_row.items():
        if value.row.isdecimal() and place not in counted:  # it stands left of its year
            cells[value.text] = [(value.corner, value.row, value)]
    for value in table:
        inner = by_row[value.place].text if value.place in by_row else ""
        for key, label in ((value.row, value.head), (value.head, value.row), (inner, value.head)):
            if _is_key(key, words) and value.text != inner:
                # A number set to the right may touch the status behind it.
                apart = value.text if _NOTE.match(label) else _TOUCHING.sub(r"\1\n", value.text)
                for text in apart.split("\n"):
                    cells.setdefault(key, []).append((label, text, value))
    return cells


def _of_cells(key: str, cells: Sequence[_Cell], reader: Reader) -> Cohort | None:
    """A cohort of its cells: its number, and what tells that its plans are approved."""
    words, first = reader.words, cells[0][2]
    cells = [cell for cell in cells if not _RUNNING_SUM.search(cell[0])]
    numbers = [(label, text) for label, text, _ in cells if re.fullmatch("[0-9]{1,2}|[–-]", text)]
    cells = [cell for cell in cells if not _ONLY_NAMES.fullmatch(cell[1])]
    said = [(label, text) for label, text, _ in cells if re.match(r"[^\W\d]|[0-9]+ \w", text)]
    note = said.pop()[1] if len(said) == 2 and _NOTE.match(said[1][0]) else ""
    cells = cells[:-1] if note else cells
    statuses = [_status_of_cell(label, text, words) for label, text in said]
    whole = 0 < len(numbers) < 4 and len(numbers) + len(statuses) == len(cells)
    if not whole or len(statuses) > 1 or not numbers[0][1].isdigit():
        return None
    counts = [int(text) if text.isdigit() else 0 for _, text in numbers]
    if len(counts) == 3 and counts[0] != counts[1] + counts[2]:
        return None
    so_far = counts[1] if len(counts) > 1 and numbers[1][1].isdigit() else None
    if len(counts) == 1 and said:
        note = note if words["reached"].search(note) else ""
        so_far = _approved_in(f"{said[0][1]}. {note}", counts[0], words)
        if so_far is None and _counts_in(said[0][1], counts[0]):
            return None
    heads = " ".join([first.corner, *(label for label, _ in numbers)])
    status = statuses[0] if statuses else None
    if len(counts) == 3 or (not statuses and not words["expected"].search(f"{heads} {key}")):
        # The heads alone may say that plans are approved: those of a second number, or all.
        if len(numbers) > 1 and words["approved"].search(numbers[1][0]):
            status = "approved" if so_far == counts[0] else "expected"
        elif len(numbers) == 1 and _APPROVED.search(first.corner):
            status = "approved"
    text = " ".join([key, *(text for _, text, _ in cells)])
    told = (first.place, text, _programme_at(first.place, reader))
    cohort = _is_key(key, words)
    return Cohort(cohort, counts[0], status, *told, approved_so_far=so_far) if status else None


def _counts_in(text: str, everyone: int) -> list[int]:
    """Numbers of a status cell that are not of all plans: "3 er godkendt, 5 afventer"."""
    counts = [int(q.value or 0) for q in quantities(text) if is_count(q)]
    return [count for count in counts if count != everyone] + [1 for _ in _ONE_OF.finditer(text)]


def _approved_in(text: str, everyone: int, words: Words) -> int | None:
    """How many plans a status cell calls approved so far, where all its numbers add up."""
    counts = _counts_in(text, everyone)
    if len(counts) == 1 and words["so_far"].search(text):
        return counts[0]
    approved = [m[1] for m in _APPROVED_NUMBER.finditer(text)]
    known = len(counts) == 1 or sum(counts) == everyone
    return int(approved[0]) if len(approved) == 1 and known else None


def _status_of_cell(label: str, text: str, words: Words) -> str | None:
    """Status that a cell tells; "ja" says what its label says, "nej" that it is still expected."""
    if re.fullmatch("nej", text, re.I):
        return "expected"
    return status_of(label if re.fullmatch("ja", text, re.I) else text, words)[0]


def _is_key(text: str, words: Words) -> str:
    """Cohort that a cell names, or nothing."""
    if len(text) < 40 and words["pilot"].search(text) and not re.search("[0-9]", text):
        return "pilot"
    if "round" in words:
        return text if words["round"].fullmatch(text) or _ORDINAL.fullmatch(text) else ""
    match = _LABEL.fullmatch(text.strip())
    return match[1] if match else ""
