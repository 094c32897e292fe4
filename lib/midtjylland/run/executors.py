"""Where jobs run: threads of this process, each with a kernel of its own, or a cluster.

The seam is `concurrent.futures.Executor`: a place to run is a context manager that gives one, and
how many jobs it should have in hand.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from midtjylland.core.findings import MidtjyllandError
from midtjylland.run.job import Job, failed_entry, run_one
from midtjylland.run.kernels.imports import import_lean

ATTEMPTS = 2
CONNECT_SECONDS = 10
WORKERS_SECONDS = 30

Place = Callable[[], AbstractContextManager[tuple[Executor, int]]]


def work(jobs: Sequence[Job], place: Place, started: Callable[[Job], None]) -> Iterator[Any]:
    """Run jobs side by side, at most as many in hand as the place wants.

    Yields each job's entry of the run record as it ends. A job whose worker died, or the process
    that its kernel was forked from, is tried again once, in a new one.
    """
    waiting, deaths = deque(jobs), Counter[str]()
    while waiting:
        with place() as (executor, at_once):
            lost: list[Job] = []
            yield from _drain(waiting, executor, at_once, started, lost)
        for job in lost:
            deaths[str(job.html_path)] += 1
            if deaths[str(job.html_path)] < ATTEMPTS:
                waiting.append(job)
            else:
                message = "what ran it was killed twice; if memory ran out, use --jobs 1"
                yield failed_entry(job, "WorkerDied", message)


@contextmanager
def threads(at_once: int) -> Iterator[tuple[Executor, int]]:
    """Threads of this process, with kernels that start warm where the system allows it.

    No kernel outlives the block, nor this process if it is killed.
    """
    from midtjylland.run.kernels.warm import warm_kernels

    with warm_kernels() as kernels, ThreadPoolExecutor(at_once) as pool:
        # Once, and while the template imports its part on another core; the last is for the index.
        import_lean(
            "midtjylland.run.engine", "midtjylland.report.page", "midtjylland.report.downloads"
        )
        try:
            yield pool, at_once
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.close()
            raise


@contextmanager
def cluster(address: str, at_once: int | None) -> Iterator[tuple[Executor, int]]:
    """Workers of a Dask scheduler; two jobs in hand for each of their threads unless told."""
    try:
        from distributed import Client
    except ImportError:
        raise MidtjyllandError(
            "--scheduler needs Dask; install it with `pip install 'midtjylland[cluster]'`."
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise MidtjyllandError(
            f"--scheduler {address}: no Dask scheduler answers there ({error})."
        ) from None
    # A lost scheduler is told in the record, job by job.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError:
            raise MidtjyllandError(
                f"--scheduler {address}: it has no workers; start some with `dask worker`."
            ) from None
        executor = client.get_executor(pure=False)
        try:
            yield executor, at_once or 2 * sum(client.nthreads().values())
        finally:
            executor.shutdown(wait=False)


def _drain(
    waiting: deque[Job],
    executor: Executor,
    at_once: int,
    started: Callable[[Job], None],
    lost: list[Job],
) -> Iterator[Any]:
    """Run what waits; jobs whose worker died are lost, and nothing is started after that."""
    running: dict[Future[Any], Job] = {}
    while running or (waiting and not lost):
        while waiting and not lost and len(running) < at_once:
            job = waiting.popleft()
            try:
                running[executor.submit(run_one, job)] = job
                started(job)
            except BrokenExecutor:
                lost.append(job)
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            job = running.pop(future)
            try:
                yield future.result()
            except BrokenExecutor:
                lost.append(job)
            except (Exception, CancelledError) as error:
                message = f"its worker or the scheduler was lost {error}".strip()
                yield failed_entry(job, type(error).__name__, message)
