"""Reports as files: what the HTML holds, and what it must never hold."""

from __future__ import annotations

import base64
import copy
import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook
from reportkit import ALT, HOSTILE, YEAR, code, display, job, png, sample

from midtjylland.report.page import export_report
from midtjylland.report.tables import TABLE_MIME


@pytest.fixture(scope="module")
def html(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("report") / "sample.html"
    export_report(sample(), path, job=job("sample"))
    return path.read_text("utf-8")


@pytest.fixture(scope="module")
def page(html) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def exported(folder, *cells, name="page", **about) -> BeautifulSoup:
    """Page of a notebook with these cells, as its entry of the run record says."""
    path = folder / f"{name}.html"
    export_report(new_notebook(cells=list(cells)), path, job=job(name, **about))
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def danish(tmp_path_factory) -> BeautifulSoup:
    about = {"language": "da", "parameters": {"language": "da"}}
    return exported(tmp_path_factory.mktemp("danish"), *sample().cells, name="sample", **about)


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    return [
        found.get_text(" ", strip=True).replace("\u00a0", " ") for found in page.select(selector)
    ]


def test_title_language_and_headline_stand_at_the_head(page):
    assert page.html["lang"] == "en"
    assert texts(page, "h1") == ["How many firms <have> the towns?"]
    assert texts(page, ".lead") == ["2 of 3 towns have more than 100 firms, 66.7 %."]


@pytest.mark.parametrize(
    ("entry", "title", "kicker"),
    [
        ({}, "Spread · 2021", "Report on"),
        ({"title": "tolerance of 5 %"}, "Spread (tolerance of 5 %) · 2021", "Report on"),
        (
            {"beside": "of the batch", "differs": {"tolerance_pct": 12.0}},
            "Spread (Tolerance (%): 12) · 2021",
            "Another run",
        ),
    ],
)
def test_title_names_the_variant_and_an_other_run_says_that_it_is_one(
    tmp_path, entry, title, kicker
):
    found = exported(tmp_path, new_markdown_cell("# Spread"), **entry)
    assert texts(found, "title") == [title]
    assert texts(found, "h1") == [title.removesuffix(" · 2021")]
    assert texts(found, ".kicker")[0].startswith(kicker)


@pytest.mark.parametrize(("made_in", "links"), [(["en"], []), (["en", "da"], ["da/page.html"])])
def test_an_other_run_links_to_a_twin_that_is_made_with_it(tmp_path, made_in, links):
    about = {"languages": ["en", "da"], "made_in": made_in}
    page = exported(tmp_path, new_markdown_cell("# Spread"), **about)
    assert [link["href"] for link in page.select(".twin a")] == links


def test_key_figures_are_read_aloud_and_formatted(page):
    found = dict(zip(texts(page, ".headline dt"), texts(page, ".headline dd"), strict=True))
    assert found == {
        "Large towns": "2",
        "Large towns (%)": "66.7",
        "p-value": "3.9 × 10⁻²¹",
        "Outside, by the official population": "–",
        "Next deadline": "31 December 2022",
        "Event": "Council adoption",
    }


def test_headings_never_skip_a_level_and_are_listed_by_names_of_their_own(page):
    assert [h.name for h in page.select("main h2, main h3, main h4")] == ["h2", "h3", "h2"]
    names = [found["id"] for found in page.select("[id]")]
    assert len(names) == len(set(names))
    assert texts(page, ".contents a") == ["The answer", "The answer", "How this report was made"]


def test_figures_are_numbered_and_keep_their_text_alternatives(page):
    assert texts(page, "figcaption") == ["Figure 1. Firms of each town <i>", "Figure 2. The answer"]
    first, second = page.select("figure img")
    assert first["alt"] == ALT
    assert base64.b64decode(first["src"].split(",")[1]) == png()
    # A figure without one says so, and a reader learns of it.
    assert second["alt"] == "This figure has no text alternative."


def test_tables_are_numbered_with_caption_and_scoped_heads(page):
    tables = page.select(".table table")
    assert [texts(table, "caption")[0][:16] for table in tables] == [
        "Table 1. Courses",
        "Table 2. Firms o",
        "Table 3. The ans",
    ]
    for table in tables:
        assert {head["scope"] for head in table.select("thead th")} == {"col"}
        assert all(row.find("th")["scope"] == "row" for row in table.select("tbody tr"))


def test_values_are_formatted_and_keep_what_they_are(page):
    courses = page.select(".table table")[0]
    first, second, third, last = courses.select("tbody tr")
    assert texts(courses, "thead th") == ["Course title", "Start date", "Participants", "Fee (DKK)"]
    assert texts(first, "td") == ["3 May 2021", "1,646", "57,375.0"]
    assert first.select_one("time")["datetime"] == "2021-05-03"
    assert [found["value"] for found in first.select("data")] == ["1646", "57375.0"]
    assert texts(second, "td") == ["9 January 2021", "–", "0.5"]
    assert texts(third, "td") == ["–", "9", "–"]
    # Never a 0 that isn't one.
    assert texts(last, "td")[-1] == "1.0 × 10⁻²¹"
    assert all("number" in cell["class"] for cell in first.select("td")[1:])


def test_danish_texts_say_that_they_are_danish(page):
    courses, towns, _ = page.select(".table table")
    assert {found.get("lang") for found in courses.select("tbody th")} == {"da"}
    assert not towns.select("[lang]")


def test_each_table_is_offered_as_csv_with_its_own_values(page):
    link = page.select(".csv a")[1]
    assert link["download"] == "sample-table-2.csv"
    assert unquote(link["href"].split(",", 1)[1]) == "town,firms\nAarhus,785\nViborg,1140\nÆrø,12\n"
    assert "Firms of each town" in link["aria-label"]


def test_a_plain_frame_becomes_a_table_and_other_html_its_plain_text(page, tmp_path):
    assert texts(page.select(".table table")[2], "tbody tr")[1] == "1 Viborg 1140"
    assert "only text" in texts(page, "pre.output")
    codes = "<table><tr><th>code</th></tr><tr><td>0615</td></tr></table>"
    found = exported(tmp_path, code("codes", display({"text/html": codes, "text/plain": ""})))
    assert "number" not in found.select_one("tbody th").get("class", [])


def test_a_picture_attached_to_a_cell_is_shown_and_no_other(tmp_path):
    encoded = base64.b64encode(png()).decode()
    cell = new_markdown_cell('![a "map"](attachment:my%20map.png) ![b](attachment:none.png)')
    cell["attachments"] = {"my map.png": {"image/png": encoded}}
    other = new_markdown_cell("![c](attachment:my%20map.png)")
    [picture] = exported(tmp_path, cell, other).select("main img")
    assert picture["alt"] == 'a "map"'
    assert picture["src"] == f"data:image/png;base64,{encoded}"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("The index $i = \\frac{g}{p}$ of a town", ["math", "mfrac"]),
        ("$$\\chi^2 = \\sum_k x_k$$", ['math[display="block"]', "munderover, msub"]),
        ("$\\frac{$", ["code"]),
    ],
)
def test_formulas_are_mathml_and_what_is_none_stays_as_written(tmp_path, source, shown):
    page = exported(tmp_path, new_markdown_cell(source))
    assert all(page.select_one(f"main {each}") for each in shown)
    hostile = exported(tmp_path, new_markdown_cell("$<script>alert(1)</script>$"))
    assert not hostile.select("main script")


