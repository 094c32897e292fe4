"""Documents to published tables: what is proven is published, the rest is withheld by name."""

import shutil
import subprocess
import sys

import pytest

import midtjylland
from midtjylland.cli import main
from midtjylland.core.findings import Finding, MidtjyllandError, SourceError
from midtjylland.core.schemas import TABLES
from midtjylland.read.document import read_document
from midtjylland.store.build import _refuse_other_year, build, ingest
from midtjylland.store.verify import verify

NAME = "kkr-midtjylland-meeting-papers-2022-11.txt"
GUIDANCE = "guidance_by_municipality"


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def whole(data_dir):
    """Everything in a data folder by its path, but what is hidden."""
    paths = (path for path in data_dir.rglob("[!.]*") if path.is_file())
    return {path.relative_to(data_dir): path.read_bytes() for path in paths}


def published(data_dir):
    return files(data_dir / "processed" / "2021")


@pytest.fixture
def papers_file(data_dir):
    return data_dir / "raw" / "2021" / NAME


@pytest.fixture
def damaged(papers_file, tmp_path):
    """The papers with one municipality's count changed, so that the table does not add up."""
    path = tmp_path / "damaged.txt"
    path.write_bytes(papers_file.read_bytes().replace(b"Randers 7,4% 149", b"Randers 7,4% 148"))
    return path


def an_error(table):
    return Finding(table, "error", "test", "a test says so.")


def test_committed_tables_are_those_of_the_committed_document(data_dir):
    before = published(data_dir)
    outcome = build(2021, data_dir)
    assert published(data_dir) == before and outcome.withheld == []


def test_an_empty_folder_gets_the_same_tables_from_ingest(
    tmp_path, data_dir, papers_file, monkeypatch
):
    fresh, read = tmp_path / "fresh", []
    shutil.copytree(data_dir / "raw" / "reference", fresh / "raw" / "reference")
    with monkeypatch.context() as patch:
        patch.setattr(
            "midtjylland.store.build.read_document",
            lambda content, name: read.append(name) or read_document(content, name),
        )
        papers, stored = ingest([papers_file], fresh)
    assert (papers.year, stored, read) == (2021, 1, [NAME])
    assert published(fresh).keys() == published(data_dir).keys()
    assert (fresh / "raw" / "2021" / NAME).read_bytes() == papers_file.read_bytes()
    assert verify(fresh) == []


def test_a_table_with_an_error_is_withheld_and_the_others_are_published(damaged, tmp_path, capsys):
    data = tmp_path / "fresh"
    assert main(["ingest", str(damaged), "--data", str(data)]) == 3
    said = capsys.readouterr()
    assert f"error: {GUIDANCE}: " in said.err and "the counts add to 2,728" in said.err
    assert f"tables of 2021 in {data}/processed/2021" in said.out
    assert {*published(data)} == {f"{table}.csv" for table in {*TABLES} - {GUIDANCE}} | {
        "datapackage.json"
    }
    stated = midtjylland.load("stated_totals", data_dir=data)
    assert GUIDANCE not in set(stated["table"]) and "mea_modules" in set(stated["table"])
    withheld = midtjylland.load(GUIDANCE, data_dir=data)
    assert withheld.empty and str(withheld["guided_firms"].dtype) == "Int64"
    assert "the counts add to 2,728" in withheld.attrs["withheld"]
    assert "withheld" not in stated.attrs
    assert main(["check", "--data", str(data)]) == 0


