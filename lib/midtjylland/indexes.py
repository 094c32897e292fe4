"""The pages a reader starts from: the index of a year, and the index over the years."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from midtjylland.files import write_whole
from midtjylland.language import Language, language
from midtjylland.page import render_page
from midtjylland.tables import Table

PNG = "image/png"
SENTENCE, KEY_FIGURE = "sentence", "key_figure"
GOALS, INDICATORS = "result_contract", "contract_indicators"
PICTURE_WIDTH_PX = 640


@dataclass(frozen=True)
class Card:
    """One analysis as the index shows it; `link` is None while there is no report."""

    name: str
    notebook: Mapping[str, Any]
    link: str | None
    headline: Mapping[str, Any]
    error: Mapping[str, Any] | None
    stale: bool
    variants: list[Card] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Title of the notebook, else its name."""
        return _title(self.notebook) or self.name

    @cached_property
    def picture(self) -> Mapping[str, Any] | None:
        """The notebook's first figure, made smaller when it is asked for."""
        return _picture(self.notebook)

    @property
    def sentence(self) -> str | None:
        """Computed sentence of the headline."""
        return self.headline.get(SENTENCE)

    @property
    def key(self) -> str | None:
        """Name of the headline's figure that stands for all."""
        name = self.headline.get(KEY_FIGURE)
        return name if name in self.headline else None


def write_year(folder: Path, record: Mapping[str, Any], data_dir: Path) -> None:
    """Write the index page of a year and its downloads.

    Parameters
    ----------
    folder
        `reports/<year>`, with the executed notebooks and their reports.
    record
        The year's run record, as `run.json` holds it.
    data_dir
        Data folder whose tables the year's reports were made from.
    """
    # Imported here: the workers, which only export reports, do without pandas.
    from midtjylland.downloads import read_package, write_downloads
    from midtjylland.raw import find_data_dir
    from midtjylland.region import load_region

    year, shown_in = record["year"], language()
    descriptor, tables = read_package(year, data_dir)
    downloads = write_downloads(folder, year, data_dir, descriptor, tables, shown_in)
    by_name = {each.name: each for each in tables}
    page = render_page(
        "year.html.j2",
        shown_in,
        year=year,
        publisher=load_region(find_data_dir(data_dir)).publisher,
        cards=read_cards(folder, record["jobs"]),
        goals=_goals(record["jobs"]),
        indicators=INDICATORS in by_name and _indicators(by_name[INDICATORS].table, shown_in),
        findings=_findings(by_name["findings"].table, shown_in),
        tables=tables,
        downloads=downloads,
        sources=descriptor["sources"],
        finished=_day(record),
        commit=record.get("commit"),
    )
    write_whole(folder / "index.html", page.encode())


def write_years(reports: Path) -> None:
    """Write the index page over the years that have a run record."""
    from midtjylland.raw import numbered

    years = []
    for year, folder in sorted(numbered(reports).items(), reverse=True):
        if (folder / "run.json").exists():
            record = json.loads((folder / "run.json").read_text("utf-8"))
            years.append({"year": year, "cards": read_cards(folder, record["jobs"])})
    page = render_page("years.html.j2", language(), years=years)
    write_whole(reports / "index.html", page.encode())


def read_cards(folder: Path, jobs: Sequence[Mapping[str, Any]]) -> list[Card]:
    """One card a notebook; runs of it with other parameters are variants on the card."""
    cards: dict[str, Card] = {}
    for job in jobs:
        if job["notebook"] in cards:
            cards[job["notebook"]].variants.append(_card(folder, job))
        else:
            cards[job["notebook"]] = _card(folder, job)
    return list(cards.values())


def _card(folder: Path, job: Mapping[str, Any]) -> Card:
    path, page = folder / f"{job['name']}.ipynb", f"{job['name']}.html"
    return Card(
        name=job["name"],
        notebook=json.loads(path.read_text("utf-8")) if path.exists() else {"cells": []},
        link=page if (folder / page).exists() else None,
        headline=job["headline"],
        error=job["error"],
        stale=job.get("stale", False),
    )


def _title(notebook: Mapping[str, Any]) -> str | None:
    for cell in notebook["cells"]:
        first, *_ = "".join(cell["source"]).splitlines() or [""]
        if cell["cell_type"] == "markdown" and first.startswith("# "):
            return first.removeprefix("# ").strip()
    return None


def _picture(notebook: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Scale down the notebook's first figure; its text alternative goes with it."""
    outputs = (output for cell in notebook["cells"] for output in cell.get("outputs", []))
    for output in outputs:
        if PNG in output.get("data", {}):
            about = output["metadata"].get(PNG, {})
            png = base64.b64decode("".join(output["data"][PNG]))
            return {**_scaled(png), "alt": about.get("alt", "")}
    return None


def _scaled(png: bytes) -> dict[str, Any]:
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.thumbnail((PICTURE_WIDTH_PX, PICTURE_WIDTH_PX))
    scaled = io.BytesIO()
    image.save(scaled, "WEBP", quality=80)
    source = f"data:image/webp;base64,{base64.b64encode(scaled.getvalue()).decode()}"
    return {"source": source, "width": image.width, "height": image.height}


def _goals(jobs: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return next((job["headline"] for job in jobs if job["notebook"] == GOALS), None) or None


def _findings(table: Table, shown_in: Language) -> Table:
    caption = shown_in.text("findings_caption")
    return table.choose(["severity", "table", "message"], caption, {"severity", "table"})


def _indicators(table: Table, shown_in: Language) -> Table:
    names = ["item", "indicator", "comparator", "target_value", "result_value", "unit", "status"]
    ids = {"indicator", "comparator", "unit", "status"}
    return table.choose(names, shown_in.text("goals_caption"), ids)


def _day(record: Mapping[str, Any]) -> datetime | None:
    # While the index is written, the run is not yet finished.
    moment = record.get("finished") or record.get("started")
    return datetime.fromisoformat(moment) if moment else None
