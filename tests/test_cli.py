"""The command line as a user calls it."""

import subprocess
import sys
from pathlib import Path

import pytest

from midtjylland.cli import main

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ROOT / "data" / "raw" / "2021" / "kkr-midtjylland-meeting-papers-2022-11.txt"


def test_it_is_called_as_a_module_too():
    done = subprocess.run(
        [sys.executable, "-m", "midtjylland", "check", "--help"], capture_output=True, text=True
    )
    assert done.returncode == 0 and "--data DIR" in done.stdout


@pytest.mark.parametrize(
    "command",
    [
        *("ingest", "build", "run", "check", "update-references"),
        *("explain", "region", "population"),
    ],
)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert "--data DIR" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        *([], ["nonsense"], ["ingest"], ["build", "--year", "٢٠٢١"], ["build", "--year", "21"]),
        ["population", "--date", "1 January"],
    ],
)
def test_wrong_usage_is_status_2(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    capsys.readouterr()


def test_an_unknown_option_is_met_with_the_nearest(capsys):
    with pytest.raises(SystemExit) as left:
        main(["build", "--yeer=2021"])
    assert left.value.code == 2 and "did you mean --year?" in capsys.readouterr().err


def test_ingest_builds_and_warns(tmp_path, capsys):
    assert main(["ingest", str(PAPERS), "--data", str(tmp_path / "d"), "--year", "2021"]) == 0
    said = capsys.readouterr()
    assert "tables of 2021" in said.out
    assert "warning: guidance_by_municipality: line 463: Skanderborg prints 6.9 %" in said.err


@pytest.mark.parametrize(
    ("content", "extra", "why"),
    [
        (None, [], "can't be read"),
        (b"", [], "is empty"),
        (b"Dagsorden", [], "names no contract year"),
        (b"Resultatkontrakt 2021", [], "error: guidance_by_municipality, contract_goals"),
        (PAPERS.read_bytes(), ["--year", "2022"], "reports on 2021, not on 2022"),
    ],
)
def test_a_refusal_is_status_1_with_a_sentence_and_no_traceback(
    tmp_path, capsys, content, extra, why
):
    source = tmp_path / "papers.txt"
    if content is not None:
        source.write_bytes(content)
    assert main(["ingest", str(source), "--data", str(tmp_path / "d"), *extra]) == 1
    said = capsys.readouterr().err
    assert why in said
    assert all(line.startswith("error: ") for line in said.splitlines())
    assert not (tmp_path / "d" / "raw" / "2021").exists()


def test_check_names_the_changed_file(data_dir, capsys):
    path = data_dir / "raw" / "2021" / PAPERS.name
    path.write_bytes(path.read_bytes() + b" ")
    assert main(["check", "--data", str(data_dir)]) == 1
    assert PAPERS.name in capsys.readouterr().err


def test_build_without_documents(tmp_path, capsys):
    assert main(["build", "--data", str(tmp_path)]) == 1
    assert "ingest the papers first" in capsys.readouterr().err
    assert main(["build", "--data", str(tmp_path), "--year", "2021"]) == 1
    assert "ingest the papers first" in capsys.readouterr().err


def test_run_refuses_what_is_not_there(data_dir, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    common = ["run", "--data", str(data_dir), "--reports", str(tmp_path / "reports")]
    assert main([*common, "--year", "2031"]) == 1
    assert "2031" in capsys.readouterr().err
    assert main([*common, "-p", "tolerance"]) == 1
    assert "NAME=VALUE" in capsys.readouterr().err
    assert main([*common, "-p", "tolerence_pct=5"]) == 1
    assert "tolerance_pct" in capsys.readouterr().err
    assert not (tmp_path / "reports" / "2021").exists()
