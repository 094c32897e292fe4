"""Where a figure came from, against the stored text itself and against another PDF reader."""

import re
from pathlib import Path

import pytest
from midtjylland.checks.catalogue import CATALOGUE
from midtjylland.document import to_document
from pypdf import PdfReader

import midtjylland
from midtjylland import checks
from midtjylland.cli import main
from midtjylland.core import schemas
from midtjylland.core.findings import MidtjyllandError
from midtjylland.store.build import ingest

NAME = "kkr-midtjylland-meeting-papers-2022-11.txt"
TABLES = [table for table in schemas.TABLES if table != "findings"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Data folder with the real papers, and with the synthetic ones of 2022 as PDF."""
    from papers.build import build_year

    folder = tmp_path_factory.mktemp("explain")
    papers = Path(__file__).parents[1] / "data" / "raw" / "2021" / NAME
    ingest([papers], folder / "data")
    ingest([build_year(2022, folder / "synthetic.pdf")], folder / "data")
    return folder / "data"


def marked(row):
    return dict(row.lines)[row.place.line]


def test_a_module_is_shown_with_the_lines_around_it(built):
    told = midtjylland.explain("mea_modules", year=2021, row=3, data_dir=built)
    (row,) = told.rows
    # Line 567 as any editor shows it.
    stored = (built / "raw" / "2021" / NAME).read_text("utf-8").split("\n")
    assert (row.file, str(row.place)) == (NAME, "line 567")
    assert marked(row) == stored[566].strip() == "1. februar 2021 Spørgsmål der flytter"
    assert [number for number, _ in row.lines] == [563, 565, 567, 569, 571]
    assert told.recipe == "midtjylland.clean.mea.read_mea"
    assert "Overblik over gennemførte MEA moduler" in row.found_by[0]
    assert "there are as many modules as the papers state" in told.passed
    # The papers hold one title twice on a day, so this is no check that was passed.
    assert "no title stands twice on a day" not in told.passed


def test_findings_are_told_at_the_row_they_name(built):
    told = midtjylland.explain("guidance_by_municipality", year=2021, data_dir=built)
    assert len(told.rows) == 19
    named = {row.values["municipality"]: row.findings for row in told.rows}
    assert "6.9 %" in named["Skanderborg"][0] and named["Lemvig"] == []
    told = midtjylland.explain("climate_projects", year=2021, row=1, data_dir=built)
    # The finding stands at the other place of the two, and names this one.
    assert any("125" in text and "138" in text for text in told.rows[0].findings)


def test_a_row_of_a_pdf_names_page_and_line(built):
    pages = [page.extract_text() for page in PdfReader(built / "raw/2022/synthetic.pdf").pages]
    told = midtjylland.explain("mea_modules", data_dir=built)
    assert told.year == 2022
    for row in told.rows:
        begin = row.values["title"][:20]
        assert begin in marked(row)
        assert begin in pages[row.place.page - 1]


@pytest.mark.parametrize("year", [2021, 2022])
@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_by_which_declared_text_it_was_found(built, table, year):
    told = midtjylland.explain(table, year=year, data_dir=built)
    assert len(told.rows) == len(midtjylland.load(table, year, built))
    for row in told.rows:
        assert row.found_by, row.number
        assert row.place.line in dict(row.lines)


def test_the_result_of_an_indicator_is_shown_too(built):
    frame = midtjylland.load("contract_indicators", 2021, built)
    number = frame.index[frame["indicator"] == "net_promoter_score"][0] + 1
    (row,) = midtjylland.explain("contract_indicators", 2021, number, built).rows
    assert "Score på min. 70" in dict(row.lines)[68]
    assert any("line 86: 'Net Promotor Score er 72." in text for text in row.found_by)


def test_in_a_notebook_text_of_the_papers_stays_text(built):
    told = midtjylland.explain("mea_modules", year=2021, row=1, data_dir=built)
    shown = told._repr_markdown_()
    assert "**`mea_modules` of 2021**" in shown
    assert "\n    > " in shown
    assert "line 558" in shown and "\\{year\\}" in shown


def test_the_command_prints_it(built, capsys):
    assert main(["explain", "dk2020_cohorts", "--row", "1", "--data", str(built)]) == 0
    said = capsys.readouterr().out
    assert "synthetic.pdf, page 11, line 10" in said
    assert "> 10  - 4 midtjyske kommuner fik klimaplan godkendt" in said


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["findings"], "no table 'findings' to explain"),
        (["mea_modules", "--year", "2021", "--row", "54"], "53 rows"),
        (["mea_modules", "--row", "0"], "from 1 to"),
        (["mea_modules", "--year", "2031"], "2031 is not published"),
    ],
)
def test_what_is_not_there_is_refused(built, capsys, arguments, why):
    assert main(["explain", *arguments, "--data", str(built)]) == 1
    assert why in capsys.readouterr().err


def test_without_tables_or_documents_it_says_what_to_do(tmp_path, data_dir):
    with pytest.raises(MidtjyllandError, match="ingest the papers first"):
        midtjylland.explain("mea_modules", data_dir=tmp_path)
    (data_dir / "raw" / "2021" / NAME).rename(tmp_path / "away.txt")
    with pytest.raises(MidtjyllandError, match="run midtjylland build"):
        midtjylland.explain("mea_modules", 2021, 1, data_dir)


def test_lines_that_a_page_prints_side_by_side_are_joined():
    document = to_document("one\n\ntwo\n\fthree", "a.txt")
    assert document.around(document.place(5), 1) == [(1, "one"), (3, "two"), (4, "three")]


def test_the_catalogue_knows_every_check_there_is():
    home = Path(checks.__file__).parent
    files = [*home.rglob("*.py"), *(home.parent / "clean").rglob("*.py")]
    # In these files only check ids are written like this.
    names = {
        name
        for path in files
        if path.name != "catalogue.py"
        for name in re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', path.read_text("utf-8"))
    }
    known = {check for told in CATALOGUE.values() for check in told}
    assert len(names) > 30 and names - known == set()
