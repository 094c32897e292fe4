"""Recipe for the rules of the ECSMV subsidy, which two parts of the papers give."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

from midtjylland.clean.reading import Reading, row, sentences, unread, unreadable
from midtjylland.core.findings import Finding
from midtjylland.core.schemas import frame_of
from midtjylland.danish import COUNT, PER_CENT, phrase, read_count, read_per_cent
from midtjylland.document import Document
from midtjylland.region import Region

TABLE = "ecsmv_rules"
_FIGURES = {
    "advice_grant_cap": COUNT,
    "investment_grant_rate": PER_CENT,
    "investment_grant_cap": COUNT,
}
# The rule on investments follows that on advice within a few sentences.
_WITHIN = 1_500


def read_ecsmv(document: Document, region: Region) -> Reading:
    """Read the rules of the ECSMV subsidy from one document.

    Parameters
    ----------
    document
        Any of the year's documents; one without the rules gives an empty frame.
    region
        Declares the sentences, and the headings of the parts that give them.

    Returns
    -------
    Reading
        `ecsmv_rules` (columns as in `schemas`), a row for each place; an error for a rule of which
        only one half can be read, or that stands under no known heading. Source: status and action
        plan of the climate strategy, papers of KKR Midtjylland.
    """
    phrases = region.ecsmv_rules
    advice = sentences(document, phrases.advice, _FIGURES)
    investment = sentences(document, phrases.investment, _FIGURES)
    findings = list(
        unread(document, TABLE, [*phrases.advice, *phrases.investment], [*advice, *investment])
    )
    headings = _headings(document, region)
    rows, paired = [], set()
    for half in advice:
        other = next((m for m in investment if 0 < m.start() - half.end() <= _WITHIN), None)
        at = bisect_left(headings, (half.start(), ""))
        place = headings[at - 1][1] if at else None
        if other and place:
            paired.add(other.start())
            rows.append(_row(document, place, half, other))
        else:
            findings.append(_lonely(document, half, "heading" if other else "investment"))
    findings += [_lonely(document, m, "advice") for m in investment if m.start() not in paired]
    return Reading({TABLE: frame_of(TABLE, rows)}, findings)


def _headings(document: Document, region: Region) -> list[tuple[int, str]]:
    """Where each heading of a known part of the papers stands, in the order of the text."""
    return sorted(
        (match.start(), place)
        for place, headings in region.ecsmv_rules.places.items()
        for heading in headings
        for match in phrase(heading).finditer(document.text)
    )


def _row(
    document: Document, place: str, advice: re.Match[str], investment: re.Match[str]
) -> dict[str, Any]:
    return row(
        document,
        advice.start("advice_grant_cap"),
        place=place,
        advice_grant_cap_dkk=read_count(advice["advice_grant_cap"]),
        investment_grant_rate_pct=read_per_cent(investment["investment_grant_rate"]),
        investment_grant_cap_dkk=read_count(investment["investment_grant_cap"]),
    )


def _lonely(document: Document, match: re.Match[str], missing: str) -> Finding:
    text = " ".join(match.group().split())
    reason = {
        "heading": "stands under no heading of a known part; declare it in ecsmv_rules.places",
        "investment": "has no rule on investments behind it",
        "advice": "has no rule on advice before it",
    }[missing]
    return unreadable(document, match.start(), TABLE, f"{text!r} {reason}")
