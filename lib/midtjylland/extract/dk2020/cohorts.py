"""Cohorts of climate plans, and what of a sentence tells them: numbers, years, totals, tense."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from midtjylland.extract.common import Words
from midtjylland.extract.sentences import is_count, nearest, statement
from midtjylland.read.danish import quantities
from midtjylland.read.pages import Place

TABLE = "dk2020_cohorts"
# A participle that says all by itself: a table's cell, a bracket, the head of a list, or a
# statement's last word behind a comma.
_PARTICIPLE = re.compile(
    r"(?:(?:^\W*|\()(?:alle(?:rede)? |nu )?|[,:–-] (?=\w+\W*$))(?:godkend|vedtag)\w*", re.I
)
_ONLY_PARTICIPLE = re.compile(r"^\W*\w*(?:godkend|vedtag)", re.I)
_AS_PLANNED = re.compile(r"\bsom (?:planlagt|forventet|ventet|forudsat)\b", re.I)
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
# "første runde", "2. hold", "Hold 2": how papers without plan years call their cohorts.
ROUND = re.compile(
    r"(?<![\w-])(?:(?:første|anden|andet|tredje|fjerde|[1-6]\.)"
    r" (?:runde|hold|fase|bølge|pulje)(?!\w)"
    r"|(?:runde|hold|fase|bølge|pulje|gruppe) [1-6](?![\w.,-]))",
    re.I,
)
# Rounds of something else.
_OF_A_FUND = re.compile(r"ansøg|\bpulje(?!n? [1-6])|tilskud|bevill|støtte", re.I)
_LAST_ONE = re.compile(
    r"(?<!\w)(?:den (?:sidste|ene|resterende)|en|én)\s+(?:midtjysk\w*\s+)?kommune(?!\w)"
    r"|(?<!\w)(?:en|én|den ene)\s+af\s+(?:dem|disse)(?!\w)"
    r"|(?:heraf|hvoraf)\s+(?:har|er|fik)\s+(?:en|én)(?!\w)",
    re.I,
)
_OUT_OF = re.compile(
    r"(?<!\w)([0-9]+)\s+(?:ud\s+)?af\s+(?:(?:de|regionens)\s+)?([0-9]+)\s+(?:\w+\s+)?kommuner",
    re.I,
)
_ALL = re.compile(r"(?:alle|samtlige)(?:\s+de)?\s*$", re.I)
# Words that name all municipalities where the number is that of the region's.
_WHOLE = re.compile(r"(?:(?<!\w)de|i alt|tilsammen|samlet|kredsen på)\s*$", re.I)
_IN_ALL = re.compile(r"\s+(?:\w+\s+)?kommuner\s+(?:i alt|tilsammen|som medlemmer)", re.I)
_TAKE_PART = re.compile(r"\b(?:deltager|er med|er tilsluttet)\b", re.I)
_NOT_A_PLAN_YEAR = re.compile(
    r"(?:siden|fra|(?<!fulgte )efter|pr\.|frem mod)\s+(?:[a-zæøå]+\s+)?$", re.I
)
# "tre af de syv", of which the second number was told before.
_OF_THEM = re.compile(r"\s+(?:ud\s+)?af\s+de\s+", re.I)
# "Det har 6 af dem fået", "3 af dem har i marts fået det endelige ja".
_GOT = re.compile(r"\s+af (?:dem|disse)\s(?:har\s[^.;]{0,40})?fået(?! afslag| udsæt)", re.I)
# "Af de 7 har 3 kommuner fået godkendelsen."
OF_LAST = re.compile(r"\baf\s+(?:de|disse)\s+(?:sidste\s+)?(?=[0-9])", re.I)
Kind = Literal["count", "key", "total", "whole"]


@dataclass(frozen=True)
class Mark:
    """A number of municipalities, a cohort's name or the stated total, with its place."""

    kind: Kind
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Cohort:
    """One cohort as a sentence or a row of a table tells it."""

    cohort: str
    municipalities: int
    status: str | None
    place: Place
    text: str
    programme: str = ""
    approved_so_far: int | None = None
    doubtful: bool = False


