"""Populations in the CSV files that Statistics Denmark's pages and API give.

Every figure is read with all its labels: those in its row and those above it. One must be a
municipality, one a quarter; of whatever else splits the population (sex, age, marital status) the
total must be there. Anything else is refused: half a population is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from midtjylland.core.delimited import decode, read_rows

# Municipality codes of four digits, each with the names that it goes by.
Names = Mapping[str, Sequence[str]]
# A figure's place and text, and its labels.
Figure = tuple[str, str, Sequence[str]]

_QUARTER = re.compile(r"(\d{4})\s?[KQ]([1-4])", re.ASCII | re.I)
_CODED = re.compile(r"(?P<code>0?\d{3})(?:[\s:_-]+(?P<name>\D.*))?", re.ASCII)
_PLAIN = re.compile(r"\d{1,9}(?:[.,]0)?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:([.,' \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*", re.ASCII)
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,' \u00a0\u2009\u202f]*")
_MISSING = {"", "..", ".", "...", "-", "–", "x"}
_SPLIT = (
    "alder|køn|civilstand|herkomst|statsborgerskab|mænd og kvinder|age|sex|gender|marital status|"
    "ancestry|citizenship|men and women"
)
# What may stand at a figure of the whole population: a total, what is counted, a larger area.
_WHOLE = [
    re.compile(
        rf"(?:(?:tot|ialt|total|[0-9]{{1,2}}|[a-z])\s)?(?:{_SPLIT})?,?\s?"
        "(?:i alt|ialt|tot|total|in total)"
    ),
    re.compile(
        "(?:(?:indhold|contents?|antal|number|personer|persons|people|folketal|population|enhed|"
        r"unit|folk1a|value|værdi|den|the|of|on|1\.|first|day|i|kvartalet|quarter)[\s,.:()]*)+"
    ),
    re.compile("(?:region|landsdel|province|hele landet|all denmark|danmark|denmark)\\b.*"),
]
# What a title says of its figures when they are of a part of the people.
_PART = re.compile(
    r"\b(?:mænd|kvinder|men|women|males|females|\d+\+?[- ]?(?:årige|år|years?))\b", re.I
)
_NOTE = re.compile(r"\W*(?:anm|note|kilde|source|©|danmarks statistik|statistics denmark)", re.I)


def populations(content: bytes, day: date, names: Names) -> dict[str, int]:
    """Population on a day by municipality code, as far as a file gives it.

    Raises `ValueError` with the reason where a figure can't be read, is contradicted, or counts
    only a part of the population.
    """
    counts: dict[str, int] = {}
    parts: list[str] = []
    days: set[date] = set()
    for place, text, labels in _figures(decode(content), names):
        when = {found for label in labels if (found := quarter(label))}
        code = _municipality(place, labels, names)
        days |= when
        if not code or when != {day} or text in _MISSING:
            continue
        part = [label for label in labels if not _is_whole(label, names)]
        if part:
            parts += part
        elif counts.setdefault(code, value := _number(place, text)) != value:
            raise ValueError(f"{place} gives another figure than a line before it")
    if not days:
        raise ValueError("it has no figures of municipalities by quarter")
    if parts and not counts:
        raise ValueError(f"it counts only, or splits the population by, {min(parts)}")
    if not counts:
        known = ", ".join(f"{each:%Y-%m-%d}" for each in sorted(days))
        raise ValueError(f"it has no municipality of the region on that day (days: {known})")
    return counts


def quarter(text: str) -> date | None:
    """First day of the quarter that a label names, such as 2022K1."""
    found = _QUARTER.fullmatch(text)
    return date(int(found[1]), 3 * int(found[2]) - 2, 1) if found and int(found[1]) else None


def _plain(text: str) -> str:
    return re.sub(" kommune$", "", " ".join(text.split()).casefold())


def _area(text: str, names: Names) -> str | None:
    """Code of the municipality or other area that a label names; None where it names none."""
    by_name = {_plain(name): code for code, known in names.items() for name in known}
    if _plain(text) in by_name:
        return by_name[_plain(text)]
    coded = _CODED.fullmatch(text)
    if coded is None:
        return None
    code, name = coded["code"].zfill(4), coded["name"]
    if by_name.get(_plain(name or ""), code) != code:
        raise ValueError(f"{text!r} has the code of one municipality and the name of another")
    # A number by itself is only a code where it is one of the region's.
    return code if name or code in names else None


def _municipality(place: str, labels: Iterable[str], names: Names) -> str | None:
    own = {_area(label, names) for label in labels} & names.keys()
    if len(own) > 1:
        raise ValueError(f"{place} belongs to several municipalities")
    return next(iter(own), None)


def _is_whole(label: str, names: Names) -> bool:
    """Whether a figure with this label may count all people."""
    total = any(each.fullmatch(_plain(label)) for each in _WHOLE)
    return bool(total or quarter(label) or _area(label, names))


def _number(place: str, text: str) -> int:
    if _PLAIN.fullmatch(text):
        return int(re.split("[.,]", text)[0])
    if _GROUPED.fullmatch(text):
        return int(re.sub(r"\D", "", text))
    raise ValueError(f"{place} has {text!r}, which is no number of people")


def _figures(text: str, names: Names) -> Iterator[Figure]:
    """Figures of rows and columns: a list with a figure a row, or a matrix."""
    if text.lstrip().startswith("{"):
        raise ValueError("it is JSON")
    cells = [(line, [cell.strip() for cell in row]) for line, row in read_rows(text)]
    rows = [(line, row) for line, row in cells if any(row) and not _NOTE.match("".join(row))]
    rows = rows[1:] if rows and _is_title(rows[0][1]) else rows
    width = max((len(row) for _, row in rows), default=0)
    table = [(line, row + [""] * (width - len(row))) for line, row in rows]
    columns = [at for at in range(width) if _is_of_figures([row[at] for _, row in table], names)]
    if not columns:
        return
    with_figures = [any(_is_number(row[at]) for at in columns) for _, row in table]
    first = with_figures.index(True) if True in with_figures else len(table)
    heads = [row for _, row in table[:first] if any(row[at] for at in columns)]
    body = [(line, row) for line, row in table if row not in heads]
    label_columns = [
        at for at in range(width) if at not in columns and any(row[at] for _, row in body)
    ]
    above = {at: _labels_above(heads, at, columns[0]) for at in columns}
    for line, row in body:
        labels = [row[at] for at in label_columns]
        if not any(row[at] for at in columns):
            _refuse_heading(line, "".join(labels), names)
        elif not all(labels):
            raise ValueError(f"line {line} lacks a label, which every line must have")
        else:
            yield from ((f"line {line}", row[at], [*labels, *above[at]]) for at in columns)


def _is_title(row: Sequence[str]) -> bool:
    """Whether a row is the sentence over the table, which must speak of all people."""
    [*texts] = filter(None, row)
    if len(texts) > 1 or len(texts[0].split()) < 4:
        return False
    part = _PART.search(texts[0])
    if part and not re.search(r"\bi alt\b|\btotal\b", texts[0], re.I):
        raise ValueError(f"its title speaks of {part[0]}, so it counts a part")
    return True


def _refuse_heading(line: int, label: str, names: Names) -> None:
    """Refuse a line without figures, unless it only names a larger area."""
    if quarter(label) or not _is_whole(label, names):
        raise ValueError(f"line {line} is a heading ({label}), where a table without any is needed")


def _is_of_figures(cells: Sequence[str], names: Names) -> bool:
    """Whether most cells of a column are numbers, and not codes."""
    filled = [cell for cell in cells if cell]
    numbers = [cell for cell in filled if _is_number(cell)]
    codes = {number.zfill(4) for number in numbers} & names.keys()
    are_codes = all(map(_CODED.fullmatch, numbers)) and len(codes) * 2 >= len(names)
    return bool(filled) and len(numbers) * 2 >= len(filled) and not are_codes


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) or (text in _MISSING and text != "")


def _labels_above(heads: Sequence[Sequence[str]], column: int, first: int) -> list[str]:
    """Labels of the heads above a column; one over several columns counts for each."""
    nearest = (next(filter(None, head[first : column + 1][::-1]), "") for head in heads)
    return [label for label in nearest if label]
