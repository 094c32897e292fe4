"""What a scheme pays: a share of an investment up to a cap, and a grant for advice beside it.

Which share of the adviser's cost is paid is in no source, so an advice grant is always an amount
that the caller names. No source says how amounts are rounded, so they are not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import Any

import pandas as pd

from midtjylland.core.findings import MidtjyllandError

RATE, CAP, ADVICE_CAP = RULES = (
    "investment_grant_rate_pct",
    "investment_grant_cap_dkk",
    "advice_grant_cap_dkk",
)
# About three times the balance sheet, 43 million euro, of the largest firm that counts as small or
# medium-sized (Commission Recommendation 2003/361/EC): a larger amount is a slip of the unit.
LARGEST_DKK = 1e9


@dataclass(frozen=True)
class GrantRules:
    """A share of the investment up to a cap, and a cap for advice."""

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

    def investment_grant(self, investments_dkk: Iterable[Any]) -> pd.Series[float]:
        """Grant for each investment: its share, at most the cap."""
        amounts = check_amounts(investments_dkk)
        grants = amounts * self.investment_grant_rate_pct / 100
        return grants.clip(upper=self.investment_grant_cap_dkk)


def check_amounts(
    amounts_dkk: Iterable[Any], name: str = "an investment", most_dkk: float = LARGEST_DKK
) -> pd.Series[float]:
    """Amounts as numbers; one that is negative, missing, no number or absurdly large is refused."""
    amounts = list(amounts_dkk)
    for amount in amounts:
        if not _is_number(amount) or not 0 <= amount <= most_dkk:
            raise MidtjyllandError(
                f"{name} of {amount} DKK is impossible; give a number from 0 to {most_dkk:,.10g}."
            )
    return pd.Series(amounts, dtype="float64")


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
