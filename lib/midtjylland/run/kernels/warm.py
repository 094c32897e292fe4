"""Kernels that start warm: jupyter_client's provisioner for kernels forked from one template.

Chosen by its name, `midtjylland-warm`: in the environment variable
`JUPYTER_DEFAULT_PROVISIONER_NAME`, with `warm_kernels` for what runs in this process, for nbval
with the plugin `nbval_kernels`. Notebooks and their kernel specification stay as they are. Where
fork is not to be had, kernels start the ordinary way, and a line says so.
"""

from __future__ import annotations

import atexit
import json
import logging
import math
import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from importlib.metadata import EntryPoint
from pathlib import Path
from queue import Empty
from typing import Any
from weakref import WeakSet

import psutil
from filelock import FileLock, Timeout
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.client import KernelClient
from jupyter_client.localinterfaces import localhost
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from jupyter_core.utils import ensure_async, run_sync

NAME, LOCK = "midtjylland-warm", "in-use"
START_SECONDS = 60
KILL_SECONDS = 5
REPLY_BYTES = 2**16
# The name of a socket has at most 107 bytes, of which ours and the kernel's id take the rest.
LONGEST_FOLDER = 40
PROGRAM = Path(__file__).with_name("template.py")
# Memory of a picture is kept for the next: given back, it would cost a page fault for each 4 KiB.
KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**26), "MALLOC_TRIM_THRESHOLD_": str(2**28)}
# Their threads would not survive a fork, and a job has one core.
SINGLE_THREADED = dict.fromkeys(("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")

# Read when Python and its libraries start: too late for a kernel that wants others.
_AT_START = ("LD_", "MPL", "PYTHON")
# Without the current folder on the path, and without that of the program, whose modules are ours.
_RUN = "import sys; del sys.path[0]; import runpy; runpy.run_path(sys.argv[1], run_name='__main__')"
_LAUNCHER = ["-m", "ipykernel_launcher"]
_STREAMS = ("stdin", "stdout", "stderr")
_STARTING = threading.Lock()
_current: Template | None = None
_LOG = logging.getLogger(__name__)


class NotWarmError(Exception):
    """Raised when there is no template to fork from; says why."""


class KernelsLostError(BrokenExecutor):
    """Raised when a kernel ended because its template did; the job can be run again."""


class WarmProvisioner(LocalProvisioner):
    """Start kernels of this Python by forking them from the template of this process."""

    template: Template

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Let the kernel listen at files, where it would do so at ports of this machine.

        A port is free when it is chosen; until the kernel binds it, another process may take it.
        """
        manager, folder = self.parent, template().sockets()
        if folder and manager.ip == localhost() and not manager.shell_port:
            manager.transport, manager.ip = "ipc", f"{folder}/{self.kernel_id}"
            manager.cache_ports = False
            # It holds a key, and goes with the folder even if nobody is left to remove it.
            manager.connection_file = f"{folder}/{self.kernel_id}.json"
            if manager.transport_encryption == "auto":
                # Nobody else may open them.
                manager.transport_encryption = "disabled"
        if manager.client_factory is BlockingKernelClient:
            manager.client_factory = PromptClient
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Start the kernel, the ordinary way where it can't be forked."""
        self.template = template()
        try:
            self._fork(cmd, kwargs)
        except NotWarmError as error:
            self.template.tell(error)
            await super().launch_kernel(cmd, **kwargs)
        self.template.adopt(self.process)
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel, and be sure of it: our callers would look every 0.1 s only."""
        await super().kill(restart=restart)
        if isinstance(self.process, ForkedProcess):
            self.process.poll(KILL_SECONDS)

    @property
    def lost(self) -> bool:
        """Whether the kernel ended, or will, through no fault of its own."""
        forked = isinstance(self.process, ForkedProcess)
        return self.template.closed or (forked and self.template.ended)

    def _fork(self, cmd: Sequence[str], options: Mapping[str, Any]) -> None:
        executable, *module = cmd[:3]
        if executable != sys.executable or module != _LAUNCHER:
            raise NotWarmError(f"{executable} is not this Python")
        with ExitStack() as stack:
            streams = [_descriptor(stack, options.get(name), name) for name in _STREAMS]
            self.cwd = options.get("cwd") or os.getcwd()
            self.process = self.template.fork(cmd[3:], options["env"], str(self.cwd), streams)
        self.pid = self.pgid = self.process.pid


class PromptClient(BlockingKernelClient):
    """Client that is ready when the kernel is: others listen until it was silent for 0.2 s."""

    def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers."""
        until = time.monotonic() + (math.inf if timeout is None else timeout)
        while self.is_alive():
            if run_sync(answers)(self):
                return
            if time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")
        raise RuntimeError("Kernel died before replying to kernel_info")


class Template:
    """The process that kernels are forked from, and what keeps account of all kernels.

    It starts to import at once; `fork` waits until it is ready.
    """

    def __init__(self) -> None:
        self.closed, self.folder = False, ""
        self._kernels: WeakSet[Any] = WeakSet()
        self._lock, self._waiting = threading.Lock(), threading.Lock()
        self._told = False
        self._state: Mapping[str, Any] | None = None
        self._process = None
        self._at_start = _at_start(os.environ)
        if not (sys.platform == "linux" and hasattr(os, "pidfd_open")):
            self._state = {"error": "this system has no safe fork"}
            return
        self.folder = _socket_folder()
        if self.folder:
            # Held as long as this process lives: so others see that the folder is in use.
            self._in_use = FileLock(f"{self.folder}/{LOCK}")
            self._in_use.acquire()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START_SECONDS)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _RUN, str(PROGRAM), self.folder],
                env={**SINGLE_THREADED, **KEPT_MEMORY, **os.environ},
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    @property
    def ended(self) -> bool:
        """Whether there is nothing to fork from any more."""
        return self._process is None or self._process.poll() is not None

    def sockets(self) -> str:
        """Give the folder of the kernels' sockets, made again if it was cleaned away."""
        with self._lock:
            if self.folder and not self.closed and not os.path.isdir(self.folder):
                os.mkdir(self.folder, 0o700)
        return self.folder

    def fork(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: str,
        streams: Sequence[int],
    ) -> ForkedProcess:
        """Start a kernel.

        `streams` are the descriptors of its standard input, output and error. The sockets of the
        kernel that is returned are bound. Raises NotWarmError when there is no template, or the
        kernel did not come up.
        """
        if _at_start(environment) != self._at_start:
            raise NotWarmError(f"a kernel has other settings of {'*, '.join(_AT_START)}*")
        self._wait_until_ready()
        request = {"arguments": arguments, "environment": dict(environment), "folder": folder}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(START_SECONDS)
        try:
            with ours:
                with theirs:
                    message = json.dumps(request).encode()
                    socket.send_fds(self._control, [message], [*streams, theirs.fileno()])
                pid, handles, *_ = socket.recv_fds(ours, REPLY_BYTES, 1, socket.MSG_CMSG_CLOEXEC)
        except OSError as error:
            raise NotWarmError(f"the template does not answer ({error})") from None
        if not handles:
            raise NotWarmError("a forked kernel ended before it was ready")
        return ForkedProcess(int(pid), handles[0])

    def adopt(self, kernel: ForkedProcess | subprocess.Popen[bytes]) -> None:
        """Take account of a kernel, however it was started, to end it with the others."""
        with self._lock:
            self._kernels.add(kernel)
            closed = self.closed
        if closed:
            _kill_tree(kernel.pid)

    def tell(self, error: NotWarmError) -> None:
        """Log, once, that kernels start the ordinary way."""
        with self._lock:
            told, self._told = self._told, True
        if not (told or self.closed):
            _LOG.warning("kernels start the ordinary way, which takes longer: %s", error)

    def close(self) -> None:
        """End all kernels and the template."""
        with self._lock:
            self.closed = True
            kernels = list(self._kernels)
        for kernel in kernels:
            if kernel.poll() is None:
                _kill_tree(kernel.pid)
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._control.close()
        if self.folder:
            self._in_use.release()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _wait_until_ready(self) -> None:
        with self._waiting:
            if self._state is None:
                self._state = self._receive()
        if "error" in self._state:
            raise NotWarmError(self._state["error"])
        if self._state["thread_count"] != 1:
            raise NotWarmError(
                f"the template has {self._state['thread_count']} threads, so that a fork is not "
                f"safe; unset {', '.join(SINGLE_THREADED)}"
            )

    def _receive(self) -> Mapping[str, Any]:
        """Wait for what the template says of itself, once."""
        try:
            text = self._control.recv(REPLY_BYTES)
        except OSError as error:
            return {"error": f"the template does not start ({error})"}
        return json.loads(text) if text else {"error": "the template ended while it started"}


