"""Rows of green guidance and grants, and the numbers of a sentence that tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from midtjylland.extract.common import Words
from midtjylland.extract.sentences import clause_at, is_count
from midtjylland.read.danish import About, Quantity, dates, quantities
from midtjylland.read.pages import Place

GUIDANCE, GRANTS = "green_guidance", "green_grants"

_OUT_OF = re.compile(
    r"(?<!\w)(?:ud af|af|blandt|ses i forhold til)\s+"
    r"(?:(?:de|i alt|alle|samtlige|hhv\.|henholdsvis|godt|og vel|knap|ca\.|cirka|omkring|næsten"
    r"|over|lidt over|[^\W\d]{5,}s)\s+)*$",  # "af erhvervshusets 3.246"
    re.I,
)
_IN_BRACKETS = re.compile(r"\((?:(?:ca\.|godt|knap|af|ud af) )?$")
_PART_OF = re.compile(r"(?<!\w)(?:hvoraf|heraf|deraf)\s+(?:de\s+)?$", re.I)
_JOINED = re.compile(r"\s*(?:,|og|hhv\.|henholdsvis|godt|knap|ca\.|omkring|\s)*\s*")
# A number of grants without its noun, in a list: "148 i 2027", "2027: 148".
_BEFORE_YEAR = re.compile(r"\s*(?:i\s+|\()20[0-9]{2}")
BEHIND_YEAR = re.compile(r"20[0-9]{2}\W*(?:(?:var|er)\s(?:det|tallet)\W*)?(?:foreløbigt?\W*)?$")
# "389 virksomheder en individuel bevilling", "143 midtjyske virksomheder fik bevilget tilskud".
_ONE_EACH = re.compile(
    r"\s+(?:\w+ske\s+)?virksomheder\s+(?:(?:fik|modtog)\s+(?=.*mio))?"
    r"(?:(?:hver\s+)?(?:en|én|et|ét)\s+(?:individuel\w*\s+)?)?",
    re.I,
)
_FIRMS = re.compile(
    r"virksomhed|individuel|vejled|firma|iværk"
    r"|(?:i|af|ud|er|blev|fik|har|modtog|om|der|som|og|det|fået|modtaget|grønt?|heraf)$",
    re.I,
)
# What may stand behind a number of grants that has no noun of its own.
_GIVEN = re.compile(
    r"\s+(?:med|på|for|til|i)\s|\s+(?:\w+\s+)?projekter|\s+(?:\w+ske\s+)?virksomheder", re.I
)
# "bevilget tilskud i 286 tilfælde".
_CASES = re.compile(r"\s+(?:tilfælde|sager|gange)\b")
# "41 på i alt 6,2 mio. kr."
_OF_MONEY = re.compile(r"\s+(?:på|for|til)(?: i alt| tilsammen)? [0-9.,]+ (?:mio|mill|kr)")
BOTH_HALVES = re.compile(
    r"(?:1\.|første)\s+halvår.*(?:2\.|andet)\s+halvår|(?:2\.|andet)\s+halvår.*(?:1\.|første)\s+halvår",
    re.I,
)
# Numbers of annexes and the like.
_NUMBERED = re.compile(r"\b(?:bilag|sag|punkt|pkt\.?|mål|nr\.?|tabel|figur|side|spor)\s*$", re.I)


@dataclass(frozen=True)
class Mark:
    """A year, a number of firms or grants, their total or a sum of money, in a sentence."""

    kind: str
    value: float
    start: int
    end: int
    about: About | None = None


@dataclass(frozen=True)
class Row:
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
            values = {"grants": self.count, "total_mdkk": self.other}
            return {**values, "is_provisional": self.provisional}
        return {
            "guided_firms": self.count,
            "of_guided_firms": None if self.other is None else round(self.other),
            "is_approximate": self.is_approximate,
            "is_provisional": self.provisional,
            "total_is": self.about,
        }


def with_dates(text: str, years: list[Mark]) -> list[Mark]:
    """Years, and those of dates up to which something is counted."""
    found = [Mark("year", float(day.year), start, end) for day, start, end in dates(text)]
    return sorted([*years, *found], key=lambda mark: mark.start)


def amounts_or_grants(text: str, words: Words) -> bool:
    """Whether a sentence counts grants, or gives their sums."""
    return any(
        q.unit == "mdkk" or (q.unit == "count" and counts_noun(text, q, words["grant"]))
        for q in quantities(text)
    )


def counts_noun(text: str, quantity: Quantity, noun: re.Pattern[str]) -> bool:
    """Whether a number counts what a noun behind it names, adjectives between them."""
    rest = text[quantity.end :]
    words = (re.match(r"\s+(?:\w+[et]\s+){0,2}", rest), _ONE_EACH.match(rest))
    return any(match and noun.match(rest, match.end()) for match in words)


def counts_firms(row: Row) -> bool:
    """Whether a row counts firms that got grants, and doesn't say that each got one."""
    each = r"(?! (?:hver )?(?:en|én|et|ét) )"
    number = f"{row.count:,}".replace(",", "[. ]?")
    return re.search(rf"\b{number} (?:\w+ske )?virksomheder{each}", row.text) is not None


