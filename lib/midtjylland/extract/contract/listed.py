"""A result contract as a list of targets whose results have no label that comes back, or a quote.

"1.a Kendskabet løftes til 48 pct." with the result indented below it, quoted words of the contract
with the result behind them, or results with labels below targets that have nothing of their own.
The goals may have a column of their own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from midtjylland.extract.contract.cells import paragraphs, parted
from midtjylland.extract.contract.items import (
    ENDED,
    POINT,
    Goal,
    GoalTitle,
    Item,
    MixedError,
    goal_title,
    is_section,
    scope_of,
)
from midtjylland.read.danish import one_line, quantities
from midtjylland.read.document import Document
from midtjylland.read.pages import CELL_GAP, Line, Page, Word

FEWEST = 3
_OF_YEAR = r"(?: [a-z](?!\w))?(?: (?:for |i )?20[0-9]{2})?\W?"
TARGET = re.compile(
    rf"(?:måltal|resultatmål|resultatkrav|mål|målsætning|aftal[et](?: mål)?|krav){_OF_YEAR}", re.I
)
RESULT = re.compile(rf"(?:resultat|opnået|status|målopfyldelse|opfyldelse){_OF_YEAR}", re.I)
_POINT = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.?|[0-9]{1,2}\.[a-z]\.?|[a-z]\)")
# The heading of a box for each target: "1a Kendskab".
BOX = re.compile(r"^([0-9]{1,2})[a-z](?=\s[A-ZÆØÅ])")
# What follows a contract, and a note below it.
ENDS = re.compile(
    r"(?:bilag|annex|sag|punkt|indstilling|beslutning|forslag|det indstilles)\b|[*†‡¹²³]", re.I
)
CAPTION = re.compile(r"(?:tabel|figur) (?:[0-9]+|[a-z])[.:]", re.I)
_NUMBERED = re.compile(r"(?:Mål|Delmål|Måltal) ([0-9]{1,2})(?:[a-z]|\.[0-9]{1,2})[.:)]?(?=\s|$)")
# Quotes of a contract's own words: "Målet lyder: »Mindst 46 pct. ...« I år er det 40 pct."
_QUOTES = {"»": "«", "”": "”", "“": "”"}
_LEADS_IN = re.compile(f": [{''.join(_QUOTES)}]")


def read_listed(document: Document, towns: int) -> list[Item]:
    """Targets and results of a contract told as a list; none where it is no such list.

    Raises `MixedError` where a target has no result, or it can't be told which belongs to it.
    """
    pairs = list(in_reading_order(list(card_by_card(document))))
    reader = _reader_of([line for _, line in pairs if line], towns)
    for name, line in pairs:
        reader.take(name, line)
    reader.close()
    items = [item for item in reader.items if item.target]
    answered = [item for item in items if item.result]
    if len(items) > len(answered) >= FEWEST:
        lacking = next(item for item in items if not item.result)
        raise MixedError("unanswered", lacking.place, lacking.target_text[:60])
    return items if len(items) == len(answered) >= FEWEST else []


def _reader_of(lines: Sequence[Line], towns: int) -> _Reader:
    """A reader that knows which labels lead the points and the results of some lines."""
    leads = [is_label(line.words[0].text, RESULT) for line in lines]
    results = sum(leads)
    # Points of an agenda stand before the first result.
    points = sum(
        begins_point(line.words[0].text) or bool(_NUMBERED.match(line.text))
        for line in lines[leads.index(True) if results else 0 :]
    )
    is_labelled = any(is_label(w.text, RESULT) for line in lines for w in line.words)
    return _Reader(
        towns,
        is_plain=results >= FEWEST and 2 * points < results,
        is_unlabelled=not is_labelled,
    )


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


@dataclass
class _Reader:
    """Takes one line after the other, and keeps the items that they tell."""

    towns: int
    items: list[Item] = field(default_factory=list)
    goal: Goal = field(default_factory=Goal)
    scope: str = "national"
    # Whether a word as "Mål" begins the title of the goal at hand.
    is_told: bool = False
    # Lines of the targets and of the results at hand.
    target: list[Line] = field(default_factory=list)
    result: list[Line] = field(default_factory=list)
    # Whether a label on a line of its own stands above them, so that they may be several.
    is_headed: bool = False
    # Where the line of a target or a result at hand began.
    edge: float = 0.0
    # Whether labels lead all results, but no targets; and whether none leads any.
    is_plain: bool = False
    is_unlabelled: bool = False
    # What closes the quoted words of a target, behind which its result stands.
    closing: str = ""
    # Where the next line goes; nowhere before a goal and behind the contract.
    open: list[Line] | None = None
    # Lines before the first point, of which a table's head is repeated overleaf.
    before: set[str] = field(default_factory=set)
    # The line before the one at hand.
    above: Line | None = None

    def take(self, name: Line | None, line: Line | None) -> None:
        """Read a line, and what stands beside it in the column of goals."""
        whole = " ".join(part.text for part in (name, line) if part)
        labelled = label_of(whole) or ENDS.match(whole)
        if not self.items:
            self.before.add(whole)
        elif whole in self.before and not (labelled or whole.isupper() or self._is_large(line)):
            return
        if name:
            self._take_name(name)
        if line:
            self._take_text(line)
            self.above = line

    def _take_name(self, name: Line) -> None:
        title = goal_title(name.text)
        if title and self._is_next(title):
            self._begin(title, self.scope)
        elif is_section(name.text):
            self.scope = scope_of(name.text) or self.scope
        elif ends(name):
            self.close()
        elif self.open is not None:
            self.goal.name = one_line(f"{self.goal.name}\n{name.text}")

    def _take_text(self, line: Line) -> None:
        first, *rest = line.parts(CELL_GAP * line.size)
        title = goal_title(BOX.sub(r"\1", first.text))
        labelled = is_label(line.words[0].text, TARGET) or _NUMBERED.match(line.text)
        label = label_of(line.text) if self.goal.number else ""
        short = len(first.text) < 90 and first.text[-1] not in ".:"
        short = short and not re.search(r"\d\s*(?:%|pct)", first.text)
        section = is_section(line.text)
        # "1. Mål fastsat af bestyrelsen", but not "7. Hele regionen (lokalt mål)".
        heads = section and is_section(re.sub(r"\([^()]*\)$", "", line.text))
        heads = heads and not (title and title.is_told)
        again = title and (BOX.match(first.text) or title.name == self.goal.name)
        if title and again and title.number == self.goal.number:
            self.close()  # a further box of the goal
            self.open = []
        elif title and self._is_next(title) and short and not heads:
            said = " ".join(part.text for part in rest)
            self._begin(title, scope_of(said) or self.scope)
        elif section and not labelled:
            self.close()
            self.scope = scope_of(line.text) or self.scope
        elif label == "Mål:":
            self.close()
            self.is_headed, self.open = True, self.target
        elif label and self.is_headed:
            self.open = self.result
        elif self.open and line.size < 0.88 * self.open[-1].size:
            return  # a note in small letters
        elif self.open is None or self._is_behind(line, rest, title if short else None):
            self.close()
        elif self.is_headed:
            self.open.append(line)
        else:
            self._take_inside(line)

    def _is_next(self, title: GoalTitle) -> bool:
        """Whether a title is that of the next goal; points of the agenda are numbered too."""
        number, last = title.number, self.goal.number
        if number == 1:
            return title.is_told or not self.items
        if title.is_told:
            return last < number <= last + 2
        # Where "Mål 1" begins the goals, "7. oktober" is none.
        return number == last + 1 and not self.is_told

    def _is_behind(self, line: Line, beside: Sequence[Line], title: GoalTitle | None) -> bool:
        """Whether a line begins what follows the contract, or a table within it."""
        if ends(line) or self._is_large(line) or CAPTION.match(line.text):
            return True
        # "3. De vejledte virksomheder" below "Mål 8" is no goal.
        other = title and self.is_told and not title.is_told
        if other and title.name[:1].isupper() and not quantities(title.name):
            return True
        # Results of several years may stand apart: "2026: 66   2027: 71".
        return len(beside) > 2 and not re.match("20[0-9]{2}", line.text)

    def _is_large(self, line: Line | None) -> bool:
        """Whether a line behind targets is set as a title."""
        return bool(line and self.target) and line.size > 1.15 * self.target[0].size

    def _begin(self, title: GoalTitle, scope: str) -> None:
        self.close()
        if title.is_told and title.number == 1:
            self.items = []  # what stood before was another list
        self.goal, self.open = Goal(title.number, title.name, scope), []
        self.is_told = title.is_told

    def _take_inside(self, line: Line) -> None:
        """A line of a point, in which the label of its result may stand."""
        words = line.words
        numbered = _NUMBERED.match(line.text)  # "Mål 1a. Mindst ..."
        if self._is_point(line) and len(words) > 1:
            self.close()
            if numbered and numbered.end() == len(line.text):
                self.open = []  # the point's target stands on the next line
                return
            self.open, self.edge, words = self.target, line.x0, words[1 + bool(numbered) :]
            self.closing, words = _from_quote(words)
        elif self.is_plain and not is_label(words[0].text, RESULT) and self._begins_target(line):
            self.close()
            self.open, self.edge = self.target, line.x0
        elif self.is_unlabelled and self._is_indented(line):
            self.open = self.result
            words = words[bool(POINT.match(line.text)) :]
        if self.closing:
            inside, words, ended = _parted_at(words, self.closing)
            self._put(inside, line)
            if ended:
                self.open, self.closing = self.result, ""
        at = next((n for n, word in enumerate(words) if is_label(word.text, RESULT)), None)
        if at is not None and (self.target or self.open is self.target):
            self._put(words[:at], line)
            self.open, self.edge, words = self.result, line.x0, words[at + 1 :]
        self._put(words, line)

    def _begins_target(self, line: Line) -> bool:
        """Whether a line is the first below a title, or stands left of the result before it."""
        back = self.open is self.result and bool(self.result) and line.x0 < self.edge - 3
        return not self.target or back

    def _is_indented(self, line: Line) -> bool:
        """Whether a line begins a sentence below a whole target, and further right."""
        whole = self.open is self.target and self.target and ENDED.search(self.target[-1].text)
        return bool(whole) and line.x0 > self.edge + 3 and not line.text[0].islower()

    def _is_point(self, line: Line) -> bool:
        """Whether a line begins a point; within a goal, words that lead to a quote do."""
        leads = not self.closing and (line.text[:1].isupper() or line.text[:1].isdecimal())
        quotes = leads and _LEADS_IN.search(line.text)
        numbered = _NUMBERED.match(line.text)
        return bool(begins_point(line.words[0].text) or numbered or quotes)

    def _put(self, words: tuple[Word, ...], line: Line) -> None:
        if words and self.open is not None:
            self.open.append(Line(words, line.place))

    def close(self) -> None:
        """End the targets at hand, and the goal unless another target of it follows."""
        if self.target:
            item = Item(self.goal, self.target, self.result)
            # Points below a goal's title, before the label of their results.
            points = paragraphs(self.target) if self.is_plain and self.result else []
            several = self.is_headed or len(points) > 1
            self.items += parted(item, self.towns, points) if several else [item]
        self.target, self.result, self.is_headed, self.open = [], [], False, None


# Order and labels


def in_reading_order(lines: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Names in a column of goals, and the lines beside them, one goal after the other."""
    parts = [line.parts(CELL_GAP * line.size) for line in lines]
    starts = [p[1].x0 for p in parts if len(p) == 2 and begins_point(p[1].words[0].text)]
    left = min(starts, default=0.0)
    for line, own in zip(lines, parts, strict=True):
        if len(starts) >= FEWEST and own[0].x1 < left:
            rest = tuple(word for part in own[1:] for word in part.words)
            yield own[0], Line(rest, line.place) if rest else None
        else:
            yield None, line


