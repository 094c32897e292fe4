"""Recipe for the regional political fora: the question of each, and the half-year it works in.

Questions and half-years are mentions. Under half-years side by side, a column or a cross tells
which of them a question has; everywhere else the nearest one before it or behind it does.
"""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import accumulate, combinations, groupby, zip_longest

from midtjylland.core.message import place_message
from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.sentences import place_at, quote
from midtjylland.read.danish import one_line, squeeze
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import Line, Page, Place

TABLE = "regional_fora"
_HALF = re.compile(
    r"(?:(?:(?:(?:forår|efterår)(?:et)?|[a-z]{3,9}\s?[-–]\s?[a-z]{3,9})\s+)?"
    r"(?P<before>20[0-9]{2})[,:]?\s*\(?\s*)?"
    r"(?:(?P<half>[12])\.|(?P<word>første|anden|andet))\s*halv(?:år|del)(?:\s+(?:af|i))?[,:]?"
    r"(?:\s*(?P<year>20[0-9]{2}))?\)?",
    re.I,
)
_QUOTES = "’‘'\"”“»«"
_ASKS = r"(?:Hv(?:ad|em|or|ilk)|Skal|Kan|Er |Bør|Må |Har )"
_QUESTION = rf"{_ASKS}[^?]{{4,220}}\?"
_QUOTED = re.compile(rf"[{_QUOTES}]\s*({_QUESTION})\s*[{_QUOTES}]")
# A question without quotes, behind the number of a list's point and what it is about.
_UNQUOTED = re.compile(
    rf"\W*(?:(?:[Ff]orum |[Tt]ema )?[0-9]{{1,2}}[.:)]\s)?((?:Om [^:?]{{3,40}}: )?{_QUESTION})\W*"
)
_SEASON = re.compile(r"(?:forår|efterår)(?:et)?\s+20[0-9]{2}", re.I)
_SAME = re.compile("samme halvår|det samme g(?:ør|ælder)", re.I)
# What stands before a half-year that holds no more: "(stod tidligere til 1. halvår 2027)".
_NO_MORE = re.compile(
    r"(?:tidligere|oprindelig\w*|skulle (?:\w+ )*have|(?:flyttet|rykket|udskudt) fra)[^,.;(]*$",
    re.I,
)
# Years told beside that of the half-year before.
_SAME_YEAR = re.compile("samme år", re.I)
_YEAR_AFTER = re.compile("(?:følgende|næste) år|år(?:et)? (?:efter|derpå)", re.I)
_CROSS = re.compile(r"[xX×✓✔●■•✗]")
_YEAR = re.compile(r"20[0-9]{2}")
# Sentences behind one on fora, or behind a question or a half-year there, that may hold more.
_REACH = 12
# Sentences before one on fora that may hold some, as the cells before a table's head.
_AHEAD = 4
# Letters from a forum's name to its question.
_NAMED = 30
# From a mention to the next one of the same list, in lines.
_LINES = 12
# From a question without quotes to a half-year that makes it a forum's, in lines.
_NEAR = 7
# Lines from a half-year down to its year.
_YEAR_BELOW = 3
_ALIKE = 0.85


@dataclass(frozen=True)
class _Mention:
    """A question, or a half-year (0 for a year that is not named), and where it stands."""

    number: int  # of its sentence
    at: int  # in its sentence
    place: Place
    line: Line
    question: str = ""
    half: int = 0
    year: int = 0
    is_quoted: bool = False
    # Where the name of its forum stands right before it.
    named_at: Place | None = None
    # Whether a half-year has a line or a cell for itself.
    is_alone: bool = False
    # Whether a question without quotes begins its line, or stands behind a half-year.
    heads_line: bool = False
    # Whether the sentence of a half-year says that a forum works in it.
    works: bool = False


@dataclass(frozen=True)
class _Chart:
    """Half-years side by side, the questions below them, and the fora that these make."""

    heads: Sequence[_Mention]
    questions: Sequence[_Mention]
    fora: Sequence[_Forum]


@dataclass(frozen=True)
class _Forum:
    question: str
    half: int
    year: int
    place: Place
    # Where its half-year is told, in running text.
    told_at: Place | None = None


