"""Recipe for the rounds of DK2020: sentences that say how many plans are approved or expected."""

from __future__ import annotations

import re
from typing import Any

from midtjylland.clean.reading import Reading, row, sentences, unread
from midtjylland.core.schemas import frame_of
from midtjylland.danish import COUNT, YEAR, read_count
from midtjylland.document import Document
from midtjylland.region import Region

TABLE = "dk2020_cohorts"
_FIGURES = {"municipalities": COUNT, "approved": COUNT, "year": YEAR}
# The plans approved so far are a sentence right behind their cohort's.
_BEHIND = 40


def read_dk2020(document: Document, region: Region) -> Reading:
    """Read the cohorts of DK2020 from one document.

    Parameters
    ----------
    document
        Any of the year's documents; one without the sentences gives an empty frame.
    region
        Declares the sentences.

    Returns
    -------
    Reading
        `dk2020_cohorts` (columns as in `schemas`), and an error for each sentence that can't be
        read or belongs to no cohort. Source: status of the climate strategy, papers of KKR
        Midtjylland.
    """
    phrases = region.dk2020_cohorts
    pilots = sentences(document, phrases.pilot, _FIGURES)
    cohorts = sentences(document, phrases.cohort, _FIGURES)
    approved = sentences(document, phrases.approved_so_far, _FIGURES)
    behind = {_of(cohorts, match): match for match in approved}
    rows = [_row(document, match, "pilot", "approved", None) for match in pilots]
    rows += [
        _row(document, match, match["year"], "expected", behind.get(match)) for match in cohorts
    ]
    read = [*pilots, *cohorts, *(match for cohort, match in behind.items() if cohort)]
    declared = [*phrases.pilot, *phrases.cohort, *phrases.approved_so_far]
    return Reading({TABLE: frame_of(TABLE, rows)}, list(unread(document, TABLE, declared, read)))


def _of(cohorts: list[re.Match[str]], approved: re.Match[str]) -> re.Match[str] | None:
    """The cohort whose sentence ends right before."""
    near = [match for match in cohorts if 0 < approved.start() - match.end() <= _BEHIND]
    return near[-1] if near else None


def _row(
    document: Document,
    match: re.Match[str],
    cohort: str,
    status: str,
    approved: re.Match[str] | None,
) -> dict[str, Any]:
    return row(
        document,
        match.start(),
        cohort=cohort,
        municipalities=read_count(match["municipalities"]),
        status=status,
        approved_so_far=read_count(approved["approved"]) if approved else None,
    )
