"""What a batch is to run, checked whole before anything starts, and turned into jobs.

A job is identified by a fingerprint over the content of everything its result depends on:
notebook, parameters, every file it may read, library, lock and versions.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import DEFAULT, language_folder
from midtjylland.core.paths import DESCRIPTOR, corrections_path, processed_dir, raw_dir, years
from midtjylland.core.validation import nearest
from midtjylland.report.record import Notebook, read_json
from midtjylland.run.batchfile import Entry, read_batch
from midtjylland.run.job import Job, commit_of, digest, library_digest, versions
from midtjylland.run.parameters import (
    COMPARED_YEARS,
    Parameter,
    compared_with_itself,
    plain,
    read_parameters,
)

# What sets a parameter that is not the batch's to give.
_SET_BY = {
    "year": "--year and --data set",
    "data_dir": "--year and --data set",
    "language": "--language, or languages in batch.yaml, sets",
}
# Letters of a report's name, above which file systems may refuse it.
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Plan:
    """Jobs to run, and by folder and name the fingerprint of every report of the batch.

    `commit` is that of the repository, if it is one; `languages` those of `batch.yaml`.
    """

    jobs: Sequence[Job]
    fingerprints: Mapping[tuple[Path, str], str]
    commit: str | None
    languages: Sequence[str]


@dataclass(frozen=True)
class _Set:
    """A notebook with the parameters of an entry of the batch, and those asked for instead."""

    entry: Entry
    notebook: Mapping[str, Any]
    known: Mapping[str, Parameter]
    values: Mapping[str, Any]
    asked: Mapping[str, str]

    @property
    def differs(self) -> dict[str, Any]:
        """Parameters whose values are not the notebook's own."""
        given = self.values.items()
        return {name: plain(value) for name, value in given if value != self.known[name].default}

    @property
    def name(self) -> str:
        """Name of the report: what is asked for stands in it, so that no other is replaced."""
        if not self.asked:
            return self.entry.output
        parts = [f"{name}={_text(value)}" for name, value in self.differs.items()]
        told = ",".join([self.entry.notebook, *(parts or ["defaults"])])
        safe = re.sub("[^A-Za-z0-9_.,=+-]", "_", told)[:_LONGEST_NAME]
        return safe if safe == told else f"{safe}-{sha256(told.encode()).hexdigest()[:8]}"


def read_notebook(path: Path) -> dict[str, Any]:
    """Notebook as JSON, without what earlier runs left in it."""
    notebook = read_json(path, Notebook)
    if not notebook:
        why = "is no notebook of nbformat 4; save it anew" if path.exists() else "does not exist"
        raise MidtjyllandError(f"{path} {why}.")
    notebook["metadata"].pop("papermill", None)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
        for trace in ("execution", "papermill"):
            cell["metadata"].pop(trace, None)
    return notebook