def read_fora(document: Document, region: Region) -> Extract:
    """Read the fora; quoted questions come before those of charts and lists."""
    extract = Extract()
    mentions = _with_years(list(_mentions(document, region)), document)
    charts = list(_charts_of(mentions, document, region.pattern("fora", "works")))
    charted = {id(m) for chart in charts for m in (*chart.heads, *chart.questions)}
    others = [m for m in mentions if id(m) not in charted]
    rank = {line.place: n for n, line in enumerate(document.lines)}
    quoted = list(_paired([m for m in others if m.is_quoted or m.half], rank))
    listed = [] if quoted else list(_paired([m for m in others if m.half or m.heads_line], rank))
    sheets, told = _once(quoted), _once([*(f for chart in charts for f in chart.fora), *listed])
    for chart in charts:
        _tell_chart(chart, [*sheets, *told], extract)
    if document.kind == "stream" and not sheets and not told:
        _tell_stream_chart(document, extract)
    for forum in sorted(_agreed(sheets, told, extract), key=_order):
        extract.add(TABLE, forum.place, question=forum.question, half=forum.half, year=forum.year)
    if extract.rows:
        _tell_lost(mentions, document, region, extract)
        if sheets:
            _tell_alone(others, quoted, document, region, extract)
    elif not extract.findings:
        _tell_unread(document, region, extract)
    return extract


def _order(forum: _Forum) -> tuple[int, ...]:
    return (forum.place.page or 0, forum.place.line, forum.year, forum.half)


def _mentions(document: Document, region: Region) -> Iterator[_Mention]:
    """Questions and half-years near sentences on fora, in reading order."""
    forum = region.pattern("fora", "forum")
    quoted = _quoted(document.sentences, forum)
    naming = [n for n, s in enumerate(document.sentences) if forum.search(s.text)]
    reach, last, asks_more = -1, None, False
    for number, sentence in enumerate(document.sentences):
        halves, asked = list(_halves(number, sentence, region)), quoted.get(number, [])
        found = [*halves, *(asked or ([] if asks_more else _unquoted(number, sentence)))]
        # "... finder svar på følgende i 1. halvår 2025:" asks more than the forum's question.
        told_of = halves and not halves[0].is_alone and sentence.text.endswith(":")
        asks_more = bool(told_of) or (asks_more and "?" in sentence.text)
        at = bisect_left(naming, number)
        before, after = naming[at - 1 : at], naming[at : at + 1]
        named = (before and number - before[0] <= _REACH) or (after and after[0] - number <= _AHEAD)
        if named or (halves and asked):
            reach = number + _REACH
        for mention in sorted(found, key=lambda m: m.at) if number <= reach else ():
            reach = number + _REACH
            if mention.half:
                mention = last = _with_year_told(mention, last, sentence.text)
            elif last and (same := _SAME.search(sentence.text)):
                yield replace(last, number=number, at=same.start(), place=mention.place)
            yield mention


def _with_year_told(half: _Mention, last: _Mention | None, text: str) -> _Mention:
    """A half-year with the year that its sentence tells by that of the one before."""
    if half.year or half.is_alone or not last or not last.year:
        return half
    beside = last.number == half.number
    said = text[last.at if beside else 0 : half.at + len("første halvår samme år") + 1]
    if _YEAR_AFTER.search(said):
        return replace(half, year=last.year + 1)
    same = _SAME_YEAR.search(said) or (beside and half.half > last.half)
    return replace(half, year=last.year) if same else half


def _quoted(sentences: Sequence[Sentence], forum: re.Pattern[str]) -> dict[int, list[_Mention]]:
    """Quoted questions by the sentence that they end in; some texts break them into several."""
    starts = [0, *accumulate(len(s.text) + 1 for s in sentences)]
    text = "\n".join(s.text for s in sentences)

    def mention_at(at: int) -> _Mention:
        number = bisect(starts, at) - 1
        return _mention(number, at - starts[number], sentences[number])

    found: dict[int, list[_Mention]] = {}
    for match in _QUOTED.finditer(text):
        named = list(forum.finditer(text, max(match.start() - _NAMED, 0), match.start()))
        own, last = mention_at(match.start()), mention_at(match.end() - 1)
        own = replace(
            own,
            number=last.number,
            at=own.at if own.number == last.number else 0,
            question=one_line(match[1]),
            is_quoted=True,
            named_at=mention_at(named[-1].start()).place if named else None,
        )
        found.setdefault(last.number, []).append(own)
    return found


