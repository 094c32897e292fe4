"""Modules that running text tells of: days beside the quoted title of each module."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from midtjylland.extract.common import Words
from midtjylland.extract.days import Days, looks_like_days, read_days
from midtjylland.extract.sentences import nearest, place_at
from midtjylland.read.danish import one_line
from midtjylland.read.document import Document, Sentence, sentence_spans
from midtjylland.read.pages import Place, is_far, split

_FEWEST = 3
_QUOTED = re.compile(r"[”\"»“]([^”\"»«“]{3,150})[”\"«]")
# Not the second of two days: "den 10. og 11. marts".
_DAY = re.compile(r"(?<![\w.,])(?<!og )[0-9]{1,2}[./]")


class Told(NamedTuple):
    """A module's title, its days where they could be read, and where it stands."""

    title: str
    days: Days | None
    place: Place
    is_off: bool


def told_modules(document: Document, words: Words, year: int | None) -> Iterator[Told]:
    """Modules of paragraphs that quote several, each behind or before its days."""
    goes_on = False
    # Days at the head of a block may look like the mark of a list.
    for lines in split(document.lines, lambda run, line: is_far(run[-1], line)):
        text = one_line("\n".join(line.text for line in lines))
        told = (goes_on or words["module"].search(text)) and not words["planned"].search(text)
        spans = sentence_spans(text) if told else []
        found = [pair for span in spans for pair in _of_sentence(text, *span, year)]
        dated = sum(days is not None for _, days, _ in found)
        goes_on = len(found) >= (2 if goes_on else _FEWEST) and 2 * dated >= len(found)
        if not goes_on:
            continue
        for match, days, rest in found:
            place = place_at(Sentence(text, tuple(lines)), match.start(1))
            yield Told(match[1], days, place, is_off(rest, words["cancelled"]))


def is_off(text: str, cancelled: re.Pattern[str]) -> bool:
    """Whether words say that a module was not held; "udskudt fra 12. marts" only tells its day."""
    return any(not text[m.end() :].startswith(" fra ") for m in cancelled.finditer(text))


def _of_sentence(
    text: str, first: int, last: int, year: int | None
) -> list[tuple[re.Match[str], Days | None, str]]:
    """Titles that a sentence quotes, their days, and what it says behind both.

    All stand behind their days, or all before them, or each has the nearest; else none has days.
    """
    titles = list(_QUOTED.finditer(text, first, last))
    if not titles:
        return []
    dated: list[int] = []
    end = first
    for at in (match.start() for match in _DAY.finditer(text, first, last)):
        length = looks_like_days(text[at:])
        if length and at >= end and not any(t.start() < at < t.end() for t in titles):
            dated.append(at)
            end = at + length
    tokens = [*((title.start(), "T") for title in titles), *((at, "D") for at in dated)]
    order = "".join(kind for _, kind in sorted(tokens))
    if not re.fullmatch("(?:DT)+|(?:TD)+", order):
        near = nearest([title.span() for title in titles], [(at, at + 9) for at in dated])
        if near is None:
            return [(title, None, "") for title in titles]
        dated = [dated[own] for own in near]
    ends = [*(min(t.start(), at) for t, at in zip(titles[1:], dated[1:], strict=True)), last]
    return [
        (title, read_days(text[at:], year), text[max(title.end(), at) : end])
        for title, at, end in zip(titles, dated, ends, strict=True)
    ]
