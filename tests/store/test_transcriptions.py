"""A table written down by hand goes through the same checks, and is marked wherever it appears."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import midtjylland
from midtjylland.cli import main
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.schemas import columns
from midtjylland.store.build import ingest
from midtjylland.store.raw import sidecar_path
from midtjylland.store.transcriptions import read_transcriptions
from midtjylland.store.unread import transcribe
from midtjylland.store.verify import verify

TABLE, CHECKED = "regional_fora", "dk2020_cohorts"
LINES = """\
Referat fra mødet i KKR Midtjylland
Forum 1 spørger, hvordan vi skaffer boliger, 1. halvår 2022
Forum 2 spørger, hvem der passer på åerne, 2. halvår 2022
"""
ROWS = [
    {"question": "Hvordan skaffer vi boliger?", "half": "1", "year": "2022", "source_line": "2"},
    {"question": "Hvem passer på åerne?", "half": "2", "year": "2022", "source_line": "3"},
]


@pytest.fixture
def year(tmp_path):
    """Data folder with papers of 2022 of which nothing can be read."""
    source = tmp_path / "papers.txt"
    source.write_text(LINES, "utf-8")
    data = tmp_path / "data"
    assert main(["ingest", str(source), "--year", "2022", "--data", str(data)]) == 3
    return data


def written(rows, table=TABLE, mark=","):
    frame = pd.DataFrame(rows, columns=[c for c in columns(table) if c != "source_file"])
    return frame.to_csv(index=False, sep=mark)


def complete(data, text, table=TABLE, signed="transcribed_by: Åse Ås\ndate: 2023-01-31\n"):
    folder = data / "raw" / "2022" / "transcribed"
    folder.mkdir(exist_ok=True)
    path = folder / f"{table}.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    sidecar_path(path).write_text(signed, "utf-8")
    return path


def build(data, capsys):
    capsys.readouterr()
    status = main(["build", "--data", str(data)])
    told = capsys.readouterr().err.splitlines()
    return status, [line for line in told if f" {TABLE}: " in line or f" {CHECKED}: " in line]


def test_a_year_is_published_by_hand(year, capsys):
    assert main(["transcribe", TABLE, "--year", "2022", "--data", str(year)]) == 0
    path = year / "raw" / "2022" / "transcribed" / f"{TABLE}.csv"
    assert str(path) in capsys.readouterr().out
    candidates = pd.read_csv(path)
    assert [*candidates] == [*columns(TABLE), "candidate_text"]
    assert candidates["source_line"].tolist() == [2, 3]
    assert candidates["candidate_text"].tolist() == LINES.splitlines()[1:]
    capsys.readouterr()
    main(["build", "--data", str(year)])
    told = capsys.readouterr().err
    assert f"warning: {path} is as it was made and not used; complete it" in told
    # A template that nobody has completed stops nothing.
    assert f"transcribed/{TABLE}.csv" not in "".join(verify(year))

    complete(year, written(ROWS))
    assert build(year, capsys)[0] == 3
    frame = midtjylland.load(TABLE, 2022, year)
    assert frame["question"].tolist() == [row["question"] for row in ROWS]
    assert frame["half"].tolist() == [1, 2] and frame["source_line"].tolist() == [2, 3]
    assert set(frame["source_file"]) == {f"transcribed/{TABLE}.csv"}
    findings = midtjylland.load("findings", 2022, year).set_index("check")
    assert findings.loc["transcribed", "message"] == (
        "transcribed by hand by Åse Ås on 2023-01-31."
    )
    assert midtjylland.load("contract_goals", 2022, year).attrs["withheld"]
    package = (year / "processed" / "2022" / "datapackage.json").read_text("utf-8")
    assert f'"transcribed/{TABLE}.csv"' in package and "Åse Ås" in package
    assert verify(year) == []


def test_candidates_begin_at_the_error_that_explain_shows(tmp_path, raw_papers):
    """A head that names a municipality is no row of the table of municipalities."""
    text = "Aarhus Kommune, sag 24\n" + raw_papers.decode()
    bare = re.sub(r"(?m)^(\S+) [0-9,]+% ([0-9]+) [0-9,]+%", r"\1 \2", text)
    (tmp_path / "papers.txt").write_text(bare, "utf-8")
    data, table = tmp_path / "data", "guidance_by_municipality"
    ingest([tmp_path / "papers.txt"], data, 2021)
    (shown,) = midtjylland.explain(table, 2021, data_dir=data).rows
    path, _ = transcribe(table, 2021, data)
    lines = pd.read_csv(path)["source_line"].tolist()
    assert shown.place.line in lines and lines[0] >= shown.place.line - 3


def test_a_table_that_no_line_brings_up_has_no_candidates(year, capsys):
    main(["transcribe", "mea_modules", "--year", "2022", "--data", str(year)])
    assert "no candidates; write its rows there" in capsys.readouterr().out
    path = year / "raw" / "2022" / "transcribed" / "mea_modules.csv"
    assert pd.read_csv(path).empty


def test_check_notices_a_transcription_that_changed_after_the_build(year, capsys):
    path = complete(year, written(ROWS))
    build(year, capsys)
    path.write_text(written(ROWS[:1]), "utf-8")
    (problem,) = verify(year)
    assert f"was not built from transcribed/{TABLE}.csv as it is now" in problem
    path.write_text(written(ROWS), "utf-8")
    path.with_name("notes.txt").write_text("x")
    assert "named after no table" in verify(year)[0]
    path.with_name("notes.txt").unlink()
    path.unlink()
    assert "is missing, its sidecar is there" in verify(year)[0]


def test_it_is_checked_like_a_table_that_was_read(year, capsys):
    row = {"cohort": "2022", "municipalities": "25", "status": "approved"}
    complete(year, written([row], CHECKED), CHECKED)
    status, told = build(year, capsys)
    assert status == 3 and told and all(line.startswith("error: ") for line in told)


def test_as_a_danish_spreadsheet_saves_it(year):
    table = "climate_projects"
    row = {
        "project": "c2c",
        "place": "status",
        "start_date": "01-02-2017",
        "end_date": "31-12-2022",
        "budget_mdkk": "92,5",
        "is_approximate": "FALSK",
    }
    text = written([row], table, ";") + ";" * 12 + "\n"
    complete(year, text.encode("cp1252"), table)
    (found,) = read_transcriptions(year / "raw" / "2022")
    assert found.complete, found.findings
    (stored,) = found.frame.to_dict("records")
    assert stored["budget_mdkk"] == 92.5 and f"{stored['start_date']:%Y-%m-%d}" == "2017-02-01"
    assert bool(stored["is_approximate"]) is False


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace("åerne?,2", "åerne?,"), "line 3, half is empty; fill it in"),
        (lambda text: text.replace(",1,", ",1½,"), "line 2, half: '1½' is no whole number"),
        (lambda text: text.replace(",1,", ",3,"), "half 3 must be"),
        (lambda text: text.replace("half", "halv"), "there is no column half"),
        (lambda text: text.split("\n")[0], "has no rows"),
        (lambda text: text + ",,,,4\n", "line 4 holds only a candidate"),
    ],
)
def test_what_is_not_complete_is_told_with_line_and_column(year, capsys, change, why):
    complete(year, change(written(ROWS)))
    status, told = build(year, capsys)
    assert status == 3 and any(why in line for line in told), told
    assert not (year / "processed" / "2022").exists()


@pytest.mark.parametrize(
    ("signed", "why"),
    [
        ("transcribed_by: Åse\n", "date is missing; add it"),
        ("transcribed_by: Åse\ndate:\n", "fill in date"),
        ("transcribed_by:\ndate: 2023-01-31\n", "fill in transcribed_by"),
    ],
)
def test_nobody_else_signs(year, capsys, signed, why):
    complete(year, written(ROWS), signed=signed)
    capsys.readouterr()
    assert main(["build", "--data", str(year)]) != 0
    assert why in capsys.readouterr().err


def test_what_was_edited_is_never_written_over(year):
    path, _ = transcribe(TABLE, 2022, year)
    transcribe(TABLE, 2022, year)
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(MidtjyllandError, match="was edited and is kept"):
        transcribe(TABLE, 2022, year)


@pytest.mark.parametrize(
    ("table", "number", "why"),
    [
        ("modules", 2022, "there is no table 'modules'"),
        (TABLE, 2031, "has no documents of 2031"),
    ],
)
def test_it_needs_a_table_and_papers(year, table, number, why):
    with pytest.raises(MidtjyllandError, match=why):
        transcribe(table, number, year)


def test_the_rows_that_were_read_are_the_candidates(data_dir):
    path, rows = transcribe("mea_modules", 2021, data_dir)
    assert rows == 53
    first = pd.read_csv(path).loc[0]
    assert first["start_date"] == "2021-01-11"
    assert first["title"].split()[0] in first["candidate_text"]
