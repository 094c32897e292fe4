"""How a time is distributed when it is known only to lie between two limits.

Every observation is a pair `low`, `high`: the event came after `low` and not after `high`, exactly
at both where they are equal, at an unknown time after `low` where `high` is infinite.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from midtjylland.analysis.common import exact_interval
from midtjylland.core.findings import MidtjyllandError

Values = npt.NDArray[np.float64]
# Accuracy of an estimated probability, and what the algorithm leaves of one that is truly 0.
_SLACK = 1e-4
_NOTHING = 1e-5


class Bounds(NamedTuple):
    """Least and largest value that a quantity can have."""

    low: float
    high: float


class Support(NamedTuple):
    """Intervals that alone can carry probability, and which observation contains which."""

    low: Values
    high: Values
    contained: Values


def turnbull(low: npt.ArrayLike, high: npt.ArrayLike) -> pd.DataFrame:
    """Estimate a distribution from interval-censored times, without assuming its shape.

    Parameters
    ----------
    low, high
        Limits of each observation, of equal length, in any unit of time.

    Returns
    -------
    pandas.DataFrame
        `low`, `high`, `probability` of the intervals that carry any, in order of time. How the
        probability is spread inside an interval can't be told from the data.

    Raises
    ------
    MidtjyllandError
        There is no observation, a limit is missing, or a low limit is above its high one.

    Notes
    -----
    Non-parametric maximum likelihood: Turnbull, J. R. Stat. Soc. B 38, 1976, by his
    self-consistency algorithm. It ends when the derivatives of the likelihood prove that no
    probability is misplaced by a relative 1e-8 (Gentleman and Geyer, Biometrika 81, 1994). With
    exact and right-censored times alone this is the estimator of Kaplan and Meier.
    """
    support = _support(*_checked(low, high))
    weights = np.ones((1, len(support.contained)))
    mass = _self_consistent(support.contained, weights, 1e-8)[0]
    frame = pd.DataFrame({"low": support.low, "high": support.high, "probability": mass})
    carrying = frame[frame["probability"] > _NOTHING].reset_index(drop=True)
    carrying["probability"] /= carrying["probability"].sum()
    return carrying


def share_by(fit: pd.DataFrame, time: float) -> Bounds:
    """Probability of an event up to and including a time, from `turnbull`: least and most."""
    surely = fit["high"] <= time
    return Bounds(
        float(fit.loc[surely, "probability"].sum()),
        float(fit.loc[surely | (fit["low"] < time), "probability"].sum()),
    )


def median(fit: pd.DataFrame) -> Bounds:
    """Limits of the time by which half the events have come, from `turnbull`.

    Where exactly half have come by one interval and none before the next, both hold the median.
    """
    # Without pandas, as the bootstrap asks for it a thousand times.
    low, high, probability = (fit[name].to_numpy() for name in ("low", "high", "probability"))
    cumulated = probability.cumsum()
    first, last = (int((cumulated < 0.5 + slack).sum()) for slack in (-_SLACK, _SLACK))
    return Bounds(float(low[first]), float(high[last]))


def bootstrap(
    low: npt.ArrayLike,
    high: npt.ArrayLike,
    statistic: Callable[[pd.DataFrame], Bounds],
    alpha: float,
    seed: int,
    replicates: int = 1000,
) -> Bounds:
    """Percentile interval of a statistic of `turnbull`, by drawing observations anew.

    Parameters
    ----------
    low, high
        As in `turnbull`.
    statistic
        `median`, or a function like it.
    alpha
        One minus the confidence.
    seed, replicates
        Of the drawing.

    Returns
    -------
    Bounds
        The `alpha` / 2 quantile of the statistic's low ends, and the 1 - `alpha` / 2 quantile of
        its high ends: what is not known within a replicate widens the interval. Rough for a small
        sample, and known to be unreliable where few times are exact.

    Notes
    -----
    Efron and Tibshirani, An Introduction to the Bootstrap, 1993, section 13.3.
    """
    support = _support(*_checked(low, high))
    count = len(support.contained)
    drawn = np.random.default_rng(seed).multinomial(count, [1 / count] * count, replicates)
    masses = _self_consistent(support.contained, drawn.astype(float), 1e-3)
    frame = pd.DataFrame({"low": support.low, "high": support.high, "probability": np.nan})
    found = []
    for mass in masses:
        # In place: a thousand frames would take most of the time.
        frame["probability"] = mass
        found.append(statistic(frame))
    lows, highs = zip(*found, strict=True)
    return Bounds(
        float(np.quantile(lows, alpha / 2, method="lower")),
        float(np.quantile(highs, 1 - alpha / 2, method="higher")),
    )


def share_bounds(low: npt.ArrayLike, high: npt.ArrayLike, time: float) -> tuple[int, int]:
    """Events that surely, and that possibly, came up to and including a time.

    Nothing is assumed of the observations that leave it open (bounds as in Manski, Partial
    Identification of Probability Distributions, 2003, chapter 1).
    """
    lows, highs = _checked(low, high)
    surely = highs <= time
    return int(surely.sum()), int((surely | (lows < time)).sum())


def interval_of_bounds(successes: tuple[int, int], count: int, alpha: float) -> Bounds:
    """Interval of a share of which only bounds were observed, for chance and lack of knowledge.

    From the lower limit for the least number of successes to the upper one for the most (Clopper
    and Pearson, Biometrika 26, 1934).
    """
    low, high = exact_interval(successes, count, alpha)
    return Bounds(float(low[0]), float(high[1]))


def kaplan_meier(times: npt.ArrayLike, is_event: npt.ArrayLike, alpha: float) -> pd.DataFrame:
    """Share of events up to each time, from exact and right-censored times.

    Parameters
    ----------
    times
        When each event came, or until when it had not.
    is_event
        Which of the two a time is.
    alpha
        One minus the confidence.

    Returns
    -------
    pandas.DataFrame
        `time` (of events, in order), `share`, `ci_low`, `ci_high`, the limits missing where the
        share is 0 or 1.

    Notes
    -----
    Kaplan and Meier, J. Am. Stat. Assoc. 53, 1958, as `scipy.stats.ecdf` has it; Greenwood's
    variance, the interval on the scale of log(-log) (Kalbfleisch and Prentice, The Statistical
    Analysis of Failure Time Data, 1980).
    """
    times, events = np.asarray(times, dtype=float), np.asarray(is_event, dtype=bool)
    if not events.any():
        return pd.DataFrame({name: [] for name in ("time", "share", "ci_low", "ci_high")})
    sample = stats.CensoredData(uncensored=times[events], right=times[~events])
    cdf = stats.ecdf(sample).cdf
    with warnings.catch_warnings():
        # Undefined where the share is 0 or 1; the frame leaves those limits empty.
        warnings.simplefilter("ignore", RuntimeWarning)
        limits = cdf.confidence_interval(1 - alpha, method="log-log")
    frame = pd.DataFrame(
        {
            "time": cdf.quantiles,
            "share": cdf.probabilities,
            "ci_low": limits.low.probabilities,
            "ci_high": limits.high.probabilities,
        }
    )
    return frame[np.isin(frame["time"], times[events])].reset_index(drop=True)


def _checked(low: npt.ArrayLike, high: npt.ArrayLike) -> tuple[Values, Values]:
    lows, highs = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    if not len(lows) or len(lows) != len(highs) or not (lows <= highs).all():
        raise MidtjyllandError(
            "times need as many low limits as high ones, at least one, none missing and none low "
            "limit above its high one; mend the records."
        )
    return lows, highs


def _support(low: Values, high: Values) -> Support:
    """Every interval from a low limit to the next high one with no other limit between."""
    # Open below becomes closed by the smallest step: an exact time needs no case of its own.
    start = np.where(low == high, low, np.nextafter(low, np.inf))
    limits, is_high = np.concatenate([start, high]), np.repeat([0, 1], len(low))
    order = np.lexsort((is_high, limits))
    pairs = np.flatnonzero(np.diff(is_high[order]) == 1)
    first, last = order[pairs], order[pairs + 1] - len(low)
    contained = (start[:, None] <= start[first]) & (high[last] <= high[:, None])
    return Support(low[first], high[last], contained.astype(float))


def _self_consistent(contained: Values, weights: Values, tolerance: float) -> Values:
    """Probabilities of the support intervals, a row for each row of weights."""
    total = weights.sum(axis=1, keepdims=True)
    mass = np.full((len(weights), contained.shape[1]), 1 / contained.shape[1])
    for _ in range(100_000):
        # An observation that was not drawn may have no probability left; its weight is 0.
        likelihood = np.maximum(mass @ contained.T, np.finfo(float).tiny)
        derivative = (weights / likelihood) @ contained / total
        if derivative.max() <= 1 + tolerance:
            return mass
        mass = mass * derivative
    raise MidtjyllandError("the estimate of the times does not settle; mend the records.")
