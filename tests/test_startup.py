"""What a command imports, which is what a user waits for before it starts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from midtjylland import load
from midtjylland.core import schemas
from midtjylland.store.verify import DESCRIPTOR, read_rows, sha256, verify

ROOT = Path(__file__).resolve().parent.parent
# Each takes a tenth of a second or more to import.
SLOW = {"jsonschema", "matplotlib", "nbformat", "numpy", "pandas", "scipy", "seaborn"}
TABLES = sorted(path.stem for path in (ROOT / "data" / "processed" / "2021").glob("*.csv"))


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


@pytest.mark.parametrize(
    ("code", "left_out"),
    [
        ("import midtjylland", SLOW | {"pydantic", "argparse"}),
        (command("--help"), SLOW | {"pydantic", "yaml"}),
        (command("check"), SLOW),
        ("from midtjylland import load; load('mea_modules', 2021)", SLOW - {"numpy", "pandas"}),
    ],
    ids=["import", "help", "check", "load"],
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
    code = "from pathlib import Path; from midtjylland.references import update_references\n"
    found = imported(f"{code}update_references(Path({str(tmp_path)!r}))")
    assert "jsonschema" in found and "rfc3987_syntax" not in found


@pytest.mark.parametrize("table", TABLES)
def test_check_reads_the_same_values_as_load(table):
    frame = load(table, 2021, ROOT / "data").astype(object)
    expected = frame.where(frame.notna(), None).to_dict("records")
    rows = read_rows(table, ROOT / "data" / "processed" / "2021" / f"{table}.csv")
    # A timestamp of pandas at midnight and the date that it shows.
    dates = {name for name, kind in schemas.dtypes(table).items() if kind.startswith("date")}
    for row in expected:
        row.update({name: row[name].date() for name in dates if row[name] is not None})
    assert rows == expected
    assert [list(map(type, row.values())) for row in rows] == [
        list(map(type, row.values())) for row in expected
    ]


def forge(data_dir: Path, table: str, old: str, new: str) -> Path:
    """Change a published table and its checksum with it."""
    path = data_dir / "processed" / "2021" / f"{table}.csv"
    before = path.read_bytes()
    path.write_bytes(before.replace(old.encode(), new.encode("latin-1"), 1))
    assert path.read_bytes() != before
    descriptor = path.parent / DESCRIPTOR
    digests = sha256(before), sha256(path.read_bytes())
    descriptor.write_text(descriptor.read_text("utf-8").replace(*digests), "utf-8")
    return path


@pytest.mark.parametrize(
    ("table", "old", "new", "why"),
    [
        ("guidance_by_municipality", ",89,", ",many,", "row 1, guided_firms 'many'"),
        ("guidance_by_municipality", ",89,", ",-89,", "row 1, guided_firms -89: Input should"),
        ("guidance_by_municipality", "0710", "710", "row 1, municipality_code '710'"),
        ("guidance_by_municipality", ",89,", ",,", "row 1, guided_firms None"),
        ("guidance_by_municipality", "guided_firms,", "guided,", "row 1, guided_firms"),
        ("mea_modules", "2021-", "1609459200-", "start_date '1609459200-"),
        ("green_guidance", "true", "yes", "is_approximate 'yes'"),
        ("contract_indicators", ">=,45,", ">=,nan,", "target_value 'nan'"),
        ("mea_modules", "1,", "1,\xe6", "utf-8"),
    ],
)
def test_a_forged_table_is_refused_with_a_sentence(data_dir, table, old, new, why):
    path = forge(data_dir, table, old, new)
    problems = verify(data_dir)
    assert problems and all(problem.startswith(f"{path}: ") for problem in problems)
    assert why in problems[0]


def test_a_table_that_is_none_of_ours_is_refused(data_dir):
    descriptor = data_dir / "processed" / "2021" / DESCRIPTOR
    content = json.loads(descriptor.read_text("utf-8"))
    content["resources"].append({**content["resources"][0], "name": "guidence"})
    descriptor.write_text(json.dumps(content), "utf-8")
    path = descriptor.with_name("guidance_by_municipality.csv")
    path.with_name("guidence.csv").write_bytes(path.read_bytes())
    [problem] = verify(data_dir)
    assert "guidence.csv was built under another schema" in problem
