"""Populations in the layouts that Statistics Denmark's pages and API give.

Every figure of a file is read with all its labels: those to its left in its row, those above it in
its column, and headings between the rows. One label must be a municipality, one a quarter; of
whatever else splits the population (sex, age, marital status) the total must be there. Anything
else is refused: half a population is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from typing import Any

from midtjylland.core.delimited import decode, read_rows

# Municipality codes of four digits, each with the names that it goes by.
Names = Mapping[str, Sequence[str]]

_MOST_FIGURES = 500_000
_QUARTERS = (
    r"(?P<y>\d{4})\s?[KQ]0?(?P<q>[1-4])",
    r"[KQ](?P<q>[1-4])\s(?P<y>\d{4})",
    r"(?P<q>[1-4])(?:\.|st|nd|rd|th)?\s?(?:kvt|kvartal|qtr|quarter)\.?,?\s(?P<y>\d{4})",
    r"(?P<y>\d{4}),?\s(?P<q>[1-4])(?:\.|st|nd|rd|th)?\s?(?:kvt|kvartal|qtr|quarter)\.?",
)
_QUARTER = [re.compile(each, re.ASCII | re.I) for each in _QUARTERS]
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T00:00:00)?", re.ASCII)
_DANISH = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})", re.ASCII)
_CODED = re.compile(r"(?P<code>0?\d{3})(?:[\s:_-]+(?P<name>\D.*))?", re.ASCII)
_PLAIN = re.compile(r"\d{1,9}(?:[.,]0)?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:([.,' \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*", re.ASCII)
_MISSING = {"", "..", ".", "...", "-", "–", "x"}
_SPLIT = (
    "alder|køn|civilstand|herkomst|statsborgerskab|mænd og kvinder|age|sex|gender|marital status|"
    "ancestry|citizenship|men and women"
)
_TOTAL = re.compile(
    rf"(?:(?:tot|ialt|total|[0-9]{{1,2}}|[a-z])\s)?(?:{_SPLIT})?,?\s?"
    "(?:i alt|ialt|tot|total|in total)",
    re.I,
)
# Words that name the figures themselves and split nothing.
_FIGURE = re.compile(
    r"(?:(?:indhold|contents?|antal|number|personer|persons|people|folketal|befolkning|population|"
    r"enhed|unit|folk1a|tabel|table|dataset|value|værdi|total|i alt|den|the|of|on|in|at|1\.|first|"
    r"day|i|kvartalet|quarter|områder?|kommuner?|area|municipality|tid|time)[\s,.:()]*)+"
)
# Areas that hold municipalities: a heading over them says nothing of the figure.
_AROUND = re.compile("(?:region|landsdel|province|hele landet|all denmark|danmark|denmark)\\b.*")
# What a title says of its figures when they are of a part of the people.
_PART = re.compile(
    r"\b(?:mænd|kvinder|men|women|males|females|\d+\+?[- ]?(?:årige|år|years?))\b", re.I
)
_NOTES = re.compile(r"\W*(?:anm|note|kilde|source|©|danmarks statistik|statistics denmark)", re.I)


@dataclass(frozen=True)
class Figure:
    """A number of a file: where it stands, and its labels."""

    place: str
    text: str
    labels: Sequence[str]


def populations(content: bytes, day: date, names: Names) -> dict[str, int]:
    """Population on a day by municipality code, as far as a file gives it.

    Raises `ValueError` with the reason where a figure can't be read, is contradicted, or counts
    only a part of the population.
    """
    text = decode(content)
    figures = list(_of_json(text) if text.lstrip()[:1] == "{" else _of_table(text, names))
    if not figures:
        raise ValueError("it has no figures of municipalities")
    days = {found for each in figures for found in map(quarter, each.labels) if found}
    if not days:
        raise ValueError("it names no quarter")
    counts: dict[str, int] = {}
    parts: set[str] = set()
    for figure in figures:
        when = [found for text in figure.labels if (found := quarter(text))] or [*days]
        code = _municipality(figure, names)
        if code and when == [day] and figure.text not in _MISSING:
            part = _part(figure, names)
            if part:
                parts.add(part)
            elif counts.setdefault(code, value := _number(figure)) != value:
                raise ValueError(f"{figure.place} gives another figure than a line before it")
    if parts and not counts:
        raise ValueError(f"it counts only, or splits the population by, {sorted(parts)[0]}")
    if not counts:
        known = ", ".join(f"{each:%Y-%m-%d}" for each in sorted(days))
        raise ValueError(f"it has no municipality of the region on that day (days: {known})")
    return counts


def quarter(text: str) -> date | None:
    """First day of the quarter that a label names, such as 2022K1 or 1. kvt. 2022."""
    text = " ".join(text.split())
    for pattern in _QUARTER:
        found = pattern.fullmatch(text)
        if found:
            return date(int(found["y"]), 3 * int(found["q"]) - 2, 1)
    for pattern, order in ((_ISO, (1, 2, 3)), (_DANISH, (3, 2, 1))):
        found = pattern.fullmatch(text)
        if found:
            try:
                return date(*(int(found[number]) for number in order))
            except ValueError:
                return None
    return None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _area(text: str, names: Names) -> str | None:
    """Code of the municipality or other area that a label names; None where it names none."""
    text = re.sub(r"\s+kommune$", "", " ".join(text.split()), flags=re.I)
    by_name = {_plain(name): code for code, known in names.items() for name in known}
    if _plain(text) in by_name:
        return by_name[_plain(text)]
    coded = _CODED.fullmatch(text)
    if coded is None:
        return None
    code, name = coded["code"].zfill(4), coded["name"]
    meant = by_name.get(_plain(re.sub(r"\s+kommune$", "", name or "", flags=re.I)), code)
    if meant != code:
        raise ValueError(f"{text!r} has the code of one municipality and the name of another")
    # A number by itself is only a code where it is one of the region's.
    return code if name or code in names else None


def _municipality(figure: Figure, names: Names) -> str | None:
    own = {_area(text, names) for text in figure.labels} & names.keys()
    if len(own) > 1:
        raise ValueError(f"{figure.place} belongs to several municipalities")
    return next(iter(own), None)


def _part(figure: Figure, names: Names) -> str | None:
    """Label by which a figure counts only a part of the people."""
    for text in figure.labels:
        label = _plain(text)
        whole = _TOTAL.fullmatch(label) or _FIGURE.fullmatch(label) or _AROUND.fullmatch(label)
        if not (whole or quarter(text) or _area(text, names)):
            return label
    return None


def _number(figure: Figure) -> int:
    text = figure.text
    if _PLAIN.fullmatch(text):
        return int(re.split("[.,]", text)[0])
    if _GROUPED.fullmatch(text):
        return int(re.sub(r"\D", "", text))
    raise ValueError(f"{figure.place} has {text!r}, which is no number of people")


# Layouts


def _of_table(text: str, names: Names) -> Iterator[Figure]:
    """Figures of rows and columns: a list with a figure a row, or a matrix."""
    rows = [(line, [cell.strip() for cell in row]) for line, row in read_rows(text)]
    rows = _without_title([(line, row) for line, row in rows if any(row) and not _is_note(row)])
    width = max((len(row) for _, row in rows), default=0)
    table = [(line, row + [""] * (width - len(row))) for line, row in rows]
    columns = _value_columns(table, names)
    first = next(
        (at for at, (_, row) in enumerate(table) if any(_is_value(row[c]) for c in columns)), 0
    )
    heads = [row for _, row in table[:first] if any(row[column] for column in columns)]
    body = [each for each in table[:first] if each[1] not in heads] + table[first:]
    above = {column: _labels_above(heads, column, min(columns)) for column in columns}
    left: list[str] = [""] * width
    between: dict[str, str] = {}
    for line, row in body:
        if any(row[column] for column in columns):
            left = _labels_left(row, left, columns)
            beside = [*filter(None, left), *between.values()]
            for column in columns:
                yield Figure(f"line {line}", row[column], [*above[column], *beside])
        else:
            # A line without figures takes the place of the one before of its kind.
            label = next(filter(None, row))
            kind = "quarter" if quarter(label) else "area" if _area(label, names) else "other"
            between[kind], left = label, [""] * width


def _is_note(row: Sequence[str]) -> bool:
    return _NOTES.match(next(filter(None, row))) is not None


def _without_title(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Rows without the sentence over the table."""
    if rows:
        [*texts] = filter(None, rows[0][1])
        if len(texts) == 1 and len(texts[0].split()) > 3 and quarter(texts[0]) is None:
            part = _PART.search(texts[0])
            if part and not re.search(r"\bi alt\b|\btotal\b", texts[0], re.I):
                raise ValueError(f"its title speaks of {part[0]}, so it counts a part")
            return rows[1:]
    return rows


