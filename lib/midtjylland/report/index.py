"""The pages a reader starts from: the index of a year, and the index over the years."""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from midtjylland.core.checks import all_checks
from midtjylland.core.files import write_whole
from midtjylland.core.language import DEFAULT, Language, language, language_folder
from midtjylland.notebook import KEY_FIGURE, SENTENCE, first_figure, outputs_of, title_of
from midtjylland.report.frame import render_page, twins, variant_of, years_page
from midtjylland.report.record import read_record, read_report
from midtjylland.report.tables import TABLE_MIME, Column, Table, read_table_resource

if TYPE_CHECKING:
    import pandas as pd

INDICATORS = "contract_indicators"
# Verdicts on a goal's figure, each with the sign that stands beside its word.
SIGNS = {"met": "✓", "not_met": "✗", "not_comparable": "≠", "no_figure": "?"}
PICTURE_WIDTH_PX = 640


@dataclass(frozen=True)
class Card:
    """One analysis as the index shows it: its entry of the run record, and its notebook.

    `link` is None while there is no report; `label` is what it is called beside the same notebook
    with other parameters.
    """

    job: Mapping[str, Any]
    notebook: Mapping[str, Any]
    title: str
    link: str | None
    label: str | None
    variants: list[Card] = field(default_factory=list)

    @property
    def other(self) -> bool:
        """Whether its parameters are not those of the batch."""
        return "beside" in self.job

    @cached_property
    def picture(self) -> Mapping[str, Any] | None:
        """The notebook's first figure, made smaller; its text alternative goes with it."""
        from PIL import Image

        png, about = first_figure(self.notebook) or (None, {})
        if png is None:
            return None
        image, scaled = Image.open(io.BytesIO(png)).convert("RGB"), io.BytesIO()
        image.thumbnail((PICTURE_WIDTH_PX, PICTURE_WIDTH_PX))
        image.save(scaled, "WEBP", quality=80)
        source = f"data:image/webp;base64,{base64.b64encode(scaled.getvalue()).decode()}"
        alt = about.get("alt", "")
        return {"source": source, "width": image.width, "height": image.height, "alt": alt}

    @property
    def tables(self) -> list[Table]:
        """Tables that the notebook shows."""
        found = outputs_of(self.notebook, TABLE_MIME)
        return [read_table_resource(data) for data, _ in found]

    @property
    def whole_title(self) -> str:
        """Title with what the analysis is called beside others of the same notebook."""
        return f"{self.title} ({self.label})" if self.label else self.title

    @property
    def sentence(self) -> str | None:
        """Computed sentence of the headline."""
        return self.job["headline"].get(SENTENCE)

    @property
    def key(self) -> str | None:
        """Name of the headline's figure that stands for all."""
        name = self.job["headline"].get(KEY_FIGURE)
        return name if name in self.job["headline"] else None

    def key_name(self, shown_in: Language) -> str:
        """Name of the label of that figure: one of its own, since it stands alone on the index."""
        alone = f"index_{self.key}"
        return alone if shown_in.knows(alone) else str(self.key)


def write_year(folder: Path, record: Mapping[str, Any], data_dir: Path) -> None:
    """Write the index page of a year and its downloads."""
    # Imported here: the workers, which only export reports, do without pandas.
    from midtjylland.core.paths import find_data_dir
    from midtjylland.declared.region import load_region
    from midtjylland.report.downloads import read_package, spreadsheet, write_downloads

    year, shown_in = record["year"], language(record.get("language", DEFAULT))
    languages = record.get("languages", [])
    descriptor, tables = read_package(year, data_dir)
    told = {each.name: each.told(shown_in) for each in tables}
    cards = read_cards(folder, record["jobs"], shown_in)
    goals = INDICATORS in told and _goals(told, shown_in)
    caption = shown_in.say("What the checks found, and the line of the source document")
    findings = told["findings"].choose(["severity", "table", "message"], caption)
    disagreements = findings
    for each in (table for table in tables if table.name == "findings"):
        found = replace(each, frame=_disagreements(each.frame)).told(shown_in)
        disagreements = replace(findings, rows=found.rows)
    own = [each for each in cards if not each.other]
    title = shown_in.say("Contract year {year}", year=year)
    shown = {title: [goals["table"], findings] if goals else [findings]}
    shown |= {each.whole_title: each.tables for card in own for each in (card, *card.variants)}
    book = spreadsheet(year, descriptor, tables, shown_in, shown)
    write_downloads(folder, year, data_dir, tables, book)
    offered = ("tables.xlsx", "data/datapackage.json")
    # While the index is written, the run is not yet finished.
    moment = record.get("finished") or record.get("started")
    page = render_page(
        "year.html.j2",
        shown_in,
        year=year,
        publisher=load_region(find_data_dir(data_dir)).publisher,
        cards=own,
        others=[each for each in cards if each.other],
        twins=twins(shown_in.code, languages, "index.html", _made_in(folder, shown_in, languages)),
        years=years_page(shown_in.code, languages),
        goals=goals,
        findings=disagreements,
        notes=len(findings.rows) - len(disagreements.rows),
        tables=tables,
        sizes_kb={name: ceil((folder / name).stat().st_size / 1000) for name in offered},
        sources=descriptor["sources"],
        finished=moment and datetime.fromisoformat(moment),
        commit=record.get("commit"),
    )
    write_whole(folder / "index.html", page.encode())


