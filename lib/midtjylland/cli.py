"""The command `midtjylland`: papers in, checked tables and reports out.

Exit status: 0 done, 1 refused, 2 wrong usage, 3 published while some tables are withheld. Problems
go to standard error, one a line.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from midtjylland import __version__
from midtjylland.core.findings import MidtjyllandError, printable, sentences_of

if TYPE_CHECKING:
    from midtjylland.core.findings import Finding
    from midtjylland.store.build import Papers

# Makes a command of a function, and gives what adds its arguments.
Command = Callable[..., Callable[..., Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; SIGTERM stops it as cleanly as Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            # A letter that a terminal does not know is shown by its number.
            stream.reconfigure(errors="backslashreplace")
    with suppress(ValueError):  # in a thread that is not the main one
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        options = _options(arguments)
        status: int | None = options.command(options)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status or 0
    except MidtjyllandError as error:
        problems = error.problems
    except BrokenPipeError:
        # Whoever reads, such as head, has seen enough; Python would complain when it exits.
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        where = f"{error.filename}: " if error.filename is not None else ""
        problems = [f"{where}{error.strerror or error}; what was published before is whole."]
    except MemoryError:
        problems = ["there is not enough memory for this."]
    except KeyboardInterrupt:
        problems = ["interrupted; what was finished is kept."]
    for problem in problems:
        _say(f"error: {problem}")
    return 1


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
    parser.suggest_on_error = True  # type: ignore[attr-defined]  # of commands, from 3.14 on
    parser.add_argument("--version", action="version", version=f"midtjylland {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(function: Callable[..., int | None], text: str) -> Callable[..., Any]:
        name = function.__name__.strip("_").replace("_", "-")
        made = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        made.set_defaults(command=function, parser=made)
        made.add_argument("--data", type=_path, default="data", metavar="DIR", help="data folder")
        return made.add_argument

    _paper_commands(command)
    _report_commands(command)
    _look_up_commands(command)
    return parser


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line; an unknown option stops with the one that is most like it."""
    options, unknown = _parser().parse_known_args(arguments)
    if unknown:
        from midtjylland.core.validation import nearest

        known = re.findall("--[a-z-]+", options.parser.format_usage())
        hint = nearest(unknown[0].partition("=")[0], known)
        options.parser.error(f"unrecognized arguments: {' '.join(unknown)}; {hint}")
    return options


def _paper_commands(command: Command) -> None:
    ingest = command(_ingest, "read documents, store them, build their tables")
    ingest("source", nargs="+", type=Path, help="PDF, or text from any extractor")
    ingest("--year", type=_year, help="contract year; must agree with the documents")
    build = command(_build, "derive the tables again from data/raw")
    build("--year", type=_year, help="contract year (default: all)")
    allowed = "let go of this table, which is published today (may be repeated)"
    for add in (ingest, build):
        add("--allow-missing", action="append", default=[], metavar="TABLE", help=allowed)
    command(_check, "verify raw checksums, schemas and the data package")
    add = command(_transcribe, "write a table's candidates into a CSV, to be completed by hand")
    add("table", metavar="TABLE", help="such as mea_modules")
    add("--year", required=True, type=_year, help="contract year")


def _report_commands(command: Command) -> None:
    add = command(_run, "execute the notebooks into reports")
    add("--year", action="append", default=[], type=_year, help="contract year (default: all)")
    add("--notebook", action="append", default=[], metavar="NAME", help="default: all")
    given = {"dest": "parameters", "metavar": "NAME=VALUE", "help": "parameter"}
    add("-p", action="append", default=[], **given)
    add("--jobs", type=int, metavar="N", help="how many at once (default: cores + 1)")
    add("--force", action="store_true", help="run unchanged notebooks again too")
    add("--reports", type=_path, default="reports", metavar="DIR", help="where to")
    languages = "of the reports (default: those of batch.yaml)"
    add("--language", choices=("en", "da"), help=languages)
    add("--scheduler", metavar="ADDRESS", help="run on the cluster of this scheduler")
    silent = "how long it may be silent or without workers (default: 30)"
    add("--scheduler-seconds", type=float, metavar="S", help=silent)
    add = command(_update_references, "execute the notebooks in place, as new references")
    add("--notebook", action="append", default=[], metavar="NAME", help="default: all")