def _is_value(text: str) -> bool:
    if quarter(text) or not text:
        return False
    number = _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text) or text in _MISSING
    return bool(number) or bool(re.fullmatch(r"[-+]?[0-9][0-9.,]*", text))


def _value_columns(table: Sequence[tuple[int, list[str]]], names: Names) -> list[int]:
    """Columns of figures: most of their cells are numbers, and not codes or quarters."""
    found = []
    for column in range(len(table[0][1]) if table else 0):
        cells = [row[column] for _, row in table if row[column]]
        numbers = [cell for cell in cells if _is_value(cell)]
        if cells and len(numbers) * 2 >= len(cells) and not _are_codes(numbers, names):
            found.append(column)
    return found


def _are_codes(numbers: Sequence[str], names: Names) -> bool:
    own = {number.zfill(4) for number in numbers} & names.keys()
    return all(_CODED.fullmatch(number) for number in numbers) and len(own) * 2 >= len(names)


def _labels_above(heads: Sequence[Sequence[str]], column: int, first: int) -> list[str]:
    """Labels of the heads above a column; one over several columns counts for each."""
    nearest = (next(filter(None, head[first : column + 1][::-1]), "") for head in heads)
    return [label for label in nearest if label]


def _labels_left(row: Sequence[str], before: Sequence[str], columns: Sequence[int]) -> list[str]:
    """Labels in a row; one that is left out before another is that of the row before."""
    at_most = [at for at, cell in enumerate(row) if cell and at not in columns]
    last = max(at_most, default=-1)
    return [
        "" if at in columns else cell or (before[at] if at < last else "")
        for at, cell in enumerate(row)
    ]


