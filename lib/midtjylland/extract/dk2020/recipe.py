"""Recipe for climate plans: how many municipalities have theirs approved or expected, by year.

A cohort is a number of municipalities beside the year, or the pilot phase, of their plans. Which
number belongs to which year is told by their order; a number too many is what is approved so far,
where words say so. Tense tells the status. The cohorts must add to the stated total.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.compared import ELSEWHERE
from midtjylland.extract.dk2020.by_town import plans_of_names, plans_of_rows
from midtjylland.extract.dk2020.status import Words, status_of
from midtjylland.extract.sentences import clause_at, is_count, nearest, place_at, quote, statement
from midtjylland.extract.tables import Value, tables_of
from midtjylland.read.danish import quantities
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import Place

TABLE = "dk2020_cohorts"
# Sentences after one that names the programme in which its plans are still spoken of.
_REACH = 8
_YEARS = range(2015, 2050)
# What names the municipalities behind their number, and what may stand there without a name.
_NAMED = re.compile(
    r"\s*(?:(?:\w+\s){0,3}?(?:\w*kommune|\w*planer|\w*plan(?!\w))|af (?:dem|disse)(?!\w))", re.I
)
_UNNAMED = re.compile(
    r"\s*(?:(?:i|er|har|havde|blev|bliver|fik|får|forvent\w*|vent\w*|regner|mangler|fulgte|kom|nåede"
    r"|godkendt|vedtaget|fået|allerede|nu|yderligere|under|med|som|der|pt\.?|p\.t\.|foreløbig\w*|til|på"
    r"|indtil|hidtil|endnu|stadig|fortsat|dog|også|for|ved|kan|kunne|skal|ultimo|primo|pr\.|d\.d\.)(?!\w)"
    r"|[^\w\s]|$)",
    re.I,
)
# "2023-puljen", "2024-runden".
_YEARS_PLANS = re.compile(
    r"(?<![\w-])(20[1-4][0-9])-(?:pulje|rund|hold|plan|gruppe|bølge|kommuner)\w*", re.I
)
_LAST_ONE = re.compile(
    r"(?<!\w)(?:den (?:sidste|ene|resterende)|en|én)\s+(?:midtjysk\w*\s+)?kommune(?!\w)"
    r"|(?<!\w)(?:en|én|den ene)\s+af\s+(?:dem|disse)(?!\w)"
    r"|(?:heraf|hvoraf)\s+(?:har|er|fik)\s+(?:en|én)(?!\w)",
    re.I,
)
_ONE_OF = re.compile(r"(?<!\w)(?:en|én|den ene)\s+af\s+(?:dem|disse|de)(?!\w)", re.I)
_OUT_OF = re.compile(
    r"(?<!\w)([0-9]+)\s+(?:ud\s+)?af\s+(?:de\s+)?([0-9]+)\s+(?:\w+\s+)?kommuner", re.I
)
_ALL = re.compile(r"(?:alle|samtlige)(?:\s+de)?\s*$", re.I)
# Words that name all municipalities where the number is that of the region's.
_WHOLE = re.compile(r"(?:(?<!\w)de|i alt|tilsammen|samlet|kredsen på)\s*$", re.I)
_IN_ALL = re.compile(r"\s+(?:\w+\s+)?kommuner\s+(?:i alt|tilsammen)", re.I)
_NOT_A_PLAN_YEAR = re.compile(
    r"(?:siden|fra|(?<!fulgte )efter|pr\.|frem mod)\s+(?:[a-zæøå]+\s+)?$", re.I
)
_TOUCHING = re.compile(r"^([0-9]{1,2}) (?=[^\W\d])")
# A row of text that has lost its columns, and the cell that begins one on a line of its own.
_ROW = re.compile(
    r"(20[1-4][0-9]|[Pp]ilot\w*)\s+([0-9]{1,2})\s+([^\W\d][^0-9]*?)(?:\s+([0-9]{1,2}|[–-]))?"
)
_KEY_CELL = re.compile(r"20[1-4][0-9]|pilot\w*", re.I)
_ROW_ENDS = re.compile(r"(?:i alt|total|sum|samlet)", re.I)
# Names of municipalities, side by side in a cell; a status is a single word or goes on small.
_ONLY_NAMES = re.compile(r"[A-ZÆØÅ][\w-]+(?:(?:,| og)\s[A-ZÆØÅ][\w-]+)+")
_APPROVED = re.compile(r"(?<!\w)(?:godkendt|vedtaget)", re.I)
_PART_OF_YEAR = re.compile(r"\s+i (?:foråret|efteråret|(?:[12]\.|første|andet) halvår)", re.I)
_APPROVED_NUMBER = re.compile(
    r"(?<![0-9])([0-9]{1,2}) (?:er|blev|har fået)? ?(?:godkend|vedtag)", re.I
)
# A sentence that shares out by year what the one before it tells of all.
_SHARED_OUT = re.compile(
    r"(?:det (?:gælder|drejer sig om|er|var|fordeler sig)|de fordeler sig|fordelt)(?!\w)", re.I
)
_OF_PLANS, _OF_FIRMS = re.compile("kommun|plan|DK2020", re.I), re.compile("virksomhed", re.I)
_POINT = re.compile(r"\W|[0-9]|(?:i|under|pilot)\w*[\s:]", re.I)
# "2022: 8 kommuner.", and a status behind it: "Godkendt."
_LABELLED = re.compile(r"\W*(?:pilot\w*|20[1-4][0-9])\s*:\s", re.I)
_STATUS_ALONE = re.compile(r"(?:godkend|vedtag|forvent|afvent)[^0-9]{0,60}", re.I)
# "tre af de syv", of which the second number was told before.
_OF_THEM = re.compile(r"\s+(?:ud\s+)?af\s+de\s+", re.I)
# "Af de 7 har 3 kommuner fået godkendelsen."
_OF_LAST = re.compile(r"\baf\s+(?:de|disse)\s+(?:sidste\s+)?(?=[0-9])", re.I)
_RUNNING_SUM = re.compile("kumul|akkum", re.I)
_LABEL = re.compile(
    r"(?:(?:plan\w*|år\w*|runde\w*|godkend\w*|vedtage\w*|forvent\w*|i)[\s:]+){0,3}"
    r"(20[1-4][0-9])(?:-planer)?(?:\s*\(.*\))?",
    re.I,
)

_CAPITALS = r"[A-ZÆØÅ][\w-]+(?:\s[A-ZÆØÅ][\w-]+)*"
# A programme of another name: "afløst af Klimaspor Midt", "og Klimaspor Midt har taget over".
_SUCCESSOR = re.compile(
    rf"DK2020[^.]{{0,40}}(?:afløst|erstattet|videreført|fulgt)\s(?:op\s)?(?:af|i)\s({_CAPITALS})"
    rf"|har\s({_CAPITALS}\+?)\s(?:stået for|overtaget|videreført)\s[^.]*DK2020"
    rf"|(?:og|men)\s({_CAPITALS})\s(?:har (?:taget over|afløst)|tager over|fortsætter|afløser)"
)

# What a number or a status stands under or beside, its text, and the cell.
_Cell = tuple[str, str, Value]
Kind = Literal["count", "key", "total", "whole"]


@dataclass(frozen=True)
class _Mark:
    """A number of municipalities, a cohort's name or the stated total, with its place."""

    kind: Kind
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class _Cohort:
    """One cohort as a sentence or a row of a table tells it."""

    cohort: str
    municipalities: int
    status: str | None
    place: Place
    text: str
    programme: str = ""
    approved_so_far: int | None = None
    doubtful: bool = False


