"""A function in a process of its own, which may take so much time and memory and no more."""

from __future__ import annotations

import os
import pickle
import signal
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
_PATIENCE, _LOOK_SECONDS = 12, 0.1
_OUT_OF_MEMORY = 71


def run_bounded(
    function: Callable[..., _T], args: Sequence[Any], seconds: float, memory_bytes: int
) -> _T:
    """Call a function of a module in a process with limits, and give what it gives or raises.

    Raises `LimitError` where it takes longer, needs more, or dies.
    """
    with tempfile.TemporaryFile() as given:
        pickle.dump((sys.path, seconds, memory_bytes), given)
        pickle.dump((function, tuple(args)), given)
        given.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-P", "-c", f"from {__name__} import _serve; _serve()"],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(_import_path())},
        )
    try:
        answer = _watch(child, seconds, memory_bytes)
    finally:
        child.kill()
        child.communicate()
    if not answer:
        raise LimitError(_why_dead(child.returncode, seconds, memory_bytes))
    worked, value = pickle.loads(answer)
    if not worked:
        raise value
    return value


def _watch(child: subprocess.Popen[bytes], seconds: float, most_bytes: int) -> bytes:
    """Its answer; a look at it now and then bounds it where the system itself does not."""
    # Not above: the other process would wait for it as well.
    import psutil

    watched, until = psutil.Process(child.pid), time.monotonic() + _PATIENCE * seconds
    while True:
        with suppress(subprocess.TimeoutExpired):
            return child.communicate(timeout=_LOOK_SECONDS)[0]
        with suppress(psutil.Error):
            if sum(watched.cpu_times()[:2]) > seconds or time.monotonic() > until:
                raise LimitError(_too_long(seconds))
            if watched.memory_info().rss > _BASE_BYTES + most_bytes:
                raise LimitError(_too_large(most_bytes))


def _import_path() -> list[str]:
    """Places of this library first, so that the other process finds it before it is told more."""
    return [str(Path(__file__).resolve().parents[2]), *filter(None, sys.path)]


def _too_long(seconds: float) -> str:
    return f"it takes more than {seconds:g} seconds"


def _too_large(memory_bytes: int) -> str:
    return f"it needs more than {memory_bytes / 2**20:,.0f} MB of memory"


def _why_dead(status: int, seconds: float, memory_bytes: int) -> str:
    if status == _OUT_OF_MEMORY:
        return _too_large(memory_bytes)
    if hasattr(signal, "SIGXCPU") and status == -signal.SIGXCPU:
        return _too_long(seconds)
    return "what reads it breaks off, as where memory runs out"


def _serve() -> None:
    """In the other process: set the limits, call the function, write what came of it."""
    answer = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not mix with the answer.
    os.dup2(2, 1)
    sys.path[:], seconds, memory_bytes = pickle.load(sys.stdin.buffer)
    _limit(seconds, memory_bytes)
    try:
        function, args = pickle.load(sys.stdin.buffer)
        told = pickle.dumps((True, function(*args)))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    except Exception as error:
        told = pickle.dumps((False, error))
    answer.write(told)
    answer.flush()
    os._exit(0)


def _limit(seconds: float, memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    bytes_now = _BASE_BYTES + memory_bytes
    for kind, most in ((resource.RLIMIT_AS, bytes_now), (resource.RLIMIT_CPU, int(seconds) + 1)):
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        try:
            resource.setrlimit(kind, (most, hard))
        except (ValueError, OSError):  # macOS bounds no address space
            continue
