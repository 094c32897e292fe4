"""Recipe for green guidance and green grants by year, in sentences, lists and small tables.

Years and numbers belong together by their order. What stands behind "out of" is the total; an
amount in millions is a year's sum unless words call it an average, a maximum or a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from midtjylland.core.message import Message, place_message
from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.compared import CORRECTED, ELSEWHERE
from midtjylland.extract.sentences import (
    clause_at,
    is_count,
    place_at,
    quote,
    statement,
)
from midtjylland.extract.tables import Value, tables_of
from midtjylland.read.danish import NUMBER, About, Quantity, dates, quantities, squeeze, to_number
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import Place

GUIDANCE, GRANTS = "green_guidance", "green_grants"
# Sentences behind one on green guidance or grants in which a list of them goes on.
_REACH = 4
_OUT_OF = re.compile(
    r"(?<!\w)(?:ud af|af|blandt)\s+"
    r"(?:(?:de|i alt|alle|samtlige|hhv\.|henholdsvis|godt|og vel|knap|ca\.|cirka|omkring|næsten"
    r"|over|lidt over)\s+)*$",
    re.I,
)
_PART_OF = re.compile(r"(?<!\w)(?:hvoraf|heraf)\s+(?:de\s+)?$", re.I)
_JOINED = re.compile(r"\s*(?:,|og|hhv\.|henholdsvis|godt|knap|ca\.|omkring|\s)*\s*")
# A number of grants without its noun, in a list: "148 i 2027", "2027: 148".
_BEFORE_YEAR = re.compile(r"\s*(?:i\s+|\()20[0-9]{2}")
_BEHIND_YEAR = re.compile(r"20[0-9]{2}\W*(?:(?:var|er)\s(?:det|tallet)\W*)?(?:foreløbigt?\W*)?$")
# "389 virksomheder en individuel bevilling".
_ONE_EACH = re.compile(
    r"\s+virksomheder\s+(?:hver\s+)?(?:en|én|et|ét)\s+(?:individuel\w*\s+)?", re.I
)
_FIRMS = re.compile(
    r"virksomhed|individuel|vejled|firma|iværk"
    r"|(?:i|af|ud|er|blev|fik|har|modtog|om|der|som|og)$",
    re.I,
)
# What may stand behind a number of grants that has no noun of its own.
_GIVEN = re.compile(r"\s+(?:med|på|for|til|i)\s|\s+(?:\w+\s+)?projekter", re.I)
# "bevilget tilskud i 286 tilfælde".
_CASES = re.compile(r"\s+(?:tilfælde|sager|gange)\b")
_BOTH_HALVES = re.compile(
    r"(?:1\.|første)\s+halvår.*(?:2\.|andet)\s+halvår|(?:2\.|andet)\s+halvår.*(?:1\.|første)\s+halvår",
    re.I,
)
# "Året endte på 409", "Året før var det 451".
_THE_YEAR = re.compile(r"(?:hele )?året\b(?P<before> før)?(?! inden| efter)", re.I)
_PERIOD = re.compile(r"20[1-4][0-9]|i år|halvår|halvdel|kvartal|måneder", re.I)
_YEAR_CELL = re.compile(
    r"(?!.*20[0-9]{2}.*20[0-9]{2})"
    r"(?:(?:[1-4]\.|første|andet|halvår|kv\.|kvartal|foreløbig\w*|i|år|hele)\s+){0,3}"
    r"(20[1-4][0-9])\*?(?:\s*\(.*\)|[ ,].{0,30})?",
    re.I,
)
_PART_OF_YEAR = re.compile(r"halvår|\bkv\.|kvartal", re.I)
# Numbers of annexes and the like.
_NUMBERED = re.compile(r"\b(?:bilag|sag|punkt|pkt\.?|mål|nr\.?|tabel|figur|side|spor)\s*$", re.I)
# What tells that a number is another region's, or only hoped for.
_NOT_OURS = re.compile(rf"{ELSEWHERE.pattern}|\bhåber\b|\b(?:for)?vent(?:es|er)\b", re.I)
# What tells that it was only applied for.
_APPLIED = re.compile(r"\bansøg|\bsøgt om\b|\bafslag\b", re.I)
# What heads all firms beside those guided on green transition.
_OF_ALL = re.compile(r"(?:ud af|af)(?: i alt)?\.?", re.I)
# A row of a part of what the row above counts.
_OF_ABOVE = re.compile(r"\W*(?:heraf|hvoraf)\b", re.I)
# What heads a column of sums and says no more, beside one of grants.
_AMOUNT_ALONE = re.compile(
    r"(?:\W*\b(?:beløb|sum|i alt|samlet|tilskudssum|(?:i )?mio\. kr|kr)\b\W*)+", re.I
)
_NUMBER_CELL = re.compile(
    rf"(?:ca\.|godt|knap)?\s*{NUMBER}\s*(?:mio\.?(?: kr\.?)?|kr\.?)?\*?|[-–—]", re.I
)
_DECIMALS = re.compile("[0-9],[0-9]")

Words = Mapping[str, re.Pattern[str]]


@dataclass(frozen=True)
class _Mark:
    """A year, a number of firms or grants, their total or a sum of money, in a sentence."""

    kind: str
    value: float
    start: int
    end: int
    about: About | None = None


@dataclass(frozen=True)
class _Row:
    """What a sentence or a table tells of one year."""

    table: str
    year: int
    count: int
    place: Place
    text: str
    other: float | None = None
    is_approximate: bool = False
    about: About | None = None
    provisional: bool = False

    @property
    def columns(self) -> dict[str, object]:
        """Values as the table names them."""
        if self.table == GRANTS:
            return {
                "grants": self.count,
                "total_mdkk": self.other,
                "is_provisional": self.provisional,
            }
        return {
            "guided_firms": self.count,
            "of_guided_firms": None if self.other is None else round(self.other),
            "is_approximate": self.is_approximate,
            "is_provisional": self.provisional,
            "total_is": self.about,
        }


def read_green(
    document: Document, region: Region, targets: Sequence[str] = (), results: Sequence[str] = ()
) -> Extract:
    """Read firms guided on green transition, and grants for it, by year.

    `targets` are those of the contract, which tell what is wanted and not what was done. Its
    `results` confirm what stands elsewhere; years that they alone tell are those they compare with.
    """
    words = region.patterns("green")
    extract = Extract()
    rows, used = _tables(document, words, extract)
    starred = [s.text for s in document.sentences if s.text.startswith("*")]
    if any(map(words["so_far"].search, starred)):
        rows = [replace(row, provisional=row.provisional or "*" in row.text) for row in rows]
    reader, of_results = _Reader(words, extract, used), _Reader(words, Extract(), used)
    wanted, reported = (" ".join(map(squeeze, texts)) for texts in (targets, results))
    for sentence in document.sentences:
        own, long = squeeze(sentence.text), len(sentence.text) >= 20
        if not (long and own in wanted):
            (of_results if long and own in reported else reader).take(sentence)
    rows += reader.rows
    told = {(row.table, row.year) for row in rows}
    alone = {GUIDANCE, GRANTS} - {table for table, _ in told}
    rows += [r for r in of_results.rows if r.table in alone or (r.table, r.year) in told]
    if len(alone) == 2:
        extract.extend([of_results.extract])
    _tell_totals_missing([row for row in rows if row.table == GUIDANCE], extract)
    for table in (GUIDANCE, GRANTS):
        for row in _by_year([row for row in rows if row.table == table], extract):
            if table == GRANTS and row.other is None:
                extract.tell(table, "sum-missing", row.place, text=quote(row.text), year=row.year)
                continue
            extract.add(table, row.place, year=row.year, **row.columns)
    return extract


def _tell_totals_missing(rows: Sequence[_Row], extract: Extract) -> None:
    """Report years without a total of guided firms, where other years have one."""
    known = {row.year for row in rows if row.other is not None}
    for year in sorted({row.year for row in rows} - known) if known else ():
        row = next(row for row in rows if row.year == year)
        extract.tell(GUIDANCE, "total-missing", row.place, text=quote(row.text), year=year)


def _by_year(rows: Sequence[_Row], extract: Extract) -> list[_Row]:
    """One row a year in the order of years; an error where two places tell it differently."""
    found: dict[int, _Row] = {}
    for row in rows:
        first = found.setdefault(row.year, row)
        same = first.count == row.count and (
            first.other == row.other or None in (first.other, row.other)
        )
        # All grants of a scheme until a day, or what half a year had reached: not those of a year.
        until = row.table == GRANTS and dates(row.text)
        within = row.count < first.count and _PART_OF_YEAR.search(row.text)
        if not same and row.other is None and (until or within):
            told = {"severity": "warning", "number": str(row.count), "text": quote(row.text)}
            extract.tell(row.table, "number-unread/number", row.place, **told)
        elif not same:
            extract.tell(
                row.table,
                "places-differ/year",
                row.place,
                text=quote(row.text),
                count=row.count,
                year=row.year,
                place=place_message(*first.place),
                other=first.count,
            )
        elif first.other is None and row.other is not None:
            found[row.year] = replace(
                first, other=row.other, is_approximate=row.is_approximate, about=row.about
            )
    return [found[year] for year in sorted(found)]


class _Reader:
    """Takes one sentence after the other."""

    def __init__(self, words: Words, extract: Extract, used: set[Place]) -> None:
        self.words, self.extract, self.used = words, extract, used
        self.rows: list[_Row] = []
        self.reach = 0
        # Rows of the last sentence, whose totals or sums the next one may give.
        self.open: list[int] = []
        self.lead = ""
        # The year that the sentence before named.
        self.year: list[_Mark] = []

    def take(self, sentence: Sentence) -> None:
        """Read a sentence that tells of green guidance or green grants."""
        text = sentence.text
        of_guidance, of_grants = (self.words[w].search(text) for w in ("guided", "grant"))
        green = self.words["green"].search(text)
        if green and (of_guidance or of_grants or len(text) < 60):
            self.reach = _REACH
        else:
            self.reach -= 1
        if any(line.place in self.used for line in sentence.lines):
            return
        table = self._table(text, bool(of_guidance), bool(of_grants))
        heads = len(text) < 60 and not quantities(text)
        listed = re.match(r"\W|20[0-9]{2}", text) and len(text) < 120
        if not listed or (heads and green):
            self.lead = (GRANTS if of_grants else GUIDANCE if of_guidance else "") if heads else ""
        if self.reach < 0 or not table:
            self._tell_unclaimed(sentence)
            # "Det er 13,6 pct." counts nothing, so that what follows goes on with the row before.
            self.open = self.open if self.reach >= 0 and not any(_whole(text)) else []
            return
        before = len(self.rows)
        self._read(sentence, table)
        if table == GRANTS and of_guidance:
            self._read_guidance_beside(sentence)
        new = list(range(before, len(self.rows)))
        self.open, self.reach = new or self.open, _REACH if new else self.reach

    def _table(self, text: str, of_guidance: bool, of_grants: bool) -> str:
        """Table of a sentence: by its words, or that of the row right before it."""
        if of_grants and _amounts_or_grants(text, self.words):
            return GRANTS
        if of_guidance:
            return GUIDANCE
        if self.lead:
            return self.lead
        dated = re.search("20[0-9]{2}|i år", text) or _THE_YEAR.match(text)
        goes_on = self.open and dated and len(text) < 120
        return self.rows[self.open[-1]].table if goes_on else ""

    def _read(self, sentence: Sentence, table: str) -> None:
        text = sentence.text
        marks = [
            (mark, clause_at(text, mark.start, mark.end))
            for mark in _marks(text, table, self.words)
        ]
        marks = [
            mark
            for mark, clause in marks
            if not _NOT_OURS.search(text, *clause)
            and (mark.kind == "year" or not _APPLIED.search(text, *clause))
        ]
        keys = [mark for mark in marks if mark.kind == "year"]
        counts = [mark for mark in marks if mark.kind == "count"]
        others = [mark for mark in marks if mark.kind == "other"]
        if CORRECTED.search(text) and len(counts) == len(self.open) == 1 and not keys:
            # "388 were guided. The right number is 411 of 2,946."
            row = self.rows[self.open[0]]
            self.rows[self.open[0]] = replace(row, count=int(counts[0].value))
            counts = []
        if counts and not keys and (said := _THE_YEAR.match(text)):
            keys = [replace(year, value=year.value - bool(said["before"])) for year in self.year]
        self.year = keys[-1:]
        if len(counts) > len(keys):
            keys = _with_dates(text, keys)
        if not keys or not counts:
            if not self._complete(table, others, counts, text):
                self._tell_loose(sentence, table, keys, counts, others)
            return
        if len(counts) > len(keys) and table == GUIDANCE:
            wide = self._of_everyone(text, counts)
            green = [mark for mark in counts if mark not in wide]
            # "2.833 were guided, 411 of them on green transition".
            counts = self._told_by("guided", text, green) or (green if wide else [])
            others = sorted([*others, *wide], key=lambda mark: mark.start)
            by_year = [mark for mark in green if _BEHIND_YEAR.search(text[: mark.start])]
            if len(by_year) == len(keys) < len(green):
                # "362 were guided (2025: 404)": the first number is not of that year.
                self._leave(sentence, table, "text")
                return
        if len(counts) == len(keys):
            self.rows += self._new(sentence, table, keys, counts, others)
        elif self.words["grant" if table == GRANTS else "green"].search(text):
            self.extract.tell(table, "number-unread/years", sentence.place, text=quote(text))

    def _read_guidance_beside(self, sentence: Sentence) -> None:
        """Read firms guided on green transition in a sentence that also counts grants."""
        text = sentence.text
        taken = [(mark.start, mark.end) for mark in _grant_marks(text, self.words)]
        marks = [m for m in _marks(text, GUIDANCE, self.words) if (m.start, m.end) not in taken]
        keys = [mark for mark in marks if mark.kind == "year"]
        counted = [mark for mark in marks if mark.kind == "count"]
        counts = self._told_by("guided", text, counted)
        if counts and len(counts) == len(keys):
            others = [mark for mark in marks if mark.kind == "other"]
            self.rows += self._new(sentence, GUIDANCE, keys, counts, others)
        elif counts:
            self._leave(sentence, GUIDANCE, "number", number=counts[0].value)

    def _told_by(self, name: str, text: str, marks: Sequence[_Mark]) -> list[_Mark]:
        """Marks whose own statement has certain words."""
        clauses = [text[slice(*clause_at(text, mark.start, mark.end))] for mark in marks]
        found = map(self.words[name].search, clauses)
        return [mark for mark, match in zip(marks, found, strict=True) if match]

    def _of_everyone(self, text: str, counts: Sequence[_Mark]) -> list[_Mark]:
        """Numbers whose own statement counts all guidance, not that on green transition."""
        wide = self._told_by("everyone", text, self._told_by("guided", text, counts))
        green = self._told_by("green", text, wide)
        return [mark for mark in wide if mark not in green]

    def _leave(self, sentence: Sentence, table: str, case: str, **values: object) -> None:
        """Report what was left aside of a sentence."""
        values["text"] = quote(sentence.text)
        check = f"number-unread/{case}"
        self.extract.tell(table, check, sentence.place, severity="warning", **values)

    def _tell_unclaimed(self, sentence: Sentence) -> None:
        """Report a sentence right behind a row that counts firms or grants of a period."""
        text = sentence.text
        counted = [
            q
            for q in _whole(text)
            if _counts(text, q, self.words["grant"])
            or re.match(r"\s+(?:\w+\s)?(?:virksomhed|firma|iværk)", text[q.end :], re.I)
        ]
        if self.open and counted and _PERIOD.search(text):
            self._leave(sentence, self.rows[self.open[-1]].table, "number", number=counted[0].text)

    def _tell_loose(
        self,
        sentence: Sentence,
        table: str,
        keys: Sequence[_Mark],
        counts: Sequence[_Mark],
        others: Sequence[_Mark],
    ) -> None:
        """Numbers that lack their year or their number of grants, beside a row that was read."""
        grants = table == GRANTS and ((others and (keys or counts)) or (counts and self.open))
        guidance = table == GUIDANCE and counts and self.open
        if grants or guidance:
            missing = Message("a year") if not keys else Message("a number of grants")
            self._leave(sentence, table, "lacking", missing=missing)

    def _new(
        self,
        sentence: Sentence,
        table: str,
        keys: list[_Mark],
        counts: list[_Mark],
        others: list[_Mark],
    ) -> Iterator[_Row]:
        text = sentence.text
        pairs = list(zip(keys, counts, strict=True))
        left = list(others)
        for at, (key, count) in enumerate(pairs):
            other = others[at] if len(others) == len(pairs) else _behind(count, counts, others)
            left = [mark for mark in left if mark is not other]
            said = _said_of(text, at, pairs)
            yield _Row(
                table,
                int(key.value),
                int(count.value),
                place_at(sentence, 0 if len(pairs) == 1 else min(key.start, count.start)),
                text,
                other.value if other else None,
                bool(count.about or (other and other.about)),
                other.about if other else None,
                bool(self.words["so_far"].search(said)) and not _BOTH_HALVES.search(text),
            )
        if left:
            self._leave(sentence, table, "number", number=left[0].value)

    def _complete(self, table: str, others: list[_Mark], counts: list[_Mark], text: str) -> bool:
        """Take the totals or sums of the rows right before from a sentence without a year."""
        wide = table == GUIDANCE and self.words["everyone"].search(text)
        given = others or (counts if wide and not self.words["green"].search(text) else [])
        rows = [at for at in self.open if self.rows[at].table == table]
        lacking = given and all(self.rows[at].other is None for at in rows)
        if not lacking or len(given) != len(rows):
            return False
        for at, mark in zip(rows, given, strict=True):
            self.rows[at] = replace(
                self.rows[at],
                other=mark.value,
                is_approximate=mark.about is not None,
                about=mark.about,
            )
        return True


def _said_of(text: str, at: int, pairs: Sequence[tuple[_Mark, _Mark]]) -> str:
    """What a sentence says of one of its years."""
    spans = [(min(k.start, c.start), max(k.end, c.end)) for k, c in pairs]
    if all(a[1] <= b[0] for a, b in pairwise(spans)):
        return statement(text, spans, *spans[at])
    ends = sorted(mark.end for pair in pairs for mark in pair)
    starts = [max((end for end in ends if end <= mark.start), default=0) for mark in pairs[at]]
    return " ".join(text[a : mark.start] for a, mark in zip(starts, pairs[at], strict=True))


def _with_dates(text: str, years: list[_Mark]) -> list[_Mark]:
    """Years, and those of dates up to which something is counted."""
    found = [_Mark("year", float(day.year), start, end) for day, start, end in dates(text)]
    return sorted([*years, *found], key=lambda mark: mark.start)


def _amounts_or_grants(text: str, words: Words) -> bool:
    """Whether a sentence counts grants, or gives their sums."""
    found = quantities(text)
    return any(
        q.unit == "mdkk" or (q.unit == "count" and _counts(text, q, words["grant"])) for q in found
    )


def _counts(text: str, quantity: Quantity, noun: re.Pattern[str]) -> bool:
    """Whether a number counts what a noun behind it names, adjectives between them."""
    rest = text[quantity.end :]
    words = (re.match(r"\s+(?:\w+[et]\s+){0,2}", rest), _ONE_EACH.match(rest))
    return any(match and noun.match(rest, match.end()) for match in words)


def _behind(count: _Mark, counts: list[_Mark], others: list[_Mark]) -> _Mark | None:
    """The total or sum that stands behind a number and before the next one."""
    end = min((c.start for c in counts if c.start > count.start), default=10**9)
    return next((mark for mark in others if count.start < mark.start < end), None)


def _marks(text: str, table: str, words: Words) -> list[_Mark]:
    """Years, numbers, and totals or sums of a sentence in their order."""
    years = [q for q in quantities(text) if q.unit == "year"]
    found = [_Mark("year", q.value or 0, q.start, q.end) for q in years]
    found = found or _with_dates(text, [])[-1:]
    marks = _grant_marks(text, words) if table == GRANTS else _guidance_marks(text)
    if _BOTH_HALVES.search(text):
        # Parts of a year that is told itself.
        marks, years_left = (
            [m for m in each if "halvår" not in text[slice(*clause_at(text, m.start, m.end))]]
            for each in (marks, found)
        )
        found = years_left or found[-1:]
    return sorted([*found, *marks], key=lambda mark: mark.start)


def _guidance_marks(text: str) -> list[_Mark]:
    marks: list[_Mark] = []
    for q in _whole(text):
        more = re.match(r"\s+(?:flere|færre)\b", text[q.end :])
        small = q.in_words and (q.value or 0) < 13
        if more or small or q.limit == "min" or _NUMBERED.search(text[: q.start]):
            continue
        behind = marks and _JOINED.fullmatch(text[marks[-1].end : q.start])
        joined = behind and marks[-1].kind == "other"
        kind = "other" if _OUT_OF.search(text[: q.start]) or joined else "count"
        noun = re.match(r"\s+(?:\w+[et]\s+)*(\w+)", text[q.end :])
        part = _PART_OF.search(text[: q.start])
        if kind == "other" or noun is None or part or _FIRMS.match(noun[1]):
            marks.append(_Mark(kind, q.value or 0, q.start, q.end, q.about))
    return marks


def _grant_marks(text: str, words: Words) -> list[_Mark]:
    marks: list[_Mark] = []
    for q in quantities(text):
        if q.value is None:
            continue
        if q.unit in ("mdkk", "dkk"):
            start = max([q.start - 30, *(mark.end for mark in marks), 0])
            behind = re.split("[,;]", text[q.end : q.end + 15])[0]
            if not words["other"].search(text[start : q.end] + behind):
                value = q.value if q.unit == "mdkk" else q.value / 1e6
                marks.append(_Mark("other", value, q.start, q.end, q.about))
        elif is_count(q):
            in_list = re.match(r"\s*(?:,|og)\s*(?:[0-9]|foreløbig)", text[q.end :])
            by_year = _BEFORE_YEAR.match(text[q.end :]) or _BEHIND_YEAR.search(text[: q.start])
            cases = words["grant"].search(text) and _CASES.match(text[q.end :])
            if _counts(text, q, words["grant"]) or in_list or by_year or cases:
                marks.append(_Mark("count", q.value, q.start, q.end))
    if any(mark.kind == "count" for mark in marks):
        return marks
    return sorted([*marks, *_given(text, words)], key=lambda mark: mark.start)


def _given(text: str, words: Words) -> Iterator[_Mark]:
    """Numbers right behind a word for grants: "bevilget 402 med", "tilskud til 158 projekter"."""
    for q in _whole(text):
        before = re.search(r"(\w+)(?:\s+til)?\s+$", text[: q.start])
        if before and words["grant"].match(before[1]) and _GIVEN.match(text[q.end :]):
            yield _Mark("count", q.value or 0, q.start, q.end)


def _whole(text: str) -> Iterator[Quantity]:
    """Whole numbers that are no list's mark."""
    for q in quantities(text):
        is_mark = q.start == 0 and text[q.end : q.end + 1] in (".", ")")
        if is_count(q) and not is_mark:
            yield q