def _halves(number: int, sentence: Sentence, region: Region) -> Iterator[_Mention]:
    """Half-years of a sentence: of its lines that hold nothing else, or of its text."""
    text, at = sentence.text, 0
    alone = [line for line in sentence.lines if _HALF.fullmatch(line.text.strip(" :•"))]
    for line in alone:
        at = max(text.find(line.text.strip(" :•"), at), at)
        yield _half(_HALF.search(line.text), _Mention(number, at, line.place, line, is_alone=True))
    found = [] if alone else list(_HALF.finditer(text))
    is_alone = len(found) == 1 and not re.search(r"\w", _HALF.sub("", text))
    said = any(region.pattern("fora", name).search(text) for name in ("forum", "works"))
    for match in (m for m in found if not _NO_MORE.search(text[: m.start()])):
        mention = _mention(number, match.start(), sentence)
        yield _half(match, replace(mention, is_alone=is_alone, works=said))


def _half(match: re.Match[str] | None, mention: _Mention) -> _Mention:
    assert match
    first = (match["half"] or match["word"].lower()) in ("1", "første")
    return replace(mention, half=1 if first else 2, year=int(match["year"] or match["before"] or 0))


def _unquoted(number: int, sentence: Sentence) -> Iterator[_Mention]:
    """Questions of a sentence that holds nothing beside them but half-years."""
    text = sentence.text
    ends = [0, *(end for match in _HALF.finditer(text) for end in match.span()), len(text)]
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        if match := _UNQUOTED.fullmatch(text, start, end):
            mention = _mention(number, match.start(1), sentence)
            heads = start > 0 or sentence.lines[0].text.startswith(text[:5])
            yield replace(mention, question=match[1], heads_line=heads)


def _mention(number: int, at: int, sentence: Sentence) -> _Mention:
    place = place_at(sentence, at)
    line = next(line for line in sentence.lines if line.place == place)
    return _Mention(number, at, place, line)


