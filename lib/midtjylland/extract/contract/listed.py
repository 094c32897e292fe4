"""A result contract told as a list: each result behind its label, in or below the target's lines.

"2.1 Mindst 85 pct. er tilfredse. Status: 86 pct.", "Mål: ..." above "Resultat: ...", or "Aftalt"
and "Opnået" on lines of their own with the targets and results of a goal below them. The goals
may have a column of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from midtjylland.extract.contract.cells import by_letter
from midtjylland.extract.contract.items import (
    ENDED,
    Goal,
    GoalTitle,
    Item,
    goal_title,
    is_section,
    scope_of,
)
from midtjylland.extract.contract.stacked import FEWEST, RESULT, TARGET
from midtjylland.read.danish import one_line
from midtjylland.read.document import Document
from midtjylland.read.pages import CELL_GAP, Line, Word

# What a point begins with.
_POINT = re.compile(
    r"(?:[0-9]{1,2}\.[0-9]{1,2}\.?|[a-z]\)|(?:Mål|Måltal|Resultatmål|Målsætning|Aftalt|Krav):)$"
)
# Quotes of a contract's own words: "Målet lyder: »Mindst 46 pct. ...« I år er det 40 pct."
_QUOTES = {"»": "«", "”": "”", "“": "”"}
_LEADS_IN = re.compile(f": [{''.join(_QUOTES)}]")
# What follows a contract, and a note below it.
_ENDS = re.compile(r"(?:bilag|annex|sag|punkt|indstilling|beslutning|forslag)\b|[*†‡¹²³]", re.I)


@dataclass
class _Reader:
    """Takes one line after the other, and keeps the items that they tell."""

    items: list[Item] = field(default_factory=list)
    goal: Goal = field(default_factory=Goal)
    scope: str = "national"
    # Lines of a goal below the label of its targets, and of its results.
    below: tuple[list[Line], list[Line]] | None = None
    # What closes the quoted words of a target, behind which its result stands.
    closing: str = ""
    # Where the next line goes; nowhere before a goal and behind the contract.
    open: list[Line] | None = None
    # Lines before the first point, of which a table's head is repeated overleaf.
    before: set[str] = field(default_factory=set)

    def take(self, name: Line | None, line: Line | None) -> None:
        """Read a line, and what stands beside it in the column of goals."""
        whole = " ".join(part.text for part in (name, line) if part)
        is_label = TARGET.match(whole) or RESULT.match(whole) or _ENDS.match(whole)
        if not self.items:
            self.before.add(whole)
        elif whole in self.before and not (is_label or whole.isupper()):
            return
        if name:
            self._take_name(name)
        if line:
            self._take_text(line)

    def _take_name(self, name: Line) -> None:
        title = goal_title(name.text)
        if title and self._is_next(title):
            self._begin(title, self.scope)
        elif is_section(name.text):
            self.scope = scope_of(name.text) or self.scope
        elif _ends(name):
            self.close()
        elif self.open is not None:
            self.goal.name = one_line(f"{self.goal.name}\n{name.text}")

    def _take_text(self, line: Line) -> None:
        first, *rest = line.parts(CELL_GAP * line.size)
        title = goal_title(first.text)
        if title and self._is_next(title) and _is_short(first.text):
            said = " ".join(part.text for part in rest)
            self._begin(title, scope_of(said) or self.scope)
        elif is_section(line.text):
            self.close()
            self.scope = scope_of(line.text) or self.scope
        elif self._is_small(line):
            return
        elif self.open is None or _ends(line):
            self.close()
        elif TARGET.match(line.text):
            self.below = ([], [])
            self.open = self.below[0]
        elif self.below:
            self._take_below(line)
        else:
            self._take_inside(line)

    def _is_next(self, title: GoalTitle) -> bool:
        """Whether a title is that of the next goal; points of the agenda are numbered too."""
        number, last = title.number, self.goal.number
        if number == 1:
            return title.is_told or not self.items
        return number == last + 1 or (title.is_told and number == last + 2)

    def _is_small(self, line: Line) -> bool:
        """Whether a line is a note in small letters."""
        return bool(self.open) and line.size < 0.88 * self.open[-1].size

    def _begin(self, title: GoalTitle, scope: str) -> None:
        self.close()
        if title.is_told and title.number == 1:
            self.items = []  # what stood before was another list
        self.goal, self.open = Goal(title.number, title.name, scope), []

    def _take_below(self, line: Line) -> None:
        """A line below the label of targets, or the label of their results."""
        if self.below and RESULT.match(line.text):
            self.open = self.below[1]
        elif self.open is not None:
            self.open.append(line)

    def _take_inside(self, line: Line) -> None:
        """A line of a point, in which the label of its result may stand."""
        words = line.words
        if self._is_point(line) and len(words) > 1:
            self.items.append(Item(self.goal, [], []))
            self.open, words = self.items[-1].target, words[1:]
            self.closing, words = _from_quote(words)
        if self.closing and self.items:
            inside, words, ended = _parted_at(words, self.closing)
            self._put(inside, line)
            if ended:
                self.open, self.closing = self.items[-1].result, ""
        at = next((n for n, word in enumerate(words) if _labels_result(word.text)), None)
        if at is not None and self.items:
            self._put(words[:at], line)
            self.open, words = self.items[-1].result, words[at + 1 :]
        self._put(words, line)

    def _is_point(self, line: Line) -> bool:
        """Whether a line begins a point; a goal's only one may have the goal's number."""
        first = line.words[0].text
        quotes = first.rstrip(".") == str(self.goal.number) and _LEADS_IN.search(line.text)
        return bool(_POINT.match(first) or quotes)

    def _put(self, words: tuple[Word, ...], line: Line) -> None:
        if words and self.open is not None:
            self.open.append(Line(words, line.place))

    def close(self) -> None:
        """End the goal at hand."""
        for pair in by_letter(*self.below) if self.below else ():
            # Several targets without letters can't be told apart.
            ended = any(ENDED.search(line.text) for line in pair[0][:-1])
            self.items.append(Item(self.goal, [] if ended else pair[0], pair[1]))
        self.below = self.open = None


def read_listed(document: Document) -> list[Item]:
    """Targets and results of a contract told as a list; none where one of these is missing."""
    reader = _Reader()
    for name, line in _with_goals(document.lines):
        reader.take(name, line)
    reader.close()
    whole = all(item.target and item.result for item in reader.items)
    return reader.items if whole and len(reader.items) >= FEWEST else []


def _with_goals(lines: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Lines, parted where a column of goals stands left of the labels."""
    parts = [line.parts(CELL_GAP * line.size) for line in lines]
    starts = [p[1].x0 for p in parts if len(p) == 2 and _POINT.match(p[1].words[0].text)]
    left = min(starts, default=0.0)
    for line, own in zip(lines, parts, strict=True):
        if len(starts) >= FEWEST and own[0].x1 < left:
            rest = tuple(word for part in own[1:] for word in part.words)
            yield own[0], Line(rest, line.place) if rest else None
        else:
            yield None, line