@dataclass
class Request:
    """What a batch is asked for; makes the plan of it.

    `years` are those of `batch.yaml` when empty, else all that have tables; `language` is one
    instead of all that `batch.yaml` names; `parameters` take precedence over those of `batch.yaml`.
    """

    notebooks_dir: Path
    data_dir: Path
    reports_dir: Path
    years: Sequence[int] = ()
    notebooks: Sequence[str] = ()
    parameters: Mapping[str, str] | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        """Look up once what the jobs have in common."""
        batch, self.tree = read_batch(self.notebooks_dir / "batch.yaml")
        self.entries, self.languages = batch.notebooks, batch.languages
        self.at_hand = years(self.data_dir)
        self.years = list(dict.fromkeys(self.years or batch.years or self.at_hand))
        self.commit = commit_of(self.notebooks_dir)
        self.surroundings = {
            "languages": self.languages,
            "library_sha256": library_digest(),
            "lock_sha256": digest(self.notebooks_dir.parent / "requirements.lock"),
            "versions": versions(),
        }

    def plan(self) -> Plan:
        """Check everything that was asked for, and make the jobs; all problems are told at once."""
        problems = [*self._problems()]
        batch, jobs = dict[str, Job](), dict[str, Job]()
        for index, entry in enumerate(self.entries):
            chosen = self._chooses(entry)
            try:
                asked = self._set(index, (chosen and self.parameters) or {})
                own = self._jobs(self._set(index, {}) if asked.asked else asked)
                problems += [_twins(batch[_key(job)], job) for job in own if _key(job) in batch]
                batch |= {_key(job): job for job in own}
                if chosen:
                    made = self._jobs(asked, own) if asked.asked else own
                    jobs |= {_key(job): job for job in made}
            except MidtjyllandError as error:
                problems += error.problems
        if problems:
            raise MidtjyllandError(*dict.fromkeys(problems))
        # What is asked for may come to what the batch runs anyway.
        todo = [batch.get(key, job) for key, job in jobs.items()]
        fingerprints = {(job.folder, job.name): job.entry["fingerprint"] for job in batch.values()}
        return Plan(todo, fingerprints, self.commit, self.languages)

    def _chooses(self, entry: Entry) -> bool:
        """Whether an entry is to run; a name of a report goes before a notebook's."""
        wanted, reports = {*self.notebooks}, {each.output for each in self.entries}
        return not wanted or entry.output in wanted or entry.notebook in wanted - reports

    def _set(self, index: int, asked: Mapping[str, str]) -> _Set:
        """Notebook and parameters of an entry; what is asked for goes before them."""
        entry = self.entries[index]
        path = self.notebooks_dir / f"{entry.notebook}.ipynb"
        try:
            notebook = read_notebook(path)
            known = read_parameters(notebook, path.as_posix())
            missing = [name for name in ("year", "data_dir") if name not in known]
            if missing:
                lacks = " and no ".join(missing)
                raise MidtjyllandError(
                    f"{path} has no parameter {lacks}, which the batch sets; add it."
                )
        except MidtjyllandError as error:
            place = self.tree.where("notebooks", index)
            raise MidtjyllandError(*(f"{place}: {each}" for each in error.problems)) from None
        return _Set(entry, notebook, known, self._values(index, known, asked), asked)

    def _values(
        self, index: int, known: Mapping[str, Parameter], asked: Mapping[str, str]
    ) -> dict[str, Any]:
        """Values of the file and, before them, of the command line."""
        entry, where = self.entries[index], self.tree.where
        places = {name: where("notebooks", index, "parameters", name) for name in entry.parameters}
        given = [(places[name], name, text) for name, text in entry.parameters.items()]
        given += [(f"-p {name}", name, text) for name, text in asked.items()]
        values, problems = {}, []
        for place, name, text in given:
            try:
                if name in _SET_BY:
                    raise ValueError(f"{_SET_BY[name]} this; leave it out.")
                if name not in known:
                    raise ValueError(f"there is no parameter {name}; {nearest(name, list(known))}")
                values[name] = known[name].parse(text)
            except ValueError as error:
                problems.append(f"{place}, {entry.output}: {error}")
        if problems:
            raise MidtjyllandError(*problems)
        return values

    def _jobs(self, chosen: _Set, beside: Sequence[Job] = ()) -> list[Job]:
        """Jobs of all languages and years.

        `beside` are those of the batch where other parameters were asked for.
        """
        languages = [self.language] if self.language else self.languages
        jobs = [self._job(chosen, year, code) for code in languages for year in self.years]
        for job, other in zip(jobs, beside, strict=False):
            job.entry.update(beside=other.entry["fingerprint"], made_in=languages)
        return jobs

    def _job(self, chosen: _Set, year: int, language: str) -> Job:
        entry, known = chosen.entry, chosen.known
        own = {"year": year, "data_dir": self.data_dir.as_posix(), "language": language}
        values = {name: parameter.default for name, parameter in known.items()}
        values |= {name: known[name].parse(value) for name, value in own.items() if name in known}
        values |= chosen.values
        earlier = [other for other in self.at_hand if other < year]
        if earlier and COMPARED_YEARS in known and COMPARED_YEARS not in chosen.values:
            values[COMPARED_YEARS] = earlier[-1:]
        source = json.dumps(chosen.notebook, ensure_ascii=False)
        described = {
            "name": chosen.name,
            "notebook": entry.notebook,
            "title": None if chosen.asked else entry.title,
            "year": year,
            "language": language,
            "parameters": plain(values),
            "differs": chosen.differs,
            "inputs": _inputs(self.data_dir, sorted({year, *self._compared(values, entry)})),
            "made_in": self._made_in(chosen.name, year),
            **self.surroundings,
        }
        identity = json.dumps([source, described], sort_keys=True)
        described["fingerprint"] = sha256(identity.encode()).hexdigest()
        # Not part of what the job is: a commit that changes nothing else reruns nothing.
        described |= {"rerun": self._command(chosen, year, language), "commit": self.commit}
        within = language_folder(language, self.languages)
        folder = (self.reports_dir / str(year) / within).absolute()
        return Job(chosen.name, year, source, Path.cwd(), folder, entry.timeout_seconds, described)

    def _made_in(self, name: str, year: int) -> list[str]:
        """Languages in which there is a page, or will be by this batch."""
        home = self.reports_dir / str(year)
        return [
            code
            for code in self.languages
            if self.language in (None, code)
            or (home / language_folder(code, self.languages) / f"{name}.html").exists()
        ]

    def _compared(self, values: Mapping[str, Any], entry: Entry) -> list[int]:
        """Other contract years that a notebook reads, each of which must have tables."""
        have, compared = ", ".join(map(str, self.at_hand)), values.get(COMPARED_YEARS, [])
        problems = compared_with_itself(values) + [
            f"{COMPARED_YEARS} = {year}: there are no tables of that year, only of {have}."
            for year in compared
            if year not in self.at_hand
        ]
        if problems:
            raise MidtjyllandError(f"{entry.output}: {problems[0]}")
        return compared

    def _command(self, chosen: _Set, year: int, language: str) -> str:
        """Command line that runs a job again."""
        words = ["midtjylland", "run", "--year", str(year)]
        words += ["--notebook", chosen.entry.output, "--force"]
        words += ["--language", language] if language != DEFAULT else []
        for name, value in chosen.asked.items():
            words += ["-p", f"{name}={value}"]
        for option, folder in (("data", self.data_dir), ("reports", self.reports_dir)):
            words += [f"--{option}", folder.as_posix()] if folder != Path(option) else []
        return shlex.join(words)

    def _problems(self) -> Iterator[str]:
        """Years without tables, and notebooks that the batch does not name."""
        if not self.years:
            yield f"{self.data_dir} has no tables; ingest the papers first."
        have = ", ".join(map(str, self.at_hand)) or "none"
        for year in self.years:
            if year not in self.at_hand:
                yield f"there are no tables of {year} (at hand: {have}); ingest its papers first."
        known = list(dict.fromkeys(n for e in self.entries for n in (e.notebook, e.output)))
        for name in self.notebooks:
            if name not in known:
                near = nearest(name, known)
                yield f"--notebook {name}: {self.tree.name} has no such notebook; {near}"


