"""What a batch is to run, checked whole before anything starts, and turned into jobs.

A job is identified by a fingerprint over the content of everything its result depends on:
notebook, parameters, every file it may read, library, lock and versions.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import DEFAULT, language_folder
from midtjylland.core.paths import DESCRIPTOR, numbered, processed_dir, raw_dir
from midtjylland.core.validation import nearest
from midtjylland.report.record import Notebook, read_json
from midtjylland.run.batchfile import BatchFile, Entry, read_batch
from midtjylland.run.job import Job, commit_of, digest, library_digest, versions
from midtjylland.run.parameters import Parameter, inject, plain, read_parameters

BATCH = "batch.yaml"
RUNNER_PARAMETERS = ("year", "data_dir")
LANGUAGE = "language"
# A notebook that reads the tables of other years says which, in one of these parameters.
COMPARED_YEARS = "compare_years"
COMPARED_PARAMETERS = ("compare_year", COMPARED_YEARS)
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


@dataclass(frozen=True)
class _World:
    """What all jobs of a batch have in common."""

    at_hand: Sequence[int]
    surroundings: Mapping[str, Any]
    commit: str | None


@dataclass(frozen=True)
class Request:
    """What a batch is asked for; see `batch.run`."""

    notebooks_dir: Path
    data_dir: Path
    reports_dir: Path
    years: Sequence[int] = ()
    notebooks: Sequence[str] = ()
    parameters: Mapping[str, str] | None = None
    language: str | None = None

    def chooses(self, entry: Entry, reports: Collection[str]) -> bool:
        """Whether an entry of the batch is to run; a name of a report goes before a notebook's."""
        wanted = set(self.notebooks)
        return not wanted or bool({entry.output} & wanted | {entry.notebook} & wanted - {*reports})


def make_plan(request: Request) -> Plan:
    """Check everything that was asked for, and make the jobs.

    All that is wrong is raised at once, a sentence each.
    """
    file = read_batch(request.notebooks_dir / BATCH)
    at_hand = years_at_hand(request.data_dir)
    years = list(dict.fromkeys(request.years or file.batch.years or at_hand))
    languages = [request.language] if request.language else file.batch.languages
    places = [(year, code) for code in languages for year in years]
    problems = [*_year_problems(years, at_hand, request), *_name_problems(file, request)]
    commit = commit_of(request.notebooks_dir)
    world = _World(at_hand, _surroundings(request, file), commit)
    batch: dict[str, Job] = {}
    jobs: dict[str, Job] = {}
    reports = [entry.output for entry in file.batch.notebooks]
    for index, entry in enumerate(file.batch.notebooks):
        chosen = request.chooses(entry, reports)
        try:
            asked = _set(index, file, (chosen and request.parameters) or {})
            own = [_job(_set(index, file, {}), *place, request, world) for place in places]
            problems += _twin_problems(own, batch)
            batch |= {_key(job): job for job in own}
            if asked.asked:
                own = [
                    _job(asked, *place, request, world, job)
                    for place, job in zip(places, own, strict=True)
                ]
            jobs |= {_key(job): job for job in own if chosen}
        except MidtjyllandError as error:
            problems += error.problems
    if problems:
        raise MidtjyllandError(*dict.fromkeys(problems))
    jobs = {key: batch.get(key, job) for key, job in jobs.items()}
    fingerprints = {(job.folder, job.name): job.entry["fingerprint"] for job in batch.values()}
    return Plan([*jobs.values()], fingerprints, commit, file.batch.languages)


def years_at_hand(data_dir: Path) -> list[int]:
    """Contract years that have tables; `package.years` would first import pandas."""
    found = numbered(data_dir / "processed").items()
    return [year for year, folder in found if (folder / DESCRIPTOR).exists()]


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


