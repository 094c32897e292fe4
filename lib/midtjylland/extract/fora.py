"""Recipe for the regional political fora: the question of each, and the half-year it works in.

A forum stands on a sheet of its own (its question quoted, then the half-year), in a chart with
half-years as columns, in a table or matrix, or under a half-year as heading.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import accumulate, combinations, product, zip_longest

from midtjylland.core.message import place_message
from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.sentences import place_at, quote
from midtjylland.read.danish import one_line, squeeze
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import Line, Place

TABLE = "regional_fora"
_NUMBER = r"(?:(?P<half>[12])\.|(?P<word>første|anden|andet))"
_HALF = re.compile(
    rf"(?:(?:forår|efterår)(?:et)?\s+20[0-9]{{2}}\s*\(\s*)?"
    rf"(?:(?P<before>20[0-9]{{2}})[,:]?\s*)?{_NUMBER}\s*halv(?:år|del)(?:\s+(?:af|i))?[,:]?"
    r"(?:\s*(?P<year>20[0-9]{2}))?\)?",
    re.I,
)
_QUOTES = "’‘'\"”“»«"
_ASKS = r"(?:Hv(?:ad|em|or|ilk)|Skal|Kan|Er |Bør|Må |Har )"
_QUESTION = rf"{_ASKS}[^?]{{4,220}}\?"
_QUOTED = re.compile(rf"[{_QUOTES}]\s*(?P<question>{_QUESTION})\s*[{_QUOTES}]")
_BESIDE = re.compile(rf"(?P<question>{_QUESTION})\W*{_HALF.pattern}", re.I)
_HALF_FIRST = re.compile(rf"\W*{_HALF.pattern}\W*(?={_ASKS})", re.I)
# The mark or number of a list's point, and what it is about.
_MARK = r"\W{0,3}(?:[0-9]{1,2}[.)]\s)?(?:Om [^:?]{3,40}: )?"
_BEGINS = re.compile(rf"^{_MARK}{_ASKS}")
_SEASON = re.compile(r"(?:forår|efterår)(?:et)?\s+20[0-9]{2}", re.I)
_CROSS = re.compile(r"[xX×✓✔●■•✗]")
# What a cell with a half-year, or with its year alone, begins with.
_IN_HALF_CELL = re.compile(r"(?:forår|efterår|[12]\.|første|anden|andet|20[0-9]{2}\b)", re.I)
# From a quoted question to its half-year, in letters.
_NEAR = 220
_STOP = re.compile(r"[.!?][”\"’']*\s")
# From a question to a line on its forum's half-year, in lines.
_LINES = 12
_ALIKE = 0.85
# Sentences behind one on fora in which points of a list may begin with half-years.
_REACH = 8


@dataclass(frozen=True)
class _Forum:
    question: str
    half: int
    year: int
    place: Place


@dataclass
class _Head:
    """A half-year over a column; 0 for a year that is not named."""

    half: int
    year: int
    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


# A question whose half-year stands beside it, or such a half-year.
_Told = _Forum | tuple[int, int]


def read_fora(document: Document, region: Region) -> Extract:
    """Read the fora; the text of a sheet comes before that of a chart."""
    extract = Extract()
    lines = [line for block in document.blocks for line in block.lines]
    sheets = list(_headed(document, region))
    headed = {squeeze(forum.question) for forum in sheets}
    sheets += [f for f in _sheets(lines, region) if squeeze(f.question) not in headed]
    sheets = _once(sheets)
    in_turn = [] if sheets else _in_turn(document, region)
    on_sheets = {squeeze(forum.question) for forum in [*sheets, *in_turn]}
    charts = list(_charts(document, on_sheets, extract)) if document.has_geometry else []
    listed = in_turn if sheets or in_turn else _unquoted(document)
    if not document.has_geometry and not sheets and not listed:
        _tell_stream_chart(document, extract)
    others = _once([*charts, *listed])
    for forum in sorted(_agreed(sheets, others, extract), key=_order):
        extract.add(TABLE, forum.place, question=forum.question, half=forum.half, year=forum.year)
    if not extract.rows and not extract.findings:
        _tell_unread(document, region, extract)
    if extract.rows:
        _tell_lost(document, lines, region, extract, on_sheets=bool(sheets))
    return extract


def _order(forum: _Forum) -> tuple[int, ...]:
    return (forum.place.page or 0, forum.place.line, forum.year, forum.half)


def _half(match: re.Match[str]) -> tuple[int, int]:
    """Half and year; 0 for a year that is not named."""
    said = match["half"] or match["word"].lower()
    return 1 if said in ("1", "første") else 2, int(match["year"] or match["before"] or 0)


def _sheets(lines: Sequence[Line], region: Region) -> Iterator[_Forum]:
    """Quoted questions of a forum, each followed by the half-year it works in."""
    text, starts = _as_text(lines)
    forum = region.pattern("fora", "forum")
    quoted = list(_QUOTED.finditer(text))
    listed = -1  # where a forum ends that another one of its list may follow
    for match, following in zip_longest(quoted, quoted[1:]):
        goes_on = listed >= 0 and not re.search(r"\w", text[listed : match.start()])
        window = text[max(match.start() - 70, 0) : match.start()]
        named = list(forum.finditer(window))
        end = min(following.start() if following else len(text), match.end() + _NEAR)
        half = _HALF.search(text, match.end(), end)
        if not (named or goes_on) or not half or not _half(half)[1]:
            continue
        # A half-year at the head of the next sentence belongs to the question there.
        behind = text[half.end() : following.start()] if following else ". "
        if _STOP.search(text, match.end() - 1, half.start()) and not _STOP.search(behind):
            continue
        first = lines[bisect(starts, match.start()) - 1]
        if named and not goes_on:
            # The words before the question begin on its own line or the one above.
            name = named[-1] if window.count("\n") > 2 else named[0]
            first = lines[bisect(starts, match.start() - len(window) + name.start()) - 1]
        at = bisect(starts, half.start()) - 1
        last = lines[at]
        beside = [h for h in _HALF.finditer(text, starts[at]) if h.start() < starts[at + 1]]
        works = region.pattern("fora", "works").search(text, match.end(), half.start())
        if (works or first.place.page == last.place.page) and len(beside) == 1:
            listed = half.end()
            yield _Forum(one_line(match["question"]), *_half(half), first.place)


def _as_text(lines: Sequence[Line]) -> tuple[str, list[int]]:
    """Lines as one text, and where each begins in it."""
    texts = [line.text + "\n" for line in lines]
    return "".join(texts), [0, *accumulate(map(len, texts))]


def _headed(document: Document, region: Region) -> Iterator[_Forum]:
    """Quoted questions of sentences that give the half-year before them, or one for several."""
    told = list(_near_fora(document, region))
    alone = [bool(quoted) for _, halves, quoted in told if bool(halves) != bool(quoted)]
    # "I 1. halvår 2025 begynder to fora. Det ene handler om ’...?’": no half-year comes last.
    leads = alone[:1] == [False] and alone[-1]
    last, opens = None, False
    for sentence, halves, quoted in told:
        own = _halves_of(quoted, halves) if halves and quoted else []
        if not halves and last and (opens or re.search("samme halvår", sentence.text, re.I)):
            own = [last] * len(quoted)
        last = halves[-1] if halves else last
        opens = leads and not quoted and len(halves) == 1
        for match, half in zip(quoted, own, strict=False):
            place = place_at(sentence, match.start())
            yield _Forum(one_line(match["question"]), *_half(half), place)


def _near_fora(
    document: Document, region: Region
) -> Iterator[tuple[Sentence, list[re.Match[str]], list[re.Match[str]]]]:
    """Sentences near one that names fora, with their half-years and quoted questions."""
    forum, near = region.pattern("fora", "forum"), 0
    for sentence in document.sentences:
        near = _REACH if forum.search(sentence.text) else near - 1
        halves = [half for half in _HALF.finditer(sentence.text) if _half(half)[1]]
        if near > 0:
            yield sentence, halves, list(_QUOTED.finditer(sentence.text))


def _halves_of(
    quoted: Sequence[re.Match[str]], halves: Sequence[re.Match[str]]
) -> list[re.Match[str]]:
    """The half-year of each question of a sentence; none where one question stands before it."""
    if halves[0].start() < quoted[0].start():
        return [[h for h in halves if h.start() < q.start()][-1] for q in quoted]
    if len(quoted) > 1 == len(halves):
        return [halves[0]] * len(quoted)
    if len(halves) == 1 or halves[-1].start() < quoted[-1].start():
        return []
    return [next(h for h in halves if h.start() > q.start()) for q in quoted]


def _charts(document: Document, on_sheets: set[str], extract: Extract) -> Iterator[_Forum]:
    """Questions below half-years as columns, or with a cross below one."""
    for page in document.pages:
        lines = list(page.lines)
        for at, line in enumerate(lines):
            heads = _heads(lines, at)
            if len(heads) < 2:
                continue
            if not all(head.year for head in heads):
                extract.tell(TABLE, "half-year-unknown/year", line.place, line=line.text)
                return
            yield from _below(lines[at + 1 :], heads, on_sheets, extract)


def _heads(lines: Sequence[Line], at: int) -> list[_Head]:
    """Half-years of a line, with years that stand below them."""
    heads = []
    for part in lines[at].parts(0.9 * lines[at].size):
        match = _HALF.fullmatch(part.text.strip(" :"))
        if match:
            heads.append(_Head(*_half(match), part.x0, part.x1))
    for head, below in product(heads, lines[at + 1 : at + 3]):
        if not head.year:
            words = [w for w in below.words if w.x0 < head.x1 and w.x1 > head.x0]
            years = [w.text for w in words if re.fullmatch("20[0-9]{2}", w.text)]
            head.year = int(years[0]) if len(years) == 1 else 0
    return heads


def _below(
    lines: Sequence[Line], heads: Sequence[_Head], on_sheets: set[str], extract: Extract
) -> Iterator[_Forum]:
    """Questions of a chart; each goes on in its column until its question mark."""
    held: dict[int, list[Line]] = {}
    crossed: list[Line] = []
    for line in lines:
        parts = line.parts(0.9 * line.size)
        if parts[0].x0 < heads[0].x0 - 6 and parts[0].x1 > heads[1].x0:
            break  # a line of text
        over = [part.text for part in parts if part.x1 > heads[0].x0]
        if over and all(re.fullmatch(r"(?:20[0-9]{2}\s*)+", text) for text in over):
            continue
        crosses = [part for part in parts if _CROSS.fullmatch(part.text)]
        known = bool(crosses)
        for part in parts:
            if part in crosses:
                continue
            column = _column(part, heads)
            if _is_left(part, heads, marked=bool(crosses) or -1 in held):
                column = -1
            if column not in held and not _BEGINS.match(part.text):
                continue
            known = True
            held.setdefault(column, []).append(part)
        # The head may have a line more.
        if not known and line is not lines[0]:
            break
        # The cross of a question of several lines stands beside any of them.
        crossed += crosses
        yield from _finished(held, crossed, heads)
        crossed = crossed if -1 in held else []
    _tell_unfinished(held, on_sheets, extract)


def _tell_unfinished(held: dict[int, list[Line]], on_sheets: set[str], extract: Extract) -> None:
    """Report questions without a half-year, but not those of sheets, which a chart may colour."""
    for parts in held.values():
        text = one_line("\n".join(part.text for part in parts))
        asked = [squeeze(one) for one in re.findall(r"[^?]+\?", text)]
        if not asked or not all(any(map(one.endswith, on_sheets)) for one in asked):
            extract.tell(TABLE, "unreadable/chart", parts[0].place, text=text)


def _is_left(part: Line, heads: Sequence[_Head], marked: bool) -> bool:
    """Whether a question stands left of the half-years, which have the mark."""
    far = part.x0 < 2 * heads[0].x0 - heads[1].x0
    return far or (part.x1 < heads[0].x0 and marked)


def _finished(
    held: dict[int, list[Line]], crosses: Sequence[Line], heads: Sequence[_Head]
) -> Iterator[_Forum]:
    for column in list(held):
        text = one_line("\n".join(part.text for part in held[column]))
        if not text.endswith("?"):
            continue
        columns = [_nearest(cross, heads) for cross in crosses] if column == -1 else [column]
        if len(columns) == 1:
            head = heads[columns[0]]
            yield _Forum(text.lstrip("•–- "), head.half, head.year, held[column][0].place)
            del held[column]


def _column(part: Line, heads: Sequence[_Head]) -> int:
    """Column of a part: the one with its left edge, else the one with its middle."""
    edged = [at for at, head in enumerate(heads) if abs(head.x0 - part.x0) < 6]
    return edged[0] if len(edged) == 1 else _nearest(part, heads)


def _nearest(part: Line, heads: Sequence[_Head]) -> int:
    middle = (part.x0 + part.x1) / 2
    return min(range(len(heads)), key=lambda at: abs(heads[at].middle - middle))


def _listed(document: Document) -> Iterator[_Forum]:
    """Questions under, or beside, a half-year that has a line or a cell for itself."""
    current: tuple[int, int] | None = None
    held: list[Line] = []
    for line in document.lines:
        parts = line.parts(0.9 * line.size) if document.has_geometry else [line]
        halves = [m for part in parts if (m := _HALF.fullmatch(part.text.strip(" :•")))]
        if len(halves) > 1:
            current, held = None, []
            continue
        if halves:
            half = _half(halves[0])
            current, held = (half if half[1] else None), []
        texts = [part for part in parts if not _HALF.fullmatch(part.text.strip(" :•"))]
        asked = (part for part in texts if _BEGINS.match(part.text))
        more = (part for part in texts if held and abs(part.x0 - held[0].x0) < 4)
        text_part = next(more, None) or next(asked, None)
        if current and text_part:
            held.append(text_part)
            text = one_line("\n".join(part.text for part in held))
            if text.endswith("?"):
                yield _Forum(text.lstrip("•–-* "), *current, held[0].place)
                held = []
        elif not halves:
            current, held = None, []


def _in_turn(document: Document, region: Region) -> list[_Forum]:
    """Questions without quotes, each with its half-year behind it, by lines or by sentences."""
    runs = (_runs(document, region), [list(_told_in_turn(document, region))])
    return next((found for run in runs if (found := list(_labelled(run)))), [])


def _unquoted(document: Document) -> list[_Forum]:
    """Questions without quotes under half-years, behind them or beside them."""
    others = [list(_listed(document)), list(_beside(document)), _in_cells(document)]
    return max(others, key=len)


def _beside(document: Document) -> Iterator[_Forum]:
    """Questions right behind or before their half-year, on one line or more."""
    for at, line in enumerate(document.lines):
        first = _HALF_FIRST.match(line.text)
        if not (first or _BEGINS.match(line.text)):
            continue
        texts = [line.text, *(one.text for one in document.lines[at + 1 : at + 4])]
        for text in (one_line("\n".join(texts[: end + 1])) for end in range(len(texts))):
            half = first or re.search(rf"(?<=\?)\W*{_HALF.pattern}\W*$", text)
            asked = text[first.end() :] if first else text[: half.start()] if half else ""
            if half and _half(half)[1] and (found := _alone(asked, line.place)):
                yield replace(found, half=_half(half)[0], year=_half(half)[1])
                break


def _in_cells(document: Document) -> list[_Forum]:
    """Questions of a table's rows, with half-year and year in cells of their own."""
    found: list[_Forum] = []
    held: tuple[float, _Forum] | None = None
    for line in document.lines if document.has_geometry else ():
        parts = line.parts(0.9 * line.size)
        asked = next((part for part in parts if _BEGINS.match(part.text)), None)
        # Another list of the page may stand on the line, with years of its own.
        cells = [p.text for p in parts if p is not asked and _IN_HALF_CELL.match(p.text)]
        halves = list(_HALF.finditer(" ".join(cells)))
        if asked and len(halves) == 1 and _half(halves[0])[1]:
            held = asked.x0, _Forum(asked.text, *_half(halves[0]), line.place)
        elif held:
            x0, forum = held
            more = next((part.text for part in parts if abs(part.x0 - x0) < 4), "")
            held = x0, replace(forum, question=one_line(f"{forum.question}\n{more}"))
        if held and (whole := _alone(held[1].question, line.place)):
            found.append(replace(held[1], question=whole.question))
            held = None
    return found


