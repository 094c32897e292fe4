"""Which half-year a question belongs to: the nearest one before or behind it, or its chart's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from midtjylland.extract.fora.mentions import YEAR, Mention
from midtjylland.read.document import Document
from midtjylland.read.pages import CELL_GAP, Line, Page, Place, split

_CROSS = re.compile(r"[xX×✓✔●■•✗]")
_HALF_HEAD = re.compile(r"(?:år )?halvår\b", re.I)
_YEAR_CELL, _HALF_CELL = re.compile("20[1-4][0-9]$"), re.compile(r"[12]\.?$")
# Only a blank may part it from the next column.
_QUESTION = re.compile(r"[A-ZÆØÅÉ][^?]{10,}\?")
# From a mention to the next one of the same list, in lines.
_LINES = 12


@dataclass(frozen=True)
class Chart:
    """Half-years side by side, the questions below them, and the fora that these make."""

    heads: Sequence[Mention]
    questions: Sequence[Mention]
    fora: Sequence[Forum]


@dataclass(frozen=True)
class Forum:
    """A question with the half-year that it is worked on in."""

    question: str
    half: int
    year: int
    place: Place
    # Where its half-year is told, in running text.
    told_at: Place | None = None


def fora_of_rows(document: Document) -> Iterator[Forum]:
    """Questions of a table with columns of the year and of the number of the half-year."""
    is_headed = False
    for line in document.lines:
        parts = [part.text for part in line.parts(CELL_GAP * line.size)]
        is_headed = is_headed or any(map(_HALF_HEAD.match, parts))
        years, halves, questions = (
            [match[0] for text in parts if (match := pattern.match(text))]
            for pattern in (_YEAR_CELL, _HALF_CELL, _QUESTION)
        )
        if is_headed and len(years) == len(halves) == len(questions) == 1:
            yield Forum(questions[0], int(halves[0][0]), int(years[0]), line.place)


def paired_fora(mentions: Sequence[Mention], rank: Mapping[Place, int]) -> Iterator[Forum]:
    """Questions with their half-years, run by run of mentions that stand near."""
    for run in split(mentions, lambda r, m: abs(rank[m.place] - rank[r[-1].place]) > _LINES):
        yield from _of_run(run, rank)


def _of_run(run: Sequence[Mention], rank: Mapping[Place, int]) -> Iterator[Forum]:
    """Questions with the half-year of their sentence or row, else with the nearest one.

    All others of a run stand before their half-years, or all behind them.
    """
    in_cells = any(m.half and m.is_alone for m in run)
    if in_cells:
        run = sorted(run, key=lambda m: (rank[m.place], m.line.x0, m.at))
    pairs: dict[Mention, Mention] = {}
    heads = {m for m in run if m.half}
    free = set(heads)
    for _, group in groupby(run, key=lambda m: rank[m.place] if in_cells else m.number):
        own = list(group)
        found = dict(_within(own))
        pairs |= found
        free -= set(found.values())
        heads -= {half for question, half in found.items() if half.at > question.at}
    left = [m for m in run if m not in pairs]
    before = {q: h for q, h in _before(left) if h in heads and _may_head(h, q)}
    behind = {q: h for q, h in _behind(run) if q in left and h in free and _may_end(q, h)}
    near = [sum(_nearness(*pair, rank) for pair in found.items()) for found in (before, behind)]
    # Of what stands equally near, a heading goes with what follows.
    headed = run[0].half > 0 and (run[0].is_alone or run[0].leads)
    pairs |= before if near[0] > near[1] or (near[0] == near[1] and headed) else behind
    for question, half in ((q, h) for q, h in pairs.items() if h.year):
        place = question.named_at or question.place
        yield Forum(question.question, half.half, half.year, place, half.place)


def _within(group: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Questions with half-years of their own sentence or row: before them, behind or nearest."""
    halves = [m for m in group if m.half]
    if halves and bool(group[0].half) == bool(group[-1].half):
        for question in (m for m in group if m.question):
            yield question, min(halves, key=lambda half: _gap(question, half))
    else:
        yield from _before(group) if group[0].half else _behind(group)


def _gap(question: Mention, half: Mention) -> int:
    """Letters between a question and a half-year of its sentence."""
    return max(half.at - question.at - len(question.question), question.at - half.at)


