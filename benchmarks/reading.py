"""Seconds of reading, from bytes to all checked tables: `python benchmarks/reading.py`.

Papers are those of the tests, printed as PDF; an agenda is the same papers between pages of the
real framework agreement, which is about other matters. Beside them what others take for less.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from statistics import median

import pypdfium2
from arms import ROOT
from measuring import Line

sys.path.insert(0, str(ROOT / "tests"))
TEXT = ROOT / "data" / "raw" / "2021" / "kkr-midtjylland-meeting-papers-2022-11.txt"
AGENDA_PAGES, SHORT_PAGES = 320, 12
ROUNDS = 5
# Letters and lines that the printed pages of other matters have room for.
_WIDTH, _HEIGHT = 90, 54


def reading() -> Iterator[Line]:
    """Everything here, one measurement after the other."""
    with tempfile.TemporaryDirectory() as name:
        short = _short(Path(name) / "short.pdf")
        yield from _beside(short, f"PDF of {SHORT_PAGES} pages", 0.7, [_pdfplumber])
        agenda, inside = _agenda(Path(name) / "agenda.pdf")
        what = f"PDF of {AGENDA_PAGES} pages, {inside} of them papers"
        yield from _beside(agenda, what, 2.0, [_pypdfium2, _pdftotext])
    whole = TEXT.read_bytes()
    yield Line("the real text", _median(lambda: to_tables(whole, TEXT.name)), "s")


def to_tables(raw: bytes, name: str) -> None:
    """From a document's bytes to checked tables."""
    from midtjylland.extract.years import read_year
    from midtjylland.read.document import read_document
    from midtjylland.store.assemble import tables_of

    region, population = _declared()
    document = read_document(raw, name)
    tables_of([document], region, read_year([document], region), population)


@cache
def _declared() -> tuple:
    from midtjylland.declared.region import load_region
    from midtjylland.store.population import load_population

    return load_region(ROOT / "data"), load_population(ROOT / "data")


def _beside(path: Path, what: str, most: float, others: Sequence[Callable]) -> Iterator[Line]:
    """Our seconds, and those of other tools for their part of it."""
    raw = path.read_bytes()
    yield Line(f"{what}, to checked tables", _median(lambda: to_tables(raw, path.name)), "s", most)
    for other in others:
        yield Line(f"{other.__doc__}, of the same", _median(lambda call=other: call(path)), "s")


def _pdfplumber(path: Path) -> None:
    """pdfplumber's tables, nothing checked"""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_tables()


def _pypdfium2(path: Path) -> None:
    """pypdfium2's text"""
    for page in pypdfium2.PdfDocument(path):
        page.get_textpage().get_text_bounded()


def _pdftotext(path: Path) -> None:
    """pdftotext -layout"""
    subprocess.run(["pdftotext", "-layout", path, "/dev/null"], check=True)


def _short(path: Path) -> Path:
    from papers.build import build_pdf, load_papers

    report, status, *_ = load_papers(2021).values()
    status["pages"] = status["pages"][: SHORT_PAGES - len(report["pages"])]
    return build_pdf([report, status], path)


def _agenda(path: Path) -> tuple[Path, int]:
    """A whole agenda, and how many of its pages are the papers'."""
    from papers.build import build_pdf, load_papers

    papers = list(load_papers(2022).values())
    inside = sum(len(paper["pages"]) for paper in papers)
    before = (AGENDA_PAGES - inside) // 2
    sides = [_other_pages(count) for count in (before, AGENDA_PAGES - inside - before)]
    return build_pdf([sides[0], *papers, sides[1]], path), inside


def _other_pages(count: int) -> dict:
    """Pages of the framework agreement, as often as it takes."""
    text = (
        TEXT.read_text("utf-8").partition("\n Forord\n")[2].partition("Regionalpolitisk forum")[0]
    )
    text = "".join(sign for sign in text if sign == "\n" or sign.isprintable())
    lines = textwrap.wrap(text, _WIDTH)
    pages = [lines[at : at + _HEIGHT] for at in range(0, len(lines), _HEIGHT)]
    look = {"title": "Dagsorden", "footer": "{page}", "landscape": False, "font": "sans", "size": 9}
    # What papers are about is brought up once, not with each turn of the same pages.
    quiet = [page for page in pages if "grønne omstilling" not in " ".join(page)]
    pages += quiet * (count // len(quiet))
    return look | {"pages": [["\n".join(page)] for page in pages[:count]]}


def _median(call: Callable[[], object]) -> float:
    return median(_timed(call) for _ in range(ROUNDS))


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    for line in reading():
        print(f"{line.what:70} {line.value:7.3f} {line.unit}", flush=True)
