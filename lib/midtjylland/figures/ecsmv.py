"""Figures of the ECSMV scheme: frames to axes.

Each meaning has its own line style, marker or hatch beside its colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from midtjylland.analysis.ecsmv import Uptake
from midtjylland.figures.style import BAND, HALO, INK, MUTED, legend, listed, new_axes, styled
from midtjylland.rules.grants import GrantRules

_BLUE, _ORANGE, _GREEN = "#0068a6", "#c85200", "#00795a"
_TINT = "#f9dcc6"
_THOUSANDS = StrMethodFormatter("{x:,.0f}")


@styled
def grant_plot(curve: pd.DataFrame, rules: GrantRules, ax: Axes | None = None) -> Axes:
    """Draw the grant against the investment, with what an advice grant can add.

    Parameters
    ----------
    curve
        From `analysis.ecsmv.curve`.
    rules
        Where the cap binds.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Both in kroner; the bend is marked and named.
    """
    ax = ax or new_axes(8.0, 4.8)
    x, grant = curve["investment_dkk"], curve["investment_grant_dkk"]
    total = curve["total_with_full_advice_dkk"]
    hatched = {"facecolor": _TINT, "edgecolor": _ORANGE, "linewidth": 0.0, "hatch": "//"}
    ax.fill_between(x, grant, total, **hatched)
    ax.plot(x, total, color=_ORANGE, linestyle="--", linewidth=1.8)
    ax.plot(x, grant, color=_BLUE, linewidth=2.4)
    bend, cap = rules.investment_at_cap_dkk, rules.investment_grant_cap_dkk
    ax.plot([bend], [cap], color=_BLUE, marker="o", markersize=8)
    ax.vlines(bend, 0, cap, color=MUTED, linewidth=1, linestyle=":")
    words = f"From {bend:,.0f} DKK on\nthe grant grows no more"
    beside = {"textcoords": "offset points", "path_effects": [HALO]}
    ax.annotate(words, (bend, cap / 2), (10, 0), va="center", **beside)
    names = [
        (cap, f"investment grant: {rules.investment_grant_rate_pct:g} %, at most {cap:,.0f} DKK"),
        (
            rules.max_total_grant_dkk,
            f"with advice grant: at most {rules.max_total_grant_dkk:,.0f} DKK",
        ),
    ]
    for (height, name), colour, side in zip(names, (_BLUE, _ORANGE), (-8, 8), strict=True):
        edge = "top" if side < 0 else "bottom"
        ax.annotate(
            name, (x.max(), height), (-2, side), ha="right", va=edge, color=colour, **beside
        )
    _money_axis(ax, x.max(), "Investment (DKK)")
    ax.set(ylim=(0, 1.18 * rules.max_total_grant_dkk), ylabel="Grant (DKK)")
    ax.yaxis.set_major_formatter(_THOUSANDS)
    ax.set_title(f"The grant stops growing at an investment of {bend:,.0f} DKK")
    return ax


def grant_plot_text(curve: pd.DataFrame, rules: GrantRules) -> str:
    """Say what `grant_plot` shows."""
    return (
        f"Line chart of the grant for investments from 0 to {curve['investment_dkk'].max():,.0f} "
        f"DKK. It rises with {rules.investment_grant_rate_pct:g} % of the investment to "
        f"{rules.investment_grant_cap_dkk:,.0f} DKK at {rules.investment_at_cap_dkk:,.0f} DKK and "
        f"is level from there on. A hatched band above it is the advice grant, at most "
        f"{rules.advice_grant_cap_dkk:,.0f} DKK, so that a firm gets at most "
        f"{rules.max_total_grant_dkk:,.0f} DKK in all."
    )


@styled
def rates_plot(curve: pd.DataFrame, rules: GrantRules, ax: Axes | None = None) -> Axes:
    """Draw the share that the grant pays, of the whole investment and of its next krone.

    Parameters
    ----------
    curve
        From `analysis.ecsmv.curve`.
    rules
        Where the cap binds.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        Per cent against kroner.
    """
    ax = ax or new_axes(8.0, 4.4)
    x, effective = curve["investment_dkk"], curve["effective_rate_pct"]
    next_krone = {"color": _ORANGE, "linestyle": "--", "linewidth": 1.8}
    ax.plot(x, effective, color=_BLUE, linewidth=4)
    ax.step(x, curve["marginal_rate_pct"], where="post", **next_krone)
    bend, rate = rules.investment_at_cap_dkk, rules.investment_grant_rate_pct
    beside = {"textcoords": "offset points", "path_effects": [HALO]}
    twice = (2 * bend, rate / 2)
    words = f"whole investment: {twice[1]:g} % of {twice[0]:,.0f} DKK"
    ax.plot(*twice, color=_BLUE, marker="o", markersize=8)
    ax.annotate(words, twice, (6, 8), color=_BLUE, **beside)
    words = f"next krone: {rate:g} %, from {bend:,.0f} DKK on nothing"
    ax.annotate(words, (x.iloc[-1], 0), (-2, 9), ha="right", color=_ORANGE, **beside)
    _money_axis(ax, x.max(), "Investment (DKK)")
    ax.set(ylim=(0, 1.2 * rate), ylabel="Share that the grant pays (%)")
    ax.set_title(_rates_title(rules))
    return ax


def rates_plot_text(curve: pd.DataFrame, rules: GrantRules) -> str:
    """Say what `rates_plot` shows."""
    last = curve.iloc[-1]
    return (
        f"Two lines over investments from 0 to {last['investment_dkk']:,.0f} DKK. The share of the "
        f"whole investment is {rules.investment_grant_rate_pct:g} % up to "
        f"{rules.investment_at_cap_dkk:,.0f} DKK and falls to {last['effective_rate_pct']:.0f} % "
        f"at the right end. The share of the next krone drops from "
        f"{rules.investment_grant_rate_pct:g} % to 0 where the cap begins to bind."
    )


def _rates_title(rules: GrantRules) -> str:
    return f"Up to {rules.investment_at_cap_dkk:,.0f} DKK every further krone is supported"


class _Stretch(NamedTuple):
    """A value of the history as it is drawn: from when to when, and where its name stands."""

    value: float
    first: pd.Timestamp
    last: pd.Timestamp
    name: str
    planned: bool
    starts_unknown: bool


@styled
def history_plot(history: pd.DataFrame, rule: str, ax: Axes | None = None) -> Axes:
    """Draw a rate over time, only where a source is known.

    Parameters
    ----------
    history
        From `analysis.ecsmv_rules.history`.
    rule
        Name of a rule in per cent.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        A line from the first to the last day known (the last check for the newest value), with
        its ends marked; a triangle points to the unknown before a day alone; a plan is hollow.
    """
    stretches = _stretches(history, rule)
    ax = ax or new_axes(8.0, 4.2)
    beside = {"textcoords": "offset points", "path_effects": [HALO]}
    for each in stretches:
        colour = MUTED if each.planned else _BLUE
        ax.plot([each.first, each.last], [each.value] * 2, color=colour, linewidth=2.4)
        marker = "<" if each.starts_unknown else "o"
        fill = "white" if each.planned else colour
        ax.plot([each.first], [each.value], marker, color=colour, markerfacecolor=fill, ms=8)
        late = each.first > stretches[0].first + (stretches[-1].last - stretches[0].first) * 0.7
        side = {"ha": "right" if late else "left", "va": "bottom"}
        ax.annotate(each.name, (each.first, each.value), (0, 9), color=colour, **side, **beside)
    newest = stretches[-1]
    ax.plot([newest.last], [newest.value], "|", color=_BLUE, ms=14, mew=2)
    words = f"last checked\n{newest.last:%Y-%m-%d}"
    ax.annotate(words, (newest.last, newest.value), (0, -10), ha="center", va="top", **beside)
    ax.margins(x=0.1)
    ax.set(ylim=(0, 1.3 * max(each.value for each in stretches)), xlabel="Date (year)")
    ax.xaxis.set_major_locator(YearLocator())
    ax.xaxis.set_major_formatter(DateFormatter("%Y"))
    ax.set(ylabel="Share of the investment that is paid (%)")
    ax.set_title(_history_title(stretches))
    return ax


def history_plot_text(history: pd.DataFrame, rule: str) -> str:
    """Say what `history_plot` shows."""
    stretches = _stretches(history, rule)
    said = [each.name.replace("\n", ", ") for each in stretches]
    return (
        f"Dated values of one rule. {_history_title(stretches)}: {'; '.join(said)}. The newest was "
        f"last checked on {stretches[-1].last:%Y-%m-%d}; a gap has no known source."
    )


def _stretches(history: pd.DataFrame, rule: str) -> list[_Stretch]:
    rows = history[(history["rule"] == rule) & history["value"].notna()]
    later = [*rows["valid_from"].fillna(rows["valid_to"]).iloc[1:], None]
    found = []
    for row, ends in zip(rows.to_dict("records"), later, strict=True):
        planned, known = row["status"] == "planned", pd.notna(row["valid_from"])
        first = row["valid_from"] if known else row["valid_to"]
        last = row["last_checked"] if ends is None else ends
        last = row["valid_to"] if pd.notna(row["valid_to"]) else first if planned else last
        when = f"from {first:%Y-%m-%d}" if known else f"until {first:%Y-%m-%d}, start not known"
        when = f"planned {first:%Y-%m-%d}" if planned else when
        found.append(
            _Stretch(row["value"], first, last, f"{row['value']:g} %\n{when}", planned, not known)
        )
    return found


def _history_title(stretches: list[_Stretch]) -> str:
    return f"Rates known from sources: {listed(f'{each.value:g}' for each in stretches)} %"


@styled
def cost_plot(
    cost: pd.DataFrame,
    firms: Uptake,
    budget_mdkk: float | None,
    alpha: float,
    ax: Axes | None = None,
) -> Axes:
    """Draw what the firms with a business model could cost at most, beside the budget.

    Parameters
    ----------
    cost
        From `analysis.ecsmv.cost_at_most`.
    firms
        For the title.
    budget_mdkk
        Budget in million kroner; None where it isn't known.
    alpha
        Level of significance of the interval, for its name.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes
        A bar for each kind of grant, with the interval of the share as a thin line.
    """
    ax = ax or new_axes(8.0, 3.4)
    names = [_COSTS[kind] for kind in cost["grants"]]
    places = range(len(cost))
    ax.barh(places, cost["cost_mdkk"], color=BAND, edgecolor=INK, height=0.6)
    interval = ax.hlines(places, cost["cost_low_mdkk"], cost["cost_high_mdkk"], color=_BLUE, lw=3)
    interval.set_label(f"{100 * (1 - alpha):g} % interval, from the share of firms with a model")
    for place, row in enumerate(cost.itertuples()):
        words = f"{row.cost_mdkk:.1f}"
        at = (max(row.cost_mdkk, row.cost_high_mdkk), place)
        ax.annotate(words, at, (6, 0), va="center", textcoords="offset points", path_effects=[HALO])
    ax.set_yticks(range(len(cost)), names)
    ax.invert_yaxis()
    most = max(cost["cost_high_mdkk"].max(), budget_mdkk or 0)
    ax.set(xlim=(0, 1.15 * most), xlabel="Grants in all (million DKK)")
    if budget_mdkk is not None:
        ax.axvline(budget_mdkk, color=_ORANGE, linestyle="--", linewidth=1.8)
        at = (budget_mdkk, -0.42)
        words = f"budget {budget_mdkk:g}"
        side = {"ha": "right", "va": "bottom", "color": _ORANGE, "path_effects": [HALO]}
        ax.annotate(words, at, (-5, 0), textcoords="offset points", **side)
    ax.set_ylim(len(cost) - 0.5, -0.95)
    ax.tick_params(axis="y", length=0)
    ax.set_title(_cost_title(cost, firms, budget_mdkk))
    legend(ax, [interval])
    return ax


def cost_plot_text(cost: pd.DataFrame, firms: Uptake, budget_mdkk: float | None) -> str:
    """Say what `cost_plot` shows."""
    said = [
        f"{_COSTS[row.grants].replace(chr(10), ' ')} {row.cost_mdkk:.1f} (interval "
        f"{row.cost_low_mdkk:.1f} to {row.cost_high_mdkk:.1f})"
        for row in cost.itertuples()
    ]
    return (
        f"Bar chart in million DKK. {_cost_title(cost, firms, budget_mdkk)}. "
        f"At most: {', '.join(said)}."
    )


_COSTS: Mapping[str, str] = {
    "advice": "advice grants alone",
    "investment": "investment grants alone",
    "both": "both grants",
}


def _cost_title(cost: pd.DataFrame, firms: Uptake, budget_mdkk: float | None) -> str:
    most = cost["cost_mdkk"].iloc[-1]
    start = f"{firms.firms_with_business_model:,} firms: at most {most:.1f} million DKK"
    return start if budget_mdkk is None else f"{start}, the budget is {budget_mdkk:g}"


def _money_axis(ax: Axes, most: float, label: str) -> None:
    ax.set(xlim=(0, most), xlabel=label)
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.xaxis.set_major_formatter(_THOUSANDS)
