"""What a batch tells while it runs, and what becomes of jobs whose workers die."""

from __future__ import annotations

import io
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

import pytest

from midtjylland.run import progress
from midtjylland.run.executors import Workers, work
from midtjylland.run.job import Job
from midtjylland.run.progress import Progress, Watch


def job(name: str) -> Job:
    entry = {"name": name, "year": 2021}
    return Job(name, 2021, "{}", Path("."), Path("reports/2021"), 600.0, entry)


def done(name: str, error: object = None) -> dict[str, object]:
    status = "failed" if error else "succeeded"
    return {"name": name, "year": 2021, "status": status, "seconds": 2.0, "error": error}


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """A clock that the test sets."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_state_names_what_runs_and_how_long_it_may_take(clock):
    told: list[Progress] = []
    jobs = [job("a"), job("b"), job("c")]
    # c never ran before: it counts as the mean of the others, (30 + 10) / 2 = 20 seconds.
    watch = Watch(jobs, {"a": 30.0, "b": 10.0}, told.append)
    watch.started(jobs[0])
    watch.started(jobs[1])
    # Two at once: (30 + 10 + 20) / 2 seconds.
    assert (told[-1].remaining_seconds, told[-1].running) == (30.0, ("2021 a", "2021 b"))
    clock[0] += 8
    watch.ended(done("b"))
    # a has 22 of its 30 seconds left; b took 2, so that c counts as (30 + 2) / 2: (22 + 16) / 2.
    assert (told[-1].remaining_seconds, told[-1].running) == (19.0, ("2021 a",))
    assert (told[-1].done_count, told[-1].total_count) == (1, 3)


def test_time_left_is_not_told_when_nothing_is_known(clock):
    told: list[Progress] = []
    Watch([job("a")], {}, told.append).started(job("a"))
    assert told[0].remaining_seconds is None
    assert str(told[0]) == "2021 a: started"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0, ""),
        (0.2, ", about 1 s left"),
        (59, ", about 59 s left"),
        (61, ", about 1 min left"),
    ],
)
def test_time_left_in_words(seconds, words):
    assert Progress("2021 a", None, 0, 1, (), seconds).left == words


def test_lines_where_there_is_no_terminal():
    stream = io.StringIO()
    with progress.shown(stream) as tell:
        tell(Progress("2021 a", None, 0, 2, ("2021 a",), None))
        tell(Progress("2021 a", done("a"), 1, 2, (), 61.0))
        tell(Progress("2021 b", done("b", {"cell": 3}), 2, 2, (), None))
    assert stream.getvalue().splitlines() == [
        "2021 a: succeeded in 2.0 s; 1 of 2 done, about 1 min left",
        "2021 b: failed in 2.0 s; 2 of 2 done",
    ]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_bar_in_a_terminal():
    stream = Terminal()
    with progress.shown(stream) as tell:
        tell(Progress("2021 a", None, 0, 2, ("2021 a", "2021 b"), 8.0))
        tell(Progress("2021 a", done("a", {"cell": 3}), 1, 2, ("2021 b",), 4.0))
    assert "0/2" in stream.getvalue()
    assert "2021 a, 2021 b, about 8 s left" in stream.getvalue()
    assert "2021 a: failed in 2.0 s; 1 of 2 done, about 4 s left\n" in stream.getvalue()


class Hands(Executor):
    """An executor whose jobs end at once, as the test says; it keeps what it was given."""

    def __init__(self, outcomes: dict[str, list[object]]) -> None:
        self.outcomes = outcomes
        self.given: list[str] = []

    def submit(self, function, job):
        self.given.append(job.name)
        outcome = self.outcomes[job.name].pop(0)
        future: Future[object] = Future()
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
        return future


def run(outcomes: dict[str, list[object]]) -> tuple[dict[str, str], list[str]]:
    hands = Hands(outcomes)

    @contextmanager
    def place():
        yield Workers(hands, 1)

    entries = work([job(name) for name in list(outcomes)], place, lambda _: None)
    return {e["name"]: (e["error"] or {}).get("type", e["status"]) for e in entries}, hands.given


def test_jobs_start_in_their_order():
    outcomes, given = run({"a": [done("a")], "b": [done("b")], "c": [done("c")]})
    assert given == ["a", "b", "c"]
    assert set(outcomes.values()) == {"succeeded"}


def test_job_whose_worker_dies_is_tried_again_after_the_others():
    outcomes, given = run({"a": [BrokenProcessPool(), done("a")], "b": [done("b")]})
    assert outcomes == {"a": "succeeded", "b": "succeeded"}
    assert given == ["a", "b", "a"]


def test_job_that_kills_every_worker_fails_and_the_others_go_on():
    outcomes, given = run({"a": [BrokenProcessPool(), BrokenProcessPool()], "b": [done("b")]})
    assert outcomes == {"a": "WorkerDied", "b": "succeeded"}
    assert given.count("a") == 2


def test_any_other_loss_is_an_entry_of_the_record():
    outcomes, _ = run({"a": [RuntimeError("scheduler gone")], "b": [done("b")]})
    assert outcomes == {"a": "RuntimeError", "b": "succeeded"}