def programme_name(text: str) -> str:
    """A programme's name, in one spelling where it is declared."""
    for name in ("DK2020", "Klimaalliancen"):
        if text.lower().startswith(name.lower()[:12]):
            return name
    return text


def _keys_of(text: str, words: Words) -> list[Mark]:
    """The pilot phase and, by their names, plan years or rounds; a bare year is a number."""
    pilots = [Mark("key", "pilot", m.start(), m.end()) for m in words["pilot"].finditer(text)]
    if "round" in words:
        rounds = [Mark("key", m[0], m.start(), m.end()) for m in words["round"].finditer(text)]
        return [*pilots[:1], *([] if _OF_A_FUND.search(text) else rounds)]
    plans = [Mark("key", m[1], m.start(), m.end()) for m in _YEARS_PLANS.finditer(text)]
    return [*pilots[:1], *plans]


def marks_of(
    text: str, words: Words, listed: bool, everyone: int, last: int | None = None
) -> list[Mark]:
    """Numbers of municipalities, plan years, the pilot phase and the total, in their order.

    A number may leave out what it counts where another one names it, or the head of its list.
    `everyone` is how many municipalities the region has, `last` the cohort told before.
    """
    marks = _keys_of(text, words)
    marks += [Mark("count", "1", m.start(), m.end()) for m in _LAST_ONE.finditer(text)]
    named = listed or re.search("kommun|plane[rn]", text, re.I)
    shares = [match.span() for match in _OUT_OF.finditer(text)]
    for m in _OUT_OF.finditer(text):
        # "17 af regionens 19 kommuner er med"
        total = m[1] if _TAKE_PART.match(text, m.end() + 1) else m[2]
        # "4 af de 6 kommuner", of which the sentence before tells
        own = int(m[2]) == last != everyone and re.search(r"\b(?:klima)?plan", text, re.I)
        marks.append(Mark("count" if own else "total", m[1] if own else total, m.start(), m.end()))
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
            if "round" not in words and not _NOT_A_PLAN_YEAR.search(text[:start]):
                marks.append(Mark("key", f"{quantity.value:.0f}", start, end))
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
                whole = whole or _TAKE_PART.search(text, end)
                whole = whole and int(quantity.value or 0) == everyone
                kind = "total" if _ALL.search(text[:start]) else "whole" if whole else "count"
            marks.append(Mark(kind, f"{quantity.value:.0f}", start, end))
    return sorted(marks, key=lambda mark: mark.start)


def set_apart(text: str, marks: Sequence[Mark], words: Words) -> tuple[list[Mark], list[Mark]]:
    """Of the numbers too many, those that words call approved so far, and those of no plan."""
    excess = sum(1 if mark.kind == "count" else -1 for mark in marks)
    spans = [(mark.start, mark.end) for mark in marks]
    counts = [mark for mark in marks if mark.kind == "count"]
    said = [(mark, statement(text, spans, mark.start, mark.end)) for mark in counts]
    so_far = [m for m, told in said if _is_so_far(text, m, told, words)]
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


def _is_so_far(text: str, mark: Mark, told: str, words: Words) -> bool:
    """Whether a number is of plans that are approved so far; `told` is what is said of it."""
    if _GOT.match(text, mark.end):
        return True
    part = _OF_THEM.match(text, mark.end) or OF_LAST.match(told.lstrip())
    said = part or words["so_far"].search(told)
    return bool(said and words["reached"].search(told) and not words["revised"].search(told))


def paired(marks: Sequence[Mark]) -> list[tuple[Mark, Mark]] | None:
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


def status_of(text: str, words: Words) -> tuple[str | None, bool]:
    """Status that the tense of a statement tells, and whether its words leave it in doubt."""
    text = _AS_PLANNED.sub("", text)
    expected = words["expected"].search(text)
    done = words["done"].search(text) or _PARTICIPLE.search(text)
    if expected and done:
        before = words["expected_before"].search(text)
        return ("approved" if before else "expected"), not _ONLY_PARTICIPLE.search(done.group())
    if expected:
        return "expected", False
    if done:
        return "approved", False
    return ("approved", True) if words["approved"].search(text) else (None, False)


def sum_of(cohorts: Sequence[Cohort]) -> int:
    """How many municipalities they have together."""
    return sum(cohort.municipalities for cohort in cohorts)
