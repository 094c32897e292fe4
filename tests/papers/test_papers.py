"""The rebuilt papers themselves: nothing lost or hidden on a page, and a truth that holds."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from papers.build import FOLDERS, build_pdf, build_year, load_papers
from papers.truth import TRUTH

RAW = Path(__file__).parents[2] / "data" / "raw"
YEARS = sorted(FOLDERS)


def page(text: str | dict[str, Any], **settings: Any) -> dict[str, Any]:
    """A document of one page."""
    paper = {"title": "Prøve", "footer": "", "landscape": False, "font": "sans", "size": 9}
    return paper | settings | {"pages": [[text]]}


def letters(text: str) -> str:
    """Letters and digits only: the same however a line was broken."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def lines(content: Any) -> Iterator[str]:
    """Every line of text that the pages of a document hold."""
    if isinstance(content, str):
        yield from (line.removeprefix("# ") for line in content.split("\n"))
    elif isinstance(content, dict):
        yield from lines([content[key] for key in content if key != "widths"])
    elif isinstance(content, list):
        for part in content:
            yield from lines(part)


# --- The PDFs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_the_same_bytes_every_time(year: int, pdfs: dict[int, Path], tmp_path: Path) -> None:
    again = build_year(year, tmp_path / "again.pdf")

    assert again.read_bytes() == pdfs[year].read_bytes()


def test_a_line_wider_than_its_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="its cell has"):
        build_pdf(
            [page({"grid": {"widths": [40], "rows": [["for langt til cellen"]]}})], tmp_path / "x"
        )


def test_a_page_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="page 1 of 'Prøve' is too full"):
        build_pdf([page("\n".join(["linje"] * 100))], tmp_path / "x")


def test_a_letter_that_the_font_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="lacks"):
        build_pdf([page("漢")], tmp_path / "x")


# --- The pages and their truth --------------------------------------------------------------------


def test_each_line_of_2021_stands_in_the_real_papers() -> None:
    (source,) = (RAW / "2021").glob("*.txt")
    real = letters(source.read_text("utf-8"))

    drawn = [line for paper in load_papers(2021).values() for line in lines(paper["pages"])]

    assert [line for line in drawn if letters(line) not in real] == []


def test_the_synthetic_year_says_so_on_every_page(pdfs: dict[int, Path]) -> None:
    assert all(paper["title"].startswith("SYNTETISK") for paper in load_papers(2022).values())
    with pypdfium2.PdfDocument(pdfs[2022]) as pdf:
        assert pdf.get_metadata_value("Title").startswith("SYNTETISK")
        for sheet in pdf:
            assert sheet.get_textpage().get_text_range().startswith("SYNTETISK TESTDOKUMENT")


@pytest.mark.parametrize("year", YEARS)
def test_texts_of_the_truth_stand_on_the_pages(year: int) -> None:
    pages = letters(" ".join(line for paper in load_papers(year).values() for line in lines(paper)))

    goals, modules = TRUTH[year]["contract_goals"], TRUTH[year]["mea_modules"]
    texts = [row[column] for row in goals for column in ("goal", "target_text", "result_text")]
    texts += [row["title"] for row in modules]
    texts += [row["question"] for row in TRUTH[year]["regional_fora"]]
    assert [text for text in texts if text and letters(text) not in pages] == []


@pytest.mark.parametrize("year", YEARS)
def test_rows_of_the_truth_stand_in_the_guidance_table(year: int) -> None:
    drawn = [" ".join(row) for row in nested_rows(load_papers(year)["contract_report"])]
    printed = [letters(row).replace("århus", "aarhus") for row in drawn]

    rows = [
        (
            row["municipality"],
            row["population_share_pct"],
            row["guided_firms"],
            row["guided_share_pct"],
        )
        for row in TRUTH[year]["guidance_by_municipality"]
    ]
    assert [letters("".join(map(str, row))) for row in rows] == [
        row for row in printed if row.startswith(tuple(letters(name) for name, *_ in rows))
    ]


def nested_rows(paper: dict[str, Any]) -> Iterator[list[str]]:
    """Rows of the tables inside cells of a document's tables."""
    for blocks in paper["pages"]:
        for outer in (block["grid"] for block in blocks if isinstance(block, dict)):
            for cell in (cell for row in outer["rows"] for cell in row if isinstance(cell, list)):
                for inner in (block["grid"] for block in cell if isinstance(block, dict)):
                    yield from inner["rows"]


