"""Several targets in one cell, and their results in the cell beside: by letters, order or words."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, combinations, groupby, pairwise

from midtjylland.extract.common import Extract
from midtjylland.extract.contract.items import (
    ENDED,
    GOALS,
    TARGET_BEGINS,
    Item,
    MixedError,
    by_letters,
    joined,
    points_of,
)
from midtjylland.extract.contract.pairs import paired
from midtjylland.extract.contract.rows import ROW_GAP, begins_paragraph
from midtjylland.extract.contract.wanted import wanted_numbers, words_of
from midtjylland.read.danish import quantities
from midtjylland.read.document import sentence_spans
from midtjylland.read.pages import Line, Place, Word, split

# Line pitches from a paragraph's last line to the next paragraph, in one cell.
_PARAGRAPH_GAP = 1.15
# A second sentence that sets something else than the first; it may lack the full stop before it.
_TWO = re.compile(
    r"(?i:\. (?:mindst|minimum|min\.|højst|maks)(?!.*\b(?:dem|heraf|disse|deraf)\b))"
    rf"|(?<=\w) {TARGET_BEGINS}"
)
_BEGINS = re.compile(r"[A-ZÆØÅ0-9”»\"'’(+±]")

Pair = tuple[list[Line], list[Line]]


def by_letter(target: list[Line], result: list[Line]) -> list[Pair]:
    """Targets that one cell holds under letters, each with the result under the same letter."""
    targets, results = by_letters(target), by_letters(result)
    if not {*targets} - {""} or (len(targets) < 2 and not {*results} - {""}):
        # A letter alone names the row.
        return [(next(iter(targets.values()), target), result)]
    first = targets.pop("", [])
    before = results.pop("", [])
    found = [(lines, results.pop(letter, [])) for letter, lines in targets.items()]
    found[0] = (first + found[0][0], before + found[0][1])
    found[-1][1].extend(line for lines in results.values() for line in lines)
    return found


def in_order(own: Sequence[Item], items: Sequence[Item], towns: int) -> list[Item]:
    """Targets of one goal, each with the result that stands in the same order.

    `items` are those of the whole contract. Nothing where the cells hold different numbers of
    paragraphs, or a target's number or words stand in another one's result.
    """
    column = [line for item in items for line in item.target]
    targets = paragraphs([line for item in own for line in item.target], column)
    column = [line for item in items for line in item.result]
    lines = [line for item in own for line in item.result]
    # Where targets are parted, results may be by the ends of sentences alone.
    by_sentences = split(lines, lambda run, line: _ended(run[-1], line))
    for results in (paragraphs(lines, column), by_sentences):
        if len(results) == len(targets) > 1:
            pairs = zip(targets, results, strict=True)
            found = [Item(own[0].goal, target, result) for target, result in pairs]
            if not (_are_crossed(found, towns) or _words_are_crossed(found)):
                return found
    return []


def parted(item: Item, towns: int, points: Sequence[list[Line]] = ()) -> list[Item]:
    """Targets below one label, each with its result: by letters, else by words.

    `points` are the targets where more than their sentences tells them apart.

    Raises `MixedError` where it can't be told which result belongs to a target.
    """
    pairs = by_letter(item.target, item.result)
    target, result = pairs[0]
    targets = points_of(target) or points or _sentences(target)
    if len(pairs) == 1 and len(targets) > 1:
        found = _by_words(targets, result, towns)
        if len(found) < len(targets):
            raise MixedError("pair", item.place)
        pairs = zip(targets, found, strict=True)
    return [replace(item, target=own, result=told) for own, told in pairs]


def _by_words(
    targets: Sequence[Sequence[Line]], result: Sequence[Line], towns: int
) -> list[list[Line]]:
    """For each target the sentences of a common result that tell of it.

    Fewer where nothing tells of a target; none where the number of one shares no word with it.
    """
    sentences = _sentences(result)
    texts = [joined(lines) for lines in sentences]
    ends = list(accumulate(len(text) + 1 for text in texts))
    whole = " ".join(texts)
    wanted = [
        (n, w) for n, own in enumerate(targets) for w in wanted_numbers(joined(own), whole, towns)
    ]
    chosen = paired([w for _, w in wanted], whole)[0]
    shared = [[len(words_of(joined(own)) & words_of(text)) for text in texts] for own in targets]
    places = [
        (n, own, bisect(ends, q.start)) for (n, own), q in zip(wanted, chosen, strict=True) if q
    ]
    if _are_in_order(shared, [(n, at) for n, _, at in places]):
        return sentences
    told: list[set[int]] = [set() for _ in targets]
    for n, own, at in places:
        if not words_of(own.text) & words_of(texts[at]):
            return []
        told[n].add(at)
    before = 0
    for at in range(len(texts)):
        owners = [n for n, own in enumerate(told) if at in own]
        before = owners[0] if owners else _most([row[at] for row in shared], before)
        told[before].add(at)
    for row, own in zip(shared, told, strict=True):
        own.update([] if own or not any(row) else [row.index(max(row))])
    return [[line for at in sorted(own) for line in sentences[at]] for own in told if own]


def _are_in_order(shared: Sequence[Sequence[int]], numbers: Sequence[tuple[int, int]]) -> bool:
    """Whether each sentence has most words of the target in its place, and no other's number.

    `shared` counts the words of each target in each sentence; `numbers` are targets with a
    sentence that may hold their number.
    """
    if len(shared) != len(shared[0]):
        return False
    best = all(shared[n][n] == max(row[n] for row in shared) for n in range(len(shared)))
    return best and not any(n != at and shared[n][at] for n, at in numbers)


def _most(counts: Sequence[int], otherwise: int) -> int:
    """Number of the greatest count, where none equals it."""
    best = [n for n, count in enumerate(counts) if count == max(counts)]
    return best[0] if len(best) == 1 else otherwise


def _sentences(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines cut where sentences begin."""
    starts = [first for first, _ in sentence_spans(" ".join(line.text for line in lines))]
    found: list[dict[Place, list[Word]]] = [{} for _ in starts]
    at = 0
    for line in lines:
        for word in line.words:
            found[bisect(starts, at) - 1].setdefault(line.place, []).append(word)
            at += len(word.text) + 1
    return [[Line(tuple(words), place) for place, words in own.items()] for own in found]


