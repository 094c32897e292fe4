"""A synthetic region of 11 municipalities: its region file and its papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from papers.build import build_pdf, load_papers

Towns = Sequence[dict[str, Any]]
HERE = Path(__file__).parent
DECLARED: dict[str, Any] = yaml.safe_load((HERE / "syntland.yaml").read_text("utf-8"))
TOWNS = [
    dict(zip(DECLARED["municipalities"]["columns"], row, strict=True))
    for row in DECLARED["municipalities"]["rows"]
]


def write_region(
    path: Path, default: str, words: dict[str, str] = DECLARED["words"], towns: Towns = TOWNS
) -> None:
    """Region file: the library's text in other words, and other municipalities."""
    for old, new in words.items():
        default = default.replace(old, new)
    towns = [
        f"  - {{code: '{town['code']}', name: {town['name']}, tile: [{at // 4}, {at % 4}]}}"
        for at, town in enumerate(towns)
    ]
    head = default.partition("\nmunicipalities:\n")[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([head, "municipalities:", *towns, ""]), "utf-8")


def write_papers(path: Path) -> Path:
    """PDF of the papers."""
    papers = reworded(DECLARED["year"], {**DECLARED["words"], **DECLARED["figures"]})
    return write_pdf(path, papers, TOWNS)


def write_pdf(path: Path, papers: dict[str, dict[str, Any]], towns: Towns) -> Path:
    """PDF of papers with other municipalities in the guidance table."""
    first, second = (table["rows"] for table in _grids(papers["contract_report"]["pages"]))
    counted = sum(town["guided_firms"] for town in towns)
    rows = [_row(town, counted) for town in towns]
    first[1:] = rows[:7]
    second[1:-3] = rows[7:]
    return build_pdf(list(papers.values()), path)


def reworded(year: int, words: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Papers of a year with words replaced; each must stand in them."""
    text = yaml.safe_dump(load_papers(year), allow_unicode=True, sort_keys=False, width=10**6)
    for old, new in words.items():
        assert old in text, f"the papers of {year} do not have {old}"
        text = text.replace(old, new)
    return yaml.safe_load(text)


def _row(town: dict[str, Any], counted: int) -> list[str]:
    share = 100 * town["guided_firms"] / counted
    shown = [f"{value:.1f} %".replace(".", ",") for value in (town["population_share_pct"], share)]
    return [town["name"], shown[0], str(town["guided_firms"]), shown[1]]


def _grids(node: Any) -> Any:
    """Grids of the guidance table."""
    if isinstance(node, dict) and "grid" in node and node["grid"]["rows"][0][0] == "Kommune":
        yield node["grid"]
    elif isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from _grids(child)
