"""A small repository with notebooks made on the fly, for the tests of the batch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from midtjylland.run.kernels import warm as warm_kernels

PARAMETERS = """\
year: int = 2021  # contract year
data_dir: str = "data"  # folder of the tables
tolerance_pct: float = 10.0  # tolerance in per cent [1..50]
"""
# Starts a process of its own, says who is there, then waits (at most a minute) to be released.
BLOCK = """\
import os, subprocess, time
from pathlib import Path
child = subprocess.Popen(["sleep", "600"])
Path({mark!r}).write_text(f"{{child.pid}} {{os.getpid()}} {{os.getppid()}} .")
until = time.monotonic() + 60
while not Path({release!r}).exists() and time.monotonic() < until:
    time.sleep(0.02)
child.kill()
"""
# Reports have tests of their own. Python runs this in every process that it starts with the folder
# of the file on its path, so also in the workers of a batch.
PLAIN_REPORT = """\
import sys, types

def export_report(notebook, html_path, *, job):
    told = ("name", "year", "status", "language", "commit")
    html_path.write_text(" ".join(str(job[key]) for key in told))

def write_year(folder, record, data_dir):
    (folder / "index.html").write_text(" ".join(job["name"] for job in record["jobs"]))

def write_years(reports, *language):
    (reports / "index.html").write_text("years")

for name, functions in {
    "report.page": {"export_report": export_report},
    "report.index": {"write_year": write_year, "write_years": write_years},
}.items():
    module = types.ModuleType(f"midtjylland.{name}")
    module.__dict__.update(functions)
    sys.modules[f"midtjylland.{name}"] = module
"""
# The notebooks here need no library: a template that preloads none is there at once.
LEAN = """\
import ipykernel.zmqshell, sys, types
sys.modules["template"] = template = types.ModuleType("template")
exec(compile(open({program!r}).read(), {program!r}, "exec"), vars(template))
template.preload = lambda: None
template.main()
"""
HEADLINE = (
    "from midtjylland import publish_headline\npublish_headline({'tolerance_pct': tolerance_pct})"
)


def notebook(*sources: str, parameters: str = PARAMETERS) -> dict[str, Any]:
    """A notebook as JSON: a parameters cell, and a code cell for each source."""
    cells = [(parameters, ["parameters"]), *((source, []) for source in sources)]
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
        "cells": [
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "metadata": {"tags": tags},
                "source": source,
                "outputs": [],
                "execution_count": None,
            }
            for number, (source, tags) in enumerate(cells)
        ],
    }


class Repository:
    """A folder with `notebooks/` and tables of 2021."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.notebooks = root / "notebooks"
        self.data = root / "data"
        self.reports = root / "reports"
        self.notebooks.mkdir(parents=True)
        self.add_year(2021)

    def add_year(self, year: int) -> None:
        """Add what counts as tables of a year: the notebooks here don't read them."""
        folder = self.data / "processed" / str(year)
        folder.mkdir(parents=True)
        (folder / "datapackage.json").write_text("{}")
        (folder / "table.csv").write_text(f"year\n{year}\n")

    def add(self, name: str, *sources: str, parameters: str = PARAMETERS) -> None:
        """Write a notebook."""
        content = json.dumps(notebook(*sources, parameters=parameters))
        (self.notebooks / f"{name}.ipynb").write_text(content)

    def batch(self, text: str) -> Path:
        """Write `batch.yaml`."""
        path = self.notebooks / "batch.yaml"
        path.write_text(text, "utf-8")
        return path

    def batch_of(self, *names: str) -> Path:
        """Write a `batch.yaml` that runs notebooks as they are."""
        return self.batch("notebooks:\n" + "".join(f"  - notebook: {name}\n" for name in names))

    def folders(self) -> tuple[Path, Path, Path]:
        """Arguments of `batch.run`, as they are seen from the repository."""
        return Path("notebooks"), Path("data"), Path("reports")

    def record(self, year: int = 2021) -> dict[str, Any]:
        """Run record of a year."""
        return json.loads((self.reports / str(year) / "run.json").read_text("utf-8"))

    def entries(self) -> dict[str, dict[str, Any]]:
        """Entries of the run record of 2021 by name."""
        return {entry["name"]: entry for entry in self.record()["jobs"]}

    def start(self, arguments: str = "") -> subprocess.Popen[str]:
        """Start a batch in a process of its own, the leader of its own group."""
        code = (
            # As the command line does.
            "import signal; signal.signal(signal.SIGTERM, signal.default_int_handler); "
            "from pathlib import Path; from midtjylland.run.kernels import warm as warm_kernels; "
            f"warm_kernels.PROGRAM = Path({str(warm_kernels.PROGRAM)!r}); "
            "from midtjylland.run.batch import run; "
            f"run(Path('notebooks'), Path('data'), Path('reports'), {arguments})"
        )
        return subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=self.root,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def plain_reports(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Make reports of one line, here and in all processes started from here, and lean kernels."""
    lean = folder / "lean.py"
    lean.write_text(LEAN.format(program=str(warm_kernels.PROGRAM)))
    patch.setattr(warm_kernels, "PROGRAM", lean)
    (folder / "sitecustomize.py").write_text(PLAIN_REPORT)
    patch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
    for name in ("midtjylland.report.page", "midtjylland.report.index"):
        patch.setitem(sys.modules, name, None)
    exec(PLAIN_REPORT, {})


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> Any:
    """What a condition gives as soon as it holds; fails when it does not within the time."""
    until = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < until, "what the test waits for does not happen"
        time.sleep(0.02)
    return value


def read_pids(path: Path) -> Sequence[int]:
    """Ids of what a blocking notebook started, of its kernel and of what that was forked from."""
    text = path.read_text() if path.exists() else ""
    return [int(pid) for pid in text.split()[:3]] if text.endswith(".") else []
