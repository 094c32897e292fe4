"""A function in a process of its own, which may take so much time and memory and no more."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from midtjylland.core.findings import LimitError

_T = TypeVar("_T")
# The process of its own needs this to begin with, whatever it is to do.
_BASE_BYTES = 256 * 2**20
# Seconds are the processor's, so that a busy machine refuses nothing; by the clock so many times
# more, for what waits for ever.
_PATIENCE, _LOOK_SECONDS = 12, 0.05


def run_bounded(
    function: Callable[..., _T], args: Sequence[Any], seconds: float, memory_bytes: int
) -> _T:
    """Call a function of a module in a process with limits, and give what it gives or raises.

    Raises `LimitError` where it takes longer, needs more, or dies.
    """
    with tempfile.TemporaryFile() as given:
        pickle.dump(sys.path, given)
        pickle.dump((function, tuple(args)), given)
        given.seek(0)
        # Places of this library first, so that the other process finds it before it is told more.
        path = [str(Path(__file__).resolve().parents[2]), *filter(None, sys.path)]
        child = subprocess.Popen(
            [sys.executable, "-P", "-c", f"from {__name__} import _serve; _serve()"],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        )
    try:
        answer = _watch(child, seconds, memory_bytes)
    finally:
        child.kill()
        child.communicate()
    if not answer:
        raise LimitError("what reads it breaks off, as where memory runs out")
    worked, value = pickle.loads(answer)
    if not worked:
        raise value
    return value


def _watch(child: subprocess.Popen[bytes], seconds: float, most_bytes: int) -> bytes:
    """Its answer, unless a look at it now and then shows that it is beyond a limit."""
    # Not above: the other process would wait for it as well.
    import psutil

    watched, until = psutil.Process(child.pid), time.monotonic() + _PATIENCE * seconds
    while True:
        with suppress(subprocess.TimeoutExpired):
            return child.communicate(timeout=_LOOK_SECONDS)[0]
        with suppress(psutil.Error):
            if sum(watched.cpu_times()[:2]) > seconds or time.monotonic() > until:
                raise LimitError(f"it takes more than {seconds:g} seconds")
            if watched.memory_info().rss > _BASE_BYTES + most_bytes:
                most = f"{most_bytes / 2**20:,.0f} MB"
                raise LimitError(f"it needs more than {most} of memory")


def _serve() -> None:
    """In the other process: call the function, write what came of it."""
    answer = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not mix with the answer.
    os.dup2(2, 1)
    sys.path[:] = pickle.load(sys.stdin.buffer)
    try:
        function, args = pickle.load(sys.stdin.buffer)
        told = pickle.dumps((True, function(*args)))
    except Exception as error:
        told = pickle.dumps((False, error))
    answer.write(told)
    answer.flush()
    os._exit(0)
