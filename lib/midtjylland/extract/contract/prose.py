"""A result contract told in running text: under each goal's title what was agreed, then what came.

"1. Kendskab. Aftalen er, at mindst 45 pct. skal kende erhvervshuset. Det blev 43 pct." A sentence
that says what shall be is a target, and those behind it are its result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from midtjylland.extract.common import Extract
from midtjylland.extract.contract.cards import ENDS, FEWEST
from midtjylland.extract.contract.items import (
    ENDED,
    GOALS,
    LETTER,
    SHALL,
    Goal,
    Item,
    MixedError,
    gaps_beside,
    goal_title,
    is_section,
    scope_of,
)
from midtjylland.extract.contract.rows import AFTER
from midtjylland.read.danish import Quantity, quantities
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import CELL_GAP, Line

_AGREED = re.compile(
    r"\bmål(?:et|sætning\w*|tallet)?\b|\bkrav|\baftale|\bkontrakt|\bparterne|fastsat|fastsætter",
    re.I,
)
# The contract's own words: "Den anden lyder: »Højst 2 pct. må klage.«"
_QUOTED = re.compile(r"»([^»«]+[.])«$")
# "Mål 1 handler om kendskab."
_IS_ABOUT = re.compile(
    r"^(?:handler om|drejer sig om|omhandler|vedrører|angår|gælder|er) (?:det )?| og har \w+ dele$"
)
_SHALL = re.compile(r"\bskal\b", re.I)
_MAY = re.compile(r"\bmå\b", re.I)
_MAY_NOT = re.compile(r"\bmå\b[^.,;]*\bikke\b", re.I)
# What only a contract that has run out says.
_SHOULD = re.compile(r"\b(?:skulle|måtte)\b", re.I)
# "Spørgsmålet skal stilles igen."
_NEXT = re.compile(
    r"\b(?:igen|fremover|næste|senere|derfor|nu|skal (?:bemærkes|ses|nævnes|siges|tilføjes))\b",
    re.I,
)
# "12." as the number of a paragraph.
_PARAGRAPH = re.compile(r"[0-9]{1,2}\.")
# What only says of a target whether it was met.
_MET = re.compile(r"\b(?:nå(?:et|s|ede)|opfyldt|indfriet|overgået|lykkedes)\b", re.I)
# "Bilag A viser, hvor langt det er lykkedes."
_REFERS = re.compile(r"(?:bilag|annex) \w+ (?:viser|indeholder|gengiver|er|har)\b.*[.]$", re.I)


def read_prose(document: Document, year: int | None, extract: Extract) -> list[Item]:
    """Targets and results of a contract in running text; none where one of these is missing.

    Raises `MixedError` where a sentence may be a target or part of a result.
    """
    found: list[list[Item]] = [[]]
    doubts: dict[int, MixedError] = {}
    goal, scope, is_open, is_told = Goal(), "national", False, False
    for sentence in _with_titles(document.sentences):
        text = sentence.text
        title = goal_title(text)
        is_next = title and title.name and title.number in (1, goal.number + 1)
        # Behind "Mål 5" no "6. november" is a goal.
        is_next = is_next and (title.is_told or title.number == 1 or not is_told)
        # "Mål 2 er kvalitet og har to dele."
        is_next = is_next and len(text) < 90 and all(q.in_words for q in _counted(title.name))
        if is_section(text) and not (is_next and title.is_told):
            scope, is_open = scope_of(text) or scope, False
        elif is_next:
            found += [[]] if title.number == 1 else []
            is_told = title.is_told
            name = _IS_ABOUT.sub("", title.name.rstrip("."))
            goal, is_open = Goal(title.number, name[:1].upper() + name[1:], scope), True
        elif (ENDS.match(text) and not _REFERS.match(text)) or (
            AFTER.search(text) and (not ENDED.search(text) or (title and len(text) < 60))
        ):
            is_open = False
        elif is_open and ENDED.search(text):
            try:
                _take(found[-1], goal, sentence, year)
            except MixedError as doubt:
                doubts.setdefault(len(found), doubt)
    items = max(found, key=len)
    if len(items) < FEWEST:
        return []
    if doubt := doubts.get(found.index(items) + 1):
        raise doubt
    if not all(item.result for item in items) or any(map(_is_of_cells, items)):
        return []
    extract.tell(GOALS, "contract-in-prose", items[0].place)
    return items


def _with_titles(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Sentences, in which a goal's number and its name are one: "Mål 2." and "Tilfredshed".

    Numbers of paragraphs, alone or behind a heading, are left out.
    """
    number, paragraph = "", 0
    for sentence in sentences:
        text = sentence.text.removesuffix(f" {paragraph + 1}.") if paragraph else sentence.text
        if _PARAGRAPH.fullmatch(text) or text != sentence.text:
            paragraph = paragraph + 1 if text != sentence.text else int(text[:-1])
            sentence = replace(sentence, text=text)
        if _PARAGRAPH.fullmatch(text):
            continue
        title = goal_title(text)
        if title and title.is_told and not title.name:
            number = f"{sentence.text} "
        else:
            yield replace(sentence, text=number + sentence.text) if number else sentence
            number = ""


