"""What changed from one contract year to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from scipy import stats

from midtjylland.analysis.common import year_pairs
from midtjylland.analysis.ecsmv.cost import Uptake, share_of
from midtjylland.analysis.ecsmv.schedule import schedule
from midtjylland.rules.grants import ADVICE_CAP, CAP, RATE, GrantRules, investment_grant


class YearFacts(NamedTuple):
    """What one year says: the rules, and the firms (None where not stated)."""

    rules: GrantRules
    firms: Uptake | None


def compare_years(facts: Mapping[int, YearFacts]) -> pd.DataFrame:
    """Change of every rule and figure from each year to the next.

    Returns
    -------
    pandas.DataFrame
        `year_from`, `year_to`, `quantity`, `value_from`, `value_to`, `change`; a figure that a
        year does not give is missing.

    Raises
    ------
    MidtjyllandError
        There are fewer than two years.
    """
    figures = {year: _figures(each) for year, each in facts.items()}
    rows = [
        (before, after, name, figures[before][name], figures[after][name])
        for before, after in year_pairs(facts)
        for name in figures[before]
    ]
    columns = ["year_from", "year_to", "quantity", "value_from", "value_to"]
    frame = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[3:], "float64"))
    return frame.assign(change=frame["value_to"] - frame["value_from"])


def _figures(facts: YearFacts) -> dict[str, float | None]:
    rules, firms = facts
    names = ["firms_in_dialogue", "firms_with_business_model"]
    return {
        **{name: getattr(rules, name) for name in (RATE, CAP, ADVICE_CAP)},
        "investment_at_cap_dkk": rules.investment_at_cap_dkk,
        "max_total_grant_dkk": rules.max_total_grant_dkk,
        **{name: firms and getattr(firms, name) for name in names},
        "business_model_share_pct": firms and firms.share_pct,
    }


def added_uptake(before: Uptake, after: Uptake, alpha: float) -> tuple[Uptake, float] | None:
    """Firms that joined between two years, with the p-value of their share against the earlier.

    The papers count what the project has done so far, so that the difference of two years is what
    was added: an inference. Figures that fall contradict it.

    Returns
    -------
    tuple or None
        Uptake of the added firms, and the p-value of Fisher's exact test, two-sided, of their
        share against that of the earlier ones. None when the figures can't be cumulative or no
        firm was added.
    """
    firms, models = (new - old for new, old in zip(after[:2], before[:2], strict=True))
    if firms <= 0 or not 0 <= models <= firms:
        return None
    added = share_of(firms, models, alpha)
    table = [[each[1], each[0] - each[1]] for each in (before, added)]
    return added, float(stats.fisher_exact(table).pvalue)


def grants_between(
    investments_dkk: Sequence[float], before: GrantRules, after: GrantRules
) -> pd.DataFrame:
    """Grant for the same investments under the rules of two years.

    Returns
    -------
    pandas.DataFrame
        `investment_dkk`, `grant_from_dkk`, `grant_to_dkk`, `change_dkk`.
    """
    frame = schedule(investments_dkk, before)[["investment_dkk"]]
    frame["grant_from_dkk"] = investment_grant(frame["investment_dkk"], before)
    frame["grant_to_dkk"] = investment_grant(frame["investment_dkk"], after)
    return frame.assign(change_dkk=frame["grant_to_dkk"] - frame["grant_from_dkk"])
