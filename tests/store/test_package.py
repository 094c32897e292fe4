"""From raw documents to published tables: all or nothing, and never a changed byte."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package

import midtjylland
from midtjylland.assembly import tables_of
from midtjylland.core.findings import MidtjyllandError, SourceError, WithheldError
from midtjylland.document import read_document
from midtjylland.store import package, raw
from midtjylland.store.build import build, ingest
from midtjylland.store.verify import verify

ROOT = Path(__file__).resolve().parents[2]
NAME = "kkr-midtjylland-meeting-papers-2022-11.txt"


def published(data_dir):
    folder = data_dir / "processed" / "2021"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_document_that_is_given_is_read_once(data_dir, tmp_path, monkeypatch):
    read = []

    def count(content, name):
        read.append(name)
        return read_document(content, name)

    monkeypatch.setattr("midtjylland.store.build.read_document", count)
    ingest([data_dir / "raw" / "2021" / NAME], tmp_path / "fresh")
    assert read == [NAME]


def test_committed_tables_are_those_of_the_committed_document(data_dir):
    before = published(data_dir)
    build(2021, data_dir)
    assert published(data_dir) == before


def test_an_empty_folder_gets_the_same_tables_from_ingest(tmp_path, data_dir):
    fresh = tmp_path / "fresh"
    shutil.copytree(data_dir / "raw" / "reference", fresh / "raw" / "reference")
    year = ingest([data_dir / "raw" / "2021" / NAME], fresh).year
    assert year == 2021
    ours, theirs = published(fresh), published(data_dir)
    assert {name: text for name, text in ours.items() if name.endswith(".csv")} == {
        name: text for name, text in theirs.items() if name.endswith(".csv")
    }
    assert (fresh / "raw" / "2021" / NAME).read_bytes() == (
        ROOT / "data/raw/2021" / NAME
    ).read_bytes()
    assert verify(fresh) == []


def test_load_gives_typed_frames(data_dir):
    frame = midtjylland.load("guidance_by_municipality", year=2021, data_dir=data_dir)
    assert frame["municipality_code"].tolist()[:2] == ["0710", "0766"]
    assert frame["guided_firms"].sum() == 2729
    assert str(frame["guided_firms"].dtype) == "Int64"
    assert frame["source_page"].isna().all()
    assert midtjylland.years(data_dir) == [2021]


@pytest.mark.parametrize(
    ("table", "year", "why"),
    [("guidence", 2021, "no table 'guidence'"), ("findings", 2031, "2021")],
)
def test_load_says_what_is_at_hand(data_dir, table, year, why):
    with pytest.raises(MidtjyllandError, match=why):
        midtjylland.load(table, year=year, data_dir=data_dir)


def test_population_reference(data_dir):
    population = midtjylland.load_population(data_dir)
    assert len(population) == 38
    assert population.groupby("reference_date")["municipality_code"].nunique().tolist() == [19, 19]
    assert midtjylland.load_population(data_dir / "none").empty


@pytest.mark.parametrize(
    ("old", "new"), [("0615", "615"), (",90966,", ",-5,"), (",90966,", ",many,")]
)
def test_a_wrong_population_file_is_refused(data_dir, old, new):
    path = data_dir / "raw" / "reference" / "population_reference.csv"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(MidtjyllandError, match="population_reference"):
        midtjylland.load_population(data_dir)


def test_printed_population_shares_that_are_not_the_official_ones_are_warned_about(data_dir):
    path = data_dir / "raw" / "2021" / NAME
    changed = path.read_bytes().replace(b"Struer 1,6%", b"Struer 1,8%")
    documents = [read_document(changed, NAME)]
    region, population = midtjylland.load_region(data_dir), midtjylland.load_population(data_dir)
    _, findings = tables_of(documents, region, 2021, population)
    found = [f for f in findings if f.check == "population-reference"]
    assert [f.severity for f in found] == ["warning"]
    # 21,036 of 1,326,275 (sum of the reference file's 2020 column) are 1.586 %.
    assert "Struer prints 1.8 %" in found[0].message and "1.59 %" in found[0].message


def test_every_changed_byte_of_raw_is_noticed(data_dir):
    for path in [data_dir / "raw" / "2021" / NAME, *(data_dir / "raw" / "reference").glob("*.csv")]:
        content = path.read_bytes()
        path.write_bytes(content.replace(b"1", b"2", 1))
        assert any(path.name in problem for problem in verify(data_dir))
        path.write_bytes(content)
    assert verify(data_dir) == []


def test_missing_files_and_changed_tables_are_noticed(data_dir):
    table = data_dir / "processed" / "2021" / "guidance_by_municipality.csv"
    table.write_text(table.read_text("utf-8").replace("785", "786"), "utf-8")
    (data_dir / "raw" / "reference" / "ecsmv_rule_history.csv").unlink()
    problems = verify(data_dir)
    assert any("ecsmv_rule_history.csv is missing" in problem for problem in problems)
    assert any("guidance_by_municipality.csv is not the table" in problem for problem in problems)


def damaged(data_dir, old, new):
    path = data_dir.parent / "papers.txt"
    path.write_bytes((data_dir / "raw" / "2021" / NAME).read_bytes().replace(old, new))
    return path


def test_a_refused_ingest_changes_nothing(data_dir):
    before = (
        published(data_dir),
        sorted(path.name for path in (data_dir / "raw" / "2021").iterdir()),
    )
    with pytest.raises(WithheldError) as refusal:
        ingest([damaged(data_dir, b"Randers 7,4% 149", b"Randers 7,4% 148")], data_dir)
    assert (
        "2728" in str(refusal.value)
        or "twice" in str(refusal.value)
        or "2 times" in str(refusal.value)
    )
    after = published(data_dir), sorted(path.name for path in (data_dir / "raw" / "2021").iterdir())
    assert after == before
    assert not list(data_dir.glob("*/.2021*"))


def test_allow_missing_publishes_the_rest(tmp_path, data_dir):
    source = damaged(data_dir, b"Randers 7,4% 149", b"Randers 7,4% 148")
    fresh = tmp_path / "fresh"
    ingest([source], fresh, allow_missing=["guidance_by_municipality"])
    assert "guidance_by_municipality.csv" not in published(fresh)
    findings = midtjylland.load("findings", year=2021, data_dir=fresh)
    assert "counts-against-total" in set(findings["check"])
    with pytest.raises(MidtjyllandError, match="no such table"):
        ingest([source], tmp_path / "other", allow_missing=["guidance"])


def test_another_document_of_the_same_name_is_refused(data_dir, tmp_path):
    other = tmp_path / NAME
    other.write_bytes((data_dir / "raw" / "2021" / NAME).read_bytes() + b"\nmere")
    with pytest.raises(SourceError, match="another document named"):
        ingest([other], data_dir)


@pytest.mark.parametrize("step", ["before", "between"])
def test_killed_at_any_moment_the_published_tables_are_whole(data_dir, monkeypatch, step):
    before = published(data_dir)

    def killed(staged, target):
        if step == "between":
            target.rename(target.with_name(f".{target.name}.old"))
        raise SystemExit

    monkeypatch.setattr("midtjylland.store.build.swap_in", killed)
    with pytest.raises(SystemExit):
        build(2021, data_dir)
    frame = midtjylland.load("guidance_by_municipality", year=2021, data_dir=data_dir)
    assert len(frame) == 19
    assert published(data_dir) == before


def test_a_folder_that_a_killed_build_left_behind_is_cleared(data_dir):
    left = data_dir / "processed" / ".2021.abc.new"
    left.mkdir()
    build(2021, data_dir)
    assert not left.exists()


def test_data_package_is_valid_for_an_independent_reader(data_dir):
    descriptor = data_dir / "processed" / "2021" / "datapackage.json"
    content = json.loads(descriptor.read_text("utf-8"))
    assert content["resources"][0]["schema"]["fields"][0]["type"] == "string"
    report = Package(content, basepath=str(descriptor.parent)).validate()
    assert report.valid, report.flatten(["type", "note"])


def test_titles_that_look_like_missing_values_stay_text(tmp_path):
    path = tmp_path / "findings.csv"
    path.write_text("table,severity,check,message,source_page,source_line\nNA,info,x,nan,,1\n")
    frame = package.read_table("findings", path)
    assert frame.loc[0, ["table", "message"]].tolist() == ["NA", "nan"]
    assert pd.isna(frame.loc[0, "source_page"])


def test_a_csv_beside_the_papers_is_data_and_no_paper(data_dir):
    before = published(data_dir)
    added = data_dir / "raw" / "2021" / "mea_attendance.csv"
    added.write_text("module_no,participants\n1,20\n", "utf-8")
    assert verify(data_dir) == [f"{added} has no sidecar {added.name}.source.yaml; write one."]
    sidecar = raw.describe(added.read_bytes(), added.name, "SYNTHETIC", 2021)
    raw.sidecar_path(added).write_text(sidecar, "utf-8")
    assert verify(data_dir) == []
    build(2021, data_dir)
    assert published(data_dir) == before


def test_two_builds_at_once_do_not_mix(data_dir):
    command = [sys.executable, "-m", "midtjylland", "build", "--data", str(data_dir)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    assert [each.wait(timeout=120) for each in processes] == [0, 0]
    for each in processes:
        each.stderr.close()
    assert verify(data_dir) == []


@pytest.mark.parametrize("wait", [0.2, 0.6, 1.0, 1.4])
def test_really_killed_the_published_tables_are_whole(data_dir, wait):
    before = published(data_dir)
    command = [sys.executable, "-m", "midtjylland", "build", "--data", str(data_dir)]
    build = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        build.wait(timeout=wait)
    except subprocess.TimeoutExpired:
        build.kill()
        build.wait()
    midtjylland.load("mea_modules", year=2021, data_dir=data_dir)  # settles what was left
    assert published(data_dir) == before
