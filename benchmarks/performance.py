"""Measure everything that the project promises of its speed: `python benchmarks/performance.py`.

Writes `docs/performance.md`, in 25 minutes. Nothing else should run on the machine.
"""

from __future__ import annotations

import argparse
import signal
import tempfile
from pathlib import Path

from arms import arms
from comparing import Comparison, compare
from other import measured_sections, project
from writing import write


def main() -> None:
    options = _options()
    # Started in the background, all that it starts would ignore interrupts, which tests send.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as name:
        # The short ones first: what is broken shows at once.
        sections = measured_sections(Path(name), options.rounds)
        comparisons: list[Comparison] = []
        for count in options.jobs_counts:
            chosen = arms(options.peers)
            comparisons.append(compare(Path(name) / str(count), chosen, count, options.rounds))
            write(comparisons, sections)
        if options.project:
            sections.append(project(Path(name)))
        write(comparisons, sections)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--jobs-counts", type=int, nargs="+", metavar="N", default=(6, 24))
    parser.add_argument(
        "--project", action=argparse.BooleanOptionalAction, default=True, help="clone and tests too"
    )
    parser.add_argument("--peers", metavar="PYTHON", help="has ploomber-engine besides ours")
    return parser.parse_args()


if __name__ == "__main__":
    main()
