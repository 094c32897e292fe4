"""Lines of a page as a list of modules is read from them: each day with what stands beside it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from midtjylland.extract.days import WEEKDAY, looks_like_days, month_heading
from midtjylland.read.pages import Line, Page, Word

# A gap between two columns, in letters' heights.
GAP = 0.55
# So many days must have another one beside them to make two lists.
_FEWEST = 4
# Days that lack a month, for want of room.
_SPLIT_DAYS = re.compile(
    r"(?:[a-zæøå]{2,7}\.?\s+)?(?:den\s+)?[0-9]{1,2}\."
    r"(?:\s*(?:og|samt|[-–,])\s*(?:[a-zæøå]{2,7}\.?\s+)?(?:den\s+)?[0-9]{1,2}\.)*\s*(?:og|[-–])?$",
    re.I,
)
_WEEKDAYS = re.compile(rf"{WEEKDAY}\s?(?:[-–/]|og)\s?{WEEKDAY}", re.I)
# "Onsdag d. 19. – torsdag d.", with the day below it.
_GOES_ON = re.compile(rf"\s*(?:[-–]|og|til)\s*(?:{WEEKDAY}\s*)?(?:den|d\.)?", re.I)
# Heads of two columns of days.
_PLANNED = re.compile(r"(?:oprindelig\w* |først )?(?:planlagt|annonceret|udbudt)\b", re.I)
_HELD = re.compile(r"(?:af)?holdt\b|gennemført\b", re.I)
# "1.2 Den 30. januar 2030"
_POINT_OF_DAYS = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.?\s(?:den|d\.)\s[0-9]", re.I)
# A day, or a span of days, whose month stands elsewhere.
_DAY = re.compile(r"[0-9]{1,2}\.(?:\s?[-–]\s?[0-9]{1,2}\.| og [0-9]{1,2}\.)?")


def lines_of(page: Page) -> Sequence[Line]:
    """The lines of a page, days of two lines as one, two lists side by side one after the other."""
    lines = _with_months_below(page.lines) if page.has_geometry else page.lines
    lines = _with_months(_joined_days(_without_numbers(lines)))
    if not page.has_geometry:
        return lines
    return _one_after_the_other(_days_first(_without_planned(lines)))


def _without_numbers(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines without the numbers of a list's points before their days: "3. 10. februar"."""
    lines = [
        Line(line.words[1:], line.place)
        if re.match(r"[Nn]r\. [0-9]{1,2}[.)] ", line.text)
        else line
        for line in lines
    ]
    places = {line.place for line in lines if _POINT_OF_DAYS.match(line.text)}
    numbered = [
        line
        for line in lines
        if re.fullmatch(r"[0-9]{1,2}[.)]", line.words[0].text)
        and looks_like_days(" ".join(word.text for word in line.words[1:]))
    ]
    numbers = [int(line.words[0].text[:-1]) for line in numbered]
    # Two days of one month follow each other too, but not through the list.
    if len(numbers) >= _FEWEST and numbers == [*range(numbers[0], numbers[0] + len(numbers))]:
        places |= {line.place for line in numbered}
    # The numbers' own width moves what stands behind them.
    left = min((ln.words[1].x0 for ln in lines if ln.place in places), default=0.0)
    return [
        Line((ln.words[1]._replace(x0=left), *ln.words[2:]), ln.place) if ln.place in places else ln
        for ln in lines
    ]


