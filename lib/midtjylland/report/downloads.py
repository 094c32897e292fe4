"""What the index of a year offers for download: spreadsheet, CSV, data package."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from midtjylland.core.files import write_whole
from midtjylland.core.language import Language, is_label, language
from midtjylland.core.message import in_language
from midtjylland.core.paths import DESCRIPTOR, processed_dir
from midtjylland.core.schemas import spoken
from midtjylland.report.tables import Column, Table, danish_csv, said, table_of
from midtjylland.store.package import load

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

DATA, EXCEL = "data", "excel_da"
# Columns that a reader does without.
DATA_ALONE = ["check", "message_data"]
_WIDEST_PX = 425
# Letters that a cell of a spreadsheet holds.
_CELL = 32_767
# Nothing in a document becomes a formula or a link.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_TITLE = {"bold": True, "font_size": 14}
_HEAD = {"bold": True, "bottom": 1, "text_wrap": True}
# Excel's own short date, which it writes as its user's country does.
_DATE = {"num_format": 14, "align": "left"}


@dataclass(frozen=True)
class PublishedTable:
    """A table of the year with its resource in the data package."""

    frame: pd.DataFrame
    resource: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name as in the data contract."""
        return str(self.resource["name"])

    def told(self, shown_in: Language) -> Table:
        """The table as readers of a language see it; what is data alone is left out."""
        frame = in_language(self.name, self.frame, shown_in)
        frame = frame.drop(columns=DATA_ALONE, errors="ignore")
        caption = shown_in.prose(self.resource["description"])
        return table_of(frame, caption, ids=sorted(spoken(self.name)))


def read_package(year: int, data_dir: Path | str) -> tuple[dict[str, Any], list[PublishedTable]]:
    """Read the data package of a year and its tables."""
    descriptor = json.loads((processed_dir(data_dir, year) / DESCRIPTOR).read_text("utf-8"))
    tables = [
        PublishedTable(load(entry["name"], year, data_dir), entry)
        for entry in descriptor["resources"]
    ]
    return descriptor, tables


def write_downloads(
    folder: Path, year: int, data_dir: Path | str, tables: Sequence[PublishedTable], book: bytes
) -> None:
    """Write everything that the index of a year offers.

    The `data` folder in `folder` gets the files; any other file in it is removed.
    """
    source, target, danish = processed_dir(data_dir, year), folder / DATA, language("da")
    files = {DESCRIPTOR: (source / DESCRIPTOR).read_bytes()}
    for each in tables:
        files[f"{each.name}.csv"] = (source / f"{each.name}.csv").read_bytes()
        files[f"{EXCEL}/{each.name}.csv"] = danish_csv(each.told(danish), danish).encode()
    (target / EXCEL).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_whole(target / name, content)
    for path in [path for path in target.rglob("*") if path.is_file()]:
        if path.relative_to(target).as_posix() not in files:
            path.unlink()
    write_whole(folder / "tables.xlsx", book)


def spreadsheet(
    year: int,
    descriptor: Mapping[str, Any],
    tables: Sequence[PublishedTable],
    shown_in: Language,
    shown: Mapping[str, Sequence[Table]],
) -> bytes:
    """Excel workbook: a sheet that explains columns, units and findings, one a table, one a page.

    `shown` are the tables of each page by its title. The same tables give the same bytes.
    """
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, _OPTIONS) as book:
        title = shown_in.say("Tables of the meeting papers, contract year {year}", year=year)
        # The time of writing would make every copy differ.
        book.set_properties({"title": title, "created": datetime(2000, 1, 1)})
        writer = _Writer(book, shown_in)
        writer.about(title, descriptor, tables)
        for each in tables:
            writer.table(each)
        for number, (title, of_page) in enumerate(shown.items(), start=1):
            writer.page(number, title, of_page)
    return content.getvalue()


