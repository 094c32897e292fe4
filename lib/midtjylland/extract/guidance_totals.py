"""Totals of the guidance table, told by arithmetic: the sum of the rows, and what adds to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.sentences import is_count
from midtjylland.extract.towns import TownRow, figures
from midtjylland.read.danish import quantities
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import Line, Place

TABLE = "guidance_by_municipality"
_ABOVE, _BELOW = 12, 14
# Sentences with numbers that may tell the totals together, and numbers that prove nothing.
_SENTENCES, _SMALL = 4, 12
# What is only wanted.
_SET = re.compile(r"\bskal\b|\bmål|mindst", re.I)


@dataclass(frozen=True)
class Total:
    """A whole number near the table, with the words before it."""

    value: int
    label: str
    place: Place
    # Whether it stands in the column of the counts.
    in_column: bool = False


def read_totals(
    document: Document,
    region: Region,
    run: Sequence[TownRow],
    counted: int,
    column: tuple[float, float],
    extract: Extract,
) -> dict[str, Total]:
    """The region's total is the sum of the rows; all firms are those and the ones outside.

    What contradicts the rows or one another is told.
    """
    # Totals stand below the rows, else right above them.
    found = list(_near(document, run, column))
    above = [total for total in found if total.place < run[0].place]
    near = [total for total in found if total not in above] + above[::-1]
    own = [total for total in near if total.value == counted]
    proven: dict[str, Total] = {}
    if own:
        proven["region"] = next((t for t in own if t.in_column), own[0])
        proven |= _adding(near, counted)
        if len(proven) == 1 and _contradicted(near, counted, region, extract):
            return proven
    else:
        outside = region.pattern("guidance", "outside")
        inside = [total for total in near if not outside.search(total.label)]
        if stated := _labelled(inside, region, "region_total"):
            values = {"counted": counted, "region": stated.value}
            extract.tell(TABLE, "counts-against-total", stated.place, **values)
            return proven
    if len(proven) < 3:
        _from_sentences(document, region, counted, proven)
    return proven


def _near(
    document: Document, run: Sequence[TownRow], column: tuple[float, float]
) -> Iterator[Total]:
    """Whole numbers above, between and below the rows, each with its words."""
    lines, rows = document.lines, {row.at for row in run}
    first, last = min(rows), _last_line(document, run)
    end = last + _BELOW
    if not document.has_geometry:
        yield from _in_stream(lines[last + 1 : end])
        yield from _in_stream(lines[max(first - _ABOVE, 0) : first])
        return
    window = [at for at in range(max(first - _ABOVE, 0), min(end, len(lines))) if at not in rows]
    left = min(row.x0 + min(row.cells[0].x0, 0) for row in run) - 30
    base = min(row.x0 for row in run)
    for number, at in enumerate(window):
        words = [word for word in lines[at].words if word.x0 >= left]
        for cell in figures(lines[at], words, 0.0):
            if cell.is_count:
                label = _label(lines, window[number:], at, left, cell.x0)
                inside = any(column[0] < x - base < column[1] for x in (cell.x0, cell.x1))
                yield Total(int(cell.number or 0), label, lines[at].place, inside)
    yield from _beside(lines, run)


def _beside(lines: Sequence[Line], run: Sequence[TownRow]) -> Iterator[Total]:
    """Whole numbers right of a municipality's row, where the table goes on in a second block."""
    for at in sorted({row.at for row in run}):
        end = max(row.x0 + cell.x1 for row in run if row.at == at for cell in row.cells)
        words = [word for word in lines[at].words if word.x0 > end]
        for cell in figures(lines[at], words, 0.0):
            if cell.is_count:
                label = " ".join(word.text for word in words if word.x1 <= cell.x0)
                yield Total(int(cell.number or 0), label, lines[at].place)


def _last_line(document: Document, run: Sequence[TownRow]) -> int:
    """Number of the line with the last figure of the rows."""
    first, place = run[-1].at, run[-1].cells[-1].line.place
    places = [line.place for line in document.lines[first:]]
    return first + places.index(place) if place in places else first


