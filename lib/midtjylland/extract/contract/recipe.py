"""The result contract: goals, targets and results, and the numbers that targets set.

A contract is a table with a column of targets and one of results, or a list of both behind labels.
However it is laid out, it is read as items: a target with its result. Nothing depends on which
goals there are or how they are worded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase

from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.compared import CORRECTED
from midtjylland.extract.contract.indicators import INDICATORS, add_indicators
from midtjylland.extract.contract.items import (
    ENDED,
    SHALL,
    TARGET_BEGINS,
    Item,
    MixedError,
    goal_title,
    is_measured_nationally,
    is_section,
)
from midtjylland.extract.contract.listed import read_listed
from midtjylland.extract.contract.prose import read_prose
from midtjylland.extract.contract.rows import AFTER
from midtjylland.extract.contract.stream import read_stream
from midtjylland.extract.contract.table import read_table
from midtjylland.extract.days import looks_like_days
from midtjylland.extract.sentences import quote
from midtjylland.read.danish import quantities
from midtjylland.read.document import Document, sentence_spans
from midtjylland.read.pages import Line, Page, Word

_Way = Callable[[Document, Region, int | None, Extract], Sequence[Item]]
GOALS = "contract_goals"
# The title of a goal within the name of another one.
_NEXT = re.compile(r"\s[0-9]{1,2}[.:] [A-ZÆØÅ]")
# What a target that lost its end goes on with.
_RUNS_ON = re.compile(rf"\w ({TARGET_BEGINS}\.? .*)")
# The mark of a note; a figure that is no superscript has a bracket.
_MARK = "[*†¹²³⁴-⁹]"
# What follows a contract on an agenda.
_AGENDA = re.compile(r"(?:indstilling|beslutning|(?:punkt|sag) [0-9]+)\b.{0,60}$", re.I)
_LIKE_TARGET = re.compile(
    r"(?:mindst|\bmin\.|højst|\bskal\b)[^.]{0,60}\d\s*(?:%|pct|procent)"
    r"|^(?!\w\))(?:.*\D)?\d{1,3}\s*(?:%|pct\.|procent) af (?:de )?"
    r"(?:vejled|henvis|adspurgt|virksomhed)",
    re.I,
)


def read_contract(document: Document, region: Region, year: int | None = None) -> Extract:
    """Targets with their results, and the numbers that they set."""
    extract = Extract()
    counts: Counter[int] = Counter()
    for item in _items(document, region, year, extract):
        number = item.goal.number
        name = f"{number}{ascii_lowercase[min(counts[number], 25)]}"
        counts[number] += 1
        extract.add(
            GOALS,
            item.place,
            goal_no=number,
            item=name,
            scope=item.goal.set_by,
            goal=item.goal.title or str(number),
            target_text=item.target_text,
            result_text=item.result_text or None,
        )
        add_indicators(extract, item, name, region, year)
        _add_collective(extract, item)
    return extract


def _items(
    document: Document, region: Region, year: int | None, extract: Extract
) -> Sequence[Item]:
    """Targets and results in the order of the contract.

    Columns of pages are read where they give more; else the first way of reading that proves
    itself counts.
    """
    best: Sequence[Item] = []
    findings = Extract()
    for items, own in _ways(document, region, year):
        if _is_proven(items, own):
            better = len(items) > len(best) or not _is_proven(best, findings)
        else:
            better = not (best or findings.findings)
        if better:
            best, findings = items, own
    extract.extend([findings])
    return best


def _ways(
    document: Document, region: Region, year: int | None
) -> Iterator[tuple[Sequence[Item], Extract]]:
    """What each way of reading gives, with its findings: as a table, as a list, by columns."""
    if not document.has_geometry:
        yield _read(_of_stream, document, region, year)
        return
    # Cells may be set at the middle of their rows.
    whole = document.top_aligned
    columns = whole.in_columns
    for pages in [whole] if columns is whole else [whole, columns]:
        table = _read(_of_table, pages, region, year)
        yield table
        if not _is_proven(*table):
            yield _read(_of_list, pages, region, year)
            yield _read(_of_prose, pages, region, year)


def _read(
    way: _Way, document: Document, region: Region, year: int | None
) -> tuple[Sequence[Item], Extract]:
    """What a document gives, with its findings; nothing where columns are mixed."""
    extract = Extract()
    try:
        return way(document, region, year, extract), extract
    except MixedError as mixed:
        extract.tell(GOALS, f"columns-mixed/{mixed.case}", mixed.place, text=mixed.text)
        return [], extract


def _of_stream(
    document: Document, region: Region, year: int | None, extract: Extract
) -> Sequence[Item]:
    items = list(read_stream(document, region))
    _tell_joined(items, extract)
    return items


def _of_table(
    document: Document, region: Region, year: int | None, extract: Extract
) -> Sequence[Item]:
    return _checked(document, read_table(document, region, year, extract), extract)


def _of_list(
    document: Document, region: Region, year: int | None, extract: Extract
) -> Sequence[Item]:
    return _checked(document, read_listed(document, len(region.municipalities)), extract)


def _of_prose(
    document: Document, region: Region, year: int | None, extract: Extract
) -> Sequence[Item]:
    items = read_prose(document, year)
    if items:
        extract.tell(GOALS, "contract-in-prose", items[0].place)
    return _checked(document, items, extract)


def _tell_joined(items: Sequence[Item], extract: Extract) -> None:
    """Warn of targets of a stream that run on into another one, as where a line was lost."""
    for item in items:
        if match := _RUNS_ON.search(item.target_text):
            told = {"joint": match[1][:70], "target": item.target_text[:50]}
            extract.tell(GOALS, "target-joined", item.place, **told)


def _is_proven(items: Sequence[Item], extract: Extract) -> bool:
    """Whether items are numbered from goal 1 on, and nothing withholds them."""
    told = any(finding.severity == "error" for finding in extract.findings)
    return bool(items) and items[0].goal.number == 1 and not told


def _checked(document: Document, items: Sequence[Item], extract: Extract) -> Sequence[Item]:
    """Items of pages, with doubts about them and what notes say of them."""
    if items and document.kind == "layout":
        raise MixedError("blanks", items[0].place)
    _tell_mixed(items, extract)
    if len(items) > 2:
        _tell_end(items, extract)
        _tell_numberless(items, extract)
    if items:
        _tell_unread(document, items, extract)
        _tell_lost(document, items, extract)
        _take_corrections(document, items)
        _tell_national(document, items, extract)
    return items


def _tell_mixed(items: Sequence[Item], extract: Extract) -> None:
    """Withhold a contract whose texts or numbers show that columns ran into one another."""
    for before, item in pairwise([None, *items]):
        name = item.goal.name
        if len(name) > 100 or (SHALL.search(name) and quantities(name)) or _NEXT.search(name):
            text = name
        elif before and item.goal.number < before.goal.number:
            text = f"{item.goal.number} {name}".strip()
        elif item.target_text[:1].islower() and not item.result:
            text = item.target_text
        else:
            continue
        extract.tell(GOALS, "columns-mixed/text", item.place, text=text[:70])
        return


def _tell_end(items: Sequence[Item], extract: Extract) -> None:
    """Withhold a contract whose last rows seem to be of what follows it."""
    last = items[-1].target_text
    results = [item.result_text for item in items]
    ended = [bool(ENDED.search(result)) for result in results]
    differs = sum(ended) > 0.8 * len(items) and not ended[-1]
    if (differs and not (ended[-2] and ENDED.search(last))) or not any(results[-2:]):
        extract.tell(GOALS, "target-doubtful", items[-1].place, text=last[:70])


def _tell_numberless(items: Sequence[Item], extract: Extract) -> None:
    """Withhold a contract whose targets give no number at all, though their results do."""
    targets, results = (
        sum(any(q.unit != "year" for q in quantities(text)) for text in texts)
        for texts in ([i.target_text for i in items], [i.result_text for i in items])
    )
    if not targets and results > 2:
        extract.tell(GOALS, "columns-mixed/numberless", items[0].place)


def _tell_unread(document: Document, items: Sequence[Item], extract: Extract) -> None:
    """Withhold a contract that leaves what looks like targets unread."""
    pages = [item.place.page or 0 for item in items]
    between = [
        page for page in document.pages if min(pages) <= (page.number or 0) <= max(pages) + 1
    ]
    untaken = [line for _, line in _untaken(between, items)]
    untaken += [line for page in between for line in _right_of(page, items)]
    last = max(line.place for item in items for line in item.lines)
    behind = (
        line.place
        for _, line in _untaken(between, items)
        if line.place > last and _AGENDA.match(line.text)
    )
    end = next(behind, None)
    left = [x for x in untaken if _LIKE_TARGET.search(x.text) and not (end and x.place > end)]
    top = max(item.goal.number for item in items)
    titles = [line for line in untaken if items[0].place < line.place < last]
    left += [line for line in titles if _is_next_title(line, top) or _is_point(line, items)]
    if len(left) > 1 or any(line.place > items[0].place for line in left):
        first = left[0].text[:60]
        extract.tell(GOALS, "target-unread/within", left[0].place, count=len(left), text=first)


def _untaken(pages: Iterable[Page], items: Sequence[Item]) -> Iterator[tuple[Page, Line]]:
    """Lines of pages that belong to no target and to no result."""
    taken = {line.place for item in items for line in item.lines}
    return ((page, line) for page in pages for line in page.lines if line.place not in taken)


def _right_of(page: Page, items: Sequence[Item]) -> Iterator[Line]:
    """What stands right of all targets and results on their lines, as in a page's next column."""
    lines = [line for item in items for line in item.lines if line.place.page == page.number]
    right = max((line.x1 for line in lines), default=page.width)
    places = {line.place for line in lines}
    for line in page.lines:
        words = tuple(word for word in line.words if word.x0 > right)
        if words and line.place in places:
            yield Line(words, line.place)


