"""What a batch checks before anything starts, and by what it knows a job again."""

from __future__ import annotations

import json
import shlex
from hashlib import sha256
from pathlib import Path

import pytest
from batchkit import PARAMETERS, Repository

from midtjylland import cli
from midtjylland.core.findings import MidtjyllandError
from midtjylland.run import batch, plan
from midtjylland.run.batchfile import read_batch
from midtjylland.run.plan import Request

SAYING = PARAMETERS + 'language: str = "en"  # language [en|da]\n'
COMPARING = PARAMETERS + "compare_years: list[int] = []  # years to compare with\n"


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Repository:
    repository = Repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    repository.add("spread", "tolerance_pct")
    repository.add(
        "modules", "year", parameters="year: int = 2021  # y\ndata_dir: str = 'data'  # d\n"
    )
    repository.batch_of("spread", "modules")
    return repository


def refused(repository: Repository, **asked) -> list[str]:
    with pytest.raises(MidtjyllandError) as error:
        Request(*repository.folders(), **asked).plan()
    return list(error.value.problems)


def planned(repository: Repository, **asked):
    return {(j.year, j.name): j for j in Request(*repository.folders(), **asked).plan().jobs}


def test_every_year_with_tables_is_run_unless_the_file_or_the_caller_says_which(repository):
    repository.add_year(2022)
    assert [*planned(repository)] == [
        (2021, "spread"), (2022, "spread"), (2021, "modules"), (2022, "modules"),
    ]  # fmt: skip
    repository.batch("years: [2022]\nnotebooks:\n  - notebook: spread\n")
    assert [*planned(repository)] == [(2022, "spread")]
    assert [*planned(repository, years=[2021])] == [(2021, "spread")]


def test_notebooks_are_chosen_by_notebook_or_by_report(repository):
    repository.batch("""\
notebooks:
  - notebook: spread
  - {notebook: spread, name: spread_5, parameters: {tolerance_pct: 5}}
  - notebook: modules
""")
    # A report's own name goes before that of a notebook with several.
    assert [*planned(repository, notebooks=["spread"])] == [(2021, "spread")]
    assert [*planned(repository, notebooks=["spread_5"])] == [(2021, "spread_5")]
    repository.batch("""\
notebooks:
  - {notebook: spread, name: narrow, parameters: {tolerance_pct: 5}}
  - {notebook: spread, name: wide, parameters: {tolerance_pct: 15}}
""")
    assert [*planned(repository, notebooks=["spread"])] == [(2021, "narrow"), (2021, "wide")]


def test_other_parameters_are_another_run_named_by_what_differs(repository):
    [job] = planned(repository, notebooks=["spread"], parameters={"tolerance_pct": "7.5"}).values()
    assert job.name == job.entry["name"] == "spread,tolerance_pct=7.5"
    assert job.entry["parameters"] == {"year": 2021, "data_dir": "data", "tolerance_pct": 7.5}
    assert (job.entry["differs"], job.entry["title"]) == ({"tolerance_pct": 7.5}, None)
    rerun = "midtjylland run --year 2021 --notebook spread --force -p tolerance_pct=7.5"
    assert job.entry["rerun"] == rerun


def test_parameters_of_a_run_of_the_batch_are_that_run(repository):
    repository.batch("""\
notebooks:
  - notebook: spread
  - {notebook: spread, name: spread_15, title: wide, parameters: {tolerance_pct: 15}}
""")
    for name, value, meant in (
        ("spread", "15", "spread_15"), ("spread", "10.0", "spread"), ("spread_15", "10", "spread"),
    ):  # fmt: skip
        asked = planned(repository, notebooks=[name], parameters={"tolerance_pct": value})
        assert [*asked.values()] == [planned(repository)[2021, meant]]
    [job] = planned(
        repository, notebooks=["spread_15"], parameters={"tolerance_pct": "12"}
    ).values()
    assert (job.name, job.entry["title"]) == ("spread,tolerance_pct=12", None)


def test_defaults_that_the_batch_does_not_use_are_another_run_too(repository):
    repository.batch("notebooks:\n  - {notebook: spread, parameters: {tolerance_pct: 5}}\n")
    asked = planned(repository, parameters={"tolerance_pct": "10"})
    assert [*asked] == [(2021, "spread,defaults")]


def test_values_that_no_file_name_holds_still_have_names_of_their_own(repository):
    cell = PARAMETERS + "place: str = ''  # place\n"
    repository.add("spread", "1", parameters=cell)
    names = [
        job.name
        for place in ("../a", "..:a", "å" * 300, "å" * 301)
        for job in planned(repository, notebooks=["spread"], parameters={"place": place}).values()
    ]
    assert len({*names}) == 4
    for name in names:
        assert Path(name).name == name and len(name) < 200 and name.isascii()


