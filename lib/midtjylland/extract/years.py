"""Which contract year the documents report on: the year that stands by the contract's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from midtjylland.core.findings import Finding, SourceError
from midtjylland.core.message import finding
from midtjylland.declared.region import Region
from midtjylland.read.danish import MONTHS
from midtjylland.read.document import Document

# Between the contract's name and its year lie a few words and no end of a sentence.
_THEN_YEAR = r"[^.:;?!0-9]{0,60}?(?<![0-9])(?P<year>20[0-9]{2})(?![0-9]|\s*[-–/]\s*20)"
_AS_TITLE = 3
# "juni 2027" is the day of a meeting, or of a survey.
_MONTH = re.compile(rf"(?:{'|'.join(MONTHS)})\s", re.I)
# "Dagsorden til mødet den 14. juni 2023"
_MEETING = re.compile(
    rf"(?:mød|dagsorden|udsendt|notat).{{0,60}}[0-9]\. (?:{'|'.join(MONTHS)})"
    r" (?P<year>20[0-9]{2})",
    re.I,
)


class _Named(NamedTuple):
    year: int
    weight: int
    where: str


def read_year(documents: Sequence[Document], region: Region, expected: int | None = None) -> int:
    """Contract year that the documents report on.

    A document that names no year (an action plan) belongs to the others'. Where none names one, it
    is the year that stands by their results most often. Raises `SourceError` where no year stands
    out and none is expected, or where it is another than expected.
    """
    found = {document.name: _named(document, region) for document in documents}
    years = {name: year for name in found if (year := _most(found[name])) is not None}
    if len(set(years.values())) > 1:
        places = "; ".join(f"{year} in {name}" for name, year in years.items())
        raise SourceError(
            f"the documents report on several contract years ({places}); ingest each by itself."
        )
    if not any(found.values()) and expected is None:
        expected = _inferred(documents, region)
    year = next(iter(years.values()), expected)
    if year is None:
        raise SourceError(_why_none(found, region))
    if expected is not None and year != expected:
        where = next(one.where for name in years for one in found[name] if one.year == year)
        raise SourceError(
            f"{where} reports on {year}, not on {expected}; leave out --year or correct it."
        )
    return year


def document_year(document: Document, region: Region) -> int | None:
    """Contract year that one document names, where one stands out."""
    return _most(_named(document, region))


def other_years(documents: Sequence[Document], region: Region, year: int) -> list[Finding]:
    """Tell each title that names another contract year, and a year that no title names at all.

    Check ids `several-contract-years`, `contract-year-unnamed`, and `contract-year-inferred` where
    results and goals stand by another year than the one given. Text that looks ahead to the
    next contract is no title.
    """
    findings = []
    named_by = [_named(document, region) for document in documents]
    if not any(named_by):
        count = sum(one.year == year for one in _beside(documents, region))
        findings.append(finding("contract_goals", "contract-year-unnamed", year=year, count=count))
        told = _inferred(documents, region)
        if told not in (None, year):
            values = {"papers_year": told, "year": year}
            findings.append(finding("contract_goals", "contract-year-inferred", **values))
    for found in named_by:
        seen: set[int] = {year}
        for named in found:
            if named.weight >= _AS_TITLE and named.year not in seen:
                seen.add(named.year)
                values = {"where": named.where, "year": named.year, "contract_year": year}
                findings.append(finding("contract_goals", "several-contract-years", **values))
    return findings


def _why_none(found: dict[str, list[_Named]], region: Region) -> str:
    several = [named for each in found.values() for named in each]
    if several:
        places = "; ".join(f"{named.year} in {named.where}" for named in several[:4])
        return f"the documents name several contract years ({places}); say which by --year."
    return (
        f"{', '.join(found)} names no contract year, so it is no result contract of "
        f"{region.business_hub}; give its papers too, or --year."
    )


def _most(named: Sequence[_Named]) -> int | None:
    """The year with the most weight, if it has twice that of any other."""
    weights: Counter[int] = Counter()
    for one in named:
        weights[one.year] += one.weight
    most = weights.most_common(2)
    if len(most) == 2 and most[0][1] < 2 * most[1][1]:
        return None
    return most[0][0] if most else None


def _named(document: Document, region: Region) -> list[_Named]:
    """Years that stand by the contract's name; where none does, in titles by that of its goals."""
    contract, goals = (region.pattern("years", meaning) for meaning in ("contract", "goals"))
    by_contract = list(_by(document, contract))
    return by_contract or [one for one in _by(document, goals) if one.weight == _AS_TITLE]


def _inferred(documents: Sequence[Document], region: Region) -> int | None:
    """The year that stands most often by the goals, or by what the hub did; not once alone.

    Where none stands out, it is the year before that of the meeting, if it stands there too.
    """
    beside = _beside(documents, region)
    goals = region.pattern("years", "goals")
    named = len(beside) > 1 or any(list(_by(document, goals)) for document in documents)
    years = Counter(one.year for one in beside)
    # Papers compare with the year before, which then is no rival.
    own = [one for one in beside if years[one.year] >= years[one.year + 1]]
    if named and (most := _most(own)):
        return most
    before = _before_meeting(documents)
    return before if 2 * years[before] > max(years.values(), default=0) else None


def _before_meeting(documents: Sequence[Document]) -> int:
    """The year before the first that dates a meeting or the paper itself; 0 without one."""
    lines = (line.text for document in documents for line in document.lines)
    dated = (match for text in lines if (match := _MEETING.search(text)))
    return next((int(match["year"]) - 1 for match in dated), 0)


def _beside(documents: Sequence[Document], region: Region) -> list[_Named]:
    """Years that stand by the goals or by what the hub did, but for those of a date."""
    patterns = [region.pattern("years", meaning) for meaning in ("goals", "results")]
    return [
        one._replace(weight=1)
        for document in documents
        for pattern in patterns
        for one in _by(document, pattern)
    ]


def _by(document: Document, name: re.Pattern[str]) -> Iterator[_Named]:
    pattern = re.compile(rf"(?:{name.pattern}){_THEN_YEAR}", re.I)
    lines = document.lines
    for at, line in enumerate(lines):
        if not name.search(line.text):
            continue
        after = f"{line.text} {lines[at + 1].text}" if at + 1 < len(lines) else line.text
        for match in pattern.finditer(after):
            dated = _MONTH.search(after, match.start(), match.start("year"))
            if match.start() < len(line.text) and not dated:
                where = f"{document.name}, {line.place}"
                yield _Named(int(match["year"]), _weight(after, match), where)


def _weight(text: str, match: re.Match[str]) -> int:
    """A title, or the head of a column, tells more than a sentence that goes on."""
    goes_on = re.match(
        r"\s+(?:er|var|bliver|blev|skal|indgik|[a-zæøå]{3,}[eå]s)\b", text[match.end() :]
    )
    # "en kortere afrapportering i 2032"
    within = re.search(r"\b(?:en|et|den|det) [a-zæøå]+ $", text[: match.start()])
    return 1 if goes_on or within else _AS_TITLE