def _with_months_below(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines whose day in an inner column has the month that stands right below it: "23."."""
    found: list[Line] = []
    for line in lines:
        above = found[-1] if found else None
        parts = above.parts(GAP * above.size)[1:] if above else []
        days = [part for part in parts if _DAY.fullmatch(part.text)]
        month = next((w for w in line.words if days and _is_month_of(w, days[0])), None)
        if above and month:
            last = days[0].words[-1]
            shown = month._replace(x0=last.x1 + 1, x1=last.x1 + 2, top=last.top)
            at = above.words.index(last) + 1
            found[-1] = Line((*above.words[:at], shown, *above.words[at:]), above.place)
            line = Line(tuple(word for word in line.words if word is not month), line.place)
        found += [line] if line.words else []
    return found


def _is_month_of(word: Word, day: Line) -> bool:
    """Whether a word is a month that stands below a day; a heading has a capital."""
    return abs(word.x0 - day.x0) < 3 and word.text.islower() and bool(month_heading(word.text))


def _without_planned(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines without a column of days that were planned, beside one of days that were held.

    A module without a day in the second one, as "aflyst", keeps that of the first.
    """
    for at, head in enumerate(lines):
        parts = head.parts(GAP * head.size)
        planned, held = (
            next((n for n, part in enumerate(parts) if named.match(part.text)), None)
            for named in (_PLANNED, _HELD)
        )
        if planned is None or held is None:
            continue
        left, right = parts[planned].x0 - 3, [*(part.x0 for part in parts), math.inf][planned + 1]
        found = list(lines[: at + 1])
        for line in lines[at + 1 :]:
            own = [word for word in line.words if left <= word.x0 < right - 3]
            rest = [word for word in line.words if word not in own]
            if not looks_like_days(" ".join(w.text for w in rest if w.x0 >= parts[held].x0 - 3)):
                shift = parts[held].x0 - parts[planned].x0
                rest = [*(w._replace(x0=w.x0 + shift, x1=w.x1 + shift) for w in own), *rest]
            found += [Line(tuple(rest), line.place)] if rest else []
        return found
    return lines


def _one_after_the_other(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines of two lists side by side, whose titles stand below the days, the left list first."""
    edges = [(at, edge) for at, line in enumerate(lines) if (edge := _second_days(line))]
    if len(edges) < _FEWEST or max(x for _, x in edges) - min(x for _, x in edges) > 3:
        return lines
    edge = edges[0][1] - 3
    below = [lines[at + 1] for at, _ in edges if at + 1 < len(lines)]
    titles = [line for line in below if any(abs(word.x0 - edge - 3) < 3 for word in line.words)]
    if len(titles) < 0.8 * len(edges):
        return lines
    first = edges[0][0]
    sides = [
        [
            Line(words, line.place)
            for line in lines[first:]
            if (words := tuple(word for word in line.words if (word.x0 < edge) == is_left))
        ]
        for is_left in (True, False)
    ]
    return [*lines[:first], *sides[0], *sides[1]]


def _second_days(line: Line) -> float | None:
    """Where the second days of a line begin, that holds two days and nothing else."""
    parts = line.parts(GAP * line.size)
    days = [part.x0 for part in parts if looks_like_days(part.text)]
    return days[1] if len(days) == 2 == len(parts) else None


def _with_months(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines whose days have the month that stands in a cell left of several of them."""
    parts = [line.parts(GAP * line.size) for line in lines]
    beside = [
        len(own) > 2 and month_heading(own[0].text) and _DAY.fullmatch(own[1].text) for own in parts
    ]
    if sum(map(bool, beside)) < _FEWEST:
        return lines
    first = [own for own, is_first in zip(parts, beside, strict=True) if is_first]
    # The last of several days may reach up to the titles.
    left, right = min(own[1].x0 for own in first), min(own[2].x0 for own in first)
    found: list[Line] = []
    month: Word | None = None
    for line, own, is_first in zip(lines, parts, beside, strict=True):
        if is_first:
            month, own = line.words[0], own[1:]
        if month and len(own) > 1 and _DAY.fullmatch(own[0].text) and own[0].x1 <= right:
            first, *more = own[0].words
            # Days may be set to the right; a list's days begin below one another.
            day = (first._replace(x0=left), *more)
            shown = month._replace(x0=day[-1].x1 + 1, x1=day[-1].x1 + 2, top=first.top)
            behind = (word for part in own[1:] for word in part.words)
            line = Line((*day, shown, *behind), line.place)
        found.append(line)
    return found


def _days_first(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines with the days in front that stand in brackets behind titles: "Salg (3. maj, Skive)"."""
    brackets = [_bracket_of_days(line) for line in lines]
    dated = [line.words[0].x0 for line, at in zip(lines, brackets, strict=True) if at]
    if len(dated) < _FEWEST:
        return lines
    left = min(dated)
    return [
        _with_days_first(line, at, left) if at else line
        for line, at in zip(lines, brackets, strict=True)
    ]


def _bracket_of_days(line: Line) -> int:
    """Number of the word at which a bracket with days begins, that ends the line; 0 without one."""
    at = max((n for n, word in enumerate(line.words) if word.text.startswith("(")), default=0)
    inside = " ".join(word.text for word in line.words[at:])
    ends = re.fullmatch(r"\([^()]+\)\.?", inside)
    return at if ends and looks_like_days(inside[1:]) else 0


def _with_days_first(line: Line, at: int, left: float) -> Line:
    """The days, left of all titles, then the title, and in brackets what stood behind the days.

    The number or mark of a list's point before the title is left out.
    """
    first, *rest = line.words[at:]
    inside = [first._replace(text=first.text[1:]), *rest]
    length = looks_like_days(" ".join(word.text for word in inside))
    days: list[Word] = []
    while len(" ".join(word.text for word in days)) < length:
        word, x0 = inside.pop(0), left - 300 + 30 * len(days)
        days.append(word._replace(text=word.text.rstrip(",)"), x0=x0, x1=x0 + 29))
    if inside:
        inside[0] = inside[0]._replace(text=f"({inside[0].text}")
    numbered = re.fullmatch(r"[0-9]{1,3}[.)]?|[^\w(”\"»]", line.words[0].text)
    return Line((*days, *line.words[bool(numbered) : at], *inside), line.place)


def _joined_days(lines: Sequence[Line]) -> list[Line]:
    """Lines in which days over two lines, and the title beside or between them, are one.

    "14. og 15.", and "september" below; "Torsdag-fredag", and the days below.
    """
    joined: list[Line] = []
    at = 0
    while at < len(lines):
        row = lines[at : at + _lines_of_days(lines[at : at + 3])]
        at += len(row)
        if len(row) == 1:
            joined += row
            continue
        parts = row[0].parts(GAP * row[0].size)
        others = [parts[1].x0] if len(parts) > 1 else [w.x0 for ln in row[1:-1] for w in ln.words]
        edge = min([*others, 10_000.0])
        days = [word for line in row for word in line.words if word.x0 < edge]
        beside = [tuple(word for word in line.words if word.x0 >= edge) for line in row]
        first, *rest = [words for words in beside if words] or [()]
        joined.append(Line((*days, *first), row[0].place))
        joined += [Line(words, row[-1].place) for words in rest]
    return joined


def _lines_of_days(lines: Sequence[Line]) -> int:
    """How many of some lines the days of the first one take."""
    first, *below = lines
    days = first.parts(GAP * first.size)[0].text
    if _SPLIT_DAYS.match(days):
        heads = [line.words[0] for line in below]
        near = [word.top - first.top < 3 * word.size for word in heads]
        months = [n for n, word in enumerate(heads) if near[n] and _is_month_of(word, first)]
        return months[0] + 2 if months else 1
    under = below and abs(below[0].x0 - first.x0) < 3 and looks_like_days(below[0].text)
    length = looks_like_days(days)
    unfinished = _WEEKDAYS.fullmatch(days) or (length and _GOES_ON.fullmatch(days, length))
    return 2 if under and unfinished else 1
