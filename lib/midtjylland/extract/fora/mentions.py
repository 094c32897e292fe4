"""Questions and half-years that papers mention, in reading order."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from midtjylland.declared.region import Region
from midtjylland.extract.days import looks_like_days
from midtjylland.extract.sentences import place_at
from midtjylland.read.danish import one_line
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import Line, Place

HALF = re.compile(
    r"(?:(?:(?:(?:forår|efterår)(?:et)?|[a-z]{3,9}\s?[-–]\s?[a-z]{3,9})\s+)?"
    r"(?P<before>20[0-9]{2})[,:]?\s*\(?\s*)?"
    r"(?:(?P<half>[12])\.|(?P<word>første|anden|andet))\s*halv(?:år|del)(?:\s+(?:af|i))?[,:]?"
    r"(?:\s*(?P<year>20[0-9]{2}))?\)?",
    re.I,
)
_QUOTES = "’‘'\"”“»«"
_ASKS = r"(?:Hv(?:ad|em|or|ilk)|Skal|Kan|Er |Bør|Må |Har )"
_QUESTION = rf"{_ASKS}[^?]{{4,220}}\?"
QUOTED = re.compile(rf"[{_QUOTES}]\s*({_QUESTION})\s*[{_QUOTES}]")
# A question without quotes, behind the number of a list's point and what it is about.
_UNQUOTED = re.compile(
    rf"\W*(?:(?:[Ff]orum |[Tt]ema )?[0-9]{{1,2}}[.:)]\s)?((?:Om [^:?]{{3,40}}: )?{_QUESTION})\W*"
)
_SAME = re.compile("samme halvår|det samme g(?:ør|ælder)", re.I)
# What stands before a half-year that holds no more: "(stod tidligere til 1. halvår 2027)".
_NO_MORE = re.compile(
    r"(?:tidligere|oprindelig\w*|skulle (?:\w+ )*have|(?:flyttet|rykket|udskudt) fra)[^,.;(]*$",
    re.I,
)
# Years told beside that of the half-year before.
_SAME_YEAR = re.compile("samme år", re.I)
_YEAR_AFTER = re.compile("(?:følgende|næste) år|år(?:et)? (?:efter|derpå)", re.I)
YEAR = re.compile(r"20[0-9]{2}")
# Sentences behind one on fora, or behind a question or a half-year there, that may hold more.
_REACH = 12
# What begins another chapter.
_ANNEX = re.compile(r"Bilag [0-9A-ZÆØÅ]{1,2}\b")
_ROW_NUMBER = re.compile(r"^[0-9]{1,3}\s+(?=[0-9])")
_HEADS_FORA = re.compile(r"(?:de )?(?:nye )?(?:regionalpolitiske )?for(?:um|a|aene)(?: i)?", re.I)
# One forum with several questions asks more than one: its questions are parts.
_LEADS = re.compile(r"\bfora(?:ene)?\b|\b(?:dette|sit) spørgsmål|\bspørgsmålet\b", re.I)
# Sentences before one on fora that may hold some, as the cells before a table's head.
_AHEAD = 4
# Letters from a forum's name to its question.
_NAMED = 30
# Points between the left edges of two columns, at least.
_EDGE = 6
# Lines from a half-year down to its year.
_YEAR_BELOW = 3


@dataclass(frozen=True)
class Mention:
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
    # Whether a colon behind it leads to questions without quotes.
    leads: bool = False


def mentions_of(document: Document, region: Region) -> Iterator[Mention]:
    """Questions and half-years near sentences on fora, in reading order."""
    forum = region.pattern("fora", "forum")
    quoted = _quoted(document.sentences, forum)
    lines = {line.place: line for line in document.lines}
    naming = [n for n, s in enumerate(document.sentences) if forum.search(s.text)]
    reach, chapter, last, asks_more = -1, 0, None, False
    for number, sentence in enumerate(document.sentences):
        halves, asked = list(_halves(number, sentence, region)), quoted.get(number, [])
        leads = bool(halves) and _leads(document.sentences[number : number + 2])
        halves = [replace(half, leads=half.works and leads) for half in halves]
        bare = [] if asks_more else _unquoted(number, sentence)
        found = [*halves, *(asked or (m for m in bare if not _is_module(m, lines[m.place])))]
        # "... finder svar på følgende i 1. halvår 2025:" asks more than the forum's question.
        told_of = halves and not halves[0].is_alone and sentence.text.endswith(":")
        asks_more = bool(told_of and not leads) or (asks_more and "?" in sentence.text)
        at = bisect_left(naming, number)
        before, after = naming[at - 1 : at], naming[at : at + 1]
        if _ANNEX.match(sentence.text):
            reach, chapter = -1, number
        near = [n for n in before if n >= chapter and number - n <= _REACH]
        named = near or (after and after[0] - number <= _AHEAD)
        if named or (halves and asked):
            reach = number + _REACH
        for mention in sorted(found, key=lambda m: m.at) if number <= reach else ():
            reach = number + _REACH
            if mention.half:
                mention = last = _with_year_told(mention, last, sentence.text)
            elif last and (same := _SAME.search(sentence.text)):
                yield replace(last, number=number, at=same.start(), place=mention.place)
            yield mention


def _leads(sentences: Sequence[Sentence]) -> bool:
    """Whether a sentence or the next one leads to questions: "... to fora. De skal svare på:"."""
    here = next((sentence.text for sentence in sentences if sentence.text[-1] == ":"), None)
    return here is not None and bool(_LEADS.search(f"{sentences[0].text} {here}"))


def _is_module(question: Mention, line: Line) -> bool:
    """Whether a question is a module's title: a day stands right before it, and no half-year."""
    if HALF.search(line.text):
        return False
    before = ""
    for part in line.parts(0.9 * line.size):
        if question.question[:12] in part.text:
            before = part.text[: part.text.find(question.question[:12])].strip() or before
            break
        before = part.text
    return looks_like_days(_ROW_NUMBER.sub("", before)) > 0


