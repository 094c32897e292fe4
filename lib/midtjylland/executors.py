"""Where jobs run: fresh processes of this machine, or a cluster.

The seam is `concurrent.futures.Executor`: a place to run is a context manager that gives one, and
how many jobs it should have in hand.
"""

from __future__ import annotations

import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import tempfile
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from midtjylland.findings import MidtjyllandError
from midtjylland.job import Job, failed_entry, run_one

ATTEMPTS = 2
CONNECT_SECONDS = 10
WORKERS_SECONDS = 30

Place = Callable[[], AbstractContextManager[tuple[Executor, int]]]


def work(jobs: Sequence[Job], place: Place, started: Callable[[Job], None]) -> Iterator[Any]:
    """Run jobs side by side, at most as many in hand as the place wants.

    Parameters
    ----------
    jobs
        In the order in which they are to start.
    place
        `processes` or `cluster`, with their arguments bound.
    started
        Is told each job when it starts.

    Yields
    ------
    dict
        Entry of the run record of each job, as it ends. A job whose worker process died is tried
        again once, in a new one.
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
                message = "its worker process died twice; if memory ran out, use --jobs 1"
                yield failed_entry(job, "WorkerDied", message)


@contextmanager
def processes(at_once: int) -> Iterator[tuple[Executor, int]]:
    """Spawned worker processes of this machine.

    None of them, and no kernel, outlives the block, nor this process if it is killed.
    """
    others = set(multiprocessing.active_children())
    with tempfile.TemporaryDirectory(prefix="midtjylland-", ignore_cleanup_errors=True) as runtime:
        spawn = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(at_once, spawn, _prepare_worker, (runtime,))
        try:
            yield pool, at_once
        except BaseException:
            for worker in set(multiprocessing.active_children()) - others:
                _kill_tree(worker.pid)
            raise
        finally:
            pool.shutdown(cancel_futures=True)


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


def _prepare_worker(runtime: str) -> None:
    # Ctrl-C reaches the whole terminal; the batch itself ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["JUPYTER_RUNTIME_DIR"] = runtime
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker and its kernels when the batch was killed and can't do it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        _kill_tree(os.getpid())


def _kill_tree(pid: int | None) -> None:
    import psutil

    try:
        process = psutil.Process(pid)
        if pid != os.getpid():
            # So that it starts nothing between the listing and its end.
            process.suspend()
        for one in [*process.children(recursive=True), process]:
            one.kill()
    except psutil.NoSuchProcess:
        pass
