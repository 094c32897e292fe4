"""Tables as a reader sees them: typed values with a caption, formatted only when shown.

A notebook shows a frame with `show_table`. The output holds the values themselves beside the HTML
(a Tabular Data Resource, as pandas and JupyterLab know it), so that a report can number, format,
sort and offer them as CSV without reading formatted text back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import Language, language, places

if TYPE_CHECKING:
    import pandas as pd

TABLE_MIME = "application/vnd.dataresource+json"
# Table Schema names of pandas' kinds of dtype; what isn't here is text.
_KINDS = {"i": "integer", "u": "integer", "f": "number", "b": "boolean", "M": "date"}
# A spreadsheet would take a text that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Letters up to which a text stays on one line, and from which it needs a column of some width.
_SHORT, _LONG = 24, 40
# The same for ids, whose words are often longer.
_SHORT_ID, _LONG_ID = 12, 20


@dataclass(frozen=True)
class Column:
    """A column as a field of a Table Schema: name, what readers call it, type, how it is shown.

    `lang` is the language of its texts where that isn't the page's; `spoken` says that its values
    are stable ids, which are read aloud like names of columns.
    """

    name: str
    title: str
    type: str
    decimals: int | None = None
    lang: str | None = None
    spoken: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its values are right-aligned figures."""
        return self.type in ("integer", "number")


@dataclass(frozen=True)
class Table:
    """Rows by column name under a caption: None is missing, a date is a `datetime.date`.

    Rows may hold more than the columns that are shown.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]

    def csv(self) -> str:
        """CSV with the columns' own names, dots, ISO dates and empty for missing."""
        text, names = io.StringIO(), [column.name for column in self.columns]
        writer = csv.DictWriter(text, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return text.getvalue()

    def looks(self) -> list[tuple[Column, str]]:
        """Columns, each with its class in the style."""
        return [(column, self._look(column)) for column in self.columns]

    def _look(self, column: Column) -> str:
        """Number, words of ids, short or long text, or none."""
        longest = max((len(str(row[column.name])) for row in self.rows), default=0)
        if column.spoken:
            return "long" if longest > _LONG_ID else "words" if longest > _SHORT_ID else ""
        text = "short" if longest <= _SHORT else "long" if longest > _LONG else ""
        return "number" if column.is_number else text

    def choose(self, names: Sequence[str], caption: str) -> Table:
        """Choose columns for another caption."""
        by_name = {column.name: column for column in self.columns}
        return Table(caption, [by_name[name] for name in names], self.rows)

    def resource(self) -> dict[str, Any]:
        """Tabular Data Resource; `decimals`, `lang` and `spoken` of a field are our own."""
        data = [
            {
                name: each.isoformat() if isinstance(each, date) else each
                for name, each in row.items()
            }
            for row in self.rows
        ]
        fields = [asdict(column) for column in self.columns]
        return {"title": self.caption, "schema": {"fields": fields}, "data": data}


def show_table(
    frame: pd.DataFrame,
    caption: str,
    *,
    labels: Mapping[str, str] | None = None,
    decimals: Mapping[str, int | None] | None = None,
    danish: Collection[str] = (),
    ids: Collection[str] = (),
) -> None:
    """Show a frame in a notebook as a table with a caption.

    The first column heads the rows; a named index becomes the first column. `labels` are column
    heads where the column's name, read aloud, would not do. `decimals` are by default as many as
    the values need, at most two; None gives each value its own. `danish` are columns whose text is
    Danish beyond proper names, for screen readers. `ids` are columns of stable ids such as
    `in_person`, which readers see as words; the CSV keeps them.
    """
    from IPython.display import display

    table = table_of(frame, caption, labels, decimals, danish, ids)
    shown = {
        "text/plain": f"{caption}\n{_flat(frame).to_string(index=False)}",
        "text/html": macros("table.html.j2", language()).html_table(table, caption),
        TABLE_MIME: table.resource(),
    }
    display(shown, raw=True)


def table_of(
    frame: pd.DataFrame,
    caption: str,
    labels: Mapping[str, str] | None = None,
    decimals: Mapping[str, int | None] | None = None,
    danish: Collection[str] = (),
    ids: Collection[str] = (),
) -> Table:
    """Table of a frame, as `show_table` shows it."""
    frame, labels, decimals = _flat(frame), labels or {}, decimals or {}
    unknown = sorted({*labels, *decimals, *danish, *ids} - set(frame.columns))
    if unknown:
        raise MidtjyllandError(f"the table {caption!r} has no column {unknown[0]!r}.")
    values = {name: _plain(column) for name, column in frame.items()}
    columns = [
        Column(
            name=str(name),
            title=labels.get(name, str(name)),
            type=_KINDS.get(column.dtype.kind, "string"),
            decimals=decimals.get(name, _decimals(column.dtype.kind, values[name])),
            lang="da" if name in danish else None,
            spoken=name in ids,
        )
        for name, column in frame.items()
    ]
    names = [column.name for column in columns]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*values.values(), strict=True)]
    return Table(caption, columns, rows)


def read_table_resource(resource: Mapping[str, Any]) -> Table:
    """Table of an output that `show_table` made."""
    columns = [Column(**field) for field in resource["schema"]["fields"]]
    rows = resource["data"]
    for name in (column.name for column in columns if column.type == "date"):
        rows = [{**row, name: row[name] and date.fromisoformat(row[name])} for row in rows]
    return Table(resource["title"], columns, rows)


def danish_csv(table: Table, shown_in: Language) -> str:
    """CSV as Danish Excel opens it: semicolons, decimal commas, a byte order mark first.

    Heads and ids are in words. A text that Excel would take for a formula gets an apostrophe in
    front.
    """
    rows = [[shown_in.label(column.title) for column in table.columns]]
    for row in table.rows:
        rows.append([said(column, row[column.name], shown_in) for column in table.columns])
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(map(_danish, row) for row in rows)
    return f"\ufeff{text.getvalue()}"


def said(column: Column, value: Any, shown_in: Language) -> Any:
    """A value as a reader hears it: ids in words."""
    return shown_in.label(value) if column.spoken and value is not None else value


def _danish(value: Any) -> Any:
    if isinstance(value, bool):
        return "SAND" if value else "FALSK"
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def macros(template: str, shown_in: Language) -> Any:
    """Macros of a template, which speak a language."""
    told = {"language": shown_in, "_": shown_in.say}
    return environment().get_template(template).make_module(told)


@cache
def environment() -> Environment:
    """Templates of the package; everything is escaped unless it is marked as HTML."""
    folder = str(files("midtjylland.report") / "templates")
    return Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    if frame.columns.nlevels > 1:
        raise MidtjyllandError("a table's column heads have one level; flatten the frame first.")
    named = any(name is not None for name in frame.index.names)
    return frame.reset_index() if named else frame


def _decimals(kind: str, values: Sequence[Any]) -> int | None:
    return places([value for value in values if value is not None]) if kind == "f" else None


def _plain(column: pd.Series[Any]) -> list[Any]:
    """Python values; ten digits of a figure are kept, so that machines agree to the byte."""
    missing = column.isna().tolist()
    values = [None if gone else value for value, gone in zip(column.tolist(), missing, strict=True)]
    if column.dtype.kind == "M":
        return [None if value is None else value.date() for value in values]
    if column.dtype.kind == "f":
        return [None if value is None else float(f"{value:.10g}") for value in values]
    return [value if isinstance(value, int | str | None) else str(value) for value in values]
