"""New references for nbval: the notebooks executed in place, the same bytes every time."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from subprocess import DEVNULL
from typing import TYPE_CHECKING, Any

from midtjylland.core.findings import MidtjyllandError
from midtjylland.run.kernels.imports import import_lean
from midtjylland.run.plan import read_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

TIMEOUT_SECONDS = 600
# The text of an output that a reader of the changes reads, the better one first.
_READ = ("text/markdown", "text/plain")


@dataclass(frozen=True)
class Renewed:
    """A notebook whose reference changed, and how, for a reader; empty when nothing shows."""

    path: Path
    changes: str


def update_references(notebooks_dir: Path, names: Collection[str] = ()) -> list[Renewed]:
    """Execute notebooks in place with their defaults.

    They run with `notebooks_dir` as their current folder, as under nbval; all without `names`. A
    notebook that fails stays as it was. Returns those that changed.
    """
    paths = {path.stem: path for path in sorted(notebooks_dir.glob("*.ipynb"))}
    if not paths:
        raise MidtjyllandError(f"{notebooks_dir} has no notebooks; run from the repository root.")
    unknown = [name for name in names if name not in paths]
    if unknown:
        raise MidtjyllandError(
            *(f"there is no notebook {name}; there are {', '.join(paths)}." for name in unknown)
        )
    import_lean("nbformat")
    renewed = (_execute(path) for name, path in paths.items() if not names or name in names)
    return [each for each in renewed if each]


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Execute a notebook in a fresh kernel, which leaves nothing in it that differs by run."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    client = NotebookClient(
        notebook,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        shutdown_kernel="immediate",
        timeout=TIMEOUT_SECONDS,
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )
    try:
        client.execute(stdout=DEVNULL, stderr=DEVNULL)
    except CellExecutionError as error:
        reason = " ".join(f"{error.ename}: {error.evalue}".split())
        raise MidtjyllandError(f"fails with {reason}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise MidtjyllandError(f"was stopped: {type(error).__name__}") from None
    # Which Python it was is no property of the reference.
    notebook.metadata.get("language_info", {}).pop("version", None)


def _execute(path: Path) -> Renewed | None:
    import nbformat

    from midtjylland.core.files import write_whole

    read_notebook(path)  # refuses what is none
    before = path.read_text("utf-8")
    notebook = nbformat.reads(before, as_version=4)
    try:
        execute(notebook, path.parent)
    except MidtjyllandError as error:
        raise MidtjyllandError(f"{path} {error}; it was left as it was.") from None
    after = nbformat.writes(notebook) + "\n"
    if after == before:
        return None
    write_whole(path, after.encode())
    old, new = (nbformat.reads(text, as_version=4) for text in (before, after))
    return Renewed(path, changes(old, new))


def changes(before: NotebookNode, after: NotebookNode) -> str:
    """Tell what changed in sources and outputs, in words and lines, without metadata.

    Empty when nothing that a reader reads has changed. Pictures and HTML are told by their
    checksum: their texts stand beside them.
    """
    from nbdime import diff_notebooks
    from nbdime.prettyprint import PrettyPrintConfig, pretty_print_diff

    old, new = _readable(before), _readable(after)
    written = io.StringIO()
    config = PrettyPrintConfig(out=written, use_git=False, use_diff=False, use_color=False)
    pretty_print_diff(old, diff_notebooks(old, new), "", config)
    return written.getvalue()


def _readable(notebook: NotebookNode) -> NotebookNode:
    from nbformat import from_dict

    cells = []
    for cell in notebook.cells:
        kept = {name: cell[name] for name in ("id", "cell_type", "source") if name in cell}
        if cell.cell_type == "code":
            kept["outputs"] = [_readable_output(output) for output in cell.outputs]
        cells.append({**kept, "metadata": {}})
    return from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def _readable_output(output: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in output.items() if name != "execution_count"}
    if "data" in kept:
        kept |= {"metadata": {}, "data": {"text/plain": _as_text(output["data"])}}
    return kept


def _as_text(data: Mapping[str, Any]) -> str:
    """Text of an output, and a line with its checksum for each format that isn't text."""
    # nbdime pairs outputs by their text; a picture's checksum beside it would part them.
    shown = next((kind for kind in _READ if kind in data), None)
    lines = [f"{kind}: SHA-256 {_digest(data[kind])}" for kind in sorted({*data} - {*_READ})]
    return "\n".join([*([data[shown]] if shown else []), *lines])


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]