def _are_crossed(items: Sequence[Item], towns: int) -> bool:
    """Whether one target lacks a number, and another one's result has a number to spare for it."""
    lacking: set[tuple[int, str]] = set()
    spare: set[tuple[int, str]] = set()
    for at, item in enumerate(items):
        wanted = wanted_numbers(item.target_text, item.result_text, towns)
        chosen = paired(wanted, item.result_text)[0]
        places = {q.start for q in chosen if q}
        lacking |= {(at, w.unit) for w, q in zip(wanted, chosen, strict=True) if not q}
        left = (q for q in quantities(item.result_text) if q.start not in places)
        spare |= {(at, q.unit) for q in left}
    return any(unit == other and at != by for at, unit in lacking for by, other in spare)


def _words_are_crossed(items: Sequence[Item]) -> bool:
    """Whether two results, one for the other, would share more words with both their targets."""
    shared = [
        [len(words_of(own.target_text) & words_of(other.result_text)) for other in items]
        for own in items
    ]
    return any(
        shared[a][b] > shared[a][a] and shared[b][a] > shared[b][b]
        for a, b in combinations(range(len(items)), 2)
    )


def paragraphs(lines: Sequence[Line], column: Sequence[Line] = ()) -> list[list[Line]]:
    """Paragraphs of a cell: by bullets, else by gaps, and by sentences that end before the edge.

    The edge is that of the lines of the whole column.
    """
    column = column or lines
    if points := points_of(lines):
        return points
    steps = [b.top - a.top for a, b in pairwise(lines) if b.place.page == a.place.page]
    usual = min([step for step in steps if step > 4], default=0.0)
    usual = min([usual, *(1.35 * line.size for line in lines)])

    def begins(paragraph: list[Line], line: Line) -> bool:
        above = paragraph[-1]
        apart = line.top - above.top if line.place.page == above.place.page else 0.0
        new = apart > _PARAGRAPH_GAP * usual or begins_paragraph(line, column)
        return (new and _ended(above, line)) or apart > ROW_GAP * usual

    return split(lines, begins)


