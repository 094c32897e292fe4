"""A result contract told as a list: each result behind its label, in or below the target's lines.

"2.1 Mindst 85 pct. er tilfredse. Status: 86 pct.", "Mål: ..." above "Resultat: ...", labels left
of their texts, or "Aftalt" and "Opnået" on lines of their own with the targets and results of a
goal below them. The goals may have a column of their own.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_low

from midtjylland.extract.contract.cells import parted
from midtjylland.extract.contract.items import (
    RESULT_HEAD,
    TARGET_HEAD,
    Goal,
    GoalTitle,
    Item,
    goal_title,
    is_section,
    scope_of,
)
from midtjylland.read.danish import one_line
from midtjylland.read.document import Document
from midtjylland.read.pages import CELL_GAP, Line, Page, Word

_FEWEST = 3
_OF_YEAR = r"(?: [a-z](?!\w))?(?: (?:for |i )?(?P<year>20[0-9]{2}))?\W?"
_TARGET = re.compile(
    rf"(?:måltal|resultatmål|resultatkrav|mål|målsætning|aftal[et](?: mål)?|krav){_OF_YEAR}", re.I
)
_RESULT = re.compile(rf"(?:resultat|opnået|status|målopfyldelse|opfyldelse){_OF_YEAR}", re.I)
# What a point begins with: its number, its letter, or the label of a target.
_POINT = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.?|[a-z]\)")
_NUMBERED = re.compile(r"(?:Mål|Delmål|Måltal) [0-9]{1,2}(?:[a-z]|\.[0-9]{1,2})[.:)]?\s")
# The heading of a box for each target: "1a Kendskab".
_BOX = re.compile(r"^([0-9]{1,2})[a-z](?=\s[A-ZÆØÅ])")
# Quotes of a contract's own words: "Målet lyder: »Mindst 46 pct. ...« I år er det 40 pct."
_QUOTES = {"»": "«", "”": "”", "“": "”"}
_LEADS_IN = re.compile(f": [{''.join(_QUOTES)}]")
# What follows a contract, and a note below it.
_ENDS = re.compile(r"(?:bilag|annex|sag|punkt|indstilling|beslutning|forslag)\b|[*†‡¹²³]", re.I)


@dataclass
class _Reader:
    """Takes one line after the other, and keeps the items that they tell."""

    towns: int
    items: list[Item] = field(default_factory=list)
    goal: Goal = field(default_factory=Goal)
    scope: str = "national"
    # Lines of the targets and of the results at hand.
    target: list[Line] = field(default_factory=list)
    result: list[Line] = field(default_factory=list)
    # Whether a label on a line of its own stands above them, so that they may be several.
    is_headed: bool = False
    # What closes the quoted words of a target, behind which its result stands.
    closing: str = ""
    # Where the next line goes; nowhere before a goal and behind the contract.
    open: list[Line] | None = None
    # What stands on lines of its own again and again, and what it labels.
    labels: Mapping[str, str] = field(default_factory=dict)
    # Lines before the first point, of which a table's head is repeated overleaf.
    before: set[str] = field(default_factory=set)

    def take(self, name: Line | None, line: Line | None) -> None:
        """Read a line, and what stands beside it in the column of goals."""
        whole = " ".join(part.text for part in (name, line) if part)
        is_label = self._label(whole) or _ENDS.match(whole)
        if not self.items:
            self.before.add(whole)
        elif whole in self.before and not (is_label or whole.isupper() or self._is_large(line)):
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
        title = goal_title(_BOX.sub(r"\1", first.text))
        labelled = _labels(line.words[0].text, _TARGET) or _NUMBERED.match(line.text)
        label = self._label(line.text) if self.goal.number else ""
        again = title and (_BOX.match(first.text) or title.name == self.goal.name)
        if title and again and title.number == self.goal.number:
            self.close()  # a further box of the goal
            self.open = []
        elif title and self._is_next(title) and _is_short(first.text):
            said = " ".join(part.text for part in rest)
            self._begin(title, scope_of(said) or self.scope)
        elif is_section(line.text) and not labelled:
            self.close()
            self.scope = scope_of(line.text) or self.scope
        elif label == "Mål:":
            self.close()
            self.is_headed, self.open = True, self.target
        elif label and self.is_headed:
            self.open = self.result
        elif self._is_small(line):
            return
        elif self.open is None or _ends(line) or self._is_large(line):
            self.close()
        elif self.is_headed:
            self.open.append(line)
        else:
            self._take_inside(line)

    def _label(self, text: str) -> str:
        """What a line labels; nothing where it is no label."""
        return _kind_of(text)[0] or self.labels.get(text, "")

    def _is_next(self, title: GoalTitle) -> bool:
        """Whether a title is that of the next goal; points of the agenda are numbered too."""
        number, last = title.number, self.goal.number
        if number == 1:
            return title.is_told or not self.items
        return number == last + 1 or (title.is_told and number == last + 2)

    def _is_small(self, line: Line) -> bool:
        """Whether a line is a note in small letters."""
        return bool(self.open) and line.size < 0.88 * self.open[-1].size

    def _is_large(self, line: Line | None) -> bool:
        """Whether a line behind targets is set as a title."""
        return bool(line and self.target) and line.size > 1.15 * self.target[0].size

    def _begin(self, title: GoalTitle, scope: str) -> None:
        self.close()
        if title.is_told and title.number == 1:
            self.items = []  # what stood before was another list
        self.goal, self.open = Goal(title.number, title.name, scope), []

    def _take_inside(self, line: Line) -> None:
        """A line of a point, in which the label of its result may stand."""
        words = line.words
        if self._is_point(line) and len(words) > 1:
            self.close()
            numbered = bool(_NUMBERED.match(line.text))  # "Mål 1a. Mindst ..."
            self.open, words = self.target, words[1 + numbered :]
            self.closing, words = _from_quote(words)
        if self.closing:
            inside, words, ended = _parted_at(words, self.closing)
            self._put(inside, line)
            if ended:
                self.open, self.closing = self.result, ""
        at = next((n for n, word in enumerate(words) if _labels(word.text, _RESULT)), None)
        if at is not None and (self.target or self.open is self.target):
            self._put(words[:at], line)
            self.open, words = self.result, words[at + 1 :]
        self._put(words, line)

    def _is_point(self, line: Line) -> bool:
        """Whether a line begins a point; within a goal, words that lead to a quote do."""
        leads = not self.closing and (line.text[:1].isupper() or line.text[:1].isdecimal())
        quotes = leads and _LEADS_IN.search(line.text)
        numbered = _NUMBERED.match(line.text)
        return bool(_begins_point(line.words[0].text) or numbered or quotes)

    def _put(self, words: tuple[Word, ...], line: Line) -> None:
        if words and self.open is not None:
            self.open.append(Line(words, line.place))

    def close(self) -> None:
        """End the targets at hand, and the goal unless another target of it follows."""
        if self.target:
            item = Item(self.goal, self.target, self.result)
            self.items += parted(item, self.towns) if self.is_headed else [item]
        self.target, self.result, self.is_headed, self.open = [], [], False, None


def read_listed(document: Document, towns: int) -> list[Item]:
    """Targets and results of a contract told as a list; none where one of these is missing.

    Raises `MixedError` where it can't be told which result belongs to a target.
    """
    lines = list(_card_by_card(document))
    reader = _Reader(towns, labels=_repeated_labels(lines))
    for name, line in _with_goals(_with_labels(lines)):
        reader.take(name, line)
    reader.close()
    whole = all(item.target and item.result for item in reader.items)
    return reader.items if whole and len(reader.items) >= _FEWEST else []


def _card_by_card(document: Document) -> Iterator[Line]:
    """Lines in order; where titles of goals stand side by side, the lines of one goal at a time.

    A label left of the first of them belongs to each.
    """
    for page in document.pages:
        edges: list[float] = []
        # The card at hand in each column, by its goal's number and its own, and the lines of each.
        at_hand: list[tuple[int, int]] = []
        cards: dict[tuple[int, int], list[Line]] = {}
        for line in page.lines:
            parts = page.parts_of(line)
            titles = [goal_title(part.text) for part in parts]
            if len(parts) > 1 and all(title and title.name for title in titles):
                yield from _in_turn(cards)
                edges, cards = [part.x0 - 6 for part in parts], {}
                at_hand = [(0, 0) for _ in parts]
            elif edges and _is_below_cards(page, line, edges):
                yield from _in_turn(cards)
                edges, cards = [], {}
            if not edges:
                yield line
                continue
            label = [word for word in line.words if word.x0 < edges[0]]
            for at, (left, right) in enumerate(pairwise([*edges, math.inf])):
                if own := [word for word in line.words if left <= word.x0 < right]:
                    title = goal_title(" ".join(word.text for word in own))
                    if title and (not at_hand[at][0] or title.is_told):
                        at_hand[at] = title.number, len(cards)
                    cards.setdefault(at_hand[at], []).append(Line((*label, *own), line.place))
        yield from _in_turn(cards)


def _in_turn(cards: Mapping[tuple[int, int], Sequence[Line]]) -> Iterator[Line]:
    return (line for card in sorted(cards) for line in cards[card])


def _is_below_cards(page: Page, line: Line, edges: Sequence[float]) -> bool:
    """Whether a line is a heading over the whole width, or text that crosses a column's edge."""
    title = goal_title(line.text)
    heads = page.is_title(line) and not (title and title.is_told)
    crosses = any(
        part.x0 < edge < part.x1 - 6 for part in page.parts_of(line) for edge in edges[1:]
    )
    return heads or crosses or is_section(line.text)


