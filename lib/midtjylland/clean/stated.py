"""Recipe for the totals that the papers print in sentences, wherever they repeat them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from midtjylland.clean.reading import Reading, row, sentences, unread
from midtjylland.core.schemas import frame_of
from midtjylland.danish import COUNT, YEAR, read_count
from midtjylland.document import Document
from midtjylland.region import Region

TABLE = "stated_totals"
# Figures that a sentence needs for its sense, but that are no total of ours.
CONTEXT = {"year", "all"}


def read_stated(document: Document, region: Region) -> Reading:
    """Read the totals that sentences of a document print.

    Parameters
    ----------
    document
        Any of the year's documents.
    region
        Declares the sentences of each table.

    Returns
    -------
    Reading
        `stated_totals`, a row for each place of each quantity, and an error for each sentence
        whose figure can't be read. Source: the papers of KKR Midtjylland.
    """
    findings, rows = [], []
    for table, declared in region.stated_totals.items():
        found = sentences(document, declared, _Figures())
        rows += [total for match in found for total in _totals(document, table, match)]
        findings += unread(document, table, declared, found)
    return Reading({TABLE: frame_of(TABLE, rows)}, findings)


class _Figures(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return YEAR if name == "year" else COUNT


def _totals(document: Document, table: str, match: Any) -> Iterator[dict[str, Any]]:
    for quantity, text in match.groupdict().items():
        if quantity not in CONTEXT:
            yield row(
                document,
                match.start(quantity),
                table=table,
                quantity=quantity,
                value=float(read_count(text)),
                unit="count",
            )