def _made_in(folder: Path, shown_in: Language, languages: Sequence[str]) -> list[str]:
    """Languages in which the year of a language's folder has pages."""
    home = folder.parent if language_folder(shown_in.code, languages or [shown_in.code]) else folder
    return [code for code in languages if _has_pages(home, code, languages)]


def _has_pages(home: Path, code: str, languages: Sequence[str]) -> bool:
    """Whether a run has made pages of a year in a language."""
    return (home / language_folder(code, languages) / "run.json").exists()


def write_years(reports: Path, code: str = DEFAULT, languages: Sequence[str] = (DEFAULT,)) -> None:
    """Write the index page over the years that have a run record in a language."""
    from midtjylland.core.paths import numbered

    shown_in, within = language(code), language_folder(code, languages)
    up, years = "../" if within else "", []
    for year, home in sorted(numbered(reports).items(), reverse=True):
        folder = home / within
        if record := read_record(folder / "run.json"):
            cards = read_cards(folder, record["jobs"], shown_in)
            own = [each for each in cards if not each.other]
            years.append({"year": year, "cards": own, "place": f"{up}{year}/{within}"})
    homes = numbered(reports).values()
    made_in = [
        other for other in languages if any(_has_pages(home, other, languages) for home in homes)
    ]
    others = twins(code, languages, "index.html", made_in)
    page = render_page("years.html.j2", shown_in, years=years, twins=others)
    (reports / within).mkdir(exist_ok=True)
    write_whole(reports / within / "index.html", page.encode())


def read_cards(folder: Path, jobs: Sequence[Mapping[str, Any]], shown_in: Language) -> list[Card]:
    """One card a notebook, with its variants in the batch; then one for each other run."""
    cards: dict[str, Card] = {}
    for job in jobs:
        name = job["name"]
        notebook = read_report(folder / f"{name}.ipynb")
        title = shown_in.translate(f"# {title_of(notebook) or name}").removeprefix("# ")
        link = f"{name}.html" if (folder / f"{name}.html").exists() else None
        card = Card(job, notebook, title, link, variant_of(job, shown_in))
        first = cards.setdefault(name if card.other else job["notebook"], card)
        if first is not card:
            first.variants.append(card)
    return list(cards.values())


def _disagreements(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings that set the papers against themselves or official statistics, and all errors.

    A notice without a place compared nothing.
    """
    disagree = [name for name, check in all_checks().items() if check.disagrees]
    compared = (findings["severity"] != "info") | findings["source_line"].notna()
    kept = findings["check"].isin(disagree) & compared
    return findings[kept | (findings["severity"] == "error")]


def _goals(tables: Mapping[str, Table], shown_in: Language) -> dict[str, Any] | None:
    """How many figures of the contract were met, and each in words; None when there are none."""
    rows = tables[INDICATORS].rows
    targets = tables["contract_goals"].rows if "contract_goals" in tables else ()
    texts = {target["item"]: target["target_text"] for target in targets}
    told = [
        {
            "item": row["item"],
            "indicator": shown_in.label_or_quote(row["indicator"], texts.get(row["item"])),
            "verdict": f"{SIGNS[row['status']]} {shown_in.label(row['status'])}",
            "target": f"{shown_in.label(row['comparator'])} "
            f"{_quantity(row, 'target_value', shown_in)}",
            "result": _quantity(row, "result_value", shown_in),
            "coverage": row["coverage"],
            "note": row["note"] or "",
        }
        for row in rows
    ]
    heads = told[0] if told else ()
    columns = [Column(name, name, "string", spoken=name == "coverage") for name in heads]
    number = Counter(row["status"] for row in rows)
    counts = [
        (status, sign, number[status], shown_in.label(status).lower())
        for status, sign in SIGNS.items()
    ]
    caption = shown_in.say("Every number of the contract: target, result and verdict")
    shown = Table(caption, columns, told)
    return {"count": len(rows), "counts": counts, "table": shown} if rows else None


def _quantity(row: Mapping[str, Any], name: str, shown_in: Language) -> str | None:
    """Figure of a row with its unit, unless a result may be in another one than its target."""
    if row[name] is None:
        return None
    shown = shown_in.number(row[name])
    if name == "result_value" and row["status"] == "not_comparable":
        return shown
    if row["unit"] == "pct_point":
        return shown_in.say("{value} percentage points", value=shown)
    return f"{shown} %" if row["unit"] == "pct" else shown