def _told_in_turn(document: Document, region: Region) -> Iterator[_Told]:
    """Sentences that are questions, and those that tell when a forum works."""
    forum, works = (region.pattern("fora", name) for name in ("forum", "works"))
    for sentence in document.sentences:
        text, halves = sentence.text, list(_HALF.finditer(sentence.text))
        if question := _alone(text, sentence.place):
            yield question
        elif len(halves) == 1 and "?" not in text and forum.search(text) and works.search(text):
            yield _half(halves[0])


def _labelled(runs: Iterable[Sequence[_Told]]) -> Iterator[_Forum]:
    """Questions that stand alone, each with its half-year behind it."""
    for run in runs:
        asked = [one for one in run[::2] if isinstance(one, _Forum)]
        halves = [one for one in run[1::2] if not isinstance(one, _Forum)]
        if 2 * len(asked) == len(run) == 2 * len(halves):
            for forum, (half, year) in zip(asked, halves, strict=True):
                yield replace(forum, half=half, year=year)


def _runs(document: Document, region: Region) -> Iterator[list[_Told]]:
    """Questions that stand alone and lines on a half-year, those together that stand near."""
    run: list[_Told] = []
    held: list[Line] = []
    last = 0
    for at, line in enumerate(document.lines):
        half = _line_of_half(line, region)
        if _BEGINS.match(line.text) or half or len(held) > 3:
            held = []
        if len(_HALF.findall(line.text)) > 1:  # the head of a chart
            yield run
            run, held = [], []
            continue
        if held or _BEGINS.match(line.text):
            held.append(line)
        text = one_line("\n".join(one.text for one in held))
        question = _alone(text, held[0].place) if held else None
        held = [] if question else held
        if new := question or half:
            if at - last > _LINES:
                yield run
                run = []
            run.append(new)
            last = at
    yield run


