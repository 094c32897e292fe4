"""The result contract out of every extractor's text of our own PDFs: right, or refused."""

import pytest
import truthkit
from paperkit import extract
from papers.extractors import EXTRACTORS
from papers.truth import TRUTH

from midtjylland.checks.contract import check_contract
from midtjylland.clean.contract.recipe import GOALS, INDICATORS, read_contract
from midtjylland.document import read_document

# What keeps the rest from being proven: hyphens of line ends dropped or kept, columns that touch.
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
def test_right_or_refused(pdfs, year, extractor, region):
    raw = extract(extractor, pdfs[year]).encode()
    reading = read_contract(read_document(raw, f"{extractor}.txt"), region)
    if (year, extractor) in REFUSED:
        found = [(finding.table, finding.severity, finding.check) for finding in reading.findings]
        check = REFUSED[year, extractor]
        assert found == [(GOALS, "error", check), (INDICATORS, "error", check)]
        assert all(frame.empty for frame in reading.tables.values())
        return
    assert_true(reading, year)


@pytest.mark.parametrize("year", TRUTH)
def test_right_from_the_pdf(pdfs, year, region):
    document = read_document(pdfs[year].read_bytes(), "papers.pdf")
    assert_true(read_contract(document, region), year)
