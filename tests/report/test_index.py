"""The index of a year and the index over the years."""

from __future__ import annotations

import base64
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from inprocess import describe
from PIL import Image
from reportkit import ALT, DATA, HOSTILE, YEAR, job, make_reports, record

from midtjylland.report import downloads
from midtjylland.report.index import write_year, write_years


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> Path:
    reports = tmp_path_factory.mktemp("indexes") / "reports"
    make_reports(reports)
    return reports


@pytest.fixture(scope="module")
def index(reports) -> BeautifulSoup:
    return read(reports / str(YEAR) / "index.html")


def read(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def text(found) -> str:
    return " ".join(found.get_text(" ").split())


def card(page: BeautifulSoup, title: str) -> BeautifulSoup:
    return next(each for each in page.select("article") if text(each.h3) == title)


def write(folder: Path, *jobs) -> BeautifulSoup:
    write_year(folder, record(*jobs), DATA)
    return read(folder / "index.html")


def test_an_analysis_is_one_sentence_a_figure_and_a_picture(index):
    found = card(index, "How many firms <have> the towns?")
    assert found.h3.a["href"] == "sample.html"
    assert text(found.select_one(".key")) == "2 Large towns"
    assert text(found.select_one(".variants")) == "With other parameters: more of 5 %: 2"
    assert "2 of 3 towns have more than 100 firms, 66.7 %." in text(found)
    # The notebook's first picture, 700 wide, made smaller and kept in shape.
    assert found.img["alt"] == ALT
    picture = Image.open(io.BytesIO(base64.b64decode(found.img["src"].split(",")[1])))
    assert picture.size == (640, 366)


def test_other_parameters_of_a_notebook_stand_on_its_card(tmp_path):
    for name in ("spread", "spread_5"):
        (tmp_path / f"{name}.html").write_text("")
    error = {"cell": 1, "type": "E", "message": "m"}
    jobs = [
        job("spread"),
        job("spread_5", notebook="spread"),
        job("spread_15", notebook="spread", error=error),
    ]
    index = write(tmp_path, *jobs)
    assert len(index.select("article")) == 1
    variants = index.select_one(".variants")
    assert [link["href"] for link in variants.select("a")] == ["spread_5.html"]
    assert text(variants).endswith("spread_15 (failed in the last run)")


def test_other_runs_stand_apart_named_by_what_differs_and_leave_the_batch_alone(tmp_path):
    other = job(
        "spread,rules_on=2022-06-01",
        notebook="spread",
        beside="of the batch",
        differs={"rules_on": "2022-06-01", "event": "council_adoption", "seeds": [1, 2]},
        headline={"sentence": "Other."},
    )
    for name in ("spread", other["name"]):
        (tmp_path / f"{name}.html").write_text("")
    index = write(tmp_path, job("spread", headline={"sentence": "Own."}), other)
    assert [text(each) for each in index.select("article p")] == ["Own."]
    [item] = index.select("section[aria-labelledby=others] li")
    label = "(Rules of the day: 1 June 2022, Event: Council adoption, Seeds: 1, 2)"
    assert text(item) == f"{other['name']} {label} Other."
    assert item.a["href"] == "spread,rules_on=2022-06-01.html"
    (tmp_path / "2021").mkdir()
    (tmp_path / "2021" / "run.json").write_text(json.dumps(record(job("spread"), other)))
    write_years(tmp_path)
    assert len(read(tmp_path / "index.html").select("li")) == 1


def test_a_failed_analysis_says_why_and_its_older_report_stays_linked(index, tmp_path):
    failed = card(index, "failed")
    assert HOSTILE[1] in text(failed)
    assert not failed.select("a")
    (tmp_path / "spread.html").write_text("older")
    error = {"cell": 5, "type": "ValueError", "message": "no such table"}
    index = write(tmp_path, job("spread", status="failed", error=error))
    assert card(index, "spread").h3.a["href"] == "spread.html"
    assert "ValueError: no such table" in text(card(index, "spread"))


def test_an_analysis_that_no_longer_fits_its_inputs_says_so(tmp_path):
    index = write(tmp_path, job("spread", stale=True), job("other"))
    assert "has changed since it ran" in text(card(index, "spread"))
    assert "has changed" not in text(card(index, "other"))


def test_goals_are_told_by_word_and_sign_not_by_colour(index):
    # Counted by hand in the papers of 2021 (tests/papers/year_2021/truth.yaml).
    goals = [text(item) for item in index.select(".goals li")]
    assert goals == ["✓ 5 met", "✗ 7 not met", "≠ 2 not comparable", "? 1 no result"]
    rows = [text(row) for row in index.select("section[aria-labelledby=goals] tbody tr")]
    assert len(rows) == 15
    assert rows[0] == "1a Awareness of the business hub ✗ Not met at least 45 % 35 % Business hub"


def indicators(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {"item": "1a", "indicator": "hub_awareness", "comparator": ">=", "unit": "pct"}
    usual |= {"target_value": 80.0, "coverage": "business_hub", "note": None}
    return pd.DataFrame([{**usual, **row} for row in rows])


def goals(folder: Path, monkeypatch, frame: pd.DataFrame) -> BeautifulSoup:
    """Index of a year with these indicators, synthetic ones."""
    descriptor, tables = downloads.read_package(YEAR, DATA)
    resource = {"name": "contract_indicators", "description": "Synthetic."}
    others = [each for each in tables if each.name != "contract_indicators"]
    added = [*others, downloads.PublishedTable(frame, resource)]
    monkeypatch.setattr(downloads, "read_package", lambda *_: (descriptor, added))
    monkeypatch.setattr(downloads, "spreadsheet", lambda *_: b"")
    return write(folder)


def test_each_figure_of_the_contract_is_told_in_words_with_its_own_unit(tmp_path, monkeypatch):
    frame = indicators(
        {"result_value": 75.0, "status": "not_met"},
        {"result_value": None, "status": "no_figure", "indicator": "green_growth", "item": "5b"},
        {"result_value": -0.4, "status": "not_met", "unit": "pct_point", "comparator": ">"},
        {"result_value": 2860.0, "status": "not_comparable", "unit": "count", "note": HOSTILE[1]},
        # 2021, goal 5b: set in percentage points, reported as "11%".
        {"result_value": 11.0, "status": "not_comparable", "unit": "pct_point"},
        {"result_value": 72.0, "status": "met", "unit": "score", "coverage": "national"},
    )
    index = goals(tmp_path, monkeypatch, frame)
    rows = [text(row) for row in index.select("section[aria-labelledby=goals] tbody tr")]
    assert rows == [
        "1a Awareness of the business hub ✗ Not met at least 80 % 75 % Business hub",
        "5b “I 2021 skal virksomhedernes … "
        "omstilling og cirkulær økonomi’” ? No result at least 80 % – Business hub",
        "1a Awareness of the business hub ✗ Not met more than 80 percentage points "
        "-0.4 percentage points Business hub",
        "1a Awareness of the business hub ≠ Not comparable at least 80 2,860 Business hub "
        + HOSTILE[1],
        "1a Awareness of the business hub ≠ Not comparable at least 80 percentage points 11 "
        "Business hub",
        "1a Awareness of the business hub ✓ Met at least 80 72 National",
    ]
    counts = [text(item) for item in index.select(".goals li")]
    assert counts == ["✓ 1 met", "✗ 2 not met", "≠ 2 not comparable", "? 1 no result"]


@pytest.mark.parametrize("published", [True, False])
def test_without_figures_of_the_contract_there_is_no_such_part(tmp_path, monkeypatch, published):
    frame = indicators({"result_value": 1.0, "status": "met"})[:0]
    index = goals(tmp_path, monkeypatch, frame)
    if not published:
        descriptor, (*others, _) = downloads.read_package(YEAR, DATA)
        monkeypatch.setattr(downloads, "read_package", lambda *_: (descriptor, others))
        index = write(tmp_path)
    assert not index.select(".goals, #goals")
    assert "#goals" not in [link["href"] for link in index.select(".parts a")]


def test_findings_of_the_source_are_listed(index):
    rows = [text(row) for row in index.select("section[aria-labelledby=findings] tbody tr")]
    published = (DATA / "processed" / str(YEAR) / "findings.csv").read_text("utf-8")
    # Notes that compare nothing stand in findings.csv alone.
    assert len(rows) == 8 < len(published.splitlines()) - 1
    # The one that README names as known: 6.9 % printed, 178 of 2,729 are 6.5 %.
    assert any(row.startswith("Warning") and "Skanderborg prints 6.9 %" in row for row in rows)


def test_a_source_without_findings_is_said_to_have_none(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(DATA / "processed", data / "processed")
    findings = data / "processed" / str(YEAR) / "findings.csv"
    findings.write_text(findings.read_text("utf-8").splitlines()[0] + "\n")
    describe(data)
    write_year(tmp_path, record(), data)
    assert "The checks found no disagreement." in text(read(tmp_path / "index.html"))


def test_downloads_and_sources_are_named(index, reports):
    links = [link["href"] for link in index.select(".downloads a")]
    assert links[:2] == ["tables.xlsx", "data/datapackage.json"]
    assert "data/guidance_by_municipality.csv" in links
    assert all((reports / str(YEAR) / link).exists() for link in links)
    # The checksum of the document that the README of the data names.
    assert "d0f6deae3e83e6ec90427c8138fbaa97a66155d3ee74a5522d944a130a8a563a" in text(index.footer)
    assert "23 November 2026, commit 0123abc" in text(index.footer)
    assert index.footer.a["href"] == "run.json"


def test_the_years_are_listed_newest_first_with_their_sentences(tmp_path):
    for year, sentence in ((2021, "Older."), (2022, "Newer.")):
        (tmp_path / str(year)).mkdir()
        (tmp_path / str(year) / "spread.html").write_text("")
        jobs = [job("spread", headline={"sentence": sentence})]
        (tmp_path / str(year) / "run.json").write_text(json.dumps(record(*jobs)))
    (tmp_path / "2023").mkdir()
    write_years(tmp_path)
    page = read(tmp_path / "index.html")
    assert [heading.a["href"] for heading in page.select("h2")] == [
        "2022/index.html",
        "2021/index.html",
    ]
    assert [text(item) for item in page.select("li")] == ["spread Newer.", "spread Older."]
    assert page.select_one("li a")["href"] == "2022/spread.html"


def test_a_second_index_is_the_same_to_the_byte(reports):
    folder = reports / str(YEAR)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    write_year(folder, json.loads((folder / "run.json").read_text("utf-8")), DATA)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