def _look_up_commands(command: Command) -> None:
    add = command(_explain, "say where figures came from")
    add("table", metavar="TABLE", help="such as mea_modules")
    add("--year", type=_year, help="contract year (default: the latest)")
    row = "a row's number from 1, or a municipality, indicator, item, question or title in it"
    add("--row", metavar="N or NAME", help=f"{row} (default: all)")
    picture = "write the row's place in its PDF as a PNG"
    add("--picture", type=_path, metavar="FILE", help=picture)
    add("--checks", action="store_true", help="say what each check without a finding proves")
    add = command(_region, "say which words are declared, and where papers may use others")
    add("--year", type=_year, help="contract year (default: the latest)")
    add("--copy", action="store_true", help="put the declared words into DIR, to edit them")
    add = command(_population, "store the population of the region's municipalities")
    add("--date", required=True, type=_day, metavar="YYYY-MM-DD", help="first day of a quarter")
    given = "downloaded file (default: ask Statistics Denmark)"
    add("--from", dest="given", type=Path, metavar="FILE", help=given)
    add = command(_attendance, "write a list of MEA's modules to fill in, or store one")
    add("--year", required=True, type=_year, help="contract year")
    add("--from", dest="given", type=Path, metavar="FILE", help="list that is filled in")


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
    told = [each for each in sentences_of(findings) if each[0] != "info"]
    for severity, sentence in told:
        _say(f"{severity}: {sentence}")
    return 3 if any(severity == "error" for severity, _ in told) else 0


def _ingest(options: argparse.Namespace) -> int:
    from midtjylland.core.paths import year_dirs
    from midtjylland.store.build import ingest

    is_new = not year_dirs(options.data)
    papers, stored = ingest(options.source, options.data, options.year, options.allow_missing)
    status = _tell(papers.findings)
    if is_new:
        print(f"{options.data} held no papers yet; it is a new data folder")
    print(f"{stored} document(s) stored in {options.data}/raw/{papers.year}")
    _say_where(papers, options.data)
    return status


def _build(options: argparse.Namespace) -> int:
    from midtjylland.core.paths import existing_data_dir, raw_dir, year_dirs
    from midtjylland.store.build import build

    years = [options.year] if options.year else list(year_dirs(existing_data_dir(options.data)))
    if not years:
        raise MidtjyllandError(f"{options.data}/raw has no documents; ingest the papers first.")
    status = 0
    for year in years:
        papers = build(year, options.data, options.allow_missing)
        status = max(status, _tell(papers.findings))
        _say_where(papers, options.data)
        _say_untouched(raw_dir(options.data, year))
    return status


def _say_untouched(folder: Path) -> None:
    """Say of each template that nobody completed that it counts for nothing."""
    from midtjylland.store.transcriptions import untouched_templates

    for path in untouched_templates(folder):
        _say(
            f"warning: {path} is as it was made and not used; complete it, or remove it "
            "and its sidecar"
        )


def _say_where(papers: Papers, data_dir: Path) -> None:
    year, folder = papers.year, f"{data_dir}/processed/{papers.year}"
    print(f"tables of {year} in {folder}" if papers.files else f"no table of {year} is published")


def _check(options: argparse.Namespace) -> None:
    from midtjylland.core.paths import year_dirs
    from midtjylland.store.verify import verify

    if problems := verify(options.data):
        raise MidtjyllandError(*problems)
    for folder in year_dirs(options.data).values():
        _say_untouched(folder)
    print(f"{options.data}: in order; the tables are those that the documents give")


