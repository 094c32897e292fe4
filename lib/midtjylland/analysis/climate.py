"""What the rounded and approximate numbers of the climate tracks can stand for, and compared."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import pandas as pd

Reading = Literal["exact", "rounded", "just_over", "around", "just_under"]
DATES = ("start_date", "end_date")
MONEY = ("budget_mdkk", "eu_mdkk", "eu_share_pct")
QUANTITIES = (*DATES, *MONEY, "partners", "subprojects")


def ends(printed: float, reading: Reading) -> tuple[float, float]:
    """Range that a printed number can stand for; a half rounds up, so its high end is outside.

    A `rounded` number has its last decimal rounded. One given as about has its trailing zeros
    rounded as well: `around` 2,000 is 1,500 to 2,500, `just_over` it is 2,000 to 2,500, and
    `just_under` it 1,500 to 2,000.
    """
    if reading == "exact" or math.isnan(printed):
        return printed, printed
    exponent = int(Decimal(str(printed)).normalize().as_tuple().exponent)
    half = 0.5 * 10.0 ** (exponent if reading != "rounded" else min(exponent, 0))
    low = printed if reading == "just_over" else printed - half
    high = printed if reading == "just_under" else printed + half
    return max(low, 0.0), high


def whole_ends(printed: int, reading: Reading) -> tuple[int, int]:
    """Smallest and largest whole number in the range: about 2,000 is at most 2,499."""
    low, high = ends(float(printed), reading)
    return math.ceil(low), printed if reading == "exact" else math.ceil(high) - 1


def share_verdict(
    before: Mapping[str, float], after: Mapping[str, float], p_values: Sequence[float], alpha: float
) -> str:
    """Whether a share is `lower` or `higher` over the whole range of both totals.

    `not_shown` when no p value is below alpha, else `undetermined`.
    """
    if min(p_values) >= alpha:
        return "not_shown"
    if max(p_values) >= alpha:
        return "undetermined"
    if after["share_high_pct"] < before["share_low_pct"]:
        return "lower"
    return "higher" if after["share_low_pct"] > before["share_high_pct"] else "undetermined"


def with_eu_part(projects: pd.DataFrame) -> pd.DataFrame:
    """Add the EU's amount or share where a place prints only the other; `computed` names it."""
    result = projects.reset_index(drop=True)
    amount, share, budget = result["eu_mdkk"], result["eu_share_pct"], result["budget_mdkk"]
    result["computed"] = ""
    result.loc[amount.isna() & share.notna(), "computed"] = "eu_mdkk"
    result.loc[share.isna() & amount.notna(), "computed"] = "eu_share_pct"
    result["eu_mdkk"] = amount.fillna(share * budget / 100)
    result["eu_share_pct"] = share.fillna(100 * amount / budget)
    return result


def compare_projects(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Each quantity of a project in two places, or in two papers; both from `with_eu_part`.

    `within_rounding` when the two can stand for the same; `applied_for` when they are money and
    the second place gives no dates, as for a project that has not begun.
    """
    rows = []
    later = {row["project"]: row for row in second.to_dict("records")}
    for before in first.to_dict("records"):
        after = later.get(before["project"], {})
        for quantity in QUANTITIES if after else ():
            ends = before[quantity], after[quantity]
            if not pd.isna([*ends]).all():
                kinds = _kind(before, quantity), _kind(after, quantity)
                verdict = _verdict(before, after, quantity)
                rows.append((before["project"], quantity, *ends, *kinds, verdict))
    names = ["project", "quantity", "first", "second", "first_is", "second_is", "verdict"]
    return pd.DataFrame(rows, columns=names)


def _kind(row: dict[str, Any], quantity: str) -> str:
    if row["computed"] == quantity:
        return "computed"
    is_about = row["is_approximate"] and quantity in ("budget_mdkk", "eu_mdkk")
    return "about" if is_about else "printed"


def _verdict(first: dict[str, Any], second: dict[str, Any], quantity: str) -> str:
    values = first[quantity], second[quantity]
    if any(pd.isna(value) for value in values):
        return "one_only"
    if values[0] == values[1]:
        return "equal"
    if quantity not in MONEY:
        return "differs"
    (low, high), (other_low, other_high) = (money_ends(row, quantity) for row in (first, second))
    if low < other_high and other_low < high:
        return "within_rounding"
    return "applied_for" if pd.isna(second["start_date"]) else "differs"


def money_ends(row: dict[str, Any], quantity: str) -> tuple[float, float]:
    """Range of an amount or a share of a project, also of one that was computed."""
    about: Reading = "around" if row["is_approximate"] else "rounded"
    if row["computed"] != quantity:
        return ends(row[quantity], about if quantity != "eu_share_pct" else "rounded")
    budget = ends(row["budget_mdkk"], about)
    if quantity == "eu_mdkk":
        share = ends(row["eu_share_pct"], "rounded")
        return share[0] * budget[0] / 100, share[1] * budget[1] / 100
    amount = ends(row["eu_mdkk"], about)
    return 100 * amount[0] / budget[1], 100 * amount[1] / budget[0]
