"""A result contract as a list of targets, each with its result behind a label.

"2b. NPS er mindst 70. Resultat: 74", "Løfte 2b: ... Det gik sådan: ...", "Vi lovede: ...
Sådan gik det: ...". A number, a letter or a label begins a target. Which words lead the results
isn't declared: they are those that come back under nearly every target.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from midtjylland.extract.contract.cells import paragraphs, parted
from midtjylland.extract.contract.items import (
    ENDED,
    LETTER,
    POINT,
    SHALL,
    Goal,
    Item,
    MixedError,
    goal_title,
    is_measured_nationally,
    is_section,
    joined,
    points_of,
    scope_of,
)
from midtjylland.extract.contract.listed import CAPTION, FEWEST, card_by_card, ends
from midtjylland.read.danish import quantities
from midtjylland.read.document import BULLETS, Document
from midtjylland.read.pages import CELL_GAP, Line, Place, is_far

_BULLET = rf"(?:[{BULLETS}–-] )?"
# "1a.", "1.2", "Delmål 1a.", "Løfte 1a:".
_NUMBER = re.compile(
    rf"{_BULLET}(?:[A-ZÆØÅ][^\W\d]+ )?(?P<goal>[0-9]{{1,2}})"
    r"(?: ?\.?(?P<letter>[a-k])|\.(?P<point>[0-9]{1,2}))[.:)]?(?: [–-])?(?=\s|$)"
)
# The letter of a target below its goal's title.
_LETTER = re.compile(r"([a-k])[).] ?(?=\S)")
# "Det gik sådan:", at the beginning of a line or behind a sentence.
_PHRASE = r"([A-ZÆØÅ][^\W\d]*(?: (?:[^\W\d]+|20[0-9]{2})){0,6})(?<! [a-k])(?: [a-k])?[:?](?=\s|$)"
_LEAD = re.compile(_BULLET + _PHRASE)
_LABEL = re.compile(rf"(?:^|(?<=[.!?»«”\"{BULLETS}–-] )){_PHRASE}")
# Lines above the first target among which its goal's title and who set it are looked for.
_ABOVE = 12

# Lines by the label that they stand behind; those before the first label behind none.
_Parts = Mapping[str, Sequence[Line]]


class _Start(NamedTuple):
    """Where a target begins: its line, its number, and how many words only say so."""

    at: int
    number: tuple[int, int]
    words: int


class _Block(NamedTuple):
    """A target with its result: what stands above and below it, and its lines by their labels."""

    number: tuple[int, int]
    place: Place
    above: Sequence[Line]
    parts: _Parts
    # What follows up to the next target of the same goal.
    left: Sequence[Line]


def read_labelled(document: Document, towns: int, year: int | None) -> list[Item]:
    """Targets with results behind a label that comes back; none where the contract isn't such.

    Raises `MixedError` where a target has no result behind the label, or figures belong to none.
    """
    lines = _with_colons(list(card_by_card(document)))
    for find in (_by_number, _by_letter, _by_label, _by_title):
        starts = find(lines)
        following = [start.at for start in starts[1:]]
        whole = [
            _without_words(lines[start.at : end], start.words)
            for start, end in zip(starts, [*following, None], strict=False)
        ]
        labels, again = _labels(whole)
        if len(starts) >= FEWEST and labels:
            blocks = list(_blocks(lines, starts, whole, again))
            items = _items(blocks, *_roles([block.parts for block in blocks], labels, year))
            return [own for item in items for own in _single(item, towns, find is _by_title)]
    return []


def _blocks(
    lines: Sequence[Line],
    starts: Sequence[_Start],
    whole: Sequence[Sequence[Line]],
    labels: Collection[str],
) -> Iterator[_Block]:
    above = lines[max(starts[0].at - _ABOVE, 0) : starts[0].at]
    for start, following, own in zip_longest(starts, starts[1:], whole):
        goal = start.number[0]
        is_last = not following or following.number[0] != goal
        end = _end(own, goal, is_last, labels)
        parts = _parted(own[:end], labels)
        yield _Block(
            start.number, lines[start.at].place, above, parts, () if is_last else own[end:]
        )
        above = own[end:]


def _items(blocks: Sequence[_Block], target: str, result: str) -> Iterator[Item]:
    goal = Goal()
    for block in blocks:
        if block.number[0] != goal.number:
            own = joined(block.parts.get("", ())) if target else ""
            goal = _goal(block.number[0], block.above, goal.scope, own)
        parts = block.parts
        lines = parts.get(target) or parts.get("") or ()
        texts = [joined(each) for each in parts.values()]
        again = any(f" {label}:" in text for text in texts for label in parts if label)
        if not lines or not parts.get(result) or again:
            raise MixedError("unanswered", block.place, " ".join(texts)[:60])
        left = (x for x in block.left if re.search("[0-9]", x.text) and not goal_title(x.text))
        if lost := next(left, None):
            raise MixedError("text", lost.place, lost.text[:70])
        others = [parts[label] for label in parts if label not in ("", target, result)]
        beside = [line for other in others for line in other]
        is_national = is_measured_nationally(joined(beside))
        yield Item(goal, [*lines], [*parts[result]], is_national=is_national, beside=beside)


def _single(item: Item, towns: int, is_goal: bool) -> list[Item]:
    """A target, or those of a list or of a goal's paragraphs, each with its result."""
    points = paragraphs(item.target) if is_goal else []
    several = len(points) > 1 or len(points_of(item.target)) > 1 or LETTER.match(item.target_text)
    return parted(item, towns, points) if several else [item]