@contextmanager
def warm_kernels() -> Iterator[Template]:
    """Let all kernels that this process starts in the block be forked from a new template.

    None of them outlives the block, nor this process if it is killed.
    """
    global _current
    factory = KernelProvisionerFactory.instance()
    # An installation that is older than this file has no such entry point.
    entry = EntryPoint(NAME, f"{__name__}:{WarmProvisioner.__name__}", factory.GROUP_NAME)
    factory.provisioners.setdefault(NAME, entry)
    before = _current, factory.default_provisioner_name
    with closing(Template()) as template:
        _current, factory.default_provisioner_name = template, NAME
        try:
            yield template
        finally:
            _current, factory.default_provisioner_name = before


class ForkedProcess:
    """A process that is the child of another, as `subprocess.Popen` shows one.

    Its exit status is its parent's to know; here it is 0.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._handle = handle
        self._lock = threading.Lock()

    def poll(self, timeout_seconds: float | None = 0) -> int | None:
        """Tell whether it has ended, waiting at most so long for it; for ever with None."""
        if self.returncode is None and self._has_ended(timeout_seconds):
            with self._lock:
                if self.returncode is None:
                    self.returncode = 0
                    os.close(self._handle)
            # What the notebook started goes with it, also when it was not us who ended it.
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        return self.returncode

    def wait(self) -> int | None:
        """Wait until it has ended."""
        return self.poll(None)

    def send_signal(self, number: int) -> None:
        """Send a signal to it alone."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def _has_ended(self, timeout_seconds: float | None) -> bool:
        poller = select.poll()
        poller.register(self._handle, select.POLLIN)
        return bool(poller.poll(None if timeout_seconds is None else timeout_seconds * 1000))