@pytest.mark.parametrize("html", ["<table></table>", "<table><tr><td>1</td></tr></table>"])
def test_a_table_without_rows_is_shown_as_text(tmp_path, html):
    found = exported(tmp_path, code("x", display({"text/html": html, "text/plain": "empty"})))
    assert texts(found, "pre.output") == ["empty"]


def test_code_is_folded_and_blank_output_is_left_out(page):
    folded = page.select("main details.code")
    assert len(folded) == 10
    assert not any(each.has_attr("open") for each in folded)
    assert texts(page, "main .output") == ["only text", "careful", "ZeroDivision"]


def test_hostile_texts_stay_text(html, page):
    assert len(page.select("script")) == 1
    assert {img["src"][:10] for img in page.select("img")} == {"data:image"}
    assert not re.findall(r"<[^>]+\bon\w+=", html)
    assert "javascript:" not in html.replace("#harmful-link", "")
    for text in HOSTILE:
        assert text in page.get_text()
    assert "49" not in texts(page, ".table")[0]


def test_policy_allows_exactly_the_pages_own_style_and_script(page):
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("default-src") == "'none'"
    for name, tag in (("style-src", page.style), ("script-src", page.script)):
        digest = base64.b64encode(hashlib.sha256(tag.string.encode()).digest()).decode()
        assert rules.pop(name) == f"'sha256-{digest}'"
    assert rules == {"img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}
    assert not page.select("[style]")


def test_provenance_tells_inputs_parameters_versions_and_how_to_run_again(page):
    names, values = texts(page, ".provenance dt"), texts(page, ".provenance dd")
    found = dict(zip(names, values, strict=True))
    assert found["Executed"] == "23 November 2026"
    assert f"data/processed/2021/findings.csv: {'ab' * 32}" in found["Inputs, with SHA-256"]
    assert found["Versions"] == "pandas: 3.1.1"
    assert found["Commit"] == "0123abc-dirty"
    assert found["Run it again with"] == "midtjylland run --year 2021 --notebook sample --force"
    assert HOSTILE[1] in found["Parameters"]


def test_a_danish_page_offers_csv_for_danish_excel_and_another_for_programs(danish):
    links = danish.select(".csv a")[:2]
    excel, plain = (unquote(each["href"].split(",", 1)[1]) for each in links)
    assert excel.startswith("\ufeffCourse title;Startdato;Deltagere;")
    assert ";2021-05-03;1646;57375\r\n" in excel and ";9;\r\n" in excel
    assert plain.startswith("course_title,start_date,participants,fee_dkk\n")
    assert "2021-05-03,1646,57375.0" in plain
    assert [each["download"] for each in links] == ["sample-table-1.csv", "sample-table-1-data.csv"]


def test_reports_are_made_side_by_side(tmp_path, html):
    # Made one after the other: only what a batch does in threads is done in threads.
    notebooks = [sample() for _ in range(24)]

    def export(number: int) -> str:
        path = tmp_path / str(number) / "sample.html"
        path.parent.mkdir()
        export_report(notebooks[number], path, job=job("sample"))
        return path.read_text("utf-8")

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(export, range(len(notebooks)))) == {html}


def test_a_notebook_without_title_headline_or_provenance_has_a_report(tmp_path):
    path = tmp_path / "bare.html"
    export_report(new_notebook(cells=[new_markdown_cell("only prose")]), path, job={"year": YEAR})
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    assert texts(page, "h1") == ["bare"]
    assert not page.select(".lead, .contents, .headline")


def test_the_notebook_is_not_changed_and_the_report_is_the_same_again(tmp_path, html):
    notebook = sample()
    before = copy.deepcopy(notebook)
    export_report(notebook, tmp_path / "sample.html", job=job("sample"))
    assert notebook == before
    assert (tmp_path / "sample.html").read_text("utf-8") == html


def test_a_report_that_fails_leaves_the_older_one(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("older")
    broken = code("x", display({TABLE_MIME: {}}))
    with pytest.raises(KeyError):
        export_report(new_notebook(cells=[broken]), path, job=job("page"))
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


def test_sizes_and_pictures_of_a_real_report_are_in_bounds(html):
    # The bound; the pictures of the sample are small, so nearly all of it is our own.
    assert len(html.encode()) < 100_000