def test_a_table_that_is_published_today_is_never_taken_away_unasked(damaged, data_dir, capsys):
    stored = data_dir / "raw" / "2021"
    before = published(data_dir), files(stored)
    assert main(["ingest", str(damaged), "--data", str(data_dir)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said and all(line.startswith("error: ") for line in said)
    assert (published(data_dir), files(stored)) == before
    assert not list(data_dir.glob("*/.2021*"))


def test_rows_that_are_published_today_never_give_way_to_none_unasked(data_dir):
    assert main(["region", "--copy", "--data", str(data_dir)]) == 0
    own = data_dir / "region.yaml"
    own.write_text(own.read_text("utf-8").replace("green: [grøn]", "green: [blå]"), "utf-8")
    before = published(data_dir)
    with pytest.raises(MidtjyllandError, match="green_guidance: no row of it is found any more"):
        build(2021, data_dir)
    assert published(data_dir) == before
    build(2021, data_dir, allow_missing=["green_guidance", "green_grants"])
    assert midtjylland.load("green_guidance", 2021, data_dir).empty


def test_allow_missing_lets_go_of_the_table_that_it_names(data_dir, read_before):
    read_before(an_error("mea_modules"))
    with pytest.raises(MidtjyllandError, match="mea_modules: a test says so"):
        build(2021, data_dir)
    with pytest.raises(MidtjyllandError):
        build(2021, data_dir, allow_missing=[GUIDANCE])
    assert "mea_modules.csv" in published(data_dir)
    assert build(2021, data_dir, allow_missing=["mea_modules"]).withheld == ["mea_modules"]
    assert "mea_modules.csv" not in published(data_dir)
    with pytest.raises(MidtjyllandError, match="no such table"):
        build(2021, data_dir, allow_missing=["modules"])


def test_a_table_whose_proof_rests_on_a_withheld_one_is_withheld_too(data_dir, read_before):
    read_before(an_error("contract_goals"))
    both = ["contract_goals", "contract_indicators"]
    with pytest.raises(MidtjyllandError):
        build(2021, data_dir, allow_missing=both[:1])
    assert build(2021, data_dir, allow_missing=both).withheld == both
    frame = midtjylland.load("contract_indicators", 2021, data_dir)
    assert "Contract goals" in frame.attrs["withheld"]


def test_papers_of_which_nothing_is_read_are_stored_only_for_a_year_that_is_named(tmp_path, capsys):
    source = tmp_path / "papers.txt"
    source.write_text("Resultatkontrakt 2022\nintet at læse\n", "utf-8")
    command = ["ingest", str(source), "--data", str(tmp_path / "d")]
    assert main(command) == 1
    assert not (tmp_path / "d" / "raw" / "2022").exists()
    capsys.readouterr()
    assert main([*command, "--year", "2022"]) == 3
    said = capsys.readouterr().err.splitlines()
    named = {table for line in said for table in line.split(": ")[1].split(", ")}
    assert named == {*TABLES} - {"findings"} and len(said) == 2
    assert (tmp_path / "d" / "raw" / "2022" / "papers.txt").exists()
    assert not (tmp_path / "d" / "processed" / "2022").exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("status.csv", "CSV, which is data"),
        ("papers.txt.source.yaml", "a hidden file or a sidecar"),
        (".papers.txt", "a hidden file or a sidecar"),
        ("table.xlsx", "a spreadsheet"),
        ("a" * 250 + ".txt", "too long"),
        ("a\x9bb.txt", "can't be shown"),
        ("a\udcffb.txt", "can't be shown"),
    ],
)
def test_a_source_that_would_not_be_read_is_refused(papers_file, tmp_path, name, why):
    with pytest.raises(SourceError, match=why) as refused:
        ingest([papers_file, tmp_path / name], tmp_path / "d")
    assert str(refused.value).isprintable()
    assert not (tmp_path / "d").exists()


def test_one_document_under_two_names_is_refused(papers_file, tmp_path):
    twin = tmp_path / "twin.txt"
    twin.write_bytes(papers_file.read_bytes())
    with pytest.raises(SourceError, match="is stored for 2021 already, as"):
        ingest([papers_file, twin], tmp_path / "d")


def test_another_document_of_the_same_name_is_refused(data_dir, papers_file, tmp_path):
    other = tmp_path / NAME
    other.write_bytes(papers_file.read_bytes() + b"\nmere")
    before = whole(data_dir)
    with pytest.raises(SourceError, match="another document named"):
        ingest([other], data_dir)
    assert whole(data_dir) == before


def test_killed_while_it_publishes_the_old_tables_are_read_and_come_back(
    data_dir, monkeypatch, read_before
):
    before = published(data_dir)

    def killed(staged, target):
        target.rename(target.with_name(f".{target.name}.old"))
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("midtjylland.store.build.swap_in", killed)
        with pytest.raises(SystemExit):
            build(2021, data_dir)
    assert midtjylland.years(data_dir) == [2021]
    assert len(midtjylland.load(GUIDANCE, data_dir=data_dir)) == 19
    build(2021, data_dir)
    assert published(data_dir) == before
    assert not list((data_dir / "processed").glob(".2021*"))


