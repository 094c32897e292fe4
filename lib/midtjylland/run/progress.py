"""What a batch tells while it runs: a bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TextIO

from midtjylland.core.language import DEFAULT
from midtjylland.run.job import Job


@dataclass(frozen=True)
class Progress:
    """State of a batch when a job starts or ends; as text, a line about that job."""

    job: str
    ended: Mapping[str, Any] | None
    done_count: int
    total_count: int
    running: Sequence[str]
    remaining_seconds: float | None

    def __str__(self) -> str:
        """Give the plain line."""
        if self.ended is None:
            return f"{self.job}: started"
        did = f"{self.job}: {self.ended['status']} in {self.ended['seconds']:.1f} s"
        return f"{did}; {self.done_count} of {self.total_count} done{self.left}"

    @property
    def left(self) -> str:
        """How long it may still take, in words; empty when that is not known or nothing is left."""
        if not self.remaining_seconds:
            return ""
        minutes, seconds = divmod(round(self.remaining_seconds), 60)
        return f", about {minutes} min left" if minutes else f", about {max(seconds, 1)} s left"


class Watch:
    """Keeps count of a batch and tells it.

    `earlier_seconds` says by job name how long it took before; `tell` is called whenever a job
    starts or ends.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        earlier_seconds: Mapping[str, float],
        tell: Callable[[Progress], None],
    ) -> None:
        names = {_label(job.year, job.name, job.entry): job.name for job in jobs}
        self._open = dict.fromkeys(names)
        self._took = {
            label: earlier_seconds[name] for label, name in names.items() if name in earlier_seconds
        }
        self._since: dict[str, float] = {}
        self._most_at_once = 1
        self._total_count = len(jobs)
        self._tell = tell

    def started(self, job: Job) -> None:
        """Tell that a job starts."""
        label = _label(job.year, job.name, job.entry)
        self._since[label] = time.monotonic()
        self._most_at_once = max(self._most_at_once, len(self._since))
        self._say(label, None)

    def ended(self, entry: Mapping[str, Any]) -> None:
        """Tell that a job ended."""
        label = _label(entry["year"], entry["name"], entry)
        self._open.pop(label)
        self._since.pop(label, None)
        self._took[label] = entry["seconds"]
        self._say(label, entry)

    def _say(self, label: str, ended: Mapping[str, Any] | None) -> None:
        done = self._total_count - len(self._open)
        left = self._remaining_seconds()
        self._tell(Progress(label, ended, done, self._total_count, tuple(self._since), left))

    def _remaining_seconds(self) -> float | None:
        """Seconds left if each job takes what it took before, and a new one what others took."""
        if not self._took:
            return None
        mean = sum(self._took.values()) / len(self._took)
        now = time.monotonic()
        left = (
            max(self._took.get(label, mean) - (now - self._since.get(label, now)), 0)
            for label in self._open
        )
        return sum(left) / self._most_at_once


@contextmanager
def shown(stream: TextIO) -> Iterator[Callable[[Progress], None]]:
    """Give a `progress` for `batch.run` that draws a bar, or prints a line for each job done."""
    if not stream.isatty():
        yield partial(_print, stream)
        return
    from tqdm import tqdm

    with tqdm(
        file=stream,
        leave=False,
        dynamic_ncols=True,
        bar_format="{n_fmt}/{total_fmt} |{bar:20}| {desc}",
    ) as bar:
        yield partial(_draw, bar)


def _label(year: int, name: str, entry: Mapping[str, Any]) -> str:
    """Name of a job, with its language where that is not English."""
    code = entry.get("language", DEFAULT)
    return f"{year} {name}" if code == DEFAULT else f"{year} {name} ({code})"


def _print(stream: TextIO, progress: Progress) -> None:
    if progress.ended:
        print(progress, file=stream, flush=True)


def _draw(bar: Any, progress: Progress) -> None:
    bar.total, bar.n = progress.total_count, progress.done_count
    bar.set_description_str(", ".join(progress.running) + progress.left)
    if progress.ended and progress.ended["error"]:
        bar.write(str(progress), file=bar.fp)
