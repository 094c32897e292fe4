"""`batch.yaml`: which notebooks run, each with which parameters, judged line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.yaml import Declared, Tree, read_tree

# A notebook of this library takes seconds; after ten minutes it hangs.
TIMEOUT_SECONDS = 600.0


class Entry(Declared):
    """A notebook with one set of parameters; `name` is that of its report.

    `title` says what the index calls it beside the same notebook with other parameters.
    """

    notebook: str = Field(pattern="^[A-Za-z0-9_-]+$")
    name: str | None = Field(default=None, pattern="^[A-Za-z0-9_-]+$")
    title: str | None = Field(default=None, min_length=1)
    parameters: dict[str, Any] = Field(default={})
    timeout_seconds: float = Field(default=TIMEOUT_SECONDS, gt=0, allow_inf_nan=False)

    @property
    def output(self) -> str:
        """Name of the report, without its ending."""
        return self.name or self.notebook


class Batch(Declared):
    """The content of the file. Without `years` every year that has tables is run.

    Reports are made in each of `languages`; the first is found where a reader looks first.
    """

    notebooks: list[Entry] = Field(min_length=1)
    years: list[int] = Field(default=[])
    languages: list[Literal["en", "da"]] = Field(default=["en"], min_length=1)

    @field_validator("languages")
    @classmethod
    def _once(cls, languages: list[str]) -> list[str]:
        if len({*languages}) < len(languages):
            raise ValueError("name each language once")
        return languages


def read_batch(path: Path) -> tuple[Batch, Tree]:
    """Read and judge a `batch.yaml`; the tree knows on which line things stand."""
    if not path.exists():
        raise MidtjyllandError(f"{path} is not there; run this in the repository's top folder.")
    tree = read_tree(path)
    batch = tree.validated(Batch)
    if problems := list(_same_output(batch, tree)):
        raise MidtjyllandError(*problems)
    return batch, tree


def _same_output(batch: Batch, tree: Tree) -> Iterator[str]:
    """Two entries that would write one file; on some systems names differ by case only."""
    taken = {"index": "the index of the year"}
    for index, entry in enumerate(batch.notebooks):
        output = entry.output.casefold()
        if output in taken:
            yield (
                f"{tree.where('notebooks', index)}: {entry.output}.html is also written by "
                f"{taken[output]}; give this one another `name`."
            )
        taken.setdefault(output, f"line {tree.line('notebooks', index)}")
