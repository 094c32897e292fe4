"""What the analyses of several tables share: levels, exact intervals, pairs of years."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from midtjylland.core.findings import MidtjyllandError


def exact_interval(counts: npt.ArrayLike, totals: npt.ArrayLike, alpha: float) -> tuple[Any, Any]:
    """Limits of the chance behind each count out of its total, between 0 and 1.

    Notes
    -----
    Clopper and Pearson (Biometrika 26, 1934), as quantiles of the beta distribution.
    """
    found, total = np.asarray(counts, dtype=float), np.asarray(totals, dtype=float)
    # The quantiles are not defined at the ends, where the limits are 0 and 1.
    low = np.where(found > 0, stats.beta.ppf(alpha / 2, found, total - found + 1), 0.0)
    high = np.where(found < total, stats.beta.isf(alpha / 2, found + 1, total - found), 1.0)
    return low[()], high[()]


def year_pairs(years: Iterable[int]) -> list[tuple[int, int]]:
    """Each year with the next one that is at hand.

    Raises
    ------
    MidtjyllandError
        There are fewer than two years.
    """
    pairs = list(pairwise(sorted(years)))
    if not pairs:
        raise MidtjyllandError(
            "a comparison needs the papers of at least two years; name others in compare_years."
        )
    return pairs
