"""Notebooks and report folders for the tests of reports; everything in them is synthetic."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat
import pandas as pd
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from midtjylland.notebook import HEADLINE_MIME
from midtjylland.report import tables
from midtjylland.report.index import write_year, write_years
from midtjylland.report.page import export_report

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
YEAR = 2021

HOSTILE = (
    '=HYPERLINK("http://evil.invalid")',
    "</script><script>document.title = 'stolen'</script>",
    '"><img src=http://evil.invalid/x.png onerror=alert(1)>',
    "{{ 7 * 7 }} &amp; \u202egnirts",
)
COURSES = pd.DataFrame(
    {
        "course_title": HOSTILE,
        "start_date": pd.to_datetime(["2021-05-03", "2021-01-09", None, "2021-12-24"]),
        "participants": pd.array([1646, None, 9, 12], dtype="Int64"),
        "fee_dkk": [57375.0, 0.5, None, 1e-21],
    }
)
TOWNS = pd.DataFrame({"town": ["Aarhus", "Viborg", "Ærø"], "firms": [785, 1140, 12]})
HEADLINE = {
    "sentence": "2 of 3 towns have more than 100 firms, 66.7 %.",
    "key_figure": "large_towns",
    "large_towns": 2,
    "large_towns_pct": 66.66666667,
    "p_value": 3.9e-21,
    "outside_tolerance_exact": None,
    "next_deadline": "2022-12-31",
    "event": "council_adoption",
}
ALT = 'Three towns as dots; Viborg lies highest, "1,140" firms.'


def png(width: int = 700, height: int = 400) -> bytes:
    """A picture of one colour."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), "steelblue").save(content, "PNG")
    return content.getvalue()


def shown(frame: pd.DataFrame, caption: str, **options: Any) -> dict[str, Any]:
    """What a notebook stores when it calls `show_table`."""
    with pd.option_context("display.width", 80), patch("IPython.display.display") as display:
        tables.show_table(frame, caption, **options)
    # What a notebook file holds has been through JSON.
    return json.loads(json.dumps(display.call_args.args[0]))


def display(data: dict[str, Any], **metadata: Any) -> NotebookNode:
    """An output of a cell."""
    return new_output("display_data", data, metadata=metadata)


def code(source: str, *outputs: NotebookNode) -> NotebookNode:
    """An executed cell."""
    return new_code_cell(source, outputs=list(outputs), execution_count=1)


def sample() -> NotebookNode:
    """A notebook with every kind of output, hostile texts among them."""
    picture = {"image/png": base64.b64encode(png()).decode(), "text/plain": "<Figure>"}
    about = {"alt": ALT, "caption": "Firms of each town <i>"}
    long_line = "answer = " + " + ".join(["a_rather_long_name"] * 20)
    cells = [
        new_markdown_cell(
            "# How many firms <have> the towns?\n\nA *synthetic* notebook, 10 % of one."
        ),
        code("year: int = 2021  # contract year", new_output("stream", name="stdout", text="")),
        new_markdown_cell("## The answer"),
        code(long_line, display({HEADLINE_MIME: HEADLINE, "text/plain": "…"})),
        new_markdown_cell("#### Courses\n\n" + HOSTILE[2] + "\n\n| a | b |\n|---|--:|\n| x | 1 |"),
        code("show()", display(shown(COURSES, "Courses " + HOSTILE[1], danish=["course_title"]))),
        code("show()", display(shown(TOWNS, "Firms of each town, 1 %"))),
        new_markdown_cell("## The answer\n\n![picture](http://evil.invalid/y.png)"),
        code("plot()", display(picture, **{"image/png": about})),
        code("plot()", display(picture)),
        code("frame", display({"text/html": TOWNS.to_html(), "text/plain": "town firms"})),
        code("html", display({"text/html": f"<b>{HOSTILE[2]}</b>", "text/plain": "only text"})),
        code("markdown", display({"text/markdown": "Found **2**. [out](javascript:alert(1))"})),
        code(
            "1 / 0",
            new_output("stream", name="stderr", text="careful\n"),
            new_output("error", ename="E", evalue="v", traceback=["\x1b[31mZeroDivision\x1b[0m"]),
        ),
    ]
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": ""}}
    )


def job(name: str, **more: Any) -> dict[str, Any]:
    """An entry of the run record."""
    return {
        "name": name,
        "notebook": name,
        "year": YEAR,
        "parameters": {"year": YEAR, "place": HOSTILE[1]},
        "status": "succeeded",
        "fingerprint": "cd" * 32,
        "output_sha256": None,
        "seconds": 1.5,
        "started": "2026-11-23T09:00:00+00:00",
        "error": None,
        "inputs": {"data/processed/2021/findings.csv": "ab" * 32},
        "versions": {"pandas": "3.1.1"},
        "commit": "0123abc-dirty",
        "rerun": f"midtjylland run --year {YEAR} --notebook {name} --force",
        "headline": {},
        **more,
    }


def record(*jobs: dict[str, Any], language: str = "en") -> dict[str, Any]:
    """A run record."""
    return {
        "language": language,
        "year": YEAR,
        "finished": "2026-11-23T09:01:00+00:00",
        "commit": "0123abc",
        "jobs": list(jobs),
    }


def make_reports(reports: Path) -> list[Path]:
    """Fill a reports folder: the sample, each committed notebook, both indexes; gives the pages."""
    committed = sorted((ROOT / "notebooks").glob("*.ipynb"))
    notebooks = {path.stem: nbformat.read(path, as_version=4) for path in committed}
    error = {"cell": 5, "type": "ValueError", "message": HOSTILE[1]}
    more = [
        job("failed", status="failed", error=error),
        job("sample_5", notebook="sample", title="more of 5 %", headline={**HEADLINE}),
    ]
    return _make(reports, {**notebooks, "sample": sample()}, more, "en")


def make_danish_reports(reports: Path) -> list[Path]:
    """Fill a reports folder with the Danish report of the sample and its indexes."""
    return _make(reports, {"sample": sample()}, [], "da")


def _make(
    reports: Path, notebooks: dict[str, NotebookNode], more: list[dict[str, Any]], language: str
) -> list[Path]:
    folder = reports / str(YEAR)
    folder.mkdir(parents=True)
    jobs = []
    for name, notebook in notebooks.items():
        headline = HEADLINE if name == "sample" else {}
        parameters = {"year": YEAR, "place": HOSTILE[1], "language": language}
        jobs.append(job(name, headline=headline, language=language, parameters=parameters))
        nbformat.write(notebook, folder / f"{name}.ipynb")
        export_report(notebook, folder / f"{name}.html", job=jobs[-1])
    ran = record(*jobs, *more, language=language)
    (folder / "run.json").write_text(json.dumps(ran), "utf-8")
    write_year(folder, ran, DATA)
    write_years(reports, language, [language])
    return sorted(reports.rglob("*.html"))
