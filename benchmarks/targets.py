"""What was promised of the batch, and whether the measurements keep it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from arms import BATCH, FLOOR, HTML_BATCH, HTML_LOOP, LOOP
from comparing import Comparison

# By number of jobs: the least ratio of the loop to our batch, and the most of it to the floor.
AHEAD: Mapping[int, float] = {6: 4.5, 24: 7.0}
AHEAD_WITH_HTML: Mapping[int, float] = {6: 5.5}
NEAR_FLOOR: Mapping[int, float] = {6: 1.3, 24: 1.25}
FEW, MANY, FLAT = 24, 96, 1.1


@dataclass(frozen=True)
class Target:
    """A promise: a measured value, and the limit on one side of which it must be."""

    what: str
    value: float
    limit: float
    at_least: bool = True

    @property
    def met(self) -> bool:
        """Whether it is kept."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def targets(comparisons: Sequence[Comparison]) -> list[Target]:
    """Give every promise that these measurements can speak of."""
    found = [target for each in comparisons for target in _of_one(each)]
    by_count = {each.jobs_count: each for each in comparisons}
    if FEW in by_count and MANY in by_count:
        found += _of_growth(by_count[FEW], by_count[MANY])
    return found


def _of_one(each: Comparison) -> Iterator[Target]:
    count = each.jobs_count
    for what, slower, faster, limits, at_least in (
        ("papermill in a loop, to our batch without pages", LOOP, BATCH, AHEAD, True),
        ("papermill and nbconvert, to our batch", HTML_LOOP, HTML_BATCH, AHEAD_WITH_HTML, True),
        ("our batch without pages, to the floor", BATCH, FLOOR, NEAR_FLOOR, False),
    ):
        ratio = each.ratio(slower, faster)
        if ratio is not None and count in limits:
            yield Target(f"{count} jobs: {what}", ratio, limits[count], at_least)
    ours = {BATCH, HTML_BATCH, FLOOR}
    peers = [arm.name for arm in each.arms if arm.name not in ours and not arm.with_html]
    if peers:
        nearest = min(each.ratio(name, BATCH) or 0 for name in peers)
        yield Target(f"{count} jobs: the fastest of the others, to our batch", nearest, 1.0)
    for name, text in ((BATCH, "without pages"), (HTML_BATCH, "with pages")):
        if LOOP in each.rounds and name in each.equal:
            share = each.equal[name] / count
            yield Target(f"{count} jobs: share with papermill's own outputs, {text}", share, 1.0)


def _of_growth(few: Comparison, many: Comparison) -> Iterator[Target]:
    for name, text in ((BATCH, "without pages"), (HTML_BATCH, "with pages")):
        if name not in many.rounds:
            continue
        per_job = [each.seconds(name) / each.jobs_count for each in (few, many)]
        what = f"seconds a job, {MANY} jobs to {FEW}, {text}"
        yield Target(what, per_job[1] / per_job[0], FLAT, at_least=False)
        sizes = [each.memory[name].tree_mib for each in (few, many)]
        what = f"peak memory, {MANY} jobs to {FEW}, {text}"
        yield Target(what, sizes[1] / sizes[0], FLAT, at_least=False)
