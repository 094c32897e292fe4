"""A notebook's cells run in the tests' own process: what each shows, without a kernel's start."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import IPython.display
import notebookkit
import pandas as pd
import pytest

import midtjylland
from midtjylland.core import schemas
from midtjylland.core.language import DEFAULT, use_language
from midtjylland.notebook import HEADLINE_MIME
from midtjylland.report.tables import TABLE_MIME

DATA = notebookkit.FOLDER.parent / "data"
WITHHELD = "a made-up reason"


class Run:
    """What the cells of a notebook showed, by cell id, and the names that they left behind."""

    def __init__(
        self,
        name: str,
        data_dir: Path | str = DATA,
        withheld: str = "",
        tables: Mapping[str, pd.DataFrame] | None = None,
        withheld_of: int | None = None,
        **parameters: Any,
    ) -> None:
        self.shown: dict[str, list[Any]] = {}
        describe(Path(data_dir))
        space = self.space = {"In": []}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(midtjylland, "load", _loader(withheld, withheld_of, tables or {}))
            patch.setattr(IPython.display, "display", lambda each, raw=False: shown.append(each))
            for cell in notebookkit.code(notebookkit.read(name)):
                shown = self.shown[cell.id] = []
                space["In"].append(cell.source)
                execute(cell.source, space, shown)
                if "parameters" in cell.metadata.get("tags", []):
                    space.update(parameters, data_dir=str(data_dir))
        use_language(DEFAULT)

    def text(self, *cells: str) -> str:
        """Sentences, and figures and tables in words, of these cells or of all."""
        shown = [each for cell in cells or self.shown for each in self.shown[cell]]
        return "\n".join(getattr(each, "data", None) or _plain(each) for each in shown)

    def tables(self, cell: str) -> list[list[dict[str, Any]]]:
        """Rows of each table of a cell."""
        tables = [each for each in self.shown[cell] if _has(each, TABLE_MIME)]
        return [bundle(each)[TABLE_MIME]["data"] for each in tables]

    def rows(self, cell: str) -> list[dict[str, Any]]:
        """Rows of the only table of a cell."""
        [rows] = self.tables(cell)
        return rows

    @property
    def headline(self) -> dict[str, Any]:
        """The headline that was published."""
        shown = [each for cell in self.shown.values() for each in cell]
        [headline] = [bundle(each)[HEADLINE_MIME] for each in shown if _has(each, HEADLINE_MIME)]
        return headline


def describe(data_dir: Path) -> None:
    """Put the checksums of tables that a test has changed into their data packages."""
    for descriptor in data_dir.glob("processed/*/datapackage.json"):
        before = json.loads(descriptor.read_text("utf-8"))
        package = json.loads(descriptor.read_text("utf-8"))
        for entry in package["resources"]:
            path = descriptor.parent / entry["path"]
            if path.exists():
                entry["bytes"] = path.stat().st_size
                entry["hash"] = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        if package != before:
            descriptor.write_text(json.dumps(package), "utf-8")


def execute(source: str, space: dict[str, Any], shown: list[Any]) -> None:
    """Run a cell; what its last line gives is shown, as in a notebook."""
    *body, last = ast.parse(source).body
    shows = isinstance(last, ast.Expr)
    exec(compile(ast.Module(body if shows else [*body, last], []), "<cell>", "exec"), space)
    value = eval(ast.unparse(last.value), space) if shows else None
    if value is not None:
        shown.append(value)


def _loader(withheld: str, of: int | None, tables: Mapping[str, pd.DataFrame]):
    """Load as ever, but for a table that is withheld, of one year or of all."""
    load = midtjylland.load

    def instead(table: str, **where: Any) -> pd.DataFrame:
        if table != withheld or of not in (None, where["year"]):
            return tables[table] if table in tables else load(table, **where)
        frame = schemas.frame_of(table, [])
        frame.attrs["withheld"] = WITHHELD
        return frame

    return instead


def bundle(each: Any) -> dict[str, Any]:
    """What a frontend gets of something shown."""
    if isinstance(each, dict):
        return each
    if hasattr(each, "_repr_mimebundle_"):
        data = each._repr_mimebundle_()
        return data[0] if isinstance(data, tuple) else data
    if isinstance(each, IPython.display.Markdown):
        return {"text/markdown": each.data}
    return {"text/plain": repr(each)}


def _has(each: Any, mime: str) -> bool:
    return isinstance(each, dict) and mime in each


def _plain(each: Any) -> str:
    return getattr(each, "text", None) or (
        each["text/plain"] if isinstance(each, dict) else repr(each)
    )
