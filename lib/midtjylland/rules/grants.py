"""What a scheme pays: a share of an investment up to a cap, and a grant for advice beside it.

Which share of the adviser's cost is paid is in no source, so an advice grant is always an amount
that the caller names. Amounts are in kroner, single or as a Series; the result has the form of the
input. No source says how amounts are rounded, so they are not.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from midtjylland.core.findings import MidtjyllandError

Amount = TypeVar("Amount", float, pd.Series)

RATE, CAP, ADVICE_CAP = (
    "investment_grant_rate_pct",
    "investment_grant_cap_dkk",
    "advice_grant_cap_dkk",
)
# About three times the balance sheet, 43 million euro, of the largest firm that counts as small or
# medium-sized (Commission Recommendation 2003/361/EC): a larger figure is a slip of the unit.
LARGEST_DKK = 1e9


@dataclass(frozen=True)
class GrantRules:
    """What the scheme pays: a share of the investment up to a cap, and a cap for advice.

    Raises
    ------
    MidtjyllandError
        A rule is missing or can't be one.
    """

    investment_grant_rate_pct: float
    investment_grant_cap_dkk: float
    advice_grant_cap_dkk: float

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        for name, most in ((RATE, 100.0), (CAP, LARGEST_DKK), (ADVICE_CAP, LARGEST_DKK)):
            value = getattr(self, name)
            if not _is_number(value) or not 0 < value <= most:
                raise MidtjyllandError(f"{name} is {value}; it must be above 0, at most {most:g}.")

    @property
    def investment_at_cap_dkk(self) -> float:
        """Smallest investment that gets the largest grant."""
        return 100 * self.investment_grant_cap_dkk / self.investment_grant_rate_pct

    @property
    def max_total_grant_dkk(self) -> float:
        """Most that one firm can get in all."""
        return self.investment_grant_cap_dkk + self.advice_grant_cap_dkk


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _apply(
    amount: Amount, name: str, most: float, formula: Callable[[pd.Series], pd.Series]
) -> Amount:
    """Formula of an amount that has a meaning: from 0 to `most` kroner, none missing."""
    amounts = amount if isinstance(amount, pd.Series) else pd.Series([amount], dtype="object")
    for place, value in amounts.items():
        if not _is_number(value) or not 0 <= value <= most:
            where = f" (row {place})" if isinstance(amount, pd.Series) else ""
            raise MidtjyllandError(
                f"{name} of {value}{where} can't be; give a number from 0 to {most:,.10g} DKK."
            )
    result = formula(amounts.astype("float64"))
    return result if isinstance(amount, pd.Series) else float(result.iloc[0])


def investment_grant(investment_dkk: Amount, rules: GrantRules) -> Amount:
    """Grant for an investment: its share, at most the cap.

    Parameters
    ----------
    investment_dkk
        From 0 to `LARGEST_DKK`.
    rules
        Rate and cap.

    Returns
    -------
    float or pandas.Series
        Kroner.

    Raises
    ------
    MidtjyllandError
        An amount is negative, missing, infinite, no number, or absurdly large.
    """
    rate, cap = rules.investment_grant_rate_pct, rules.investment_grant_cap_dkk
    return _apply(
        investment_dkk,
        "an investment",
        LARGEST_DKK,
        lambda amounts: (amounts * rate / 100).clip(upper=cap),
    )


def investment_needed(investment_grant_dkk: Amount, rules: GrantRules) -> Amount:
    """Smallest investment that gets a grant: the inverse of `investment_grant` up to the cap.

    Raises
    ------
    MidtjyllandError
        A grant is negative, missing, no number, or above the cap, so that no investment gets it.
    """
    rate, cap = rules.investment_grant_rate_pct, rules.investment_grant_cap_dkk
    name = "an investment grant"
    return _apply(investment_grant_dkk, name, cap, lambda amounts: 100 * amounts / rate)


def effective_rate_pct(investment_dkk: Amount, rules: GrantRules) -> Amount:
    """Share of an investment that the grant pays, in per cent; missing for an investment of 0.

    Errors as in `investment_grant`.
    """
    return _apply(
        investment_dkk,
        "an investment",
        LARGEST_DKK,
        lambda amounts: 100 * investment_grant(amounts, rules) / amounts.where(amounts > 0),
    )


def marginal_rate_pct(investment_dkk: Amount, rules: GrantRules) -> Amount:
    """Share of the *next* krone that the grant pays, in per cent: the rate, or 0 from the cap on.

    Errors as in `investment_grant`.
    """
    rate, cap = rules.investment_grant_rate_pct, rules.investment_grant_cap_dkk
    return _apply(
        investment_dkk,
        "an investment",
        LARGEST_DKK,
        # Compared as kroner of grant, which is exact where 100 * cap / rate is not.
        lambda amounts: pd.Series(np.where(amounts * rate / 100 < cap, rate, 0.0), amounts.index),
    )


def total_grant(investment_dkk: Amount, advice_grant_dkk: float, rules: GrantRules) -> Amount:
    """Grant for an investment and for advice together.

    Parameters
    ----------
    investment_dkk
        As in `investment_grant`.
    advice_grant_dkk
        Grant for advice, from 0 to its cap. It can't be worked out from the adviser's bill: the
        share that is paid is not known.
    rules
        Rate and caps.

    Raises
    ------
    MidtjyllandError
        As in `investment_grant`, or the advice grant is negative, missing or above its cap.
    """
    most = rules.advice_grant_cap_dkk
    advice = _apply(advice_grant_dkk, "an advice grant", most, lambda amounts: amounts)
    return investment_grant(investment_dkk, rules) + advice