def _tell_lost(document: Document, items: Sequence[Item], extract: Extract) -> None:
    """Withhold a contract that seems to go on behind the last target that was read."""
    last, place = items[-1], max(line.place for item in items for line in item.lines)
    edges = _usual_left(item.target for item in items), _usual_left(item.result for item in items)
    behind = [
        (page, line)
        for page in document.pages
        if 0 <= (page.number or 0) - (place.page or 0) <= 2
        for line in page.lines
        if line.place > place
    ]
    lost = [line for page, line in behind if _names_goal(line, last.goal.number)]
    beside = [line for page, line in behind if _is_beside(page, line, edges)]
    for line in (lost or beside)[:1]:
        extract.tell(GOALS, "target-unread/behind", line.place, text=line.text[:60])


def _tell_national(document: Document, items: Sequence[Item], extract: Extract) -> None:
    """Results are national where a note below the table calls their mark so; or the note is told.

    A mark that stands behind no result, or a figure as a mark, may mean any of them.
    """
    pages = {item.place.page for item in items}
    own = [page for page in document.pages if page.number in pages]
    notes = (
        line
        for page, line in _untaken(own, items)
        if line.words[0].mark or len(page.parts_of(line)) == 1
    )
    told = []
    for line in (line for line in notes if is_measured_nationally(line.text)):
        marked = _marked(line, items)
        for item in marked:
            item.is_national = True
        told += [] if marked else [line]
    if told:
        texts = [quote(line.text, 120) for line in told]
        extract.tell(INDICATORS, "note-national", told[0].place, texts=texts)


