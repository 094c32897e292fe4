"""Lines of a contract told as a list, in the order in which they are read, with their labels.

Goals may stand side by side, as cards or each in a column; labels and names of goals may have a
column of their own.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_low

from midtjylland.extract.contract.items import (
    RESULT_HEAD,
    TARGET_HEAD,
    goal_title,
    is_section,
)
from midtjylland.read.document import BULLETS, Document
from midtjylland.read.pages import CELL_GAP, Line, Page

FEWEST = 3
_OF_YEAR = r"(?: [a-z](?!\w))?(?: (?:for |i )?(?P<year>20[0-9]{2}))?\W?"
TARGET = re.compile(
    rf"(?:måltal|resultatmål|resultatkrav|mål|målsætning|aftal[et](?: mål)?|krav){_OF_YEAR}", re.I
)
RESULT = re.compile(rf"(?:resultat|opnået|status|målopfyldelse|opfyldelse){_OF_YEAR}", re.I)
_POINT = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.?|[0-9]{1,2}\.[a-z]\.?|[a-z]\)")
# "Kontrakt: ..." and "Opnået: ...": what leads lines again and again.
_LEADS = re.compile(rf"(?P<point>[{BULLETS}–-] )?([A-ZÆØÅ][^\W\d_]+(?: [a-zæøå]+){{0,2}}):(?=\s)")
# The heading of a box for each target: "1a Kendskab".
BOX = re.compile(r"^([0-9]{1,2})[a-z](?=\s[A-ZÆØÅ])")
# What follows a contract, and a note below it.
ENDS = re.compile(
    r"(?:bilag|annex|sag|punkt|indstilling|beslutning|forslag|det indstilles)\b|[*†‡¹²³]", re.I
)


def in_reading_order(lines: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Names in a column of goals, and the lines beside them, one goal after the other."""
    lines = _with_labels(lines)
    parts = [line.parts(CELL_GAP * line.size) for line in lines]
    starts = [p[1].x0 for p in parts if len(p) == 2 and begins_point(p[1].words[0].text)]
    left = min(starts, default=0.0)
    for line, own in zip(lines, parts, strict=True):
        if len(starts) >= FEWEST and own[0].x1 < left:
            rest = tuple(word for part in own[1:] for word in part.words)
            yield own[0], Line(rest, line.place) if rest else None
        else:
            yield None, line


@dataclass
class _Cards:
    """Goals side by side: where their columns begin, and the lines of each card.

    A card is told by the number of its goal and one of its own; `at_hand` is that of each column.
    """

    edges: list[float]
    at_hand: list[tuple[int, int]]
    lines: dict[tuple[int, int], list[Line]] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """Share a line out; a label left of the first column belongs to each."""
        label = [word for word in line.words if word.x0 < self.edges[0]]
        for at, (left, right) in enumerate(pairwise([*self.edges, math.inf])):
            if own := [word for word in line.words if left <= word.x0 < right]:
                title = goal_title(" ".join(word.text for word in own))
                if title and (not self.at_hand[at][0] or title.is_told):
                    self.at_hand[at] = title.number, len(self.lines)
                card = self.lines.setdefault(self.at_hand[at], [])
                card.append(Line((*label, *own), line.place))

    def in_turn(self) -> Iterator[Line]:
        """Lines of one card after the other's."""
        return (line for card in sorted(self.lines) for line in self.lines[card])


def card_by_card(document: Document) -> Iterator[Line]:
    """Lines in order; where titles of goals stand side by side, the lines of one goal at a time."""
    for page in document.pages:
        cards: _Cards | None = None
        for line in page.lines:
            titles = _titles_beside(page, line)
            if cards and (titles or _is_below_cards(page, line, cards.edges)):
                yield from cards.in_turn()
                cards = None
            if titles:
                cards = _Cards([title.x0 - 6 for title in titles], [(0, 0) for _ in titles])
            if cards:
                cards.take(line)
            else:
                yield line
        yield from cards.in_turn() if cards else ()


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