# Where targets begin and end


def _by_number(lines: Sequence[Line]) -> list[_Start]:
    """The longest run of printed numbers that leaves none out."""
    runs: list[list[_Start]] = [[]]
    for at, line in enumerate(lines):
        if not (match := _NUMBER.match(line.text)):
            continue
        number = int(match["goal"]), int(match["point"] or ord(match["letter"]) - ord("a") + 1)
        start = _Start(at, number, len(match[0].split()))
        goal, point = runs[-1][-1].number if runs[-1] else (0, 1)
        if number == (1, 1):
            runs.append([start])
        elif runs[-1] and number in ((goal, point + 1), (goal + 1, 1)):
            runs[-1].append(start)
    return max(runs, key=len)


def _by_letter(lines: Sequence[Line]) -> list[_Start]:
    """Letters from a on below the title of each goal."""
    starts: list[_Start] = []
    for at, goal, line in _with_goals(lines):
        match, number = _LETTER.match(line.text), _next(starts, goal)
        if match and ord(match[1]) - ord("a") + 1 == number[1]:
            starts.append(_Start(at, number, 1))
    return starts


def _by_label(lines: Sequence[Line]) -> list[_Start]:
    """A label that leads lines as often as another one below it."""
    told = [label for _, _, line in _with_goals(lines) for label in _LABEL.findall(line.text)]
    counts = Counter(told)
    often = [label for label in told if counts[label] >= FEWEST]
    pairs = Counter(pairwise(often)).most_common()
    first = next((a for (a, b), count in pairs if a != b and count > 0.9 * counts[a]), "")
    starts: list[_Start] = []
    for at, goal, line in _with_goals(lines):
        match = _LEAD.match(line.text)
        if match and match[1] == first:
            starts.append(_Start(at, _next(starts, goal), len(line.text[: match.start(1)].split())))
    return starts


def _by_title(lines: Sequence[Line]) -> list[_Start]:
    """The title of a goal, whose targets have one label of results."""
    goals = [goal for _, goal, _ in _with_goals(lines)]
    firsts = [goals.index(goal) for goal in dict.fromkeys(goals)]
    below = list(_with_goals(lines))
    return [_Start(below[first][0], (below[first][1], 1), 0) for first in firsts]


def _next(starts: Sequence[_Start], goal: int) -> tuple[int, int]:
    """Number of a goal's next target."""
    before, point = starts[-1].number if starts else (0, 0)
    return goal, point + 1 if before == goal else 1


def _with_goals(lines: Sequence[Line]) -> Iterator[tuple[int, int, Line]]:
    """Lines below the titles of goals, with where they stand and the goal's number."""
    titles = [goal_title(line.text) for line in lines]
    named = [title if title and title.name[:1].isupper() else None for title in titles]
    told = any(title and title.is_told and title.number == 1 for title in named)
    goal = 0
    for at, (line, title) in enumerate(zip(lines, named, strict=True)):
        if title and (title.is_told or not told) and title.number in (1, goal, goal + 1):
            goal = title.number
        elif goal:
            yield at, goal, line


