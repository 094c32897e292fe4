"""The verdict on every figure that the contract sets: at face value, and within what is known."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from midtjylland.analysis.guidance import rounding_pct
from midtjylland.core.findings import MidtjyllandError

# Stable id of the figure whose result is printed in two parts that may overlap.
USERS = "firms_using_offers"
PARTICIPANTS = ("contract_indicators", "collective_participants")


class Users(NamedTuple):
    """Users of either kind of guidance, as far as two counts that may overlap can tell.

    `guided` firms were advised individually, `participants` took part in collective offers (None
    where the papers' figure is not published). Each participant is taken as one user.
    """

    target: float
    guided: float
    participants: float | None

    @property
    def low(self) -> float:
        """Fewest users: all of the smaller group belong to the larger one."""
        return np.nan if self.participants is None else max(self.guided, self.participants)

    @property
    def high(self) -> float:
        """Most users: nobody belongs to both groups."""
        return np.nan if self.participants is None else self.guided + self.participants

    @property
    def most_overlap(self) -> float:
        """Most users in both groups with which the target is still reached."""
        return self.high - self.target

    @property
    def most_overlap_pct(self) -> float:
        """The same as a share of the smaller group, which is all that can overlap."""
        return 100 * self.most_overlap / (self.high - self.low)


def offer_users(indicators: pd.DataFrame, stated: pd.DataFrame) -> Users | None:
    """What is known of the users of either individual or collective guidance.

    Parameters
    ----------
    indicators
        `contract_indicators` of one year.
    stated
        `stated_totals` of the same year; may lack the participants of collective offers.

    Returns
    -------
    Users or None
        None when the contract sets no such figure, or the papers print it in one number.
    """
    rows = indicators[
        (indicators["indicator"] == USERS) & (indicators["status"] == "not_comparable")
    ]
    if rows.empty:
        return None
    table, quantity = PARTICIPANTS
    found = stated.loc[(stated["table"] == table) & (stated["quantity"] == quantity), "value"]
    target, guided = rows[["target_value", "result_value"]].iloc[0]
    return Users(float(target), float(guided), None if found.empty else float(found.iloc[0]))


def judge(indicators: pd.DataFrame, users: Users | None = None) -> pd.DataFrame:
    """Compare the result of every figure with its target, at face value and as far as known.

    Parameters
    ----------
    indicators
        `contract_indicators` of one year.
    users
        From `offer_users`; bounds of a result that can't be compared as printed.

    Returns
    -------
    pandas.DataFrame
        The rows of `indicators` in their order, without where they stand in the source, with
        `gap` (result minus target in the unit of the row, percentage points for `pct`; missing
        where the two can't be compared); `result_low` and `result_high`, whatever rounds to the
        printed result (counts are exact; of `users`, their bounds); and `verdict`: `met` or
        `not_met` where that holds in the whole range, `undetermined` where it does not, missing
        without a range.

    Raises
    ------
    MidtjyllandError
        A figure stands twice, or its published status contradicts its result.
    """
    _check(indicators)
    judged = indicators.drop(columns=["source_page", "source_line", "source_file"], errors="ignore")
    result = judged["result_value"].where(judged["status"].isin(["met", "not_met"]))
    half = result.map(lambda value: rounding_pct(pd.Series([value])), na_action="ignore")
    half = half.astype("float64").mask(judged["unit"] == "count", 0.0)
    judged["gap"] = result - judged["target_value"]
    judged["result_low"], judged["result_high"] = result - half, result + half
    if users is not None:
        row = judged["indicator"] == USERS
        judged.loc[row, ["result_low", "result_high"]] = [users.low, users.high]
    reached = [_reaches(judged, judged[end]) for end in ("result_low", "result_high")]
    verdict = np.select([reached[0], ~reached[1]], ["met", "not_met"], "undetermined")
    known = judged["result_low"].notna()
    judged["verdict"] = pd.Series(verdict, judged.index, dtype="str").where(known)
    return judged


def _check(indicators: pd.DataFrame) -> None:
    twice = indicators.loc[indicators["indicator"].duplicated(), "indicator"]
    if not twice.empty:
        raise MidtjyllandError(
            f"contract_indicators has {twice.iloc[0]} twice; build it again from its source."
        )
    status = indicators["status"]
    found = np.where(_reaches(indicators, indicators["result_value"]), "met", "not_met")
    wrong = status.isin(["met", "not_met"]) & (status != found)
    wrong |= (status == "no_figure") != indicators["result_value"].isna()
    if wrong.any():
        row = indicators[wrong].iloc[0]
        raise MidtjyllandError(
            f"contract_indicators calls {row['indicator']} {row['status']!r}, with "
            f"{row['result_value']:g} for a target of {row['comparator']} "
            f"{row['target_value']:g}; build it again from its source."
        )


def _reaches(indicators: pd.DataFrame, value: pd.Series) -> pd.Series:
    """Whether a value reaches the target of its row; a missing one does not."""
    target = indicators["target_value"]
    return (value > target) | ((value == target) & (indicators["comparator"] == ">="))


class Growth(NamedTuple):
    """What a growth that is printed in per cent can mean in percentage points."""

    indicator: str
    growth_pct: float
    target_pct_point: float

    @property
    def baseline_needed_pct(self) -> float:
        """Share before the growth from which on the growth reaches the target in points."""
        return 100 * self.target_pct_point / self.growth_pct

    @property
    def most_pct_point(self) -> float:
        """Most that it can be in points, since no share exceeds 100 %."""
        return 100 * self.growth_pct / (100 + self.growth_pct)


def growths_in_pct(judged: pd.DataFrame) -> list[Growth]:
    """Positive growths that are printed in per cent where the target is in percentage points."""
    rows = judged[
        (judged["status"] == "not_comparable")
        & (judged["unit"] == "pct_point")
        & (judged["result_value"] > 0)
    ]
    return [Growth(row.indicator, row.result_value, row.target_value) for row in rows.itertuples()]
