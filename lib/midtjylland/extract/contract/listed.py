"""A result contract told as a list: each result behind its label, in or below the target's lines.

"2.1 Mindst 85 pct. er tilfredse. Status: 86 pct.", or "Aftalt" and "Opnået" on lines of their own,
with the targets and results of a goal below them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from midtjylland.extract.contract.cells import by_letter
from midtjylland.extract.contract.items import ENDED, Goal, Item, goal_title, is_section, scope_of
from midtjylland.extract.contract.stacked import FEWEST, RESULT, TARGET
from midtjylland.read.document import Document
from midtjylland.read.pages import CELL_GAP, Line

_LABEL = re.compile(r"(?:[0-9]{1,2}\.[0-9]{1,2}\.?|[a-z]\))$")
_INSIDE = re.compile(r"(?:Status|Resultat|Opnået|Opfyldelse|Målopfyldelse):$")
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
    # Where the next line goes; nowhere before a goal and behind the contract.
    open: list[Line] | None = None

    def take(self, line: Line) -> None:
        """Read a line."""
        parts = line.parts(CELL_GAP * line.size)
        title = goal_title(parts[0].text)
        if title and self._is_next(title.number, title.is_told) and _is_short(parts[0].text):
            self.close()
            if title.is_told and title.number == 1:
                self.items = []  # what stood before was another list
            scope = scope_of(" ".join(part.text for part in parts[1:])) or self.scope
            self.goal, self.open = Goal(title.number, title.name, scope), []
        elif is_section(line.text):
            self.close()
            self.scope = scope_of(line.text) or self.scope
        elif self.open is None or _ENDS.match(line.text) or line.text.isupper():
            self.close()
        elif TARGET.match(line.text):
            self.below = ([], [])
            self.open = self.below[0]
        elif self.below and RESULT.match(line.text):
            self.open = self.below[1]
        elif self.below:
            self.open.append(line)
        else:
            self._take_inside(line)

    def _is_next(self, number: int, is_told: bool) -> bool:
        return number == self.goal.number + 1 or (is_told and number in (1, self.goal.number + 2))

    def _take_inside(self, line: Line) -> None:
        """A line of a point, in which the label of its result may stand."""
        words = line.words
        if _LABEL.match(words[0].text) and len(words) > 1:
            self.items.append(Item(self.goal, [], []))
            self.open, words = self.items[-1].target, words[1:]
        at = next((n for n, word in enumerate(words) if _INSIDE.match(word.text)), None)
        if at is not None and self.items:
            self._put(words[:at], line)
            self.open, words = self.items[-1].result, words[at + 1 :]
        self._put(words, line)

    def _put(self, words: Sequence, line: Line) -> None:
        if words and self.open is not None:
            self.open.append(Line(tuple(words), line.place))

    def close(self) -> None:
        """End the point or the goal at hand."""
        for pair in by_letter(*self.below) if self.below else ():
            # Several targets without letters can't be told apart.
            ended = any(ENDED.search(line.text) for line in pair[0][:-1])
            self.items.append(Item(self.goal, [] if ended else pair[0], pair[1]))
        self.below = self.open = None


def read_listed(document: Document) -> list[Item]:
    """Targets and results of a contract told as a list; none where one of these is missing."""
    reader = _Reader()
    for line in document.lines:
        reader.take(line)
    reader.close()
    whole = all(item.target and item.result for item in reader.items)
    return reader.items if whole and len(reader.items) >= FEWEST else []


def _is_short(text: str) -> bool:
    return len(text) < 90 and text[-1] not in ".:" and not re.search(r"\d\s*(?:%|pct)", text)
