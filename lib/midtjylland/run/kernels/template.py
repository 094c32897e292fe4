"""The process that warm kernels are forked from: third-party libraries imported, one figure drawn.

Started by file and not as a part of this package, none of which may be in it: it may have been
edited before a kernel imports it. It has one thread and no socket of zmq, so that a fork is safe,
and ends with the process that started it.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import io
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel.iostream import OutStream

# What an ordinary kernel has imported when it starts.
KERNEL = (
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "IPython.core.debugger",
    "psutil",
    "resource",
    "tornado.platform.asyncio",
)
# What the notebooks and this package import of others, the slow ones.
PRELOADED = (
    "babel.dates",
    "babel.numbers",
    "faulthandler",
    "filelock",
    "holidays.countries",
    "importlib.readers",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "jinja2",
    "matplotlib.backends.backend_agg",
    "matplotlib.patheffects",
    "matplotlib.pyplot",
    "pandas.io.formats.string",
    "PIL.PngImagePlugin",
    "pydantic.fields",
    "pydantic.main",
    "pydantic.plugin._loader",
    "pydantic.plugin._schema_validator",
    "pydantic.type_adapter",
    "pydantic.types",
    "scipy.optimize",
    "scipy.stats",
    "seaborn",
    "sqlite3",
    "yaml",
)
REQUEST_BYTES = 2**20
# Standard input, output and error of a kernel, and the socket on which it says that it is there.
DESCRIPTORS = 4
# Importing takes a second or two; whoever waits for it gives up after a minute.
IMPORT_SECONDS = 90

_PR_SET_PDEATHSIG = 1


class PromptStream(OutStream):
    """Output of a kernel that waits for its sending thread less often.

    A kernel flushes both streams twice a cell. One of them is enough for what comes in through
    descriptors; standard error is left alone where nothing was written to it.
    """

    # For libraries that ask what they write to.
    __module__ = OutStream.__module__
    _latest = _sent = None

    def write(self, string: str) -> int | None:
        """Take text to be sent."""
        try:
            return super().write(string)
        finally:
            self._latest = object()

    def flush(self) -> None:
        """Wait until everything is sent."""
        latest = self._latest
        if self.name == "stdout" or latest is not self._sent:
            super().flush()
            # Only now: another thread that flushes has to wait as well.
            self._sent = latest


def main() -> None:
    """Serve the process at the other end of standard input until it ends.

    The second argument is the folder of the kernels' sockets, where they have one.
    """
    control = socket.socket(fileno=0)
    environment, own = dict(os.environ), {}
    # Stopped, it could not see that nobody is left to serve.
    _when_parent_ends(signal.SIGCONT)
    # An import that hangs within C sees nothing else.
    signal.alarm(IMPORT_SECONDS)
    # Where there is no home, matplotlib makes a folder that nobody would remove.
    tempfile.tempdir = sys.argv[2] or None
    try:
        own = preload()
        ready = {"thread_count": len(os.listdir("/proc/self/task"))}
    except Exception as error:
        ready = {"error": f"{type(error).__name__}: {error}"}
    tempfile.tempdir = None
    signal.alarm(0)
    # Where nobody listens any more, `serve` finds that out.
    with suppress(OSError):
        control.send(json.dumps(ready).encode())
    # Some set variables when they are imported, which a kernel has too.
    added = dict(os.environ.items() - environment.items())
    if request := serve(control):
        run_kernel(*request, added, own)
    elif folder := sys.argv[2]:
        # Whoever made it may have been killed.
        shutil.rmtree(folder, ignore_errors=True)


def preload() -> dict[str, SimpleNamespace]:
    """Import and warm up what kernels would otherwise each do anew.

    Returns modules to their files, of what an ordinary kernel imports by itself.
    """
    # Away from any `matplotlibrc`, which is for the kernels in its folder.
    os.chdir("/")
    # Imports leave next to no garbage, and looking for it takes an eighth of the time.
    gc.disable()
    for name in KERNEL:
        importlib.import_module(name)
    own = {
        name: SimpleNamespace(__file__=getattr(module, "__file__", None))
        for name, module in sys.modules.items()
    }
    del own["__main__"]
    for name in PRELOADED:
        importlib.import_module(name)
    from babel.numbers import format_decimal
    from pydantic import create_model

    _draw()
    for locale in ("en", "da"):
        format_decimal(1, locale=locale)
    create_model("Warm", number=(int, 1))
    gc.freeze()
    gc.enable()
    return own


def _draw() -> None:
    """Draw once, so that fonts, glyphs and the parser of formulas stay at hand.

    pyplot is left alone, as a kernel that is new finds it.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from seaborn import axes_style

    with rc_context({**axes_style("ticks"), "font.family": "DejaVu Sans"}):
        figure = Figure(layout="constrained")
        axes = figure.add_subplot()
        axes.plot([1, 2], marker="$x$", label="Æ ø å")
        for size in (9, 9.5, 10):
            axes.text(1, 1, "0123456789", size=size)
        axes.set_title("Æ ø å", size=13, weight="bold")
        axes.legend()
        figure.savefig(io.BytesIO(), format="png")