def _ended(above: Line, line: Line) -> bool:
    """Whether a sentence ends with one line and another begins with the next."""
    return bool(ENDED.search(above.text) and _BEGINS.match(line.text))


def parted_items(items: Sequence[Item], towns: int, extract: Extract) -> Iterator[Item]:
    """Targets; those that one cell holds are parted, each with the result in the same order.

    Where that can't be, what one target has too much another one lacks.
    """
    stopped = sum(bool(ENDED.search(each.target_text)) for each in items) > 0.8 * len(items)
    lines = [line for each in items for line in each.target]
    joints = {id(item): _joint(item, lines, stopped) for item in items}
    points = {id(item) for item in items if item.is_listed or len(points_of(item.target)) > 1}
    several = points | {id(item) for item in items if joints[id(item)] or _sets_two(item)}
    lacking = {
        id(item) for item in items if (several or item.is_shared) and _lacks_result(item, towns)
    }
    for _, own in groupby(items, lambda item: id(item.goal)):
        found = list(own)
        doubtful = {id(item) for item in found} & (several | lacking)
        parted = _by_cell(found, doubtful, lacking, items, towns) if doubtful else []
        if _texts(parted) == _texts(found):
            yield from found  # each cell held one target, with its own remark beside it
            continue
        if parted:
            # As many points in both cells need no word.
            if doubtful - points:
                extract.tell(GOALS, "targets-in-order", found[0].place, count=len(parted))
            yield from parted
            continue
        for item in found:
            if id(item) in lacking | points:
                raise MixedError("pair", item.place)
            if line := joints[id(item)]:
                told = {"joint": line.text[:70], "target": item.target[0].text[:50]}
                extract.tell(GOALS, "target-joined", line.place, **told)
            yield item


def _texts(items: Sequence[Item]) -> list[tuple[str, str]]:
    return [(item.target_text, item.result_text) for item in items]


def _by_cell(
    own: Sequence[Item], doubtful: set[int], lacking: set[int], items: Sequence[Item], towns: int
) -> list[Item]:
    """Targets of one goal parted cell by cell, else all cells of it together."""
    if not doubtful & lacking:
        cells = [in_order([x], items, towns) if id(x) in doubtful else [x] for x in own]
        if all(cells):
            return [item for cell in cells for item in cell]
    return in_order(own, items, towns)


def _lacks_result(item: Item, towns: int) -> bool:
    return not item.result and bool(wanted_numbers(item.target_text, "", towns))


def _sets_two(item: Item) -> bool:
    """Whether a second sentence of a target sets something else than the first."""
    two = _TWO.search(item.target_text)
    return two is not None and bool(quantities(item.target_text[: two.start()]))


def _joint(item: Item, lines: Sequence[Line], stopped: bool) -> Line | None:
    """A target's line that begins anew although it would have fitted on the one before.

    `lines` are those of all targets; `stopped` says whether targets end in a full stop.
    """
    for above, below in pairwise(item.target):
        begins = re.match(r"[^\W_a-zæøå]|[•●○■▪]\s", below.text)
        # Where targets end in a full stop, a line without one ends none.
        ended = bool(ENDED.search(above.text)) == stopped and above.text[-1] not in ",;-"
        if begins and ended and begins_paragraph(below, lines):
            return below
    return None
