"""The result contract: goals, targets and results, and the numbers that targets set.

A contract is a table with a column of targets and one of results, or a list of both behind labels.
However it is laid out, it is read as items: a target with its result. Nothing depends on which
goals there are or how they are worded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from string import ascii_lowercase

from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.compared import CORRECTED
from midtjylland.extract.contract.columns import names_years
from midtjylland.extract.contract.indicators import INDICATORS, add_indicators
from midtjylland.extract.contract.items import (
    ENDED,
    GOALS,
    SHALL,
    TARGET_BEGINS,
    Item,
    MixedError,
    goal_title,
    is_measured_nationally,
    is_section,
    joined,
    scope_of,
)
from midtjylland.extract.contract.labelled import read_labelled
from midtjylland.extract.contract.prose import read_prose
from midtjylland.extract.contract.rows import AFTER
from midtjylland.extract.contract.stream import read_stream
from midtjylland.extract.contract.table import read_table
from midtjylland.extract.contract.wanted import sentence_at
from midtjylland.extract.days import looks_like_days
from midtjylland.extract.sentences import quote
from midtjylland.extract.towns import runs
from midtjylland.read.danish import quantities
from midtjylland.read.document import Document
from midtjylland.read.pages import CELL_GAP, Line, Page, Place, Word

# What a way of reading gives, with its findings.
_Read = tuple[Sequence[Item], Extract]
# The title of a goal within the name of another one.
_NEXT = re.compile(r"\s[0-9]{1,2}[.:] [A-ZÆØÅ]")
# What a target that lost its end goes on with.
_RUNS_ON = re.compile(rf"\w ({TARGET_BEGINS}\.? .*)")
# The mark of a note; a figure that is no superscript has a bracket.
_MARK = "[*†¹²³⁴-⁹]"
# "Mål 1-4 er fastsat af ...", "de to sidste mål har KKR ..."; a verb follows, as in no title.
_SOME_GOALS = re.compile(
    r"\b(?:mål(?:ene|områder?(?:ne)?)? (?P<first>[0-9]{1,2})"
    r"(?:(?P<joint> ?[-–] ?| til (?:og med )?| og )(?P<last>[0-9]{1,2}))?"
    r"|de (?:(?P<count>\w+) )?(?P<end>første|sidste)(?: (?P<behind>\w+))??(?: mål)?)"
    r"(?= (?:er|har|blev|bliver|følger|gælder|kommer|hører|stammer|sættes|fastsættes)\b)",
    re.I,
)
# Pages up to the contract's end on which sentences may say who set its goals.
_SCOPE_PAGES = 6
_SETS = re.compile(
    r"fastsat|fastlagt|fastsættes|aftal|besluttet|bestemt|\bsat\b|valgt|egne|fælles|\bens\b|\bfølger"
    r"|\bgælder|\bnational|\blokal",
    re.I,
)
# What a note on results speaks of; goals are national too.
_OF_RESULTS = re.compile(r"(?:\b|lands)tal|resultat|opgør|opgjort|\bmåles|målt|måling|effekt", re.I)
# What follows a contract on an agenda.
_AGENDA = re.compile(r"(?:indstilling|beslutning|(?:punkt|sag) [0-9]+)\b.{0,60}$", re.I)
_LIKE_TARGET = re.compile(
    r"(?:mindst|\bmin\.|højst|\bskal\b)[^.]{0,60}\d\s*(?:%|pct|procent)"
    r"|^(?!\w\))(?:[^(]*[^(\d])?\d{1,3}\s*(?:%|pct\.|procent) af (?:de )?"
    r"(?:vejled|henvis|adspurgt|virksomhed)",
    re.I,
)


def read_contract(document: Document, region: Region, year: int | None = None) -> Extract:
    """Targets with their results, and the numbers that they set."""
    extract = Extract()
    counts: Counter[int] = Counter()
    items = _items(document, region, year, extract)
    if first := next((item for item in items if not item.goal.number), None):
        if not any(finding.severity == "error" for finding in extract.findings):
            extract.tell(GOALS, "goal-missing/before", first.place)
        return extract
    for item in items:
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


def _ways(document: Document, region: Region, year: int | None) -> Iterator[_Read]:
    """What each way of reading gives, with its findings: as a table, as a list, by columns."""
    if not document.has_geometry:
        yield _read(document, region, lambda _: list(read_stream(document, region)))
        return
    # Cells may be set at the middle of their rows.
    whole = document.top_aligned
    yield from _ways_of_pages(whole, region, year)
    if whole.in_columns is not whole:
        yield from _ways_of_pages(whole.in_columns, region, year)


def _ways_of_pages(document: Document, region: Region, year: int | None) -> Iterator[_Read]:
    ways: Sequence[Callable[[Extract], Sequence[Item]]] = (
        lambda extract: read_table(document, region, year, extract),
        lambda _: read_labelled(document, len(region.municipalities), year),
        lambda extract: read_prose(document, year, extract),
    )
    for way in ways:
        read = _read(document, region, way)
        yield read
        if _is_proven(*read):
            return


def _read(document: Document, region: Region, way: Callable[[Extract], Sequence[Item]]) -> _Read:
    """What a way of reading gives, with its findings; nothing where columns are mixed."""
    extract = Extract()
    try:
        items = way(extract)
        if not document.has_geometry:
            _tell_joined(items, extract)
        elif items:
            _check(document, items, region, extract)
        return items, extract
    except MixedError as mixed:
        extract.tell(GOALS, f"columns-mixed/{mixed.case}", mixed.place, text=mixed.text)
        return [], extract


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


def _check(document: Document, items: Sequence[Item], region: Region, extract: Extract) -> None:
    """Doubts about items of pages, and what notes say of them."""
    if document.kind == "layout":
        raise MixedError("blanks", items[0].place)
    _tell_mixed(items, extract)
    _tell_towns(document, items, region, extract)
    if len(items) > 2:
        _tell_end(items, extract)
        _tell_numberless(items, extract)
    _tell_unread(document, items, extract)
    _tell_lost(document, items, extract)
    _take_corrections(document, items)
    _take_scopes(document, items)
    _tell_national(document, items, extract)


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
        elif apart := next(filter(_holds_two_numbers, item.result), None):
            text = apart.text
        else:
            continue
        extract.tell(GOALS, "columns-mixed/text", item.place, text=text[:70])
        return


def _tell_towns(
    document: Document, items: Sequence[Item], region: Region, extract: Extract
) -> None:
    """Withhold a contract whose texts run on through a table of municipalities."""
    towns = {row.place: row.x0 for run in runs(document, region) if len(run) > 2 for row in run}
    for line in (line for item in items for line in item.lines if line.place in towns):
        if line.x0 - 1 <= towns[line.place] <= line.x1:
            extract.tell(GOALS, "columns-mixed/text", line.place, text=line.text[:70])
            return


def _holds_two_numbers(line: Line) -> bool:
    """Whether a line holds numbers of two columns that look like one: "389" and "352"."""
    if len(line.words) != 2 or not re.fullmatch("[0-9]{1,3} [0-9]{3}", line.text):
        return False
    return line.words[1].x0 - line.words[0].x1 > CELL_GAP * line.size


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
    between = [p for p in document.pages if min(pages) <= (p.number or 0) <= max(pages) + 1]
    # A box's head is no target: "Mål 1.2 Nye kunder | Resultat 2024 | Resultat 2025".
    found = _untaken(between, items)
    untaken = [line for page, line in found if not names_years(page.parts_of(line))]
    first, last = items[0].place, _end(items)
    behind = (x.place for x in untaken if x.place > last and _AGENDA.match(x.text))
    end = next(behind, None)
    untaken += [line for page in between for line in _right_of(page, items)]
    top = max(item.goal.number for item in items)
    left = [x for x in untaken if _LIKE_TARGET.search(x.text) and not (end and x.place > end)]
    left += [
        line
        for line in untaken
        if first < line.place < last and (_is_next_title(line, top) or _is_point(line, items))
    ]
    if len(left) > 1 or any(line.place > first for line in left):
        told = {"count": len(left), "text": left[0].text[:60]}
        extract.tell(GOALS, "target-unread/within", left[0].place, **told)


def _end(items: Sequence[Item]) -> Place:
    """Where the last line of targets and results stands."""
    return max(line.place for item in items for line in item.lines)


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
    last, place = items[-1], _end(items)
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


def _notes(document: Document, items: Sequence[Item]) -> list[tuple[Page, Line]]:
    """Lines beside targets and results on their pages, with the page of each."""
    numbers = {item.place.page for item in items}
    return list(_untaken([page for page in document.pages if page.number in numbers], items))


def _tell_national(document: Document, items: Sequence[Item], extract: Extract) -> None:
    """Results are national where a note below the table calls their mark so; or the note is told.

    A mark that stands behind no result, or a figure as a mark, may mean any of them.
    """
    told = []
    for page, line in _notes(document, items):
        alone = line.words[0].mark or len(page.parts_of(line)) == 1
        if alone and is_measured_nationally(line.text):
            marked = _marked(line, items, is_measured_nationally) or _with_landstal(line, items)
            for item in marked:
                item.is_national = True
            told += [line] if not marked and _OF_RESULTS.search(line.text) else []
    if told:
        texts = [quote(line.text, 120) for line in told]
        extract.tell(INDICATORS, "note-national", told[0].place, texts=texts)


def _with_landstal(line: Line, items: Sequence[Item]) -> list[Item]:
    """Items that say "Landstal", where a note tells what that word means."""
    if "landstal" not in line.text.lower():
        return []
    return [i for i in items if "landstal" in joined([*i.result, *i.beside]).lower()]


def _take_scopes(document: Document, items: Sequence[Item]) -> None:
    """Who set the goals, where sentences say so of all of them: "Mål 5 og 6 er vores egne"."""
    if any(item.goal.is_set for item in items):
        return
    numbers = sorted({item.goal.number for item in items})
    told: dict[int, str] = {}
    last = items[-1].place.page or 0
    pages = [page for page in document.pages if 0 <= last - (page.number or 0) < _SCOPE_PAGES]
    text = " ".join(line.text for page in pages for line in page.lines)
    found = list(_SOME_GOALS.finditer(text))
    for some, after in zip_longest(found, found[1:]):
        said = text[some.end() : after.start() if after else len(text)]
        said = re.split(r"[.;]\s", said)[0]
        scope = scope_of(said) if _SETS.search(said) else None
        own = _goals_of(some, numbers) if scope else []
        told |= dict.fromkeys(own, scope or "")
    if {*told} == {*numbers}:
        for item in items:
            item.goal.scope = told[item.goal.number]


def _goals_of(some: re.Match[str], numbers: Sequence[int]) -> Sequence[int]:
    """Numbers of the goals that words name: "mål 1-4", "de tre sidste"."""
    if some["first"] and (some["joint"] or "").strip() == "og":
        return [int(some["first"]), int(some["last"])]
    if some["first"]:
        return range(int(some["first"]), int(some["last"] or some["first"]) + 1)
    said = some["count"] or some["behind"] or ""
    count = next((int(q.value or 0) for q in quantities(said)), 0)
    first = some["end"].lower() == "første"
    return numbers[:count] if first else numbers[len(numbers) - count :]


def _take_corrections(document: Document, items: Sequence[Item]) -> None:
    """Results go on with the note below that corrects them: "¹ Det rigtige tal er 68 pct."."""
    notes = [line for _, line in _notes(document, items)]
    for line, below in zip_longest(notes, notes[1:]):
        if CORRECTED.search(line.text):
            goes_on = below and below.place.line == line.place.line + 1 and below.size == line.size
            for item in _marked(line, items, CORRECTED.search):
                item.result += [line, below] if goes_on else [line]


def _marked(line: Line, items: Sequence[Item], means: Callable[[str], object]) -> list[Item]:
    """Items with the mark of a note of some meaning in their target, result or verdict."""
    note = " ".join(f"{_mark(word)} {word.text}".strip() for word in line.words) or line.text
    told = rf"\(?({_MARK}+)[)⁾]?|\(?[1-9a-e]\)|(?<!.)[1-9](?=\s)"
    follows = r"\s?[A-ZÆØÅ]|\s(?:er|gælder|dækker|viser)\b"
    marks = list(re.finditer(rf"(?:^|(?<=\s))(?:{told})(?={follows})", note))
    ends = [*(mark.start() for mark in marks), len(note)][1:]
    meant = [m[1] or m[0] for m, end in zip(marks, ends, strict=True) if means(note[m.end() : end])]
    # "kontrolgruppen1" is how a mark looks that its font has raised.
    behind = [
        rf"[^\W\d]{mark}(?!\w)"
        if mark.isdecimal()
        else rf"(?:[\w%.)(]\s?|(?<!{_MARK})(?!\d)){re.escape(mark)}(?!{_MARK})"
        for mark in meant
    ]
    found = []
    for item in items:
        lines = [*item.target, *item.result, *item.beside]
        words = (f"{word.text} {_mark(word)}" for line in lines for word in line.words)
        text = f"{item.result_text} {' '.join(words)}"
        found += [item] if any(re.search(each, text) for each in behind) else []
    return found


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
    text = item.result_text
    if not re.search("kollektiv", item.target_text, re.I):
        return
    for quantity in quantities(text):
        first, last = sentence_at(text, quantity)
        clause = re.split(r",\s|\s(?:og|samt)\s", text[quantity.end : last])[0]
        near = text[max(quantity.start - 40, first) : min(quantity.end + 60, last)]
        joint = re.search("deltag", clause, re.I) and re.search("kollektiv", near, re.I)
        if quantity.unit == "count" and quantity.value and joint:
            line = next((x for x in item.result if quantity.text in x.text), item.result[0])
            extract.add_total(INDICATORS, "collective_participants", quantity.value, line.place)
            return