def test_language_and_title_are_those_of_the_file_and_the_language_is_part_of_the_job(repository):
    text = "notebooks:\n  - {notebook: spread, title: as it is}\n"
    repository.batch(text)
    english = planned(repository)[2021, "spread"].entry
    assert (english["language"], english["title"]) == ("en", "as it is")
    repository.batch(f"languages: [da]\n{text}")
    danish = planned(repository)[2021, "spread"].entry
    assert danish["language"] == "da"
    assert danish["fingerprint"] != english["fingerprint"]


def test_each_language_has_a_job_and_all_but_the_first_a_folder_of_their_own(repository):
    repository.add("said", "language", parameters=SAYING)
    repository.batch("languages: [en, da]\nnotebooks:\n  - notebook: said\n")
    jobs = Request(*repository.folders()).plan().jobs
    assert [(job.folder.name, job.entry["parameters"]["language"]) for job in jobs] == [
        ("2021", "en"), ("da", "da"),
    ]  # fmt: skip
    assert [job.entry["made_in"] for job in jobs] == [["en", "da"]] * 2
    # Alone it is the same job once there is an English page, which its own then links to.
    (alone,) = Request(*repository.folders(), language="da").plan().jobs
    assert alone.entry["made_in"] == ["da"] and alone.folder == jobs[1].folder
    assert alone.entry["fingerprint"] != jobs[1].entry["fingerprint"]
    jobs[0].folder.mkdir(parents=True)
    jobs[0].path("html").write_text("")
    (danish,) = Request(*repository.folders(), language="da").plan().jobs
    assert danish == jobs[1] and "--language da" in danish.entry["rerun"]
    repository.batch("languages: [da]\nnotebooks:\n  - notebook: said\n")
    assert planned(repository)[2021, "said"].folder.name == "2021"


def test_the_language_is_no_parameter_of_the_command_line(repository):
    repository.add("spread", "1", parameters=SAYING)
    (problem,) = refused(repository, notebooks=["spread"], parameters={"language": "da"})
    assert "--language, or languages in batch.yaml" in problem


def test_commit_is_told_but_reruns_nothing(repository, monkeypatch):
    before = planned(repository)[2021, "spread"].entry
    monkeypatch.setattr(plan, "commit_of", lambda folder: f"commit of {folder}")
    after = planned(repository)[2021, "spread"].entry
    assert (before["commit"], after["commit"]) == (None, "commit of notebooks")
    assert after["fingerprint"] == before["fingerprint"]


def test_line_to_run_again_is_one_that_the_command_line_understands(repository):
    repository.data.rename(repository.root / "other data")
    request = Request(Path("notebooks"), Path("other data"), Path("out"))
    job = request.plan().jobs[0]
    options = cli._parser().parse_args(shlex.split(job.entry["rerun"])[1:])
    assert (options.data, options.reports) == (Path("other data"), Path("out"))
    assert (options.year, options.notebook, options.force) == ([2021], ["spread"], True)


def test_code_of_a_municipality_stays_text(repository):
    cell = PARAMETERS + "municipality_code: str = ''  # code\n"
    repository.add("spread", "1", parameters=cell)
    repository.batch(
        "notebooks:\n  - notebook: spread\n    parameters: {municipality_code: 0615}\n"
    )
    job = planned(repository)[2021, "spread"]
    assert job.entry["parameters"]["municipality_code"] == "0615"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: this must be lines of `name: value`."),
        ("years: [2021]", "line 1: notebooks is missing; add it."),
        ("languages: [dk]\nnotebooks: [{notebook: a}]", "line 1: languages.0 'dk' must be"),
        ("languages: [da, da]\nnotebooks: [{notebook: a}]", "line 1: languages: name each"),
        ("notebooks: []", "line 1: notebooks must not be empty."),
        ("notebooks:\n  - notebook: a\n    nmae: b\n", "line 3: there is no nmae; did you mean"),
        ("notebooks:\n  - notebook: ../a\n", "line 2: notebooks.0.notebook '../a' must be like"),
        (
            "notebooks:\n  - notebook: a\n\n    timeout_seconds: 0",
            "line 4: notebooks.0.timeout_seconds '0' must be more than 0.",
        ),
        ("notebooks:\n- notebook: a\n- notebook: A", "line 3: A.html is also written by line 2"),
        ("notebooks:\n- notebook: index", "line 2: index.html is also written by the index of"),
    ],
)
def test_file_is_refused_with_its_line(repository, text, problem):
    path = repository.batch(text)
    with pytest.raises(MidtjyllandError) as error:
        read_batch(path)
    [sentence] = error.value.problems
    assert sentence.startswith(f"{path}, {problem}")


