"""The answer in one sentence, in key figures, and as a table to read in a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from midtjylland.analysis.contract.goals import MARKS, judge_goals
from midtjylland.analysis.contract.verdicts import Users
from midtjylland.language import language

_NOTHING = "–"
_STATUS = ("met", "not_met", "not_comparable", "no_figure")


def written(value: float, unit: str, *, signed: bool = False) -> str:
    """Write a figure in its unit: `45 %`, `−0.4 points`, `4,000`; a gap of shares is in points."""
    points = " point" if abs(value) == 1 else " points"
    units = {"pct": points if signed else " %", "pct_point": points}
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}{language().number(abs(value))}{units.get(unit, '')}"


def meeting_table(judged: pd.DataFrame) -> pd.DataFrame:
    """Every figure in words.

    Parameters
    ----------
    judged
        From `verdicts.judge`.

    Returns
    -------
    pandas.DataFrame
        In the order of the contract: `item`, `indicator`, `target`, `result`, `gap` (without its
        unit, see `judge`), `verdict`, `remark` (what limits the verdict: national figures,
        another unit, rounding); a dash where there is nothing to say.
    """
    rows = [
        {
            "item": row.item,
            "indicator": row.indicator,
            "target": f"{language().label(row.comparator)} {written(row.target_value, row.unit)}",
            "result": _result(row),
            "gap": _NOTHING if pd.isna(row.gap) else written(row.gap, "count", signed=True),
            "verdict": MARKS[row.status],
            "remark": _remark(row),
        }
        for row in judged.itertuples()
    ]
    columns = ["item", "indicator", "target", "result", "gap", "verdict", "remark"]
    return pd.DataFrame(rows, columns=columns)


def _result(row: Any) -> str:
    if row.status == "no_figure":
        return _NOTHING
    if row.status != "not_comparable":
        return written(row.result_value, row.unit)
    return written(row.result_value, "count") if pd.isna(row.result_low) else _range(row)


def _range(row: Any) -> str:
    ends = (written(end, row.unit) for end in (row.result_low, row.result_high))
    return " to ".join(ends)


def _remark(row: Any) -> str:
    remarks = ["national figures"] if row.coverage == "national" else []
    if row.status == "not_comparable" and not pd.isna(row.result_low):
        remarks.append(f"printed: {written(row.result_value, row.unit)}, {row.note}")
    elif row.verdict == "undetermined":
        remarks.append(f"printed rounded: {_range(row)}")
    elif row.status != "no_figure" and not pd.isna(row.note):
        remarks.append(row.note)
    return "; ".join(remarks) or _NOTHING


def headline(judged: pd.DataFrame, marks: pd.DataFrame, users: Users | None) -> dict[str, Any]:
    """Key figures of the whole analysis, flat and ready for JSON.

    Parameters
    ----------
    judged, marks, users
        From `judge`, `mark_targets` and `offer_users` of one year.

    Returns
    -------
    dict
        `sentence`, the answer in words; `key_figure`, the name of the figure that stands for all;
        `indicators` and how many of them are `met`, `not_met`, `not_comparable` and without a
        result (`no_figure`), as published; `undetermined_by_rounding` of those judged; `met` and
        `not_met` again by coverage; `targets`, and those of them that set no figure; `goals` and
        their verdicts; `users_low`, `users_high` and `users_target` (None where not known).
    """
    figures: dict[str, Any] = {"indicators": len(judged)}
    figures |= {status: int((judged["status"] == status).sum()) for status in _STATUS}
    judgeable = judged["status"].isin(["met", "not_met"])
    rounding = int((judged.loc[judgeable, "verdict"] == "undetermined").sum())
    figures["undetermined_by_rounding"] = rounding
    for coverage in ("business_hub", "national"):
        covered = judged.loc[judged["coverage"] == coverage, "status"]
        figures |= {
            f"{name}_{coverage}": int((covered == name).sum()) for name in ("met", "not_met")
        }
    figures["targets"] = int(marks["item"].nunique())
    figures["targets_without_figure"] = int(marks["indicator"].isna().sum())
    figures |= _goal_figures(judge_goals(marks))
    known = users is not None and users.participants is not None
    figures["users_low"] = int(users.low) if known else None
    figures["users_high"] = int(users.high) if known else None
    figures["users_target"] = int(users.target) if users else None
    return {"sentence": _sentence(figures), "key_figure": "met", **figures}


def _goal_figures(goals: pd.DataFrame) -> dict[str, int]:
    verdicts = {
        "goals_met": "met",
        "goals_missed": "missed",
        "goals_partly_met": "partly met",
        "goals_met_where_measured": "met where measured",
        "goals_open": "open",
    }
    counts = {name: int((goals["verdict"] == verdict).sum()) for name, verdict in verdicts.items()}
    return {"goals": len(goals), **counts, "goals_with_a_miss": int((goals["missed"] > 0).sum())}


def _sentence(figures: Mapping[str, Any]) -> str:
    """Say the answer in one sentence, true for every outcome."""
    goals = "goal" if figures["goals"] == 1 else "goals"
    return (
        f"Of {figures['indicators']} figures in the contract: {figures['met']} met, "
        f"{figures['not_met']} missed, {figures['not_comparable']} not comparable with the target, "
        f"{figures['no_figure']} without a result; of {figures['goals']} {goals}, "
        f"{figures['goals_met'] or 'none'} shown to be met in full, "
        f"{figures['goals_with_a_miss'] or 'none'} with a missed target."
    )
