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
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# What an ordinary kernel has imported when it starts, and the slow ones of what the notebooks and
# this package import of others.
PRELOADED = """
    ipykernel.debugger ipykernel.kernelapp ipykernel.zmqshell IPython.core.debugger psutil resource
    tornado.platform.asyncio
    babel.dates babel.numbers faulthandler filelock holidays.countries importlib.readers
    IPython.core.completerlib IPython.core.logger IPython.core.oinspect
    IPython.extensions.storemagic jinja2 matplotlib.backends.backend_agg matplotlib.patheffects
    matplotlib.pyplot pandas.io.formats.string PIL.PngImagePlugin pydantic.fields pydantic.main
    pydantic.plugin._loader pydantic.plugin._schema_validator pydantic.type_adapter pydantic.types
    scipy.optimize scipy.stats seaborn sqlite3 yaml
"""
REQUEST_BYTES = 2**20
# Importing takes a second or two; whoever waits for it gives up after a minute.
IMPORT_SECONDS = 90

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve the process at the other end of standard input until it ends.

    The second argument is the folder of the kernels' sockets, where they have one.
    """
    control, folder, before = socket.socket(fileno=0), sys.argv[2], dict(os.environ)
    # Stopped, it could not see that nobody is left to serve.
    _when_parent_ends(signal.SIGCONT)
    # An import that hangs within C sees nothing else.
    signal.alarm(IMPORT_SECONDS)
    # Where there is no home, matplotlib makes a folder that nobody would remove.
    tempfile.tempdir = folder or None
    preload()
    tempfile.tempdir = None
    signal.alarm(0)
    # Some set variables when they are imported, which a kernel has too.
    added = dict(os.environ.items() - before.items())
    if asked := serve(control):
        run_kernel(*asked, added)
    elif folder:
        # Whoever made it may have been killed.
        shutil.rmtree(folder, ignore_errors=True)


def preload() -> None:
    """Import and warm up what kernels would otherwise each do anew."""
    # Away from any `matplotlibrc`, which is for the kernels in its folder.
    os.chdir("/")
    # Imports leave next to no garbage, and looking for it takes an eighth of the time.
    gc.disable()
    for name in PRELOADED.split():
        importlib.import_module(name)
    from babel.numbers import format_decimal
    from pydantic import create_model

    _draw()
    for locale in ("en", "da"):
        format_decimal(1, locale=locale)
    create_model("Warm", number=(int, 1))
    gc.freeze()
    gc.enable()


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


def serve(control: socket.socket) -> tuple[dict[str, Any], int] | None:
    """Fork a kernel for each request.

    Returns, in a forked child, its request and where to answer; None when nobody is left to serve.
    """
    kernels: dict[int, int] = {}
    while True:
        for ready in select.select([control, *kernels], [], [])[0]:
            if ready in kernels:
                pid = kernels.pop(ready)
                _end_group(pid)
                os.waitpid(pid, 0)
                os.close(ready)
                continue
            text, descriptors = b"", []
            with suppress(ConnectionError):
                text, descriptors, *_ = socket.recv_fds(control, REQUEST_BYTES, 1)
            if not text:
                for pid in kernels.values():
                    _end_group(pid)
                return None
            pid = os.fork()
            if pid == 0:
                control.detach()
                return json.loads(text), descriptors[0]
            os.close(descriptors[0])
            kernels[os.pidfd_open(pid)] = pid


def run_kernel(request: dict[str, Any], answer: int, added: dict[str, str]) -> None:
    """Be a kernel as `python -m ipykernel_launcher` is one.

    `request` holds the launcher's `arguments`, the kernel's `environment` and `folder`; `added` is
    the environment that the imports set.
    """
    template = os.getppid()
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.setsid()
    _when_parent_ends(signal.SIGKILL)
    if os.getppid() != template:
        os._exit(1)
    _take_over(request, {**added, **request["environment"], "JPY_PARENT_PID": str(template)})
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(parent_handle=template)
    app.initialize(request["arguments"])
    _choose_backend()
    # Only now that a client can connect; nobody may wait for it any more.
    with suppress(BrokenPipeError):
        os.write(answer, str(os.getpid()).encode())
    os.close(answer)
    app.start()


def _take_over(request: dict[str, Any], environment: dict[str, str]) -> None:
    """Make what a process has from its start that of this kernel."""
    import numpy

    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(request["folder"])
    launcher = find_spec("ipykernel_launcher")
    sys.argv[:] = [str(launcher and launcher.origin), *request["arguments"]]
    importlib.invalidate_caches()
    # `random` reseeds itself in a forked process, numpy does not.
    numpy.random.seed()


def _choose_backend() -> None:
    """Let matplotlib draw where it would if it were imported only now.

    Its inline backend isn't imported yet: when it is, it configures the shell that shows figures.
    """
    import matplotlib

    if Path("matplotlibrc").exists():
        matplotlib.rc_file("matplotlibrc")
    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]


def _when_parent_ends(number: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def _end_group(pid: int) -> None:
    """End a kernel, if it has not yet ended, with all that its notebook started."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
