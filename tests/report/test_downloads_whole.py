"""Papers with hostile titles, through everything: tables, spreadsheet, CSV, package, pages."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import frictionless
import openpyxl
import pytest
from bs4 import BeautifulSoup
from conftest import PAPERS
from nbformat.v4 import new_notebook
from reportkit import DATA, YEAR, code, display, job, record, shown

from midtjylland import load
from midtjylland.core import schemas
from midtjylland.core.language import language
from midtjylland.report.downloads import DATA_ALONE
from midtjylland.report.index import write_year
from midtjylland.report.page import export_report
from midtjylland.store.build import ingest

LONG = "Et langt forløb om " + "bæredygtighed, " * 65 + "slut"
# By what they replace: titles of the annex of 2021, each once in it.
TITLES = {
    "Spørgsmål der flytter": '=HYPERLINK("http://evil.invalid","klik")',
    "Gejst og kreativitet i detailhandlen under Corona": "+1+1",
    "Brug LinkedIn mere effektivt": "@SUM(A1:A9)",
    "Virtuelle kundemøder": "-2+3 'enkelt' \"dobbelt\"; semikolon, komma",
    "De grønne Outlook piller": "</script><script>document.title = 'stjålet'</script>",
    "Teknologi som katalysator for bæredygtig innovation": '"><img src=x onerror=alert(1)>',
    "Hvordan påvirker COVID-19 os på arbejdsfronten?": "Bagvendt \u202egnirts\u202c og \u200fmærke",
    "Mindmap - skab større overblik": LONG,
}
FORMULAS = [title for title in TITLES.values() if title[0] in "=+-@"]

ENGLISH = language("en")


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """Data folder that such papers were ingested into."""
    folder = tmp_path_factory.mktemp("hostile")
    text = PAPERS.read_text("utf-8")
    for title, hostile in TITLES.items():
        assert title in text
        text = text.replace(title, hostile, 1)
    papers = folder / "papers.txt"
    papers.write_text(text, "utf-8")
    shutil.copytree(DATA / "raw" / "reference", folder / "data" / "raw" / "reference")
    ingest([papers], folder / "data")
    return folder / "data"


@pytest.fixture(scope="module")
def reports(data, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("hostile_reports") / str(YEAR)
    folder.mkdir()
    write_year(folder, record(job("mea_modules")), data)
    return folder


@pytest.fixture(scope="module")
def book(reports) -> openpyxl.Workbook:
    return openpyxl.load_workbook(reports / "tables.xlsx")


def rows_of(path: Path, **options) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), **options))


def titles_of(rows: list[list[str]], head: str = "title") -> list[str]:
    place = rows[0].index(head)
    return [row[place] for row in rows[1:]]


def test_every_table_is_in_every_download(reports, book):
    # The data contract names twelve.
    names = list(schemas.TABLES)
    assert len(names) == 12
    assert {path.stem for path in (reports / "data").glob("*.csv")} == set(names)
    assert {path.stem for path in (reports / "data" / "excel_da").glob("*.csv")} == set(names)
    own = [name for name in book.sheetnames if not name.startswith("Report ")]
    assert own == ["About", *map(ENGLISH.label, names)]
    for name in names:
        rows = rows_of(reports / "data" / f"{name}.csv")
        danish = rows_of(reports / "data" / "excel_da" / f"{name}.csv", delimiter=";")
        sheet, shown = book[ENGLISH.label(name)], [n for n in rows[0] if n not in DATA_ALONE]
        assert danish[0] == [*map(language("da").label, shown)]
        assert [cell.value for cell in sheet[1]] == [*map(ENGLISH.label, shown)]
        assert len(rows) == len(danish) == sheet.max_row > 1


def test_csv_and_package_keep_the_titles_as_they_stand(reports):
    titles = titles_of(rows_of(reports / "data" / "mea_modules.csv"))
    assert set(TITLES.values()) <= set(titles)
    report = frictionless.validate(str(reports / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])


def test_danish_csv_keeps_them_but_for_an_apostrophe_before_a_formula(reports):
    path = reports / "data" / "excel_da" / "mea_modules.csv"
    titles = titles_of(rows_of(path, delimiter=";"), "Titel")
    assert {f"'{title}" for title in FORMULAS} <= set(titles)
    assert set(TITLES.values()) - set(FORMULAS) <= set(titles)
    assert not any(title.startswith(("=", "+", "-", "@")) for title in titles)


def test_spreadsheet_holds_no_formula_and_no_link(reports, book):
    column = [cell for cell in book["MEA modules"]["D"]]
    assert {cell.data_type for cell in column} == {"s"}
    assert set(TITLES.values()) <= {cell.value for cell in column}
    with zipfile.ZipFile(reports / "tables.xlsx") as parts:
        xml = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<f>" not in xml
    assert b"<hyperlink" not in xml


def test_a_long_text_is_whole_and_wrapped(book):
    assert len(LONG) > 990
    sheet = book["MEA modules"]
    [cell] = [cell for cell in sheet["D"] if cell.value == LONG]
    assert cell.alignment.wrap_text
    assert cell.alignment.vertical == "top"
    assert sheet.column_dimensions["D"].width <= 61


def test_dates_are_dates_and_yes_or_no_is_yes_or_no(reports, book):
    assert book["MEA modules"]["B2"].value == datetime(2021, 1, 11)
    assert book["MEA modules"]["B2"].number_format == "mm-dd-yy"
    heads = rows_of(reports / "data" / "green_guidance.csv")[0]
    # 2022 was not over when the papers were written, and its total is given as "ca. 2.000".
    places = [heads.index(name) for name in ("year", "is_approximate", "is_provisional")]
    rows = [[row[place].value for place in places] for row in book["Green guidance"]["2:3"]]
    assert rows == [[2021, False, False], [2022, True, True]]
    danish = rows_of(reports / "data" / "excel_da" / "green_guidance.csv", delimiter=";")
    assert [[row[place] for place in places] for row in danish[1:]] == [
        ["2021", "FALSK", "FALSK"],
        ["2022", "SAND", "SAND"],
    ]


def test_pages_show_the_titles_as_text(data, reports, tmp_path):
    frame = load("mea_modules", YEAR, data)
    table = shown(frame[["module_no", "title"]], f"Modules {TITLES['De grønne Outlook piller']}")
    path = tmp_path / "mea_modules.html"
    notebook = new_notebook(cells=[code("show()", display(table))])
    export_report(notebook, path, year=YEAR, job=job("mea_modules"))
    for html in (path.read_text("utf-8"), (reports / "index.html").read_text("utf-8")):
        page = BeautifulSoup(html, "html.parser")
        assert len(page.select("script")) == 1
        assert not page.select("main img")
        assert not re.findall(r"<[^>]+\son\w+\s*=", re.sub(r'"[^"]*"', '""', html))
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    cells = [cell.get_text() for cell in page.select("tbody td")]
    assert set(TITLES.values()) <= set(cells)
    content = unquote(page.select_one(".csv a")["href"].split(",", 1)[1])
    assert set(TITLES.values()) <= set(titles_of(list(csv.reader(io.StringIO(content)))))
