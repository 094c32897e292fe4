"""Where papers may word anew what the region declares: the nearest lines of the documents.

A finding that a declared text was not found tells the analyst which place of which file to adapt,
and which lines to look at. The lines are suggestions to read, never figures.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from textwrap import shorten
from typing import NamedTuple

from midtjylland.clean.reading import loose
from midtjylland.core.findings import Finding
from midtjylland.danish import one_line
from midtjylland.document import Document, Place
from midtjylland.region import ContractGoal, Region, adapted_file, where_declared

# Checks that fail when a declared text is missing, and how alike a line must be to be suggested:
# a table that no paper brings up may well not be there.
_CHECKS: Mapping[str, float] = {
    **dict.fromkeys(("table-missing", "stated-total-missing", "row-unread"), 0.5),
    **dict.fromkeys(("goal-missing", "target-missing", "result-missing"), 0.5),
    **dict.fromkeys(("municipality-missing", "contract-year-missing"), 0.5),
    "cohorts-against-total": 0.45,
    "stated-total-absent": 0.5,
    "place-incomplete": 0.55,
    "table-absent": 0.7,
}
# Of these the analyst learns what to adapt even when no line is near.
_ALWAYS = {
    "table-missing",
    "stated-total-missing",
    "goal-missing",
    "target-missing",
    "result-missing",
}
# A target without its result, or the other way round: the message speaks of the one that is there.
_PARTNER = {"result-missing": "result", "target-missing": "target"}
_MOST, _SHOWN, _STEM = 3, 110, 6
# A declared sentence takes at most so many letters and lines of its document.
_LETTERS, _LINES = 130, 5
_WORD = re.compile(r"(?=\w*[^\W\d_])\w{2,}")
_FIGURE = re.compile(r"(?<!\w)20[0-9]{2}(?![0-9.,])|(?<!\w)[0-9][0-9.,]*\s?(?:%|pct|procent)?")
# Words weigh this much, the kinds of figures the rest. So many figures tell a line without words.
_OF_WORDS, _TELLING = 0.6, 3
_NO_FIGURE = {"about", "question"}


class Declared(NamedTuple):
    """A declared text in all its wordings, and its place in the region's file."""

    place: tuple[str | int, ...]
    wordings: tuple[str, ...]


@dataclass(frozen=True)
class _Window:
    """A few lines of a document, their words and the kinds of their figures."""

    document: Document
    first: int
    last: int
    text: str
    words: frozenset[str]
    figures: Counter[str]

    @property
    def place(self) -> Place:
        line = self.document.line(self.first + 1)
        blanks = len(line) - len(line.lstrip())
        return self.document.place(self.document.line_starts[self.first] + blanks)

    def touches(self, other: _Window) -> bool:
        near = self.first <= other.last and other.first <= self.last
        return near and self.document is other.document


def with_candidates(
    findings: Sequence[Finding], documents: Sequence[Document], region: Region
) -> list[Finding]:
    """Findings that say where to adapt the region's file, and which lines of the papers are near.

    Parameters
    ----------
    findings
        All findings of a year.
    documents
        The year's documents.
    region
        What is declared.

    Returns
    -------
    list of Finding
        The same, in their order; the messages of those on a missing text are longer.
    """
    search = _Search(documents)
    told: set[str] = set()
    answer = []
    for finding in findings:
        if finding.check in _CHECKS:
            missing = _missing(finding, documents, region)
            hint = search.hint(missing, region, finding.check)
            if hint and hint not in told:
                told.add(hint)
                finding = replace(finding, message=f"{finding.message.rstrip('.')}; {hint}.")
        answer.append(finding)
    return answer


def declared_texts(region: Region, table: str) -> Iterator[Declared]:
    """What the region declares for the rows of a table."""
    if table == "guidance_by_municipality":
        for number, town in enumerate(region.municipalities):
            yield Declared(("municipalities", number), (town.name, *town.also))
    elif table in ("contract_goals", "contract_indicators"):
        for number, goal in enumerate(region.contract.goals):
            yield from _of_goal(("contract", "goals", number), goal)
    elif table == "climate_projects":
        for number, project in enumerate(region.climate_projects):
            for at, wordings in enumerate(project.sentences):
                yield Declared((table, number, "sentences", at), wordings)
    else:
        yield from _of_section(region, table)


def declared_totals(region: Region, table: str) -> Iterator[Declared]:
    """What the region declares for the totals that the papers print of a table."""
    if table == "guidance_by_municipality":
        for quantity, labels in region.guidance_by_municipality.labels.items():
            yield Declared((table, "labels", quantity), labels)
    for number, sentence in enumerate(region.stated_totals.get(table, ())):
        yield Declared(("stated_totals", table, number), (sentence,))


def _of_section(region: Region, table: str) -> Iterator[Declared]:
    section = getattr(region, table, None)
    for name, value in section.model_dump().items() if section else ():
        parts = value.items() if isinstance(value, dict) else [(None, value)]
        for part, wordings in parts:
            place = (table, name) if part is None else (table, name, part)
            yield Declared(place, (wordings,) if isinstance(wordings, str) else wordings)


def _of_goal(place: tuple[str | int, ...], goal: ContractGoal) -> Iterator[Declared]:
    yield Declared((*place, "name"), (goal.name,))
    for number, target in enumerate(goal.targets):
        yield Declared((*place, "targets", number, "target"), target.target)
        if target.result:
            yield Declared((*place, "targets", number, "result"), target.result)