def read_dk2020(document: Document, region: Region) -> Extract:
    """Read cohorts of approved and expected climate plans, and the totals that the papers state."""
    extract = Extract()
    reader = _Reader(region, extract)
    for sentence in _with_status(document.sentences):
        reader.take(sentence)
    reader.totals = reader.totals or reader.weak[:1]
    cohorts = _told_once([*reader.cohorts, *_tables(document, reader)])
    if any(value == reader.everyone for value, _ in reader.totals):
        # "På landsplan deltager 96 af 98 kommuner"
        reader.totals = [told for told in reader.totals if told[0] <= reader.everyone]
    totals = {value for value, _ in reader.totals} or {reader.everyone}
    if _sum(cohorts) not in totals and (counted := _counted(document, region, reader)):
        cohorts, reader.left = counted, []
    cohorts = _of_last_programme(cohorts, totals, extract)
    for cohort in cohorts:
        _tell_doubts(cohort, extract)
        extract.add(
            TABLE,
            cohort.place,
            cohort=cohort.cohort,
            municipalities=cohort.municipalities,
            status=cohort.status or "expected",
            approved_so_far=cohort.approved_so_far,
            programme=cohort.programme,
        )
    for value, place in dict(reader.totals).items():
        extract.add_total(TABLE, "municipalities", value, place)
    _tell_left(reader, cohorts, totals, extract)
    return extract