@dataclass(frozen=True)
class _Reading:
    """What one table tells of each year, where, and what was left aside."""

    rows: list[_Row]
    places: set[Place]
    left: list[tuple[str, str, Value]]


# Values by their years, below or beside each label.
Series = Mapping[str, Mapping[str, Value]]


def _tables(document: Document, words: Words, extract: Extract) -> tuple[list[_Row], set[Place]]:
    """Rows of tables with a row or a column for each year, and their places.

    Of a table that is seen in several ways the first one counts, unless another tells more.
    """
    kept: list[_Reading] = []
    for table in tables_of(document, 90):
        found = _of_table(_series(table), words)
        same = [one for one in kept if one.places & found.places]
        told, known = (
            {(r.table, r.year, r.count, r.other) for one in each for r in one.rows}
            for each in ([found], same)
        )
        if found.rows and (not same or known < told):
            kept = [*(one for one in kept if one not in same), found]
    for name, check, value in (each for one in kept for each in one.left):
        text = quote(" ".join(filter(None, (value.row, value.head, value.text))))
        extract.tell(name, check, value.place, severity="warning", text=text)
    return [r for one in kept for r in one.rows], {p for one in kept for p in one.places}


def _series(table: Sequence[Value]) -> Series:
    """Values of a table by what they count, and by year."""
    series: dict[str, dict[str, Value]] = {}
    above = ""
    for value in table:
        pair = (value.row, value.head)
        year, label = pair if _YEAR_CELL.fullmatch(value.row) else reversed(pair)
        if _OF_ABOVE.match(label):
            label = f"{above} {label}"
        elif label:
            above = label
        if _YEAR_CELL.fullmatch(year) and value.text != year:
            for said, number in _apart(label, value):
                series.setdefault(said, {}).setdefault(year, number)
    return {label: _whole_years(values) for label, values in series.items()}


