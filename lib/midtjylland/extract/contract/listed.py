"""A result contract told as a list: each result behind its label, in or below the target's lines.

"2.1 Mindst 85 pct. er tilfredse. Status: 86 pct.", "Mål: ..." above "Resultat: ...", labels left
of their texts, or "Aftalt" and "Opnået" on lines of their own with the targets and results of a
goal below them. The goals may have a column of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median_low

from midtjylland.extract.contract.cells import by_letter
from midtjylland.extract.contract.items import (
    ENDED,
    Goal,
    GoalTitle,
    Item,
    MixedError,
    goal_title,
    is_section,
    scope_of,
)
from midtjylland.read.danish import one_line
from midtjylland.read.document import Document
from midtjylland.read.pages import CELL_GAP, Line, Word

_FEWEST = 3
_OF_YEAR = r"(?: (?:for |i )?(?P<year>20[0-9]{2}))?\W?"
_TARGET = re.compile(
    rf"(?:måltal|resultatmål|resultatkrav|mål|målsætning|aftalt(?: mål)?|krav){_OF_YEAR}", re.I
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
        is_label = _TARGET.fullmatch(whole) or _RESULT.fullmatch(whole) or _ENDS.match(whole)
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
        title = goal_title(_BOX.sub(r"\1", first.text))
        if title and _BOX.match(first.text) and title.number == self.goal.number:
            self.open = []  # a further box of the goal
        elif title and self._is_next(title) and _is_short(first.text):
            said = " ".join(part.text for part in rest)
            self._begin(title, scope_of(said) or self.scope)
        elif is_section(line.text) and not _NUMBERED.match(line.text):
            self.close()
            self.scope = scope_of(line.text) or self.scope
        elif self._is_small(line):
            return
        elif self.open is None or _ends(line):
            self.close()
        elif _TARGET.fullmatch(line.text):
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
        if self.below and _RESULT.fullmatch(line.text):
            self.open = self.below[1]
        elif self.open is not None:
            self.open.append(line)

    def _take_inside(self, line: Line) -> None:
        """A line of a point, in which the label of its result may stand."""
        words = line.words
        if self._is_point(line) and len(words) > 1:
            self.items.append(Item(self.goal, [], []))
            numbered = bool(_NUMBERED.match(line.text))  # "Mål 1a. Mindst ..."
            self.open, words = self.items[-1].target, words[1 + numbered :]
            self.closing, words = _from_quote(words)
        if self.closing and self.items:
            inside, words, ended = _parted_at(words, self.closing)
            self._put(inside, line)
            if ended:
                self.open, self.closing = self.items[-1].result, ""
        at = next((n for n, word in enumerate(words) if _labels(word.text, _RESULT)), None)
        if at is not None and self.items:
            self._put(words[:at], line)
            self.open, words = self.items[-1].result, words[at + 1 :]
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
        """End the goal at hand."""
        for pair in by_letter(*self.below) if self.below else ():
            if any(ENDED.search(line.text) for line in pair[0][:-1]):
                # Several targets without letters can't be told apart.
                raise MixedError("pair", pair[0][0].place, pair[0][0].text)
            self.items.append(Item(self.goal, *pair))
        self.below = self.open = None


def read_listed(document: Document) -> list[Item]:
    """Targets and results of a contract told as a list; none where one of these is missing.

    Raises `MixedError` where several targets stand below one label.
    """
    reader = _Reader()
    for name, line in _with_goals(_with_labels(document.lines)):
        reader.take(name, line)
    reader.close()
    whole = all(item.target and item.result for item in reader.items)
    return reader.items if whole and len(reader.items) >= _FEWEST else []


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
    left, right = (median_low(own[at].x0 for own in told) for at in (0, 1))
    found, is_left_out = [], False
    for line, own, (kind, year) in zip(lines, parts, kinds, strict=True):
        is_label = abs(own[0].x0 - left) < 6 and len(own) > 1 and abs(own[1].x0 - right) < 12
        if is_label and (not kind or year not in ("", max(years))):
            is_left_out = True
        elif is_label:
            label, is_left_out = line.words[0]._replace(text=kind), False
            found.append(Line((label, *own[1].words), line.place))
        elif own[0].x0 > right - 12:
            found += [] if is_left_out else [line]
        elif goal_title(_BOX.sub(r"\1", line.text)) or is_section(line.text) or _ends(line):
            found.append(line)
        else:
            is_left_out = True
    return found


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
