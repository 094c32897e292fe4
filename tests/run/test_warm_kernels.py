"""Kernels forked from a warm template are ordinary kernels to everybody, and leave nothing behind.

Ordinary kernels of jupyter_client are the independent answer throughout.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import closing
from importlib.metadata import entry_points
from pathlib import Path
from queue import Empty

import nbformat
import psutil
import pytest
from batchkit import wait_for
from filelock import FileLock
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from midtjylland.run.kernels import warm as warm_kernels
from midtjylland.run.kernels.warm import NAME, WarmProvisioner

ROOT = Path(__file__).parents[2]
ORDINARY = "local-provisioner"
# Until a thread of the kernel has read what was written to its descriptors: what it reads after the
# cell has ended is lost, in ordinary kernels too.
HEARD = """
import fcntl, termios, time
while any(fcntl.ioctl(number, termios.FIONREAD, bytes(4)) != bytes(4) for number in (1, 2)):
    time.sleep(0.01)
time.sleep(0.1)
"""
# Everything that a kernel can put into a notebook, and what a process has from its start.
EDGES = [
    "import os, sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('again', flush=True)",
    "for number in range(3):\n    print(number, end='\\r')\nprint('done')",
    "from IPython.display import clear_output, display, update_display\n"
    "shown = display({'state': 1}, display_id='state')",
    "update_display({'state': 2}, display_id='state')",
    "display('gone')\nclear_output(wait=True)\ndisplay('stays')",
    "!echo from a shell",
    "os.write(1, b'descriptor 1\\n'), os.write(2, b'descriptor 2\\n')" + HEARD,
    "os.read(0, 1)",
    "import subprocess\n"
    "subprocess.run('echo from a child; echo and its error >&2', shell=True)" + HEARD,
    "import matplotlib.pyplot as plt\n_ = plt.plot([1, 3, 2])\n_ = plt.title('Æ')\nplt.show()",
    "figure, axes = plt.subplots()\nfigure",
    "_ = plt.plot([1, 2])",
    "plt.get_backend(), plt.rcParams['lines.linewidth'], plt.rcParams['savefig.dpi']",
    "%matplotlib inline\n%config InlineBackend.figure_formats = ['svg']\nplt.get_backend()",
    "import pandas\npandas.DataFrame({'a': [1.5, None]})",
    "from scipy import stats\nstats.norm.cdf(1.96)",
    "import asyncio\nawait asyncio.sleep(0, 'awaited')",
    "1 / 0",
    "try:\n    {}['key']\nexcept KeyError as error:\n    raise ValueError('chained') from error",
    "def broken(:\n    pass",
    "raise KeyboardInterrupt",
    "sys.exit(3)",
    "input()",
    "import no_such_module",
    "os.getcwd(), sys.argv[0], sys.path, sys.executable, sys.stdin, sys.orig_argv[0]",
    "sorted((k, v) for k, v in os.environ.items() if k != 'JPY_PARENT_PID')",
    "import signal\n[(n, str(signal.getsignal(n))) for n in signal.valid_signals()]",
    "signal.pthread_sigmask(signal.SIG_BLOCK, []), os.getpgid(0) == os.getsid(0) == os.getpid()",
    "import gc, locale, threading, time\n"
    "gc.isenabled(), locale.setlocale(locale.LC_ALL), time.tzname",
    "import warnings\nwith warnings.catch_warnings(record=True) as seen:\n"
    "    warnings.warn('a')\n    warnings.warn('b', DeprecationWarning)",
    "[each.category for each in seen]",
    "sorted(each.name.translate(dict.fromkeys(range(48, 58))) for each in threading.enumerate())",
    "__name__, sys.modules['__main__'].__dict__ is globals()",
    "'midtjylland' in sys.modules",
    "[type(stream).__module__ for stream in (sys.stdout, sys.stderr)]",
]


@pytest.fixture(scope="module")
def template():
    with warm_kernels.warm_kernels() as template:
        yield template


@pytest.fixture
def execute(template, monkeypatch, caplog):
    """Run cells in an ordinary or in a warm kernel, and be sure that it is one."""

    def run(notebook, provisioner, folder):
        factory = KernelProvisionerFactory.instance()
        monkeypatch.setattr(factory, "default_provisioner_name", provisioner)
        # ipykernel leaves the descriptors alone where it finds this.
        monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
            allow_errors=True,
            record_timing=False,
            shutdown_kernel="immediate",
        )
        client.execute(stderr=subprocess.DEVNULL)
        assert caplog.messages == []
        return notebook

    return run


def cells(*sources):
    return nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, sources)))


def results(notebook):
    """Outputs of each cell in order; lines of the streams, which come when they come, sorted."""
    outputs = [(n, out) for n, cell in enumerate(notebook.cells) for out in cell.get("outputs", [])]
    lines = sorted(
        (output.name, line)
        for _, output in outputs
        if output.output_type == "stream"
        for line in output.text.splitlines()
    )
    return lines, [(n, output) for n, output in outputs if output.output_type != "stream"]


def value(notebook, number=-1):
    return notebook.cells[number].outputs[0]["data"]["text/plain"]


def test_installed_where_jupyter_client_looks():
    [entry] = entry_points(group="jupyter_client.kernel_provisioners", name=NAME)
    assert entry.load() is WarmProvisioner


def test_everything_a_kernel_can_show_is_as_from_an_ordinary_one(execute, tmp_path, monkeypatch):
    monkeypatch.setenv("OF_THE_JOB", "æ")
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 7\nbackend: svg\n")
    lines, outputs = results(execute(cells(*EDGES), ORDINARY, tmp_path))
    # The notebook does what it is there for.
    assert sum("image/png" in output.get("data", {}) for _, output in outputs) >= 3
    assert sum(output.output_type == "error" for _, output in outputs) == 7
    assert {("stdout", "descriptor 1"), ("stderr", "and its error")} <= set(lines)
    warm_lines, warm_outputs = results(execute(cells(*EDGES), NAME, tmp_path))
    assert warm_lines == lines
    assert warm_outputs == outputs


def test_process_that_ends_itself_is_a_dead_kernel(execute, tmp_path):
    for provisioner in (ORDINARY, NAME):
        with pytest.raises(DeadKernelError):
            execute(cells("import os", "os._exit(3)", "1"), provisioner, tmp_path)


def test_template_is_single_threaded_and_knows_no_zmq_and_nothing_of_ours(
    template, execute, tmp_path
):
    asked = "import sys; {'pandas', 'scipy.stats', 'midtjylland'} & set(sys.modules)"
    warm = execute(cells(asked, "import os; os.getppid()"), NAME, tmp_path)
    parent = psutil.Process(int(value(warm)))
    assert parent.parent() == psutil.Process() and parent.num_threads() == 1
    # Its control socket alone: zmq would have opened more.
    opened = [os.readlink(link) for link in Path(f"/proc/{parent.pid}/fd").iterdir()]
    assert sum(name.startswith(("socket:", "anon_inode:[event")) for name in opened) == 1
    assert eval(value(warm, 0)) == {"pandas", "scipy.stats"}


def test_random_numbers_differ_from_kernel_to_kernel(execute, tmp_path):
    asked = "import random, numpy; random.random(), float(numpy.random.random())"
    first, second = (eval(value(execute(cells(asked), NAME, tmp_path))) for _ in range(2))
    assert first[0] != second[0] and first[1] != second[1]


def test_code_is_that_of_when_the_kernel_starts(execute, tmp_path):
    asked = cells("import edited; edited.VALUE")
    for number in ("1", "22"):
        (tmp_path / "edited.py").write_text(f"VALUE = {number}")
        assert value(execute(asked, NAME, tmp_path)) == number


@pytest.fixture
def manager(template, monkeypatch, tmp_path):
    """A warm kernel as nbval and JupyterLab start it."""
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", NAME)
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(tmp_path), stderr=subprocess.DEVNULL)
    yield manager
    manager.shutdown_kernel(now=True)
    manager.context.destroy()


@pytest.fixture
def client(manager):
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    yield client
    client.stop_channels()


def test_kernel_can_be_interrupted_restarted_and_shut_down(manager, client, tmp_path):
    mark = tmp_path / "mark"
    code = f"import time; open({str(mark)!r}, 'w').close()\nwhile True:\n    time.sleep(0.01)"
    asked = client.execute(code)
    wait_for(mark.exists)
    manager.interrupt_kernel()
    reply = client._recv_reply(asked, timeout=60)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    first = psutil.Process(manager.provisioner.pid)
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=60)
    second = psutil.Process(manager.provisioner.pid)
    assert not first.is_running() and second.is_running()
    manager.shutdown_kernel()
    assert psutil.wait_procs([second], timeout=30)[1] == []


def test_client_that_is_ready_has_heard_everything(manager, client):
    with pytest.raises(Empty):
        client.get_iopub_msg(timeout=0.3)
    manager.provisioner.process.kill()
    wait_for(lambda: not manager.is_alive())
    with pytest.raises(RuntimeError, match="Kernel died"):
        client.wait_for_ready(timeout=60)


def test_kernel_takes_no_port_that_another_could_take_first(template, manager, client):
    kernel = psutil.Process(manager.provisioner.pid)
    assert client.execute_interactive("1", timeout=60)["content"]["status"] == "ok"
    # One that ipykernel chooses and binds itself, for what processes of the notebook print.
    [own] = kernel.net_connections("inet")
    assert own.laddr.ip == "127.0.0.1"
    assert manager.get_connection_info()["transport"] == "ipc"
    # Nobody else can open its sockets.
    sockets = manager.get_connection_info()["ip"]
    assert Path(sockets).parent == Path(template.folder)
    assert Path(template.folder).stat().st_mode & 0o777 == 0o700
    assert {path.name for path in Path(template.folder).glob(f"{manager.kernel_id}*")} == {
        f"{manager.kernel_id}{end}" for end in (".json", *(f"-{number}" for number in range(1, 6)))
    }


def test_kernel_listens_at_ports_where_a_socket_would_have_too_long_a_name(monkeypatch):
    # Its letters have two bytes each, and it is bytes for which a socket's name has room.
    monkeypatch.setattr(tempfile, "tempdir", "ø" * 25)
    monkeypatch.setattr(warm_kernels, "PROGRAM", Path("none"))
    with closing(warm_kernels.Template()) as template:
        assert template.folder == ""


def test_folder_of_sockets_is_gone_with_a_process_that_was_killed_early():
    code = (
        "from midtjylland.run.kernels.warm import template; import time; one = template()\n"
        "print(one.folder, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as early:
        folder = Path(early.stdout.readline().strip())
        assert folder.is_dir()
        early.kill()
    wait_for(lambda: not folder.exists())


@pytest.mark.parametrize("broken", ["1 / 0", "import socket; socket.socket(fileno=0).recv(9)"])
def test_ordinary_kernels_where_the_template_fails_and_one_line_says_so(
    broken, tmp_path, monkeypatch, caplog
):
    program = tmp_path / "template.py"
    program.write_text(broken)
    monkeypatch.setattr(warm_kernels, "PROGRAM", program)
    with warm_kernels.warm_kernels():
        for _ in range(2):
            manager = KernelManager()
            manager.start_kernel(stderr=subprocess.DEVNULL)
            assert psutil.Process(manager.provisioner.pid).ppid() == os.getpid()
            manager.shutdown_kernel(now=True)
    [line] = caplog.messages
    told = "kernels start the ordinary way, which takes longer: the process to fork from does not"
    assert line.startswith(told)


def test_what_killed_processes_left_goes_with_the_next_and_what_is_in_use_stays(monkeypatch):
    with tempfile.TemporaryDirectory() as temporary:
        monkeypatch.setattr(tempfile, "tempdir", temporary)
        left, mine = Path(temporary, f"{NAME}-left"), Path(temporary, f"{NAME}-mine")
        for folder in (left, mine):
            folder.mkdir()
            (folder / warm_kernels.LOCK).touch()
        with FileLock(mine / warm_kernels.LOCK), closing(warm_kernels.Template()) as template:
            assert {*Path(temporary).iterdir()} == {mine, Path(template.folder)}


def test_ordinary_kernels_of_a_stopped_batch_are_ended_too(monkeypatch, caplog):
    # As on systems other than Linux.
    monkeypatch.delattr(os, "pidfd_open")
    with warm_kernels.warm_kernels() as template:
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(stderr=subprocess.DEVNULL)
        kernel = psutil.Process(manager.provisioner.pid)
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        client.stop_channels()
        assert caplog.messages == [
            "kernels start the ordinary way, which takes longer: this system has no safe fork"
        ]
        template.close()
        assert manager.provisioner.process.wait() == -signal.SIGKILL
        assert not kernel.is_running()
        manager.cleanup_resources()
