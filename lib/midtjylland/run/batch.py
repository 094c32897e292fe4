"""The yearly batch: every notebook with its parameters, side by side, never twice.

Everything asked for is checked before a kernel starts (`plan`), each job is one call of
`job.run_one` (`executors`), and the run record is true at every moment (`record`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from filelock import FileLock, Timeout

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import DEFAULT
from midtjylland.run import executors
from midtjylland.run.job import Job
from midtjylland.run.plan import Request
from midtjylland.run.record import Ledger

Entry = Mapping[str, Any]
# Hidden files and folders of `job` and of files that are being written.
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
    jobs: int | None = None,
    force: bool = False,
    scheduler: str | None = None,
    scheduler_seconds: float | None = None,
    stream: TextIO | None = None,
    **asked: Any,
) -> RunResult:
    """Execute the notebooks of `batch.yaml` and write their reports.

    `asked` is what else a `Request` says: years, notebooks, parameters, language. `jobs` is one
    more than the cores, of a cluster two a thread, when None; a cluster may be silent or without
    workers for `scheduler_seconds`, 30 when None. Progress is told on `stream`. A notebook that
    fails is a problem in the result, not an exception. A wrong request raises MidtjyllandError
    before anything has run; KeyboardInterrupt keeps what was done.
    """
    if jobs is not None and jobs < 1:
        raise MidtjyllandError(f"--jobs {jobs}: give a number of 1 or more.")
    if scheduler == "":
        raise MidtjyllandError("--scheduler is empty; give an address such as tcp://host:8786.")
    plan = Request(notebooks_dir, data_dir, reports_dir, **asked).plan()
    with _alone(reports_dir):
        places = {job.folder: (job.year, job.entry["language"]) for job in plan.jobs}
        ledgers = {folder: Ledger(folder, *of, plan) for folder, of in places.items()}
        todo = [job for job in plan.jobs if force or not ledgers[job.folder].skip(job)]
        if todo:
            # One more, as a core would else be idle while a result is written.
            at_once = min(jobs or _core_count() + 1, len(todo))
            cluster = scheduler and executors.cluster(scheduler, jobs, scheduler_seconds)
            with cluster or executors.threads(at_once) as workers:
                _execute(todo, ledgers, workers, stream)
        _publish(ledgers.values(), reports_dir, data_dir)
    records = {ledger.folder: ledger.record for ledger in ledgers.values()}
    return RunResult(records, [text for ledger in ledgers.values() for text in ledger.problems()])


def _execute(
    todo: Sequence[Job],
    ledgers: Mapping[Path, Ledger],
    workers: executors.Workers,
    stream: TextIO | None,
) -> None:
    """Run the jobs, the longest first; however that ends, the records are true."""
    before = [entry for ledger in ledgers.values() for entry in ledger.earlier.values()]
    seconds = {entry["name"]: entry["seconds"] for entry in before if not entry["error"]}
    longest_first = sorted(todo, key=lambda job: -seconds.get(job.name, float("inf")))
    folders = {(job.year, job.entry["language"]): job.folder for job in todo}
    try:
        for ledger in ledgers.values():
            ledger.write()
        entries = executors.work(longest_first, workers)
        for entry in tell_progress(entries, len(todo), stream):
            ledgers[folders[entry["year"], entry["language"]]].add(entry)
    finally:
        for ledger in ledgers.values():
            ledger.end()


def tell_progress(entries: Iterable[Entry], count: int, stream: TextIO | None) -> Iterator[Entry]:
    """Pass on the entries of jobs that end; a line tells of each, in a terminal a bar below them.

    Silent without a stream.
    """
    from tqdm import tqdm

    if stream is None:
        yield from entries
        return
    shown = "{n_fmt}/{total_fmt} |{bar:20}| {remaining} left"
    # disable=None: no bar where there is no terminal.
    with tqdm(total=count, file=stream, disable=None, leave=False, bar_format=shown) as bar:
        for number, entry in enumerate(entries, 1):
            bar.update()
            language = "" if entry["language"] == DEFAULT else f" ({entry['language']})"
            did = f"{entry['status']} in {entry['seconds']:.1f} s; {number} of {count} done"
            bar.write(f"{entry['year']} {entry['name']}{language}: {did}", stream)
            stream.flush()
            yield entry


def _publish(ledgers: Collection[Ledger], reports_dir: Path, data_dir: Path) -> None:
    """Write the indexes that are not those of these results, or were changed or removed since."""
    stale = [ledger for ledger in ledgers if ledger.published != ledger.content()]
    if stale:
        from midtjylland.report.index import write_year, write_years

        for ledger in stale:
            write_year(ledger.folder, ledger.record, data_dir)
        for language, languages in {each.language: each.plan.languages for each in ledgers}.items():
            write_years(reports_dir, language, languages)
    for ledger in ledgers:
        ledger.published = ledger.content()
        ledger.end()


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