def _set(index: int, file: BatchFile, asked: Mapping[str, str]) -> _Set:
    """Notebook and parameters of an entry of the batch; what is asked for goes before them."""
    entry = file.batch.notebooks[index]
    path = file.path.parent / f"{entry.notebook}.ipynb"
    try:
        notebook = read_notebook(path)
        known = _known(notebook, path)
    except MidtjyllandError as error:
        place = file.where("notebooks", index)
        raise MidtjyllandError(*(f"{place}: {problem}" for problem in error.problems)) from None
    return _Set(entry, notebook, known, _given(known, index, file, asked), asked)


def _known(notebook: Mapping[str, Any], path: Path) -> dict[str, Parameter]:
    """Parameters of a notebook, those that the batch sets among them."""
    known = read_parameters(notebook, path.as_posix())
    missing = [name for name in RUNNER_PARAMETERS if name not in known]
    if missing:
        raise MidtjyllandError(
            f"{path} has no parameter {' and no '.join(missing)}, which the batch sets; add it."
        )
    return known


def _given(
    known: Mapping[str, Parameter], index: int, file: BatchFile, asked: Mapping[str, str]
) -> dict[str, Any]:
    """Values of the file and, before them, of the command line."""
    entry = file.batch.notebooks[index]
    texts = [
        (f"{file.where('notebooks', index, 'parameters', name)}, {entry.output}", name, text)
        for name, text in entry.parameters.items()
    ]
    texts += [(f"-p {name}, {entry.output}", name, text) for name, text in asked.items()]
    values, problems = {}, []
    for place, name, text in texts:
        try:
            values[name] = _value(known, name, text)
        except ValueError as error:
            problems.append(f"{place}: {error}")
    if problems:
        raise MidtjyllandError(*problems)
    return values


def _value(known: Mapping[str, Parameter], name: str, text: Any) -> Any:
    if name in RUNNER_PARAMETERS:
        raise ValueError("--year and --data set this; leave it out.")
    if name == LANGUAGE:
        raise ValueError("--language, or languages in batch.yaml, sets this; leave it out.")
    if name not in known:
        raise ValueError(f"there is no parameter {name}; {nearest(name, list(known))}")
    return known[name].parse(text)


def _job(
    chosen: _Set,
    year: int,
    language: str,
    request: Request,
    world: _World,
    beside: Job | None = None,
) -> Job:
    """Job of a year; `beside` is that of the batch where other parameters were asked for."""
    entry, known, values = chosen.entry, chosen.known, dict(chosen.values)
    own = {"year": str(year), "data_dir": request.data_dir.as_posix()}
    values = {**{name: known[name].parse(text) for name, text in own.items()}, **values}
    if LANGUAGE in known:
        values[LANGUAGE] = known[LANGUAGE].parse(language)
    earlier = [other for other in world.at_hand if other < year]
    if earlier and COMPARED_YEARS in known and COMPARED_YEARS not in values:
        values[COMPARED_YEARS] = earlier[-1:]
    effective = {**{name: parameter.default for name, parameter in known.items()}, **values}
    source = json.dumps(inject(chosen.notebook, values), ensure_ascii=False)
    described = {
        "name": chosen.name,
        "notebook": entry.notebook,
        "title": None if chosen.asked else entry.title,
        "year": year,
        "language": language,
        "parameters": plain(effective),
        "differs": chosen.differs,
        "inputs": _inputs(request.data_dir, {year, *_compared(effective, entry, world.at_hand)}),
        **world.surroundings,
    }
    described["fingerprint"] = _fingerprint(source, described)
    # Not part of what the job is: a commit that changes nothing else reruns nothing.
    described |= {"rerun": _command(chosen, year, language, request), "commit": world.commit}
    if beside:
        described["beside"] = beside.entry["fingerprint"]
    within = language_folder(language, world.surroundings["languages"])
    folder = (request.reports_dir / str(year) / within).absolute()
    return Job(chosen.name, year, source, Path.cwd(), folder, entry.timeout_seconds, described)


def _key(job: Job) -> str:
    """What makes a run what it is: two jobs with the same are one."""
    told = [job.entry[name] for name in ("notebook", "year", "language", "parameters")]
    return json.dumps(told)


