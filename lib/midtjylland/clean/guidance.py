"""Recipe for goal 8's table: guided firms and population share of each municipality.

A row is a share, a count and a share with a known name before them. Extractors glue other text in
front of the name, break it over lines, lose its hyphen, or finish it only after the figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Any, NamedTuple

import pandas as pd

from midtjylland.clean.reading import Reading, row, unreadable
from midtjylland.core.findings import Finding, SourceError
from midtjylland.core.schemas import frame_of
from midtjylland.danish import COUNT, GAP, SHARE, letters, phrase, read_count, read_share
from midtjylland.document import Document
from midtjylland.region import Region

TABLE = "guidance_by_municipality"
MAX_ROWS = 5_000
_FIGURES = re.compile(rf"(?P<population>{SHARE}){GAP}(?P<count>{COUNT}){GAP}(?P<guided>{SHARE})")
_BEFORE, _AFTER = 160, 240
# The totals stand below the rows, whatever the extractor puts in between.
_TOTALS_WITHIN = 3_000


class _Candidate(NamedTuple):
    """Three figures that look like a row, and the label that they belong to, if it is known."""

    figures: re.Match[str]
    label: str | None
    before: str


def read_guidance(document: Document, region: Region) -> Reading:
    """Read the guidance table and its printed totals from one document.

    Parameters
    ----------
    document
        Any of the year's documents; one without the table gives empty frames.
    region
        Municipality names, and the labels of the totals.

    Returns
    -------
    Reading
        `guidance_by_municipality` and its part of `stated_totals` (columns as in `schemas`), with
        a finding for every place that looks like a row but could not be read.

    Raises
    ------
    SourceError
        The document holds more rows than any such paper can.

    Notes
    -----
    Source: result contract of the business hub, goal 8, in the papers of KKR Midtjylland.
    """
    names = region.names()
    labels = _total_labels(region)
    candidates = _candidates(document, [*names, *labels])
    own = [candidate for candidate in candidates if candidate.label in names]
    frame = frame_of(TABLE, [_row(candidate, document, region) for candidate in own])
    totals = _totals(document, candidates, own, region)
    return Reading(
        {TABLE: frame, "stated_totals": totals}, _unread(document, candidates, own, region)
    )


def _total_labels(region: Region) -> dict[str, str]:
    declared = region.guidance_by_municipality.labels
    return {label: quantity for quantity, labels in declared.items() for label in labels}


def _candidates(document: Document, labels: Sequence[str]) -> list[_Candidate]:
    matches = list(islice(_FIGURES.finditer(document.text), MAX_ROWS + 1))
    if len(matches) > MAX_ROWS:
        raise SourceError(
            f"{document.name} has more than {MAX_ROWS} lines that look like rows of {TABLE}; "
            "it is no meeting paper, give the papers themselves."
        )
    keys = sorted(((letters(label), label) for label in labels), key=lambda key: -len(key[0]))
    found, done = [], 0
    for match in matches:
        before = document.text[max(done, match.start() - _BEFORE) : match.start()]
        after = document.text[match.end() : match.end() + _AFTER]
        found.append(_Candidate(match, _label_at_end(before, after, keys), before))
        done = match.end()
    return found


def _label_at_end(before: str, after: str, keys: Sequence[tuple[str, str]]) -> str | None:
    """The label that ends right before the figures, or begins there and is finished after them."""
    places = [place for place, letter in enumerate(before) if letter.isalpha()]
    tail = letters(before)
    if not places or re.search(r"[\w]", before[places[-1] + 1 :]):
        return None
    for key, label in keys:
        if _ends_with(before, places, tail, key):
            return label
    for _, label in keys:
        for cut in re.finditer(r"-|\s", label):
            start, rest = label[: cut.end()], label[cut.end() :]
            if (
                _ends_with(before, places, tail, letters(start))
                and (cut.group() != "-" or before.rstrip().endswith("-"))
                and re.search(rf"(?<!\w){phrase(rest).pattern}(?!\w)", _FIGURES.split(after)[0])
            ):
                return label
    return None


def _ends_with(before: str, places: Sequence[int], tail: str, key: str) -> bool:
    if not tail.endswith(key):
        return False
    first = places[len(places) - len(key)]
    glued = first > 0 and before[first - 1].isalnum()
    return not glued and not re.search(r"[0-9]", before[first : places[-1]])


def _row(candidate: _Candidate, document: Document, region: Region) -> dict[str, Any]:
    town = region.names()[candidate.label or ""]
    return row(
        document,
        candidate.figures.start(),
        municipality_code=town.code,
        municipality=town.name,
        population_share_pct=read_share(candidate.figures["population"]),
        guided_firms=read_count(candidate.figures["count"]),
        guided_share_pct=read_share(candidate.figures["guided"]),
    )


def _totals(
    document: Document,
    candidates: Sequence[_Candidate],
    own: Sequence[_Candidate],
    region: Region,
) -> pd.DataFrame:
    """The printed totals: one with shares beside it, or a label followed by a count."""
    if not own:
        return frame_of("stated_totals", [])
    quantities = _total_labels(region)
    found = {
        quantities[candidate.label]: candidate.figures
        for candidate in reversed(candidates)
        if candidate.label in quantities
    }
    # To the end of a line, so that no number is cut in two.
    end = document.text.find("\n", own[-1].figures.end() + _TOTALS_WITHIN)
    window = (own[0].figures.start(), len(document.text) if end < 0 else end)
    for label, quantity in quantities.items():
        match = _count_after(document.text, label, window)
        if match and quantity not in found:
            found[quantity] = match
    order = [quantity for quantity in region.guidance_by_municipality.labels if quantity in found]
    return frame_of(
        "stated_totals", [_total(document, quantity, found[quantity]) for quantity in order]
    )


def _total(document: Document, quantity: str, match: re.Match[str]) -> dict[str, Any]:
    start, value = match.start("count"), float(read_count(match["count"]))
    return row(document, start, table=TABLE, quantity=quantity, value=value, unit="count")


def _count_after(text: str, label: str, window: tuple[int, int]) -> re.Match[str] | None:
    """A label followed by a count, also where the label is finished only after it."""
    whole = phrase(label + " {count}", count=COUNT).search(text, *window)
    if whole:
        return whole
    for cut in reversed(list(re.finditer(" ", label))):
        start, rest = label[: cut.start()], label[cut.end() :]
        rest_after = rf"{COUNT}(?=[^%]{{0,{_AFTER}}}?{phrase(rest).pattern})"
        match = phrase(start + " {count}", count=rest_after).search(text, *window)
        if match:
            return match
    return None


def _unread(
    document: Document,
    candidates: Sequence[_Candidate],
    own: Sequence[_Candidate],
    region: Region,
) -> list[Finding]:
    """Findings for what lies within the table and looks like a row, but is none that is known."""
    if not own:
        return []
    first, last = own[0].figures.start(), own[-1].figures.end() + _AFTER
    findings = []
    for candidate in candidates:
        if candidate.label is None and first - _BEFORE <= candidate.figures.start() <= last:
            words = " ".join((candidate.before.split() or ["(nothing)"])[-2:])
            near = get_close_matches(words, list(region.names()), n=1) or get_close_matches(
                words.split()[-1], list(region.names()), n=1
            )
            hint = f" (did it mean {near[0]}?)" if near else ""
            text = " ".join(candidate.figures.group().split())
            findings.append(
                unreadable(
                    document,
                    candidate.figures.start(),
                    TABLE,
                    f"the row {words!r} {text} has no known municipality{hint}",
                )
            )
    return findings + _halves(document, own, (first - _BEFORE, last), region)


def _halves(
    document: Document, own: Sequence[_Candidate], window: tuple[int, int], region: Region
) -> list[Finding]:
    """Names within the table that have no row of their own, with what stands behind them."""
    have = {region.names()[candidate.label or ""].code for candidate in own}
    findings = []
    for name, town in region.names().items():
        match = phrase(name).search(document.text, max(window[0], 0), window[1])
        if match and town.code not in have:
            text = " ".join(document.text[match.start() : match.end() + 40].split())
            message = f"the row of {town.name} can't be read: {text!r}"
            findings.append(unreadable(document, match.start(), TABLE, message))
    return findings
