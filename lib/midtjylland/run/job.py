"""One notebook run: a plain function of a plain job, the same here and on a cluster.

Outputs are made in a hidden folder beside their target and moved into place when complete, so
that a reader, or a batch that is started again, never meets half a result.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import file_digest, sha256
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

_PACKAGES = ("midtjylland", "matplotlib", "numpy", "pandas", "papermill", "scipy", "seaborn")


@dataclass(frozen=True)
class Job:
    """Everything that one run needs, so that it can be sent to another process or machine.

    `source` is the notebook itself (JSON, no outputs), so that what runs is what was
    fingerprinted. `entry` is what the run record says of the job before it has run.
    """

    name: str
    year: int
    source: str = field(repr=False)
    root: Path
    folder: Path
    timeout_seconds: float
    entry: Mapping[str, Any] = field(repr=False)

    def path(self, ending: str) -> Path:
        """Where the run leaves its `ipynb` and `html`, or its `failed.ipynb`."""
        return self.folder / f"{self.name}.{ending}"


class _NotRunnableError(Exception):
    """Raised when this machine can't run the job as it was planned."""


def run_one(job: Job) -> dict[str, Any]:
    """Execute a notebook and write its report.

    Returns the job's entry of `run.json`. A run that fails is an entry with status `failed`, not
    an exception; `error.cell` is the number in `In [n]`, None where no cell is to blame.
    """
    started, clock = now(), time.monotonic()
    entry = {**job.entry, "started": started}
    try:
        job.folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".run-", dir=job.folder, ignore_cleanup_errors=True) as new:
            outcome = _outcome(job, Path(new), entry)
    except OSError as error:
        outcome = failure(type(error).__name__, f"{error.filename or job.folder}: {error.strerror}")
    return {**entry, **outcome, "finished": now(), "seconds": round(time.monotonic() - clock, 3)}


def failure(kind: str, message: str, cell: int | None = None) -> dict[str, Any]:
    """Give the part of an entry that says how a run failed."""
    error = {"cell": cell, "type": kind, "message": message}
    return {"status": "failed", "error": error, "output_sha256": None, "headline": {}}


def failed_entry(job: Job, kind: str, message: str) -> dict[str, Any]:
    """Entry of a job that did not run to an end of its own."""
    times = {"started": None, "finished": None, "seconds": 0.0}
    return {**job.entry, **times, **failure(kind, message)}


def now() -> str:
    """Time in UTC, to the second, as the record gives it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def digest(path: Path) -> str | None:
    """SHA-256 of a file; None when it can't be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, sha256).hexdigest()
    except OSError:
        return None


@cache
def versions() -> dict[str, str]:
    """Versions of Python and of the packages that shape a result."""
    return {"python": python_version(), **{name: version(name) for name in _PACKAGES}}


def library_digest() -> str:
    """SHA-256 over the files of this library: code, templates, declared data."""
    home, total = Path(__file__).parents[1], sha256()
    for path in sorted(home.rglob("*.*")):
        # Python writes its bytecode while notebooks run; an editor's own file may be gone again.
        if path.parent.name != "__pycache__" and (content := digest(path)):
            total.update(f"{path.relative_to(home).as_posix()} {content}\n".encode())
    return total.hexdigest()


@cache
def _loaded_digest() -> str:
    """Digest at the first job of this process: a worker that lives long may run older code."""
    return library_digest()


def commit_of(folder: Path) -> str | None:
    """Commit of a repository, `-dirty` when files differ from it; None outside of one."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    done = None
    with suppress(OSError):
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return done.stdout.strip() if done and done.returncode == 0 else None


def _outcome(job: Job, new: Path, entry: Mapping[str, Any]) -> dict[str, Any]:
    from papermill import PapermillExecutionError

    from midtjylland.notebook import headline_of
    from midtjylland.report.page import export_report

    partial, html = new / job.path("ipynb").name, new / job.path("html").name
    try:
        _compare_with_plan(job)
        notebook = _execute(job, partial)
        _compare_with_plan(job)
        done = {"status": "succeeded", "error": None, "headline": headline_of(notebook)}
        export_report(notebook, html, job={**entry, **done})
    except OSError:
        raise
    except PapermillExecutionError as error:
        done = failure(error.ename, error.evalue, error.exec_count)
    except Exception as error:
        done = failure(type(error).__name__.strip("_"), str(error) or repr(error))
    else:
        done |= {"output_sha256": digest(partial), "report_sha256": digest(html)}
        os.replace(partial, job.path("ipynb"))
        os.replace(html, job.path("html"))
        job.path("failed.ipynb").unlink(missing_ok=True)
    if partial.exists():
        os.replace(partial, job.path("failed.ipynb"))
    return done


def _compare_with_plan(job: Job) -> None:
    """Refuse to publish under a fingerprint that does not describe this run."""
    code = {job.entry["library_sha256"], library_digest(), _loaded_digest()}
    if len(code) > 1 or job.entry["versions"] != versions():
        raise _NotRunnableError(
            "code or packages are not those that the batch was started with; run it again, on a "
            "cluster after installing the same lock everywhere and starting the workers anew"
        )
    for path, expected in job.entry["inputs"].items():
        if digest(job.root / path) != expected:
            raise _NotRunnableError(
                f"{path} is not what it was when the batch started; run it again"
            )


def _execute(job: Job, partial: Path) -> NotebookNode:
    import nbformat
    from papermill import execute_notebook

    from midtjylland.run.engine import ENGINE

    # Not the hidden folder, which is gone when somebody reads this.
    paths = {"input_path": f"{job.entry['notebook']}.ipynb", "output_path": partial.name}
    return execute_notebook(
        nbformat.reads(job.source, as_version=4),
        # papermill would fill places in braces.
        str(partial).translate({ord("{"): "{{", ord("}"): "}}"}),
        job.entry["parameters"],
        engine_name=ENGINE,
        # Whatever kernel the analyst saved it with: the one of this environment.
        kernel_name="python3",
        language="python",
        progress_bar=False,
        # It is written once, when all cells have run.
        request_save_on_cell_execute=False,
        autosave_cell_every=0,
        timeout_seconds=job.timeout_seconds,
        root=job.root,
        metadata={"papermill": paths, "midtjylland": job.entry},
    )
