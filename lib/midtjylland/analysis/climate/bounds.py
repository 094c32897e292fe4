"""What a printed figure can stand for: rounding, and the band around a figure given as about."""

from __future__ import annotations

import math
from decimal import Decimal

import pandas as pd

from midtjylland.core.findings import MidtjyllandError


def half_unit(printed: float, *, is_approximate: bool = False) -> float:
    """Half a unit of the last digit to which a figure counts as rounded.

    Parameters
    ----------
    printed
        The figure as printed, 0 or more.
    is_approximate
        Whether it is given as about. Then trailing zeros count as rounded too (500 for about
        2,000; 0.5 for about 138): the widest band in which one would still print that figure,
        which is an assumption. Otherwise the last decimal counts (0.5 for 60, 0.05 for 64.5).
    """
    exponent = Decimal(str(printed)).normalize().as_tuple().exponent
    return 0.5 * 10.0 ** (exponent if is_approximate else min(exponent, 0))


def bounds(
    printed: pd.Series,
    is_approximate: pd.Series | None = None,
    approximate_pct: float | None = None,
) -> tuple[pd.Series, pd.Series]:
    """Ends of what the figures of a column can stand for.

    Parameters
    ----------
    printed
        Rounded amounts, 0 or more; missing ones stay missing.
    is_approximate
        Which are given as about; None for none.
    approximate_pct
        Assumed band around those, per cent either way; None for that of `half_unit`.

    Returns
    -------
    tuple of pandas.Series
        Low ends (0 or more) and high ends.

    Raises
    ------
    MidtjyllandError
        The band has no meaning.
    """
    if approximate_pct is not None and not 0 <= approximate_pct < 100:
        raise MidtjyllandError(
            f"a band of {approximate_pct} % around a figure given as about has no meaning; use "
            "0 or more and less than 100, or none."
        )
    about = pd.Series(False, printed.index) if is_approximate is None else is_approximate
    half = [
        _half_band(value, bool(each), approximate_pct)
        for value, each in zip(printed, about, strict=True)
    ]
    return (printed - half).clip(lower=0), printed + half


def _half_band(printed: float, is_approximate: bool, approximate_pct: float | None) -> float:
    if pd.isna(printed):
        return math.nan
    if is_approximate and approximate_pct is not None:
        return printed * approximate_pct / 100
    return half_unit(printed, is_approximate=is_approximate)


def end_names(quantity: str) -> tuple[str, str]:
    """Columns of the ends of a quantity: `budget_low_mdkk` and `budget_high_mdkk`."""
    name, _, unit = quantity.rpartition("_")
    return f"{name}_low_{unit}", f"{name}_high_{unit}"


def check_years(table: str, frame: pd.DataFrame) -> None:
    """Refuse a table that has no row, or a calendar year twice."""
    twice = frame.loc[frame["year"].duplicated(), "year"]
    if frame.empty or not twice.empty:
        problem = "has no rows" if frame.empty else f"has {twice.iloc[0]} twice"
        raise MidtjyllandError(f"{table} {problem}; build it again from its source.")
