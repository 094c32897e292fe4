"""What a batch tells while it runs, and what becomes of jobs that are lost."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from midtjylland.run import executors
from midtjylland.run.batch import tell_progress
from midtjylland.run.job import Job


def job(name: str) -> Job:
    entry = {"name": name, "year": 2021, "language": "en"}
    return Job(name, 2021, "{}", Path("."), Path("reports/2021"), 600.0, entry)


def done(name: str, error: object = None) -> dict[str, object]:
    status = "failed" if error else "succeeded"
    return {**job(name).entry, "status": status, "seconds": 2.0, "error": error}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


ENTRIES = [done("a", {"cell": 3}), {**done("b"), "language": "da"}]
LINES = ["2021 a: failed in 2.0 s; 1 of 2 done", "2021 b (da): succeeded in 2.0 s; 2 of 2 done"]


def test_a_line_for_each_job_and_none_without_a_stream(capsys):
    stream = io.StringIO()
    assert list(tell_progress(ENTRIES, 2, stream)) == ENTRIES
    assert stream.getvalue().splitlines() == LINES
    assert list(tell_progress(ENTRIES, 2, None)) == ENTRIES
    assert capsys.readouterr() == ("", "")


def test_a_bar_in_a_terminal_too():
    stream = Terminal()
    list(tell_progress(ENTRIES, 2, stream))
    assert "0/2 |" in stream.getvalue() and "2/2 |" in stream.getvalue()
    assert all(f"{line}\n" in stream.getvalue() for line in LINES)


@pytest.mark.parametrize("at_once", [1, 2])
def test_jobs_start_in_their_order_and_a_lost_one_is_an_entry_of_the_record(monkeypatch, at_once):
    given = []

    def run_one(job: Job) -> dict[str, object]:
        given.append(job.name)
        if job.name == "b":
            raise RuntimeError("scheduler gone")
        return done(job.name)

    monkeypatch.setattr(executors, "run_one", run_one)
    with ThreadPoolExecutor(1) as pool:
        entries = [*executors.work([*map(job, "abc")], executors.Workers(pool, at_once))]
    found = {e["name"]: (e["error"] or {}).get("type", e["status"]) for e in entries}
    assert found == {"a": "succeeded", "b": "RuntimeError", "c": "succeeded"}
    assert given == ["a", "b", "c"]
