"""Seconds and peak memory of reading 50 MB of text: `python benchmarks/reading.py`.

Each kind of content runs in a process of its own: the real papers repeated, their prose alone (no
table rows), only line ends, decomposed letters, and characters of four bytes.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

from midtjylland.clean.guidance import read_guidance
from midtjylland.document import read_document
from midtjylland.findings import SourceError
from midtjylland.region import load_region

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ROOT / "data" / "raw" / "2021" / "kkr-midtjylland-meeting-papers-2022-11.txt"
SIZE = 50_000_000
# What is repeated up to that size.
UNITS = {
    "papers": PAPERS.read_bytes(),
    "prose": PAPERS.read_bytes()[40_000:100_000],
    "line ends": b"a\n",
    "decomposed": "A\u030arhus 3,2 %\n".encode(),
    "four bytes": ("\U0001f600" + "å" * 10 + "\n").encode(),
}


def measure(kind: str) -> None:
    raw = UNITS[kind] * (SIZE // len(UNITS[kind]))
    start = time.perf_counter()
    document = read_document(raw, kind)
    read = time.perf_counter() - start
    try:
        read_guidance(document, load_region(ROOT / "data"))
        outcome = "read"
    except SourceError:
        outcome = "refused"
    total = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{kind:12} {read:6.1f} s text {total:6.1f} s with table ({outcome}) {peak:6.0f} MiB peak"
    )


def main() -> None:
    if len(sys.argv) > 1:
        measure(sys.argv[1])
        return
    for kind in UNITS:
        subprocess.run([sys.executable, __file__, kind], check=True)


if __name__ == "__main__":
    main()