def _alone(text: str, place: Place) -> _Forum | None:
    """A text that is a question and nothing else; its half-year is told elsewhere."""
    asked = re.fullmatch(rf"{_MARK}(?P<question>{_QUESTION})", text)
    return _Forum(asked["question"], 0, 0, place) if asked else None


def _line_of_half(line: Line, region: Region) -> tuple[int, int] | None:
    """Half-year of a line that is on nothing else."""
    found = list(_HALF.finditer(line.text))
    words = [region.pattern("fora", name) for name in ("forum", "works")]
    long = len(line.text) > 80 and not words[0].match(line.text)
    if len(found) != 1 or long or "?" in line.text:
        return None
    alone = found[0].group() == line.text.strip(" :•.")
    named = any(word.search(line.text) for word in words)
    return _half(found[0]) if _half(found[0])[1] and (alone or named) else None


def _once(fora: Sequence[_Forum]) -> list[_Forum]:
    """Fora without repetitions of the same question and half-year."""
    kept: dict[tuple[str, int, int], _Forum] = {}
    for forum in fora:
        kept.setdefault((squeeze(forum.question), forum.half, forum.year), forum)
    return list(kept.values())


def _agreed(sheets: Sequence[_Forum], charts: Sequence[_Forum], extract: Extract) -> list[_Forum]:
    """Fora of the sheets and of the charts together; an error where they disagree."""
    kept = list(sheets)
    alone = [("sheet-only", one) for one in sheets if charts and _twin(one, charts) is None]
    for forum in charts:
        twin = _twin(forum, kept)
        if twin is None:
            kept.append(forum)
            alone += [("chart-only", forum)] if sheets else []
        elif (twin.half, twin.year) != (forum.half, forum.year):
            _tell_disagreement(twin, forum, extract)
    for case, one in alone:
        told = {"severity": "warning", "question": one.question}
        extract.tell(TABLE, f"places-differ/{case}", one.place, **told)
    for one, other in combinations(sorted(sheets, key=_order), 2):
        if _alike(one.question, other.question):
            _tell_disagreement(one, other, extract)
    return kept


