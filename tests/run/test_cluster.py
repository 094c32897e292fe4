"""The batch on a cluster: a real scheduler, and workers that are processes of their own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import nbformat
import psutil
import pytest
from batchkit import BLOCK, HEADLINE, Repository, plain_reports, read_pids, wait_for

from midtjylland.core.findings import MidtjyllandError
from midtjylland.run import batch, job
from midtjylland.run.plan import Request

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module", autouse=True)
def plain(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        plain_reports(patch, tmp_path_factory.mktemp("plain"))
        yield


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a part of the cluster on loopback."""
    common = ["--scheduler-file", str(folder / "scheduler.json"), "--host", "127.0.0.1"]
    command = [sys.executable, *arguments, *common, "--no-dashboard"]
    # Another folder than the repository's: a worker must not depend on where it was started.
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)


@contextmanager
def ended(parts: Sequence[subprocess.Popen[bytes]]) -> Iterator[None]:
    """End parts of the cluster with the block."""
    try:
        yield
    finally:
        for part in parts:
            part.kill()
            part.wait()


@pytest.fixture
def scheduler(tmp_path) -> Iterator[str]:
    """Address of a scheduler without workers."""
    with ended([start(tmp_path, "-m", "distributed.cli.dask_scheduler", "--port", "0")]):
        file = tmp_path / "scheduler.json"
        wait_for(lambda: file.exists() and file.read_text().rstrip().endswith("}"))
        yield json.loads(file.read_text())["address"]


def wait_for_workers(address: str, count: int) -> None:
    """Wait until workers have told a scheduler that they are there."""
    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(count)


@pytest.fixture
def cluster(tmp_path, scheduler) -> Iterator[SimpleNamespace]:
    """Scheduler with two workers of one thread each."""
    worker = ("-m", "distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1")
    workers = [start(tmp_path, *worker) for _ in range(2)]
    with ended(workers):
        wait_for_workers(scheduler, 2)
        yield SimpleNamespace(address=scheduler, workers=workers)


def results(repository: Repository, name: str) -> list[object]:
    """What the cells of an executed notebook show."""
    path = repository.reports / "2021" / f"{name}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return [(cell.source, cell.get("outputs")) for cell in cells]


def test_worker_that_is_killed_loses_nothing(tmp_path, cluster, monkeypatch):
    repository = Repository(tmp_path / "repository")
    mark, release = tmp_path / "mark", tmp_path / "release"
    repository.add("slow", BLOCK.format(mark=str(mark), release=str(release)), "'slow'")
    repository.add("quick", HEADLINE, "'quick'")
    repository.add("raising", "1 / 0")
    repository.batch_of("slow", "quick", "raising")

    running = repository.start(f"scheduler={cluster.address!r}")
    _, kernel, worker = wait_for(lambda: read_pids(mark))
    [killed] = [part for part in cluster.workers if part.pid == worker]
    mark.unlink()
    killed.kill()
    *_, other = wait_for(lambda: read_pids(mark))
    release.touch()
    _, errors = running.communicate(timeout=60)

    assert (running.returncode, errors) == (0, "")
    assert other in {part.pid for part in cluster.workers} - {worker}
    wait_for(lambda: not psutil.pid_exists(kernel))
    on_cluster = {name: results(repository, name) for name in ("slow", "quick")}
    entries = repository.entries()
    assert {name: entry["status"] for name, entry in entries.items()} == {
        "slow": "succeeded", "quick": "succeeded", "raising": "failed",
    }  # fmt: skip
    assert entries["raising"]["error"]["type"] == "ZeroDivisionError"

    monkeypatch.chdir(repository.root)
    batch.run(*repository.folders(), notebooks=["slow", "quick"], force=True)
    assert {name: results(repository, name) for name in ("slow", "quick")} == on_cluster
    assert not [path for path in repository.reports.rglob(".run-*")]


@pytest.fixture
def quick(tmp_path, monkeypatch) -> Repository:
    """A repository with one notebook, as the current folder."""
    repository = Repository(tmp_path / "repository")
    repository.add("quick", HEADLINE)
    repository.batch_of("quick")
    monkeypatch.chdir(repository.root)
    return repository


@pytest.mark.parametrize("silent", [True, False])
def test_address_at_which_nothing_answers_is_one_sentence(quick, silent):
    # A port that accepts and never says a word; port 1 is reserved and nobody listens there.
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1] if silent else 1}"
        with pytest.raises(MidtjyllandError) as refused:
            batch.run(*quick.folders(), scheduler=address, scheduler_seconds=0.5)
    [problem] = refused.value.problems
    assert problem.startswith(f"--scheduler {address}: no Dask scheduler answers there")
    assert not (quick.reports / "2021").exists()


def test_without_dask_it_says_what_to_install(quick, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MidtjyllandError, match="--scheduler needs Dask; install it with"):
        batch.run(*quick.folders(), scheduler="tcp://127.0.0.1:1")


def test_cluster_whose_workers_are_all_gone_fails_its_jobs(tmp_path, cluster):
    repository = Repository(tmp_path / "repository")
    mark = tmp_path / "mark"
    repository.add("slow", BLOCK.format(mark=str(mark), release=str(tmp_path / "never")), "'slow'")
    repository.add("quick", HEADLINE, "'quick'")
    repository.batch_of("slow", "quick")
    running = repository.start(f"scheduler={cluster.address!r}, scheduler_seconds=2")
    _, kernel, _ = wait_for(lambda: read_pids(mark))
    for worker in cluster.workers:
        worker.kill()
    running.communicate(timeout=60)
    entry = repository.entries()["slow"]
    assert (entry["status"], entry["error"]["type"]) == ("failed", "NoWorkers")
    wait_for(lambda: not psutil.pid_exists(kernel))


def test_worker_that_lacks_the_library_fails_its_jobs(tmp_path, scheduler, quick):
    without = "import sys; sys.modules['midtjylland'] = None;"
    main = "from distributed.cli.dask_worker import main; main()"
    with ended([start(tmp_path, "-c", without + main, "--no-nanny")]):
        wait_for_workers(scheduler, 1)
        batch.run(*quick.folders(), scheduler=scheduler, scheduler_seconds=2)
    assert quick.entries()["quick"]["error"]["type"] == "NoWorkers"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("library_digest", "other"),
        ("_loaded_digest", "other"),
        ("versions", {"python": "3.12.0"}),
    ],
)
def test_machine_that_differs_publishes_nothing(quick, monkeypatch, name, value):
    [one] = Request(*quick.folders()).plan().jobs
    monkeypatch.setattr(job, "_loaded_digest", lambda: one.entry["library_sha256"])
    monkeypatch.setattr(job, name, lambda: value)
    told = job.run_one(one)["error"]["message"]
    assert told.startswith("code or packages are not those that the batch was started with")
    assert list((quick.reports / "2021").iterdir()) == []


def test_table_that_changed_since_the_batch_started_publishes_nothing(quick):
    [one] = Request(*quick.folders()).plan().jobs
    (quick.data / "processed" / "2021" / "table.csv").write_text("changed since")
    told = job.run_one(one)["error"]["message"]
    assert told.startswith("data/processed/2021/table.csv is not what it was when the batch")
    assert list((quick.reports / "2021").iterdir()) == []