def _with_labels(lines: Sequence[Line]) -> list[Line]:
    """Lines, in which a label and the text beside it are one: "Måltal | 45 %" is "Mål: 45 %".

    What stands beside other labels, or below none, is left out, and so is another year's.
    """
    parts = [line.parts(CELL_GAP * line.size) for line in lines]
    kinds = [_kind_of(own[0].text) if len(own) > 1 else ("", "") for own in parts]
    told = [own for own, (kind, _) in zip(parts, kinds, strict=True) if kind]
    years = [year for kind, year in kinds if kind == "Resultat:"]
    if min(sum(kind == each for kind, _ in kinds) for each in ("Mål:", "Resultat:")) < _FEWEST:
        return list(lines)
    left = median_low(own[0].x0 for own in told)
    rights = [own[1].x0 for own in told]
    found, is_left_out = [], False
    for line, own, (kind, year) in zip(lines, parts, kinds, strict=True):
        beside = len(own) > 1 and any(abs(own[1].x0 - right) < 12 for right in rights)
        is_label = abs(own[0].x0 - left) < 6 and beside
        title = goal_title(_BOX.sub(r"\1", line.text))
        if title and title.name[:1].isupper():
            found.append(line)
        elif is_label and (not kind or year not in ("", max(years))):
            is_left_out = True
        elif is_label:
            label, is_left_out = line.words[0]._replace(text=kind), False
            found.append(Line((label, *own[1].words), line.place))
        elif own[0].x0 > min(rights) - 12:
            found += [] if is_left_out else [line]
        elif is_section(line.text) or _ends(line):
            found.append(line)
        else:
            is_left_out = True
    return found