class _Writer:
    """Writes the sheets of a workbook in a language."""

    def __init__(self, book: Workbook, shown_in: Language) -> None:
        self.book, self.language = book, shown_in
        self.title, self.head = self._look(_TITLE), self._look(_HEAD)

    def _look(self, look: Mapping[str, Any]) -> Format:
        return self.book.add_format({"valign": "top", **look})

    def about(
        self, title: str, descriptor: Mapping[str, Any], tables: Sequence[PublishedTable]
    ) -> None:
        """The sheet that explains the others."""
        shown_in, sheet = self.language, self._sheet(self.language.say("About"))
        sheet.write(0, 0, title, self.title)
        sources = ", ".join(
            f"{each['title']} ({shown_in.translate(each['publisher'])})"
            for each in descriptor["sources"]
        )
        terms = shown_in.translate(descriptor["licenses"][0]["title"])
        source = shown_in.say("Source: {sources}. {terms}.", sources=sources, terms=terms)
        sheet.write(1, 0, source)
        empty = shown_in.say("An empty cell is a number that the document does not give.")
        sheet.write(2, 0, empty)
        rows = list(_rows_of_columns(tables, shown_in))
        names = ("table", "column", "type", "unit", "meaning")
        explained = Table("", [Column(name, name, "string") for name in names], rows)
        row = self._block(sheet, 4, explained)
        for found in (each.told(shown_in) for each in tables if each.name == "findings"):
            names = ("table", "severity", "message", "source_page", "source_line")
            self._block(sheet, row + 1, found.choose(names, ""))
        for place, width in enumerate((26, 26, 60, 16, 90)):
            sheet.set_column(place, place, width)

    def table(self, published: PublishedTable) -> None:
        """A sheet with a table of the year."""
        table = published.told(self.language)
        sheet = self._sheet(self.language.label(published.name)[:31])
        self._block(sheet, 0, table)
        sheet.autofit(_WIDEST_PX)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)

    def page(self, number: int, title: str, tables: Sequence[Table]) -> None:
        """A sheet with the tables of a page below each other and its title, in its words."""
        sheet = self._sheet(self.language.say("Report {number}", number=number))
        sheet.write(0, 0, title, self.title)
        row = 2
        for table in tables:
            sheet.write(row, 0, table.caption, self.title)
            row = self._block(sheet, row + 1, table) + 1
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 12, 20)

    def _sheet(self, name: str) -> Worksheet:
        """A sheet that prints as wide as a page is."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        return sheet

    def _block(self, sheet: Worksheet, top: int, table: Table) -> int:
        """Write heads and rows; gives the first row after them."""
        for place, column in enumerate(table.columns):
            sheet.write(top, place, self.language.label(column.title), self.head)
            look = self._look(_format_of(column))
            for row, values in enumerate(table.rows, start=top + 1):
                value = said(column, values[column.name], self.language)
                if isinstance(value, str) and len(value) > _CELL:
                    value = f"{value[: _CELL - 1]}…"
                sheet.write(row, place, value, look)
        return top + len(table.rows) + 1


def _format_of(column: Column) -> Mapping[str, Any]:
    """How a spreadsheet shows the values of a column."""
    if column.type == "date":
        return _DATE
    if column.type == "integer":
        return {"num_format": "0" if is_label(column.name) else "#,##0"}
    if column.type == "number" and column.decimals is not None:
        return {"num_format": f"#,##0.{'0' * column.decimals}".rstrip(".")}
    return {"text_wrap": True}


def _rows_of_columns(
    tables: Iterable[PublishedTable], shown_in: Language
) -> Iterator[Mapping[str, str]]:
    for each in tables:
        for field in each.resource["schema"]["fields"]:
            if field["name"] not in DATA_ALONE:
                unit = field.get("unit", "").lower()
                yield {
                    "table": shown_in.label(each.name),
                    "column": shown_in.label(field["name"]),
                    "type": shown_in.label(field["type"]),
                    "unit": unit and shown_in.label(unit),
                    "meaning": shown_in.translate(field["description"]),
                }
