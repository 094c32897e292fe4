"""Where the targets of a list begin, and labels where papers print none.

A number, a letter, a label or the title of a goal begins a target. Quoted words of the contract,
and results that only their indent tells, get labels, so that one way of reading serves all lists.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from midtjylland.extract.contract.cards import FEWEST
from midtjylland.extract.contract.items import (
    ENDED,
    POINT,
    REMARK,
    is_section,
    item_number,
    named_goal,
)
from midtjylland.read.document import BULLETS
from midtjylland.read.pages import CELL_GAP, Line, Word

_BULLET = rf"(?:[{BULLETS}–-] )?"
# "1a.", "1.2", "Delmål 1a.", "Løfte 1a:".
NUMBER = re.compile(
    rf"{_BULLET}(?:[A-ZÆØÅ][^\W\d]+ )?(?P<goal>[0-9]{{1,2}})"
    r"(?: ?\.?(?P<letter>[a-k])|\.(?P<point>[0-9]{1,2}))[.:)]?(?: [–-])?(?=\s|$)"
)
# The letter of a target below its goal's title.
_LETTER = re.compile(r"([a-k])[).] ?(?=\S)")
# "Det gik sådan:", at the beginning of a line or behind a sentence.
_PHRASE = r"([A-ZÆØÅ][^\W\d]*(?: (?:[^\W\d]+|20[0-9]{2})){0,6})(?<! [a-k])(?: [a-k])?[:?](?=\s|$)"
_LEAD = re.compile(_BULLET + _PHRASE)
LABEL = re.compile(rf"(?:^|(?<=[.!?»«”\"{BULLETS}–-] )){_PHRASE}")
# Labels put where papers print none: before words of the contract, and before what came of them.
QUOTED, _ANSWER = "Ordlyd", "Svar"
_QUOTES = {"»": "«", "”": "”", "“": "”"}


class Start(NamedTuple):
    """Where a target begins: its line, its number, and how many words only say so."""

    at: int
    number: tuple[int, int]
    words: int


def marked_lines(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Lines as printed and with labels where papers print none, each made when it is asked for."""
    lines = _with_colons(lines)
    quoted = _with_quotes(lines)
    if quoted is not lines:
        yield quoted
    yield lines
    yield _with_targets(lines)
    yield _with_indents(lines)


def starts_of(lines: Sequence[Line]) -> Iterator[tuple[list[Start], bool]]:
    """Ways to tell where targets begin, and whether they are goals with several targets."""
    for run in _by_number(lines):
        yield run, False
    yield _by_letter(lines), False
    yield _by_label(lines), False
    yield _by_title(lines), True


def _by_number(lines: Sequence[Line]) -> list[list[Start]]:
    """Runs of printed numbers that leave none out, the longest first, of equal ones the last."""
    runs: list[list[Start]] = [[]]
    for at, line in enumerate(lines):
        if not (match := NUMBER.match(line.text)):
            continue
        number = item_number(match["goal"], match["point"], match["letter"])
        start = Start(at, number, len(match[0].split()))
        goal, point = runs[-1][-1].number if runs[-1] else (0, 1)
        if number == (1, 1):
            runs.append([start])
        elif runs[-1] and number in ((goal, point + 1), (goal + 1, 1)):
            runs[-1].append(start)
    return sorted(reversed(runs), key=len, reverse=True)


def _by_letter(lines: Sequence[Line]) -> list[Start]:
    """Letters from a on below the title of each goal."""
    starts: list[Start] = []
    for at, goal, line in _with_goals(lines):
        match, number = _LETTER.match(line.text), _next(starts, goal)
        if match and ord(match[1]) - ord("a") + 1 == number[1]:
            starts.append(Start(at, number, 1))
    return starts


def _by_label(lines: Sequence[Line]) -> list[Start]:
    """A label that leads lines as often as another one below it."""
    told = [label for _, _, line in _with_goals(lines) for label in LABEL.findall(line.text)]
    counts = Counter(told)
    often = [label for label in told if counts[label] >= FEWEST]
    pairs = Counter(pairwise(often)).items()
    leading = {a for (a, b), count in pairs if a != b and count > 0.9 * counts[a]}
    first = next((label for label in often if label in leading), "")
    starts: list[Start] = []
    for at, goal, line in _with_goals(lines):
        match = _LEAD.match(line.text)
        if match and match[1] == first:
            words = len(line.text[: match.start(1)].split())
            starts.append(Start(at, _next(starts, goal), words))
    return starts


def _by_title(lines: Sequence[Line]) -> list[Start]:
    """The title of a goal, whose targets have one label of results."""
    first: dict[int, Start] = {}
    for at, goal, _ in _with_goals(lines):
        first.setdefault(goal, Start(at, (goal, 1), 0))
    return list(first.values())


def _next(starts: Sequence[Start], goal: int) -> tuple[int, int]:
    """Number of a goal's next target."""
    before, point = starts[-1].number if starts else (0, 0)
    return goal, point + 1 if before == goal else 1