def _with_labels(lines: Sequence[Line]) -> list[Line]:
    """Lines, in which a label and the text beside it are one: "Måltal | 45 %" is "Mål: 45 %".

    What stands beside other labels, or below none, is left out, and so is another year's.
    """
    parts = [line.parts(CELL_GAP * line.size) for line in lines]
    kinds = [label_of(own[0].text) if len(own) > 1 else ("", "") for own in parts]
    told = [own for own, (kind, _) in zip(parts, kinds, strict=True) if kind]
    years = [year for kind, year in kinds if kind == "Resultat:"]
    if min(sum(kind == each for kind, _ in kinds) for each in ("Mål:", "Resultat:")) < FEWEST:
        return list(lines)
    left = median_low(own[0].x0 for own in told)
    rights = [own[1].x0 for own in told]
    found, is_left_out = [], False
    for line, own, (kind, year) in zip(lines, parts, kinds, strict=True):
        beside = len(own) > 1 and any(abs(own[1].x0 - right) < 12 for right in rights)
        is_label = abs(own[0].x0 - left) < 6 and beside
        title = goal_title(BOX.sub(r"\1", line.text))
        if title and title.name[:1].isupper():
            found.append(line)
        elif is_label and (not kind or year not in ("", max(years))):
            is_left_out = True
        elif is_label:
            label, is_left_out = line.words[0]._replace(text=kind), False
            found.append(Line((label, *own[1].words), line.place))
        elif own[0].x0 > min(rights) - 12:
            found += [] if is_left_out else [line]
        elif is_section(line.text) or ends(line):
            found.append(line)
        else:
            is_left_out = True
    return found


def led_alike(lines: Sequence[Line]) -> list[Line]:
    """Lines, in which the two labels that lead them again and again are "Mål:" and "Resultat:"."""
    leads = [_LEADS.match(line.text) for line in lines]
    counts = Counter(match[2] for match in leads if match)
    often = [text for text, count in counts.items() if count >= FEWEST]
    results = [text for text in often if RESULT_HEAD.search(text)]
    others = [text for text in often if text not in results]
    targets = [text for text in others if TARGET_HEAD.search(text)] or others
    if len(results) != 1 or len(targets) != 1:
        return list(lines)
    kinds = {targets[0]: "Mål:", results[0]: "Resultat:"}
    return [
        _led_by(line, kinds[match[2]], match) if match and match[2] in kinds else line
        for line, match in zip(lines, leads, strict=True)
    ]


def _led_by(line: Line, kind: str, label: re.Match[str]) -> Line:
    """A line with another word in place of its label, and of a point's mark before it."""
    end = len(label[0].split())
    first = line.words[0]._replace(text=kind, x1=line.words[end - 1].x1)
    return Line((first, *line.words[end:]), line.place)


def repeated_labels(lines: Sequence[Line]) -> dict[str, str]:
    """Short lines that stand again and again, with what they label: "Det aftalte vi"."""
    counts = Counter(line.text for line in lines)
    often = [text for text, count in counts.items() if count >= FEWEST and len(text) < 32]
    often = [text for text in often if not re.search(r"[0-9.]", text) and not goal_title(text)]
    results = {text for text in often if RESULT_HEAD.search(text)}
    targets = {text for text in often if TARGET_HEAD.search(text)} - results
    if not (results and targets):
        return {}
    # A remark goes on with the result.
    return {text: "Mål:" if text in targets else "Resultat:" for text in often}


def label_of(text: str) -> tuple[str, str]:
    """Which label a text is, as a word of a list, and its year; nothing where it is none."""
    for kind, pattern in (("Mål:", TARGET), ("Resultat:", RESULT)):
        if match := pattern.fullmatch(text):
            return kind, match["year"] or ""
    return "", ""


def begins_point(text: str) -> bool:
    """Whether a word begins a point: its number, its letter, or the label of a target."""
    return bool(_POINT.fullmatch(text)) or is_label(text, TARGET)


def is_label(text: str, label: re.Pattern[str]) -> bool:
    """Whether a word within a line is a label: "Status:"."""
    return text.endswith(":") and text == text.capitalize() and bool(label.fullmatch(text))


def ends(line: Line) -> bool:
    """Whether a line is the heading of what follows a contract, or a note below it."""
    note = line.words[0].mark and not line.text[0].islower()
    return bool(note or ENDS.match(line.text)) or line.text.isupper()