def _from_quote(words: tuple[Word, ...]) -> tuple[str, tuple[Word, ...]]:
    """What closes a quote behind words that lead to it, and the words from its beginning on."""
    for at, word in enumerate(words):
        if at and words[at - 1].text.endswith(":") and word.text[0] in _QUOTES:
            begins = word._replace(text=word.text[1:])
            return _QUOTES[word.text[0]], (begins, *words[at + 1 :])
    return "", words


def _parted_at(
    words: tuple[Word, ...], closing: str
) -> tuple[tuple[Word, ...], tuple[Word, ...], bool]:
    """Words of a line within a quote, those behind it, and whether it ends there."""
    for at, word in enumerate(words):
        if word.text.rstrip(".,;").endswith(closing):
            last = word._replace(text=word.text.replace(closing, ""))
            return (*words[:at], last), words[at + 1 :], True
    return words, (), False


def _labels_result(text: str) -> bool:
    """Whether a word within a line is the label of a result: "Status:"."""
    return text.endswith(":") and text == text.capitalize() and bool(RESULT.match(text))


def _is_short(text: str) -> bool:
    return len(text) < 90 and text[-1] not in ".:" and not re.search(r"\d\s*(?:%|pct)", text)


def _ends(line: Line) -> bool:
    note = line.words[0].mark and not line.text[0].islower()
    return bool(note or _ENDS.match(line.text)) or line.text.isupper()
