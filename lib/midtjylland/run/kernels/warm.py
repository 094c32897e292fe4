"""Kernels that start warm: jupyter_client's provisioner for kernels forked from one template.

Chosen by its name, `midtjylland-warm`: in the environment variable
`JUPYTER_DEFAULT_PROVISIONER_NAME`, with `warm_kernels` for what runs in this process, for nbval
with the plugin `nbval_plugin`. Notebooks and their kernel specification stay as they are. Where
fork is not to be had, kernels start the ordinary way, and a line says so.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any

import psutil
from filelock import FileLock, Timeout
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

NAME, LOCK = "midtjylland-warm", "in-use"
START_SECONDS = 60
KILL_SECONDS = 5
# The name of a socket has at most 107 bytes, of which ours and the kernel's id take the rest.
LONGEST_FOLDER = 40
PROGRAM = Path(__file__).with_name("template.py")
# Their threads would not survive a fork, and a job has one core.
SINGLE_THREADED = dict.fromkeys(("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")

# Without the current folder on the path, and without that of the program, whose modules are ours.
_RUN = "import sys; del sys.path[0]; import runpy; runpy.run_path(sys.argv[1], run_name='__main__')"
_STARTING = threading.Lock()
_current: Template | None = None
_LOG = logging.getLogger(__name__)


class NotWarmError(Exception):
    """Raised when there is no template to fork from; says why."""


class WarmProvisioner(LocalProvisioner):
    """Start kernels of this Python by forking them from the template of this process."""

    template: Template

    @property
    def closed(self) -> bool:
        """Whether all kernels were ended, this one too."""
        return self.template.closed

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Let the kernel listen at files, where it would do so at ports of this machine.

        A port is free when it is chosen; until the kernel binds it, another process may take it.
        """
        manager, folder = self.parent, template().folder
        if folder and not manager.shell_port:
            manager.transport, manager.ip = "ipc", f"{folder}/{self.kernel_id}"
            manager.cache_ports = False
            # It holds a key, and goes with the folder even if nobody is left to remove it.
            manager.connection_file = f"{folder}/{self.kernel_id}.json"
        if manager.client_factory is AsyncKernelClient:
            manager.client_factory = _PromptClient
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Start the kernel, the ordinary way where it can't be forked."""
        self.template = template()
        try:
            if cmd[:3] != [sys.executable, "-m", "ipykernel_launcher"]:
                raise NotWarmError(f"{cmd[0]} is not this Python")
            self.cwd = str(kwargs.get("cwd") or os.getcwd())
            self.process = self.template.fork(cmd[3:], kwargs["env"], self.cwd)
            self.pid = self.pgid = self.process.pid
        except NotWarmError as error:
            self.template.tell(error)
            await super().launch_kernel(cmd, **kwargs)
            self.template.adopt(self.pid)
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel, and be sure of it: our callers would look every 0.1 s only."""
        await super().kill(restart=restart)
        if isinstance(self.process, ForkedProcess):
            with suppress(psutil.Error):
                self.process.wait(KILL_SECONDS)


class ForkedProcess(psutil.Process):
    """A process that is the child of another, as `subprocess.Popen` shows one.

    Its exit status is its parent's to know; here it is 0.
    """

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        """Tell whether it has ended."""
        with suppress(psutil.NoSuchProcess):
            if self.is_running() and self.status() != psutil.STATUS_ZOMBIE:
                return None
        return 0

    def send_signal(self, sig: int) -> None:
        """Send a signal, unless it has ended."""
        with suppress(psutil.NoSuchProcess):
            super().send_signal(sig)


class Template:
    """The process that kernels are forked from.

    It starts to import at once; `fork` waits until it is ready.
    """

    def __init__(self) -> None:
        self.closed, self.folder = False, ""
        self._told = False
        self._ordinary: list[int] = []
        self._process = None
        if not (sys.platform == "linux" and hasattr(os, "pidfd_open")):
            return
        self._make_folder()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START_SECONDS)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _RUN, str(PROGRAM), self.folder],
                env={**os.environ, **SINGLE_THREADED},
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def fork(
        self, arguments: Sequence[str], environment: Mapping[str, str], folder: str
    ) -> ForkedProcess:
        """Start a kernel, whose sockets are bound when it is returned."""
        if self._process is None:
            raise NotWarmError("this system has no safe fork")
        request = {"arguments": arguments, "environment": dict(environment), "folder": folder}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(START_SECONDS)
        try:
            with ours:
                with theirs:
                    message = json.dumps(request).encode()
                    socket.send_fds(self._control, [message], [theirs.fileno()])
                return ForkedProcess(int(ours.recv(16)))
        except (OSError, ValueError, psutil.NoSuchProcess) as error:
            raise NotWarmError(f"the process to fork from does not answer ({error})") from None

    def adopt(self, pid: int) -> None:
        """Take account of an ordinary kernel, to end it with the others."""
        self._ordinary.append(pid)
        if self.closed:
            _kill_tree(pid)

    def tell(self, error: NotWarmError) -> None:
        """Log, once, that kernels start the ordinary way."""
        if not (self._told or self.closed):
            _LOG.warning("kernels start the ordinary way, which takes longer: %s", error)
        self._told = True

    def close(self) -> None:
        """End all kernels and the template."""
        self.closed = True
        for pid in self._ordinary:
            _kill_tree(pid)
        if self._process is not None:
            # It ends its kernels when nobody is left to serve, also if it was stopped.
            self._control.close()
            self._process.send_signal(signal.SIGCONT)
            try:
                self._process.wait(KILL_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self.folder:
            self._in_use.release()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _make_folder(self) -> None:
        """Make a folder in which only this user can open sockets, unless its name is too long."""
        _sweep()
        if len(os.fsencode(tempfile.gettempdir())) > LONGEST_FOLDER:
            return
        with suppress(OSError):
            self.folder = tempfile.mkdtemp(prefix=f"{NAME}-")
            # Held as long as this process lives: so others see that the folder is in use.
            self._in_use = FileLock(f"{self.folder}/{LOCK}")
            self._in_use.acquire()


@contextmanager
def warm_kernels() -> Iterator[Template]:
    """Let all kernels that this process starts in the block be forked from a new template.

    None of them outlives the block, nor this process if it is killed.
    """
    global _current
    factory = KernelProvisionerFactory.instance()
    before = _current, factory.default_provisioner_name
    with closing(Template()) as template:
        _current, factory.default_provisioner_name = template, NAME
        try:
            yield template
        finally:
            _current, factory.default_provisioner_name = before


def template() -> Template:
    """Give the template of this process; one that nobody chose is started, and ends with it."""
    global _current
    with _STARTING:
        if _current is None:
            _current = Template()
            atexit.register(_current.close)
        return _current


class _PromptClient(AsyncKernelClient):
    async def wait_for_ready(self, timeout: float) -> None:
        """Wait until the kernel answers; jupyter_client would wait on for 0.2 s of silence.

        When it answers, both channels are connected, and nothing else is on its way.
        """
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            asked = self.kernel_info()
            with suppress(Empty):
                await _hear_end(self.shell_channel, asked, timeout=1)
                await _hear_end(self.iopub_channel, asked, timeout=0.2)
                return
            # A batch that is stopped while a kernel starts would wait for it until the timeout.
            if not await self.is_alive():
                raise RuntimeError("Kernel died before it was ready")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


async def _hear_end(channel: Any, asked: str, timeout: float) -> None:
    """Hear a channel's last message about what was asked: the reply, or that the kernel is idle."""
    ended = False
    while not ended:
        message = await channel.get_msg(timeout=timeout)
        about = message["parent_header"].get("msg_id") == asked
        ended = about and message["content"].get("execution_state", "idle") == "idle"


def _sweep() -> None:
    """Remove the folders of processes that were killed: nobody holds their locks."""
    for lock in Path(tempfile.gettempdir()).glob(f"{NAME}-*/{LOCK}"):
        with suppress(OSError, Timeout), FileLock(lock, blocking=False):
            shutil.rmtree(lock.parent, ignore_errors=True)


def _kill_tree(pid: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        # So that it starts nothing between the listing and its end.
        process.suspend()
        for one in [*process.children(recursive=True), process]:
            one.kill()