def _label(lines: Sequence[Line], window: Sequence[int], at: int, left: float, right: float) -> str:
    """Words left of a figure, with those of the lines below that have no figure themselves."""
    words = [w.text for w in lines[at].words if left <= w.x0 < right]
    for below in window[1:4]:
        part = [word for word in lines[below].words if left <= word.x0 and word.x1 < right + 3]
        if not part or any(cell.number is not None for cell in figures(lines[below], part, 0)):
            break
        words += [word.text for word in part]
    return " ".join(words)


def _in_stream(lines: Sequence[Line]) -> Iterator[Total]:
    """Whole numbers in the order of the text, with the words since the figure before."""
    words: list[str] = []
    for line in lines:
        apart = list(figures(line, line.words, 0.0, joined=False))
        texts = {cell.text for cell in apart}
        words += [word.text for word in line.words if word.text not in texts]
        label = " ".join(words)
        joined = [cell for cell in figures(line, line.words, 0.0) if cell.text not in texts]
        for cell in (*apart, *joined):
            if cell.is_count:
                yield Total(int(cell.number or 0), label, line.place, True)
                words = []


def _adding(near: Sequence[Total], counted: int) -> dict[str, Total]:
    """Two numbers of which one is the other and the region's total together."""
    order = sorted(near, key=lambda total: not total.in_column)
    for outside in order:
        for everyone in order:
            if outside.value and everyone.value == counted + outside.value:
                return {"outside": outside, "all": everyone}
    return {}


def _labelled(near: Sequence[Total], region: Region, meaning: str) -> Total | None:
    pattern = region.pattern("guidance", meaning)
    found = [t for t in near if t.in_column and t.value > 1 and pattern.search(t.label)]
    return found[0] if found else None


def _contradicted(near: Sequence[Total], counted: int, region: Region, extract: Extract) -> bool:
    """Whether totals that have the words of those outside and of all don't add up."""
    others = [total for total in near if total.value != counted]
    outside = _labelled(others, region, "outside")
    if outside is None:
        return False
    rest = [total for total in others if total is not outside and total.value > counted]
    everyone = _labelled(rest, region, "everything")
    if everyone is None:
        told = {"label": outside.label, "total": outside.value}
        extract.tell(TABLE, "total-unproven", outside.place, **told)
        return False
    values = {"region": counted, "outside": outside.value, "everyone": everyone.value}
    values["sum"] = counted + outside.value
    extract.tell(TABLE, "totals-against-each-other", everyone.place, **values)
    return True


def _from_sentences(
    document: Document, region: Region, counted: int, proven: dict[str, Total]
) -> None:
    """Totals that only sentences print, with those of the sentences beside them."""
    told = [region.pattern("guidance", meaning) for meaning in ("guided", "outside")]
    numbered = [one for one in document.sentences if re.search("[0-9]", one.text)]
    for at in range(len(numbered)):
        near = numbered[at : at + _SENTENCES]
        text = " ".join(sentence.text for sentence in near)
        if not any(pattern.search(text) for pattern in told):
            continue
        totals = list(_totals_of(near))
        printed = (total for total in totals if total.value == counted)
        own = proven.get("region") or next(printed, None)
        # Small numbers add up by chance.
        adding = _adding([t for t in totals if t.value > _SMALL], counted) if own else {}
        if own:
            proven["region"] = own
        if adding:
            proven |= adding
            return
    # All firms may be told in another place than those outside.
    if "region" not in proven:
        return
    said = [one for one in numbered if told[0].search(one.text) and not _SET.search(one.text)]
    everyone = {total.value: total for total in reversed(list(_totals_of(said)))}
    for sentence in (one for one in numbered if told[1].search(one.text)):
        own = list(_totals_of([sentence]))
        if counted in {total.value for total in own}:
            for total in own:
                if total.value > _SMALL and counted + total.value in everyone:
                    proven |= {"outside": total, "all": everyone[counted + total.value]}
                    return


def _totals_of(sentences: Sequence[Sentence]) -> Iterator[Total]:
    """Whole numbers of sentences."""
    for sentence in sentences:
        counts = (q for q in quantities(sentence.text) if is_count(q))
        yield from (Total(int(q.value or 0), sentence.text, sentence.place) for q in counts)
