"""Which table comes out of which extractor's text, and what is withheld.

`python tests/papers/matrix.py` writes the matrix into `docs/extractors.md`.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))

from midtjylland.core import schemas  # noqa: E402
from midtjylland.core.findings import Finding  # noqa: E402
from midtjylland.declared.region import load_region  # noqa: E402
from midtjylland.read.document import read_document  # noqa: E402
from midtjylland.store.assemble import tables_of  # noqa: E402
from midtjylland.store.population import load_population  # noqa: E402
from papers.build import FOLDERS, build_year  # noqa: E402
from papers.extractors import EXTRACTORS  # noqa: E402
from papers.truth import TRUTH  # noqa: E402

Row = dict[str, Any]
DOC = ROOT / "docs" / "extractors.md"
PDF = "the PDF itself"
TABLES = [table for table in schemas.TABLES if table not in ("findings", "stated_totals")]
MARKS = {"right": "●", "told": "○", "withheld": "–", "WRONG": "✗"}
BEGIN, END = "<!-- matrix: made by tests/papers/matrix.py -->", "<!-- end of matrix -->"


def outcomes(raw_document: bytes, name: str, year: int) -> dict[str, str]:
    """For each table `right`, `told` (each difference has a warning), `withheld` or `WRONG`."""
    region, population = load_region(ROOT / "data"), load_population(ROOT / "data")
    tables, findings = tables_of([read_document(raw_document, name)], region, year, population)
    return {table: _outcome(table, year, tables[table], findings) for table in TABLES}


def _outcome(table: str, year: int, read: pd.DataFrame, findings: Sequence[Finding]) -> str:
    # The contract's figures rest on its goals.
    proof = {table, "contract_goals"} if table == "contract_indicators" else {table}
    if any(finding.severity == "error" and finding.table in proof for finding in findings):
        return "withheld"
    own = [finding for finding in findings if finding.table == table]
    typed, truth = schemas.rows_of(read), TRUTH[year][table]
    wanted = schemas.rows_of(schemas.frame_of(table, truth))
    warnings = [finding for finding in own if finding.severity == "warning"]
    if len(typed) != len(wanted):
        absent = any(finding.check == "table-absent" for finding in warnings)
        return "told" if absent and not typed else "WRONG"
    differ = [
        (row, true)
        for row, true in zip(typed, wanted, strict=True)
        if any(row[column] != true[column] for column in truth[0])
    ]
    if not differ:
        return "right"
    return "told" if all(_is_told(row, true, warnings) for row, true in differ) else "WRONG"


def _is_told(row: Row, true: Row, warnings: Sequence[Finding]) -> bool:
    """Whether a warning stands at a row, or quotes a piece of what it should hold."""
    texts = [value for value in true.values() if isinstance(value, str)]
    return any(
        (finding.source_page, finding.source_line) == (row["source_page"], row["source_line"])
        or any(
            piece in text for piece in re.findall("'([^']{4,})'", finding.message) for text in texts
        )
        for finding in warnings
    )


def read_source(source: str, pdf: Path) -> bytes:
    """The PDF itself, or what an extractor makes of it."""
    if source == PDF:
        return pdf.read_bytes()
    text = EXTRACTORS[source](pdf)
    return text if isinstance(text, bytes) else text.encode()


def markdown(found: dict[tuple[str, int], dict[str, str]]) -> str:
    """The matrix as a Markdown table: a mark for each year."""
    head = ["source", *(f"`{table}`" for table in TABLES)]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for source in dict.fromkeys(source for source, _ in found):
        cells = [
            " ".join(MARKS[found[source, year][table]] for year in FOLDERS) for table in TABLES
        ]
        lines.append(f"| {source} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Write the matrix into the document."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for year in FOLDERS:
            pdf = build_year(year, Path(folder) / f"{year}.pdf")
            for source in (PDF, *EXTRACTORS):
                name = "papers.pdf" if source == PDF else "papers.txt"
                found[source, year] = outcomes(read_source(source, pdf), name, year)
    before, _, rest = DOC.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    DOC.write_text(f"{before}{BEGIN}\n{markdown(found)}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