def _key(job: Job) -> str:
    """What makes a run what it is: two jobs with the same are one."""
    return json.dumps([job.entry[name] for name in ("notebook", "year", "language", "parameters")])


def _twins(first: Job, second: Job) -> str:
    return (
        f"{first.name} and {second.name} of {second.year} would be one and the same run (same "
        "notebook, same parameters); remove one of them from batch.yaml."
    )


def _inputs(data_dir: Path, years: Sequence[int]) -> dict[str, str | None]:
    """SHA-256 of every file that a notebook of these years may read."""
    # What a build swaps meanwhile is not what it was when the job starts, and is refused then.
    tables = [processed_dir(data_dir, year) for year in years]
    folders = [*tables, *(raw_dir(data_dir, year) for year in years)]
    folders += [data_dir / "raw" / "reference", data_dir / "rules"]
    files = [path for folder in folders for path in sorted(folder.glob("[!.]*"))]
    files += [data_dir / "region.yaml", *(corrections_path(data_dir, year) for year in years)]
    known = [path for path in files if path.is_file()]
    return {path.as_posix(): digest(path) for path in [*known, *(t / DESCRIPTOR for t in tables)]}


def _text(value: Any) -> str:
    """Value as a name of a file holds it: `12`, `2022-06-01`, `2020+2021`."""
    return "+".join(map(_text, value)) if isinstance(value, list) else str(value).removesuffix(".0")
