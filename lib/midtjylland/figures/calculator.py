"""The grant calculator: fields to fill in where a reader can, and an example everywhere else.

Widgets live as long as their kernel and carry random names. In a batch, in HTML and under nbval
they would be a blank that differs from run to run. So the output is an example sentence, to which
JupyterLab gets the fields as a further form of the same output, which nbval leaves out.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import _, fill
from midtjylland.declared.rules.grants import LARGEST_DKK, GrantRules

if TYPE_CHECKING:
    from ipywidgets import VBox

# Thousands in groups of three, decimals at most two: so 1.500,75 and 1,500.75 are both read, and
# 1.500 is a thousand and a half in either language.
_GROUPED = re.compile(
    "([0-9]{1,3}(?:(?P<mark>[.,' \u00a0\u202f])[0-9]{3})(?:(?P=mark)[0-9]{3})*|[0-9]+)"
    "(?:(?P<point>[.,])([0-9]{1,2}))?"
)


def show_calculator(rules: GrantRules, investment_dkk: float) -> None:
    """Show what an investment gets; in JupyterLab with fields for others."""
    from IPython.display import display

    text = answer(investment_dkk, 0, rules)
    fields = calculator(rules, investment_dkk)._repr_mimebundle_() if is_edited_by_hand() else {}
    display({**fields, "text/plain": text, "text/markdown": text}, raw=True)


def answer(investment_dkk: float, advice_grant_dkk: float, rules: GrantRules) -> str:
    """Say what a firm gets for an investment, with this advice grant."""
    grant = float(rules.investment_grant([investment_dkk]).iloc[0])
    reached = grant >= rules.investment_grant_cap_dkk
    return fill(
        _(
            "For an investment of {investment} DKK the investment grant is {grant} DKK ({share:1} "
            "%); with an advice grant of {advice} DKK the firm gets {total} DKK. It pays {own} DKK "
            "of the investment itself. Of the next krone the scheme would pay {ore} øre."
        ),
        investment=investment_dkk,
        advice=advice_grant_dkk,
        grant=grant,
        share=100 * grant / investment_dkk if investment_dkk else 0.0,
        total=grant + advice_grant_dkk,
        own=investment_dkk - grant,
        ore=0 if reached else rules.investment_grant_rate_pct,
    )


def read_amount(text: str, most_dkk: float) -> float:
    """Amount as a Dane or an Englishman types it; `MidtjyllandError` for what is none."""
    found = _GROUPED.fullmatch(text.strip())
    if found is None or (found["mark"] and found["mark"] == found["point"]):
        words = _("“{text}” is no amount; write it as 625000 or 625000,50.")
        raise MidtjyllandError(fill(words, text=text.strip()))
    amount = float(f"{re.sub('[^0-9]', '', found[1])}.{found[4] or 0}")
    if amount > most_dkk:
        words = _("{amount} DKK is too much; the most is {most} DKK.")
        raise MidtjyllandError(fill(words, amount=amount, most=most_dkk))
    return amount


def calculator(rules: GrantRules, investment_dkk: float) -> VBox:
    """Two fields, and the answer below them that follows every change."""
    from ipywidgets import HTML, Layout, Text, VBox

    wide = {"style": {"description_width": "12em"}, "layout": Layout(width="28em")}
    first = fill("{amount}", amount=investment_dkk)
    investment = Text(first, description=_("Investment (DKK)"), **wide)
    advice = Text("0", description=_("Advice grant (DKK)"), **wide)

    def said() -> str:
        try:
            amounts = (
                read_amount(investment.value, LARGEST_DKK),
                read_amount(advice.value, rules.advice_grant_cap_dkk),
            )
            words = answer(*amounts, rules)
        except MidtjyllandError as error:
            words = str(error)
        return f'<p role="status">{escape(words)}</p>'

    shown = HTML(said())
    for field in (investment, advice):
        field.observe(lambda _change: setattr(shown, "value", said()), "value")
    return VBox([investment, advice, shown])


def is_edited_by_hand() -> bool:
    """Whether a notebook editor asked for the cell that runs.

    Editors name the cell in the request they send; papermill, nbclient and nbval do not.
    """
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    return kernel is not None and "cellId" in kernel.get_parent("shell").get("metadata", {})