def test_file_that_is_missing_or_not_text_is_refused(repository):
    (repository.notebooks / "batch.yaml").write_bytes(b"notebooks: \xff")
    assert refused(repository) == ["notebooks/batch.yaml is not text in UTF-8; save it as that."]
    (repository.notebooks / "batch.yaml").unlink()
    assert refused(repository) == [
        "notebooks/batch.yaml is not there; run this in the repository's top folder."
    ]


def test_everything_that_is_wrong_is_told_at_once_and_nothing_starts(repository, monkeypatch):
    repository.batch("""\
notebooks:
  - notebook: spread
    parameters:
      tolerance: 5
  - notebook: spread
    name: wide
    parameters:
      tolerance_pct: 60
      year: 2020
  - notebook: nowhere
""")
    asked = {
        "years": [2021, 2020],
        "notebooks": ["spred", "wide"],
        "parameters": {"tolerance_pct": "x"},
    }
    with pytest.raises(MidtjyllandError) as error:
        batch.run(*repository.folders(), **asked)
    assert list(error.value.problems) == [
        "there are no tables of 2020 (at hand: 2021); ingest its papers first.",
        "--notebook spred: notebooks/batch.yaml has no such notebook; did you mean spread?",
        "notebooks/batch.yaml, line 4, spread: there is no parameter tolerance; did you mean "
        "tolerance_pct?",
        "notebooks/batch.yaml, line 8, wide: tolerance_pct = 60: must be at most 50 (float).",
        "notebooks/batch.yaml, line 9, wide: --year and --data set this; leave it out.",
        "-p tolerance_pct, wide: tolerance_pct = x: must be a number (float).",
        "notebooks/batch.yaml, line 10: notebooks/nowhere.ipynb does not exist.",
    ]
    assert not repository.reports.exists()


def test_parameter_of_the_command_line_must_be_known_to_every_notebook_chosen(repository):
    assert refused(repository, parameters={"tolerance_pct": "5"}) == [
        "-p tolerance_pct, modules: there is no parameter tolerance_pct; there are year, data_dir."
    ]


def test_two_sets_that_come_to_the_same_are_one_run_and_two_in_the_file_are_refused(repository):
    repository.batch("""\
notebooks:
  - {notebook: spread, name: narrow, parameters: {tolerance_pct: 5}}
  - {notebook: spread, name: wide, parameters: {tolerance_pct: 15}}
""")
    asked = planned(repository, parameters={"tolerance_pct": "7"})
    assert [*asked] == [(2021, "spread,tolerance_pct=7")]
    path = repository.notebooks / "batch.yaml"
    path.write_text(path.read_text().replace("15", "5.0"))
    assert refused(repository) == [
        "narrow and wide of 2021 would be one and the same run (same notebook, same parameters); "
        "remove one of them from batch.yaml."
    ]


@pytest.mark.parametrize(
    ("year", "why"),
    [
        (2021, " is the year itself; leave it out."),
        (2019, ": there are no tables of that year, only of 2021."),
    ],
)
def test_year_that_there_is_nothing_to_compare_with_is_refused(repository, year, why):
    repository.add("spread", "1", parameters=COMPARING)
    repository.batch_of("spread")
    problems = refused(repository, notebooks=["spread"], parameters={"compare_years": str(year)})
    assert problems == [f"spread: compare_years = {year}{why}"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{}", "is no notebook of nbformat 4; save it anew."),
        ("no JSON", "is no notebook of nbformat 4; save it anew."),
        ('{"nbformat": 3}', "is no notebook of nbformat 4; save it anew."),
        (
            '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}',
            "has 0 cells tagged `parameters`; give it exactly one.",
        ),
    ],
)
def test_file_that_is_no_notebook_is_refused(repository, content, problem):
    (repository.notebooks / "modules.ipynb").write_text(content)
    assert refused(repository) == [
        f"notebooks/batch.yaml, line 3: notebooks/modules.ipynb {problem}"
    ]


def test_notebook_without_the_parameters_that_the_batch_sets_is_refused(repository):
    repository.add("modules", "1", parameters="tolerance: int = 1  # t\n")
    assert refused(repository) == [
        "notebooks/batch.yaml, line 3: notebooks/modules.ipynb has no parameter year and no "
        "data_dir, which the batch sets; add it."
    ]


def test_no_tables_and_no_jobs_at_a_time_are_refused(repository):
    (repository.data / "processed" / "2021" / "datapackage.json").unlink()
    assert refused(repository) == ["data has no tables; ingest the papers first."]
    with pytest.raises(MidtjyllandError, match="--jobs 0: give a number of 1 or more"):
        batch.run(*repository.folders(), jobs=0)


