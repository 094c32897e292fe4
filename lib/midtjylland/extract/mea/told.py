"""Modules that running text tells of: days, and behind them the quoted title of the module."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from midtjylland.declared.region import Region
from midtjylland.extract.days import Days, looks_like_days, read_days
from midtjylland.extract.sentences import place_at
from midtjylland.read.danish import one_line
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import Line, Place

_FEWEST = 3
_QUOTED = re.compile(r"[”\"»“]([^”\"»«“]{3,150})[”\"«]")
# Not the second of two days: "den 10. og 11. marts".
_DAY = re.compile(r"(?<![\w.,])(?<!og )[0-9]{1,2}[./]")
_ENDS = re.compile(r"(?<!kl)[.!?](?:\s|$)")


class Told(NamedTuple):
    """A module's title, its days where they could be read, and where it stands."""

    title: str
    days: Days | None
    place: Place


def told_modules(document: Document, region: Region, year: int | None) -> Iterator[Told]:
    """Modules of paragraphs that quote several, each behind its days.

    A paragraph that also tells of modules that were not held is left alone.
    """
    module, *others = (region.pattern("mea", key) for key in ("module", "planned", "cancelled"))
    for lines in _paragraphs(document.lines):
        text = one_line("\n".join(line.text for line in lines))
        if not module.search(text) or any(other.search(text) for other in others):
            continue
        titles = list(_QUOTED.finditer(text))
        ends = [0, *(match.end() for match in titles)]
        days = [_only_days(text[a : m.start()], year) for a, m in zip(ends, titles, strict=False)]
        # Days behind the last title belong to it, and so do those behind each other one.
        behind = any(looks_like_days(text[at:]) for at in _day_begins(text, ends[-1]))
        if len(titles) < _FEWEST or behind or 2 * sum(map(bool, days)) < len(days):
            continue
        for match, own in zip(titles, days, strict=True):
            yield Told(match[1], own, place_at(Sentence(text, tuple(lines)), match.start(1)))


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines right below each other; days at the head of one may look like the mark of a list."""
    held: list[Line] = []
    for line in lines:
        far = held and line.top - held[-1].bottom > 0.9 * line.size
        if far or (held and held[-1].place.page != line.place.page):
            yield held
            held = []
        held.append(line)
    yield held


def _only_days(text: str, year: int | None) -> Days | None:
    """The days of a stretch of text, where it holds them once."""
    begins = [at for at in _day_begins(text) if looks_like_days(text[at:])]
    days = read_days(text[begins[0] :], year) if begins else None
    if not days or not all(at < begins[0] + days.end for at in begins):
        return None
    # Days of the sentence before are those of something else.
    return None if _ENDS.search(text, begins[0] + days.end - 1) else days


def _day_begins(text: str, start: int = 0) -> list[int]:
    return [match.start() for match in _DAY.finditer(text, start)]
