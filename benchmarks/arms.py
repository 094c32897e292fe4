"""Everything that the batch is compared with, each as the commands that a site would run."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from papermill import execute_notebook

ROOT = Path(__file__).resolve().parent.parent
INSIDE = Path(__file__).with_name("inside.py")
YEAR = 2021

# A parameter of each notebook, and its values; each is a set of parameters.
_ALPHA = ("alpha", [round(0.05 + 0.005 * place, 3) for place in range(16)])
_OTHER = {"ecsmv_subsidy": ("investments_dkk", [[10**5 * (at + 1)] for at in range(16)])}
SINGLE_THREADED = dict.fromkeys(("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Task:
    """One notebook with its parameters."""

    notebook: str
    name: str
    parameters: Mapping[str, Any]


@dataclass
class Site:
    """A folder with the notebooks, the data and the batch, of a number of jobs."""

    folder: Path
    tasks: list[Task]

    def longest_first(self) -> None:
        """Put the tasks in the order in which the batch runs them, for everybody."""
        record = json.loads((self.folder / BATCH / str(YEAR) / "run.json").read_text("utf-8"))
        seconds = {entry["name"]: entry["seconds"] for entry in record["jobs"]}
        self.tasks.sort(key=lambda task: -seconds[task.name])


@dataclass(frozen=True)
class Arm:
    """A way to run all tasks of a site.

    `commands` are given the site and where to put executed notebooks; more than `most_jobs` of
    them would say nothing new.
    """

    name: str
    title: str
    commands: Callable[[Site, Path], list[list[str]]]
    most_jobs: int = 10**6
    environment: Mapping[str, str] = field(default_factory=dict)


def make_site(folder: Path, jobs_count: int) -> Site:
    """Make a folder with a number of jobs, the same of each notebook."""
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    times = jobs_count // len(notebooks)
    if jobs_count != len(notebooks) * times:
        raise SystemExit(f"{jobs_count} jobs: give a multiple of {len(notebooks)}")
    tasks = [
        Task(path.stem, f"{path.stem}-{place}", {"year": YEAR, name: values[place]})
        for place in range(times)
        for path in notebooks
        for name, values in [_OTHER.get(path.stem, _ALPHA)]
    ]
    for name in ("notebooks", "prepared"):
        (folder / name).mkdir(parents=True)
    (folder / "data").symlink_to(ROOT / "data")
    for path in notebooks:
        shutil.copy(path, folder / "notebooks")
    for task in tasks:
        source = ROOT / f"notebooks/{task.notebook}.ipynb"
        target = folder / "prepared" / f"{task.name}.ipynb"
        execute_notebook(source, target, task.parameters, prepare_only=True)
    (folder / "notebooks" / "batch.yaml").write_text("\n".join(_batch_file(tasks)), "utf-8")
    return Site(folder, tasks)


def _batch_file(tasks: Sequence[Task]) -> Iterator[str]:
    yield "notebooks:"
    for task in tasks:
        given = json.dumps({k: v for k, v in task.parameters.items() if k != "year"})
        yield f"  - {{notebook: {task.notebook}, name: {task.name}, parameters: {given}}}"


def batch(site: Site, out: Path) -> list[list[str]]:
    """Our batch, as a user runs it."""
    return [[sys.executable, "-m", "midtjylland", *_run(out)]]


def batch_without_pages(site: Site, out: Path) -> list[list[str]]:
    return [[sys.executable, str(INSIDE), "batch", *_run(out)]]


def _run(out: Path) -> list[str]:
    return ["run", "--force", "--year", str(YEAR), "--reports", str(out)]


def papermill(site: Site, out: Path) -> list[list[str]]:
    run = [sys.executable, "-m", "papermill", "--no-progress-bar"]
    return [
        [*run, "-y", json.dumps(task.parameters), f"notebooks/{task.notebook}.ipynb", str(target)]
        for task in site.tasks
        for target in [out / f"{task.name}.ipynb"]
    ]


def papermill_and_nbconvert(site: Site, out: Path) -> list[list[str]]:
    convert = [sys.executable, "-m", "nbconvert", "--to", "html"]
    executed = zip(papermill(site, out), site.tasks, strict=True)
    return [
        command
        for run, task in executed
        for command in (run, [*convert, f"{out}/{task.name}.ipynb"])
    ]


def inside(
    way: str, python: str = sys.executable, *, prepared: bool = False
) -> Callable[[Site, Path], list[list[str]]]:
    """A way of `inside.py`, given the notebooks or those that hold their parameters already."""

    def commands(site: Site, out: Path) -> list[list[str]]:
        tasks = [
            [f"prepared/{task.name}.ipynb", f"{out}/{task.name}.ipynb", {}]
            if prepared
            else [f"notebooks/{task.notebook}.ipynb", f"{out}/{task.name}.ipynb", task.parameters]
            for task in site.tasks
        ]
        plan = out / "plan.json"
        plan.write_text(json.dumps(tasks), "utf-8")
        return [[python, str(INSIDE), way, str(plan)]]

    return commands


LOOP, HTML_LOOP, BATCH, HTML_BATCH, FLOOR = "loop", "html-loop", "plain", "reports", "floor"
PLOOMBER, FEWEST = "ploomber", 6


def arms(peers: str | None) -> list[Arm]:
    """All that are to be measured; ploomber-engine only with `peers`, a Python that has it."""
    every = [
        Arm(LOOP, "papermill command line, in a loop", papermill),
        Arm("processes", "papermill API, 2 processes", inside("processes"), FEWEST),
        Arm("threads", "papermill in 3 threads, immediate shutdown", inside("threads"), FEWEST),
        Arm(BATCH, "our batch, without pages", batch_without_pages),
        Arm(
            FLOOR,
            "floor: the code cells alone, 2 warm processes",
            inside("floor", prepared=True),
            environment=SINGLE_THREADED,
        ),
        Arm(HTML_LOOP, "papermill, then nbconvert, in a loop", papermill_and_nbconvert, FEWEST),
        Arm(HTML_BATCH, "our batch", batch),
    ]
    if peers:
        silent = {"PLOOMBER_STATS_ENABLED": "false"}
        title = "ploomber-engine API, 2 processes"
        every.insert(3, Arm(PLOOMBER, title, inside("ploomber", peers), environment=silent))
    return every
