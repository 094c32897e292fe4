"""The result contract: complete, plausible, and in agreement with the guidance table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from midtjylland.check.common import doubtful_texts, error, finding, totals_of
from midtjylland.core.findings import Finding
from midtjylland.core.message import Message
from midtjylland.core.schemas import rows_of

GOALS, INDICATORS = "contract_goals", "contract_indicators"
# Lowest and highest number that makes sense: a score is a Net Promoter Score.
RANGES: Mapping[str, tuple[float, float]] = {
    "pct": (0, 100),
    "pct_point": (-100, 100),
    "count": (0, 100_000),
    "score": (-100, 100),
}
# A result that is so many times its target, or so small a part of it, was hardly read right.
FAR = 8.0


def check_contract(frames: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Everything that the contract's tables must satisfy."""
    goals, indicators = frames[GOALS], frames[INDICATORS]
    yield from _every_goal(goals)
    yield from _has_results(goals)
    yield from doubtful_texts(GOALS, rows_of(goals), "target_text")
    for row in rows_of(indicators):
        yield from _plausible(row)
    totals = totals_of(frames["stated_totals"], "guidance_by_municipality")
    yield from _guided(indicators, totals)


def _every_goal(goals: pd.DataFrame) -> Iterator[Finding]:
    have = set(goals["goal_no"])
    missing = sorted(set(range(1, max(have, default=0) + 1)) - have)
    if missing:
        yield error(
            GOALS,
            "goal-missing",
            Message("there is no target of goal {goals}", goals=[*map(str, missing)]),
        )
    if 0 in have:
        yield error(
            GOALS, "goal-missing", Message("there are targets before the first numbered goal")
        )


def _has_results(goals: pd.DataFrame) -> Iterator[Finding]:
    """Where most targets lack a result, the columns were not told apart."""
    empty = goals[goals["result_text"].isna()]
    if len(goals) and len(empty) > 0.4 * len(goals):
        message = Message(
            "{empty} of {targets} targets have no result, so the columns seem mixed",
            empty=len(empty),
            targets=len(goals),
        )
        yield error(GOALS, "columns-mixed", message)


def _plausible(row: dict) -> Iterator[Finding]:
    low, high = RANGES[row["unit"]]
    for column in ("target_value", "result_value"):
        value = row[column]
        if value is not None and not low <= value <= high:
            message = Message(
                "{column:label} of {indicator:label} is {value}; it must lie between {low} and "
                "{high}",
                column=column,
                indicator=row["indicator"],
                value=value,
                low=low,
                high=high,
            )
            yield error(INDICATORS, "implausible", message, row)
    target, result = row["target_value"], row["result_value"]
    if row["unit"] in ("count", "score") and target and result and target > 0 and result > 0:
        times = max(target / result, result / target)
        if times >= FAR:
            message = Message(
                "the result {result} of {indicator:label} is far from its target {target}",
                result=result,
                indicator=row["indicator"],
                target=target,
            )
            yield finding(INDICATORS, "warning", "far-from-target", message, row)


def _guided(indicators: pd.DataFrame, totals: Mapping[str, float]) -> Iterator[Finding]:
    """The guided firms of the contract are those of the guidance table."""
    known = {totals[name] for name in ("guided_firms_all", "guided_firms_region") if name in totals}
    if not known:
        return
    for row in rows_of(indicators[indicators["indicator"] == "firms_using_offers"]):
        if row["result_value"] is not None and row["result_value"] not in known:
            message = Message(
                "{item} gives {firms} guided firms, the guidance table {totals}",
                item=row["item"],
                firms=row["result_value"],
                totals=sorted(known, reverse=True),
            )
            yield finding(INDICATORS, "warning", "guided-against-total", message, row)
