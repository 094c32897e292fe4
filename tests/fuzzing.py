"""Small damages to the real papers, and what became of each.

A damage is `harmless` when no figure changed, `refused` when a table is withheld, `caught` when a
figure changed and a new finding says so. What is left changed a figure without a word; that is
only allowed where nothing in the papers could have told, and `UNDETECTABLE` says why.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator

import pandas as pd

from midtjylland.assembly import tables_of
from midtjylland.core.findings import MidtjyllandError
from midtjylland.document import Document, read_document
from midtjylland.declared.region import Region

Tables = dict[str, pd.DataFrame]
Damage = Callable[[list[str], int, random.Random], None]

_ONCE = "stands once in the papers"
# Columns in which a plausible misprint can't be told from the truth, and why.
UNDETECTABLE = {
    ("mea_modules", "title"): "a title stands once",
    ("mea_modules", "delivery"): "the mark stands in the title, which stands once",
    ("mea_modules", "start_date"): "a date stands once; it stayed in the year and in order",
    ("mea_modules", "end_date"): "a date stands once; it stayed in the year and in order",
    ("contract_goals", "target_text"): "a text stands once",
    ("contract_goals", "result_text"): "a text stands once",
    ("contract_indicators", "target_value"): f"a target {_ONCE}; it stayed plausible",
    ("contract_indicators", "result_value"): f"a result {_ONCE}; it stayed plausible",
    ("contract_indicators", "status"): "follows from target and result",
    ("guidance_by_municipality", "guided_share_pct"): "the misprint is what the count gives",
    ("dk2020_cohorts", "approved_so_far"): f"the number {_ONCE}",
    ("dk2020_cohorts", "cohort"): f"the plan year {_ONCE}",
    ("green_guidance", "year"): f"a later year {_ONCE}",
    ("green_guidance", "guided_firms"): f"the number {_ONCE}",
    ("green_guidance", "of_guided_firms"): f"the provisional number {_ONCE}",
    ("green_guidance", "is_approximate"): f"the word {_ONCE}",
    ("green_guidance", "rows"): "nothing says that there must be a sentence on a later year",
    ("green_grants", "year"): f"a later year {_ONCE}",
    ("green_grants", "grants"): f"the number {_ONCE}",
    ("green_grants", "total_mdkk"): f"the sum {_ONCE}",
    ("green_grants", "rows"): "nothing says that there must be a sentence on a later year",
    ("climate_projects", "start_date"): "the circular-economy project has a day in one place only",
    ("climate_projects", "end_date"): "the circular-economy project has a day in one place only",
    ("climate_projects", "budget_mdkk"): "two places differed before, and still do",
    ("climate_projects", "eu_mdkk"): "the circular-economy project has it in one place only",
    ("climate_projects", "eu_share_pct"): f"the share {_ONCE}",
    ("climate_projects", "is_approximate"): f"the word {_ONCE}",
    ("climate_projects", "partners"): "the circular-economy project has them in one place only",
    ("climate_projects", "subprojects"): "the circular-economy project has them in one place only",
    ("regional_fora", "half"): "the time chart gives halves by place on the page, not in words",
    ("regional_fora", "year"): "the time chart gives years by place on the page, not in words",
    ("stated_totals", "value"): "a total that nothing is counted against",
    ("stated_totals", "rows"): "a sentence that repeats or adds a total need not be there",
}


def undetectable(kind: str, change: tuple[str, str]) -> bool:
    """Whether nothing in the papers could have told."""
    return change in UNDETECTABLE or (kind == "cut the file" and change[1] == "rows")


def _reason(change: tuple[str, str]) -> str:
    lost = "a cut file lacks them, and what is not there can't be missed"
    return UNDETECTABLE.get(change) or (lost if change[1] == "rows" else "NO REASON")


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
    papers: Document, places: list[int], seed: int, count: int
) -> Iterator[tuple[str, int, str]]:
    """Kind, line and text of each damage; `places` are the lines to damage, from 1."""
    chance = random.Random(seed)
    for _ in range(count):
        kind = chance.choices(list(DAMAGES), _WEIGHTS)[0]
        at = chance.choice(places)
        lines = papers.text.split("\n")
        DAMAGES[kind](lines, at - 1, chance)
        yield kind, at, "\n".join(lines)


class Fuzzer:
    """The undamaged tables and findings, and the comparison of damaged ones with them."""

    def __init__(self, papers: Document, region: Region, population: pd.DataFrame) -> None:
        self.region, self.population = region, population
        self.tables, findings = tables_of([papers], region, 2021, population)
        self.findings = {self._identity(finding) for finding in findings}

    @staticmethod
    def _identity(finding: object) -> tuple[object, ...]:
        # A dropped line moves all later ones: the line is no part of what a finding says.
        message = re.sub(r"line \d+", "line", finding.message)
        return finding.table, finding.severity, finding.check, message

    def outcome(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        """What became of a damage, and the columns that changed without a word."""
        try:
            document = read_document(text.encode(), "damaged.txt")
            tables, findings = tables_of([document], self.region, 2021, self.population)
        except MidtjyllandError:
            return "refused", []
        new = {self._identity(finding) for finding in findings} - self.findings
        if any(severity == "error" for _, severity, *_ in new):
            return "refused", []
        changed = list(self._changed(tables))
        if not changed:
            return "harmless", []
        told = {table for table, *_ in new}
        silent = [change for change in changed if change[0] not in told]
        return ("silent", silent) if silent else ("caught", [])

    def _changed(self, tables: Tables) -> Iterator[tuple[str, str]]:
        for table, before in self.tables.items():
            after = tables[table]
            if len(before) != len(after):
                yield table, "rows"
                continue
            for column in before.columns:
                if not column.startswith("source_") and not before[column].equals(after[column]):
                    yield table, column


def report(outcomes: Counter[str], silent: Counter[tuple[str, str]]) -> str:
    """The figures in words, for whoever runs the fuzzer."""
    lines = [f"{name}: {count}" for name, count in outcomes.most_common()]
    lines += [
        f"undetectable: {'.'.join(change)}: {count} ({_reason(change)})"
        for change, count in silent.most_common()
    ]
    return "\n".join(lines)
