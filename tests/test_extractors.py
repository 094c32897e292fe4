"""Every table out of our own PDFs, and out of every extractor's text of them: right or refused."""

import pytest
import truthkit
from paperkit import extract, letters
from papers import matrix
from papers.extractors import EXTRACTORS
from papers.truth import TRUTH

from midtjylland.checks.contract import check_contract
from midtjylland.clean.contract.recipe import GOALS, INDICATORS, read_contract
from midtjylland.document import read_document

# What keeps the contract from being proven: hyphens of line ends dropped or kept, columns that
# touch.
REFUSED = {
    (2021, "pdftotext"): "hyphens-lost",
    (2021, "pdfplumber"): "columns-mixed",
    (2021, "pdfplumber_layout"): "columns-mixed",
    (2021, "pdf_oxide"): "hyphens-lost",
    (2021, "kreuzberg"): "hyphens-kept",
    (2022, "pdftotext"): "columns-mixed",
    (2022, "pdftotext_layout"): "columns-mixed",
    (2022, "pdfplumber"): "columns-mixed",
    (2022, "pdfplumber_layout"): "columns-mixed",
    (2022, "pdf_oxide"): "columns-mixed",
    (2022, "kreuzberg"): "hyphens-kept",
}
GUIDED = {2021: 2860, 2022: 3645}


def read(source, year, pdfs):
    if source == matrix.PDF:
        return matrix.outcomes(pdfs[year].read_bytes(), "papers.pdf", year)
    return matrix.outcomes(extract(source, pdfs[year]).encode(), f"{source}.txt", year)


@pytest.mark.parametrize("year", TRUTH)
@pytest.mark.parametrize("name", EXTRACTORS)
def test_each_extractor_finds_the_words(name, year, pdfs):
    found = letters(extract(name, pdfs[year]))
    assert str(year) in found
    for question in (row["question"] for row in TRUTH[year]["regional_fora"]):
        assert letters(question.split()[-1]) in found
    for row in TRUTH[year]["guidance_by_municipality"]:
        assert letters(f"{row['guided_firms']:,}".replace(",", "")) in found


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
def test_the_pdf_itself_gives_every_table(year):
    # What is documented was just found.
    assert set(documented(matrix.PDF, year).values()) == {"right"}


def assert_true(reading, year):
    tables = reading.tables
    for table in (GOALS, INDICATORS):
        wanted = truthkit.frame(table, year).drop(columns=["source_page", "source_line"])
        got = tables[table][wanted.columns]
        assert got.to_csv() == wanted.to_csv()
    assert [finding.severity for finding in reading.findings] == ["info"]
    assert check_contract(tables[GOALS], tables[INDICATORS], GUIDED[year]) == []


@pytest.mark.parametrize("year", TRUTH)
@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_contract_is_right_or_says_why_not(pdfs, year, extractor, region):
    raw = extract(extractor, pdfs[year]).encode()
    reading = read_contract(read_document(raw, f"{extractor}.txt"), region)
    if (year, extractor) in REFUSED:
        found = [(finding.table, finding.severity, finding.check) for finding in reading.findings]
        check = REFUSED[year, extractor]
        assert found == [(GOALS, "error", check), (INDICATORS, "error", check)]
        assert all(frame.empty for frame in reading.tables.values())
        return
    assert_true(reading, year)
