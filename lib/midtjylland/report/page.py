"""Executed notebooks to reports that people read, one HTML file each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from midtjylland.core.files import write_whole
from midtjylland.core.language import DEFAULT, Language, language
from midtjylland.notebook import HEADLINE_MIME, KEY_FIGURE, PNG, SENTENCE, headline_of, outputs_of
from midtjylland.report.frame import render_page, told, twins, variant_of, years_page
from midtjylland.report.prose import Prose
from midtjylland.report.tables import (
    TABLE_MIME,
    Column,
    Table,
    danish_csv,
    macros,
    read_table_resource,
)

if TYPE_CHECKING:
    from nbformat import NotebookNode

# How a traceback tells a terminal its colours.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# A code such as 0615 is a name, not a number.
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[-+][0-9]+)?")


def export_report(notebook: NotebookNode, html_path: Path, *, job: Mapping[str, Any]) -> None:
    """Write the report of an executed notebook: one HTML file that needs nothing else.

    `job` is the entry of `run.json`: the year, the language, and all that the provenance says. The
    file appears whole or not at all.
    """
    # A notebook that takes no language is in that of its texts, and its page with it.
    takes_language = "language" in job.get("parameters", {})
    shown_in = language(job["language"] if takes_language else DEFAULT)
    prose = Prose()
    body = _body(notebook, shown_in, prose, html_path.stem)
    sentence = headline_of(notebook).get(SENTENCE)
    languages = job.get("languages", [])
    page = render_page(
        "report.html.j2",
        shown_in,
        title=prose.title or html_path.stem,
        # A run with other parameters may be made in one language alone.
        twins=twins(shown_in.code, languages, html_path.name, job.get("made_in")),
        years=years_page(shown_in.code, languages),
        variant=variant_of(job, shown_in),
        is_other="beside" in job,
        year=job["year"],
        sentence=None if _tells(notebook, sentence) else sentence,
        headings=prose.headings,
        body=Markup(_with_folded_method(body, shown_in.say("## Method"))),
        provenance=_provenance(job, shown_in),
    )
    write_whole(html_path, page.encode())


def _tells(notebook: NotebookNode, sentence: str | None) -> bool:
    """Whether an output of the notebook begins with its headline's sentence."""
    texts = (text for text, _ in outputs_of(notebook, "text/markdown"))
    return bool(sentence) and any(text.lstrip("* \n").startswith(sentence) for text in texts)


def _with_folded_method(body: str, method: str) -> str:
    """Body in which everything from the heading `method` on can be unfolded."""
    name = method.removeprefix("## ").lower()
    heading = re.search(rf'<h2 id="s-{name}">.*?</h2>', body)
    if heading is None:
        return body
    rest = body[heading.end() :]
    folded = f'<details class="method"><summary>{heading.group()}</summary>{rest}</details>'
    return body[: heading.start()] + folded


def _body(notebook: NotebookNode, shown_in: Language, prose: Prose, file: str) -> str:
    """Prose, code and outputs of all cells, in order."""
    outputs, parts = _Outputs(shown_in, prose, file), list[str]()
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(prose.html(shown_in.prose(cell.source), cell.get("attachments")))
        elif cell.cell_type == "code":
            if cell.source.strip():
                code = Markup(highlight(cell.source, PythonLexer(), HtmlFormatter()))
                parts.append(outputs.macros.code(code, cell.execution_count))
            parts += map(outputs.html, cell.outputs)
    return "\n".join(parts)


