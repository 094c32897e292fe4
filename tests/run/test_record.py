"""The run record, and what is run again; the jobs here only pretend to run."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256

import pytest
from batchkit import PARAMETERS, Repository, plain_reports

from midtjylland.core.findings import MidtjyllandError
from midtjylland.run import batch, executors
from midtjylland.run.job import failed_entry, now


class Pretence:
    """Stands for the workers: notes what is run, and writes outputs without a kernel."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.failing: set[str] = set()

    def run_one(self, job):
        self.ran.append(job.name)
        if job.name in self.failing:
            return failed_entry(job, "ValueError", "as asked")
        hashes = {}
        for key, path in (
            ("output_sha256", job.path("ipynb")),
            ("report_sha256", job.path("html")),
        ):
            path.write_text(f"{job.name} {len(self.ran)}")
            hashes[key] = sha256(path.read_bytes()).hexdigest()
        done = {"status": "succeeded", "error": None, "headline": {"firms": 12}, "seconds": 1.5}
        return {**job.entry, **done, **hashes, "started": now(), "finished": now()}


@pytest.fixture
def workers(monkeypatch) -> Pretence:
    pretence = Pretence()

    @contextmanager
    def here(at_once):
        with ThreadPoolExecutor(1) as pool:
            yield executors.Workers(pool, at_once)

    monkeypatch.setattr(executors, "threads", here)
    monkeypatch.setattr(executors, "run_one", pretence.run_one)
    return pretence


@pytest.fixture
def repository(tmp_path, monkeypatch, workers) -> Repository:
    """Three notebooks that have run once."""
    repository = Repository(tmp_path / "repository")
    monkeypatch.chdir(repository.root)
    plain_reports(monkeypatch, tmp_path)
    for name in ("a", "b", "c"):
        repository.add(name, name)
    repository.batch_of("a", "b", "c")
    batch.run(*repository.folders())
    assert sorted(workers.ran) == ["a", "b", "c"]
    workers.ran.clear()
    return repository


def statuses(repository: Repository) -> dict[str, str]:
    return {name: entry["status"] for name, entry in repository.entries().items()}


def test_entries_stand_in_the_order_of_the_batch(repository):
    assert [*repository.entries()] == ["a", "b", "c"]


def test_unchanged_jobs_are_skipped_with_their_earlier_result(repository, workers):
    before = repository.entries()
    batch.run(*repository.folders())
    assert workers.ran == []
    assert repository.entries() == {n: {**e, "status": "skipped"} for n, e in before.items()}
    batch.run(*repository.folders())
    assert workers.ran == []


def test_force_runs_unchanged_jobs_again(repository, workers):
    batch.run(*repository.folders(), notebooks=["b"], force=True)
    assert workers.ran == ["b"]


def test_only_what_changed_is_run(repository, workers):
    repository.add("b", "changed")
    batch.run(*repository.folders())
    assert workers.ran == ["b"]
    assert statuses(repository) == {"a": "skipped", "b": "succeeded", "c": "skipped"}


@pytest.mark.parametrize("output", ["b.ipynb", "b.html"])
@pytest.mark.parametrize("change", ["removed", "edited"])
def test_job_whose_output_was_touched_is_run_again(repository, workers, output, change):
    path = repository.reports / "2021" / output
    path.unlink() if change == "removed" else path.write_text("edited")
    batch.run(*repository.folders())
    assert workers.ran == ["b"]


def test_failed_job_is_tried_again_and_the_others_go_on(repository, workers):
    for name in ("a", "b", "c"):
        repository.add(name, "changed")
    workers.failing = {"b"}
    [problem] = batch.run(*repository.folders()).problems
    assert problem == (
        "b of 2021: ValueError: as asked. Again: midtjylland run --year 2021 --notebook b --force"
    )
    assert statuses(repository) == {"a": "succeeded", "b": "failed", "c": "succeeded"}
    workers.failing, workers.ran = set(), []
    assert batch.run(*repository.folders()).problems == []
    assert workers.ran == ["b"]


def test_report_that_was_not_asked_for_keeps_its_entry_and_says_when_it_is_stale(
    repository, workers
):
    repository.add("b", "changed")
    batch.run(*repository.folders(), notebooks=["a"])
    assert workers.ran == []
    assert statuses(repository) == {"a": "skipped", "b": "succeeded", "c": "succeeded"}
    assert [n for n, e in repository.entries().items() if e.get("stale")] == ["b"]
    batch.run(*repository.folders())
    assert [n for n, e in repository.entries().items() if e.get("stale")] == []


def test_report_that_left_the_batch_leaves_the_record(repository):
    repository.batch_of("a", "c")
    batch.run(*repository.folders())
    assert [*repository.entries()] == ["a", "c"]


