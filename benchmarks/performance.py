"""Measure everything that the project promises of its speed: `python benchmarks/performance.py`.

Writes `docs/performance.md` with its figure. All arms of a round run one after the other, and the
next round begins at the other end, so that a machine that slows down slows them all.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from arms import arms
from comparing import Comparison, compare
from other import other_sections
from targets import MANY
from writing import write

QUICK_COUNTS, COUNTS = (6,), (6, 24, 96)


def main() -> None:
    options = _options()
    counts = options.jobs_counts or (QUICK_COUNTS if options.quick else COUNTS)
    rounds = options.rounds or (1 if options.quick else 3)
    chosen = arms(options.peers, html=options.html)
    with tempfile.TemporaryDirectory() as name:
        # The short ones first: what is broken shows at once.
        sections = other_sections(Path(name), rounds, options.peers, quick=options.quick)
        comparisons: list[Comparison] = []
        for count in counts:
            # Many jobs take long, and each of them is a round of its own.
            times = 1 if count >= MANY else rounds
            comparisons.append(compare(Path(name) / str(count), chosen, count, times))
            for path in write(comparisons, sections):
                print(f"written: {path}")
    if not options.peers:
        print("ploomber-engine and camelot were left out; name a Python that has them: --peers")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, help=f"default: 3, and one of {MANY} jobs or more")
    parser.add_argument("--jobs-counts", type=int, nargs="+", metavar="N", help="default: 6 24 96")
    parser.add_argument(
        "--html", action=argparse.BooleanOptionalAction, default=True, help="pages too"
    )
    parser.add_argument("--quick", action="store_true", help="one round of six jobs")
    parser.add_argument(
        "--peers", metavar="PYTHON", help="has ploomber-engine and camelot besides ours"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
