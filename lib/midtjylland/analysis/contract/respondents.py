"""How many answers a survey needs for its distance from a target to be more than chance."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from midtjylland.analysis.common import check_alpha
from midtjylland.analysis.guidance import rounding_pct
from midtjylland.core.findings import MidtjyllandError

Status = Literal["met", "not_met"]

# More respondents than any of the surveys could have; also what bounds the search.
MOST_RESPONDENTS = 100_000
# Words of a target or a result that tell of answers given in a survey.
_SURVEY = r"(?i)\b(?:kendskab\w*|angive[rt]|tilkendegiver|vurderer|adspurgte|svarer)\b"


class Needed(NamedTuple):
    """Respondents needed for a printed share to differ from a target; None: too many to find.

    With fewer than `fewest` no share that rounds to the printed one differs significantly, from
    `enough` on each of them does. From `face_value` on the count closest to the printed share
    does; `by_formula` is the textbook's approximation of that.
    """

    fewest: int | None
    face_value: int | None
    enough: int | None
    by_formula: int | None


def respondents_needed(
    result_pct: float, target_pct: float, alpha: float, rounding: float = 0.5
) -> Needed:
    """Smallest numbers of respondents with which a share differs from a target.

    Parameters
    ----------
    result_pct
        Share as printed, per cent.
    target_pct
        Target, per cent, above 0 and below 100.
    alpha
        Level of significance of the two-sided test, above 0 and below 0.5.
    rounding
        Half a unit of the last printed decimal, percentage points.

    Returns
    -------
    Needed
        By the exact binomial test that rejects when the count is in either tail of at most
        alpha / 2; `by_formula` by the score test. An exact test doesn't improve with every
        respondent, so that "from n on" is after it has failed for the last time.

    Raises
    ------
    MidtjyllandError
        A share or a level has no meaning.

    Notes
    -----
    The score test with n respondents rejects when ``|p - t| >= z * sqrt(t * (1 - t) / n)``, so n
    follows in closed form (Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions,
    3rd ed. 2003, section 2.3). The exact test is the one that Clopper and Pearson's interval
    inverts (Biometrika 26, 1934).
    """
    check_alpha(alpha)
    if not (0 <= result_pct <= 100 and 0 < target_pct < 100):
        raise MidtjyllandError(
            f"a share of {result_pct:g} % against {target_pct:g} % has no meaning; use shares "
            "between 0 and 100 %."
        )
    if result_pct > target_pct:  # the test is symmetric in who answers yes and who no
        result_pct, target_pct = 100 - result_pct, 100 - target_pct
    low, high = max(result_pct - rounding, 0), min(result_pct + rounding, 100)
    exact = _exact(target_pct, (low, result_pct, high), alpha)
    formula = _by_formula(target_pct, result_pct, alpha)
    return Needed(*exact, None if formula > MOST_RESPONDENTS else int(formula))


def _by_formula(target_pct: float, result_pct: float, alpha: float) -> float:
    """Whole number by the score test, infinite without a gap."""
    if math.isclose(result_pct, target_pct):
        return math.inf
    spread, gap = target_pct * (100 - target_pct), result_pct - target_pct
    # Without the slack, float noise could ask for one respondent more than a whole number.
    return math.ceil(stats.norm.isf(alpha / 2) ** 2 * spread / gap**2 - 1e-9)


def _exact(
    target_pct: float, shares_pct: tuple[float, float, float], alpha: float
) -> tuple[int | None, int | None, int | None]:
    """Sizes of `Needed`: the first that some count passes, and those after the last failure."""
    # The exact test asks for a little more than the formula, never for twice as much.
    formulas = (_by_formula(target_pct, share, alpha) for share in shares_pct if share < target_pct)
    # Printed to hundredths, a share is that of few sizes, and of hardly a small one.
    fine = shares_pct[2] - shares_pct[0] < 0.04
    hardest = math.inf if fine else max(formulas, default=math.inf)
    sizes = np.arange(1, int(min(MOST_RESPONDENTS, 1000 + 2 * hardest)) + 1)
    low, closest, high = (sizes * share / 100 for share in shares_pct)
    # Of two equally close counts the one nearer to the target: a half is rounded up.
    counts = np.ceil(low - 1e-9), np.floor(closest + 0.5 + 1e-9), np.floor(high + 1e-9)
    possible = counts[0] <= counts[2]  # some count rounds to the printed share
    sizes, counts = sizes[possible], [count[possible] for count in counts]

    def rejects(count: np.ndarray) -> np.ndarray:
        return stats.binom.cdf(count, sizes, target_pct / 100) <= alpha / 2

    first = sizes[rejects(counts[0])]
    enough = [
        # At the target half of all samples have as few: that is not rejected from any size on.
        _after_the_last(sizes, rejects(each)) if share < target_pct else None
        for each, share in zip(counts[1:], shares_pct[1:], strict=True)
    ]
    return int(first[0]) if first.size else None, *enough


def _after_the_last(sizes: np.ndarray, rejected: np.ndarray) -> int | None:
    """First size from which all are rejected; None where a failure may follow the last size."""
    last = np.max(sizes[~rejected], initial=0)
    # Failures come at least every few hundred sizes: one near the end means that there are more.
    return int(sizes[sizes > last][0]) if sizes.size and last < 0.9 * sizes[-1] else None


def respondents_by_figure(
    judged: pd.DataFrame, goals: pd.DataFrame, alpha: float, status: Status = "not_met"
) -> pd.DataFrame:
    """Respondents with which each missed, or each met, percentage would be more than chance.

    Parameters
    ----------
    judged
        From `verdicts.judge`.
    goals
        `contract_goals` of the same year, for what the texts say of how a share was measured.
    alpha
        Level of significance, above 0 and below 0.5.
    status
        Which figures: `not_met` or `met`.

    Returns
    -------
    pandas.DataFrame
        A row for each such target in per cent, the smallest gap first: `item`, `indicator`,
        `coverage`, `target_value`, `result_value`, `gap`, `respondents_fewest`,
        `respondents_face_value`, `respondents_enough`, `respondents_by_formula` (see `Needed`) and
        `measured_by`: `survey` where target or result speak of answers, else `unstated`; an
        inference from the wording.
    """
    check_alpha(alpha)
    chosen = judged[(judged["unit"] == "pct") & (judged["status"] == status)]
    columns = ["item", "indicator", "coverage", "target_value", "result_value", "gap"]
    rows = chosen[columns].sort_values("gap", key=abs, kind="stable", ignore_index=True)
    pairs = zip(rows["result_value"], rows["target_value"], strict=True)
    needed = [
        respondents_needed(result, target, alpha, rounding_pct(pd.Series([result])))
        for result, target in pairs
    ]
    for place, name in enumerate(Needed._fields):
        values = [each[place] for each in needed]
        rows[f"respondents_{name}"] = pd.array(values, dtype="Int64")
    texts = goals.set_index("item")
    words = texts["target_text"] + " " + texts["result_text"].fillna("")
    survey = words[words.str.contains(_SURVEY)].index
    rows["measured_by"] = rows["item"].isin(survey).map({True: "survey", False: "unstated"})
    return rows


def needed_in_words(row: pd.Series) -> str:
    """Write what a row of `respondents_by_figure` needs: `between 240 and 331`."""
    fewest, enough = row["respondents_fewest"], row["respondents_enough"]
    if pd.isna(fewest):
        return f"more than {MOST_RESPONDENTS:,}"
    if pd.isna(enough):
        return f"at least {fewest:,}"
    return f"{fewest:,}" if fewest == enough else f"between {fewest:,} and {enough:,}"
