"""Text tables as spreadsheets and statistical offices save them: letters, delimiter, values."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ValidationError

from midtjylland.core.files import utf16_of
from midtjylland.core.findings import MidtjyllandError, printable
from midtjylland.core.validation import wrong_places

_M = TypeVar("_M", bound=BaseModel)
# Of a file's lines, those with the delimiter; a decimal or thousands comma stands in fewer.
_ENOUGH = 0.8
_FLAGS = {"true": True, "false": False, "sand": True, "falsk": False}
_KINDS = {
    "Int64": "whole number",
    "float64": "number",
    "boolean": "true or false",
    "datetime64[s]": "day like 2022-01-31",
}


def decode(content: bytes) -> str:
    """Text of UTF-8, UTF-16 or the Windows letters of western Europe; ValueError of other bytes."""
    if content[:4] == b"PK\x03\x04":
        raise ValueError("it is a workbook of Excel, or another packed file, and no text")
    try:
        text = content.decode(utf16_of(content) or "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text or "\ufffd" in text:
        raise ValueError("it is not text")
    return text


def delimiter_of(text: str) -> str:
    """Delimiter that most lines have: semicolon, tab or comma."""
    lines = [line for line in text.splitlines() if line.strip()]
    with_it = {mark: sum(mark in line for line in lines) for mark in ";\t,"}
    most = max(with_it.values())
    return next(mark for mark, count in with_it.items() if count >= _ENOUGH * most)


def read_rows(text: str) -> list[tuple[int, Sequence[str]]]:
    """Rows with the number of the line on which each ends; ValueError where it is not CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num} is not CSV: {error}") from None


def read_records(content: bytes, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Cells of each row by column, with its line; ValueError where one of these columns lacks."""
    (_, head), *lines = read_rows(decode(content)) or [(1, [])]
    head = [cell.strip() for cell in head]
    missing = [name for name in columns if name not in head]
    if missing:
        wanted = ", ".join(columns)
        raise ValueError(f"there is no column {missing[0]}; the first line must name {wanted}")
    blank = dict.fromkeys(columns, "")
    filled = ((line, [cell.strip() for cell in cells]) for line, cells in lines)
    return [(line, blank | dict(zip(head, row, strict=False))) for line, row in filled if any(row)]


def read_models(content: bytes, name: Path | str, model: type[_M]) -> dict[int, _M]:
    """Rows by line as a model has them; a sentence for each cell that can't be."""
    columns = list(model.model_fields)
    try:
        records = read_records(content, columns)
    except ValueError as error:
        raise MidtjyllandError(f"{name} can't be read ({error}); save it as CSV.") from None
    found, problems = dict[int, _M](), list[str]()
    for line, cells in records:
        try:
            found[line] = model.model_validate({each: cells[each] for each in columns})
        except ValidationError as error:
            wrong = (printable(sentence) for _, sentence in wrong_places(error))
            problems += [f"{name}, line {line}: {sentence}" for sentence in wrong]
    if problems:
        raise MidtjyllandError(*problems)
    return found


def read_value(kind: str, text: str, decimal_comma: bool = False) -> Any:
    """Value of a cell in the pandas type of its column; a day is 2022-01-31 or 31-01-2022."""
    try:
        return text if kind == "str" else _typed(kind, text, decimal_comma)
    except (ValueError, KeyError):
        raise ValueError(f"{text!r} is no {_KINDS[kind]}") from None


def _typed(kind: str, text: str, decimal_comma: bool) -> Any:
    if not text.isascii() or "_" in text:
        raise ValueError
    if kind == "boolean":
        return _FLAGS[text.lower()]
    if kind == "datetime64[s]":
        parts = text.split("-")
        return date.fromisoformat("-".join(reversed(parts)) if len(parts[-1]) == 4 else text)
    number = text.replace(",", ".") if decimal_comma else text
    if number.lower().strip("+-") in ("nan", "inf", "infinity"):
        raise ValueError
    return int(number.removesuffix(".0")) if kind == "Int64" else float(number)


# Types of a model's columns: a day as spreadsheets write it, and what may be empty.
Day = Annotated[date, BeforeValidator(partial(read_value, "datetime64[s]"))]
Blank = BeforeValidator(lambda text: text or None)