def _with_years(mentions: Sequence[_Mention], document: Document) -> list[_Mention]:
    """Half-years with the year of a cell of its own: below, beside, or over two of them."""
    years = [line for s in document.sentences for line in s.lines if _YEAR.fullmatch(line.text)]
    bare = [m for m in mentions if m.half and m.is_alone and not m.year]
    rows = {m.place: [other for other in bare if other.place == m.place] for m in bare}

    def year_of(half: _Mention) -> int:
        own, row = half.line, rows[half.place]
        near = [y for y in years if y.place.page == own.place.page]
        down = [(y.place.line - own.place.line, y) for y in near]
        below = [y for n, y in down if y.x0 < own.x1 and own.x0 < y.x1 and 0 < n <= _YEAR_BELOW]
        beside = [y for n, y in down if n == 0 and y.x0 > own.x0]
        above = [y for n, y in down if n == -1]
        # "2026" and "2027" over four half-years: each holds the two of a year.
        if [m.half for m in row] == [1, 2] * len(above):
            beside += above[row.index(half) // 2 :]
        return int(next((y.text for y in [*below, *beside]), 0))

    return [replace(m, year=year_of(m)) if m in bare else m for m in mentions]


def _paired(mentions: Sequence[_Mention], rank: Mapping[Place, int]) -> Iterator[_Forum]:
    """Questions with their half-years, run by run of mentions that stand near."""
    run: list[_Mention] = []
    for mention in mentions:
        if run and abs(rank[mention.place] - rank[run[-1].place]) > _LINES:
            yield from _of_run(run, rank)
            run = []
        run.append(mention)
    yield from _of_run(run, rank)


def _of_run(run: Sequence[_Mention], rank: Mapping[Place, int]) -> Iterator[_Forum]:
    """Questions with the half-year of their sentence or row, else with the nearest one.

    All others of a run stand before their half-years, or all behind them.
    """
    in_cells = any(m.half and m.is_alone for m in run)
    if in_cells:
        run = sorted(run, key=lambda m: (rank[m.place], m.line.x0, m.at))
    pairs: dict[_Mention, _Mention] = {}
    heads = {m for m in run if m.half}
    free = set(heads)
    for _, group in groupby(run, key=lambda m: rank[m.place] if in_cells else m.number):
        own = list(group)
        found = dict(_within(own))
        pairs |= found
        free -= set(found.values())
        heads -= {half for question, half in found.items() if half.at > question.at}
    left = [m for m in run if m not in pairs]
    before = {q: h for q, h in _before(left) if h in heads and _may_head(h, q)}
    behind = {q: h for q, h in _behind(run) if q in left and h in free and _may_end(q, h)}
    near = [sum(_nearness(*pair, rank) for pair in found.items()) for found in (before, behind)]
    # Of what stands equally near, a heading goes with what follows.
    headed = bool(run) and run[0].half > 0 and run[0].is_alone
    pairs |= before if near[0] > near[1] or (near[0] == near[1] and headed) else behind
    for question, half in ((q, h) for q, h in pairs.items() if h.year):
        place = question.named_at or question.place
        yield _Forum(question.question, half.half, half.year, place, half.place)


def _within(group: Sequence[_Mention]) -> Iterator[tuple[_Mention, _Mention]]:
    """Questions with half-years of their own sentence or row: before them, behind or nearest."""
    halves = [m for m in group if m.half]
    if halves and bool(group[0].half) == bool(group[-1].half):
        for question in (m for m in group if m.question):
            yield question, min(halves, key=lambda half: _gap(question, half))
    else:
        yield from _before(group) if group[0].half else _behind(group)


def _gap(question: _Mention, half: _Mention) -> int:
    """Letters between a question and a half-year of its sentence."""
    return max(half.at - question.at - len(question.question), question.at - half.at)


def _before(run: Iterable[_Mention]) -> Iterator[tuple[_Mention, _Mention]]:
    """Each question with the nearest half-year before it."""
    half = None
    for mention in run:
        if mention.half:
            half = mention
        elif half:
            yield mention, half


def _behind(run: Sequence[_Mention]) -> Iterator[tuple[_Mention, _Mention]]:
    """Each question with the half-year right behind it; several of one sentence may share it."""
    for at, mention in enumerate(run):
        following = [m for m in run[at + 1 :] if not (m.question and m.number == mention.number)]
        if mention.question and following and following[0].half:
            yield mention, following[0]


def _may_head(half: _Mention, question: _Mention) -> bool:
    """Whether a half-year may be that of a question below it; lists in a forum's text ask more."""
    return question.is_quoted or half.is_alone or half.number == question.number


def _may_end(question: _Mention, half: _Mention) -> bool:
    """Whether a half-year may be that of a question above it."""
    return question.is_quoted or half.is_alone or half.works


def _nearness(one: _Mention, other: _Mention, rank: Mapping[Place, int]) -> int:
    """Two within a sentence or a line, one beside, else none."""
    lines = abs(rank[one.place] - rank[other.place])
    return max(2 - min(lines, abs(one.number - other.number)), 0)


def _charts_of(
    mentions: Sequence[_Mention], document: Document, works: re.Pattern[str]
) -> Iterator[_Chart]:
    """Half-years that head columns, with the questions below them, or with a cross below one."""
    halves = [m for m in mentions if m.half and (m.is_alone or not m.at)]
    pages = {page.number: page for page in document.pages}
    for place, row in groupby(halves, key=lambda half: half.place):
        heads = sorted({half.line.x0: half for half in row}.values(), key=lambda m: m.line.x0)
        if document.has_geometry and len(heads) > 1:
            lines = list(_under(heads, pages[place.page]))
            places = {line.place for line in lines} | {place}
            asked = [m for m in mentions if m.heads_line and m.place in places]
            crosses = [
                part
                for line in lines
                for part in line.parts(0.9 * line.size)
                if _CROSS.fullmatch(part.text) or (len(part.words) == 1 and works.match(part.text))
            ]
            fora = _crossed(asked, crosses, heads) if crosses else _in_columns(asked, heads)
            yield _Chart(heads, asked, list(fora))


def _under(heads: Sequence[_Mention], page: Page) -> Iterator[Line]:
    """Lines below half-years side by side, until one of text that runs through their columns."""
    for line in page.lines:
        if line.place > heads[0].place:
            first = line.parts(0.9 * line.size)[0]
            if first.x0 < heads[0].line.x0 - 6 and first.x1 > heads[1].line.x0:
                return
            yield line


def _in_columns(asked: Sequence[_Mention], heads: Sequence[_Mention]) -> Iterator[_Forum]:
    """Questions below the half-year with the same left edge, or with the nearest middle."""
    far = 2 * heads[0].line.x0 - heads[1].line.x0
    for question in asked:
        edged = [h for h in heads if abs(h.line.x0 - question.line.x0) < 6]
        half = edged[0] if len(edged) == 1 else _nearest(question.line, heads)
        if half.year and question.line.x0 >= far:
            yield _Forum(question.question, half.half, half.year, question.place)


def _crossed(
    asked: Sequence[_Mention], crosses: Sequence[Line], heads: Sequence[_Mention]
) -> Iterator[_Forum]:
    """Questions beside one cross below a half-year; it may stand at any line of its question."""
    tops = sorted(question.place for question in asked)
    for question, end in zip_longest(asked, tops[1:]):
        own = [c for c in crosses if question.place <= c.place and (not end or c.place < end)]
        half = _nearest(own[0], heads) if len(own) == 1 else None
        if half and half.year:
            yield _Forum(question.question, half.half, half.year, question.place)


def _nearest(line: Line, heads: Sequence[_Mention]) -> _Mention:
    def distance(head: _Mention) -> float:
        return abs(head.line.x0 + head.line.x1 - line.x0 - line.x1)

    return min(heads, key=distance)


def _tell_chart(chart: _Chart, known: Sequence[_Forum], extract: Extract) -> None:
    """Report half-years without a year, and questions of a chart whose half-year it doesn't say."""
    if chart.questions and not all(half.year for half in chart.heads):
        place, text = chart.heads[0].place, " ".join(h.line.text for h in chart.heads)
        extract.tell(TABLE, "half-year-unknown/year", place, line=text)
        return
    lost = [
        question
        for question in chart.questions
        if not any(_alike(question.question, forum.question) for forum in known)
    ]
    for question in lost[:1]:
        extract.tell(TABLE, "unreadable/chart", question.place, text=question.question)


def _once(fora: Iterable[_Forum]) -> list[_Forum]:
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
    mentions: Sequence[_Mention], document: Document, region: Region, extract: Extract
) -> None:
    """Report questions and half-years of fora that no row holds."""
    rows = extract.rows[TABLE]
    known = [row["question"] for row in rows]
    halves = {(row["half"], row["year"]) for row in rows}
    rank = {line.place: n for n, line in enumerate(document.lines)}
    told = [rank[mention.place] for mention in mentions if mention.year]
    # A sheet asks more, without quotes, than its forum's question.
    on_sheets = any(_alike(m.question, q) for m in mentions if m.is_quoted for q in known)
    for mention in mentions:
        text = document.sentences[mention.number].text
        near = not on_sheets and any(abs(at - rank[mention.place]) < _NEAR for at in told)
        about = region.pattern("fora", "forum").search(text) or _QUOTED.search(text)
        if mention.question and (mention.is_quoted or near):
            if not any(_alike(mention.question, question) for question in known):
                known.append(mention.question)
                case = "asked" if mention.is_quoted else "near"
                told_of = {"question": mention.question}
                extract.tell(TABLE, f"question-lost/{case}", mention.place, **told_of)
        elif about and mention.year and (mention.half, mention.year) not in halves:
            _tell_half_lost(mention, text, extract)


