"""The yearly batch: every notebook with its parameters, side by side, never twice.

Everything asked for is checked before a kernel starts (`plan`), each job is one call of
`job.run_one` (`executors`), and the run record is true at every moment (`record`).
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from filelock import FileLock, Timeout

from midtjylland.core.findings import MidtjyllandError
from midtjylland.run.job import Job, now
from midtjylland.run.plan import Request, make_plan
from midtjylland.run.progress import Progress, Watch
from midtjylland.run.record import Ledger

if TYPE_CHECKING:
    from midtjylland.run.executors import Place, Workers

INDEX = "index.html"
# Hidden files and folders of `job` and `record`.
TRACES = ("*/.run*", "*/*/.run*")


@dataclass(frozen=True)
class RunResult:
    """What a batch did: the run record of each folder, and a sentence for each job that failed."""

    records: Mapping[Path, Mapping[str, Any]]
    problems: Sequence[str]


def run(
    notebooks_dir: Path,
    data_dir: Path,
    reports_dir: Path,
    *,
    years: Sequence[int] = (),
    notebooks: Sequence[str] = (),
    parameters: Mapping[str, str] | None = None,
    jobs: int | None = None,
    force: bool = False,
    scheduler: str | None = None,
    scheduler_seconds: float | None = None,
    language: str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> RunResult:
    """Execute the notebooks of `batch.yaml` and write their reports.

    `years` are those of `batch.yaml` when empty, else all that have tables; `language` is one
    instead of all that `batch.yaml` names; `parameters` take precedence over those of
    `batch.yaml`; `jobs` is one more than the cores, of a cluster two a thread, when None; a cluster
    may be silent or without workers for `scheduler_seconds`, 30 when None. A notebook that fails is
    a problem in the result, not an exception. A wrong request raises MidtjyllandError before
    anything has run; KeyboardInterrupt keeps what was done.
    """
    if jobs is not None and jobs < 1:
        raise MidtjyllandError(f"--jobs {jobs}: give a number of 1 or more.")
    if scheduler == "":
        raise MidtjyllandError("--scheduler is empty; give an address such as tcp://host:8786.")
    asked = (notebooks_dir, data_dir, reports_dir, years, notebooks, parameters, language)
    plan = make_plan(Request(*asked))
    with _terminable(), _disk_errors(), _alone(reports_dir):
        places = {job.folder: (job.year, job.entry["language"]) for job in plan.jobs}
        ledgers = {folder: Ledger(folder, *of, plan) for folder, of in places.items()}
        todo = [job for job in plan.jobs if force or not ledgers[job.folder].skip(job)]
        _execute(todo, ledgers, jobs, (scheduler, scheduler_seconds), progress or (lambda _: None))
        _publish(ledgers.values(), reports_dir, data_dir)
    records = {ledger.folder: ledger.record for ledger in ledgers.values()}
    return RunResult(records, [text for ledger in ledgers.values() for text in ledger.problems()])


def _execute(
    todo: Sequence[Job],
    ledgers: Mapping[Path, Ledger],
    jobs: int | None,
    scheduler: tuple[str | None, float | None],
    tell: Callable[[Progress], None],
) -> None:
    """Run the jobs, the longest first, and keep the ledgers true."""
    if not todo:
        return
    from midtjylland.run.executors import cluster, threads, work

    before = [entry for ledger in ledgers.values() for entry in ledger.earlier.values()]
    seconds = {entry["name"]: entry["seconds"] for entry in before if not entry["error"]}
    # One more, as a core would else be idle while a result is written.
    at_once = min(jobs or _core_count() + 1, len(todo))
    address, silent = scheduler
    place = partial(cluster, address, jobs, silent) if address else partial(threads, at_once)
    watch = Watch(todo, seconds, tell)
    longest_first = sorted(todo, key=lambda job: -seconds.get(job.name, float("inf")))
    place = partial(_recorded, place, ledgers.values())
    with closing(work(longest_first, place, watch.started)) as entries:
        folders = {(job.year, job.entry["language"]): job.folder for job in todo}
        for entry in entries:
            ledgers[folders[entry["year"], entry["language"]]].add(entry)
            watch.ended(entry)


@contextmanager
def _recorded(place: Place, ledgers: Collection[Ledger]) -> Iterator[Workers]:
    """Give a place to run; while it is open, and however it is left, the records are true."""
    with place() as opened:
        for ledger in ledgers:
            ledger.begin()
        try:
            yield opened
        finally:
            for ledger in ledgers:
                ledger.end()


def _publish(ledgers: Collection[Ledger], reports_dir: Path, data_dir: Path) -> None:
    """Write the indexes that are not those of these results, or were changed or removed since."""
    stale = [ledger for ledger in ledgers if ledger.published != ledger.content()]
    if stale or not (reports_dir / INDEX).exists():
        from midtjylland.report.index import write_year, write_years

        for ledger in stale:
            write_year(ledger.folder, ledger.record, data_dir)
            ledger.published = ledger.content()
        for languages in {ledger.language: ledger.languages for ledger in ledgers}.items():
            write_years(reports_dir, *languages)
    for ledger in ledgers:
        ledger.finished = now()
        ledger.write()


def _core_count() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _alone(reports_dir: Path) -> Iterator[None]:
    """One batch at a time on a reports folder, and no traces of one that was killed."""
    reports_dir.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(reports_dir / ".lock", blocking=False):
            try:
                _sweep(reports_dir)
                yield
            finally:
                _sweep(reports_dir)
    except Timeout:
        raise MidtjyllandError(
            f"another batch is writing into {reports_dir}; wait until it is done, or choose "
            "another folder with --reports."
        ) from None


def _sweep(reports_dir: Path) -> None:
    for left in (left for traces in TRACES for left in reports_dir.glob(traces)):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink()


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise MidtjyllandError(
            f"{error.filename or 'a report'} can't be written: {error.strerror}."
        ) from None


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM stops a batch as cleanly as Ctrl-C."""

    def stop(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