def _take_corrections(document: Document, items: Sequence[Item]) -> None:
    """Results go on with the note below that corrects them: "¹ Det rigtige tal er 68 pct."."""
    pages = {item.place.page for item in items}
    untaken = list(_untaken([page for page in document.pages if page.number in pages], items))
    for (_, line), (_, below) in zip(untaken, [*untaken[1:], (None, None)], strict=True):
        if CORRECTED.search(line.text):
            goes_on = below and below.place.line == line.place.line + 1 and below.size == line.size
            for item in _marked(line, items, CORRECTED.search):
                item.result += [line, below] if goes_on else [line]


def _marked(
    line: Line, items: Sequence[Item], means: Callable[[str], object] = is_measured_nationally
) -> list[Item]:
    """Items with the mark of a note of some meaning in their target, result or verdict."""
    note = " ".join(f"{_mark(word)} {word.text}".strip() for word in line.words) or line.text
    told = rf"({_MARK}+)[)⁾]?|[1-9a-e]\)|(?<!.)[1-9](?=\s)"
    follows = r"\s?[A-ZÆØÅ]|\s(?:er|gælder|dækker|viser)\b"
    marks = list(re.finditer(rf"(?:^|(?<=\s))(?:{told})(?={follows})", note))
    ends = [*(mark.start() for mark in marks), len(note)][1:]
    meant = [m[1] or m[0] for m, end in zip(marks, ends, strict=True) if means(note[m.end() : end])]
    # "kontrolgruppen1" is how a mark looks that its font has raised.
    behind = [
        rf"[^\W\d]{mark}(?!\w)"
        if mark.isdecimal()
        else rf"(?:[\w%.)]\s?|(?<!{_MARK})(?!\d)){re.escape(mark)}(?!{_MARK})"
        for mark in meant
    ]
    return [item for item in items if any(re.search(each, _with_marks(item)) for each in behind)]


