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
from midtjylland.core.language import Language, is_label, language
from midtjylland.core.message import in_language
from midtjylland.core.paths import DESCRIPTOR, processed_dir
from midtjylland.core.schemas import spoken
from midtjylland.report.dcat import catalogue
from midtjylland.report.tables import Column, Table, danish_csv, said, table_of
from midtjylland.store.package import load

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

DATA, EXCEL = "data", "excel_da"
FINDINGS = "findings"
# Columns that a reader does without.
DATA_ALONE = ["check", "message_data"]
_WIDEST = 60
# Letters that a cell of a spreadsheet holds.
_CELL = 32_767


@dataclass(frozen=True)
class Download:
    """A file beside the index."""

    title: str
    path: str
    size_bytes: int


@dataclass(frozen=True)
class PublishedTable:
    """A table of the year with its resource in the data package."""

    frame: pd.DataFrame
    resource: Mapping[str, Any]

    def told(self, shown_in: Language) -> Table:
        """The table as readers of a language see it; what is data alone is left out."""
        frame = in_language(self.name, self.frame, shown_in).drop(
            columns=DATA_ALONE, errors="ignore"
        )
        caption, ids = shown_in.prose(self.description), sorted(spoken(self.name))
        return table_of(frame, caption, ids=ids)

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
        return len(self.frame)

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
        PublishedTable(load(entry["name"], year, data_dir), entry)
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
    danish = language("da")
    files = {DESCRIPTOR: (source / DESCRIPTOR).read_bytes()}
    for each in tables:
        files[f"{each.name}.csv"] = (source / f"{each.name}.csv").read_bytes()
        files[f"{EXCEL}/{each.name}.csv"] = danish_csv(each.told(danish), danish).encode()
    entry = catalogue(descriptor, year, [each.resource for each in tables])
    files["dcat.jsonld"] = (json.dumps(entry, ensure_ascii=False, indent=2) + "\n").encode()
    (target / EXCEL).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_whole(target / name, content)
    for path in [path for path in target.rglob("*") if path.is_file()]:
        if path.relative_to(target).as_posix() not in files:
            path.unlink()
    book = spreadsheet(year, descriptor, tables, shown_in, shown or {})
    write_whole(folder / "tables.xlsx", book)
    offered = {
        "tables.xlsx": shown_in.say(
            "All tables in one spreadsheet (Excel), with columns, units and findings explained"
        ),
        f"{DATA}/{DESCRIPTOR}": shown_in.say(
            "The data package that describes every table (JSON, Frictionless)"
        ),
        f"{DATA}/dcat.jsonld": shown_in.say("The entry for a data catalogue (JSON-LD, DCAT-AP-DK)"),
    }
    return [Download(says, name, (folder / name).stat().st_size) for name, says in offered.items()]


def spreadsheet(
    year: int,
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
        title = _title(shown_in, year)
        book.set_properties({"title": title, "created": datetime(2000, 1, 1)})
        styles = _styles(book)
        about = book.add_worksheet(shown_in.say("About"))
        _write_about(about, year, descriptor, tables, shown_in, styles)
        for each in tables:
            sheet = book.add_worksheet(shown_in.label(each.name)[:31])
            _write_table(sheet, each.told(shown_in), shown_in, styles)
        for number, (title, of_page) in enumerate(shown.items(), start=1):
            sheet = book.add_worksheet(shown_in.say("Report {number}", number=number))
            sheet.write_string(0, 0, title, styles["title"])
            _write_shown(sheet, of_page, shown_in, styles)
    return content.getvalue()


def _title(shown_in: Language, year: int) -> str:
    return shown_in.say("Tables of the meeting papers, contract year {year}", year=year)


def _styles(book: Workbook) -> dict[str, Format]:
    base = {"valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, **base}),
        "text": book.add_format({"text_wrap": True, **base}),
        "count": book.add_format({"num_format": "#,##0", **base}),
        "label": book.add_format({"num_format": "0", **base}),
        # Excel's own short date, which it writes as its user's country does.
        "date": book.add_format({"num_format": 14, "align": "left", **base}),
        "0": book.add_format({"num_format": "#,##0", **base}),
        "1": book.add_format({"num_format": "#,##0.0", **base}),
        "2": book.add_format({"num_format": "#,##0.00", **base}),
    }


def _write_about(
    sheet: Worksheet,
    year: int,
    descriptor: Mapping[str, Any],
    tables: Sequence[PublishedTable],
    shown_in: Language,
    styles: Mapping[str, Format],
) -> None:
    sheet.write_string(0, 0, _title(shown_in, year), styles["title"])
    sources = ", ".join(
        f"{each['title']} ({shown_in.translate(each['publisher'])})"
        for each in descriptor["sources"]
    )
    terms = shown_in.translate(descriptor["licenses"][0]["title"])
    source = shown_in.say("Source: {sources}. {terms}.", sources=sources, terms=terms)
    sheet.write_string(1, 0, source)
    empty = shown_in.say("An empty cell is a number that the document does not give.")
    sheet.write_string(2, 0, empty)
    names = ("table", "column", "type", "unit", "meaning")
    heads = [shown_in.label(name) for name in names]
    row = _write_block(sheet, 4, heads, _rows_of_columns(tables, shown_in), styles)
    found = next((each.told(shown_in) for each in tables if each.name == FINDINGS), None)
    if found:
        names = ("table", "severity", "message", "source_page", "source_line")
        chosen = found.choose(names, "", {"table", "severity"})
        heads = [shown_in.label(name) for name in names]
        _write_block(sheet, row + 1, heads, _spoken_rows(chosen, shown_in), styles)
    for place, width in enumerate((26, 26, 60, 16, 90)):
        sheet.set_column(place, place, width)


def _rows_of_columns(tables: Sequence[PublishedTable], shown_in: Language) -> Iterator[list[Any]]:
    for each in tables:
        for field in each.resource["schema"]["fields"]:
            if field["name"] in DATA_ALONE:
                continue
            unit = field.get("unit", "").lower()
            yield [
                shown_in.label(each.name),
                shown_in.label(field["name"]),
                shown_in.label(field["type"]),
                unit and shown_in.label(unit),
                shown_in.translate(field["description"]),
            ]


def _spoken_rows(table: Table, shown_in: Language) -> list[list[Any]]:
    """Rows in which stable ids are words."""
    return [
        [said(column, value, shown_in) for column, value in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]


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


def _write_table(
    sheet: Worksheet, table: Table, shown_in: Language, styles: Mapping[str, Format]
) -> None:
    rows = _spoken_rows(table, shown_in)
    for place, column in enumerate(table.columns):
        style, head = styles[_style(column)], shown_in.label(column.name)
        values = [row[place] for row in rows]
        longest = max((len(str(value)) for value in (head, *values)), default=0)
        sheet.set_column(place, place, min(longest + 3, _WIDEST))
        sheet.write_string(0, place, head, styles["head"])
        for row, value in enumerate(values, start=1):
            _write_cell(sheet, row, place, value, style)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write_shown(
    sheet: Worksheet, tables: Sequence[Table], shown_in: Language, styles: Mapping[str, Format]
) -> None:
    """The tables of a page below each other and its title, in its words."""
    row = 2
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
