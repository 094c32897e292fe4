"""The same pages printed by a browser: a second producer, which writes text in another way.

A browser's PDF is tagged, sets words by itself and names its version and the day, so unlike those
of `build` these are not the same to the byte.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from html import escape
from pathlib import Path

import matplotlib

from papers.build import FONTS, MARGIN, Block, Paper, load_papers
from papers.extractors import MissingToolError

CSS = """
@page { size: A4; margin: 18pt %(margin)spt } @page wide { size: A4 landscape }
section { position: relative; height: 800pt } .wide { height: 555pt }
footer { position: absolute; bottom: 0; width: 100%% }
section { break-after: page } section:last-child { break-after: auto } .wide { page: wide }
p { margin: 0; white-space: pre; line-height: 1.22; min-height: 1.22em } h1 { margin-top: 160pt }
header, footer { margin: 0; min-height: 14pt; font-size: 8pt; text-align: center }
table { border-collapse: collapse; table-layout: fixed; width: 1px }
td { vertical-align: top; padding: 1pt 2pt 2pt 4pt }
.grid > tbody > tr > td { border: 0.5pt solid } .bars td:has(p:not(:empty)) { background: #d3d3d3 }
"""


def print_year(year: int, path: Path) -> Path:
    """All documents of a year in one PDF, printed by Chromium."""
    browser = shutil.which("chromium")
    if browser is None:
        raise MissingToolError("Chromium is not installed; it comes with Debian's chromium.")
    page = path.with_suffix(".html")
    page.write_text(_html(list(load_papers(year).values())), "utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--print-to-pdf={path}", f"--user-data-dir={path}.profile", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path


def _html(papers: Sequence[Paper]) -> str:
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    faces = "".join(
        f"@font-face {{ font-family: paper-{family}; font-weight: {weight}; "
        f"src: url({(folder / name).with_suffix('.ttf').as_uri()}) }}"
        for family, names in FONTS.items()
        for weight, name in zip(("normal", "bold"), names, strict=True)
    )
    style = faces + CSS % {"margin": MARGIN}
    sections = "".join(
        _section(paper, number, blocks)
        for paper in papers
        for number, blocks in enumerate(paper["pages"], start=1)
    )
    title = escape(papers[0]["title"])
    head = f'<meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    return f'<!doctype html><html lang="da">{head}{sections}</html>'


def _section(paper: Paper, number: int, blocks: Sequence[Block]) -> str:
    place = {"page": number, "pages": len(paper["pages"])}
    header = f"<header>{escape(paper.get('header', '').format(**place))}</header>"
    footer = f"<footer>{escape(paper['footer'].format(**place))}</footer>"
    wide = "wide" if paper["landscape"] else ""
    font = f"{paper['size']}pt paper-{paper['font']}"
    return (
        f'<section class="{wide}" style="font: {font}">{header}{_block(blocks)}{footer}</section>'
    )


def _block(block: Block | Sequence[Block]) -> str:
    if isinstance(block, str):
        return f"<p>{'<br>'.join(map(_line, block.split(chr(10))))}</p>"
    if not isinstance(block, dict):
        return "".join(map(_block, block))
    ((kind, content),) = block.items()
    if kind == "cover":
        return f"<h1>{_block(content)}</h1>"
    columns = "".join(f'<col style="width: {width}pt">' for width in content["widths"])
    rows = "".join(f"<tr>{_cells(row)}</tr>" for row in content["rows"])
    return f'<table class="{kind}">{columns}<tbody>{rows}</tbody></table>'


def _line(line: str) -> str:
    return f"<b>{escape(line[2:])}</b>" if line.startswith("# ") else escape(line)


def _cells(row: Sequence[Block | None]) -> str:
    """Cells of a row; each reaches over the `null` ones to its right."""
    cells: list[tuple[Block, int]] = []
    for cell in row:
        if cell is None:
            block, width = cells.pop()
            cells.append((block, width + 1))
        else:
            cells.append((cell, 1))
    return "".join(f'<td colspan="{width}">{_block(block)}</td>' for block, width in cells)
