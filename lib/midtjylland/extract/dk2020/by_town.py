"""Climate plans told by municipality: a row for each in a table, or their names in sentences."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise
from typing import NamedTuple

from midtjylland.declared.region import Region
from midtjylland.extract.common import Words
from midtjylland.extract.dk2020.cohorts import status_of
from midtjylland.extract.sentences import place_at
from midtjylland.extract.towns import runs
from midtjylland.read.document import Document
from midtjylland.read.pages import Place

# The year of a municipality's plan; a row says its status behind it.
_PLAN_YEAR = re.compile(r"(?<![0-9])20[1-4][0-9](?![0-9])")
_IN_BRACKETS = re.compile(r"\s\((20[1-4][0-9])\)")
_YEAR = re.compile(r"(?:i|for|til)\s(20[1-4][0-9])(?![0-9])", re.I)
# What one sentence tells of several groups of municipalities.
_GROUP = re.compile(r";\s|,\s(?:og|mens|men)\s")


class Plan(NamedTuple):
    """The year of a municipality's plan, and whether it is approved."""

    year: str
    is_approved: bool
    place: Place


def plans_of_rows(document: Document, region: Region, near: Collection[Place]) -> list[Plan]:
    """Plans of a table near some sentences, with a row for each municipality of the region."""
    words = region.patterns("dk2020")
    for run in runs(document, region, also=words["pilot"]):
        first = run[0].place.page or 0
        if not any(0 <= first - (place.page or 0) < 2 for place in near):
            continue
        found = (_plan_of(document.lines[row.at].text, row.place, words) for row in run)
        plans = [plan for plan in found if plan]
        named = any(plan.is_approved for plan in plans)
        if named and len(plans) == len(region.municipalities):
            return plans
    return []


def _plan_of(text: str, place: Place, words: Words) -> Plan | None:
    """Plan that a row tells of: a year, or the pilot phase, and a status that is in no doubt."""
    match = _PLAN_YEAR.search(text) or words["pilot"].search(text)
    if not match:
        return None
    behind = re.sub(r"^\w+", "", text[match.end() :])
    said = behind if re.search(r"[^\W\d]{3}", behind) else text
    status, doubtful = status_of(said, words)
    year = match[0] if match[0].isdecimal() else "pilot"
    return None if doubtful else Plan(year, status == "approved", place)


def plans_of_names(document: Document, region: Region, near: Collection[Place]) -> list[Plan]:
    """Plans of sentences that name every municipality with a year; what is said later counts."""
    words = region.patterns("dk2020")
    plans: dict[str, Plan] = {}
    # "Ringkøbing-Skjern" before any name that is a part of it.
    names = sorted(region.names, key=len, reverse=True)
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
    for sentence in (s for s in document.sentences if s.place in near):
        years = set(_YEAR.findall(_IN_BRACKETS.sub("", sentence.text)))
        for match in named.finditer(sentence.text):
            name, own = region.names[match[0]].name, _IN_BRACKETS.match(sentence.text, match.end())
            year = own[1] if own else min(years) if len(years) == 1 else ""
            status = status_of(_said_of(sentence.text, match.start()), words)
            is_approved = status == ("approved", False)
            before = plans.get(name)
            if before and not year:
                plans[name] = before._replace(is_approved=before.is_approved or is_approved)
            elif before and before.year != year:
                return []
            elif year:
                plans[name] = Plan(year, is_approved, place_at(sentence, match.start()))
    return list(plans.values()) if len(plans) == len(region.municipalities) else []


def _said_of(text: str, at: int) -> str:
    """The group of municipalities that one stands in, with what a sentence says of it."""
    cuts = [0, *(match.end() for match in _GROUP.finditer(text)), len(text)]
    return next(text[a:b] for a, b in pairwise(cuts) if a <= at < b)
