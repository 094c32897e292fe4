"""Text tables as spreadsheets and statistical offices save them: which letters, which delimiter."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

# Of a file's lines, those with the delimiter; a decimal or thousands comma stands in fewer.
_ENOUGH = 0.8


def decode(content: bytes) -> str:
    """Text of UTF-8, UTF-16 or the Windows letters of western Europe; ValueError of other bytes."""
    if content[:4] == b"PK\x03\x04":
        raise ValueError("it is a workbook of Excel, or another packed file, and no text")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif b"\0" in content[:2]:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
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
