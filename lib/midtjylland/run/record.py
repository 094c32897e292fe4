"""The run record of a year (`run.json`), kept true while its batch is under way.

It is written whole at the start, when every job still counts as not done, and after each job. So
whatever ends a batch, the record says what was done and what was not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from midtjylland.core.files import write_whole
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import language_folder
from midtjylland.core.paths import seen_from_here
from midtjylland.report.record import read_record
from midtjylland.run.job import Job, digest, failed_entry, now, versions
from midtjylland.run.plan import Plan

RECORD = "run.json"
# What `report` makes of a year besides the reports.
MADE = ("index.html", "tables.xlsx", "data/**/*")


class Ledger:
    """Run record of one year of a batch, in one language.

    Reports that the plan leaves out, of `batch.yaml` or of other parameters, keep their entry, with
    `stale` true where they would come out differently now.
    """

    def __init__(self, folder: Path, year: int, language: str, plan: Plan) -> None:
        self.folder, self.year, self.language = folder, year, language
        # The index over the years in this language.
        within = language_folder(language, plan.languages)
        self.index = folder.parents[bool(within)] / within / "index.html"
        self.plan, self.started, self.finished = plan, now(), None
        self.jobs = {job.name: job for job in plan.jobs if job.folder == folder}
        before = read_record(folder / RECORD)
        self.published = before.get("published")
        self.earlier = {entry["name"]: entry for entry in before.get("jobs", [])}
        self.batch = {name: f for (at, name), f in plan.fingerprints.items() if at == folder}
        # A run with other parameters; its files may be removed by hand.
        others = [
            name
            for name, entry in self.earlier.items()
            if "beside" in entry and (folder / f"{name}.html").exists()
        ]
        self.entries = {
            name: self._first_entry(name)
            for name in dict.fromkeys([*self.batch, *others, *self.jobs])
            if name in self.jobs or name in self.earlier
        }

    @property
    def record(self) -> dict[str, Any]:
        """Content of `run.json`."""
        return {
            "year": self.year,
            "started": self.started,
            "finished": self.finished,
            "versions": versions(),
            "commit": self.plan.commit,
            "language": self.language,
            "languages": [*self.plan.languages],
            "published": self.published,
            "jobs": list(self.entries.values()),
        }

    def skip(self, job: Job) -> bool:
        """Tell whether the earlier result of a job stands, and if so enter it as skipped."""
        earlier = self.earlier.get(job.name)
        stands = (
            earlier is not None
            and not earlier["error"]
            and earlier["fingerprint"] == job.entry["fingerprint"]
            and digest(job.path("ipynb")) == earlier["output_sha256"]
            and digest(job.path("html")) == earlier.get("report_sha256")
        )
        if stands:
            self.entries[job.name] = {**earlier, "status": "skipped"}
        return stands

    def add(self, entry: Mapping[str, Any]) -> None:
        """Enter what a job did, and write the record."""
        self.entries[entry["name"]] = dict(entry)
        self.write()

    def end(self) -> None:
        """Write the record as it is now that nothing runs any more."""
        self.finished = now()
        self.write()

    def write(self) -> None:
        """Write the record, whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        content = json.dumps(self.record, ensure_ascii=False, indent=2) + "\n"
        write_whole(self.folder / RECORD, content.encode())

    def content(self) -> str:
        """Digest of what the index of the year is made from, and of the files that were made."""
        shown = [
            (entry["name"], entry["fingerprint"], entry["output_sha256"], entry.get("stale"))
            for entry in self.entries.values()
        ]
        made = [path for name in MADE for path in sorted(self.folder.glob(name))]
        files = [(path.relative_to(self.folder).as_posix(), digest(path)) for path in made]
        files.append(("the index over the years", digest(self.index)))
        return sha256(json.dumps([shown, files]).encode()).hexdigest()

    def problems(self) -> Iterator[str]:
        """Sentences, one for each job of this batch that failed."""
        for name, job in self.jobs.items():
            entry = self.entries[name]
            if error := entry["error"]:
                where = f", cell [{error['cell']}]" if error["cell"] else ""
                # What the library itself refuses is a sentence already.
                refused = error["type"] == MidtjyllandError.__name__
                told = error["message"] if refused else f"{error['type']}: {error['message']}"
                what = " ".join(told.split()).rstrip(".")
                partly = job.path("failed.ipynb")
                look = f" See {seen_from_here(partly).as_posix()}." if partly.exists() else ""
                yield f"{name} of {job.year}{where}: {what}.{look} Again: {entry['rerun']}"

    def _first_entry(self, name: str) -> dict[str, Any]:
        if name in self.jobs:
            message = "it was not done when the batch was stopped"
            return failed_entry(self.jobs[name], "NotDone", message)
        kept = {key: value for key, value in self.earlier[name].items() if key != "stale"}
        return {**kept, "stale": True} if self._is_stale(kept) else kept

    def _is_stale(self, entry: Mapping[str, Any]) -> bool:
        if "beside" not in entry:
            return entry["fingerprint"] != self.batch[entry["name"]]
        changed = (digest(Path(path)) != known for path, known in entry["inputs"].items())
        return entry["beside"] not in self.batch.values() or any(changed)
