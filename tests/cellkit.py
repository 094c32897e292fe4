"""A notebook's cells run in this process, without a kernel: other parameters, tables withheld."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import IPython.display
import notebookkit
import pandas as pd
import pytest
from inprocess import bundle, execute

import midtjylland
from midtjylland.core import schemas
from midtjylland.core.language import DEFAULT, use_language
from midtjylland.notebook import HEADLINE_MIME
from midtjylland.report.tables import TABLE_MIME

WITHHELD = "page 3 could not be read."


class Run:
    """What the cells left behind: their names, and what each cell showed."""

    def __init__(self, space: dict[str, Any], shown: dict[str, list[dict[str, Any]]]) -> None:
        self.space, self.shown = space, shown

    def text(self, cell: str) -> str:
        """All that a cell says: its prose, else the plain text of its outputs."""
        return "\n".join(
            each.get("text/markdown", each.get("text/plain", "")) for each in self.shown[cell]
        )

    def tables(self, cell: str) -> list[list[dict[str, Any]]]:
        """Rows of the tables of a cell."""
        return [each[TABLE_MIME]["data"] for each in self.shown[cell] if TABLE_MIME in each]

    @property
    def headline(self) -> dict[str, Any]:
        """The only headline."""
        [found] = [
            each[HEADLINE_MIME]
            for outputs in self.shown.values()
            for each in outputs
            if HEADLINE_MIME in each
        ]
        return found


def run(name: str, tables: Mapping[str, pd.DataFrame | None] | None = None, **values: Any) -> Run:
    """Run a notebook with these values of parameters; a table that is None is withheld."""
    loaded, given = midtjylland.load, tables or {}
    space: dict[str, Any] = {"In": []}
    shown: dict[str, list[dict[str, Any]]] = {}

    def load(table: str, year: int, data_dir: str) -> pd.DataFrame:
        frame = given[table] if table in given else loaded(table, year, data_dir)
        if frame is None:
            frame = schemas.frame_of(table, [])
            frame.attrs["withheld"] = WITHHELD
        return frame

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(notebookkit.FOLDER)
        patch.setattr(midtjylland, "load", load)
        for cell in notebookkit.code(notebookkit.read(name)):
            outputs = shown[cell.id] = []
            space["In"].append(cell.source)
            patch.setattr(IPython.display, "display", lambda each, to=outputs: to.append(each))
            space["display"] = IPython.display.display
            execute(cell.source, space, outputs)
            if "parameters" in cell.metadata.get("tags", []):
                space.update(values)
    use_language(DEFAULT)
    return Run(space, {cell: [bundle(each) for each in found] for cell, found in shown.items()})