def _twin(forum: _Forum, others: Sequence[_Forum]) -> _Forum | None:
    return next((other for other in others if _alike(forum.question, other.question)), None)


def _tell_disagreement(one: _Forum, other: _Forum, extract: Extract) -> None:
    extract.tell(
        TABLE,
        "places-differ/half-years",
        other.place,
        question=one.question,
        half=one.half,
        year=one.year,
        place=place_message(*one.place),
        other_half=other.half,
        other_year=other.year,
        other_place=place_message(*other.place),
    )


def _alike(one: str, other: str) -> bool:
    one, other = squeeze(one), squeeze(other)
    return one in other or other in one or SequenceMatcher(None, one, other).ratio() > _ALIKE


def _tell_stream_chart(document: Document, extract: Extract) -> None:
    """A chart whose columns an extractor has lost can't be read."""
    for line in document.lines:
        if len(_HALF.findall(line.text)) > 1:
            extract.tell(TABLE, "columns-lost/half-years", line.place, line=line.text)
            return


def _tell_lost(
    document: Document, lines: Sequence[Line], region: Region, extract: Extract, on_sheets: bool
) -> None:
    """Report questions and half-years of fora that no row holds."""
    rows = extract.rows[TABLE]
    known = [row["question"] for row in rows]
    halves = {(row["half"], row["year"]) for row in rows}
    forum = region.pattern("fora", "forum")
    asked = list(_named(lines, forum))
    for sentence in document.sentences:
        text = sentence.text
        quoted = list(_QUOTED.finditer(text)) or list(_BESIDE.finditer(text))
        if not forum.search(text) and not (quoted and _HALF.search(text)):
            continue
        asked += [(match["question"], sentence.place) for match in quoted]
        for match in _HALF.finditer(text):
            half = _half(match)
            if half[1] and half not in halves:
                extract.tell(
                    TABLE, "half-year-lost", sentence.place, match=match.group(), text=quote(text)
                )
    if on_sheets:
        _tell_alone(lines, region, extract)
    for question, place in asked:
        if not any(_alike(question, one) for one in known):
            known.append(question)
            extract.tell(TABLE, "question-lost/asked", place, question=question)
    if not on_sheets:
        # A sheet asks more than its forum's question.
        _tell_unasked(document, region, known, extract)