def card_by_card(document: Document) -> Iterator[Line]:
    """Lines in order; where titles of goals stand side by side, the lines of one goal at a time."""
    for page in document.pages:
        block: list[Line] = []
        edges: list[float] = []
        for line in page.lines:
            titles = _titles_beside(page, line)
            if titles or _is_below_cards(page, line, edges):
                yield from _cards(block, edges)
                block, edges = [], [title.x0 - 6 for title in titles]
            block.append(line)
        yield from _cards(block, edges)


def _cards(lines: Sequence[Line], edges: Sequence[float]) -> Sequence[Line]:
    """Lines of one goal after the other's; a label left of the first column belongs to each."""
    if not edges:
        return lines
    # A card is told by the number of its goal and one of its own.
    at_hand = [(0, 0) for _ in edges]
    cards: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        label = [word for word in line.words if word.x0 < edges[0]]
        for at, (left, right) in enumerate(pairwise([*edges, math.inf])):
            if own := [word for word in line.words if left <= word.x0 < right]:
                title = goal_title(" ".join(word.text for word in own))
                if title and (not at_hand[at][0] or title.is_told):
                    at_hand[at] = title.number, len(cards)
                cards.setdefault(at_hand[at], []).append(Line((*label, *own), line.place))
    return [line for card in sorted(cards) for line in cards[card]]