def _missing(finding: Finding, documents: Sequence[Document], region: Region) -> list[Declared]:
    """Declared texts that a finding may be about and that stand in no document."""
    texts = declared_totals if finding.check.startswith("stated-total-") else declared_texts
    declared = list(texts(region, finding.table))
    meant = [each for each in declared if _speaks_of(finding.message, each)]
    if finding.check in _PARTNER:
        partners = {(*each.place[:-1], _PARTNER[finding.check]) for each in meant}
        return [each for each in declared if each.place in partners]
    if finding.check == "goal-missing":
        goals = {each.place[:3] for each in meant}
        meant = [each for each in declared if each.place[:3] in goals]
    return [each for each in meant or declared if not _stands(each, documents)]


def _speaks_of(message: str, declared: Declared) -> bool:
    return any(
        wording in message or (len(wording) > 12 and loose(wording).search(message))
        for wording in declared.wordings
    )


def _stands(declared: Declared, documents: Sequence[Document]) -> bool:
    patterns = [loose(wording) for wording in declared.wordings]
    return any(pattern.search(each.text) for pattern in patterns for each in documents)


class _Search:
    """Windows of the documents, made when first asked for: most builds find everything."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents

    def hint(self, missing: Sequence[Declared], region: Region, check: str) -> str:
        """What to adapt, and up to three lines that may be what was meant."""
        near = {each: list(self._nearest(each, _CHECKS[check])) for each in missing}
        told = sorted((each for each in near if near[each]), key=lambda each: -near[each][0][0])
        if check in _ALWAYS:
            told += [each for each in missing if each not in told]
        if not told:
            return ""
        told = told[:_MOST]
        each_gets = _MOST if len(told) == 1 else 1
        places = [
            f"{where_declared(region, each.place)}, {self._said(near[each][:each_gets])}"
            for each in told
        ]
        return (
            f"if the papers word it otherwise, add their wording to {adapted_file(region)}: "
            f"{'; '.join(places)}"
        )

    def _said(self, near: Sequence[tuple[float, _Window]]) -> str:
        if not near:
            return "no line of the papers resembles it"
        lines = [self._line(window) for _, window in near]
        return f"nearest {', '.join(lines)}"

    def _line(self, window: _Window) -> str:
        name = f"{window.document.name}, " if len(self._documents) > 1 else ""
        return f"{name}{window.place} {shorten(window.text, _SHOWN, placeholder=' …')!r}"

    @cached_property
    def _windows(self) -> list[_Window]:
        return [window for document in self._documents for window in _windows(document)]

    @cached_property
    def _often(self) -> Counter[str]:
        return Counter(word for window in self._windows for word in window.words)

    def _nearest(self, declared: Declared, alike: float) -> Iterator[tuple[float, _Window]]:
        """The windows most like a declared text, none beside a better one."""
        scored = [
            (max(self._score(wording, window) for wording in declared.wordings), window)
            for window in self._windows
        ]
        chosen: list[_Window] = []
        for score, window in sorted(scored, key=lambda pair: -pair[0]):
            if score < alike or len(chosen) == _MOST:
                return
            if not any(window.touches(other) for other in chosen):
                chosen.append(window)
                yield score, window

    def _score(self, wording: str, window: _Window) -> float:
        """Share of the wording's words that stand in a window, rare ones above all; and figures."""
        words, figures = _profile(wording)
        rare = {word: math.log(1 + len(self._windows) / (1 + self._often[word])) for word in words}
        of_words = sum(rare[word] for word in words & window.words) / (sum(rare.values()) or 1)
        if not figures:
            return of_words
        if not of_words and figures.total() < _TELLING:
            return 0.0
        of_figures = (figures & window.figures).total() / figures.total()
        return _OF_WORDS * of_words + (1 - _OF_WORDS) * of_figures


def _windows(document: Document) -> Iterator[_Window]:
    lines = [one_line(line) for line in document.text.split("\n")]
    for first, line in enumerate(lines):
        if not line:
            continue
        last, length = first, len(line)
        while last + 1 < len(lines) and last - first < _LINES and length < _LETTERS:
            last += 1
            length += len(lines[last])
            if not lines[last]:
                break
        text = one_line("\n".join(lines[first : last + 1]))
        yield _Window(document, first, last, text, _words(text), _figures(text))


def _words(text: str) -> frozenset[str]:
    """Beginnings of the words, so that endings and compounds still match, alone and in pairs."""
    words = [word[:_STEM] for word in _WORD.findall(text.lower())]
    return frozenset([*words, *(" ".join(pair) for pair in pairwise(words))])


def _figures(text: str) -> Counter[str]:
    return Counter(_kind(figure.strip()) for figure in _FIGURE.findall(text))


def _kind(figure: str) -> str:
    if re.fullmatch("20[0-9]{2}", figure):
        return "year"
    return "number" if figure[-1].isdigit() or figure[-1] in ".," else "share"


@cache
def _profile(wording: str) -> tuple[frozenset[str], Counter[str]]:
    """Words of a declared text, and the kinds of figures that it has places for."""
    kinds = {"year": "year", "pct": "share", "eu_share_pct": "share"}
    names = [name for name in re.findall(r"\{(\w+)\}", wording) if name not in _NO_FIGURE]
    figures = Counter(kinds.get(name, "number") for name in names)
    return _words(re.sub(r"\{\w+\}", " ", wording)), figures