@pytest.mark.parametrize(
    ("year", "targets", "figures", "statuses"),
    [
        (2021, 18, 15, {"met": 5, "not_met": 7, "not_comparable": 2, "no_figure": 1}),
        (2022, 16, 15, {"met": 7, "not_met": 6, "not_comparable": 1, "no_figure": 1}),
    ],
)
def test_indicators_of_the_truth(
    year: int, targets: int, figures: int, statuses: dict[str, int]
) -> None:
    indicators = TRUTH[year]["contract_indicators"]

    assert len(TRUTH[year]["contract_goals"]) == targets
    assert len(indicators) == figures
    assert Counter(row["status"] for row in indicators) == statuses
    for row in indicators:
        over = row["comparator"] == ">"
        if row["status"] in ("met", "not_met"):
            reached = row["result_value"] > row["target_value"] - (0 if over else 1e-9)
            assert reached == (row["status"] == "met"), row["indicator"]
        assert (row["result_value"] is None) == (row["status"] == "no_figure")


@pytest.mark.parametrize(
    ("year", "region", "outside", "everywhere"), [(2021, 2729, 131, 2860), (2022, 3508, 137, 3645)]
)
def test_counts_add_up(year: int, region: int, outside: int, everywhere: int) -> None:
    truth = TRUTH[year]

    assert sum(row["guided_firms"] for row in truth["guidance_by_municipality"]) == region
    assert region + outside == everywhere
    stated = {row["quantity"]: row["value"] for row in truth["stated_totals"]}
    told = {"firms_in_dialogue", "firms_with_business_model", "collective_participants"}
    told |= {"pilot_municipalities_action_plan", "joined_municipalities_action_plan"}
    assert told <= set(stated)
    assert {quantity: value for quantity, value in stated.items() if quantity not in told} == {
        "modules": len(truth["mea_modules"]),
        "participants": {2021: 1646, 2022: 1214}[year],
        "guided_firms_region": region,
        "guided_firms_outside": outside,
        "guided_firms_all": everywhere,
        "municipalities": sum(row["municipalities"] for row in truth["dk2020_cohorts"]),
    }
    assert truth["green_guidance"][0]["of_guided_firms"] == everywhere
    for column in ("population_share_pct", "guided_share_pct"):
        total = sum(row[column] for row in truth["guidance_by_municipality"])
        assert total == pytest.approx(100, abs=1e-9), column


@pytest.mark.parametrize("year", YEARS)
def test_modules_are_of_the_year_and_in_order(year: int) -> None:
    modules = TRUTH[year]["mea_modules"]
    starts = [date.fromisoformat(row["start_date"]) for row in modules]

    assert [row["module_no"] for row in modules] == list(range(1, len(modules) + 1))
    assert starts == sorted(starts)
    assert {start.year for start in starts} == {year}


def test_shares_of_2021_that_differ_from_their_counts() -> None:
    # README of the data: five by less than 0.1 point, Skanderborg by 0.4; Ikast-Brande is 2.748.
    gaps = {
        row["municipality"]: row["guided_share_pct"] - 100 * row["guided_firms"] / 2729
        for row in TRUTH[2021]["guidance_by_municipality"]
    }
    off = {town: gap for town, gap in gaps.items() if abs(gap) > 0.05}

    assert sorted(off) == [
        "Aarhus",
        "Favrskov",
        "Horsens",
        "Ikast-Brande",
        "Randers",
        "Skanderborg",
    ]
    assert off.pop("Skanderborg") == pytest.approx(0.4, abs=0.05)
    assert max(map(abs, off.values())) < 0.1


def test_shares_of_2022_all_follow_from_their_counts() -> None:
    for row in TRUTH[2022]["guidance_by_municipality"]:
        assert row["guided_share_pct"] == round(100 * row["guided_firms"] / 3508, 1)


def test_population_shares_of_2021_are_those_of_january_2020() -> None:
    with (RAW / "reference" / "population_reference.csv").open(encoding="utf-8") as file:
        people = {
            (row["reference_date"], row["municipality_code"]): int(row["population"])
            for row in csv.DictReader(file)
        }

    def differing(day: str) -> int:
        total = sum(count for (at, _), count in people.items() if at == day)
        return sum(
            round(100 * people[day, row["municipality_code"]] / total, 1)
            != row["population_share_pct"]
            for row in TRUTH[2021]["guidance_by_municipality"]
        )

    assert (differing("2020-01-01"), differing("2021-01-01")) == (0, 5)


def test_known_facts_of_2021() -> None:
    truth = TRUTH[2021]

    two_days = [row for row in truth["mea_modules"] if row["end_date"] != row["start_date"]]
    assert [(row["start_date"], row["end_date"]) for row in two_days] == [
        ("2021-09-23", "2021-09-24")
    ]
    assert [row["municipalities"] for row in truth["dk2020_cohorts"]] == [4, 8, 7]
    status, plan = ({**row, "place": None} for row in truth["ecsmv_rules"])
    assert status == plan
    projects = {(row["project"], row["place"]): row for row in truth["climate_projects"]}
    assert projects["circular_economy", "status"]["budget_mdkk"] == 125
    assert projects["circular_economy", "action_plan"]["budget_mdkk"] == 138
    assert projects["coast_to_coast", "status"]["start_date"] == "2016-11-01"
    assert projects["coast_to_coast", "action_plan"]["start_date"] == "2017-01-01"
