"""Seconds and memory of 24 jobs (6 notebooks, 4 parameter sets): `python benchmarks/batch.py`.

Our batch, which also checks, fingerprints and writes the reports, against the command line of
papermill in a loop, as a site would run it without us. Rounds are interleaved and each begins with
the other arm, so that a machine that slows down slows both. Memory is the proportional set size
(shared pages counted once) of the arm's whole process tree, and of its largest process.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import psutil

ROOT = Path(__file__).resolve().parent.parent
YEAR = 2021
# Every notebook has this parameter; each value is a set of parameters.
PARAMETER, VALUES = "alpha", (0.01, 0.02, 0.05, 0.1)
SAMPLE_SECONDS = 0.25


@dataclass
class Measured:
    """What one run of an arm took."""

    seconds: float
    tree_mib: float = 0.0
    largest_mib: float = 0.0


def jobs(notebooks: Sequence[str]) -> Iterator[tuple[str, float]]:
    return ((name, value) for name in notebooks for value in VALUES)


def prepare(folder: Path, notebooks: Sequence[str]) -> None:
    """Make a repository of just the notebooks, the data and the batch."""
    (folder / "notebooks").mkdir()
    (folder / "data").symlink_to(ROOT / "data")
    for name in notebooks:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", folder / "notebooks")
    entries = [
        f"  - {{notebook: {name}, name: {name}-{number}, parameters: {{{PARAMETER}: {value}}}}}"
        for number, (name, value) in enumerate(jobs(notebooks))
    ]
    (folder / "notebooks" / "batch.yaml").write_text("\n".join(["notebooks:", *entries, ""]))


def batch(folder: Path, at_once: int) -> Iterator[list[str]]:
    """Our arm: one command."""
    shutil.rmtree(folder / "reports", ignore_errors=True)
    command = [sys.executable, "-m", "midtjylland", "run", "--force", "--jobs", str(at_once)]
    yield [*command, "--year", str(YEAR)]


def papermill(folder: Path, notebooks: Sequence[str]) -> Iterator[list[str]]:
    """The other arm: a command for each job, one after the other."""
    for number, (name, value) in enumerate(jobs(notebooks)):
        given = ["-p", "year", str(YEAR), "-p", PARAMETER, str(value), "--no-progress-bar"]
        paths = [f"notebooks/{name}.ipynb", f"{folder}/out-{number}.ipynb"]
        yield [sys.executable, "-m", "papermill", *paths, *given]


def measure(arm: Callable[[], Iterator[list[str]]], folder: Path) -> Measured:
    measured, start = Measured(0.0), time.perf_counter()
    for command in arm():
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        while True:
            try:
                _, said = process.communicate(timeout=SAMPLE_SECONDS)
                break
            except subprocess.TimeoutExpired:
                sample(process.pid, measured)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{said.decode()}")
    measured.seconds = time.perf_counter() - start
    return measured


def sample(pid: int, measured: Measured) -> None:
    sizes = []
    with suppress(psutil.Error):
        for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
            with suppress(psutil.Error):
                sizes.append(process.memory_full_info().pss / 2**20)
    measured.tree_mib = max(measured.tree_mib, sum(sizes))
    measured.largest_mib = max(measured.largest_mib, *sizes, 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="at once, in our batch")
    parser.add_argument("--notebook", action="append", help="default: all six")
    options = parser.parse_args()
    found = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    notebooks = options.notebook or found
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, notebooks)
        arms = {
            "batch": partial(batch, folder, options.jobs),
            "papermill": partial(papermill, folder, notebooks),
        }
        results: dict[str, list[Measured]] = {arm: [] for arm in arms}
        for number in range(options.rounds):
            for arm in list(arms)[:: -1 if number % 2 else 1]:
                one = measure(arms[arm], folder)
                results[arm].append(one)
                print(
                    f"round {number + 1}  {arm:10} {one.seconds:7.1f} s  "
                    f"{one.tree_mib:6.0f} MiB in all  {one.largest_mib:5.0f} MiB in one process",
                    flush=True,
                )
    seconds = {arm: median(one.seconds for one in each) for arm, each in results.items()}
    count = len(notebooks) * len(VALUES)
    ratio = seconds["batch"] / seconds["papermill"]
    print(
        f"{count} jobs, {options.jobs} at once, medians of {options.rounds}: batch "
        f"{seconds['batch']:.1f} s, papermill {seconds['papermill']:.1f} s, ratio {ratio:.2f}"
    )


if __name__ == "__main__":
    main()
