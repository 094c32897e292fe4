"""What commands take: seconds, seconds of processor time, memory, with all that they start.

Kernels of a warm batch are forked by a process that is ended with them, so that whoever waits for
the batch alone may miss some. This process adopts all that are left alone and waits for them.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

SAMPLE_SECONDS = 0.2
LEFT_SECONDS = 60
_PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Measured:
    """What one run of some commands took.

    `cpu_seconds` are those of all processes. Memory is proportional set size, in which a page that
    several processes share counts once, at its peak: of all processes, and of the largest.
    """

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    tree_mib: float = 0.0
    largest_mib: float = 0.0


def measure(
    commands: Sequence[Sequence[str]],
    folder: Path,
    at_once: int = 1,
    *,
    memory: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Measured:
    """Run commands, some at once, and say what they took.

    Parameters
    ----------
    commands
        Must all succeed.
    folder
        Their current folder.
    at_once
        How many run side by side.
    memory
        Sample the memory too, which costs time of its own.
    environment
        Variables besides those of this process.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    given = {**os.environ, **(environment or {})}
    # Compiled once and kept, as on every machine where nobody asked for something else.
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    call = partial(_call, folder=folder, environment=given)
    measured, before, start = Measured(), _cpu_seconds(), time.perf_counter()
    with _sampled(measured if memory else None), ThreadPoolExecutor(at_once) as pool:
        list(pool.map(call, commands))
        measured.seconds = time.perf_counter() - start
    _wait_for_orphans()
    measured.cpu_seconds = _cpu_seconds() - before
    return measured


def _call(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    # Not a pipe: something that outlives the command would keep it open.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, cwd=folder, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        if done.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read().decode()[-3000:]}")


def _cpu_seconds() -> float:
    """Processor time of all processes that this one has waited for, and they for theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _wait_for_orphans() -> None:
    until = time.monotonic() + LEFT_SECONDS
    while time.monotonic() < until:
        try:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                time.sleep(0.01)
        except ChildProcessError:
            return
    raise SystemExit(f"processes that the commands started are left after {LEFT_SECONDS} s")


@contextmanager
def _sampled(measured: Measured | None) -> Iterator[None]:
    """Take samples of the memory in the block, unless there is nowhere to put them."""
    if measured is None:
        yield
        return
    done = threading.Event()

    def sample() -> None:
        while not done.wait(SAMPLE_SECONDS):
            sizes = [*_sizes_mib(), 0.0]
            measured.tree_mib = max(measured.tree_mib, sum(sizes))
            measured.largest_mib = max(measured.largest_mib, *sizes)

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        yield
    finally:
        done.set()
        sampler.join()


def _sizes_mib() -> Iterator[float]:
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            yield process.memory_full_info().pss / 2**20
