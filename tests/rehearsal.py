"""Synthetic papers with other words, as next year's may have them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from papers.build import build_pdf, load_papers


def reworded(year: int, words: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Papers of a year with words replaced; each must stand in them."""
    left = set(words)

    def change(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: change(value) for key, value in node.items()}
        if isinstance(node, list):
            return [change(value) for value in node]
        for old, new in words.items() if isinstance(node, str) else ():
            left.difference_update([old] if old in node else [])
            node = node.replace(old, new)
        return node

    papers = {name: change(paper) for name, paper in load_papers(year).items()}
    assert not left, f"the papers of {year} do not have {left}"
    return papers


def write_papers(path: Path, year: int, words: Mapping[str, str]) -> Path:
    """PDF of reworded papers."""
    return build_pdf(list(reworded(year, words).values()), path)