def _of_json(text: str) -> Iterator[Figure]:
    """Figures of JSON-stat, of both its versions."""
    try:
        content = json.loads(text)
        content = content.get("dataset", content)
        dimensions, values = content["dimension"], content["value"]
        order = content.get("id") or dimensions["id"]
        sizes = [int(size) for size in content.get("size") or dimensions["size"]]
        if not 0 < prod(sizes) <= _MOST_FIGURES:
            raise ValueError("it has too many figures")
        axes = zip(order, sizes, strict=True)
        labels = [_json_labels(dimensions[name], size) for name, size in axes]
        if not isinstance(values, dict):
            values = {str(number): value for number, value in enumerate(values)}
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        why = f" ({error})" if isinstance(error, ValueError) and "figures" in str(error) else ""
        raise ValueError(f"it is not complete JSON-stat{why}") from None
    for number, found in enumerate(product(*labels)):
        value = values.get(str(number))
        yield Figure(f"figure {number + 1}", "" if value is None else str(value), found)


def _json_labels(dimension: Mapping[str, Any], size: int) -> list[str]:
    category = dimension["category"]
    index = category.get("index") or {each: 0 for each in category["label"]}
    ids = sorted(index, key=index.get) if isinstance(index, dict) else list(index)
    names = category.get("label") or {}
    if len(ids) != size:
        raise ValueError("its categories are not as many as it says")
    return [f"{each} {names[each]}" if names.get(each, each) != each else each for each in ids]
