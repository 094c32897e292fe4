"""Do the figures of the result contract make sense? By themselves, and against goal 8's table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from midtjylland.checks.common import at, error
from midtjylland.core.findings import Finding
from midtjylland.core.schemas import rows_of

GOALS, INDICATORS = "contract_goals", "contract_indicators"
GUIDED = "firms_using_offers"
# Lowest and highest figure that makes sense: a score is a Net Promoter Score.
RANGES: Mapping[str, tuple[float, float]] = {
    "pct": (0, 100),
    "pct_point": (-100, 100),
    "count": (0, 100_000),
    "score": (-100, 100),
}


def check_contract(
    goals: pd.DataFrame, indicators: pd.DataFrame, guided_firms_all: float | None
) -> list[Finding]:
    """Everything the contract's tables must satisfy by themselves and with the guidance table.

    Parameters
    ----------
    goals
        `contract_goals`.
    indicators
        `contract_indicators`.
    guided_firms_all
        Total of individually guided firms that the guidance table states; None where unknown.

    Returns
    -------
    list of Finding
        Check ids: `goal-missing`, `item-unknown`, `implausible`, `guided-against-total`. Empty
        tables give none: that they are missing is checked elsewhere.
    """
    if goals.empty:
        return []
    if indicators.empty:
        return list(_every_goal(goals))
    return [
        *_every_goal(goals),
        *_of_targets(goals, indicators),
        *_plausible(indicators),
        *_guided(indicators, guided_firms_all),
    ]


def _every_goal(goals: pd.DataFrame) -> Iterator[Finding]:
    have = set(goals["goal_no"])
    missing = sorted(set(range(1, int(goals["goal_no"].max()) + 1)) - have)
    if missing:
        listed = ", ".join(map(str, missing))
        yield error(GOALS, "goal-missing", f"there is no target of goal {listed}")


def _of_targets(goals: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Finding]:
    for row in rows_of(indicators[~indicators["item"].isin(goals["item"])]):
        message = f"{at(row)}: {row['indicator']} belongs to {row['item']}, which is no target"
        yield error(INDICATORS, "item-unknown", message, row)


def _plausible(indicators: pd.DataFrame) -> Iterator[Finding]:
    for row in rows_of(indicators):
        low, high = RANGES[row["unit"]]
        for column in ("target_value", "result_value"):
            value = row[column]
            if value is not None and not low <= value <= high:
                message = (
                    f"{at(row)}: {column} of {row['indicator']} is {value:g}, a "
                    f"{row['unit']} lies between {low:g} and {high:g}"
                )
                yield error(INDICATORS, "implausible", message, row)


def _guided(indicators: pd.DataFrame, guided_firms_all: float | None) -> Iterator[Finding]:
    if guided_firms_all is None:
        return
    for row in rows_of(indicators[indicators["indicator"] == GUIDED]):
        if row["result_value"] not in (None, guided_firms_all):
            message = (
                f"{at(row)}: {row['item']} gives {row['result_value']:.0f} individually guided "
                f"firms, the guidance table {guided_firms_all:.0f}"
            )
            yield error(INDICATORS, "guided-against-total", message, row)
