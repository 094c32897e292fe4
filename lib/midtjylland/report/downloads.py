"""What the index of a year offers for download: spreadsheet, CSV, data package, catalogue entry."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from midtjylland.core.files import write_whole
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import Language, is_label
from midtjylland.core.paths import DESCRIPTOR, processed_dir
from midtjylland.report.dcat import catalogue
from midtjylland.report.tables import Column, Table, danish_csv, said, table_of
from midtjylland.store.package import load

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

DATA, EXCEL = "data", "excel_da"
FINDINGS = "findings"
_WIDEST = 60
# Letters that a cell of a spreadsheet holds.
_CELL = 32_767


@dataclass(frozen=True)
class Download:
    """A file beside the index; `kind` names the text that describes it."""

    kind: str
    path: str
    size_bytes: int


@dataclass(frozen=True)
class PublishedTable:
    """A table of the year with its resource in the data package."""

    table: Table
    resource: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name as in the data contract."""
        return str(self.resource["name"])

    @property
    def description(self) -> str:
        """What the table holds, in a sentence."""
        return str(self.resource["description"])

    @property
    def row_count(self) -> int:
        """Number of its rows."""
        return len(self.table.rows)

    @property
    def path(self) -> str:
        """CSV of the data package, from the index."""
        return f"{DATA}/{self.name}.csv"

    @property
    def excel_path(self) -> str:
        """CSV for Danish Excel, from the index."""
        return f"{DATA}/{EXCEL}/{self.name}.csv"


def read_package(year: int, data_dir: Path | str) -> tuple[dict[str, Any], list[PublishedTable]]:
    """Read the data package of a year and its tables."""
    path = processed_dir(data_dir, year) / DESCRIPTOR
    if not path.exists():
        raise MidtjyllandError(f"there are no tables of {year}; run midtjylland build first.")
    descriptor = json.loads(path.read_text("utf-8"))
    tables = [
        PublishedTable(table_of(load(entry["name"], year, data_dir), entry["description"]), entry)
        for entry in descriptor["resources"]
    ]
    return descriptor, tables


def write_downloads(
    folder: Path,
    year: int,
    data_dir: Path | str,
    descriptor: Mapping[str, Any],
    tables: Sequence[PublishedTable],
    shown_in: Language,
    shown: Mapping[str, Sequence[Table]] | None = None,
) -> list[Download]:
    """Write everything that the index of a year offers.

    The `data` folder in `folder` gets the files; any other file in it is removed. Returns the files
    beside the tables' own CSV files, in the order of the index. `shown` are those that pages show.
    """
    source = processed_dir(data_dir, year)
    target = folder / DATA
    files = {DESCRIPTOR: (source / DESCRIPTOR).read_bytes()}
    for each in tables:
        files[f"{each.name}.csv"] = (source / f"{each.name}.csv").read_bytes()
        files[f"{EXCEL}/{each.name}.csv"] = danish_csv(each.table).encode()
    entry = catalogue(descriptor, year, [each.resource for each in tables])
    files["dcat.jsonld"] = (json.dumps(entry, ensure_ascii=False, indent=2) + "\n").encode()
    (target / EXCEL).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_whole(target / name, content)
    for path in [path for path in target.rglob("*") if path.is_file()]:
        if path.relative_to(target).as_posix() not in files:
            path.unlink()
    write_whole(folder / "tables.xlsx", spreadsheet(descriptor, tables, shown_in, shown or {}))
    offered = {
        "xlsx": "tables.xlsx",
        "data": f"{DATA}/{DESCRIPTOR}",
        "dcat": f"{DATA}/dcat.jsonld",
    }
    return [Download(kind, name, (folder / name).stat().st_size) for kind, name in offered.items()]


def spreadsheet(
    descriptor: Mapping[str, Any],
    tables: Sequence[PublishedTable],
    shown_in: Language,
    shown: Mapping[str, Sequence[Table]],
) -> bytes:
    """Excel workbook: a sheet that explains columns, units and findings, one a table, one a page.

    Texts are written as texts, so that nothing in a document becomes a formula or a link. The
    same tables give the same bytes.
    """
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        # The time of writing would make every copy differ.
        book.set_properties({"title": descriptor["title"], "created": datetime(2000, 1, 1)})
        styles = _styles(book)
        about = book.add_worksheet(shown_in.text("about"))
        _write_about(about, descriptor, tables, shown_in, styles)
        for each in tables:
            _write_table(book.add_worksheet(each.name[:31]), each.table, styles)
        for name, of_page in shown.items():
            sheet = book.add_worksheet(f"{shown_in.text('sheet')} {name}"[:31])
            _write_shown(sheet, of_page, shown_in, styles)
    return content.getvalue()


