"""Each page in one language: no English on a Danish page, no Danish number on an English one.

The pages are those of the real data: the notebooks as committed in English, their cells run here in
Danish, what their figures then draw, both indexes and the spreadsheet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import figurekit
import inprocess
import nbformat
import notebookkit
import openpyxl
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_output
from reportkit import DATA, YEAR

from midtjylland.core.language import language, use_language
from midtjylland.notebook import headline_of
from midtjylland.report.downloads import danish_csv, read_package
from midtjylland.report.index import write_year, write_years
from midtjylland.report.page import export_report

LANGUAGES = ["en", "da"]
# Words of English that a Danish page has nowhere.
ENGLISH = re.compile(
    r"\b(the|and|of|which|with|from|was|were|are|not|known|none|that|this|than|year|month|firms?|"
    r"goals?|targets?|grants?|papers|municipalit\w+|guidance|shares?|page|source|expected|approved|"
    r"January|February|March|May|June|July|October|Monday|Tuesday|Wednesday|Thursday|Friday|code|table|figure)\b",
    re.I,
)
# 1,646 and 12.1, but not 6,523 %; a day such as 30.6.2022 and a file's name are neither.
ENGLISH_NUMBER = re.compile(
    r"(?<![\w.,])[1-9]\d{0,2}(,\d{3})+(?![\d,]|\s?%)|(?<![\w.,])\d+\.\d{1,2}(?![\w.])"
)
# 1.646 and 12,1.
DANISH_NUMBER = re.compile(
    r"(?<![\w.,])[1-9]\d{0,2}(\.\d{3})+(?![\d.]|\s?%)|(?<![\w.,])\d+,\d{1,2}(?![\d,])"
)
# Names, which stay as they are: of files, of a method, of a listed building's owner.
NAMES = re.compile(r"[\w-]+\.(txt|csv|yaml|pdf)|Net promoter score", re.I)


class Made:
    """Folder of pages in a language, and the texts that the figures of each notebook draw."""

    def __init__(self, home: Path, code: str) -> None:
        self.code, self.folder = code, home / str(YEAR) / ("" if code == "en" else code)
        self.folder.mkdir(parents=True)
        self.drawn: dict[str, list[str]] = {}
        jobs = [self._export(name) for name in notebookkit.NAMES]
        self.record = recorded(self.folder, code, jobs)
        self.years = home / ("" if code == "en" else code) / "index.html"

    @property
    def pages(self) -> list[Path]:
        return [*self.folder.glob("*.html"), self.years]

    def _export(self, name: str) -> dict[str, Any]:
        notebook = notebookkit.read(name)
        if self.code != "en":
            self._run(name, notebook)
        nbformat.write(notebook, self.folder / f"{name}.ipynb")
        job = {
            "name": name,
            "notebook": name,
            "year": YEAR,
            "headline": headline_of(notebook),
            "error": None,
        }
        job |= {"language": self.code, "languages": LANGUAGES, "made_in": LANGUAGES}
        job["parameters"] = {"language": ""}
        export_report(notebook, self.folder / f"{name}.html", job=job)
        return job

    def _run(self, name: str, notebook: nbformat.NotebookNode) -> None:
        """Run the cells, and keep what they show and what their figures draw."""
        run = inprocess.Run(name, DATA, language=self.code)
        for cell in notebookkit.code(notebook):
            cell.outputs = [_output(each) for each in run.shown[cell.id]]
        figures = [each for shown in run.shown.values() for each in shown if hasattr(each, "png")]
        # Ticks are written when they are drawn.
        use_language(self.code)
        self.drawn[name] = [t.get_text() for each in figures for t in figurekit.texts(each.figure)]
        use_language("en")

    def texts(self, path: Path) -> Iterator[str]:
        """What a reader of a page reads or hears, but for code, quotations and provenance."""
        page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        assert page.html["lang"] == self.code
        other = {"en": "[lang=da]", "da": "[lang=en]"}[self.code]
        for cell in page.find_all("data"):
            yield self.checked(cell.extract())
        for part in page.select(
            f"script, style, code, pre, details.code > :not(summary), footer dl, {other}"
        ):
            part.decompose()
        yield from page.stripped_strings
        for part in page.find_all(True):
            yield from (part[name] for name in ("alt", "aria-label", "title") if part.get(name))

    def checked(self, cell: Any) -> str:
        """The text of a table's number, in which the language's own marks are plain ones."""
        thousands, decimals = {"en": ",.", "da": ".,"}[self.code]
        plain = cell.text.replace(thousands, "").replace(decimals, ".")
        assert "×" in plain or abs(float(plain) - float(cell["value"])) <= 0.5, cell
        return ""


def recorded(folder: Path, code: str, jobs: list[dict[str, Any]]) -> dict[str, Any]:
    """Write a run record, by which indexes know that a year has pages in a language."""
    record = {"year": YEAR, "jobs": jobs, "language": code, "languages": LANGUAGES}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run.json").write_text(json.dumps(record), "utf-8")
    return record


def _output(shown: Any) -> Any:
    bundle: Any = inprocess.bundle(shown)
    metadata = shown._repr_mimebundle_()[1] if hasattr(shown, "png") else {}
    return new_output("display_data", bundle, metadata=metadata)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, Made]:
    home = tmp_path_factory.mktemp("languages")
    found = {code: Made(home, code) for code in LANGUAGES}
    # As a batch does: the indexes once all its records are written.
    for code, each in found.items():
        write_year(each.folder, each.record, DATA)
        write_years(home, code, LANGUAGES)
    return found


def wrong(texts: Any, *patterns: re.Pattern[str]) -> list[str]:
    """Texts in which one of the patterns is found, names aside."""
    return [text for text in texts if any(p.search(NAMES.sub("", text)) for p in patterns)]


def test_a_danish_page_has_no_english_word_and_no_english_number(made):
    pages = made["da"].pages
    assert len(pages) == len(notebookkit.NAMES) + 2
    for path in pages:
        assert wrong(made["da"].texts(path), ENGLISH, ENGLISH_NUMBER) == [], path.name


def test_an_english_page_has_no_danish_number(made):
    for path in made["en"].pages:
        assert wrong(made["en"].texts(path), DANISH_NUMBER) == [], path.name


@pytest.mark.parametrize("name", notebookkit.NAMES)
def test_figures_of_a_danish_page_are_drawn_in_danish(made, name):
    assert len(made["da"].drawn[name]) > 10
    assert wrong(made["da"].drawn[name], ENGLISH, ENGLISH_NUMBER) == []


def test_each_page_links_to_its_twin(made):
    for code, other in (("en", "da"), ("da", "en")):
        for path in made[code].pages:
            page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
            assert len(page.select(".twin a")) == 1, path.name
            (link,) = page.select(".twin a")
            assert (path.parent / link["href"]).resolve() in made[other].pages
            assert (link["hreflang"], link["lang"]) == (other, other)
            for each in page.select("nav a[href*='.html'], h2 a, h3 a, li a[href$='.html']"):
                assert (path.parent / each["href"]).exists(), each


def test_an_index_links_to_no_twin_until_there_is_a_record_of_one(tmp_path):
    year = tmp_path / str(YEAR)
    record = recorded(year, "en", [])
    for links in ([], ["da/index.html"]):
        write_year(year, record, DATA)
        write_years(tmp_path, "en", LANGUAGES)
        for path in (year / "index.html", tmp_path / "index.html"):
            page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
            assert [link["href"] for link in page.select(".twin a")] == links
        recorded(year / "da", "da", [])


def test_the_spreadsheet_is_in_one_language(made):
    book = openpyxl.load_workbook(made["da"].folder / "tables.xlsx")
    assert "Om tabellerne" in book.sheetnames and "MEA-moduler" in book.sheetnames
    assert wrong(book.sheetnames, ENGLISH) == []
    for sheet in book:
        cells = [cell.value for row in sheet for cell in row if isinstance(cell.value, str)]
        assert wrong(cells, ENGLISH, ENGLISH_NUMBER) == [], sheet.title


def test_csv_for_danish_excel_is_danish():
    for table in read_package(YEAR, DATA)[1]:
        lines = danish_csv(table.told(language("da")), language("da")).split("\r\n")
        assert wrong(lines, ENGLISH, ENGLISH_NUMBER) == [], table.name