async def answers(client: KernelClient) -> bool:
    """Ask a kernel for its information, and tell whether it answers within about a second.

    When it does, both channels are connected, and nothing else is on its way.
    """
    asked = client.kernel_info()
    try:
        while not _is_reply(await ensure_async(client.shell_channel.get_msg(timeout=1)), asked):
            pass
        while not _is_idle(await ensure_async(client.iopub_channel.get_msg(timeout=0.2)), asked):
            pass
    except (Empty, TimeoutError):
        return False
    return True


def template() -> Template:
    """Give the template of this process; one that nobody chose is started, and ends with it."""
    global _current
    with _STARTING:
        if _current is None:
            _current = Template()
            atexit.register(_current.close)
        return _current


def _socket_folder() -> str:
    """Make a folder in which only this user can open sockets; empty where none is to be had."""
    folder = ""
    _sweep()
    try:
        if len(os.fsencode(tempfile.gettempdir())) <= LONGEST_FOLDER:
            folder = tempfile.mkdtemp(prefix=f"{NAME}-")
            with socket.socket(socket.AF_UNIX) as tried:
                tried.bind(f"{folder}/tried")
            os.unlink(f"{folder}/tried")
            if stat.S_IMODE(os.stat(folder).st_mode) == 0o700:
                return folder
    except OSError:
        pass
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    return ""


def _sweep() -> None:
    """Remove the folders of processes that were killed: nobody holds their locks."""
    for lock in Path(tempfile.gettempdir()).glob(f"{NAME}-*/{LOCK}"):
        with suppress(OSError, Timeout), FileLock(lock, blocking=False):
            shutil.rmtree(lock.parent, ignore_errors=True)


def _at_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_AT_START)}


def _descriptor(stack: ExitStack, stream: Any, name: str) -> int:
    """Descriptor of what `subprocess.Popen` takes for a stream."""
    if stream is None and name != "stdin":
        return _STREAMS.index(name)
    # A kernel reads nothing from its standard input.
    if stream in (None, subprocess.DEVNULL):
        return stack.enter_context(open(os.devnull, "r+")).fileno()
    if stream in (subprocess.PIPE, subprocess.STDOUT):
        raise NotWarmError("its output is wanted in a pipe")
    return stream if isinstance(stream, int) else stream.fileno()


def _is_reply(message: Mapping[str, Any], asked: str) -> bool:
    return message["parent_header"].get("msg_id") == asked


def _is_idle(message: Mapping[str, Any], asked: str) -> bool:
    return _is_reply(message, asked) and message["content"].get("execution_state") == "idle"


def _kill_tree(pid: int) -> None:
    try:
        process = psutil.Process(pid)
        # So that it starts nothing between the listing and its end.
        process.suspend()
        for one in [*process.children(recursive=True), process]:
            one.kill()
    except psutil.NoSuchProcess:
        pass
