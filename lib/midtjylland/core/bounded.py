"""A function in a process of its own, which may take so much time and memory and no more."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from midtjylland.core.findings import LimitError

_T = TypeVar("_T")
# The process of its own needs this to begin with, whatever it is to do.
_BASE_BYTES = 256 * 2**20


def run_bounded(
    function: Callable[..., _T], args: Sequence[Any], seconds: float, memory_bytes: int
) -> _T:
    """Call a function of a module in a process with limits, and give what it gives or raises.

    Raises `LimitError` where it takes longer, needs more, or dies. Memory is bounded where the
    system can do that (it is not on Windows and macOS), time everywhere.
    """
    given = pickle.dumps((sys.path, seconds, memory_bytes))
    given += pickle.dumps((function, tuple(args)))
    child = subprocess.Popen(
        [sys.executable, "-c", f"from {__name__} import _serve; _serve()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(_import_path())},
    )
    try:
        answer, _ = child.communicate(given, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise LimitError(f"it takes more than {seconds:g} seconds") from None
    finally:
        child.kill()
        child.communicate()
    if not answer:
        raise LimitError(_why_dead(child.returncode, memory_bytes))
    worked, value = pickle.loads(answer)
    if not worked:
        raise value
    return value


def _import_path() -> list[str]:
    """Places of this library first, so that the other process finds it before it is told more."""
    return [str(Path(__file__).resolve().parents[2]), *filter(None, sys.path)]


def _why_dead(status: int, memory_bytes: int) -> str:
    if status == _OUT_OF_MEMORY:
        return f"it needs more than {memory_bytes / 2**20:,.0f} MB of memory"
    return f"the process that reads it ended early (status {status})"


_OUT_OF_MEMORY = 71


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
