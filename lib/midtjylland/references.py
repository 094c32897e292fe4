"""New references for nbval: the notebooks executed in place, the same bytes every time."""

from __future__ import annotations

from pathlib import Path

from midtjylland.findings import MidtjyllandError


def update_references(notebooks_dir: Path) -> list[Path]:
    """Execute every notebook in place with its defaults.

    Parameters
    ----------
    notebooks_dir
        Folder of the notebooks; they run with it as their current folder, as under nbval.

    Returns
    -------
    list of Path
        The notebooks that changed.

    Raises
    ------
    MidtjyllandError
        There are no notebooks, or one of them fails; that one stays as it was.
    """
    paths = sorted(notebooks_dir.glob("*.ipynb"))
    if not paths:
        raise MidtjyllandError(f"{notebooks_dir} has no notebooks; run from the repository root.")
    return [path for path in paths if _execute(path)]


def _execute(path: Path) -> bool:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    from midtjylland.files import write_whole

    before = path.read_text("utf-8")
    notebook = nbformat.reads(before, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    try:
        NotebookClient(notebook, resources=resources, record_timing=False, timeout=600).execute()
    except CellExecutionError as error:
        reason = f"{error.ename}: {error.evalue}"
        raise MidtjyllandError(f"{path} fails with {reason}; it was left as it was.") from None
    after = nbformat.writes(notebook) + "\n"
    if after != before:
        write_whole(path, after.encode())
    return after != before