def _whole_years(values: Mapping[str, Value]) -> dict[str, Value]:
    """Values without those of parts of a year that has one of its own."""
    years = {head: match[1] for head in values if (match := _YEAR_CELL.fullmatch(head))}
    whole = {year for head, year in years.items() if not _PART_OF_YEAR.search(head)}
    return {
        head: value
        for head, value in values.items()
        if not (_PART_OF_YEAR.search(head) and years.get(head) in whole)
    }


def _apart(label: str, value: Value) -> list[tuple[str, Value]]:
    """A value, or the two of a cell that names both: "142 bevillinger, 18,4 mio. kr."."""
    found = quantities(value.text)
    if [q.unit for q in found] != ["count", "mdkk"]:
        return [(label, value)]
    said = re.sub("[0-9.,]+", "", value.text[: found[1].start]).strip()
    parts = zip((said, f"{said} mio. kr."), found, strict=True)
    return [(name, replace(value, text=q.text)) for name, q in parts]


def _of_table(series: Series, words: Words) -> _Reading:
    """Rows of the numbers of firms and grants, with the totals and sums beside them."""
    read: dict[str, str] = {}
    left: list[Value] = []
    alone: list[str] = []
    for label, values in series.items():
        texts = [value.text for value in values.values()]
        numbers = any(_NUMBER_CELL.fullmatch(t) and re.search("[0-9]", t) for t in texts)
        # "Antal" may count what the table's corner names.
        labels = (label, f"{next(iter(values.values())).corner} {label}") if numbers else ()
        meaning = next(filter(None, (_meaning(each, texts, words) for each in labels)), "")
        if meaning:
            read.setdefault(meaning, label)
        near = not label or any(words[n].search(label) for n in ("guided", "green", "grant"))
        if numbers and near and read.get(meaning) != label:
            left += list(values.values())[:1]
        if numbers and _AMOUNT_ALONE.fullmatch(label):
            alone.append(label)
    if "grants" in read and len(alone) == 1:
        read.setdefault("sum", alone[0])
    reading = _Reading([], set(), [])
    for table, first, second in ((GUIDANCE, "guided", "of"), (GRANTS, "grants", "sum")):
        if first in read:
            counts, others = series[read[first]], series.get(read.get(second, ""), {})
            odd = {y: v for y, v in others.items() if y not in counts}
            odd |= {y: v for y, v in counts.items() if not _NUMBER_CELL.fullmatch(v.text)}
            beside = [v for v in left if table in _near(f"{v.row} {v.head}", words)]
            reading.left.extend((table, "number-unread/text", value) for value in beside)
            reading.left.extend((table, "row-unread/other", value) for value in odd.values())
            for year, count in counts.items():
                other = others.get(year)
                reading.places.update(v.place for v in (count, other) if v)
                if year not in odd and (row := _row(table, year, count, other, words)):
                    reading.rows.append(row)
    return reading


