"""The command `midtjylland`: papers in, checked tables and reports out.

Exit status: 0 done, 1 refused, 2 wrong usage. Problems go to standard error, one a line.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from midtjylland.findings import MidtjyllandError

if TYPE_CHECKING:
    from midtjylland.findings import Finding


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
    except MidtjyllandError as error:
        for problem in error.problems:
            _say(f"error: {problem}")
        return 1
    except KeyboardInterrupt:
        _say("error: interrupted; what was finished is kept.")
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="midtjylland",
        description="Checked tables and reports from the meeting papers of KKR Midtjylland.",
    )
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
            help="publish the others when this table is withheld (may be repeated)",
        )
    _run_options(_command(commands.add_parser, "run", _run, "execute the notebooks into reports"))
    _command(
        commands.add_parser, "check", _check, "verify raw checksums, schemas and the data package"
    )
    _command(
        commands.add_parser,
        "update-references",
        _update_references,
        "execute the notebooks in place, as new references for nbval",
    )
    return parser


def _command(
    add: Callable[..., argparse.ArgumentParser],
    name: str,
    command: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = add(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    parser.add_argument(
        "--data", type=Path, default=Path("data"), metavar="DIR", help="data folder"
    )
    parser.set_defaults(command=command)
    return parser


def _run_options(run: argparse.ArgumentParser) -> None:
    run.add_argument("--year", action="append", type=_year, help="contract year (default: all)")
    run.add_argument("--notebook", action="append", default=[], metavar="NAME", help="default: all")
    run.add_argument(
        "-p", action="append", default=[], dest="parameters", metavar="NAME=VALUE", help="parameter"
    )
    run.add_argument("--jobs", type=int, metavar="N", help="how many at once (default: as cores)")
    run.add_argument("--force", action="store_true", help="run unchanged notebooks again too")
    run.add_argument(
        "--reports", type=Path, default=Path("reports"), metavar="DIR", help="where to"
    )
    run.add_argument("--scheduler", metavar="ADDRESS", help="run on the cluster of this scheduler")


def _year(text: str) -> int:
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a year of four digits")
    return int(text)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _warn(findings: Iterable[Finding]) -> None:
    for finding in findings:
        if finding.severity != "info":
            _say(f"warning: {finding.table}: {finding.message}")


def _ingest(options: argparse.Namespace) -> int:
    from midtjylland.package import ingest

    year, findings = ingest(options.source, options.data, options.year, options.allow_missing)
    _warn(findings)
    print(
        f"{len(options.source)} document(s) stored, tables of {year} in "
        f"{options.data}/processed/{year}"
    )
    return 0


def _build(options: argparse.Namespace) -> int:
    from midtjylland.package import build
    from midtjylland.raw import year_dirs

    years = [options.year] if options.year else list(year_dirs(options.data))
    if not years:
        raise MidtjyllandError(f"{options.data}/raw has no documents; ingest the papers first.")
    for year in years:
        _warn(build(year, options.data, options.allow_missing))
        print(f"tables of {year} in {options.data}/processed/{year}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from midtjylland.package import verify

    problems = verify(options.data)
    if problems:
        raise MidtjyllandError(*problems)
    print(f"{options.data}: raw files, schemas and data packages are in order")
    return 0


def _run(options: argparse.Namespace) -> int:
    from midtjylland.batch import run
    from midtjylland.progress import shown

    parameters = dict(_named_value(text) for text in options.parameters)
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
            progress=progress,
        )
    for year in result.records:
        print(f"reports of {year} in {options.reports}/{year}/index.html")
    if result.problems:
        raise MidtjyllandError(*result.problems)
    return 0


def _named_value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise MidtjyllandError(f"-p {text}: give it as NAME=VALUE.")
    return name, value


def _update_references(options: argparse.Namespace) -> int:
    from midtjylland.references import update_references

    changed = update_references(Path("notebooks"))
    for path in changed:
        print(f"{path}: new reference; read the change with git diff before you commit it")
    if not changed:
        print("the references are as they were")
    return 0
