"""What lists print behind titles of modules: participants, and where or how they met."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_FEWEST = 3
_PEOPLE = r"(?:deltag\w*|delt\.?|person\w*|tilmeldt\w*|fremmødt\w*)"
# "(Skive, 18 deltagere)", "[online]", ", 18 deltagere", " – 18".
_BEHIND = re.compile(
    r"\s*[(\[](?P<inside>[^()\[\]]+)[)\]]\.?$"
    rf"|[\s,;./|–-]+(?P<bare>[0-9]{{1,4}}\s{_PEOPLE}|{_PEOPLE}:\s[0-9]{{1,4}})\.?$"
    r"|\s[–-]\s(?P<alone>[0-9]{1,3})$",
    re.I,
)
_COUNTED = re.compile(
    rf"(?:^|[\s,;:–-])(?:ca\.\s)?(?P<number>[0-9]{{1,4}})\s{_PEOPLE}"
    rf"|{_PEOPLE}:?\s(?P<after>[0-9]{{1,4}})$",
    re.I,
)
_ALONE = re.compile(r"(?:^|[,;:]\s)(?P<number>[0-9]{1,4})$")
_LIMITED = re.compile("maks|max|højst|op til|plads", re.I)
_DASHED = re.compile(r"\s[–-]\s(?P<inside>(?:(?!\s[–-]\s).){2,30})$")


class Parted(NamedTuple):
    """A title, and the participants and other words that stood behind it."""

    title: str
    number: str = ""
    words: str = ""


def part_titles(titles: Sequence[str]) -> list[Parted]:
    """Titles without participants behind them, and without where or how these met.

    Without participants that is sure where a bracket stands behind every title.
    """
    ends = [_BEHIND.search(title) for title in titles]
    # " – 18" is a number of participants where most titles end so.
    alone = 2 * sum(bool(end and end["alone"]) for end in ends) > len(titles)
    counted = [
        end and (_COUNTED.search(_said(end)) or (alone and _ALONE.search(end["alone"] or "")))
        for end in ends
    ]
    everywhere = len(titles) >= _FEWEST and all(ends)
    # A single title may end so by itself: "workshops med mere end 20 deltagere".
    often = 2 * sum(map(bool, counted)) > len(titles)
    parted = [
        _cut(title, end, count)
        if end
        and (everywhere or (count and (often or end["inside"])))
        and not _LIMITED.search(end.group())
        else Parted(title)
        for title, end, count in zip(titles, ends, counted, strict=True)
    ]
    if alone or all(one.number for one in parted):
        parted = _without_places(parted)
    # Where a module met stands alone too where its participants are not known.
    known = {one.words for one in parted} - {""}
    parted = [
        _cut(one.title, end) if one == Parted(one.title) and end and end["inside"] in known else one
        for one, end in zip(parted, ends, strict=True)
    ]
    # "(del 1)" and "(del 2)" tell two modules apart.
    same = len({one.title for one in parted}) < len({*titles})
    told = any(one.number for one in parted)
    return [Parted(title) for title in titles] if same and not told else parted


def _without_places(parted: Sequence[Parted]) -> list[Parted]:
    """Titles without " – Viborg", where that stands before each number of participants."""
    dashed = [_DASHED.search(one.title) for one in parted]
    places = [end and end["inside"] for one, end in zip(parted, dashed, strict=True) if one.number]
    if not all(places):
        return list(parted)
    return [
        one._replace(title=one.title[: end.start()]) if end and end["inside"] in places else one
        for one, end in zip(parted, dashed, strict=True)
    ]


def is_count_of_people(text: str) -> bool:
    """Whether a text says how many took part, and nothing else."""
    counted = rf"[0-9]{{1,4}}\s{_PEOPLE}\.?|{_PEOPLE}:?\s[0-9]{{1,4}}"
    return bool(re.fullmatch(counted, text, re.I))


def _said(end: re.Match[str]) -> str:
    return end["inside"] or end["bare"] or end["alone"]


def _cut(title: str, end: re.Match[str], count: re.Match[str] | None = None) -> Parted:
    said = _said(end)
    found = count or _ALONE.search(said)
    number = next((text for text in found.groups() if text), "") if found else ""
    words = said[: found.start()] + said[found.end() :] if found else said
    return Parted(title[: end.start()], number, words.strip(" ,;:–-"))