def _repeated_labels(lines: Sequence[Line]) -> dict[str, str]:
    """Short lines that stand again and again, with what they label: "Det aftalte vi"."""
    counts = Counter(line.text for line in lines)
    often = [text for text, count in counts.items() if count >= _FEWEST and len(text) < 32]
    often = [text for text in often if not re.search(r"[0-9.]", text) and not goal_title(text)]
    results = {text for text in often if RESULT_HEAD.search(text)}
    targets = {text for text in often if TARGET_HEAD.search(text)} - results
    if not (results and targets):
        return {}
    # A remark goes on with the result.
    return {text: "Mål:" if text in targets else "Resultat:" for text in often}


def _kind_of(text: str) -> tuple[str, str]:
    """Which label a text is, as a word of a list, and its year; nothing where it is none."""
    for kind, pattern in (("Mål:", _TARGET), ("Resultat:", _RESULT)):
        if match := pattern.fullmatch(text):
            return kind, match["year"] or ""
    return "", ""


def _with_goals(lines: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Lines, parted where a column of goals stands left of the labels."""
    parts = [line.parts(CELL_GAP * line.size) for line in lines]
    starts = [p[1].x0 for p in parts if len(p) == 2 and _begins_point(p[1].words[0].text)]
    left = min(starts, default=0.0)
    for line, own in zip(lines, parts, strict=True):
        if len(starts) >= _FEWEST and own[0].x1 < left:
            rest = tuple(word for part in own[1:] for word in part.words)
            yield own[0], Line(rest, line.place) if rest else None
        else:
            yield None, line


def _begins_point(text: str) -> bool:
    return bool(_POINT.fullmatch(text)) or _labels(text, _TARGET)


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
    inner = False
    for at, word in enumerate(words):
        inner = inner or (at > 0 and word.text[0] == closing)
        if word.text.rstrip(".,;").endswith(closing):
            if not inner:
                last = word._replace(text=word.text.replace(closing, ""))
                return (*words[:at], last), words[at + 1 :], True
            inner = False
    return words, (), False


def _labels(text: str, label: re.Pattern[str]) -> bool:
    """Whether a word within a line is a label: "Status:"."""
    return text.endswith(":") and text == text.capitalize() and bool(label.fullmatch(text))


def _is_short(text: str) -> bool:
    return len(text) < 90 and text[-1] not in ".:" and not re.search(r"\d\s*(?:%|pct)", text)


def _ends(line: Line) -> bool:
    note = line.words[0].mark and not line.text[0].islower()
    return bool(note or _ENDS.match(line.text)) or line.text.isupper()