def _before(run: Iterable[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Each question with the nearest half-year before it."""
    half = None
    for mention in run:
        if mention.half:
            half = mention
        elif half:
            yield mention, half


def _behind(run: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Each question with the half-year right behind it; several of one sentence may share it."""
    for at, mention in enumerate(run):
        following = [m for m in run[at + 1 :] if not (m.question and m.number == mention.number)]
        if mention.question and following and following[0].half:
            yield mention, following[0]


def _may_head(half: Mention, question: Mention) -> bool:
    """Whether a half-year may be that of a question below it; lists in a forum's text ask more."""
    leads = half.is_alone or half.leads or half.number == question.number
    return question.is_quoted or leads


def _may_end(question: Mention, half: Mention) -> bool:
    """Whether a half-year may be that of a question above it."""
    return question.is_quoted or half.is_alone or half.works


def _nearness(one: Mention, other: Mention, rank: Mapping[Place, int]) -> int:
    """Two within a sentence or a line, one beside, else none."""
    lines = abs(rank[one.place] - rank[other.place])
    return max(2 - min(lines, abs(one.number - other.number)), 0)


def charts_of(
    mentions: Sequence[Mention], document: Document, works: re.Pattern[str]
) -> Iterator[Chart]:
    """Half-years that head columns, with the questions below them, or with a cross below one."""
    halves = [m for m in mentions if m.half and (m.is_alone or not m.at)]
    pages = {page.number: page for page in document.pages}
    for place, row in groupby(halves, key=lambda half: half.place):
        heads = sorted({half.line.x0: half for half in row}.values(), key=lambda m: m.line.x0)
        if document.has_geometry and len(heads) > 1:
            lines = list(_under(heads, pages[place.page]))
            places = {line.place for line in lines} | {place}
            asked = [m for m in mentions if m.heads_line and m.place in places]
            crosses = [
                part
                for line in lines
                for part in line.parts(0.9 * line.size)
                # No end of a question: "arbejdsmarkedet?"
                if _CROSS.fullmatch(part.text) or (part.text.isalpha() and works.match(part.text))
            ]
            if crosses:
                fora = _crossed(asked, crosses, heads)
            else:
                fora = _in_columns(asked, heads, _years_of_rows(asked, lines, heads))
            yield Chart(heads, asked, list(fora))


def _under(heads: Sequence[Mention], page: Page) -> Iterator[Line]:
    """Lines below half-years side by side, until one of text that runs through their columns."""
    for line in page.lines:
        if line.place > heads[0].place:
            first = line.parts(0.9 * line.size)[0]
            if first.x0 < heads[0].line.x0 - 6 and first.x1 > heads[1].line.x0:
                return
            yield line


def _years_of_rows(
    asked: Sequence[Mention], lines: Sequence[Line], heads: Sequence[Mention]
) -> list[Line]:
    """Years that head the rows of a chart, each on the line of its first question."""
    left = [line.parts(0.9 * line.size)[0] for line in lines]
    years = [part for part in left if YEAR.fullmatch(part.text) and part.x1 < heads[0].line.x0]
    asked_at = {question.place for question in asked}
    return years if all(year.place in asked_at for year in years) else []


def _in_columns(
    asked: Sequence[Mention], heads: Sequence[Mention], years: Sequence[Line]
) -> Iterator[Forum]:
    """Questions below the half-year with the same left edge, or with the nearest middle."""
    far = 2 * heads[0].line.x0 - heads[1].line.x0
    for question in asked:
        edged = [h for h in heads if abs(h.line.x0 - question.line.x0) < 6]
        half = edged[0] if len(edged) == 1 else _nearest(question.line, heads)
        above = [int(year.text) for year in years if year.place <= question.place]
        year = half.year or (above or [0])[-1]
        if year and question.line.x0 >= far:
            yield Forum(question.question, half.half, year, question.place)


def _crossed(
    asked: Sequence[Mention], crosses: Sequence[Line], heads: Sequence[Mention]
) -> Iterator[Forum]:
    """Questions beside one cross below a half-year; it may stand at any line of its question."""
    tops = sorted(question.place for question in asked)
    for question, end in zip_longest(asked, tops[1:]):
        own = [c for c in crosses if question.place <= c.place and (not end or c.place < end)]
        half = _nearest(own[0], heads) if len(own) == 1 else None
        if half and half.year:
            yield Forum(question.question, half.half, half.year, question.place)


def _nearest(line: Line, heads: Sequence[Mention]) -> Mention:
    return min(heads, key=lambda h: abs(h.line.x0 + h.line.x1 - line.x0 - line.x1))
