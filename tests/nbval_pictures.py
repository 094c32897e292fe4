"""nbval compares no pictures and no metadata; with `-p tests.nbval_pictures` it compares these too.

A picture may differ by a rounding of colours, its alternative, caption and size not at all.
"""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from nbformat import NotebookNode
from nbval.plugin import IPyNbCell
from PIL import Image

PNG = "image/png"
# Root mean square of the difference over all pixels, of 255. One wrong digit in the largest
# figure is above it.
TOLERANCE = 0.2


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    yield
    if isinstance(item, IPyNbCell) and item.options["check"]:
        told = differences(item.cell.outputs, item.test_outputs)
        if told:
            item.raise_cell_error("Pictures differ", "\n".join(told))


def differences(committed: Sequence[NotebookNode], now: Sequence[NotebookNode]) -> list[str]:
    """What a reader would see or hear that is another picture than the committed one."""
    old, new = ([each for each in side if PNG in each.get("data", {})] for side in (committed, now))
    if len(old) != len(new):
        return [f"{len(old)} pictures were committed, {len(new)} are shown"]
    return [difference for pair in zip(old, new, strict=True) for difference in _of_one(*pair)]


def _of_one(old: NotebookNode, new: NotebookNode) -> Iterator[str]:
    about, now = old["metadata"].get(PNG, {}), new["metadata"].get(PNG, {})
    for key in sorted({*about, *now}):
        if about.get(key) != now.get(key):
            yield f"{key}: {about.get(key)!r} was committed, now it is {now.get(key)!r}"
    # To the byte the same, as nearly always: nothing to decode.
    if _png(old) == _png(new):
        return
    before, after = _pixels(_png(old)), _pixels(_png(new))
    if before.shape != after.shape:
        yield f"the picture had {before.shape[:2]} pixels, now it has {after.shape[:2]}"
    elif (rms := float(np.sqrt(np.mean((before - after) ** 2)))) > TOLERANCE:
        yield f"the picture differs by {rms:.2f} of 255; `midtjylland update-references` renews it"


def _png(output: NotebookNode) -> bytes:
    return b64decode("".join(output["data"][PNG]))


def _pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype("float64")
