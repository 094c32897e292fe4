"""What the analyses of several tables share: exact intervals, p-values of many tests."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats


def exact_interval(counts: npt.ArrayLike, totals: npt.ArrayLike, alpha: float) -> tuple[Any, Any]:
    """Limits of the chance behind each count out of its total, between 0 and 1.

    After Clopper and Pearson (Biometrika 26, 1934), as quantiles of the beta distribution.
    """
    found, total = np.asarray(counts, dtype=float), np.asarray(totals, dtype=float)
    # The quantiles are not defined at the ends, where the limits are 0 and 1.
    low = np.where(found > 0, stats.beta.ppf(alpha / 2, found, total - found + 1), 0.0)
    high = np.where(found < total, stats.beta.isf(alpha / 2, found + 1, total - found), 1.0)
    return low[()], high[()]


def q_values(p_values: pd.Series) -> pd.Series:
    """P-values that allow for testing all of them (Benjamini and Hochberg); missing ones stay."""
    tested = p_values.dropna().astype("float64")
    found = pd.Series(stats.false_discovery_control(tested) if len(tested) else [], tested.index)
    return found.astype("float64").reindex(p_values.index)
