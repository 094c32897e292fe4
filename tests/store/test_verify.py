"""`midtjylland check` proves that a build would give what is there, and that nothing is missing."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from midtjylland.cli import main
from midtjylland.core.paths import DESCRIPTOR
from midtjylland.store import raw
from midtjylland.store.build import build
from midtjylland.store.verify import stored_problems, verify

pytestmark = pytest.mark.usefixtures("read_before")
NAME = "kkr-midtjylland-meeting-papers-2022-11.txt"
SIDECAR = f"raw/2021/{NAME}.source.yaml"


def change_a_digit(path: Path) -> None:
    """Change the digit in the middle of those below the head."""
    text = path.read_text("utf-8")
    body = text.index("\n")
    places = [found.start() for found in re.finditer("[0-9]", text) if found.start() > body]
    place = places[len(places) // 2]
    other = str((int(text[place]) + 1) % 10)
    path.write_text(text[:place] + other + text[place + 1 :], "utf-8")


def test_a_sound_folder_is_in_order_and_stays_as_it_is(data_dir, capsys):
    before = sorted(data_dir.rglob("*"))
    assert main(["check", "--data", str(data_dir)]) == 0
    assert "in order" in capsys.readouterr().out
    assert sorted(data_dir.rglob("*")) == before


def test_a_changed_digit_is_noticed_though_the_checksum_was_changed_with_it(data_dir):
    folder = data_dir / "processed" / "2021"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    descriptor = folder / DESCRIPTOR
    forged = descriptor.read_text("utf-8")
    tables = [path for path in before if path.suffix == ".csv"]
    for path in tables:
        change_a_digit(path)
        hashes = (hashlib.sha256(each).hexdigest() for each in (before[path], path.read_bytes()))
        forged = forged.replace(*hashes)
    descriptor.write_text(forged, "utf-8")
    problems = verify(data_dir)
    for path in tables:
        assert any(f"{path} is not what the documents give" in problem for problem in problems)
    build(2021, data_dir)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def add(path: Path, content: bytes) -> None:
    """Put a described file among the raw ones."""
    raw.write_described(path, content, title="", publisher="SYNTHETIC", description="", terms="")


def remove(path):
    shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.parametrize(
    ("gone", "why"),
    [
        ("raw", "has no documents; ingest the papers first"),
        ("raw/2021", "has no documents; ingest the papers first"),
        (f"raw/2021/{NAME}", "is missing, its sidecar is there"),
        (SIDECAR, "has no sidecar"),
        ("raw/reference/ecsmv_rule_history.csv", "is missing, its sidecar is there"),
        ("processed", "has no datapackage.json"),
        ("processed/2021/datapackage.json", "has no datapackage.json"),
        ("processed/2021/mea_modules.csv", "mea_modules.csv is missing"),
    ],
)
def test_what_is_gone_is_noticed(data_dir, gone, why):
    remove(data_dir / gone)
    problems = verify(data_dir)
    assert why in problems[0], problems


@pytest.mark.parametrize("as_folder", [True, False])
@pytest.mark.parametrize("place", ["raw/2021/more", "processed/2021/more.csv"])
def test_what_is_not_listed_is_noticed(data_dir, place, as_folder):
    path = data_dir / place
    path.mkdir() if as_folder else path.write_text("1\n")
    (problem,) = verify(data_dir)
    assert str(path) in problem


@pytest.mark.parametrize("place", ["raw/2022", "raw/more", "processed/2022", "processed/x.csv"])
def test_what_is_no_folder_of_a_year_is_noticed(data_dir, place):
    (data_dir / place).write_text("x")
    assert f"{place} is no folder of a year" in verify(data_dir)[0]


def test_corrections_of_a_year_without_papers_are_noticed(data_dir):
    (data_dir / "corrections").mkdir(exist_ok=True)
    (data_dir / "corrections" / "2020.yaml").write_text("- {}\n", "utf-8")
    (problem,) = verify(data_dir)
    assert "2020.yaml" in problem


def test_a_link_is_noticed_before_a_build_stumbles_over_it(data_dir):
    folder = data_dir / "processed" / "2021"
    folder.rename(data_dir / "elsewhere")
    folder.symlink_to(data_dir / "elsewhere")
    assert f"{folder} is a link" in verify(data_dir)[0]


def test_a_year_of_tables_without_documents_is_noticed(data_dir):
    shutil.copytree(data_dir / "processed" / "2021", data_dir / "processed" / "2019")
    (problem,) = verify(data_dir)
    assert "processed/2019 has tables of which" in problem


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("bytes: 107983", "bytes: 107984", "says 107984 bytes; write 107983"),
        ("published:", "published: 2022-11-31 #", "there is no day 2022-11-31"),
        ("sha256: d0f6", "sha256: d0f7", "is not the file its sidecar describes"),
    ],
)
def test_a_sidecar_that_can_not_be_right_is_one_sentence(data_dir, old, new, why):
    path = data_dir / SIDECAR
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    (problem,) = verify(data_dir)
    assert why in problem and NAME in problem


def test_a_batch_trusts_no_table_and_no_source_that_was_changed(data_dir):
    assert list(stored_problems(data_dir)) == []
    path = data_dir / "raw" / "2021" / NAME
    add(path, path.read_bytes() + b" ")
    [problem] = stored_problems(data_dir)
    assert f"was not built from {NAME} as it is now" in problem
    table = data_dir / "processed" / "2021" / "contract_indicators.csv"
    table.write_text(table.read_text("utf-8").replace("not_met", "met"), "utf-8")
    [problem] = stored_problems(data_dir)
    assert f"{table} is not the table its data package describes" in problem


@pytest.mark.parametrize(
    ("place", "change", "why"),
    [
        ("rules/ecsmv.yaml", lambda _: "x: [", "is not YAML"),
        (
            "raw/reference/dk2020_public_records.csv",
            lambda text: text.replace(",pilot,", ",first,", 1),
            "round 'first'",
        ),
        ("raw/2021/mea_attendance.csv", lambda _: "module_no,participants\n99,1\n", "module 99"),
    ],
)
def test_what_builds_or_notebooks_would_refuse_to_read_is_refused(data_dir, place, change, why):
    path = data_dir / place
    path.parent.mkdir(exist_ok=True)
    content = change(path.read_text("utf-8") if path.exists() else "").encode()
    add(path, content) if place.startswith("raw") else path.write_bytes(content)
    (problem,) = verify(data_dir)
    assert why in problem and path.name in problem
