"""Which contract year the documents report on."""

from __future__ import annotations

from collections.abc import Sequence

from midtjylland.core.findings import Finding, SourceError
from midtjylland.danish import phrase
from midtjylland.document import Document
from midtjylland.region import Region


def read_year(documents: Sequence[Document], region: Region, expected: int | None = None) -> int:
    """Contract year that the documents report on.

    Parameters
    ----------
    documents
        Documents of one year; one that names no year (an action plan) belongs to the others'.
    region
        Declares the phrases that name the year, the most telling first.
    expected
        Year that the caller says it is.

    Returns
    -------
    int
        The year.

    Raises
    ------
    SourceError
        No document names a year and none is expected, they name several, or another than expected.
    """
    named: dict[int, str] = {}
    for declared in region.contract_year:
        if not named:
            named = _places(documents, declared)
    if len(named) > 1:
        places = "; ".join(f"{year} in {where}" for year, where in sorted(named.items()))
        raise SourceError(
            f"the documents report on several contract years ({places}); ingest each by itself."
        )
    year = next(iter(named), expected)
    if year is None:
        names = ", ".join(document.name for document in documents)
        raise SourceError(
            f"{names} names no contract year ({region.contract_year[0].format(year='20..')!r}), so "
            f"it is no result contract of {region.business_hub}; give its papers too, or --year."
        )
    if expected is not None and year != expected:
        raise SourceError(
            f"{named[year]} reports on {year}, not on {expected}; leave out --year or correct it."
        )
    return year


def other_years(documents: Sequence[Document], region: Region, year: int) -> list[Finding]:
    """Warn of each phrase that names another contract year than the deciding one.

    Parameters
    ----------
    documents, region
        As for `read_year`.
    year
        Contract year.

    Returns
    -------
    list of Finding
        Check id `several-contract-years`.
    """
    findings = []
    for declared in region.contract_year:
        for other, where in sorted(_places(documents, declared).items()):
            if other != year:
                message = f"{where} speaks of contract year {other}, the documents are of {year}."
                findings.append(
                    Finding("contract_goals", "warning", "several-contract-years", message)
                )
    return findings


def _places(documents: Sequence[Document], declared: str) -> dict[int, str]:
    pattern = phrase(declared, fold=True, year="20[0-9]{2}(?![0-9])")
    found: dict[int, str] = {}
    for document in documents:
        for match in pattern.finditer(document.text):
            where = f"{document.name}, {document.place(match.start('year'))}"
            found.setdefault(int(match["year"]), where)
    return found
