"""Which table comes out of which extractor's text, and what is refused.

`python tests/papers/matrix.py` writes the matrix into `docs/extractors.md`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))

from truthkit import frame  # noqa: E402

from midtjylland.assembly import tables_of  # noqa: E402
from midtjylland.core import schemas  # noqa: E402
from midtjylland.document import read_document  # noqa: E402
from midtjylland.declared.region import load_region  # noqa: E402
from midtjylland.store.population import load_population  # noqa: E402
from papers.build import FOLDERS, build_year  # noqa: E402
from papers.extractors import EXTRACTORS  # noqa: E402

DOC = ROOT / "docs" / "extractors.md"
PDF = "the PDF itself"
TABLES = [table for table in schemas.TABLES if table not in ("findings", "stated_totals")]
BEGIN, END = "<!-- matrix: made by tests/papers/matrix.py -->", "<!-- end of matrix -->"


def outcomes(raw_document: bytes, name: str, year: int) -> dict[str, str]:
    """For each table `right`, `refused` or `WRONG`."""
    region, population = load_region(ROOT / "data"), load_population(ROOT / "data")
    tables, findings = tables_of([read_document(raw_document, name)], region, year, population)
    refused = {finding.table for finding in findings if finding.severity == "error"}
    return {
        table: "refused" if table in refused else _against_truth(tables[table], table, year)
        for table in TABLES
    }


def _against_truth(read: pd.DataFrame, table: str, year: int) -> str:
    wanted = frame(table, year)
    told = [column for column in wanted if not column.startswith("source_")]
    return "right" if read[told].equals(wanted[told]) else "WRONG"


def sources(pdf: Path) -> Iterator[tuple[str, bytes]]:
    """The PDF itself, and what every extractor makes of it."""
    yield PDF, pdf.read_bytes()
    for name, extract in EXTRACTORS.items():
        text = extract(pdf)
        yield name, text if isinstance(text, bytes) else text.encode()


def markdown(found: dict[tuple[str, int], dict[str, str]]) -> str:
    """The matrix as a Markdown table: a mark for each year, `●` right, `–` refused."""
    marks = {"right": "●", "refused": "–", "WRONG": "✗"}
    head = ["source", *(f"`{table}`" for table in TABLES)]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for source in dict.fromkeys(source for source, _ in found):
        cells = [
            " ".join(marks[found[source, year][table]] for year in FOLDERS) for table in TABLES
        ]
        lines.append(f"| {source} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Write the matrix into the document."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for year in FOLDERS:
            pdf = build_year(year, Path(folder) / f"{year}.pdf")
            for name, text in sources(pdf):
                kind = "pdf" if name == PDF else "txt"
                found[name, year] = outcomes(text, f"{name}.{kind}", year)
    before, _, rest = DOC.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    DOC.write_text(f"{before}{BEGIN}\n{markdown(found)}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
