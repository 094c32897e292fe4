"""Rounds of all arms, one after the other, and whether they gave the same outputs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from arms import BATCH, FLOOR, HTML_BATCH, HTML_LOOP, LOOP, PLOOMBER, YEAR, Arm, Site, make_site
from measuring import Line, Measured, measure

# By number of jobs: the least ratio of the loop and of ploomber-engine, the most to the floor.
AHEAD, NEAR_FLOOR, AS_FAST = {6: 6.0, 24: 8.5}, {24: 1.25}, {24: 1.0}


@dataclass
class Comparison:
    """What each arm took for a number of jobs, round by round."""

    jobs_count: int
    arms: list[Arm]
    rounds: dict[str, list[Measured]] = field(default_factory=dict)
    memory: dict[str, Measured] = field(default_factory=dict)
    equal: dict[str, int] = field(default_factory=dict)

    def seconds(self, name: str) -> float:
        """Median over the rounds."""
        return median(one.seconds for one in self.rounds[name])

    def cpu_seconds(self, name: str) -> float:
        """Median over the rounds."""
        return median(one.cpu_seconds for one in self.rounds[name])

    def ratio(self, slower: str, faster: str) -> float | None:
        """Median over the rounds of how many times as long one takes; None unless both ran."""
        if slower not in self.rounds or faster not in self.rounds:
            return None
        pairs = zip(self.rounds[slower], self.rounds[faster], strict=True)
        return median(one.seconds / other.seconds for one, other in pairs)

    def speed(self, arm: Arm) -> float | None:
        """Times as fast as the loop that does the same work."""
        pages = arm.name in (HTML_BATCH, HTML_LOOP) and HTML_LOOP in self.rounds
        return self.ratio(HTML_LOOP if pages else LOOP, arm.name)

    def lines(self) -> Iterator[Line]:
        """What was promised of these ratios."""
        count = self.jobs_count
        for what, slower, faster, limits, at_least in (
            ("papermill in a loop, to our batch without pages", LOOP, BATCH, AHEAD, True),
            ("our batch without pages, to the floor", BATCH, FLOOR, NEAR_FLOOR, False),
            ("ploomber-engine, to our batch without pages", PLOOMBER, BATCH, AS_FAST, True),
        ):
            ratio = self.ratio(slower, faster)
            if ratio is not None:
                title = f"{count} jobs: {what}"
                yield Line(title, ratio, "", limits.get(count), at_least=at_least)
        for name, text in ((BATCH, "without pages"), (HTML_BATCH, "with pages")):
            what = f"{count} jobs: share with papermill's own outputs, {text}"
            yield Line(what, self.equal[name] / count, "", 1.0, at_least=True)


def compare(folder: Path, arms: Sequence[Arm], jobs_count: int, rounds: int) -> Comparison:
    """Measure all arms for a number of jobs, in rounds that begin at either end."""
    site = make_site(folder, jobs_count)
    chosen = [arm for arm in arms if jobs_count <= arm.most_jobs]
    found = Comparison(jobs_count, chosen, {arm.name: [] for arm in chosen})
    _warm_up(site, chosen)
    for number in range(rounds):
        for arm in chosen[:: -1 if number % 2 else 1]:
            one = run(arm, site)
            found.rounds[arm.name].append(one)
            print(
                f"{jobs_count:3} jobs, round {number + 1}: {arm.title:45} "
                f"{one.seconds:7.2f} s, {one.cpu_seconds:7.2f} s of processor time",
                flush=True,
            )
    # Before the memory is measured, which runs the batch once more.
    found.equal = dict(_equal_outputs(site, chosen))
    for arm in chosen:
        if arm.name in (BATCH, HTML_BATCH):
            found.memory[arm.name] = run(arm, site, memory=True)
    return found


def run(arm: Arm, site: Site, *, memory: bool = False) -> Measured:
    """Run an arm once."""
    out = site.folder / arm.name
    # The batch knows from its record which jobs take long, as it does in a second year.
    if arm.name not in (BATCH, HTML_BATCH):
        shutil.rmtree(out, ignore_errors=True)
    out.mkdir(exist_ok=True)
    commands = arm.commands(site, out)
    return measure(commands, site.folder, memory=memory, environment=arm.environment)


def _warm_up(site: Site, arms: Sequence[Arm]) -> None:
    """Run the batch once, uncounted: bytecode and fonts are cached then, and durations known."""
    run(next(arm for arm in arms if arm.name == BATCH), site)
    shutil.copytree(site.folder / BATCH, site.folder / HTML_BATCH)
    site.longest_first()


def _equal_outputs(site: Site, arms: Sequence[Arm]) -> Iterator[tuple[str, int]]:
    """Give for each arm the number of notebooks with the outputs that papermill's loop has."""
    for arm in arms:
        folder = site.folder / arm.name
        if arm.name in (BATCH, HTML_BATCH):
            folder /= str(YEAR)
        pairs = (
            (site.folder / LOOP / f"{task.name}.ipynb", folder / f"{task.name}.ipynb")
            for task in site.tasks
        )
        there = [pair for pair in pairs if pair[1].exists()]
        if there:
            yield arm.name, sum(same_outputs(*pair) for pair in there)


def same_outputs(one: Path, other: Path) -> bool:
    """Whether all cells of two executed notebooks show the same."""
    return other.exists() and _outputs(one) == _outputs(other)


def _outputs(path: Path) -> list[Any]:
    """Outputs of all code cells, pictures and counts too."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [
        (cell["execution_count"], cell["outputs"]) for cell in cells if cell["cell_type"] == "code"
    ]