def _near(label: str, words: Words) -> list[str]:
    """Tables that a label without a meaning may be of; one without their words of both."""
    named = ((GUIDANCE, "guided"), (GRANTS, "grant"))
    return [table for table, word in named if words[word].search(label)] or [GUIDANCE, GRANTS]


def _row(table: str, year: str, count: Value, other: Value | None, words: Words) -> _Row | None:
    """A year's row; none where a dash stands for its number."""
    number = _number(count.text)
    if number is None:
        return None
    value = other and _number(other.text)
    if other and value is not None and table == GRANTS:
        value = _millions(value, f"{other.row} {other.head} {other.text}")
    own, total = (next(iter(quantities(v.text)), None) if v else None for v in (count, other))
    return _Row(
        table,
        int(_YEAR_CELL.fullmatch(year)[1]),  # type: ignore[index]
        int(number),
        count.place,
        year,
        value,
        bool((total and total.about) or (own and own.about)),
        total.about if total else None,
        bool(words["so_far"].search(year)) or "(" in year,
    )


def _meaning(label: str, texts: Sequence[str], words: Words) -> str:
    """What the values of a label are; empty where they are none of ours."""
    if _OF_ALL.fullmatch(label):
        return "of"
    guided, green = words["guided"].search(label), words["green"].search(label)
    if words["grant"].search(label):
        money = any(map(words["amount"].search, [label, *texts]))
        if money:
            return "" if words["other"].search(label) else "sum"
    if any(map(_DECIMALS.search, texts)):
        return ""
    if words["grant"].search(label):
        return "grants"
    if guided and green:
        return "guided"
    return "of" if guided and words["everyone"].search(label) else ""


def _millions(value: float, said: str) -> float:
    """A sum in millions; only a large number of kroner is one that no unit of millions names."""
    if re.search("mio|mill", said, re.I):
        return value
    if re.search(r"1[. ]?000 ?kr|\bt\.? ?kr", said, re.I):
        return value / 1e3
    return value / 1e6 if value >= 10_000 else value


def _number(text: str) -> float | None:
    digits = re.sub(r"[^0-9., ]", "", text).strip(" .,")
    return to_number(digits) if digits else None
