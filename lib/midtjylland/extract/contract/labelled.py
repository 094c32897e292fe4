"""A result contract as a list of targets, each with its result behind a label.

"2b. NPS er mindst 70. Resultat: 74", "Løfte 2b: ... Det gik sådan: ...", "Vi lovede: ...
Sådan gik det: ...". Which words lead the results isn't declared: they are those that come back
under nearly every target.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from midtjylland.extract.contract.cards import CAPTION, FEWEST, card_by_card, ends, names_first
from midtjylland.extract.contract.cells import paragraphs, parted
from midtjylland.extract.contract.items import (
    ENDED,
    LETTER,
    POINT,
    REMARK,
    RESULT_HEAD,
    SHALL,
    Goal,
    Item,
    MixedError,
    goal_title,
    is_measured_nationally,
    is_section,
    joined,
    named_goal,
    points_of,
    scope_of,
)
from midtjylland.extract.contract.starts import (
    LABEL,
    NUMBER,
    QUOTED,
    Start,
    marked_lines,
    starts_of,
)
from midtjylland.read.danish import quantities
from midtjylland.read.document import Document
from midtjylland.read.pages import CELL_GAP, Line, Place

# Lines above the first target among which its goal's title and who set it are looked for.
_ABOVE = 12
# Labels of figures that are not this year's, or not the hub's.
_OF_OTHERS = re.compile(
    r"baseline|udgangspunkt|i fjor|sidste år|året før|forrige|tidligere|halvår|landet|andre|næste",
    re.I,
)
_SET = re.compile(
    r"^(?:nationalt?|lokalt?)\b|(?:fast)?sat\b|fastlagt|aftalt|bestemt|besluttet|vedtaget|valgt|mål\b",
    re.I,
)

# Lines by the label that they stand behind; those before the first label behind none.
_Parts = Mapping[str, Sequence[Line]]


class _Block(NamedTuple):
    """A target with its result: what stands above and below it, and its lines by their labels."""

    number: tuple[int, int]
    place: Place
    above: Sequence[Line]
    parts: _Parts
    # What follows up to the next target.
    left: Sequence[Line]


class _Ending(NamedTuple):
    """What a result ends before: its goal, and whether words tell titles of goals."""

    goal: int
    told: bool
    # Whether it is the last of its goal, and of the contract.
    is_last: bool
    is_end: bool


def read_labelled(document: Document, towns: int, year: int | None) -> list[Item]:
    """Targets with results behind a label that comes back; none where the contract isn't such.

    Raises `MixedError` where a target has no result behind the label, or figures belong to none.
    """
    for lines in marked_lines(names_first(list(card_by_card(document)))):
        if items := _first_of(lines, towns, year):
            return items
    return []


def _first_of(lines: Sequence[Line], towns: int, year: int | None) -> list[Item]:
    """What the first way to tell where targets begin gives.

    Raises `MixedError` where none is clear, or another list stands apart: another year's contract.
    """
    doubt: MixedError | None = None
    found: list[Item] = []
    span = range(0)
    for starts, are_goals in starts_of(lines):
        apart = bool(starts) and not (starts[0].at in span or starts[-1].at in span)
        try:
            items = _read(lines, starts, year)
        except MixedError as error:
            if found and apart:
                raise
            doubt = doubt or error
            continue
        if items and not found:
            found = [own for item in items for own in _single(item, towns, are_goals)]
            span = range(starts[0].at, starts[-1].at + 1)
        elif items and apart:
            raise MixedError("text", items[0].place, items[0].target_text[:70])
    if doubt and not found:
        raise doubt
    return found


def _read(lines: Sequence[Line], starts: Sequence[Start], year: int | None) -> list[Item]:
    following = [start.at for start in starts[1:]]
    first = starts[0].at if starts else 0
    heads = {line.text for line in lines[max(first - 3, 0) : first]}
    whole = [
        _without_words(_without_heads(lines[start.at : end], heads), start.words)
        for start, end in zip(starts, [*following, None], strict=False)
    ]
    labels = _labels(whole)
    if len(starts) < FEWEST or not all(whole) or not {*labels} - {QUOTED}:
        return []
    blocks = list(_blocks(lines, starts, whole, labels))
    items = list(_items(blocks, *_roles([block.parts for block in blocks], labels, year)))
    if again := _begins_again(lines, starts):
        raise MixedError("text", again.place, again.text[:70])
    # What sets nothing is another list: modules, questions.
    setting = sum(bool(SHALL.search(i.target_text) or quantities(i.target_text)) for i in items)
    return items if 2 * setting > len(items) else []


def _begins_again(lines: Sequence[Line], starts: Sequence[Start]) -> Line | None:
    """The title of goal 1 behind targets of other goals, as of another year's contract."""
    later = next((start.at for start in starts if start.number[0] > 1), len(lines))
    for line in lines[later:]:
        title = named_goal(line.text)
        if title and title.is_told and title.number == 1:
            return line
    return None


