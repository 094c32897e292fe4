"""Each table out of our own PDFs and of extractors' text: as documented, never silently wrong."""

import pytest
from papers import matrix
from papers.extractors import EXTRACTORS, MissingToolError
from papers.truth import TRUTH

MARKS = {mark: outcome for outcome, mark in matrix.MARKS.items()}


def documented(source, year):
    """Outcomes of the committed matrix."""
    text = matrix.DOC.read_text("utf-8")
    row = next(line for line in text.splitlines() if line.startswith(f"| {source} |"))
    cells = [cell.strip().split() for cell in row.strip("|").split("|")][1:]
    at = list(TRUTH).index(year)
    return {table: MARKS[marks[at]] for table, marks in zip(matrix.TABLES, cells, strict=True)}


@pytest.mark.parametrize("year", TRUTH)
@pytest.mark.parametrize("source", [matrix.PDF, *EXTRACTORS])
def test_each_table_is_as_documented_and_none_is_wrong_without_a_word(source, year, pdfs):
    try:
        raw = matrix.read_source(source, pdfs[year])
    except MissingToolError as missing:
        pytest.skip(str(missing))
    found = matrix.outcomes(raw, "papers.pdf" if source == matrix.PDF else "papers.txt", year)
    assert found == documented(source, year)
    assert "WRONG" not in found.values()
