"""What a batch tells while it runs: a bar in a terminal, a line for each job elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO

from tqdm import tqdm

from midtjylland.core.language import DEFAULT
from midtjylland.run.job import Job


class Progress:
    """Counts the jobs of a batch and tells of them; without a stream it is silent."""

    def __init__(self, stream: TextIO | None, job_count: int) -> None:
        self._stream, self._job_count, self._done_count = stream, job_count, 0
        self._running: list[str] = []
        self._bar = tqdm(
            total=job_count,
            file=stream,
            # None: not where there is no terminal.
            disable=True if stream is None else None,
            leave=False,
            dynamic_ncols=True,
            bar_format="{n_fmt}/{total_fmt} |{bar:20}| {desc}, {remaining} left",
        )

    def started(self, job: Job) -> None:
        """Tell that a job starts."""
        self._running.append(_label(job.entry))
        self._bar.set_description_str(", ".join(self._running))

    def ended(self, entry: Mapping[str, Any]) -> None:
        """Tell that a job ended."""
        label = _label(entry)
        if label in self._running:
            self._running.remove(label)
        self._done_count += 1
        self._bar.set_description_str(", ".join(self._running), refresh=False)
        self._bar.update()
        if self._stream and (self._bar.disable or entry["error"]):
            did = f"{label}: {entry['status']} in {entry['seconds']:.1f} s"
            tqdm.write(f"{did}; {self._done_count} of {self._job_count} done", self._stream)
            self._stream.flush()

    def close(self) -> None:
        """Take the bar away."""
        self._bar.close()


def _label(entry: Mapping[str, Any]) -> str:
    """Name of a job, with its language where that is not English."""
    code = entry.get("language", DEFAULT)
    return f"{entry['year']} {entry['name']}" + ("" if code == DEFAULT else f" ({code})")