def _tell_alone(lines: Sequence[Line], region: Region, extract: Extract) -> None:
    """Report the half-year in which a forum works where no question of a row stands before it.

    A sentence that names the forum in other words ("forum om unge udenfor") asks nothing.
    """
    rows = [
        (squeeze(row["question"])[:20], row["half"], row["year"]) for row in extract.rows[TABLE]
    ]
    works, forum = (region.pattern("fora", key) for key in ("works", "forum"))
    for at, line in enumerate(lines):
        for match in () if forum.search(line.text) else _HALF.finditer(line.text):
            if not (_half(match)[1] and works.search(line.text, 0, match.start())):
                continue
            before = squeeze(" ".join(one.text for one in lines[max(at - _LINES, 0) : at + 1]))
            if not any(own in before and when == [*_half(match)] for own, *when in rows):
                text = quote(line.text)
                extract.tell(TABLE, "half-year-lost", line.place, match=match.group(), text=text)


def _named(lines: Sequence[Line], forum: re.Pattern[str]) -> Iterator[tuple[str, Place]]:
    """Quoted questions right behind the name of a forum, over however many lines."""
    text, starts = _as_text(lines)
    for match in _QUOTED.finditer(text):
        if forum.search(text, max(match.start() - 70, 0), match.start()):
            yield one_line(match["question"]), lines[bisect(starts, match.start()) - 1].place