def test_run_with_other_parameters_stands_beside_the_batch_until_its_files_are_removed(
    repository, workers
):
    before = repository.entries()
    batch.run(*repository.folders(), notebooks=["b"], parameters={"tolerance_pct": "12"})
    other = "b,tolerance_pct=12"
    assert workers.ran == [other]
    for ask in ({}, {"notebooks": ["a"]}, {"notebooks": ["b"]}):
        batch.run(*repository.folders(), **ask)
        assert [*repository.entries()] == ["a", "b", "c", other]
    assert workers.ran == [other]
    after = repository.entries()
    assert after["b"]["output_sha256"] == before["b"]["output_sha256"]
    assert not any(entry.get("stale") for entry in after.values())
    repository.add("b", "changed")
    batch.run(*repository.folders())
    assert workers.ran == [other, "b"]
    assert [n for n, e in repository.entries().items() if e.get("stale")] == [other]
    (repository.reports / "2021" / f"{other}.html").unlink()
    batch.run(*repository.folders())
    assert [*repository.entries()] == ["a", "b", "c"]


def test_run_with_other_parameters_is_stale_when_one_of_its_own_inputs_changed(repository):
    cell = PARAMETERS + "compare_years: list[int] = []  # others\n"
    repository.add("b", "b", parameters=cell)
    repository.add_year(2022)
    asked = {"years": [2021], "notebooks": ["b"], "parameters": {"compare_years": "2022"}}
    batch.run(*repository.folders(), **asked)
    (repository.data / "processed" / "2022" / "table.csv").write_text("changed")
    batch.run(*repository.folders(), years=[2021])
    stale = [name for name, entry in repository.entries().items() if entry.get("stale")]
    assert stale == ["b,compare_years=2022"]


def test_longest_job_starts_first_and_a_new_one_before_it(repository, workers, monkeypatch):
    path = repository.reports / "2021" / "run.json"
    text = path.read_text().replace('"seconds": 1.5', '"seconds": 9.5', 1)
    path.write_text(text.replace('"seconds": 1.5', '"seconds": 20.0', 1))
    repository.add("d", "new")
    repository.batch_of("a", "b", "c", "d")
    batch.run(*repository.folders(), force=True, jobs=1)
    assert workers.ran == ["d", "b", "a", "c"]


def test_every_year_has_its_own_record(repository, workers):
    repository.add_year(2022)
    result = batch.run(*repository.folders())
    assert sorted(workers.ran) == ["a", "b", "c"]
    assert [path.name for path in result.records] == ["2021", "2022"]
    assert {entry["status"] for entry in repository.record(2022)["jobs"]} == {"succeeded"}
    assert {entry["status"] for entry in repository.record(2021)["jobs"]} == {"skipped"}
    assert [*result.records.values()][1] == repository.record(2022)


def test_index_is_written_when_it_or_results_differ_and_only_then(repository):
    index = repository.reports / "2021" / "index.html"
    written = index.stat().st_ino
    batch.run(*repository.folders())
    assert index.stat().st_ino == written
    for change in (index.unlink, lambda: index.write_text("edited")):
        change()
        batch.run(*repository.folders())
        assert index.read_text() == "a b c"
    repository.add("b", "changed")
    batch.run(*repository.folders())
    assert index.read_text() == "a b c"


def test_an_edited_index_over_the_years_is_made_again(repository):
    index = repository.reports / "index.html"
    before = index.read_text()
    index.write_text("edited")
    batch.run(*repository.folders())
    assert index.read_text() == before


def test_index_that_an_interrupted_batch_did_not_write_is_made_up_for(repository, monkeypatch):
    repository.add("b", "changed")
    with monkeypatch.context() as patch:
        patch.setattr(batch, "_publish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            batch.run(*repository.folders())
    (repository.reports / "2021" / "index.html").write_text("of before")
    batch.run(*repository.folders())
    assert statuses(repository)["b"] == "skipped"
    assert (repository.reports / "2021" / "index.html").read_text() == "a b c"


def test_traces_of_a_killed_batch_are_swept(repository):
    folder = repository.reports / "2021"
    (folder / ".run-abc").mkdir()
    for name in (".run-abc/a.ipynb", ".run.json.abc.new"):
        (folder / name).write_text("half")
    batch.run(*repository.folders())
    assert [path.name for path in repository.reports.rglob(".*")] == [".lock"]


def test_place_that_cannot_be_opened_changes_no_record(repository, monkeypatch):
    before = repository.record()

    @contextmanager
    def closed(*_):
        raise MidtjyllandError("no scheduler")
        yield

    monkeypatch.setattr(executors, "cluster", closed)
    with pytest.raises(MidtjyllandError, match="no scheduler"):
        batch.run(*repository.folders(), scheduler="tcp://nowhere:1", force=True)
    assert repository.record() == before


def test_record_names_the_commit_and_whether_files_differ_from_it(repository):
    def git(*arguments: str) -> str:
        author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        done = subprocess.run(
            ["git", *author, *arguments], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    git("init", "--quiet")
    git("add", "notebooks")
    git("commit", "--quiet", "--message", "first")
    commit = git("rev-parse", "HEAD")
    assert batch.run(*repository.folders()).records.popitem()[1]["commit"] == commit
    repository.add("b", "changed")
    batch.run(*repository.folders())
    assert repository.record()["commit"] == f"{commit}-dirty"
    assert repository.entries()["b"]["commit"] == f"{commit}-dirty"
    assert repository.entries()["a"]["commit"] is None  # it ran before there was one