def _with_status(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Sentences, in which a point of a list and the status behind it are one."""
    following = [*sentences[1:], None]
    for before, sentence, after in zip([None, *sentences], sentences, following, strict=False):
        if before and _LABELLED.match(before.text) and _STATUS_ALONE.fullmatch(sentence.text):
            continue
        if after and _LABELLED.match(sentence.text) and _STATUS_ALONE.fullmatch(after.text):
            text = f"{sentence.text.rstrip('.')} ({after.text.rstrip('.')})"
            sentence = replace(sentence, text=text, lines=(*sentence.lines, *after.lines))
        yield sentence


class _Reader:
    """Takes one sentence after the other, and keeps what they tell of cohorts."""

    def __init__(self, region: Region, extract: Extract) -> None:
        words = region.patterns("dk2020")
        self.words, self.extract, self.everyone = words, extract, len(region.municipalities)
        self.cohorts: list[_Cohort] = []
        self.totals: list[tuple[int, Place]] = []
        # Totals in weaker words, for papers that state none in plain ones.
        self.weak: list[tuple[int, Place]] = []
        self.left: list[tuple[Sentence, _Mark]] = []
        self.programme, self.going_on, self.ended = "", "", set[str]()
        self.successors: set[str] = set()
        # The programme at the place of each sentence, for tables.
        self.programmes: dict[Place, str] = {}
        self.reach, self.lead, self.before, self.told = 0, "", "", False

    def take(self, sentence: Sentence) -> None:
        """Read a sentence where plans are spoken of."""
        text = sentence.text
        named = self.words["programme"].search(text)
        self.reach = _REACH if named else self.reach - 1
        if self.reach <= 0:
            return
        self._note_programme(text)
        self.programmes[sentence.place] = self.programme
        self._planned(sentence)
        if not (len(text) < 120 and _POINT.match(text)):
            self.lead = ""
        if _SHARED_OUT.match(text) and self.words["approved"].search(self.before):
            self.lead = self.before
        self.before = text
        marks = _marks(text, self.words, bool(self.lead or self.told), self.everyone)
        self._note_totals(sentence, marks)
        # "Fire kommuner venter til 2027." goes on with what was told.
        goes_on = self.told and self.words["expected"].search(text)
        known, self.told = len(self.cohorts), False
        if self.lead or goes_on or self.words["approved"].search(text):
            self._cohorts(sentence, [m for m in marks if m.kind in ("count", "key")])
        self.told = len(self.cohorts) > known
        if text.endswith(":") and _OF_PLANS.search(text) and not _OF_FIRMS.search(text):
            self.lead = text

    def _note_programme(self, text: str) -> None:
        """Keep the programme that is going on; one that another has replaced is over."""
        successor = _SUCCESSOR.search(text)
        if successor and not self.words["name"].search(
            name := next(filter(None, successor.groups()))
        ):
            self.successors.add(name)
            self.ended.add("DK2020")
        new = "|".join(map(re.escape, sorted(self.successors)))
        names = list(self.words["name"].finditer(text))
        names += list(re.finditer(new, text)) if new else []
        replaced = self.words["replaced"].search(text)
        if replaced and len({_name(m.group()) for m in names}) > 1:
            by = re.match(r"\w*\s+(?:af|med)\b", text[replaced.end() - 1 :])
            before = [m for m in names if m.start() < replaced.start()]
            after = [m for m in names if m.start() > replaced.start()]
            over = before if by else after
            self.ended |= {_name(m.group()) for m in over}
        told = [_name(m.group()) for m in names]
        self.going_on = next((name for name in told if name not in self.ended), self.going_on)
        self.programme = self.going_on if self.going_on in told else (told or [self.programme])[0]

    def _note_totals(self, sentence: Sentence, marks: Sequence[_Mark]) -> None:
        for mark in marks:
            if mark.kind in ("total", "whole"):
                totals = self.totals if mark.kind == "total" else self.weak
                totals.append((int(mark.value), place_at(sentence, mark.start)))

    def _planned(self, sentence: Sentence) -> None:
        """Totals of an older part of the papers: pilots, and those that joined later."""
        text, start = sentence.text, 0
        for match in re.finditer(r"(?:heraf|hvoraf)\s+([0-9]+)\s+midtjysk", text, re.I):
            clause = text[start : match.start()]
            start = match.end()
            joined = "pilot" if self.words["pilot"].search(clause) else "joined"
            if joined == "pilot" or self.words["joined"].search(clause):
                quantity, place = f"{joined}_municipalities_action_plan", match.start(1)
                self.extract.add_total(TABLE, quantity, int(match[1]), place_at(sentence, place))

    def _cohorts(self, sentence: Sentence, marks: list[_Mark]) -> None:
        text = sentence.text
        if not any(mark.kind == "count" for mark in marks):
            return
        marks = [mark for mark in marks if not self._is_beside(text, mark)]
        # "2032-holdet: 8 kommuner, som ventes at få planen godkendt i 2032."
        keys = [mark.value for mark in marks if mark.kind == "key"]
        if len(set(keys)) == 1:
            first = next(mark for mark in marks if mark.kind == "key")
            marks = [mark for mark in marks if mark.kind != "key" or mark is first]
        so_far, others = _apart(text, marks, self.words)
        self.left += [(sentence, mark) for mark in others]
        marks = [mark for mark in marks if mark not in (*so_far, *others)]
        pairs = _pairs(marks)
        if pairs is None:
            self.left += [(sentence, mark) for mark in marks if mark.kind == "count"]
            return
        new = list(self._new(sentence, pairs, so_far))
        for mark in so_far:
            self._so_far(sentence, mark, new, pairs)
        self.cohorts += new

    def _is_beside(self, text: str, mark: _Mark) -> bool:
        """Whether a number is of other municipalities, a part of the year, or the last cohort."""
        if mark.kind != "count":
            return False
        start, end = clause_at(text, mark.start, mark.end)
        if ELSEWHERE.search(text, 0, 25):
            start, end = 0, len(text)
        last = self.cohorts and f"{self.cohorts[-1].municipalities}"
        again = last == mark.value and any(m.end() == mark.start for m in _OF_LAST.finditer(text))
        return bool(
            again or ELSEWHERE.search(text, start, end) or _PART_OF_YEAR.match(text, mark.end)
        )

    def _new(
        self, sentence: Sentence, pairs: list[tuple[_Mark, _Mark]], so_far: list[_Mark]
    ) -> Iterator[_Cohort]:
        text, status, programme = sentence.text, status_of(self.lead, self.words)[0], ""
        spans = [(min(a.start, b.start), max(a.end, b.end)) for a, b in pairs]
        spans += [(mark.start, mark.end) for mark in so_far]
        for count, key in pairs:
            first, last = min(count.start, key.start), max(count.end, key.end)
            said = statement(text, spans, first, last)
            told, doubtful = status_of(said, self.words)
            status = told or status
            named = self.words["name"].search(said)
            # A revised plan is of the programme that goes on.
            revised = self.words["revised"].search(said)
            kept = self.going_on if revised else programme or self.programme
            programme = _name(named.group()) if named else kept
            yield _Cohort(
                key.value,
                int(count.value),
                status,
                place_at(sentence, count.start),
                text,
                programme,
                doubtful=doubtful,
            )

    def _so_far(
        self, sentence: Sentence, mark: _Mark, new: list[_Cohort], pairs: list[tuple[_Mark, _Mark]]
    ) -> None:
        """Plans approved so far belong to the cohort that is told right before."""
        before = [n for n, pair in enumerate(pairs) if max(m.end for m in pair) <= mark.start]
        rows, at = (new, before[-1]) if before else (self.cohorts, len(self.cohorts) - 1)
        if at < 0 or rows[at].approved_so_far is not None:
            self.left.append((sentence, mark))
        else:
            rows[at] = replace(rows[at], approved_so_far=int(mark.value))


def _name(text: str) -> str:
    """A programme's name, in one spelling where it is declared."""
    for name in ("DK2020", "Klimaalliancen"):
        if text.lower().startswith(name.lower()[:12]):
            return name
    return text


def _marks(text: str, words: Words, listed: bool, everyone: int) -> list[_Mark]:
    """Numbers of municipalities, plan years, the pilot phase and the total, in their order.

    A number may leave out what it counts where another one names it, or the head of its list.
    `everyone` is how many municipalities the region has.
    """
    marks = [_Mark("key", "pilot", m.start(), m.end()) for m in words["pilot"].finditer(text)][:1]
    marks += [_Mark("key", m[1], m.start(), m.end()) for m in _YEARS_PLANS.finditer(text)]
    marks += [_Mark("count", "1", m.start(), m.end()) for m in _LAST_ONE.finditer(text)]
    named = listed or re.search("kommun|planer", text, re.I)
    shares = [match.span() for match in _OUT_OF.finditer(text)]
    marks += [_Mark("total", m[2], m.start(), m.end()) for m in _OUT_OF.finditer(text)]
    found = quantities(text)
    of_them = [
        (a.end, b.start)
        for a, b in pairwise(found)
        if _OF_THEM.fullmatch(text, a.end, b.start)
        and (
            not _NAMED.match(text[b.end :])
            or b.value in {q.value for q in found if q.end < a.start}
        )
    ]
    for quantity in found:
        start, end = quantity.start, quantity.end
        if any(start == b for _, b in of_them) or any(a <= start < b for a, b in shares):
            continue
        if quantity.unit == "year" and int(quantity.value or 0) in _YEARS:
            if not _NOT_A_PLAN_YEAR.search(text[:start]):
                marks.append(_Mark("key", f"{quantity.value:.0f}", start, end))
        elif re.match(r"\)\s+[A-ZÆØÅ]", text[end:]) or (not start and text[end : end + 1] in ".)"):
            continue  # the number of a list's point
        elif _ALL.search(text[:start]) and quantity.value in {
            q.value for q in found if q.end < start
        }:
            continue  # "ni kommuner ..., og det lykkedes for alle ni"
        elif is_count(quantity) and (
            _NAMED.match(text[end:])
            or (named and _UNNAMED.match(text[end:]))
            or any(end == a for a, _ in of_them)
        ):
            kind: Kind = "count"
            if re.match(r"\s+(?:\w+\s+)?kommun", text[end:]):
                whole = _WHOLE.search(text[:start]) or _IN_ALL.match(text[end:])
                whole = whole and int(quantity.value or 0) == everyone
                kind = "total" if _ALL.search(text[:start]) else "whole" if whole else "count"
            marks.append(_Mark(kind, f"{quantity.value:.0f}", start, end))
    return sorted(marks, key=lambda mark: mark.start)


def _apart(text: str, marks: Sequence[_Mark], words: Words) -> tuple[list[_Mark], list[_Mark]]:
    """Of the numbers too many, those that words call approved so far, and those of no plan."""
    excess = sum(1 if mark.kind == "count" else -1 for mark in marks)
    spans = [(mark.start, mark.end) for mark in marks]
    counts = [mark for mark in marks if mark.kind == "count"]
    said = [(mark, statement(text, spans, mark.start, mark.end)) for mark in counts]
    so_far = [
        m
        for m, t in said
        if (words["so_far"].search(t) or _OF_THEM.match(text, m.end) or _OF_LAST.match(t.lstrip()))
        and words["reached"].search(t)
        and not words["revised"].search(t)
    ]
    so_far = so_far[-excess:] if excess > 0 else []
    others = [
        mark
        for mark, told in said
        if mark not in so_far
        and (
            words["revised"].search(told)
            or not (words["approved"].search(told) or words["expected"].search(told))
        )
    ]
    return so_far, others if len(others) <= excess - len(so_far) else []


def _pairs(marks: Sequence[_Mark]) -> list[tuple[_Mark, _Mark]] | None:
    """Numbers with their years; None where it can't be told which belong together."""
    kinds = "".join(mark.kind[0] for mark in marks)
    counts = [mark for mark in marks if mark.kind == "count"]
    keys = [mark for mark in marks if mark.kind == "key"]
    if len(counts) != len(keys):
        return None
    if re.fullmatch("(?:ck)*|(?:kc)*|c+k+|k+c+", kinds):
        return list(zip(counts, keys, strict=True))
    # "I pilotfasen fik 4 kommuner planen godkendt, og 8 kommuner fik den i 2022."
    spans = ([(mark.start, mark.end) for mark in each] for each in (counts, keys))
    near = nearest(*spans)
    return [(counts[n], keys[own]) for n, own in enumerate(near)] if near else None


def _tables(document: Document, reader: _Reader) -> list[_Cohort]:
    """Cohorts of the first small table with a row or a column for each."""
    tables = tables_of(document, 160) if document.has_geometry else [_stream_table(document)]
    for table in tables:
        cells = _by_key(table, reader.words)
        found = [_of_cells(key, own, reader) for key, own in cells.items()]
        cohorts = [cohort for cohort in found if cohort]
        if len(cohorts) < 2:
            continue
        _note_sum(table, _sum(cohorts), reader)
        for cohort, ((label, text, value), *_) in zip(found, cells.values(), strict=True):
            if cohort is None:
                said = quote(f"{value.row} {label} {text}")
                reader.extract.tell(TABLE, "row-unread/columns", value.place, text=said)
        return cohorts
    return []


def _counted(document: Document, region: Region, reader: _Reader) -> list[_Cohort]:
    """Cohorts counted over what tables or sentences tell of each municipality."""
    near = set(reader.programmes)
    plans = plans_of_rows(document, region, near) or plans_of_names(document, region, near)
    cohorts = []
    for year in sorted({plan.year for plan in plans}):
        own = [plan for plan in plans if plan.year == year]
        done = sum(plan.is_approved for plan in own)
        status = "approved" if done == len(own) else "expected"
        so_far = done if 0 < done < len(own) else None
        place = own[0].place
        programme = _programme_at(place, reader)
        cohorts.append(_Cohort(year, len(own), status, place, "", programme, so_far))
    return cohorts


def _programme_at(place: Place, reader: _Reader) -> str:
    """Programme of the last sentence up to a place."""
    before = [own for own in reader.programmes if own <= place]
    return reader.programmes[max(before)] if before else reader.programme


def _stream_table(document: Document) -> list[Value]:
    """Rows that begin with a cohort in text without columns: a line a row, or a line a cell."""
    values: list[Value] = []
    key, place = "", Place(None, 0)
    for line in document.lines:
        row = _ROW.fullmatch(line.text)
        if row or _KEY_CELL.fullmatch(line.text):
            key, *cells = row.groups() if row else [line.text]
            place = line.place
        elif key and len(line.text) < 25 and not _ROW_ENDS.match(line.text):
            cells = [line.text]
        else:
            key, cells = "", []
        values += [Value(text, key, "", "", place, at) for at, text in enumerate(cells, 1) if text]
    return values


def _by_key(table: Sequence[Value], words: Words) -> dict[str, list[_Cell]]:
    """Cells of each row or column that is named by a cohort, in its label or in a cell."""
    cells: dict[str, list[_Cell]] = {}
    by_row = {
        value.row: value.text
        for value in table
        if _is_key(value.text, words)
        and not _is_key(value.row, words)
        and not _is_key(value.head, words)
    }
    for value in table:
        inner = by_row.get(value.row, "")
        for key, label in ((value.row, value.head), (value.head, value.row), (inner, value.head)):
            if _is_key(key, words) and value.text != inner:
                # A number set to the right may touch the status behind it.
                for text in _TOUCHING.sub(r"\1\n", value.text).split("\n"):
                    cells.setdefault(key, []).append((label, text, value))
    return cells


def _note_sum(table: Sequence[Value], total: int, reader: _Reader) -> None:
    """Take a table's sum as the stated total, where its cohorts add to it."""
    sums = [v for v in table if _ROW_ENDS.match(v.row) or _ROW_ENDS.match(v.head)]
    own = next((value for value in sums if value.text == str(total)), None)
    if own and not reader.totals:
        reader.totals.append((total, own.place))


def _of_cells(key: str, cells: Sequence[_Cell], reader: _Reader) -> _Cohort | None:
    """A cohort of its cells: its number, and what tells that its plans are approved."""
    words, first = reader.words, cells[0][2]
    cells = [cell for cell in cells if not _RUNNING_SUM.search(cell[0])]
    numbers = [(label, text) for label, text, _ in cells if re.fullmatch("[0-9]{1,2}|[–-]", text)]
    cells = [cell for cell in cells if not _ONLY_NAMES.fullmatch(cell[1])]
    said = [(label, text) for label, text, _ in cells if re.match(r"[^\W\d]|[0-9]+ \w", text)]
    statuses = [_status_of_cell(label, text, words) for label, text in said]
    whole = 0 < len(numbers) < 4 and len(numbers) + len(statuses) == len(cells)
    if not whole or len(statuses) > 1 or not numbers[0][1].isdigit():
        return None
    counts = [int(text) if text.isdigit() else 0 for _, text in numbers]
    if len(counts) == 3 and counts[0] != counts[1] + counts[2]:
        return None
    so_far = counts[1] if len(counts) > 1 and numbers[1][1].isdigit() else None
    if len(counts) == 1 and said:
        so_far = _approved_in(said[0][1], counts[0], words)
        if so_far is None and _counts_in(said[0][1], counts[0]):
            return None
    heads = " ".join([first.corner, *(label for label, _ in numbers)])
    status = statuses[0] if statuses else None
    if len(counts) == 3 or (not statuses and not words["expected"].search(f"{heads} {key}")):
        # The heads alone may say that plans are approved: those of a second number, or all.
        if len(numbers) > 1 and words["approved"].search(numbers[1][0]):
            status = "approved" if so_far == counts[0] else "expected"
        elif len(numbers) == 1 and _APPROVED.search(first.corner):
            status = "approved"
    text = " ".join([key, *(text for _, text, _ in cells)])
    told = (first.place, text, _programme_at(first.place, reader))
    cohort = _is_key(key, words)
    return _Cohort(cohort, counts[0], status, *told, approved_so_far=so_far) if status else None


def _counts_in(text: str, everyone: int) -> list[int]:
    """Numbers of a status cell that are not of all plans: "3 er godkendt, 5 afventer"."""
    counts = [int(q.value or 0) for q in quantities(text) if is_count(q)]
    return [count for count in counts if count != everyone] + [1 for _ in _ONE_OF.finditer(text)]


def _approved_in(text: str, everyone: int, words: Words) -> int | None:
    """How many plans a status cell calls approved so far, where all its numbers add up."""
    counts = _counts_in(text, everyone)
    if len(counts) == 1 and words["so_far"].search(text):
        return counts[0]
    approved = [m[1] for m in _APPROVED_NUMBER.finditer(text)]
    known = len(counts) == 1 or sum(counts) == everyone
    return int(approved[0]) if len(approved) == 1 and known else None


def _status_of_cell(label: str, text: str, words: Words) -> str | None:
    """Status that a cell tells; "ja" says what its label says, "nej" that it is still expected."""
    if re.fullmatch("nej", text, re.I):
        return "expected"
    return status_of(label if re.fullmatch("ja", text, re.I) else text, words)[0]


def _is_key(text: str, words: Words) -> str:
    """Cohort that a cell names, or nothing."""
    if len(text) < 40 and words["pilot"].search(text) and not re.search("[0-9]", text):
        return "pilot"
    match = _LABEL.fullmatch(text.strip())
    return match[1] if match else ""


def _of_last_programme(
    cohorts: list[_Cohort], totals: Collection[int], extract: Extract
) -> list[_Cohort]:
    """The cohorts of the programme named last, where those of an earlier one are told too."""
    last = [cohort for cohort in cohorts if cohort.programme == cohorts[-1].programme]
    if _sum(cohorts) in totals or _sum(last) not in totals:
        return cohorts
    for text, place in {c.text: c.place for c in cohorts if c not in last}.items():
        extract.tell(TABLE, "other-round", place, text=quote(text))
    return last


def _sum(cohorts: Sequence[_Cohort]) -> int:
    return sum(cohort.municipalities for cohort in cohorts)


def _told_once(cohorts: list[_Cohort]) -> list[_Cohort]:
    """Cohorts without those that another place repeats alike."""
    seen: dict[tuple[object, ...], _Cohort] = {}
    for cohort in cohorts:
        same = (cohort.cohort, cohort.municipalities, cohort.status)
        first = seen.setdefault(same, cohort)
        if first.approved_so_far is None and cohort.approved_so_far is not None:
            seen[same] = replace(first, approved_so_far=cohort.approved_so_far)
    return list(seen.values())


def _tell_doubts(cohort: _Cohort, extract: Extract) -> None:
    if cohort.status is None or cohort.doubtful:
        extract.tell(
            TABLE,
            "status-unclear",
            cohort.place,
            text=quote(cohort.text),
            cohort=cohort.cohort,
            status=cohort.status or "expected",
        )


def _tell_left(
    reader: _Reader, cohorts: Sequence[_Cohort], totals: Collection[int], extract: Extract
) -> None:
    """A number of municipalities that was read in no cohort is told."""
    proven = _sum(cohorts) in totals
    for sentence in dict.fromkeys(sentence for sentence, _ in reader.left):
        numbers = [mark.value for s, mark in reader.left if s is sentence]
        severity = "warning" if proven or not cohorts else "error"
        extract.tell(
            TABLE,
            "number-unread/number",
            sentence.place,
            severity=severity,
            number=numbers,
            text=quote(sentence.text),
        )
