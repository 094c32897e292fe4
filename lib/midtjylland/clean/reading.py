"""What every recipe returns, and how all of them look for declared sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from midtjylland.core.findings import Finding
from midtjylland.danish import phrase
from midtjylland.document import Document

# Anything that stands where a figure should: a word or two.
_BEGINS_WITH_FIGURE = re.compile(r"^\W*\{\w+\}\s*")
_FIGURE_LENGTH = 60
_ANYTHING = r"[^\s]{1,40}(?:\s{1,120}[^\s]{1,40})?"


@dataclass
class Reading:
    """Tables read from the sources of a year, and what was noticed while reading them."""

    tables: dict[str, pd.DataFrame]
    findings: list[Finding] = field(default_factory=list)


def sentences(
    document: Document, declared: Iterable[str], figures: Mapping[str, str]
) -> list[re.Match[str]]:
    """Every place where one of the declared sentences stands, in the order of the text.

    Parameters
    ----------
    document
        The text.
    declared
        Sentences with places for figures, see `danish.phrase`.
    figures
        For each place the pattern of its figure.

    Returns
    -------
    list of re.Match
        With a group for each figure. Of sentences that begin at the same place the first declared.
    """
    found: dict[int, re.Match[str]] = {}
    for sentence in declared:
        for match in _matches(document.text, sentence, figures):
            found.setdefault(match.start(), match)
    return [found[start] for start in sorted(found)]


def _matches(text: str, sentence: str, figures: Mapping[str, str]) -> Iterator[re.Match[str]]:
    names = re.findall(r"\{(\w+)\}", sentence)
    pattern = phrase(sentence, **{name: figures[name] for name in names})
    begins = _BEGINS_WITH_FIGURE.match(sentence)
    if not begins:
        yield from pattern.finditer(text)
        return
    # Words are rarer than figures: look for the words, then for the figure before them.
    words = re.split(r"\{\w+\}", sentence[begins.end() :])[0]
    done = 0
    for place in phrase(words).finditer(text):
        match = pattern.search(text, max(place.start() - _FIGURE_LENGTH, done))
        if match and match.start() <= place.start():
            done = match.end()
            yield match


def unread(
    document: Document, table: str, declared: Iterable[str], read: Iterable[re.Match[str]]
) -> Iterator[Finding]:
    """An error for each place that reads like a declared sentence, but whose figures can't be read.

    Parameters
    ----------
    document, declared
        As for `sentences`.
    table
        The table that lacks the row.
    read
        What `sentences` found.
    """
    taken = _apart(match.span() for match in read)
    for sentence in declared:
        for match in loose(sentence).finditer(document.text):
            start, end = match.span()
            # The spans lie apart and in order: if any overlaps this one, a neighbour does.
            at = bisect_left(taken, (start, end))
            near = taken[max(at - 1, 0) : at + 1]
            if not any(first < end and start < last for first, last in near):
                taken.insert(at, (start, end))
                place = document.place(start)
                text = " ".join(document.text[max(start - 12, 0) : end].split())
                message = f"{place}: {text!r} holds a figure that can't be read."
                yield Finding(table, "error", "row-unread", message, place.page, place.line)


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        else:
            apart.append((start, end))
    return apart


def loose(sentence: str) -> re.Pattern[str]:
    """Pattern of a sentence's words, with anything where its figures should be."""
    # To search for anything at the beginning would try every word of the text.
    words = _BEGINS_WITH_FIGURE.sub("", sentence)
    names = re.findall(r"\{(\w+)\}", words)
    return phrase(words, **dict.fromkeys(names, _ANYTHING))


def row(document: Document, offset: int, **values: Any) -> dict[str, Any]:
    """A row of a table with the place it was read from."""
    place = document.place(offset)
    return {**values, "source_page": place.page, "source_line": place.line}


def unreadable(document: Document, offset: int, table: str, message: str) -> Finding:
    """An error at a place of the text, as a `row-unread`."""
    place = document.place(offset)
    text = f"{place}: {message}."
    return Finding(table, "error", "row-unread", text, place.page, place.line)


def texts(groups: Sequence[Sequence[str]]) -> list[str]:
    """All wordings of several sentences in one list."""
    return [wording for group in groups for wording in group]