def _transcribe(options: argparse.Namespace) -> None:
    from midtjylland.core.paths import processed_dir
    from midtjylland.store.raw import sidecar_path
    from midtjylland.store.unread import transcribe

    path, rows = transcribe(options.table, options.year, options.data)
    folder = "" if str(options.data) == "data" else f" --data {options.data}"
    todo = (
        f"{rows} candidates in {path}; complete them"
        if rows
        else f"no line with figures brings it up, so {path} has no candidates; write its rows there"
    )
    print(
        f"{todo}, say who did it in {sidecar_path(path)}, then run: midtjylland build "
        f"--year {options.year}{folder}"
    )
    published = processed_dir(options.data, options.year) / f"{options.table}.csv"
    if published.exists():
        _say(f"warning: {published} is published; what you complete takes its place")


def _run(options: argparse.Namespace) -> None:
    from midtjylland.core.paths import existing_data_dir, seen_from_here
    from midtjylland.run.batch import run
    from midtjylland.store.verify import stored_problems

    parameters = {}
    for text in options.parameters:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise MidtjyllandError(f"-p {text}: give it as NAME=VALUE.")
        parameters[name] = value
    if problems := list(stored_problems(existing_data_dir(options.data))):
        raise MidtjyllandError(*problems)
    result = run(
        Path("notebooks"),
        options.data,
        options.reports,
        years=options.year,
        notebooks=options.notebook,
        parameters=parameters,
        language=options.language,
        jobs=options.jobs,
        force=options.force,
        scheduler=options.scheduler,
        scheduler_seconds=options.scheduler_seconds,
        stream=sys.stderr,
    )
    for folder, record in result.records.items():
        print(f"reports of {record['year']} in {seen_from_here(folder)}/index.html")
    if result.problems:
        raise MidtjyllandError(*result.problems)


def _update_references(options: argparse.Namespace) -> None:
    from midtjylland.run.references import update_references

    renewed = update_references(Path("notebooks"), options.notebook)
    for path in renewed:
        print(f"{path}: new reference; read what changed before you commit it: nbdiff {path}")
    if not renewed:
        print("the references are as they were")


def _explain(options: argparse.Namespace) -> None:
    from midtjylland.core.files import write_whole
    from midtjylland.provenance import explain

    explanation = explain(options.table, options.year, options.row, options.data)
    if options.picture is not None:
        if options.picture.suffix.lower() != ".png":
            raise MidtjyllandError(f"{options.picture} would be a PNG; give it that ending.")
        write_whole(options.picture, explanation.picture())
    print(explanation)
    if options.checks:
        print("\n".join(f"   {name}: {proved}" for name, proved in explanation.passed.items()))


def _region(options: argparse.Namespace) -> None:
    from midtjylland.declared.region import copy_region, describe_region, load_region
    from midtjylland.store.unread import unread_tables

    if options.copy:
        path = copy_region(options.data)
        print(f"{path} is read from now on; add the papers' words to its lists, then build again")
        return
    region = load_region(options.data)
    unread = unread_tables(options.data, options.year, region)
    for line in chain(describe_region(region), [""], unread):
        print(printable(line))


def _population(options: argparse.Namespace) -> None:
    from midtjylland.store.population import add_population

    path, municipalities = add_population(options.date, options.data, options.given)
    print(f"population of {municipalities} municipalities in {path}; now run: midtjylland build")


def _attendance(options: argparse.Namespace) -> None:
    from midtjylland.store.attendance import add_attendance, write_template

    if options.given:
        _tell(add_attendance(options.given, options.year, options.data).findings)
        print(f"attendance of {options.year} is stored; now run: midtjylland run")
        return
    path = Path(f"mea_attendance_{options.year}.csv")
    modules = write_template(path, options.year, options.data)
    print(
        f"{path} lists {modules} modules; fill in participants, then run: midtjylland attendance "
        f"--year {options.year} --from {path}"
    )
