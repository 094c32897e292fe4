"""The batch as its users meet it: real kernels, real worker processes, real signals."""

from __future__ import annotations

import gc
import logging
import os
import signal
import tempfile
from hashlib import sha256
from pathlib import Path

import nbformat
import psutil
import pytest
from batchkit import BLOCK, HEADLINE, Repository, plain_reports, read_pids, wait_for
from filelock import FileLock

from midtjylland.core.findings import MidtjyllandError
from midtjylland.run import batch

# A process that starts another; neither an interrupt nor a polite request gets out of it.
HANG = """\
import os, signal, subprocess, time
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
child = subprocess.Popen(["sleep", "600"])
open("hanging.pids", "w").write(f"{os.getpid()} {child.pid}")
while True:
    time.sleep(60)
"""


@pytest.fixture(scope="module", autouse=True)
def plain(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        plain_reports(patch, tmp_path_factory.mktemp("plain"))
        yield


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Repository:
    """One batch with everything that can happen to a notebook; the tests below look at it."""
    # papermill fills places in braces of a path.
    repository = Repository(tmp_path_factory.mktemp("first {batch}"))
    repository.add("good", HEADLINE, "year, data_dir")
    repository.add("raising", "x = 1", "1 / 0")
    repository.add("dying", "import os, signal", "os.kill(os.getpid(), signal.SIGKILL)")
    repository.add("hanging", HANG)
    repository.batch("""\
notebooks:
  - notebook: good
  - notebook: good
    name: good_5
    parameters:
      tolerance_pct: 5
  - notebook: raising
  - notebook: dying
  - notebook: hanging
    timeout_seconds: 2
""")
    heard = Heard()
    logging.getLogger("asyncio").addHandler(heard)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(repository.root)
        repository.result = batch.run(*repository.folders())
    gc.collect()
    logging.getLogger("asyncio").removeHandler(heard)
    repository.complaints = heard.messages
    return repository


class Heard(logging.Handler):
    """Keeps what a logger says."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def test_each_parameter_set_has_its_own_report(first):
    entries = first.entries()
    assert entries["good"]["headline"] == {"tolerance_pct": 10.0}
    assert entries["good_5"]["headline"] == {"tolerance_pct": 5.0}
    assert entries["good_5"]["parameters"] == {
        "year": 2021, "data_dir": "data", "tolerance_pct": 5.0,
    }  # fmt: skip
    for name in ("good", "good_5"):
        output = (first.reports / "2021" / f"{name}.ipynb").read_bytes()
        assert entries[name]["status"] == "succeeded"
        assert entries[name]["output_sha256"] == sha256(output).hexdigest()
        assert (first.reports / "2021" / f"{name}.html").exists()


def test_executed_notebook_is_valid_and_shows_what_was_injected(first):
    executed = nbformat.read(first.reports / "2021" / "good_5.ipynb", as_version=4)
    nbformat.validate(executed)
    injected = [c for c in executed.cells if "injected-parameters" in c.metadata.get("tags", [])]
    assert [cell.source for cell in injected] == [
        '# Parameters\nyear = 2021\ndata_dir = "data"\ntolerance_pct = 5.0\n'
    ]
    assert executed.cells[-1].outputs[0]["data"]["text/plain"] == "(2021, 'data')"


@pytest.mark.parametrize(
    ("name", "cell", "kind"),
    [
        # Cells 1 and 2 are the parameters and the injected ones.
        ("raising", 4, "ZeroDivisionError"),
        ("dying", 4, "KernelDied"),
        ("hanging", 3, "Timeout"),
    ],
)
def test_failure_names_cell_and_error_and_keeps_the_notebook(first, name, cell, kind):
    entry = first.entries()[name]
    assert (entry["status"], entry["error"]["cell"], entry["error"]["type"]) == (
        "failed",
        cell,
        kind,
    )
    assert entry["output_sha256"] is None
    folder = first.reports / "2021"
    partly = nbformat.read(folder / f"{name}.failed.ipynb", as_version=4)
    shown = [c for c in partly.cells if c.get("execution_count") == cell]
    assert [output.ename for output in shown[0].outputs if output.output_type == "error"] == [kind]
    assert not (folder / f"{name}.ipynb").exists()
    assert not (folder / f"{name}.html").exists()


def test_problems_are_sentences_that_say_how_to_run_again(first):
    problems = first.result.problems
    assert len(problems) == 3
    assert problems[0] == (
        "raising of 2021, cell [4]: ZeroDivisionError: division by zero. See "
        "reports/2021/raising.failed.ipynb. Again: midtjylland run --year 2021 --notebook raising "
        "--force"
    )


def test_hanging_kernel_is_gone_with_what_it_started(first):
    # Its two seconds, and what starting and stopping take; it ignores every polite signal.
    assert 2 <= first.entries()["hanging"]["seconds"] < 20
    pids = (first.root / "hanging.pids").read_text().split()
    wait_for(lambda: not any(psutil.pid_exists(int(pid)) for pid in pids))


def test_record_names_inputs_versions_and_times(first):
    record, entry = first.record(), first.entries()["good"]
    table = first.data / "processed" / "2021" / "table.csv"
    assert (
        entry["inputs"]["data/processed/2021/table.csv"] == sha256(table.read_bytes()).hexdigest()
    )
    assert {"python", "midtjylland", "pandas", "papermill"} <= set(record["versions"])
    assert record["started"] <= entry["started"] <= entry["finished"] <= record["finished"]
    assert record["commit"] is None  # not a git repository


def test_nothing_half_done_is_left_and_the_event_loop_complains_of_nothing(first):
    # Of tasks that were destroyed while pending, when a kernel died or hung.
    assert first.complaints == []
    hidden = [p.name for p in first.reports.rglob(".*") if p.name != ".lock"]
    assert hidden == []


def test_failed_notebook_does_not_replace_the_good_one(tmp_path, monkeypatch):
    repository = Repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    repository.add("good", "'first'")
    repository.batch_of("good")
    assert batch.run(*repository.folders()).problems == []
    good = (repository.reports / "2021" / "good.ipynb").read_bytes()
    report = (repository.reports / "2021" / "good.html").read_bytes()
    # What a report is told before it is written; here is no repository of git.
    assert report == b"good 2021 succeeded en None"
    repository.add("good", "raise ValueError('later\\nand longer')")
    [problem] = batch.run(*repository.folders()).problems
    assert "cell [3]: ValueError: later and longer. See reports/2021/good.failed.ipynb." in problem
    assert (repository.reports / "2021" / "good.ipynb").read_bytes() == good
    assert (repository.reports / "2021" / "good.html").read_bytes() == report
    repository.add("good", "'mended'")
    assert batch.run(*repository.folders()).problems == []
    assert not (repository.reports / "2021" / "good.failed.ipynb").exists()
    assert b"mended" in (repository.reports / "2021" / "good.ipynb").read_bytes()


@pytest.fixture
def blocked(tmp_path) -> Repository:
    """A quick notebook, and one that waits until the file `release` is there."""
    repository = Repository(tmp_path)
    repository.mark, repository.release = tmp_path / "mark", tmp_path / "release"
    repository.add("quick", "1 + 1")
    repository.add("slow", BLOCK.format(mark=str(repository.mark), release=str(repository.release)))
    repository.batch_of("quick", "slow")
    return repository


def _under_way(repository: Repository) -> list[psutil.Process]:
    """What the waiting notebook started, its kernel and the template; the quick one is done."""
    pids = wait_for(lambda: read_pids(repository.mark))
    record = repository.reports / "2021" / "run.json"
    wait_for(lambda: record.exists() and repository.entries()["quick"]["status"] == "succeeded")
    return [psutil.Process(pid) for pid in pids]


def _left(repository: Repository) -> set[str]:
    """Results of the notebook that was under way, whole or half."""
    return {path.name for path in (repository.reports / "2021").glob("slow*")}


def _hidden(repository: Repository) -> list[str]:
    return [path.name for path in repository.reports.rglob(".*")]


@pytest.mark.parametrize(
    ("number", "asleep"),
    [
        (signal.SIGKILL, False),
        (signal.SIGKILL, True),
        (signal.SIGTERM, True),
        (signal.SIGINT, False),
    ],
)
def test_stopped_batch_leaves_a_true_record_alone_and_goes_on(blocked, number, asleep, monkeypatch):
    with tempfile.TemporaryDirectory() as temporary:
        monkeypatch.setenv("TMPDIR", temporary)
        running = blocked.start()
        processes = _under_way(blocked)
        for process in processes if asleep else []:
            process.suspend()
        # Ctrl-C reaches every process of the terminal's group.
        (os.killpg if number == signal.SIGINT else os.kill)(running.pid, number)
        _, errors = running.communicate(timeout=30)
        assert psutil.wait_procs(processes, timeout=30)[1] == []
        # Keys and sockets: nothing lies about.
        assert [*Path(temporary).iterdir()] == []
    if number != signal.SIGKILL:
        assert errors.count("Traceback") == 1  # of the batch alone, which the command line catches
        assert errors.rstrip().endswith("KeyboardInterrupt")
        assert _hidden(blocked) == [".lock"]
    entries = blocked.entries()
    assert entries["quick"]["status"] == "succeeded"
    assert (entries["slow"]["status"], entries["slow"]["error"]["type"]) == ("failed", "NotDone")
    assert (blocked.reports / "2021" / "quick.html").exists()
    assert _left(blocked) == set()

    monkeypatch.undo()
    monkeypatch.chdir(blocked.root)
    blocked.release.touch()
    assert batch.run(*blocked.folders()).problems == []
    statuses = {name: entry["status"] for name, entry in blocked.entries().items()}
    assert statuses == {"quick": "skipped", "slow": "succeeded"}
    names = {path.name for path in (blocked.reports / "2021").iterdir()}
    assert names == {
        "quick.ipynb", "quick.html", "slow.ipynb", "slow.html", "run.json", "index.html",
    }  # fmt: skip


def test_killed_template_takes_its_kernels_along_and_the_job_fails(blocked):
    running = blocked.start()
    started, kernel, template = _under_way(blocked)
    template.kill()
    running.communicate(timeout=60)
    assert psutil.wait_procs([kernel, template], timeout=30)[1] == []
    started.kill()
    assert blocked.entries()["slow"]["error"]["type"] == "KernelDied"
    assert _left(blocked) == {"slow.failed.ipynb"}


def test_second_batch_on_the_same_folder_is_refused(blocked, monkeypatch):
    monkeypatch.chdir(blocked.root)
    blocked.reports.mkdir()
    with FileLock(blocked.reports / ".lock"), pytest.raises(MidtjyllandError) as refused:
        batch.run(*blocked.folders())
    assert refused.value.problems == (
        "another batch is writing into reports; wait until it is done, or choose another folder "
        "with --reports.",
    )