def _styles(book: Workbook) -> dict[str, Format]:
    base = {"valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, **base}),
        "text": book.add_format({"text_wrap": True, **base}),
        "count": book.add_format({"num_format": "#,##0", **base}),
        "label": book.add_format({"num_format": "0", **base}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", **base}),
        "0": book.add_format({"num_format": "#,##0", **base}),
        "1": book.add_format({"num_format": "#,##0.0", **base}),
        "2": book.add_format({"num_format": "#,##0.00", **base}),
    }


def _write_about(
    sheet: Worksheet,
    descriptor: Mapping[str, Any],
    tables: Sequence[PublishedTable],
    shown_in: Language,
    styles: Mapping[str, Format],
) -> None:
    sheet.write_string(0, 0, descriptor["title"], styles["title"])
    sources = ", ".join(f"{each['title']} ({each['publisher']})" for each in descriptor["sources"])
    terms = descriptor["licenses"][0]["title"]
    sheet.write_string(1, 0, shown_in.text("about_source", sources=sources, terms=terms))
    sheet.write_string(2, 0, shown_in.text("about_empty"))
    heads = [shown_in.label(name) for name in ("table", "column", "type", "unit", "meaning")]
    row = _write_block(sheet, 4, heads, _rows_of_columns(tables), styles)
    found = next((each.table for each in tables if each.name == FINDINGS), None)
    if found:
        names = ["table", "check", "severity", "source_line", "message"]
        heads = [shown_in.label(name) for name in names]
        _write_block(sheet, row + 1, heads, found.choose(names, "", ()).rows, styles)
    for place, width in enumerate((26, 24, 12, 12, 90)):
        sheet.set_column(place, place, width)


def _rows_of_columns(tables: Sequence[PublishedTable]) -> Iterator[list[Any]]:
    for each in tables:
        for field in each.resource["schema"]["fields"]:
            unit = field.get("unit", "")
            yield [each.name, field["name"], field["type"], unit, field["description"]]


def _write_block(
    sheet: Worksheet,
    row: int,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    styles: Mapping[str, Format],
) -> int:
    """Write heads and rows of texts and counts; returns the first row after them."""
    for place, head in enumerate(heads):
        sheet.write_string(row, place, head, styles["head"])
    for values in rows:
        row += 1
        for place, value in enumerate(values):
            _write_cell(sheet, row, place, value, styles["text"])
    return row + 1


def _write_table(sheet: Worksheet, table: Table, styles: Mapping[str, Format]) -> None:
    for place, column in enumerate(table.columns):
        style = styles[_style(column)]
        values = [row[place] for row in table.rows]
        longest = max((len(str(value)) for value in (column.name, *values)), default=0)
        sheet.set_column(place, place, min(longest + 3, _WIDEST))
        sheet.write_string(0, place, column.name, styles["head"])
        for row, value in enumerate(values, start=1):
            _write_cell(sheet, row, place, value, style)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write_shown(
    sheet: Worksheet, tables: Sequence[Table], shown_in: Language, styles: Mapping[str, Format]
) -> None:
    """The tables of a page below each other, in its words."""
    row = 0
    for table in tables:
        sheet.write_string(row, 0, table.caption, styles["title"])
        for place, column in enumerate(table.columns):
            sheet.write_string(row + 1, place, shown_in.label(column.label), styles["head"])
            style = styles.get(_style(column), styles["text"])
            for at, values in enumerate(table.rows, start=row + 2):
                _write_cell(sheet, at, place, said(column, values[place], shown_in), style)
        row += len(table.rows) + 3
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 12, 20)


def _style(column: Column) -> str:
    if column.kind == "integer":
        return "label" if is_label(column.name) else "count"
    return {"number": str(column.decimals), "date": "date"}.get(column.kind, "text")


def _write_cell(sheet: Worksheet, row: int, place: int, value: Any, style: Format) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value, style)
    else:
        text = str(value)
        cut = text if len(text) <= _CELL else f"{text[: _CELL - 1]}…"
        sheet.write_string(row, place, cut, style)
