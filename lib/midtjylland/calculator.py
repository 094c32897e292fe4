"""The grant calculator: fields to fill in where a reader can, and a static table everywhere else.

Widgets live as long as their kernel and carry random names. In a batch, in HTML and under nbval
they would be a blank that differs from run to run, so there the table stands alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from midtjylland.core.findings import MidtjyllandError
from midtjylland.rules.grants import (
    GrantRules,
    effective_rate_pct,
    investment_grant,
    marginal_rate_pct,
    total_grant,
)
from midtjylland.tables import show_table

if TYPE_CHECKING:
    from ipywidgets import VBox


def show_calculator(rules: GrantRules, investments_dkk: Sequence[float]) -> None:
    """Show the calculator in JupyterLab, and its static table in batch, HTML and nbval.

    Parameters
    ----------
    rules
        Rate and caps.
    investments_dkk
        Rows of the table; the first one is what the fields start with. Without any it is the one
        at which the cap begins to bind.
    """
    from IPython.display import display

    investments = list(investments_dkk) or [rules.investment_at_cap_dkk]
    if is_edited_by_hand():
        display(calculator(rules, investments[0]))
        return
    table = calculator_table(rules, investments)
    labels = {
        "investment_dkk": "Investment (DKK)",
        "without_advice_dkk": "Grant in all, without advice (DKK)",
        "half_advice_dkk": "with half the largest advice grant (DKK)",
        "full_advice_dkk": "with the largest advice grant (DKK)",
    }
    caption = "Grant in all, by investment and advice grant"
    show_table(table, caption, labels=labels, decimals=dict.fromkeys(table.columns, 0))


def calculator_table(rules: GrantRules, investments_dkk: Sequence[float]) -> pd.DataFrame:
    """Grant in all for each investment with no, half and all of the largest advice grant.

    Returns
    -------
    pandas.DataFrame
        `investment_dkk`, `without_advice_dkk`, `half_advice_dkk`, `full_advice_dkk`.
    """
    amounts = pd.Series(list(investments_dkk), dtype="float64")
    most = rules.advice_grant_cap_dkk
    parts = {"without": 0.0, "half": most / 2, "full": most}
    totals = {
        f"{name}_advice_dkk": total_grant(amounts, part, rules) for name, part in parts.items()
    }
    return pd.DataFrame({"investment_dkk": amounts, **totals})


def answer(investment_dkk: float, advice_grant_dkk: float, rules: GrantRules) -> str:
    """Say what a firm gets, in a few sentences; of an amount that can't be, why it can't."""
    try:
        total = total_grant(investment_dkk, advice_grant_dkk, rules)
    except MidtjyllandError as error:
        message = str(error)
        return message[:1].upper() + message[1:]
    grant = investment_grant(investment_dkk, rules)
    share = effective_rate_pct(investment_dkk, rules)
    of_it = f" ({share:.1f} % of the investment)" if investment_dkk else ""
    return (
        f"Investment grant: {grant:,.0f} DKK{of_it}. With the advice grant: {total:,.0f} DKK. "
        f"The firm pays {investment_dkk - grant:,.0f} DKK of the investment itself; of the next "
        f"krone the scheme would pay {marginal_rate_pct(investment_dkk, rules):g} øre."
    )


def calculator(rules: GrantRules, investment_dkk: float) -> VBox:
    """Two fields, and the answer below them that follows every change."""
    from ipywidgets import HTML, IntText, Layout, VBox

    wide = {"style": {"description_width": "10em"}, "layout": Layout(width="25em")}
    investment = IntText(int(investment_dkk), description="Investment (DKK)", **wide)
    advice = IntText(0, description="Advice grant (DKK)", **wide)

    def said() -> str:
        words = escape(answer(investment.value, advice.value, rules))
        return f'<p role="status">{words}</p>'

    shown = HTML(said())
    for field in (investment, advice):
        field.observe(lambda _: setattr(shown, "value", said()), "value")
    return VBox([investment, advice, shown])


def is_edited_by_hand() -> bool:
    """Whether a notebook editor asked for the cell that runs.

    Editors name the cell in the request they send; papermill, nbclient and nbval do not.
    """
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    return kernel is not None and "cellId" in kernel.get_parent("shell").get("metadata", {})