def _tell_alone(
    mentions: Sequence[_Mention],
    fora: Sequence[_Forum],
    document: Document,
    region: Region,
    extract: Extract,
) -> None:
    """Report the half-year in which a forum works where no question stands beside it.

    A sentence that names the forum in other words ("forum om unge udenfor") asks nothing.
    """
    forum, told_at = region.pattern("fora", "forum"), {forum.told_at for forum in fora}
    for mention in mentions:
        text = document.sentences[mention.number].text
        works = mention.year and mention.works and not forum.search(text)
        if works and mention.place not in told_at:
            _tell_half_lost(mention, text, extract)


def _tell_half_lost(half: _Mention, text: str, extract: Extract) -> None:
    said = _HALF.search(text, half.at)
    match = said.group() if said else ""
    extract.tell(TABLE, "half-year-lost", half.place, match=match, text=quote(text))


def _tell_unread(document: Document, region: Region, extract: Extract) -> None:
    """Report sentences that tell when a forum works, where no question could be read."""
    forum = region.pattern("fora", "forum")
    for sentence in document.sentences:
        half, season = _HALF.search(sentence.text), _SEASON.search(sentence.text)
        if forum.search(sentence.text) and half and (half["year"] or half["before"]):
            extract.tell(TABLE, "unreadable/question", sentence.place, sentence=sentence.text)
            return
        if forum.search(sentence.text) and season:
            extract.tell(TABLE, "half-year-unknown/season", sentence.place, season=season.group())
            return
