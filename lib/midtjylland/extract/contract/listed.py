"""A result contract told as a list: each result behind its label, in or below the target's lines.

"2.1 Mindst 85 pct. er tilfredse. Status: 86 pct.", "Mål: ..." above "Resultat: ...", labels left
of their texts, or "Aftalt" and "Opnået" on lines of their own with the targets and results of a
goal below them. Without labels a result is indented below its point. The goals may have a column of
their own.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_low

from midtjylland.extract.contract.cells import paragraphs, parted
from midtjylland.extract.contract.items import (
    ENDED,
    POINT,
    RESULT_HEAD,
    TARGET_HEAD,
    Goal,
    GoalTitle,
    Item,
    MixedError,
    goal_title,
    is_section,
    scope_of,
)
from midtjylland.read.danish import one_line, quantities
from midtjylland.read.document import BULLETS, Document
from midtjylland.read.pages import CELL_GAP, Line, Page, Word

FEWEST = 3
_OF_YEAR = r"(?: [a-z](?!\w))?(?: (?:for |i )?(?P<year>20[0-9]{2}))?\W?"
TARGET = re.compile(
    rf"(?:måltal|resultatmål|resultatkrav|mål|målsætning|aftal[et](?: mål)?|krav){_OF_YEAR}", re.I
)
RESULT = re.compile(rf"(?:resultat|opnået|status|målopfyldelse|opfyldelse){_OF_YEAR}", re.I)
_POINT = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.?|[0-9]{1,2}\.[a-z]\.?|[a-z]\)")
# "Kontrakt: ..." and "Opnået: ...": what leads lines again and again.
_LEADS = re.compile(
    rf"(?P<point>[{BULLETS}–-] )?([A-ZÆØÅ][^\W\d_]+"
    r"(?:(?: [a-zæøå]+){0,2}(?=:)|(?: [a-zæøå]+){2,6}(?=\?))).(?=\s)"
)
# The heading of a box for each target: "1a Kendskab".
BOX = re.compile(r"^([0-9]{1,2})[a-z](?=\s[A-ZÆØÅ])")
# What follows a contract, and a note below it.
ENDS = re.compile(
    r"(?:bilag|annex|sag|punkt|indstilling|beslutning|forslag|det indstilles)\b|[*†‡¹²³]", re.I
)
_CAPTION = re.compile(r"(?:tabel|figur) (?:[0-9]+|[a-z])[.:]", re.I)
_NUMBERED = re.compile(r"(?:Mål|Delmål|Måltal) ([0-9]{1,2})(?:[a-z]|\.[0-9]{1,2})[.:)]?(?=\s|$)")
# Quotes of a contract's own words: "Målet lyder: »Mindst 46 pct. ...« I år er det 40 pct."
_QUOTES = {"»": "«", "”": "”", "“": "”"}
_LEADS_IN = re.compile(f": [{''.join(_QUOTES)}]")


def read_listed(document: Document, towns: int) -> list[Item]:
    """Targets and results of a contract told as a list; none where it is no such list.

    Raises `MixedError` where a target has no result, or it can't be told which belongs to it.
    """
    lines = led_alike([_without_mark(line) for line in card_by_card(document)])
    pairs = list(in_reading_order(lines))
    reader = _reader_of([line for _, line in pairs if line], repeated_labels(lines), towns)
    for name, line in pairs:
        reader.take(name, line)
    reader.close()
    items = [item for item in reader.items if item.target]
    answered = [item for item in items if item.result]
    if len(items) > len(answered) >= FEWEST:
        lacking = next(item for item in items if not item.result)
        raise MixedError("unanswered", lacking.place, lacking.target_text[:60])
    return items if len(items) == len(answered) >= FEWEST else []


def _without_mark(line: Line) -> Line:
    """A line without a list's mark before a target's number or a label: "– Status: ..."."""
    mark, *rest = line.words
    begins = rest and (begins_point(rest[0].text) or is_label(rest[0].text, RESULT))
    return Line(tuple(rest), line.place) if begins and POINT.fullmatch(mark.text) else line


def _reader_of(lines: Sequence[Line], labels: Mapping[str, str], towns: int) -> _Reader:
    """A reader that knows which labels lead the points and the results of some lines."""
    leads = [is_label(line.words[0].text, RESULT) for line in lines]
    results = sum(leads)
    # Points of an agenda stand before the first result.
    points = sum(
        begins_point(line.words[0].text) or bool(_NUMBERED.match(line.text))
        for line in lines[leads.index(True) if results else 0 :]
    )
    is_labelled = labels or any(is_label(w.text, RESULT) for line in lines for w in line.words)
    return _Reader(
        towns,
        labels=labels,
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
    # What stands on lines of its own again and again, and what it labels.
    labels: Mapping[str, str] = field(default_factory=dict)
    # Lines before the first point, of which a table's head is repeated overleaf.
    before: set[str] = field(default_factory=set)
    # The line before the one at hand.
    above: Line | None = None

    def take(self, name: Line | None, line: Line | None) -> None:
        """Read a line, and what stands beside it in the column of goals."""
        whole = " ".join(part.text for part in (name, line) if part)
        labelled = self._label(whole) or ENDS.match(whole)
        if not self.items:
            self.before.add(whole)
        elif whole in self.before and not (labelled or whole.isupper() or self._is_large(line)):
            return
        if name:
            self._take_name(name)
        if line:
            self._take_number(line)
            self._take_text(line)
            self.above = line

    def _take_number(self, line: Line) -> None:
        """Begin the goal that a target's own number names: "Mål 3.1" below "Vækst og eksport"."""
        numbered = _NUMBERED.match(line.text)
        number = int(numbered[1]) if numbered else 0
        begun = self.items or self.target or self.goal.number == 1
        if number and number == (self.goal.number + 1 if begun else 1):
            own, title = self.result or self.target, ""
            if self.above and _is_title_below(self.above, own):
                title = self.above.text
                self.before.discard(title)
                own[:] = [other for other in own if other.place != self.above.place]
            self._begin(GoalTitle(number, title, is_told=True), self.scope)

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
        label = self._label(line.text) if self.goal.number else ""
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

    def _label(self, text: str) -> str:
        """What a line labels; nothing where it is no label."""
        return label_of(text)[0] or self.labels.get(text, "")

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
        if ends(line) or self._is_large(line) or _CAPTION.match(line.text):
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


