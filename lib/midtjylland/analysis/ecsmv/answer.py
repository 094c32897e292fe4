"""The key figures of the whole analysis."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from midtjylland.analysis.ecsmv.cost import cost_at_most, uptake
from midtjylland.analysis.ecsmv.sources import RulesFrom, choose_rules, compare_rules
from midtjylland.rules import RuleBook
from midtjylland.rules.grants import ADVICE_CAP, CAP, RATE, GrantRules

BUDGET = "project_budget_mdkk"


def headline(
    papers: pd.DataFrame,
    stated: pd.DataFrame,
    book: RuleBook,
    rules_from: RulesFrom,
    on: date,
    alpha: float,
) -> dict[str, Any]:
    """Key figures of the whole analysis, flat and ready for JSON.

    Parameters
    ----------
    papers, stated
        `ecsmv_rules` and `stated_totals` of one year.
    book
        Rules on file.
    rules_from, on
        As in `choose_rules`.
    alpha
        Level of significance of the interval.

    Returns
    -------
    dict
        What the names say, with `sentence`, the answer in words, and `key_figure`, the name of the
        figure that stands for all. `rules_stated_differently`: rules on which the two places of
        the papers differ; `rules_differing_on_file`: on which the file has another value than
        the papers; `rules_unconfirmed`: that the file can't answer for that day. `max_cost_mdkk`:
        every firm with a business model gets both grants whole. Figures of firms are None where the
        papers do not give them; `project_budget_mdkk` is the newest on file.
    """
    rules = choose_rules(papers, book, rules_from, on)
    compared = compare_rules(papers, book, on)
    firms = uptake(stated, alpha)
    budget = book.last_known(BUDGET).value
    cost = cost_at_most(firms, rules, budget).iloc[-1] if firms else None
    figures = {
        "investment_at_cap_dkk": rules.investment_at_cap_dkk,
        "max_total_grant_dkk": rules.max_total_grant_dkk,
        **{name: getattr(rules, name) for name in (RATE, CAP, ADVICE_CAP)},
        "rules_from": rules_from,
        "rules_on": on.isoformat(),
        "rules_stated_differently": int((compared["places"] == "differ").sum()),
        "rules_differing_on_file": int(
            compared["file"].isin(["differ", "unconfirmed_other"]).sum()
        ),
        "rules_unconfirmed": int((~compared["file"].isin(["agree", "differ"])).sum()),
        "firms_in_dialogue": firms and firms.firms_in_dialogue,
        "firms_with_business_model": firms and firms.firms_with_business_model,
        "business_model_share_pct": firms and firms.share_pct,
        "business_model_share_low_pct": firms and firms.share_low_pct,
        "business_model_share_high_pct": firms and firms.share_high_pct,
        "max_cost_mdkk": None if cost is None else cost["cost_mdkk"],
        "project_budget_mdkk": budget,
        "max_cost_budget_pct": None if cost is None else cost["budget_pct"],
    }
    sentence = _sentence(rules, figures, len(compared))
    return {"sentence": sentence, "key_figure": "max_total_grant_dkk", **figures}


def _sentence(rules: GrantRules, figures: Mapping[str, Any], count: int) -> str:
    """Say the answer in one sentence, true for every outcome."""
    pays = (
        f"ECSMV pays {rules.investment_grant_rate_pct:g} % of an investment up to "
        f"{rules.investment_at_cap_dkk:,.0f} DKK and nothing for what lies above; with the advice "
        f"grant a firm gets at most {rules.max_total_grant_dkk:,.0f} DKK"
    )
    if figures["rules_stated_differently"]:
        return f"{pays}, but the two places of the papers do not agree."
    if figures["rules_differing_on_file"]:
        return f"{pays}, but {figures['rules_differing_on_file']} of {count} rules on file differ."
    if figures["rules_unconfirmed"]:
        return f"{pays}, but {figures['rules_unconfirmed']} of {count} rules are past their check."
    return f"{pays}."