def _take(items: list[Item], goal: Goal, sentence: Sentence, year: int | None) -> None:
    """A sentence of a goal: another target, or more of the result of the one before.

    Raises `MixedError` where it may be either.
    """
    if quoted := _QUOTED.search(sentence.text):
        items.append(Item(goal, _lines(replace(sentence, text=quoted[1])), []))
        return
    if letter := LETTER.match(sentence.text):
        sentence = replace(sentence, text=sentence.text[letter.end() :])
    text, lines = sentence.text, _lines(sentence)
    is_first = not items or items[-1].goal is not goal
    agreed, counts = bool(_AGREED.search(text)), bool(_counted(text))
    limits = (SHALL.search(text) or _MAY_NOT.search(text)) and (counts or agreed)
    # Lines of its own that say what shall be, behind a goal's title or a result.
    says = _SHALL.search(text) or (counts and _MAY.search(text))
    own = text.startswith(lines[0].words[0].text) and sentence.lines[-1].text.endswith(text[-12:])
    apart = says and own and (is_first or items[-1].result)
    told = agreed or _SHALL.search(text) or _MAY.search(text)
    # "Parterne blev enige om tre ting" sets nothing yet.
    figures = not all(q.in_words for q in _counted(text))
    first = is_first and (_SHALL.search(text) or (agreed and figures))
    # Behind a result what shall be is another target, unless it is to come.
    further = not is_first and items[-1].result and _SHALL.search(text) and not _NEXT.search(text)
    sets = (limits and (is_first or told)) or first or further or apart
    years = [q.value for q in quantities(text) if q.unit == "year" and q.value]
    of_later = years and year and min(years) > year
    if _MET.search(text) or of_later:
        sets = limits = None  # it only speaks of a target
    elif _SHOULD.search(text):
        sets = True
    if sets:
        items.append(Item(goal, lines, []))
    elif (limits and counts) or (is_first and figures):
        raise MixedError("pair", sentence.place)
    elif not is_first:
        items[-1].result += lines


def _is_of_cells(item: Item) -> bool:
    """Whether a result stands beside its target, as in cells of a table."""
    return any(gap > CELL_GAP for gap in gaps_beside(item.target, item.result))


def _counted(text: str) -> list[Quantity]:
    return [q for q in quantities(text) if q.unit not in ("year", "ordinal")]


def _lines(sentence: Sentence) -> list[Line]:
    """A sentence as one line, and its further lines without words of their own."""
    first, *rest = sentence.lines
    return [Line(first.words, first.place, sentence.text)] + [
        Line(x.words, x.place, "") for x in rest
    ]
