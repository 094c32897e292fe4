"""What a command imports, which is what a user waits for before it starts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each takes a tenth of a second or more to import.
SLOW = {"jsonschema", "matplotlib", "nbformat", "numpy", "pandas", "scipy", "seaborn"}


def imported(code: str) -> set[str]:
    """Names of all modules in a new process after some code."""
    tell = "import sys, json\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tell}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def command(*words: str) -> str:
    """Code that calls the command line and goes on."""
    return (
        "from midtjylland.cli import main\n"
        f"try: assert main({list(words)!r}) == 0\nexcept SystemExit as left: assert not left.code"
    )


READ_TEXT = "from midtjylland.read.document import read_document; read_document(b'x', 'x.txt')"


@pytest.mark.parametrize(
    ("code", "left_out"),
    [
        ("import midtjylland", SLOW | {"pydantic", "argparse"}),
        (command("--help"), SLOW | {"pydantic", "yaml"}),
        ("import midtjylland.report.page", {"pandas"}),
        (READ_TEXT, SLOW | {"pydantic", "pypdfium2"}),
        ("from midtjylland import load; load('mea_modules', 2021)", SLOW - {"numpy", "pandas"}),
    ],
    ids=["import", "help", "page", "text", "load"],
)
def test_slow_libraries_are_left_out_where_nothing_needs_them(code, left_out):
    found = imported(code)
    assert "midtjylland" in found
    assert found & left_out == set()


def test_a_name_of_the_package_brings_in_what_it_needs():
    loaded = imported("from midtjylland import load")
    assert {"midtjylland.store.package", "pandas"} <= loaded
    # What reads and checks papers is not what a notebook needs.
    assert not {"midtjylland.assembly", "midtjylland.store.build"} & loaded


def test_references_are_renewed_without_the_costly_import(tmp_path):
    (tmp_path / "one.ipynb").write_text(
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n', "utf-8"
    )
    code = "from pathlib import Path; from midtjylland.run.references import update_references\n"
    found = imported(f"{code}update_references(Path({str(tmp_path)!r}))")
    assert "jsonschema" in found and "rfc3987_syntax" not in found
