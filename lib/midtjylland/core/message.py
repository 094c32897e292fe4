"""Messages about tables as data: a pattern in English, and what fills its places.

A message is told in any language that a catalogue translates its pattern to; as a text it is
English.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, Any

from midtjylland.core.checks import severity_and_pattern
from midtjylland.core.findings import Finding, Severity
from midtjylland.core.language import DEFAULT, Language, language

if TYPE_CHECKING:
    import pandas as pd


class Message(str):
    """A sentence, or a part of one; a value can be a message, and a list of them.

    `{share:1}` has one decimal, and `{column:label}` is a stable name read aloud.
    """

    data: Mapping[str, Any]

    def __new__(cls, pattern: str, /, **values: Any) -> Message:
        """Fill the pattern in English, and keep both."""
        told = super().__new__(cls, language(DEFAULT).fill(pattern, **values))
        names = [name for _, name, *_ in Formatter().parse(pattern) if name]
        told.data = {"pattern": pattern, "values": {name: _plain(values[name]) for name in names}}
        return told

    @property
    def json(self) -> str:
        """Pattern and values, as the table of findings keeps them."""
        return json.dumps(self.data, ensure_ascii=False)

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str]]:
        """Copy and pickle it by its text; `data` goes along."""
        return ("{text}",), {"text": str(self)}


def place_message(page: int | None, line: int) -> Message:
    """Where something stands, in words."""
    if page is None:
        return Message("line {line}", line=line)
    return Message("page {page}, line {line}", page=page, line=line)


def finding(
    table: str,
    check: str,
    row: Mapping[str, Any] | None = None,
    /,
    *,
    severity: Severity | None = None,
    **values: Any,
) -> Finding:
    """A finding as `checks.yaml` words it, filled from a row and values, at their place.

    `check` is an id, or `id/case`; the severity is that of `checks.yaml` where none is given.
    """
    values = {**(row or {}), **values}
    page, line, file = (values.get(f"source_{each}") for each in ("page", "line", "file"))
    declared, pattern = severity_and_pattern(check)
    message = Message(pattern, **values)
    if line is None:
        sentence = Message("{message}.", message=message)
    else:
        where = place_message(page, line)
        sentence = Message("{place}: {message}.", place=where, message=message)
    return Finding(table, severity or declared, check.split("/")[0], sentence, page, line, file)


def tell(message: str, shown_in: Language | None = None) -> str:
    """Tell a message in a language, else that in use; a mere text stays as it is."""
    data = getattr(message, "data", None)
    return _told(data, shown_in or language()) if data else message


def in_language(table: str, frame: pd.DataFrame, shown_in: Language) -> pd.DataFrame:
    """A table whose messages and notes are told in a language."""
    if shown_in.code == DEFAULT:
        return frame
    if table == "findings":
        told = [
            text if isinstance(data, float) else _told(json.loads(data), shown_in)
            for text, data in zip(frame["message"], frame["message_data"], strict=True)
        ]
        return frame.assign(message=told)
    if table == "contract_indicators":
        notes = frame["note"].map(shown_in.note, na_action="ignore")
        # Without any note they would be taken for numbers.
        return frame.assign(note=notes.astype(frame["note"].dtype))
    return frame


def _told(data: Any, shown_in: Language) -> Any:
    if isinstance(data, list):
        return [_told(each, shown_in) for each in data]
    if not isinstance(data, dict):
        return data
    if "date" in data:
        return date.fromisoformat(data["date"])
    values = {name: _told(value, shown_in) for name, value in data["values"].items()}
    return shown_in.fill(shown_in.translate(data["pattern"]), **values)


def _plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, Message):
        return value.data
    if isinstance(value, date):
        return {"date": value.isoformat()[:10]}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.item() if hasattr(value, "item") else value