def _is_title_below(line: Line, own: Sequence[Line]) -> bool:
    """Whether a line is a title rather than the end of a result: it stands apart, or further left.

    `own` are the lines of the result, the title's among them where it was taken for more of it.
    """
    short = len(line.text) < 90 and line.text[:1].isupper() and line.text[-1] not in ".,:;-"
    says = re.search(r"[0-9]|\b(?:nået|opfyldt|indfriet)\b", line.text)
    if says or not short or is_section(line.text) or len(own) == 1:
        return False
    before = own[-2] if own else line
    apart = line.place.page != before.place.page or line.top - before.top > 1.8 * line.size
    return not own or line.x0 < before.x0 - 5 or apart or bool(ENDED.search(before.text))


# Order and labels


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


def _with_labels(lines: Sequence[Line]) -> list[Line]:
    """Lines, in which a label and the text beside it are one: "Måltal | 45 %" is "Mål: 45 %".

    What stands beside other labels, or below none, is left out, and so is another year's.
    """
    parts = [line.parts(CELL_GAP * line.size) for line in lines]
    counts = Counter(own[0].text for own in parts if len(own) > 1)
    often = {text for text, n in counts.items() if n >= FEWEST and RESULT_HEAD.search(text)}
    often = set() if any(label_of(text)[0] == "Resultat:" for text in counts) else often
    kinds = [_kind_of(own[0].text, often) if len(own) > 1 else ("", "") for own in parts]
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


def _kind_of(text: str, results: Collection[str]) -> tuple[str, str]:
    """Which label a text beside another is; results may have one of their own: "Sådan gik det"."""
    if text in results:
        return "Resultat:", ""
    return ("Mål:", "") if _NUMBERED.fullmatch(text) else label_of(text)


def led_alike(lines: Sequence[Line]) -> list[Line]:
    """Lines, in which the labels that lead them again and again are "Mål:" and "Resultat:".

    A question that leads results needs no label of targets: "Hvordan gik det? 46 pct. ..."
    """
    leads = [_LEADS.match(line.text) for line in lines]
    counts = Counter(match[2] for match in leads if match)
    often = [text for text, count in counts.items() if count >= FEWEST]
    results = [text for text in often if RESULT_HEAD.search(text)]
    others = [text for text in often if text not in results]
    targets = [text for text in others if TARGET_HEAD.search(text)] or others
    asked = {match[2] for match in leads if match and match[0].rstrip().endswith("?")}
    if len(results) != 1 or len(targets) > 1 or not (targets or {*results} & asked):
        return list(lines)
    kinds = {**dict.fromkeys(targets, "Mål:"), results[0]: "Resultat:"}
    found = []
    for line, match in zip(lines, leads, strict=True):
        if match and match[2] in kinds:
            end = len(match[0].split())
            label = line.words[0]._replace(text=kinds[match[2]], x1=line.words[end - 1].x1)
            line = Line((label, *line.words[end:]), line.place)
        found.append(line)
    return found


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
    # "bilag B." may be the end of a result.
    begins = not line.text[0].islower() and (line.words[0].mark or ENDS.match(line.text))
    return bool(begins) or line.text.isupper()
