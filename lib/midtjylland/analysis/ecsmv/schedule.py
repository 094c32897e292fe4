"""What a scheme pays for a list of investments, and where the cap makes a difference."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from midtjylland.rules.grants import (
    GrantRules,
    effective_rate_pct,
    investment_grant,
    marginal_rate_pct,
    total_grant,
)


def schedule(investments_dkk: Sequence[float], rules: GrantRules) -> pd.DataFrame:
    """Work out all that a list of investments gets.

    Returns
    -------
    pandas.DataFrame
        In the given order: `investment_dkk`, `investment_grant_dkk`, `own_share_dkk` (what the
        firm pays itself), `effective_rate_pct`, `marginal_rate_pct`, `total_with_full_advice_dkk`
        (with the largest advice grant; with none it is the investment grant).

    Raises
    ------
    MidtjyllandError
        As in `investment_grant`.
    """
    amounts = pd.Series(list(investments_dkk), dtype="object")
    grants = investment_grant(amounts, rules)
    return pd.DataFrame(
        {
            "investment_dkk": amounts.astype("float64"),
            "investment_grant_dkk": grants,
            "own_share_dkk": amounts.astype("float64") - grants,
            "effective_rate_pct": effective_rate_pct(amounts, rules),
            "marginal_rate_pct": marginal_rate_pct(amounts, rules),
            "total_with_full_advice_dkk": total_grant(amounts, rules.advice_grant_cap_dkk, rules),
        }
    )


def curve(rules: GrantRules, points: int = 160) -> pd.DataFrame:
    """`schedule` of evenly spread investments from 0 to four times where the cap binds.

    Parameters
    ----------
    rules
        Rate and caps.
    points
        Steps; in whole fours, so that one investment is where the cap begins to bind.
    """
    most = 4 * rules.investment_at_cap_dkk
    return schedule([most * step / points for step in range(points + 1)], rules)


def break_points(rules: GrantRules, rates_pct: Sequence[float]) -> pd.DataFrame:
    """Find the investments at which the grant pays a given share, largest share first.

    Parameters
    ----------
    rules
        Rate and cap.
    rates_pct
        Shares to look for; those that are not above 0 and below the rate are left out, since the
        grant pays them nowhere.

    Returns
    -------
    pandas.DataFrame
        As `schedule`; the first row is where the cap begins to bind.
    """
    rate, cap = rules.investment_grant_rate_pct, rules.investment_grant_cap_dkk
    shares = sorted({each for each in rates_pct if 0 < each < rate}, reverse=True)
    return schedule([rules.investment_at_cap_dkk, *(100 * cap / each for each in shares)], rules)