def marks_of(text: str, table: str, words: Words) -> list[Mark]:
    """Years, numbers, and totals or sums of a sentence in their order."""
    years = [q for q in quantities(text) if q.unit == "year"]
    found = [Mark("year", q.value or 0, q.start, q.end) for q in years]
    found = found or with_dates(text, [])[-1:]
    marks = grant_marks(text, words) if table == GRANTS else _guidance_marks(text)
    if BOTH_HALVES.search(text):
        # Parts of a year that is told itself.
        marks, years_left = (
            [m for m in each if "halvår" not in text[slice(*clause_at(text, m.start, m.end))]]
            for each in (marks, found)
        )
        found = years_left or found[-1:]
    return sorted([*found, *marks], key=lambda mark: mark.start)


def _guidance_marks(text: str) -> list[Mark]:
    marks: list[Mark] = []
    for q in whole_numbers(text):
        more = re.match(r"\s+(?:flere|færre)\b", text[q.end :])
        small = q.in_words and (q.value or 0) < 13
        if more or small or q.limit == "min" or _NUMBERED.search(text[: q.start]):
            continue
        behind = marks and _JOINED.fullmatch(text[marks[-1].end : q.start])
        joined = behind and marks[-1].kind == "other"
        # "538 virksomheder (3.713)"; a number less than twice as large may be another year's.
        wide = _IN_BRACKETS.search(text[: q.start]) and text[q.end : q.end + 1] == ")"
        of_all = wide and marks and (q.value or 0) > 2 * marks[-1].value
        kind = "other" if _OUT_OF.search(text[: q.start]) or joined or of_all else "count"
        noun = re.match(r"\s+(?:\w+[et]\s+)*(\w+)", text[q.end :])
        part = _PART_OF.search(text[: q.start])
        if kind == "other" or noun is None or part or _FIRMS.match(noun[1]):
            marks.append(Mark(kind, q.value or 0, q.start, q.end, q.about))
    return marks


def grant_marks(text: str, words: Words) -> list[Mark]:
    """Numbers of grants and sums of money of a sentence, in their order."""
    marks: list[Mark] = []
    for q in quantities(text):
        if q.value is None:
            continue
        if q.unit in ("mdkk", "dkk"):
            start = max([q.start - 30, *(mark.end for mark in marks), 0])
            behind = re.split("[,;(]", text[q.end : q.end + 15])[0]
            if not words["other"].search(text[start : q.end] + behind):
                value = q.value if q.unit == "mdkk" else q.value / 1e6
                marks.append(Mark("other", value, q.start, q.end, q.about))
        elif is_count(q):
            in_list = re.match(r"\s*(?:,|og)\s*(?:[0-9]|foreløbig)", text[q.end :])
            by_year = _BEFORE_YEAR.match(text[q.end :]) or BEHIND_YEAR.search(text[: q.start])
            unnamed = _CASES.match(text[q.end :]) or _OF_MONEY.match(text[q.end :])
            cases = words["grant"].search(text) and unnamed
            if counts_noun(text, q, words["grant"]) or in_list or by_year or cases:
                marks.append(Mark("count", q.value, q.start, q.end))
    if any(mark.kind == "count" for mark in marks):
        return marks
    return sorted([*marks, *_given(text, words)], key=lambda mark: mark.start)


def _given(text: str, words: Words) -> Iterator[Mark]:
    """Numbers right behind a word for grants: "bevilget 402 med", "tilskud til 158 projekter"."""
    for q in whole_numbers(text):
        before = re.search(r"(\w+)(?:\s+til)?\s+$", text[: q.start])
        if before and words["grant"].match(before[1]) and _GIVEN.match(text[q.end :]):
            yield Mark("count", q.value or 0, q.start, q.end)


def whole_numbers(text: str) -> Iterator[Quantity]:
    """Whole numbers that are no list's mark."""
    for q in quantities(text):
        is_mark = q.start == 0 and text[q.end : q.end + 1] in (".", ")")
        if is_count(q) and not is_mark:
            yield q
