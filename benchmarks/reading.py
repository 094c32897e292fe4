"""Seconds and peak memory of reading: `python benchmarks/reading.py [--peers PYTHON]`.

1. The papers of 2021 from bytes to all checked tables, against `pdftotext` on the same content as
   PDF, and against what analysts use on a PDF: pdfplumber, and camelot where PYTHON has it.
2. Growth up to 50 MB of text, each kind of content in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
PAPERS = ROOT / "data" / "raw" / "2021" / "kkr-midtjylland-meeting-papers-2022-11.txt"
SIZES_MB = (10, 25, 50)
ROUNDS = 9
# What is repeated up to a size: the papers, their prose, line ends, decomposed letters, 4 bytes.
UNITS = {
    "papers": PAPERS.read_bytes(),
    "prose": PAPERS.read_bytes()[40_000:100_000],
    "line ends": b"a\n",
    "decomposed": "A\u030arhus 3,2 %\n".encode(),
    "four bytes": ("\U0001f600" + "å" * 10 + "\n").encode(),
}
# A table is right when every row of the guidance table, or every module, is found with its cells.
PEER = """
import sys, time
kind, path = sys.argv[1:]
start = time.perf_counter()
if kind == "pdfplumber":
    import pdfplumber
    with pdfplumber.open(path) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
else:
    import camelot
    found = camelot.read_pdf(path, pages="all", flavor=kind)
    tables = [table.df.values.tolist() for table in found]
rows = [["" if cell is None else str(cell) for cell in row] for table in tables for row in table]
text = [" ".join(" ".join(row).split()) for row in rows]
guided = sum("3,6%" in t and "89" in t and len(t) < 40 for t in text)
guided += sum("26,4%" in t and "785" in t and len(t) < 40 for t in text)
dated = sum(t.split()[0].rstrip(".").isdigit() and "2021" in t for t in text if t)
print(f"{time.perf_counter() - start:.2f} {guided} {dated}")
"""


@dataclass(frozen=True)
class Reading:
    """One measured reading, and what is to be said of it."""

    what: str
    seconds: float
    remark: str = ""


def _median(measured: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        measured()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def the_papers(peers: str | None) -> Iterator[Reading]:
    """Our reading against pdftotext and the peers; camelot only with a Python that has it."""
    from papers.build import build_year

    with tempfile.TemporaryDirectory() as folder:
        pdf = build_year(2021, Path(folder) / "papers.pdf")
        raw = ["pdftotext", "-raw", str(pdf), "-"]
        text = subprocess.run(raw, check=True, capture_output=True).stdout
        whole, command = PAPERS.read_bytes(), ["pdftotext", "-layout", str(pdf), "/dev/null"]
        _to_tables(whole)
        yield Reading("the real text, bytes to checked tables", _median(lambda: _to_tables(whole)))
        same = _median(lambda: _to_tables(text))
        yield Reading("the table pages' text, the same", same)
        poppler = _median(lambda: subprocess.run(command, check=True))
        remark = f"ours is {same / poppler:.1f} of it"
        yield Reading("pdftotext -layout on these pages as PDF", poppler, remark)
        start = time.perf_counter()
        _to_tables(pdf.read_bytes(), "papers.pdf")
        yield Reading("the PDF itself, bytes to checked tables", time.perf_counter() - start)
        for kind in ("pdfplumber", "lattice", "stream"):
            python = sys.executable if kind == "pdfplumber" else peers
            if python is not None:
                yield _peer(python, kind, pdf)


def _to_tables(raw: bytes, name: str = "papers.txt") -> None:
    from midtjylland.assembly import tables_of
    from midtjylland.document import read_document

    region, population = _declared()
    tables_of([read_document(raw, name)], region, 2021, population)


@cache
def _declared() -> tuple[object, object]:
    from midtjylland.declared.region import load_region
    from midtjylland.store.population import load_population

    return load_region(ROOT / "data"), load_population(ROOT / "data")


def _peer(python: str, kind: str, pdf: Path) -> Reading:
    command = [python, "-c", PEER, kind, str(pdf)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{kind} failed:\n{done.stderr[-2000:]}")
    seconds, guided, dated = done.stdout.split()[-3:]
    name = kind if kind == "pdfplumber" else f"camelot {kind}"
    remark = f"guidance rows whole {guided} of the 2 looked for, dated module rows {dated} of 53"
    return Reading(f"{name} on the PDF, bytes to its tables", float(seconds), remark)


def growth() -> Iterator[Reading]:
    """Content up to a size, each kind in a process of its own."""
    for kind in UNITS:
        for size in SIZES_MB:
            command = [sys.executable, __file__, kind, str(size)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            yield Reading(**json.loads(done.stdout))


def measure(kind: str, size: int) -> Reading:
    """Read one kind of content of a size in MB, in this process."""
    from midtjylland.assembly import RECIPES
    from midtjylland.document import read_document

    from midtjylland.core.findings import SourceError
    from midtjylland.declared.region import load_region

    raw = UNITS[kind] * (size * 1_000_000 // len(UNITS[kind]))
    region = load_region(ROOT / "data")
    start = time.perf_counter()
    document = read_document(raw, kind)
    read = time.perf_counter() - start
    outcome = "read"
    for recipe in RECIPES:
        try:
            recipe(document, region)
        except SourceError:
            outcome = "refused"
    total = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / len(raw)
    remark = f"{read:.1f} s of it its text, {outcome}, memory {peak:.1f} times its size"
    return Reading(f"{size} MB of {kind}", total, remark)


def main() -> None:
    """Run everything, or one kind and size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", help="Python that has camelot")
    parser.add_argument("one", nargs="*", help="kind and size")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(asdict(measure(options.one[0], int(options.one[1])))))
        return
    for part in (the_papers(options.peers), growth()):
        for one in part:
            print(f"{one.what:42} {one.seconds:7.3f} s  {one.remark}", flush=True)


if __name__ == "__main__":
    main()
