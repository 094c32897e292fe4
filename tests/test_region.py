"""The region is data: an own file, its mistakes, and papers that word something anew."""

import pytest
from rehearsal import write_papers

import midtjylland
from midtjylland.assembly import tables_of
from midtjylland.cli import main
from midtjylland.core.findings import MidtjyllandError
from midtjylland.document import read_document
from midtjylland.store.build import ingest

# A sentence without one telling word of the old one.
OLD = "Der er i 2022 gennemført 37 moduler (inkl.\nErhvervsudviklingsdøgn) med 1.214 deltagere."
NEW = "MEA har i 2022 holdt 37 kurser (inkl.\nErhvervsudviklingsdøgn) for 1.214 personer."
DECLARED = "Der er i {year} gennemført {modules} moduler … med {participants} deltagere"


@pytest.fixture
def own(tmp_path):
    """Data folder with a region of its own, and the text of that."""
    path = tmp_path / "data" / "region.yaml"
    assert main(["region", "--data", str(tmp_path / "data")]) == 0
    return path


def edit(path, *changes):
    text = path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def line_of(path, words):
    lines = path.read_text("utf-8").split("\n")
    return next(number for number, line in enumerate(lines, start=1) if words in line)


def test_the_command_writes_a_copy_once(tmp_path, capsys):
    arguments = ["region", "--data", str(tmp_path / "data")]
    assert main(arguments) == 0
    path = tmp_path / "data" / "region.yaml"
    edit(path, ("name: Midtjylland", "name: Elsewhere"))
    assert midtjylland.load_region(tmp_path / "data").name == "Elsewhere"
    assert main(arguments) == 1
    assert "is there already and is read; edit that" in capsys.readouterr().err
    assert "name: Elsewhere" in path.read_text("utf-8")


def test_it_is_read_from_notebooks_too(own, tmp_path, monkeypatch):
    edit(own, ("name: Midtjylland", "name: Elsewhere"))
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert midtjylland.load_region("data").name == "Elsewhere"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("name: Midtjylland", "nmae: Midtjylland", "there is no nmae; did you mean name?"),
        ('code: "0615"', 'code: "615"', "code '615' must be like"),
        ('code: "0657"', 'code: "0615"', "two have the code 0615"),
        ("name: Herning", "name: Horsens", "two have the name Horsens"),
        ("tile: [4, 3]", "tile: [2, 1]", "two have the tile (2, 1)"),
        ("{municipalities} midtjyske kommuner fik", "{kommuner} midtjyske kommuner fik",
         "can't have {kommuner} here; its places are {municipalities}"),
        ("{half}. halvår {year}\"\n  chart", "{half}. halvår\"\n  chart",
         "needs the place {year} for its figure"),
        ("guidance_by_municipality:\n    - ", "guidance_by_municipality:\n    -\t- ", "not YAML"),
        ("publisher: KKR Midtjylland", "name: x", "name stands twice"),
    ],
)  # fmt: skip
def test_mistakes_in_it_are_told_with_their_line(own, old, new, why):
    edit(own, (old, new))
    with pytest.raises(MidtjyllandError) as refused:
        midtjylland.load_region(own.parent)
    assert any(why in problem for problem in refused.value.problems), refused.value.problems
    assert all(problem.startswith(f"{own.as_posix()}, line ") for problem in refused.value.problems)


def test_the_line_of_a_mistake_is_that_of_an_editor(own):
    edit(own, ("{municipalities} midtjyske kommuner fik", "{kommuner} midtjyske kommuner fik"))
    line = line_of(own, "{kommuner} midtjyske")
    with pytest.raises(MidtjyllandError, match=f"region.yaml, line {line}: dk2020_cohorts.pilot"):
        midtjylland.load_region(own.parent)


