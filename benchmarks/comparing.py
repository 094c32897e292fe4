"""Rounds of all arms, one after the other, and whether they gave the same outputs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from arms import BATCH, FEWEST, HTML_BATCH, HTML_LOOP, LOOP, YEAR, Arm, Site, make_site
from measuring import Measured, measure


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
        return self.ratio(HTML_LOOP if arm.with_html else LOOP, arm.name)


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
        if arm.name in (BATCH, HTML_BATCH) or (arm.name == LOOP and jobs_count == FEWEST):
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
    return measure(commands, site.folder, arm.at_once, memory=memory, environment=arm.environment)


def _warm_up(site: Site, arms: Sequence[Arm]) -> None:
    """Run the batch once, uncounted: bytecode and fonts are cached then, and durations known."""
    run(next(arm for arm in arms if arm.name == BATCH), site)
    shutil.copytree(site.folder / BATCH, site.folder / HTML_BATCH)
    site.longest_first()


def _equal_outputs(site: Site, arms: Sequence[Arm]) -> Iterator[tuple[str, int]]:
    """Give for each arm the number of notebooks with the outputs that papermill's loop has."""
    names = {arm.name for arm in arms}
    reference = next((name for name in (LOOP, HTML_LOOP) if name in names), None)
    for arm in arms:
        folder = site.folder / arm.name
        if arm.name in (BATCH, HTML_BATCH):
            folder /= str(YEAR)
        pairs = (
            (site.folder / reference / f"{task.name}.ipynb", folder / f"{task.name}.ipynb")
            for task in site.tasks
            if reference
        )
        there = [pair for pair in pairs if pair[1].exists()]
        if there:
            yield arm.name, sum(_outputs(one) == _outputs(other) for one, other in there)


def _outputs(path: Path) -> list[Any]:
    """Outputs of all code cells, pictures and counts too."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [
        (cell["execution_count"], cell["outputs"]) for cell in cells if cell["cell_type"] == "code"
    ]
