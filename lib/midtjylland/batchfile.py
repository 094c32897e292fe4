"""`batch.yaml`: which notebooks run, each with which parameters, judged line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.yaml import as_text, compose, line_of, repeated

# A notebook of this library takes seconds; after ten minutes it hangs.
TIMEOUT_SECONDS = 600.0


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Declared):
    """A notebook with one set of parameters; `name` is that of its report.

    `title` says what the index calls it beside the same notebook with other parameters.
    """

    notebook: str = Field(pattern="^[A-Za-z0-9_-]+$")
    name: str | None = Field(default=None, pattern="^[A-Za-z0-9_-]+$")
    title: str | None = Field(default=None, min_length=1)
    parameters: dict[str, Any] = {}
    timeout_seconds: float = Field(default=TIMEOUT_SECONDS, gt=0, allow_inf_nan=False)

    @property
    def output(self) -> str:
        """Name of the report, without its ending."""
        return self.name or self.notebook


class Batch(_Declared):
    """The content of the file. Without `years` every year that has tables is run.

    `language` is that of the reports: numbers, dates, and every text that is not the notebook's.
    """

    notebooks: list[Entry] = Field(min_length=1)
    years: list[int] = []
    language: Literal["en", "da"] = "en"


@dataclass(frozen=True)
class BatchFile:
    """The file, and where in it things stand."""

    path: Path
    batch: Batch
    root: yaml.Node

    def where(self, *place: str | int) -> str:
        """Path and line of a place such as `("notebooks", 2, "parameters", "year")`."""
        return f"{self.path}, line {line_of(self.root, place)}"


def read_batch(path: Path) -> BatchFile:
    """Read and judge a `batch.yaml`.

    Raises
    ------
    MidtjyllandError
        A sentence with file and line for everything that is wrong.
    """
    root = _compose(path)
    problems = [
        f"{path}, line {line}: {name} stands twice; remove one." for name, line in repeated(root)
    ]
    try:
        batch = Batch.model_validate(as_text(root))
    except ValidationError as error:
        problems += [
            f"{path}, line {line_of(root, detail['loc'])}: {_sentence(detail)}"
            for detail in error.errors()
        ]
        raise MidtjyllandError(*problems) from None
    file = BatchFile(path, batch, root)
    problems += _same_output(file)
    if problems:
        raise MidtjyllandError(*problems)
    return file


def nearest(name: str, known: Sequence[str]) -> str:
    """Tell which known name was perhaps meant, else all that there are."""
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."


def _compose(path: Path) -> yaml.Node:
    try:
        root = compose(path.read_text("utf-8"), path)
    except OSError as error:
        raise MidtjyllandError(
            f"{path} can't be read ({error.strerror}); run this in the repository's top folder."
        ) from None
    except UnicodeDecodeError:
        raise MidtjyllandError(f"{path} is not YAML in UTF-8; save it as that.") from None
    if not isinstance(root, yaml.MappingNode):
        raise MidtjyllandError(f"{path}, line 1: this must begin with `notebooks:`.")
    return root


def _sentence(detail: Mapping[str, Any]) -> str:
    name = [step for step in detail["loc"] if isinstance(step, str)][-1]
    if detail["type"] == "extra_forbidden":
        model = Entry if len(detail["loc"]) > 1 else Batch
        return f"there is no {name}; {nearest(name, list(model.model_fields))}"
    if detail["type"] == "missing":
        return f"{name} is missing; add it."
    return f"{name}: {detail['msg'][0].lower()}{detail['msg'][1:]}."


def _same_output(file: BatchFile) -> Iterator[str]:
    """Two entries that would write one file; on some systems names differ by case only."""
    taken = {"index": "the index of the year"}
    for index, entry in enumerate(file.batch.notebooks):
        place, output = file.where("notebooks", index), entry.output.casefold()
        if output in taken:
            yield (
                f"{place}: {entry.output}.html is also written by {taken[output]}; "
                "give this one another `name`."
            )
        taken.setdefault(output, place.removeprefix(f"{file.path}, "))
