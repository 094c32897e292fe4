"""Every table out of our own PDFs, and out of every extractor's text of them: right or refused."""

import pytest
from paperkit import extract
from papers import matrix
from papers.extractors import EXTRACTORS
from papers.truth import TRUTH


def read(source, year, pdfs):
    if source == matrix.PDF:
        return matrix.outcomes(pdfs[year].read_bytes(), "papers.pdf", year)
    return matrix.outcomes(extract(source, pdfs[year]).encode(), f"{source}.txt", year)


def documented(source, year):
    """Marks of the committed matrix."""
    text = matrix.DOC.read_text("utf-8")
    row = next(line for line in text.splitlines() if line.startswith(f"| {source} |"))
    cells = [cell.strip().split() for cell in row.strip("|").split("|")][1:]
    names = {"●": "right", "–": "refused", "✗": "WRONG"}
    place = list(TRUTH).index(year)
    return {table: names[marks[place]] for table, marks in zip(matrix.TABLES, cells, strict=True)}


@pytest.mark.parametrize("year", TRUTH)
@pytest.mark.parametrize("source", [matrix.PDF, *EXTRACTORS])
def test_each_table_is_right_or_refused_as_documented(source, year, pdfs):
    found = read(source, year, pdfs)
    assert "WRONG" not in found.values(), found
    assert found == documented(source, year), "run python tests/papers/matrix.py"


@pytest.mark.parametrize("year", TRUTH)
def test_the_pdf_itself_gives_every_table(year, pdfs):
    assert set(read(matrix.PDF, year, pdfs).values()) == {"right"}