def leave_outputs(repository: Repository, _) -> None:
    """What an analyst leaves in a notebook who has run it."""
    path = repository.notebooks / "spread.ipynb"
    content = json.loads(path.read_text())
    content["cells"][1].update(execution_count=3, outputs=[{"output_type": "stream"}])
    content["cells"][1]["metadata"]["execution"] = {"iopub.status.busy": "now"}
    content["metadata"]["papermill"] = {"duration": 1.5}
    path.write_text(json.dumps(content, indent=2))


FIVE = "notebooks:\n  - {notebook: spread, parameters: {tolerance_pct: 5}}\n"
CHANGES = {
    "notebook": lambda repository, _: repository.add("spread", "tolerance_pct + 1"),
    "default": lambda repository, _: repository.add(
        "spread", "tolerance_pct", parameters=PARAMETERS.replace("10.0", "11.0")
    ),
    "parameter": lambda repository, _: repository.batch(FIVE),
    "library": lambda _, patch: patch.setattr(plan, "library_digest", lambda: "other"),
    "version": lambda _, patch: patch.setattr(plan, "versions", lambda: {"python": "3.12.0"}),
    "outputs": leave_outputs,
}


def is_the_same_job_after(repository: Repository, change: str, patch) -> bool:
    """Whether a job is the same after one of the changes, or after a file was written."""
    repository.batch_of("spread")
    before = planned(repository)[2021, "spread"].entry["fingerprint"]
    if change in CHANGES:
        CHANGES[change](repository, patch)
    else:
        path = repository.root / change
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("changed")
    return planned(repository)[2021, "spread"].entry["fingerprint"] == before


@pytest.mark.parametrize(
    "change",
    [
        "data/processed/2021/table.csv", "data/processed/2021/other.csv",
        "data/raw/2021/papers.txt", "data/raw/reference/population.csv", "data/region.yaml",
        "data/rules/ecsmv.yaml", "data/corrections/2021.yaml", "requirements.lock",
        "notebook", "default", "parameter", "library", "version",
    ],
)  # fmt: skip
def test_what_a_result_depends_on_makes_another_job(repository, monkeypatch, change):
    assert not is_the_same_job_after(repository, change, monkeypatch)


@pytest.mark.parametrize(
    "change",
    [
        "data/processed/2021/.swp", "data/processed/2020/table.csv", "data/corrections/2020.yaml",
        "README.md", "outputs",
    ],
)  # fmt: skip
def test_what_a_result_does_not_depend_on_makes_the_same_job(repository, monkeypatch, change):
    assert is_the_same_job_after(repository, change, monkeypatch)


def test_tables_that_a_build_swaps_at_this_moment_are_planned_and_then_refused(repository):
    folder = repository.data / "processed" / "2021"
    before = planned(repository)[2021, "modules"]
    folder.rename(folder.with_name(".2021.old"))
    between = planned(repository)[2021, "modules"]
    assert [*between.entry["inputs"].values()] == [*before.entry["inputs"].values()]
    assert all(".2021.old/" in name for name in between.entry["inputs"])


def test_compared_year_is_an_input(repository):
    repository.add_year(2020)
    repository.add("spread", "1", parameters=COMPARING)
    repository.batch("notebooks:\n  - notebook: spread\n    parameters: {compare_years: [2020]}\n")
    inputs = planned(repository, years=[2021])[2021, "spread"].entry["inputs"]
    table = repository.data / "processed" / "2020" / "table.csv"
    assert inputs["data/processed/2020/table.csv"] == sha256(table.read_bytes()).hexdigest()


def test_library_digest_changes_with_a_file_of_the_library(tmp_path, monkeypatch):
    from midtjylland.run import job

    for folder in ("run", "templates", "__pycache__"):
        (tmp_path / folder).mkdir()
    for name in ("job.py", "templates/page.css", "__pycache__/job.cpython-311.pyc.1234"):
        (tmp_path / name).write_text("first")
    monkeypatch.setattr(job, "__file__", str(tmp_path / "run" / "job.py"))
    digests = [job.library_digest()]
    for name in ("__pycache__/job.cpython-311.pyc.1234", "templates/page.css", "job.py"):
        (tmp_path / name).write_text("second")
        digests.append(job.library_digest())
    assert digests[0] == digests[1]
    assert len({*digests}) == 3


def test_copy_of_a_notebook_under_another_name_is_another_run(repository):
    repository.add("copy", "tolerance_pct")
    repository.batch_of("spread", "copy")
    assert [*planned(repository)] == [(2021, "spread"), (2021, "copy")]