def test_a_reworded_sentence_is_refused_with_candidates_and_read_after_the_edit(tmp_path, capsys):
    papers = write_papers(tmp_path / "papers.pdf", 2022, {OLD: NEW})
    data = tmp_path / "data"
    assert main(["ingest", str(papers), "--data", str(data)]) == 3
    said = capsys.readouterr().err.splitlines()
    assert not (data / "processed" / "2022" / "mea_modules.csv").exists()
    (told,) = [line for line in said if line.startswith("error: mea_modules: ")]
    # Page and line as printed: the third page of the contract report, line 10 from its top.
    assert "page 3, line 10 'MEA har i 2022 holdt 37 kurser" in told
    assert "`midtjylland region` puts it into the data folder" in told
    assert main(["region", "--data", str(data)]) == 0
    own = data / "region.yaml"
    assert f"line {line_of(own, DECLARED)} (stated_totals.mea_modules)" in told
    result = '"Der er i {year} gennemført {count} moduler"'
    goals = " ".join(line for line in said if line.startswith("error: contract_goals: "))
    assert f"line {line_of(own, result)} (contract.goals.targets.result)" in goals
    edit(
        own,
        (f'    - "{DECLARED}"', f'    - "{DECLARED}"\n    - "MEA har i {{year}} holdt {{modules}} '
         'kurser … for {participants} personer"'),
        (result, f'{result}, "MEA har i {{year}} holdt {{count}} kurser"'),
    )  # fmt: skip
    assert main(["ingest", str(papers), "--data", str(data)]) == 0
    stated = midtjylland.load("stated_totals", 2022, data).set_index("quantity")["value"]
    assert (stated["modules"], stated["participants"]) == (37, 1214)
    results = midtjylland.load("contract_goals", 2022, data)["result_text"].dropna()
    assert results.str.startswith("MEA har i 2022 holdt 37 kurser").sum() == 1


def test_a_table_that_is_missing_names_its_section_and_what_is_near(tmp_path, capsys):
    words = {
        "Alle 19 midtjyske kommuner er med i DK2020 projektet": "Alle er med i DK2020 projektet",
        "midtjyske kommuner fik klimaplan godkendt": "af vores har nu en vedtaget klimaplan",
        "kommuner forventes at få godkendt klimaplan": "af vores venter en vedtaget klimaplan",
        "kommuner har pt. fået godkendt": "har nu fået vedtaget",
    }
    papers = write_papers(tmp_path / "papers.pdf", 2022, words)
    assert main(["ingest", str(papers), "--data", str(tmp_path / "data")]) == 3
    (told,) = [
        line
        for line in capsys.readouterr().err.splitlines()
        if line.startswith("error: dk2020_cohorts: ")
    ]
    assert "no row was found" in told
    for section in ("pilot", "cohort", "approved_so_far"):
        assert f"(dk2020_cohorts.{section})" in told
    # The reworded sentences stand on lines 10 to 12, below the word Status.
    assert "page 11, line 9 'Status - 4 af vores har nu en vedtaget" in told


def test_papers_in_several_files_are_named_in_what_is_said(tmp_path, capsys):
    from papers.build import build_pdf
    from rehearsal import reworded

    words = {"og drives af 31 partnere organiseret i": "og drives af 31 partnere fordelt på"}
    papers = reworded(2021, words)
    files = [build_pdf([paper], tmp_path / f"{name}.pdf") for name, paper in papers.items()]
    assert main(["ingest", *map(str, files), "--data", str(tmp_path / "data")]) == 3
    (told,) = [
        line
        for line in capsys.readouterr().err.splitlines()
        if line.startswith("error: climate_projects: ")
    ]
    assert "climate_status.pdf, page " in told and "fordelt på" in told
    assert "climate_projects.sentences" in told


def test_papers_that_lack_nothing_suggest_nothing(pdfs, tmp_path):
    findings = ingest([pdfs[2022]], tmp_path / "data").findings
    assert not [f for f in findings if "word it otherwise" in f.message]


def test_a_total_that_only_compares_is_missed_too(papers, region):
    old = "har været i dialog med"
    assert papers.text.count(old) == 1
    text = papers.text.replace(old, "har haft samtaler med")
    document = read_document(text.encode(), "papers.txt")
    _, findings = tables_of([document], region, 2021, midtjylland.load_population("none"))
    (told,) = [f for f in findings if f.check == "stated-total-absent"]
    assert (told.table, told.severity) == ("ecsmv_rules", "info")
    assert "firms_in_dialogue, firms_with_business_model" in told.message
    assert "har haft samtaler med" in told.message and "stated_totals.ecsmv_rules" in told.message
