"""What a scheme pays: a share of an investment up to a cap, and a grant for advice beside it.

Which share of the adviser's cost is paid is in no source, so an advice grant is always an amount
that the caller names. No source says how amounts are rounded, so they are not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real

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
            if not isinstance(value, Real) or not 0 < value <= most:
                raise MidtjyllandError(f"{name} is {value}; it must be above 0, at most {most:g}.")

    @property
    def investment_at_cap_dkk(self) -> float:
        """Smallest investment that gets the largest grant."""
        return 100 * self.investment_grant_cap_dkk / self.investment_grant_rate_pct

    @property
    def max_total_grant_dkk(self) -> float:
        """Most that one firm can get in all."""
        return self.investment_grant_cap_dkk + self.advice_grant_cap_dkk

    def investment_grant(self, investments_dkk: Iterable[float]) -> pd.Series[float]:
        """Grant for each investment: its share, at most the cap."""
        amounts = pd.Series([*investments_dkk], dtype="float64")
        impossible = amounts[~amounts.between(0, LARGEST_DKK)]
        if len(impossible):
            raise MidtjyllandError(
                f"an investment of {impossible.iloc[0]:.10g} DKK is impossible; give a number from "
                f"0 to {LARGEST_DKK:,.10g}."
            )
        grants = amounts * self.investment_grant_rate_pct / 100
        return grants.clip(upper=self.investment_grant_cap_dkk)
