"""Attendance of MEA's modules: a list to fill in, its checks, and where it is stored."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from truthkit import frame, write_data, write_table

from midtjylland.cli import main
from midtjylland.core.findings import MidtjyllandError
from midtjylland.store.attendance import add_attendance, load_attendance, write_template
from midtjylland.store.raw import problems_of, read_sidecar

# Made up: nobody knows how many came to each module of 2021. It adds to the stated 1,646.
SYNTHETIC = Path(__file__).parents[1] / "synthetic_mea_attendance_2021.csv"


@pytest.fixture
def data(tmp_path) -> Path:
    return write_data(tmp_path / "data", (2021,))


def modules(count: int) -> pd.DataFrame:
    return pd.DataFrame({"module_no": range(1, count + 1), "participants": None}, dtype="Int64")


def read(count: int, content: str | bytes, data: Path, stated: float | None = None):
    path = data / "raw" / "2021" / "mea_attendance.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_attendance(modules(count), stated, 2021, data)


def test_without_a_file_attendance_is_unknown(data):
    assert load_attendance(modules(2), 9, 2021, data) == (None, [])


def test_participants_that_the_papers_list_are_used(data):
    listed = modules(2).assign(participants=pd.array([5, None], dtype="Int64"))
    table, findings = load_attendance(listed, 5, 2021, data)
    assert table["participants"].tolist() == [5, pd.NA]
    assert [finding.check for finding in findings] == ["attendance-covers-modules"]


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_file_from_a_spreadsheet_is_read(data, mark):
    text = "module_no,titel,participants\r\n3,Først, 7 \r\n1,Sidst,0\r\n2,Ukendt,\r\n"
    table, findings = read(3, text.replace(",", mark).encode("cp1252"), data, stated=9)
    assert table["module_no"].tolist() == [1, 2, 3]
    assert table["participants"].tolist() == [0, pd.NA, 7]
    assert [finding.message for finding in findings] == [
        "the list of attendance gives participants for 2 of 3 modules; the other 1 are left out of "
        "what is said about attendance.",
        "the list of attendance adds to 7 participants, the papers state 9.",
    ]
    assert {finding.severity for finding in findings} == {"warning"}
    assert load_attendance(modules(3), None, 2021, data).findings == findings[:1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("module_no:participants\n1:5\n", "there is no column module_no; the first line must name"),
        ("module_no,participants\n", "gives no participants at all"),
        ("module_no,participants\n1,\n", "gives no participants at all"),
        ("module_no,participants\n1,12.5\n", ", line 2: participants '12.5' must be a whole"),
        ("module_no,participants\n1,-3\n", ", line 2: participants '-3'"),
        ("module_no,participants\n1,99999999999\n", "participants '99999999999'"),
        ("module_no,participants\n,3\n", ", line 2: module_no ''"),
        ("module_no,participants\n4,3\n", "names module 4, which the papers do not list"),
        ("module_no,participants\n1,3\n2,4\n1,3\n", "names module 1 2 times; keep one line"),
    ],
)
def test_wrong_attendance_is_refused_in_one_sentence(data, text, sentence):
    with pytest.raises(MidtjyllandError) as refused:
        read(2, text, data)
    [problem] = refused.value.problems
    assert problem.startswith(str(data / "raw" / "2021")) and sentence in problem


def test_a_template_is_filled_in_and_stored_with_its_sidecar(data, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    asked = ["attendance", "--year", "2021", "--data", str(data)]
    assert main(asked) == 0
    path = tmp_path / "mea_attendance_2021.csv"
    text = path.read_text("utf-8-sig")
    first, second, *_ = text.splitlines()
    assert (first, second.split(";")[:3]) == (
        *("module_no;participants;start_date;title", ["1", "", "2021-01-11"]),
    )
    assert len(text.splitlines()) == 54 and f"--from {path.name}" in capsys.readouterr().out
    # Nothing is filled in: refused, and nothing stored.
    assert main([*asked, "--from", str(path)]) == 1
    assert "gives no participants at all" in capsys.readouterr().err
    path.write_text(text.replace(";;", ";5;"), "utf-8-sig")
    assert main([*asked, "--from", str(path)]) == 0
    stored = data / "raw" / "2021" / "mea_attendance.csv"
    assert stored.read_bytes() == path.read_bytes()
    assert list(problems_of(stored.parent)) == [] and read_sidecar(stored).title == stored.name
    # 53 x 5 is not 1,646: a warning, and the numbers are read.
    assert "adds to 265 participants" in capsys.readouterr().err
    table = load_attendance(frame("mea_modules", 2021), 1646, 2021, data).table
    assert table["participants"].sum() == 265
    # Neither the template nor what is stored is overwritten.
    assert main(asked) == main([*asked, "--from", str(path)]) == 1


def test_a_year_without_modules_has_no_template(data, tmp_path):
    write_table(data / "processed" / "2021", "mea_modules", frame("mea_modules", 2021)[:0])
    with pytest.raises(MidtjyllandError, match="lists no modules"):
        write_template(tmp_path / "a.csv", 2021, data)


def test_the_synthetic_attendance_adds_to_the_stated_total(data):
    given = shutil.copy(SYNTHETIC, data / "given.csv")
    attendance = add_attendance(Path(given), 2021, data)
    assert (len(attendance.table), attendance.table["participants"].sum()) == (53, 1646)
    assert attendance.findings == []
