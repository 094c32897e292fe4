"""What the notebooks publish to the machinery around them."""

from __future__ import annotations

import json
import math
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

from midtjylland.core.language import _, fill, language

HEADLINE_MIME = "application/vnd.midtjylland.headline+json"
PNG = "image/png"
# Keys of a headline that are about its figures: the sentence, and the figure that stands for all.
SENTENCE, KEY_FIGURE = "sentence", "key_figure"


def publish_headline(figures: Mapping[str, Any]) -> None:
    """Publish a notebook's key figures for the index, the run record and the tests.

    Names carry their units; None is what is unknown.
    """
    from IPython.display import display

    plain = {name: _plain(value) for name, value in figures.items()}
    lines = [f"{name}: {json.dumps(each, ensure_ascii=False)}" for name, each in plain.items()]
    display({"text/plain": "\n".join(lines), HEADLINE_MIME: plain}, raw=True)


def say(text: str, /, **values: Any) -> None:
    """Show a sentence (Markdown) whose places are filled as by `fill`."""
    from IPython.display import Markdown, display

    display(Markdown(fill(text, **values) if values else text))


def say_not_compared(table: str, frames: Mapping[int, Any]) -> None:
    """Say of which years a table has no rows, where it has none of some."""
    missing = [str(year) for year, frame in frames.items() if frame.empty]
    if missing:
        words = _("The table “{table}” of {years} can't be used, and is not compared.")
        say(words, table=language().label(table), years=sorted(missing))


def title_of(notebook: Mapping[str, Any]) -> str | None:
    """Heading of the first level with which one of the cells begins."""
    for cell in notebook["cells"]:
        first, *_ = "".join(cell["source"]).splitlines() or [""]
        if cell["cell_type"] == "markdown" and first.startswith("# "):
            return first.removeprefix("# ").strip()
    return None


def outputs_of(notebook: Mapping[str, Any], kind: str) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """Data of a kind that an executed notebook shows, each with its metadata, in order."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if kind in output.get("data", {}):
                yield output["data"][kind], output.get("metadata", {}).get(kind, {})


def headline_of(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Headline that an executed notebook published; empty when it published none."""
    return dict(next((data for data, _ in outputs_of(notebook, HEADLINE_MIME)), {}))


def first_figure(notebook: Mapping[str, Any]) -> tuple[bytes, Mapping[str, Any]] | None:
    """First picture of an executed notebook (PNG), with the texts that it was described by."""
    found = ((b64decode("".join(data)), about) for data, about in outputs_of(notebook, PNG))
    return next(found, None)


def _plain(value: Any) -> Any:
    """A JSON value: numpy scalars become Python's, NaN becomes null; figures keep 10 digits."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float):
        return None if math.isnan(value) else float(f"{value:.10g}")
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"a headline figure must be a number, a text or None, not {value!r}")
