"""The guidance table out of every extractor's text of our own PDFs: right, or refused."""

import pandas as pd
import pytest
from paperkit import extract
from papers.extractors import EXTRACTORS
from papers.truth import TRUTH

from midtjylland.checks import check_guidance
from midtjylland.clean.guidance import TABLE, read_guidance
from midtjylland.document import read_document
from midtjylland.schemas import typed

# Tools that write the columns of this table one after the other, in which nothing proves the rows.
COLUMN_WISE = {(2021, "pdftotext"), (2021, "pdfminer"), (2022, "pdfminer")}
WANTED = ["municipality_code", "population_share_pct", "guided_firms", "guided_share_pct"]


@pytest.mark.parametrize("year", TRUTH)
@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_right_or_refused(pdfs, year, extractor, region):
    raw = extract(extractor, pdfs[year]).encode()
    reading = read_guidance(read_document(raw, f"{extractor}.txt"), region)
    tables = {name: typed(name, frame) for name, frame in reading.tables.items()}
    findings = reading.findings + check_guidance(tables[TABLE], tables["stated_totals"], region)
    errors = [finding.check for finding in findings if finding.severity == "error"]
    if (year, extractor) in COLUMN_WISE:
        assert errors == ["table-missing"]
        return
    assert errors == []
    truth = pd.DataFrame(TRUTH[year][TABLE])[WANTED]
    assert tables[TABLE][WANTED].values.tolist() == truth.values.tolist()
    stated = dict(tables["stated_totals"][["quantity", "value"]].values)
    assert stated == {
        row["quantity"]: row["value"]
        for row in TRUTH[year]["stated_totals"]
        if row["table"] == TABLE
    }
