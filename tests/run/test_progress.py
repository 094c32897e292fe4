"""What a batch tells while it runs, and what becomes of jobs that are lost."""

from __future__ import annotations

import io
from concurrent.futures import Executor, Future
from contextlib import closing
from pathlib import Path

import pytest

from midtjylland.run.executors import Workers, work
from midtjylland.run.job import Job
from midtjylland.run.progress import Progress


def job(name: str, language: str = "en") -> Job:
    entry = {"name": name, "year": 2021, "language": language}
    return Job(name, 2021, "{}", Path("."), Path("reports/2021"), 600.0, entry)


def done(name: str, error: object = None) -> dict[str, object]:
    status = "failed" if error else "succeeded"
    return {**job(name).entry, "status": status, "seconds": 2.0, "error": error}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO | None) -> None:
    with closing(Progress(stream, 2)) as progress:
        progress.started(job("a"))
        progress.started(job("b", "da"))
        progress.ended(done("a", {"cell": 3}))
        progress.ended({**done("b"), "language": "da"})


def test_lines_where_there_is_no_terminal_and_none_without_a_stream(capsys):
    stream = io.StringIO()
    told(stream)
    assert stream.getvalue().splitlines() == [
        "2021 a: failed in 2.0 s; 1 of 2 done",
        "2021 b (da): succeeded in 2.0 s; 2 of 2 done",
    ]
    told(None)
    assert capsys.readouterr() == ("", "")


def test_a_bar_in_a_terminal_and_lines_for_failures_alone():
    stream = Terminal()
    told(stream)
    assert "0/2" in stream.getvalue() and "2021 a, 2021 b (da)" in stream.getvalue()
    assert "2021 a: failed in 2.0 s; 1 of 2 done\n" in stream.getvalue()
    assert "2 of 2 done" not in stream.getvalue()


class Hands(Executor):
    """An executor whose jobs end at once, as the test says; it keeps what it was given."""

    def __init__(self, outcomes: dict[str, object]) -> None:
        self.outcomes = outcomes
        self.given: list[str] = []

    def submit(self, function, job):
        self.given.append(job.name)
        future: Future[object] = Future()
        if isinstance(outcome := self.outcomes[job.name], BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
        return future


@pytest.mark.parametrize("at_once", [1, 2])
def test_jobs_start_in_their_order_and_a_lost_one_is_an_entry_of_the_record(at_once):
    hands = Hands({"a": done("a"), "b": RuntimeError("scheduler gone"), "c": done("c")})
    started: list[str] = []
    jobs = [job(name) for name in hands.outcomes]
    entries = work(jobs, Workers(hands, at_once), lambda job: started.append(job.name))
    found = {e["name"]: (e["error"] or {}).get("type", e["status"]) for e in entries}
    assert found == {"a": "succeeded", "b": "RuntimeError", "c": "succeeded"}
    assert started == hands.given == ["a", "b", "c"]
