"""How many firms took part, and what their grants could cost at most."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from midtjylland.analysis.common import check_alpha, exact_interval
from midtjylland.core.findings import MidtjyllandError
from midtjylland.rules.grants import GrantRules

_MILLION = 1e6


class Uptake(NamedTuple):
    """Firms in dialogue, those with a business model, and their share with its interval."""

    firms_in_dialogue: int
    firms_with_business_model: int
    share_pct: float
    share_low_pct: float
    share_high_pct: float


def uptake(stated: pd.DataFrame, alpha: float) -> Uptake | None:
    """Share of the firms in dialogue that developed a business model.

    Parameters
    ----------
    stated
        `stated_totals` of one year.
    alpha
        Level of significance, above 0 and below 0.5.

    Returns
    -------
    Uptake or None
        None when the papers do not give both figures.

    Raises
    ------
    MidtjyllandError
        More firms have a model than were in dialogue, or none was.

    Notes
    -----
    Clopper and Pearson (Biometrika 26, 1934). The interval is for the share that a stable process
    behind the dialogues would have; the count itself is not a sample.
    """
    own = stated[stated["table"] == "ecsmv_rules"].set_index("quantity")["value"]
    names = ("firms_in_dialogue", "firms_with_business_model")
    if not set(names) <= set(own.dropna().index):
        return None
    dialogues, models = (int(own[name]) for name in names)
    return share_of(dialogues, models, alpha)


def share_of(firms: int, with_model: int, alpha: float) -> Uptake:
    """Share with its exact interval; parameters, errors and notes as in `uptake`."""
    check_alpha(alpha)
    if not 0 <= with_model <= firms or firms == 0:
        raise MidtjyllandError(
            f"{with_model} of {firms} firms with a business model can't be; check stated_totals."
        )
    shares = (with_model / firms, *exact_interval(with_model, firms, alpha))
    return Uptake(firms, with_model, *(100 * float(share) for share in shares))


def cost_at_most(
    firms: Uptake, rules: GrantRules, budget_mdkk: float | None = None
) -> pd.DataFrame:
    """Most that the firms with a business model could cost, against the budget.

    Parameters
    ----------
    firms
        From `uptake`.
    rules
        The caps.
    budget_mdkk
        Budget, million kroner, where it is known.

    Returns
    -------
    pandas.DataFrame
        A row for each of `advice`, `investment` and `both` grants: `grants`, `grant_each_dkk` (the
        cap), `cost_mdkk` (every firm with a model gets it), `cost_low_mdkk` and `cost_high_mdkk`
        (as many firms as the interval of the share makes of the dialogues), `budget_pct` (cost
        over budget), `budget_covers_firms` (whole grants in the budget); the last two are missing
        without a budget.
    """
    caps = {
        "advice": rules.advice_grant_cap_dkk,
        "investment": rules.investment_grant_cap_dkk,
        "both": rules.max_total_grant_dkk,
    }
    frame = pd.DataFrame({"grants": list(caps), "grant_each_dkk": list(caps.values())})
    each = frame["grant_each_dkk"] / _MILLION
    budget = np.nan if budget_mdkk is None else budget_mdkk
    frame["cost_mdkk"] = firms.firms_with_business_model * each
    for end in ("low", "high"):
        share = getattr(firms, f"share_{end}_pct") / 100
        frame[f"cost_{end}_mdkk"] = firms.firms_in_dialogue * share * each
    frame["budget_pct"] = 100 * frame["cost_mdkk"] / budget
    covers = np.floor(budget * _MILLION / frame["grant_each_dkk"])
    frame["budget_covers_firms"] = covers.astype("Int64")
    return frame
