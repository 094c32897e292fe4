"""Where jobs run: threads of this process, each with a kernel of its own, or a cluster.

The seam is `concurrent.futures.Executor`: a place to run is a context manager that gives one.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from midtjylland.core.findings import MidtjyllandError
from midtjylland.run.job import Job, failed_entry, run_one
from midtjylland.run.kernels import import_lean

if TYPE_CHECKING:
    from distributed import Client

# How long a cluster may be silent, or without workers.
SILENT_SECONDS = 30.0
LOOK_SECONDS = 2.0


class Workers(NamedTuple):
    """What runs jobs, how many it should have in hand, and what is wrong with it meanwhile."""

    executor: Executor
    at_once: int
    problem: Callable[[], str | None] = lambda: None


def work(jobs: Sequence[Job], workers: Workers) -> Iterator[Any]:
    """Run jobs side by side; gives each one's entry of the run record as it ends."""
    waiting, running = deque(jobs), dict[Future[Any], Job]()
    while running or waiting:
        while waiting and len(running) < workers.at_once:
            job = waiting.popleft()
            running[workers.executor.submit(run_one, job)] = job
        done = wait(running, LOOK_SECONDS, FIRST_COMPLETED).done
        if not done and (problem := workers.problem()):
            left = [*running.values(), *waiting]
            yield from (failed_entry(job, "NoWorkers", f"the cluster: {problem}") for job in left)
            return
        for future in done:
            job = running.pop(future)
            try:
                yield future.result()
            except Exception as error:
                message = f"its worker or the scheduler was lost {error}".strip()
                yield failed_entry(job, type(error).__name__, message)


@contextmanager
def threads(at_once: int) -> Iterator[Workers]:
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
            yield Workers(pool, at_once)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.close()
            raise


@contextmanager
def cluster(address: str, at_once: int | None, seconds: float | None) -> Iterator[Workers]:
    """Workers of a Dask scheduler; two jobs in hand for each of their threads unless told.

    A scheduler that is silent, or has no workers, for so many seconds is a problem.
    """
    seconds = seconds or SILENT_SECONDS

    def problem() -> str | None:
        try:
            client.wait_for_workers(1, timeout=seconds)
        except TimeoutError:
            return (
                f"it had no workers for {seconds:g} s; start some with `dask worker` where this "
                "library is installed (without it a worker ends at its first job)"
            )
        return None

    with _connect(address, seconds) as client:
        if missing := problem():
            raise MidtjyllandError(f"--scheduler {address}: {missing}.")
        executor = client.get_executor(pure=False)
        try:
            yield Workers(executor, at_once or 2 * sum(client.nthreads().values()), problem)
        finally:
            executor.shutdown(wait=False)


def _connect(address: str, seconds: float) -> Client:
    try:
        from distributed import Client
    except ImportError:
        raise MidtjyllandError(
            "--scheduler needs Dask; install it with `pip install 'midtjylland[cluster]'`."
        ) from None
    # A lost scheduler is told in the record, job by job.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        # Dask itself would wait for ever for the greeting of a port that accepts and is silent.
        asyncio.run(asyncio.wait_for(_greet(address, seconds), seconds))
        return Client(address, timeout=seconds, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise MidtjyllandError(
            f"--scheduler {address}: no Dask scheduler answers there "
            f"({error or f'silent for {seconds:g} s'})."
        ) from None


async def _greet(address: str, seconds: float) -> None:
    """Connect to a scheduler, and hear its greeting."""
    from distributed import connect

    comm = await connect(address, timeout=seconds)
    await comm.close()
