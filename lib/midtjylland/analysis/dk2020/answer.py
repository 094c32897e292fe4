"""The answer of the whole analysis: one sentence and its key figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from midtjylland.analysis.dk2020.municipalities import Event, recorded_by
from midtjylland.analysis.dk2020.papers import (
    Window,
    day_text,
    pace_needed,
    pace_so_far,
)

_LEFT = (
    "days_left_low",
    "days_left_high",
    "needed_per_month_low",
    "needed_per_month_high",
    "same_pace_low_pct",
    "same_pace_high_pct",
)


def headline(
    status: pd.DataFrame,
    papers: Window | None,
    placed: pd.DataFrame,
    as_of: Window | None,
    event: Event,
    alpha: float,
) -> dict[str, Any]:
    """Key figures of the whole analysis, flat and ready for JSON.

    Parameters
    ----------
    status
        From `cohort_status`.
    papers, as_of
        When the papers were published, and the day on which to judge the records.
    placed
        From `place_events` for `event`; may be empty.
    event
        `council_adoption` or `c40_approval`.
    alpha
        Level of significance of the interval of the pace.

    Returns
    -------
    dict
        What the names say, with `sentence`, the answer in words, and `key_figure`. `approved` and
        `expected` add to `municipalities`; `approved_at_most` adds the cohorts of which the papers
        give no count. `next_deadline` is the first by which plans are missing, its other figures
        as in `pace_needed`; `recorded_at_least` and `recorded_at_most` are municipalities with
        the event by `as_of`. None where a date is not known.
    """
    total, approved = int(status["municipalities"].sum()), int(status["approved"].sum())
    uncounted = int(status.loc[status["approved"].isna(), "municipalities"].sum())
    so_far = pace_so_far(status, papers, alpha)
    figures = {
        "municipalities": total,
        "approved": approved,
        "expected": total - approved,
        "approved_pct": 100 * approved / total,
        "approved_at_most": approved + uncounted,
        **_window("papers", papers),
        **_next_deadline(status, papers, alpha),
        "approved_per_month_low": so_far and so_far.per_month_low,
        "approved_per_month_high": so_far and so_far.per_month_high,
        "event": event,
        **_window("as_of", as_of),
        **_recorded(placed, as_of),
    }
    return {"sentence": _sentence(figures, papers), "key_figure": "approved", **figures}


def _window(name: str, window: Window | None) -> dict[str, str | None]:
    first, last = (f"{day:%Y-%m-%d}" for day in window) if window else (None, None)
    return {f"{name}_from": first, f"{name}_to": last}


def _next_deadline(status: pd.DataFrame, papers: Window | None, alpha: float) -> dict[str, Any]:
    pace = pace_needed(status, papers, alpha)
    open_ones = pace[pace["needed"] > 0]
    names = ("next_deadline", "due_by_next_deadline", "needed_by_next_deadline", *_LEFT)
    if open_ones.empty:
        return dict.fromkeys(names)
    row = open_ones[["deadline", "due", "needed", *_LEFT]].iloc[0]
    values = [None if pd.isna(value) else value for value in row]
    return dict(zip(names, [f"{values[0]:%Y-%m-%d}", *values[1:]], strict=True))


def _recorded(placed: pd.DataFrame, as_of: Window | None) -> dict[str, int | None]:
    if as_of is None or placed.empty:
        return {"recorded_at_least": None, "recorded_at_most": None}
    by = recorded_by(placed, pd.DatetimeIndex([as_of.first, as_of.last]))
    return {
        "recorded_at_least": int(by["at_least"].iloc[0]),
        "recorded_at_most": int(by["at_most"].iloc[1]),
    }


def _sentence(figures: Mapping[str, Any], papers: Window | None) -> str:
    """Say the answer in one sentence, true for every outcome."""
    source = f"The papers of {papers.text}" if papers else "The papers, whose date is not known,"
    counted = (
        f"{source} count {figures['approved']} of {figures['municipalities']} climate plans as "
        f"approved ({figures['approved_pct']:.1f} %)"
    )
    if figures["next_deadline"] is None:
        return f"{counted}: none is missing."
    deadline = day_text(pd.Timestamp(figures["next_deadline"]))
    return (
        f"{counted} and expect {figures['expected']} more, "
        f"{figures['needed_by_next_deadline']} of them by {deadline}{_left(figures)}."
    )


def _left(figures: Mapping[str, Any]) -> str:
    low, high = figures["days_left_low"], figures["days_left_high"]
    if low is None:
        return ""
    if high == 0:
        return ", a day that had passed"
    return f", {low} days later" if low == high else f", {low} to {high} days later"
