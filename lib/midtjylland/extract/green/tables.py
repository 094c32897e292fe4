"""Green guidance and grants in small tables with a row or a column for each year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from midtjylland.extract.common import Extract, Words
from midtjylland.extract.green.marks import GRANTS, GUIDANCE, Row
from midtjylland.extract.sentences import quote
from midtjylland.extract.tables import Value, tables_of
from midtjylland.read.danish import NUMBER, quantities, to_number
from midtjylland.read.document import Document
from midtjylland.read.pages import Place

_YEAR_CELL = re.compile(
    r"(?!.*20[0-9]{2}.*20[0-9]{2})"
    r"(?:(?:[1-4]\.|første|andet|halvår|kv\.|kvartal|foreløbig\w*|i|år|hele)\s+){0,3}"
    r"(20[1-4][0-9])\*?(?:\s*\(.*\)|[ ,].{0,60})?",
    re.I,
)
PART_OF_YEAR = re.compile(r"halvår|\bkv\.|kvartal", re.I)
# What heads all firms beside those guided on green transition.
_OF_ALL = re.compile(r"(?:ud af|af)(?: i alt)?\.?", re.I)
# A row of a part of what the row above counts.
_OF_ABOVE = re.compile(r"\W*(?:heraf|hvoraf)\b", re.I)
# What heads a column of sums and says no more, beside one of grants.
_AMOUNT_ALONE = re.compile(
    r"(?:\W*\b(?:beløb|sum|i alt|samlet|tilskudssum|(?:i )?mio\. kr|kr)\b\W*)+", re.I
)
_NUMBER_CELL = re.compile(
    rf"(?:ca\.|godt|knap)?\s*{NUMBER}\s*(?:mio\.?(?: kr\.?)?|kr\.?)?\*?|[-–—]", re.I
)
_DECIMALS = re.compile("[0-9],[0-9]")
# Values by their years, below or beside each label.
Series = Mapping[str, Mapping[str, Value]]


@dataclass(frozen=True)
class _Reading:
    """What one table tells of each year, where, and what was left aside."""

    rows: list[Row]
    places: set[Place]
    left: list[tuple[str, str, Value]]


def read_tables(document: Document, words: Words, extract: Extract) -> tuple[list[Row], set[Place]]:
    """Rows of tables with a row or a column for each year, and their places.

    Of a table that is seen in several ways the first one counts, unless another tells more.
    """
    kept: list[_Reading] = []
    for table in tables_of(document, 90):
        series = _series(table)
        bare = [
            v for v in table if not v.head and v.row in series and _NUMBER_CELL.fullmatch(v.text)
        ]
        found = _of_table(series, bare, words)
        same = [one for one in kept if one.places & found.places]
        told = {(r.table, r.year, r.count, r.other) for r in found.rows}
        known = {(r.table, r.year, r.count, r.other) for one in same for r in one.rows}
        if known < told or (found.rows and not same):
            kept = [*(one for one in kept if one not in same), found]
    for name, check, value in (each for one in kept for each in one.left):
        text = quote(" ".join(filter(None, (value.row, value.head, value.text))))
        extract.tell(name, check, value.place, severity="warning", text=text)
    return [r for one in kept for r in one.rows], {p for one in kept for p in one.places}


def _series(table: Sequence[Value]) -> Series:
    """Values of a table by what they count, and by year."""
    series: dict[str, dict[str, Value]] = {}
    above = ""
    for value in table:
        pair = (value.row, value.head)
        year, label = pair if _YEAR_CELL.fullmatch(value.row) else reversed(pair)
        if _OF_ABOVE.match(label):
            label = f"{above} {label}"
        elif label:
            above = label
        if _YEAR_CELL.fullmatch(year) and value.text != year:
            for said, number in _apart(label, value):
                series.setdefault(said, {}).setdefault(year, number)
    return {label: _whole_years(values) for label, values in series.items()}


def _whole_years(values: Mapping[str, Value]) -> dict[str, Value]:
    """Values without those of parts of a year that has one of its own."""
    years = {head: match[1] for head in values if (match := _YEAR_CELL.fullmatch(head))}
    whole = {year for head, year in years.items() if not PART_OF_YEAR.search(head)}
    return {
        head: value
        for head, value in values.items()
        if not (PART_OF_YEAR.search(head) and years.get(head) in whole)
    }


def _apart(label: str, value: Value) -> list[tuple[str, Value]]:
    """A value, or the two of a cell that names both: "142 bevillinger, 18,4 mio. kr."."""
    found = quantities(value.text)
    if [q.unit for q in found] != ["count", "mdkk"]:
        return [(label, value)]
    said = re.sub("[0-9.,]+", "", value.text[: found[1].start]).strip()
    parts = zip((said, f"{said} mio. kr."), found, strict=True)
    return [(name, replace(value, text=q.text)) for name, q in parts]


def _of_table(series: Series, bare: Sequence[Value], words: Words) -> _Reading:
    """Rows of the numbers of firms and grants, with the totals and sums beside them.

    Numbers under no year are bare.
    """
    read: dict[str, str] = {}
    left: list[Value] = []
    alone: list[str] = []
    for label, values in series.items():
        texts = [value.text for value in values.values()]
        numbers = any(_NUMBER_CELL.fullmatch(t) and re.search("[0-9]", t) for t in texts)
        # "Antal" may count what the table's corner names.
        labels = (label, f"{next(iter(values.values())).corner} {label}") if numbers else ()
        meaning = next(filter(None, (_meaning(each, texts, words) for each in labels)), "")
        if meaning:
            read.setdefault(meaning, label)
        near = not label or any(words[n].search(label) for n in ("guided", "green", "grant"))
        if numbers and near and read.get(meaning) != label:
            left += list(values.values())[:1]
        if numbers and _AMOUNT_ALONE.fullmatch(label):
            alone.append(label)
    if "grants" in read and len(alone) == 1:
        read.setdefault("sum", alone[0])
    left += _totals_unread(series, read)
    reading = _Reading([], set(), [])
    for table, first, second in ((GUIDANCE, "guided", "of"), (GRANTS, "grants", "sum")):
        if first in read:
            counts, others = series[read[first]], series.get(read.get(second, ""), {})
            odd = {y: v for y, v in others.items() if y not in counts}
            odd |= {y: v for y, v in counts.items() if not _NUMBER_CELL.fullmatch(v.text)}
            beside = [v for v in left if table in _near(f"{v.row} {v.head}", words)]
            reading.left.extend((table, "number-unread/text", value) for value in beside)
            unread = [*odd.values(), *(v for v in bare if v.row == read[first])]
            reading.left.extend((table, "row-unread/other", value) for value in unread)
            for year, count in counts.items():
                other = others.get(year)
                reading.places.update(v.place for v in (count, other) if v)
                if year not in odd and (row := _row(table, year, count, other, words)):
                    reading.rows.append(row)
    return reading


def _totals_unread(series: Series, read: Mapping[str, str]) -> list[Value]:
    """What exceeds the green-guided firms each year: perhaps all, under a head of other words."""
    own = series[read["guided"]] if "guided" in read and "of" not in read else None
    return [next(iter(v.values())) for v in series.values() if own and _exceeds(v, own)]


def _exceeds(values: Mapping[str, Value], counts: Mapping[str, Value]) -> bool:
    """Whether the numbers of each year are larger than those of another column."""
    pairs = [
        (_number(value.text), _number(counts[y].text)) for y, value in values.items() if y in counts
    ]
    return bool(pairs) and all(None not in pair and pair[0] > pair[1] for pair in pairs)


def _near(label: str, words: Words) -> list[str]:
    """Tables that a label without a meaning may be of; one without their words of both."""
    named = ((GUIDANCE, "guided"), (GRANTS, "grant"))
    return [table for table, word in named if words[word].search(label)] or [GUIDANCE, GRANTS]


def _row(table: str, year: str, count: Value, other: Value | None, words: Words) -> Row | None:
    """A year's row; none where a dash stands for its number."""
    number = _number(count.text)
    if number is None:
        return None
    value = other and _number(other.text)
    if other and value is not None and table == GRANTS:
        value = _millions(value, f"{other.row} {other.head} {other.text}")
    own, total = (next(iter(quantities(v.text)), None) if v else None for v in (count, other))
    return Row(
        table,
        int(_YEAR_CELL.fullmatch(year)[1]),  # type: ignore[index]
        int(number),
        count.place,
        year,
        value,
        bool((total and total.about) or (own and own.about)),
        total.about if total else None,
        bool(words["so_far"].search(year)) or "(" in year,
    )


def _meaning(label: str, texts: Sequence[str], words: Words) -> str:
    """What the values of a label are; empty where they are none of ours."""
    if _OF_ALL.fullmatch(label):
        return "of"
    grants = words["grant"].search(label)
    if grants and any(map(words["amount"].search, [label, *texts])):
        return "" if words["other"].search(label) else "sum"
    if any(map(_DECIMALS.search, texts)):
        return ""
    if grants or not words["guided"].search(label):
        return "grants" if grants else ""
    wide = words["everyone"].search(label)
    return "guided" if words["green"].search(label) else "of" if wide else ""


def _millions(value: float, said: str) -> float:
    """A sum in millions; only a large number of kroner is one that no unit of millions names."""
    if re.search("mio|mill", said, re.I):
        return value
    if re.search(r"1[. ]?000 ?kr|\bt\.? ?kr", said, re.I):
        return value / 1e3
    return value / 1e6 if value >= 10_000 else value


def _number(text: str) -> float | None:
    digits = re.sub(r"[^0-9., ]", "", text).strip(" .,")
    return to_number(digits) if digits else None