class _Outputs:
    """HTML of the outputs of one notebook; knows how many figures and tables came before."""

    def __init__(self, shown_in: Language, prose: Prose, file: str) -> None:
        self.language, self.prose, self.file = shown_in, prose, file
        self.figures = self.tables = 0
        self.macros = macros("outputs.html.j2", shown_in)

    def html(self, output: Mapping[str, Any]) -> Markup:
        """HTML of any output."""
        if output["output_type"] == "stream":
            kind = "stderr" if output["name"] == "stderr" else ""
            return self._text(output["text"], kind)
        if output["output_type"] == "error":
            return self._text(_COLOUR.sub("", "\n".join(output["traceback"])), "error")
        return self._shown(output["data"], output["metadata"])

    def _shown(self, data: Mapping[str, Any], metadata: Mapping[str, Any]) -> Markup:
        """HTML of what a cell shows: what holds values before what was formatted already."""
        if HEADLINE_MIME in data:
            # The sentence stands at the head of the page.
            names = [name for name in data[HEADLINE_MIME] if name not in (SENTENCE, KEY_FIGURE)]
            figures = {name: told(data[HEADLINE_MIME][name], self.language) for name in names}
            return self.macros.headline(figures)
        if TABLE_MIME in data:
            return self._numbered(read_table_resource(data[TABLE_MIME]))
        if PNG in data:
            return self._figure(data[PNG].replace("\n", ""), metadata.get(PNG, {}))
        # Of HTML from elsewhere only the text of its tables is kept.
        heading, unnamed = self._nearest_heading(), self.language.say("Row")
        tables = [self._numbered(t) for t in _tables(data.get("text/html", ""), heading, unnamed)]
        if tables:
            return Markup().join(tables)
        if "text/markdown" in data:
            return self.prose.html(data["text/markdown"])
        return self._text(data.get("text/plain", ""), "")

    def _text(self, text: str, kind: str) -> Markup:
        return self.macros.text(text, kind) if text.strip() else Markup()

    def _figure(self, encoded: str, about: Mapping[str, Any]) -> Markup:
        """Picture with its text alternative and caption, which come in the output's metadata."""
        self.figures += 1
        return self.macros.figure(
            self.figures,
            about.get("caption") or self._nearest_heading(),
            about.get("alt") or self.language.say("This figure has no text alternative."),
            f"data:{PNG};base64,{encoded}",
            about.get("width"),
            about.get("height"),
        )

    def _numbered(self, table: Table) -> Markup:
        self.tables += 1
        number = self.language.say("Table {number}.", number=self.tables)
        caption = Markup("<b>{}</b> {}").format(number, table.caption)
        danish = self.language.code == "da"
        excel = danish_csv(table, self.language) if danish else table.csv()
        return self.macros.table(self.tables, table, caption, self.file, excel)

    def _nearest_heading(self) -> str:
        return self.prose.headings[-1].text if self.prose.headings else self.prose.title


def _tables(html: str, caption: str, unnamed: str) -> Iterator[Table]:
    for found in BeautifulSoup(html, "html.parser").find_all("table"):
        cells = (row.find_all(["th", "td"]) for row in found.find_all("tr"))
        grid = [[cell.get_text(" ", strip=True) for cell in row] for row in cells]
        if len(grid) > 1 and len(set(map(len, grid))) == 1:
            heads, rows = [head or unnamed for head in grid[0]], grid[1:]
            # Heads need not differ, names do.
            names = [f"{head}.{n}" if head in heads[:n] else head for n, head in enumerate(heads)]
            values = zip(*rows, strict=True)
            kinds = ["number" if all(map(_NUMBER.fullmatch, each)) else "string" for each in values]
            columns = [Column(*each) for each in zip(names, heads, kinds, strict=True)]
            yield Table(caption, columns, [dict(zip(names, row, strict=True)) for row in rows])


def _provenance(job: Mapping[str, Any], shown_in: Language) -> dict[str, Any]:
    """Values of the provenance by name; a mapping is shown as a list."""
    parameters = {
        name: json.dumps(value, ensure_ascii=False)
        for name, value in job.get("parameters", {}).items()
    }
    executed = job.get("started")
    parts = {
        shown_in.say("Executed"): executed and shown_in.date(datetime.fromisoformat(executed)),
        shown_in.say("Parameters"): parameters,
        shown_in.say("Inputs, with SHA-256"): job.get("inputs"),
        shown_in.say("Versions"): job.get("versions"),
        shown_in.say("Library, SHA-256"): job.get("library_sha256"),
        shown_in.say("Commit"): job.get("commit"),
        shown_in.say("Run it again with"): job.get("rerun"),
    }
    return {name: value for name, value in parts.items() if value}
