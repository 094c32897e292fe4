"""Recipe for green guidance and green grants by year, in sentences, lists and small tables.

Years and numbers belong together by their order. What stands behind "out of" is the total; an
amount in millions is a year's sum unless words call it an average, a maximum or a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from midtjylland.core.message import Message, place_message
from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract, Words
from midtjylland.extract.compared import CORRECTED, ELSEWHERE
from midtjylland.extract.green.marks import (
    BEHIND_YEAR,
    BOTH_HALVES,
    GRANTS,
    GUIDANCE,
    Mark,
    Row,
    amounts_or_grants,
    counts_firms,
    counts_noun,
    grant_marks,
    marks_of,
    whole_numbers,
    with_dates,
)
from midtjylland.extract.green.tables import PART_OF_YEAR, read_tables
from midtjylland.extract.sentences import clause_at, place_at, quote, statement
from midtjylland.read.danish import dates, quantities, squeeze
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import Place

Marks = Sequence[Mark]
# Sentences behind one on green guidance or grants in which a list of them goes on.
_REACH = 4
# "Året endte på 409", "Året før var det 451".
_THE_YEAR = re.compile(r"(?:hele )?året\b(?P<before> før)?(?! inden| efter)", re.I)
_PERIOD = re.compile(r"20[1-4][0-9]|i år|halvår|halvdel|kvartal|måneder", re.I)
# "3.401 virksomheder".
_FIRMS = re.compile(r"([0-9][0-9.]*)\s(?:virksomhed|firma|iværk)")
# "Af disse fik 213 grøn vejledning", "421 heraf": a part of what the sentence before counts.
_OF_THOSE = re.compile(
    r"(?:[0-9.]+ )?(?:heraf|hvoraf|deraf|(?:af|blandt) (?:dem|disse|de \w+|virksomhederne))\b", re.I
)
# "i forhold til 2025": no year of the numbers behind it.
_COMPARES = re.compile(r"\b(?:i forhold til|end i|siden)\s*$", re.I)
# What tells that a number is another region's, or only hoped for.
_NOT_OURS = re.compile(rf"{ELSEWHERE.pattern}|\bhåber\b|\b(?:for)?vent(?:es|er)\b", re.I)
# "0,17 mio. kr. pr. bevilling" is no day.
_EACH = re.compile(r"\bpr\. (?=bevil|tilskud|tilsagn|virksomhed)", re.I)
# What tells that it was only applied for.
_APPLIED = re.compile(r"\bansøg|\bsøgt om\b|\bafslag\b", re.I)


def read_green(
    document: Document, region: Region, targets: Sequence[str] = (), results: Sequence[str] = ()
) -> Extract:
    """Read firms guided on green transition, and grants for it, by year.

    `targets` are those of the contract, which tell what is wanted and not what was done. Its
    `results` confirm what stands elsewhere; years that they alone tell are those they compare with.
    """
    words = region.patterns("green")
    extract = Extract()
    rows, used = read_tables(document, words, extract)
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
            if table == GRANTS and counts_firms(row):
                extract.tell(table, "grants-by-firms", row.place, text=quote(row.text))
            extract.add(table, row.place, year=row.year, **row.columns)
    return extract


def _tell_totals_missing(rows: Sequence[Row], extract: Extract) -> None:
    """Report years without a total of guided firms, where other years have one."""
    known = {row.year for row in rows if row.other is not None}
    for year in sorted({row.year for row in rows} - known) if known else ():
        row = next(row for row in rows if row.year == year)
        extract.tell(GUIDANCE, "total-missing", row.place, text=quote(row.text), year=year)


def _by_year(rows: Sequence[Row], extract: Extract) -> list[Row]:
    """One row a year in the order of years; an error where two places tell it differently."""
    found: dict[int, Row] = {}
    for row in rows:
        first = found.setdefault(row.year, row)
        same = first.count == row.count and (
            first.other == row.other or None in (first.other, row.other)
        )
        # All grants of a scheme until a day, or what half a year had reached: not those of a year.
        until = row.table == GRANTS and dates(row.text)
        within = row.count < first.count and PART_OF_YEAR.search(row.text)
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
        self.rows: list[Row] = []
        self.reach = 0
        # Rows of the last sentence, whose totals or sums the next one may give.
        self.open: list[int] = []
        self.lead = ""
        # The year that the sentence before named.
        self.year: list[Mark] = []

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
        of_those = _OF_THOSE.match(text)
        if of_those and green and table != GRANTS and self._part_of_row(text):
            return
        named = of_guidance or of_grants or green
        heads = named and (len(text) < 60 or text.endswith(":")) and not quantities(text)
        listed = re.match(r"\W|20[0-9]{2}", text) and len(text) < 120
        if not listed or (heads and green):
            self.lead = (GRANTS if of_grants else GUIDANCE if of_guidance else "") if heads else ""
        # "3.401 virksomheder var individuelt vejledt" counts all of them.
        context = [sentence.heading, *sentence.before, text]
        of_all = table == GUIDANCE and not (self.lead or self.open or " af " in text)
        of_all = of_all and not any(self.words["green"].search(said) for said in context)
        if self.reach < 0 or not table or of_all:
            if of_all and self.reach >= 0 and re.search("20[0-9]{2}", text):
                for firms in _FIRMS.findall(text)[:1]:
                    self._leave(sentence, GUIDANCE, "number", number=firms)
            self._tell_unclaimed(sentence)
            # "Det er 13,6 pct." counts nothing, so that what follows goes on with the row before.
            goes_on = self.reach >= 0 and (of_those or not any(whole_numbers(text)))
            self.open = self.open if goes_on else []
            return
        before = len(self.rows)
        self._read(sentence, table)
        if table == GRANTS and of_guidance:
            self._read_guidance_beside(sentence)
        new = list(range(before, len(self.rows)))
        self.open, self.reach = new or self.open, _REACH if new else self.reach

    def _part_of_row(self, text: str) -> bool:
        """Take those guided on green transition of a row that counts all guidance."""
        counts = [mark for mark in marks_of(text, GUIDANCE, self.words) if mark.kind == "count"]
        row = self.rows[self.open[0]] if len(self.open) == 1 else None
        if not counts or not row or row.table != GUIDANCE or row.other is not None:
            return False
        count = [*self._told_by("green", text, counts), *counts][0]
        said = row.text.partition(":")[2] or row.text
        if self.words["green"].search(said) or count.value > row.count:
            return False
        self.rows[self.open[0]] = replace(row, count=int(count.value), other=float(row.count))
        return True

    def _table(self, text: str, of_guidance: bool, of_grants: bool) -> str:
        """Table of a sentence: by its words, or that of the row right before it."""
        if of_grants and amounts_or_grants(text, self.words):
            return GRANTS
        if of_guidance:
            return GUIDANCE
        if self.lead:
            return self.lead
        dated = re.search("20[0-9]{2}|i år", text) or _THE_YEAR.match(text)
        goes_on = self.open and (dated or self._gives_sum(text)) and len(text) < 120
        return self.rows[self.open[-1]].table if goes_on else ""

    def _gives_sum(self, text: str) -> bool:
        """Whether a sentence gives the row before it its sum: "De lød på 42,6 mio. kr."."""
        row = self.rows[self.open[0]]
        money = [quantity for quantity in quantities(text) if quantity.unit in ("dkk", "mdkk")]
        return row.table == GRANTS and row.other is None and len(money) == len(self.open) == 1

    def _read(self, sentence: Sentence, table: str) -> None:
        text = sentence.text
        marks = [
            (mark, clause_at(text, mark.start, mark.end))
            for mark in marks_of(text, table, self.words)
        ]
        marks = [
            mark
            for mark, clause in marks
            if not _NOT_OURS.search(text, *clause)
            and (mark.kind == "year" or not _APPLIED.search(text, *clause))
        ]
        keys = _years_of(text, marks)
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
            keys = with_dates(text, keys)
        if not keys or not counts:
            if not self._complete(table, others, counts, text):
                self._tell_loose(sentence, table, keys, counts, others)
            return
        if len(counts) > len(keys) and table == GUIDANCE:
            wide = self._of_everyone(text, keys, counts)
            green = [mark for mark in counts if mark not in wide]
            # "2.833 were guided, 411 of them on green transition".
            counts = self._told_by("guided", text, green) or (green if wide else [])
            others = sorted([*others, *wide], key=lambda mark: mark.start)
            by_year = [mark for mark in green if BEHIND_YEAR.search(text[: mark.start])]
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
        taken = [(mark.start, mark.end) for mark in grant_marks(text, self.words)]
        marks = [m for m in marks_of(text, GUIDANCE, self.words) if (m.start, m.end) not in taken]
        keys = [mark for mark in marks if mark.kind == "year"]
        counted = [mark for mark in marks if mark.kind == "count"]
        counts = self._told_by("guided", text, counted)
        if counts and len(counts) == len(keys):
            others = [mark for mark in marks if mark.kind == "other"]
            self.rows += self._new(sentence, GUIDANCE, keys, counts, others)
        elif counts:
            self._leave(sentence, GUIDANCE, "number", number=counts[0].value)

    def _told_by(self, name: str, text: str, marks: Sequence[Mark]) -> list[Mark]:
        """Marks whose own statement has certain words."""
        clauses = [text[slice(*clause_at(text, mark.start, mark.end))] for mark in marks]
        found = map(self.words[name].search, clauses)
        return [mark for mark, match in zip(marks, found, strict=True) if match]

    def _of_everyone(self, text: str, keys: Sequence[Mark], counts: Sequence[Mark]) -> list[Mark]:
        """Numbers whose own statement counts all guidance, not that on green transition.

        Of as many numbers of either kind the first is that of all: "541 vejledte, deraf 99 grønt".
        """
        green = self._told_by("green", text, counts)
        rest = [mark for mark in counts if mark not in green]
        if len(keys) == len(green) == len(rest):
            pairs = zip(rest, green, strict=True)
            if all(a.start < b.start and a.value >= b.value for a, b in pairs):
                return rest
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
        if not (self.open and _PERIOD.search(text)):
            return
        counted = [
            q
            for q in whole_numbers(text)
            if counts_noun(text, q, self.words["grant"])
            or re.match(r"\s+(?:\w+\s)?(?:virksomhed|firma|iværk)", text[q.end :], re.I)
        ]
        if counted:
            self._leave(sentence, self.rows[self.open[-1]].table, "number", number=counted[0].text)

    def _tell_loose(
        self, sentence: Sentence, table: str, keys: Marks, counts: Marks, others: Marks
    ) -> None:
        """Numbers that lack their year or their number of grants, beside a row that was read."""
        grants = table == GRANTS and ((others and (keys or counts)) or (counts and self.open))
        guidance = table == GUIDANCE and counts and self.open
        if grants or guidance:
            missing = Message("a year") if not keys else Message("a number of grants")
            self._leave(sentence, table, "lacking", missing=missing)

    def _new(
        self, sentence: Sentence, table: str, keys: Marks, counts: Marks, others: Marks
    ) -> Iterator[Row]:
        text, left = sentence.text, list(others)
        pairs = list(zip(keys, counts, strict=True))
        for at, (key, count) in enumerate(pairs):
            other = others[at] if len(others) == len(pairs) else _behind(count, counts, others)
            left = [mark for mark in left if mark is not other]
            said = _EACH.sub("", _said_of(text, at, pairs))
            yield Row(
                table,
                int(key.value),
                int(count.value),
                place_at(sentence, 0 if len(pairs) == 1 else min(key.start, count.start)),
                text,
                other.value if other else None,
                bool(count.about or (other and other.about)),
                other.about if other else None,
                bool(self.words["so_far"].search(said)) and not BOTH_HALVES.search(text),
            )
        if left:
            self._leave(sentence, table, "number", number=left[0].value)

    def _complete(self, table: str, others: list[Mark], counts: list[Mark], text: str) -> bool:
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


def _years_of(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Years that a sentence tells of, once: "158 to April 2029; those of 2029 are provisional"."""
    years = [m for m in marks if m.kind == "year" and not _COMPARES.search(text[: m.start])]
    alone = sum(mark.kind == "count" for mark in marks) == len({year.value for year in years}) == 1
    return years[:1] if alone else years


def _said_of(text: str, at: int, pairs: Sequence[tuple[Mark, Mark]]) -> str:
    """What a sentence says of one of its years."""
    spans = [(min(k.start, c.start), max(k.end, c.end)) for k, c in pairs]
    if all(a[1] <= b[0] for a, b in pairwise(spans)):
        return statement(text, spans, *spans[at])
    ends = sorted(mark.end for pair in pairs for mark in pair)
    starts = [max((end for end in ends if end <= mark.start), default=0) for mark in pairs[at]]
    return " ".join(text[a : mark.start] for a, mark in zip(starts, pairs[at], strict=True))


def _behind(count: Mark, counts: list[Mark], others: list[Mark]) -> Mark | None:
    """The total or sum that stands behind a number and before the next one."""
    end = min((c.start for c in counts if c.start > count.start), default=10**9)
    return next((mark for mark in others if count.start < mark.start < end), None)