def serve(control: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """Fork a kernel for each request.

    Returns, in a forked child, its request and descriptors; None when nobody is left to serve.
    """
    kernels: dict[int, int] = {}
    poller = select.poll()
    poller.register(control, select.POLLIN)
    while True:
        for ready, _ in poller.poll():
            if ready in kernels:
                poller.unregister(ready)
                os.waitpid(kernels.pop(ready), 0)
                os.close(ready)
                continue
            text, descriptors = _receive(control)
            if not text:
                _kill(kernels)
                return None
            request = {**json.loads(text), "template": os.getpid()}
            pid = os.fork()
            if pid == 0:
                control.detach()
                for other in kernels:
                    os.close(other)
                return request, descriptors
            for each in descriptors:
                os.close(each)
            poller.register(handle := os.pidfd_open(pid), select.POLLIN)
            kernels[handle] = pid


def _receive(control: socket.socket) -> tuple[bytes, list[int]]:
    """Take a request; an empty one when there is nobody left to serve."""
    try:
        text, descriptors, *_ = socket.recv_fds(
            control, REQUEST_BYTES, DESCRIPTORS, socket.MSG_CMSG_CLOEXEC
        )
    except ConnectionError:
        return b"", []
    return text, descriptors


def run_kernel(
    request: dict[str, Any],
    descriptors: list[int],
    added: dict[str, str],
    own: dict[str, SimpleNamespace],
) -> None:
    """Be a kernel as `python -m ipykernel_launcher` is one.

    `request` holds the launcher's `arguments`, the kernel's `environment` and `folder`, and the
    process id of the `template`; `added` is the environment that the imports set.
    """
    *streams, answer = descriptors
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.setsid()
    _end_with(request["template"])
    _take_over(request, added)
    from ipykernel.kernelapp import IPKernelApp

    stream = f"{__name__}.{PromptStream.__name__}"
    app = IPKernelApp.instance(parent_handle=request["template"], outstream_class=stream)
    with _imported(own):
        app.initialize(request["arguments"])
    # Its handler drops what is below this level, after each line of it was made.
    app.log.setLevel(app.log_level)
    _choose_backend()
    with socket.socket(fileno=answer) as runner, suppress(BrokenPipeError):
        # Only now that a client can connect.
        socket.send_fds(runner, [str(os.getpid()).encode()], [os.pidfd_open(os.getpid())])
    app.start()


def _when_parent_ends(number: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def _end_with(template: int) -> None:
    _when_parent_ends(signal.SIGKILL)
    if os.getppid() != template:
        os._exit(1)


def _take_over(request: dict[str, Any], added: dict[str, str]) -> None:
    """Make what a process has from its start that of this kernel."""
    import numpy

    os.environ.clear()
    given = {**added, **request["environment"]}
    os.environ.update(given, JPY_PARENT_PID=str(request["template"]))
    time.tzset()
    os.chdir(request["folder"])
    launcher = find_spec("ipykernel_launcher")
    sys.argv[:] = [str(launcher and launcher.origin), *request["arguments"]]
    importlib.invalidate_caches()
    # `random` reseeds itself in a forked process, numpy does not.
    numpy.random.seed()


@contextmanager
def _imported(own: dict[str, SimpleNamespace]) -> Iterator[None]:
    """Let a kernel see the modules of an ordinary one: its debugger never enters what it sees."""
    from ipykernel import ipkernel

    ipkernel.sys = SimpleNamespace(modules=own)
    try:
        yield
    finally:
        ipkernel.sys = sys


def _choose_backend() -> None:
    """Let matplotlib draw where it would if it were imported only now.

    Its inline backend isn't imported yet: when it is, it configures the shell that shows figures.
    """
    import matplotlib

    if Path("matplotlibrc").exists():
        matplotlib.rc_file("matplotlibrc")
    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]


def _kill(kernels: dict[int, int]) -> None:
    for pid in kernels.values():
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