def _with_marks(item: Item) -> str:
    """A target, its result, and a verdict beside them, with raised marks as notes print them."""
    lines = [*item.target, *item.result, *item.beside]
    words = (f"{word.text} {_mark(word)}" for line in lines for word in line.words)
    return f"{item.result_text} {' '.join(words)}"


def _mark(word: Word) -> str:
    """The raised mark of a note at a word, a digit with a bracket: "1)", "*"."""
    mark = word.mark.strip("()")
    return f"{mark})" if mark.isalnum() else mark


def _usual_left(cells: Iterable[Sequence[Line]]) -> float:
    """Where most lines of cells begin; nowhere without a line."""
    count = Counter(round(line.x0) for cell in cells for line in cell)
    return float(max(count, key=count.__getitem__, default=-1))


def _names_goal(line: Line, last: int) -> bool:
    """Whether a line is the title of one of the next goals: "Mål 7. Samspil"."""
    title = goal_title(line.text)
    named = title and title.is_told and title.name and title.name[0].isupper()
    return (
        bool(named and not AFTER.search(line.text))
        and len(line.text) <= 110
        and last < title.number <= last + 3
    )


def _is_next_title(line: Line, last: int) -> bool:
    """Whether a line begins with the title of a goal behind the last one: "4. Spredning"."""
    title = re.match(r"([0-9]{1,2})\. [A-ZÆØÅ][^0-9.:?!]{2,60}", line.text)
    return bool(title) and last < int(title[1])


def _is_point(line: Line, items: Sequence[Item]) -> bool:
    """Whether a line begins with the number of a target of a goal: "6.3 Virksomhederne skal"."""
    label = r"(?:Mål )?([0-9]{1,2})(?:\.[0-9]{1,2}\.?|[a-z][.:)])\s+[A-ZÆØÅ»”]"
    point = re.match(label, line.text)
    numbers = {item.goal.number for item in items}
    return bool(point) and int(point[1]) in numbers and not is_section(line.text)


def _is_beside(page: Page, line: Line, edges: tuple[float, float]) -> bool:
    """Whether words stand where targets begin, and others where results do; a day is no target."""
    if looks_like_days(line.text):
        return False
    parts = [p for p in page.parts_of(line) if len(p.words) > 2 and not p.text[0].islower()]
    return edges[0] != edges[1] and all(
        any(abs(part.x0 - edge) <= 3 for part in parts) for edge in edges
    )


def _add_collective(extract: Extract, item: Item) -> None:
    """Participants in collective offers, which stand beside the guided firms."""
    if not re.search("kollektiv", item.target_text, re.I):
        return
    for first, last in sentence_spans(item.result_text):
        text = item.result_text[first:last]
        for quantity in quantities(text):
            clause = re.split(r",\s|\s(?:og|samt)\s", text[quantity.end :])[0]
            near = text[max(quantity.start - 40, 0) : quantity.end + 60]
            if quantity.unit != "count" or not re.search("deltag", clause, re.I):
                continue
            if re.search("kollektiv", near, re.I):
                line = next((x for x in item.result if quantity.text in x.text), item.result[0])
                extract.add(
                    "stated_totals",
                    line.place,
                    table=INDICATORS,
                    quantity="collective_participants",
                    value=quantity.value,
                    unit="count",
                )
                return