def _with_goals(lines: Sequence[Line]) -> Iterator[tuple[int, int, Line]]:
    """Lines below the titles of goals, with where they stand and the goal's number."""
    titles = [named_goal(line.text) for line in lines]
    told = any(title and title.is_told and title.number == 1 for title in titles)
    goal = 0
    for at, (line, title) in enumerate(zip(lines, titles, strict=True)):
        if title and (title.is_told or not told) and title.number in (1, goal, goal + 1):
            goal = title.number
        elif goal:
            yield at, goal, line


# Labels where papers print none


def _with_colons(lines: Sequence[Line]) -> list[Line]:
    """Lines, in which a label that comes back on its own or left of its text has a colon.

    It comes back nearly as often as the label that comes back most.
    """
    parts = [line.parts(CELL_GAP * line.size) for line in lines]
    bare = [_LEAD.fullmatch(f"{first.text}:") for first, *_ in parts]
    counts = Counter(lead[1] for lead in bare if lead)
    counts += Counter(lead[1] for line in lines if (lead := _LEAD.match(line.text)))
    enough = max(FEWEST, 0.8 * max(counts.values(), default=0))
    found = []
    for line, (first, *_), lead in zip(lines, parts, bare, strict=True):
        alone = first.x1 == line.x1 and bool(lead and REMARK.fullmatch(f"{lead[1]}:"))
        if lead and (counts[lead[1]] >= enough or alone):
            at = len(first.words) - 1
            label = line.words[at]._replace(text=f"{line.words[at].text}:")
            line = Line((*line.words[:at], label, *line.words[at + 1 :]), line.place)
        found.append(line)
    return found


def _with_quotes(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines parted where quoted words of the contract begin and end: "Målet lyder: »...« I år"."""
    found: list[Line] = []
    closing, ended = "", False
    for line in lines:
        words, place = line.words, line.place
        at = next((n for n, word in enumerate(words) if n and _opens(words[n - 1], word)), None)
        if not closing and at is not None:
            closing = _QUOTES[words[at].text[0]]
            number = NUMBER.match(line.text)
            found += [Line(words[: len(number[0].split())], place)] if number else []
            first = words[at]._replace(text=words[at].text[1:])
            words = _labelled((first, *words[at + 1 :]), QUOTED, line)
        elif ended:
            words, ended = _labelled(words, _ANSWER, line), False
        lasts = [word.text.rstrip(".,;")[-1:] for word in words] if closing else []
        if closing in lasts:
            at = lasts.index(closing)
            last = words[at]._replace(text=words[at].text.replace(closing, ""))
            found.append(Line((*words[:at], last), place))
            closing, ended = "", at + 1 == len(words)
            words = () if ended else _labelled(words[at + 1 :], _ANSWER, line)
        found += [Line(words, place)] if words else []
    return found if sum(x.text.startswith(f"{QUOTED}:") for x in found) >= FEWEST else lines


def _opens(before: Word, word: Word) -> bool:
    """Whether a word opens a quote that the one before leads to: "Målet lyder: »Mindst"."""
    return before.text.endswith(":") and word.text[0] in _QUOTES


def _with_targets(lines: Sequence[Line]) -> list[Line]:
    """Lines with a label before targets that have none: below titles, and left of results."""
    leads = [_LEAD.match(line.text) for line in lines]
    counts = Counter(lead[1] for lead in leads if lead)
    result = max(counts, key=counts.__getitem__, default="")
    found, goal, answer, size = [*lines], 0, 0.0, 0.0
    for at, number, line in _with_goals(lines):
        lead = leads[at]
        if lead and lead[1] == result:
            answer, size = line.x0, line.size
        elif (size and line.size > 1.05 * size) or is_section(line.text):
            answer = 0.0
        elif number != goal or (answer and line.x0 < answer - 3):
            found[at], answer = Line(_labelled(line.words, QUOTED, line), line.place), 0.0
        goal = number
    return found


def _with_indents(lines: Sequence[Line]) -> list[Line]:
    """Lines with a label before results that are indented below numbered targets."""
    starts, *_ = _by_number(lines)
    found = [*lines]
    for start, end in zip(starts, [*(s.at for s in starts[1:]), len(lines)], strict=False):
        edge = lines[start.at].x0
        for at in range(start.at + 1, end):
            line = lines[at]
            whole = ENDED.search(lines[at - 1].text)
            if whole and line.x0 > edge + 3 and not line.text[0].islower():
                words = line.words[bool(POINT.match(line.text)) :] or line.words
                found[at] = Line(_labelled(words, _ANSWER, line), line.place)
                break
    return found


def _labelled(words: tuple[Word, ...], label: str, line: Line) -> tuple[Word, ...]:
    """Words behind a label that the papers don't print, at the left edge of their line."""
    return (words[0]._replace(text=f"{label}:", x0=line.x0, x1=line.x0), *words)
