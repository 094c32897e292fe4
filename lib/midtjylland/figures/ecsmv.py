"""Figures of the ECSMV scheme: each call draws, describes and captions.

Each meaning has its own line style, marker or hatch beside its colour.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator

from midtjylland.core.language import _, fill, language
from midtjylland.declared.rules.grants import GrantRules
from midtjylland.figures import draw
from midtjylland.figures.draw import BAND, BLUE, INK, MUTED, ORANGE, DescribedFigure

_BLUE, _ORANGE = {"color": BLUE.colour}, {"color": ORANGE.colour}
_DASHED = {**_ORANGE, "linestyle": "--", "linewidth": 1.8}


def _values(rules: GrantRules) -> dict[str, float]:
    return {
        "rate": rules.investment_grant_rate_pct,
        "cap": rules.investment_grant_cap_dkk,
        "bend": rules.investment_at_cap_dkk,
        "most": rules.max_total_grant_dkk,
        "advice": rules.advice_grant_cap_dkk,
        "right": 4 * rules.investment_at_cap_dkk,
        "twice": 2 * rules.investment_at_cap_dkk,
        "half": rules.investment_grant_rate_pct / 2,
        "last": rules.investment_grant_rate_pct / 4,
    }


@draw.styled
def grant(rules: GrantRules) -> DescribedFigure:
    """Grant against the investment, with what an advice grant can add as a hatched band."""
    ax, values = _money_axes(4.8, rules), _values(rules)
    x = np.linspace(0, values["right"], 161)
    grants = rules.investment_grant(x)
    total = grants + values["advice"]
    look = {"facecolor": ORANGE.tint, "edgecolor": ORANGE.colour, "linewidth": 0.0, "hatch": "//"}
    ax.fill_between(x, grants, total, **look)
    ax.plot(x, total, **_DASHED)
    ax.plot(x, grants, linewidth=2.4, **_BLUE)
    bend = values["bend"], values["cap"]
    ax.plot(*bend, marker="o", markersize=8, **_BLUE)
    ax.vlines(bend[0], 0, bend[1], color=MUTED, linewidth=1, linestyle=":")
    words = fill(_("From {bend:0} DKK on\nthe grant grows no more"), **values)
    draw.near(ax, words, (bend[0], bend[1] / 2), (10, 0), va="center")
    words = fill(_("investment grant: {rate} %, at most {cap} DKK"), **values)
    draw.near(ax, words, (x[-1], bend[1]), (-2, -8), ha="right", va="top", **_BLUE)
    words = fill(_("with advice grant: at most {most} DKK"), **values)
    draw.near(ax, words, (x[-1], values["most"]), (-2, 8), ha="right", va="bottom", **_ORANGE)
    ax.set(ylim=(0, 1.18 * values["most"]), ylabel=_("Grant (DKK)"))
    return draw.described(
        ax,
        _("The grant stops growing at an investment of {bend:0} DKK"),
        _(
            "Line chart of the grant for investments from 0 to {right:0} DKK. It rises with "
            "{rate} % of the investment to {cap} DKK at {bend:0} DKK and is level from there on. "
            "A hatched band above it is the advice grant, at most {advice} DKK, so that a firm "
            "gets at most {most} DKK in all."
        ),
        _("Grant by investment"),
        **values,
    )


@draw.styled
def rates(rules: GrantRules) -> DescribedFigure:
    """Share that the grant pays of the whole investment and of its next krone."""
    ax, values = _money_axes(4.0, rules), _values(rules)
    rate, bend, right = (values[name] for name in ("rate", "bend", "right"))
    x = np.linspace(0, right, 161)[1:]
    ax.plot(x, 100 * rules.investment_grant(x) / x, linewidth=4, **_BLUE)
    ax.plot([0, bend, bend, right], [rate, rate, 0, 0], **_DASHED)
    half = values["twice"], values["half"]
    ax.plot(*half, marker="o", markersize=8, **_BLUE)
    draw.near(
        ax, fill(_("whole investment: {half} % of {twice:0} DKK"), **values), half, (6, 8), **_BLUE
    )
    words = fill(_("next krone: {rate} %, from {bend:0} DKK on nothing"), **values)
    draw.near(ax, words, (right, 0), (-2, 9), ha="right", **_ORANGE)
    ax.set(ylim=(0, 1.2 * rate), ylabel=_("Share that the grant pays (%)"))
    return draw.described(
        ax,
        _("Up to {bend:0} DKK every further krone is supported"),
        _(
            "Two lines over investments from 0 to {right:0} DKK. The share of the whole investment "
            "is {rate} % up to {bend:0} DKK and falls to {last} % at the right end. The share of "
            "the next krone drops from {rate} % to 0 at {bend:0} DKK."
        ),
        _("Share that the grant pays"),
        **values,
    )


def _money_axes(height: float, rules: GrantRules) -> Axes:
    ax = draw.axes(8.0, height)
    ax.set(xlim=(0, 4 * rules.investment_at_cap_dkk), xlabel=_("Investment (DKK)"))
    draw.numbers(ax.xaxis, nbins=5)
    return ax


@draw.styled
def history(
    rows: pd.DataFrame, rule: str, papers: tuple[date, float] | None = None
) -> DescribedFigure:
    """Values of a rate in per cent over time, drawn only for days for which a source is known.

    `papers`: what the papers print, and their day, which confirm nothing.
    """
    known, ax = _stretches(rows, rule), draw.axes(8.0, 4.2)
    first, last = known["first"].min(), known["last"].max()
    for each in known.itertuples():
        _draw_stretch(ax, each, is_late=each.first > first + (last - first) * 0.4)
    newest, value = known["last"].iloc[-1], known["value"].iloc[-1]
    checked = fill(_("last checked\n{day}"), day=newest)
    draw.near(ax, checked, (newest, value), (0, -10), ha="center", va="top")
    told = ""
    if papers:
        ax.plot(*papers, "D", markersize=8, **_ORANGE)
        words = fill(_("in the papers: {value} %"), value=papers[1])
        draw.near(ax, words, papers, (0, 9), ha="right", va="bottom", **_ORANGE)
        told = " " + fill(_("The papers print {value} % on {day}."), value=papers[1], day=papers[0])
    ax.margins(x=0.16)
    ax.set(ylim=(0, 1.3 * known["value"].max()), xlabel=_("Date (year)"))
    ax.xaxis.set_major_locator(YearLocator())
    ax.xaxis.set_major_formatter(DateFormatter("%Y"))
    ax.set_ylabel(_("Share of the investment that is paid (%)"))
    text = _(
        "Dated values of one rule. {title}: {names}. The newest was last checked on {day}; a "
        "gap has no known source."
    )
    return draw.described(
        ax,
        _("Rates known from sources: {values} %"),
        text + told,
        _("Rate of the investment grant over time"),
        values=known["value"],
        names="; ".join(known["name"]),
        day=newest,
    )


def _draw_stretch(ax: Axes, stretch: Any, is_late: bool) -> None:
    look = {"color": MUTED if stretch.planned else BLUE.colour}
    ends = [stretch.first, stretch.last]
    ax.plot(ends, [stretch.value] * 2, linewidth=2.4, **look)
    face = {"markerfacecolor": "white"} if stretch.planned else {}
    marker = "<" if stretch.starts_unknown else "o"
    ax.plot(ends[:1], [stretch.value], marker, markersize=8, **face, **look)
    words, side = stretch.name.replace(": ", ":\n"), "right" if is_late else "left"
    draw.near(ax, words, (stretch.first, stretch.value), (0, 9), ha=side, va="bottom", **look)


def _stretches(rows: pd.DataFrame, rule: str) -> pd.DataFrame:
    """Values as they are drawn: from when to when, and what stands beside them."""
    rows = rows[(rows["rule"] == rule) & rows["value"].notna()].reset_index(drop=True)
    planned, unknown = rows["status"] == "planned", rows["valid_from"].isna()
    first = rows["valid_from"].fillna(rows["valid_to"])
    until = first.shift(-1).fillna(rows["last_checked"]).mask(planned, first)
    words = np.select(
        [planned, unknown],
        [_("{value} %: planned {day}"), _("{value} %: until {day}, start not known")],
        _("{value} %: from {day}"),
    )
    told = zip(words, rows["value"], first, strict=True)
    return rows[["value"]].assign(
        first=first,
        last=rows["valid_to"].fillna(until),
        name=[fill(each, value=value, day=day) for each, value, day in told],
        planned=planned,
        starts_unknown=unknown,
    )


@draw.styled
def cost(costs: pd.DataFrame, firms: int, budget_mdkk: float) -> DescribedFigure:
    """Most that the firms could cost beside the budget.

    `grants` (words), `cost_mdkk`, and `low_mdkk` to `high_mdkk`, what rounding of the count allows.
    """
    ax = draw.axes(8.0, 3.2)
    ax.barh(costs.index, costs["cost_mdkk"], color=BAND, edgecolor=INK, height=0.6)
    words = _("if the number of firms is rounded")
    ax.hlines(costs.index, costs["low_mdkk"], costs["high_mdkk"], lw=3, label=words, **_BLUE)
    ends = costs[["cost_mdkk", "high_mdkk"]].max(axis=1)
    for place, value in costs["cost_mdkk"].items():
        draw.near(ax, language().number(value, 1), (ends[place], place), (6, 0), va="center")
    ax.axvline(budget_mdkk, **_DASHED)
    words = fill(_("budget {budget}"), budget=budget_mdkk)
    draw.near(ax, words, (budget_mdkk, -0.42), (-5, 0), ha="right", va="bottom", **_ORANGE)
    draw.rows(ax, costs["grants"])
    ax.set_ylim(len(costs) - 0.5, -0.95)
    ax.set(xlim=(0, 1.15 * max(ends.max(), budget_mdkk)), xlabel=_("Grants in all (million DKK)"))
    draw.legend(ax)
    words = _("{grants} {cost:1} ({low:1} to {high:1} if the number of firms is rounded)")
    told = costs.rename(columns=lambda name: name.removesuffix("_mdkk")).to_dict("records")
    return draw.described(
        ax,
        _("{firms} firms: at most {most:1} million DKK, the budget is {budget}"),
        _("Bar chart in million DKK. {title}. At most: {costs}."),
        _("What the firms with a model could cost at most"),
        firms=firms,
        most=costs["cost_mdkk"].iloc[-1],
        budget=budget_mdkk,
        costs=[fill(words, **row) for row in told],
    )