def _end(lines: Sequence[Line], goal: int, is_last: bool, labels: Collection[str]) -> int:
    """Where a result ends: before a title or a table, and the last of a goal before other text."""
    labelled = [n for n, line in enumerate(lines) if {*_LABEL.findall(line.text)} & {*labels}]
    led = max(labelled, default=0)
    edge = min(line.x0 for line in lines[: led + 1])
    size = max(line.size for line in lines[: led + 1])
    for at, (before, line) in enumerate(pairwise(lines), 1):
        title = goal_title(line.text)
        named = title and title.name[:1].isupper() and title.number in (goal, goal + 1)
        named = named and (title.is_told or title.number > goal)
        section = is_section(line.text)
        titled = section or ends(line) or not 0.88 * size < line.size < 1.1 * size
        is_table = CAPTION.match(line.text) or len(line.parts(CELL_GAP * line.size)) > 2
        apart = is_far(before, line) and ENDED.search(before.text) and not line.text[0].islower()
        behind = titled or is_table or (is_last and (line.x0 < edge - 4 or apart))
        if at not in labelled and (named or (is_last and section) or (behind and at > led)):
            return at
    *_, before, last = [None, *lines]
    below = is_last and before and led < len(lines) - 1 and ENDED.search(before.text)
    return len(lines) - bool(below and _is_title(last.text))


def _is_title(text: str) -> bool:
    """Whether a line may be the title of a goal that has no number."""
    plain = text[:1].isupper() and text[-1] not in ".:;," and not re.search("[0-9]", text)
    return plain and len(text) < 90 and not is_section(text)


def _goal(number: int, above: Sequence[Line], scope: str, own: str) -> Goal:
    """The goal of a target, as the lines above it name it and say who set it.

    `own` is what stands between the target's number and its label: "1a Kendskab".
    """
    name = ""
    for line in above:
        first, *rest = line.parts(CELL_GAP * line.size)
        title = goal_title(first.text)
        if title and title.number == number and (title.is_told or not name):
            name = title.name
            scope = scope_of(" ".join([name, *(part.text for part in rest)])) or scope
        elif is_section(line.text) or (name and len(line.text) < 90):
            scope = scope_of(line.text) or scope
    last = above[-1].text if above and _is_title(above[-1].text) else ""
    return Goal(number, name or own or last, scope)


# Labels


def _with_colons(lines: Sequence[Line]) -> list[Line]:
    """Lines, in which a label that comes back on its own or left of its text has a colon."""
    parts = [line.parts(CELL_GAP * line.size) for line in lines]
    leads = [_LEAD.fullmatch(f"{first.text}:") for first, *_ in parts]
    counts = Counter(lead[1] for lead in leads if lead)
    found = []
    for line, (first, *_), lead in zip(lines, parts, leads, strict=True):
        if lead and counts[lead[1]] >= FEWEST:
            at = len(first.words) - 1
            label = line.words[at]._replace(text=f"{line.words[at].text}:")
            line = Line((*line.words[:at], label, *line.words[at + 1 :]), line.place)
        found.append(line)
    return found


def _labels(blocks: Sequence[Sequence[Line]]) -> tuple[list[str], set[str]]:
    """Labels that come back in four of five blocks, in their order, and all that come back."""
    told = [[label for line in block for label in _LABEL.findall(line.text)] for block in blocks]
    counts = Counter(label for labels in told for label in {*labels})
    often = {label for label, count in counts.items() if count >= 0.8 * len(blocks)}
    whole = next((labels for labels in told if often <= {*labels}), [])
    again = {label for label, count in counts.items() if count >= FEWEST}
    return sorted(often & {*whole}, key=whole.index), again


def _without_words(lines: Sequence[Line], count: int) -> Sequence[Line]:
    """Lines of a target without the first words, which only say that it begins."""
    first, *rest = lines
    return [Line(first.words[count:], first.place), *rest] if first.words[count:] else rest


def _parted(lines: Sequence[Line], labels: Collection[str]) -> _Parts:
    parts: dict[str, list[Line]] = {"": []}
    at_hand = parts[""]
    for line in lines:
        words, done = line.words, 0
        for match in _LABEL.finditer(line.text):
            if match[1] not in labels or match[1] in parts:
                continue
            begin = len(line.text[: match.start()].split())
            before = words[done : begin - bool(begin and POINT.fullmatch(words[begin - 1].text))]
            at_hand += [Line(before, line.place)] if before else []
            at_hand = parts[match[1]] = []
            done = begin + len(match[0].split())
        at_hand += [Line(words[done:], line.place)] if done < len(words) else []
    return {label: own for label, own in parts.items() if own}


def _roles(whole: Sequence[_Parts], labels: Sequence[str], year: int | None) -> tuple[str, str]:
    """Labels of targets and of results: the first two, where nothing else begins a target."""
    other_year = re.compile(rf"20(?!{(year or 0) % 100:02d})[0-9]{{2}}")
    labels = [label for label in labels if not other_year.search(label)]
    before = [joined(parts[""]) for parts in whole if "" in parts]
    says = sum(bool(SHALL.search(t) or quantities(t) or ENDED.search(t)) for t in before)
    if len(labels) < 2 or 2 * says > len(whole):
        return "", labels[0] if labels else "-"
    return labels[0], labels[1]