def _surroundings(request: Request, file: BatchFile) -> dict[str, Any]:
    return {
        "languages": file.batch.languages,
        "library_sha256": library_digest(),
        "lock_sha256": digest(request.notebooks_dir.parent / "requirements.lock"),
        "versions": versions(),
    }


def _compared(values: Mapping[str, Any], entry: Entry, at_hand: Sequence[int]) -> Iterator[int]:
    """Other contract years that a notebook reads, each of which must have tables."""
    for name in COMPARED_PARAMETERS:
        value = values.get(name)
        for year in value if isinstance(value, list) else [value]:
            if year == values["year"]:
                raise MidtjyllandError(f"{entry.output}: {name} = {year} is the year itself.")
            if year is not None and year not in at_hand:
                have = ", ".join(map(str, at_hand))
                raise MidtjyllandError(
                    f"{entry.output}: {name} = {year}: there are no tables of that year, "
                    f"only of {have}."
                )
            if year is not None:
                yield year


def _inputs(data_dir: Path, years: Collection[int]) -> dict[str, str | None]:
    """SHA-256 of every file that a notebook of these years may read."""
    # What a build swaps meanwhile is not what it was when the job starts, and is refused then.
    tables = [processed_dir(data_dir, year) for year in sorted(years)]
    folders = [*tables, *(raw_dir(data_dir, year) for year in sorted(years))]
    folders += [data_dir / "raw" / "reference", data_dir / "rules"]
    files = [path for folder in folders for path in sorted(folder.glob("[!.]*"))]
    files.append(data_dir / "region.yaml")
    files += [data_dir / "corrections" / f"{year}.yaml" for year in sorted(years)]
    files = [path for path in files if path.is_file()]
    files += [folder / DESCRIPTOR for folder in tables]
    return {path.as_posix(): digest(path) for path in files}


def _fingerprint(source: str, described: Mapping[str, Any]) -> str:
    identity = json.dumps([source, described], sort_keys=True)
    return sha256(identity.encode()).hexdigest()


def _command(chosen: _Set, year: int, language: str, request: Request) -> str:
    """Command line that runs a job again."""
    words = ["midtjylland", "run", "--year", str(year)]
    words += ["--notebook", chosen.entry.output, "--force"]
    words += ["--language", language] if language != DEFAULT else []
    for name, value in chosen.asked.items():
        words += ["-p", f"{name}={value}"]
    for option, folder in (("data", request.data_dir), ("reports", request.reports_dir)):
        if folder != Path(option):
            words += [f"--{option}", folder.as_posix()]
    return shlex.join(words)


def _year_problems(years: Sequence[int], at_hand: Sequence[int], request: Request) -> Iterator[str]:
    if not years:
        yield f"{request.data_dir} has no tables; ingest the papers first."
    have = ", ".join(map(str, at_hand)) or "none"
    for year in years:
        if year not in at_hand:
            yield f"there are no tables of {year} (at hand: {have}); ingest its papers first."


def _name_problems(file: BatchFile, request: Request) -> Iterator[str]:
    entries = file.batch.notebooks
    known = list(dict.fromkeys(name for e in entries for name in (e.notebook, e.output)))
    for name in request.notebooks:
        if name not in known:
            yield f"--notebook {name}: {file.path} has no such notebook; {nearest(name, known)}"


def _twin_problems(jobs: Iterable[Job], batch: Mapping[str, Job]) -> Iterator[str]:
    for job in jobs:
        if _key(job) in batch:
            yield (
                f"{batch[_key(job)].name} and {job.name} of {job.year} would be one and the same "
                "run (same notebook, same parameters); remove one of them from batch.yaml."
            )


def _text(value: Any) -> str:
    """Value as a name of a file holds it: `12`, `2022-06-01`, `2020+2021`."""
    return "+".join(map(_text, value)) if isinstance(value, list) else str(value).removesuffix(".0")
