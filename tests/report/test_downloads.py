"""Downloads: what another program finds in them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from reportkit import COURSES, DATA, YEAR, job, record

from midtjylland.core import schemas
from midtjylland.core.language import language
from midtjylland.report.downloads import (
    DATA_ALONE,
    PublishedTable,
    read_package,
    spreadsheet,
    write_downloads,
)
from midtjylland.report.index import write_year
from midtjylland.report.tables import danish_csv, table_of

ENGLISH = language()
PROCESSED = DATA / "processed" / str(YEAR)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports") / str(YEAR)
    folder.mkdir()
    write_year(folder, record(job("guidance_spread")), DATA)
    return folder


def hostile_table() -> PublishedTable:
    fields = [
        {"name": name, "type": "string", "description": "Synthetic.", "unit": "dkk"}
        for name in COURSES.columns
    ]
    resource = {"name": "courses", "description": "Courses.", "schema": {"fields": fields}}
    return PublishedTable(COURSES, resource)


def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def courses(table: PublishedTable) -> Worksheet:
    """Sheet of the only table of a spreadsheet."""
    descriptor = {"sources": [], "licenses": [{"title": "l"}]}
    return workbook(spreadsheet(YEAR, descriptor, [table], ENGLISH, {}))["Courses"]


def test_the_data_package_is_copied_to_the_byte(folder):
    names = {path.name for path in PROCESSED.iterdir()}
    assert {path.name for path in (folder / "data").iterdir()} == {*names, "excel_da"}
    for name in names:
        assert (folder / "data" / name).read_bytes() == (PROCESSED / name).read_bytes()


def test_the_package_names_its_sources_and_terms_as_the_standard_allows(folder):
    descriptor = json.loads((folder / "data" / "datapackage.json").read_text("utf-8"))
    for source in descriptor["sources"]:
        # Data Package v2 demands a title; a path may not lead out of the package, so none is given.
        assert source["title"]
        assert re.fullmatch("sha256:[0-9a-f]{64}", source["hash"])
        assert "path" not in source
    for resource in descriptor["resources"]:
        assert not Path(resource["path"]).is_absolute()
        assert ".." not in Path(resource["path"]).parts
    # An id of the Open Definition's list of licences (opendefinition.org/licenses/api).
    assert [licence["name"] for licence in descriptor["licenses"]] == ["other-at"]


def test_danish_excel_gets_semicolons_commas_and_its_byte_order_mark(folder):
    raw = (folder / "data" / "excel_da" / "guidance_by_municipality.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfKommunekode;Kommune;")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 20
    # Aarhus as the contract report prints it.
    assert rows[-1][:5] == ["0751", "Aarhus", "26,4", "785", "28,7"]


def test_every_table_is_in_every_download_with_all_its_rows(folder):
    # The data contract names twelve.
    names = list(schemas.TABLES)
    assert len(names) == 12
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    for name in names:
        rows, danish = (
            list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=mark))
            for path, mark in (
                (folder / "data" / f"{name}.csv", ","),
                (folder / "data" / "excel_da" / f"{name}.csv", ";"),
            )
        )
        sheet = book[ENGLISH.label(name)]
        shown = [each for each in rows[0] if each not in DATA_ALONE]
        assert danish[0] == [*map(language("da").label, shown)]
        assert [cell.value for cell in sheet[1]] == [*map(ENGLISH.label, shown)]
        assert len(rows) == len(danish) == sheet.max_row > 1


def test_yes_or_no_is_yes_or_no(folder):
    # 2022 was not over when the papers were written, and its total is given as "ca. 2.000".
    sheet = openpyxl.load_workbook(folder / "tables.xlsx")["Green guidance"]
    rows = [[cell.value for cell in row] for row in sheet["A2:E3"]]
    assert [row[:1] + row[3:] for row in rows] == [[2021, False, False], [2022, True, True]]
    path = folder / "data" / "excel_da" / "green_guidance.csv"
    danish = list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert [row[3:5] for row in danish[1:]] == [["FALSK", "FALSK"], ["SAND", "SAND"]]


def test_danish_excel_gets_no_formula():
    table = table_of(COURSES.assign(is_provisional=[True, False, True, False]), "Courses")
    rows = list(
        csv.reader(danish_csv(table, ENGLISH).removeprefix("\ufeff").splitlines(), delimiter=";")
    )
    assert rows[1] == ['\'=HYPERLINK("http://evil.invalid")', "2021-05-03", "1646", "57375", "SAND"]
    assert rows[3][1:] == ["", "9", "", "SAND"]
    assert rows[4][3] == "1e-21"


def test_the_spreadsheet_has_a_sheet_a_table_with_its_figures(folder):
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    assert book.sheetnames[0] == "About"
    own = {name for name in book.sheetnames[1:] if not name.startswith("Report ")}
    assert own == {ENGLISH.label(path.stem) for path in PROCESSED.glob("*.csv")}
    sheet = book["Guidance by municipality"]
    assert sheet.freeze_panes == "B2"
    last = [cell.value for cell in sheet[20]][:5]
    assert last == ["0751", "Aarhus", 26.4, 785, 28.7]
    assert sheet["C20"].number_format == "#,##0.0"
    assert sheet["D20"].number_format == "#,##0"
    assert sheet["F20"].value is None
    # Lines of a document are numbers of places: 1,073 would be wrong.
    assert sheet["G20"].number_format == "0"
    assert sheet.column_dimensions["B"].width > len("Ringkøbing-Skjern") - 2


def test_tables_that_a_page_shows_are_in_the_spreadsheet_in_its_words():
    frame = pd.DataFrame({"event": ["c40_approval", None], "index": [0.125, 3.0]})
    table = table_of(frame, "Godkendt", decimals={"index": 3}, ids=["event"])
    descriptor = {"title": "t", "sources": [], "licenses": [{"title": "l"}]}
    for code, name, words in (
        ("en", "Report 1", ["Event", "C40 approval"]),
        ("da", "Rapport 1", [language("da").label("event"), "C40-godkendelse"]),
    ):
        book = spreadsheet(YEAR, descriptor, [], language(code), {"Plans": [table] * 2})
        sheet = workbook(book)[name]
        column = [cell.value for cell in sheet["A"]]
        assert column == ["Plans", None, *(2 * ["Godkendt", *words, None, None])][:11]
        assert (sheet["B5"].value, sheet["B5"].number_format) == (0.125, "#,##0.000")
        # It prints on pages of its own width, however many below each other.
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_the_first_sheet_explains_columns_units_and_findings(folder):
    sheet = openpyxl.load_workbook(folder / "tables.xlsx")["About"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    share = ["Guidance by municipality", "Share of guided firms (%)", "Number", "%"]
    [meaning] = [row[4] for row in rows if row[:4] == share]
    assert meaning == "Share of the region's guided firms, as printed"
    # The papers print 6.9 % for Skanderborg, its count gives 6.5 %.
    assert any("Skanderborg prints 6.9 %" in str(row[2]) for row in rows)


def test_nothing_in_a_document_becomes_a_formula_or_a_link():
    descriptor = {"sources": [], "licenses": [{"title": "@x"}]}
    content = spreadsheet(YEAR, descriptor, [hostile_table()], ENGLISH, {})
    sheet = workbook(content)["Courses"]
    assert [cell.data_type for cell in sheet["A"]] == ["s"] * 5
    assert sheet["A2"].value == '=HYPERLINK("http://evil.invalid")'
    parts = zipfile.ZipFile(io.BytesIO(content))
    xml = [parts.read(name) for name in parts.namelist() if "sheet" in name]
    assert not any(b"<f>" in part or b"<hyperlink" in part for part in xml)


def test_dates_figures_and_what_is_missing_are_what_they_are_in_the_spreadsheet():
    sheet = courses(hostile_table())
    assert sheet["B2"].value == datetime(2021, 5, 3)
    # Number 14 of the standard: the short date of whoever opens it.
    assert sheet["B2"].number_format == "mm-dd-yy"
    assert [sheet["C3"].value, sheet["D3"].value, sheet["B4"].value] == [None, 0.5, None]


def test_a_long_text_is_wrapped_and_what_no_cell_can_hold_visibly_cut():
    sheet = courses(replace(hostile_table(), frame=COURSES.assign(course_title="x" * 40_000)))
    # What Excel's specification gives as the most that a cell holds.
    assert len(sheet["A2"].value) == 32_767
    assert sheet["A2"].value.endswith("x…")
    assert sheet["A2"].alignment.wrap_text and sheet.column_dimensions["A"].width <= 61


def test_the_same_tables_give_the_same_spreadsheet():
    descriptor, tables = read_package(YEAR, DATA)
    first, second = (spreadsheet(YEAR, descriptor, tables, ENGLISH, {}) for _ in range(2))
    assert first == second


def test_what_is_no_longer_published_is_no_longer_offered(tmp_path):
    stale = tmp_path / "data" / "excel_da" / "withheld.csv"
    stale.parent.mkdir(parents=True)
    stale.write_text("old")
    write_downloads(tmp_path, YEAR, DATA, read_package(YEAR, DATA)[1], b"")
    assert not stale.exists()
