"""The batch on a cluster: a real scheduler, and workers that are processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import nbformat
import psutil
import pytest
from batchkit import BLOCK, HEADLINE, Repository, plain_reports, read_pids, wait_for

from midtjylland.core.findings import MidtjyllandError
from midtjylland.run import batch, executors, job
from midtjylland.run.plan import Request, make_plan

pytest.importorskip("distributed")


@pytest.fixture(scope="module", autouse=True)
def plain(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        plain_reports(patch, tmp_path_factory.mktemp("plain"))
        yield


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a part of the cluster on loopback."""
    common = ["--scheduler-file", str(folder / "scheduler.json"), "--host", "127.0.0.1"]
    command = [sys.executable, "-m", *arguments, *common, "--no-dashboard"]
    # Another folder than the repository's: a worker must not depend on where it was started.
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)


@pytest.fixture
def cluster(tmp_path) -> Iterator[SimpleNamespace]:
    """Scheduler with two workers of one thread each."""
    parts = [start(tmp_path, "distributed.cli.dask_scheduler", "--port", "0")]
    worker = ("distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1")
    parts += [start(tmp_path, *worker) for _ in range(2)]
    try:
        file = tmp_path / "scheduler.json"
        wait_for(lambda: file.exists() and file.read_text().rstrip().endswith("}"))
        yield SimpleNamespace(address=json.loads(file.read_text())["address"], workers=parts[1:])
    finally:
        for part in parts:
            part.kill()
            part.wait()


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
    kernel, worker = wait_for(lambda: read_pids(mark))
    [killed] = [part for part in cluster.workers if part.pid == worker]
    mark.unlink()
    killed.kill()
    _, other = wait_for(lambda: read_pids(mark))
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


def test_address_at_which_nothing_answers_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 0.2)
    repository = Repository(tmp_path)
    repository.add("quick", "1")
    repository.batch_of("quick")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MidtjyllandError) as refused:
        # Port 1 is reserved and nobody listens there.
        batch.run(*repository.folders(), scheduler="tcp://127.0.0.1:1")
    [problem] = refused.value.problems
    assert problem.startswith("--scheduler tcp://127.0.0.1:1: no Dask scheduler answers there")
    assert not (repository.reports / "2021").exists()


def test_without_dask_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    repository = Repository(tmp_path)
    repository.add("quick", "1")
    repository.batch_of("quick")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MidtjyllandError, match="--scheduler needs Dask; install it with"):
        batch.run(*repository.folders(), scheduler="tcp://127.0.0.1:1")


@pytest.mark.parametrize(
    ("differs", "message"),
    [
        ("files", "code or packages are not those that the batch was started with"),
        ("loaded code", "code or packages are not those that the batch was started with"),
        ("versions", "code or packages are not those that the batch was started with"),
        ("inputs", "data/processed/2021/table.csv is not what it was when the batch started"),
    ],
)
def test_machine_that_differs_publishes_nothing(tmp_path, monkeypatch, differs, message):
    repository = Repository(tmp_path)
    repository.add("quick", "1")
    repository.batch_of("quick")
    monkeypatch.chdir(tmp_path)
    [one] = make_plan(Request(*repository.folders())).jobs
    monkeypatch.setattr(job, "_loaded_digest", lambda: one.entry["library_sha256"])
    other = {
        "files": ("library_digest", "other"),
        "loaded code": ("_loaded_digest", "other"),
        "versions": ("versions", {"python": "3.12.0"}),
    }
    if differs in other:
        name, value = other[differs]
        monkeypatch.setattr(job, name, lambda: value)
    else:
        (repository.data / "processed" / "2021" / "table.csv").write_text("changed since")
    entry = job.run_one(one)
    assert entry["status"] == "failed"
    assert entry["error"]["message"].startswith(message)
    assert list((repository.reports / "2021").iterdir()) == []
