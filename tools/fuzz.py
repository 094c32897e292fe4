"""Small damages to the papers of 2021, and what became of each: `make fuzz`.

A damage is `harmless` when no figure changed, `refused` when a table is withheld, `caught` when a
figure changed and a new finding of its table says so. The rest is `silent`. That is only allowed
for figures that stand once in the papers, so that nothing could have told (`ONCE`).
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from midtjylland.core.findings import Finding, MidtjyllandError
from midtjylland.declared.region import load_region
from midtjylland.read.document import read_document
from midtjylland.store.assemble import tables_of
from midtjylland.store.population import load_population

DATA = Path(__file__).parents[1] / "data"
YEAR = 2021
Damage = Callable[[list[str], int, random.Random], None]
# Columns whose figures stand once, and stayed plausible.
ONCE = {
    *(("mea_modules", column) for column in ("start_date", "end_date", "title", "delivery")),
    *(("contract_goals", column) for column in ("goal", "target_text", "result_text")),
    *(("contract_indicators", c) for c in ("target_value", "result_value", "status", "note")),
    # The line on which a target begins may be lost so that it seems a part of the one before.
    *((table, "rows") for table in ("contract_goals", "contract_indicators")),
    ("contract_indicators", "comparator"),
    *(("dk2020_cohorts", column) for column in ("cohort", "approved_so_far")),
    *(("green_guidance", c) for c in ("year", "guided_firms", "of_guided_firms")),
    *(("green_guidance", c) for c in ("is_approximate", "rows")),
    *(("green_grants", c) for c in ("year", "grants", "total_mdkk", "rows")),
    *(("climate_projects", c) for c in ("eu_share_pct", "eu_mdkk", "is_approximate")),
    *(("climate_projects", c) for c in ("partners", "subprojects", "start_date", "end_date")),
    ("climate_projects", "budget_mdkk"),  # two places differ before, and still do
    *(("regional_fora", column) for column in ("question", "half", "year")),
    *(("stated_totals", column) for column in ("table", "quantity", "value", "rows")),
}


def _drop_line(lines: list[str], at: int, _: random.Random) -> None:
    del lines[at]


def _repeat_line(lines: list[str], at: int, _: random.Random) -> None:
    lines.insert(at, lines[at])


def _at_digit(change: Callable[[str, random.Random], str]) -> Damage:
    def damage(lines: list[str], at: int, chance: random.Random) -> None:
        places = [match.start() for match in re.finditer("[0-9]", lines[at])]
        if places:
            place = chance.choice(places)
            line = lines[at]
            lines[at] = line[:place] + change(line[place:], chance)

    return damage


def _another_digit(text: str, chance: random.Random) -> str:
    return chance.choice([digit for digit in "0123456789" if digit != text[0]]) + text[1:]


def _swap_tokens(lines: list[str], at: int, chance: random.Random) -> None:
    words = lines[at].split(" ")
    if len(words) > 1:
        place = chance.randrange(len(words) - 1)
        words[place], words[place + 1] = words[place + 1], words[place]
        lines[at] = " ".join(words)


def _cut_file(lines: list[str], at: int, _: random.Random) -> None:
    del lines[at:]


DAMAGES: dict[str, Damage] = {
    "drop a line": _drop_line,
    "duplicate a line": _repeat_line,
    "change a digit": _at_digit(_another_digit),
    "drop a digit": _at_digit(lambda text, _: text[1:]),
    "swap two digits": _at_digit(lambda text, _: re.sub("^(.)([0-9])", r"\2\1", text)),
    "swap two words": _swap_tokens,
    "cut the file": _cut_file,
}
# A cut leaves nothing to look at, so one in twenty is enough.
_WEIGHTS = [4, 3, 5, 4, 3, 5, 1]


def damaged(
    text: str, places: Sequence[int], seed: int, count: int
) -> Iterator[tuple[str, int, str]]:
    """Kind, line and text of each damage; `places` are the lines to damage, from 1."""
    chance = random.Random(seed)
    for _ in range(count):
        kind = chance.choices(list(DAMAGES), _WEIGHTS)[0]
        at = chance.choice(places)
        lines = text.split("\n")
        DAMAGES[kind](lines, at - 1, chance)
        yield kind, at, "\n".join(lines)


class Fuzzer:
    """The undamaged tables and findings, and the comparison of damaged ones with them."""

    def __init__(self) -> None:
        path = next((DATA / "raw" / str(YEAR)).glob("*.txt"))
        self.text = path.read_text("utf-8")
        self.region, self.population = load_region(DATA), load_population(DATA)
        self.tables, findings = self._read(self.text)
        self.known = {_identity(each) for each in findings}

    def _read(self, text: str) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
        document = read_document(text.encode(), "papers.txt")
        return tables_of([document], self.region, YEAR, self.population)

    def places(self) -> list[int]:
        """Lines of the tables and a few below, four times as often as all others."""
        count = self.text.count("\n") + 1
        starts = [n for frame in self.tables.values() for n in frame["source_line"].dropna()]
        near = sorted({n + below for n in starts for below in range(-1, 8) if n + below > 0})
        return near * (4 * count // len(near)) + list(range(1, count + 1))

    def outcome(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        """What became of a damage, and the columns that changed without a word."""
        try:
            tables, findings = self._read(text)
        except MidtjyllandError:
            return "refused", []
        new = [f for f in findings if _identity(f) not in self.known]
        if any(each.severity == "error" for each in new):
            return "refused", []
        changed = list(self._changed(tables))
        silent = [each for each in changed if each[0] not in {f.table for f in new}]
        return ("silent" if silent else "caught" if changed else "harmless"), silent

    def _changed(self, tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str]]:
        for table, before in self.tables.items():
            after = tables[table]
            if len(before) != len(after):
                yield table, "rows"
                continue
            for column in before.columns:
                if not column.startswith("source_") and not before[column].equals(after[column]):
                    yield table, column


def _identity(finding: Finding) -> tuple[str, str, str, str]:
    # A dropped line moves all later ones: the line is no part of what a finding says.
    message = re.sub(r"line \d+", "line", finding.message)
    return finding.table, finding.severity, finding.check, message


def run(fuzzer: Fuzzer, seed: int, count: int) -> tuple[Counter[str], list[tuple]]:
    """Number of damages by outcome, and those that changed a figure without a word."""
    outcomes, wrong = Counter(), []
    for kind, at, text in damaged(fuzzer.text, fuzzer.places(), seed, count):
        outcome, silent = fuzzer.outcome(text)
        outcomes[outcome] += 1
        cut = kind == "cut the file"
        wrong += [(kind, at, c) for c in silent if c not in ONCE and not (cut and c[1] == "rows")]
    return outcomes, wrong


if __name__ == "__main__":
    found, wrong = run(Fuzzer(), 2021, int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    print(*(f"{name}: {number}" for name, number in found.most_common()), sep="\n")
    print(*(f"WRONG {each}" for each in wrong), sep="\n")
    sys.exit(bool(wrong))
