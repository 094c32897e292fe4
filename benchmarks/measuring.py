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
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLE_SECONDS = 0.2
LEFT_SECONDS = 60
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Line:
    """One measured quantity, and what was promised of it: the most it may be, or the least."""

    what: str
    value: float
    unit: str = ""
    target: float | None = None
    remark: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return self.value >= self.target if self.at_least else self.value <= self.target


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
    *,
    memory: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Measured:
    """Run commands that must all succeed, one after the other, and say what they took.

    `memory` takes samples of it too, which costs time of its own.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    given = {**os.environ, **(environment or {})}
    # Compiled once and kept, as on every machine where nobody asked for something else.
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    ours = {child.pid for child in psutil.Process().children()}
    measured, before, start = Measured(), _cpu_seconds(), time.perf_counter()
    with _sampled(measured if memory else None):
        for command in commands:
            _call(command, folder, given)
        measured.seconds = time.perf_counter() - start
    _wait_for_orphans(ours)
    measured.cpu_seconds = _cpu_seconds() - before
    return measured


def leave_orphans() -> None:
    """Leave what outlives a command to the machine again, which clears away what has ended."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 0)


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


def _wait_for_orphans(ours: Collection[int]) -> None:
    until = time.monotonic() + LEFT_SECONDS
    while left := [each for each in psutil.Process().children() if each.pid not in ours]:
        if time.monotonic() > until:
            lines = [" ".join(each.cmdline()) or str(each) for each in left]
            raise SystemExit(f"left running {LEFT_SECONDS} s after the commands: {lines}")
        for each in left:
            with suppress(ChildProcessError):
                os.waitpid(each.pid, os.WNOHANG)
        time.sleep(0.01)


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
