"""`midtjylland check` notices one changed digit in any published table."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from midtjylland.cli import main
from midtjylland.core.paths import DESCRIPTOR
from midtjylland.store.build import build
from midtjylland.store.verify import verify

PROCESSED = Path(__file__).resolve().parents[2] / "data" / "processed"
TABLES = sorted(path.relative_to(PROCESSED).as_posix() for path in PROCESSED.glob("*/*.csv"))


def change_a_digit(path: Path, part: float) -> None:
    """Change the digit nearest to this part of the rows below the head."""
    text = path.read_text("utf-8")
    body = text.index("\n")
    places = [found.start() for found in re.finditer("[0-9]", text) if found.start() > body]
    place = places[round(part * (len(places) - 1))]
    other = str((int(text[place]) + 1) % 10)
    path.write_text(text[:place] + other + text[place + 1 :], "utf-8")


def test_every_published_table_is_guarded():
    described = {
        f"{path.parent.name}/{resource['path']}"
        for path in PROCESSED.glob("*/datapackage.json")
        for resource in json.loads(path.read_text("utf-8"))["resources"]
    }
    assert described == {*TABLES}


@pytest.mark.parametrize("part", [0, 0.4, 1])
@pytest.mark.parametrize("table", TABLES)
def test_a_changed_digit_is_noticed(data_dir, capsys, table, part):
    assert verify(data_dir) == []
    change_a_digit(data_dir / "processed" / table, part)
    assert main(["check", "--data", str(data_dir)]) == 1
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith("error: ") and Path(table).name in said


def test_digits_changed_together_with_their_checksums_are_undone_by_the_papers(data_dir):
    paths = [data_dir / "processed" / table for table in TABLES]
    sound = {path: path.read_bytes() for path in paths}
    for path in paths:
        change_a_digit(path, 0.5)
        descriptor = path.parent / DESCRIPTOR
        forged = descriptor.read_text("utf-8").replace(
            hashlib.sha256(sound[path]).hexdigest(), hashlib.sha256(path.read_bytes()).hexdigest()
        )
        descriptor.write_text(forged, "utf-8")
    assert not [path for path in paths if path.read_bytes() == sound[path]]
    for year in {int(path.parent.name) for path in paths}:
        build(year, data_dir)
    assert {path: path.read_bytes() for path in paths} == sound
