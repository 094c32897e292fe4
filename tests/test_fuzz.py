"""Small damages to the real papers: no figure may change without a word.

`make test` tries some dozens, `make fuzz` thousands.
"""

import os
from collections import Counter

import pytest
from fuzzing import Fuzzer, damaged, report, undetectable

from midtjylland.store.population import load_population

COUNT = int(os.environ.get("MIDTJYLLAND_FUZZ", "80"))
PARTS = 4


@pytest.fixture(scope="module")
def fuzzer(papers, region):
    return Fuzzer(papers, region, load_population("data"))


def places(papers, fuzzer):
    """Lines of the tables and a few below, four times as often as all others."""
    near = {
        line + below
        for frame in fuzzer.tables.values()
        for line in frame["source_line"]
        for below in range(-1, 8)
    }
    last = len(papers.line_starts)
    tables = sorted(line for line in near if 0 < line <= last)
    return tables * 4 * (last // len(tables)) + list(range(1, last + 1))


class Damages:
    """Two halves, so that two workers share them."""

    seeds: range

    def test_no_figure_changes_without_a_word(self, papers, fuzzer, record_property):
        outcomes, silent, wrong = Counter(), Counter(), []
        lines = places(papers, fuzzer)
        for seed in self.seeds:
            for kind, at, text in damaged(papers, lines, seed, COUNT // PARTS):
                outcome, changes = fuzzer.outcome(text)
                outcomes[outcome] += 1
                silent.update(changes)
                wrong += [
                    (kind, at, change) for change in changes if not undetectable(kind, change)
                ]
        told = report(outcomes, silent)
        record_property("fuzz", told)
        print(told)
        assert wrong == []
        # Were nothing refused or caught, the test would not test anything.
        assert min(outcomes["refused"], outcomes["caught"], outcomes["harmless"]) > 0


class TestFirstHalf(Damages):
    seeds = range(PARTS // 2)


class TestSecondHalf(Damages):
    seeds = range(PARTS // 2, PARTS)