def test_really_killed_the_published_tables_are_whole(data_dir):
    before = {table: midtjylland.load(table, 2021, data_dir) for table in TABLES}
    command = [sys.executable, "-m", "midtjylland", "build", "--data", str(data_dir)]
    for seconds in (0.2, 0.6, 1.0):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for table, frame in before.items():
            assert midtjylland.load(table, 2021, data_dir).equals(frame)


def test_two_builds_at_once_do_not_mix(data_dir):
    command = [sys.executable, "-m", "midtjylland", "build", "--data", str(data_dir)]
    processes = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [each.wait(timeout=120) for each in processes] == [0, 0]
    assert verify(data_dir) == []


@pytest.mark.parametrize("command", ["build", "ingest"])
def test_a_folder_that_can_not_be_written_is_one_sentence(
    command, data_dir, papers_file, monkeypatch, capsys, read_before
):
    def full(*_, **__):
        raise OSError(28, "No space left on device", "processed")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    more = [str(papers_file)] if command == "ingest" else []
    assert main([command, *more, "--data", str(data_dir)]) == 1
    assert capsys.readouterr().err == (
        "error: processed: No space left on device; what was published before is whole.\n"
    )


def test_other_papers_for_a_table_of_the_year_are_refused_in_one_sentence(data_dir, damaged):
    before = whole(data_dir)
    with pytest.raises(SourceError, match="which counts") as refused:
        ingest([damaged], data_dir)
    (told,) = refused.value.problems
    assert told.startswith(
        f"2021 has {NAME} already, and damaged.txt holds other rows of {GUIDANCE}"
    )
    assert whole(data_dir) == before


def test_one_document_for_two_years_is_refused(data_dir, papers_file):
    with pytest.raises(SourceError, match="is stored for 2021 already, and can't be the papers"):
        _refuse_other_year(data_dir, 2023, {"same.txt": papers_file.read_bytes()})


def test_a_text_that_names_no_year_is_not_stored_for_a_second_one(tmp_path):
    source, data = tmp_path / "papers.txt", tmp_path / "d"
    source.write_text("Resultatkontrakt for erhvervshuset\nintet at læse\n", "utf-8")
    ingest([source], data, 2022)
    before = whole(data)
    with pytest.raises(SourceError, match="papers of 2023 too"):
        ingest([source], data, 2023)
    assert whole(data) == before and {*before}


def test_a_mistyped_data_folder_is_refused_or_told(data_dir, papers_file, tmp_path, capsys):
    wrong = tmp_path / "dta"
    for command in (["build"], ["check"], ["transcribe", "mea_modules", "--year", "2021"]):
        assert main([*command, "--data", str(wrong)]) == 1
        assert str(wrong) in capsys.readouterr().err and not wrong.exists()
    # Papers may begin a new folder; that it is one is told.
    before = whole(data_dir)
    assert main(["ingest", str(papers_file), "--data", str(wrong)]) == 0
    assert f"{wrong} held no papers yet" in capsys.readouterr().out
    assert whole(data_dir) == before


def test_an_untouched_template_takes_no_table_away(data_dir, capsys):
    before = published(data_dir)
    assert main(["transcribe", "mea_modules", "--year", "2021", "--data", str(data_dir)]) == 0
    assert main(["build", "--data", str(data_dir)]) == 0
    assert "mea_modules.csv is as it was made" in capsys.readouterr().err
    assert published(data_dir) == before


def test_a_paper_about_something_else_is_not_stored(tmp_path):
    bakery = tmp_path / "bakery.txt"
    bakery.write_text("Bageriets priser\n\nRugbrød 45 kr\nKanelsnegl 28 kr\n", "utf-8")
    with pytest.raises(SourceError, match=r"no table can be read from bakery\.txt"):
        ingest([bakery], tmp_path / "d", 2030)
    assert whole(tmp_path / "d") == {}