def _blocks(
    lines: Sequence[Line],
    starts: Sequence[Start],
    whole: Sequence[Sequence[Line]],
    labels: Sequence[str],
) -> Iterator[_Block]:
    above = lines[max(starts[0].at - _ABOVE, 0) : starts[0].at]
    told = any(title.is_told for line in above if (title := goal_title(line.text)))
    for start, following, own in zip_longest(starts, starts[1:], whole):
        goal = start.number[0]
        is_last = not following or following.number[0] != goal
        ending = _Ending(goal, told, is_last, not following)
        end = _end(own, ending, labels, lines[start.at].x0)
        # Notes in small letters, and what parts goals, may hold figures.
        left = [] if is_last else [line for line in own[end:] if line.size > 0.88 * own[0].size]
        yield _Block(start.number, lines[start.at].place, above, _parted(own[:end], labels), left)
        above = own[end:]


def _items(blocks: Sequence[_Block], target: str, result: str) -> Iterator[Item]:
    goal, section = Goal(), "national"
    for block in blocks:
        parts = block.parts
        if block.number[0] != goal.number:
            labels = [f"{label}:" for label in (target, result) if label]
            lost = (line for line in block.above if any(label in line.text for label in labels))
            if goal.number and (line := next(lost, None)):
                raise MixedError("text", line.place, line.text[:70])
            section = next(filter(None, map(_section, reversed(block.above))), section)
            own = joined(parts.get("", ())) if target else ""
            goal = _goal(block.number[0], block.above, section, own)
        lines = parts.get(target) or parts.get("") or ()
        texts = [joined(each) for each in parts.values()]
        again = any(f" {label}:" in text for text in texts for label in parts if label)
        if not lines or not parts.get(result) or again:
            raise MixedError("unanswered", block.place, " ".join(texts)[:60])
        if left := next(filter(_counts, block.left), None):
            raise MixedError("text", left.place, left.text[:70])
        others = [parts[label] for label in parts if label not in ("", target, result)]
        beside = [line for other in others for line in other]
        is_national = is_measured_nationally(joined(beside))
        yield Item(goal, [*lines], [*parts[result]], is_national=is_national, beside=beside)


def _section(line: Line) -> str | None:
    """Who set the goals below a heading; a goal's own title tells of that goal alone."""
    title = goal_title(line.text)
    return scope_of(line.text) if _heads(line) and not (title and title.is_told) else None


def _counts(line: Line) -> bool:
    """Whether a line between two targets holds figures that are no title's and no note's."""
    text = NUMBER.sub("", line.text)
    plain = not (goal_title(text) or is_section(text) or CAPTION.match(text))
    return plain and any(q.unit != "year" and not q.in_words for q in quantities(text))


def _single(item: Item, towns: int, is_goal: bool) -> list[Item]:
    """A target, or those of a list or of a goal's paragraphs, each with its result."""
    points = paragraphs(item.target) if is_goal else []
    several = len(points) > 1 or len(points_of(item.target)) > 1 or LETTER.match(item.target_text)
    return parted(item, towns, points) if several else [item]


def _end(lines: Sequence[Line], of: _Ending, labels: Collection[str], edge: float) -> int:
    """Where a result ends: before a title or a table, and the last of a goal before other text.

    The target's number begins at the edge.
    """
    found = [(label, n) for n, line in enumerate(lines) for label in LABEL.findall(line.text)]
    labelled = {label: n for label, n in reversed(found) if label in labels}.values()
    led = max(labelled, default=0)
    edge = min(edge, *(line.x0 for line in lines[: led + 1]))
    size = max(line.size for line in lines[: led + 1])
    # A paragraph apart stands further off than the label of a result.
    gap = max([0.9 * size, *(_gap(a, b) + 2 for a, b in pairwise(lines[: led + 1]))])
    for at, (before, line) in enumerate(pairwise(lines), 1):
        named = _names_goal(line, of) or (of.is_last and _heads(line))
        left = of.is_last and (ends(line) or _is_left(before, line, edge))
        apart = of.is_end and ENDED.search(before.text) and _gap(before, line) > gap
        behind = _is_other(line, size) or left or apart
        if at not in labelled and (named or (behind and at > led)):
            return at
    *_, before, last = [None, *lines]
    below = before and led < len(lines) - 1 and ENDED.search(before.text)
    return len(lines) - bool(below and _is_title(last.text))


