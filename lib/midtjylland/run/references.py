"""New references for nbval: the notebooks executed in place, the same bytes every time."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from subprocess import DEVNULL
from typing import TYPE_CHECKING

from midtjylland.core.files import write_whole
from midtjylland.core.findings import MidtjyllandError
from midtjylland.run.kernels import import_lean
from midtjylland.run.plan import read_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

TIMEOUT_SECONDS = 600


def update_references(notebooks_dir: Path, names: Collection[str] = ()) -> list[Path]:
    """Execute notebooks in place with their defaults, all without `names`.

    They run with `notebooks_dir` as their current folder, as under nbval. A notebook that fails
    stays as it was. Returns those that changed.
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
    return [path for name, path in paths.items() if (not names or name in names) and _renew(path)]


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Execute a notebook in a fresh kernel, which leaves nothing in it that differs by run."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        shutdown_kernel="immediate",
        timeout=TIMEOUT_SECONDS,
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


def _renew(path: Path) -> bool:
    """Execute a notebook in place; tells whether its file changed."""
    import nbformat

    read_notebook(path)  # refuses what is none
    before = path.read_text("utf-8")
    notebook = nbformat.reads(before, as_version=4)
    try:
        execute(notebook, path.parent)
    except MidtjyllandError as error:
        raise MidtjyllandError(f"{path} {error}; it was left as it was.") from None
    after = nbformat.writes(notebook) + "\n"
    if after != before:
        write_whole(path, after.encode())
    return after != before