def _titles_beside(page: Page, line: Line) -> list[Line]:
    """Titles of several goals that share a line with nothing else."""
    parts = page.parts_of(line)
    titles = [goal_title(part.text) for part in parts]
    named = all(title and title.name for title in titles)
    return parts if len(parts) > 1 and named else []


def _is_below_cards(page: Page, line: Line, edges: Sequence[float]) -> bool:
    """Whether a line is a heading over the whole width, or text that crosses a column's edge."""
    title = goal_title(line.text)
    heads = page.is_title(line) and not (title and title.is_told)
    crosses = any(
        part.x0 < edge < part.x1 - 6 for part in page.parts_of(line) for edge in edges[1:]
    )
    return heads or crosses or is_section(line.text)


def label_of(text: str) -> str:
    """Which label a text is, as a word of a list; nothing where it is none."""
    labels = (("Mål:", TARGET), ("Resultat:", RESULT))
    return next((kind for kind, label in labels if label.fullmatch(text)), "")


def begins_point(text: str) -> bool:
    """Whether a word begins a point: its number, its letter, or the label of a target."""
    return bool(_POINT.fullmatch(text)) or is_label(text, TARGET)


def is_label(text: str, label: re.Pattern[str]) -> bool:
    """Whether a word within a line is a label: "Status:"."""
    return text.endswith(":") and text == text.capitalize() and bool(label.fullmatch(text))


def ends(line: Line) -> bool:
    """Whether a line is the heading of what follows a contract, or a note below it."""
    # "bilag B." may be the end of a result.
    begins = not line.text[0].islower() and (line.words[0].mark or ENDS.match(line.text))
    return bool(begins) or line.text.isupper()
