"""The whole way with papers nobody has seen: another region, through to its reports."""

import json
import re
import shlex
from importlib.resources import files
from pathlib import Path

import pytest
import regions
from truthkit import write_data

import midtjylland
from midtjylland.cli import _parser, main
from midtjylland.core.yaml import parse
from midtjylland.run.plan import Request
from midtjylland.store.corrections import Correction

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def syntland(tmp_path_factory):
    """Data folder and reports of the synthetic region: papers in, notebooks out."""
    home = tmp_path_factory.mktemp("syntland")
    default = (files("midtjylland") / "declared" / "regions" / "midtjylland.yaml").read_text(
        "utf-8"
    )
    regions.write_region(home / "data" / "region.yaml", default)
    papers = regions.write_papers(home / "papers.pdf")
    assert main(["ingest", str(papers), "--data", str(home / "data")]) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        folders = ["--data", str(home / "data"), "--reports", str(home / "reports")]
        assert main(["run", "--jobs", "2", *folders]) == 0
    return home


@pytest.fixture(scope="module")
def headlines(syntland):
    record = json.loads((syntland / "reports" / "2022" / "run.json").read_text("utf-8"))
    assert {job["status"] for job in record["jobs"]} == {"succeeded"}
    return {job["name"]: job["headline"] for job in record["jobs"]}


@pytest.mark.slow
def test_a_region_of_eleven_municipalities_is_read(syntland):
    region = midtjylland.load_region(syntland / "data")
    frame = midtjylland.load("guidance_by_municipality", 2022, syntland / "data")
    assert len(frame) == len(region.municipalities) == 11
    assert frame["municipality"].tolist() == [town["name"] for town in regions.TOWNS]
    findings = midtjylland.load("findings", 2022, syntland / "data")
    assert "error" not in set(findings["severity"])


@pytest.mark.slow
def test_every_notebook_runs_on_it(headlines):
    # From the made-up papers: 4 pilots, 4 and 3 municipalities, 4 and 2 of which are approved.
    dk2020 = headlines["dk2020_approvals"]
    assert (dk2020["municipalities"], dk2020["approved"], dk2020["expected"]) == (11, 10, 1)
    spread = headlines["guidance_spread"]
    assert (spread["municipalities"], spread["guided_firms"]) == (11, 3508)
    assert spread["outside_tolerance_exact"] is None
    assert headlines["mea_modules"]["modules"] == 37


@pytest.mark.slow
def test_its_pages_name_no_other_region(syntland):
    pages = sorted((syntland / "reports").rglob("*.html"))
    assert len(pages) > 6
    year = (syntland / "reports" / "2022" / "index.html").read_text("utf-8")
    assert "KKR Syntland" in year
    for page in pages:
        text = page.read_text("utf-8")
        for name in ("KKR Midtjylland", "Erhvervshus Midtjylland", "Skanderborg", "19 munici"):
            assert name not in text, f"{name} in {page.name}"
    descriptor = json.loads(
        (syntland / "data" / "processed" / "2022" / "datapackage.json").read_text("utf-8")
    )
    assert descriptor["name"] == "kkr-syntland-2022"


def test_the_checklist_names_commands_that_exist():
    text = (ROOT / "docs" / "annual-rerun.md").read_text("utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.S | re.M)
    lines = "".join(block for kind, block in blocks if not kind).split("\n")
    commands = [line for line in lines if line.startswith("midtjylland ")]
    named = set()
    for command in commands:
        options = _parser().parse_args(shlex.split(command)[1:])
        named.add(command.split()[1])
        assert callable(options.command)
    assert named == {
        *("ingest", "region", "explain", "population", "run", "check", "update-references")
    }
    (example,) = [block for kind, block in blocks if kind == "yaml"]
    assert parse(example, "example").validated(list[Correction])[0].value == "6.5"


def test_a_later_year_is_compared_with_the_one_before(tmp_path):
    data = write_data(tmp_path / "data")
    plan = Request(ROOT / "notebooks", data, tmp_path / "reports").plan()
    compared = {(job.year, str(job.entry["parameters"].get("compare_years"))) for job in plan.jobs}
    assert compared == {(2021, "[]"), (2022, "[2021]")}
