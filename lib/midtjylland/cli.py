"""The command `midtjylland`: papers in, checked tables and reports out.

Exit status: 0 done, 1 refused, 2 wrong usage, 3 published while some tables are withheld. Problems
go to standard error, one a line.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from midtjylland.core.findings import MidtjyllandError, printable

if TYPE_CHECKING:
    from midtjylland.core.findings import Finding


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            # A letter that a terminal does not know is shown by its number.
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        status: int = options.command(options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except MidtjyllandError as error:
        for problem in error.problems:
            _say(f"error: {problem}")
        return 1
    except BrokenPipeError:
        # Whoever reads, such as head, has seen enough; Python would complain when it exits.
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        where = f"{error.filename}: " if error.filename is not None else ""
        _say(f"error: {where}{error.strerror or error}; what was published before is whole.")
        return 1
    except MemoryError:
        _say("error: there is not enough memory for this.")
        return 1
    except KeyboardInterrupt:
        _say("error: interrupted; what was finished is kept.")
        return 1
    return status


def _drop_output() -> None:
    """Leave nothing to write when Python exits."""
    if sys.stdout is not None:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="midtjylland",
        description="Checked tables and reports from the meeting papers of KKR.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="say which version this is")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ingest = _command(
        commands.add_parser, "ingest", _ingest, "read documents, store them, build their tables"
    )
    ingest.add_argument("source", nargs="+", type=Path, help="PDF, or text from any extractor")
    ingest.add_argument("--year", type=_year, help="contract year; must agree with the documents")
    build = _command(commands.add_parser, "build", _build, "derive the tables again from data/raw")
    build.add_argument("--year", type=_year, help="contract year (default: all)")
    for command in (ingest, build):
        command.add_argument(
            "--allow-missing",
            action="append",
            default=[],
            metavar="TABLE",
            help="let go of this table, which is published today (may be repeated)",
        )
    _run_options(_command(commands.add_parser, "run", _run, "execute the notebooks into reports"))
    _command(
        commands.add_parser, "check", _check, "verify raw checksums, schemas and the data package"
    )
    transcribe = _command(
        commands.add_parser,
        "transcribe",
        _transcribe,
        "write a table's candidates into a CSV, to be completed by hand",
    )
    transcribe.add_argument("table", metavar="TABLE", help="such as mea_modules")
    transcribe.add_argument("--year", required=True, type=_year, help="contract year")
    _explain_options(
        _command(commands.add_parser, "explain", _explain, "say where figures came from")
    )
    _region_options(commands.add_parser)
    _attendance_options(commands.add_parser)
    update = _command(
        commands.add_parser,
        "update-references",
        _update_references,
        "execute the notebooks in place, as new references; make README's index and docs again",
    )
    update.add_argument(
        "--notebook", action="append", default=[], metavar="NAME", help="default: all"
    )
    return parser


class _Version(argparse.Action):
    """Says the version, which is only looked up when it is asked for."""

    def __call__(self, *_: object) -> None:
        """Say it and leave."""
        from midtjylland import __version__

        print(f"midtjylland {__version__}")
        raise SystemExit(0)


def _command(
    add: Callable[..., argparse.ArgumentParser],
    name: str,
    command: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = add(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    parser.add_argument(
        "--data", type=_path, default=Path("data"), metavar="DIR", help="data folder"
    )
    parser.set_defaults(command=command)
    return parser


def _run_options(run: argparse.ArgumentParser) -> None:
    run.add_argument("--year", action="append", type=_year, help="contract year (default: all)")
    run.add_argument("--notebook", action="append", default=[], metavar="NAME", help="default: all")
    run.add_argument(
        "-p", action="append", default=[], dest="parameters", metavar="NAME=VALUE", help="parameter"
    )
    run.add_argument("--jobs", type=int, metavar="N", help="how many at once (default: cores + 1)")
    run.add_argument("--force", action="store_true", help="run unchanged notebooks again too")
    run.add_argument(
        "--reports", type=_path, default=Path("reports"), metavar="DIR", help="where to"
    )
    run.add_argument(
        "--language", choices=("en", "da"), help="of the reports (default: those of batch.yaml)"
    )
    run.add_argument("--scheduler", metavar="ADDRESS", help="run on the cluster of this scheduler")
    run.add_argument(
        "--scheduler-seconds",
        type=float,
        metavar="S",
        help="how long it may be silent or without workers (default: 30)",
    )


def _explain_options(explain: argparse.ArgumentParser) -> None:
    explain.add_argument("table", metavar="TABLE", help="such as mea_modules")
    explain.add_argument("--year", type=_year, help="contract year (default: the latest)")
    explain.add_argument(
        "--row",
        metavar="N or NAME",
        help="a row's number from 1, or a municipality, indicator, item, question or title in it "
        "(default: all)",
    )
    explain.add_argument(
        "--picture", type=_path, metavar="FILE", help="write the row's place in its PDF as a PNG"
    )


def _region_options(add: Callable[..., argparse.ArgumentParser]) -> None:
    region = _command(
        add, "region", _region, "say which words are declared, and where papers may use others"
    )
    region.add_argument("--year", type=_year, help="contract year (default: the latest)")
    region.add_argument(
        "--copy", action="store_true", help="put the declared words into DIR, to edit them"
    )
    population = _command(
        add, "population", _population, "store the population of the region's municipalities"
    )
    population.add_argument(
        "--date", required=True, type=_day, metavar="YYYY-MM-DD", help="first day of a quarter"
    )
    population.add_argument(
        "--from",
        dest="given",
        type=Path,
        metavar="FILE",
        help="downloaded file (default: ask Statistics Denmark)",
    )


def _attendance_options(add: Callable[..., argparse.ArgumentParser]) -> None:
    attendance = _command(
        add, "attendance", _attendance, "write a list of MEA's modules to fill in, or store one"
    )
    attendance.add_argument("--year", required=True, type=_year, help="contract year")
    attendance.add_argument(
        "--from", dest="given", type=Path, metavar="FILE", help="list that is filled in"
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2022-01-01") from None


def _path(text: str) -> Path:
    if not text.isprintable():
        raise argparse.ArgumentTypeError(f"{text!r} has letters that can't be shown; rename it")
    return Path(text)


def _year(text: str) -> int:
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a year of four digits")
    return int(text)


def _say(text: str) -> None:
    if sys.stderr is not None:
        print(printable(text), file=sys.stderr)


def _tell(findings: Iterable[Finding]) -> int:
    """Say what was found; 3 when a table is withheld, else 0."""
    told = [finding for finding in findings if finding.severity != "info"]
    for finding in told:
        _say(f"{finding.severity}: {finding.table}: {finding.message}")
    return 3 if any(finding.severity == "error" for finding in told) else 0


def _ingest(options: argparse.Namespace) -> int:
    from midtjylland.store.build import ingest

    outcome = ingest(options.source, options.data, options.year, options.allow_missing)
    status = _tell(outcome.findings)
    print(f"{outcome.stored} document(s) stored in {options.data}/raw/{outcome.year}")
    _say_where(options.data, outcome.year, outcome.published)
    return status


def _build(options: argparse.Namespace) -> int:
    from midtjylland.core.paths import existing_data_dir, year_dirs
    from midtjylland.store.build import build

    years = [options.year] if options.year else list(year_dirs(existing_data_dir(options.data)))
    if not years:
        raise MidtjyllandError(f"{options.data}/raw has no documents; ingest the papers first.")
    status = 0
    for year in years:
        outcome = build(year, options.data, options.allow_missing)
        status = max(status, _tell(outcome.findings))
        _say_where(options.data, year, outcome.published)
    return status


def _say_where(data_dir: Path, year: int, published: bool) -> None:
    if published:
        print(f"tables of {year} in {data_dir}/processed/{year}")
    else:
        print(f"no table of {year} is published")


def _check(options: argparse.Namespace) -> int:
    from midtjylland.store.verify import verify

    problems = verify(options.data)
    if problems:
        raise MidtjyllandError(*problems)
    print(f"{options.data}: in order; the tables are those that the documents give")
    return 0


def _transcribe(options: argparse.Namespace) -> int:
    from midtjylland.store.candidates import transcribe
    from midtjylland.store.raw import sidecar_path

    path, rows = transcribe(options.table, options.year, options.data)
    print(
        f"{rows} candidates in {path}; complete them, say who did it in {sidecar_path(path)}, then "
        f"run: midtjylland build --year {options.year}"
    )
    return 0


def _run(options: argparse.Namespace) -> int:
    from midtjylland.core.paths import existing_data_dir
    from midtjylland.run.batch import run
    from midtjylland.run.progress import shown
    from midtjylland.store.verify import stored_problems

    parameters = dict(_named_value(text) for text in options.parameters)
    problems = list(stored_problems(existing_data_dir(options.data)))
    if problems:
        raise MidtjyllandError(*problems)
    with shown(sys.stderr) as progress:
        result = run(
            Path("notebooks"),
            options.data,
            options.reports,
            years=options.year or (),
            notebooks=options.notebook,
            parameters=parameters,
            jobs=options.jobs,
            force=options.force,
            scheduler=options.scheduler,
            scheduler_seconds=options.scheduler_seconds,
            language=options.language,
            progress=progress,
        )
    for folder, record in result.records.items():
        print(f"reports of {record['year']} in {_near(folder)}/index.html")
    if result.problems:
        raise MidtjyllandError(*result.problems)
    return 0


def _near(folder: Path) -> Path:
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _explain(options: argparse.Namespace) -> int:
    from midtjylland.core.files import write_whole
    from midtjylland.provenance import explain

    explanation = explain(options.table, options.year, options.row, options.data)
    if options.picture is not None:
        if options.picture.suffix.lower() != ".png":
            raise MidtjyllandError(f"{options.picture} would be a PNG; give it that ending.")
        write_whole(options.picture, explanation.picture())
    print(explanation)
    return 0


def _region(options: argparse.Namespace) -> int:
    from midtjylland.declared.region import copy_region, describe_region, load_region
    from midtjylland.store.unread import unread_tables

    if options.copy:
        path = copy_region(options.data)
        print(f"{path} is read from now on; add the papers' words to its lists, then build again")
        return 0
    region = load_region(options.data)
    print("\n".join(map(printable, describe_region(region))))
    print("\n".join(["", *map(printable, unread_tables(options.data, options.year, region))]))
    return 0


def _population(options: argparse.Namespace) -> int:
    from midtjylland.store.population import add_population

    path, municipalities = add_population(options.date, options.data, options.given)
    print(f"population of {municipalities} municipalities in {path}; now run: midtjylland build")
    return 0


def _attendance(options: argparse.Namespace) -> int:
    from midtjylland.store.attendance import add_attendance, write_template

    if options.given:
        _tell(add_attendance(options.given, options.year, options.data).findings)
        print(f"attendance of {options.year} is stored; now run: midtjylland run")
        return 0
    path = Path(f"mea_attendance_{options.year}.csv")
    modules = write_template(path, options.year, options.data)
    print(
        f"{path} lists {modules} modules; fill in participants, then run: midtjylland attendance "
        f"--year {options.year} --from {path}"
    )
    return 0


def _named_value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise MidtjyllandError(f"-p {text}: give it as NAME=VALUE.")
    return name, value


def _update_references(options: argparse.Namespace) -> int:
    from midtjylland.run.readme import update_readme
    from midtjylland.run.references import update_references
    from midtjylland.store.dictionary import update_dictionary

    renewed = update_references(Path("notebooks"), options.notebook)
    for each in renewed:
        print(f"{each.path}: new reference; read what changed before you commit it")
        print(each.changes or "nothing that a reader sees changed", end="\n\n")
    made = [*update_dictionary(Path(".")), *update_readme(Path("."))]
    for path in made:
        print(f"{path}: made again")
    if not (renewed or made):
        print("the references are as they were")
    return 0