def _names_goal(line: Line, of: _Ending) -> bool:
    """Whether a line is the title of a goal, repeated, or of the next one."""
    title = named_goal(line.text)
    if not title or (of.told and not title.is_told):
        return False
    return title.number == of.goal + 1 or (title.is_told and title.number == of.goal)


def _heads(line: Line) -> bool:
    """Whether a line is the heading of a section, not the middle of a sentence."""
    return is_section(line.text) and not line.text[0].islower()


def _is_other(line: Line, size: float) -> bool:
    """Whether a line is no result: a heading, a note in small letters, or a table."""
    table = CAPTION.match(line.text) or len(line.parts(CELL_GAP * line.size)) > 2
    sized = 0.88 * size < line.size < 1.1 * size
    return bool(table) or not sized or _heads(line)


def _is_left(before: Line, line: Line, edge: float) -> bool:
    """Whether a line begins another text left of the target's number."""
    return line.x0 < edge - 4 and bool(ENDED.search(before.text) or _is_title(line.text))


def _gap(above: Line, line: Line) -> float:
    """Blank between two lines of a page; none over a page's end."""
    return line.top - above.bottom if line.place.page == above.place.page else 0.0


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
        title = named_goal(first.text)
        if name.count("(") > name.count(")"):  # who set it stands on the next line
            name = f"{name} {line.text}"
        elif title and title.number == number:
            name, set_by = title.name, scope_of(" ".join(part.text for part in rest)) or scope
        elif name and len(line.text) < 90 and _SET.search(line.text):
            set_by = scope_of(line.text) or set_by
    last = above[-1].text if above and _is_title(above[-1].text) else ""
    return Goal(number, name or own or last, set_by if name else scope)


# Labels


def _labels(blocks: Sequence[Sequence[Line]]) -> list[str]:
    """Labels that come back once in four of five blocks, in their order, and those of remarks."""
    told = [[label for line in block for label in LABEL.findall(line.text)] for block in blocks]
    counts = Counter(label for labels in told for label in labels if labels.count(label) == 1)
    often = {label for label, count in counts.items() if count >= 0.8 * len(blocks)}
    whole = next((labels for labels in told if often <= {*labels}), [])
    remarks = [label for label in counts if REMARK.fullmatch(f"{label}:") and label not in often]
    found = sorted(often & {*whole}, key=whole.index)
    return [*found, *remarks] if found else []


def _without_words(lines: Sequence[Line], count: int) -> Sequence[Line]:
    """Lines of a target without the first words, which only say that it begins."""
    first, *rest = lines
    return [Line(first.words[count:], first.place), *rest] if first.words[count:] else rest


def _without_heads(lines: Sequence[Line], heads: Collection[str]) -> list[Line]:
    """Lines without the heads of the list that are repeated at the top of a page."""
    found, at_top = [lines[0]], False
    for above, line in pairwise(lines):
        at_top = line.text in heads and (at_top or line.place.page != above.place.page)
        found += [] if at_top else [line]
    return found


def _parted(lines: Sequence[Line], labels: Sequence[str]) -> _Parts:
    parts: dict[str, list[Line]] = {"": []}
    at_hand = parts[""]
    for line in (line for line in lines if not NUMBER.fullmatch(line.text)):
        words, done = line.words, 0
        for match in LABEL.finditer(line.text):
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
    """Labels of targets and of results: of several with figures the one that names results.

    Raises `MixedError` where it can't be told.
    """
    before = [joined(parts[""]) for parts in whole if "" in parts]
    says = sum(bool(SHALL.search(t) or quantities(t) or ENDED.search(t)) for t in before)
    told = 2 * says > len(whole) and QUOTED not in labels
    target = "" if told or len(labels) < 2 else QUOTED if QUOTED in labels else labels[0]
    others = [each for each in labels if each != target and not REMARK.fullmatch(f"{each}:")]
    counted = [label for label in others if _have_figures(whole, label)]
    other_year = re.compile(rf"20(?!{(year or 0) % 100:02d})[0-9]{{2}}")
    own = [x for x in counted if not (_OF_OTHERS.search(x) or other_year.search(x))]
    named = [label for label in own if RESULT_HEAD.search(label)]
    if len(named) == 1:
        return target, named[0]
    if len(own) > 1:
        raise MixedError("pair", whole[0][own[0]][0].place)
    found = own or ([] if counted else others)
    return target, next(iter(found), "-")


def _have_figures(whole: Sequence[_Parts], label: str) -> bool:
    """Whether most texts behind a label hold a number."""
    texts = [joined(parts[label]) for parts in whole if label in parts]
    counted = sum(any(q.unit != "year" for q in quantities(text)) for text in texts)
    return 2 * counted >= len(texts)