def _tell_unasked(
    document: Document, region: Region, known: Sequence[str], extract: Extract
) -> None:
    """Report questions near a half-year, or on a line with one, that no row holds."""
    for run in _runs(document, region):
        for one in run if any(not isinstance(other, _Forum) for other in run) else ():
            if isinstance(one, _Forum) and not any(_alike(one.question, q) for q in known):
                extract.tell(TABLE, "question-lost/near", one.place, question=one.question)
    for line in document.lines:
        half, asked = _HALF.search(line.text), re.search(rf"\b{_ASKS}[^?]+\??", line.text)
        own = squeeze(_HALF.sub("", asked.group()))[:20] if asked else ""
        if own and half and not any(own in squeeze(q) for q in known):
            extract.tell(TABLE, "question-lost/near", line.place, question=line.text)


def _tell_unread(document: Document, region: Region, extract: Extract) -> None:
    """Report sentences that tell when a forum works, where no question could be read."""
    forum = region.pattern("fora", "forum")
    for sentence in document.sentences:
        if not forum.search(sentence.text):
            continue
        half, season = _HALF.search(sentence.text), _SEASON.search(sentence.text)
        if half and _half(half)[1]:
            extract.tell(TABLE, "unreadable/question", sentence.place, sentence=sentence.text)
            return
        if season:
            extract.tell(TABLE, "half-year-unknown/season", sentence.place, season=season.group())
            return