def _with_year_told(half: Mention, last: Mention | None, text: str) -> Mention:
    """A half-year with the year that its sentence tells by that of the one before."""
    if half.year or half.is_alone or not last or not last.year:
        return half
    beside = last.number == half.number
    said = text[last.at if beside else 0 : half.at + len("første halvår samme år") + 1]
    if _YEAR_AFTER.search(said):
        return replace(half, year=last.year + 1)
    same = _SAME_YEAR.search(said) or (beside and half.half > last.half)
    return replace(half, year=last.year) if same else half


def _quoted(sentences: Sequence[Sentence], forum: re.Pattern[str]) -> dict[int, list[Mention]]:
    """Quoted questions by the sentence that they end in; some texts break them into several."""
    starts = [0, *accumulate(len(s.text) + 1 for s in sentences)]
    text = "\n".join(s.text for s in sentences)

    def mention_at(at: int) -> Mention:
        number = bisect(starts, at) - 1
        return _mention(number, at - starts[number], sentences[number])

    found: dict[int, list[Mention]] = {}
    for match in QUOTED.finditer(text):
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


def _halves(number: int, sentence: Sentence, region: Region) -> Iterator[Mention]:
    """Half-years of a sentence: of its lines that hold nothing else, or of its text."""
    text, at = sentence.text, 0
    alone = [line for line in sentence.lines if HALF.fullmatch(line.text.strip(" :•"))]
    for line in alone:
        at = max(text.find(line.text.strip(" :•"), at), at)
        yield _half(HALF.search(line.text), Mention(number, at, line.place, line, is_alone=True))
    found = [] if alone else list(HALF.finditer(text))
    if not found:
        return
    rest = HALF.sub("", text).strip(" :.") if len(found) == 1 else text
    # "Fora i 1. halvår 2028" above their questions.
    is_alone = not re.search(r"\w", rest) or bool(_HEADS_FORA.fullmatch(rest))
    said = any(region.pattern("fora", name).search(text) for name in ("forum", "works"))
    for match in (m for m in found if not _NO_MORE.search(text[: m.start()])):
        mention = _mention(number, match.start(), sentence)
        yield _half(match, replace(mention, is_alone=is_alone, works=said))


def _half(match: re.Match[str] | None, mention: Mention) -> Mention:
    assert match
    first = (match["half"] or match["word"].lower()) in ("1", "første")
    return replace(mention, half=1 if first else 2, year=int(match["year"] or match["before"] or 0))


def _unquoted(number: int, sentence: Sentence) -> Iterator[Mention]:
    """Questions of a sentence that holds nothing beside them but half-years."""
    text, head = sentence.text, _head_before(sentence)
    ends = [head, *(end for match in HALF.finditer(text, head) for end in match.span()), len(text)]
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        if match := _UNQUOTED.fullmatch(text, start, end):
            mention = _mention(number, match.start(1), sentence)
            heads = start > 0 or sentence.lines[0].text.startswith(text[:5])
            yield replace(mention, question=match[1], heads_line=heads)


def _head_before(sentence: Sentence) -> int:
    """Letters of a table's head that runs into the first question below it."""
    for above, line in pairwise(sentence.lines):
        if abs(above.x0 - line.x0) > _EDGE and re.match(_ASKS, line.text):
            return sentence.text.find(line.text)
    return 0


def _mention(number: int, at: int, sentence: Sentence) -> Mention:
    place = place_at(sentence, at)
    line = next(line for line in sentence.lines if line.place == place)
    return Mention(number, at, place, line)


def with_years(mentions: Sequence[Mention], document: Document) -> list[Mention]:
    """Half-years with the year of a cell of its own: below, beside, or over two of them."""
    years = [line for s in document.sentences for line in s.lines if YEAR.fullmatch(line.text)]
    bare = [m for m in mentions if m.half and m.is_alone and not m.year]
    rows = {m.place: [other for other in bare if other.place == m.place] for m in bare}

    def year_of(half: Mention) -> int:
        own, row = half.line, rows[half.place]
        near = [y for y in years if y.place.page == own.place.page]
        down = [(y.place.line - own.place.line, y) for y in near]
        below = [y for n, y in down if y.x0 < own.x1 and own.x0 < y.x1 and 0 < n <= _YEAR_BELOW]
        beside = sorted((y for n, y in down if n == 0), key=lambda y: y.x0 < own.x0)
        above = [y for n, y in down if n == -1]
        # "2026" and "2027" over four half-years: each holds the two of a year.
        if [m.half for m in row] == [1, 2] * len(above):
            beside += above[row.index(half) // 2 :]
        return int(next((y.text for y in [*below, *beside]), 0))

    return [replace(m, year=year_of(m)) if m in bare else m for m in mentions]
